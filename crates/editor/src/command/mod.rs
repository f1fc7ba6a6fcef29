//! What can be done to a design. A command is planned on a design and answers a patch, or says in words why not.

mod add_node;
mod align;
mod arrange;
mod canvas;
mod collapse;
mod connect;
mod delete;
mod duplicate;
mod free_place;
mod fresh;
mod make_node;
mod move_into;
mod move_nodes;
mod parameter;
mod paste;
mod raise;
mod reattach;
mod references;
mod rename;
mod resize;
mod set;
mod set_verbs;
mod write;

use std::fmt;

use groundplan_synth::design::{Design, NodeId, Patch};

pub use add_node::{AddNode, Placing, Wish};
pub use align::{Align, Alignment};
pub use arrange::Arrange;
pub use canvas::{Group, Lock};
pub(crate) use canvas::{free_group, free_to_go, free_to_move};
pub use collapse::Collapse;
pub use connect::{Connect, verbs_between};
pub use delete::Delete;
pub(crate) use delete::{gone, named};
pub use duplicate::{Duplicate, Fragment, Insert};
pub use make_node::MakeNode;
pub use move_into::{MoveInto, homes};
pub use move_nodes::Move;
pub(crate) use move_nodes::middle as move_middle;
pub use parameter::{DeleteParameter, MakeParameter, RenameParameter, field_at};
pub use paste::{Paste, text_of};
pub use raise::{Raise, Raising};
pub use reattach::Reattach;
pub use references::{Place, uses_of};
pub use rename::Rename;
pub use resize::Resize;
pub use set::{SetConnectionField, SetField, SetSetting, SetVerb};
pub use set_verbs::{SetVerbs, same as same_verbs, verb_choices, verbs_there};
pub use write::Write;

use crate::item::{Item, Selection};

/// Why a command cannot be done, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The reason and, where there is one, the way out.
    pub reason: String,
}

impl Refusal {
    /// A refusal with a reason.
    pub fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into() }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.reason)
    }
}

impl std::error::Error for Refusal {}

/// Something that can be done to a design.
pub trait Command {
    /// The change, or why there is none. A change that changes nothing is an empty patch, not a refusal.
    fn plan(&self, design: &Design) -> Result<Patch, Refusal>;
}

/// What a patch created: the new nodes that lie in no other new one, or else the new connections.
pub fn created(patch: &Patch) -> Selection {
    let is_new = |id: &NodeId| patch.nodes.get(id).is_some_and(|change| change.before.is_none());
    let roots = patch.nodes.iter().filter(|(_, change)| {
        let parent = change.after.as_ref().map(|node| node.parent);
        change.before.is_none() && parent.is_some_and(|parent| !parent.is_some_and(|id| is_new(&id)))
    });
    let nodes: Selection = roots.map(|(id, _)| Item::Node(*id)).collect();
    if !nodes.is_empty() {
        return nodes;
    }
    patch.connections.iter().filter(|(_, change)| change.before.is_none()).map(|(id, _)| Item::Connection(*id)).collect()
}
