//! Designs that nobody would draw: no rule may fail on them, each fix must apply, and sound designs have no finding.

use std::fs;
use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::catalog::KINDS;
use crate::design::{Connection, ConnectionId, Edit, End, Node, NodeId};
use crate::meaning::VERBS;
use crate::value::Value;

/// Values that fit some field and none.
const VALUES: &[&str] = &[
    "",
    "10.0.0.0/16",
    "10.0.0.7/33",
    "0.0.0.0/0",
    "public",
    "private",
    "none",
    "internal",
    "512",
    "-1",
    "9223372036854775807",
    "true",
    "x",
];

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        prop::sample::select(VALUES).prop_map(Value::text),
        any::<i64>().prop_map(Value::Number),
        any::<bool>().prop_map(Value::Flag),
        Just(Value::Decimal(f64::NAN)),
        Just(Value::List(Vec::new())),
        Just(Value::reference("Parameter")),
    ]
}

/// A kind or verb of the catalog, or a word that is none.
fn word(known: Vec<&'static str>) -> impl Strategy<Value = String> {
    prop_oneof![9 => prop::sample::select(known).prop_map(str::to_owned), 1 => Just("strange".to_owned())]
}

/// A field's place in its kind's list, and its value.
type Entry = (usize, Value);

fn node() -> impl Strategy<Value = (String, String, Option<u32>, Vec<Entry>)> {
    let kinds = KINDS.iter().map(|kind| kind.id).collect();
    let names = prop::sample::select(vec!["", "a", "a-", "web", "größe"]).prop_map(str::to_owned);
    (word(kinds), names, prop::option::of(1..14_u32), prop::collection::vec((0..8_usize, value()), 0..4))
}

fn connection() -> impl Strategy<Value = (u32, u32, String, Vec<Entry>)> {
    let verbs = VERBS.iter().map(|verb| verb.id).collect();
    (0..14_u32, 0..14_u32, word(verbs), prop::collection::vec((0..4_usize, value()), 0..3))
}

prop_compose! {
    fn odd_design()(
        nodes in prop::collection::vec(node(), 0..12),
        connections in prop::collection::vec(connection(), 0..16),
    ) -> Design {
        let empty = Design::default();
        let mut edit = Edit::new(&empty);
        for (index, (kind, name, parent, entries)) in (1..).zip(nodes) {
            let mut node = Node::new(kind, name);
            node.parent = parent.map(NodeId);
            let fields = catalog::by_id(&node.kind).map_or(&[][..], |kind| kind.fields);
            for (place, value) in entries {
                let name = fields.get(place).map_or("strange", |field| field.name);
                node.fields.insert(name.to_owned(), value);
            }
            edit.put_node(NodeId(index), node);
        }
        for (index, (from, to, verb, entries)) in (100..).zip(connections) {
            let mut connection = Connection::new(NodeId(from), NodeId(to), verb);
            if from == 0 {
                connection.from = End::Missing("gone".to_owned());
            }
            let fields = meaning::by_id(&connection.verb).map_or(&[][..], |verb| verb.fields);
            for (place, value) in entries {
                let name = fields.get(place).map_or("strange", |field| field.name);
                connection.fields.insert(name.to_owned(), value);
            }
            edit.put_connection(ConnectionId(index), connection);
        }
        let mut design = Design::default();
        edit.finish().apply(&mut design).unwrap();
        design
    }
}

proptest! {
    #[test]
    fn no_rule_fails_on_an_odd_design_and_every_fix_does_what_it_says(design in odd_design()) {
        for finding in check(&design) {
            for fix in &finding.fixes {
                let mut mended = design.clone();
                prop_assert!(fix.patch.apply(&mut mended).is_ok());
                prop_assert!(!fix.patch.is_empty(), "{} changes nothing: {}", fix.title, finding.message);
                let left = check_one(finding.rule, &mended).into_iter().any(|other| {
                    (other.node, other.connection, other.message) == (finding.node, finding.connection, finding.message.clone())
                });
                prop_assert!(!left, "{}: \"{}\" leaves \"{}\"", finding.rule.name, fix.title, finding.message);
            }
        }
    }
}

#[test]
fn the_example_is_sound() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/unicorn.sketch");
    let design = design(&fs::read_to_string(path).unwrap());
    let found: Vec<String> = check(&design).into_iter().map(|finding| format!("{}: {}", finding.rule.name, finding.message)).collect();
    assert_eq!(found, [""; 0]);
}
