"""What a template asks of types that moto does not know.

moto passes over such resources in silence and then fails on every attribute of theirs. Here, their references and attributes give
a text in the form of the real one, so that the rest of the template can be created and judged. The resources themselves stay away:
no stack lists them.
"""

from moto.acm.models import acm_backends
from moto.cloudformation import parsing

moto_clean = parsing.clean_json
moto_validate = parsing.ResourceMap.validate_outputs

ACCOUNT = "123456789012"


def unknown(resources, name):
    """The type of a resource, when moto does not know it."""
    resource = getattr(resources, "_resource_json_map", {}).get(name)
    kind = resource["Type"] if isinstance(resource, dict) else ""
    return kind if kind and not kind.startswith("Custom::") and kind not in parsing.get_model_map() else None


def stand_in(resources, kind, name, attribute):
    """`GetAtt Site.Arn` gives an ARN, other attributes a plain word. What is referred to itself has the form of an id."""
    region, service = resources._region_name, kind.split("::")[1].lower()
    if kind == "AWS::CertificateManager::Certificate" and attribute in ("", "CertificateArn"):
        # Its listeners look for the certificate itself.
        token = f"{resources.stack_id} {name}"
        return acm_backends[ACCOUNT][region].request_certificate("example.org", token, [], [])
    if attribute.endswith("Arn") or (not attribute and kind == "AWS::SecretsManager::Secret"):
        return f"arn:aws:{service}:{region}:{ACCOUNT}:{name.lower()}"
    return f"{name}{attribute}".lower().replace(".", "-")


def clean(given, resources):
    if isinstance(given, dict) and len(given) == 1:
        ((function, argument),) = given.items()
        if function in ("Ref", "Fn::GetAtt"):
            name, attribute = (argument, "") if function == "Ref" else (argument[0], ".".join(argument[1:]))
            kind = unknown(resources, name)
            if kind:
                return stand_in(resources, kind, name, attribute)
    return moto_clean(given, resources)


def validate_outputs(resources):
    """moto asks the class of a type for its attributes; an unknown type has none."""
    template = resources._template
    attribute_of = lambda output: (output.get("Value") if isinstance(output.get("Value"), dict) else {}).get("Fn::GetAtt", [""])[0]
    kept = {name: output for name, output in (template.get("Outputs") or {}).items() if not unknown(resources, attribute_of(output))}
    resources._template = {**template, "Outputs": kept}
    try:
        moto_validate(resources)
    finally:
        resources._template = template


def correct():
    """Teaches the server in this process."""
    parsing.clean_json = clean
    parsing.ResourceMap.validate_outputs = validate_outputs
