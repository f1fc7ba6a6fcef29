//! The command line builds and answers; the judges use it.

use super::{Outcome, Runner, Stage};

pub(super) static STAGE: Stage = Stage { name: "cli", says: "the command line builds and starts", tools: &[], run };

fn run(runner: &mut Runner) -> anyhow::Result<Outcome> {
    let mut build = runner.environment.native(runner.places, "cargo");
    build.args(["build", "--quiet", "--package", "groundplan-cli"]);
    runner.must(build)?;
    let mut help = runner.environment.native(runner.places, runner.places.cli());
    help.arg("--version");
    runner.must(help)?;
    Ok(Outcome::Passed)
}
