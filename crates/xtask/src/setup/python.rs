//! Python judges, each family in a virtual environment of its own, so that their dependencies never clash.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};

use super::Tool;
use crate::environment::Found;
use crate::places::Places;
use crate::process;

/// cfn-lint, AWS's own validator, PyYAML and pytest.
pub(crate) static PYTHON_LINT: Tool =
    Tool { name: "cfn-lint", takes: "about 1 minute", find: |places| LINT.find(places), install: |places, log| LINT.install(places, log) };

/// The moto server, the AWS command line and pytest.
pub(crate) static PYTHON_MOTO: Tool = Tool {
    name: "moto and the AWS CLI",
    takes: "about 2 minutes",
    find: |places| MOTO.find(places),
    install: |places, log| MOTO.install(places, log),
};

/// checkov, as a program.
pub(crate) static PYTHON_CHECKOV: Tool = Tool {
    name: "checkov",
    takes: "about 2 minutes",
    find: |places| CHECKOV.find(places),
    install: |places, log| CHECKOV.install(places, log),
};

/// The library of the Cloud Development Kit, which runs in Node.js.
pub(crate) static PYTHON_CDK: Tool =
    Tool { name: "aws-cdk-lib", takes: "about 1 minute", find: |places| CDK.find(places), install: |places, log| CDK.install(places, log) };

/// The generator of the site in `examples/embedding/mkdocs`.
pub(crate) static PYTHON_DOCS: Tool = Tool {
    name: "MkDocs Material",
    takes: "about 1 minute",
    find: |places| DOCS.find(places),
    install: |places, log| DOCS.install(places, log),
};

/// One virtual environment.
struct Venv {
    /// The file `tests/judges/requirements-NAME.txt`.
    name: &'static str,
    /// The variable that names its Python.
    python: &'static str,
    /// Variables that name programs in it.
    programs: &'static [(&'static str, &'static str)],
}

const LINT: Venv = Venv { name: "lint", python: "GROUNDPLAN_PYTHON_LINT", programs: &[("GROUNDPLAN_CFN_LINT", "cfn-lint")] };

const CHECKOV: Venv = Venv { name: "checkov", python: "GROUNDPLAN_PYTHON_CHECKOV", programs: &[("GROUNDPLAN_CHECKOV", "checkov")] };

const MOTO: Venv = Venv {
    name: "moto",
    python: "GROUNDPLAN_PYTHON_MOTO",
    programs: &[("GROUNDPLAN_AWS", "aws"), ("GROUNDPLAN_MOTO_SERVER", "moto_server")],
};

const CDK: Venv = Venv { name: "cdk", python: "GROUNDPLAN_PYTHON_CDK", programs: &[] };

const DOCS: Venv = Venv { name: "docs", python: "GROUNDPLAN_PYTHON_DOCS", programs: &[("GROUNDPLAN_MKDOCS", "mkdocs")] };

/// A copy of the requirements, written when all of them are installed.
const STAMP: &str = "installed-from.txt";

impl Venv {
    fn find(&self, places: &Places) -> anyhow::Result<Option<Found>> {
        let wanted = self.requirements(places)?;
        let folder = self.folder(places, &wanted);
        if fs::read_to_string(folder.join(STAMP)).ok().as_ref() != Some(&wanted) {
            return Ok(None);
        }
        let mut variables = vec![(self.python, program(&folder, "python").into_os_string())];
        variables.extend(self.programs.iter().map(|(variable, name)| (*variable, program(&folder, name).into_os_string())));
        let version = wanted.lines().find(|line| line.contains("==")).unwrap_or_default().to_owned();
        Ok(Some(Found { version, variables, ..Found::default() }))
    }

    fn install(&self, places: &Places, log: &Path) -> anyhow::Result<()> {
        let wanted = self.requirements(places)?;
        let folder = self.folder(places, &wanted);
        // What an interrupted installation left cannot be trusted; it may also not be there.
        let _ = fs::remove_dir_all(&folder);
        let Some(python) = ["python3", "python"].into_iter().find_map(|name| which::which(name).ok()) else {
            bail!("Python is needed; install Python 3.10 or newer (on Debian: `apt-get install python3 python3-venv`)");
        };
        if !process::logged(Command::new(&python).args(["-m", "venv"]).arg(&folder), log)? {
            bail!("Python cannot make virtual environments; on Debian `apt-get install python3-venv` mends that");
        }
        let mut pip = Command::new(program(&folder, "python"));
        pip.args(["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "-r"]).arg(self.file(places));
        process::must(&mut pip, log)?;
        fs::write(folder.join(STAMP), wanted).with_context(|| format!("{} cannot be written", folder.display()))
    }

    fn file(&self, places: &Places) -> PathBuf {
        places.root.join("tests/judges").join(format!("requirements-{}.txt", self.name))
    }

    fn requirements(&self, places: &Places) -> anyhow::Result<String> {
        let file = self.file(places);
        fs::read_to_string(&file).with_context(|| format!("{} cannot be read", file.display()))
    }

    fn folder(&self, places: &Places, requirements: &str) -> PathBuf {
        places.cache.join("venv").join(format!("{}-{:016x}", self.name, fingerprint(requirements)))
    }
}

/// A program of a virtual environment.
fn program(venv: &Path, name: &str) -> PathBuf {
    let folder = venv.join(if env::consts::FAMILY == "windows" { "Scripts" } else { "bin" });
    folder.join(format!("{name}{}", env::consts::EXE_SUFFIX))
}

/// A short name for a text, the same on every machine: FNV-1a. Not a secret's guard; the stamp holds the whole text.
pub(super) fn fingerprint(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::fingerprint;

    #[test]
    fn other_requirements_have_another_folder() {
        assert_eq!(fingerprint(""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fingerprint("a"), 0xaf63_dc4c_8601_ec8c);
        assert_ne!(fingerprint("moto==5.2.5"), fingerprint("moto==5.2.6"));
    }
}
