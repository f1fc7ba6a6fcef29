//! A variable comes from one place.

use std::collections::BTreeSet;

use super::support::{label, name, patch};
use super::{Findings, Rule, Severity};
use crate::catalog::container;
use crate::design::Design;
use crate::meaning::injects;
use crate::value::Value;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP047",
    name: "variable-twice",
    severity: Severity::Error,
    docs: "\
A container has a variable both in plain text and from a secret.

ECS sets the environment of a container from its plain variables and from its secrets, and refuses a task definition in which one name comes \
from both.",
    source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Secret.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  cluster main-cluster
    service web cpu=512 memory=1024 public_address=true
      container app port=8080 environment={GREETING=hello}
web -> public-a : runs
web -> public-b : runs
secret words
app -> words : injects variable=GREETING
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  cluster main-cluster
    service web cpu=512 memory=1024 public_address=true
      container app port=8080 environment={GREETING=hello}
web -> public-a : runs
web -> public-b : runs
secret words
app -> words : injects variable=FAREWELL
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, node) in design.nodes_of(container::KIND.id) {
        let (environment, secrets) = (container::environment(&node.fields), container::secrets(&node.fields));
        let Some(plain) = environment.0.as_ref().and_then(Value::as_map) else { continue };
        let own = secrets.0.as_ref().and_then(Value::as_map).into_iter().flat_map(|secrets| secrets.keys().cloned());
        let injected = design.connections_from(id).filter(|(_, connection)| connection.verb == injects::VERB.id);
        let injected = injected.filter_map(|(_, connection)| Some(injects::variable_name(connection, name(design, connection.to.node()?))));
        let secret: BTreeSet<String> = own.chain(injected).collect();
        for twice in plain.keys().filter(|twice| secret.contains(*twice)) {
            let finding = findings.report(format!("{} has {twice} in plain text and from a secret", label(design, id)));
            finding.on(id).field("environment").aws_says(format!(
                "The secret name must be unique and not shared with any new or existing environment variables set on the container, such as '{twice}'."
            ));
            let mut left = plain.clone();
            left.shift_remove(twice);
            let change = patch(design, |edit| edit.set_field(id, "environment", (!left.is_empty()).then_some(Value::Map(left))));
            finding.fix("Keep the secret", change);
        }
    }
}
