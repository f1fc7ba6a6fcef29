//! Changes of a design as text: a sketch of what is new or different, and lines for what goes.
//!
//! ```text
//! vpc main
//!   zone a
//!     subnet private-a cidr=10.0.10.0/24
//! service web desired_count=2
//! web -> private-a : runs
//! - old-role
//! - web -> old-role : starts-with
//! - web grace_period
//! ```
//!
//! A node that is there already, by kind and name, gets the fields that are written and moves when it is written inside of another one;
//! everything else is new. `- name` removes a node with all that lies in it, `- a -> b : verb` a connection, `- name field` takes a
//! field back to its default.

use std::collections::BTreeMap;

use groundplan_synth::catalog;
use groundplan_synth::design::{Connection, Design, Edit, End, Node, NodeId, sketch};
use groundplan_synth::ordered::Order as _;
use groundplan_synth::words::nearest;

use crate::Problem;

/// Changes, as they were written.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    fragment: Design,
    removals: Vec<Removal>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Removal {
    Node(String),
    Field(String, String),
    Connection { from: String, to: String, verb: String },
}

/// Which node of a design each name of the changes stands for.
pub type Places = BTreeMap<String, NodeId>;

impl Changes {
    /// Reads changes whose first line is the given one of its file.
    pub fn read(text: &str, first_line: usize) -> Result<Self, Vec<Problem>> {
        let mut removals = Vec::new();
        let mut problems = Vec::new();
        let mut kept = String::new();
        for (index, line) in text.lines().enumerate() {
            match line.trim_start().strip_prefix("- ") {
                Some(rest) => match removal(rest) {
                    Ok(removal) => removals.push(removal),
                    Err(message) => problems.push(Problem { line: Some(first_line + index), column: Some(1), message }),
                },
                None => kept.push_str(line),
            }
            kept.push('\n');
        }
        let parsed = sketch::parse(&kept);
        problems.extend(parsed.errors.into_iter().map(|error| Problem {
            line: Some(first_line + error.line - 1),
            column: Some(error.column),
            message: error.message,
        }));
        if **parsed.design.settings() != groundplan_synth::design::Settings::default() {
            let message = "found settings of the design or a comment, expected nodes and connections: settings belong into the start";
            problems.push(Problem { line: Some(first_line), column: Some(1), message: message.to_owned() });
        }
        problems.order_by_key(|problem| (problem.line, problem.column));
        if problems.is_empty() { Ok(Self { fragment: parsed.design, removals }) } else { Err(problems) }
    }

    /// True when nothing changes.
    pub fn is_empty(&self) -> bool {
        self.fragment.node_count() == 0 && self.fragment.connections().next().is_none() && self.removals.is_empty()
    }

    /// The nodes that the changes name, each with its kind where it is written.
    pub fn names(&self) -> BTreeMap<String, Option<String>> {
        let mut names: BTreeMap<String, Option<String>> = BTreeMap::new();
        for removal in &self.removals {
            match removal {
                Removal::Node(name) | Removal::Field(name, _) => names.insert(name.clone(), None),
                Removal::Connection { from, to, .. } => {
                    names.insert(from.clone(), None);
                    names.insert(to.clone(), None)
                }
            };
        }
        for (_, connection) in self.fragment.connections() {
            for end in [&connection.from, &connection.to] {
                if let End::Missing(name) = end {
                    names.insert(name.clone(), None);
                }
            }
        }
        names.extend(self.fragment.nodes().map(|(_, node)| (node.name.clone(), Some(node.kind.clone()))));
        names
    }

    /// The changed design. Names that `places` does not have are looked up in the design itself; the error says which one is in neither.
    pub fn apply(&self, base: &Design, places: &Places) -> Result<Design, String> {
        let mut places = places.clone();
        for (name, kind) in self.names() {
            let found = base.find(&name).filter(|id| kind.is_none() || base.node(*id).map(|node| &node.kind) == kind.as_ref());
            if let (false, Some(id)) = (places.contains_key(&name), found) {
                places.insert(name, id);
            }
        }
        let mut edit = Edit::new(base);
        for removal in &self.removals {
            remove(&mut edit, &places, removal)?;
        }
        for id in self.fragment.in_tree_order() {
            if let Some(node) = self.fragment.node(id) {
                self.put(&mut edit, &mut places, node);
            }
        }
        for (_, connection) in self.fragment.connections() {
            self.join(&mut edit, &places, connection)?;
        }
        let mut design = base.clone();
        edit.finish().apply(&mut design).map_err(|error| error.to_string())?;
        Ok(design)
    }

    fn put(&self, edit: &mut Edit<'_>, places: &mut Places, written: &Node) {
        let parent = written.parent.and_then(|parent| self.fragment.node(parent)).and_then(|parent| places.get(&parent.name)).copied();
        let there = places.get(&written.name).copied().filter(|id| edit.design().node(*id).is_some());
        let Some(id) = there else {
            let name = edit.design().free_name(&written.name);
            let id = edit.add_node(Node { name, parent, ..written.clone() });
            places.insert(written.name.clone(), id);
            return;
        };
        edit.node(id, |node| {
            node.fields.extend(written.fields.clone());
            if parent.is_some() && parent != node.parent {
                node.parent = parent;
                node.frame = None;
            }
        });
    }

    fn join(&self, edit: &mut Edit<'_>, places: &Places, written: &Connection) -> Result<(), String> {
        let name = |end: &End| match end {
            End::Node(id) => self.fragment.node(*id).map(|node| node.name.clone()).unwrap_or_default(),
            End::Missing(name) => name.clone(),
        };
        let from = place(edit.design(), places, &name(&written.from))?;
        let to = place(edit.design(), places, &name(&written.to))?;
        let same = edit.design().connections_between(from, to).find(|(_, other)| other.verb == written.verb).map(|(id, _)| id);
        match same {
            Some(id) => edit.connection(id, |connection| connection.fields.extend(written.fields.clone())),
            None => {
                edit.connect(Connection { from: End::Node(from), to: End::Node(to), ..written.clone() });
            }
        }
        Ok(())
    }
}

fn remove(edit: &mut Edit<'_>, places: &Places, removal: &Removal) -> Result<(), String> {
    match removal {
        Removal::Node(name) => {
            let id = place(edit.design(), places, name)?;
            edit.remove_node(id);
        }
        Removal::Field(name, field) => {
            let id = place(edit.design(), places, name)?;
            let knows = edit.design().node(id).and_then(|node| catalog::kind_of(node)).is_some_and(|kind| kind.field(field).is_some());
            if !knows {
                return Err(format!("found the field {field}, which {name} does not have"));
            }
            edit.set_field(id, field, None);
        }
        Removal::Connection { from, to, verb } => {
            let ends = (place(edit.design(), places, from)?, place(edit.design(), places, to)?);
            let found = edit.design().connections_between(ends.0, ends.1).find(|(_, other)| other.verb == *verb).map(|(id, _)| id);
            let id = found.ok_or_else(|| format!("found {from} -> {to} : {verb} to be removed, which is not in the design"))?;
            edit.remove_connection(id);
        }
    }
    Ok(())
}

fn place(design: &Design, places: &Places, name: &str) -> Result<NodeId, String> {
    let found = places.get(name).copied().filter(|id| design.node(*id).is_some());
    found.ok_or_else(|| {
        let near = nearest(name, design.nodes().map(|(_, node)| node.name.as_str()))
            .map_or_else(String::new, |near| format!("; is {near} meant?"));
        format!("found {name}, which is neither in the design nor in the changes{near}")
    })
}

fn removal(text: &str) -> Result<Removal, String> {
    let expected =
        || format!("found {text:?} behind `- `, expected a node (`- name`), a connection (`- a -> b : verb`) or a field (`- name field`)");
    if text.contains("->") {
        let parsed = sketch::parse(text.trim());
        let mut connections = parsed.design.connections();
        return match (connections.next(), connections.next(), parsed.errors.is_empty()) {
            (Some((_, one)), None, true) => match (&one.from, &one.to) {
                (End::Missing(from), End::Missing(to)) => {
                    Ok(Removal::Connection { from: from.clone(), to: to.clone(), verb: one.verb.clone() })
                }
                _ => Err(expected()),
            },
            _ => Err(expected()),
        };
    }
    match text.split_whitespace().collect::<Vec<_>>().as_slice() {
        [name] => Ok(Removal::Node((*name).to_owned())),
        [name, field] => Ok(Removal::Field((*name).to_owned(), (*field).to_owned())),
        _ => Err(expected()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "vpc main\n  subnet one\n  cluster c\n    service web cpu=256\n      container app\nrole old\nweb -> one : runs\nweb -> old : assumes\n";

    #[track_caller]
    fn check(written: &str, expected: Result<&str, &str>) {
        let base = sketch::parse(BASE).design;
        let result = Changes::read(written, 1).expect("it can be read").apply(&base, &Places::new());
        assert_eq!(result.as_ref().map(sketch::print).map_err(String::as_str).as_deref(), expected.as_deref());
    }

    #[test]
    fn what_is_there_is_changed_and_what_is_not_is_added() {
        check(
            "service web memory=512\n- web cpu\nvpc main\n  subnet two\nweb -> two : runs\n- web -> old : assumes\n",
            Ok(
                "vpc main\n  subnet one\n  cluster c\n    service web memory=512\n      container app\n  subnet two\n\nrole old\n\nweb -> one : runs\nweb -> two : runs\n",
            ),
        );
        check("- old\n- c\n", Ok("vpc main\n  subnet one\n"));
        check(
            "web -> one : runs\n",
            Ok(BASE.replace("role", "\nrole").replace("web ->", "\nweb ->").replace("runs\n\n", "runs\n").as_str()),
        );
    }

    #[test]
    fn what_is_not_there_is_named() {
        check("- olt\n", Err("found olt, which is neither in the design nor in the changes; is old meant?"));
        check("web -> three : runs\n", Err("found three, which is neither in the design nor in the changes"));
        check("- web colour\n", Err("found the field colour, which web does not have"));
        check("- web -> one : reads\n", Err("found web -> one : reads to be removed, which is not in the design"));
    }

    #[test]
    fn mistakes_have_their_line() {
        let problems = Changes::read("vpc main\n - a b c\nvpc =\n", 10).expect_err("it cannot be read");
        assert_eq!(problems.iter().map(|problem| problem.line).collect::<Vec<_>>(), [Some(11), Some(12)]);
    }
}
