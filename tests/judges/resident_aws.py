"""The real AWS command line, loaded once: every call is a fork of it. Loading it anew takes most of the time of a short call.

Usage: resident_aws.py SOCKET. CLIENT is the program `aws` that hands its words, environment, folder and files over.
"""

import array
import os
import signal
import socket
import sys

# For any Python, without site packages, which start slowly.
CLIENT = """#!{python} -IS
import array, os, socket, sys
line = socket.socket(socket.AF_UNIX)
line.connect({socket!r})
with open(os.environ["AWS_LOG"], "a") as log:
    log.write(" ".join(sys.argv[1:]).replace("\\n", " ") + "\\n")
said = repr((os.getcwd(), sys.argv[1:], dict(os.environ))).encode()
line.sendmsg([len(said).to_bytes(4, "big")], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [0, 1, 2]))])
line.sendall(said)
answer = line.recv(16)
sys.exit(int(answer) if answer else 255)
"""

# What the script asks: loaded beforehand, since reading a service's description takes long, too.
SERVICES = ["cloudformation", "ecr", "ecs", "ec2", "elbv2", "iam", "logs", "s3", "sts"]


def serve(path):
    from awscli.clidriver import create_clidriver

    driver = create_clidriver()
    loader = driver.session.get_component("data_loader")
    for service in SERVICES:
        for kind in ("service-2", "paginators-1", "endpoint-rule-set-1"):
            loader.load_service_model(service, kind)
    for name in ("endpoints", "partitions", "cli"):
        loader.load_data(name)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen(64)
    # Children that ended are nobody's to wait for.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    kept = {name: os.environ[name] for name in ("AWS_DATA_PATH",) if name in os.environ}
    while True:
        line, _ = listener.accept()
        if os.fork() == 0:
            listener.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            answer(driver, line, kept)
        line.close()


def answer(driver, line, kept):
    files = array.array("i")
    size, ancillary, _, _ = line.recvmsg(4, socket.CMSG_SPACE(12))
    for _, _, data in ancillary:
        files.frombytes(data)
    said = b""
    while len(said) < int.from_bytes(size, "big"):
        said += line.recv(1 << 20)
    folder, words, environment = eval(said)  # noqa: S307: what the client above wrote
    for number, file in enumerate(files):
        os.dup2(file, number)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment | kept)
    try:
        code = driver.main(words)
    except SystemExit as exit:
        code = exit.code or 0
    sys.stdout.flush()
    sys.stderr.flush()
    line.sendall(str(code).encode())
    os._exit(0)


if __name__ == "__main__":
    serve(sys.argv[1])
