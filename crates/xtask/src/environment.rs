//! What the set-up found, as the environment of the programs that we start.

use std::collections::BTreeMap;
use std::env;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::process::Command;

use crate::places::Places;

/// What one tool brings with it.
#[derive(Default)]
pub(crate) struct Found {
    /// The version, or where it was found: printed, never compared.
    pub(crate) version: String,
    /// Folders that go in front of the PATH.
    pub(crate) path: Vec<PathBuf>,
    /// Variables for every program.
    pub(crate) variables: Vec<(&'static str, OsString)>,
    /// Variables for builds for the browser only: native code may have another compiler.
    pub(crate) wasm_variables: Vec<(&'static str, OsString)>,
}

/// All that was found, and what is missing with the sentence that mends it.
#[derive(Default)]
pub(crate) struct Environment {
    path: Vec<PathBuf>,
    variables: BTreeMap<&'static str, OsString>,
    wasm_variables: BTreeMap<&'static str, OsString>,
    missing: BTreeMap<&'static str, String>,
}

impl Environment {
    /// Adds what a tool brings.
    pub(crate) fn add(&mut self, found: Found) {
        self.path.extend(found.path);
        self.variables.extend(found.variables);
        self.wasm_variables.extend(found.wasm_variables);
    }

    /// Adds what others brought, and lacked.
    pub(crate) fn join(&mut self, other: Self) {
        self.path.extend(other.path);
        self.variables.extend(other.variables);
        self.wasm_variables.extend(other.wasm_variables);
        self.missing.extend(other.missing);
    }

    /// Remembers that a tool could not be had, and why.
    pub(crate) fn lacks(&mut self, tool: &'static str, reason: String) {
        self.missing.insert(tool, reason);
    }

    /// Why a tool could not be had, when it could not.
    pub(crate) fn reason_without(&self, tool: &str) -> Option<&str> {
        self.missing.get(tool).map(String::as_str)
    }

    /// A tool's variable, to hand a path on by another name.
    pub(crate) fn variable(&self, name: &str) -> Option<&OsStr> {
        self.variables.get(name).map(OsString::as_os_str)
    }

    /// Whether builds for the browser use a compiler of their own.
    pub(crate) fn has_wasm_variables(&self) -> bool {
        !self.wasm_variables.is_empty()
    }

    /// A program that works on native code.
    pub(crate) fn native(&self, places: &Places, program: impl AsRef<OsStr>) -> Command {
        let mut command = self.program(places, program);
        command.env("CARGO_TARGET_DIR", places.native_target());
        if let Some(compiled) = places.native_compiled() {
            command.env("CARGO_BUILD_BUILD_DIR", compiled);
        }
        command
    }

    /// A program that builds for the browser.
    pub(crate) fn wasm(&self, places: &Places, program: impl AsRef<OsStr>) -> Command {
        let mut command = self.program(places, program);
        command
            .envs(&self.wasm_variables)
            .env("CARGO_TARGET_DIR", places.wasm_target())
            .env("CARGO_BUILD_BUILD_DIR", places.wasm_compiled());
        command
    }

    /// A program in the checkout, with the tools on its PATH.
    fn program(&self, places: &Places, program: impl AsRef<OsStr>) -> Command {
        let old = env::var_os("PATH").unwrap_or_default();
        let all = self.path.iter().cloned().chain(env::split_paths(&old));
        // A folder with the separator in its name cannot be on a PATH; the tool is then simply not found there.
        let path = env::join_paths(all).unwrap_or(old.clone());
        // The standard library looks a bare name up in this process's PATH, not in the child's.
        let name =
            which::which_in(&program, Some(&path), &places.root).map_or_else(|_| program.as_ref().to_owned(), PathBuf::into_os_string);
        let mut command = Command::new(name);
        command.current_dir(&places.root).env("PATH", path).envs(&self.variables);
        command
    }
}
