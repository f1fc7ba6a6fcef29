//! The crates below the app know no browser: the same code runs natively, on the command line and in the page.

use std::collections::{BTreeMap, BTreeSet};

use crate::checkout::{assert_none, read};

/// The crates that must stay without a browser.
const PURE: &[&str] = &["synth", "editor", "workshop", "cli"];

/// What belongs to the browser: names, or the starts of names that end in `*`.
const WEB: &[&str] =
    &["wasm-bindgen*", "web-sys", "js-sys", "gloo*", "leptos*", "tachys", "reactive_*", "console_error_panic_hook", "rexie", "idb"];

#[test]
fn pure_crates_depend_on_no_web_crate() {
    let lock = locked();
    let mut places = Vec::new();
    for name in PURE {
        let mut seen = BTreeSet::new();
        for dependency in declared(name) {
            walk(&lock, &dependency, &mut seen);
        }
        places.extend(seen.iter().filter(|package| is_web(package)).map(|package| format!("{name} depends on {package}")));
    }
    assert_none("a pure crate has a web crate in its dependency tree", &places);
}

#[test]
fn only_the_command_line_parses_arguments() {
    let with_clap: Vec<&str> = ["synth", "editor", "workshop", "cli"].into_iter().filter(|name| declared(name).contains("clap")).collect();
    assert_eq!(with_clap, ["cli"]);
}

fn is_web(package: &str) -> bool {
    WEB.iter().any(|web| web.strip_suffix('*').map_or(package == *web, |start| package.starts_with(start)))
}

/// What a crate of the workspace depends on outside its tests, for every target.
fn declared(name: &str) -> BTreeSet<String> {
    let manifest = read(&format!("crates/{name}/Cargo.toml"));
    let mut found = BTreeSet::new();
    let mut counts = false;
    for line in manifest.text.lines() {
        if line.starts_with('[') {
            counts = line.contains("dependencies") && !line.contains("dev-dependencies");
        } else if let Some((key, _)) = line.split_once('=').filter(|(key, _)| counts && !key.trim_start().starts_with('#')) {
            let key = key.trim();
            found.insert(key.strip_suffix(".workspace").unwrap_or(key).to_owned());
        }
    }
    found
}

/// The packages of the lock file with what they depend on. A package of the workspace lists its tests' dependencies too,
/// which are not followed.
fn locked() -> BTreeMap<String, BTreeSet<String>> {
    let mut packages: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for section in read("Cargo.lock").text.split("[[package]]").skip(1) {
        let Some(name) = section.lines().find_map(|line| line.strip_prefix("name = ")) else {
            continue;
        };
        let own = packages.entry(name.trim_matches('"').to_owned()).or_default();
        let dependencies = section.lines().filter_map(|line| line.trim().strip_prefix('"')?.strip_suffix("\","));
        // `name version` when several versions are locked.
        own.extend(dependencies.filter_map(|line| line.split(' ').next()).map(str::to_owned));
    }
    assert!(packages.len() > 20, "the lock file was read");
    packages
}

fn walk(lock: &BTreeMap<String, BTreeSet<String>>, package: &str, seen: &mut BTreeSet<String>) {
    if !seen.insert(package.to_owned()) {
        return;
    }
    let next = match package.strip_prefix("groundplan-") {
        Some(own) => declared(own),
        None => lock.get(package).cloned().unwrap_or_default(),
    };
    for dependency in next {
        walk(lock, &dependency, seen);
    }
}
