"""What aws-cdk-lib's Python classes for CloudFormation types are called and take, read from the package itself.

`crates/synth/src/cdk/types.txt` holds it for the types that a program writes with their own class; every other type is written as a
`CfnResource`. `GROUNDPLAN_BLESS=1` makes the judge write the file anew.
"""

import re
import tarfile
from importlib import util
from pathlib import Path

HEADING = """\
# The CloudFormation types that a CDK program writes with a class of their own, as aws-cdk-lib {version} has them.
# Written by tests/judges/test_cdk_types.py; to add a type, add its line "type AWS::Service::Name" and run that judge with GROUNDPLAN_BLESS=1.
#
# type TYPE MODULE CLASS, then what it has: "get" attributes, "set" properties, and the classes of nested values with theirs.
# NAME[=PYTHON_NAME]:KIND, the Python name only where it is not the name in snake case; ! marks what must be given.
# KIND: s text, n number, b truth value, t tag, j anything, [KIND] list, <KIND> map, CLASS nested value, KIND|KIND either.
"""

KINDS = {
    "stringToCloudFormation": "s",
    "numberToCloudFormation": "n",
    "booleanToCloudFormation": "b",
    "objectToCloudFormation": "j",
    "cfnTagToCloudFormation": "t",
    "dateToCloudFormation": "j",
    "eventPatternToCloudFormation": "j",
}


def package():
    """The folder of the Python package."""
    return Path(util.find_spec("aws_cdk").origin).parent


def sources(modules):
    """The generated JavaScript of some modules (`ecs` of `aws-ecs/lib/ecs.generated.js`)."""
    (archive,) = (package() / "_jsii").glob("aws-cdk-lib@*.jsii.tgz")
    found = {}
    with tarfile.open(archive, "r|gz") as tar:
        for member in tar:
            parts = re.fullmatch(r"package/([\w-]+)/lib/[\w-]+\.generated\.js", member.name)
            if parts and parts[1].replace("-", "_") in modules:
                found[parts[1].replace("-", "_")] = tar.extractfile(member).read().decode()
    return found


def snake_case(name):
    """The same as `names::snake_case` in the program's writer."""
    words = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name)
    return re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", words).lower()


def arguments(text):
    """The arguments of a call whose opening bracket is the first letter of the text, and what follows its closing one."""
    depth, start, found = 0, 1, []
    for place, letter in enumerate(text):
        if letter in "([{":
            depth += 1
        elif letter in ")]}":
            depth -= 1
        if (letter == "," and depth == 1) or depth == 0:
            found.append(text[start:place])
            start = place + 1
        if depth == 0:
            return found, text[place + 1 :]
    raise ValueError("a bracket is not closed")


def kind_of(mapper, name):
    """The kind of a property whose value goes through this mapper."""
    plain = re.fullmatch(r"cdk\(\)\.(\w+ToCloudFormation)", mapper)
    if plain:
        return KINDS[plain[1]]
    nested = re.fullmatch(rf"convert{name}(\w+)ToCloudFormation", mapper)
    if nested:
        return nested[1]
    several = re.match(r"cdk\(\)\.(listMapper|hashMapper|unionMapper)", mapper)
    found, _ = arguments(mapper[several.end() :])
    if several[1] == "unionMapper":
        options, _ = arguments(found[1])
        return "|".join(dict.fromkeys(kind_of(option, name) for option in options))
    inner = kind_of(found[0], name)
    return f"[{inner}]" if several[1] == "listMapper" else f"<{inner}>"


def python_names(source, module, struct):
    """The JavaScript names of a Python class's arguments with their Python names."""
    found = re.search(rf'jsii_type="aws-cdk-lib\.{module}\.{re.escape(struct)}",.*?name_mapping=\{{(.*?)\}},\s*\)', source, re.DOTALL)
    return {script: python for python, script in re.findall(r'"(\w+)": "(\w+)"', found[1])} if found else {}


def entries(script, python, module, name, part):
    """The properties of a class (`part` is `Props`) or of a nested class, as the file writes them."""
    body = re.search(rf"function convert{name}{part}ToCloudFormation\(properties\)\{{return .*?\.assertSuccess\(\),", script)
    if not body:
        return []
    struct = f"{name}Props" if part == "Props" else f"{name}.{part}"
    names = python_names(python, module, struct)
    validator = re.search(rf"function {name}{part}Validator\(properties\)\{{.*?wrap\(", script)[0]
    required = set(re.findall(r'propertyValidator\("(\w+)",cdk\(\)\.requiredValidator\)', validator))
    found, _ = arguments(script[body.end() :])
    result = []
    for entry in found:
        key, _, value = entry.partition(":")
        mapper, _, argument = value.rpartition("(")
        key = key.strip('"')
        argument = argument.removesuffix(")").split(".")[-1]
        if argument not in names:
            continue
        own = "" if names[argument] == snake_case(key) else f"={names[argument]}"
        result.append((key, own, "!" if argument in required else "", kind_of(mapper, name)))
    return result


def describe(kind, scripts, pythons):
    """The lines of one type."""
    for module, script in scripts.items():
        place = re.search(rf'CFN_RESOURCE_TYPE_NAME="{kind}"', script)
        if place:
            break
    else:
        raise ValueError(f"aws-cdk-lib has no class for {kind}")
    name = re.findall(r"class (Cfn\w+) extends", script[: place.start()])[-1]
    end = re.compile(r"\bclass Cfn\w+ extends").search(script, place.end())
    own = script[place.start() : end.start() if end else len(script)]
    attributes = re.findall(r'get attr(\w+)\(\)\{return cdk\(\)\.Token\.as(String|Number|List)\(this\.getAtt\("([\w.]+)"', own)
    gets = []
    for script_name, hint, attribute in attributes:
        kind_letter = {"String": "s", "Number": "n", "List": "[s]"}[hint]
        python = snake_case(script_name)
        found = python if f"def attr_{python}(" in pythons[module] else None
        for candidate in re.findall(rf'@jsii\.member\(jsii_name="attr{script_name}"\)\s+def attr_(\w+)\(', pythons[module])[:1]:
            found = candidate
        default = snake_case(attribute.replace(".", ""))
        gets.append(f"{attribute}{'' if found == default else '=' + found}:{kind_letter}")
    lines = [f"type {kind} {module} {name}"]
    if gets:
        lines.append("  get " + " ".join(gets))
    waiting, seen = ["Props"], set()
    while waiting:
        part = waiting.pop(0)
        found = entries(script, pythons[module], module, name, part)
        title = "set" if part == "Props" else part
        if found or part == "Props":
            lines.append(f"  {title} " + " ".join(f"{key}{own}{mark}:{value}" for key, own, mark, value in found))
        for nested in re.findall(r"\w{2,}", " ".join(value for *_, value in found)):
            if nested not in seen:
                seen.add(nested)
                waiting.append(nested)
    return lines


def table(kinds, version):
    """The whole file for some types, given as pairs of a type and its module where that is known."""
    modules = {path.name for path in package().iterdir() if (path / "__init__.py").is_file()}
    wanted = {f"aws_{kind.split('::')[1].lower()}" for kind in kinds} & modules
    scripts = sources(wanted)
    pythons = {module: (package() / module / "__init__.py").read_text() for module in scripts}
    lines = [line for kind in sorted(kinds) for line in describe(kind, scripts, pythons)]
    return HEADING.format(version=version) + "\n".join(lines) + "\n"
