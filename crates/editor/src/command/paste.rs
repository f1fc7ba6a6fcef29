//! Copies as text: a part of a design as a sketch, and a sketch from anywhere put into a design.

use std::collections::{BTreeMap, BTreeSet};

use groundplan_synth::catalog;
use groundplan_synth::design::{Connection, Design, Edit, End, Frame, NodeId, Patch, sketch};
use groundplan_synth::ordered::Ordered as _;
use groundplan_synth::picture::{collapsed, layout};

use super::duplicate::copy_of;
use super::fresh::freshen;
use super::{AddNode, Command, Refusal, Wish, move_middle};
use crate::geometry::PagePoint;
use crate::snap::to_grid;
use crate::tree::{Current, Tree};

/// Nodes with what lies in them and the connections that start at them, as a sketch. What a connection leads to outside is named.
pub fn text_of(design: &Design, nodes: &[NodeId]) -> String {
    let all = Tree::of(design).with_contents(nodes);
    let nothing = Design::default();
    let mut edit = Edit::new(&nothing);
    for id in &all {
        let Some(node) = design.node(*id) else { continue };
        let mut node = node.as_ref().clone();
        node.parent = node.parent.filter(|parent| all.contains(parent));
        edit.put_node(*id, node);
    }
    let name = |id: NodeId| design.node(id).map(|node| node.name.clone()).unwrap_or_default();
    for (id, connection) in design.connections().filter(|(_, one)| one.from.node().is_some_and(|from| all.contains(&from))) {
        let mut connection = connection.as_ref().clone();
        if let Some(to) = connection.to.node().filter(|to| !all.contains(to)) {
            connection.to = End::Missing(name(to));
        }
        edit.put_connection(id, connection);
    }
    sketch::print(edit.design())
}

/// Puts the nodes of another design into this one.
pub struct Paste<'a> {
    /// What is put in. Its own settings stay behind.
    pub other: &'a Design,
    /// Where its middle comes.
    pub middle: PagePoint,
    /// The selected node: in it, or in what is around it, lies what cannot lie at the point.
    pub selected: Option<NodeId>,
}

impl Command for Paste<'_> {
    fn plan(&self, design: &Design) -> Result<Patch, Refusal> {
        let mut other = self.other.clone();
        layout::place_missing(self.other).apply(&mut other).map_err(|error| Refusal::new(error.to_string()))?;
        let bounds = collapsed::drawn(&other).map(|(.., frame)| frame).reduce(Frame::union).unwrap_or_default();
        let from = move_middle(bounds);
        let by = (to_grid((self.middle.x - from.x).round() as i32), to_grid((self.middle.y - from.y).round() as i32));
        let mut edit = Edit::new(design);
        let mut copies: BTreeMap<NodeId, NodeId> = BTreeMap::new();
        let mut groups = BTreeMap::new();
        // How far each node goes: as far as what it lies in.
        let mut distances: BTreeMap<NodeId, (i32, i32)> = BTreeMap::new();
        for id in other.in_tree_order() {
            let Some(original) = other.node(id) else { continue };
            let mut node = copy_of(&edit, original, &mut groups);
            let around = original.parent.and_then(|parent| Some((*copies.get(&parent)?, *distances.get(&parent)?)));
            let frame = original.frame.unwrap_or_default();
            let (parent, distance) = match around {
                Some((parent, distance)) => (Some(parent), distance),
                None => self.place(edit.design(), &node.kind, collapsed::size_of(original).unwrap_or_default(), by, &copies)?,
            };
            node.parent = parent;
            node.frame = Some(frame.moved(distance.0, distance.1));
            distances.insert(id, distance);
            let copy = edit.add_node(node);
            freshen(&mut edit, copy);
            copies.insert(id, copy);
        }
        for (_, original) in other.connections() {
            if let Some((from, to)) = ends(design, original, &copies) {
                let mut connection = original.as_ref().clone();
                (connection.from, connection.to) = (End::Node(from), End::Node(to));
                edit.connect(connection);
            }
        }
        Ok(edit.finish())
    }
}

impl Paste<'_> {
    /// In what a node comes to lie that lay in nothing, and how far it goes: where it is wished, else where there is room for it.
    fn place(
        &self,
        design: &Design,
        kind: &str,
        frame: Frame,
        by: (i32, i32),
        copies: &BTreeMap<NodeId, NodeId>,
    ) -> Result<(Option<NodeId>, (i32, i32)), Refusal> {
        let wished = frame.moved(by.0, by.1);
        let new: BTreeSet<NodeId> = copies.values().copied().to_set();
        match Tree::of(design).place(catalog::by_id(kind), Current::New, wished, move_middle(wished), &new) {
            Ok(parent) => Ok((parent, by)),
            Err(refusal) => {
                let near = AddNode { kind: kind.to_owned(), wish: Wish::Near { point: move_middle(wished), selected: self.selected } };
                let found = near.placing(design).map_err(|_| refusal)?;
                Ok((found.parent, (found.frame.x - frame.x, found.frame.y - frame.y)))
            }
        }
    }
}

/// The ends of a copied connection: copies, or what the design calls by the name that the text has.
fn ends(design: &Design, connection: &Connection, copies: &BTreeMap<NodeId, NodeId>) -> Option<(NodeId, NodeId)> {
    let end = |end: &End| match end {
        End::Node(id) => copies.get(id).copied(),
        End::Missing(name) => design.find(name),
    };
    Some((end(&connection.from)?, end(&connection.to)?))
}
