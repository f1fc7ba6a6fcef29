//! The name of a bucket is a name in DNS.

use std::net::Ipv4Addr;

use super::support::{label, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::bucket;
use crate::design::Design;
use crate::value::Value;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP029",
    name: "bucket-name",
    severity: Severity::Error,
    stage: Stage::Deployment,
    docs: "\
The fixed name of a bucket is not one that S3 takes.

Bucket names are part of addresses: 3 to 63 lower-case letters, digits, hyphens and dots, beginning and ending with a letter or digit, \
no two dots side by side. The name is taken for the whole world; without a fixed one CloudFormation makes one that is free.",
    source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html",
    flagged: "\
bucket files bucket_name=Unicorn-Files
",
    passing: "\
bucket files bucket_name=unicorn-files
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, node) in design.nodes_of(bucket::KIND.id) {
        let name = bucket::bucket_name(&node.fields).text();
        if name.is_empty() || is_possible(&name) {
            continue;
        }
        let finding = findings.report(format!("{} has the fixed name {name}, which S3 does not take", label(design, id))).on(id);
        finding.field("bucket_name").aws_says("Bucket name should not contain uppercase characters, or is invalid");
        let lower = name.to_ascii_lowercase();
        if is_possible(&lower) {
            let change = patch(design, |edit| edit.set_field(id, "bucket_name", Some(Value::text(&lower))));
            finding.fix(format!("Rename to {lower}"), change);
        }
    }
}

/// How names begin and end that S3 keeps for itself, by the rule's source.
const KEPT_STARTS: &[&str] = &["xn--", "sthree-", "amzn-s3-demo-"];
const KEPT_ENDS: &[&str] = &["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"];

fn is_possible(name: &str) -> bool {
    let letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let ends = name.bytes().next().is_some_and(letter) && name.bytes().next_back().is_some_and(letter);
    let inside = name.bytes().all(|byte| letter(byte) || byte == b'-' || byte == b'.');
    let kept = KEPT_STARTS.iter().any(|start| name.starts_with(start)) || KEPT_ENDS.iter().any(|end| name.ends_with(end));
    let is_address = name.parse::<Ipv4Addr>().is_ok();
    ends && inside && (3..=63).contains(&name.len()) && !name.contains("..") && !is_address && !kept
}
