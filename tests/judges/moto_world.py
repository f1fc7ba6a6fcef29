"""A world of one's own for a test: a moto server on a free port, the real AWS command line, a docker that only writes down."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import boto3

import resident_aws

REGION = "eu-west-1"

# Writes down what it was asked, with the desired counts of all services at that moment: that shows what came first.
# What is pushed is in the repository afterwards, as the smallest image that a repository takes.
DOCKER = f"""#!{sys.executable}
import hashlib, json, os, sys
counts = []
if sys.argv[1] == "login" and not sys.stdin.read().strip():
    sys.exit("no password came")
fails = os.environ.get("DOCKER_FAILS_AT") == sys.argv[1]
if sys.argv[1] == "push":
    import boto3
    ecs, ecr = boto3.client("ecs"), boto3.client("ecr")
    for cluster in ecs.list_clusters()["clusterArns"]:
        for service in ecs.list_services(cluster=cluster)["serviceArns"]:
            counts.append(str(ecs.describe_services(cluster=cluster, services=[service])["services"][0]["desiredCount"]))
    repository, tag = sys.argv[2].split("/", 1)[1].split(":")
    digest = "sha256:" + hashlib.sha256(tag.encode()).hexdigest()
    kind = "application/vnd.docker.distribution.manifest.v2+json"
    config = {{"mediaType": "application/vnd.docker.container.image.v1+json", "size": 1, "digest": digest}}
    manifest = json.dumps({{"schemaVersion": 2, "mediaType": kind, "config": config, "layers": []}})
    if not fails:
        ecr.put_image(repositoryName=repository, imageTag=tag, imageManifest=manifest)
with open(os.environ["DOCKER_LOG"], "a") as log:
    log.write(" ".join(sys.argv[1:]) + "\\t" + " ".join(counts) + "\\n")
sys.exit(fails)
"""

# Writes down which address it was to fetch; the addresses of moto's load balancers are nobody's.
CURL = """#!/usr/bin/env bash
printf '%s\\n' "${@: -1}" >>"$CURL_LOG"
[[ -z "${CURL_FAILS:-}" ]] || exit 6
printf 200
"""

def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class World:
    """One empty AWS account behind the command line, and a folder with an application in it."""

    def __init__(self, folder, server):
        self.folder = Path(folder)
        self.address = server.address
        self.docker_log = self.folder / "docker.log"
        self.bin = self.folder / "bin"
        self.bin.mkdir()
        self.aws_log = self.folder / "aws.log"
        self.curl_log = self.folder / "curl.log"
        self.program("docker", DOCKER)
        self.program("curl", CURL)
        self.program("aws", resident_aws.CLIENT.format(python=sys.executable, socket=server.aws_socket))
        self.app = self.folder / "app"
        self.app.mkdir()
        (self.app / "Dockerfile").write_text("FROM scratch\n")
        urllib.request.urlopen(urllib.request.Request(f"{self.address}/moto-api/reset", method="POST")).read()

    def program(self, name, text):
        """Puts a program on the PATH."""
        (self.bin / name).write_text(text)
        (self.bin / name).chmod(0o755)

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
            "CURL_LOG": str(self.curl_log),
            "AWS_LOG": str(self.aws_log),
            "GROUNDPLAN_POLL_SECONDS": "0",
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

    def aws_calls(self, start=""):
        """What the AWS command line was asked, as far as it starts with these words."""
        lines = self.aws_log.read_text().splitlines() if self.aws_log.exists() else []
        return [line for line in lines if line.startswith(start)]

    def forget_calls(self):
        """From here on, calls are those of what follows."""
        for log in (self.docker_log, self.aws_log, self.curl_log):
            log.unlink(missing_ok=True)

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
        self.aws_socket = str(log.with_name("aws.socket"))
        resident = [sys.executable, Path(__file__).with_name("resident_aws.py"), self.aws_socket]
        self.aws = subprocess.Popen(resident, stdout=self.log, stderr=self.log)
        command = [sys.executable, Path(__file__).with_name("moto_corrected.py"), str(port)]
        self.process = subprocess.Popen(command, stdout=self.log, stderr=self.log)
        deadline = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(f"{self.address}/moto-api/", timeout=5).read()
                if Path(self.aws_socket).exists():
                    return
            except OSError:
                pass
            assert self.process.poll() is None and self.aws.poll() is None, log.read_text()[-2000:]
            assert time.monotonic() < deadline, "moto or the AWS command line does not answer"
            time.sleep(0.1)

    def stop(self):
        # They keep nothing that a gentle end would save.
        for process in (self.process, self.aws):
            process.kill()
            process.wait()
        self.log.close()
