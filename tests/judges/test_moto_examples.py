"""Every example becomes CREATE_COMPLETE through the real `aws cloudformation create-stack`, and its resources can be found.

moto does not know every type. What it passes over is written down below: a type that is passed over and does not stand there is
an error, and so is one that stands there and is known. cfn-lint, AWS's validator and the golden files answer for those.
"""

import json

import pytest

from conftest import examples, groundplan
from moto_world import REGION, World

EXAMPLES = examples()

UNKNOWN_TO_MOTO = {
    "AWS::ApplicationAutoScaling::ScalableTarget",
    "AWS::ApplicationAutoScaling::ScalingPolicy",
    "AWS::CertificateManager::Certificate",
    "AWS::CloudFront::Distribution",
    "AWS::CloudFront::OriginAccessControl",
    "AWS::CloudFront::VpcOrigin",
    "AWS::CloudWatch::Alarm",
    "AWS::Cognito::IdentityPool",
    "AWS::Cognito::IdentityPoolRoleAttachment",
    "AWS::Cognito::UserPool",
    "AWS::Cognito::UserPoolClient",
    "AWS::Cognito::UserPoolDomain",
    "AWS::EC2::SecurityGroupEgress",
    "AWS::ECS::ClusterCapacityProviderAssociations",
    "AWS::S3::BucketPolicy",
    "AWS::SNS::Subscription",
    "AWS::SNS::TopicPolicy",
    "AWS::SQS::QueuePolicy",
    "AWS::Scheduler::Schedule",
    "AWS::SecretsManager::Secret",
}


def ec2(call, argument, answer):
    return lambda ask, id: ask("ec2")(call, **{argument: [id]})[answer]


# How the account is asked for a resource of a type by its physical id, besides asking the stack. The answer must not be empty.
FIND = {
    "AWS::DynamoDB::Table": lambda ask, id: ask("dynamodb")("describe_table", TableName=id)["Table"],
    "AWS::EC2::EIP": lambda ask, id: [address for address in ask("ec2")("describe_addresses")["Addresses"] if id in address.values()],
    "AWS::EC2::InternetGateway": ec2("describe_internet_gateways", "InternetGatewayIds", "InternetGateways"),
    "AWS::EC2::NatGateway": ec2("describe_nat_gateways", "NatGatewayIds", "NatGateways"),
    "AWS::EC2::RouteTable": ec2("describe_route_tables", "RouteTableIds", "RouteTables"),
    "AWS::EC2::SecurityGroup": ec2("describe_security_groups", "GroupIds", "SecurityGroups"),
    "AWS::EC2::Subnet": ec2("describe_subnets", "SubnetIds", "Subnets"),
    "AWS::EC2::VPC": ec2("describe_vpcs", "VpcIds", "Vpcs"),
    "AWS::EC2::VPCEndpoint": ec2("describe_vpc_endpoints", "VpcEndpointIds", "VpcEndpoints"),
    "AWS::ECR::Repository": lambda ask, id: ask("ecr")("describe_repositories", repositoryNames=[id])["repositories"],
    "AWS::ECS::Cluster": lambda ask, id: ask("ecs")("describe_clusters", clusters=[id])["clusters"],
    "AWS::ECS::Service": lambda ask, id: ask("ecs")("describe_services", cluster=id.split("/")[-2], services=[id])["services"],
    "AWS::ECS::TaskDefinition": lambda ask, id: ask("ecs")("describe_task_definition", taskDefinition=id)["taskDefinition"],
    "AWS::EFS::FileSystem": lambda ask, id: ask("efs")("describe_file_systems", FileSystemId=id)["FileSystems"],
    "AWS::ElasticLoadBalancingV2::Listener": lambda ask, id: ask("elbv2")("describe_listeners", ListenerArns=[id])["Listeners"],
    "AWS::ElasticLoadBalancingV2::ListenerRule": lambda ask, id: ask("elbv2")("describe_rules", RuleArns=[id])["Rules"],
    "AWS::ElasticLoadBalancingV2::LoadBalancer": lambda ask, id: ask("elbv2")("describe_load_balancers", LoadBalancerArns=[id])["LoadBalancers"],
    "AWS::ElasticLoadBalancingV2::TargetGroup": lambda ask, id: ask("elbv2")("describe_target_groups", TargetGroupArns=[id])["TargetGroups"],
    "AWS::Events::Rule": lambda ask, id: ask("events")("describe_rule", Name=id.split("/")[-1])["Arn"],
    "AWS::IAM::Role": lambda ask, id: ask("iam")("get_role", RoleName=id)["Role"],
    "AWS::KMS::Alias": lambda ask, id: [alias for alias in ask("kms")("list_aliases")["Aliases"] if alias["AliasName"] == id],
    "AWS::KMS::Key": lambda ask, id: ask("kms")("describe_key", KeyId=id)["KeyMetadata"],
    "AWS::Logs::LogGroup": lambda ask, id: [group for group in ask("logs")("describe_log_groups")["logGroups"] if group["logGroupName"] == id],
    "AWS::Route53::HostedZone": lambda ask, id: ask("route53")("get_hosted_zone", Id=id)["HostedZone"],
    "AWS::S3::Bucket": lambda ask, id: ask("s3")("head_bucket", Bucket=id),
    "AWS::SNS::Topic": lambda ask, id: ask("sns")("get_topic_attributes", TopicArn=id)["Attributes"],
    "AWS::SQS::Queue": lambda ask, id: ask("sqs")("get_queue_attributes", QueueUrl=id, AttributeNames=["QueueArn"])["Attributes"],
    "AWS::SSM::Parameter": lambda ask, id: ask("ssm")("get_parameter", Name=id)["Parameter"],
}

# Types that are parts of others: without them, what they are part of would not have been created as it is.
PARTS = {
    "AWS::EC2::Route",
    "AWS::EC2::SecurityGroupIngress",
    "AWS::EC2::SubnetRouteTableAssociation",
    "AWS::EC2::VPCGatewayAttachment",
    "AWS::EFS::AccessPoint",
    "AWS::EFS::MountTarget",
    "AWS::IAM::Policy",
    "AWS::Route53::RecordSet",
}

# Values for parameters without a default: a name that the parameter's has in it, and the value.
PARAMETERS = {"PrefixList": "pl-4fa04526"}


def parameters(template):
    """The words for the command line that give every parameter without a default a value."""
    asked = [name for name, parameter in template.get("Parameters", {}).items() if "Default" not in parameter]
    value = lambda name: next((value for part, value in PARAMETERS.items() if part in name), "chosen")
    return [f"ParameterKey={name},ParameterValue={value(name)}" for name in asked]


def created(world, name, text, template):
    """The stack's resources by logical id: their types and physical ids."""
    path = world.folder / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    chosen = parameters(template)
    command = ["create-stack", "--stack-name", name, "--template-body", f"file://{path}", "--capabilities", "CAPABILITY_NAMED_IAM"]
    result = world.aws("cloudformation", *command, *(["--parameters", *chosen] if chosen else []))
    assert result.returncode == 0, result.stderr
    ask = world.ask("cloudformation")
    (stack,) = ask.describe_stacks(StackName=name)["Stacks"]
    assert stack["StackStatus"] == "CREATE_COMPLETE"
    assert {output["OutputKey"] for output in stack.get("Outputs", [])} == set(template.get("Outputs", {}))
    # What moto passes over is an entry without a name.
    found = [resource for resource in ask.describe_stack_resources(StackName=name)["StackResources"] if "LogicalResourceId" in resource]
    return {resource["LogicalResourceId"]: (resource["ResourceType"], resource.get("PhysicalResourceId")) for resource in found}


def asker(world):
    clients = {}

    def ask(service):
        client = clients.setdefault(service, world.ask(service))
        return lambda call, **arguments: getattr(client, call)(**arguments)

    return ask


def missing(world, name, text, template):
    """Creates a stack, looks for each resource and answers the types that moto passed over."""
    found = created(world, name, text, template)
    wanted = {key: resource["Type"] for key, resource in template["Resources"].items() if "Condition" not in resource}
    passed_over = {kind for key, kind in wanted.items() if key not in found}
    assert {key: kind for key, kind in wanted.items() if kind not in passed_over} == {key: found[key][0] for key in wanted if key in found}
    ask = asker(world)
    for kind, physical in found.values():
        assert kind in FIND or kind in PARTS, f"say in FIND how an {kind} is found"
        if kind in FIND:
            assert FIND[kind](ask, physical), f"{kind} {physical}"
    return passed_over


@pytest.mark.parametrize("sketch", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_becomes_a_stack(world, sketch):
    template = json.loads(groundplan("synth", sketch, "--format", "json"))
    passed_over = missing(world, sketch.stem, groundplan("synth", sketch), template)
    for kind in sorted(passed_over):
        print(f"moto does not know {kind}, which {sketch.stem} has")
    assert passed_over <= UNKNOWN_TO_MOTO
    known = UNKNOWN_TO_MOTO & {resource["Type"] for resource in template["Resources"].values()} - passed_over
    assert not known, "moto knows these by now"


def test_the_judge_sees(world):
    """A type that nobody knows is passed over by moto, and the judge says so; what uses its attributes is created all the same."""
    template = {
        "Resources": {
            "Real": {"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": {"Fn::GetAtt": ["Strange", "Arn"]}}},
            "Strange": {"Type": "AWS::Strange::Thing"},
        },
        "Outputs": {"Name": {"Value": {"Fn::GetAtt": ["Strange", "Arn"]}}},
    }
    assert missing(world, "strange", json.dumps(template), template) == {"AWS::Strange::Thing"}
    (topic,) = world.ask("sns").list_topics()["Topics"]
    attributes = world.ask("sns").get_topic_attributes(TopicArn=topic["TopicArn"])["Attributes"]
    assert attributes["DisplayName"] == f"arn:aws:strange:{REGION}:123456789012:strange"
