//! `groundplan lesson`: whether a lesson is right and works, how a design stands, and the lesson on paper.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use groundplan_synth::design::sketch;
use groundplan_synth::words::plain;
use groundplan_workshop::course::Course;
use groundplan_workshop::judge::{hints, judge, symptoms};
use groundplan_workshop::lesson::Lesson;
use groundplan_workshop::{read, verify};

use crate::files::{Failure, deliver, display_name, read_design, read_file};

/// Reads a lesson wholly, or fails with everything that is wrong with it.
pub(crate) fn read_lesson(path: &Path) -> Result<Lesson, Failure> {
    read::read(&read_file(path)?).map_err(|problems| Failure::of_file(&display_name(path), &problems))
}

/// The designs of a lesson.
pub(crate) fn course<'a>(path: &Path, lesson: &'a Lesson, seed: u64) -> Result<Course<'a>, Failure> {
    Course::of(lesson, seed).map_err(|misfit| Failure::new(format!("{}:{}: {}", display_name(path), misfit.line, misfit.message)))
}

/// The place of a step by its id.
pub(crate) fn step_of(lesson: &Lesson, id: Option<&str>) -> Result<Option<usize>, Failure> {
    let Some(id) = id else { return Ok(None) };
    let ids = || lesson.steps.iter().map(|step| step.id.as_str()).collect::<Vec<_>>().join(", ");
    lesson.step(id).map(Some).ok_or_else(|| Failure::new(format!("found the step {id}, expected one of {}", ids())))
}

/// Checks a lesson, or designs by it.
pub(crate) fn check(path: &Path, designs: &[PathBuf], step: Option<&str>, seed: u64) -> Result<ExitCode, Failure> {
    let lesson = read_lesson(path)?;
    let course = course(path, &lesson, seed)?;
    let step = step_of(&lesson, step)?;
    let problems = verify::verify(&lesson);
    if !problems.is_empty() {
        deliver(None, &format!("{}\n", Failure::of_file(&display_name(path), &problems)))?;
        return Ok(ExitCode::from(1));
    }
    if designs.is_empty() {
        deliver(None, &summary(&lesson))?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut text = String::new();
    let mut is_all_met = true;
    for design in designs {
        is_all_met &= judged(&course, step, design, &mut text)?;
    }
    deliver(None, &text)?;
    Ok(if is_all_met { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn summary(lesson: &Lesson) -> String {
    let count = |of_step: fn(&groundplan_workshop::lesson::Step) -> usize| lesson.steps.iter().map(of_step).sum::<usize>();
    format!(
        "{}: {} steps, {} goals, {} questions, {} faults; every start fails its goals, every solution meets them\n",
        plain(&lesson.title),
        lesson.steps.len(),
        count(|step| step.goals.len()),
        count(|step| step.quizzes.len()),
        lesson.faults.len(),
    )
}

/// Writes how a design stands; true when all goals are met.
fn judged(course: &Course<'_>, only: Option<usize>, path: &Path, text: &mut String) -> Result<bool, Failure> {
    let design = read_design(path)?.design;
    let mut is_all_met = true;
    let _ = writeln!(text, "{}", display_name(path));
    for place in (0..course.lesson.steps.len()).filter(|place| only.is_none_or(|only| only == *place)) {
        let Some(step) = course.step(place).filter(|step| !step.goals.is_empty()) else { continue };
        let _ = writeln!(text, "\n{} ({})", plain(&step.title), step.id);
        // Who looks for a fault begins with what AWS would say.
        for said in symptoms(&design).iter().filter(|_| step.draws) {
            let _ = writeln!(text, "  AWS says {}", said.replace('\n', "\n           "));
        }
        for (goal, verdict) in step.goals.iter().zip(judge(course, place, &design)) {
            is_all_met &= verdict.met;
            let _ = writeln!(
                text,
                "  {}  {}",
                if verdict.met { "met    " } else { "not met" },
                if verdict.met { &verdict.words } else { &goal.title }
            );
            if verdict.met {
                continue;
            }
            let is_told = verdict.words == verdict.why;
            for words in [&verdict.words, &verdict.why].into_iter().take(if is_told { 1 } else { 2 }) {
                let _ = writeln!(text, "           {}", words.replace('\n', "\n           "));
            }
            if let Some(hint) = hints(goal, &design, &verdict).first() {
                let _ = writeln!(text, "           hint: {hint}");
            }
        }
    }
    text.push('\n');
    Ok(is_all_met)
}

/// Writes the design with which a step starts.
pub(crate) fn start(path: &Path, step: &str, seed: u64, output: Option<&Path>) -> Result<(), Failure> {
    let lesson = read_lesson(path)?;
    let course = course(path, &lesson, seed)?;
    let start = step_of(&lesson, Some(step))?.and_then(|place| course.start(place));
    deliver(output, &start.map(sketch::print).unwrap_or_default())
}

/// Writes a lesson as a page.
pub(crate) fn handout(path: &Path, seed: u64, output: Option<&Path>) -> Result<(), Failure> {
    let lesson = read_lesson(path)?;
    deliver(output, &groundplan_workshop::handout::handout(&course(path, &lesson, seed)?))
}
