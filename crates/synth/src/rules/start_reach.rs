//! What a task fetches before it runs comes through every wall on the way.

use super::support::walks::{Open, can_start, ends, open_hop, tell_open};
use super::support::{label, name};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::{resource, security_group, task_definition};
use crate::design::{Design, NodeId};
use crate::meaning::{injects, logs, pulls};
use crate::network::walk::{self, Hop, Step, Stop, Verdict};

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP108",
    name: "start-reach",
    severity: Severity::Error,
    stage: Stage::Start,
    docs: "\
A network ACL or security group keeps a task from its image, its logs or its secrets.

A task fetches its image and its secrets through its own network interface before it runs. A route is not enough: its security group has to let \
port 443 out, and the network ACL of its subnet, which remembers nothing, has to let the answers back in at the ports from 1024 up. Everything \
deploys, and each task stops before it has started.",
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  cluster work
    service worker cpu=256 memory=512 public_address=true
      container app port=\"\"
worker -> public-a : runs
resource wall type=AWS::EC2::NetworkAcl properties={VpcId=!Ref MainVpc}
resource around type=AWS::EC2::SubnetNetworkAclAssociation properties={SubnetId=!Ref PublicASubnet, NetworkAclId=!Ref Wall}
resource out type=AWS::EC2::NetworkAclEntry properties={NetworkAclId=!Ref Wall, RuleNumber=100, RuleAction=allow, Egress=true, Protocol=-1, CidrBlock=0.0.0.0/0}
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  cluster work
    service worker cpu=256 memory=512 public_address=true
      container app port=\"\"
worker -> public-a : runs
resource wall type=AWS::EC2::NetworkAcl properties={VpcId=!Ref MainVpc}
resource around type=AWS::EC2::SubnetNetworkAclAssociation properties={SubnetId=!Ref PublicASubnet, NetworkAclId=!Ref Wall}
resource out type=AWS::EC2::NetworkAclEntry properties={NetworkAclId=!Ref Wall, RuleNumber=100, RuleAction=allow, Egress=true, Protocol=-1, CidrBlock=0.0.0.0/0}
resource answers type=AWS::EC2::NetworkAclEntry properties={NetworkAclId=!Ref Wall, RuleNumber=100, RuleAction=allow, Egress=false, Protocol=6, CidrBlock=0.0.0.0/0, PortRange={From=1024, To=65535}}
",
    check,
};

/// What can keep packets from an endpoint or from the way out; of the way itself another rule speaks.
const WALLS: [Step; 4] = [Step::GroupOut, Step::GroupIn, Step::NetworkAcl, Step::Endpoint];

/// Where registries answer.
const HTTPS: u16 = 443;

fn check(design: &Design, findings: &mut Findings) {
    // What synthesis makes is open where tasks need it; endpoints may be told by a parameter whom they serve.
    let to_start = [pulls::VERB.id, injects::VERB.id, logs::VERB.id];
    let all = ends(design);
    let mut open: Vec<Open> = all
        .open
        .iter()
        .filter(|walked| to_start.contains(&walked.verb.as_str()) && WALLS.contains(&walked.hop.step) && can_start(design, walked.from))
        .map(|walked| walked.open(design))
        .collect();
    let walled = has_walls(design);
    for (id, _) in task_definition::all(design).filter(|_| walled) {
        let Some((what, hop)) = needs(design, id).into_iter().find_map(|(what, to)| Some((what, wall_before(design, id, to)?))) else {
            if can_start(design, id) {
                open.extend(needs(design, id).into_iter().filter_map(|(_, to)| open_wall(design, id, to)));
            }
            continue;
        };
        let finding = findings.report(format!("{} does not start, since nothing fetches {what}: {}", label(design, id), hop.text)).on(id);
        finding.aws_says(match what {
            "its logs" => "ResourceInitializationError: failed to validate logger args: : signal: killed",
            _ => "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed",
        });
    }
    tell_open(design, findings, open);
}

/// True when somebody wrote network ACLs or groups, or what leaves a drawn group.
fn has_walls(design: &Design) -> bool {
    let raw = |kind: &str| kind.starts_with("AWS::EC2::NetworkAcl") || kind.starts_with("AWS::EC2::SecurityGroup");
    design.nodes_of(resource::KIND.id).any(|(_, node)| raw(&resource::r#type(&node.fields).text()))
        || design.nodes_of(security_group::KIND.id).any(|(_, node)| security_group::egress(&node.fields).value().is_some())
}

/// What a task fetches before it runs, and from where.
fn needs(design: &Design, id: NodeId) -> Vec<(&'static str, Stop)> {
    let containers = task_definition::containers(design, id);
    let mut all = Vec::new();
    for container in containers {
        let targets = |verb: &str| design.targets(container, verb).into_iter().map(Stop::Node);
        let repositories: Vec<Stop> = targets(pulls::VERB.id).collect();
        // Without a repository the image comes from a registry outside.
        let images = if repositories.is_empty() { vec![Stop::Internet] } else { repositories };
        all.extend(images.into_iter().map(|to| ("its image", to)));
        all.extend(targets(injects::VERB.id).map(|to| ("its secrets", to)));
        all.extend(targets(logs::VERB.id).map(|to| ("its logs", to)));
    }
    all
}

/// The wall that stops packets; nothing when they arrive, when it is not known, or when there is no way that a wall could close.
fn wall_before(design: &Design, id: NodeId, to: Stop) -> Option<Hop> {
    let trace = walk::trace(design, Stop::Node(id), to, Some(HTTPS)).ok()?;
    let hop = trace.legs.into_iter().flat_map(|leg| leg.hops).find(|hop| hop.verdict == Verdict::Blocked)?;
    [Step::GroupOut, Step::NetworkAcl].contains(&hop.step).then_some(hop)
}

/// The wall of which nobody can tell whether it stops packets for a node.
fn open_wall(design: &Design, id: NodeId, to: Stop) -> Option<Open> {
    let trace = walk::trace(design, Stop::Node(id), to, Some(HTTPS)).ok()?;
    let hop = open_hop(&trace).filter(|hop| WALLS.contains(&hop.step))?;
    let to = if let Stop::Node(to) = to { name(design, to).to_owned() } else { "the registry of its image".to_owned() };
    Some(Open { from: id, to, why: hop.text.clone(), connection: None })
}
