"""Designs in which every field that takes a parameter has one: what each deployment may choose, all at once."""

import json
import re
import subprocess

from conftest import CLI, groundplan

# The most parameters of a template: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
MOST = 200


def fields_of(word, known={}):
    """The fields of a kind or verb as `groundplan explain` tells them: what each takes, its default, and whether parameters may stand there."""
    if word not in known:
        text = groundplan("explain", word).partition("\nFields\n")[2]
        found = {}
        for part in re.split(r"\n(?=  \w+: )", "\n" + text.split("\n\n")[0])[1:]:
            name = part.split(":")[0].strip()
            takes = re.search(r"\n      Takes (.*?)(?:, in [^;\n]*)?(?:; (.*) when it is not set)?\n", part + "\n")
            assert takes, part
            default = takes.group(2)
            found[name] = {"takes": takes.group(1), "default": default, "refuses": "\n      No parameter, since " in part}
        known[word] = found
    return known[word]


def parameter(field, value):
    """A parameter for a field with this value as its default."""
    takes = field["takes"]
    text = str(value).lower() if isinstance(value, bool) else ",".join(map(str, value)) if isinstance(value, list) else value
    members = {"Type": "String", "Default": text}
    if takes.startswith("a whole number"):
        least, most = re.search(r"from (-?\d+) to (\d+)", takes).groups()
        members = {"Type": "Number", "Default": int(value), "MinValue": int(least), "MaxValue": int(most)}
    elif takes.startswith("a number"):
        members = {"Type": "Number", "Default": value}
    elif takes == "true or false":
        members["AllowedValues"] = ["true", "false"]
    elif takes.startswith("one of "):
        members["AllowedValues"] = takes.removeprefix("one of ").split(", ")
        members["Default"] = str(value)
    elif takes.startswith("a list"):
        members["Type"] = "CommaDelimitedList"
    return members


def literal(text):
    """A default as it is told."""
    if text is None or text == '""':
        return None
    text = text.strip('"')
    return {"true": True, "false": False}.get(text, int(text) if re.fullmatch(r"-?\d+", text) else text)


def is_literal(value):
    return value not in (None, "") and not isinstance(value, dict) and not (isinstance(value, list) and any(isinstance(item, dict) for item in value))


def with_parameters(sketch):
    """The saved form of a design with a parameter in every field that takes one, has a value and does something; and how many there are."""
    design = json.loads(groundplan("convert", sketch, "--format", "design"))
    parameters = design.setdefault("parameters", {})
    chosen = {}
    for record in design.get("nodes", []) + design.get("connections", []):
        values = record.setdefault("fields", {})
        for name, field in fields_of(record.get("kind") or record["verb"]).items():
            value = values.get(name, literal(field["default"]))
            # Synthesis makes some parameters of its own: one for each service and each container that pulls.
            if not field["refuses"] and is_literal(value) and len(parameters) < MOST - 20:
                key = f"Chosen{len(parameters)}"
                parameters[key] = parameter(field, value) | {"Description": name}
                chosen[key] = (values, name, values.get(name))
                values[name] = {"Ref": key}
    # A default that does nothing in this design, such as the interval of a check that there is not.
    for finding in checked(design, "warning"):
        if finding["rule"] == "unused-parameter":
            values, name, before = chosen.pop(finding["setting"].removeprefix("parameter "))
            del parameters[values.pop(name)["Ref"]]
            values.update({} if before is None else {name: before})
    assert checked(design, "error") == []
    return json.dumps(design), len(chosen)


def checked(design, level):
    """What `groundplan check` finds that is at least as bad."""
    result = subprocess.run([CLI, "check", "-", "--format", "json"], input=json.dumps(design), capture_output=True, text=True, encoding="utf-8")
    assert result.returncode in (0, 1), result.stderr
    levels = ["error", "warning", "info"]
    return [finding for finding in json.loads(result.stdout)["findings"] if levels.index(finding["severity"]) <= levels.index(level)]
