//! The page as it ships, and its size.

use anyhow::ensure;

use super::{Outcome, Runner, Stage};
use crate::{build, setup, size};

pub(super) static STAGE: Stage = Stage {
    name: "page",
    says: "the page builds for release and keeps its budgets",
    tools: &[&setup::WASM_STD, &setup::TRUNK, &setup::WASM_BINDGEN, &setup::WASM_OPT, &setup::ESBUILD, &setup::BROWSER],
    run,
};

fn run(runner: &mut Runner) -> anyhow::Result<Outcome> {
    for command in build::commands(runner.places, runner.environment, true) {
        runner.must(command)?;
    }
    let report = size::report(&runner.places.dist())?;
    runner.say(report.text);
    ensure!(report.fits, "the page is too large");
    Ok(Outcome::Passed)
}
