//! Containers drawn as a card, with what lies in them hidden, and brought back.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use groundplan_editor::{Event, Item, ScreenPoint, Viewport};
use groundplan_synth::design::canvas;
use groundplan_synth::picture::collapsed;
use support::{Driver, PAGE, check};

#[test]
fn a_container_is_collapsed_and_expanded() {
    check(&["select main", "key o"], &["vpc main collapsed=true @200,0 600x600", "selected: main"]);
    check(&["select main", "key o", "key o"], &["vpc main @200,0 600x600"]);
    // By its button, which shows under the pointer, and back by a double click.
    check(&["move 400,14", "click 758,14"], &["vpc main collapsed=true @200,0 600x600"]);
    check(&["move 400,14", "click 758,14", "double 280,30"], &["vpc main @200,0 600x600", "edits: "]);
    check(&["select a b", "act Collapse or expand"], &["zone a collapsed=true @216,40 280x540", "zone b collapsed=true @512,40 272x300"]);
    // With some of them collapsed, all are.
    check(
        &["select a", "key o", "select a b", "key o"],
        &["zone a collapsed=true @216,40 280x540", "zone b collapsed=true @512,40 272x300"],
    );
    check(&["select web", "key o"], &["service web collapsed=true @240,300 232x200"]);
    check(&["select images", "key o"], &["refusal: Select a container first"]);
    check(&["select main", "key o", "key z ctrl"], &["vpc main @200,0 600x600"]);
}

#[test]
fn what_lies_in_it_is_not_met_by_the_pointer_or_by_the_keys() {
    let closed = ["select main", "key o"];
    check(&[closed[0], closed[1], "click 640,430"], &["selected: "]);
    check(&[closed[0], closed[1], "act Select everything"], &["selected: users main images task-role"]);
    check(&[closed[0], closed[1], "key Tab"], &["selected: images"]);
    check(&[closed[0], closed[1], "key ArrowDown ctrl shift"], &["refusal: It is collapsed: expand it first"]);
    check(&[closed[0], closed[1], "drag 190,700 780,400"], &["selected: "]);
    check(&[closed[0], closed[1], "select site", "key ArrowRight"], &["refusal: site lies in main, which is collapsed: expand it first"]);
}

#[test]
fn it_moves_with_what_lies_in_it_and_takes_nothing_in() {
    check(
        &["select main", "key o", "drag 280,30 280,130"],
        &["vpc main collapsed=true @200,100 600x600", "zone a @216,140 280x540", "container app port=8080 @256,444 168x64"],
    );
    check(
        &["select main", "key o", "palette subnet 280,30", "up 280,30"],
        &["refusal: main is collapsed: expand it first to put something into it"],
    );
}

#[test]
fn what_became_smaller_in_the_meantime_grows_around_what_is_expanded() {
    let mut driver = Driver::new(PAGE);
    for line in ["select b", "key o", "select site", "key Delete", "select main", "drag 800,300 600,300", "select b", "key o"] {
        driver.line(line);
    }
    let design = driver.editor.design();
    let frame = |name: &str| design.node(driver.node(name)).unwrap().frame.unwrap();
    assert!(frame("main").contains(frame("b")), "{:?} does not hold {:?}", frame("main"), frame("b"));
    assert_eq!(frame("b").width, 272);
    assert!(collapsed::drawn(design).all(|(_, _, drawn)| drawn.width > 0));
    driver.there_and_back();
}

/// A second service's permissions behind the card, a node of the same group, and a NAT gateway that two kinds of container take.
const HIDING: &str = "\
vpc main collapsed=true @200,0 600x600
  subnet one access=public @232,80 248x120
  subnet other access=public collapsed=true @232,240 248x120
  cluster work @500,80 272x480
    service first group=group-1 @516,120 232x120
      container app @532,160 168x64
    service second @516,280 232x120
      container job @532,320 168x64
table votes group=group-1 @900,40 168x64
table comments @900,240 168x64

app -> votes : read
job -> votes : read
";

#[test]
fn what_is_hidden_is_not_changed_behind_its_card() {
    let refused = "It leads to or lies in a collapsed container: expand that first";
    let mut driver = Driver::new(HIDING);
    let line = driver.editor.design().connections().next().unwrap().0;
    driver.send(Event::Select(vec![Item::Connection(line)]));
    driver.line("key e");
    assert_eq!(driver.refusal, refused);
    assert_eq!(driver.editor.design().connections().count(), 2);
    driver.line("select app");
    driver.line("key F2");
    assert_eq!((driver.refusal.as_str(), driver.last.edit_name), (refused, None));
    // A group's members that nobody sees are not taken along.
    driver.line("click 980,70");
    assert_eq!(driver.selected(), "votes");
    driver.there_and_back();
}

#[test]
fn the_button_belongs_to_its_container() {
    // A drag that begins at the button moves the container that it is of, whatever was selected.
    check(&["select images", "move 400,14", "drag 758,14 758,114"], &["repository images @820,40 168x64", "vpc main @200,100 600x600"]);
    // From far away there is no room for it: a click in the middle selects.
    for zoom in [0.2, 0.25, 0.3, 0.35, 0.42, 0.5, 0.7, 1.0] {
        let mut driver = Driver::new(HIDING);
        driver.send(Event::SetViewport(Viewport { x: 0.0, y: 0.0, zoom }));
        let middle = ScreenPoint::new(284.0 * zoom, 32.0 * zoom);
        driver.line(&format!("move {},{}", middle.x, middle.y));
        driver.line(&format!("click {},{}", middle.x, middle.y));
        assert_eq!(driver.selected(), "main", "at {zoom}");
        assert!(canvas::is_collapsed(driver.editor.design().node(driver.node("main")).unwrap()), "at {zoom}");
    }
}

#[test]
fn expanding_says_what_it_covers_and_a_card_takes_nothing_that_is_meant_for_it() {
    let mut driver = Driver::new(HIDING);
    driver.line("drag 980,272 700,400");
    driver.line("select main");
    driver.line("key o");
    assert_eq!(driver.refusal, "It lies over 1 more now: move them, or arrange everything");
    let mut driver = Driver::new(&HIDING.replace("vpc main collapsed=true", "vpc main"));
    driver.line("palette nat 320,272");
    driver.line("up 320,272");
    assert_eq!(driver.refusal, "other is collapsed: expand it first to put something into it");
}
