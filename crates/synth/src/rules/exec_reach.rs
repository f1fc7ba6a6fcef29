//! A command in a running container comes over Systems Manager.

use super::support::walks::{can_start, open_hop};
use super::support::{endpoint_fixes, label, name, names};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::task_definition;
use crate::design::{Design, NodeId};
use crate::meaning::runs;
use crate::network::walk::{self, Stop};
use crate::network::{WayOut, has_endpoint, is_subnet, way_out};

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP129",
    name: "exec-reach",
    severity: Severity::Warning,
    stage: Stage::Run,
    docs: "\
Commands are to be run in containers to which no session leads.

ECS Exec opens a session of Systems Manager from the task. The tasks start and work, but in a subnet without a way out the session needs the endpoint \
of ssmmessages: without it each `execute-command` fails, and that is noticed on the day when somebody has to look into a container.",
    source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet inner-a cidr=10.0.10.0/24 access=isolated zone=1
  endpoint to-api service=ecr.api
  endpoint to-images service=ecr.dkr
  endpoint to-s3 service=s3
  endpoint to-logs service=logs
  cluster work
    service worker cpu=256 memory=512 execute_command=true
      container app port=\"\"
repository images
log-group lines
worker -> inner-a : runs
app -> images : pulls
app -> lines : logs
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet inner-a cidr=10.0.10.0/24 access=isolated zone=1
  endpoint to-api service=ecr.api
  endpoint to-images service=ecr.dkr
  endpoint to-s3 service=s3
  endpoint to-logs service=logs
  endpoint to-sessions service=ssmmessages
  cluster work
    service worker cpu=256 memory=512 execute_command=true
      container app port=\"\"
repository images
log-group lines
worker -> inner-a : runs
app -> images : pulls
app -> lines : logs
",
    check,
};

/// The service of the sessions.
const SESSIONS: &str = "ssmmessages";

fn check(design: &Design, findings: &mut Findings) {
    for (id, _) in task_definition::all(design).filter(|(_, node)| task_definition::execute_command(&node.fields).flag()) {
        let subnets = design.targets(id, runs::VERB.id).into_iter().filter(|subnet| is_subnet(design, *subnet));
        let is_closed = |subnet: &NodeId| way_out(design, *subnet) == WayOut::Nowhere && !has_endpoint(design, *subnet, SESSIONS);
        let closed: Vec<NodeId> = subnets.filter(is_closed).collect();
        let open = design.targets(id, runs::VERB.id).into_iter().find(|subnet| {
            is_subnet(design, *subnet) && way_out(design, *subnet) == WayOut::CannotTell && !has_endpoint(design, *subnet, SESSIONS)
        });
        if let Some(subnet) = open.filter(|_| closed.is_empty() && can_start(design, id)) {
            let trace = walk::trace(design, Stop::Node(id), Stop::Internet, Some(443)).ok();
            let why =
                trace.as_ref().and_then(open_hop).map_or_else(|| format!("the routes of {}", name(design, subnet)), |hop| hop.text.clone());
            findings
                .cannot_tell(format!("whether commands reach the containers of {}", label(design, id)), why)
                .on(id)
                .field("execute_command");
        }
        // Tasks that do not even start are found by the rule about the way to their image.
        if closed.is_empty() || !can_start(design, id) {
            continue;
        }
        let message = format!(
            "{} runs, but no command reaches its containers in {}: endpoint {SESSIONS} is missing",
            label(design, id),
            names(design, &closed)
        );
        let finding = findings.report(message).on(id).field("execute_command");
        finding.aws_says(
            "An error occurred (TargetNotConnectedException) when calling the ExecuteCommand operation: The execute command failed due to an internal error.",
        );
        finding.fixes.extend(endpoint_fixes::add_missing(design, id, &[SESSIONS]));
    }
}
