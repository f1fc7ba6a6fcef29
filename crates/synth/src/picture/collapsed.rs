//! Collapsed containers: each is drawn as a card, and what lies in it is not. Lines from and to what is hidden lead to the card.
//!
//! A collapsed node keeps its frame, and so does everything in it, so that expanding it brings back what was there.

use std::sync::Arc;

use super::layout::{CARD_HEIGHT, CARD_WIDTH};
use crate::design::{ConnectionId, Design, Frame, Node, NodeId, canvas};
use crate::meaning;
use crate::ordered::Order;

/// What a line shows: from which drawn node to which, and of what sort.
type Look = (NodeId, NodeId, u8);

/// What is hidden in a design, and what stands for it. Lists in their order, in which is searched: another map costs every visitor more.
#[derive(Debug, Default)]
pub struct Collapsed {
    /// The collapsed containers that no other one hides.
    closed: Vec<NodeId>,
    stand_ins: Vec<(NodeId, NodeId)>,
    /// The connections between different things that have a hidden end, and those that look like one of them.
    looks: Vec<(Look, ConnectionId)>,
}

impl Collapsed {
    /// What is hidden in a design: nothing, as a rule, and then this is one look at each node for each state.
    pub fn of(design: &Design) -> Arc<Self> {
        design.once(Self::new)
    }

    fn new(design: &Design) -> Self {
        let mut found = Self::default();
        if !design.nodes().any(|(_, node)| canvas::is_collapsed(node)) {
            return found;
        }
        let is_collapsed = |id: &NodeId| design.node(*id).is_some_and(|node| canvas::is_collapsed(node));
        for (id, _) in design.nodes() {
            // The outermost stands for all.
            // Nodes that lie in each other, as a file can have them, would hide each other.
            let holds = |around: &NodeId| is_collapsed(around) && !design.ancestors(*around).contains(&id);
            let around = design.ancestors(id).into_iter().rev().find(holds);
            found.stand_ins.extend(around.map(|around| (id, around)));
        }
        found.closed = design.nodes().map(|(id, _)| id).filter(|id| is_collapsed(id) && !found.is_hidden(*id)).collect();
        let mut looks: Vec<(Look, ConnectionId)> = design
            .connections()
            .filter_map(|(id, _)| Some((found.look(design, id)?, id)))
            .filter(|((from, to, _), _)| from != to)
            .collect();
        looks.order();
        let is_led = |(_, id): &(Look, ConnectionId)| found.has_hidden_end(design, *id);
        let led = looks.chunk_by(|(one, _), (other, _)| one == other).filter(|alike| alike.iter().any(is_led));
        found.looks = led.flatten().copied().collect();
        found
    }

    fn has_hidden_end(&self, design: &Design, id: ConnectionId) -> bool {
        let ends = design.connection(id).and_then(|connection| connection.nodes());
        ends.is_some_and(|(from, to)| self.is_hidden(from) || self.is_hidden(to))
    }

    fn look(&self, design: &Design, id: ConnectionId) -> Option<Look> {
        let connection = design.connection(id)?;
        let (from, to) = connection.nodes()?;
        let line = meaning::by_id(&connection.verb).map_or(u8::MAX, |verb| verb.line as u8);
        Some((self.stand_in(from), self.stand_in(to), line))
    }

    /// The collapsed containers that no other one hides, in the order of their ids.
    pub fn closed(&self) -> &[NodeId] {
        &self.closed
    }

    /// True when nothing is hidden.
    pub fn is_empty(&self) -> bool {
        self.stand_ins.is_empty()
    }

    /// What is drawn for a node: itself, or the outermost collapsed container around it.
    pub fn stand_in(&self, id: NodeId) -> NodeId {
        let at = self.stand_ins.partition_point(|(hidden, _)| *hidden < id);
        self.stand_ins.get(at).filter(|(hidden, _)| *hidden == id).map_or(id, |(_, stand_in)| *stand_in)
    }

    /// True when a node lies in a collapsed container.
    pub fn is_hidden(&self, id: NodeId) -> bool {
        self.stand_in(id) != id
    }

    /// The collapsed container that hides what lies in a node: the outermost one around it, or itself.
    pub fn hides_inside(&self, design: &Design, id: NodeId) -> Option<NodeId> {
        let stand_in = self.stand_in(id);
        design.node(stand_in).filter(|node| canvas::is_collapsed(node)).map(|_| stand_in)
    }

    /// Those that look like a connection whose line leads to something hidden, or shares it with one that does.
    fn alike(&self, look: Look) -> &[(Look, ConnectionId)] {
        let first = self.looks.partition_point(|(other, _)| *other < look);
        let count = self.looks[first..].partition_point(|(other, _)| *other == look);
        &self.looks[first..first + count]
    }

    /// The connections that share a connection's line because one of them leads to something hidden, in the order of their ids.
    pub fn bundle(&self, design: &Design, id: ConnectionId) -> Option<Vec<ConnectionId>> {
        if self.is_empty() {
            return None;
        }
        let alike = self.alike(self.look(design, id)?);
        // What lies within one container has no line to share.
        let alone = || self.has_hidden_end(design, id).then(|| vec![id]);
        if alike.is_empty() { alone() } else { Some(alike.iter().map(|(_, id)| *id).collect()) }
    }

    /// True when a connection has a line of its own, as far as that depends on what is hidden.
    pub fn has_line(&self, design: &Design, id: ConnectionId) -> bool {
        if self.is_empty() {
            return true;
        }
        let Some(look) = self.look(design, id) else { return true };
        look.0 != look.1 && self.alike(look).first().is_none_or(|(_, first)| *first == id)
    }
}

/// The frame of a node as it is drawn when nothing around it is collapsed: a card's size for a collapsed one.
pub fn size_of(node: &Node) -> Option<Frame> {
    let card = |frame: Frame| Frame { width: CARD_WIDTH, height: CARD_HEIGHT, ..frame };
    node.frame.map(|frame| if canvas::is_collapsed(node) { card(frame) } else { frame })
}

/// The frame of a node as it is drawn; `None` for one that is hidden or has no place.
pub fn frame_of(design: &Design, id: NodeId) -> Option<Frame> {
    size_of(design.node(id)?).filter(|_| !Collapsed::of(design).is_hidden(id))
}

/// True when a node is drawn.
pub fn is_drawn(design: &Design, id: NodeId) -> bool {
    frame_of(design, id).is_some()
}

/// The frame of what is drawn for a node.
pub fn frame_for(design: &Design, id: NodeId) -> Option<Frame> {
    size_of(design.node(Collapsed::of(design).stand_in(id))?)
}

/// Every node that is drawn, with its frame, in the order of their ids.
pub fn drawn(design: &Design) -> Box<dyn Iterator<Item = (NodeId, &Arc<Node>, Frame)> + '_> {
    let collapsed = Collapsed::of(design);
    // One type for all who ask: each would carry its own copy otherwise.
    Box::new(design.nodes().filter_map(move |(id, node)| Some((id, node, size_of(node).filter(|_| !collapsed.is_hidden(id))?))))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;
    use crate::design::sketch;
    use crate::picture::{arrange, draw, palette::Theme, route, tasks};

    fn unicorn(collapsed: &[&str]) -> Design {
        let mut design = sketch::parse(include_str!("../../../../examples/unicorn.sketch")).design;
        arrange(&design).apply(&mut design).unwrap();
        let mut edit = crate::design::Edit::new(&design);
        for name in collapsed {
            edit.set_field(design.find(name).unwrap(), canvas::COLLAPSED, Some(true.into()));
        }
        edit.design().clone()
    }

    #[track_caller]
    fn hidden(collapsed: &[&str], expected: &[(&str, &str)]) {
        let design = unicorn(collapsed);
        let found = Collapsed::of(&design);
        let name = |id: NodeId| design.node(id).unwrap().name.clone();
        let pairs = found.stand_ins.iter().map(|(id, stand_in)| (name(*id), name(*stand_in)));
        assert_eq!(pairs.collect::<Vec<_>>(), expected.iter().map(|(id, by)| ((*id).to_owned(), (*by).to_owned())).collect::<Vec<_>>());
    }

    #[test]
    fn the_outermost_collapsed_container_stands_for_what_lies_in_it() {
        hidden(&[], &[]);
        hidden(&["private-a"], &[]);
        hidden(&["public-a"], &[("nat-a", "public-a")]);
        hidden(&["web"], &[("app", "web")]);
        hidden(&["web", "main-cluster"], &[("web", "main-cluster"), ("app", "main-cluster")]);
    }

    #[test]
    fn nodes_that_lie_in_each_other_do_not_hide_each_other() {
        let design = unicorn(&["a", "main"]);
        let (a, main) = (design.find("a").unwrap(), design.find("main").unwrap());
        let mut edit = crate::design::Edit::new(&design);
        edit.node(main, |node| node.parent = Some(a));
        let found = Collapsed::of(edit.design());
        assert!(!found.is_hidden(a) && !found.is_hidden(main));
        assert!(draw(edit.design(), Theme::Light).contains(">main</text>"));
    }

    #[test]
    fn lines_lead_to_the_card_and_share_it() {
        let design = unicorn(&["main"]);
        let (main, edge) = (design.find("main").unwrap(), design.find("edge").unwrap());
        let routes = route::route_all(&design);
        let card = frame_of(&design, main).unwrap();
        assert_eq!((card.width, card.height), (CARD_WIDTH, CARD_HEIGHT));
        let ends = |id: &ConnectionId| design.connection(*id).and_then(|connection| connection.nodes()).unwrap();
        // One line from the edge, one to each of what the service uses; those inside of the network are gone.
        assert_eq!(routes.keys().filter(|id| ends(id).0 == edge).count(), 1);
        assert!(routes.keys().all(|id| Collapsed::of(&design).stand_in(ends(id).0) != Collapsed::of(&design).stand_in(ends(id).1)));
        let votes = design.find("votes").unwrap();
        let to_votes: Vec<_> = routes.iter().filter(|(id, _)| ends(id).1 == votes).collect();
        assert_eq!(to_votes.len(), 1);
        assert_eq!(route::shared_label(&design, *to_votes[0].0), "read, write");
        let (first, last) = (to_votes[0].1.points.first().unwrap(), to_votes[0].1.points.last().unwrap());
        assert!(card.grown(1).contains(Frame::new(first.0, first.1, 1, 1)), "{first:?} lies not at {card:?}");
        assert!(frame_of(&design, votes).unwrap().grown(1).contains(Frame::new(last.0, last.1, 1, 1)));
    }

    #[test]
    fn the_picture_shows_the_card_alone_and_expanding_brings_all_back() {
        let whole = unicorn(&[]);
        let design = unicorn(&["main"]);
        let svg = draw(&design, Theme::Light);
        assert!(svg.contains(">12 inside</text>"), "{:?}", svg.lines().find(|line| line.contains(" inside")));
        assert!(!svg.contains(">public-a</text>") && !svg.contains(">app</text>"));
        assert!(tasks(&design).is_empty());
        let mut edit = crate::design::Edit::new(&design);
        edit.set_field(design.find("main").unwrap(), canvas::COLLAPSED, None);
        assert_eq!(draw(edit.design(), Theme::Light), draw(&whole, Theme::Light));
    }

    #[test]
    fn a_layout_gives_a_collapsed_container_the_room_of_a_card() {
        let mut design = unicorn(&["main"]);
        let wide = crate::picture::region_frame(&unicorn(&[])).unwrap();
        arrange(&design).apply(&mut design).unwrap();
        assert!(crate::picture::region_frame(&design).unwrap().width < wide.width * 2 / 3, "{wide:?}");
        // What lies in it is laid out all the same: it is there when the container is expanded.
        let main = design.find("main").unwrap();
        let outer = design.node(main).unwrap().frame.unwrap();
        for id in design.descendants(main) {
            assert!(outer.contains(design.node(id).unwrap().frame.unwrap()), "{}", design.node(id).unwrap().name);
        }
    }
}
