//! The project's own commands: `cargo xtask serve`, `test`, `setup`, `build`, `dist`, `size`, `bench`.
//!
//! They exist so that a newcomer needs two commands and no list of things to install first.
//! Every command finds the tools that it needs, or installs them into a cache that outlives the checkout,
//! and says what it does and how long it took.

mod arguments;
mod bench;
mod build;
mod dist;
mod environment;
mod places;
mod process;
mod report;
mod serve;
mod setup;
mod size;
mod stages;
mod test;

use std::process::ExitCode;

const HELP: &str = "\
The project's commands.

cargo xtask serve [--port N] [--release]    build the designer and serve it at http://127.0.0.1:8080
cargo xtask test [--only STAGE]... [--skip STAGE]... [--list]
                                            run every test there is, or some of the stages
cargo xtask setup                           install what the other commands need
cargo xtask build                           build the page for release into dist/
cargo xtask dist [FOLDER] [--built]         build it and write a folder for any static host, compressed files too
cargo xtask size                            compare the size of dist/ with its budgets
cargo xtask bench                           run the benchmarks

Tools are kept in $GROUNDPLAN_CACHE, else $XDG_CACHE_HOME/groundplan, else ~/.cache/groundplan.";

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Reads the command and hands over to the module named like it.
fn run() -> anyhow::Result<ExitCode> {
    let mut arguments = arguments::Arguments::from_env();
    let places = places::Places::find()?;
    match arguments.command().as_deref() {
        Some("serve") => serve::run(&places, arguments),
        Some("test") => test::run(&places, arguments),
        Some("setup") => setup::run(&places, arguments),
        Some("build") => build::run(&places, arguments),
        Some("dist") => dist::run(&places, arguments),
        Some("size") => size::run(&places, arguments),
        Some("bench") => bench::run(&places, arguments),
        Some("help" | "--help" | "-h") | None => {
            println!("{HELP}");
            Ok(ExitCode::SUCCESS)
        }
        Some(other) => anyhow::bail!("there is no command `{other}`; `cargo xtask help` lists the commands"),
    }
}
