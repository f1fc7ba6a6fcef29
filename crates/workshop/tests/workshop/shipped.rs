//! The shipped lessons work, every step of them, and the one in the authors' documentation.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use groundplan_synth::design::Design;
use groundplan_workshop::course::Course;
use groundplan_workshop::handout::handout;
use groundplan_workshop::judge::{is_met, judge};
use groundplan_workshop::lesson::Lesson;
use groundplan_workshop::solve::solve;
use groundplan_workshop::verify::verify;

use crate::support::lesson;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../lessons")
}

/// The lessons with the names of their files.
fn lessons() -> BTreeMap<String, Lesson> {
    let files = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let lessons = files
        .filter(|path| path.extension().is_some_and(|ending| ending == "md") && path.file_name().is_some_and(|name| name != "README.md"));
    lessons.map(|path| (path.file_stem().unwrap().to_string_lossy().into_owned(), lesson(&fs::read_to_string(path).unwrap()))).collect()
}

#[track_caller]
fn assert_works(name: &str, lesson: &Lesson) {
    let problems: Vec<String> = verify(lesson).iter().map(ToString::to_string).collect();
    assert!(problems.is_empty(), "{name}: {problems:#?}");
}

#[test]
fn every_start_fails_and_every_solution_meets_the_goals() {
    let lessons = lessons();
    assert!(lessons.contains_key("fargate"));
    for (name, lesson) in &lessons {
        assert_works(name, lesson);
        assert_eq!(name, &lesson.id, "a lesson is called like its file");
    }
}

#[test]
fn a_proof_can_fail() {
    let text = fs::read_to_string(folder().join("fargate.md")).unwrap();
    let broken = [
        ("container app port=8080\n```\n", "container app port=80\n```\n", "the solution does not meet the goal"),
        (
            "region=eu-west-1\n",
            "region=eu-west-1\nvpc v\n  cluster c\n    service s\n      container a port=8080\n",
            "the start of the step meets the goal already",
        ),
        ("hint Select {app} and set its port\n", "", "found a goal without a hint"),
        (
            "service web desired_count=4",
            "service web desired_count=4\n- app -> unicorn : pulls",
            "the end of the lesson does not meet this goal any more",
        ),
        (
            "app -> web-logs : logs",
            "app -> web-log : logs",
            "found web-log, which is neither in the design nor in the changes; is web-logs meant?",
        ),
    ];
    for (from, to, expected) in broken {
        assert!(text.contains(from), "{from}");
        let problems: Vec<String> = verify(&lesson(&text.replacen(from, to, 1))).iter().map(ToString::to_string).collect();
        assert!(problems.iter().any(|problem| problem.contains(expected)), "{expected}: {problems:#?}");
    }
}

#[test]
fn a_student_who_asks_for_every_solution_gets_through() {
    for (name, lesson) in &lessons() {
        for seed in 0..3 {
            let course = Course::of(lesson, seed).unwrap();
            let mut made: Option<Design> = None;
            for place in 0..lesson.steps.len() {
                let mut design = course.opening(place, made.as_ref()).unwrap();
                let solved = solve(&course, place, &design).unwrap();
                solved.patch.apply(&mut design).unwrap();
                let open: Vec<String> =
                    judge(&course, place, &design).into_iter().filter(|verdict| !verdict.met).map(|verdict| verdict.why).collect();
                assert_eq!(open, Vec::<String>::new(), "{name}, step {place}");
                made = Some(design);
            }
        }
    }
}

#[test]
fn names_and_positions_do_not_matter() {
    // Every word of the solution that is a name is another one.
    let text = fs::read_to_string(folder().join("fargate.md")).unwrap();
    let lesson = lesson(&text);
    let course = Course::of(&lesson, 0).unwrap();
    for place in 0..lesson.steps.len() {
        let mut renamed = groundplan_synth::design::Edit::new(course.solution(place).unwrap());
        let ids: Vec<_> = course.solution(place).unwrap().nodes().map(|(id, _)| id).collect();
        for (number, id) in ids.into_iter().enumerate() {
            renamed.node(id, |node| {
                node.name = format!("thing {number}");
                node.frame = Some(groundplan_synth::design::Frame::new(-7 * i32::try_from(number).unwrap(), 3, 10, 10));
            });
        }
        assert!(is_met(&course, place, renamed.design()), "step {place}");
    }
}

#[test]
fn the_documentations_lesson_works() {
    let text = fs::read_to_string(folder().join("README.md")).unwrap();
    let (_, rest) = text.split_once("````markdown\n").unwrap();
    let (example, _) = rest.split_once("````").unwrap();
    assert_works("README.md", &lesson(example));
}

#[test]
fn a_handout_has_all_steps_and_nothing_that_runs() {
    for (name, lesson) in &lessons() {
        let course = Course::of(lesson, 1).unwrap();
        let page = handout(&course);
        assert_eq!(page.matches("<h2 id=").count(), lesson.steps.len(), "{name}");
        for goal in lesson.steps.iter().flat_map(|step| &step.goals) {
            assert!(page.contains(&goal.title.replace('\'', "&#39;")), "{name}: {}", goal.title);
        }
        for odd in ["<script", "onclick", "javascript:", "<img", "<style"] {
            assert!(!page.contains(odd), "{name}: {odd}");
        }
    }
}
