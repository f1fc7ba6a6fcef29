//! Brings nodes into one line, or the room between them to one size.

use groundplan_synth::design::{Design, Frame, NodeId, Patch};
use groundplan_synth::picture::collapsed;

use super::{Command, Move, Refusal};
use crate::tree::Tree;

/// How nodes are brought into line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alignment {
    /// Their left edges.
    Left,
    /// Their middles, one below the other.
    Center,
    /// Their right edges.
    Right,
    /// Their top edges.
    Top,
    /// Their middles, side by side.
    Middle,
    /// Their bottom edges.
    Bottom,
    /// The same room between them from left to right; the outer two stay.
    Across,
    /// The same room between them from top to bottom.
    Down,
}

impl Alignment {
    /// The least number of nodes for which it means something.
    pub fn least(self) -> usize {
        if self.is_spread() { 3 } else { 2 }
    }

    fn is_spread(self) -> bool {
        matches!(self, Self::Across | Self::Down)
    }

    /// True when it moves nodes sideways.
    fn is_sideways(self) -> bool {
        matches!(self, Self::Left | Self::Center | Self::Right | Self::Across)
    }
}

/// Aligns nodes; what lies in them goes along.
pub struct Align {
    /// The nodes.
    pub nodes: Vec<NodeId>,
    /// How.
    pub how: Alignment,
}

impl Command for Align {
    fn plan(&self, design: &Design) -> Result<Patch, Refusal> {
        let roots = Tree::of(design).roots(&self.nodes);
        if roots.len() < self.how.least() {
            return Err(Refusal::new(format!("Select {} nodes or more that lie side by side, not in each other", self.how.least())));
        }
        let frames: Vec<(NodeId, Frame)> = roots.into_iter().filter_map(|id| Some((id, collapsed::frame_of(design, id)?))).collect();
        let mut patch = Patch::default();
        let mut shown = design.clone();
        for (id, by) in distances(&frames, self.how) {
            let (dx, dy) = if self.how.is_sideways() { (by, 0) } else { (0, by) };
            let step = Move { nodes: vec![id], dx, dy, grabbed: None, nests: true }.plan(&shown)?;
            step.apply(&mut shown).map_err(|error| Refusal::new(error.to_string()))?;
            patch = patch.then(&step);
        }
        Ok(patch)
    }
}

/// How far each node goes along the one axis.
fn distances(frames: &[(NodeId, Frame)], how: Alignment) -> Vec<(NodeId, i32)> {
    let all = frames.iter().map(|(_, frame)| *frame).reduce(Frame::union).unwrap_or_default();
    let along = |frame: Frame| if how.is_sideways() { (frame.x, frame.width) } else { (frame.y, frame.height) };
    let (start, length) = along(all);
    if how.is_spread() {
        let mut spans: Vec<(i32, i32, NodeId)> = frames.iter().map(|(id, frame)| (along(*frame).0, along(*frame).1, *id)).collect();
        spans.sort_unstable();
        let taken: i32 = spans.iter().map(|(_, own, _)| own).sum();
        let gaps = i32::try_from(spans.len()).unwrap_or(i32::MAX) - 1;
        let mut before = 0;
        let placed = spans.iter().enumerate().map(|(place, (at, own, id))| {
            // The rest of a division is spread, so that the last one stays where it is.
            let gap = (length - taken) * i32::try_from(place).unwrap_or(0) / gaps.max(1);
            let wanted = start + before + gap;
            before += own;
            (*id, wanted - at)
        });
        return placed.collect();
    }
    let wanted = |own: i32| match how {
        Alignment::Left | Alignment::Top | Alignment::Across | Alignment::Down => start,
        Alignment::Center | Alignment::Middle => start + (length - own) / 2,
        Alignment::Right | Alignment::Bottom => start + length - own,
    };
    frames.iter().map(|(id, frame)| (*id, wanted(along(*frame).1) - along(*frame).0)).collect()
}
