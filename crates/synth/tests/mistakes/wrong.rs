//! Mistakes are found: each design with one of them has a finding that it did not have before, about the thing that was changed and by a
//! rule that is there for it.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::thread;

use groundplan_synth::design::{Design, NodeId, sketch};
use groundplan_synth::rules::{self, Finding, Severity};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use crate::ground::{Ground, Made, Mistake};
use crate::plan::plan;
use crate::right::design_of;
use crate::sketch_of::sketch_of;
use crate::{in_limits, in_permissions, in_services, in_stores, in_the_network};

/// How many right designs there are to make mistakes in.
const DESIGNS: usize = 96;
/// How many times each kind of mistake is made.
const CASES: usize = 6;
/// The least share of each kind that must be found, and of all kinds together.
const LEAST_OF_A_KIND: f64 = 0.8;
const LEAST_OF_ALL: f64 = 0.95;

/// What became of one kind of mistake.
#[derive(Default)]
struct Tally {
    made: usize,
    found: usize,
    right: BTreeSet<&'static str>,
    /// The rules that found it, of those that are there for it.
    rules: BTreeSet<&'static str>,
    /// The rules that said something about it as well.
    beside: BTreeSet<&'static str>,
    /// A sketch in which it was not found.
    missed: Option<String>,
    /// What was found in a design in which nothing is wrong.
    false_alarms: Vec<String>,
}

/// Names of what a finding is about, and its words.
fn about(design: &Design, finding: &Finding) -> (BTreeSet<String>, String) {
    let ends = finding.connection.and_then(|id| design.connection(id)).map(|record| [record.from.node(), record.to.node()]);
    let nodes: Vec<NodeId> = ends.into_iter().flatten().flatten().chain(finding.node).collect();
    let names = nodes.iter().filter_map(|id| design.node(*id)).map(|node| node.name.clone());
    let setting = finding.setting.as_ref().and_then(|setting| setting.split_once(' ')).map(|(_, name)| name.to_owned());
    (names.chain(setting).collect(), format!("{}: {}", finding.rule.name, finding.message))
}

fn findings(design: &Design) -> Vec<(BTreeSet<String>, String, &'static rules::Rule)> {
    let all = rules::check(design);
    all.iter()
        .map(|finding| {
            let (names, words) = about(design, finding);
            (names, words, finding.rule)
        })
        .collect()
}

fn try_mistake(mistake: &Mistake, designs: &[(Design, BTreeSet<String>)]) -> Tally {
    let mut tally = Tally::default();
    for (pick, (design, known)) in designs.iter().enumerate() {
        if tally.made >= CASES {
            break;
        }
        let Some(made) = (mistake.make)(&Ground { design, pick }) else { continue };
        match made {
            Made::Wrong(changed, names) => {
                tally.made += 1;
                let new = findings(&changed).into_iter().filter(|(_, words, _)| !known.contains(words));
                let new = new.filter(|(about, words, _)| names.iter().any(|name| about.contains(name) || has_word(words, name)));
                let (meant, beside): (Vec<_>, Vec<_>) = new.map(|(_, _, rule)| rule.name).partition(|rule| mistake.rules.contains(rule));
                tally.beside.extend(beside);
                if !meant.is_empty() {
                    tally.found += 1;
                    tally.rules.extend(meant);
                } else if tally.missed.is_none() {
                    tally.missed = Some(format!("about {names:?}\n{}", sketch::print(&changed)));
                }
            }
            Made::Right(changed, why) => {
                tally.right.insert(why);
                let new =
                    findings(&changed).into_iter().filter(|(_, words, rule)| !known.contains(words) && rule.severity != Severity::Info);
                tally.false_alarms.extend(new.map(|(_, words, _)| format!("{words}\n{}", sketch::print(&changed))));
            }
        }
    }
    tally
}

/// True when a text has a name as a whole word.
fn has_word(text: &str, name: &str) -> bool {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '-';
    text.split(|letter| !is_part(letter)).any(|word| word == name)
}

#[test]
fn mistakes_are_found_and_named() {
    let mut runner = TestRunner::deterministic();
    let plans = (0..DESIGNS).map(|_| plan().new_tree(&mut runner).expect("a plan").current());
    let designs: Vec<(Design, BTreeSet<String>)> = plans
        .map(|plan| {
            let design = design_of(&sketch_of(&plan));
            let known = findings(&design).into_iter().map(|(_, words, _)| words).collect();
            (design, known)
        })
        .collect();
    let all: Vec<&Mistake> =
        [in_limits::ALL, in_the_network::ALL, in_services::ALL, in_permissions::ALL, in_stores::ALL].into_iter().flatten().collect();
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let tallies: Vec<(&str, Tally)> = thread::scope(|scope| {
        let parts = all.chunks(all.len().div_ceil(workers)).map(|part| {
            let designs = &designs;
            scope.spawn(move || part.iter().map(|mistake| (mistake.name, try_mistake(mistake, designs))).collect::<Vec<_>>())
        });
        let parts: Vec<_> = parts.collect();
        parts.into_iter().flat_map(|part| part.join().expect("no mistake makes the rules panic")).collect()
    });
    report(&tallies);
}

#[test]
fn the_rules_that_are_there_for_a_mistake_exist() {
    let all = [in_limits::ALL, in_the_network::ALL, in_services::ALL, in_permissions::ALL, in_stores::ALL];
    for mistake in all.into_iter().flatten() {
        assert!(!mistake.rules.is_empty(), "{}", mistake.name);
        for rule in mistake.rules {
            assert!(rules::by_name(rule).is_some(), "{}: there is no rule {rule}", mistake.name);
        }
    }
}

/// Prints the table of shares and holds it to its bounds.
fn report(tallies: &[(&str, Tally)]) {
    let mut table = String::from("made  found  share  kind of mistake: rules\n");
    let mut failures = String::new();
    let (mut made, mut found) = (0, 0);
    for (name, tally) in tallies {
        let share = if tally.made == 0 { 1.0 } else { tally.found as f64 / tally.made as f64 };
        let joined = |rules: &BTreeSet<&'static str>| rules.iter().copied().collect::<Vec<_>>().join(", ");
        let (rules, beside) = (joined(&tally.rules), joined(&tally.beside));
        let beside = if beside.is_empty() { beside } else { format!(" (beside them {beside})") };
        let _ = writeln!(table, "{:>4}  {:>5}  {:>4.0}%  {name}: {rules}{beside}", tally.made, tally.found, share * 100.0);
        for why in &tally.right {
            let _ = writeln!(table, "                     nothing is wrong where {why}");
        }
        (made, found) = (made + tally.made, found + tally.found);
        if tally.made + tally.right.len() == 0 {
            let _ = writeln!(failures, "{name}: no design has a place for it");
        }
        if share < LEAST_OF_A_KIND {
            let missed = tally.missed.as_deref().unwrap_or_default();
            let _ = writeln!(failures, "{name}: {} of {} found; not in the sketch {missed}", tally.found, tally.made);
        }
        for alarm in tally.false_alarms.iter().take(1) {
            let _ = writeln!(failures, "{name}: {} false alarms, the first {alarm}", tally.false_alarms.len());
        }
    }
    let share = found as f64 / made as f64;
    let _ = writeln!(table, "{made:>4}  {found:>5}  {:>4.1}%  all kinds", share * 100.0);
    println!("{table}");
    assert!(failures.is_empty(), "{table}\n{failures}");
    assert!(share >= LEAST_OF_ALL, "{table}");
}
