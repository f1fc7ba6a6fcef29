//! A student on their way through lessons, as the page asks for it.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use groundplan_engine::answer::{Goals, Lesson, Taught, Way};
use groundplan_engine::prose::Element;
use groundplan_engine::{Answer, Engine, Lessons, Letter, Move, Outcome, Question, Reply, Told};
use groundplan_synth::design::saved::{self, read_changes, write_changes};
use groundplan_synth::design::{Design, Patch, sketch};

/// A page with one lesson open.
struct Page {
    engine: Engine,
    told: Design,
    design: Design,
    lesson: &'static str,
    way: Option<Way>,
}

impl Page {
    fn open(lesson: &'static str, before: &str) -> Self {
        Self { engine: Engine::default(), told: Design::default(), design: sketch::parse(before).design, lesson, way: None }
    }

    fn try_ask(&mut self, question: Lessons) -> Result<Taught, String> {
        let patch = Patch::between(&self.told, &self.design);
        self.told = self.design.clone();
        let changes = (!patch.is_empty()).then(|| write_changes(&patch));
        let letter = Letter { number: 1, changes, next_id: self.design.next_id(), question: Question::Lessons(question) };
        let text = self.engine.answer(&letter.tell().to_string());
        match Reply::read(&serde_json::from_str(&text).unwrap()).unwrap().answer {
            Answer::Lessons(taught) => taught,
            other => panic!("{other:?}"),
        }
    }

    #[track_caller]
    fn lesson(&mut self) -> Lesson {
        match self.try_ask(Lessons::Lesson(self.lesson.to_owned())) {
            Ok(Taught::Lesson(lesson)) => lesson,
            other => panic!("{other:?}"),
        }
    }

    /// Makes a move and does to the design what it does.
    #[track_caller]
    fn make(&mut self, by: Move, seed: Option<u64>) -> Way {
        let progress = self.way.as_ref().map(|way| way.progress.clone());
        match self.try_ask(Lessons::Way { id: self.lesson.to_owned(), progress, seed, by }) {
            Ok(Taught::Way(way)) => {
                if let Some(opened) = &way.opens {
                    self.design = saved::read(opened).unwrap();
                }
                if let Some(changes) = &way.changes {
                    let patch = read_changes(&serde_json::from_str(changes).unwrap(), &self.design).unwrap();
                    patch.apply(&mut self.design).unwrap();
                }
                self.way = Some(way.clone());
                way
            }
            other => panic!("{other:?}"),
        }
    }

    #[track_caller]
    fn goals(&mut self) -> Goals {
        let (seed, step) = self.way.as_ref().map(|way| (way.seed, way.step)).unwrap();
        match self.try_ask(Lessons::Goals { id: self.lesson.to_owned(), seed, step }) {
            Ok(Taught::Goals(goals)) => goals,
            other => panic!("{other:?}"),
        }
    }

    fn met(&mut self) -> Vec<bool> {
        self.goals().goals.iter().map(|goal| goal.met).collect()
    }

    fn draw(&mut self, text: &str) {
        self.design = sketch::parse(text).design;
    }
}

fn words(elements: &[Element]) -> String {
    elements.iter().map(|element| if element.tag.is_empty() { element.text.clone() } else { words(&element.children) }).collect()
}

const FIRST: &str = "vpc net\n  cluster group\n    service front cpu=512 memory=1024\n      container program port=8080\n";

#[test]
fn the_list_names_every_lesson_and_what_is_none_is_said() {
    let mut page = Page::open("fargate", "");
    let Ok(Taught::List(all)) = page.try_ask(Lessons::List) else { panic!("there is a list") };
    assert_eq!(all.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["fargate", "as-written", "break-it"]);
    assert!(all[0].title.starts_with("Fargate") && all[0].minutes == Some(120));
    assert_eq!(page.try_ask(Lessons::Lesson("nothing".to_owned())), Err("There is no such lesson".to_owned()));
    let broken = Lessons::Way { id: "fargate".to_owned(), progress: Some("{".to_owned()), seed: None, by: Move::Look };
    assert!(page.try_ask(broken).unwrap_err().starts_with("the progress cannot be read"));
}

#[test]
fn a_lesson_is_told_as_elements_and_links_lead_to_steps() {
    fn addresses(elements: &[Element], found: &mut Vec<String>) {
        for element in elements {
            found.extend((element.tag == "A").then(|| element.text.clone()));
            addresses(&element.children, found);
        }
    }
    let lesson = Page::open("fargate", "").lesson();
    assert!(words(&lesson.intro).contains("Unicorns run for a prize"));
    let first = &lesson.steps[0];
    assert_eq!((first.id.as_str(), first.goals.len(), first.quizzes.len()), ("ecs", 3, 1));
    assert!(words(&first.parts[0]).contains("Elastic Container Service runs containers"));
    assert!(first.parts[0].iter().any(|element| element.tag == "UL"));
    let second = (first.parts.len(), first.goal_parts.as_slice(), first.quiz_parts.as_slice());
    assert_eq!(second, (2, &[1, 1, 1][..], &[1][..]), "the second part of the step brings its goals and its question");
    let mut found = Vec::new();
    lesson.steps.iter().for_each(|step| step.parts.iter().for_each(|part| addresses(part, &mut found)));
    let is_step = |address: &String| lesson.steps.iter().any(|step| *address == format!("#lesson=fargate&step={}", step.id));
    assert!(found.iter().all(|address| address.starts_with("https://") || is_step(address)), "{found:?}");
}

#[test]
fn a_step_is_begun_judged_and_done() {
    let mut page = Page::open("fargate", "internet users\n");
    let way = page.make(Move::Look, Some(3));
    assert_eq!((way.seed, way.step, way.outcomes[0]), (3, 0, None));
    assert_eq!(page.design.node_count(), 0, "the first step starts with an empty page");
    assert_eq!(page.met(), [false, false, false]);
    page.draw(&FIRST.replace("port=8080", "port=80"));
    let goals = page.goals();
    assert_eq!(goals.goals.iter().map(|goal| goal.met).collect::<Vec<_>>(), [true, true, false]);
    assert!(goals.goals[2].words.concat().contains("program has port 80"), "{:?}", goals.goals[2].words);
    assert_eq!(goals.goals[2].nodes, [page.design.find("program").unwrap()]);
    assert_eq!(goals.goals[1].hints.len(), 1);
    assert!(goals.goals[1].hints[0].starts_with("Select front"));
    assert_eq!(page.make(Move::Look, None).outcomes[0], None, "a step with an unmet goal does not end");
    page.draw(FIRST);
    let way = page.make(Move::Look, None);
    assert_eq!(way.outcomes[0], Some(Outcome::Done));
    // What was made goes on.
    let way = page.make(Move::Next, None);
    assert_eq!((way.step, way.opens.is_none(), way.outcomes[0]), (1, true, Some(Outcome::Done)));
}

#[test]
fn what_only_deployment_tells_is_neither_met_nor_plainly_not() {
    let mut page = Page::open("fargate", "");
    page.make(Move::Look, None);
    page.make(Move::Go("load-balancer".to_owned()), None);
    page.make(Move::Solve, None);
    assert!(page.met().iter().all(|met| *met));
    let text = sketch::print(&page.design).replace("\n\ninternet", "\n  parameter Port type=Number\n\ninternet");
    page.draw(&text.replace("port=8080 health_path", "port=!Ref Port health_path"));
    let unsure = page.goals().goals;
    assert!(unsure.iter().any(|goal| goal.depends && !goal.met), "{unsure:#?}");
}

#[test]
fn hints_come_one_by_one_and_no_further_than_there_are() {
    let mut page = Page::open("fargate", "");
    assert_eq!(page.make(Move::Look, None).hints, [0, 0, 0]);
    assert_eq!(page.make(Move::Hint(0), None).hints, [1, 0, 0]);
    assert_eq!(page.make(Move::Hint(0), None).hints, [2, 0, 0]);
    assert_eq!(page.make(Move::Hint(0), None).hints, [2, 0, 0]);
    assert_eq!(page.make(Move::Hint(9), None).hints, [2, 0, 0]);
}

#[test]
fn a_presenter_reveals_a_step_in_parts_and_each_step_on_its_own() {
    let mut page = Page::open("fargate", "");
    assert_eq!(page.make(Move::Look, None).revealed, 1);
    assert_eq!(page.make(Move::Reveal(2), None).revealed, 2);
    assert_eq!(page.make(Move::Reveal(9), None).revealed, 2, "there are no more");
    assert_eq!(page.make(Move::Go("image".to_owned()), None).revealed, 1);
    assert_eq!(page.make(Move::Go("ecs".to_owned()), None).revealed, 2, "a step that was left is as it was");
    assert_eq!(page.make(Move::Reveal(0), None).revealed, 1);
}

#[test]
fn a_step_is_solved_in_the_students_own_design_and_reset() {
    let mut page = Page::open("fargate", "");
    page.make(Move::Look, None);
    page.draw("vpc mine\n  cluster ours\n    service front\n");
    let way = page.make(Move::Solve, None);
    assert_eq!((way.outcomes[0], way.opens.is_none(), way.changes.is_some()), (Some(Outcome::Solved), true, true));
    assert!(page.design.find("front").is_some() && page.met().iter().all(|met| *met));
    let way = page.make(Move::Reset, None);
    assert_eq!((way.outcomes[0], page.design.node_count()), (None, 0));
    // Whoever does it on their own has done it.
    page.draw(FIRST);
    assert_eq!(page.make(Move::Look, None).outcomes[0], Some(Outcome::Done));
}

#[test]
fn who_jumps_gets_the_authors_start_and_who_comes_back_keeps_what_they_made() {
    let mut page = Page::open("fargate", "bucket mine\n");
    page.make(Move::Look, None);
    let way = page.make(Move::Go("security-groups".to_owned()), None);
    assert!(way.opens.is_some() && page.design.find("site").is_some());
    assert!(!page.met().iter().all(|met| *met));
    let made = page.design.clone();
    let way = page.make(Move::Go("ecs".to_owned()), None);
    assert_eq!((way.step, way.opens), (0, None));
    assert!(Patch::between(&made, &page.design).is_empty());
    let way = page.make(Move::Next, None);
    assert_eq!((way.step, way.opens.is_none()), (1, true), "the step after one that was begun goes on with what is there");
}

#[test]
fn a_passed_step_is_skipped_until_its_goals_are_met() {
    let mut page = Page::open("fargate", "");
    page.make(Move::Look, None);
    assert_eq!(page.make(Move::Next, None).outcomes[0], Some(Outcome::Skipped));
    page.make(Move::Go("ecs".to_owned()), None);
    page.draw(FIRST);
    assert_eq!(page.make(Move::Look, None).outcomes[0], Some(Outcome::Done));
}

#[test]
fn answers_are_kept_with_their_reasons_and_end_a_step_without_goals() {
    let mut page = Page::open("break-it", "");
    let way = page.make(Move::Look, Some(1));
    assert_eq!(way.answers, [None, None]);
    let way = page.make(Move::Answer(0, vec![0]), None);
    let answered = way.answers[0].clone().unwrap();
    assert!(!answered.is_right && answered.because[0].starts_with("The task has not started"));
    let way = page.make(Move::Answer(0, vec![1]), None);
    assert!(way.answers[0].as_ref().unwrap().is_right);
    assert_eq!(way.outcomes[0], None);
    assert_eq!(page.make(Move::Answer(1, vec![0]), None).outcomes[0], Some(Outcome::Done));
}

#[test]
fn a_seed_gives_everybody_the_same_fault_and_another_one_another() {
    let start = |seed: u64| {
        let mut page = Page::open("break-it", "");
        page.make(Move::Look, Some(seed));
        let way = page.make(Move::Next, None);
        assert_eq!((way.step, way.seed, way.fault), (1, seed, None));
        (sketch::print(&page.design), page)
    };
    let (first, mut page) = start(7);
    assert_eq!(first, start(7).0);
    let other = (8..20).find(|seed| start(*seed).0 != first).unwrap();
    let goals = page.goals();
    assert!(!goals.goals[0].met && goals.goals[0].words == ["The fault is still there"], "{:?}", goals.goals[0].words);
    // The hints of the fault follow those of the goal.
    let hints = goals.goals[0].hints.len();
    assert!(hints > 3, "{hints}");
    for _ in 0..hints {
        page.make(Move::Hint(0), None);
    }
    assert_eq!(page.way.as_ref().unwrap().hints[0], hints);
    // Another seed begins the round anew.
    let way = page.make(Move::Look, Some(other));
    assert_eq!((way.seed, way.step, way.hints[0]), (other, 1, 0));
    assert_eq!(sketch::print(&page.design), start(other).0);
    let way = page.make(Move::Solve, None);
    assert!(way.fault.is_some() && page.met().iter().all(|met| *met));
}

#[test]
fn the_handout_is_a_page() {
    let mut page = Page::open("fargate", "");
    let Ok(Taught::Handout(text)) = page.try_ask(Lessons::Handout { id: "fargate".to_owned(), seed: 0 }) else { panic!("there is one") };
    assert!(text.starts_with("<!doctype html>") && text.contains("What ECS is"));
}

#[test]
fn every_lesson_can_be_solved_from_its_beginning_to_its_end() {
    for lesson in ["fargate", "as-written", "break-it"] {
        let mut page = Page::open(lesson, "bucket mine\n");
        page.make(Move::Look, Some(5));
        let count = page.lesson().steps.len();
        for step in 0..count {
            assert_eq!(page.way.as_ref().unwrap().step, step, "{lesson}");
            page.make(Move::Solve, None);
            assert!(page.met().iter().all(|met| *met), "{lesson}: step {step}");
            page.make(Move::Next, None);
        }
    }
}
