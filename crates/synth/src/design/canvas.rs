//! What a node says about the canvas and nothing about AWS. It stands among its fields, so that it goes along when the node is
//! renamed, moved or copied, and in the text: `vpc main locked=true order=1`.

use super::model::{Design, Node, NodeId};
use crate::value::Value;

/// The member of a node that cannot be moved, resized or deleted: `true`.
pub const LOCKED: &str = "locked";
/// The member of nodes that are selected together: the name of their group.
pub const GROUP: &str = "group";

/// The member of nodes that were brought above or below others which they overlap: a whole number, 0 when it is left out.
pub const ORDER: &str = "order";

/// The member of a container that is drawn as a card, with what lies in it hidden: `true`.
pub const COLLAPSED: &str = "collapsed";

/// True for the members that no kind has and every node may have.
pub fn is_member(field: &str) -> bool {
    matches!(field, LOCKED | GROUP | ORDER | COLLAPSED)
}

/// True when a node is locked.
pub fn is_locked(node: &Node) -> bool {
    node.fields.get(LOCKED) == Some(&Value::Flag(true))
}

/// True when a container is collapsed.
pub fn is_collapsed(node: &Node) -> bool {
    node.fields.get(COLLAPSED) == Some(&Value::Flag(true))
}

/// The name of a node's group.
pub fn group_of(node: &Node) -> Option<&str> {
    node.fields.get(GROUP).and_then(Value::as_text).filter(|name| !name.is_empty())
}

/// How far above others a node is drawn.
pub fn order_of(node: &Node) -> i64 {
    match node.fields.get(ORDER) {
        Some(Value::Number(order)) => *order,
        _ => 0,
    }
}

/// The nodes of a group, in the order of their ids.
pub fn members<'a>(design: &'a Design, group: &'a str) -> impl Iterator<Item = NodeId> + 'a {
    design.nodes().filter(move |(_, node)| group_of(node) == Some(group)).map(|(id, _)| id)
}
