//! What a person does with pointer and keys, and what they see then.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use groundplan_editor::action::{ACTIONS, Act};
use groundplan_editor::{Event, Item, Viewport};
use support::{Driver, PAGE, check};

#[test]
fn a_click_selects_and_shift_adds() {
    check(&["click 60,110"], &["selected: users"]);
    check(&["click 60,110", "click 830,220 shift"], &["selected: users task-role"]);
    check(&["click 60,110", "click 830,220 shift", "click 60,110 shift"], &["selected: task-role"]);
    check(&["click 60,110", "click 900,700"], &["selected: "]);
}

#[test]
fn a_short_way_is_no_drag() {
    check(&["down 60,110", "move 62,112", "up 62,112"], &["internet users @0,100 168x64"]);
    check(&["down 60,110 touch", "move 65,110 touch", "up 65,110 touch"], &["internet users @0,100 168x64"]);
}

#[test]
fn a_drag_rests_on_the_grid_and_is_one_step() {
    check(&["drag 60,110 87,690"], &["internet users @24,680 168x64", "selected: users"]);
    check(&["drag 60,110 87,690", "undo"], &["internet users @0,100 168x64", "selected: "]);
    check(&["drag 60,110 87,690 ctrl"], &["internet users @27,680 168x64"]);
}

#[test]
fn escape_and_a_lost_pointer_take_a_drag_back() {
    for end in ["key Escape", "cancel"] {
        check(&["down 60,110", "move 90,200", "move 130,400", end], &["internet users @0,100 168x64", "selected: "]);
    }
}

#[test]
fn a_container_takes_its_contents_along() {
    check(
        &["drag 260,10 268,-102"],
        &["vpc main @208,-112 600x600", "container app port=8080 @264,232 168x64", "internet users @0,100 168x64"],
    );
}

#[test]
fn a_drop_in_another_container_nests() {
    check(&["down 260,90", "move 300,100", "move 560,420"], &["hint: Drop in main", "drops in: main"]);
    check(&["drag 240,90 540,360"], &["vpc main @200,0 600x600"]);
    // Taken out of its zone the subnet lies in the VPC.
    check(&["drag 240,90 540,560", "key Enter"], &["edits: public-a", "selected: public-a"]);
}

#[test]
fn a_drop_where_a_thing_cannot_lie_is_refused_in_words() {
    let refusal = "refusal: A container cannot lie directly on the page: it belongs in a Fargate service or in a Fargate task";
    check(&["down 300,360", "move 500,700", "move 600,780"], &[refusal]);
    check(&["drag 300,360 600,780"], &[refusal, "container app port=8080 @256,344 168x64", "selected: app"]);
}

#[test]
fn a_marquee_selects_cards_it_touches_and_frames_it_encloses() {
    check(&["drag 990,20 830,260"], &["selected: images task-role"]);
    check(&["drag 10,790 840,610"], &["selected: "]);
    check(&["click 60,110", "drag 990,20 830,60 shift"], &["selected: users images"]);
    // Shift begins a rectangle inside a container as well.
    check(&["drag 520,360 750,450 shift"], &["selected: site"]);
}

#[test]
fn a_port_begins_a_connection() {
    check(&["hover 60,110", "down 168,132", "move 300,300", "move 600,420"], &["hint: users requests pages from site"]);
    check(&["hover 60,110", "drag 168,132 600,420"], &["users -> site : requests", "selected: requests"]);
    // Without the pointer over it before, a press there moves the node.
    check(&["drag 160,132 160,700"], &["not: users -> site : requests"]);
    check(
        &["select app", "drag 424,376 600,420"],
        &[
            "refusal: A container has no connection to an application load balancer: it pulls from an ECR repository, logs to a log group, waits for a container, reads an S3 bucket or a DynamoDB table or an SSM parameter or a Cognito user pool or a secret, and more",
        ],
    );
    check(&["select app", "drag 424,376 850,50"], &["refusal: \"app -> images : pulls\" is already there"]);
}

#[test]
fn a_connection_reaches_a_subnet_under_the_frames_above_it() {
    check(&["select web", "drag 472,400 600,200"], &["web -> private-b : runs"]);
    check(&["select site", "drag 560,432 234,250"], &["site -> private-a : spans"]);
}

#[test]
fn the_keyboard_connects_too() {
    check(&["select users", "key c", "key Enter"], &["users -> site : requests"]);
    check(&["select users", "key c", "key Escape"], &["not: users -> site : requests"]);
    check(&["select images", "key c"], &["refusal: Nothing here can take a connection from images"]);
}

#[test]
fn delete_takes_contents_and_connections_in_one_step() {
    let gone =
        ["not: service web @240,300 232x200", "not: container app port=8080 @256,344 168x64", "not: app -> images : pulls", "selected: "];
    check(&["select web", "key Delete"], &gone);
    check(&["select web app", "key Backspace"], &gone);
    check(&["select web", "key Delete", "key z ctrl"], &["app -> images : pulls", "site -> web : forwards", "selected: web"]);
}

#[test]
fn a_deletion_says_what_went_with_it() {
    let deleted = |what: &str, words: &str| check(&[&format!("select {what}"), "key Delete"], &[&format!("gone: {words}")]);
    deleted("task-role", "Deleted task-role");
    deleted("app", "Deleted app, and with it a connection");
    deleted("main-cluster", "Deleted main-cluster, and with it web, app and 2 connections");
    deleted("main", "Deleted main, and with it 9 nodes and 2 connections");
    deleted("images users", "Deleted users and images, and with it a connection");
    // A name of strangers turns no text round and fills no page.
    let mut driver = Driver::new("bucket \"a\u{202e}b\"\n");
    driver.line("key a ctrl");
    driver.line("key Delete");
    assert_eq!(driver.last.gone, "Deleted a\\u{202e}b");
    // What is cut is deleted, too; what is taken back or selected after that is not.
    check(&["select app", "key x ctrl"], &["gone: Deleted app, and with it a connection"]);
    check(&["select app", "key Delete", "undo"], &["gone: "]);
    check(&["select app", "key Delete", "select web"], &["gone: "]);
}

#[test]
fn a_burst_of_nudges_is_one_step() {
    let nudges = ["select users", "key ArrowRight", "key ArrowRight", "key ArrowDown shift"];
    check(&nudges, &["internet users @16,140 168x64"]);
    check(&[&nudges[..], &["undo"]].concat(), &["internet users @0,100 168x64"]);
    check(&[&nudges[..], &["select task-role", "key ArrowRight", "undo"]].concat(), &["internet users @16,140 168x64"]);
}

#[test]
fn copies_have_names_and_outgoing_connections_of_their_own() {
    check(&["select app", "key d ctrl"], &["container app-2 port=8080 @280,368 168x64", "app-2 -> images : pulls", "selected: app-2"]);
    check(&["select app", "key d ctrl", "key d ctrl"], &["container app-3 port=8080 @304,392 168x64"]);
    check(&["drag 60,110 87,690 alt"], &["internet users @0,100 168x64", "internet users-2 @24,680 168x64", "selected: users-2"]);
    check(&["select app", "key c ctrl", "key v ctrl", "key v ctrl"], &["container app-3 port=8080 @304,392 168x64"]);
    check(&["select users", "key x ctrl", "key v ctrl"], &["internet users @24,124 168x64"]);
}

#[test]
fn a_frame_is_resized_by_its_handles_but_not_smaller_than_its_contents() {
    check(&["select web", "drag 472,500 480,510"], &["service web @240,300 240x212"]);
    check(&["select web", "drag 240,300 400,600"], &["service web @240,308 232x192"]);
    check(&["select main", "drag 800,600 820,640"], &["vpc main @200,0 624x640"]);
}

#[test]
fn the_palette_drops_where_the_pointer_is() {
    check(&["palette nat 300,140"], &["hint: Drop in public-a", "drops in: public-a"]);
    check(&["palette nat 340,150", "up 340,150"], &["nat @256,120 168x64", "selected: nat"]);
    check(
        &["palette nat 900,700", "up 900,700"],
        &["refusal: A NAT gateway cannot lie directly on the page: it belongs in a subnet or in a VPC"],
    );
    check(&["palette nat 340,150", "up -50,150"], &["not: nat @256,120 168x64"]);
    check(&["palette role 900,500", "move 900,520", "up 900,520"], &["role @820,488 168x64"]);
}

#[test]
fn a_drop_over_a_subnet_writes_what_it_means() {
    check(&["palette load-balancer 640,200", "up 640,200"], &["load-balancer -> private-b : spans"]);
}

#[test]
fn adding_without_a_place_finds_a_free_one() {
    check(&["add container"], &["selected: container"]);
    check(&["select public-a", "add nat"], &["nat @296,120 168x64"]);
    check(&["add role"], &["selected: role"]);
}

#[test]
fn names_are_unique() {
    check(&["rename web shop"], &["service shop @240,300 232x200"]);
    check(&["rename web site"], &["refusal: \"site\" is the name of another node: take \"site-2\"", "service web @240,300 232x200"]);
}

#[test]
fn a_double_click_or_enter_edits_the_name() {
    check(&["double 60,110"], &["edits: users"]);
    check(&["click 60,110", "wait", "click 60,110"], &["edits: "]);
    check(&["click 60,110", "key Escape", "click 60,110"], &["edits: "]);
    check(&["select web", "key Enter"], &["edits: web"]);
}

#[test]
fn the_keyboard_walks_through_the_design() {
    check(&["key Tab"], &["selected: users"]);
    check(&["key Tab", "key Tab"], &["selected: main"]);
    check(&["select app", "key ArrowUp ctrl shift"], &["selected: web"]);
    check(&["select web", "key ArrowDown ctrl shift"], &["selected: app"]);
    check(&["select images", "key ArrowDown ctrl"], &["selected: task-role"]);
    check(&["key a ctrl", "key Escape"], &["selected: "]);
}

#[test]
fn panning_moves_the_page_and_nothing_on_it() {
    for script in [["key Space", "drag 60,110 200,300"], ["key h", "drag 60,110 200,300"], ["hover 1,1", "drag 60,110 200,300 middle"]] {
        check(&script, &["internet users @0,100 168x64", "selected: "]);
    }
}

#[test]
fn a_menu_is_about_what_lies_under_it() {
    check(&["right 60,110"], &["selected: users", "wants: menu 60,110"]);
    check(&["select users task-role", "right 830,220"], &["selected: users task-role", "wants: menu 830,220"]);
    check(&["select users task-role", "right 900,700"], &["selected: ", "wants: menu 900,700"]);
    check(&["select users", "key F10 shift"], &["selected: users", "wants: menu 84,132"]);
    check(&["key ContextMenu"], &["wants: menu 500,400"]);
    // A drag with the left button goes on while the right one goes down and up: a browser tells so in moves.
    let chord = ["down 60,110", "move 90,200", "held 3", "move 90,200", "held 1", "move 90,200", "up 90,200"];
    check(&chord, &["internet users @32,192 168x64", "wants: "]);
}

#[test]
fn a_finger_that_rests_asks_for_the_menu() {
    check(&["down 60,110 touch", "rest 499"], &["wants: ", "selected: users"]);
    check(&["down 60,110 touch", "rest 500"], &["wants: menu 60,110", "selected: users"]);
    check(
        &["down 60,110 touch", "rest 500", "move 300,300 touch", "up 300,300 touch"],
        &["internet users @0,100 168x64", "selected: users"],
    );
    check(&["select users task-role", "down 60,110 touch", "rest 600"], &["selected: users task-role"]);
    check(&["select users", "down 900,700 touch", "rest 600"], &["selected: ", "wants: menu 900,700"]);
    // A mouse that rests presses, and a finger that went on drags.
    check(&["down 60,110", "rest 900", "up 60,110"], &["wants: ", "selected: users"]);
    check(&["down 60,110 touch", "move 80,130 touch", "rest 900", "up 87,690 touch"], &["internet users @24,680 168x64", "wants: "]);
}

#[test]
fn what_the_page_does_is_wanted_of_it() {
    check(&["key f ctrl"], &["wants: Find…"]);
    check(&["key k meta"], &["wants: Commands…"]);
    check(&["key ? shift"], &["wants: Keyboard shortcuts"]);
    check(&["key /"], &["wants: Find a kind…"]);
    check(&["down 60,110", "key k ctrl"], &["wants: "]);
}

#[test]
fn an_action_is_done_or_says_why_not() {
    check(&["key z ctrl"], &["refusal: There is nothing to take back"]);
    check(&["key d ctrl"], &["refusal: Select what you want to copy first"]);
    check(&["select users images", "key F2"], &["refusal: Select one node first"]);
    check(&["select images", "key ArrowUp ctrl shift"], &["refusal: It lies in nothing"]);
    for action in ACTIONS {
        for selected in ["select", "select users", "select task-role images", "select images"] {
            let mut driver = Driver::new(PAGE);
            driver.line(selected);
            let refusal = driver.editor.refusal(action.act);
            // Whether anything can take a connection is known when one looks for it, what the clipboard has when one pastes.
            if matches!(action.act, Act::Connect | Act::Paste) && refusal.is_none() {
                continue;
            }
            driver.send(Event::Act(action.act));
            assert_eq!(driver.last.refusal.as_deref(), refusal, "{}", action.words);
            let is_end = matches!(action.act, Act::Previous) && selected == "select users";
            assert_eq!(driver.last.handled, refusal.is_none() && !is_end, "{} after {selected}", action.words);
        }
    }
}

#[test]
fn no_two_actions_have_a_key() {
    let mut all: Vec<&str> = ACTIONS.iter().flat_map(|action| action.keys.split_whitespace()).collect();
    let count = all.len();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), count);
}

#[test]
fn what_was_found_is_selected_and_seen() {
    let mut driver = Driver::new(PAGE);
    let seen = driver.editor.viewport();
    let [users, app] = ["users", "app"].map(|name| Item::Node(driver.node(name)));
    driver.send(Event::Reveal(vec![users]));
    assert_eq!((driver.selected().as_str(), driver.editor.viewport()), ("users", seen));
    driver.send(Event::SetViewport(Viewport { x: 5_000.0, y: 5_000.0, zoom: 1.0 }));
    driver.send(Event::Reveal(vec![app]));
    // The middle of the canvas is that of the node.
    assert_eq!((driver.selected().as_str(), driver.editor.viewport()), ("app", Viewport { x: -160.0, y: -24.0, zoom: 1.0 }));
    driver.send(Event::SetViewport(Viewport { x: 5_000.0, y: 5_000.0, zoom: 1.0 }));
    driver.send(Event::Reveal(vec![users, app]));
    let canvas = driver.editor.viewport();
    driver.send(Event::Reveal(vec![users]));
    assert_eq!(driver.editor.viewport(), canvas, "both are seen, so one of them is");
}

#[test]
fn escape_goes_down_one_rung_at_a_time() {
    let mut driver = Driver::new(PAGE);
    let escape = |driver: &mut Driver| {
        driver.line("key Escape");
        driver.last.handled
    };
    // A drag is taken back, and what was selected stays so.
    driver.line("select site");
    for line in ["down 600,420", "move 640,460", "move 660,480"] {
        driver.line(line);
    }
    assert!(driver.last.gesture && escape(&mut driver));
    assert_eq!((driver.selected().as_str(), driver.editor.design() == &driver.initial), ("site", true));
    driver.line("up 660,480");
    // The choice of a target.
    driver.line("select site");
    driver.line("key c");
    assert!(escape(&mut driver));
    assert_eq!(driver.selected(), "site");
    // The hand.
    driver.line("key h");
    assert!(driver.editor.is_hand() && escape(&mut driver) && !driver.editor.is_hand());
    // The containers that somebody went into, from the inside out.
    driver.line("select main");
    driver.line("act Go into it");
    driver.line("act Go into it");
    assert_eq!(driver.selected(), "public-a");
    assert!(escape(&mut driver));
    assert_eq!(driver.selected(), "a");
    assert!(escape(&mut driver));
    assert_eq!(driver.selected(), "main");
    // The selection, then the key is the page's.
    assert!(escape(&mut driver));
    assert_eq!(driver.selected(), "");
    assert!(!escape(&mut driver));
    // What was selected without going in is let go at once, wherever it lies.
    driver.line("select app");
    assert!(escape(&mut driver));
    assert_eq!(driver.selected(), "");
    driver.there_and_back();
}

#[test]
fn pointing_at_a_node_from_outside_ends_no_gesture() {
    let mut driver = Driver::new(PAGE);
    driver.line("click 60,110");
    driver.line("key c");
    let hint = driver.last.hint.clone();
    assert!(!hint.is_empty());
    let node = driver.node("app");
    driver.send(Event::Point(Some(Item::Node(node))));
    assert_eq!((driver.last.hover, driver.last.hint.as_str()), (Some(Item::Node(node)), hint.as_str()));
    driver.send(Event::Point(None));
    assert_eq!((driver.last.hover, driver.last.hint.as_str()), (None, hint.as_str()));
}
