"""shellcheck finds nothing in any deploy script, of any severity, and bash can read it."""

import os
import shutil
import subprocess

from conftest import HOSTILE_NAMES, groundplan, hostile_sketch, sketches

SHELLCHECK = os.environ.get("GROUNDPLAN_SHELLCHECK") or shutil.which("shellcheck")


def shellcheck(paths, *options):
    command = [SHELLCHECK, "--norc", "--severity=style", "--format=gcc", *options, *map(str, paths)]
    return subprocess.run(command, capture_output=True, text=True)


# Between these lines every script has the same text.
FIXED = ("# ---- Words for people", "# ---- The template ----")


def parts(text):
    """A script's fixed part, and the rest as a script of its own."""
    begin, end = (text.index(line) for line in FIXED)
    return text[begin:end], text[:begin] + text[end:]


def check(folder, scripts):
    """Scripts by name; bash reads every one. One is judged whole, and of the others what differs: a whole one takes seconds."""
    paths, fixed = [], set()
    for name, text in scripts.items():
        path = folder / f"{name}.sh"
        path.write_text(text, encoding="utf-8")
        bash = subprocess.run(["bash", "-n", path], capture_output=True, text=True)
        assert (bash.returncode, bash.stderr) == (0, ""), name
        same, rest = parts(text)
        if fixed:
            path.write_text(rest, encoding="utf-8")
        fixed.add(same)
        paths.append(path)
    assert len(fixed) == 1
    # What the fixed part uses or sets looks unused or unset without it.
    for result in [shellcheck(paths[:1]), *([shellcheck(paths[1:], "--exclude=SC2034,SC2154")] if paths[1:] else [])]:
        assert (result.returncode, result.stdout + result.stderr) == (0, "")


def test_examples_and_golden_designs(tmp_path):
    check(tmp_path, {f"{sketch.parent.name}-{sketch.stem}": groundplan("script", sketch) for sketch in sketches()})


def test_hostile_names(tmp_path):
    check(tmp_path, {str(index): groundplan("script", "-", given=hostile_sketch(name)) for index, name in enumerate(HOSTILE_NAMES)})


def test_an_empty_design(tmp_path):
    check(tmp_path, {"empty": groundplan("script", "-", given="design Nothing\n")})


def test_the_judge_sees(tmp_path):
    script = groundplan("script", "-", given=hostile_sketch("plain"))
    path = tmp_path / "wrong.sh"
    path.write_text(script.replace('die "There is no template $template_file."', "rm $template_file"), encoding="utf-8")
    assert "SC2086" in shellcheck([path]).stdout
