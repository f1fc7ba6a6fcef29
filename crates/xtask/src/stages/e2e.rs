//! A real browser against the page as it ships. What a student exports there is deployed against moto by `tests/judges/exported.py`.

use std::net::{Ipv4Addr, TcpListener};

use anyhow::{Context, ensure};

use super::{Outcome, Runner, Stage, files};
use crate::setup;

pub(super) static STAGE: Stage = Stage {
    name: "e2e",
    says: "Playwright in Chromium on the page in dist/",
    tools: &[&setup::BROWSER, &setup::E2E_PACKAGES, &setup::PYTHON_MOTO, &setup::PYTHON_DOCS],
    run,
};

fn run(runner: &mut Runner) -> anyhow::Result<Outcome> {
    let places = runner.places;
    let folder = places.root.join("tests/e2e");
    if files(&folder, "", ".spec.mjs")?.is_empty() {
        return Ok(Outcome::NothingToRun);
    }
    ensure!(
        places.dist().join("index.html").is_file(),
        "there is no page in dist/; the stage `page` or `cargo xtask build --dev` builds it"
    );
    let mut playwright = runner.environment.native(places, "node");
    playwright
        .arg("node_modules/@playwright/test/cli.js")
        .arg("test")
        .current_dir(&folder)
        .env("GROUNDPLAN_DIST", places.dist())
        .env("GROUNDPLAN_ARTEFACTS", places.artefacts())
        .env("GROUNDPLAN_CLI", places.cli())
        .env("GROUNDPLAN_PORT", free_port()?.to_string());
    runner.must(playwright)?;
    Ok(Outcome::Passed)
}

/// A port that nobody uses at this moment.
fn free_port() -> anyhow::Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no port is free")?;
    Ok(listener.local_addr().context("no port is free")?.port())
}
