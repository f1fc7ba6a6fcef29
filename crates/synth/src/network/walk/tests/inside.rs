//! Walks between interfaces: groups, network ACLs, routes, peering.

use std::fmt::Write as _;

use super::*;

/// Two services in subnets of their own, the second of which lets the first in.
const PAIR: &str = "
vpc main cidr=10.0.0.0/16
  subnet one cidr=10.0.1.0/24 access=isolated zone=1
  subnet two cidr=10.0.2.0/24 access=isolated zone=2
  security-group inner ingress=[{IpProtocol=tcp, FromPort=9000, ToPort=9000, SourceSecurityGroupId=!GetAtt ASecurityGroup.GroupId}]
  cluster work
    service a outbound=all
      container app port=80
    service b
      container job port=9000
a -> one : runs
b -> two : runs
inner -> b : guards
";

/// A network ACL around a subnet with its entries, each as `number action direction from-to range`.
fn acl(subnet: &str, entries: &[&str]) -> String {
    let mut text = format!(
        "resource wall type=AWS::EC2::NetworkAcl properties={{VpcId=!Ref MainVpc}}\nresource around type=AWS::EC2::SubnetNetworkAclAssociation properties={{SubnetId=!Ref {subnet}, NetworkAclId=!Ref Wall}}\n"
    );
    for (index, entry) in entries.iter().enumerate() {
        let [number, action, direction, ports, range] = entry.split(' ').collect::<Vec<_>>().try_into().unwrap();
        let (from, to) = ports.split_once('-').unwrap_or((ports, ports));
        let egress = direction == "out";
        let _ = writeln!(
            text,
            "resource e{index} type=AWS::EC2::NetworkAclEntry properties={{NetworkAclId=!Ref Wall, RuleNumber={number}, RuleAction={action}, Egress={egress}, Protocol=6, CidrBlock={range}, PortRange={{From={from}, To={to}}}}}"
        );
    }
    text
}

#[test]
fn groups_are_asked_on_both_sides_and_remember_answers() {
    check(
        PAIR,
        ("a", "b"),
        &[
            "Security group, outbound: security group of a lets tcp 9000 out to service b [all traffic to 0.0.0.0/0]",
            "Route table: route table of one leads to service b in subnet two [10.0.0.0/16 → local]",
            "Security group, inbound: security group inner lets tcp 9000 in from service a [tcp 9000 from security group of a]",
            "Container: container job listens on port 9000 [ContainerPort: 9000]",
        ],
    );
    let blocked = |text: &str, to: &str, expected: &str| check_verdict(text, ("a", to), Verdict::Blocked, expected);
    blocked(
        PAIR,
        "b:9001",
        "BLOCKED: Security group, inbound: security group inner does not let tcp 9001 in from service a [only tcp 9000 from security group of a]",
    );
    blocked(
        &with(PAIR, "service a outbound=all", "service a"),
        "b",
        "BLOCKED: Security group, outbound: security group of a does not let tcp 9000 out to service b [only tcp 443 to 0.0.0.0/0]",
    );
    blocked(
        &with(PAIR, "inner -> b : guards", ""),
        "b",
        "BLOCKED: Security group, inbound: security group of b does not let tcp 9000 in from service a [only no rule]"
            .replace("only no rule", "no rule")
            .as_str(),
    );
}

#[test]
fn ranges_of_rules_hold_a_whole_subnet_a_part_or_nothing() {
    let from_range = |range: &str| with(PAIR, "SourceSecurityGroupId=!GetAtt ASecurityGroup.GroupId", &format!("CidrIp={range}"));
    check_verdict(&from_range("10.0.0.0/16"), ("a", "b"), Verdict::Passes, "");
    check_verdict(
        &from_range("10.0.2.0/24"),
        ("a", "b"),
        Verdict::Blocked,
        "BLOCKED: Security group, inbound: security group inner does not let tcp 9000 in from service a [only tcp 9000 from 10.0.2.0/24]",
    );
    check_verdict(
        &from_range("10.0.1.0/25"),
        ("a", "b"),
        Verdict::CannotTell,
        "CANNOT TELL: Security group, inbound: whether security group inner lets tcp 9000 in from service a is open: 10.0.1.0/25 is a part of 10.0.1.0/24",
    );
    check_verdict(
        &from_range("!Ref Range"),
        ("a", "b"),
        Verdict::CannotTell,
        "CANNOT TELL: Security group, inbound: whether security group inner lets tcp 9000 in from service a is open: !Ref Range is known at deployment only",
    );
    // Everywhere holds also what only deployment knows.
    check_verdict(&with(&from_range("0.0.0.0/0"), "10.0.1.0/24", "!Ref Range"), ("a", "b"), Verdict::Passes, "");
}

#[test]
fn rules_beside_a_group_count_and_conditions_leave_them_open() {
    let bare =
        with(PAIR, " ingress=[{IpProtocol=tcp, FromPort=9000, ToPort=9000, SourceSecurityGroupId=!GetAtt ASecurityGroup.GroupId}]", "");
    let rule = "resource door type=AWS::EC2::SecurityGroupIngress properties={GroupId=!GetAtt InnerSecurityGroup.GroupId, IpProtocol=-1, CidrIp=10.0.0.0/8}";
    check_verdict(&format!("{bare}{rule}\n"), ("a", "b"), Verdict::Passes, "");
    check_verdict(
        &format!("{bare}{rule} condition=Live\n"),
        ("a", "b"),
        Verdict::CannotTell,
        "CANNOT TELL: Security group, inbound: whether security group inner lets tcp 9000 in from service a is open: Door is there only under the condition Live",
    );
    let shared = with(&bare, "inner -> b", "inner -> a : guards\ninner -> b");
    let itself = "resource door type=AWS::EC2::SecurityGroupIngress properties={GroupId=!Ref InnerSecurityGroup, IpProtocol=tcp, FromPort=0, ToPort=65535, SourceSecurityGroupId=!Ref InnerSecurityGroup}";
    check_verdict(&format!("{shared}{itself}\n"), ("a", "b"), Verdict::Passes, "");
}

#[test]
fn network_acls_are_asked_on_the_way_there_and_back() {
    let open = ["100 allow in 9000 10.0.1.0/24", "100 allow out 1024-65535 10.0.1.0/24"];
    check(
        &format!("{PAIR}{}", acl("TwoSubnet", &open)),
        ("a", "b"),
        &[
            "Security group, outbound: security group of a lets tcp 9000 out to service b [all traffic to 0.0.0.0/0]",
            "Route table: route table of one leads to service b in subnet two [10.0.0.0/16 → local]",
            "Network ACL: network ACL wall lets tcp 9000 into subnet two from service a [100 allow tcp 9000 10.0.1.0/24]",
            "Security group, inbound: security group inner lets tcp 9000 in from service a [tcp 9000 from security group of a]",
            "Network ACL: network ACL wall lets the answers on tcp 1024-65535 out of subnet two to service a [100 allow tcp 1024-65535 10.0.1.0/24]",
            "Container: container job listens on port 9000 [ContainerPort: 9000]",
        ],
    );
    let verdict = |entries: &[&str], verdict: Verdict, expected: &str| {
        check_verdict(&format!("{PAIR}{}", acl("TwoSubnet", entries)), ("a", "b"), verdict, expected);
    };
    verdict(
        &open[..1],
        Verdict::Blocked,
        "BLOCKED: Network ACL: network ACL wall does not let the answers on tcp 1024-65535 out of subnet two to service a [* deny all traffic]",
    );
    // The lowest number decides.
    verdict(
        &[open[0], open[1], "90 deny in 9000 10.0.0.0/16"],
        Verdict::Blocked,
        "BLOCKED: Network ACL: network ACL wall does not let tcp 9000 into subnet two from service a [90 deny tcp 9000 10.0.0.0/16]",
    );
    verdict(&[open[0], open[1], "110 deny in 9000 10.0.0.0/16"], Verdict::Passes, "");
    verdict(
        &[open[0], open[1], "90 deny in 9000 10.0.1.7/32"],
        Verdict::CannotTell,
        "CANNOT TELL: Network ACL: whether network ACL wall lets tcp 9000 into subnet two from service a is open: 10.0.1.7/32 is a part of 10.0.1.0/24 [90 deny tcp 9000 10.0.1.7/32]",
    );
    // What may match agrees with what decides.
    verdict(&[open[0], open[1], "90 allow in 9000 10.0.1.7/32"], Verdict::Passes, "");
    verdict(
        &[open[0], "100 allow out 32768-60999 10.0.1.0/24"],
        Verdict::CannotTell,
        "CANNOT TELL: Network ACL: whether network ACL wall lets the answers on tcp 1024-65535 out of subnet two to service a is open: ports 32768-60999 are a part of 1024-65535 [100 allow tcp 32768-60999 10.0.1.0/24]",
    );
    // Inside one subnet no network ACL stands in between.
    let together = with(&format!("{PAIR}{}", acl("OneSubnet", &[])), "b -> two", "b -> one");
    check_verdict(&together, ("a", "b"), Verdict::Passes, "");
}

#[test]
fn entries_of_the_default_network_acl_come_before_or_after_its_own() {
    let entry = |number: i64| {
        format!(
            "{PAIR}resource no type=AWS::EC2::NetworkAclEntry properties={{NetworkAclId=!GetAtt MainVpc.DefaultNetworkAcl, RuleNumber={number}, RuleAction=deny, Protocol=-1, CidrBlock=10.0.1.0/24}}\n"
        )
    };
    check_verdict(
        &entry(50),
        ("a", "b"),
        Verdict::Blocked,
        "BLOCKED: Network ACL: the default network ACL of VPC main does not let tcp 9000 into subnet two from service a [50 deny all traffic 10.0.1.0/24]",
    );
    check_verdict(&entry(150), ("a", "b"), Verdict::Passes, "");
}

#[test]
fn a_longer_route_takes_packets_out_of_the_local_one() {
    let route = "resource detour type=AWS::EC2::Route properties={RouteTableId=!Ref OneRouteTable, DestinationCidrBlock=10.0.2.0/24, NetworkInterfaceId=eni-1}";
    check_verdict(
        &format!("{PAIR}{route}\n"),
        ("a", "b"),
        Verdict::CannotTell,
        "CANNOT TELL: Route table: route table of one leads to service b in subnet two over eni-1, which the walk does not follow [10.0.2.0/24 → eni-1]",
    );
    check_verdict(
        &format!("{PAIR}{}\n", with(route, "10.0.2.0/24", "10.0.2.0/25")),
        ("a", "b"),
        Verdict::CannotTell,
        "CANNOT TELL: Route table: the route of route table of one to service b in subnet two is open: 10.0.2.0/25 is a part of 10.0.2.0/24 [10.0.2.0/25 → eni-1]",
    );
}

/// Two VPCs with a peering connection and routes in both directions.
const PEERED: &str = "
vpc main cidr=10.0.0.0/16
  subnet one cidr=10.0.1.0/24 access=isolated zone=1
  cluster work
    service a outbound=all
      container app port=80
vpc far cidr=10.1.0.0/16
  subnet two cidr=10.1.2.0/24 access=isolated zone=1
  security-group inner ingress=[{IpProtocol=tcp, FromPort=9000, ToPort=9000, CidrIp=10.0.0.0/16}]
  cluster other
    service b
      container job port=9000
a -> one : runs
b -> two : runs
inner -> b : guards
resource peer type=AWS::EC2::VPCPeeringConnection properties={VpcId=!Ref MainVpc, PeerVpcId=!Ref FarVpc}
resource there type=AWS::EC2::Route properties={RouteTableId=!Ref OneRouteTable, DestinationCidrBlock=10.1.0.0/16, VpcPeeringConnectionId=!Ref Peer}
resource back type=AWS::EC2::Route properties={RouteTableId=!Ref TwoRouteTable, DestinationCidrBlock=10.0.0.0/16, VpcPeeringConnectionId=!Ref Peer}
";

#[test]
fn peered_networks_need_routes_in_both_directions() {
    check(
        PEERED,
        ("a", "b"),
        &[
            "Security group, outbound: security group of a lets tcp 9000 out to service b [all traffic to 0.0.0.0/0]",
            "Route table: route table of one leads to service b in subnet two [10.1.0.0/16 → VPC peering connection peer]",
            "Gateway: VPC peering connection peer joins VPC main and VPC far",
            "Security group, inbound: security group inner lets tcp 9000 in from service a [tcp 9000 from 10.0.0.0/16]",
            "Route table: route table of two leads to service a in subnet one [10.0.0.0/16 → VPC peering connection peer]",
            "Gateway: VPC peering connection peer joins VPC far and VPC main",
            "Container: container job listens on port 9000 [ContainerPort: 9000]",
        ],
    );
    check_verdict(
        &with(PEERED, "RouteTableId=!Ref TwoRouteTable", "RouteTableId=rtb-1"),
        ("a", "b"),
        Verdict::Blocked,
        "BLOCKED: Route table: route table of two has no route to service a in subnet one [only 10.1.0.0/16 → local]",
    );
    check_verdict(
        &with(PEERED, "PeerVpcId=!Ref FarVpc", "PeerVpcId=vpc-1"),
        ("a", "b"),
        Verdict::CannotTell,
        "CANNOT TELL: Gateway: VPC peering connection peer joins VPC main and VPC far: one of its VPCs is not in the template",
    );
}

#[test]
fn a_database_is_reached_on_its_own_port() {
    let text = "
vpc main cidr=10.0.0.0/16
  subnet one cidr=10.0.1.0/24 access=isolated zone=1
  subnet two cidr=10.0.2.0/24 access=isolated zone=2
  security-group rows ingress=[{IpProtocol=tcp, FromPort=5432, ToPort=5432, SourceSecurityGroupId=!GetAtt ASecurityGroup.GroupId}]
  cluster work
    service a outbound=all
      container app port=80
a -> one : runs
resource places type=AWS::RDS::DBSubnetGroup properties={DBSubnetGroupDescription=x, SubnetIds=[!Ref OneSubnet, !Ref TwoSubnet]}
resource base type=AWS::RDS::DBInstance properties={Engine=postgres, DBSubnetGroupName=!Ref Places, VPCSecurityGroups=[!GetAtt RowsSecurityGroup.GroupId]}
";
    check_verdict(text, ("a", "base"), Verdict::Passes, "");
    check_verdict(
        text,
        ("a", "base:3306"),
        Verdict::Blocked,
        "BLOCKED: Security group, inbound: security group rows does not let tcp 3306 in from service a [only tcp 5432 from security group of a]",
    );
    check_verdict(
        &with(text, "VPCSecurityGroups=[!GetAtt RowsSecurityGroup.GroupId]", "VPCSecurityGroups=[sg-1]"),
        ("a", "base"),
        Verdict::CannotTell,
        "CANNOT TELL: Security group, inbound: whether security group sg-1 lets tcp 5432 in from service a is open: the rules of sg-1 are not in the template",
    );
    check_verdict(
        &with(text, "SubnetIds=[!Ref OneSubnet, !Ref TwoSubnet]", "SubnetIds=!Ref Subnets"),
        ("a", "base"),
        Verdict::CannotTell,
        "CANNOT TELL: Place: the subnet !Ref Subnets of DB instance base is not in the template",
    );
}
