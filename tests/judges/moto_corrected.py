"""A moto server with some faults of moto corrected, each towards what AWS does. Usage: moto_corrected.py PORT.

Everything else is moto as it is: a judge that was taught our answers would be none.
"""

import sys
import traceback

from flask import got_request_exception
from moto.cloudformation import models, parsing
from moto.ec2.models import ec2_backends
from moto.ec2.models.route_tables import RouteTable
from moto.server import main

import moto_tags
import moto_unknown

moto_resource_name = parsing.generate_resource_name
moto_apply = models.ChangeSet.apply


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
    """A stack has its outputs after a change set, too; moto fills them for create-stack and update-stack alone."""
    moto_apply(change_set)
    stack = change_set.stack
    stack.template = change_set.template
    stack._parse_template()
    stack.output_map = stack._create_output_map()


def delete_route_table(_, resource_name, __, account_id, region_name):
    """A stack's route tables go with it; moto keeps them and then cannot delete their VPC."""
    backend = ec2_backends[account_id][region_name]
    for association in list(backend.get_route_table(resource_name)._associations):
        backend.disassociate_route_table(association)
    backend.delete_route_table(resource_name)


got_request_exception.connect(say_why)
moto_tags.correct()
moto_unknown.correct()
parsing.generate_resource_name = resource_name
models.ChangeSet.apply = apply
RouteTable.delete_from_cloudformation_json = classmethod(delete_route_table)
main(["--host", "127.0.0.1", "--port", sys.argv[1]])
