//! What the page asks.

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

/// A question, with what changed in the design since the last one.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Letter {
    /// The reply carries the same number.
    pub number: u64,
    /// The changes, as `groundplan_synth::design::saved` writes them; nothing when there are none.
    pub changes: Option<Json>,
    /// The next id that the page's design gives out.
    pub next_id: u32,
    /// What is asked.
    pub question: Question,
}

/// A question about the design.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Question {
    /// What the rules find, and what the template calls its parts.
    Review,
    /// The template.
    Template(Form),
    /// The deploy script.
    Script,
    /// The CDK program.
    Program,
    /// The roles with their statements.
    Roles,
}

/// How a template is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Form {
    /// YAML.
    Yaml,
    /// JSON.
    Json,
}
