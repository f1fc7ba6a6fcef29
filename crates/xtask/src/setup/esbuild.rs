//! esbuild, which makes the scripts of a release smaller.

use std::path::Path;

use super::{Tool, npm};
use crate::environment::Found;
use crate::places::Places;

/// esbuild: reads all that browsers read, one program without dependencies, of long standing, MIT.
pub(crate) static ESBUILD: Tool = Tool { name: "esbuild", takes: "about 5 seconds", find, install };

const VERSION: &str = "0.28.2";

#[expect(clippy::unnecessary_wraps, reason = "the signature of every tool")]
fn find(places: &Places) -> anyhow::Result<Option<Found>> {
    let program = npm::programs(places, "esbuild", VERSION).join(npm::command_name("esbuild"));
    let found =
        || Found { version: VERSION.to_owned(), variables: vec![("ESBUILD", program.clone().into_os_string())], ..Found::default() };
    Ok(program.exists().then(found))
}

fn install(places: &Places, log: &Path) -> anyhow::Result<()> {
    npm::install_package(places, "esbuild", VERSION, log)
}
