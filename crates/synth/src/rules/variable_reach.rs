//! An address in a variable is there to be connected to.

use super::support::walks::{Open, can_start, open_hop, tell_open};
use super::support::{label, name, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::{container, task_definition};
use crate::design::{Design, NodeId};
use crate::meaning::forwards;
use crate::network::walk::{self, Hop, Step, Stop, Trace, Verdict};
use crate::synthesize::synthesized;
use crate::template::Resource;
use crate::value::Value;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP130",
    name: "variable-reach",
    severity: Severity::Error,
    stage: Stage::Run,
    docs: "\
A container is told the address of a database, cache or internal load balancer that no packet reaches.

A variable carries the address into the program, which connects to it. The security group of tasks lets HTTPS out and nothing else unless somebody \
opens more, and the other side has to let them in on its port. Everything deploys, and then each connection waits until it gives up.",
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet inner-a cidr=10.0.10.0/24 access=isolated zone=1
  subnet inner-b cidr=10.0.11.0/24 access=isolated zone=2
  cluster work
    service web cpu=256 memory=512 public_address=true
      container app port=8080 environment={DB_HOST=!GetAtt Rows.Endpoint.Address}
web -> public-a : runs
resource inner type=AWS::RDS::DBSubnetGroup properties={DBSubnetGroupDescription=Inner, SubnetIds=[!Ref InnerASubnet, !Ref InnerBSubnet]}
resource around type=AWS::EC2::SecurityGroup properties={GroupDescription=Rows, VpcId=!Ref MainVpc, SecurityGroupIngress=[{IpProtocol=tcp, FromPort=5432, ToPort=5432, SourceSecurityGroupId=!GetAtt WebSecurityGroup.GroupId}]}
resource rows type=AWS::RDS::DBInstance properties={DBInstanceClass=db.t4g.micro, Engine=postgres, AllocatedStorage=\"20\", MasterUsername=writer, ManageMasterUserPassword=true, DBSubnetGroupName=!Ref Inner, VPCSecurityGroups=[!GetAtt Around.GroupId]}
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet inner-a cidr=10.0.10.0/24 access=isolated zone=1
  subnet inner-b cidr=10.0.11.0/24 access=isolated zone=2
  cluster work
    service web cpu=256 memory=512 public_address=true outbound=all
      container app port=8080 environment={DB_HOST=!GetAtt Rows.Endpoint.Address}
web -> public-a : runs
resource inner type=AWS::RDS::DBSubnetGroup properties={DBSubnetGroupDescription=Inner, SubnetIds=[!Ref InnerASubnet, !Ref InnerBSubnet]}
resource around type=AWS::EC2::SecurityGroup properties={GroupDescription=Rows, VpcId=!Ref MainVpc, SecurityGroupIngress=[{IpProtocol=tcp, FromPort=5432, ToPort=5432, SourceSecurityGroupId=!GetAtt WebSecurityGroup.GroupId}]}
resource rows type=AWS::RDS::DBInstance properties={DBInstanceClass=db.t4g.micro, Engine=postgres, AllocatedStorage=\"20\", MasterUsername=writer, ManageMasterUserPassword=true, DBSubnetGroupName=!Ref Inner, VPCSecurityGroups=[!GetAtt Around.GroupId]}
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    let mut seen: Vec<(NodeId, NodeId, Option<u16>)> = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    for (id, node) in design.nodes_of(container::KIND.id) {
        let environment = container::environment(&node.fields);
        for (variable, value) in environment.0.as_ref().and_then(Value::as_map).into_iter().flatten() {
            let Some((resource, port)) = address(value) else { continue };
            let made = synthesized(design);
            let Some(target) = made.0.resources.get(&resource) else { continue };
            let (Some(from), Some(to)) = (task_definition::around(design, id), target.node) else { continue };
            if target.kind == BALANCER && is_for_others(design, target, (from, to)) {
                continue;
            }
            // Tasks that do not even start are found by the rule about the way to their image.
            if seen.contains(&(from, to, port)) || !can_start(design, from) {
                continue;
            }
            seen.push((from, to, port));
            let trace = walk::trace(design, Stop::Node(from), Stop::Node(to), port).ok();
            let Some(hop) = trace.as_ref().and_then(blocked_hop) else {
                if let Some(hop) = trace.as_ref().and_then(open_hop) {
                    open.push(Open { from, to: name(design, to).to_owned(), why: hop.text.clone(), connection: None });
                }
                continue;
            };
            let message = format!(
                "{} does not reach {}, whose address {} gets in {variable}: {}",
                label(design, from),
                name(design, to),
                node.name,
                hop.text
            );
            let finding = findings.report(message).on(from);
            finding.aws_says("connection timed out");
            let opened = patch(design, |edit| edit.set_field(from, "outbound", Some(Value::text("all"))));
            let passes = |after: &Design| {
                walk::trace(after, Stop::Node(from), Stop::Node(to), port).is_ok_and(|trace| blocked_hop(&trace).is_none())
            };
            let mut after = design.clone();
            let mends = hop.step == Step::GroupOut && opened.apply(&mut after).is_ok() && passes(&after);
            if mends {
                finding.fix(format!("Let {} connect to everything", name(design, from)), opened);
            }
        }
    }
    tell_open(design, findings, open);
}

const BALANCER: &str = "AWS::ElasticLoadBalancingV2::LoadBalancer";

/// True for the address of a load balancer that a program may well write into its pages and never ask itself: one for the internet, or the one
/// that it stands behind.
fn is_for_others(design: &Design, balancer: &Resource, (from, to): (NodeId, NodeId)) -> bool {
    let is_internal = balancer.property("Scheme").is_some_and(|scheme| scheme.as_text() == Some("internal"));
    !is_internal || design.targets(to, forwards::VERB.id).contains(&from)
}

/// The hop at which packets end; nothing when they arrive, or nobody can tell.
fn blocked_hop(trace: &Trace) -> Option<&Hop> {
    let is_blocked = trace.verdict == Verdict::Blocked;
    trace.hops().find(|hop| is_blocked && hop.verdict == Verdict::Blocked)
}

/// The resource whose address a value is or holds, and the port where the text says one.
fn address(value: &Value) -> Option<(String, Option<u16>)> {
    let Value::Call(function, argument) = value else { return None };
    match function.as_str() {
        "GetAtt" => {
            let parts: Vec<&str> = argument.as_list().unwrap_or(std::slice::from_ref(argument)).iter().filter_map(Value::as_text).collect();
            let whole = parts.join(".");
            let (resource, attribute) = whole.split_once('.')?;
            is_address(attribute).then(|| (resource.to_owned(), None))
        }
        "Sub" => {
            let text = argument.as_text()?;
            let mut parts = text.split("${").skip(1).filter_map(|rest| rest.split_once('}'));
            parts.find_map(|(inner, behind)| {
                let (resource, _) = inner.split_once('.').filter(|(_, attribute)| is_address(attribute))?;
                let digits: String = behind.strip_prefix(':').unwrap_or_default().chars().take_while(char::is_ascii_digit).collect();
                let port = match text.split_once("://") {
                    _ if !digits.is_empty() => Some(digits.parse().ok()?),
                    // A port that deployment fills in is the one of the resource.
                    _ if behind.starts_with(':') => None,
                    Some(("https", _)) => Some(443),
                    Some(("http", _)) => Some(80),
                    _ => None,
                };
                Some((resource.to_owned(), port))
            })
        }
        _ => None,
    }
}

/// True for the attributes that give the address of a database, cache or load balancer.
/// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbinstance.html>.
fn is_address(attribute: &str) -> bool {
    attribute.ends_with(".Address") || attribute == "DNSName"
}
