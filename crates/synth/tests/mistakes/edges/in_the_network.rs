//! Where the line lies in the network: routes, endpoints, groups, addresses.

use super::Edge;
use crate::classes::SITE;

pub(super) const EDGES: &[Edge] = &[
    // The way out that somebody wrote
    ("an isolated subnet", SITE, &[ISOLATED], "image-pull-route", Some("subnet private-a has no route to ECR")),
    (
        "a route to a NAT gateway that somebody wrote",
        SITE,
        &[
            ISOLATED,
            (
                "",
                "resource out type=AWS::EC2::Route properties={RouteTableId=!Ref PrivateARouteTable, DestinationCidrBlock=0.0.0.0/0, NatGatewayId=!Ref NatANatGateway}\n",
            ),
        ],
        "image-pull-route",
        None,
    ),
    (
        "a route to a transit gateway, behind which nobody knows what is",
        SITE,
        &[
            ISOLATED,
            (
                "",
                "resource out type=AWS::EC2::Route properties={RouteTableId=!Ref PrivateARouteTable, DestinationCidrBlock=0.0.0.0/0, TransitGatewayId=tgw-1}\n",
            ),
        ],
        "image-pull-route",
        None,
    ),
    (
        "a route to another network alone",
        SITE,
        &[
            ISOLATED,
            (
                "",
                "resource out type=AWS::EC2::Route properties={RouteTableId=!Ref PrivateARouteTable, DestinationCidrBlock=192.168.0.0/16, TransitGatewayId=tgw-1}\n",
            ),
        ],
        "image-pull-route",
        Some("subnet private-a has no route to ECR"),
    ),
    (
        "a route to the internet gateway that somebody wrote, for tasks with public addresses",
        SITE,
        &[ISOLATED, ("memory=1024", "memory=1024 public_address=true"), ("web -> private-b : runs\n", ""), IGW],
        "image-pull-route",
        None,
    ),
    (
        "a public address where a route that somebody wrote leads to the internet gateway",
        SITE,
        &[ISOLATED, ("memory=1024", "memory=1024 public_address=true"), ("web -> private-b : runs\n", ""), IGW],
        "useless-public-address",
        None,
    ),
    (
        "a route to the internet gateway that somebody wrote, for tasks without public addresses",
        SITE,
        &[ISOLATED, ("web -> private-b : runs\n", ""), IGW],
        "image-pull-route",
        Some("in public private-a a task reaches nothing without a public address"),
    ),
    (
        "a load balancer where a route that somebody wrote leads to the internet gateway",
        SITE,
        &[ISOLATED, ("site -> public-a", "site -> private-a"), IGW],
        "load-balancer-zones",
        None,
    ),
    (
        "an endpoint that somebody wrote",
        INNER,
        &[
            ("  endpoint to-api service=ecr.api\n", ""),
            (
                "",
                "resource api type=AWS::EC2::VPCEndpoint properties={VpcId=!Ref MainVpc, VpcEndpointType=Interface, ServiceName=!Sub \"com.amazonaws.${AWS::Region}.ecr.api\", PrivateDnsEnabled=true, SubnetIds=[!Ref InnerASubnet, !Ref InnerBSubnet]}\n",
            ),
        ],
        "image-pull-route",
        None,
    ),
    (
        "a missing endpoint",
        INNER,
        &[("  endpoint to-api service=ecr.api\n", "")],
        "image-pull-route",
        Some("the endpoint ecr.api is missing"),
    ),
    // Commands in containers
    ("commands without their endpoint", INNER, &[("memory=1024", "memory=1024 execute_command=true")], "image-pull-route", None),
    (
        "commands without their endpoint",
        INNER,
        &[("memory=1024", "memory=1024 execute_command=true")],
        "exec-reach",
        Some("no command reaches its containers in inner-a and inner-b: endpoint ssmmessages is missing"),
    ),
    ("commands through a NAT gateway", SITE, &[("memory=1024", "memory=1024 execute_command=true")], "exec-reach", None),
    // Network load balancers
    ("a network load balancer without groups", NETWORK, &[], "raw-reach", None),
    (
        "an application load balancer without groups, guarded by its VPC's own one",
        NETWORK,
        &[
            ("Type=network, ", ""),
            ("Protocol=TCP, Port=8080", "Protocol=HTTP, Port=8080"),
            ("Port=80, Protocol=TCP", "Port=80, Protocol=HTTP"),
        ],
        "raw-reach",
        Some("Resource front does not get requests from the internet"),
    ),
    // Groups
    (
        "a group around a raw database",
        SITE,
        &[
            (
                "  cluster all\n",
                "  security-group rows ingress=[{IpProtocol=tcp, FromPort=5432, ToPort=5432, CidrIp=10.0.10.0/24}]\n  cluster all\n",
            ),
            (
                "",
                "resource db type=AWS::RDS::DBInstance properties={Engine=postgres, VPCSecurityGroups=[!GetAtt RowsSecurityGroup.GroupId]}\n",
            ),
        ],
        "unused-group",
        None,
    ),
    (
        "a group that only its own output names",
        SITE,
        &[(
            "  cluster all\n",
            "  security-group rows ingress=[{IpProtocol=tcp, FromPort=5432, ToPort=5432, CidrIp=10.0.10.0/24}]\n  cluster all\n",
        )],
        "unused-group",
        Some("Security group rows has rules, but guards nothing"),
    ),
    (
        "pings from everywhere",
        SITE,
        &[GROUP, ("", "doors -> web : guards\n"), ("IpProtocol=tcp, FromPort=8080, ToPort=8080", "IpProtocol=icmp, FromPort=8, ToPort=-1")],
        "open-port",
        None,
    ),
    (
        "a port from everywhere",
        SITE,
        &[GROUP, ("", "doors -> web : guards\n")],
        "open-port",
        Some("lets the whole internet in on port 8080"),
    ),
    (
        "all traffic, whatever ports stand beside it",
        SITE,
        &[
            GROUP,
            ("", "doors -> web : guards\n"),
            ("IpProtocol=tcp, FromPort=8080, ToPort=8080", "IpProtocol=-1, FromPort=443, ToPort=443"),
        ],
        "open-port",
        Some("lets the whole internet in on ports 0 to 65535"),
    ),
    (
        "an internal load balancer for its whole VPC",
        SITE,
        &[
            GROUP,
            ("", "doors -> site : guards\n"),
            ("CidrIp=0.0.0.0/0", "CidrIp=10.0.0.0/16"),
            ("load-balancer site", "load-balancer site scheme=internal"),
        ],
        "whole-range",
        None,
    ),
    (
        "tasks for their whole VPC",
        SITE,
        &[GROUP, ("", "doors -> web : guards\n"), ("CidrIp=0.0.0.0/0", "CidrIp=10.0.0.0/16")],
        "whole-range",
        Some("lets everything in main in"),
    ),
    // Network ACLs
    (
        "a network ACL that lets in one port",
        SITE,
        &[ACL, ("PORTS", "{From=8080, To=8080}")],
        "start-reach",
        Some("does not let the answers on tcp 1024-65535 into subnet private-a"),
    ),
    (
        "a network ACL that lets in the port of HTTPS alone",
        SITE,
        &[ACL, ("PORTS", "{From=443, To=443}")],
        "start-reach",
        Some("does not let the answers"),
    ),
    ("a network ACL that lets in the ports to which answers go", SITE, &[ACL, ("PORTS", "{From=1024, To=65535}")], "start-reach", None),
    ("a network ACL that lets in the ports that Linux takes", SITE, &[ACL, ("PORTS", "{From=32768, To=60999}")], "start-reach", None),
    // Addresses in variables
    (
        "a database that the tasks' group keeps from them",
        SITE,
        &[DATABASE, DB_HOST],
        "variable-reach",
        Some("whose address app gets in DB_HOST"),
    ),
    ("a database that the tasks' group lets them reach", SITE, &[DATABASE, DB_HOST, OUT], "variable-reach", None),
    (
        "a database whose group lets another port in",
        SITE,
        &[DATABASE, DB_HOST, OUT, ("FromPort=5432, ToPort=5432", "FromPort=3306, ToPort=3306")],
        "variable-reach",
        Some("whose address app gets in DB_HOST"),
    ),
    (
        "a database on a port of its own",
        SITE,
        &[DATABASE, OUT, ("port=8080\n", "port=8080 environment={DB=!Sub \"postgres://${Db.Endpoint.Address}:6543/shop\"}\n")],
        "variable-reach",
        Some("whose address app gets in DB"),
    ),
    ("a database that nobody names", SITE, &[DATABASE], "variable-reach", None),
    (
        "an internal load balancer over plain HTTP, which the group of the tasks that ask it does not let out",
        SITE,
        &[
            CALLER,
            ("load-balancer site", "load-balancer site scheme=internal"),
            ("site -> public-a", "site -> private-a"),
            ("site -> public-b", "site -> private-b"),
        ],
        "variable-reach",
        Some("whose address caller gets in SHOP"),
    ),
    ("the public address of a site, which may stand in pages", SITE, &[CALLER], "variable-reach", None),
    (
        "the address of the load balancer that a program stands behind",
        SITE,
        &[
            ("port=8080\n", "port=8080 environment={SHOP=!Sub \"http://${SiteLoadBalancer.DNSName}/\"}\n"),
            ("load-balancer site", "load-balancer site scheme=internal"),
            ("site -> public-a", "site -> private-a"),
            ("site -> public-b", "site -> private-b"),
        ],
        "variable-reach",
        None,
    ),
    // Parameters by their names
    (
        "a parameter by its name, without its endpoint",
        INNER,
        &[("port=8080\n", "port=8080 secrets={PRICE=/shop/price}\n")],
        "image-pull-route",
        Some("the endpoint ssm is missing"),
    ),
    (
        "a parameter by its name, with its endpoint",
        INNER,
        &[
            ("port=8080\n", "port=8080 secrets={PRICE=/shop/price}\n"),
            ("  cluster all\n", "  endpoint to-parameters service=ssm\n  cluster all\n"),
        ],
        "image-pull-route",
        None,
    ),
    // Addresses
    (
        "tasks in small subnets",
        SMALL,
        &[("COUNT", "40")],
        "subnet-room",
        Some("runs 40 tasks in inner-a and inner-b, which have 22 addresses for them"),
    ),
    ("tasks that fit into small subnets", SMALL, &[("COUNT", "22")], "subnet-room", None),
    (
        "tasks beside an endpoint",
        SMALL,
        &[("COUNT", "22"), ("  cluster all\n", "  endpoint to-logs service=logs\n  cluster all\n")],
        "subnet-room",
        Some("which have 20 addresses for them"),
    ),
    (
        "tasks of two services",
        SMALL,
        &[
            ("COUNT", "12"),
            ("", "api -> inner-a : runs\napi -> inner-b : runs\n"),
            (
                "      container app port=8080\n",
                "      container app port=8080\n    service api cpu=512 memory=1024 desired_count=12\n      container srv port=8080\n",
            ),
        ],
        "subnet-room",
        Some("web and api run 24 tasks"),
    ),
    (
        "tasks under load",
        SMALL,
        &[("COUNT", "2 scale_most=40 scale_cpu=60")],
        "scaling-room",
        Some("may run up to 40 tasks in inner-a and inner-b, which have 22 addresses for them"),
    ),
    ("tasks under load are no error", SMALL, &[("COUNT", "2 scale_most=40 scale_cpu=60")], "subnet-room", None),
];

/// A site in subnets without a way out, with all the endpoints that its tasks need.
const INNER: &str = "\
vpc main cidr=10.0.0.0/16
  subnet inner-a cidr=10.0.10.0/24 access=isolated zone=1
  subnet inner-b cidr=10.0.11.0/24 access=isolated zone=2
  endpoint to-s3 service=s3
  endpoint to-api service=ecr.api
  endpoint to-images service=ecr.dkr
  endpoint to-logs service=logs
  cluster all
    service web cpu=512 memory=1024 desired_count=2
      container app port=8080
repository images
log-group lines
web -> inner-a : runs
web -> inner-b : runs
app -> images : pulls
app -> lines : logs
";

const ISOLATED: (&str, &str) = ("private-a cidr=10.0.10.0/24 access=private", "private-a cidr=10.0.10.0/24 access=isolated");

/// Two small subnets.
const SMALL: &str = "\
vpc main cidr=10.0.0.0/16
  subnet inner-a cidr=10.0.10.0/28 access=isolated zone=1
  subnet inner-b cidr=10.0.11.0/28 access=isolated zone=2
  cluster all
    service web cpu=512 memory=1024 desired_count=COUNT
      container app port=8080
web -> inner-a : runs
web -> inner-b : runs
";

const ACL: (&str, &str) = (
    "",
    "resource wall type=AWS::EC2::NetworkAcl properties={VpcId=!Ref MainVpc}
resource out type=AWS::EC2::NetworkAclEntry properties={NetworkAclId=!Ref Wall, RuleNumber=100, Protocol=-1, RuleAction=allow, Egress=true, CidrBlock=0.0.0.0/0}
resource back type=AWS::EC2::NetworkAclEntry properties={NetworkAclId=!Ref Wall, RuleNumber=100, Protocol=6, RuleAction=allow, Egress=false, CidrBlock=0.0.0.0/0, PortRange=PORTS}
resource around type=AWS::EC2::SubnetNetworkAclAssociation properties={NetworkAclId=!Ref Wall, SubnetId=!Ref PrivateASubnet}
",
);

const DATABASE: (&str, &str) = (
    "",
    "resource behind type=AWS::EC2::SecurityGroup properties={GroupDescription=Rows, VpcId=!Ref MainVpc, SecurityGroupIngress=[{IpProtocol=tcp, FromPort=5432, ToPort=5432, SourceSecurityGroupId=!GetAtt WebSecurityGroup.GroupId}]}
resource inner type=AWS::RDS::DBSubnetGroup properties={DBSubnetGroupDescription=Inner, SubnetIds=[!Ref PrivateASubnet, !Ref PrivateBSubnet]}
resource db type=AWS::RDS::DBInstance properties={DBInstanceClass=db.t4g.micro, Engine=postgres, AllocatedStorage=\"20\", MasterUsername=writer, ManageMasterUserPassword=true, DBSubnetGroupName=!Ref Inner, VPCSecurityGroups=[!Ref Behind]}
",
);

const CALLER: (&str, &str) = (
    "      container app port=8080\n",
    "      container app port=8080\n    service clerk cpu=512 memory=1024\n      container caller port=\"\" environment={SHOP=!Sub \"http://${SiteLoadBalancer.DNSName}/\"}\nclerk -> private-a : runs\n",
);
const DB_HOST: (&str, &str) = ("port=8080\n", "port=8080 environment={DB_HOST=!GetAtt Db.Endpoint.Address}\n");

const OUT: (&str, &str) = ("memory=1024", "memory=1024 outbound=all");

const IGW: (&str, &str) = (
    "",
    "resource out type=AWS::EC2::Route properties={RouteTableId=!Ref PrivateARouteTable, DestinationCidrBlock=0.0.0.0/0, GatewayId=!Ref MainInternetGateway} depends_on=[MainGatewayAttachment]\n",
);

const GROUP: (&str, &str) =
    ("  cluster all\n", "  security-group doors ingress=[{IpProtocol=tcp, FromPort=8080, ToPort=8080, CidrIp=0.0.0.0/0}]\n  cluster all\n");

/// Raw tasks behind a raw network load balancer.
const NETWORK: &str = "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
resource front type=AWS::ElasticLoadBalancingV2::LoadBalancer properties={Type=network, Scheme=internet-facing, Subnets=[!Ref PublicASubnet, !Ref PublicBSubnet]} depends_on=[MainGatewayAttachment]
resource around type=AWS::EC2::SecurityGroup properties={GroupDescription=Tasks, VpcId=!Ref MainVpc, SecurityGroupIngress=[{IpProtocol=tcp, FromPort=8080, ToPort=8080, CidrIp=0.0.0.0/0}]}
resource behind type=AWS::ElasticLoadBalancingV2::TargetGroup properties={Protocol=TCP, Port=8080, VpcId=!Ref MainVpc, TargetType=ip}
resource door type=AWS::ElasticLoadBalancingV2::Listener properties={LoadBalancerArn=!Ref Front, Port=80, Protocol=TCP, DefaultActions=[{Type=forward, TargetGroupArn=!Ref Behind}]}
resource work type=AWS::ECS::TaskDefinition properties={RequiresCompatibilities=[FARGATE], NetworkMode=awsvpc, Cpu=\"256\", Memory=\"512\", ContainerDefinitions=[{Name=app, Image=\"public.ecr.aws/nginx/nginx:1.29\", PortMappings=[{ContainerPort=8080}]}]}
resource web type=AWS::ECS::Service properties={LaunchType=FARGATE, TaskDefinition=!Ref Work, LoadBalancers=[{ContainerName=app, ContainerPort=8080, TargetGroupArn=!Ref Behind}], NetworkConfiguration={AwsvpcConfiguration={AssignPublicIp=ENABLED, Subnets=[!Ref PublicASubnet, !Ref PublicBSubnet], SecurityGroups=[!Ref Around]}}} depends_on=[Door]
";
