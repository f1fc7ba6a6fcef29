//! Judges from outside: tools that know AWS and have never heard of us.
//!
//! A judge is a file `tests/judges/test_*.py` for pytest. Its name says which virtual environment runs it:
//! `test_moto_*.py` has moto, boto3 and the AWS CLI, every other has cfn-lint and PyYAML.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, ensure};

use super::{Outcome, Runner, Stage, files};
use crate::setup;

pub(super) static STAGE: Stage = Stage {
    name: "judges",
    says: "cfn-lint, moto with the AWS CLI, and shellcheck on what we write",
    tools: &[&setup::PYTHON_LINT, &setup::PYTHON_MOTO, &setup::SHELLCHECK],
    run,
};

fn run(runner: &mut Runner) -> anyhow::Result<Outcome> {
    let all = files(&runner.places.root.join("tests/judges"), "test_", ".py")?;
    if all.is_empty() {
        return Ok(Outcome::NothingToRun);
    }
    let cli = runner.places.cli();
    ensure!(cli.is_file(), "the command line is not built; the stage `cli` builds it");
    let of_moto = |file: &PathBuf| file.file_name().is_some_and(|name| name.to_string_lossy().starts_with("test_moto_"));
    let (moto, lint): (Vec<_>, Vec<_>) = all.into_iter().partition(of_moto);
    let mut commands = Vec::new();
    for (files, python) in [(lint, "GROUNDPLAN_PYTHON_LINT"), (moto, "GROUNDPLAN_PYTHON_MOTO")] {
        if !files.is_empty() {
            commands.push(pytest(runner, python, &files)?);
        }
    }
    runner.must_all(commands)?;
    Ok(Outcome::Passed)
}

/// pytest in the virtual environment of `python`, with what a judge may rely on.
fn pytest(runner: &Runner, python: &str, files: &[PathBuf]) -> anyhow::Result<Command> {
    let python = runner.environment.variable(python).context("the virtual environment is missing")?;
    let places = runner.places;
    let mut command = runner.environment.native(places, python);
    command
        .args(["-m", "pytest", "-p", "no:cacheprovider", "--quiet", "-rs"])
        .args(files)
        .env("GROUNDPLAN_ROOT", &places.root)
        .env("GROUNDPLAN_CLI", places.cli())
        .env("GROUNDPLAN_ARTEFACTS", places.artefacts())
        .env("PYTHONDONTWRITEBYTECODE", "1")
        // No judge may reach a real account: the keys are nobody's, and AWS is a port where nobody listens
        // until a test starts its own server.
        .env("AWS_ACCESS_KEY_ID", "testing")
        .env("AWS_SECRET_ACCESS_KEY", "testing")
        .env("AWS_SESSION_TOKEN", "testing")
        .env("AWS_DEFAULT_REGION", "us-east-1")
        .env("AWS_REGION", "us-east-1")
        .env("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env("AWS_CONFIG_FILE", places.artefacts().join("no-aws-config"))
        .env("AWS_SHARED_CREDENTIALS_FILE", places.artefacts().join("no-aws-credentials"))
        .env_remove("AWS_PROFILE");
    Ok(command)
}
