//! What a connection stands for. One file a verb, with its words, the kinds it joins and what it adds to the template.

#[macro_use]
mod verb_macro;

pub mod assumes;
pub mod forwards;
pub mod guards;
pub mod logs;
pub mod pulls;
pub mod requests;
pub mod routes;
pub mod runs;
pub mod spans;
pub mod starts_with;

use crate::catalog::{self, Field, Kind, with_article};
use crate::design::{Connection, ConnectionId, Design};
use crate::synthesize::Builder;

/// Every verb, in the order in which a new connection is offered them.
pub static VERBS: &[&Verb] = &[
    &requests::VERB,
    &forwards::VERB,
    &runs::VERB,
    &spans::VERB,
    &routes::VERB,
    &pulls::VERB,
    &logs::VERB,
    &assumes::VERB,
    &starts_with::VERB,
    &guards::VERB,
];

/// How a connection is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// Solid: bytes travel here.
    Traffic,
    /// Dashed: a permission or an assignment.
    Permission,
    /// Where something is placed: drawn only when the picture does not show it by overlap.
    Placement,
}

/// A kind of connection.
pub struct Verb {
    /// The word in sketches and saved designs: `forwards`.
    pub id: &'static str,
    /// The words between the names of both ends: `forwards to`.
    pub phrase: &'static str,
    /// What it means and what it adds to the template, in plain text; its first line is a summary.
    pub docs: &'static str,
    /// Where its facts come from.
    pub source: &'static str,
    /// How it is drawn.
    pub line: Line,
    /// The kinds it joins: from, to.
    pub joins: &'static [(&'static str, &'static str)],
    /// Its fields in the order of the inspector.
    pub fields: &'static [Field],
    /// The label on the line: `forwards :8080`.
    pub label: fn(&Design, &Connection) -> String,
    /// Adds what the connection needs to the template. Runs after all nodes have their resources.
    pub synthesize: fn(&mut Builder<'_>, ConnectionId, &Connection),
}

impl Verb {
    /// The first line of the docs.
    pub fn summary(&self) -> &'static str {
        self.docs.trim().lines().next().unwrap_or_default().trim()
    }
    /// The field with a name.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }
    /// True when the verb can join these kinds.
    pub fn can_join(&self, from: &Kind, to: &Kind) -> bool {
        self.joins.contains(&(from.id, to.id))
    }
}

/// The verb with an id.
pub fn by_id(id: &str) -> Option<&'static Verb> {
    VERBS.iter().find(|verb| verb.id == id).copied()
}

/// The verbs that can join two kinds, the likeliest first.
pub fn between(from: &Kind, to: &Kind) -> Vec<&'static Verb> {
    VERBS.iter().filter(|verb| verb.can_join(from, to)).copied().collect()
}

/// Why two kinds cannot be joined and what the first can be joined to, for people.
pub fn refusal(from: &Kind, to: &Kind) -> String {
    let mut can: Vec<String> = Vec::new();
    for verb in VERBS {
        let targets: Vec<&str> = verb
            .joins
            .iter()
            .filter(|(source, _)| *source == from.id)
            .filter_map(|(_, target)| catalog::by_id(target))
            .map(|kind| kind.title)
            .collect();
        if !targets.is_empty() {
            can.push(format!("{} {}", verb.phrase, targets.iter().map(|title| with_article(title)).collect::<Vec<_>>().join(" or ")));
        }
    }
    let subject = catalog::capitalized(&with_article(from.title));
    if can.is_empty() {
        return format!("{subject} starts no connections: draw from {} instead", with_article(to.title));
    }
    format!("{subject} {}, but has no connection to {}", can.join(", "), with_article(to.title))
}
