//! Buttons that are held together, pointers that are lost, keys that nobody hears going up, fingers, and where something is added.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use groundplan_editor::hit::ports;
use groundplan_editor::{Button, Cursor, Event, ScreenPoint};
use groundplan_synth::design::Frame;
use support::{Driver, PAGE, check};

const THERE: &str = "internet users @0,100 168x64";

#[test]
fn a_drag_ends_when_its_button_goes_up_among_others() {
    let drag = ["down 60,110", "move 90,200"];
    let after = |more: &[&'static str]| [&drag[..], more].concat();
    check(&after(&["held 3", "move 100,210", "held 2", "move 110,220"]), &[THERE, "hint: ", "selected: "]);
    check(&after(&["held 3", "move 100,210", "held 2", "move 110,220", "up 110,220 second", "move 700,700"]), &[THERE, "wants: "]);
    // The last button goes up alone, or the pointer was let go where nobody heard it.
    check(&after(&["up 110,220 second", "move 300,700"]), &[THERE]);
    check(&after(&["held 0", "move 120,230"]), &[THERE]);
    check(&after(&["down 900,60", "up 900,60"]), &[THERE, "selected: images"]);
    // Other buttons go down and up meanwhile.
    check(&after(&["held 7", "move 87,690", "held 1", "up 87,690"]), &["internet users @24,680 168x64"]);
}

#[test]
fn held_buttons_are_counted_as_the_browser_does() {
    for (button, held, expected) in [
        (Button::Primary, 1, true),
        (Button::Primary, 6, false),
        // The eraser of a pen.
        (Button::Primary, 32, true),
        (Button::Secondary, 3, true),
        (Button::Middle, 3, false),
    ] {
        assert_eq!(button.is_held(held), expected, "{button:?} among {held}");
    }
    for (number, is_mac_control, expected) in
        [(0, false, Button::Primary), (0, true, Button::Secondary), (2, false, Button::Secondary), (1, true, Button::Middle)]
    {
        assert_eq!(Button::of(number, is_mac_control), expected);
    }
}

#[test]
fn control_that_goes_up_before_the_button_asks_for_the_menu_all_the_same() {
    check(&["down 60,110 second", "up 60,110"], &["selected: users", "wants: menu 60,110"]);
}

#[test]
fn a_lost_pointer_takes_back_what_goes_on_and_nothing_else() {
    check(&["down 60,110", "move 90,200", "lost", "move 300,300"], &[THERE, "selected: "]);
    check(&["drag 60,110 87,690", "lost"], &["internet users @24,680 168x64", "selected: users"]);
    check(&["select users", "key c", "lost", "key Enter"], &["users -> site : requests"]);
}

#[test]
fn a_window_that_loses_the_focus_holds_no_key() {
    check(&["key Space", "blur", "drag 60,110 87,690"], &["internet users @24,680 168x64"]);
    let mut driver = Driver::new(PAGE);
    driver.line("key Space");
    assert_eq!(driver.last.cursor, Cursor::Grab);
    driver.line("blur");
    assert_eq!(driver.last.cursor, Cursor::Default);
}

#[test]
fn several_nodes_have_no_ports_to_press_by_mistake() {
    let group = ["click 60,110", "click 860,220 shift", "hover 860,220"];
    let moved = ["internet users @0,204 168x64", "role task-role @820,304 168x64", "selected: users task-role"];
    check(&[&group[..], &["drag 904,202 904,302"]].concat(), &moved);
    // What is not one of them still has its own.
    check(&[&group[..], &["hover 880,60", "down 904,104", "move 904,140"]].concat(), &["selected: images"]);
}

#[test]
fn a_finger_finds_ports_where_they_are_shown() {
    // At half the size a card is 84 x 32 pixels.
    let half = ["camera 0 0 0.5", "click 42,66 touch", "wait"];
    check(&[&half[..], &["drag 86,66 300,210 touch"]].concat(), &["users -> site : requests"]);
    check(&[&half[..], &["drag 42,66 42,166 touch"]].concat(), &["internet users @0,304 168x64", "not: users -> site : requests"]);
    let card = Frame::new(0, 0, 168, 64);
    assert_eq!((ports(card, 0.3).len(), ports(card, 0.4).len()), (0, 4));
}

#[test]
fn something_is_added_where_the_pointer_was() {
    check(&["hover 100,700", "key n"], &["wants: a kind at 100,700"]);
    check(&["hover 100,700", "leave", "key n"], &["wants: a kind"]);
    // The pointer leaves the canvas for the menu.
    check(&["right 100,700", "leave", "act Add a node…"], &["wants: a kind at 100,700"]);
    check(&["right 100,700", "leave", "hover 300,700", "leave", "key n"], &["wants: a kind"]);
    check(&["double 100,700 touch"], &["wants: a kind at 100,700"]);
    let mut driver = Driver::new(PAGE);
    for kind in ["role", "container"] {
        driver.send(Event::AddNode { kind: kind.to_owned(), at: Some(ScreenPoint::new(100.0, 700.0)) });
        assert_eq!((driver.selected().as_str(), driver.refusal.as_str()), (kind, ""));
    }
    let frame = driver.editor.design().node(driver.node("role")).unwrap().frame.unwrap();
    assert_eq!((frame.x, frame.y), (16, 672));
    driver.there_and_back();
}
