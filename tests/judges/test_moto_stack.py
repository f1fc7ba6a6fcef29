"""The workshop's design becomes CREATE_COMPLETE through the real `aws cloudformation deploy`, and is what the design says.

moto keeps less than AWS. What it loses of our template is written down below, and a test says when it no longer does.
"""

import json

import pytest
import yaml

from conftest import ROOT, groundplan

STACK = "unicorn"
SKETCH = ROOT / "examples/unicorn.sketch"

# Types of the template that moto passes over in silence: none of its stacks has them.
UNKNOWN_TO_MOTO = {
    "AWS::CloudFront::Distribution",
    "AWS::Cognito::UserPool",
    "AWS::Cognito::UserPoolClient",
    "AWS::S3::BucketPolicy",
}

# Properties that moto forgets or replaces by its own. cfn-lint and the golden files answer for these.
LOST_BY_MOTO = {
    "AWS::EC2::Subnet": ["MapPublicIpOnLaunch"],
    "AWS::EC2::SubnetRouteTableAssociation": ["RouteTableId", "SubnetId"],
    "AWS::ECS::Service": ["LaunchType", "NetworkConfiguration", "LoadBalancers", "PropagateTags", "DeploymentConfiguration"],
    "AWS::ECS::TaskDefinition": ["Cpu", "NetworkMode", "ExecutionRoleArn", "TaskRoleArn", "RequiresCompatibilities", "RuntimePlatform"],
    "AWS::EC2::SecurityGroup": ["SecurityGroupEgress"],
    "AWS::ECR::Repository": ["LifecyclePolicy", "ImageScanningConfiguration", "EncryptionConfiguration"],
    "AWS::ElasticLoadBalancingV2::TargetGroup": ["TargetGroupAttributes"],
}


def deploy(world, name, path):
    return world.aws("cloudformation", "deploy", "--stack-name", name, "--template-file", path, "--capabilities", "CAPABILITY_IAM")


@pytest.fixture(scope="module")
def template():
    return json.loads(groundplan("synth", SKETCH, "--format", "json"))


@pytest.fixture(scope="module")
def stack(server, tmp_path_factory):
    """The account after the deployment."""
    from moto_world import World

    world = World(tmp_path_factory.mktemp("stack"), server)
    path = world.folder / "template.yaml"
    path.write_text(groundplan("synth", SKETCH), encoding="utf-8")
    result = deploy(world, STACK, path)
    assert result.returncode == 0, result.stderr
    return world


@pytest.fixture(scope="module")
def ids(stack):
    """Physical ids by logical id."""
    found = stack.ask("cloudformation").describe_stack_resources(StackName=STACK)["StackResources"]
    return {resource["LogicalResourceId"]: resource.get("PhysicalResourceId") for resource in found if "LogicalResourceId" in resource}


def test_the_stack_is_complete(stack):
    (found,) = stack.ask("cloudformation").describe_stacks(StackName=STACK)["Stacks"]
    assert found["StackStatus"] == "CREATE_COMPLETE"


def test_every_resource_is_there(template, ids):
    expected = {name for name, resource in template["Resources"].items() if resource["Type"] not in UNKNOWN_TO_MOTO}
    assert set(ids) == expected


def test_outputs(stack):
    (found,) = stack.ask("cloudformation").describe_stacks(StackName=STACK)["Stacks"]
    outputs = {output["OutputKey"]: output["OutputValue"] for output in found["Outputs"]}
    (balancer,) = stack.ask("elbv2").describe_load_balancers()["LoadBalancers"]
    assert outputs["SiteUrl"] == f"http://{balancer['DNSName']}/"
    assert outputs["UnicornRepositoryUri"].endswith(".amazonaws.com/" + stack.ask("ecr").describe_repositories()["repositories"][0]["repositoryName"])


def test_network(stack, ids):
    (vpc,) = stack.ask("ec2").describe_vpcs(VpcIds=[ids["MainVpc"]])["Vpcs"]
    assert vpc["CidrBlock"] == "10.0.0.0/16"
    subnets = stack.ask("ec2").describe_subnets(Filters=[{"Name": "vpc-id", "Values": [ids["MainVpc"]]}])["Subnets"]
    assert {subnet["SubnetId"]: subnet["CidrBlock"] for subnet in subnets} == {
        ids["PublicASubnet"]: "10.0.0.0/24",
        ids["PublicBSubnet"]: "10.0.1.0/24",
        ids["PrivateASubnet"]: "10.0.10.0/24",
        ids["PrivateBSubnet"]: "10.0.11.0/24",
    }
    zone = {subnet["SubnetId"]: subnet["AvailabilityZone"] for subnet in subnets}
    assert zone[ids["PublicASubnet"]] == zone[ids["PrivateASubnet"]] != zone[ids["PublicBSubnet"]] == zone[ids["PrivateBSubnet"]]


def way_out(stack, table):
    """Where the default route of a route table leads."""
    (table,) = stack.ask("ec2").describe_route_tables(RouteTableIds=[table])["RouteTables"]
    (route,) = [route for route in table["Routes"] if route["DestinationCidrBlock"] == "0.0.0.0/0"]
    return route.get("NatGatewayId") or route.get("GatewayId")


def test_ways_out(stack, ids):
    for table, way in [
        ("PublicARouteTable", "MainInternetGateway"),
        ("PublicBRouteTable", "MainInternetGateway"),
        ("PrivateARouteTable", "NatANatGateway"),
        ("PrivateBRouteTable", "NatBNatGateway"),
    ]:
        assert way_out(stack, ids[table]) == ids[way], table
    gateways = stack.ask("ec2").describe_nat_gateways()["NatGateways"]
    place = {gateway["NatGatewayId"]: gateway["SubnetId"] for gateway in gateways}
    assert place == {ids["NatANatGateway"]: ids["PublicASubnet"], ids["NatBNatGateway"]: ids["PublicBSubnet"]}
    (gateway,) = stack.ask("ec2").describe_internet_gateways(InternetGatewayIds=[ids["MainInternetGateway"]])["InternetGateways"]
    assert [attachment["VpcId"] for attachment in gateway["Attachments"]] == [ids["MainVpc"]]


def test_load_balancer(stack, ids):
    (balancer,) = stack.ask("elbv2").describe_load_balancers()["LoadBalancers"]
    assert balancer["LoadBalancerArn"] == ids["SiteLoadBalancer"]
    assert (balancer["Type"], balancer["Scheme"], balancer["VpcId"]) == ("application", "internet-facing", ids["MainVpc"])
    assert {zone["SubnetId"] for zone in balancer["AvailabilityZones"]} == {ids["PublicASubnet"], ids["PublicBSubnet"]}
    assert balancer["SecurityGroups"] == [ids["SiteSecurityGroup"]]
    (listener,) = stack.ask("elbv2").describe_listeners(LoadBalancerArn=ids["SiteLoadBalancer"])["Listeners"]
    assert (listener["Protocol"], listener["Port"]) == ("HTTP", 80)
    (action,) = listener["DefaultActions"]
    assert (action["Type"], action["TargetGroupArn"]) == ("forward", ids["SiteWebTargetGroup"])
    (group,) = stack.ask("elbv2").describe_target_groups()["TargetGroups"]
    assert (group["TargetType"], group["Port"], group["Protocol"], group["VpcId"]) == ("ip", 8080, "HTTP", ids["MainVpc"])
    assert (group["HealthCheckPath"], group["Matcher"]["HttpCode"]) == ("/", "200")


def test_firewalls(stack, ids, template):
    groups = stack.ask("ec2").describe_security_groups(GroupIds=[ids["SiteSecurityGroup"], ids["WebSecurityGroup"]])["SecurityGroups"]
    inbound = {group["GroupId"]: group["IpPermissions"] for group in groups}
    # moto loses rules that name a prefix list, so what stands in the template counts: CloudFront's addresses alone come in.
    assert inbound[ids["SiteSecurityGroup"]] == []
    (rule,) = template["Resources"]["SiteSecurityGroup"]["Properties"]["SecurityGroupIngress"]
    assert (rule["FromPort"], rule["ToPort"], rule["SourcePrefixListId"]) == (80, 80, "pl-4fa04526") and "CidrIp" not in rule
    (rule,) = inbound[ids["WebSecurityGroup"]]
    assert (rule["FromPort"], rule["ToPort"], rule["IpRanges"]) == (8080, 8080, [])
    assert [source["GroupId"] for source in rule["UserIdGroupPairs"]] == [ids["SiteSecurityGroup"]]


def test_service(stack, ids):
    (cluster,) = stack.ask("ecs").describe_clusters(clusters=[ids["MainCluster"]])["clusters"]
    assert cluster["status"] == "ACTIVE"
    (service,) = stack.ask("ecs").describe_services(cluster=ids["MainCluster"], services=[ids["WebService"]])["services"]
    assert (service["desiredCount"], service["taskDefinition"]) == (2, ids["WebTaskDefinition"])


def test_task_definition(stack, ids):
    definition = stack.ask("ecs").describe_task_definition(taskDefinition=ids["WebTaskDefinition"])["taskDefinition"]
    assert definition["memory"] == "1024"
    (container,) = definition["containerDefinitions"]
    (repository,) = stack.ask("ecr").describe_repositories(repositoryNames=[ids["UnicornRepository"]])["repositories"]
    assert (container["name"], container["essential"], container["image"]) == ("app", True, f"{repository['repositoryUri']}:latest")
    assert container["portMappings"] == [{"containerPort": 8080, "protocol": "tcp"}]
    assert container["logConfiguration"]["options"] == {
        "awslogs-group": ids["WebLogsLogGroup"],
        "awslogs-region": "eu-west-1",
        "awslogs-stream-prefix": "app",
    }
    (group,) = stack.ask("logs").describe_log_groups()["logGroups"]
    assert (group["logGroupName"], group["retentionInDays"]) == (ids["WebLogsLogGroup"], 30)


def allowed(stack, role):
    """The statements of a role's inline policies: each action with its resource."""
    found = set()
    for name in stack.ask("iam").list_role_policies(RoleName=role)["PolicyNames"]:
        document = stack.ask("iam").get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
        # moto gives out the document as Python writes it, which is YAML as well.
        for statement in yaml.safe_load(document)["Statement"]:
            assert statement["Effect"] == "Allow"
            resources = statement["Resource"] if isinstance(statement["Resource"], list) else [statement["Resource"]]
            found |= {(action, resource) for action in statement["Action"] for resource in resources}
    return found


def test_roles(stack, ids):
    for role in (ids["ExecutionRole"], ids["TaskRole"]):
        trust = stack.ask("iam").get_role(RoleName=role)["Role"]["AssumeRolePolicyDocument"]
        assert [statement["Principal"]["Service"] for statement in trust["Statement"]] == ["ecs-tasks.amazonaws.com"]
    (repository,) = stack.ask("ecr").describe_repositories()["repositories"]
    (group,) = stack.ask("logs").describe_log_groups()["logGroups"]
    assert allowed(stack, ids["ExecutionRole"]) == {
        ("ecr:GetAuthorizationToken", "*"),
        ("ecr:BatchCheckLayerAvailability", repository["repositoryArn"]),
        ("ecr:BatchGetImage", repository["repositoryArn"]),
        ("ecr:GetDownloadUrlForLayer", repository["repositoryArn"]),
        # AWS's own Arn attribute of a log group ends in ":*", which is what these actions need; moto's does not.
        ("logs:CreateLogStream", group["logGroupArn"]),
        ("logs:PutLogEvents", group["logGroupArn"]),
        ("ssm:GetParameters", f"arn:aws:ssm:eu-west-1:123456789012:parameter/{ids['SeasonParameter']}"),
    }
    table = lambda name: f"arn:aws:dynamodb:eu-west-1:123456789012:table/{ids[name]}"
    files = f"arn:aws:s3:::{ids['PicturesBucket']}"
    found = allowed(stack, ids["TaskRole"])
    on = lambda resource: {action for action, other in found if other == resource}
    assert on(files) == {"s3:GetBucketLocation", "s3:ListBucket"}
    assert on(f"{files}/*") == {"s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:PutObject"}
    for name in ("VotesTable", "VotersTable"):
        assert {"dynamodb:GetItem", "dynamodb:Query", "dynamodb:PutItem", "dynamodb:DeleteItem"} <= on(table(name))
    # Nothing on everything, and of the user pool only what reads.
    assert on("*") == set() and all(action.split(":")[1].startswith(("Admin", "List", "Get", "Describe")) for action, _ in found if action.startswith("cognito-idp:"))
    assert {action.split(":")[0] for action, _ in found} == {"s3", "dynamodb", "cognito-idp"}


def test_what_moto_loses_stands_in_the_template(template):
    """A list of exceptions that no longer except anything would hide what it stopped to check."""
    for kind, properties in LOST_BY_MOTO.items():
        written = set().union(*(resource["Properties"] for resource in template["Resources"].values() if resource["Type"] == kind))
        assert set(properties) <= written, kind


def test_the_judge_sees(stack):
    """A template that cannot be deployed is refused, so a deployed one says something."""
    path = stack.folder / "wrong.yaml"
    path.write_text(groundplan("synth", SKETCH).replace("Port: 80\n", "Port: !GetAtt MainVpc.Nonsense\n"), encoding="utf-8")
    result = deploy(stack, "wrong", path)
    assert result.returncode != 0
