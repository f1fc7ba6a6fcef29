"""What the judges of the deploy script share."""

from conftest import ROOT, groundplan


def save(path, text):
    path.write_text(text, encoding="utf-8")
    return path


def script(world, design=None):
    """The script of a sketch (a path or a text), or of the workshop's design."""
    if isinstance(design, str):
        return save(world.folder / "deploy.sh", groundplan("script", "-", given=design))
    return save(world.folder / "deploy.sh", groundplan("script", design or ROOT / "examples/unicorn.sketch"))


def succeeded(result):
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def refused(result):
    """What a script that stops says; it says it in one line."""
    assert result.returncode == 1, result.stdout + result.stderr
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1, result.stderr
    return lines[0]


def application(world, path):
    """A folder with a Dockerfile for each repository of the script; one alone is built where the person stands."""
    said = succeeded(world.run(path, "help")).splitlines()
    keys = [line.split(maxsplit=1)[1] for line in said if line.startswith("Repository  ")]
    for folder in [world.app / key for key in keys] if len(keys) > 1 else [world.app]:
        folder.mkdir(exist_ok=True)
        (folder / "Dockerfile").write_text("FROM scratch\n")


def stacks(world):
    return [stack["StackName"] for stack in world.ask("cloudformation").describe_stacks()["Stacks"]]


def described_services(world):
    """All services that are there."""
    ecs, found = world.ask("ecs"), []
    for cluster in ecs.list_clusters()["clusterArns"]:
        arns = ecs.list_services(cluster=cluster)["serviceArns"]
        found += ecs.describe_services(cluster=cluster, services=arns)["services"] if arns else []
    return found


def desired(world):
    """Desired counts by the services' logical ids."""
    return {service["serviceName"].split("-")[-2]: service["desiredCount"] for service in described_services(world)}
