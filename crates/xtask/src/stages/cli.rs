//! The command line builds and answers; the judges use it.

use super::{Outcome, Runner, Stage};

pub(super) static STAGE: Stage = Stage { name: "cli", says: "the command line builds and starts", tools: &[], run };

fn run(runner: &mut Runner) -> anyhow::Result<Outcome> {
    let mut build = runner.environment.native(runner.places, "cargo");
    // With the tests, although they are not run here: so cargo compiles the libraries with just the features that the
    // stage `native` compiled them with, and has nothing left to do.
    // The judges ask an example for designs.
    build.args(["build", "--quiet", "--workspace", "--exclude=groundplan", "--bins", "--tests", "--examples"]);
    runner.must(build)?;
    let mut help = runner.environment.native(runner.places, runner.places.cli());
    help.arg("--version");
    runner.must(help)?;
    Ok(Outcome::Passed)
}
