//! What a connection stands for. One file a verb, with its words, the kinds it joins and what it adds to the template.

#[macro_use]
mod verb_macro;

pub mod access;
pub mod admin;
pub mod answers;
pub mod assumes;
pub mod authenticates_with;
pub mod belongs_to;
pub mod decrypt;
pub mod delivers;
pub mod encrypt;
pub mod encrypts_with;
pub mod fetches_from;
pub mod forwards;
pub mod gives;
pub mod guards;
pub mod injects;
pub mod keeps_logs_in;
pub mod logs;
pub mod notifies;
pub mod origins;
pub mod publish;
pub mod pulls;
pub mod read;
pub mod receive;
pub mod redrives;
pub mod reports;
pub mod requests;
pub mod resolves_to;
pub mod routes;
pub mod routing;
pub mod runs;
pub mod secured_by;
pub mod send;
pub mod spans;
pub mod starts_with;
pub mod trusts;
pub mod validated_by;
pub mod waits_for;
pub mod watches;
pub mod write;

use std::sync::OnceLock;

use crate::catalog::{self, Field, Help, Kind, with_article};
use crate::design::{Connection, ConnectionId, Design};
use crate::ordered::Places;
use crate::synthesize::Builder;

/// Adds what a connection needs to the template. Runs after all nodes have their resources.
pub(crate) type Synthesis = fn(&mut Builder<'_>, ConnectionId, &Connection);

/// Lists the verbs, and in the same order what they add to a template and what to know of them, as `catalog` does.
macro_rules! verbs {
    ($($module:ident)*) => {
        /// Every verb, in the order in which a new connection is offered them.
        pub static VERBS: &[&Verb] = &[$(&$module::VERB),*];
        static SYNTHESES: &[Synthesis] = &[$($module::SYNTHESIS),*];
        static HELPS: &[&Help] = &[$(&$module::HELP),*];
    };
}

verbs! {
    requests
    forwards
    fetches_from
    resolves_to
    runs
    spans
    routes
    pulls
    logs
    assumes
    starts_with
    guards
    secured_by
    validated_by
    belongs_to
    answers
    authenticates_with
    trusts
    gives
    waits_for
    read
    write
    admin
    injects
    send
    receive
    publish
    delivers
    redrives
    reports
    keeps_logs_in
    watches
    notifies
    encrypt
    decrypt
    encrypts_with
}

/// What to know of a verb; `None` when there is none with this id.
pub fn help(id: &str) -> Option<&'static Help> {
    VERBS.iter().position(|verb| verb.id == id).map(|at| HELPS[at])
}

/// What a connection of a verb adds to the template.
pub(crate) fn synthesis(verb: &Verb) -> Option<Synthesis> {
    VERBS.iter().position(|other| other.id == verb.id).map(|at| SYNTHESES[at])
}

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
    /// What it means, in a line; [`help`] has more.
    summary: &'static str,
    /// How it is drawn.
    pub line: Line,
    /// The kinds it joins: from, to. A verb that allows something joins every kind of [`access::PRINCIPALS`] with every kind whose
    /// [`catalog::Access`] has it, and lists nothing here.
    pub joins: &'static [(&'static str, &'static str)],
    /// Its fields in the order of the inspector.
    pub fields: &'static [Field],
    /// The label on the line: `forwards :8080`.
    pub label: fn(&Design, &Connection) -> String,
}

impl Verb {
    /// What it means, in a line.
    pub fn summary(&self) -> &'static str {
        self.summary.trim()
    }
    /// The field with a name.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }
    /// True when the verb can join these kinds.
    pub fn can_join(&self, from: &Kind, to: &Kind) -> bool {
        self.joins.contains(&(from.id, to.id)) || (access::PRINCIPALS.contains(&from.id) && to.grant(self.id).is_some())
    }
    /// True when the verb can start at a kind.
    pub fn starts_at(&self, from: &Kind) -> bool {
        self.joins.iter().any(|(source, _)| *source == from.id)
            || (access::PRINCIPALS.contains(&from.id) && catalog::KINDS.iter().any(|to| to.grant(self.id).is_some()))
    }
    /// All pairs of kinds that it joins: from, to.
    pub fn pairs(&self) -> Vec<(&'static str, &'static str)> {
        let granting = catalog::KINDS.iter().filter(|kind| kind.grant(self.id).is_some());
        let allowed = granting.flat_map(|to| access::PRINCIPALS.iter().map(|from| (*from, to.id)));
        self.joins.iter().copied().chain(allowed).collect()
    }
}

/// The verb with an id.
pub fn by_id(id: &str) -> Option<&'static Verb> {
    static BY_ID: OnceLock<Places> = OnceLock::new();
    let places = BY_ID.get_or_init(|| Places::of(VERBS.iter().map(|verb| verb.id)));
    VERBS.get(places.find(id)?).copied()
}

/// The verbs that can join two kinds, the likeliest first.
pub fn between(from: &Kind, to: &Kind) -> Vec<&'static Verb> {
    VERBS.iter().filter(|verb| verb.can_join(from, to)).copied().collect()
}

/// How many of a kind's own connections a refusal names; more are not read.
const MOST_EXAMPLES: usize = 4;

/// Why two kinds cannot be joined and what the first can be joined to, for people.
pub fn refusal(from: &Kind, to: &Kind) -> String {
    let subject = catalog::capitalized(&with_article(from.title));
    let target = with_article(to.title);
    let mut can: Vec<String> = Vec::new();
    for verb in VERBS {
        let pairs = verb.pairs().into_iter().filter(|(source, _)| *source == from.id);
        let targets: Vec<String> = pairs.filter_map(|(_, target)| catalog::by_id(target)).map(|kind| with_article(kind.title)).collect();
        if !targets.is_empty() {
            can.push(format!("{} {}", verb.phrase, targets.join(" or ")));
        }
    }
    if can.is_empty() {
        return format!("{subject} starts no connections: draw from {target} instead");
    }
    let more = if can.len() > MOST_EXAMPLES { ", and more" } else { "" };
    can.truncate(MOST_EXAMPLES);
    format!("{subject} has no connection to {target}: it {}{more}", can.join(", "))
}
