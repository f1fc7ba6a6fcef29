//! Solving, resetting, and what is kept between two visits.

use groundplan_synth::design::{Design, sketch};
use groundplan_workshop::course::Course;
use groundplan_workshop::judge::is_met;
use groundplan_workshop::progress::{Outcome, Progress};
use groundplan_workshop::solve::{reset, solve};

use crate::support::{design, lesson, one_step};

const BLOCKS: &str = "```goal It reads\nexists service web\nexists container app\ninside app web\nexists bucket box\nallowed app s3:GetObject box\nhint a\nhint b\n```\n\n```quiz Why?\n[x] a\n[ ] b\n[x] c\n```\n\n```solution\nbucket box\nweb -> box : read\n```\n\n## Two {#two}\n\n```goal Two\nexists queue q\nhint c\n```\n\n```solution\nqueue q\n```\n";
const START: &str = "vpc v\n  cluster c\n    service web\n      container app";

#[track_caller]
fn check(drawn: &str, keeps: bool, expected: &str) {
    let lesson = lesson(&one_step(START, BLOCKS));
    let course = Course::of(&lesson, 0).unwrap();
    let before = design(drawn);
    let solved = solve(&course, 0, &before).unwrap();
    let mut after = before.clone();
    solved.patch.apply(&mut after).unwrap();
    assert!(is_met(&course, 0, &after));
    assert_eq!(solved.keeps, keeps);
    assert_eq!(sketch::print(&after), expected);
    solved.patch.inverse().apply(&mut after).unwrap();
    assert_eq!(after, before, "one undo gives everything back");
}

#[test]
fn what_a_student_drew_stays_where_it_fits() {
    let mine = "vpc net @10,20 900x700\n  cluster crew\n    service shop cpu=1024\n      container till\n";
    check(mine, true, &format!("{mine}\nbucket box\n\nshop -> box : read\n"));
    let half = "vpc net\n  cluster crew\n    service shop\n      container till\n\nbucket mine\n";
    check(half, true, &format!("{half}\nshop -> mine : read\n"));
    let done = format!("{half}\nshop -> mine : read\n");
    check(&done, true, &done);
}

#[test]
fn what_does_not_fit_is_replaced() {
    check("queue q\n", false, "vpc v\n  cluster c\n    service web\n      container app\n\nbucket box\n\nweb -> box : read\n");
}

#[test]
fn a_step_starts_with_what_was_made_before() {
    let lesson = lesson(&one_step(START, BLOCKS));
    let course = Course::of(&lesson, 0).unwrap();
    let made = design("vpc mine\n");
    assert_eq!(course.opening(1, Some(&made)), Some(made.clone()));
    assert_eq!(course.opening(0, Some(&made)), course.start(0).cloned());
    let mut broken = design("bucket b\n");
    reset(&course, 1, &broken, Some(&made)).unwrap().apply(&mut broken).unwrap();
    assert_eq!(broken, made);
}

#[test]
fn progress_survives() {
    let lesson = lesson(&one_step(START, BLOCKS));
    let course = Course::of(&lesson, 7).unwrap();
    let mut progress = Progress::new(&course);
    let first = progress.open(&course, 0, None).unwrap();
    assert_eq!(Some(&first), course.start(0));
    assert_eq!([1, 2, 3].map(|_| progress.show_hint(&course, 0, 0)), [1, 2, 2]);
    assert!(!progress.answer(&course, 0, 0, &[0]));
    assert!(!progress.answer(&course, 0, 0, &[0, 1, 2]));
    assert!(progress.answer(&course, 0, 0, &[2, 0]));
    progress.end("step", Outcome::Solved);
    progress.end("step", Outcome::Done);
    progress.end("step", Outcome::Skipped);
    let made = design("vpc mine\n");
    assert_eq!(progress.open(&course, 1, Some(&made)), Some(made.clone()));

    let mut kept = Progress::read(&progress.write()).unwrap();
    assert_eq!(kept, progress);
    assert_eq!((kept.step.as_str(), kept.seed), ("two", 7));
    assert_eq!(kept.steps["step"].outcome, Some(Outcome::Done));
    // Whoever comes back to a step finds its start as it was, whatever was made since.
    assert_eq!(kept.open(&course, 1, Some(&Design::default())), Some(made));

    let newer = progress.write().replace("\"version\":1", "\"version\":2");
    assert_eq!(Progress::read(&newer).unwrap_err(), "found progress of version 2, expected 1: a newer Groundplan wrote it");
    let more = progress.write().replacen('{', "{\"colour\":\"blue\",", 1);
    assert!(Progress::read(&more).unwrap().write().contains("\"colour\":\"blue\""), "what is not known stays");
    assert!(Progress::read("{").unwrap_err().starts_with("the progress cannot be read: "));
}
