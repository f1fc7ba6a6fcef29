//! Resizes a frame by one of its handles. What lies in it stays where it is, and so bounds how small it gets.

use groundplan_synth::design::{Design, Edit, Frame, NodeId, Patch, canvas};
use groundplan_synth::picture::collapsed;

use super::{Command, Refusal, free_to_move};
use crate::hit::{Handle, TITLE_HEIGHT};
use crate::tree::{Tree, is_frame};

/// The least width of a frame in page units.
pub(crate) const LEAST_WIDTH: i32 = 120;
/// The least height of a frame in page units.
pub(crate) const LEAST_HEIGHT: i32 = 64;
/// Room between a frame's border and its contents in page units.
pub(crate) const PADDING: i32 = 16;

/// Resizes a frame.
pub struct Resize {
    /// The frame's node.
    pub node: NodeId,
    /// The handle that is dragged.
    pub handle: Handle,
    /// How far to the right, in page units.
    pub dx: i32,
    /// How far down.
    pub dy: i32,
}

impl Command for Resize {
    fn plan(&self, design: &Design) -> Result<Patch, Refusal> {
        let Some(node) = design.node(self.node) else { return Err(Refusal::new("This node is no longer there")) };
        if canvas::is_collapsed(node) {
            return Err(Refusal::new(format!("{} is collapsed: expand it first", node.name)));
        }
        let Some(frame) = node.frame.filter(|_| is_frame(node)) else {
            return Err(Refusal::new(format!("{} has one size: only containers can be resized", node.name)));
        };
        free_to_move(design, &[self.node])?;
        let tree = Tree::of(design);
        let frame_of = |id: NodeId| design.node(id).and_then(|node| collapsed::size_of(node));
        let content = tree.children(self.node).iter().filter_map(|id| frame_of(*id)).reduce(Frame::union);
        let outer = node.parent.and_then(frame_of).filter(|outer| outer.contains(frame));
        let mut edit = Edit::new(design);
        edit.set_frame(self.node, resized(frame, self, content, outer));
        Ok(edit.finish())
    }
}

/// The kernel: moves the edges of the handle, not further in than the content and the least size allow,
/// not further out than the container around it.
fn resized(frame: Frame, by: &Resize, content: Option<Frame>, outer: Option<Frame>) -> Frame {
    let (mut left, mut top, mut right, mut bottom) = (frame.x, frame.y, frame.right(), frame.bottom());
    // An edge that already is beyond a bound may stay where it is: the bound never pulls it along.
    if by.handle.horizontal < 0 {
        let least = outer.map_or(i32::MIN, |outer| outer.x).min(left);
        let most = content.map_or(i32::MAX, |content| content.x - PADDING).min(right - LEAST_WIDTH).max(left);
        left = left.saturating_add(by.dx).clamp(least, most);
    } else if by.handle.horizontal > 0 {
        let least = content.map_or(i32::MIN, |content| content.right() + PADDING).max(left + LEAST_WIDTH).min(right);
        let most = outer.map_or(i32::MAX, Frame::right).max(right);
        right = right.saturating_add(by.dx).clamp(least, most);
    }
    if by.handle.vertical < 0 {
        let least = outer.map_or(i32::MIN, |outer| outer.y).min(top);
        let most = content.map_or(i32::MAX, |content| content.y - TITLE_HEIGHT - PADDING / 2).min(bottom - LEAST_HEIGHT).max(top);
        top = top.saturating_add(by.dy).clamp(least, most);
    } else if by.handle.vertical > 0 {
        let least = content.map_or(i32::MIN, |content| content.bottom() + PADDING).max(top + LEAST_HEIGHT).min(bottom);
        let most = outer.map_or(i32::MAX, Frame::bottom).max(bottom);
        bottom = bottom.saturating_add(by.dy).clamp(least, most);
    }
    Frame::new(left, top, right - left, bottom - top)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(handle: (i32, i32), by: (i32, i32), expected: Frame) {
        let resize = Resize { node: NodeId(1), handle: Handle { horizontal: handle.0, vertical: handle.1 }, dx: by.0, dy: by.1 };
        let (content, outer) = (Frame::new(200, 200, 100, 60), Frame::new(0, 0, 800, 600));
        assert_eq!(resized(Frame::new(100, 100, 400, 300), &resize, Some(content), Some(outer)), expected);
    }

    #[test]
    fn each_handle_moves_its_edges_within_content_and_container() {
        check((1, 1), (40, 20), Frame::new(100, 100, 440, 320));
        check((-1, 0), (-30, 99), Frame::new(70, 100, 430, 300));
        check((-1, -1), (500, 500), Frame::new(184, 164, 316, 236));
        check((1, 1), (-500, -500), Frame::new(100, 100, 216, 176));
        check((1, 0), (900, 0), Frame::new(100, 100, 700, 300));
        check((-1, -1), (-900, -900), Frame::new(0, 0, 500, 400));
    }
}
