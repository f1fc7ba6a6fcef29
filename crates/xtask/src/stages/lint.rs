//! Clippy, with every warning an error.

use super::{Outcome, Runner, Stage, web};
use crate::setup;

pub(super) static STAGE: Stage = Stage { name: "clippy", says: "clippy on the crates and on the app", tools: &[&setup::WASM_STD], run };

fn run(runner: &mut Runner) -> anyhow::Result<Outcome> {
    let mut crates = runner.environment.native(runner.places, "cargo");
    crates.args(["clippy", "--workspace", "--exclude=groundplan", "--all-targets", "--", "-D", "warnings"]);

    // Clippy is part of the toolchain. Where the page is built by another compiler, that one may have none;
    // the app compiles natively too, and gets most of the same lints there.
    let own_compiler = runner.environment.has_wasm_variables();
    let mut app =
        if own_compiler { runner.environment.native(runner.places, "cargo") } else { runner.environment.wasm(runner.places, "cargo") };
    app.args(["clippy", "--package", "groundplan", "--lib", "--bins"]);
    if web::has_tests(runner.places) {
        app.args(["--test", "web"]);
    }
    if !own_compiler {
        app.args(["--target", setup::TARGET]);
    }
    app.args(["--", "-D", "warnings"]);
    runner.must_all([crates, app])?;
    Ok(Outcome::Passed)
}
