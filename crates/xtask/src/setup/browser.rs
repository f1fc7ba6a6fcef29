//! A Chromium with its driver, for the tests that need a real browser.

use std::env;
use std::path::{Path, PathBuf};

use super::{Tool, apt};
use crate::environment::Found;
use crate::places::Places;

/// Chromium and chromedriver: `$CHROME` and `$CHROMEDRIVER`, from the PATH, or from Debian.
pub(crate) static BROWSER: Tool = Tool { name: "Chromium", takes: "about 1 minute", find, install };

/// The names that the browser goes by.
const NAMES: &[&str] = &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

#[expect(clippy::unnecessary_wraps, reason = "the signature of every tool")]
fn find(_places: &Places) -> anyhow::Result<Option<Found>> {
    let browser = given("CHROME").or_else(|| NAMES.iter().find_map(|name| which::which(name).ok()));
    let driver = given("CHROMEDRIVER").or_else(|| which::which("chromedriver").ok());
    let (Some(browser), Some(driver)) = (browser, driver) else { return Ok(None) };
    Ok(Some(Found {
        version: format!("at {}, driver at {}", browser.display(), driver.display()),
        variables: vec![("CHROME", browser.into_os_string()), ("CHROMEDRIVER", driver.into_os_string())],
        ..Found::default()
    }))
}

fn install(_places: &Places, log: &Path) -> anyhow::Result<()> {
    let otherwise = "set CHROME and CHROMEDRIVER to a Chrome or Chromium and the chromedriver of the same version";
    apt::install(&["chromium", "chromium-driver"], otherwise, log)
}

/// A program that a variable names.
fn given(variable: &str) -> Option<PathBuf> {
    let value = env::var_os(variable).filter(|value| !value.is_empty())?;
    which::which(value).ok()
}
