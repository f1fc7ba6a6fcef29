//! The ground on which a mistake is made: a right design, and which of its things is meant.

use groundplan_synth::design::{Connection, ConnectionId, Design, Edit, End, Node, NodeId, sketch};
use groundplan_synth::value::Value;

/// A kind of mistake.
pub(crate) struct Mistake {
    /// What is done, in words.
    pub(crate) name: &'static str,
    /// The rules that are there for it, one of which has to answer: what others say beside them does not count.
    pub(crate) rules: &'static [&'static str],
    /// Makes it; nothing where the design has no place for it.
    pub(crate) make: fn(&Ground<'_>) -> Option<Made>,
}

/// What a change led to.
pub(crate) enum Made {
    /// Something is wrong now, with the things of these names.
    Wrong(Design, Vec<String>),
    /// Nothing is wrong with it, for a reason.
    Right(Design, &'static str),
}

/// A right design, and a number that chooses among things of a kind.
pub(crate) struct Ground<'a> {
    pub(crate) design: &'a Design,
    pub(crate) pick: usize,
}

impl Ground<'_> {
    fn choose<T>(&self, mut all: Vec<T>) -> Option<T> {
        let place = self.pick.checked_rem(all.len())?;
        Some(all.swap_remove(place))
    }

    /// A node of a kind.
    pub(crate) fn node(&self, kind: &str) -> Option<NodeId> {
        self.node_where(kind, |_, _| true)
    }

    /// A node of a kind for which something holds.
    pub(crate) fn node_where(&self, kind: &str, holds: impl Fn(NodeId, &Node) -> bool) -> Option<NodeId> {
        self.choose(self.design.nodes_of(kind).filter(|(id, node)| holds(*id, node)).map(|(id, _)| id).collect())
    }

    /// A connection of a verb.
    pub(crate) fn connection(&self, verb: &str) -> Option<(ConnectionId, NodeId, NodeId)> {
        self.connection_where(verb, |_, _, _| true)
    }

    /// A connection of a verb for whose ends and record something holds.
    pub(crate) fn connection_where(
        &self,
        verb: &str,
        holds: impl Fn(NodeId, NodeId, &Connection) -> bool,
    ) -> Option<(ConnectionId, NodeId, NodeId)> {
        let all = self.design.connections_with(verb).filter_map(|(id, record)| {
            let (from, to) = record.nodes()?;
            holds(from, to, record).then_some((id, from, to))
        });
        self.choose(all.collect())
    }

    /// A node's name.
    pub(crate) fn name(&self, id: NodeId) -> String {
        self.design.node(id).map_or_else(String::new, |node| node.name.clone())
    }

    /// A node's kind.
    pub(crate) fn kind(&self, id: NodeId) -> &str {
        self.design.node(id).map_or("", |node| node.kind.as_str())
    }

    /// A field of a node as text; empty when it is not set.
    pub(crate) fn field(&self, id: NodeId, name: &str) -> String {
        self.design.node(id).and_then(|node| node.fields.get(name)).map_or_else(String::new, Value::display)
    }

    /// True when a field of a node has this text.
    pub(crate) fn is(&self, id: NodeId, field: &str, text: &str) -> bool {
        self.field(id, field) == text
    }

    /// The nodes that lie in another one of some kind.
    pub(crate) fn inside(&self, id: NodeId, kind: &str) -> Vec<NodeId> {
        self.design.children(Some(id)).into_iter().filter(|child| self.kind(*child) == kind).collect()
    }

    /// The service or task around a container.
    pub(crate) fn around(&self, container: NodeId) -> Option<NodeId> {
        self.design.node(container)?.parent
    }

    /// The design after some steps.
    pub(crate) fn edited(&self, steps: impl FnOnce(&mut Edit<'_>)) -> Design {
        let mut edit = Edit::new(self.design);
        steps(&mut edit);
        edit.design().clone()
    }

    /// Some steps lead to something wrong with these nodes.
    pub(crate) fn wrong(&self, about: &[NodeId], steps: impl FnOnce(&mut Edit<'_>)) -> Option<Made> {
        Some(Made::Wrong(self.edited(steps), about.iter().map(|id| self.name(*id)).collect()))
    }

    /// A field set to something wrong.
    pub(crate) fn set(&self, id: NodeId, field: &str, value: impl Into<Value>) -> Option<Made> {
        self.wrong(&[id], |edit| edit.set_field(id, field, Some(value.into())))
    }

    /// A field of a connection set to something wrong, which concerns both ends.
    pub(crate) fn set_on(&self, line: (ConnectionId, NodeId, NodeId), field: &str, value: impl Into<Value>) -> Option<Made> {
        self.wrong(&[line.1, line.2], |edit| edit.set_connection_field(line.0, field, Some(value.into())))
    }

    /// Nothing is wrong after some steps, for a reason.
    pub(crate) fn right(&self, why: &'static str, steps: impl FnOnce(&mut Edit<'_>)) -> Option<Made> {
        Some(Made::Right(self.edited(steps), why))
    }

    /// The design with lines of a sketch added, wrong with the things of these names.
    pub(crate) fn with_lines(&self, lines: &str, about: &[String]) -> Option<Made> {
        let text = format!("{}{lines}", sketch::print(self.design));
        let parsed = sketch::parse(&text);
        assert!(parsed.errors.is_empty(), "{:?} in\n{text}", parsed.errors);
        Some(Made::Wrong(parsed.design, about.to_vec()))
    }

    /// The subnets in which a service or task runs.
    pub(crate) fn subnets_of(&self, work: NodeId) -> Vec<NodeId> {
        self.design.targets(work, "runs")
    }

    /// The services and tasks that run in a subnet.
    pub(crate) fn work_in(&self, subnet: NodeId) -> Vec<NodeId> {
        self.design.sources(subnet, "runs")
    }

    /// The main VPC.
    pub(crate) fn vpc(&self) -> NodeId {
        self.design.find("main").expect("every plan has this VPC")
    }

    /// True when a connection leads from a node of this design to another one.
    pub(crate) fn joins(&self, from: NodeId, verb: &str, to: NodeId) -> bool {
        self.design.targets(from, verb).contains(&to)
    }

    /// The records of all connections of a node, whichever its end.
    pub(crate) fn has_verb(&self, id: NodeId, verb: &str) -> bool {
        self.design.connections_of(id).any(|(_, record)| record.verb == verb)
    }
}

/// A node on the level of another one.
pub(crate) fn beside(design: &Design, id: NodeId, kind: &str, name: &str) -> Node {
    Node { parent: design.node(id).and_then(|node| node.parent), ..Node::new(kind, name) }
}

/// The end of a connection that leads nowhere.
pub(crate) fn nowhere(name: &str) -> End {
    End::Missing(name.to_owned())
}

/// Takes out the connections that are meant.
pub(crate) fn cut(edit: &mut Edit<'_>, is_meant: impl Fn(&Connection) -> bool) {
    let meant: Vec<ConnectionId> = edit.design().connections().filter(|(_, record)| is_meant(record)).map(|(id, _)| id).collect();
    for id in meant {
        edit.remove_connection(id);
    }
}
