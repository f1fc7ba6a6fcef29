//! Every field of every kind in a design, changed one after another, and how long the check after each takes.

use groundplan_synth::catalog::{self, Form};
use groundplan_synth::design::{Design, Edit, NodeId, sketch};
use groundplan_synth::rules::Reviewer;
use groundplan_synth::value::{Value, map};

/// Each field is changed so often; the median counts.
const TURNS: i64 = 5;

/// The fields of the last node of each kind with the median of some checks after a change of it, the slowest first. `now` tells the time in
/// milliseconds.
pub(crate) fn every_field(text: &str, now: impl Fn() -> f64) -> Vec<(String, f64)> {
    let design = sketch::parse(text).design;
    let mut reviewer = Reviewer::default();
    reviewer.review(&design);
    let mut times = Vec::new();
    for kind in catalog::KINDS {
        let Some((id, _)) = design.nodes_of(kind.id).last() else { continue };
        for field in kind.fields {
            let Some(values) = values(field.form) else { continue };
            let mut design = design.clone();
            let mut all: Vec<f64> = values
                .into_iter()
                .map(|value| {
                    set(&mut design, id, field.name, Some(value));
                    let start = now();
                    std::hint::black_box(reviewer.review(&design));
                    now() - start
                })
                .collect();
            all.sort_by(f64::total_cmp);
            times.push((format!("{} of a {}", field.name, kind.id), all[all.len() / 2]));
            set(&mut design, id, field.name, None);
            reviewer.review(&design);
        }
    }
    times.sort_by(|one, other| other.1.total_cmp(&one.1));
    times
}

fn set(design: &mut Design, id: NodeId, field: &str, value: Option<Value>) {
    let mut edit = Edit::new(design);
    edit.set_field(id, field, value);
    // The patch was made of this very design.
    let _ = edit.finish().apply(design);
}

/// Values of a form, each another than the one before where there are two; nothing for trees and entries, which have no value by their form alone.
fn values(form: Form) -> Option<Vec<Value>> {
    let turns = 0..TURNS;
    Some(match form {
        Form::Number { least, most } | Form::NumberOrNone { least, most } => {
            turns.map(|turn| Value::Number(if turn % 2 == 0 { least + 1 } else { most })).collect()
        }
        Form::Numbers(all) => all.iter().cycle().take(turns.count()).map(|number| Value::Number(*number)).collect(),
        Form::Flag => turns.map(|turn| Value::Flag(turn % 2 == 0)).collect(),
        Form::Choice(all) => all.iter().cycle().take(turns.count()).map(|choice| Value::text(*choice)).collect(),
        Form::Text { .. } | Form::Name { .. } | Form::NameOrNone { .. } => turns.map(|turn| Value::text(format!("other{turn}"))).collect(),
        Form::Cidr { .. } => turns.map(|turn| Value::text(format!("10.0.{}.0/24", 100 + turn))).collect(),
        Form::List => turns.map(|turn| Value::list([Value::text(format!("other{turn}"))])).collect(),
        Form::Map => turns.map(|turn| map([("NAME", Value::text(format!("other{turn}")))])).collect(),
        Form::Decimal => turns.map(Value::Number).collect(),
        Form::Entries | Form::Statements | Form::Tree => return None,
    })
}
