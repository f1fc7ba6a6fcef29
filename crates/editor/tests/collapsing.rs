//! Containers drawn as a card, with what lies in them hidden, and brought back.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

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
