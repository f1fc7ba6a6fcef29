//! A sketch under a person's hands: each state of the text becomes a change of the design that is drawn.
//!
//! A text has no ids. Its nodes are those that the text before had, as far as names, kinds and places tell, so that what is drawn
//! keeps its id, its place and whatever has no text. The change is one of the text: what else happened to the design stays.

use std::collections::{BTreeMap, BTreeSet};

use super::{Parsed, SketchError, parse, print};
use crate::design::{Connection, ConnectionId, Design, Edit, End, Frame, Node, NodeId, Patch};
use crate::ordered::Ordered;

/// The most letters of one line: no design needs a longer one.
const MOST_LINE_LETTERS: usize = 100_000;
/// The most bytes of a text that is read while somebody types.
const MOST_BYTES: usize = 1_000_000;

/// A text that could be read, with the design that it says, under the ids of the drawn one.
#[derive(Clone, Debug, Default)]
pub struct Manuscript {
    /// The text.
    pub text: String,
    /// What it says. Nodes without a place in the text have none here.
    design: Design,
    /// The node of each line that has one.
    lines: BTreeMap<usize, NodeId>,
    connection_lines: BTreeMap<ConnectionId, usize>,
}

impl Manuscript {
    /// The text of a design.
    pub fn of(design: &Design) -> Self {
        let text = print(design);
        let parsed = parse(&text);
        // The text has the nodes and connections in this order.
        let nodes: BTreeMap<NodeId, NodeId> = ids(&parsed).zip(design.in_tree_order()).to_map();
        let connections = parsed.design.connections().map(|(id, _)| id).zip(design.connections().map(|(id, _)| id)).to_map();
        Self::under(text, &parsed, &nodes, &connections)
    }

    /// The text after somebody wrote, and what changed by it. New records get ids from `next_id` on.
    /// Where the text cannot be read, the errors say the places in their order.
    pub fn rewritten(&self, text: &str, next_id: u32) -> Result<(Self, Patch), Vec<SketchError>> {
        check(text)?;
        let parsed = parse(text);
        if !parsed.errors.is_empty() {
            return Err(parsed.errors);
        }
        if let Some((id, _)) = parsed.design.nodes().find(|(_, node)| node.name.trim().is_empty()) {
            let line = parsed.node_lines.get(&id).copied().unwrap_or(1);
            return Err(vec![SketchError { line, column: 1, message: "found a name without letters, expected one".to_owned() }]);
        }
        let mut next = next_id.max(self.design.next_id());
        let mut draw = || {
            next = next.saturating_add(1);
            next - 1
        };
        let mut nodes = same_nodes(&self.design, &parsed.design);
        for id in ids(&parsed) {
            nodes.entry(id).or_insert_with(|| NodeId(draw()));
        }
        let mut connections = same_connections(&self.design, &parsed.design, &nodes);
        for (id, _) in parsed.design.connections() {
            connections.entry(id).or_insert_with(|| ConnectionId(draw()));
        }
        let written = Self::under(text.to_owned(), &parsed, &nodes, &connections);
        let patch = Patch::between(&self.design, &written.design);
        Ok((written, patch))
    }

    /// The line of a node, counted from 1.
    pub fn line_of(&self, id: NodeId) -> Option<usize> {
        self.lines.iter().find(|(_, own)| **own == id).map(|(line, _)| *line)
    }

    /// The line of a connection, counted from 1.
    pub fn line_of_connection(&self, id: ConnectionId) -> Option<usize> {
        self.connection_lines.get(&id).copied()
    }

    /// The node of a line.
    pub fn node_at(&self, line: usize) -> Option<NodeId> {
        self.lines.get(&line).copied()
    }

    /// The connection of a line; the first of its verbs.
    pub fn connection_at(&self, line: usize) -> Option<ConnectionId> {
        self.connection_lines.iter().find(|(_, own)| **own == line).map(|(id, _)| *id)
    }

    fn under(text: String, parsed: &Parsed, nodes: &BTreeMap<NodeId, NodeId>, connections: &BTreeMap<ConnectionId, ConnectionId>) -> Self {
        let nothing = Design::default();
        let mut edit = Edit::new(&nothing);
        edit.settings(|settings| *settings = parsed.design.settings().as_ref().clone());
        for (id, node) in parsed.design.nodes() {
            if let Some(own) = nodes.get(&id) {
                let parent = node.parent.and_then(|parent| nodes.get(&parent)).copied();
                edit.put_node(*own, Node { parent, ..node.as_ref().clone() });
            }
        }
        for (id, connection) in parsed.design.connections() {
            if let Some(own) = connections.get(&id) {
                let (from, to) = (under_ids(&connection.from, nodes), under_ids(&connection.to, nodes));
                edit.put_connection(*own, Connection { from, to, ..connection.as_ref().clone() });
            }
        }
        let lines = parsed.node_lines.iter().filter_map(|(id, line)| Some((*line, *nodes.get(id)?))).to_map();
        let connection_lines = parsed.connection_lines.iter().filter_map(|(id, line)| Some((*connections.get(id)?, *line))).to_map();
        Self { text, design: edit.design().clone(), lines, connection_lines }
    }
}

/// The nodes of a text in the order of its lines.
fn ids(parsed: &Parsed) -> impl Iterator<Item = NodeId> {
    parsed.design.nodes().map(|(id, _)| id)
}

fn under_ids(end: &End, nodes: &BTreeMap<NodeId, NodeId>) -> End {
    match end {
        End::Node(id) => nodes.get(id).map_or_else(|| End::Missing(id.to_string()), |own| End::Node(*own)),
        End::Missing(name) => End::Missing(name.clone()),
    }
}

/// Refuses what no person writes, before anything is made of it.
fn check(text: &str) -> Result<(), Vec<SketchError>> {
    let refuse = |line: usize, column: usize, message: String| Err(vec![SketchError { line, column, message }]);
    if text.len() > MOST_BYTES {
        return refuse(1, 1, format!("found a text of {} bytes, expected at most {MOST_BYTES}: open it as a file", text.len()));
    }
    for (index, line) in text.split('\n').enumerate() {
        let letters = line.chars().count();
        if letters > MOST_LINE_LETTERS {
            return refuse(index + 1, 1, format!("found a line of {letters} letters, expected at most {MOST_LINE_LETTERS}"));
        }
        let line = line.strip_suffix('\r').unwrap_or(line);
        if let Some((at, letter)) = line.chars().enumerate().find(|(_, letter)| letter.is_control() && *letter != '\t') {
            let message = format!("found the control character U+{:04X}, expected text: take it out", u32::from(letter));
            return refuse(index + 1, at + 1, message);
        }
    }
    Ok(())
}

/// Which old node each new one is: the first likeness that both have counts, and of several that are alike the order.
fn same_nodes(old: &Design, new: &Design) -> BTreeMap<NodeId, NodeId> {
    let mut pairs = Pairs::default();
    let likenesses: [fn(&Design, NodeId, &Node) -> String; 4] = [
        |design, id, node| format!("{}{}", path(design, id), node.frame.map_or_else(String::new, place)),
        |design, id, _| path(design, id),
        |_, _, node| step(node),
        |_, _, node| node.name.clone(),
    ];
    for likeness in likenesses {
        let keys = |design: &Design| {
            let key = |id: NodeId| design.node(id).map(|node| (id.0, likeness(design, id, node)));
            design.in_tree_order().into_iter().filter_map(key).collect()
        };
        pairs.join(keys(old), keys(new));
    }
    // What is left over in the same container and of the same kind got another name.
    let found = pairs.found.clone();
    let keys = |design: &Design, is_old: bool| {
        let parent = |node: &Node| node.parent.and_then(|parent| if is_old { Some(parent.0) } else { found.get(&parent.0).copied() });
        let key = |id: NodeId| design.node(id).map(|node| (id.0, format!("{}\n{}", parent(node).unwrap_or(0), node.kind)));
        design.in_tree_order().into_iter().filter_map(key).collect()
    };
    pairs.join(keys(old, true), keys(new, false));
    pairs.found.into_iter().map(|(new, old)| (NodeId(new), NodeId(old))).to_map()
}

/// Which old connection each new one is.
fn same_connections(old: &Design, new: &Design, nodes: &BTreeMap<NodeId, NodeId>) -> BTreeMap<ConnectionId, ConnectionId> {
    let mut pairs = Pairs::default();
    // Wholly alike; with another meaning; with another target.
    for (has_target, has_verb) in [(true, true), (true, false), (false, true)] {
        let keys = |design: &Design, is_old: bool| {
            let end = |end: &End| match if is_old { end.clone() } else { under_ids(end, nodes) } {
                End::Node(id) => id.0.to_string(),
                End::Missing(name) => format!("0 {name}"),
            };
            let key = |connection: &Connection| {
                let target = if has_target { end(&connection.to) } else { String::new() };
                format!("{}\n{target}\n{}", end(&connection.from), if has_verb { &connection.verb } else { "" })
            };
            design.connections().map(|(id, connection)| (id.0, key(connection))).collect()
        };
        pairs.join(keys(old, true), keys(new, false));
    }
    pairs.found.into_iter().map(|(new, old)| (ConnectionId(new), ConnectionId(old))).to_map()
}

/// The kinds and names from the top level to a node.
fn path(design: &Design, id: NodeId) -> String {
    let all = design.ancestors(id).into_iter().rev().chain([id]);
    all.filter_map(|id| design.node(id)).map(|node| step(node)).collect()
}

fn step(node: &Node) -> String {
    format!("{}\n{}\n", node.kind, node.name)
}

fn place(Frame { x, y, width, height }: Frame) -> String {
    format!("{x} {y} {width} {height}")
}

/// New records with the old ones that they are, by the numbers of their ids.
#[derive(Default)]
struct Pairs {
    found: BTreeMap<u32, u32>,
    taken: BTreeSet<u32>,
}

impl Pairs {
    /// Joins those with the same key that have no partner yet, the first with the first.
    fn join(&mut self, old: Vec<(u32, String)>, new: Vec<(u32, String)>) {
        let mut free: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for (id, key) in old.into_iter().rev().filter(|(id, _)| !self.taken.contains(id)) {
            free.entry(key).or_default().push(id);
        }
        for (id, key) in new {
            if !self.found.contains_key(&id)
                && let Some(partner) = free.get_mut(&key).and_then(Vec::pop)
            {
                self.found.insert(id, partner);
                self.taken.insert(partner);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes over a text, and says which of the old nodes the new ones are, in the order of their lines: `-` for a new one.
    #[track_caller]
    fn check(before: &str, after: &str, expected: &[&str]) {
        let design = parse(before).design;
        let manuscript = Manuscript::of(&design);
        let (written, patch) = manuscript.rewritten(after, design.next_id()).unwrap_or_else(|errors| panic!("{errors:?}"));
        let old = |id: &NodeId| design.node(*id).map_or("-", |node| node.name.as_str());
        assert_eq!(written.lines.values().map(old).collect::<Vec<_>>(), expected, "{after}");
        // The change leads to what the text says.
        let mut drawn = manuscript.design.clone();
        patch.apply(&mut drawn).expect("the change fits");
        // Nodes are printed in the order of their ids, so ordinals may be others.
        let plain = |line: &str| ["#1", "#2", "#3"].iter().fold(line.to_owned(), |line, ordinal| line.replace(ordinal, ""));
        let lines = |design: &Design| print(design).lines().map(plain).to_set();
        assert_eq!(lines(&drawn), lines(&parse(after).design));
    }

    const PAGE: &str = "# Why\nvpc main @0,0 900x700\n  zone a\n    subnet one\n    subnet two\nrole one\n\none#2 -> two : x\n";

    #[test]
    fn nodes_stay_what_they_are() {
        check(PAGE, PAGE, &["main", "a", "one", "two", "one"]);
        check(PAGE, &PAGE.replace("    subnet one\n", "    subnet new\n    subnet one\n"), &["main", "a", "-", "one", "two", "one"]);
        check(PAGE, &PAGE.replace("subnet two", "subnet three").replace("-> two", "-> three"), &["main", "a", "one", "two", "one"]);
        check(PAGE, &PAGE.replace("    subnet two\n", ""), &["main", "a", "one", "one"]);
        // Another kind, another container, another order.
        check("vpc main\n  zone a\n", "vpc main\n  zome a\n", &["main", "a"]);
        check("vpc main\n  zone a\n", "vpc main\nzone a\n", &["main", "a"]);
        check("role a cpu=1\nrole b\n", "role b\nrole a cpu=2\n", &["b", "a"]);
        // What has the same name is told apart by its place.
        check("role a @0,0 10x10\nrole a @50,0 10x10\n", "role a @50,0 10x10\nrole a @0,0 10x10\nrole a\n", &["a", "a", "-"]);
        check("", "vpc main\n  zone a\n", &["-", "-"]);
        check("vpc main\n  zone a\n", "", &[]);
    }

    #[test]
    fn a_text_of_its_own_changes_nothing() {
        let design = parse(PAGE).design;
        let manuscript = Manuscript::of(&design);
        let (again, patch) = manuscript.rewritten(&manuscript.text, design.next_id()).expect("it is read");
        assert!(patch.is_empty());
        let two = design.find("two").expect("it is there");
        assert_eq!((again.line_of(two), again.node_at(5)), (Some(5), Some(two)));
        let connection = design.connections().next().map(|(id, _)| id);
        assert_eq!((again.connection_at(9), again.line_of_connection(connection.expect("it is there"))), (connection, Some(9)));
    }

    #[test]
    fn connections_keep_their_ids_too() {
        let before = "role a\nrole b\nrole c\n\na -> b : x\na -> b : y\n";
        let manuscript = Manuscript::of(&parse(before).design);
        let ids = |manuscript: &Manuscript| manuscript.design.connections().map(|(id, _)| id.0).collect::<Vec<_>>();
        for after in [before.replace("b : y", "b : z"), before.replace("b : y", "c : y"), before.replace("-> b : x", "-> b : x k=1")] {
            let (written, _) = manuscript.rewritten(&after, 0).expect("it is read");
            assert_eq!(ids(&written), ids(&manuscript), "{after}");
        }
        // A node that is gone leaves its name at the end.
        let (written, _) = manuscript.rewritten(&before.replace("role b\n", ""), 0).expect("it is read");
        assert!(written.design.connections().all(|(_, connection)| connection.to == End::Missing("b".to_owned())));
    }

    #[test]
    fn what_no_person_writes_is_refused_with_its_place() {
        let refused = |text: &str| match Manuscript::default().rewritten(text, 0) {
            Ok(_) => "it was read".to_owned(),
            Err(errors) => errors.first().map(ToString::to_string).unwrap_or_default(),
        };
        assert_eq!(
            refused(&format!("vpc\nrole {}", "x".repeat(100_001))),
            "line 2, column 1: found a line of 100006 letters, expected at most 100000"
        );
        assert_eq!(
            refused(&"x".repeat(1_000_001)),
            "line 1, column 1: found a text of 1000001 bytes, expected at most 1000000: open it as a file"
        );
        assert_eq!(refused("vpc\nvpc a\u{7}b"), "line 2, column 6: found the control character U+0007, expected text: take it out");
        let deep: Vec<String> = (0..70).map(|level| format!("{:level$}x n{level}", "")).collect();
        let deep = deep.join("\n");
        assert!(refused(&deep).starts_with("line 65, column 65: found more than 64 levels of nesting"), "{}", refused(&deep));
        assert_eq!(refused("vpc\nrole \"\""), "line 2, column 1: found a name without letters, expected one");
        assert!(refused("vpc main cidr=").starts_with("line 1, column 15: found the end of the line, expected a value"));
    }
}
