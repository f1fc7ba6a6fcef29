"""Whether two templates come to the same resources: ours, and that of the CDK program.

Functions are worked out with stand-ins for what only a deployment knows, so `!Sub "${A}/x"` and a join of A and `/x` are equal. Resources
are matched by the path of the construct that made them, which starts with our logical id, and the rest by what they are. What has no order
in AWS is compared without one. Whatever else differs must stand in EXCEPTIONS.
"""

import json
from dataclasses import dataclass, field

ACCOUNT = "123456789012"
PSEUDO = {"AWS::AccountId": ACCOUNT, "AWS::Partition": "aws", "AWS::URLSuffix": "amazonaws.com"}


@dataclass(frozen=True, eq=False)
class Exception_:
    """Something that CDK writes and our template leaves out: at a property of a type, with just this value (None for any text)."""

    kind: str
    path: str
    value: object
    why: str
    # Whether it is the other way round: our template says it and CDK leaves it out.
    left_out: bool = False


ALL_OUTBOUND = Exception_(
    "AWS::EC2::SecurityGroupEgress", "Description", "Allow all outbound traffic by default", "SecurityGroup has its own words for the rule that lets everything out"
)

EXCEPTIONS = [
    ALL_OUTBOUND,
    Exception_("AWS::ECS::Service", "EnableECSManagedTags", False, "FargateService always writes it; false is what CloudFormation takes without it"),
    Exception_("AWS::ECS::Service", "DeploymentController", {"Type": "ECS"}, "FargateService writes it beside a circuit breaker; it is the default"),
    Exception_("AWS::ECS::TaskDefinition", "Family", None, "FargateTaskDefinition names the family after its construct, where CloudFormation makes up a name"),
    Exception_("AWS::ElasticLoadBalancingV2::TargetGroup", "TargetGroupAttributes.stickiness.enabled", "false", "ApplicationTargetGroup always writes it; false is the default"),
    Exception_("AWS::ECS::Service", "DependsOn", "AWS::IAM::Role", "FargateService waits for the task role, to which the task definition refers anyway"),
    Exception_("AWS::ECR::Repository", "EncryptionConfiguration", {"EncryptionType": "AES256"}, "Repository leaves out the encryption that is the default", left_out=True),
]


@dataclass
class World:
    """A template with what its references stand for."""

    template: dict
    region: str
    labels: dict = field(default_factory=dict)

    def label(self, name):
        return self.labels.get(name, name)

    def reference(self, name):
        if name == "AWS::Region":
            return self.region
        if name == "AWS::NoValue":
            return None
        return PSEUDO.get(name) or f"<{self.label(name)}>"

    def attribute(self, name, attribute):
        """An attribute; those that CDK takes apart and puts together again have the form that AWS gives them."""
        kind = self.template["Resources"].get(name, {}).get("Type")
        own = f"<{self.label(name)}>"
        forms = {
            ("AWS::ECR::Repository", "Arn"): f"arn:aws:ecr:{self.region}:{ACCOUNT}:repository/{own}",
            ("AWS::ECR::Repository", "RepositoryUri"): f"{ACCOUNT}.dkr.ecr.{self.region}.amazonaws.com/{own}",
        }
        return forms.get((kind, attribute), f"<{self.label(name)}.{attribute}>")

    def work_out(self, value):
        """A value without functions, as far as that goes."""
        if isinstance(value, list):
            return [item for item in map(self.work_out, value) if item is not None]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            ((name, argument),) = value.items()
            if name == "Ref":
                return self.reference(argument)
            if name.startswith("Fn::"):
                return self.function(name, argument)
        worked = {key: self.work_out(item) for key, item in value.items()}
        return {key: item for key, item in worked.items() if item is not None}

    def function(self, name, argument):
        if name == "Fn::GetAtt":
            target, attribute = argument if isinstance(argument, list) else argument.split(".", 1)
            return self.attribute(target, attribute)
        if name == "Fn::Sub":
            return self.substitute(*(argument if isinstance(argument, list) else [argument, {}]))
        argument = self.work_out(argument)
        if name == "Fn::Join" and isinstance(argument[1], list) and all(isinstance(part, str) for part in argument[1]):
            return argument[0].join(argument[1])
        # A text that has no delimiter is a stand-in, of which nothing can be taken out.
        if name == "Fn::Split" and isinstance(argument[1], str) and argument[0] in argument[1]:
            return argument[1].split(argument[0])
        if name == "Fn::Select":
            index, items = int(argument[0]), argument[1]
            return items[index] if isinstance(items, list) else {name: [index, items]}
        if name == "Fn::GetAZs":
            return {name: argument or self.region}
        if name == "Fn::Cidr":
            return {name: [str(part) for part in argument]}
        return {name: argument}

    def substitute(self, text, own):
        """`Fn::Sub`."""
        result, rest = "", text
        while "${" in rest:
            before, rest = rest.split("${", 1)
            name, rest = rest.split("}", 1)
            result += before
            if name.startswith("!"):
                result += "${" + name[1:] + "}"
            elif name in own:
                result += str(self.work_out(own[name]))
            elif "." in name:
                result += self.attribute(*name.split(".", 1))
            else:
                result += str(self.reference(name))
        return result + rest


def is_pairs(value, key, other):
    return isinstance(value, list) and value and all(isinstance(item, dict) and set(item) == {key, other} for item in value)


def without_order(value, name=""):
    """Makes values equal that mean the same: lists of pairs, statements of policies, JSON in a text."""
    for key, other in (("Key", "Value"), ("Name", "Value")):
        if is_pairs(value, key, other):
            pairs = {item[key]: without_order(item[other]) for item in value}
            assert len(pairs) == len(value), f"{name} has a key twice"
            return pairs
    if isinstance(value, list):
        return [without_order(item) for item in value]
    if isinstance(value, str) and value.startswith("{") and name.endswith("Text"):
        return json.loads(value)
    if not isinstance(value, dict):
        return value
    if "Effect" in value and ("Action" in value or "NotAction" in value):
        return {key: one_or_many(item) for key, item in value.items()}
    return {key: without_order(item, key) for key, item in value.items()}


def one_or_many(value):
    """IAM reads `x` and `[x]` alike, and lists as sets."""
    if isinstance(value, dict):
        return {key: one_or_many(item) for key, item in value.items()}
    if isinstance(value, list):
        return sorted(set(value)) if all(isinstance(item, str) for item in value) else value
    return [value] if isinstance(value, str) else value


def labels(ours, theirs):
    """Our logical ids for theirs, by the paths of their constructs."""
    found = {}
    for name, resource in theirs.items():
        for part in reversed(resource.get("Metadata", {}).get("aws:cdk:path", "").split("/")):
            if ours.get(part, {}).get("Type") == resource["Type"] and part not in found.values():
                found[name] = part
                break
    return found


RULES = {"SecurityGroupIngress": "AWS::EC2::SecurityGroupIngress", "SecurityGroupEgress": "AWS::EC2::SecurityGroupEgress"}


def resources(world, used=None):
    """The resources of a template by label, comparable."""
    found = {}
    for name, resource in world.template["Resources"].items():
        label = world.label(name)
        properties = without_order(world.work_out(resource.get("Properties", {})))
        depends = resource.get("DependsOn", [])
        depends = [depends] if isinstance(depends, str) else depends
        metadata = {key: value for key, value in resource.get("Metadata", {}).items() if key != "aws:cdk:path"}
        found[label] = {
            "Type": resource["Type"],
            "Properties": properties,
            "DependsOn": sorted(world.label(other) for other in depends),
            # Without a policy CloudFormation deletes.
            "DeletionPolicy": resource.get("DeletionPolicy", "Delete"),
            "UpdateReplacePolicy": resource.get("UpdateReplacePolicy", "Delete"),
            "Condition": resource.get("Condition"),
            "CreationPolicy": resource.get("CreationPolicy"),
            "UpdatePolicy": resource.get("UpdatePolicy"),
            "Metadata": metadata,
        }
        if resource["Type"] == "AWS::EC2::SecurityGroup":
            # CDK writes a rule between two groups as a resource of its own; for EC2 that is the same as a rule in the group.
            for key, kind in RULES.items():
                for number, rule in enumerate(properties.pop(key, [])):
                    if rule.get("IpProtocol") == "-1" and key == "SecurityGroupEgress" and used is not None:
                        del rule["Description"]
                        used.add(ALL_OUTBOUND)
                    rule = {"GroupId": world.attribute(name, "GroupId"), **rule}
                    found[f"{label} {key} {number}"] = {**found[label], "Type": kind, "Properties": rule, "DependsOn": [], "Metadata": {}}
    return found


def differences(ours, theirs, region="eu-west-1"):
    """What differs between our template and that of CDK, a line each, and the exceptions that were needed."""
    left = World(ours, region)
    right = World(theirs, region, labels(ours["Resources"], theirs["Resources"]))
    used, lines = set(), []
    all_outbound = any(ALL_OUTBOUND.value in json.dumps(resource) for resource in theirs["Resources"].values())
    one, other = (resources(world, used if all_outbound else None) for world in (left, right))
    for label in [label for label in one if label in other]:
        found = list(compare(one.pop(label), other.pop(label), label, right, used))
        lines.extend(found)
    # The rest has no name in common: rules of security groups.
    for label, resource in list(one.items()):
        match = next((name for name, candidate in other.items() if candidate == resource), None)
        if match is not None:
            del one[label], other[match]
    lines.extend(f"{label}: CDK has no such {resource['Type']}: {json.dumps(resource['Properties'])}" for label, resource in one.items())
    lines.extend(f"{label}: only CDK has this {resource['Type']}: {json.dumps(resource['Properties'])}" for label, resource in other.items())
    for section in ("Parameters", "Mappings", "Conditions", "Outputs"):
        mine, its = (world.work_out(world.template.get(section, {})) for world in (left, right))
        # The parameter by which CDK checks that the account is prepared for it.
        its.pop("BootstrapVersion", None)
        lines.extend(diff(mine, its, section))
    if ours.get("Description") != theirs.get("Description"):
        lines.append(f"Description: {ours.get('Description')!r} is {theirs.get('Description')!r}")
    return lines, used


def compare(ours, theirs, label, world, used):
    kinds = {world.label(name): resource["Type"] for name, resource in world.template["Resources"].items()}
    for exception in [exception for exception in EXCEPTIONS if exception.kind == ours["Type"]]:
        if exception.path == "DependsOn":
            extra = [other for other in theirs["DependsOn"] if other not in ours["DependsOn"] and kinds.get(other) == exception.value]
            theirs["DependsOn"] = [other for other in theirs["DependsOn"] if other not in extra]
            if extra:
                used.add(exception)
            continue
        head, _, rest = exception.path.partition(".")
        mine, its, key = (ours["Properties"].get(head, {}), theirs["Properties"].get(head, {}), rest) if rest else (ours["Properties"], theirs["Properties"], head)
        if exception.left_out:
            mine, its = its, mine
        if key in its and key not in mine and (its[key] == exception.value or (exception.value is None and isinstance(its[key], str))):
            del its[key]
            used.add(exception)
    yield from diff(ours, theirs, label)


def diff(ours, theirs, path):
    """The places where two values differ; 1 and true differ, too."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key in sorted({*ours, *theirs}):
            if key not in ours:
                yield f"{path}.{key}: only CDK has {json.dumps(theirs[key])}"
            elif key not in theirs:
                yield f"{path}.{key}: CDK lacks {json.dumps(ours[key])}"
            else:
                yield from diff(ours[key], theirs[key], f"{path}.{key}")
    elif json.dumps(ours, sort_keys=True) != json.dumps(theirs, sort_keys=True):
        yield f"{path}: {json.dumps(ours)} is {json.dumps(theirs)} in CDK"
