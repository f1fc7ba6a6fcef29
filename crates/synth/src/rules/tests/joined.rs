//! Cases of the rules about what joins two things that do not go together.

use super::cases::check_case;
use super::*;

const OFFICES: &str = "\
vpc shop cidr=10.0.0.0/16
  subnet shelf cidr=10.0.0.0/24 access=public zone=1
    nat out
  subnet store cidr=10.0.1.0/24 access=private zone=1
vpc office cidr=10.1.0.0/16
  subnet desk cidr=10.1.0.0/24 access=isolated zone=1
";

#[test]
fn routes_stay_in_their_vpc() {
    let check = |text: &str, expected: &[(&str, &[&str])]| check_case(&foreign_route::RULE, &format!("{OFFICES}{text}"), expected);
    let route = |table: &str, to: &str| {
        format!("resource far type=AWS::EC2::Route properties={{RouteTableId=!Ref {table}, DestinationCidrBlock=192.0.2.0/24, {to}}}\n")
    };
    check(
        &route("DeskRouteTable", "NatGatewayId=!Ref OutNatGateway"),
        &[("Resource far joins DeskRouteTable of OfficeVpc and OutNatGateway of ShopVpc", &["Remove far"])],
    );
    check(&route("StoreRouteTable", "NatGatewayId=!Ref OutNatGateway"), &[]);
    check(&route("DeskRouteTable", "NatGatewayId=nat-0123456789abcdef0"), &[]);
    check(&route("!Ref Table", "GatewayId=igw-1").replace("!Ref !Ref", "!Ref"), &[]);
    check(
        "resource other type=AWS::EC2::RouteTable properties={VpcId=!Ref ShopVpc}\nresource far type=AWS::EC2::SubnetRouteTableAssociation properties={SubnetId=!Ref DeskSubnet, RouteTableId=!Ref Other}\n",
        &[("Resource far joins Other of ShopVpc and DeskSubnet of OfficeVpc", &["Remove far"])],
    );
    // A peering has two sides, and neither is this one.
    let third = "vpc lab cidr=10.2.0.0/16\n  subnet bench cidr=10.2.0.0/24 access=isolated zone=1\nresource bridge type=AWS::EC2::VPCPeeringConnection properties={VpcId=!Ref ShopVpc, PeerVpcId=!Ref OfficeVpc}\n";
    check(
        &format!("{third}{}", route("BenchRouteTable", "VpcPeeringConnectionId=!Ref Bridge")),
        &[("Resource far joins BenchRouteTable of LabVpc and Bridge of OfficeVpc and ShopVpc", &["Remove far"])],
    );
    check(&format!("{third}{}", route("DeskRouteTable", "VpcPeeringConnectionId=!Ref Bridge")), &[]);
}

#[test]
fn a_range_is_the_same_however_it_is_written() {
    let route = |range: &str| {
        format!(
            "resource r{} type=AWS::EC2::Route properties={{RouteTableId=!Ref DeskRouteTable, DestinationCidrBlock={range}, NetworkInterfaceId=eni-1}}\n",
            range.len()
        )
    };
    let text = |one: &str, other: &str| format!("{OFFICES}{}{}", route(one), route(other));
    check_case(&taken_twice::RULE, &text("192.168.0.0/16", "192.168.0.0/24x"), &[]);
    check_case(
        &taken_twice::RULE,
        &text("192.168.0.0/16", "192.168.100.7/16"),
        &[("Resource r16 takes 192.168.100.7/16 of !Ref DeskRouteTable, which R14 has already", &["Remove r16"])],
    );
}

#[test]
fn a_distribution_answers_to_the_names_that_lead_to_it() {
    let text = |distribution: &str, certificate: &str, record: &str| {
        let line = if certificate.is_empty() { "" } else { "cdn -> shop : secured-by\n" };
        format!(
            "design \"D\" region=us-east-1\nbucket pages\ndistribution cdn{distribution}\n{certificate}\nhosted-zone zone domain=example.com\nrecord own domain={record}\ncdn -> pages : fetches-from\nown -> zone : belongs-to\nown -> cdn : resolves-to\n{line}"
        )
    };
    let check = |text: &str, expected: &[(&str, &[&str])]| check_case(&alias_name::RULE, text, expected);
    let stars = "certificate shop domain=*.example.com";
    check(&text("", stars, "shop.example.com"), &[]);
    check(&text("", "certificate shop domain=!Ref Domain", "shop.example.com"), &[]);
    check(&text(" aliases=[Shop.Example.com]", stars, "shop.example.com."), &[]);
    check(
        &text(" aliases=[other.example.com]", stars, "shop.example.com"),
        &[(
            "DNS record own leads shop.example.com to cdn, which answers to other.example.com",
            &["Let cdn answer to shop.example.com", "Call the record other.example.com"],
        )],
    );
    check(
        &text("", "certificate shop domain=other.example.com", "shop.example.com"),
        &[("DNS record own leads shop.example.com to cdn, which answers to other.example.com", &["Call the record other.example.com"])],
    );
    check(&text("", "", "shop.example.com"), &[("DNS record own leads shop.example.com to cdn, which answers to no name of yours", &[])]);
    let elsewhere = "certificate shop existing=arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d-0000-4000-8000-0123456789ab";
    check(
        &text("", elsewhere, "shop.example.com"),
        &[("DNS record own leads shop.example.com to cdn, which answers to no name of yours", &["Let cdn answer to shop.example.com"])],
    );
}

#[test]
fn both_families_of_addresses_need_both_ranges() {
    let text = |kind: &str| {
        format!(
            "design \"D\"\n  parameter Kind Type=String Default=ipv4\nvpc main\n  subnet one cidr=10.0.0.0/24 access=public\n  load-balancer site address_type={kind}\nsite -> one : spans\n"
        )
    };
    let rule = &dualstack_subnets::RULE;
    check_case(rule, &text("ipv4"), &[]);
    check_case(rule, &text("!Ref Kind"), &[]);
    check_case(
        rule,
        &text("dualstack-without-public-ipv4"),
        &[("Application load balancer site is to have IPv6 addresses, but one has no IPv6 range", &["Give it IPv4 addresses alone"])],
    );
}
