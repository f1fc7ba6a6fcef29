//! The golden sketches leave nothing out: every kind has one of its own, and every field of every kind and verb does something in one.

use std::collections::BTreeSet;

use groundplan_synth::catalog::{self, Field, KINDS};
use groundplan_synth::design::{Design, Edit};
use groundplan_synth::meaning::{self, VERBS};
use groundplan_synth::rules::{ALL, check};
use groundplan_synth::synthesize::synthesize;

use crate::{folder, read, sketches};

/// The name of a kind or verb, and one of its fields.
type Owned = (&'static str, &'static str);

/// The fields without which a design would give another template.
fn effective(design: &Design) -> BTreeSet<Owned> {
    let template = synthesize(design).to_yaml();
    let mut found = BTreeSet::new();
    let mut note = |owner: &'static str, field: &'static Field, without: Edit<'_>| {
        if synthesize(without.design()).to_yaml() != template {
            found.insert((owner, field.name));
        }
    };
    for (id, node) in design.nodes() {
        let Some(kind) = catalog::kind_of(node) else { continue };
        for field in kind.fields.iter().filter(|field| node.fields.contains_key(field.name)) {
            let mut edit = Edit::new(design);
            edit.set_field(id, field.name, None);
            note(kind.id, field, edit);
        }
    }
    for (id, connection) in design.connections() {
        let Some(verb) = meaning::by_id(&connection.verb) else { continue };
        for field in verb.fields.iter().filter(|field| connection.fields.contains_key(field.name)) {
            let mut edit = Edit::new(design);
            edit.set_connection_field(id, field.name, None);
            note(verb.id, field, edit);
        }
    }
    found
}

#[test]
fn every_kind_has_a_sketch_of_its_own() {
    for kind in KINDS {
        let path = folder().join(kind.id).with_extension("sketch");
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert!(read(&path, &text).design.nodes_of(kind.id).next().is_some(), "{} has no {}", path.display(), kind.id);
    }
}

#[test]
fn everything_in_a_sketch_is_known() {
    for (path, text) in sketches() {
        let design = read(&path, &text).design;
        for (_, node) in design.nodes() {
            let kind = catalog::kind_of(node).unwrap_or_else(|| panic!("{}: there is no kind {}", path.display(), node.kind));
            for name in node.fields.keys() {
                assert!(kind.field(name).is_some(), "{}: {} has no field {name}", path.display(), kind.id);
            }
        }
        for (_, connection) in design.connections() {
            let verb = meaning::by_id(&connection.verb);
            let verb = verb.unwrap_or_else(|| panic!("{}: there is no verb {}", path.display(), connection.verb));
            for name in connection.fields.keys() {
                assert!(verb.field(name).is_some(), "{}: {} has no field {name}", path.display(), verb.id);
            }
        }
    }
}

#[test]
fn a_fact_about_a_program_changes_no_template_and_a_rule_reads_it() {
    for (kind, field) in KINDS.iter().flat_map(|kind| kind.fields.iter().filter(|field| field.is_fact()).map(|field| (kind.id, field.name)))
    {
        let flagged: Vec<Design> = ALL.iter().map(|rule| groundplan_synth::design::sketch::parse(rule.flagged()).design).collect();
        let of_field = |design: &&Design| design.nodes_of(kind).any(|(_, node)| node.fields.contains_key(field));
        let shown: Vec<&Design> = flagged.iter().filter(of_field).collect();
        assert!(
            shown.iter().any(|design| check(design).iter().any(|finding| finding.field == Some(field))),
            "no rule reads {kind}.{field}"
        );
        assert!(shown.iter().all(|design| !effective(design).contains(&(kind, field))), "{kind}.{field} changes the template");
    }
}

#[test]
fn every_verb_and_every_field_does_something_in_a_sketch() {
    let mut verbs = BTreeSet::new();
    let mut fields = BTreeSet::new();
    for (path, text) in sketches() {
        let design = read(&path, &text).design;
        verbs.extend(design.connections().map(|(_, connection)| connection.verb.clone()));
        fields.extend(effective(&design));
    }
    let absent: Vec<&str> = VERBS.iter().map(|verb| verb.id).filter(|verb| !verbs.contains(*verb)).collect();
    assert!(absent.is_empty(), "no golden sketch has {absent:?}");
    // What says how a program behaves changes no template: rules read it.
    let in_template = |field: &&Field| !field.is_fact();
    let of_kinds = KINDS.iter().flat_map(|kind| kind.fields.iter().filter(in_template).map(|field| (kind.id, field.name)));
    let of_verbs = VERBS.iter().flat_map(|verb| verb.fields.iter().map(|field| (verb.id, field.name)));
    let idle: Vec<Owned> = of_kinds.chain(of_verbs).filter(|field| !fields.contains(field)).collect();
    assert!(idle.is_empty(), "taken away, these change the template of no golden sketch: {idle:?}");
}
