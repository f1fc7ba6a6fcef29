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

    /// Whether a continuous integration service runs us: then each run is a fresh checkout.
    pub(crate) fn is_ci() -> bool {
        env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false")
    }

    /// Where a log of `name` goes.
    pub(crate) fn log(&self, name: &str) -> PathBuf {
        self.cache.join("logs").join(format!("{name}.log"))
    }

    /// The build folder for code that runs here. In CI it is kept between checkouts.
    pub(crate) fn native_target(&self) -> PathBuf {
        folder("CARGO_TARGET_DIR").unwrap_or_else(
            || {
                if Self::is_ci() { self.cache.join("target/native") } else { self.root.join("target") }
            },
        )
    }

    /// The build folder for code that runs in a browser, kept between checkouts.
    pub(crate) fn wasm_target(&self) -> PathBuf {
        folder("CARGO_TARGET_DIR").unwrap_or_else(|| self.cache.join("target/wasm"))
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
