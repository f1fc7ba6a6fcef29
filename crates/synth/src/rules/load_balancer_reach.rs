//! Packets of a load balancer arrive at the tasks to which it forwards, and the answers come back.

use super::support::walks::{Walked, ends, tell_open};
use super::{Findings, Rule, Severity, Stage, target_port};
use crate::design::Design;
use crate::meaning::forwards;
use crate::network::walk::Step;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP080",
    name: "load-balancer-reach",
    severity: Severity::Error,
    stage: Stage::Start,
    docs: "\
A load balancer cannot reach the tasks behind it.

Between a load balancer and a task stand the security groups of both, the route table, and the network ACLs of both subnets, which are asked for \
the answers as well. Where one of them closes, everything deploys, the health checks fail, ECS stops each task and starts another, and users get \
an error. The groups that are made for you are open where they need to be; network ACLs and routes of your own may not be.",
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
    nat nat-a
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  subnet private-a cidr=10.0.10.0/24 access=private zone=1
  load-balancer site
  cluster main-cluster
    service web cpu=512 memory=1024
      container app port=8080
site -> public-a : spans
site -> public-b : spans
site -> web : forwards
web -> private-a : runs
resource wall type=AWS::EC2::NetworkAcl properties={VpcId=!Ref MainVpc}
resource around type=AWS::EC2::SubnetNetworkAclAssociation properties={SubnetId=!Ref PrivateASubnet, NetworkAclId=!Ref Wall}
resource closed type=AWS::EC2::NetworkAclEntry properties={NetworkAclId=!Ref Wall, RuleNumber=90, RuleAction=deny, Egress=false, Protocol=6, CidrBlock=10.0.0.0/16, PortRange={From=8080, To=8080}}
resource in type=AWS::EC2::NetworkAclEntry properties={NetworkAclId=!Ref Wall, RuleNumber=100, RuleAction=allow, Egress=false, Protocol=-1, CidrBlock=0.0.0.0/0}
resource out type=AWS::EC2::NetworkAclEntry properties={NetworkAclId=!Ref Wall, RuleNumber=100, RuleAction=allow, Egress=true, Protocol=-1, CidrBlock=0.0.0.0/0}
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
    nat nat-a
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  subnet private-a cidr=10.0.10.0/24 access=private zone=1
  load-balancer site
  cluster main-cluster
    service web cpu=512 memory=1024
      container app port=8080
site -> public-a : spans
site -> public-b : spans
site -> web : forwards
web -> private-a : runs
resource wall type=AWS::EC2::NetworkAcl properties={VpcId=!Ref MainVpc}
resource around type=AWS::EC2::SubnetNetworkAclAssociation properties={SubnetId=!Ref PrivateASubnet, NetworkAclId=!Ref Wall}
resource in type=AWS::EC2::NetworkAclEntry properties={NetworkAclId=!Ref Wall, RuleNumber=100, RuleAction=allow, Egress=false, Protocol=-1, CidrBlock=0.0.0.0/0}
resource out type=AWS::EC2::NetworkAclEntry properties={NetworkAclId=!Ref Wall, RuleNumber=100, RuleAction=allow, Egress=true, Protocol=-1, CidrBlock=0.0.0.0/0}
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    let steps = [Step::GroupOut, Step::GroupIn, Step::NetworkAcl, Step::Route, Step::Gateway];
    for walked in ends(design).blocked.iter().filter(|walked| walked.is(forwards::VERB.id, &steps)) {
        let finding = findings.report(walked.message(design)).on(walked.from).on_connection(walked.connection);
        finding.aws_says(&walked.hop.aws_says);
    }
    // The health check has a rule of its own, and so has a port that no container names, unless deployment decides which ports they name.
    let is_told = |walked: &Walked| match walked.hop.step {
        Step::HealthCheck => true,
        Step::Container => !target_port::is_open(design, walked.to),
        _ => false,
    };
    let all = ends(design);
    let open = all.open.iter().filter(|walked| walked.verb == forwards::VERB.id && !is_told(walked));
    tell_open(design, findings, open.map(|walked| walked.open(design)));
}
