"""The deploy script of every example from nothing to nothing, with the real AWS command line against moto and a docker that only
writes down: deployed, deployed again (which changes nothing), looked at, and destroyed.
"""

import json
import re

import pytest
from botocore.exceptions import ClientError

from conftest import ROOT, examples, groundplan
from moto_script import application, described_services, save, script, stacks, succeeded
from moto_world import REGION
from test_moto_examples import FIND, PARAMETERS

EXAMPLES = examples()

# What moto leaves of a stack that is deleted, with the reason. The script's own proof still has to look for the rest.
LEFT_BY_MOTO = {
    "AWS::KMS::Key": "AWS keeps a key for 7 to 30 days, and so does moto",
}

BUCKET = """design Files region=eu-west-1

bucket uploads versioning=true
bucket archive versioning=true keep_on_delete=true
"""


def given(template):
    """The options that give every parameter without a default a value."""
    asked = [name for name, parameter in template.get("Parameters", {}).items() if "Default" not in parameter]
    value = lambda name: next((value for part, value in PARAMETERS.items() if part in name), "chosen")
    return [word for name in asked for word in ("--parameter", f"{name}={value(name)}")]


def fill(world, physical):
    """Writes into every bucket: two versions of an object, and the mark of a deleted one. Repositories have their pushed images."""
    for kind, name in physical.values():
        if kind == "AWS::S3::Bucket":
            for key in ("kept", "kept", "deleted"):
                world.ask("s3").put_object(Bucket=name, Key=key, Body=b"x")
            world.ask("s3").delete_object(Bucket=name, Key="deleted")


def left(world, kind, name):
    """What the account still has of a resource; what is inactive or deleted is nothing."""
    clients = {}
    ask = lambda service: lambda call, **words: getattr(clients.setdefault(service, world.ask(service)), call)(**words)
    try:
        found = FIND[kind](ask, name)
    except ClientError:
        return None
    found = found[0] if isinstance(found, list) and found else found
    gone = isinstance(found, dict) and (found.get("status") == "INACTIVE" or found.get("State") == "deleted")
    return None if gone else found


def whole_life(world, path, template):
    """Deploys, deploys again, looks and destroys; every assertion is one that a person in the room would make."""
    application(world, path)
    # A design may be for another region than the one that the judge looks at.
    here = ["--region", REGION]
    options = ["--yes", *here, *given(template)]
    said = succeeded(world.run(path, "deploy", *options))
    steps = re.findall(r"^(\d+)/(\d+) ", said, re.MULTILINE)
    assert steps == [(str(number), str(len(steps))) for number in range(1, len(steps) + 1)], "each step has its number"
    (stack,) = stacks(world)
    listed = world.ask("cloudformation").describe_stack_resources(StackName=stack)["StackResources"]
    physical = {one["LogicalResourceId"]: (one["ResourceType"], one["PhysicalResourceId"]) for one in listed if one.get("PhysicalResourceId")}
    repositories = [name for kind, name in physical.values() if kind == "AWS::ECR::Repository"]
    pushes = [call for call, _ in world.docker_calls() if call.startswith("push ")]
    assert all(any(f"/{name}:" in push for push in pushes) for name in repositories if f"Image {name}" in said)
    for arn in world.ask("ecs").list_task_definitions(status="ACTIVE")["taskDefinitionArns"]:
        for container in world.ask("ecs").describe_task_definition(taskDefinition=arn)["taskDefinition"]["containerDefinitions"]:
            assert ".dkr.ecr." not in container["image"] or f"push {container['image']}" in pushes, "tasks run what was pushed"

    before = world.ask("ecs").list_task_definitions()["taskDefinitionArns"]
    world.forget_calls()
    said = succeeded(world.run(path, "deploy", *options))
    assert "Nothing to change" in said
    assert [call for call, _ in world.docker_calls() if not call.startswith("info")] == [], "nothing is built, nobody signs in"
    assert world.aws_calls("cloudformation execute-change-set") == []
    assert world.ask("ecs").list_task_definitions()["taskDefinitionArns"] == before

    said = succeeded(world.run(path, "status", *here))
    for service in described_services(world):
        assert f": {service['runningCount']} of {service['desiredCount']} task(s) running, ACTIVE" in said
    assert all(output["OutputValue"] in said for output in world.ask("cloudformation").describe_stacks()["Stacks"][0].get("Outputs", []))

    fill(world, physical)
    said = succeeded(world.run(path, "destroy", "--yes", *here))
    assert f"The stack {stack} is gone." in said and stacks(world) == []
    for logical, (kind, name) in physical.items():
        resource = template["Resources"][logical]
        stays = resource.get("DeletionPolicy", "").startswith("Retain")
        if kind in FIND and kind not in LEFT_BY_MOTO:
            assert bool(left(world, kind, name)) == stays, f"{kind} {name}"
        assert not stays or f", {name}" in said, "what stays is named"


@pytest.mark.parametrize("sketch", EXAMPLES, ids=lambda path: path.stem)
def test_an_example(world, sketch):
    whole_life(world, script(world, sketch), json.loads(groundplan("synth", sketch, "--format", "json")))


def files(world):
    """A design whose template has buckets with versions, one of which stays."""
    return script(world, BUCKET), json.loads(groundplan("synth", "-", "--format", "json", given=BUCKET))


def test_buckets_are_emptied_of_all_versions(world):
    whole_life(world, *files(world))


@pytest.mark.parametrize(
    ("line", "instead"),
    [
        # Pushes at every run.
        ("printf 'content-%.16s' \"$sum\"", "printf 'content-%s' \"$RANDOM$RANDOM\""),
        # Leaves versions in the bucket.
        ("[Versions, DeleteMarkers][] |", "[Contents, DeleteMarkers][] |"),
        # Leaves images in the repository.
        ('    empty_repository "$name"', '    : "$name"'),
        # Runs tasks with a tag that nobody pushed.
        ('values+=("${image_parameters[index]}=$(image_tag "$index")")', 'values+=("${image_parameters[index]}=latest")'),
        # Lets the stack be changed though nothing differs.
        ('values+=("${service_counts[index]}=${service_tasks[index]}")', 'values+=("${service_counts[index]}=$((RANDOM + 1))")'),
    ],
    ids=["pushes-again", "leaves-versions", "leaves-images", "runs-another-tag", "changes-again"],
)
def test_the_judge_sees(world, line, instead):
    """A script with a fault does not pass."""
    sketch = ROOT / "examples/unicorn.sketch"
    path, template = files(world) if "Versions" in line else (script(world, sketch), json.loads(groundplan("synth", sketch, "--format", "json")))
    right = path.read_text(encoding="utf-8")
    save(path, right.replace(line, instead))
    assert path.read_text(encoding="utf-8") != right
    with pytest.raises(AssertionError):
        whole_life(world, path, template)
