"""What the deploy script looks at before it changes anything, what it refuses, and that names run nothing."""

import os
import re

import pytest

from conftest import HOSTILE_NAMES, ROOT, groundplan, hostile_sketch
from moto_script import desired, refused, save, script, stacks, succeeded

NETWORK_ALONE = """design Network region=eu-west-1

vpc main cidr=10.0.0.0/16
  subnet inside cidr=10.0.0.0/24 access=isolated
"""

FIXED_NAME = """design Shop region=eu-west-1

repository images repository_name=shop
"""

FOUR_ZONES = """design Wide region=eu-west-1

vpc main cidr=10.0.0.0/16
  zone a number=1
    subnet one cidr=10.0.0.0/24 access=isolated
  zone d number=4
    subnet four cidr=10.0.1.0/24 access=isolated
"""


def test_check_changes_nothing(world):
    said = succeeded(world.run(script(world), "check"))
    for line in ("Account       123456789012, as arn:aws:", "Region        eu-west-1", "AWS CLI       1.", "Docker        answers", "the design uses 2"):
        assert line in said
    assert stacks(world) == []


def test_an_empty_design(world):
    assert "nothing to deploy" in refused(world.run(script(world, "design Nothing\n"), "deploy", "--yes"))


def test_a_parameter_without_a_default(world):
    design = NETWORK_ALONE.replace("region=eu-west-1\n", "region=eu-west-1\n  parameter Stage Type=String\n")
    path = script(world, design)
    assert "--parameter Stage=VALUE" in refused(world.run(path, "deploy", "--yes"))
    value = 'a "b", \\c'
    succeeded(world.run(path, "deploy", "--yes", "--parameter", f"Stage={value}"))
    kept = [{"ParameterKey": "Stage", "ParameterValue": value}]
    assert world.ask("cloudformation").describe_stacks()["Stacks"][0]["Parameters"] == kept
    # The stack keeps the value.
    succeeded(world.run(script(world, design.replace("10.0.0.0/24", "10.0.0.0/25")), "deploy", "--yes"))
    assert world.ask("cloudformation").describe_stacks()["Stacks"][0]["Parameters"] == kept


def test_nobody_answers(world):
    """Without --yes and without anybody to ask, nothing changes."""
    assert "--yes" in refused(world.run(script(world), "deploy"))
    assert stacks(world) == []
    assert world.aws_calls("cloudformation create") == []


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [("aws", "The AWS command line (aws) is not on the PATH"), ("docker", "Docker (docker) is not on the PATH")],
)
def test_a_missing_program(world, missing, sentence):
    (world.bin / missing).unlink()
    tools = world.folder / "tools"
    tools.mkdir()
    # Nothing but what a bare machine has.
    for name in ("bash", "cat", "date", "find", "grep", "mktemp", "rm", "sed", "sh", "sha256sum", "sort", "wc"):
        (tools / name).symlink_to(next(folder / name for folder in map(type(tools), ("/bin", "/usr/bin")) if (folder / name).exists()))
    assert sentence in refused(world.run(script(world), "deploy", "--yes", PATH=f"{world.bin}:{tools}"))


@pytest.mark.parametrize(
    ("said", "sentence"),
    [("aws-cli/1.18.2 Python/3.6", "1.18.2 is too old"), ("aws-cli/2.1.29 Python/3.6", "2.1.29 is too old"), ("aws 7", "does not say that it is")],
)
def test_an_old_command_line(world, said, sentence):
    real = (world.bin / "aws").rename(world.bin / "real-aws")
    world.program("aws", f"#!/usr/bin/env bash\n[[ $1 != --version ]] || {{ echo '{said}'; exit; }}\nexec '{real}' \"$@\"\n")
    assert sentence in refused(world.run(script(world), "check"))


def test_docker_does_not_answer(world):
    assert "start it" in refused(world.run(script(world), "deploy", "--yes", DOCKER_FAILS_AT="info"))
    assert stacks(world) == []


def test_a_design_without_services_needs_no_docker(world):
    (world.bin / "docker").unlink()
    path = script(world, NETWORK_ALONE)
    succeeded(world.run(path, "deploy", "--yes", "--stack", "My-Network", PATH=f"{world.bin}:/usr/bin:/bin"))
    assert stacks(world) == ["My-Network"]
    succeeded(world.run(path, "destroy", "--yes", "--stack", "My-Network"))
    assert stacks(world) == []


def test_all_problems_are_said_at_once(world):
    (world.app / "Dockerfile").unlink()
    result = world.run(script(world), "deploy", "--yes", DOCKER_FAILS_AT="info")
    assert result.returncode == 1 and "start it" in result.stderr


def test_no_credentials(world):
    said = refused(world.run(script(world), "status", AWS_ACCESS_KEY_ID="", AWS_SECRET_ACCESS_KEY=""))
    assert "sign in" in said and "credentials" in said


def test_too_few_zones(world):
    said = refused(world.run(script(world, FOUR_ZONES), "deploy", "--yes"))
    assert "uses 4 availability zones" in said and "offers CloudFormation 3" in said
    assert stacks(world) == []


def test_a_name_that_is_taken(world):
    world.ask("ecr").create_repository(repositoryName="shop")
    path = script(world, FIXED_NAME)
    assert 'The name "shop" of RepositoryName of ImagesRepository is taken already' in refused(world.run(path, "deploy", "--yes"))
    world.ask("ecr").delete_repository(repositoryName="shop")
    succeeded(world.run(path, "deploy", "--yes"))
    succeeded(world.run(path, "deploy", "--yes"))


def test_suffixes_keep_people_apart(world):
    path = script(world, NETWORK_ALONE)
    succeeded(world.run(path, "deploy", "--yes", "--suffix", "ana"))
    succeeded(world.run(path, "deploy", "--yes", GROUNDPLAN_SUFFIX="ben"))
    assert sorted(stacks(world)) == ["network-ana", "network-ben"]
    succeeded(world.run(path, "destroy", "--yes", "--suffix", "ana"))
    assert stacks(world) == ["network-ben"]
    said = refused(world.run(script(world, FIXED_NAME), "deploy", "--yes", "--suffix", "ana"))
    assert "cannot take the suffix: empty that field of the design" in said
    free = FIXED_NAME.replace("=shop", '=!Sub "shop-${AWS::StackName}"')
    succeeded(world.run(script(world, free), "deploy", "--yes", "--suffix", "ana"))
    (repository,) = world.ask("ecr").describe_repositories()["repositories"]
    assert repository["repositoryName"] == "shop-shop-ana"


@pytest.mark.parametrize(
    ("options", "part"),
    [
        (["--stack", "a_b"], "cannot be the name of a stack"),
        (["--suffix", "A b"], "cannot be a suffix"),
        (["--region", "Ireland"], "is no region"),
        (["--tag", "a b"], "cannot be the tag of an image"),
        (["--parameter", "Stage"], "--parameter NAME=VALUE"),
        (["--region"], "needs a value"),
        (["--frobnicate"], "Unknown option --frobnicate"),
        (["everything"], "Unknown word everything"),
        (["--template", "none.yaml"], "There is no template none.yaml"),
        (["--context", "nowhere"], "There is no folder nowhere"),
        (["--dockerfile", "nothing"], "There is no nothing to build the image"),
    ],
)
def test_wrong_options(world, options, part):
    assert part in refused(world.run(script(world), "deploy", "--yes", *options))
    assert stacks(world) == []


def test_a_large_template_goes_through_a_bucket(world):
    path, large = script(world), world.folder / "large.yaml"
    large.write_text(groundplan("synth", ROOT / "examples/unicorn.sketch") + "# " + "x" * 52_000 + "\n", encoding="utf-8")
    assert "--bucket" in refused(world.run(path, "deploy", "--yes", "--template", str(large)))
    world.ask("s3").create_bucket(Bucket="templates-of-ours", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    succeeded(world.run(path, "deploy", "--yes", "--template", str(large), "--bucket", "templates-of-ours"))
    assert desired(world) == {"WebService": 2}


def test_hostile_names_run_nothing(world):
    for name in HOSTILE_NAMES:
        path = script(world, hostile_sketch(name))
        said = succeeded(world.run(path, "help"))
        assert f"Design      {name.strip()}\n" in said
    assert sorted(os.listdir(world.app)) == ["Dockerfile"]


def test_a_hostile_name_is_deployed(world):
    name = "it's \"$(touch pwned)\" `touch pwned`; touch pwned"
    path = script(world, hostile_sketch(name))
    said = succeeded(world.run(path, "deploy", "--yes"))
    assert f"Deploy {name}\n" in said and f"service {name} service: 2 of 2 task(s) running" in said
    assert stacks(world) == ["it-s-touch-pwned-touch-pwned-touch-pwned"]
    assert "2 of 2 task(s) running" in succeeded(world.run(path, "status"))
    assert "Nothing was written" in succeeded(world.run(path, "logs", f"{name} service"))
    succeeded(world.run(path, "destroy", "--yes"))
    assert stacks(world) == []
    assert sorted(os.listdir(world.app)) == ["Dockerfile"]


def test_no_colour_and_no_file_is_left(world):
    result = world.run(script(world), "status", TMPDIR=str(world.folder))
    assert "\x1b" not in succeeded(result)
    assert [name for name in os.listdir(world.folder) if name.startswith("groundplan.")] == []


# What bash 3.2, which macOS has, does not know.
NEWER_THAN_BASH_3_2 = {
    "mapfile or readarray": r"\b(mapfile|readarray)\b",
    "associative arrays": r"\b(declare|local|typeset) -[a-z]*A",
    "references to names": r"\b(declare|local|typeset) -[a-z]*n",
    "change of case": r"\$\{[A-Za-z_]+(\[[^]]*\])?(\^|,)",
    "both streams into a pipe": r"\|&",
    "both streams appended": r"&>>",
    "the end of an array by a negative number": r"\[-1\]",
    "operators on values": r"\$\{[a-z_]+@[A-Z]\}",
    "the time by printf": r"printf '%\(",
    "falling through in case": r";;?&",
    "waiting for any": r"wait -n",
    "an empty array without a guard": r"(?<!\+)\"\$\{(contexts|dockerfiles|parameters|values|zone_names|service_[a-z]+|task_[a-z]+|fixed_[a-z]+|kept_[a-z]+|emptied_[a-z]+|address_[a-z]+|stays|lost)\[@\]\}",
}


def newer(text):
    """The features of the shell's part of a script that bash 3.2 has not."""
    return [name for name, pattern in NEWER_THAN_BASH_3_2.items() if re.search(pattern, text)]


def test_bash_3_2_can_read_it(world):
    """No such bash is here: what it does not know is searched for. (Its case in $( ) wants another look, so there is none.)"""
    text = script(world, NETWORK_ALONE).read_text(encoding="utf-8")
    assert newer(text) == []
    for name, sample in [("mapfile or readarray", "mapfile -t x"), ("change of case", "${name,,}"), ("an empty array without a guard", 'f "${values[@]}"')]:
        assert newer(sample) == [name]
