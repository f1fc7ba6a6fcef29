//! A task that goes has time to finish what it has begun, and not much more.

use super::support::{label, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::design::Design;
use crate::meaning::forwards;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP133",
    name: "deregistration-delay",
    severity: Severity::Warning,
    stage: Stage::Run,
    docs: "\
A load balancer takes tasks away at once, or keeps each deployment waiting.

The deregistration delay is the time in which a task that goes may finish its requests; ECS stops the task after it. Without any, requests that are \
being answered are cut off at each deployment. With a long one, connections that nobody closes hold each deployment up for as long. AWS takes 300 \
seconds when nothing is said; requests that are answered within a second need five.",
    source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/load-balancer-connection-draining.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  load-balancer site
  cluster work
    service web public_address=true
      container app port=8080
site -> public-a : spans
site -> public-b : spans
site -> web : forwards drain_seconds=3600
web -> public-a : runs
web -> public-b : runs
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  load-balancer site
  cluster work
    service web public_address=true
      container app port=8080
site -> public-a : spans
site -> public-b : spans
site -> web : forwards drain_seconds=60
web -> public-a : runs
web -> public-b : runs
",
    check,
};

/// What holds a deployment up: three times as long as AWS waits when nothing is said.
const LONG: i64 = 900;

fn check(design: &Design, findings: &mut Findings) {
    for (id, connection) in design.connections_with(forwards::VERB.id) {
        let (Some((_, to)), Some(seconds)) = (connection.nodes(), forwards::drain_seconds(&connection.fields).number()) else { continue };
        let message = match seconds {
            0 => {
                format!("{} is taken away at once: requests that its tasks are answering are cut off at each deployment", label(design, to))
            }
            LONG.. => {
                format!("Each deployment of {} waits up to {} minutes for connections that nobody closes", label(design, to), seconds / 60)
            }
            _ => continue,
        };
        let finding = findings.report(message).on(to).on_connection(id).field("drain_seconds");
        let change = patch(design, |edit| edit.set_connection_field(id, "drain_seconds", None));
        finding.fix("Wait 30 seconds, the default", change);
    }
}
