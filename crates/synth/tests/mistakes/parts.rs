//! What stands in a drawing beside its services: parts that are right by themselves, each a few lines of a sketch.

use crate::plan::{Front, Plan, Way};

/// A part of a drawing.
#[derive(Debug)]
pub(crate) struct Part {
    /// What lies in the VPC.
    pub(crate) inside: &'static str,
    /// What lies on the top level.
    pub(crate) outside: &'static str,
    /// Connections.
    pub(crate) lines: &'static str,
    /// Which plans it fits.
    pub(crate) fits: fn(&Plan) -> bool,
}

const ANY: fn(&Plan) -> bool = |_| true;

/// All parts.
pub(crate) static PARTS: &[Part] = &[
    // A topic whose messages a queue keeps, and what could not be worked off
    Part {
        inside: "",
        outside: "topic news\nqueue inbox\nqueue inbox-dead retention=1209600\n",
        lines: "news -> inbox : delivers\ninbox -> inbox-dead : redrives\n",
        fits: ANY,
    },
    // A bucket that reports its objects
    Part {
        inside: "",
        outside: "bucket uploads\nqueue uploaded\n",
        lines: "uploads -> uploaded : reports events=[\"s3:ObjectCreated:*\"] prefix=in/\n",
        fits: ANY,
    },
    // Access logs of the load balancer and of a bucket
    Part {
        inside: "",
        outside: "bucket access-lines expire_days=90\nbucket watched\n",
        lines: "site -> access-lines : keeps-logs-in prefix=site\nwatched -> access-lines : keeps-logs-in\n",
        fits: |plan| plan.front != Front::None,
    },
    // A peered VPC
    Part {
        inside: "",
        outside: "vpc office cidr=10.1.0.0/16\n  subnet desk cidr=10.1.0.0/24 access=isolated zone=1\n\
                  resource bridge type=AWS::EC2::VPCPeeringConnection properties={VpcId=!Ref MainVpc, PeerVpcId=!Ref OfficeVpc}\n\
                  resource to-office type=AWS::EC2::Route properties={RouteTableId=!Ref PublicARouteTable, DestinationCidrBlock=10.1.0.0/16, VpcPeeringConnectionId=!Ref Bridge}\n",
        lines: "",
        fits: ANY,
    },
    // A group around the load balancer with a rule of its own
    Part {
        inside: "  security-group at-the-door ingress=[{IpProtocol=tcp, FromPort=8443, ToPort=8443, CidrIp=192.0.2.0/24}]\n",
        outside: "",
        lines: "at-the-door -> site : guards\n",
        fits: |plan| plan.front != Front::None,
    },
    // A group around an endpoint
    Part {
        inside: "  security-group around-registry\n",
        outside: "",
        lines: "around-registry -> to-ecr-api : guards\n",
        fits: |plan| matches!(plan.way, Way::Endpoints { .. }),
    },
    // Credentials for users who signed in
    Part {
        inside: "",
        outside: "user-pool people\nidentity-pool visitors\nbucket albums\nrole member\n",
        lines: "visitors -> people : trusts\nvisitors -> member : gives users=authenticated\nmember -> albums : read\n",
        fits: ANY,
    },
    // A static site
    Part {
        inside: "",
        outside: "distribution cdn root_object=index.html\nbucket pages\n",
        lines: "cdn -> pages : fetches-from\n",
        fits: ANY,
    },
    // Names inside the VPC
    Part {
        inside: "",
        outside: "hosted-zone names domain=shop.internal\nrecord database domain=db.shop.internal values=[10.0.11.10]\n",
        lines: "names -> main : answers\ndatabase -> names : belongs-to\n",
        fits: ANY,
    },
    // A role of a function, with a boundary that nobody sees, and connections of its own
    Part {
        inside: "",
        outside: "role resizer trust=lambda.amazonaws.com permissions_boundary=!Sub \"arn:aws:iam::${AWS::AccountId}:policy/limits\" managed_policies=[\"arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole\"]\nbucket pictures\n",
        lines: "resizer -> pictures : read, write\n",
        fits: ANY,
    },
    // A role with statements in many forms
    Part {
        inside: "",
        outside: "bucket papers\ntable cards\nrole clerk trust=lambda.amazonaws.com statements=[{Sid=Files, Effect=Allow, Action=[\"s3:Get*\", s3:PutObject], Resource=!Sub \"${PapersBucket.Arn}/inbox/*\"}, {Sid=Names, Effect=Allow, Action=s3:ListBucket, Resource=!GetAtt PapersBucket.Arn, Condition={StringLike={\"s3:prefix\"=\"inbox/*\"}}}, {Sid=NoHttp, Effect=Deny, Action=\"s3:*\", Resource=\"*\", Condition={Bool={\"aws:SecureTransport\"=false}}}, {Sid=Cards, Effect=Allow, Action=[dynamodb:GetItem, dynamodb:BatchGetItem], Resource=!GetAtt CardsTable.Arn}]\n",
        lines: "",
        fits: ANY,
    },
    // Flow logs of the VPC with the role that writes them
    Part {
        inside: "",
        outside: "log-group flows\nrole flow-writer trust=vpc-flow-logs.amazonaws.com statements=[{Effect=Allow, Action=[logs:CreateLogStream, logs:PutLogEvents, logs:DescribeLogStreams], Resource=!GetAtt FlowsLogGroup.Arn}]\n\
                  resource flow type=AWS::EC2::FlowLog properties={ResourceType=VPC, ResourceId=!Ref MainVpc, TrafficType=ALL, LogGroupName=!Ref FlowsLogGroup, DeliverLogsPermissionArn=!GetAtt FlowWriterRole.Arn}\n",
        lines: "",
        fits: ANY,
    },
    // A key with a statement of its own, and what it encrypts
    Part {
        inside: "",
        outside: "kms-key vault alias=shop/vault policy_statements=[{Sid=Audit, Effect=Allow, Principal={Service=cloudtrail.amazonaws.com}, Action=kms:DescribeKey, Resource=\"*\"}]\nlog-group audit retention=365\nbucket archive versioning=Enabled\n",
        lines: "audit -> vault : encrypts-with\narchive -> vault : encrypts-with\n",
        fits: ANY,
    },
    // A database in subnets of its own, which the tasks may reach
    Part {
        inside: "  subnet data-a cidr=10.0.21.0/24 access=isolated zone=1\n  subnet data-b cidr=10.0.22.0/24 access=isolated zone=2\n",
        outside: "resource data-group type=AWS::EC2::SecurityGroup properties={GroupDescription=Database, VpcId=!Ref MainVpc, SecurityGroupIngress=[{IpProtocol=tcp, FromPort=5432, ToPort=5432, CidrIp=10.0.11.0/24}]}\n\
                  resource data-places type=AWS::RDS::DBSubnetGroup properties={DBSubnetGroupDescription=Data, SubnetIds=[!Ref DataASubnet, !Ref DataBSubnet]}\n\
                  resource data type=AWS::RDS::DBInstance properties={DBInstanceClass=db.t4g.micro, Engine=postgres, AllocatedStorage=\"20\", DBSubnetGroupName=!Ref DataPlaces, VPCSecurityGroups=[!GetAtt DataGroup.GroupId], MasterUsername=shop, ManageMasterUserPassword=true}\n",
        lines: "",
        fits: ANY,
    },
    // Signing in at the load balancer
    Part {
        inside: "",
        outside: "user-pool members\n",
        lines: "site -> members : authenticates-with scope=\"openid email\"\n",
        fits: |plan| plan.front == (Front::Https { own: true }),
    },
    // A second VPC with a service of its own in public subnets
    Part {
        inside: "",
        outside: "vpc lab cidr=172.16.0.0/20\n  subnet bench-a cidr=172.16.0.0/26 access=public zone=1\n  subnet bench-b cidr=172.16.1.0/26 access=public zone=2\n  cluster trials\n    service trial cpu=256 memory=512 public_address=true\n      container probe port=\"\" image=public.ecr.aws/docker/library/alpine:3.22\nlog-group trial-lines\n",
        lines: "trial -> bench-a : runs\ntrial -> bench-b : runs\nprobe -> trial-lines : logs\n",
        fits: |plan| plan.extras.logs,
    },
    // A table with every kind of index, and alarms that tell by mail
    Part {
        inside: "",
        outside: "table scores partition_key=player sort_key=game billing=PROVISIONED read_capacity=10 local_indexes=[{name=by-date, sort=played, projection=KEYS_ONLY}] global_indexes=[{name=by-game, partition=game, projection=INCLUDE, attributes=[best]}] stream=NEW_IMAGE ttl_attribute=gone\nalarm throttled threshold=5\ntopic mails emails=[duty@example.com]\n",
        lines: "throttled -> scores : watches\nthrottled -> mails : notifies on_ok=true\n",
        fits: ANY,
    },
];
