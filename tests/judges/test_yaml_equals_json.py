"""The YAML form and the JSON form of a template say the same, to a reader that is not ours."""

import json

import pytest
import yaml

from conftest import groundplan, hostile_sketch, sketches


class Reader(yaml.SafeLoader):
    """YAML 1.1 with CloudFormation's short functions, which become the long ones. A key that stands twice is an error."""


def function(loader, suffix, node):
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    if suffix == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}": value}


def mapping(loader, node):
    keys = [loader.construct_object(key, deep=True) for key, _ in node.value]
    assert len(keys) == len(set(keys)), f"a key stands twice: {keys}"
    return loader.construct_mapping(node, deep=True)


Reader.add_multi_constructor("!", function)
Reader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, mapping)


def check(*design, given=None):
    from_yaml = yaml.load(groundplan("synth", *design, given=given), Loader=Reader)
    from_json = json.loads(groundplan("synth", *design, "--format", "json", given=given))
    assert from_yaml == from_json
    # A comparison alone takes 1 for true and 2 for 2.0.
    assert json.dumps(from_yaml, sort_keys=True) == json.dumps(from_json, sort_keys=True)
    return from_json


@pytest.mark.parametrize("sketch", sketches(), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_examples_and_golden_designs(sketch):
    assert check(sketch)["AWSTemplateFormatVersion"] == "2010-09-09"


def test_hostile_names(hostile):
    assert len(check("-", given=hostile)["Resources"]) > 10


def test_hostile_names_arrive(tmp_path):
    name = 'a: b # "c" \\ !Ref'
    template = check("-", given=hostile_sketch(name))
    assert template["Description"] == name
    names = [tag["Value"] for resource in template["Resources"].values() for tag in resource.get("Properties", {}).get("Tags", []) if tag["Key"] == "project"]
    assert names and set(names) == {name}


def test_the_judge_sees():
    assert yaml.load("a: !GetAtt B.C.D\nb: !Sub ['${x}', {x: !Ref Y}]\nc: on", Loader=Reader) == {
        "a": {"Fn::GetAtt": ["B", "C.D"]},
        "b": {"Fn::Sub": ["${x}", {"x": {"Ref": "Y"}}]},
        "c": True,
    }
    with pytest.raises(AssertionError):
        yaml.load("a: 1\na: 2", Loader=Reader)
