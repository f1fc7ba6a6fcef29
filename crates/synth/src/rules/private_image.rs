//! An image in ECR needs permission to be pulled.

use super::support::{label, patch, policies};
use super::{Findings, Rule, Severity};
use crate::catalog::{container, repository, task_definition};
use crate::design::{Connection, Design, Node, NodeId};
use crate::iam::actions;
use crate::iam::decide::Verdict;
use crate::iam::stack::Use;
use crate::meaning::{pulls, starts_with};

/// The action that every pull needs.
const LAYERS: &str = "ecr:BatchGetImage";

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP049",
    name: "private-image",
    severity: Severity::Error,
    docs: "\
A container takes its image from an ECR address, but nothing permits the pull.

An image that is named by address alone is for ECS one of any registry: the execution role gets no permission for it, and every task stops \
before it starts. A repository that is drawn and connected with `pulls` gives just the four actions that a pull takes.",
    source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  cluster main-cluster
    service web cpu=512 memory=1024 public_address=true
      container app port=8080 image=123456789012.dkr.ecr.eu-west-1.amazonaws.com/unicorn:1.0
web -> public-a : runs
web -> public-b : runs
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  cluster main-cluster
    service web cpu=512 memory=1024 public_address=true
      container app port=8080
web -> public-a : runs
web -> public-b : runs
repository unicorn
app -> unicorn : pulls
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, node) in design.nodes_of(container::KIND.id) {
        let image = container::image(&node.fields).text();
        if !is_private(&image) || !design.targets(id, pulls::VERB.id).is_empty() {
            continue;
        }
        // A drawn execution role may have statements of its own that allow it.
        let path = image.split_once('/').map_or("", |(_, path)| path);
        let path = path.split([':', '@']).next().unwrap_or_default();
        if task_definition::around(design, id).is_some_and(|task| may_pull(design, (id, path), task)) {
            continue;
        }
        let finding = findings.report(format!("{} pulls {image}, but its execution role may not", label(design, id)));
        finding.on(id).field("image").aws_says(format!(
            "CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref {image}: unexpected status from HEAD request: 403 Forbidden"
        ));
        let name = path.split('/').next().unwrap_or_default().to_owned();
        let change = patch(design, |edit| {
            let is_meant = |id: &NodeId| design.node(*id).is_some_and(|node| node.kind == repository::KIND.id);
            let repository = design.find(&name).filter(is_meant).unwrap_or_else(|| {
                let name = edit.design().free_name(if name.is_empty() { "images" } else { &name });
                edit.add_node(Node::new(repository::KIND.id, name))
            });
            edit.set_field(id, "image", None);
            edit.connect(Connection::new(id, repository, pulls::VERB.id));
        });
        finding.fix("Pull from a repository of this design", change);
    }
}

/// True when the execution role is drawn and some statement gives it the image's layers, or what it holds is not known.
fn may_pull(design: &Design, (container, path): (NodeId, &str), task: NodeId) -> bool {
    if design.targets(task, starts_with::VERB.id).is_empty() {
        return false;
    }
    let mut may = false;
    policies::with_stack(design, &mut |stack| {
        may = stack.role_of(container, Use::AtStart).map_or(true, |role| {
            stack.listing(&role).iter().any(|row| {
                // A repository of the design is another one, unless it has just this name.
                row.target.and_then(|id| design.node(id)).is_none_or(|node| repository::repository_name(&node.fields).text() == path)
                    && row.decision.verdict != Verdict::Denied
                    && row.actions.iter().any(|action| actions::matching(action).iter().any(|name| name == LAYERS))
            })
        });
    });
    may
}

/// `123456789012.dkr.ecr.eu-west-1.amazonaws.com/name`.
fn is_private(image: &str) -> bool {
    let host = image.split('/').next().unwrap_or_default();
    let account = host.split('.').next().unwrap_or_default();
    host.contains(".dkr.ecr.") && account.len() == 12 && account.chars().all(|digit| digit.is_ascii_digit())
}
