//! Takes nodes with their contents and every connection that touches them, and connections on their own.

use groundplan_synth::design::{Design, Edit, Patch};
use groundplan_synth::picture::bundle;

use super::{Command, Refusal, free_to_go};
use crate::item::{Item, Selection};
use crate::tree::Tree;

/// Deletes what is selected.
pub struct Delete {
    /// What goes.
    pub items: Selection,
}

impl Command for Delete {
    fn plan(&self, design: &Design) -> Result<Patch, Refusal> {
        if self.items.is_empty() {
            return Err(Refusal::new("Nothing is selected: select what you want to delete"));
        }
        free_to_go(design, &self.items.nodes())?;
        let mut edit = Edit::new(design);
        // A container takes its contents along, so the roots are enough.
        for node in Tree::of(design).roots(&self.items.nodes()) {
            edit.remove_node(node);
        }
        // Permissions that share a line go together: what was seen is gone. The inspector takes single ones away.
        for connection in self.items.iter().filter_map(Item::connection).flat_map(|id| bundle(design, id)) {
            edit.remove_connection(connection);
        }
        Ok(edit.finish())
    }
}
