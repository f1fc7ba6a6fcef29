//! A new rule is one file: whatever lies in the folder of the rules is registered, under the name of its file.

use std::collections::BTreeSet;

use groundplan_synth::rules::ALL;

use crate::checkout::files;

#[test]
fn every_rule_file_is_registered_under_its_name() {
    let paths = files().into_iter().map(|file| file.path);
    let stems = paths.filter_map(|path| path.strip_prefix("crates/synth/src/rules/")?.strip_suffix(".rs").map(str::to_owned));
    let stems: BTreeSet<String> = stems.filter(|stem| stem != "mod" && !stem.contains('/')).map(|stem| stem.replace('_', "-")).collect();
    let names: BTreeSet<String> = ALL.iter().map(|rule| rule.name.to_owned()).collect();
    assert_eq!(stems, names);
}

#[test]
fn rules_keep_no_state() {
    for file in files().into_iter().filter(|file| file.path.starts_with("crates/synth/src/rules/") && !file.is_test()) {
        for word in ["static mut", "Mutex", "RefCell", "OnceLock", "thread_local!", "Atomic", "check_one(&"] {
            assert!(!file.text.contains(word), "{} has {word}", file.path);
        }
    }
}
