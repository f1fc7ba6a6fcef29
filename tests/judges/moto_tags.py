"""Types that moto makes wrongly of what a template says: tags in a form of their own, names and policies that may be left out."""

from moto.kms.models import Key
from moto.ssm.models import Parameter

moto_key = Key.create_from_cloudformation_json
moto_parameter = Parameter.create_from_cloudformation_json


def create_key(_, resource_name, resource, *others, **more):
    """A template's tags have Key and Value, as everywhere; moto wants the names of KMS's own calls. The policy may be left out."""
    properties = {"KeyPolicy": None} | resource["Properties"]
    properties["Tags"] = [{"TagKey": tag["Key"], "TagValue": tag["Value"]} for tag in properties.get("Tags", [])]
    return moto_key(resource_name, resource | {"Properties": properties}, *others, **more)


def create_parameter(_, resource_name, resource, *others, **more):
    """A parameter without a name gets one, and its tags are a map; moto wants the name and the list of other types."""
    properties = {"Name": resource_name} | resource["Properties"]
    properties["Tags"] = [{"Key": key, "Value": value} for key, value in properties.get("Tags", {}).items()]
    return moto_parameter(resource_name, resource | {"Properties": properties}, *others, **more)


def correct():
    """Teaches the server in this process."""
    Key.create_from_cloudformation_json = classmethod(create_key)
    Parameter.create_from_cloudformation_json = classmethod(create_parameter)
