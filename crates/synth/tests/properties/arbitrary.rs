//! Arbitrary designs, with everything that can make trouble: odd names, shared names, missing ends, deep values, cycles.

use std::collections::BTreeMap;

use groundplan_synth::design::{Connection, ConnectionId, Design, Edit, End, Frame, Node, NodeId, Settings};
use groundplan_synth::value::{Map, Value};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;

/// Texts that could be taken for something else.
const ODD: &[&str] = &[
    "", " ", "a b", "a#1", "#", "->", "a->b", "-", "a-", "\"", "\\", "\n", "a\tb", "\r", "größe", "😀", "@1,2", "a=b", "design", "tag",
    "true", "12", "-1.5", "1e5", "007", "NaN", "inf", "[", "{}", "!Ref", ":", ",", "x:y", "\u{2028}", "\u{7f}", "\u{feff}", "vpc", "web",
    "requests", "forwards",
];

/// Names of every kind that the text could take for something else.
pub(crate) fn name() -> impl Strategy<Value = String> {
    prop_oneof![3 => prop::sample::select(ODD).prop_map(str::to_owned), 2 => "[a-c]{1,2}", 1 => any::<String>()]
}

/// A value of any form. `lossless` leaves out what the saved form writes like something else.
pub(crate) fn value(lossless: bool) -> impl Strategy<Value = Value> {
    let decimal = any::<f64>().prop_filter("JSON has no such number", |number| number.is_finite());
    let leaf = prop_oneof![
        any::<bool>().prop_map(Value::Flag),
        any::<i64>().prop_map(Value::Number),
        decimal.prop_map(Value::Decimal),
        name().prop_map(Value::Text),
    ];
    leaf.prop_recursive(4, 12, 3, move |inner| {
        let function = if lossless { "Ref|Sub|If|Join".prop_map(|name: String| name).boxed() } else { name().boxed() };
        let key = if lossless { "[a-z]{1,3}".prop_map(|name: String| name).boxed() } else { name().boxed() };
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(Value::List),
            vec((key, inner.clone()), 0..3).prop_map(|entries| Value::Map(entries.into_iter().collect::<Map>())),
            (function, inner).prop_map(|(name, argument)| Value::Call(name, Box::new(argument))),
        ]
    })
}

fn fields(lossless: bool) -> impl Strategy<Value = BTreeMap<String, Value>> {
    let known = prop::sample::select(&["cidr", "cpu", "memory", "port"][..]).prop_map(str::to_owned);
    btree_map(prop_oneof![known, name()], value(lossless), 0..3)
}

/// What people write above a line; never only an empty comment, which says nothing.
fn note() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => Just(String::new()),
        1 => "[a-z #\"]{0,9}(\n[ a-z#\t]{0,5}){0,2}",
        1 => any::<String>().prop_map(|text| text.replace('\r', "")),
    ]
}

fn settings(lossless: bool) -> impl Strategy<Value = Settings> {
    let texts = (name(), name(), name(), note(), note());
    let entries = (fields(lossless), fields(lossless), fields(lossless), fields(lossless), fields(lossless));
    let whole = (texts, entries).prop_map(
        |((title, description, region, note, closing_note), (tags, parameters, outputs, conditions, mappings))| Settings {
            name: title,
            description,
            region,
            tags,
            parameters,
            outputs,
            conditions,
            mappings,
            note,
            closing_note,
            ..Settings::default()
        },
    );
    prop_oneof![Just(Settings::default()), whole]
}

fn frame() -> impl Strategy<Value = Option<Frame>> {
    prop::option::of(
        (-Frame::MOST..=Frame::MOST, -Frame::MOST..=Frame::MOST, 1..=Frame::MOST, 1..=Frame::MOST)
            .prop_map(|(x, y, width, height)| Frame::new(x, y, width, height)),
    )
}

fn kind() -> impl Strategy<Value = String> {
    prop_oneof![prop::sample::select(&["vpc", "subnet", "service", "design"][..]).prop_map(str::to_owned), name()]
}

fn end() -> impl Strategy<Value = End> {
    prop_oneof![4 => (0..9_u32).prop_map(|id| End::Node(NodeId(id))), 1 => name().prop_map(End::Missing)]
}

/// Any design at all: parents and ends may not exist, parents may run in circles.
pub(crate) fn design(lossless: bool) -> impl Strategy<Value = Design> {
    let node = (kind(), name(), prop::option::of(0..9_u32), frame(), fields(lossless), note(), any::<bool>());
    let node = node.prop_map(|(kind, name, parent, frame, fields, note, like_kind)| {
        let name = if like_kind { kind.clone() } else { name };
        Node { parent: parent.map(NodeId), frame, fields: fields.into(), note, ..Node::new(kind, name) }
    });
    let connection = (end(), end(), name(), fields(lossless), note()).prop_map(|(from, to, verb, fields, note)| Connection {
        from,
        to,
        verb,
        fields: fields.into(),
        note,
        extra: serde_json::Map::new(),
    });
    (settings(lossless), btree_map(0..8_u32, node, 0..7), btree_map(0..99_u32, connection, 0..5)).prop_map(
        |(settings, nodes, connections)| {
            let empty = Design::default();
            let mut edit = Edit::new(&empty);
            edit.settings(|target| *target = settings);
            for (id, node) in nodes {
                edit.put_node(NodeId(id), node);
            }
            for (id, connection) in connections {
                edit.put_connection(ConnectionId(id), connection);
            }
            edit.design().clone()
        },
    )
}

/// The design as a sketch can hold it: parents that exist and do not run in circles, ends that exist or are missing by name,
/// and ids in the order of the lines.
pub(crate) fn renumbered(design: &Design) -> Design {
    let empty = Design::default();
    let mut edit = Edit::new(&empty);
    let mut ids: BTreeMap<NodeId, NodeId> = BTreeMap::new();
    for id in design.in_tree_order() {
        let Some(node) = design.node(id) else { continue };
        let mut node = (**node).clone();
        // A node whose containers end on the top level; in a circle they never do.
        let rooted = |parent: &NodeId| {
            let top = design.ancestors(*parent).last().copied().unwrap_or(*parent);
            design.node(top).is_some_and(|top| top.parent.is_none_or(|parent| design.node(parent).is_none()))
        };
        node.parent =
            node.parent.filter(|parent| design.node(*parent).is_some()).filter(rooted).and_then(|parent| ids.get(&parent).copied());
        ids.insert(id, edit.add_node(node));
    }
    let renumber = |end: &End| match end {
        End::Node(id) => ids.get(id).map_or_else(|| End::Missing(id.to_string()), |id| End::Node(*id)),
        End::Missing(name) => End::Missing(name.clone()),
    };
    for (_, connection) in design.connections() {
        edit.connect(Connection { from: renumber(&connection.from), to: renumber(&connection.to), ..(**connection).clone() });
    }
    edit.settings(|settings| *settings = (**design.settings()).clone());
    edit.design().clone()
}
