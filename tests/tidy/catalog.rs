//! Everything in the catalog explains itself, and what it refers to exists.

use std::collections::BTreeSet;

use groundplan_synth::catalog::{self, Field, Form, Help, KINDS, Kind, by_id};
use groundplan_synth::design::sketch;
use groundplan_synth::meaning::{self, VERBS};

#[test]
fn every_kind_explains_itself() {
    for kind in KINDS {
        assert!(!kind.title.is_empty() && !kind.summary().is_empty(), "{} has a title and docs", kind.id);
        let help = catalog::help(kind.id).expect(kind.id);
        assert!(help.docs.trim().lines().count() > 1, "{}: behind the summary stands what to know", kind.id);
        assert!(help.source.starts_with("https://"), "{} names its source", kind.id);
        check_fields(kind.id, kind.fields, help);
    }
    let ids: BTreeSet<&str> = KINDS.iter().map(|kind| kind.id).collect();
    assert_eq!(ids.len(), KINDS.len(), "ids are unique");
}

#[test]
fn every_glyph_is_a_drawing() {
    for kind in KINDS {
        assert!(!kind.glyph.is_empty(), "{} has a glyph", kind.id);
        for path in kind.glyph {
            let drawn = path.starts_with('M') && path.chars().all(|letter| letter.is_ascii_alphanumeric() || " .,-".contains(letter));
            assert!(drawn, "{}: {path} is no path data", kind.id);
        }
    }
}

#[test]
fn every_verb_explains_itself() {
    for verb in VERBS {
        assert!(!verb.summary().is_empty(), "{} has docs", verb.id);
        let help = meaning::help(verb.id).expect(verb.id);
        assert!(help.source.starts_with("https://"), "{} names its source", verb.id);
        assert!(!verb.pairs().is_empty(), "{} joins something", verb.id);
        check_fields(verb.id, verb.fields, help);
    }
    let ids: BTreeSet<&str> = VERBS.iter().map(|verb| verb.id).collect();
    assert_eq!(ids.len(), VERBS.len(), "ids are unique");
}

#[track_caller]
fn check_fields(owner: &str, fields: &[Field], help: &Help) {
    let names: BTreeSet<&str> = fields.iter().map(|field| field.name).collect();
    assert_eq!(names.len(), fields.len(), "{owner}: names of fields are unique");
    for field in fields {
        let label = format!("{owner}.{}", field.name);
        let Some(about) = help.field(field.name) else { panic!("{label} has docs") };
        assert!(
            !about.docs.trim().is_empty() && !field.title.is_empty() && !field.group.is_empty(),
            "{label} has docs, a title and a group"
        );
        assert!(about.source.is_empty() || about.source.starts_with("https://"), "{label}: a source is an address");
        let is_map = sketch::parse_value(field.example).is_ok_and(|value| value.as_map().is_some());
        assert!(field.example.is_empty() || (is_map && field.form == Form::Entries), "{label}: {} is no entry", field.example);
        if let Some(initial) = field.initial.value() {
            assert_eq!(field.form.problem(&initial), None, "{label}: the default fits the field");
        }
    }
}

#[test]
fn every_kind_that_is_named_exists() {
    for kind in KINDS {
        assert!(!kind.parents.is_empty(), "{} can lie somewhere", kind.id);
        for parent in kind.parents.iter().filter(|parent| !parent.is_empty()) {
            let holds = by_id(parent).is_some_and(Kind::is_frame);
            assert!(holds, "{} lies in {parent}, which is no frame of the catalog", kind.id);
        }
    }
    for verb in VERBS {
        for end in verb.pairs().into_iter().flat_map(|(from, to)| [from, to]) {
            assert!(by_id(end).is_some(), "{} joins {end}, which does not exist", verb.id);
        }
    }
}
