//! Cases of the rules about limits and quotas, and of those about what is billed and does nothing.

use std::fmt::Write as _;

use super::cases::check_case;
use super::*;

/// Lines of a sketch, one for each number up to the last.
fn lines(last: usize, line: impl Fn(usize) -> String) -> String {
    (1..=last).fold(String::new(), |mut text, number| {
        let _ = writeln!(text, "{}", line(number));
        text
    })
}

#[track_caller]
fn check_messages(rule: &'static Rule, text: &str, expected: &[&str]) {
    let found: Vec<String> = check_one(rule, &design(text)).into_iter().map(|finding| finding.message).collect();
    assert_eq!(found, expected);
}

#[test]
fn a_template_has_so_many_resources_parameters_and_outputs() {
    let rule = &template_limits::RULE;
    let resources = |count| lines(count, |number| format!("resource r{number} type=AWS::SQS::Queue"));
    check_messages(rule, &resources(500), &[]);
    check_messages(rule, &resources(501), &["The template has 501 resources, and CloudFormation takes 500: divide the design"]);
    let settings = |what: &str, count| {
        let entry = |number| match what {
            "parameter" => format!("  parameter P{number} Type=String Default=a"),
            _ => format!("  output O{number} Value=a"),
        };
        format!("design \"D\"\n{}\nresource q type=AWS::SQS::Queue\n", lines(count, entry))
    };
    check_messages(rule, &settings("parameter", 200), &[]);
    check_messages(rule, &settings("parameter", 201), &["The template has 201 parameters, and CloudFormation takes 200"]);
    check_messages(rule, &settings("output", 201), &["The template has 201 outputs, and CloudFormation takes 200"]);
    let entries: Vec<String> = (1..=201).map(|number| format!("k{number}={{v=a}}")).collect();
    check_messages(
        rule,
        &format!("design \"D\"\n  mapping M={{{}}}\n", entries.join(", ")),
        &["Mapping M has 201 entries, and CloudFormation takes 200"],
    );
    let long = "x".repeat(1025);
    check_messages(
        rule,
        &format!("design \"D\"\n  description \"{long}\"\n"),
        &["The description of the design has 1,025 bytes, and CloudFormation takes 1,024"],
    );
    let secrets = lines(61, |number| {
        format!("resource r{number} type=AWS::SSM::Parameter properties={{Type=String, Value=\"{{{{resolve:ssm:/a/{number}}}}}\"}}")
    });
    check_messages(rule, &secrets, &["The template has 61 references of the form {{resolve:…}}, and CloudFormation takes 60"]);
    let parameters = lines(250, |number| format!("ssm-parameter p{number} value=\"{}\"", "x".repeat(4_000)));
    let found = check_one(rule, &design(&parameters));
    let [size] = found.as_slice() else { panic!("{} findings", found.len()) };
    assert!(size.message.ends_with("bytes, and CloudFormation takes 1,000,000: divide the design"), "{}", size.message);
    assert_eq!(size.aws_says, "Template may not exceed 1000000 bytes in size.");
    check_messages(&template_upload::RULE, &parameters, &[]);
}

#[test]
fn services_take_so_many_of_their_parts() {
    let rule = &service_limit::RULE;
    let subnets = |count| {
        let drawn = lines(count, |number| format!("  subnet s{number} cidr=10.0.{number}.0/24 access=public"));
        let runs = lines(count, |number| format!("web -> s{number} : runs"));
        format!("vpc main cidr=10.0.0.0/16\n{drawn}  cluster work\n    service web public_address=true\n      container app\n{runs}")
    };
    check_messages(rule, &subnets(16), &[]);
    check_messages(rule, &subnets(17), &["Fargate service web has 17 subnets, and takes 16"]);
    let index = |number: usize| format!("{{name=by-{number}, sort=s{number}}}");
    let table = |count| {
        let all: Vec<String> = (1..=count).map(index).collect();
        format!("table t partition_key=a sort_key=b local_indexes=[{}]\n", all.join(", "))
    };
    check_messages(rule, &table(5), &[]);
    check_messages(rule, &table(6), &["DynamoDB table t has 6 local indexes, and takes 5"]);
    let paths = |paths: &str| {
        format!(
            "vpc main\n  load-balancer site\n  cluster work\n    service web\n      container app\nsite -> web : forwards path=\"{paths}\"\n"
        )
    };
    check_messages(rule, &paths("/a,/b,/c,/d,/e"), &[]);
    check_messages(
        rule,
        &paths("/a,/b,/c,/d,/e,/f"),
        &["Application load balancer site: the conditions of SiteWebListenerRule have 6 values, and a rule takes 5"],
    );
    // The secret of a distribution in front is a condition as well.
    check_messages(
        rule,
        &format!("{}distribution cdn\ncdn -> site : fetches-from\n", paths("/a,/b,/c,/d,/e")),
        &["Application load balancer site: the conditions of SiteWebListenerRule have 6 values, and a rule takes 5"],
    );
}

#[test]
fn a_long_parameter_is_an_advanced_one() {
    let parameter = |count: usize, more: &str| format!("ssm-parameter p value=\"{}\"{more}\n", "x".repeat(count));
    check_case(&service_limit::RULE, &parameter(4096, ""), &[]);
    check_case(
        &service_limit::RULE,
        &parameter(4097, ""),
        &[("SSM parameter p has 4,097 characters, and a standard parameter takes 4,096", &["Make it an advanced parameter"])],
    );
    check_case(&service_limit::RULE, &parameter(4097, " tier=Advanced"), &[]);
}

#[test]
fn what_a_role_may_do_has_an_end() {
    let statement = |number: usize| format!("{{Effect=Allow, Action=s3:GetObject, Resource=\"arn:aws:s3:::bucket-number-{number:04}/*\"}}");
    let role = |count| {
        let all: Vec<String> = (1..=count).map(statement).collect();
        format!("role clerk trust=lambda.amazonaws.com statements=[{}]\n", all.join(", "))
    };
    // Each statement has 89 characters and a comma behind all but the last, and the document around them has 39.
    check_messages(&service_limit::RULE, &role(113), &[]);
    let found = check_one(&service_limit::RULE, &design(&role(114)));
    let [found] = found.as_slice() else { panic!("{} findings", found.len()) };
    assert!(found.message.starts_with("IAM role clerk: what ClerkRole may do has at least 10,"), "{}", found.message);
    assert_eq!(found.aws_says, "Maximum policy size of 10240 bytes exceeded for role ClerkRole");
    // A policy that is put into the role counts with those that stand in it.
    let more = "resource more type=AWS::IAM::Policy properties={PolicyName=more, Roles=[!Ref ClerkRole], PolicyDocument={Version=\"2012-10-17\", Statement=[{Effect=Allow, Action=s3:ListBucket, Resource=\"arn:aws:s3:::another-bucket-that-is-there\"}]}}\n";
    assert_eq!(check_one(&service_limit::RULE, &design(&format!("{}{more}", role(113)))).len(), 1);
}

#[test]
fn accounts_begin_with_quotas() {
    let rule = &default_quota::RULE;
    let gateways = |count| {
        let subnet = |number: usize| format!("  subnet public-{number} cidr=10.0.{number}.0/24 access=public zone=1\n    nat nat-{number}");
        format!("vpc main cidr=10.0.0.0/16\n{}", lines(count, subnet))
    };
    check_messages(rule, &gateways(5), &[]);
    check_messages(
        rule,
        &gateways(6),
        &[
            "NAT gateway nat-6: 6 NAT gateways in the zone, and an account has 5 until the quota is raised",
            "NAT gateway nat-6: 6 elastic addresses in the region, and an account has 5 until the quota is raised",
        ],
    );
    let group = |count| {
        let rule = |number: usize| format!("{{IpProtocol=tcp, FromPort={number}, ToPort={number}, CidrIp=10.0.0.0/8}}");
        let all: Vec<String> = (1..=count).map(rule).collect();
        format!("vpc main\n  security-group doors ingress=[{}]\n", all.join(", "))
    };
    check_messages(rule, &group(60), &[]);
    check_messages(
        rule,
        &group(61),
        &["Security group doors: 61 inbound rules in the security group, and an account has 60 until the quota is raised"],
    );
    // CloudFront's list counts as 55 rules, and it is let in on two ports.
    let cdn = |protocol: &str| {
        format!(
            "distribution cdn\nvpc main\n  load-balancer site\ncdn -> site : fetches-from prefix_list=pl-4fa04526 secret_header=\"\" origin_protocol={protocol}\n"
        )
    };
    check_messages(rule, &cdn("http-only"), &[]);
    check_messages(
        rule,
        &cdn("match-viewer"),
        &["Application load balancer site: 110 inbound rules in the security group, and an account has 60 until the quota is raised"],
    );
}

#[test]
fn an_endpoint_is_for_those_who_may_call() {
    let rule = &idle_endpoint::RULE;
    let vpc = |endpoints: &str, lines: &str| {
        format!(
            "vpc main\n  subnet inner-a cidr=10.0.10.0/24 access=isolated zone=1\n  subnet inner-b cidr=10.0.11.0/24 access=isolated zone=2\n{endpoints}  cluster work\n    service worker\n      container app port=\"\"\nqueue jobs\nworker -> inner-a : runs\nworker -> inner-b : runs\n{lines}"
        )
    };
    let to_queues = "  endpoint to-queues service=sqs\n";
    check_case(rule, &vpc(to_queues, "worker -> jobs : send\n"), &[]);
    check_case(rule, &vpc(to_queues, ""), &[("VPC endpoint to-queues is billed, but no role may call sqs", &["Remove it"])]);
    let removed = check_one(rule, &design(&vpc(to_queues, "")));
    assert_eq!(removed[0].fixes[0].monthly_usd, Some(-14.6), "one address in each of two zones");
    // A statement by hand counts, as does one that allows everything; calls of STS need no permission.
    let allowed = |action: &str| {
        format!("role runner statements=[{{Effect=Allow, Action=\"{action}\", Resource=\"*\"}}]\nworker -> runner : assumes\n")
    };
    check_case(rule, &vpc(to_queues, &allowed("sqs:SendMessage")), &[]);
    check_case(rule, &vpc(to_queues, &allowed("*")), &[]);
    check_case(
        rule,
        &vpc(to_queues, &allowed("sns:Publish")),
        &[("VPC endpoint to-queues is billed, but no role may call sqs", &["Remove it"])],
    );
    check_case(rule, &vpc("  endpoint tokens service=sts\n", ""), &[]);
    // Something that nobody drew as a node may call it.
    let stranger = "resource there type=AWS::EC2::NetworkInterface properties={SubnetId=!Ref InnerASubnet}\n";
    check_case(rule, &vpc(to_queues, stranger), &[]);
}

#[test]
fn what_nobody_uses_can_go() {
    let vpc = "vpc main cidr=10.0.0.0/16\n  nat everywhere\n  subnet inner-a cidr=10.0.10.0/24";
    check_case(&unused_nat::RULE, &format!("{vpc} access=private zone=1\n"), &[]);
    check_case(
        &unused_nat::RULE,
        &format!("{vpc} access=isolated zone=1\n"),
        &[("NAT gateway everywhere is billed, but no subnet routes to it", &["Remove it"])],
    );
    let route = "resource out type=AWS::EC2::Route properties={RouteTableId=!Ref InnerARouteTable, DestinationCidrBlock=0.0.0.0/0, NatGatewayId=!Ref EverywhereNatGateway}\n";
    check_case(&unused_nat::RULE, &format!("{vpc} access=isolated zone=1\n{route}"), &[]);
    let site = "vpc main cidr=10.0.0.0/16\n  load-balancer site\n";
    check_case(&idle_load_balancer::RULE, site, &[("Application load balancer site is billed, but forwards to nothing", &["Remove it"])]);
    let by_hand = "resource rule type=AWS::ElasticLoadBalancingV2::ListenerRule properties={ListenerArn=!Ref SiteListener, Priority=1, Conditions=[], Actions=[{Type=forward, TargetGroupArn=arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/old/1}]}\n";
    check_case(&idle_load_balancer::RULE, &format!("{site}{by_hand}"), &[]);
}
