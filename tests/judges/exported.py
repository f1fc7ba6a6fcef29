"""Deploys a template that somebody exported from the page: the real AWS command line, against moto, in an empty account.

`python exported.py TEMPLATE.yaml TEMPLATE.json` creates a stack of the first, holds what stands there against the second, and prints the
types of what was created and of what moto does not know as JSON. It fails when the stack is not complete or lacks what moto knows.
"""

import json
import sys
import tempfile
from pathlib import Path

from moto_world import Server, World
from test_moto_examples import UNKNOWN_TO_MOTO, missing


def main(yaml, plain):
    template = json.loads(Path(plain).read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory(prefix="groundplan-exported-") as folder:
        server = Server(Path(folder) / "server.log")
        try:
            world = World(folder, server)
            passed_over = missing(world, "exported", Path(yaml).read_text(encoding="utf-8"), template)
            runs = running(world)
        finally:
            server.stop()
    strange = passed_over - UNKNOWN_TO_MOTO
    assert not strange, f"moto does not know {strange}"
    types = {resource["Type"] for resource in template["Resources"].values()}
    print(json.dumps({"created": sorted(types - passed_over), "unknown": sorted(passed_over), "running": runs}))


def running(world):
    """What runs: how many tasks the one service keeps, and the ports of their containers."""
    ecs = world.ask("ecs")
    (cluster,) = ecs.list_clusters()["clusterArns"]
    (service,) = ecs.describe_services(cluster=cluster, services=ecs.list_services(cluster=cluster)["serviceArns"])["services"]
    task = ecs.describe_task_definition(taskDefinition=service["taskDefinition"])["taskDefinition"]
    ports = [port["containerPort"] for container in task["containerDefinitions"] for port in container["portMappings"]]
    return {"count": service["desiredCount"], "ports": ports}


if __name__ == "__main__":
    main(*sys.argv[1:])
