//! The shipped lessons work, every step of them, and the one in the authors' documentation.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use groundplan_synth::design::{Design, sketch};
use groundplan_synth::rules::{self, Severity};
use groundplan_workshop::course::{Course, faulty};
use groundplan_workshop::goal::{Asks, Rules};
use groundplan_workshop::handout::handout;
use groundplan_workshop::judge::{is_met, judge, symptoms};
use groundplan_workshop::lesson::Lesson;
use groundplan_workshop::read::read;
use groundplan_workshop::solve::solve;
use groundplan_workshop::verify::verify;

use crate::support::{design, lesson};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../lessons")
}

/// The lessons with the names of their files.
pub(crate) fn lessons() -> BTreeMap<String, Lesson> {
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
    assert_eq!(lessons.keys().collect::<Vec<_>>(), ["as-written", "break-it", "fargate"]);
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
            "hint Connect {web} with the private subnet of each zone: it `runs` there\n",
            "hint Connect {web} with {first} and {second}\n",
            "found that hint 1 calls both {first} and {second} \"the subnet\" at the start of the step, expected words that tell them apart: Connect web with the subnet and the subnet",
        ),
        ("hint Select {app} and set its port\n", "hint Select {till} and set its port\n", "found till, of which nothing is known yet"),
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
        let found = read(&text.replacen(from, to, 1)).map_or_else(|problems| problems, |lesson| verify(&lesson));
        let problems: Vec<String> = found.iter().map(ToString::to_string).collect();
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
fn the_workshop_starts_as_it_was_written_and_ends_without_a_warning() {
    let lesson = &lessons()["as-written"];
    let course = Course::of(lesson, 0).unwrap();
    let written = include_str!("../../../../examples/unicorn-as-written.sketch");
    assert_eq!(course.start(0).unwrap(), &design(written));
    let bad = |design: &Design| {
        rules::check(design)
            .into_iter()
            .filter(|finding| finding.rule.severity <= Severity::Warning)
            .map(|finding| finding.rule.name)
            .collect::<BTreeSet<_>>()
    };
    let before = bad(course.start(0).unwrap());
    assert!(before.len() >= 12, "{before:?}");
    assert_eq!(bad(course.solution(lesson.steps.len() - 1).unwrap()), BTreeSet::new());
    // Each mistake is the subject of a goal, so that mending it is asked for and not only possible.
    let asked: BTreeSet<&str> = lesson
        .steps
        .iter()
        .flat_map(|step| &step.goals)
        .flat_map(|goal| &goal.clauses)
        .filter_map(|clause| match clause.asks {
            Asks::NoFinding { by: Rules::One(rule), .. } => Some(rule.name),
            _ => None,
        })
        .collect();
    let unasked: Vec<&&str> = before.iter().filter(|rule| !asked.contains(**rule) && **rule != "handed-over").collect();
    assert_eq!(unasked, Vec::<&&str>::new(), "what the program may not use is asked for by `allowed`");
}

#[test]
fn a_class_with_one_seed_has_one_fault() {
    let lesson = &lessons()["break-it"];
    let rounds: Vec<usize> = (0..lesson.steps.len()).filter(|place| lesson.steps[*place].draws).collect();
    assert_eq!(rounds.len(), 3);
    let mut seen = BTreeSet::new();
    for seed in 0..40 {
        let (one, other) = (Course::of(lesson, seed).unwrap(), Course::of(lesson, seed).unwrap());
        let faults: BTreeSet<&str> = rounds.iter().map(|place| one.fault(*place).unwrap().id.as_str()).collect();
        assert_eq!(faults.len(), rounds.len(), "the rounds of a lesson differ");
        for place in &rounds {
            let start = one.start(*place).unwrap();
            assert_eq!(sketch::print(start), sketch::print(other.start(*place).unwrap()));
            let fault = one.fault(*place).unwrap();
            assert!(!rules::check_one(fault.rule, start).is_empty(), "{}", fault.id);
            assert!(!sketch::print(start).contains(&fault.title), "the sketch does not tell");
        }
        seen.extend(faults.into_iter().map(str::to_owned));
    }
    assert_eq!(seen.len(), lesson.faults.len(), "every fault has its turn");
}

#[test]
fn a_fault_says_what_aws_would_say() {
    let lesson = &lessons()["break-it"];
    let course = Course::of(lesson, 0).unwrap();
    let round = course.lesson.step("one").unwrap();
    let silent: Vec<&str> = lesson
        .faults
        .iter()
        .filter(|fault| symptoms(&faulty(course.solution(round).unwrap(), fault).unwrap()).is_empty())
        .map(|fault| fault.id.as_str())
        .collect();
    // Of the path no words of AWS are known. To the other two it says nothing.
    assert_eq!(silent, ["health-path", "alone", "round-about"]);
    let said = lesson.faults.iter().flat_map(|fault| symptoms(&faulty(course.solution(round).unwrap(), fault).unwrap()));
    let of_template: Vec<String> = said.filter(|words| words.contains("${")).collect();
    assert_eq!(of_template, Vec::<String>::new(), "AWS prints values");
}

#[test]
fn removing_the_broken_part_mends_nothing() {
    let lesson = &lessons()["break-it"];
    let course = Course::of(lesson, 0).unwrap();
    let round = course.lesson.step("one").unwrap();
    let good = course.solution(round).unwrap();
    for name in ["edge", "site", "web", "app", "unicorn", "web-logs", "pictures", "votes", "private-a", "private-b", "task-role"] {
        let mut edit = groundplan_synth::design::Edit::new(good);
        edit.remove_node(good.find(name).unwrap());
        let design = edit.design().clone();
        let is_derived = name == "task-role";
        assert_eq!(is_met(&course, round, &design), is_derived, "without {name}; a role that is not drawn is derived");
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
