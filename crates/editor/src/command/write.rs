//! What somebody changed in the text of a design, done to the design that is drawn.
//!
//! The text may be older than the drawing: while it cannot be read, the drawing goes on. So a member of a record that the text did not
//! change stays as it is drawn.

use std::sync::Arc;

use groundplan_synth::design::{Change, Connection, ConnectionId, Design, Edit, Node, NodeId, Patch, Settings};

use super::{Command, Refusal};

/// Does what changed in a text.
pub struct Write<'a> {
    /// The change from the text before to the one now, under the ids of the drawn design.
    pub change: &'a Patch,
}

impl Command for Write<'_> {
    fn plan(&self, design: &Design) -> Result<Patch, Refusal> {
        let mut edit = Edit::new(design);
        if let Some(Change { before: Some(before), after: Some(after) }) = &self.change.settings {
            edit.settings(|settings| write_settings(settings, before, after));
        }
        for (id, change) in &self.change.nodes {
            write_node(&mut edit, *id, change);
        }
        for (id, change) in &self.change.connections {
            write_connection(&mut edit, *id, change);
        }
        // Last, when what stays was moved out of them.
        for id in gone(&self.change.nodes) {
            edit.remove_node(*id);
        }
        for id in gone(&self.change.connections) {
            edit.remove_connection(*id);
        }
        bring_in(&mut edit, self.change);
        Ok(edit.finish())
    }
}

fn gone<I: Ord, T>(changes: &std::collections::BTreeMap<I, Change<T>>) -> impl Iterator<Item = &I> {
    changes.iter().filter(|(_, change)| change.after.is_none()).map(|(id, _)| id)
}

/// Takes a member over when the text changed it.
fn take<T: PartialEq + Clone>(drawn: &mut T, before: &T, after: &T) {
    if before != after {
        drawn.clone_from(after);
    }
}

fn write_node(edit: &mut Edit<'_>, id: NodeId, change: &Change<Node>) {
    let Some(after) = change.after.as_deref() else { return };
    match &change.before {
        Some(before) if edit.design().node(id).is_some() => edit.node(id, |node| {
            take(&mut node.kind, &before.kind, &after.kind);
            take(&mut node.name, &before.name, &after.name);
            take(&mut node.parent, &before.parent, &after.parent);
            take(&mut node.fields, &before.fields, &after.fields);
            take(&mut node.note, &before.note, &after.note);
            // A place that was taken out of the text is left to the drawing, which has one.
            if after.frame.is_some() {
                take(&mut node.frame, &before.frame, &after.frame);
            }
        }),
        // What the drawing took away in the meantime and somebody writes about comes back.
        _ => edit.put_node(id, after.clone()),
    }
}

fn write_connection(edit: &mut Edit<'_>, id: ConnectionId, change: &Change<Connection>) {
    let Some(after) = change.after.as_deref() else { return };
    match &change.before {
        Some(before) if edit.design().connection(id).is_some() => edit.connection(id, |connection| {
            take(&mut connection.from, &before.from, &after.from);
            take(&mut connection.to, &before.to, &after.to);
            take(&mut connection.verb, &before.verb, &after.verb);
            take(&mut connection.fields, &before.fields, &after.fields);
            take(&mut connection.note, &before.note, &after.note);
        }),
        _ => edit.put_connection(id, after.clone()),
    }
}

fn write_settings(settings: &mut Settings, before: &Arc<Settings>, after: &Settings) {
    take(&mut settings.name, &before.name, &after.name);
    take(&mut settings.description, &before.description, &after.description);
    take(&mut settings.region, &before.region, &after.region);
    take(&mut settings.tags, &before.tags, &after.tags);
    take(&mut settings.parameters, &before.parameters, &after.parameters);
    take(&mut settings.outputs, &before.outputs, &after.outputs);
    take(&mut settings.conditions, &before.conditions, &after.conditions);
    take(&mut settings.mappings, &before.mappings, &after.mappings);
    take(&mut settings.note, &before.note, &after.note);
    take(&mut settings.closing_note, &before.closing_note, &after.closing_note);
}

/// What was written into another container and is drawn outside of it gets a place in it, with all that it holds.
fn bring_in(edit: &mut Edit<'_>, change: &Patch) {
    let parent = |node: &Option<Arc<Node>>| node.as_ref().and_then(|node| node.parent);
    let frame = |node: &Option<Arc<Node>>| node.as_ref().and_then(|node| node.frame);
    let moved = |change: &&Change<Node>| {
        change.before.is_some() && parent(&change.before) != parent(&change.after) && frame(&change.before) == frame(&change.after)
    };
    for id in change.nodes.iter().filter(|(_, change)| moved(change)).map(|(id, _)| *id) {
        let design = edit.design();
        let own = design.node(id).and_then(|node| node.frame);
        let around = design.node(id).and_then(|node| design.node(node.parent?)).and_then(|node| node.frame);
        if around.zip(own).is_some_and(|(around, own)| !around.contains(own)) {
            for node in design.descendants(id).into_iter().chain([id]) {
                edit.node(node, |node| node.frame = None);
            }
        }
    }
}
