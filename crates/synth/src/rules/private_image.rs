//! An image in ECR needs permission to be pulled.

use super::support::numbers::choice;
use super::support::{label, patch, policies};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::{container, repository, task_definition};
use crate::design::{Connection, Design, Node, NodeId};
use crate::iam::actions;
use crate::iam::answer::Answer;
use crate::iam::decide::Verdict;
use crate::iam::stack::Use;
use crate::meaning::{pulls, starts_with};
use crate::parameters::{allowed_values, default_of};
use crate::value::Value;

/// The action that every pull needs.
const LAYERS: &str = "ecr:BatchGetImage";

/// How the types of parameters start whose values Systems Manager keeps.
const KEPT: &str = "AWS::SSM::Parameter::Value<";

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP049",
    name: "private-image",
    severity: Severity::Error,
    stage: Stage::Start,
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
        let given = container::image(&node.fields);
        let image = given.text();
        if let Some(why) = given.0.as_ref().and_then(|value| names_any(design, id, value)) {
            findings
                .cannot_tell(format!("whether the execution role may pull the image of {}", label(design, id)), why)
                .on(id)
                .field("image");
        }
        if !is_private(&image) || !design.targets(id, pulls::VERB.id).is_empty() {
            continue;
        }
        // A drawn execution role may have statements of its own that allow it.
        let path = image.split_once('/').map_or("", |(_, path)| path);
        let path = path.split([':', '@']).next().unwrap_or_default();
        match task_definition::around(design, id).map_or(Answer::No, |task| may_pull(design, (id, path), task)) {
            Answer::Yes => continue,
            Answer::Depends(on) => {
                findings.cannot_tell(format!("whether the execution role may pull {image}"), on.join(", ")).on(id).field("image");
                continue;
            }
            Answer::No => {}
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

/// What decides when an image without a repository of the design may be one of ECR, and nobody knows: a parameter, or something imported.
fn names_any(design: &Design, id: NodeId, image: &Value) -> Option<String> {
    let has_own = || {
        let task = task_definition::around(design, id);
        !design.targets(id, pulls::VERB.id).is_empty() || task.is_some_and(|task| !design.targets(task, starts_with::VERB.id).is_empty())
    };
    (image.is_expression() && may_be_private(design, image) && !has_own())
        .then(|| format!("{} may name one of ECR, which takes a permission", image.display()))
}

/// True for an image that is one of ECR for some value that it may have.
fn may_be_private(design: &Design, image: &Value) -> bool {
    let in_ecr = |text: &str| text.contains(".dkr.ecr.");
    let Value::Call(function, argument) = image else { return in_ecr(&image.display()) };
    if let Some((_, values)) = choice(image) {
        return values.iter().any(|value| may_be_private(design, value));
    }
    match (function.as_str(), argument.as_text()) {
        ("Sub", _) => false,
        ("Ref", Some(name)) => design.settings().parameters.get(name).is_some_and(|members| {
            // Its values are names under which Systems Manager keeps the image.
            let kept = members.as_map().and_then(|members| members.get("Type")?.as_text()).is_some_and(|kind| kind.starts_with(KEPT));
            let allowed = allowed_values(image, design.settings()).filter(|all| !all.is_empty());
            let all = allowed.or_else(|| default_of(members).map(|default| vec![default.display()]));
            kept || all.is_none_or(|all| all.iter().any(|text| in_ecr(text)))
        }),
        _ => true,
    }
}

/// Whether the execution role is drawn and some statement gives it the image's layers.
fn may_pull(design: &Design, (container, path): (NodeId, &str), task: NodeId) -> Answer {
    if design.targets(task, starts_with::VERB.id).is_empty() {
        return Answer::No;
    }
    let mut may = Answer::No;
    policies::with_stack(design, &mut |stack| {
        let role = match stack.role_of(container, Use::AtStart) {
            Ok(role) => role,
            Err(why) => {
                may = Answer::depends(why);
                return;
            }
        };
        for row in stack.listing(&role) {
            // A repository of the design is another one, unless it has just this name.
            let is_other =
                row.target.and_then(|id| design.node(id)).is_some_and(|node| repository::repository_name(&node.fields).text() != path);
            if !is_other && row.actions.iter().any(|action| actions::matching(action).iter().any(|name| name == LAYERS)) {
                may = std::mem::replace(&mut may, Answer::No).or(match row.decision.verdict {
                    Verdict::Allowed => Answer::Yes,
                    Verdict::Denied => Answer::No,
                    Verdict::Depends => Answer::Depends(row.decision.depends.clone()),
                });
            }
        }
    });
    may
}

/// `123456789012.dkr.ecr.eu-west-1.amazonaws.com/name`.
fn is_private(image: &str) -> bool {
    let host = image.split('/').next().unwrap_or_default();
    let account = host.split('.').next().unwrap_or_default();
    host.contains(".dkr.ecr.") && account.len() == 12 && account.chars().all(|digit| digit.is_ascii_digit())
}
