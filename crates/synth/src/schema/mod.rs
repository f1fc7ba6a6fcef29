//! CloudFormation's own schemas of resource types, and what they say about properties.
//!
//! The data is large, so the page fetches it when a design first needs it: [`install`] takes it in. Elsewhere it is built in.
//! Until it is there nothing is known and nothing is reported. `data/README.md` names its source.

mod evaluate;
mod limits;
pub mod pattern;
mod violation;

#[cfg(test)]
mod tests;

use std::sync::OnceLock;

use serde_json::{Map as Object, Value as Json};

use crate::catalog::resource;
use crate::design::Design;
use crate::value::Map;

pub use violation::{Class, Violation};

/// The schemas of all types that the data has.
struct Schemas {
    date: String,
    types: Object<String, Json>,
}

static SCHEMAS: OnceLock<Option<Schemas>> = OnceLock::new();

/// The data as text; the page does not carry it. The target decides and no feature, because a build of the whole workspace
/// would switch a feature of the command line on for the page, too.
#[cfg(not(target_family = "wasm"))]
#[allow(clippy::unnecessary_wraps, reason = "the page has none built in")]
fn built_in() -> Option<&'static str> {
    Some(include_str!("../../data/cloudformation-schemas.json"))
}

#[cfg(target_family = "wasm")]
fn built_in() -> Option<&'static str> {
    None
}

/// The address of the data, relative to the page.
pub const FILE: &str = "cloudformation-schemas.json";

/// Takes in the data. The first that can be read counts; the error says what is wrong with this one.
pub fn install(text: &str) -> Result<(), String> {
    let schemas = read(text)?;
    let _ = SCHEMAS.set(Some(schemas));
    Ok(())
}

fn read(text: &str) -> Result<Schemas, String> {
    let mut json: Json = serde_json::from_str(text).map_err(|error| format!("The schemas are no JSON: {error}"))?;
    let date = json.get("date").and_then(Json::as_str).unwrap_or_default().to_owned();
    match json.get_mut("types").map(Json::take) {
        Some(Json::Object(types)) => Ok(Schemas { date, types }),
        _ => Err("The schemas have no member \"types\"".to_owned()),
    }
}

fn schemas() -> Option<&'static Schemas> {
    if let Some(text) = built_in() {
        return SCHEMAS.get_or_init(|| read(text).ok()).as_ref();
    }
    SCHEMAS.get()?.as_ref()
}

/// The day of the data, `2026-10-20`; nothing before it is there.
pub fn date() -> Option<&'static str> {
    schemas().map(|schemas| schemas.date.as_str())
}

/// The resource types whose schema is known.
pub fn types() -> impl Iterator<Item = &'static str> {
    schemas().into_iter().flat_map(|schemas| schemas.types.keys().map(String::as_str))
}

/// True when a design has something to check against schemas that are not there yet.
pub fn is_wanted(design: &Design) -> bool {
    schemas().is_none() && design.nodes_of(resource::KIND.id).next().is_some()
}

/// What is wrong with the properties of a resource type; nothing when the type's schema is not known.
pub fn check(kind: &str, properties: &Map) -> Vec<Violation> {
    let schema = schemas().and_then(|schemas| schemas.types.get(kind));
    schema.map(|schema| evaluate::check(schema, properties)).unwrap_or_default()
}
