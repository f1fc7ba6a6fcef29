//! Draws containers as a card, with all that lies in them hidden, and brings it back.

use groundplan_synth::design::{Design, Edit, Frame, NodeId, Patch, canvas};
use groundplan_synth::picture::collapsed;
use groundplan_synth::value::Value;

use super::resize::PADDING;
use super::{Command, Refusal};
use crate::hit::TITLE_HEIGHT;

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
            for id in &self.nodes {
                hold(&mut edit, *id);
            }
        }
        Ok(edit.finish())
    }
}

/// Lets a container and those around it grow around what lies in them: they may have become smaller while it was collapsed.
fn hold(edit: &mut Edit<'_>, id: NodeId) {
    let size_of = |edit: &Edit<'_>, id: NodeId| edit.design().node(id).and_then(|node| collapsed::size_of(node));
    let mut held = edit.design().children(Some(id)).into_iter().filter_map(|child| size_of(edit, child)).reduce(Frame::union);
    let around = edit.design().ancestors(id);
    for id in [id].into_iter().chain(around) {
        let frame = edit.design().node(id).and_then(|node| node.frame);
        if let Some((frame, content)) = frame.zip(held).filter(|(frame, content)| !frame.contains(*content)) {
            let title = TITLE_HEIGHT + PADDING / 2;
            let (width, height) = (content.width + 2 * PADDING, content.height + title + PADDING);
            edit.set_frame(id, frame.union(Frame::new(content.x - PADDING, content.y - title, width, height)));
        }
        // What is around it has to hold the container, not what else is in it.
        held = size_of(edit, id);
    }
}
