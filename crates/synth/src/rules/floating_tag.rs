//! A tag that moves makes tasks differ.

use super::support::{label, name};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::{container, repository};
use crate::design::{Design, Node, NodeId};
use crate::meaning::pulls;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP048",
    name: "floating-tag",
    severity: Severity::Warning,
    stage: Stage::Run,
    docs: "\
A container runs the tag `latest` of a registry's image.

The tag names another image whenever somebody pushes. A task that is replaced at night may then run something that nobody has tried, and \
going back to the last deployment does not bring the old image back. A version or a digest says which one runs.",
    source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-considerations.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  cluster main-cluster
    service web cpu=512 memory=1024 public_address=true
      container app port=8080 image=public.ecr.aws/docker/library/httpd:latest
web -> public-a : runs
web -> public-b : runs
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  cluster main-cluster
    service web cpu=512 memory=1024 public_address=true
      container app port=8080 image=public.ecr.aws/docker/library/httpd:2.4
web -> public-a : runs
web -> public-b : runs
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, node) in design.nodes_of(container::KIND.id) {
        if let Some(repository) = design.targets(id, pulls::VERB.id).first() {
            check_own(design, findings, (id, node), *repository);
            continue;
        }
        let image = container::image(&node.fields).text();
        if image.is_empty() || image.contains('@') {
            continue;
        }
        let last = image.rsplit('/').next().unwrap_or_default();
        let tag = last.split_once(':').map_or("latest", |(_, tag)| tag);
        if tag == "latest" {
            let message = format!("{} runs whatever {image} is when a task starts: give {} a version", label(design, id), name(design, id));
            findings.report(message).on(id).field("image");
        }
    }
}

/// An image of the design's own repository is tagged by its content when it is deployed, unless somebody says that it is called `latest`.
fn check_own(design: &Design, findings: &mut Findings, (id, node): (NodeId, &Node), repository: NodeId) {
    let is_written = node.fields.contains_key("tag") && container::tag(&node.fields).text() == "latest";
    if !is_written {
        return;
    }
    let immutable = design.node(repository).is_some_and(|node| repository::tag_mutability(&node.fields).text() == "IMMUTABLE");
    let what = name(design, repository);
    let finding = if immutable {
        let finding =
            findings.report(format!("{} pulls the tag latest of {what}, whose tags never move: it can be pushed once", label(design, id)));
        finding.aws_says(format!(
            "The image tag 'latest' already exists in the '{what}' repository and cannot be overwritten because the tag is immutable."
        ))
    } else {
        findings.report(format!(
            "{} runs whatever the tag latest of {what} is when it is deployed: give {} a version",
            label(design, id),
            name(design, id)
        ))
    };
    finding.on(id).field("tag");
}
