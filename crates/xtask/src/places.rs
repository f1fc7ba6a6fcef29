//! Where things are: the checkout, the cache, and the folders in both.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::Context;

/// The folders that every command works with.
pub(crate) struct Places {
    /// The checkout.
    pub(crate) root: PathBuf,
    /// Tools and build results that outlive a checkout.
    pub(crate) cache: PathBuf,
}

impl Places {
    /// Reads the environment.
    pub(crate) fn find() -> anyhow::Result<Self> {
        // Cargo says at run time where this package is; the value at compile time would be wrong in a second
        // checkout that shares its target folder with this one.
        let root = match env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from) {
            Some(package) => package.ancestors().nth(2).map(Path::to_owned),
            None => env::current_dir().ok(),
        };
        let root = root.context("the folder of the checkout is unknown; run `cargo xtask` inside it")?;
        let cache = folder("GROUNDPLAN_CACHE")
            .or_else(|| folder("XDG_CACHE_HOME").map(|cache| cache.join("groundplan")))
            .or_else(|| env::home_dir().map(|home| home.join(".cache/groundplan")))
            .context("there is no home folder to keep tools in; set GROUNDPLAN_CACHE to a folder")?;
        Ok(Self { root, cache })
    }

    /// Whether a continuous integration service runs us.
    fn is_ci() -> bool {
        env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false")
    }

    /// Where a log of `name` goes.
    pub(crate) fn log(&self, name: &str) -> PathBuf {
        self.cache.join("logs").join(format!("{name}.log"))
    }

    /// Where code that runs here is built to.
    pub(crate) fn native_target(&self) -> PathBuf {
        folder("CARGO_TARGET_DIR").unwrap_or_else(|| self.root.join("target"))
    }

    /// Where code that runs in a browser is built to. A folder of the checkout: trunk keeps files there under names
    /// that two checkouts would fight about.
    pub(crate) fn wasm_target(&self) -> PathBuf {
        folder("CARGO_TARGET_DIR").unwrap_or_else(|| self.root.join("target/browser"))
    }

    /// Where cargo keeps what it compiled for the browser. All checkouts share it, so that only the first compiles the
    /// libraries; cargo keeps them apart and waits where it must. (A cargo before 1.91 does not know of such a folder.)
    pub(crate) fn wasm_compiled(&self) -> PathBuf {
        self.cache.join("compiled/browser")
    }

    /// The same for native code, in CI only: there, each run is a fresh checkout.
    pub(crate) fn native_compiled(&self) -> Option<PathBuf> {
        Self::is_ci().then(|| self.cache.join("compiled/native"))
    }

    /// The page as it ships.
    pub(crate) fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// The command line, as the development build leaves it.
    pub(crate) fn cli(&self) -> PathBuf {
        self.native_target().join("debug").join(format!("groundplan{}", env::consts::EXE_SUFFIX))
    }

    /// What tests leave behind for a person to look at.
    pub(crate) fn artefacts(&self) -> PathBuf {
        self.root.join("artefacts")
    }
}

/// The folder that an environment variable names, when it names one.
fn folder(variable: &str) -> Option<PathBuf> {
    env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from)
}
