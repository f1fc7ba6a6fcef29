"""A moto server with some faults of moto corrected, each towards what AWS does. Usage: moto_corrected.py PORT.

Everything else is moto as it is: a judge that was taught our answers would be none.
"""

import sys
import traceback

from flask import got_request_exception
from moto.cloudformation import models, parsing, responses
from moto.ec2.models import ec2_backends
from moto.ec2.models.elastic_ip_addresses import ElasticAddress
from moto.ec2.models.internet_gateways import InternetGateway
from moto.ec2.models.nat_gateways import NatGateway
from moto.ec2.models.route_tables import RouteTable
from moto.ec2.models.vpcs import VPCEndPoint
from moto.ecs.models import Cluster, Service, TaskDefinition, ecs_backends
from moto.elbv2.models import FakeTargetGroup, elbv2_backends
from moto.route53.models import FakeZone, route53_backends
from moto.server import main

import moto_names
import moto_tags
import moto_unknown

moto_resource_name = parsing.generate_resource_name
moto_apply = models.ChangeSet.apply
moto_delete_stack = models.CloudFormationBackend.delete_stack
moto_list_resources = responses.CloudFormationResponse.list_stack_resources


def say_why(_, exception, **__):
    """The server's log tells what went wrong in it."""
    traceback.print_exception(exception)


def resource_name(resource_type, stack_name, logical_id):
    """CloudFormation makes a repository's name in lower case, the only case ECR takes; moto keeps the capitals and then refuses them.

    https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html
    """
    name = moto_resource_name(resource_type, stack_name, logical_id)
    return name.lower() if resource_type == "AWS::ECR::Repository" else name


def apply(change_set):
    """A stack has its outputs and parameters after a change set, too; moto fills them for create-stack and update-stack alone."""
    moto_apply(change_set)
    stack = change_set.stack
    stack.parameters = change_set.parameters
    stack.template = change_set.template
    stack._parse_template()
    stack.output_map = stack._create_output_map()


def changes(change_set):
    """A change set lists what changes by its parameters alone, too."""
    stack, found = change_set.stack, []
    by_action = stack.resource_map.build_resource_diff(change_set.template_dict, change_set.parameters)
    for action, names in by_action.items():
        for name in names:
            of = stack.resource_map._resource_json_map if action == "Remove" else change_set.template_dict["Resources"]
            found.append(models.Change(action=action, logical_resource_id=name, resource_type=of[name]["Type"]))
    return found


def has_parameters(stack, given):
    """Parameters are equal when their values are, whether they are given, kept or defaults; moto compares what was given."""
    defaults = {name: parameter.get("Default") for name, parameter in stack.template_dict.get("Parameters", {}).items()}
    as_text = lambda values: {name: str(value) for name, value in values.items()}
    return as_text(defaults | given) == as_text(defaults | stack.parameters)


def delete_stack(backend, name_or_stack_id):
    """A deleted stack still lists its resources, as deleted or as skipped."""
    stack = backend.get_stack(name_or_stack_id)
    stack.had = [
        {
            "LogicalResourceId": name,
            "ResourceType": resource["Type"],
            "PhysicalResourceId": getattr(stack.resource_map._parsed_resources.get(name), "physical_resource_id", None),
            "ResourceStatus": "DELETE_SKIPPED" if resource.get("DeletionPolicy", "").startswith("Retain") else "DELETE_COMPLETE",
            "LastUpdatedTimestamp": stack.creation_time,
        }
        for name, resource in stack.resource_map._resource_json_map.items()
    ]
    moto_delete_stack(backend, name_or_stack_id)


def list_stack_resources(response):
    """See above. moto makes the resources of a deleted stack once more when it is asked for them."""
    stack = response.cloudformation_backend.get_stack(response._get_param("StackName"))
    if stack.status == "DELETE_COMPLETE":
        return responses.ActionResult({"StackResourceSummaries": stack.had})
    return moto_list_resources(response)


def delete_route_table(backends, name):
    backend = backends.ec2
    for association in list(backend.get_route_table(name)._associations):
        backend.disassociate_route_table(association)
    backend.delete_route_table(name)


def delete_internet_gateway(backends, name):
    for attached in backends.ec2.describe_internet_gateways([name]):
        if attached.vpc:
            backends.ec2.detach_internet_gateway(name, attached.vpc.id)
    backends.ec2.delete_internet_gateway(name)


def delete_endpoint(backends, name):
    """moto does not go by the order of dependencies: route tables that an endpoint is in may be gone before it."""
    (endpoint,) = backends.ec2.describe_vpc_endpoints([name])
    endpoint.route_table_ids = [table for table in endpoint.route_table_ids or [] if table in backends.ec2.route_tables]
    backends.ec2.delete_vpc_endpoints([name])


# What goes with its stack; moto keeps all of these.
DELETED = {
    RouteTable: delete_route_table,
    InternetGateway: delete_internet_gateway,
    VPCEndPoint: delete_endpoint,
    NatGateway: lambda backends, name: backends.ec2.delete_nat_gateway(name),
    ElasticAddress: lambda backends, name: backends.ec2.release_address(name),
    FakeTargetGroup: lambda backends, name: backends.elbv2.delete_target_group(name),
    Cluster: lambda backends, name: backends.ecs.delete_cluster(name),
    Service: lambda backends, name: backends.ecs.delete_service(name.split("/")[-2], name.split("/")[-1], force=True),
    FakeZone: lambda backends, name: backends.route53.delete_hosted_zone(name),
    TaskDefinition: lambda backends, name: backends.ecs.deregister_task_definition(name),
}


class Backends:
    """moto's backends of one account and region."""

    def __init__(self, account_id, region_name):
        self.ec2 = ec2_backends[account_id][region_name]
        self.ecs = ecs_backends[account_id][region_name]
        self.elbv2 = elbv2_backends[account_id][region_name]
        self.route53 = route53_backends[account_id]["aws"]


def deletes(delete):
    return classmethod(lambda _, name, __, account_id, region_name: delete(Backends(account_id, region_name), name))


got_request_exception.connect(say_why)
moto_names.correct()
moto_tags.correct()
moto_unknown.correct()
parsing.generate_resource_name = resource_name
models.ChangeSet.apply = apply
models.ChangeSet.diff = changes
models.Stack.has_parameters = has_parameters
models.CloudFormationBackend.delete_stack = delete_stack
responses.CloudFormationResponse.list_stack_resources = list_stack_resources
for kind, delete in DELETED.items():
    kind.delete_from_cloudformation_json = deletes(delete)
main(["--host", "127.0.0.1", "--port", sys.argv[1]])
