//! What is done without a pointer: it is seen wherever it goes, several are selected, containers are changed and resized.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use groundplan_editor::command::homes as homes_of;
use groundplan_editor::{Event, Modifiers, PagePoint, ScreenPoint};
use groundplan_synth::design::{Frame, sketch};
use support::{Driver, PAGE, check};

fn frame(driver: &Driver, name: &str) -> Frame {
    driver.editor.design().node(driver.node(name)).unwrap().frame.unwrap()
}

/// True when all of a node is on the canvas, or as much as there is room for.
fn is_seen(driver: &Driver, frame: Frame) -> bool {
    let (view, screen) = (driver.editor.viewport(), driver.editor.screen());
    let at = |x: i32, y: i32| view.screen_from_page(PagePoint::new(f64::from(x), f64::from(y)));
    let (from, to): (ScreenPoint, ScreenPoint) = (at(frame.x, frame.y), at(frame.right(), frame.bottom()));
    let along = |from: f64, to: f64, screen: f64| (from >= 0.0 && to <= screen) || 2.0 * (to.min(screen) - from.max(0.0)) >= screen;
    along(from.x, to.x, screen.width) && along(from.y, to.y, screen.height)
}

#[test]
fn what_the_keyboard_goes_to_is_seen_at_the_same_zoom() {
    let mut driver = Driver::new(PAGE);
    driver.line("camera 5000 5000 4");
    let mut count = 0;
    loop {
        driver.line("key Tab");
        if !driver.last.handled {
            break;
        }
        count += 1;
        let name = driver.selected();
        assert!(is_seen(&driver, frame(&driver, &name)), "{name} at {:?}", driver.editor.viewport());
    }
    assert_eq!((count, driver.editor.viewport().zoom), (driver.editor.design().node_count(), 4.0));
    for (first, key, then) in [
        ("images", "key ArrowDown ctrl", "task-role"),
        ("web", "key ArrowDown ctrl shift", "app"),
        ("app", "key ArrowUp ctrl shift", "web"),
    ] {
        driver.line("camera 5000 5000 4");
        driver.line(&format!("select {first}"));
        driver.line(key);
        assert_eq!(driver.selected(), then);
        assert!(is_seen(&driver, frame(&driver, then)), "{then} at {:?}", driver.editor.viewport());
    }
    // The target of a connection, and what is nudged.
    driver.line("select users");
    driver.line("camera 0 0 4");
    driver.line("key c");
    assert!(is_seen(&driver, frame(&driver, "site")), "{:?}", driver.editor.viewport());
    driver.line("key Escape");
    driver.line("camera -82 0 4");
    let before = driver.editor.viewport();
    driver.line("key ArrowRight");
    assert!(is_seen(&driver, frame(&driver, "users")) && before != driver.editor.viewport());
    // What is seen moves nothing.
    driver.line("camera -20 60 4");
    let before = driver.editor.viewport();
    driver.line("key ArrowRight");
    assert_eq!(driver.editor.viewport(), before);
}

#[test]
fn one_is_selected_beside_others() {
    check(&["select users", "toggle images"], &["selected: users images"]);
    check(&["select users", "toggle images", "toggle users"], &["selected: images"]);
    check(&["select images task-role", "key g ctrl", "select users", "toggle images"], &["selected: users images task-role"]);
}

#[test]
fn arrows_resize_the_selected_container() {
    let wider = ["select main", "key ArrowRight alt shift", "key ArrowRight alt shift", "key ArrowDown alt shift"];
    check(&wider, &["vpc main @200,0 616x608"]);
    check(&[&wider[..], &["undo"]].concat(), &["vpc main @200,0 600x600"]);
    // Not smaller than what lies in it, and off the grid back onto it.
    check(&["select main", "key ArrowUp alt shift", "key ArrowUp alt shift"], &["vpc main @200,0 600x596"]);
    check(&["select main", "key ArrowUp alt shift", "key ArrowDown alt shift"], &["vpc main @200,0 600x608"]);
    check(&["select users", "key ArrowUp alt shift"], &["refusal: users has one size: only containers can be resized"]);
    check(&["key ArrowUp alt shift"], &["refusal: Select one container first"]);
}

#[test]
fn arrows_move_the_page_while_nothing_is_selected() {
    let mut driver = Driver::new(PAGE);
    driver.line("key ArrowRight");
    driver.line("key ArrowDown shift");
    assert_eq!((driver.editor.viewport().x, driver.editor.viewport().y), (40.0, 200.0));
    assert!(driver.last.handled && !driver.editor.can_undo());
}

/// Where the selected nodes could be moved, or why not.
fn homes(driver: &Driver) -> Vec<(String, String)> {
    let name = |id| driver.editor.design().node(id).unwrap().name.clone();
    let all = homes_of(driver.editor.design(), &driver.editor.selection().nodes()).into_iter();
    all.map(|(home, may)| (home.map_or("page".to_owned(), name), may.err().map(|refusal| refusal.reason).unwrap_or_default())).collect()
}

#[test]
fn nodes_are_moved_into_a_container_by_its_name() {
    let mut driver = Driver::new(PAGE);
    driver.line("select public-a");
    let subnet = |place: &str| format!("A subnet cannot lie {place}: it belongs in an availability zone or in a VPC");
    let found = homes(&driver);
    assert_eq!(found[0], ("page".to_owned(), subnet("directly on the page")));
    let reason = |name: &str| found.iter().find(|(home, _)| home == name).map(|(_, reason)| reason.as_str());
    assert_eq!((reason("main"), reason("b"), reason("a"), reason("public-a")), (Some(""), Some(""), Some("a holds it already"), None));
    assert_eq!(reason("private-a"), Some(subnet("in a subnet").as_str()));
    // There is no room for it, so the zone grows.
    driver.line("into b");
    let (zone, own, other) = (frame(&driver, "b"), frame(&driver, "public-a"), frame(&driver, "private-b"));
    assert!(zone.contains(own) && zone.contains(other) && !own.overlaps(other), "{zone:?} {own:?} {other:?}");
    assert_eq!((own.width, own.height, driver.selected().as_str()), (248, 120, "public-a"));
    assert!(sketch::print(driver.editor.design()).contains("  zone b @512,40 280x"), "{}", sketch::print(driver.editor.design()));
    driver.line("undo");
    assert!(driver.initial == *driver.editor.design());
    // A part of a full container finds its own place free.
    driver.line("select app");
    driver.line("into page");
    assert!(driver.refusal.starts_with("A container cannot lie directly on the page"), "{}", driver.refusal);
    driver.line("select a");
    driver.line("into public-a");
    assert!(driver.refusal.starts_with("An availability zone cannot lie in a subnet"), "{}", driver.refusal);
    driver.there_and_back();
    check(
        &["select public-a", "key L ctrl shift", "into b"],
        &["refusal: public-a is locked and cannot be moved: unlock it first, in its menu"],
    );
    check(&["select users", "key M shift"], &["wants: Move into…"]);
    check(&["key M shift"], &["refusal: Select nodes first"]);
    check(&["into b"], &["refusal: Select nodes first"]);
}

#[test]
fn what_was_cut_lands_in_the_selected_container() {
    let cut = ["select public-a", "key x ctrl"];
    let mut driver = Driver::new(PAGE);
    for line in [&cut[..], &["select b", "key v ctrl"]].concat() {
        driver.line(line);
    }
    let own = driver.editor.design().node(driver.node("public-a")).unwrap();
    assert_eq!(own.parent, Some(driver.node("b")));
    assert!(frame(&driver, "b").contains(frame(&driver, "public-a")));
    assert!(!frame(&driver, "public-a").overlaps(frame(&driver, "private-b")));
    driver.there_and_back();
    // Its own container, or one that may not hold it, puts it beside where it was.
    for selected in ["select a", "select web", "select users"] {
        check(&[&cut[..], &[selected, "key v ctrl"]].concat(), &["subnet public-a cidr=10.0.1.0/24 access=public @256,104 248x120"]);
    }
}

#[test]
fn a_step_that_takes_the_camera_elsewhere_is_to_be_seen_and_the_hand_is_followed_at_once() {
    let mut driver = Driver::new(PAGE);
    for line in ["key 1 shift", "key 0 shift", "key + ctrl", "key - ctrl"] {
        driver.line("camera 5000 5000 4");
        assert!(!driver.last.glides, "the camera that was set");
        driver.line(line);
        assert!(driver.last.viewport_changed && driver.last.glides, "{line}");
    }
    driver.line("camera 5000 5000 4");
    driver.line("key Tab");
    assert!(driver.last.glides, "to the node that the keyboard goes to");
    let wheel = |command: bool| {
        let modifiers = Modifiers { ctrl: command, ..Modifiers::default() };
        Event::Wheel { at: ScreenPoint::new(300.0, 300.0), dx: 0.0, dy: 40.0, modifiers }
    };
    for event in [wheel(false), wheel(true), Event::ZoomBy(1.5)] {
        driver.send(event);
        assert!(driver.last.viewport_changed && !driver.last.glides);
    }
}
