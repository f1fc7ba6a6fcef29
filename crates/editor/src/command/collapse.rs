//! Draws containers as a card, with all that lies in them hidden, and brings it back.

use groundplan_synth::design::{Design, Edit, Frame, NodeId, Patch, canvas};
use groundplan_synth::picture::{collapsed, layout};
use groundplan_synth::value::Value;

use super::{Command, Refusal};

/// Collapses containers, or expands them.
pub struct Collapse {
    /// The containers.
    pub nodes: Vec<NodeId>,
    /// False expands.
    pub collapsed: bool,
}

impl Command for Collapse {
    fn plan(&self, design: &Design) -> Result<Patch, Refusal> {
        let mut edit = Edit::new(design);
        for id in &self.nodes {
            edit.set_field(*id, canvas::COLLAPSED, self.collapsed.then_some(Value::Flag(true)));
        }
        if !self.collapsed {
            // What lies in it, or around it, may have changed while it was collapsed.
            for id in &self.nodes {
                let children = edit.design().children(Some(*id)).into_iter();
                let held = children.filter_map(|child| collapsed::size_of(edit.design().node(child)?)).reduce(Frame::union);
                layout::hold(&mut edit, Some(*id), held);
            }
        }
        Ok(edit.finish())
    }
}
