//! What holds for every picture's lines: they go around cards, and labels cover nothing.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::super::layout::tests::any_design;
use super::super::{arrange, place_missing, shapes};
use super::*;
use crate::design::{Frame, sketch};

fn arranged(text: &str) -> Design {
    let parsed = sketch::parse(text);
    assert_eq!(parsed.errors, []);
    let mut placed = parsed.design.clone();
    arrange(&parsed.design).apply(&mut placed).unwrap();
    placed
}

/// The first promise that the routes of a design break.
fn fault(design: &Design, routes: &BTreeMap<ConnectionId, Route>) -> Option<String> {
    let cards: Vec<(NodeId, &str, Frame)> = design
        .nodes()
        .filter(|(id, node)| !shapes::is_frame(design, *id, node))
        .filter_map(|(id, node)| Some((id, node.name.as_str(), node.frame?)))
        .collect();
    let mut plates: Vec<Frame> = Vec::new();
    for (id, route) in routes {
        let connection = design.connection(*id)?;
        let words = super::super::sentence(design, connection);
        let on_border = |point: Option<&Point>, end: &crate::design::End| {
            let frame = end.node().and_then(|id| design.node(id)).and_then(|node| node.frame);
            point.zip(frame).is_some_and(|(point, frame)| {
                let (x, y) = *point;
                frame.contains(Frame::new(x, y, 0, 0)) && (x == frame.x || x == frame.right() || y == frame.y || y == frame.bottom())
            })
        };
        // Every end is on a border, also of nodes that are smaller than an arrow head.
        if !on_border(route.points.first(), &connection.from) || !on_border(route.points.last(), &connection.to) {
            return Some(format!("{words}: does not run from border to border: {:?}", route.points));
        }
        for (a, b) in geometry::pieces(&route.points) {
            if a.0 != b.0 && a.1 != b.1 {
                return Some(format!("{words}: {a:?} to {b:?} is askew"));
            }
            if let Some((_, name, _)) = cards.iter().find(|(_, _, frame)| geometry::enters((a, b), *frame)) {
                return Some(format!("{words}: crosses {name}"));
            }
        }
        if let Some((x, y)) = route.label {
            let width = label_width(&label_text(design, connection));
            let plate = Frame::new(x - width / 2, y - LABEL_HEIGHT / 2, width, LABEL_HEIGHT);
            if let Some((_, name, _)) = cards.iter().find(|(_, _, frame)| frame.overlaps(plate)) {
                return Some(format!("{words}: its label covers {name}"));
            }
            if plates.iter().any(|other| other.overlaps(plate)) {
                return Some(format!("{words}: its label covers another"));
            }
            plates.push(plate);
        }
    }
    None
}

#[test]
fn the_workshops_lines_cross_no_card_and_no_line() {
    let design = arranged(include_str!("../../../../../examples/unicorn.sketch"));
    let routes = route_all(&design);
    assert_eq!(fault(&design, &routes), None);
    // Placement shows by overlap; everything else is a line with a label, permissions for one store on one line.
    assert_eq!(routes.len(), 14);
    assert!(routes.values().all(|route| route.label.is_some()));
    let all: Vec<&Route> = routes.values().collect();
    for (index, one) in all.iter().enumerate() {
        for other in &all[index + 1..] {
            let crossing = geometry::pieces(&one.points).any(|a| geometry::pieces(&other.points).any(|b| geometry::cross(a, b)));
            assert!(!crossing, "{one:?} crosses {other:?}");
        }
    }
}

#[test]
fn placements_that_the_picture_does_not_show_are_drawn() {
    let design = arranged("vpc main\n  subnet a\nservice web\nweb -> a : runs");
    let routes = route_all(&design);
    assert_eq!(fault(&design, &routes), None);
    assert_eq!(routes.len(), 1);
}

#[test]
fn a_drag_routes_the_moved_and_keeps_the_others() {
    let design = arranged(include_str!("../../../../../examples/unicorn.sketch"));
    let routes = route_all(&design);
    let moved = touching(&design, &BTreeSet::from([design.find("main-cluster").unwrap()]));
    assert_eq!(moved.len(), 15, "the service's and the container's connections, placements included");
    let again = route_some(&design, &moved, &routes);
    assert_eq!(again.len(), 10, "reading and writing share a line");
    let mut all = routes.clone();
    all.extend(again);
    assert_eq!(fault(&design, &all), None);
}

#[test]
fn every_one_of_many_lines_is_drawn() {
    let mut text = String::from("vpc main\n  zone a\n    subnet p\n  cluster c\n");
    for service in 0..60 {
        let _ = write!(text, "    service s{service}\n      container c{service}\n");
    }
    for number in 0..60 {
        let _ = writeln!(text, "repository r{number}");
    }
    for number in 0..60 {
        let _ = write!(text, "s{number} -> p : runs\nc{number} -> r{number} : pulls\nc{number} -> r{} : pulls\n", (number * 7 + 1) % 60);
    }
    let design = arranged(&text);
    let routes = route_all(&design);
    assert_eq!(routes.len(), 120);
    assert_eq!(route_all(&design), routes);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arranged_designs_have_lines_around_cards(design in any_design()) {
        let mut placed = design.clone();
        arrange(&design).apply(&mut placed).unwrap();
        let routes = route_all(&placed);
        prop_assert_eq!(fault(&placed, &routes), None);
        prop_assert!(route_all(&placed) == routes);
    }

    #[test]
    fn designs_in_disorder_have_lines_too(design in any_design()) {
        let mut placed = design.clone();
        place_missing(&design).apply(&mut placed).unwrap();
        for route in route_all(&placed).values() {
            prop_assert!(route.points.len() >= 2);
            prop_assert!(geometry::pieces(&route.points).all(|(a, b)| a.0 == b.0 || a.1 == b.1));
        }
    }
}
