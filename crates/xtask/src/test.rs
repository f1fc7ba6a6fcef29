//! `cargo xtask test`: every test there is, in stages, with one table at the end.
//!
//! A stage that fails does not stop the others, and its whole output is shown; a stage that passes shows its
//! runners' closing lines. The same command runs on a laptop and in CI.

use std::process::ExitCode;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{anyhow, ensure};

use crate::arguments::Arguments;
use crate::environment::Environment;
use crate::places::Places;
use crate::report;
use crate::setup::{self, Tool};
use crate::stages::{ALL, Outcome, Runner, Stage};

/// The stage that builds the command line, and those that work with what it built.
const CLI: &str = "cli";
const USE_CLI: [&str; 2] = ["judges", "e2e"];

/// A stage that runs beside another one, when both are wanted.
const ASIDE: (&str, &str) = ("fuzz", "page");

/// A stage that is over.
struct Ended {
    name: &'static str,
    verdict: &'static str,
    took: Duration,
}

/// Runs the stages.
pub(crate) fn run(places: &Places, mut arguments: Arguments) -> anyhow::Result<ExitCode> {
    let list = arguments.flag("--list");
    let only = arguments.values("--only")?;
    let skip = arguments.values("--skip")?;
    arguments.finish()?;
    for name in only.iter().chain(&skip) {
        ensure!(ALL.iter().any(|stage| stage.name == name), "there is no stage `{name}`; `cargo xtask test --list` names them");
    }
    if list {
        for stage in ALL {
            println!("{:8} {}", stage.name, stage.says);
        }
        return Ok(ExitCode::SUCCESS);
    }
    let is_wanted =
        |stage: &Stage| (only.is_empty() || only.iter().any(|name| name == stage.name)) && !skip.iter().any(|name| name == stage.name);
    // Alone, they would judge a command line of yesterday.
    let is_used = |stage: &Stage| stage.name == CLI && ALL.iter().any(|other| USE_CLI.contains(&other.name) && is_wanted(other));
    let stages: Vec<&Stage> = ALL.iter().filter(|stage| is_wanted(stage) || is_used(stage)).copied().collect();

    let began = Instant::now();
    let needed = |tool: &&&Tool| stages.iter().any(|stage| stage.tools.iter().any(|other| other.name == tool.name));
    let tools: Vec<&Tool> = setup::ALL.iter().filter(needed).copied().collect();
    let environment = &setup::prepare(places, &tools);

    // Most of the page's time is linking, which keeps one core, and trying texts keeps another.
    let aside = stages.iter().copied().find(|stage| stage.name == ASIDE.0 && stages.iter().any(|other| other.name == ASIDE.1));
    let ended = thread::scope(|scope| {
        let mut ended = Vec::new();
        for stage in stages.iter().filter(|stage| aside.is_none_or(|aside| aside.name != stage.name)) {
            let beside = aside.filter(|_| stage.name == ASIDE.1);
            let with = beside.map(|beside| format!(", and beside it {}: {}", beside.name, beside.says)).unwrap_or_default();
            println!("\n== {}: {}{with}", stage.name, stage.says);
            let running = beside.map(|beside| scope.spawn(move || (beside, judge(places, environment, beside))));
            ended.push(told(stage, judge(places, environment, stage)?));
            if let Some(running) = running {
                let (beside, judged) = running.join().map_err(|_| anyhow!("the thread of a stage is lost"))?;
                ended.push(told(beside, judged?));
            }
        }
        anyhow::Ok(ended)
    })?;
    println!();
    Ok(conclude(&ended, began.elapsed()))
}

/// A stage after its run: what it printed, how it ended, and how long it took.
type Judged<'a> = (Runner<'a>, anyhow::Result<Outcome>, Duration);

/// Runs a stage.
fn judge<'a>(places: &'a Places, environment: &'a Environment, stage: &Stage) -> anyhow::Result<Judged<'a>> {
    let began = Instant::now();
    let mut runner = Runner::new(places, environment, stage)?;
    let missing = stage.tools.iter().find_map(|tool| Some((tool.name, environment.reason_without(tool.name)?)));
    let outcome = match missing {
        Some((tool, reason)) => Err(anyhow!("{tool} is missing: {reason}")),
        None => (stage.run)(&mut runner),
    };
    Ok((runner, outcome, began.elapsed()))
}

/// Tells how a stage ended.
fn told(stage: &Stage, (runner, outcome, took): Judged<'_>) -> Ended {
    let verdict = match &outcome {
        Ok(Outcome::Passed) => {
            runner.show_summary();
            "passed"
        }
        Ok(Outcome::NothingToRun) => {
            println!("nothing to run");
            "nothing to run"
        }
        Err(error) => {
            runner.show_everything();
            println!("{} failed: {error:#}", stage.name);
            "FAILED"
        }
    };
    println!("== {} {verdict} in {}", stage.name, report::time(took));
    Ended { name: stage.name, verdict, took }
}

/// Prints the table. Its last line is the one that machines read.
fn conclude(ended: &[Ended], took: Duration) -> ExitCode {
    for Ended { name, verdict, took } in ended {
        println!("{name:8} {verdict:15} {:>12}", report::time(*took));
    }
    println!("{:8} {:15} {:>12}", "all", "", report::time(took));
    let failed = ended.iter().filter(|stage| stage.verdict == "FAILED").count();
    println!("{} passed, {failed} failed", ended.len() - failed);
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
