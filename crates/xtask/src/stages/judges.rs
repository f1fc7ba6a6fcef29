//! Judges from outside: tools that know AWS and have never heard of us.
//!
//! A judge is a file `tests/judges/test_*.py` for pytest. Its name says which virtual environment runs it:
//! `test_moto_stack.py` that of `requirements-moto.txt`; a file that names none runs in that of `requirements-lint.txt`.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, ensure};

use super::{Outcome, Runner, Stage, files};
use crate::setup;

pub(super) static STAGE: Stage = Stage {
    name: "judges",
    says: "cfn-lint, AWS's validator, checkov, moto with the AWS CLI, the real CDK, and shellcheck on what we write",
    tools: &[&setup::PYTHON_LINT, &setup::PYTHON_CHECKOV, &setup::PYTHON_MOTO, &setup::PYTHON_CDK, &setup::SHELLCHECK],
    run,
};

/// Judges of one virtual environment.
struct Family {
    /// What the names of their files begin with.
    begin: &'static str,
    /// The variable that names their Python.
    python: &'static str,
    /// Further words for pytest.
    options: &'static [&'static str],
}

/// A judge belongs to the first family whose beginning its name has.
const FAMILIES: &[Family] = &[
    // Mostly waiting: the AWS CLI asks every few seconds whether a stack is done. Each worker has a server of its own.
    Family { begin: "test_moto_", python: "GROUNDPLAN_PYTHON_MOTO", options: &["--numprocesses=4", "--dist=worksteal"] },
    Family { begin: "test_cdk_", python: "GROUNDPLAN_PYTHON_CDK", options: &[] },
    Family { begin: "test_", python: "GROUNDPLAN_PYTHON_LINT", options: &[] },
];

fn run(runner: &mut Runner) -> anyhow::Result<Outcome> {
    let mut judges = files(&runner.places.root.join("tests/judges"), "test_", ".py")?;
    if judges.is_empty() {
        return Ok(Outcome::NothingToRun);
    }
    let cli = runner.places.cli();
    ensure!(cli.is_file(), "the command line is not built; the stage `cli` builds it");
    let mut commands = Vec::new();
    for family in FAMILIES {
        let of_family = |file: &PathBuf| file.file_name().is_some_and(|name| name.to_string_lossy().starts_with(family.begin));
        let (own, others) = judges.into_iter().partition(of_family);
        judges = others;
        if !own.is_empty() {
            commands.push(pytest(runner, family, &own)?);
        }
    }
    runner.must_all_at_once(commands)?;
    Ok(Outcome::Passed)
}

/// pytest in the virtual environment of a family, with what a judge may rely on.
fn pytest(runner: &Runner, family: &Family, files: &[PathBuf]) -> anyhow::Result<Command> {
    let python = runner.environment.variable(family.python).context("the virtual environment is missing")?;
    let places = runner.places;
    let mut command = runner.environment.native(places, python);
    command
        .args(["-m", "pytest", "-p", "no:cacheprovider", "--quiet", "-rs"])
        .args(family.options)
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
