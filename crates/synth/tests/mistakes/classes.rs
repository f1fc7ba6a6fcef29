//! What no other tool finds before deployment, class by class: each has its rule, at the thing where it would appear, with what AWS would say.

use groundplan_synth::design::{Design, sketch};
use groundplan_synth::raw::as_raw_resources;
use groundplan_synth::rules;

use crate::right::design_of;

/// A site in which nothing is wrong.
pub(crate) const SITE: &str = "\
internet users
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
    nat nat-a
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  subnet private-a cidr=10.0.10.0/24 access=private zone=1
  subnet private-b cidr=10.0.11.0/24 access=private zone=2
  load-balancer site allow={http-only=\"A test\"}
  cluster all
    service web cpu=512 memory=1024
      container app port=8080
repository images
log-group lines log_group_name=/shop/web
secret token
table votes partition_key=id global_indexes=[{name=by-owner, partition=owner}]
bucket photos
role runner
role starter
users -> site : requests
site -> public-a : spans
site -> public-b : spans
site -> web : forwards
web -> private-a : runs
web -> private-b : runs
app -> images : pulls
app -> lines : logs
app -> token : injects
web -> photos : read variable=PHOTOS
web -> runner : assumes
web -> starter : starts-with
";

/// Whether a mistake is made in the drawing or in the same site as raw resources, where people write by hand what the drawing does by itself.
#[derive(Clone, Copy, PartialEq)]
enum Form {
    Drawn,
    Raw,
}
use Form::{Drawn, Raw};

/// A class of mistakes: what it is, the form, what takes the place of what (nothing: added at the end), the rule, the node, and what AWS says:
/// nothing where it deploys and no message of AWS ever shows it.
type Class = (&'static str, Form, &'static [(&'static str, &'static str)], &'static str, &'static str, &'static str);

const CLASSES: &[Class] = &[
    // Reachability
    ("a private task without NAT or endpoints", Drawn, &[("    nat nat-a\n", "")], "image-pull-route", "web", "unable to pull"),
    (
        "tasks in a public subnet without public addresses",
        Drawn,
        &[("web -> private-a", "web -> public-a"), ("web -> private-b", "web -> public-b")],
        "image-pull-route",
        "web",
        "unable to pull",
    ),
    (
        "public addresses in a subnet behind NAT",
        Drawn,
        &[("memory=1024", "memory=1024 public_address=true")],
        "useless-public-address",
        "web",
        "",
    ),
    (
        "a load balancer for the internet in subnets without a route to its gateway",
        Drawn,
        &[("site -> public-b", "site -> private-b")],
        "load-balancer-zones",
        "site",
        "connection timed out",
    ),
    (
        "the same as raw resources",
        Raw,
        &[("Subnets=[!Ref PublicASubnet, !Ref PublicBSubnet]", "Subnets=[!Ref PrivateASubnet, !Ref PrivateBSubnet]")],
        "raw-reach",
        "SiteLoadBalancer",
        "timed out",
    ),
    (
        "a NAT gateway in a private subnet",
        Drawn,
        &[("    nat nat-a\n", ""), ("10.0.10.0/24 access=private zone=1\n", "10.0.10.0/24 access=private zone=1\n    nat nat-a\n")],
        "nat-without-gateway",
        "nat-a",
        "",
    ),
    (
        "a group of the tasks that does not admit the load balancer",
        Raw,
        &[("FromPort=8080, ToPort=8080, SourceSecurityGroupId", "FromPort=80, ToPort=80, SourceSecurityGroupId")],
        "raw-reach",
        "WebService",
        "Request timed out",
    ),
    (
        "a group of the load balancer that does not open its listener's port",
        Raw,
        &[("FromPort=80, ToPort=80, CidrIp=0.0.0.0/0", "FromPort=443, ToPort=443, CidrIp=0.0.0.0/0")],
        "raw-reach",
        "SiteLoadBalancer",
        "timed out",
    ),
    (
        "endpoints of ECR without the gateway endpoint of S3",
        Drawn,
        &[
            (
                "    nat nat-a\n",
                "  endpoint api service=ecr.api\n  endpoint dkr service=ecr.dkr\n  endpoint logs service=logs\n  endpoint secrets service=secretsmanager\n",
            ),
            ("10.0.10.0/24 access=private", "10.0.10.0/24 access=isolated"),
            ("10.0.11.0/24 access=private", "10.0.11.0/24 access=isolated"),
        ],
        "image-pull-route",
        "web",
        "unable to pull secrets or registry auth",
    ),
    (
        "a group of an endpoint that is closed to the tasks",
        Drawn,
        &[
            ("    nat nat-a\n", "    nat nat-a\n  endpoint to-logs service=logs\n  security-group shared\n"),
            ("users -> site", "shared -> web : guards\nshared -> to-logs : guards\nusers -> site"),
        ],
        "endpoint-reach",
        "to-logs",
        "failed to validate logger args",
    ),
    (
        "private names of an endpoint in a VPC without host names",
        Drawn,
        &[("cidr=10.0.0.0/16\n", "cidr=10.0.0.0/16 dns_hostnames=false\n  endpoint to-logs service=logs\n")],
        "endpoint-names",
        "main",
        "enableDnsHostnames",
    ),
    (
        "a health check of a port that nobody serves",
        Drawn,
        &[("site -> web : forwards", "site -> web : forwards health_port=9090")],
        "health-check-reach",
        "web",
        "unhealthy",
    ),
    (
        "tasks that may not call port 443",
        Raw,
        &[("FromPort=443, ToPort=443, CidrIp=0.0.0.0/0", "FromPort=80, ToPort=80, CidrIp=0.0.0.0/0")],
        "raw-reach",
        "WebService",
        "CannotPullContainerError",
    ),
    (
        "CloudFront in front of an internal load balancer by its name",
        Raw,
        &[
            ("Scheme=internet-facing", "Scheme=internal"),
            (
                "",
                "resource edge type=AWS::CloudFront::Distribution properties={DistributionConfig={Enabled=true, Origins=[{Id=site, DomainName=!GetAtt SiteLoadBalancer.DNSName, CustomOriginConfig={OriginProtocolPolicy=http-only}}], DefaultCacheBehavior={TargetOriginId=site, ViewerProtocolPolicy=redirect-to-https, CachePolicyId=4135ea2d-6df8-44a3-9df3-4b5a84be39ad}}}\n",
            ),
        ],
        "raw-reach",
        "edge",
        "The request could not be satisfied",
    ),
    (
        "zones of the tasks that the load balancer lacks",
        Drawn,
        &[
            ("  load-balancer site", "  subnet private-c cidr=10.0.12.0/24 access=private zone=3\n  load-balancer site"),
            ("web -> private-a", "web -> private-c"),
        ],
        "unused-zone",
        "web",
        "Target is in an Availability Zone that is not enabled for the load balancer",
    ),
    // Topology and order
    (
        "a subnet too small for a load balancer",
        Drawn,
        &[("10.0.1.0/24", "10.0.1.0/28")],
        "load-balancer-room",
        "public-b",
        "at least 8 free IP addresses",
    ),
    (
        "a route to an internet gateway that is not attached",
        Raw,
        &[
            (
                "resource MainGatewayAttachment type=AWS::EC2::VPCGatewayAttachment properties={VpcId=!Ref MainVpc, InternetGatewayId=!Ref MainInternetGateway}",
                "",
            ),
            (" depends_on=[MainGatewayAttachment]", ""),
        ],
        "missing-wait",
        "PublicADefaultRoute",
        "belong to different networks",
    ),
    (
        "a load balancer that does not wait for the attachment",
        Raw,
        &[("Value=\"false\"}]} depends_on=[MainGatewayAttachment]", "Value=\"false\"}]}")],
        "missing-wait",
        "SiteLoadBalancer",
        "has no internet gateway",
    ),
    (
        "one destination twice",
        Raw,
        &[(
            "",
            "resource again type=AWS::EC2::Route properties={RouteTableId=!Ref PrivateARouteTable, DestinationCidrBlock=0.0.0.0/0, NatGatewayId=!Ref NatANatGateway}\n",
        )],
        "taken-twice",
        "again",
        "The route identified by 0.0.0.0/0 already exists",
    ),
    (
        "a group of another VPC",
        Drawn,
        &[
            ("repository images", "vpc other cidr=10.9.0.0/16\n  security-group stranger\nrepository images"),
            ("users -> site", "stranger -> web : guards\nusers -> site"),
        ],
        "foreign-security-group",
        "stranger",
        "belong to different networks",
    ),
    (
        "two listeners on one port",
        Raw,
        &[(
            "",
            "resource second type=AWS::ElasticLoadBalancingV2::Listener properties={LoadBalancerArn=!Ref SiteLoadBalancer, Protocol=HTTP, Port=80, DefaultActions=[{Type=forward, TargetGroupArn=!Ref SiteWebTargetGroup}]}\n",
        )],
        "taken-twice",
        "second",
        "A listener already exists on this port for this load balancer",
    ),
    (
        "a service that does not wait for its listener",
        Raw,
        &[(", SiteListener]", "]")],
        "missing-wait",
        "WebService",
        "does not have an associated load balancer",
    ),
    (
        "a VPC in place of a cluster",
        Raw,
        &[("Cluster=!Ref AllCluster", "Cluster=!Ref MainVpc")],
        "reference-type",
        "WebService",
        "ClusterNotFoundException",
    ),
    // ECS
    (
        "targets that are instances",
        Raw,
        &[("TargetType=ip", "TargetType=instance")],
        "target-type",
        "SiteWebTargetGroup",
        "incompatible with the awsvpc network mode",
    ),
    (
        "eleven containers",
        Drawn,
        &[(
            "      container app port=8080\n",
            "      container app port=8080\n      container b port=\"\"\n      container c port=\"\"\n      container d port=\"\"\n      container e port=\"\"\n      container f port=\"\"\n      container g port=\"\"\n      container h port=\"\"\n      container i port=\"\"\n      container j port=\"\"\n      container k port=\"\"\n",
        )],
        "container-count",
        "web",
        "Too many containers",
    ),
    (
        "two containers on one port",
        Drawn,
        &[("port=8080\n", "port=8080\n      container b port=8080\n")],
        "port-clash",
        "b",
        "address already in use",
    ),
    (
        "a slip in the name of a log group",
        Raw,
        &[("awslogs-group=!Ref LinesLogGroup", "awslogs-group=/shop/wbe")],
        "start-denied",
        "WebTaskDefinition",
        "The specified log group does not exist",
    ),
    (
        "no grace for the start",
        Drawn,
        &[("memory=1024", "memory=1024 grace_period=0")],
        "grace-period",
        "web",
        "Task failed ELB health checks in (target-group",
    ),
    // Permissions
    (
        "an execution role that may not pull",
        Raw,
        &[("ecr:BatchCheckLayerAvailability, ecr:BatchGetImage, ", "ecr:BatchCheckLayerAvailability, ")],
        "start-denied",
        "WebTaskDefinition",
        "CannotPullContainerError: pull access denied for",
    ),
    (
        "an image by its address and a role without the pull",
        Drawn,
        &[("port=8080\n", "port=8080 image=123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop:1.0\n"), ("app -> images : pulls\n", "")],
        "private-image",
        "app",
        "CannotPullContainerError",
    ),
    (
        "trust of another service",
        Drawn,
        &[("role starter", "role starter trust=ecs.amazonaws.com")],
        "execution-role",
        "starter",
        "unable to assume the role",
    ),
    (
        "a secret that may not be read",
        Raw,
        &[("Action=[secretsmanager:GetSecretValue]", "Action=[secretsmanager:DescribeSecret]")],
        "start-denied",
        "WebTaskDefinition",
        "unable to retrieve secret from asm",
    ),
    (
        "the right permission on the wrong role",
        Drawn,
        &[("role starter", "role starter statements=[{Effect=Allow, Action=dynamodb:GetItem, Resource=!GetAtt VotesTable.Arn}]")],
        "mixed-roles",
        "starter",
        "is not authorized to perform: dynamodb:GetItem because no identity-based policy allows",
    ),
    (
        "queries of a table without its index",
        Drawn,
        &[("role runner", "role runner statements=[{Effect=Allow, Action=dynamodb:Query, Resource=!GetAtt VotesTable.Arn}]")],
        "table-indexes",
        "runner",
        "is not authorized to perform: dynamodb:Query",
    ),
    (
        "a Deny over an Allow",
        Drawn,
        &[("role runner", "role runner statements=[{Effect=Deny, Action=\"s3:*\", Resource=\"*\"}]")],
        "connection-refused",
        "runner",
        "with an explicit deny",
    ),
    (
        "log permissions for another group",
        Raw,
        &[(
            "Action=[logs:CreateLogStream, logs:PutLogEvents], Resource=!GetAtt LinesLogGroup.Arn",
            "Action=[logs:CreateLogStream, logs:PutLogEvents], Resource=arn:aws:logs:eu-west-1:123456789012:log-group:other:*",
        )],
        "start-denied",
        "WebTaskDefinition",
        "logs:CreateLogStream",
    ),
    (
        "a table that is handed over and granted to nobody",
        Drawn,
        &[("port=8080\n", "port=8080 environment={VOTES=!Ref VotesTable}\n")],
        "handed-over",
        "app",
        "is not authorized to perform: dynamodb:",
    ),
    (
        "a bucket policy that shuts everybody out",
        Drawn,
        &[(
            "",
            "resource shut type=AWS::S3::BucketPolicy properties={Bucket=!Ref PhotosBucket, PolicyDocument={Version=\"2012-10-17\", Statement=[{Sid=Shut, Effect=Deny, Principal=\"*\", Action=\"s3:*\", Resource=[!GetAtt PhotosBucket.Arn, !Sub \"${PhotosBucket.Arn}/*\"]}]}}\n",
        )],
        "connection-refused",
        "web",
        "with an explicit deny in a resource-based policy",
    ),
];

fn changed(form: Form, changes: &[(&str, &str)]) -> Design {
    let mut text = if form == Drawn { SITE.to_owned() } else { sketch::print(&as_raw_resources(&design_of(SITE))) };
    for (from, to) in changes {
        assert!(text.contains(from), "the site has no {from} in\n{text}");
        text = if from.is_empty() { text + to } else { text.replace(from, to) };
    }
    design_of(&text)
}

#[test]
fn the_site_itself_is_right() {
    for form in [Drawn, Raw] {
        let found: Vec<String> = rules::check(&changed(form, &[]))
            .into_iter()
            .filter(|finding| finding.rule.severity == rules::Severity::Error)
            .map(|finding| finding.message)
            .collect();
        assert_eq!(found, Vec::<String>::new());
    }
}

#[test]
fn every_class_has_its_rule() {
    let mut missing = Vec::new();
    for (words, form, changes, rule, node, says) in CLASSES {
        let design = changed(*form, changes);
        let found = rules::check(&design);
        let is_meant = |finding: &&rules::Finding| {
            let ends = finding.connection.and_then(|id| design.connection(id)).map(|record| [record.from.node(), record.to.node()]);
            let mut places = ends.into_iter().flatten().flatten().chain(finding.node);
            finding.rule.name == *rule
                && places.any(|id| design.node(id).is_some_and(|found| found.name == *node))
                && (if says.is_empty() { finding.aws_says.is_empty() } else { finding.aws_says.contains(says) })
        };
        if !found.iter().any(|finding| is_meant(&finding)) {
            let all = found.iter().map(|finding| format!("{}: {} [{}]", finding.rule.name, finding.message, finding.aws_says));
            missing.push(format!("{words}: expected {rule} at {node} with \"{says}\", found {:#?}", all.collect::<Vec<_>>()));
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}
