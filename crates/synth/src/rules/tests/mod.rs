//! Every rule is held to its own documentation: its flagged sketch is found, its passing sketch is not, each fix mends.

use std::collections::BTreeSet;

use super::*;
use crate::catalog;
use crate::design::sketch;
use crate::meaning;

mod bills;
mod cases;
mod exceptions;
mod idle;
mod joined;
mod limits;
mod looks;
mod odd;
mod policies;
mod raw;
mod rights;
mod undecided;

#[track_caller]
fn design(text: &str) -> Design {
    let parsed = sketch::parse(text);
    assert_eq!(parsed.errors, [], "in the sketch\n{text}");
    parsed.design
}

/// The errors of all rules, as text that stays the same when ids do.
fn errors(design: &Design) -> BTreeSet<String> {
    let errors = check(design).into_iter().filter(|finding| finding.rule.severity == Severity::Error);
    errors.map(|finding| format!("{} {:?} {:?}: {}", finding.rule.name, finding.node, finding.connection, finding.message)).collect()
}

#[track_caller]
fn check_fixes(rule: &'static Rule, text: &str) {
    let flagged = design(text);
    let before = errors(&flagged);
    for finding in check_one(rule, &flagged) {
        for fix in &finding.fixes {
            let mut mended = flagged.clone();
            fix.patch.apply(&mut mended).unwrap();
            let left: Vec<String> = check_one(rule, &mended).into_iter().map(|finding| finding.message).collect();
            assert!(!left.contains(&finding.message), "{}: \"{}\" leaves \"{}\"", rule.name, fix.title, finding.message);
            let new: Vec<String> = errors(&mended).difference(&before).cloned().collect();
            assert!(new.is_empty(), "{}: \"{}\" brings {new:#?}", rule.name, fix.title);
            fix.patch.inverse().apply(&mut mended).unwrap();
            assert!(mended == flagged, "{}: \"{}\" is one step to undo", rule.name, fix.title);
        }
    }
}

#[test]
fn the_flagged_sketch_shows_this_mistake_alone_and_each_fix_mends_it() {
    let mut others: Vec<String> = Vec::new();
    for rule in ALL {
        let found = check(&design(rule.flagged));
        assert!(found.iter().any(|finding| finding.rule.name == rule.name), "{} finds nothing in its flagged sketch", rule.name);
        let foreign = found.iter().filter(|finding| finding.rule.name != rule.name);
        others.extend(foreign.map(|finding| format!("{}: {} finds \"{}\"", rule.name, finding.rule.name, finding.message)));
        check_fixes(rule, rule.flagged);
    }
    assert!(others.is_empty(), "{others:#?}");
}

#[test]
fn nothing_is_wrong_with_the_passing_sketch() {
    for rule in ALL {
        assert_eq!(errors(&design(rule.passing)), BTreeSet::new(), "{}", rule.name);
    }
}

#[test]
fn findings_name_what_people_can_look_up() {
    for rule in ALL {
        let flagged = design(rule.flagged);
        for finding in check_one(rule, &flagged) {
            let kind = finding.node.and_then(|id| flagged.node(id)).and_then(|node| catalog::kind_of(node));
            let verb = finding.connection.and_then(|id| flagged.connection(id)).and_then(|connection| meaning::by_id(&connection.verb));
            if let Some(field) = finding.field {
                let known = kind.is_some_and(|kind| kind.field(field).is_some()) || verb.is_some_and(|verb| verb.field(field).is_some());
                assert!(known, "{} names the field {field}", rule.name);
            }
            assert!(finding.node.is_some() || finding.connection.is_some() || finding.setting.is_some(), "{} names no place", rule.name);
            assert!(!finding.message.ends_with('.'), "{}: messages are phrases without a final full stop", rule.name);
        }
    }
}

#[test]
fn codes_count_up_and_every_rule_explains_itself() {
    let mut codes: Vec<&str> = ALL.iter().map(|rule| rule.code).collect();
    codes.sort_unstable();
    let expected: Vec<String> = (1..=ALL.len()).map(|number| format!("GP{number:03}")).collect();
    assert_eq!(codes, expected);
    let names: BTreeSet<&str> = ALL.iter().map(|rule| rule.name).collect();
    assert_eq!(names.len(), ALL.len());
    for rule in ALL {
        let mut paragraphs = rule.docs.split("\n\n");
        let summary = paragraphs.next().unwrap_or_default();
        assert!(summary.ends_with('.') && !summary.contains('\n'), "{} starts with one sentence", rule.name);
        assert!(paragraphs.next().is_some_and(|why| why.len() > 80), "{} says why it matters", rule.name);
        assert!(rule.source.starts_with("https://"), "{} names its source", rule.name);
    }
}
