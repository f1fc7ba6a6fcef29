//! A reviewer that follows a design says the same as one that sees it for the first time: after every edit of random scripts.

use std::fs;
use std::path::Path;

use groundplan_synth::catalog::{self, Field, Form};
use groundplan_synth::design::{Connection, ConnectionId, Design, Edit, Frame, Node, NodeId, Patch, sketch};
use groundplan_synth::meaning;
use groundplan_synth::rules::{ALL, Finding, Review, Reviewer, review};
use groundplan_synth::synthesize::synthesized;
use groundplan_synth::value::{Value, map};
use proptest::prelude::*;

#[path = "../../benches/support/sample.rs"]
mod sample;

/// Sketches that between them set every field, break every rule, and look like what people draw.
fn sketches() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut paths = Vec::new();
    for folder in ["examples", "tests/golden"] {
        for entry in fs::read_dir(root.join(folder)).expect("a folder of sketches") {
            paths.push(entry.expect("an entry").path());
        }
    }
    paths.retain(|path| path.extension().is_some_and(|end| end == "sketch"));
    paths.sort();
    let files = paths.into_iter().map(|path| fs::read_to_string(path).expect("a sketch"));
    // A large one, of which rules say how many bytes its template has.
    let large = std::iter::repeat_n(sample::sketch_of(60), 30);
    files.chain(large).chain(ALL.iter().flat_map(|rule| [rule.flagged(), rule.passing()]).map(str::to_owned)).collect()
}

/// One edit, by numbers: what is done, to which record, and with what.
type Step = (u8, u16, u16, u16);

fn step() -> impl Strategy<Value = Step> {
    // Most edits are of fields, which is where a reviewer has the most to get wrong.
    let what = prop_oneof![6 => 0..3_u8, 2 => 3..6_u8, 1 => 6..14_u8];
    (what, any::<u16>(), any::<u16>(), any::<u16>())
}

pub(crate) fn pick<T: Clone>(all: &[T], number: u16) -> Option<T> {
    all.get(usize::from(number) % all.len().max(1)).cloned()
}

/// A value that a field may take, or `None` for its default.
fn value(design: &Design, field: &Field, number: u16) -> Option<Value> {
    let others = design.nodes().filter_map(|(_, node)| node.fields.get(field.name).cloned());
    let mut all: Vec<Option<Value>> = others.map(Some).collect();
    all.push(None);
    all.push(Some(Value::reference("Stage")));
    all.push(Some(Value::Call("If".to_owned(), Box::new(Value::list(["IsLive", "1", "2"])))));
    all.push(Some(Value::text("")));
    match field.form {
        Form::Number { least, most } | Form::NumberOrNone { least, most } => {
            all.extend([least, most, i64::midpoint(least, most)].map(|number| Some(number.into())));
        }
        Form::Numbers(numbers) => all.extend(numbers.iter().map(|number| Some((*number).into()))),
        Form::Flag => all.extend([true, false].map(|flag| Some(flag.into()))),
        Form::Choice(choices) => all.extend(choices.iter().map(|choice| Some(Value::text(*choice)))),
        Form::List => all.push(Some(Value::list(["a", "b"]))),
        Form::Map | Form::Tree => all.push(Some(map([("Name", Value::text("a"))]))),
        Form::Cidr { .. } => all.extend(["10.0.0.0/16", "10.0.7.0/24"].map(|range| Some(Value::text(range)))),
        _ => all.extend(["abc", "abd"].map(|text| Some(Value::text(text)))),
    }
    pick(&all, number).flatten()
}

fn edit(design: &Design, (what, which, part, with): Step) -> Patch {
    let nodes: Vec<NodeId> = design.nodes().map(|(id, _)| id).collect();
    let connections: Vec<ConnectionId> = design.connections().map(|(id, _)| id).collect();
    let mut edit = Edit::new(design);
    let (node, connection) = (pick(&nodes, which), pick(&connections, which));
    match (what, node, connection) {
        (0..=2, Some(id), _) => {
            if let Some(field) =
                design.node(id).and_then(|node| catalog::kind_of(node)).and_then(|kind| pick(&kind.fields.iter().collect::<Vec<_>>(), part))
            {
                edit.set_field(id, field.name, value(design, field, with));
            }
        }
        (3, _, Some(id)) => {
            if let Some(field) = design
                .connection(id)
                .and_then(|connection| meaning::by_id(&connection.verb))
                .and_then(|verb| pick(&verb.fields.iter().collect::<Vec<_>>(), part))
            {
                edit.set_connection_field(id, field.name, value(design, field, with));
            }
        }
        (4, Some(id), _) => edit.set_frame(id, Frame::new(i32::from(part), i32::from(with), 100, 80)),
        (5, Some(id), _) => {
            let rule = pick(ALL, part).map_or("", |rule| rule.name);
            edit.set_field(id, "allow", Some(map([(rule, Value::text("because"))])));
        }
        (6, Some(id), _) => edit.node(id, |node| node.name = format!("n{}", part % 5)),
        (7, Some(id), _) => edit.node(id, |node| node.note = format!("note {part}")),
        (8, Some(id), _) => edit.node(id, |node| node.parent = pick(&nodes, part).filter(|parent| *parent != id)),
        (9, parent, _) => {
            let kind = pick(catalog::KINDS, part).map_or("", |kind| kind.id);
            edit.add_node(Node { parent, ..Node::new(kind, format!("new-{}", with % 9)) });
        }
        (10, Some(from), _) => {
            if let (Some(to), Some(verb)) = (pick(&nodes, part), pick(meaning::VERBS, with)) {
                edit.connect(Connection::new(from, to, verb.id));
            }
        }
        (11, Some(id), _) => edit.remove_node(id),
        (12, _, Some(id)) => edit.remove_connection(id),
        (13, ..) => edit.settings(|settings| {
            let stage = map([("Type", Value::text("String")), ("Default", Value::text(format!("s{}", with % 3)))]);
            settings.parameters.insert("Stage".to_owned(), stage);
            settings.tags.insert("team".to_owned(), Value::text(format!("t{}", part % 3)));
        }),
        _ => {}
    }
    edit.finish()
}

/// Everything that a review says, each finding as a line.
pub(crate) fn said(Review { findings, undecided, allowed }: Review) -> Vec<String> {
    let findings = findings.into_iter().map(|finding| (finding, String::new()));
    let open = undecided.into_iter().map(|open| (open, String::new()));
    let all = findings.chain(open).chain(allowed).map(|(finding, reason)| {
        let Finding { rule, node, connection, setting, field, entry, message, depends, aws_says, fixes } = finding;
        let fixes: Vec<_> = fixes.iter().map(|fix| (&fix.title, fix.monthly_usd, &fix.patch)).collect();
        format!("{} {node:?} {connection:?} {setting:?} {field:?} {entry:?} {message} {depends:?} {aws_says} {reason} {fixes:?}", rule.name)
    });
    all.collect()
}

/// The same records in a design of which nothing is known.
pub(crate) fn by_itself(design: &Design) -> Design {
    let mut fresh = Design::default();
    Patch::between(&fresh, design).apply(&mut fresh).expect("a patch of this very design");
    fresh.with_ids_from(design.next_id())
}

#[test]
fn what_changed_and_changed_back_is_followed_further() {
    let mut design = sketch::parse("vpc main cidr=10.0.0.0/16\n").design;
    let mut reviewer = Reviewer::default();
    reviewer.review(&design);
    let set = |design: &mut Design, range: &str| {
        let mut edit = Edit::new(design);
        for (id, _) in design.nodes() {
            edit.set_field(id, "cidr", Some(Value::text(range)));
        }
        edit.finish().apply(design).expect("a patch of this very design");
    };
    // Twice between two looks: the same records, elsewhere in memory.
    set(&mut design, "10.1.0.0/16");
    set(&mut design, "10.0.0.0/16");
    reviewer.review(&design);
    set(&mut design, "10.2.0.0/16");
    reviewer.review(&design);
    assert_eq!(&*synthesized(&design), &*synthesized(&by_itself(&design)));
}

/// Makes edits in a row, each with a number that decides about its turn: now and then the last edit is undone, and of several edits only
/// the last is looked at.
pub(crate) fn play<S: Copy>(
    design: &mut Design,
    steps: Vec<(S, u8)>,
    edit: impl Fn(&Design, S) -> Patch,
    mut look: impl FnMut(&Design, S, u8) -> Result<(), TestCaseError>,
) -> Result<(), TestCaseError> {
    let mut done: Vec<Patch> = Vec::new();
    for (step, turn) in steps {
        let patch = match done.pop().filter(|_| turn % 5 == 0) {
            Some(last) => last.inverse(),
            None => edit(design, step),
        };
        prop_assert!(patch.apply(design).is_ok());
        done.push(patch);
        if turn % 7 != 0 {
            look(design, step, turn)?;
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]
    #[test]
    fn what_follows_says_what_a_fresh_look_says(start in any::<prop::sample::Index>(), steps in prop::collection::vec((step(), any::<u8>()), 1..16)) {
        let sketches = sketches();
        let text = start.get(&sketches);
        let mut design = sketch::parse(text).design;
        let mut reviewer = Reviewer::default();
        reviewer.review(&design);
        play(&mut design, steps, edit, |design, step, _| {
            let followed = said(reviewer.review(design));
            let fresh = by_itself(design);
            let expected = said(review(&fresh));
            prop_assert_eq!(followed, expected, "after {:?} in\n{}", step, text);
            prop_assert_eq!(&*synthesized(design), &*synthesized(&fresh), "the template after {:?} in\n{}", step, text);
            prop_assert_eq!(synthesized(design).0.yaml_size(), synthesized(design).0.to_yaml().len());
            prop_assert_eq!(synthesized(design).0.to_yaml(), synthesized(&fresh).0.to_yaml());
            Ok(())
        })?;
    }
}
