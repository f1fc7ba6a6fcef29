//! What the page asks.

use groundplan_synth::design::NodeId;
use groundplan_synth::network::walk::Stop;
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
    /// The statements that connections and fields need of roles.
    Needed,
    /// What a node may do by its roles.
    Rights(NodeId),
    /// The walk of a packet, on the port on which the target answers when none is given.
    Walk {
        /// Where it starts.
        from: Stop,
        /// Where it ends.
        to: Stop,
        /// The TCP port.
        port: Option<u16>,
    },
}

/// How a template is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Form {
    /// YAML.
    Yaml,
    /// JSON.
    Json,
}
