//! What rules share: names in messages, patches in one step, the nearest of several words.

mod deployed;
pub(super) mod endpoint_fixes;
pub mod exceptions;
pub(super) mod fields;
pub(super) mod grants;
pub mod mending;
pub(super) mod numbers;
pub(super) mod policies;
pub(super) mod policy_size;
pub(super) mod raw;
pub(super) mod resource;
pub(super) mod reviewer;
pub(super) mod room;
pub(super) mod security_rules;
pub(super) mod sites;
pub(super) mod taken_over;
pub(super) mod template_size;
pub(super) mod told;
pub(super) mod walks;

pub(super) use crate::network::range_of;
pub(super) use crate::words::{and, nearest};
pub(super) use deployed::as_deployed;

use crate::catalog;
use crate::design::{Design, Edit, NodeId, Patch};
use crate::network::addresses;
use ipnet::Ipv4Net;

/// The patch of some steps on a design.
pub(super) fn patch(design: &Design, steps: impl FnOnce(&mut Edit<'_>)) -> Patch {
    let mut edit = Edit::new(design);
    steps(&mut edit);
    edit.finish()
}

/// A node's name; empty when it is gone.
pub(super) fn name(design: &Design, id: NodeId) -> &str {
    design.node(id).map_or("", |node| node.name.as_str())
}

/// A node's kind and name as a sentence starts: `Subnet private-a`.
pub(super) fn label(design: &Design, id: NodeId) -> String {
    let Some(node) = design.node(id) else {
        return String::new();
    };
    let kind = catalog::kind_of(node).map_or(node.kind.as_str(), |kind| kind.title);
    if node.name.is_empty() { format!("{kind} without a name") } else { format!("{kind} {}", node.name) }
}

/// The names of nodes, joined for a sentence.
pub(super) fn names(design: &Design, ids: &[NodeId]) -> String {
    and(&ids.iter().map(|id| name(design, *id).to_owned()).collect::<Vec<_>>())
}

/// The next free range for a subnet in a VPC: of the subnet's own size where that can fit, clear of all other subnets.
pub(super) fn free_range(design: &Design, vpc: NodeId, id: NodeId) -> Option<Ipv4Net> {
    let outer = range_of(design, vpc)?;
    let others = crate::network::subnets_of(design, vpc).into_iter().filter(|other| *other != id);
    let taken: Vec<Ipv4Net> = others.filter_map(|other| range_of(design, other)).collect();
    let own = range_of(design, id)?.prefix_len();
    // A subnet as large as its VPC leaves no room for a second one; the usual size is a 256th of it.
    let prefix = if own > outer.prefix_len() { own } else { (outer.prefix_len() + 8).min(28) };
    addresses::next_free(outer, &taken, prefix)
}
