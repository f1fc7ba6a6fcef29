"""The deploy script itself, with the real AWS command line against moto and a docker that only writes down."""

import json
import os

import pytest

from conftest import HOSTILE_NAMES, ROOT, groundplan, hostile_sketch

STACK = "unicorn-pursuit"

TWO_REPOSITORIES = """design Shop region=eu-west-1

vpc main cidr=10.0.0.0/16
  zone a number=1
    subnet public-a cidr=10.0.0.0/24 access=public
  cluster work
    service web desired_count=3 public_address=true
      container app
    service jobs desired_count=1 architecture=ARM64 public_address=true
      container job tag=v7

repository app-images
repository job-images keep_on_delete=true

web -> public-a : runs
jobs -> public-a : runs
app -> app-images : pulls
job -> job-images : pulls
"""

NETWORK_ALONE = """design Network region=eu-west-1

vpc main cidr=10.0.0.0/16
  subnet inside cidr=10.0.0.0/24 access=isolated
"""

# A manifest that names no layer: the smallest image that a repository takes.
MANIFEST = json.dumps(
    {
        "schemaVersion": 2,
        "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
        "config": {"mediaType": "application/vnd.docker.container.image.v1+json", "size": 1, "digest": "sha256:" + "0" * 64},
        "layers": [],
    }
)


def script(world, design=None):
    """The script of a sketch, or of the workshop's design."""
    path = world.folder / "deploy.sh"
    text = groundplan("script", "-", given=design) if design else groundplan("script", ROOT / "examples/unicorn.sketch")
    path.write_text(text, encoding="utf-8")
    return path


def succeeded(result):
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def refused(result):
    """What a script that stops says; it says it in one line."""
    assert result.returncode == 1, result.stdout + result.stderr
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1, result.stderr
    return lines[0]


def stacks(world):
    return [stack["StackName"] for stack in world.ask("cloudformation").describe_stacks()["Stacks"]]


def desired(world):
    """Desired counts by the services' logical ids."""
    found = {}
    for cluster in world.ask("ecs").list_clusters()["clusterArns"]:
        for service in world.ask("ecs").list_services(cluster=cluster)["serviceArns"]:
            (described,) = world.ask("ecs").describe_services(cluster=cluster, services=[service])["services"]
            found[described["serviceName"].split("-")[-2]] = described["desiredCount"]
    return found


def test_from_nothing_to_nothing(world):
    path = script(world)
    said = succeeded(world.run(path, "deploy", "--yes"))
    (balancer,) = world.ask("elbv2").describe_load_balancers()["LoadBalancers"]
    assert f"Address: http://{balancer['DNSName']}/" in said
    assert desired(world) == {"WebService": 2}

    calls = world.docker_calls()
    assert [call.split()[0] for call, _ in calls] == ["info", "login", "build", "push"]
    build, (push, counts) = calls[2][0], calls[3]
    assert "--platform linux/amd64" in build
    assert counts == [0], "the image must be there before a task starts"
    image = push.split()[1]
    definition = world.ask("ecs").list_task_definitions()["taskDefinitionArns"][-1]
    (container,) = world.ask("ecs").describe_task_definition(taskDefinition=definition)["taskDefinition"]["containerDefinitions"]
    assert container["image"] == image

    said = succeeded(world.run(path, "status"))
    assert "UPDATE_COMPLETE" in said and "service web: 2 of 2 task(s) running, ACTIVE" in said and balancer["DNSName"] in said

    (repository,) = world.ask("ecr").describe_repositories()["repositories"]
    for tag in ("one", "two"):
        manifest = MANIFEST.replace('"size": 1', f'"size": {len(tag) + ord(tag[0])}')
        world.ask("ecr").put_image(repositoryName=repository["repositoryName"], imageTag=tag, imageManifest=manifest)
    assert "--yes" in refused(world.run(path, "destroy"))
    assert stacks(world) == [STACK]
    said = succeeded(world.run(path, "destroy", "--yes"))
    assert f"The stack {STACK} is gone." in said
    assert stacks(world) == []
    assert world.ask("ecr").describe_repositories()["repositories"] == []
    assert world.ask("elbv2").describe_load_balancers()["LoadBalancers"] == []
    # Of a deleted stack moto leaves clusters, services, task definitions and gateways where they are; the rest must be gone.
    assert world.ask("iam").list_roles()["Roles"] == []
    assert world.ask("logs").describe_log_groups()["logGroups"] == []
    assert [vpc for vpc in world.ask("ec2").describe_vpcs()["Vpcs"] if not vpc["IsDefault"]] == []

    assert "nothing to delete" in succeeded(world.run(path, "destroy", "--yes"))
    assert "There is no stack" in succeeded(world.run(path, "status"))


def test_later_deployments_push_and_deploy_once(world):
    path = script(world)
    result = world.run(path, "deploy", "--yes", DOCKER_FAILS_AT="build")
    assert result.returncode == 1 and "could not build" in result.stderr
    assert desired(world) == {"WebService": 0}
    for tag, before, options, after in [("v1", 0, [], 2), ("v2", 2, ["--parameter", "WebDesiredCount=5"], 5), ("v3", 5, [], 2)]:
        world.docker_log.unlink()
        said = succeeded(world.run(path, "deploy", "--yes", "--tag", tag, *options))
        (push,) = [(call, counts) for call, counts in world.docker_calls() if call.startswith("push ")]
        assert push[0].endswith(f":{tag}") and push[1] == [before], "running tasks go on running"
        assert said.count("Waiting for stack create/update") == 1
        assert desired(world) == {"WebService": after}


def test_two_repositories(world):
    for name in ("app-images", "elsewhere"):
        (world.app / name).mkdir()
        (world.app / name / "Dockerfile").write_text("FROM scratch\n")
    path = script(world, TWO_REPOSITORIES)
    assert "job-images" in refused(world.run(path, "deploy", "--yes"))
    succeeded(world.run(path, "deploy", "--yes", "--context", "job-images=elsewhere"))
    builds = [call for call, _ in world.docker_calls() if call.startswith("build ")]
    assert len(builds) == 2
    assert "linux/amd64" in builds[0] and builds[0].endswith(" ./app-images")
    assert "linux/arm64" in builds[1] and builds[1].endswith(" elsewhere") and ":v7" in builds[1]
    assert desired(world) == {"WebService": 3, "JobsService": 1}

    for repository in world.ask("ecr").describe_repositories()["repositories"]:
        world.ask("ecr").put_image(repositoryName=repository["repositoryName"], imageTag="x", imageManifest=MANIFEST)
    said = succeeded(world.run(path, "destroy", "--yes"))
    (kept,) = world.ask("ecr").describe_repositories()["repositories"]
    assert "jobimages" in kept["repositoryName"] and "stays: ECR repository job-images" in said
    assert len(world.ask("ecr").list_images(repositoryName=kept["repositoryName"])["imageIds"]) == 1


def test_a_repository_that_is_new_in_a_stack_that_is_there(world):
    """Tasks that have their image go on running while the new repository is made."""
    for name in ("app-images", "job-images"):
        (world.app / name).mkdir()
        (world.app / name / "Dockerfile").write_text("FROM scratch\n")
    before = TWO_REPOSITORIES.replace("job -> job-images : pulls\n", "").replace("repository job-images keep_on_delete=true\n", "")
    succeeded(world.run(script(world, before), "deploy", "--yes"))
    world.docker_log.unlink()
    succeeded(world.run(script(world, TWO_REPOSITORIES), "deploy", "--yes", "--context", "."))
    pushes = [counts for call, counts in world.docker_calls() if call.startswith("push ")]
    assert [sorted(counts) for counts in pushes] == [[1, 3], [0, 3]]
    assert desired(world) == {"WebService": 3, "JobsService": 1}


def test_a_design_without_services_needs_no_docker(world):
    (world.bin / "docker").unlink()
    path = script(world, NETWORK_ALONE)
    succeeded(world.run(path, "deploy", "--yes", "--stack", "My-Network", PATH=f"{world.bin}:/usr/bin:/bin"))
    assert stacks(world) == ["My-Network"]
    succeeded(world.run(path, "destroy", "--yes", "--stack", "My-Network"))
    assert stacks(world) == []


def test_an_empty_design(world):
    assert "nothing to deploy" in refused(world.run(script(world, "design Nothing\n"), "deploy", "--yes"))


def test_a_parameter_without_a_default(world):
    design = NETWORK_ALONE.replace("region=eu-west-1\n", "region=eu-west-1\n  parameter Stage Type=String\n")
    path = script(world, design)
    assert "--parameter Stage=VALUE" in refused(world.run(path, "deploy", "--yes"))
    succeeded(world.run(path, "deploy", "--yes", "--parameter", "Stage=a b"))
    (stack,) = world.ask("cloudformation").describe_stacks()["Stacks"]
    assert stack["Parameters"] == [{"ParameterKey": "Stage", "ParameterValue": "a b"}]
    # The stack keeps the value.
    succeeded(world.run(script(world, design.replace("10.0.0.0/24", "10.0.0.0/25")), "deploy", "--yes"))


def test_nobody_answers(world):
    """Without --yes and without anybody to ask, nothing changes."""
    assert "--yes" in refused(world.run(script(world), "deploy"))
    assert stacks(world) == []


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [("aws", "The AWS command line (aws) is not on the PATH"), ("docker", "Docker (docker) is not on the PATH")],
)
def test_a_missing_program(world, missing, sentence):
    (world.bin / missing).unlink()
    tools = world.folder / "tools"
    tools.mkdir()
    # Nothing but what a bare machine has.
    for name in ("bash", "cat", "date", "mktemp", "rm", "wc"):
        (tools / name).symlink_to(next(folder / name for folder in map(type(tools), ("/bin", "/usr/bin")) if (folder / name).exists()))
    assert sentence in refused(world.run(script(world), "deploy", "--yes", PATH=f"{world.bin}:{tools}"))


def test_docker_does_not_answer(world):
    assert "start it" in refused(world.run(script(world), "deploy", "--yes", DOCKER_FAILS_AT="info"))
    assert stacks(world) == []


def test_no_dockerfile(world):
    (world.app / "Dockerfile").unlink()
    assert "Dockerfile" in refused(world.run(script(world), "deploy", "--yes"))
    assert stacks(world) == []


def test_no_credentials(world):
    said = refused(world.run(script(world), "status", AWS_ACCESS_KEY_ID="", AWS_SECRET_ACCESS_KEY=""))
    assert "sign in" in said and "credentials" in said


@pytest.mark.parametrize(
    ("options", "part"),
    [
        (["--stack", "a_b"], "cannot be the name of a stack"),
        (["--region", "Ireland"], "is no region"),
        (["--tag", "a b"], "cannot be the tag of an image"),
        (["--parameter", "Stage"], "--parameter NAME=VALUE"),
        (["--region"], "needs a value"),
        (["--frobnicate"], "Unknown option --frobnicate"),
        (["--template", "none.yaml"], "There is no template none.yaml"),
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
    assert f"Deploy {name}\n" in said and f"service   {name} service, 2 task(s)" in said
    assert sorted(os.listdir(world.app)) == ["Dockerfile"]
    assert stacks(world) == ["it-s-touch-pwned-touch-pwned-touch-pwned"]
    assert "2 of 2 task(s) running" in succeeded(world.run(path, "status"))
    succeeded(world.run(path, "destroy", "--yes"))
    assert stacks(world) == []
    assert sorted(os.listdir(world.app)) == ["Dockerfile"]


def test_no_colour_and_no_file_is_left(world):
    result = world.run(script(world), "status", TMPDIR=str(world.folder))
    assert "\x1b" not in succeeded(result)
    assert [name for name in os.listdir(world.folder) if name.startswith("groundplan.")] == []


def test_a_failed_deployment_names_the_cause(world):
    """Of all the failures of this change, the first is the cause; failures of earlier changes are none of it."""
    real = os.readlink(world.bin / "aws")
    (world.bin / "aws").unlink()
    events = [
        ("AWS::CloudFormation::Stack", "UPDATE_ROLLBACK_COMPLETE", "unicorn-pursuit", "None"),
        ("AWS::ECS::Service", "UPDATE_FAILED", "WebService", "Resource update cancelled"),
        ("AWS::EC2::Subnet", "UPDATE_FAILED", "PublicASubnet", "The CIDR is in use"),
        ("AWS::CloudFormation::Stack", "UPDATE_IN_PROGRESS", "unicorn-pursuit", "User Initiated"),
        ("AWS::EC2::VPC", "CREATE_FAILED", "MainVpc", "An old story"),
    ]
    (world.folder / "events").write_text("".join("\t".join(event) + "\n" for event in events))
    stub = f"""#!/usr/bin/env bash
case "$1 $2" in
    'cloudformation deploy') exit 255 ;;
    'cloudformation describe-stack-events') cat '{world.folder}/events' ;;
    *) exec '{real}' "$@" ;;
esac
"""
    (world.bin / "aws").write_text(stub)
    (world.bin / "aws").chmod(0o755)
    result = world.run(script(world), "deploy", "--yes")
    assert result.returncode == 1
    assert result.stderr.splitlines() == [
        "What failed first:",
        "  PublicASubnet: The CIDR is in use",
        "  WebService: Resource update cancelled",
        'The stack unicorn-pursuit could not be deployed. "status" shows where it stands.',
    ]
