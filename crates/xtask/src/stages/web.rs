//! Tests that run inside a browser: those of the app's package.

use super::{Outcome, Runner, Stage};
use crate::places::Places;
use crate::setup;

pub(super) static STAGE: Stage = Stage {
    name: "web",
    says: "tests/web and the app's unit tests in headless Chromium",
    tools: &[&setup::WASM_STD, &setup::WASM_BINDGEN, &setup::BROWSER],
    run,
};

fn run(runner: &mut Runner) -> anyhow::Result<Outcome> {
    let mut cargo = runner.environment.wasm(runner.places, "cargo");
    cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner");
    cargo.args(["test", "--package", "groundplan", "--target", setup::TARGET, "--no-fail-fast", "--lib"]);
    if has_tests(runner.places) {
        cargo.args(["--test", "web"]);
    }
    runner.must(cargo)?;
    // The runner in the browser says nothing of a result when there was nothing to run.
    Ok(if runner.closed() { Outcome::Passed } else { Outcome::NothingToRun })
}

/// Whether there are tests besides the app's unit tests.
pub(super) fn has_tests(places: &Places) -> bool {
    places.root.join("tests/web/main.rs").is_file()
}
