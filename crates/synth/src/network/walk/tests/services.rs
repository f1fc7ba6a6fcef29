//! Walks to services of AWS: over NAT gateways, public addresses and endpoints.

use super::*;

/// A service in one subnet with something of every service that it may call.
const STORES: &str = "
vpc main cidr=10.0.0.0/16
  subnet front cidr=10.0.0.0/24 access=public zone=1
    nat way
  subnet inner cidr=10.0.1.0/24 access=private zone=1
  cluster work
    service web
      container app
repository images
log-group lines
ssm-parameter setting value=x
secret key
kms-key lock
bucket pictures
table rows partition_key=id
queue jobs
topic news
user-pool people
web -> inner : runs
";

const ALL: &[&str] = &["images", "lines", "setting", "key", "lock", "pictures", "rows", "jobs", "news", "people"];

#[test]
fn every_service_is_reached_through_nat_or_a_public_address() {
    for store in ALL {
        check_verdict(STORES, ("web", store), Verdict::Passes, "");
        let public = with(&with(STORES, "web -> inner", "web -> front"), "service web", "service web public_address=true");
        check_verdict(&public, ("web", store), Verdict::Passes, "");
        let found = walk(&design(&with(STORES, "access=private", "access=isolated")), "web", store);
        assert_eq!(found.verdict, Verdict::Blocked);
        assert_eq!(found.legs.len(), if *store == "images" { 3 } else { 1 });
    }
}

#[test]
fn a_nat_gateway_needs_a_public_subnet_and_a_public_address() {
    check(
        STORES,
        ("web", "jobs"),
        &[
            "Security group, outbound: security group of web lets tcp 443 out to Amazon SQS [tcp 443 to 0.0.0.0/0]",
            "Route table: route table of inner leads to Amazon SQS [0.0.0.0/0 → NAT gateway way]",
            "Gateway: NAT gateway way puts its public address in the place of the sender's",
            "Route table: route table of front leads to Amazon SQS [0.0.0.0/0 → internet gateway of main]",
            "Gateway: internet gateway of main is attached to VPC main",
            "Place: Amazon SQS answers at its public address",
        ],
    );
    // The kind writes no route to a gateway that leads nowhere; raw resources may.
    let route = |subnet: &str, connectivity: &str| {
        format!(
            "{}resource out type=AWS::EC2::NatGateway properties={{SubnetId=!Ref {subnet}, ConnectivityType={connectivity}, AllocationId=eipalloc-1}}\nresource default type=AWS::EC2::Route properties={{RouteTableId=!Ref InnerRouteTable, DestinationCidrBlock=0.0.0.0/0, NatGatewayId=!Ref Out}}\n",
            with(STORES, "access=private", "access=isolated")
        )
    };
    check_verdict(&route("FrontSubnet", "public"), ("web", "jobs"), Verdict::Passes, "");
    check_verdict(
        &route("InnerSubnet", "public"),
        ("web", "jobs"),
        Verdict::Blocked,
        "BLOCKED: Route table: route table of inner does not lead to an internet gateway, so subnet inner is not public [0.0.0.0/0 → NAT gateway out]",
    );
    check_verdict(
        &route("FrontSubnet", "private"),
        ("web", "jobs"),
        Verdict::Blocked,
        "BLOCKED: Gateway: NAT gateway out has a private address: it leads to other networks, not to the internet",
    );
    check_verdict(
        &with(&with(STORES, "    nat way\n", ""), "  cluster work", "  nat way\n  cluster work"),
        ("web", "jobs"),
        Verdict::Passes,
        "",
    );
}

#[test]
fn in_a_public_subnet_a_task_needs_an_address_of_its_own() {
    check_verdict(
        &with(STORES, "web -> inner", "web -> front"),
        ("web", "rows"),
        Verdict::Blocked,
        "BLOCKED: Address: service web has no public address, and the internet gateway takes no packets without one",
    );
}

#[test]
fn a_closed_way_out_is_found_at_the_group() {
    let raw = format!(
        "{STORES}resource own type=AWS::EC2::SecurityGroup properties={{GroupDescription=x, VpcId=!Ref MainVpc, SecurityGroupEgress=[{{IpProtocol=tcp, FromPort=5432, ToPort=5432, CidrIp=10.0.0.0/16}}]}}\nresource run type=AWS::ECS::Service properties={{NetworkConfiguration={{AwsvpcConfiguration={{Subnets=[!Ref InnerSubnet], SecurityGroups=[!Ref Own]}}}}}}\n"
    );
    check_verdict(
        &raw,
        ("run", "jobs"),
        Verdict::Blocked,
        "BLOCKED: Security group, outbound: security group own does not let tcp 443 out to Amazon SQS [only tcp 5432 to 10.0.0.0/16]",
    );
}

/// The stores with an isolated subnet and endpoints.
fn isolated(endpoints: &str) -> String {
    with(&with(STORES, "access=private", "access=isolated"), "  cluster work", &format!("{endpoints}  cluster work"))
}

#[test]
fn endpoints_lead_to_their_service_alone() {
    let text = isolated("  endpoint to-sqs service=sqs\n  endpoint to-s3 service=s3\n");
    check(
        &text,
        ("web", "jobs"),
        &[
            "DNS: the name of Amazon SQS leads to VPC endpoint to-sqs [PrivateDnsEnabled: true]",
            "Security group, outbound: security group of web lets tcp 443 out to VPC endpoint to-sqs [tcp 443 to 0.0.0.0/0]",
            "Security group, inbound: security group of to-sqs lets tcp 443 in from service web [tcp 443 from security group of web]",
            "VPC endpoint: VPC endpoint to-sqs hands it to Amazon SQS",
        ],
    );
    check(
        &text,
        ("web", "pictures"),
        &[
            "Security group, outbound: security group of web lets tcp 443 out to Amazon S3 [tcp 443 to 0.0.0.0/0]",
            "VPC endpoint: route table of inner leads to Amazon S3 over VPC endpoint to-s3 [prefix list of s3 → VPC endpoint to-s3]",
        ],
    );
    check_verdict(
        &text,
        ("web", "news"),
        Verdict::Blocked,
        "BLOCKED: Route table: route table of inner has no route to Amazon SNS [only 10.0.0.0/16 → local]",
    );
}

#[test]
fn an_image_takes_three_endpoints() {
    let two = "  endpoint one service=ecr.api\n  endpoint two service=ecr.dkr\n";
    let found = walk(&design(&isolated(two)), "web", "images");
    let verdicts: Vec<Verdict> = found.legs.iter().map(|leg| leg.verdict).collect();
    assert_eq!(verdicts, [Verdict::Passes, Verdict::Passes, Verdict::Blocked]);
    check_verdict(&isolated(&format!("{two}  endpoint three service=s3\n")), ("web", "images"), Verdict::Passes, "");
    // The layers do not come over an interface endpoint of S3.
    check_verdict(
        &isolated(&format!("{two}  endpoint three service=s3 endpoint_type=interface\n")),
        ("web", "images"),
        Verdict::Blocked,
        "BLOCKED: Route table: route table of inner has no route to the image layers in Amazon S3 [only 10.0.0.0/16 → local]",
    );
}

#[test]
fn names_decide_whether_an_interface_endpoint_is_found() {
    let text = isolated("  endpoint to-sqs service=sqs\n");
    check_verdict(
        &with(&text, "service=sqs", "service=sqs private_dns=false"),
        ("web", "jobs"),
        Verdict::Blocked,
        "BLOCKED: Route table: route table of inner has no route to Amazon SQS [only 10.0.0.0/16 → local]",
    );
    check_verdict(
        &with(&text, "vpc main", "vpc main dns_hostnames=false"),
        ("web", "jobs"),
        Verdict::Blocked,
        "BLOCKED: DNS: VPC endpoint to-sqs has private DNS, but VPC main gives no DNS hostnames [EnableDnsHostnames: false]",
    );
    check_verdict(
        &with(STORES, "vpc main", "vpc main dns_support=false"),
        ("web", "jobs"),
        Verdict::Blocked,
        "BLOCKED: DNS: VPC main answers no names: nobody finds the addresses of Amazon SQS [EnableDnsSupport: false]",
    );
    // Private DNS leads to the endpoint also where a NAT gateway would lead out.
    let shut = with(
        STORES,
        "  cluster work",
        "  endpoint to-sqs service=sqs\n  security-group wall ingress=[{IpProtocol=tcp, FromPort=443, ToPort=443, CidrIp=192.168.0.0/16}]\n  cluster work",
    );
    let raw = format!(
        "{shut}resource mine type=AWS::EC2::VPCEndpoint properties={{VpcId=!Ref MainVpc, VpcEndpointType=Interface, ServiceName=com.amazonaws.eu-west-1.sns, PrivateDnsEnabled=true, SubnetIds=[!Ref InnerSubnet], SecurityGroupIds=[!Ref WallSecurityGroup]}}\n"
    );
    check_verdict(
        &raw,
        ("web", "news"),
        Verdict::Blocked,
        "BLOCKED: Security group, inbound: security group wall does not let tcp 443 in from service web [only tcp 443 from 192.168.0.0/16]",
    );
}

#[test]
fn what_nobody_knows_before_deployment_is_said() {
    let raw = format!(
        "{STORES}resource mine type=AWS::EC2::VPCEndpoint properties={{VpcId=!Ref MainVpc, VpcEndpointType=Interface, ServiceName=!Ref Service, PrivateDnsEnabled=true, SubnetIds=[!Ref InnerSubnet]}}\n"
    );
    check_verdict(
        &raw,
        ("web", "news"),
        Verdict::CannotTell,
        "CANNOT TELL: VPC endpoint: whether VPC endpoint mine leads to Amazon SNS is open: !Ref Service is known at deployment only",
    );
    let transit = format!(
        "{}resource over type=AWS::EC2::Route properties={{RouteTableId=!Ref InnerRouteTable, DestinationCidrBlock=0.0.0.0/0, TransitGatewayId=tgw-1}}\n",
        with(STORES, "access=private", "access=isolated")
    );
    check_verdict(
        &transit,
        ("web", "news"),
        Verdict::CannotTell,
        "CANNOT TELL: Route table: route table of inner leads to Amazon SNS over tgw-1, which the walk does not follow [0.0.0.0/0 → tgw-1]",
    );
}

#[test]
fn a_task_that_is_started_by_hand_walks_as_well() {
    let text =
        with(&with(STORES, "    service web\n      container app", "    task web\n      container app"), "web -> inner", "web -> inner");
    check_verdict(&text, ("web", "jobs"), Verdict::Passes, "");
    check_verdict(&with(&text, "task web", "task web schedule=\"rate(1 hour)\""), ("web", "jobs"), Verdict::Passes, "");
    check_verdict(
        &with(&text, "task web", "task web schedule=\"cron(0 3 * * ? *)\" time_zone=Europe/Berlin"),
        ("web", "jobs"),
        Verdict::Passes,
        "",
    );
}
