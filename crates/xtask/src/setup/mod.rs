//! Set-up: each tool is a file of its own that can find the tool, or install it.
//!
//! A tool is looked for before anything is installed, so a second run is quick and needs no network.
//! What is installed goes into the cache under the tool's version; only system packages go elsewhere.

mod apt;
mod browser;
mod cargo;
mod cargo_fuzz;
mod esbuild;
mod npm;
mod python;
mod shellcheck;
mod trunk;
mod validator;
mod wasm_bindgen;
mod wasm_opt;
mod wasm_std;

use std::path::Path;
use std::process::ExitCode;

use crate::arguments::Arguments;
use crate::environment::{Environment, Found};
use crate::places::Places;
use crate::report::Work;

pub(crate) use browser::BROWSER;
pub(crate) use cargo_fuzz::CARGO_FUZZ;
pub(crate) use esbuild::ESBUILD;
pub(crate) use npm::E2E_PACKAGES;
pub(crate) use python::{PYTHON_CDK, PYTHON_CHECKOV, PYTHON_DOCS, PYTHON_LINT, PYTHON_MOTO};
pub(crate) use shellcheck::SHELLCHECK;
pub(crate) use trunk::TRUNK;
pub(crate) use validator::VALIDATOR;
pub(crate) use wasm_bindgen::WASM_BINDGEN;
pub(crate) use wasm_opt::WASM_OPT;
pub(crate) use wasm_std::{TARGET, WASM_STD};

/// Something that must be there before a command can work.
pub(crate) struct Tool {
    /// The name that a person knows it by.
    pub(crate) name: &'static str,
    /// How long installing takes on a small machine.
    takes: &'static str,
    /// Looks for it, without changing anything and without the network.
    find: fn(&Places) -> anyhow::Result<Option<Found>>,
    /// Installs it. The log takes what the installer prints.
    install: fn(&Places, &Path) -> anyhow::Result<()>,
}

/// What a development build of the page needs.
const FOR_PAGE: &[&Tool] = &[&WASM_STD, &TRUNK, &WASM_BINDGEN];

/// What a release build of the page needs.
const FOR_RELEASE: &[&Tool] = &[&WASM_STD, &TRUNK, &WASM_BINDGEN, &WASM_OPT, &ESBUILD];

/// Everything, in the order of installing: what most people wait for comes first.
pub(crate) const ALL: &[&Tool] = &[
    &WASM_STD,
    &BROWSER,
    &SHELLCHECK,
    &WASM_OPT,
    &ESBUILD,
    &TRUNK,
    &WASM_BINDGEN,
    &E2E_PACKAGES,
    &PYTHON_LINT,
    &PYTHON_CHECKOV,
    &PYTHON_MOTO,
    &PYTHON_CDK,
    &PYTHON_DOCS,
    &CARGO_FUZZ,
];

/// `cargo xtask setup`: finds or installs everything and names what is missing.
pub(crate) fn run(places: &Places, arguments: Arguments) -> anyhow::Result<ExitCode> {
    arguments.finish()?;
    let environment = prepare(places, ALL);
    let complete = ALL.iter().all(|tool| environment.reason_without(tool.name).is_none());
    Ok(if complete { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Finds or installs the tools. A tool that cannot be had does not stop the others; its reason is printed and kept.
pub(crate) fn prepare(places: &Places, tools: &[&Tool]) -> Environment {
    let mut environment = Environment::default();
    for tool in tools {
        match have(places, tool) {
            Ok(found) => environment.add(found),
            Err(error) => {
                let reason = format!("{error:#}");
                eprintln!("{} is missing: {reason}", tool.name);
                environment.lacks(tool.name, reason);
            }
        }
    }
    environment
}

/// Finds or installs the tools, and fails with the first that cannot be had.
pub(crate) fn require(places: &Places, tools: &[&Tool]) -> anyhow::Result<Environment> {
    let mut environment = Environment::default();
    for tool in tools {
        let found = have(places, tool).map_err(|error| error.context(format!("{} is missing", tool.name)))?;
        environment.add(found);
    }
    Ok(environment)
}

/// What building the page needs. Without a browser the programs of a release are not split (`crates/page-files`): it works all the same.
pub(crate) fn require_for_page(places: &Places, release: bool) -> anyhow::Result<Environment> {
    if !release {
        return require(places, FOR_PAGE);
    }
    let mut environment = require(places, FOR_RELEASE)?;
    environment.join(prepare(places, &[&BROWSER]));
    Ok(environment)
}

/// One tool: found, or installed and then found.
fn have(places: &Places, tool: &Tool) -> anyhow::Result<Found> {
    if let Some(found) = (tool.find)(places)? {
        println!("ok  {} {}", tool.name, found.version);
        return Ok(found);
    }
    let work = Work::begin(&format!("installing {}", tool.name), Some(tool.takes));
    let log = places.log(&format!("setup-{}", tool.name.replace([' ', ','], "-")));
    let found = (tool.install)(places, &log).and_then(|()| {
        (tool.find)(places)?
            .ok_or_else(|| anyhow::anyhow!("it was installed but is still not found; the installer's words are in {}", log.display()))
    });
    match found {
        Ok(found) => {
            work.done();
            Ok(found)
        }
        Err(error) => {
            work.failed();
            Err(error)
        }
    }
}
