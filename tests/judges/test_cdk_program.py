"""The CDK program of a design, run by the real aws-cdk-lib, comes to the resources of its template."""

import json

import pytest

from cdk_equal import EXCEPTIONS, differences
from cdk_run import synthesize
from conftest import groundplan, hostile_sketch, sketches

USED = set()


def check(folder, *design, given=None):
    groundplan("cdk", *design, "--language", "python", "-o", folder, given=given)
    ours = json.loads(groundplan("synth", *design, "--format", "json", given=given))
    for file in folder.glob("*.py"):
        compile(file.read_text(encoding="utf-8"), str(file), "exec")
    region = json.loads(groundplan("convert", *design, "--format", "design", given=given)).get("region") or "eu-west-1"
    lines, used = differences(ours, synthesize(folder), region)
    assert not lines, "\n".join(lines)
    USED.update(used)


@pytest.mark.parametrize("sketch", sketches(), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_examples_and_golden_designs(sketch, tmp_path):
    check(tmp_path, sketch)


@pytest.mark.parametrize("name", ["it's \"quoted\"", "class", "${AWS::Region} {self}", "größe 日本", "\\n\\", "\u202eleft", "import os; os.abort()"])
def test_hostile_names(name, tmp_path):
    check(tmp_path, "-", given=hostile_sketch(name))


def test_every_exception_is_needed():
    assert USED, "no design was judged"
    assert [exception for exception in EXCEPTIONS if exception not in USED] == []


def test_the_judge_sees():
    ours = {"Resources": {"A": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": {"Fn::Sub": "${B}-x"}}}, "B": {"Type": "AWS::S3::Bucket"}}}
    path = {"Metadata": {"aws:cdk:path": "Stack/A/Resource"}}
    joined = {"Fn::Join": ["", [{"Ref": "B"}, "-x"]]}
    theirs = {"Resources": {"A1": {**ours["Resources"]["A"], "Properties": {"BucketName": joined}, **path}, "B": {"Type": "AWS::S3::Bucket"}}}
    assert differences(ours, theirs) == ([], set())
    theirs["Resources"]["A1"]["Properties"]["BucketName"] = {"Fn::Join": ["", [{"Ref": "B"}, "-y"]]}
    assert len(differences(ours, theirs)[0]) == 1
    theirs["Resources"]["C"] = {"Type": "AWS::S3::Bucket"}
    assert len(differences(ours, theirs)[0]) == 2
