//! No false alarms: nothing is wrong with a design that is right.

use groundplan_synth::catalog;
use groundplan_synth::design::{Design, Edit, sketch};
use groundplan_synth::raw::as_raw_resources;
use groundplan_synth::rules::{self, Severity};
use groundplan_synth::value::{Value, map};
use proptest::prelude::*;

use crate::plan::plan;
use crate::sketch_of::sketch_of;

/// The design of a sketch that can be read.
pub(crate) fn design_of(text: &str) -> Design {
    let parsed = sketch::parse(text);
    assert!(parsed.errors.is_empty(), "{:?} in\n{text}", parsed.errors);
    parsed.design
}

/// What is found in a design that is worse than good to know.
fn alarms(design: &Design) -> Vec<String> {
    let found = rules::check(design).into_iter().filter(|finding| finding.rule.severity != Severity::Info);
    found.map(|finding| format!("{}: {}", finding.rule.name, finding.message)).collect()
}

/// What is billed and does nothing in a design, which is only good to know.
fn idle(design: &Design) -> Vec<String> {
    let rules = ["idle-endpoint", "idle-address", "unused-nat"];
    let found = rules::check(design).into_iter().filter(|finding| rules.contains(&finding.rule.name));
    found.map(|finding| finding.message).collect()
}

/// The design with a parameter in place of every value that may be one, each with that value as its default.
fn with_parameters(design: &Design) -> Design {
    let mut edit = Edit::new(design);
    let mut parameters = design.settings().parameters.clone();
    for (id, node) in design.nodes() {
        let Some(kind) = catalog::kind_of(node) else { continue };
        for field in kind.fields.iter().filter(|field| field.refuses_parameters().is_none()) {
            let Some(value) = node.fields.get(field.name) else { continue };
            let members = match value {
                Value::Number(_) => map([("Type", Value::text("Number")), ("Default", value.clone())]),
                Value::Flag(_) => {
                    map([("Type", Value::text("String")), ("Default", value.clone()), ("AllowedValues", Value::list([true, false]))])
                }
                Value::Text(text) if !text.is_empty() => map([("Type", Value::text("String")), ("Default", value.clone())]),
                _ => continue,
            };
            // A single time that is a parameter takes a time zone: a rule says so.
            if value.as_text().is_some_and(|text| text.starts_with("at(")) {
                edit.set_field(id, "time_zone", Some(Value::text("UTC")));
            }
            let name = format!("P{}{}", id.0, field.name.replace('_', ""));
            parameters.insert(name.clone(), members);
            edit.set_field(id, field.name, Some(Value::reference(name)));
        }
    }
    edit.settings(|settings| settings.parameters = parameters);
    edit.design().clone()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn nothing_is_wrong_with_a_right_design(plan in plan()) {
        let text = sketch_of(&plan);
        let design = design_of(&text);
        let (alarms, idle) = (alarms(&design), idle(&design));
        prop_assert!(alarms.is_empty() && idle.is_empty(), "{alarms:#?} {idle:#?}\n{text}");
    }

    #[test]
    fn nor_with_the_same_design_as_raw_resources(plan in plan()) {
        let raw = as_raw_resources(&design_of(&sketch_of(&plan)));
        let alarms = alarms(&raw);
        prop_assert!(alarms.is_empty(), "{alarms:#?}\n{}", sketch::print(&raw));
    }

    #[test]
    fn nor_where_parameters_decide(plan in plan()) {
        let open = with_parameters(&design_of(&sketch_of(&plan)));
        // Each range, and of each service its size and count.
        let least = open.nodes_of("subnet").count() + 1 + 3 * open.nodes_of("service").count();
        prop_assert!(open.settings().parameters.len() >= least, "{}", sketch::print(&open));
        let errors: Vec<String> = rules::check(&open)
            .into_iter()
            .filter(|finding| finding.rule.severity == Severity::Error)
            .map(|finding| format!("{}: {}", finding.rule.name, finding.message))
            .collect();
        prop_assert!(errors.is_empty(), "{errors:#?}\n{}", sketch::print(&open));
    }
}
