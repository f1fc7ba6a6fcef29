//! A container mounts volumes of its own task.

use super::support::{label, nearest, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::{container, task_definition};
use crate::design::Design;
use crate::value::Value;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP038",
    name: "unknown-volume",
    severity: Severity::Error,
    stage: Stage::Deployment,
    docs: "\
A container mounts a volume that its service or task does not have.

Volumes belong to the task: the service or task names them, and each container that uses one says where it appears in its own file system.",
    source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bind-mounts.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  cluster main-cluster
    service web cpu=512 memory=1024 public_address=true volumes=[pages]
      container app port=8080 mounts=[{Volume=page, Path=/srv}]
web -> public-a : runs
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  cluster main-cluster
    service web cpu=512 memory=1024 public_address=true volumes=[pages]
      container app port=8080 mounts=[{Volume=pages, Path=/srv}]
web -> public-a : runs
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, node) in design.nodes_of(container::KIND.id) {
        let Some(owner) = task_definition::around(design, id) else { continue };
        let known = design.node(owner).map(|owner| task_definition::volume_names(owner)).unwrap_or_default();
        let mounts = container::mounts(&node.fields).value();
        let entries = mounts.as_ref().and_then(Value::as_list).unwrap_or_default().iter().filter_map(Value::as_map);
        for wrong in entries.filter_map(|entry| entry.get("Volume")).filter(|volume| !volume.is_expression()).map(Value::display) {
            if known.contains(&wrong) {
                continue;
            }
            let message = format!("{} mounts volume {wrong}, which {} does not have", label(design, id), label(design, owner));
            let finding = findings.report(message).on(id).field("mounts");
            finding.aws_says(format!("Unknown volume '{wrong}'."));
            if let Some(meant) = nearest(&wrong, known.iter().map(String::as_str)) {
                let change = patch(design, |edit| edit.set_field(id, "mounts", Some(renamed(mounts.as_ref(), &wrong, meant))));
                finding.fix(format!("Mount {meant}"), change);
            }
            let mut all: Vec<Value> = design
                .node(owner)
                .and_then(|owner| task_definition::volumes(&owner.fields).value())
                .and_then(|value| value.as_list().map(<[Value]>::to_vec))
                .unwrap_or_default();
            all.push(Value::text(&wrong));
            let change = patch(design, |edit| edit.set_field(owner, "volumes", Some(Value::List(all))));
            finding.fix(format!("Add volume {wrong}"), change);
        }
    }
}

/// The mounts with one volume's name put right.
fn renamed(mounts: Option<&Value>, wrong: &str, meant: &str) -> Value {
    let mut entries = mounts.and_then(Value::as_list).unwrap_or_default().to_vec();
    for entry in &mut entries {
        if let Value::Map(members) = entry
            && members.get("Volume").is_some_and(|volume| volume.display() == wrong)
        {
            members.insert("Volume".to_owned(), Value::text(meant));
        }
    }
    Value::List(entries)
}
