//! `cargo xtask build`: the page in `dist/`, for release, or with `--dev` quickly.

use std::path::Path;
use std::process::{Command, ExitCode};

use crate::arguments::Arguments;
use crate::environment::Environment;
use crate::places::Places;
use crate::process;
use crate::report::Work;
use crate::setup;

/// Builds the page.
pub(crate) fn run(places: &Places, mut arguments: Arguments) -> anyhow::Result<ExitCode> {
    let dev = arguments.flag("--dev");
    arguments.finish()?;
    let environment = setup::require_for_page(places, !dev)?;
    let work = Work::begin("building the page into dist/", Some("about 4 minutes the first time"));
    let log = places.log("build");
    process::start_log(&log)?;
    let built = commands(places, &environment, !dev).into_iter().try_for_each(|mut command| process::must(&mut command, &log));
    match built {
        Ok(()) => {
            work.done();
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            work.failed();
            Err(error)
        }
    }
}

/// The commands that build the page into `dist/`.
pub(crate) fn commands(places: &Places, environment: &Environment, release: bool) -> Vec<Command> {
    let mut trunk = trunk(places, environment, "build", &places.dist());
    if release {
        trunk.arg("--release");
    }
    vec![fetch(places, environment), trunk]
}

/// Has cargo download what the page is made of, and what the program is made of that writes files beside it. Without anything to
/// download it needs no network.
pub(crate) fn fetch(places: &Places, environment: &Environment) -> Command {
    let mut cargo = environment.wasm(places, "cargo");
    cargo.arg("fetch");
    cargo
}

/// trunk, kept from downloading anything: the tools are on the PATH.
pub(crate) fn trunk(places: &Places, environment: &Environment, command: &str, dist: &Path) -> Command {
    let mut trunk = environment.wasm(places, "trunk");
    trunk.args([command, "--offline", "--dist"]).arg(dist);
    // trunk takes the mere presence of this well-known variable for a word that it must understand.
    trunk.env_remove("NO_COLOR");
    // Its errors are about our code; where in trunk they surfaced says nothing.
    trunk.env("RUST_BACKTRACE", "0");
    trunk
}
