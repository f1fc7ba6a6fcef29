//! A template keeps to the numbers that CloudFormation takes.

use super::support::template_size::template_size;
use super::{Findings, Rule, Severity, Stage};
use crate::design::Design;
use crate::synthesize::synthesized;
use crate::template::Template;
use crate::value::Map;
use crate::words::grouped;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP118",
    name: "template-limits",
    severity: Severity::Error,
    stage: Stage::Deployment,
    docs: "\
The template has more of something than CloudFormation takes.

A template has at most 500 resources, 200 parameters, 200 outputs and 200 mappings of 200 entries each, a description of 1,024 bytes, names of 255 \
letters and digits, and one million bytes in all. None of these can be raised, and CloudFormation refuses the template before it makes anything. \
Divide the design into several, each with a stack of its own: what one exports in its outputs, another one imports.",
    source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html",
    flagged: "\
design \"Shop\"
  mapping by-stage={test={price=low}}

queue orders queue_name=!FindInMap [by-stage, test, price]
",
    passing: "\
design \"Shop\"
  mapping ByStage={test={price=low}}

queue orders queue_name=!FindInMap [ByStage, test, price]
",
    check,
};

/// The most resources of a template.
const RESOURCES: usize = 500;
/// The most parameters, outputs, mappings, and entries of a mapping.
const ENTRIES: usize = 200;
/// The most bytes of the description.
const DESCRIPTION: usize = 1024;
/// The most characters of a name.
const NAME: usize = 255;
/// The most references to secrets and parameters that CloudFormation resolves, each `{{resolve:…}}`.
const DYNAMIC: usize = 60;
/// The most bytes. The table of limits says 1 MB, and what CloudFormation says shows that it counts in thousands.
const BYTES: usize = 1_000_000;

/// What CloudFormation begins with when it says what is wrong with a template as a whole.
const FORMAT: &str = "Template format error";

fn check(design: &Design, findings: &mut Findings) {
    let made = synthesized(design);
    let template = &made.0;
    let mut report = |what: &str, message: String, aws_says: String| {
        findings.report(message).on_setting("template", what).aws_says(aws_says);
    };
    let resources = template.resources.len();
    if resources > RESOURCES {
        let says = format!("{FORMAT}: Number of resources, {resources}, is greater than maximum allowed, {RESOURCES}");
        report(
            "resources",
            format!("The template has {resources} resources, and CloudFormation takes {RESOURCES}: divide the design"),
            says,
        );
    }
    let sections = [("parameters", template.parameters.len()), ("outputs", template.outputs.len()), ("mappings", template.mappings.len())];
    for (what, count) in sections.into_iter().filter(|(_, count)| *count > ENTRIES) {
        report(what, format!("The template has {count} {what}, and CloudFormation takes {ENTRIES}"), FORMAT.to_owned());
    }
    let description = template.description.len();
    if description > DESCRIPTION {
        let message =
            format!("The description of the design has {} bytes, and CloudFormation takes {}", grouped(description), grouped(DESCRIPTION));
        report("description", message, format!("{FORMAT}: 'Description' length is greater than {DESCRIPTION}."));
    }
    let dynamic = template.dynamic_references();
    if dynamic > DYNAMIC {
        let message = format!("The template has {dynamic} references of the form {{{{resolve:…}}}}, and CloudFormation takes {DYNAMIC}");
        report("references", message, String::new());
    }
    names(template, &mut report);
    let bytes = template_size(design);
    if bytes > BYTES {
        let message = format!("The template has {} bytes, and CloudFormation takes {}: divide the design", grouped(bytes), grouped(BYTES));
        report("size", message, format!("Template may not exceed {BYTES} bytes in size."));
    }
}

/// The names of mappings and conditions, and the entries of mappings; those of parameters, outputs and resources have rules of their own.
fn names(template: &Template, report: &mut dyn FnMut(&str, String, String)) {
    for (what, title, names) in [("mapping", "Mapping", &template.mappings), ("condition", "Condition", &template.conditions)] {
        for name in names.keys() {
            if name.chars().count() > NAME {
                let count = name.chars().count();
                report(
                    &format!("{what} {name}"),
                    format!("{title} {name} has a name of {count} characters, and CloudFormation takes {NAME}"),
                    FORMAT.to_owned(),
                );
            } else if !name.chars().all(|letter| letter.is_ascii_alphanumeric()) {
                report(
                    &format!("{what} {name}"),
                    format!("{title} {name} has a name with other than letters and digits"),
                    FORMAT.to_owned(),
                );
            }
        }
    }
    for (name, entries) in &template.mappings {
        let count = entries.as_map().map_or(0, Map::len);
        if count > ENTRIES {
            report(
                &format!("mapping {name}"),
                format!("Mapping {name} has {count} entries, and CloudFormation takes {ENTRIES}"),
                FORMAT.to_owned(),
            );
        }
    }
}
