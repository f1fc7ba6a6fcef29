"""AWS's own validator (npm's @aws/cloudformation-validate, here as its Python package) finds no error and no warning in any template that we write.

What it merely informs of is no finding: that a change of some property replaces the resource, that tags could be added.
"""

from cloudformation_validate import CompositeEngine, PseudoParameterOverrides, Severity, ValidateConfig

from conftest import HOSTILE_NAMES, groundplan, hostile_sketch, sketches

ENGINE = CompositeEngine()
CONFIG = ValidateConfig(severity_level=Severity.WARN, pseudo_parameter_overrides=PseudoParameterOverrides(region="eu-west-1"))


def findings(name, template):
    """What it has to say of one template: one line a finding."""
    report = ENGINE.validate_template(template.encode(), CONFIG)
    # Of a template that is analysed in part only, silence would say nothing.
    assert report.status.name == "OK", f"{name}: {report.status}"
    return [
        f"{name}:{found.start_line}: {found.severity.name} {found.rule_id} {found.entity.logical_id if found.entity else ''} {found.message}"
        for found in report.diagnostics
    ]


def test_golden_templates_and_examples():
    found = []
    for sketch in sketches():
        golden = sketch.with_suffix(".yaml")
        text = golden.read_text(encoding="utf-8") if golden.exists() else groundplan("synth", sketch)
        found += findings(f"{sketch.parent.name}-{sketch.stem}.yaml", text)
        found += findings(f"{sketch.parent.name}-{sketch.stem}.json", groundplan("synth", sketch, "--format", "json"))
    assert found == []


def test_hostile_names():
    found = []
    for index, name in enumerate(HOSTILE_NAMES):
        # It takes "${…}" in a text for a forgotten Fn::Sub; CloudFormation takes it for text, which it is.
        if "${" not in name:
            found += findings(f"{index} {name[:20]}", groundplan("synth", "-", given=hostile_sketch(name, tag="x")))
    assert found == []


def test_the_judge_sees():
    """One wrong memory size, one wrong property and one attribute that is not there: all must be found."""
    text = groundplan("synth", "-", given=hostile_sketch("plain"))
    wrong = text.replace('Memory: "1024"', 'Memory: "1000"').replace("RetentionInDays: 30", "RetentionInWeeks: 4")
    wrong = wrong.replace("Port: 80\n", "Port: !GetAtt SiteLoadBalancer.Nonsense\n", 1)
    found = "\n".join(findings("wrong", wrong))
    assert all(part in found for part in ("1000", "RetentionInWeeks", "Nonsense")), found
