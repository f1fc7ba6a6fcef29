//! A load balancer writes its access logs to buckets that S3 itself encrypts.

use super::support::{label, name, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::{bucket, key, load_balancer};
use crate::design::Design;
use crate::meaning::{encrypts_with, keeps_logs_in};

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP106",
    name: "log-bucket-key",
    severity: Severity::Error,
    stage: Stage::Deployment,
    docs: "\
A load balancer keeps its access logs in a bucket that is encrypted with a key of KMS.

Elastic Load Balancing writes access logs only to buckets with the encryption of S3's own keys. When access logs are switched on it writes a test \
file, which it may not encrypt with a key of KMS, and the deployment fails. Keep these logs in a bucket of their own.",
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  load-balancer site
  cluster work
    service web public_address=true
      container app port=8080
bucket lines
kms-key own
site -> public-a : spans
site -> public-b : spans
site -> lines : keeps-logs-in
lines -> own : encrypts-with
site -> web : forwards
web -> public-a : runs
web -> public-b : runs
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  load-balancer site
bucket lines
site -> public-a : spans
site -> public-b : spans
site -> lines : keeps-logs-in
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, connection) in design.connections_with(keeps_logs_in::VERB.id) {
        let Some((from, to)) = connection.nodes() else { continue };
        let is_front = design.node(from).is_some_and(|node| node.kind == load_balancer::KIND.id);
        let Some(node) = design.node(to).filter(|node| is_front && node.kind == bucket::KIND.id) else { continue };
        let encryption = bucket::encryption(&node.fields).text();
        let own = key::of(design, to);
        if own.is_none() && !encryption.starts_with("aws:kms") {
            continue;
        }
        let with = own.map_or_else(|| encryption.clone(), |key| name(design, key).to_owned());
        let message = format!("{} keeps its logs in {}, which is encrypted with {with}", label(design, from), name(design, to));
        let finding = findings.report(message).on(to).on_connection(id);
        finding.aws_says(format!("Access Denied for bucket: {}. Please check S3bucket permission", name(design, to)));
        let lines: Vec<_> =
            design.connections_from(to).filter(|(_, record)| record.verb == encrypts_with::VERB.id).map(|(line, _)| line).collect();
        let change = patch(design, |edit| {
            edit.set_field(to, "encryption", None);
            for line in &lines {
                edit.remove_connection(*line);
            }
        });
        finding.fix("Encrypt it with the keys of S3", change);
    }
}
