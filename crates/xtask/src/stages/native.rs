//! The tests that run on this machine, without a browser: nearly all of them.

use super::{Outcome, Runner, Stage};

pub(super) static STAGE: Stage =
    Stage { name: "native", says: "unit, golden, property and documentation tests of the crates", tools: &[], run };

/// The app's package is left out: it needs a browser, and the stage `web` has one.
fn run(runner: &mut Runner) -> anyhow::Result<Outcome> {
    let mut tests = runner.environment.native(runner.places, "cargo");
    if which::which("cargo-nextest").is_ok() {
        tests.args([
            "nextest",
            "run",
            "--workspace",
            "--exclude=groundplan",
            "--no-fail-fast",
            "--no-tests=pass",
            "--cargo-quiet",
            "--status-level=fail",
            "--final-status-level=fail",
        ]);
    } else {
        tests.args(["test", "--workspace", "--exclude=groundplan", "--quiet", "--no-fail-fast", "--lib", "--bins", "--tests"]);
    }
    let mut docs = runner.environment.native(runner.places, "cargo");
    docs.args(["test", "--workspace", "--exclude=groundplan", "--quiet", "--doc"]);
    runner.must_all([tests, docs])?;
    Ok(Outcome::Passed)
}
