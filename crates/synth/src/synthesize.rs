//! From a design to a template: every node adds its resources, then every connection adds what it needs.

mod admissions;
mod difference;
pub mod effect;
mod grants;
mod names;
mod news;
mod others;
mod sought;
#[cfg(test)]
mod tests;
mod trace;
mod worked_out;

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::catalog::{self, Group, Kind};
use crate::design::{Connection, ConnectionId, Design, Node, NodeId};
use crate::meaning;
use crate::ordered::Order;
use crate::permissions::Statement;
use crate::reads;
use crate::tags;
use crate::template::{Counts, Resource, Template, decisions};
use crate::value::{Map, Value, map, present};
use admissions::Admissions;
pub(crate) use difference::difference;
pub use grants::CONNECTIONS;
use grants::Granters;
pub use names::Names;
use others::Amendment;
use sought::{Question, Sought};
use trace::Settled;
pub(crate) use trace::{Delta, Trace, follow, traced};
use worked_out::{Asked, WorkedOut};

/// The template of a design. Nodes of unknown kinds and dangling connections add nothing; rules report them.
pub fn synthesize(design: &Design) -> Template {
    synthesize_with_names(design).0
}

/// The template of a design with its names, made once for all who ask until the design changes.
pub fn synthesized(design: &Design) -> Arc<(Template, Names)> {
    reads::template();
    design.known().unwrap_or_else(|| reads::unseen(|| design.once(synthesize_with_names)))
}

/// The template of a design, and what its nodes are called in it.
pub fn synthesize_with_names(design: &Design) -> (Template, Names) {
    let mut builder = Builder::new(design);
    for step in steps(design) {
        builder.take(step);
    }
    builder.finish()
}

/// What one node or connection adds.
#[derive(Clone, Copy, PartialEq)]
enum Step {
    Node(NodeId),
    Connection(ConnectionId),
}

/// All steps of a synthesis in their order.
fn steps(design: &Design) -> impl Iterator<Item = Step> {
    let nodes = design.in_tree_order().into_iter().map(Step::Node);
    nodes.chain(design.connections().map(|(id, _)| Step::Connection(id)))
}

/// The verb of a connection, when both ends exist and it can join their kinds.
pub fn valid_verb(design: &Design, connection: &Connection) -> Option<&'static meaning::Verb> {
    let (from, to) = connection.nodes()?;
    let from = catalog::kind_of(design.node(from)?)?;
    let to = catalog::kind_of(design.node(to)?)?;
    meaning::by_id(&connection.verb).filter(|verb| verb.can_join(from, to))
}

/// A template in the making.
pub struct Builder<'a> {
    /// The design it is made from.
    pub design: &'a Design,
    template: Template,
    stems: Arc<BTreeMap<NodeId, String>>,
    /// Filled by whoever asks first, which [`Builder::logical_id`] hides from its callers.
    names: RefCell<Names>,
    statements: BTreeMap<String, Vec<Statement>>,
    granters: Granters,
    sought: RefCell<Sought>,
    /// What was worked out of the design.
    worked_out: RefCell<WorkedOut>,
    /// What of that the step asked for.
    asked: RefCell<Asked>,
    /// What the inline rules of security groups admit.
    admissions: Admissions,
    /// Values that must be told apart, by their topic.
    named: BTreeMap<(NodeId, String), Vec<Value>>,
    /// How many steps set a property of a resource that another one had made, by its logical id and the property.
    set_by_others: BTreeMap<(String, String), u32>,
    /// Resources with what they wait for, to be looked up when all are there.
    waits: Vec<(String, Vec<String>)>,
    /// The place of the step that is taken among all.
    step: usize,
    /// How many resources were there before the step that is taken.
    before: usize,
    /// Whether the step looks at anything that other steps may have made.
    looks_around: Cell<bool>,
    /// Whether a logical id was wished for that was taken.
    has_clash: bool,
    /// The template that is there already: then a step is taken once more, by itself.
    settled: Option<Settled<'a>>,
    /// What such a step does to resources of others.
    amendments: Vec<(String, Amendment)>,
    /// What such a step asks of others.
    questions: RefCell<Vec<Question>>,
}

/// A name as a logical id: letters and digits alone, words joined by capitals. `web-app 2` gives `WebApp2`.
pub fn pascal_case(name: &str) -> String {
    let mut result = String::new();
    let mut start_of_word = true;
    for letter in name.chars() {
        if !letter.is_ascii_alphanumeric() {
            start_of_word = true;
        } else if start_of_word {
            result.push(letter.to_ascii_uppercase());
            start_of_word = false;
        } else {
            result.push(letter);
        }
    }
    result
}

/// Logical ids may have 255 characters; this leaves room for two stems and the suffix of a resource.
const LONGEST_STEM: usize = 100;

/// The most characters of a tag's value. Source: <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html>.
const LONGEST_TAG_VALUE: usize = 256;

/// The stem of a node's logical ids: it depends on the node's own name and kind alone, so that renaming another node
/// never replaces a deployed resource.
pub fn logical_stem(id: NodeId, node: &Node) -> String {
    let mut stem = pascal_case(&node.name);
    stem.truncate(LONGEST_STEM);
    match stem.chars().next() {
        None => format!("{}{}", pascal_case(&node.kind), id.0),
        Some(first) if first.is_ascii_digit() => format!("{}{stem}", pascal_case(&node.kind)),
        Some(_) => stem,
    }
}

fn tag(key: &str, value: Value) -> Value {
    map([("Key", Value::text(key)), ("Value", value)])
}

impl<'a> Builder<'a> {
    fn new(design: &'a Design) -> Self {
        let settings = design.settings();
        let mut stems = BTreeMap::new();
        let mut taken = BTreeSet::new();
        for (id, node) in design.nodes() {
            let mut stem = logical_stem(id, node);
            // Two nodes of one kind and name: the later one takes its id along. A rule asks for another name.
            if !taken.insert((node.kind.clone(), stem.clone())) {
                stem.push_str(&id.0.to_string());
            }
            stems.insert(id, stem);
        }
        let template = Template {
            heading: vec![format!("Made by Groundplan from the design \"{}\"", settings.name)],
            description: settings.description.clone(),
            parameters: settings.parameters.clone().into_iter().collect(),
            mappings: settings.mappings.clone().into_iter().collect(),
            conditions: settings.conditions.clone().into_iter().collect(),
            ..Template::default()
        };
        Self { template, ..Self::empty(design, Arc::new(stems), None) }
    }

    fn empty(design: &'a Design, stems: Arc<BTreeMap<NodeId, String>>, settled: Option<Settled<'a>>) -> Self {
        Self {
            design,
            template: Template::default(),
            stems,
            names: RefCell::default(),
            statements: BTreeMap::new(),
            granters: Granters::new(),
            sought: RefCell::default(),
            worked_out: RefCell::default(),
            asked: RefCell::default(),
            admissions: Admissions::default(),
            named: BTreeMap::new(),
            set_by_others: BTreeMap::new(),
            waits: Vec::new(),
            step: 0,
            before: 0,
            looks_around: Cell::new(false),
            has_clash: false,
            settled,
            amendments: Vec::new(),
            questions: RefCell::default(),
        }
    }

    fn take(&mut self, step: Step) {
        self.before = self.template.resources.len();
        self.looks_around.set(false);
        match step {
            Step::Node(id) => {
                if let Some((node, kind)) = self.node_and_kind(id)
                    && let Some(add) = catalog::synthesis(kind)
                {
                    add(self, id, &node);
                }
            }
            Step::Connection(id) => {
                if let Some(connection) = self.design.connection(id)
                    && let Some(add) = valid_verb(self.design, connection).and_then(meaning::synthesis)
                {
                    add(self, id, connection);
                }
            }
        }
    }

    fn node_and_kind(&self, id: NodeId) -> Option<(Arc<Node>, &'static Kind)> {
        let node = self.design.node(id)?.clone();
        let kind = catalog::kind_of(&node)?;
        Some((node, kind))
    }

    /// What follows needs what other steps made, which a step that is taken once more does not see.
    fn stray(&self) {
        if self.settled.is_some() {
            self.looks_around.set(true);
        }
    }

    /// The logical id of one of a node's resources: its stem and a suffix, which is not said twice (`web-service` + `Service`).
    /// No two nodes get the same one.
    pub fn logical_id(&self, id: NodeId, suffix: &str) -> String {
        if let Some(known) = self.names.borrow().of(id, suffix) {
            return known.to_owned();
        }
        let stem = self.stem(id).to_owned();
        let wish = if stem.ends_with(suffix) { stem } else { stem + suffix };
        self.give(id, suffix, wish)
    }

    /// What a wish comes to. In a template that is there already it came to itself, or another name was taken or chosen meanwhile.
    fn give(&self, id: NodeId, suffix: &str, wish: String) -> String {
        if self.settled.is_some_and(|settled| settled.names.of(id, suffix) != Some(wish.as_str())) {
            self.looks_around.set(true);
        }
        self.names.borrow_mut().give(id, suffix, wish)
    }

    /// The logical id that the author chose for the one resource of a node; an id that is taken gets the node's number behind it.
    pub fn chosen_id(&self, id: NodeId, wish: &str) -> String {
        self.give(id, "", wish.to_owned())
    }

    /// Makes a resource wait for others by their logical ids or by the names of nodes, whose first resource counts.
    /// They may be added later.
    pub fn wait_for(&mut self, logical_id: &str, others: Vec<String>) {
        self.waits.push((logical_id.to_owned(), others));
    }

    /// What the logical ids of a node's resources start with; ids that name two nodes carry the other's as well.
    pub fn stem(&self, id: NodeId) -> &str {
        self.stems.get(&id).map(String::as_str).unwrap_or_default()
    }

    /// The name of a node as people wrote it.
    pub fn name(&self, id: NodeId) -> String {
        self.design.node(id).map(|node| node.name.clone()).unwrap_or_default()
    }

    /// Adds a resource and answers its logical id.
    pub fn add<const N: usize>(&mut self, id: NodeId, suffix: &str, kind: &str, mut properties: [(&str, Option<Value>); N]) -> String {
        let logical_id = self.logical_id(id, suffix);
        self.add_resource(id, logical_id, kind, present(&mut properties))
    }

    /// Adds a resource with whatever properties under a logical id, and answers the one that it got.
    pub fn add_resource(&mut self, id: NodeId, mut logical_id: String, kind: &str, properties: Map) -> String {
        while self.template.resources.contains_key(&logical_id) {
            self.has_clash = true;
            logical_id.push_str(&id.0.to_string());
        }
        let (section, comment) = match self.node_and_kind(id) {
            Some((node, kind)) => (kind.group.title(), format!("{} {}", kind.title, node.name)),
            None => ("", String::new()),
        };
        let resource = Resource {
            section,
            node: Some(id),
            comment: vec![comment],
            kind: kind.to_owned(),
            depends_on: Vec::new(),
            deletion_policy: String::new(),
            attributes: Map::default(),
            properties: properties.into(),
            counts: Counts::default(),
        };
        self.template.resources.insert(logical_id.clone(), resource);
        logical_id
    }

    /// Adds a resource that carries the design's tags, and with `named` a `Name` tag for the console.
    pub fn add_tagged<const N: usize>(
        &mut self,
        id: NodeId,
        suffix: &str,
        kind: &str,
        named: bool,
        properties: [(&str, Option<Value>); N],
    ) -> String {
        let logical_id = self.add(id, suffix, kind, properties);
        let mut tags = Vec::new();
        if named {
            tags.push(tag("Name", Value::text(self.name(id).chars().take(LONGEST_TAG_VALUE).collect::<String>())));
        }
        let own = self.design.settings().tags.iter().filter(|(key, _)| !(named && *key == "Name"));
        tags.extend(own.map(|(key, value)| tag(key, value.to_text())));
        if !tags.is_empty()
            && let Some(resource) = self.resource(&logical_id)
        {
            resource.properties.insert("Tags".to_owned(), Value::List(tags));
        }
        logical_id
    }

    /// The design's tags as the map that some types take under `Tags`; nothing when it has none.
    pub fn tag_map(&self) -> Option<Value> {
        let tags = &self.design.settings().tags;
        let entries = tags.iter().map(|(key, value)| (key.clone(), value.to_text()));
        (!tags.is_empty()).then(|| Value::Map(entries.collect()))
    }

    /// The design's tags as the list that some types take under a name of their own; nothing when it has none.
    pub fn tag_list(&self) -> Option<Value> {
        let tags = &self.design.settings().tags;
        let entries = tags.iter().map(|(key, value)| tag(key, value.to_text()));
        (!tags.is_empty()).then(|| Value::List(entries.collect()))
    }

    /// A resource that is already there.
    pub fn resource(&mut self, logical_id: &str) -> Option<&mut Resource> {
        let found = self.template.resources.get_full_mut(logical_id);
        if found.as_ref().is_none_or(|(place, _, _)| *place < self.before) {
            self.looks_around.set(true);
        }
        found.map(|(_, _, resource)| resource)
    }

    /// Says whether a resource stays when the stack is deleted or the resource is replaced.
    pub fn keep_on_delete(&mut self, logical_id: &str, keep: bool) {
        if let Some(resource) = self.resource(logical_id) {
            let policy = if keep { "Retain" } else { "Delete" };
            policy.clone_into(&mut resource.deletion_policy);
        }
    }

    /// The values that were named under a topic before, as far as one of them or this one is known only at deployment: the template has to
    /// tell them apart then.
    pub fn named_before(&mut self, topic: (NodeId, String), value: &Value) -> Vec<Value> {
        if let Some(settled) = self.settled {
            if value.is_expression() || settled.trace.names_expressions {
                self.stray();
            }
            return Vec::new();
        }
        let all = self.named.entry(topic).or_default();
        all.push(value.clone());
        all.split_last().filter(|_| all.iter().any(Value::is_expression)).map_or_else(Vec::new, |(_, before)| before.to_vec())
    }

    /// Adds a parameter and answers a reference to it. One that the author declared stays as it is.
    pub fn parameter<const N: usize>(&mut self, name: &str, mut members: [(&str, Option<Value>); N]) -> Value {
        let members = present(&mut members);
        self.template.parameters.entry(name.to_owned()).or_insert(Value::Map(members));
        Value::reference(name)
    }

    /// Adds an output.
    pub fn output(&mut self, name: &str, description: &str, value: Value) {
        let members = map([("Description", Value::text(description)), ("Value", value)]);
        self.template.outputs.insert(name.to_owned(), members);
    }

    /// The author's outputs: members that they have are theirs, and what else synthesis says of an output of that name stays.
    fn add_written_outputs(&mut self) {
        for (name, members) in &self.design.settings().outputs {
            let mut output = self.template.outputs.get(name).and_then(Value::as_map).cloned().unwrap_or_default();
            let Some(written) = members.as_map() else { continue };
            output.extend(written.iter().map(|(member, value)| {
                let name_alone = member == "Export" && value.as_map().is_none();
                (member.clone(), if name_alone { map([("Name", value.clone())]) } else { value.clone() })
            }));
            // An output without a value is no output: a rule says so.
            if output.contains_key("Value") {
                self.template.outputs.insert(name.clone(), Value::Map(output));
            }
        }
    }

    fn add_waits(&mut self) {
        for (waiting, others) in std::mem::take(&mut self.waits) {
            for other in others {
                let node = self.design.find(&other).filter(|_| !self.template.resources.contains_key(&other));
                let first = node.and_then(|node| self.template.resources.iter().find(|(_, resource)| resource.node == Some(node)));
                let logical_id = first.map_or(other, |(logical_id, _)| logical_id.clone());
                if let Some(resource) = self.template.resources.get_mut(&waiting) {
                    resource.wait_for(logical_id);
                }
            }
        }
    }

    fn finish(mut self) -> (Template, Names) {
        // Kinds add a `Name` where the console shows one; the design's tags reach every resource of a type that carries tags.
        let tags = &self.design.settings().tags;
        if !tags.is_empty() {
            for resource in self.template.resources.values_mut() {
                tags::merge(&resource.kind, &mut resource.properties, tags);
            }
        }
        self.add_waits();
        self.add_written_outputs();
        let all = std::mem::take(&mut self.statements);
        for (role, statements) in &all {
            if let Some(role) = self.template.resources.get_mut(role) {
                grants::add_policy(role, statements);
            }
        }
        // Sections stand together, in the order of the palette's groups; within one, the design's order holds.
        let rank = |section: &str| catalog::KINDS.iter().map(|kind| kind.group).find(|group| group.title() == section);
        let mut last: (&str, Option<Group>) = ("", None);
        let mut rank = |section: &'static str| {
            // Neighbours have the same one, more often than not.
            if last.0 != section {
                last = (section, rank(section));
            }
            last.1
        };
        let mut resources: Vec<_> = std::mem::take(&mut self.template.resources).into_iter().collect();
        resources.order_by_key(|(_, resource)| rank(resource.section));
        self.template.resources.extend(resources);
        decisions::name_conditions(&mut self.template);
        let mut names = self.names.into_inner();
        names.statements = all;
        (self.template, names)
    }
}
