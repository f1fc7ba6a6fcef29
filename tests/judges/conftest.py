"""What the judges share. `cargo xtask test` sets the variables; without them the places next to this checkout and this Python are taken."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

ROOT = Path(os.environ.get("GROUNDPLAN_ROOT", Path(__file__).resolve().parents[2]))
CLI = os.environ.get("GROUNDPLAN_CLI", str(ROOT / "target/debug/groundplan"))

# The program that writes random right designs, as the stage that builds the command line leaves it.
RANDOM_DESIGNS = Path(CLI).parent / "examples/random_designs"

# Names that people may give to things and that no format and no shell may trip over.
HOSTILE_NAMES = [
    "it's",
    "$(touch pwned)",
    "`touch pwned`",
    '"; touch pwned; "',
    "a: b # c",
    "!Ref Vpc",
    "${AWS::Region}",
    "*anchor &alias",
    "- item",
    "yes",
    "012",
    "1:20",
    "größe ’quoted“ 日本",
    "back\\slash %s",
    "{{resolve:ssm:x}}",
    "long " * 60,
]


def program(name):
    """A program of this virtual environment, or the one that a variable names."""
    variable = "GROUNDPLAN_" + name.upper().replace("-", "_")
    return os.environ.get(variable, str(Path(sys.executable).parent / name))


def groundplan(*arguments, given=None):
    """What the command line writes to its standard output."""
    result = subprocess.run([CLI, *map(str, arguments)], input=given, capture_output=True, text=True, encoding="utf-8")
    assert result.returncode == 0, f"groundplan {' '.join(map(str, arguments))}: {result.stderr}"
    return result.stdout


def random_designs(folder, count):
    """Sketches of random designs in which nothing is wrong: the first ones of a row that is always the same."""
    assert RANDOM_DESIGNS.exists(), f"{RANDOM_DESIGNS} is not built: cargo build --package groundplan-synth --example random_designs"
    result = subprocess.run([RANDOM_DESIGNS, folder, str(count)], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    return sorted(Path(folder).glob("*.sketch"))


# The example that is there for its mistakes.
FAULTY = ROOT / "examples/unicorn-as-written.sketch"


def examples():
    """Every example that is meant to be right."""
    found = sorted(ROOT.glob("examples/*.sketch"))
    assert ROOT / "examples/unicorn.sketch" in found
    found.remove(FAULTY)
    return found


def mended():
    """What repairing everything makes of the faulty one."""
    path = Path(tempfile.mkdtemp(prefix="groundplan-")) / "unicorn-mended.sketch"
    groundplan("mend", FAULTY, "-o", path)
    return path


def sketches():
    """Every example, the mended one too, and every golden design."""
    return [*examples(), mended(), *sorted(ROOT.glob("tests/golden/*.sketch"))]


def quoted(text):
    """A text as the sketch writes it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def hostile_sketch(name, tag=None):
    """A whole design in which everything that has a name has this one, and so has a tag unless another value is given."""
    word = quoted(name)
    service, container, repository = (quoted(f"{name} {kind}") for kind in ("service", "container", "repository"))
    return f"""design {word} region=eu-west-1
  description {word}
  tag project={quoted(tag or name)}

internet users

vpc {word} cidr=10.0.0.0/16
  zone a number=1
    subnet public-a cidr=10.0.0.0/24 access=public
  zone b number=2
    subnet public-b cidr=10.0.1.0/24 access=public
  load-balancer site
  cluster work
    service {service} public_address=true
      container {container} port=8080

repository {repository}
log-group logs

users -> site : requests
site -> public-a : spans
site -> public-b : spans
site -> {service} : forwards port=8080
{service} -> public-a : runs
{service} -> public-b : runs
{container} -> {repository} : pulls
{container} -> logs : logs
"""


@pytest.fixture(params=HOSTILE_NAMES, ids=lambda name: name[:20])
def hostile(request):
    """The sketch of a design with a hostile name."""
    return hostile_sketch(request.param)


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """One moto server for all tests of a run; each test gets an empty account."""
    from moto_world import Server

    server = Server(tmp_path_factory.mktemp("moto") / "server.log")
    yield server
    server.stop()


@pytest.fixture
def world(server, tmp_path):
    """An empty account and a folder to work in."""
    from moto_world import World

    return World(tmp_path, server)
