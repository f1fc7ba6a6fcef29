//! What holds for every layout: nothing overlaps that should not, children lie in their parents, nothing given moves.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::*;
use crate::catalog::{self, KINDS, Kind};
use crate::design::{Connection, Node, sketch};
use crate::meaning::VERBS;

fn arranged(design: &Design) -> Design {
    let mut placed = design.clone();
    arrange(design).apply(&mut placed).unwrap();
    placed
}

fn read(text: &str) -> Design {
    let parsed = sketch::parse(text);
    assert_eq!(parsed.errors, []);
    parsed.design
}

/// The first promise that a placed design breaks.
fn fault(design: &Design) -> Option<String> {
    let tree = Tree::new(design);
    let all: Vec<(NodeId, &str, Frame)> = design.nodes().filter_map(|(id, node)| Some((id, node.name.as_str(), node.frame?))).collect();
    if all.len() < design.node_count() {
        return Some("a node has no frame".to_owned());
    }
    let is_ancestor = |of: NodeId, id: NodeId| below(&tree, of).contains(&id);
    // A span lies over the columns and rows of the network, and so does what lies in it.
    let spans: Vec<NodeId> = design.nodes().map(|(id, _)| id).filter(|id| tree.place(*id) == Place::Span).collect();
    let spanning: std::collections::BTreeSet<NodeId> = spans.iter().flat_map(|id| below(&tree, *id).into_iter().chain([*id])).collect();
    let is_ground = |id: NodeId| matches!(tree.place(id), Place::Column | Place::Row);
    for (index, (id, name, frame)) in all.iter().enumerate() {
        for (other_id, other_name, other) in &all[index + 1..] {
            let nested = is_ancestor(*id, *other_id) || is_ancestor(*other_id, *id);
            let reaches = spanning.contains(id) && is_ground(*other_id) || spanning.contains(other_id) && is_ground(*id);
            if frame.overlaps(*other) && !nested && !reaches {
                return Some(format!("{name} {frame:?} overlaps {other_name} {other:?}"));
            }
        }
        for child in tree.children(*id) {
            let inner = design.node(*child)?.frame?;
            if !frame.contains(inner) {
                return Some(format!("{inner:?} lies outside of its parent {name} {frame:?}"));
            }
        }
    }
    None
}

fn below(tree: &Tree, id: NodeId) -> Vec<NodeId> {
    tree.children(id).iter().flat_map(|child| std::iter::once(*child).chain(below(tree, *child))).collect()
}

#[track_caller]
fn check(text: &str) {
    assert_eq!(fault(&arranged(&read(text))), None);
}

#[test]
fn odd_designs_have_a_layout() {
    check("");
    check("internet users");
    check("vpc main\nvpc other\ncluster lost");
    check("subnet a\nsubnet b access=public\nload-balancer site\nsite -> a : spans\nsite -> b : spans");
    check("vpc main\n  subnet a access=public\n    nat one\n    nat two\n  subnet b\n  subnet c\n  nat lost");
    check("vpc main\n  zone a\n    subnet a1 access=public\n    subnet a2 access=public\n    nat lost\n  zone b\n  zone c\n  zone d");
    check("service web\n  container app\n  container log\ncontainer lost");
    // Services that the outside world uses, and services that nobody uses, without a network between them.
    check("internet users\ndistribution cdn\nbucket pages\nrole one\nrepository two\nusers -> cdn : requests\ncdn -> pages : fetches-from");
    check(
        "vpc main\n  zone a\n    subnet p\n  cluster c\n    service one\n      container app\n    service two\n      container job\none -> p : runs\ntwo -> p : runs",
    );
}

#[test]
fn the_workshop_reads_from_left_to_right() {
    let design = arranged(&read(include_str!("../../../../../examples/unicorn.sketch")));
    assert_eq!(fault(&design), None);
    let frame = |name: &str| design.node(design.find(name).unwrap()).unwrap().frame.unwrap();
    for (left, right) in [("users", "main"), ("private-a", "private-b"), ("main", "task-role"), ("users", "edge"), ("edge", "main")] {
        assert!(frame(left).right() < frame(right).x, "{left} is not left of {right}");
    }
    for (upper, lower) in
        [("public-a", "private-a"), ("site", "nat-a"), ("task-role", "unicorn"), ("execution-role", "web-logs"), ("season", "votes")]
    {
        assert!(frame(upper).bottom() < frame(lower).y, "{upper} is not above {lower}");
    }
    for (span, ground) in [("site", "public-a"), ("site", "public-b"), ("web", "private-a"), ("web", "private-b")] {
        assert!(frame(span).overlaps(frame(ground)), "{span} does not reach over {ground}");
        assert!(frame(span).y >= frame(ground).y + TITLE_HEIGHT, "{span} covers the title of {ground}");
    }
    let side = ["task-role", "execution-role", "members", "unicorn", "web-logs", "season", "pictures", "votes", "voters"].map(frame);
    // One column, with equal gaps.
    let step = side[1].y - side[0].bottom();
    assert!(SIDE_STEPS.contains(&step));
    assert!(side.windows(2).all(|pair| pair[0].x == pair[1].x && pair[1].y - pair[0].bottom() == step));
    assert_eq!(frame("users").center().1, frame("site").center().1, "requests go straight on");
    let found = tasks(&design);
    assert_eq!(found.len(), 2);
    for task in found {
        for around in [task.service, task.subnet] {
            assert!(design.node(around).unwrap().frame.unwrap().contains(task.frame));
        }
        assert!(!frame("app").overlaps(task.frame));
    }
    assert!(region_frame(&design).unwrap().contains(frame("main")));
    assert!(!region_frame(&design).unwrap().overlaps(frame("edge")));
}

#[test]
fn requests_pass_a_distribution_from_left_to_right() {
    let design = arranged(&read(include_str!("../../../../../examples/cloudfront-bucket.sketch")));
    assert_eq!(fault(&design), None);
    let frame = |name: &str| design.node(design.find(name).unwrap()).unwrap().frame.unwrap();
    for (left, right) in [("users", "cdn"), ("cdn", "main"), ("cdn", "pages")] {
        assert!(frame(left).right() < frame(right).x, "{left} is not left of {right}");
    }
    assert_eq!(frame("cdn").center().1, frame("site").center().1, "requests go straight on");
    assert!(frame("main").bottom() < frame("pages").y, "the line to the bucket does not cross the network");
    let region = region_frame(&design).unwrap();
    assert!(region.contains(frame("pages")) && !region.overlaps(frame("cdn")));
}

#[test]
fn three_hundred_nodes_find_their_places() {
    let mut text = String::from("vpc main\n");
    for zone in 0..4 {
        let _ = write!(text, "  zone z{zone}\n    subnet p{zone}\n");
    }
    text.push_str("  cluster c\n");
    for service in 0..95 {
        let _ = write!(text, "    service s{service}\n      container c{service}\n");
    }
    for role in 0..100 {
        let _ = writeln!(text, "role r{role}");
    }
    for service in 0..95 {
        let _ = write!(text, "s{service} -> p{} : runs\ns{service} -> r{service} : assumes\n", service % 4);
    }
    let design = read(&text);
    assert_eq!(fault(&arranged(&design)), None);
}

/// Any design at all: kinds in parents that may be wrong, connections of every verb, some nodes placed by hand.
pub(in crate::picture) fn any_design() -> impl Strategy<Value = Design> {
    let node =
        (0..=KINDS.len(), proptest::option::of(0..40_usize), proptest::option::weighted(0.3, (0..90, 0..90, 1..90, 1..60)), 0..3_usize);
    let connection = (0..40_usize, 0..40_usize, 0..VERBS.len());
    (proptest::collection::vec(node, 0..40), proptest::collection::vec(connection, 0..40)).prop_map(|(nodes, connections)| {
        let empty = Design::default();
        let mut edit = Edit::new(&empty);
        let mut ids: Vec<NodeId> = Vec::new();
        for (number, (kind, parent, frame, choice)) in nodes.into_iter().enumerate() {
            let kind = KINDS.get(kind).map_or("something-else", |kind| kind.id);
            let mut node = Node::new(kind, format!("n{number}"));
            let parents: &[&str] = catalog::by_id(kind).map_or(&[], |kind: &Kind| kind.parents);
            // Mostly where it belongs, sometimes anywhere.
            let fitting = ids.iter().rev().find(|id| edit.design().node(**id).is_some_and(|node| parents.contains(&node.kind.as_str())));
            node.parent = if choice == 0 { parent.and_then(|parent| ids.get(parent)).copied() } else { fitting.copied() };
            node.frame = frame.map(|(x, y, width, height)| Frame::new(x * 16, y * 16, width * 16, height * 16));
            node.fields.insert("access".to_owned(), ["public", "private", "isolated"][choice].into());
            ids.push(edit.add_node(node));
        }
        for (from, to, verb) in connections {
            if let (Some(from), Some(to)) = (ids.get(from), ids.get(to)) {
                edit.connect(Connection::new(*from, *to, VERBS[verb].id));
            }
        }
        edit.design().clone()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_arranged_design_is_orderly(design in any_design()) {
        let placed = arranged(&design);
        prop_assert_eq!(fault(&placed), None);
        prop_assert!(arranged(&design) == placed);
        prop_assert!(arrange(&placed).is_empty());
    }

    #[test]
    fn placing_moves_nothing_that_has_a_frame(design in any_design()) {
        let patch = place_missing(&design);
        for (id, change) in &patch.nodes {
            prop_assert!(design.node(*id).unwrap().frame.is_none());
            prop_assert!(change.after.as_ref().unwrap().frame.is_some());
        }
        let mut placed = design.clone();
        patch.apply(&mut placed).unwrap();
        prop_assert!(placed.nodes().all(|(_, node)| node.frame.is_some()));
        prop_assert!(place_missing(&placed).is_empty());
    }
}

#[test]
fn a_new_node_finds_its_place_in_a_placed_design() {
    let design = arranged(&read(include_str!("../../../../../examples/unicorn.sketch")));
    for (kind, parent) in
        [("role", None), ("log-group", None), ("internet", None), ("vpc", None), ("nat", Some("private-a")), ("container", Some("web"))]
    {
        let mut edit = Edit::new(&design);
        let mut node = Node::new(kind, "new");
        node.parent = parent.and_then(|name| design.find(name));
        let id = edit.add_node(node);
        let mut placed = edit.design().clone();
        place_missing(edit.design()).apply(&mut placed).unwrap();
        let frame = placed.node(id).unwrap().frame.unwrap();
        let parent = parent.and_then(|name| design.find(name));
        for (other, node) in design.nodes() {
            let inside = parent.is_some_and(|parent| parent == other || design.ancestors(parent).contains(&other));
            let crowded = Some(other) != parent && parent.is_some() && design.node(other).unwrap().parent != parent;
            assert!(inside || crowded || !frame.overlaps(node.frame.unwrap()), "new {kind} {frame:?} covers {}", node.name);
        }
        if let Some(parent) = parent {
            assert!(design.node(parent).unwrap().frame.unwrap().contains(frame), "new {kind} {frame:?} lies outside");
        }
    }
}
