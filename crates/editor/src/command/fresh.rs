//! Gives a new node values that clash with none of its neighbours: the next free address range, the next free number.
//!
//! Asks the fields, not the kinds: a range that lies in a range of the same name around it is a part of that one,
//! and columns side by side are told apart by their number.

use std::collections::BTreeSet;

use groundplan_synth::catalog::{self, Field, Form, Place};
use groundplan_synth::design::{Design, Edit, NodeId};
use groundplan_synth::network::addresses;
use groundplan_synth::ordered::Ordered;
use groundplan_synth::value::Value;

/// Changes the fields of a new node that would clash; one for which nothing is free stays, and a rule says so.
pub(super) fn freshen(edit: &mut Edit<'_>, id: NodeId) {
    let Some(kind) = edit.design().node(id).and_then(|node| catalog::kind_of(node)) else { return };
    for field in kind.fields {
        let value = match field.form {
            Form::Cidr { .. } => free_range(edit.design(), id, field),
            Form::Number { least, most } if kind.place == Place::Column => free_number(edit.design(), id, field, least, most),
            _ => None,
        };
        if value.is_some() {
            edit.set_field(id, field.name, value);
        }
    }
}

/// What a field gives on a node of any kind that has one of that name.
fn given(design: &Design, id: NodeId, name: &str) -> Option<catalog::Given> {
    let node = design.node(id)?;
    Some(catalog::kind_of(node)?.field(name)?.given(node))
}

/// The nodes of the same kind inside a container.
fn likes(design: &Design, container: Option<NodeId>, id: NodeId) -> Vec<NodeId> {
    let Some(kind) = design.node(id).map(|node| node.kind.as_str()) else { return Vec::new() };
    let is_inside = |other: NodeId| container.is_none_or(|container| design.ancestors(other).contains(&container));
    design.nodes_of(kind).map(|(other, _)| other).filter(|other| *other != id && is_inside(*other)).collect()
}

fn free_range(design: &Design, id: NodeId, field: &Field) -> Option<Value> {
    let own = addresses::range(&given(design, id, field.name)?.text())?;
    let around = design.ancestors(id).into_iter().find(|ancestor| given(design, *ancestor, field.name).is_some())?;
    let outer = addresses::range(&given(design, around, field.name)?.text())?;
    let ranges =
        likes(design, Some(around), id).into_iter().filter_map(|other| addresses::range(&given(design, other, field.name)?.text()));
    let taken: Vec<_> = ranges.collect();
    let clashes = !addresses::contains(outer, own) || taken.iter().any(|other| addresses::overlap(*other, own));
    if !clashes {
        return None;
    }
    addresses::next_free(outer, &taken, own.prefix_len()).map(|range| Value::text(range.to_string()))
}

fn free_number(design: &Design, id: NodeId, field: &Field, least: i64, most: i64) -> Option<Value> {
    let own = given(design, id, field.name)?.number()?;
    let siblings = likes(design, design.node(id)?.parent, id).into_iter();
    let taken: BTreeSet<i64> = siblings.filter_map(|other| given(design, other, field.name)?.number()).to_set();
    if !taken.contains(&own) {
        return None;
    }
    (least..=most).find(|number| !taken.contains(number)).map(Value::Number)
}
