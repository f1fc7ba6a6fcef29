"""Images, logs, shells, tasks and deletion: what the deploy script does with an application, and how it goes on after an interruption."""

import os
import pty
import signal
import subprocess
import time

import pytest

from conftest import groundplan
from moto_script import desired, refused, script, stacks, succeeded

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

TASK = """design Report region=eu-west-1

vpc main cidr=10.0.0.0/16
  zone a number=1
    subnet public-a cidr=10.0.0.0/24 access=public
  cluster work
    task nightly public_address=true
      container report

repository reports
log-group report-logs

nightly -> public-a : runs
report -> reports : pulls
report -> report-logs : logs
"""


def pushes(world):
    return [call for call, _ in world.docker_calls() if call.startswith("push ")]


def test_tasks_start_after_their_image(world):
    path = script(world)
    result = world.run(path, "deploy", "--yes", DOCKER_FAILS_AT="build")
    assert result.returncode == 1 and "could not build" in result.stderr
    assert desired(world) == {"WebService": 0}
    for tag, before, options, after in [("v1", 0, [], 2), ("v2", 2, ["--parameter", "WebDesiredCount=5"], 5), ("v3", 5, [], 2)]:
        world.forget_calls()
        succeeded(world.run(path, "deploy", "--yes", "--tag", tag, *options))
        (push,) = [(call, counts) for call, counts in world.docker_calls() if call.startswith("push ")]
        assert push[0].endswith(f":{tag}") and push[1] == [before], "running tasks go on running"
        assert len(world.aws_calls("cloudformation execute-change-set")) == 1
        assert desired(world) == {"WebService": after}


def test_the_content_makes_the_tag(world):
    """The same files have the same tag anywhere; other content, another program or another Dockerfile has another."""
    path = script(world)
    tags = []
    for change in (
        lambda app: (app / "page").write_text("one"),
        lambda app: (app / "page").write_text("two"),
        lambda app: (app / "page").chmod(0o755),
        lambda app: (app / "link").symlink_to("page"),
        lambda app: (app / "Dockerfile").write_text("FROM scratch\nUSER 1\n"),
    ):
        change(world.app)
        world.forget_calls()
        succeeded(world.run(path, "deploy", "--yes"))
        tags += [push.rsplit(":", 1)[1] for push in pushes(world)]
    assert len(set(tags)) == 5 and all(tag.startswith("content-") and len(tag) == 24 for tag in tags)
    # What is no content: git's own files, what .dockerignore names, the time, and the place.
    (world.app / ".dockerignore").write_text("/node_modules/\n# notes\n")
    succeeded(world.run(path, "deploy", "--yes"))
    world.forget_calls()
    for name in (".git", "node_modules"):
        (world.app / name).mkdir()
        (world.app / name / "x").write_text("x")
    os.utime(world.app / "page", (0, 0))
    moved = world.app.rename(world.folder / "elsewhere")
    world.app.mkdir()
    succeeded(world.run(path, "deploy", "--yes", "--context", str(moved)))
    assert pushes(world) == []


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
    said = succeeded(world.run(path, "destroy", "--yes"))
    (kept,) = world.ask("ecr").describe_repositories()["repositories"]
    assert "jobimages" in kept["repositoryName"] and f"stays: ECR repository job-images, {kept['repositoryName']}" in said
    assert len(world.ask("ecr").list_images(repositoryName=kept["repositoryName"])["imageIds"]) == 1


def test_a_repository_that_is_new_in_a_stack_that_is_there(world):
    """Tasks that have their image go on running while the new repository is made."""
    before = TWO_REPOSITORIES.replace("job -> job-images : pulls\n", "").replace("repository job-images keep_on_delete=true\n", "")
    succeeded(world.run(script(world, before), "deploy", "--yes"))
    world.forget_calls()
    succeeded(world.run(script(world, TWO_REPOSITORIES), "deploy", "--yes", "--context", "."))
    waited = [counts for call, counts in world.docker_calls() if call.startswith("push ")]
    assert [sorted(counts) for counts in waited] == [[0, 3]], "the first image is there already"
    assert desired(world) == {"WebService": 3, "JobsService": 1}


def test_the_starter(world):
    (world.app / "Dockerfile").unlink()
    path = script(world, TWO_REPOSITORIES.replace("container app", "container app port=9000"))
    assert "--starter" in world.run(path, "deploy", "--yes").stderr
    assert os.listdir(world.app) == []
    own = world.app / "job-images"
    own.mkdir()
    (own / "job.go").write_text("package main\n")
    succeeded(world.run(path, "deploy", "--yes", "--starter"))
    assert sorted(os.listdir(world.app / "app-images")) == ["Dockerfile", "go.mod", "main.go"]
    assert sorted(os.listdir(own)) == ["Dockerfile", "job.go"], "whoever has a program keeps it"
    dockerfile = (world.app / "app-images/Dockerfile").read_text()
    assert "EXPOSE 9000" in dockerfile and "@PORT@" not in dockerfile + (world.app / "app-images/main.go").read_text()
    (own / "Dockerfile").write_text("FROM scratch\n")
    succeeded(world.run(path, "deploy", "--yes", "--starter"))
    assert (own / "Dockerfile").read_text() == "FROM scratch\n", "nothing is overwritten"


def write_log(world, group, stream, *messages):
    world.ask("logs").create_log_stream(logGroupName=group, logStreamName=stream)
    now = int(time.time() * 1000)
    events = [{"timestamp": now + number, "message": message} for number, message in enumerate(messages)]
    world.ask("logs").put_log_events(logGroupName=group, logStreamName=stream, logEvents=events)


def test_logs(world):
    path = script(world)
    assert "run \"deploy\" first" in refused(world.run(path, "logs"))
    succeeded(world.run(path, "deploy", "--yes"))
    assert "Nothing was written" in succeeded(world.run(path, "logs"))
    (group,) = world.ask("logs").describe_log_groups()["logGroups"]
    write_log(world, group["logGroupName"], "app/app/123", "listening", "GET %s \\n $(touch pwned)")
    assert succeeded(world.run(path, "logs", "web")) == "123 listening\n123 GET %s \\n $(touch pwned)\n"
    # moto does not narrow what it answers to a stream; AWS does.
    assert "--log-stream-name-prefix app/app/ " in world.aws_calls("logs filter-log-events")[-1]
    assert 'there is "web"' in refused(world.run(path, "logs", "nobody"))


def test_exec(world):
    path = script(world)
    assert "Session Manager plugin" in refused(world.run(path, "exec", "web"))
    world.program("session-manager-plugin", "#!/bin/sh\n")
    assert 'there is "web"' in refused(world.run(path, "exec", "nobody"))
    succeeded(world.run(path, "deploy", "--yes"))
    assert "ECS Exec is not enabled for the service web" in refused(world.run(path, "exec", "web"))
    # moto knows no ECS Exec: what the AWS command line is asked is written down instead.
    real = (world.bin / "aws").rename(world.bin / "real-aws")
    world.program(
        "aws",
        f"""#!/usr/bin/env bash
case "$*" in
    *enableExecuteCommand*) echo True ;;
    'ecs list-tasks'*) echo arn:aws:ecs:eu-west-1:1:task/work/1 ;;
    'ecs describe-tasks'*) echo app ;;
    'ecs execute-command'*) printf '%s\\n' "${{@: -1}}" ;;
    *) exec '{real}' "$@" ;;
esac
""",
    )
    assert succeeded(world.run(path, "exec", "web")) == "/bin/sh\n"
    assert succeeded(world.run(path, "exec", "web", "--", "ls", "-l", "a b")) == "ls -l a\\ b\n"


def test_a_task_of_its_own(world):
    path = script(world, TASK)
    assert "one-off task nobody" in refused(world.run(path, "run", "nobody"))
    succeeded(world.run(path, "deploy", "--yes"))
    real = (world.bin / "aws").rename(world.bin / "real-aws")
    # moto loses the network mode of a task definition and then fails to run it: the task is one that ends with the code that the test wants.
    world.program(
        "aws",
        f"""#!/usr/bin/env bash
case "$*" in
    'ecs run-task'*) printf '%s\\n' "$*" >>"$AWS_LOG"; printf 'arn:aws:ecs:eu-west-1:1:task/work/1\\tNone\\n' ;;
    *exitCode*) echo "$TASK_CODE" ;;
    'ecs describe-tasks'*) printf 'STOPPED\\tEssential container in task exited\\n' ;;
    *) exec '{real}' "$@" ;;
esac
""",
    )
    assert "ended well" in succeeded(world.run(path, "run", "nightly", TASK_CODE="0"))
    (call,) = world.aws_calls("ecs run-task")
    (subnet,) = [one["SubnetId"] for one in world.ask("ec2").describe_subnets()["Subnets"] if one["CidrBlock"] == "10.0.0.0/24"]
    assert f"subnets=[{subnet}]" in call and "assignPublicIp=ENABLED" in call
    result = world.run(path, "run", "nightly", TASK_CODE="3")
    assert result.returncode == 1 and "ended with 3: Essential container in task exited" in result.stderr


def typed(world, path, words, *arguments):
    """Runs a script at a terminal where somebody types."""
    inner, outer = pty.openpty()
    os.write(inner, words.encode())
    command = ["bash", str(path), *arguments]
    result = subprocess.run(command, cwd=world.app, env=world.environment(), stdin=outer, capture_output=True, text=True, timeout=300)
    os.close(inner)
    os.close(outer)
    return result


def test_questions(world):
    path = script(world)
    result = typed(world, path, "no\n", "deploy")
    assert result.returncode == 1 and "Nothing was changed" in result.stderr and "Add      WebService" in result.stdout
    assert stacks(world) == []
    succeeded(typed(world, path, "y\ny\n", "deploy"))
    result = typed(world, path, "yes\n", "destroy")
    assert result.returncode == 1 and "not its name" in result.stderr and stacks(world) == [STACK]
    succeeded(typed(world, path, f"{STACK}\n", "destroy"))
    assert stacks(world) == []
    assert "nothing to delete" in succeeded(world.run(path, "destroy", "--yes"))
    assert "There is no stack" in succeeded(world.run(path, "status"))


def test_an_interrupted_deployment_goes_on(world):
    path = script(world)
    stop = world.folder / "stop"
    real = (world.bin / "docker").rename(world.bin / "real-docker")
    # No child of its own: a shell goes on when an interrupt comes in the moment in which a child ends well.
    world.program("docker", f"#!/usr/bin/env bash\n[[ $1 != push || -e '{stop}' ]] || {{ : > '{stop}'; exec sleep 60; }}\nexec '{real}' \"$@\"\n")
    command = ["bash", str(path), "deploy", "--yes", "--suffix", "ana"]
    process = subprocess.Popen(command, cwd=world.app, env=world.environment(), stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True)
    deadline = time.monotonic() + 120
    while not stop.exists():
        assert time.monotonic() < deadline and process.poll() is None
        time.sleep(0.05)
    # An interrupt in the moment in which the shell becomes the program that waits would be lost.
    time.sleep(1)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130 and 'Run "deploy --suffix ana" again' in said
    assert desired(world) == {"WebService": 0}
    world.forget_calls()
    succeeded(world.run(path, "deploy", "--yes", "--suffix", "ana"))
    assert len(world.aws_calls("cloudformation execute-change-set")) == 1 and len(pushes(world)) == 1
    assert desired(world) == {"WebService": 2}


def test_an_address_that_does_not_answer(world):
    path = script(world)
    result = world.run(path, "deploy", "--yes", CURL_FAILS="1")
    assert result.returncode == 0 and "does not answer yet" in result.stderr
    # People come by CloudFront; the load balancer behind it answers nobody else.
    (stack,) = world.ask("cloudformation").describe_stacks()["Stacks"]
    addresses = [output["OutputValue"] for output in stack["Outputs"] if output["OutputKey"] == "EdgeUrl"]
    assert world.curl_log.read_text().split() == addresses and len(addresses) == 1


def test_a_failed_deployment_names_the_cause(world):
    """Of all the failures of this change, the first is the cause; failures of earlier changes are none of it."""
    events = [
        ("AWS::CloudFormation::Stack", "UPDATE_ROLLBACK_COMPLETE", "unicorn-pursuit", "None"),
        ("AWS::ECS::Service", "UPDATE_FAILED", "WebService", "Resource update cancelled"),
        ("AWS::EC2::Subnet", "UPDATE_FAILED", "PublicASubnet", "The CIDR is in use"),
        ("AWS::CloudFormation::Stack", "UPDATE_IN_PROGRESS", "unicorn-pursuit", "User Initiated"),
        ("AWS::EC2::VPC", "CREATE_FAILED", "MainVpc", "An old story"),
    ]
    (world.folder / "events").write_text("".join("\t".join(event) + "\n" for event in events))
    path = script(world)
    real = (world.bin / "aws").rename(world.bin / "real-aws")
    world.program(
        "aws",
        f"""#!/usr/bin/env bash
case "$*" in
    'cloudformation execute-change-set'*) touch '{world.folder}/executed' ;;
    'cloudformation describe-stacks'*StackStatus*) [[ -e '{world.folder}/executed' ]] || exec '{real}' "$@"; echo UPDATE_ROLLBACK_COMPLETE ;;
    'cloudformation describe-stack-events'*no-paginate*) ;;
    'cloudformation describe-stack-events'*) cat '{world.folder}/events' ;;
    *) exec '{real}' "$@" ;;
esac
""",
    )
    result = world.run(path, "deploy", "--yes")
    assert result.returncode == 1
    assert result.stderr.splitlines() == [
        "What failed first:",
        "  PublicASubnet: The CIDR is in use",
        "  WebService: Resource update cancelled",
        'The changes failed, and the stack unicorn-pursuit is as it was before: mend the cause above and run "deploy" again.',
    ]


@pytest.mark.parametrize("state", ["ROLLBACK_COMPLETE", "DELETE_FAILED"])
def test_a_stack_that_cannot_be_updated(world, state):
    path = script(world)
    real = (world.bin / "aws").rename(world.bin / "real-aws")
    world.program("aws", f"#!/usr/bin/env bash\ncase \"$*\" in *StackStatus*) echo {state} ;; *list-stack-resources*) ;; *) exec '{real}' \"$@\" ;; esac\n")
    assert f"is in {state}" in refused(world.run(path, "deploy", "--yes"))


def test_the_judge_sees(world):
    """A script that asks nobody would be noticed."""
    path = script(world)
    path.write_text(path.read_text(encoding="utf-8").replace('[[ "$yes" == no ]] || return 0', "return 0"), encoding="utf-8")
    assert typed(world, path, "no\n", "deploy").returncode == 0
    assert groundplan("script", "-", given=TASK).count("task_names=('nightly')") == 1
