//! AWS's own validator of templates in WebAssembly, beside which ours is measured.

use std::path::Path;

use super::{Tool, npm};
use crate::environment::Found;
use crate::places::Places;

/// The validator that AWS publishes for Node, one package without dependencies, Apache-2.0.
pub(crate) static VALIDATOR: Tool = Tool { name: "AWS's validator in WebAssembly", takes: "about 5 seconds", find, install };

const PACKAGE: &str = "@aws/cloudformation-validate";
const VERSION: &str = "1.9.0-beta";

#[expect(clippy::unnecessary_wraps, reason = "the signature of every tool")]
fn find(places: &Places) -> anyhow::Result<Option<Found>> {
    let module = npm::module(places, PACKAGE, VERSION);
    let found = || Found {
        version: VERSION.to_owned(),
        variables: vec![("GROUNDPLAN_VALIDATOR", module.clone().into_os_string())],
        ..Found::default()
    };
    Ok(module.exists().then(found))
}

fn install(places: &Places, log: &Path) -> anyhow::Result<()> {
    npm::install_package(places, PACKAGE, VERSION, log)
}
