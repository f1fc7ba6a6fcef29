//! A fault is found by the student: no goal tells it.

use std::collections::BTreeSet;

use groundplan_synth::design::{Design, Edit, NodeId};
use groundplan_synth::rules::{self, Finding};
use groundplan_workshop::course::Course;
use groundplan_workshop::judge::{Verdict, judge, judge_all};
use groundplan_workshop::mark::Table;

use crate::shipped::lessons;

/// The nodes at which a fault would be found.
fn nodes(design: &Design, found: &[Finding]) -> BTreeSet<NodeId> {
    let ends = |finding: &Finding| finding.connection.and_then(|id| design.connection(id)).and_then(|connection| connection.nodes());
    found.iter().flat_map(|finding| finding.node.into_iter().chain(ends(finding).into_iter().flat_map(|(from, to)| [from, to]))).collect()
}

/// True when words have a name in them that stands alone: `app`, and not the one of `appears`.
fn names(words: &str, name: &str) -> bool {
    words.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-').any(|word| word == name)
}

#[track_caller]
fn assert_tells_nothing(fault: &str, design: &Design, found: &[Finding], title: &str, verdict: &Verdict) {
    let place = format!("{fault}, {title}: {verdict:?}");
    assert_eq!(verdict.nodes, [], "{place}");
    let said = format!("{}\n{}", verdict.words, verdict.why).replace(title, "");
    assert!(found.iter().all(|finding| !said.contains(&finding.message)), "{place}");
    for id in nodes(design, found) {
        assert!(!names(&said, &design.node(id).unwrap().name), "{place}");
    }
}

#[test]
fn no_goal_tells_a_fault_that_is_to_be_found() {
    let lesson = &lessons()["break-it"];
    let rounds: Vec<usize> = (0..lesson.steps.len()).filter(|place| lesson.steps[*place].draws).collect();
    let mut seen = BTreeSet::new();
    for seed in 0..40 {
        let course = Course::of(lesson, seed).unwrap();
        for round in &rounds {
            let (fault, start) = (course.fault(*round).unwrap(), course.start(*round).unwrap());
            let found = rules::check(start);
            let verdicts = judge(&course, *round, start);
            assert!(!verdicts[0].met && verdicts[0].words == "The fault is still there", "{}", fault.id);
            for (goal, verdict) in lesson.steps[*round].goals.iter().zip(&verdicts) {
                assert_tells_nothing(&fault.id, start, &found, &goal.title, verdict);
            }
            seen.insert(fault.id.clone());
        }
    }
    assert_eq!(seen.len(), lesson.faults.len(), "every fault has its turn");
}

#[test]
fn an_author_who_writes_no_words_gives_nothing_away() {
    // As in a lesson of somebody who has not read that far in the guide.
    let mut lesson = lessons().remove("break-it").unwrap();
    for goal in lesson.steps.iter_mut().flat_map(|step| &mut step.goals) {
        goal.met.clear();
        goal.unmet.clear();
    }
    for seed in 0..40 {
        let course = Course::of(&lesson, seed).unwrap();
        let (fault, start) = (course.fault(1).unwrap(), course.start(1).unwrap());
        let found = rules::check(start);
        for (goal, verdict) in lesson.steps[1].goals.iter().zip(judge(&course, 1, start)) {
            assert_tells_nothing(&fault.id, start, &found, &goal.title, &verdict);
        }
    }
}

#[test]
fn once_it_is_mended_the_goals_say_what_else_was_broken() {
    let lesson = &lessons()["break-it"];
    let course = Course::of(lesson, 7).unwrap();
    let round = lesson.step("two").unwrap();
    let mut edit = Edit::new(course.solution(round).unwrap());
    edit.remove_node(edit.design().find("votes").unwrap());
    let verdicts = judge(&course, round, edit.design());
    assert_eq!(verdicts[3].words, "The program runs into errors when it uses the pictures or the votes");
    assert_eq!(verdicts[3].why, "There is no DynamoDB table yet");
}

#[test]
fn a_teacher_reads_the_reason_all_the_same() {
    let lesson = &lessons()["break-it"];
    let course = Course::of(lesson, 7).unwrap();
    let round = lesson.step("two").unwrap();
    let start = course.start(round).unwrap();
    let why = &judge_all(&course, &[round], start)[5].why;
    assert!(why.contains("trusts ec2.amazonaws.com"), "{why}");
    let table = Table::of(&course, Some(round), [("ana".to_owned(), Ok(start.clone()))]);
    assert_eq!(table.rows[0].results.as_ref().unwrap()[5].as_ref(), Some(why));
}
