"""A world of one's own for a test: a moto server on a free port, the real AWS command line, a docker that only writes down."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import boto3

from conftest import program

REGION = "eu-west-1"

# Writes down what it was asked, with the desired counts of all services at that moment: that shows what came first.
DOCKER = f"""#!{sys.executable}
import os, sys
counts = []
if sys.argv[1] == "login" and not sys.stdin.read().strip():
    sys.exit("no password came")
if sys.argv[1] == "push":
    import boto3
    ecs = boto3.client("ecs")
    for cluster in ecs.list_clusters()["clusterArns"]:
        for service in ecs.list_services(cluster=cluster)["serviceArns"]:
            counts.append(str(ecs.describe_services(cluster=cluster, services=[service])["services"][0]["desiredCount"]))
with open(os.environ["DOCKER_LOG"], "a") as log:
    log.write(" ".join(sys.argv[1:]) + "\\t" + " ".join(counts) + "\\n")
sys.exit(os.environ.get("DOCKER_FAILS_AT") == sys.argv[1])
"""


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class World:
    """One empty AWS account behind the command line, and a folder with an application in it."""

    def __init__(self, folder, address):
        self.folder = Path(folder)
        self.address = address
        self.docker_log = self.folder / "docker.log"
        self.bin = self.folder / "bin"
        self.bin.mkdir()
        (self.bin / "docker").write_text(DOCKER)
        (self.bin / "docker").chmod(0o755)
        (self.bin / "aws").symlink_to(program("aws"))
        self.app = self.folder / "app"
        self.app.mkdir()
        (self.app / "Dockerfile").write_text("FROM scratch\n")
        urllib.request.urlopen(urllib.request.Request(f"{address}/moto-api/reset", method="POST")).read()

    def environment(self, **more):
        """What a program sees: the account's address and keys that are nobody's."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        return kept | {
            "PATH": f"{self.bin}:{os.environ['PATH']}",
            "AWS_ENDPOINT_URL": self.address,
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": str(self.folder / "no-config"),
            "AWS_SHARED_CREDENTIALS_FILE": str(self.folder / "no-credentials"),
            "DOCKER_LOG": str(self.docker_log),
            **more,
        }

    def aws(self, *arguments):
        """One call of the AWS command line."""
        command = [self.bin / "aws", *map(str, arguments)]
        return subprocess.run(command, env=self.environment(AWS_DEFAULT_REGION=REGION), capture_output=True, text=True)

    def ask(self, service):
        """A client for looking at the account: quicker than a command each."""
        keys = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}
        return boto3.client(service, region_name=REGION, endpoint_url=self.address, **keys)

    def run(self, script, *arguments, **environment):
        """Runs a script in the application's folder, with nobody to ask."""
        command = ["bash", str(script), *arguments]
        return subprocess.run(command, cwd=self.app, env=self.environment(**environment), stdin=subprocess.DEVNULL, capture_output=True, text=True)

    def docker_calls(self):
        """What docker was asked, with the desired counts at each push."""
        lines = self.docker_log.read_text().splitlines() if self.docker_log.exists() else []
        return [(call, [int(count) for count in counts.split()]) for call, counts in (line.split("\t") for line in lines)]


class Server:
    """A moto server that runs until it is stopped."""

    def __init__(self, log):
        port = free_port()
        # By this name moto finds the bucket in the address of an object.
        self.address = f"http://localhost:{port}"
        self.log = log.open("w")
        command = [sys.executable, Path(__file__).with_name("moto_corrected.py"), str(port)]
        self.process = subprocess.Popen(command, stdout=self.log, stderr=self.log)
        deadline = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(f"{self.address}/moto-api/", timeout=5).read()
                return
            except OSError:
                assert self.process.poll() is None, log.read_text()[-2000:]
                assert time.monotonic() < deadline, "moto does not answer"
                time.sleep(0.1)

    def stop(self):
        # It keeps nothing that a gentle end would save.
        self.process.kill()
        self.process.wait()
        self.log.close()
