//! Fields that do something beside others alone: what each needs, as data where that can say it.

use super::{KINDS, Kind};
use crate::design::{Design, Node, NodeId};
use crate::value::Value;

/// When fields of a kind change nothing.
pub(crate) struct Idle {
    /// What fields need in another field of the same node.
    pub(crate) needs: &'static [Need],
    /// What data cannot say: why a field does nothing where the node stands, in words behind "since".
    pub(crate) why: fn(&Design, NodeId, &str) -> Option<&'static str>,
}

/// Fields that do something beside another one alone.
pub(crate) struct Need {
    /// Their names.
    pub(crate) fields: &'static [&'static str],
    /// The name of the other field.
    pub(crate) of: &'static str,
    /// What it has to be; empty for anything that is set.
    pub(crate) values: &'static [&'static str],
    /// Why they do nothing without it, in words behind "since".
    pub(crate) since: &'static str,
}

/// Nothing but what data says.
pub(crate) fn data_alone(_: &Design, _: NodeId, _: &str) -> Option<&'static str> {
    None
}

/// Why a field of a node changes nothing, in words behind "since". What a parameter decides may be anything.
pub fn reason(design: &Design, id: NodeId, field: &str) -> Option<&'static str> {
    let node = design.node(id)?;
    let place = KINDS.iter().position(|kind| kind.id == node.kind)?;
    let idle = super::IDLES[place]?;
    let unmet = idle.needs.iter().find(|need| need.fields.contains(&field) && !need.is_met(KINDS[place], node));
    unmet.map(|need| need.since).or_else(|| (idle.why)(design, id, field))
}

impl Need {
    fn is_met(&self, kind: &Kind, node: &Node) -> bool {
        match kind.field(self.of).and_then(|field| field.given(node).value()) {
            None => false,
            Some(Value::Call(..)) => true,
            Some(value) => self.values.is_empty() || self.values.contains(&value.display().as_str()),
        }
    }
}
