//! Every design as raw resources: the same template, also after it was written down as a sketch.

use std::path::{Path, PathBuf};
use std::{env, fs};

use groundplan_synth::design::sketch::{parse, print};
use groundplan_synth::design::{Design, saved};
use groundplan_synth::raw::as_raw_resources;
use groundplan_synth::schema;
use groundplan_synth::synthesize::synthesize;
use serde_json::Value as Json;

use crate::{read, sketches};

/// The golden sketches and the examples.
pub(crate) fn all_sketches() -> Vec<(PathBuf, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).expect("there are examples").map(|entry| entry.expect("an entry").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "sketch"));
    paths.sort();
    let examples = paths.into_iter().map(|path| (path.clone(), fs::read_to_string(path).expect("a sketch is text")));
    sketches().into_iter().chain(examples).collect()
}

/// Compares entry by entry: a whole template is too much to read.
#[track_caller]
fn check(found: &Json, expected: &Json, what: &str) {
    let names = |template: &Json| -> Vec<(String, String)> {
        let sections = template.as_object().into_iter().flatten();
        let entries = sections.filter_map(|(section, value)| Some((section, value.as_object()?)));
        entries.flat_map(|(section, entries)| entries.keys().map(|name| (section.clone(), name.clone()))).collect()
    };
    for (section, name) in names(found).into_iter().chain(names(expected)) {
        let entry = |template: &Json| template.get(&section).and_then(|entries| entries.get(&name)).cloned();
        assert!(
            entry(found) == entry(expected),
            "{what}: {section} {name} is {}, expected {}",
            entry(found).unwrap_or_default(),
            entry(expected).unwrap_or_default()
        );
    }
    assert_eq!(found.get("Description"), expected.get("Description"), "{what}");
}

fn template(design: &Design) -> Json {
    synthesize(design).as_json()
}

#[test]
fn raw_resources_give_the_same_template() {
    for (path, text) in all_sketches() {
        let design = read(&path, &text).design;
        let (raw, expected) = (as_raw_resources(&design), template(&design));
        let name = path.display().to_string();
        check(&template(&raw), &expected, &name);
        check(&template(&parse(&print(&raw)).design), &expected, &format!("{name} as a sketch"));
        let saved = saved::read(&saved::write(&raw)).expect("a saved design is read");
        check(&template(&saved), &expected, &format!("{name} as a saved design"));
    }
}

#[test]
fn every_resource_fits_its_schema() {
    assert!(schema::types().count() > 50, "the schemas are there");
    let mut found = Vec::new();
    for (path, text) in all_sketches() {
        for (logical_id, resource) in synthesize(&read(&path, &text).design).resources {
            let violations = schema::check(&resource.kind, &resource.properties);
            let line = |violation: &schema::Violation| {
                format!("{}: {logical_id}, {}, {}: {}", path.display(), resource.kind, violation.place(), violation.message)
            };
            found.extend(violations.iter().map(line));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
