//! A variable comes from one place.

use std::collections::BTreeSet;

use super::support::{label, name, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::container;
use crate::design::Design;
use crate::meaning::access::{self, VARIABLE};
use crate::meaning::injects;
use crate::ordered::Ordered;
use crate::value::Value;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP047",
    name: "variable-twice",
    severity: Severity::Error,
    stage: Stage::Deployment,
    docs: "\
A container has a variable both from a secret and from somewhere else.

ECS sets the environment of a container from its plain variables, those of its connections among them, and from its secrets. It refuses a \
task definition in which one name comes from both, or from two secrets.",
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
        let own = secrets.0.as_ref().and_then(Value::as_map).into_iter().flat_map(|secrets| secrets.keys().cloned());
        let mut secret: BTreeSet<String> = own.to_set();
        for (connection, record) in design.connections_from(id).filter(|(_, connection)| connection.verb == injects::VERB.id) {
            let Some(target) = record.to.node().map(|to| name(design, to)) else { continue };
            let variable = injects::variable_name(record, target);
            if secret.insert(variable.clone()) {
                continue;
            }
            let finding = findings.report(format!("{} is given {variable} from two secrets", label(design, id)));
            finding.on(id).on_connection(connection).field(VARIABLE).aws_says(refusal(&variable));
            let free = injects::upper_snake(target);
            if !secret.contains(&free) {
                let change = patch(design, |edit| edit.set_connection_field(connection, VARIABLE, Some(Value::text(&free))));
                finding.fix(format!("Call it {free}"), change);
            }
        }
        if let Some(plain) = environment.0.as_ref().and_then(Value::as_map) {
            for name in plain.keys().filter(|name| secret.contains(*name)) {
                let finding = findings.report(format!("{} has {name} in plain text and from a secret", label(design, id)));
                finding.on(id).field("environment").aws_says(refusal(name));
                let mut left = plain.clone();
                left.shift_remove(name);
                let change = patch(design, |edit| edit.set_field(id, "environment", (!left.is_empty()).then_some(Value::Map(left))));
                finding.fix("Keep the secret", change);
            }
        }
        for variable in access::variables(design, id).into_iter().filter(|variable| secret.contains(variable.name)) {
            let (container, target) = (label(design, id), label(design, variable.target));
            let finding = findings.report(format!("{container} has {} for {target} and from a secret", variable.name));
            finding.on(id).on_connection(variable.connection).field(VARIABLE).aws_says(refusal(variable.name));
            let change = patch(design, |edit| edit.set_connection_field(variable.connection, VARIABLE, None));
            finding.fix("Keep the secret", change);
        }
    }
}

fn refusal(name: &str) -> String {
    format!(
        "The secret name must be unique and not shared with any new or existing environment variables set on the container, such as '{name}'."
    )
}
