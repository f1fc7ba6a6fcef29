//! What the place of a node means and what follows it, drops from the palette, and the lines on which things come to rest.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use support::{Driver, PAGE, check};

const ZONES: &str = "\
vpc main @0,0 900x640
  zone a @16,40 280x540
    subnet one @32,80 248x480
  zone b @312,40 280x540
    subnet two @328,80 248x480
  zone c @608,40 272x540
    subnet three @624,80 240x480
  cluster apps @40,120 240x300
    service web @56,160 200x100
web -> one : runs
web -> three : runs
";

/// Which subnets a service runs in after a script.
#[track_caller]
fn runs(script: &[&str], expected: &str) {
    runs_in(ZONES, script, expected);
}

#[track_caller]
fn runs_in(text: &str, script: &[&str], expected: &str) {
    let mut driver = Driver::new(text);
    for line in script {
        driver.line(line);
    }
    assert_eq!(driver.refusal, "");
    let design = driver.editor.design();
    let web = driver.node("web");
    let mut found: Vec<String> =
        design.connections_from(web).filter_map(|(_, one)| Some(design.node(one.to.node()?)?.name.clone())).collect();
    found.sort_unstable();
    assert_eq!(found.join(" "), expected);
    driver.there_and_back();
}

#[test]
fn a_placement_follows_from_over_one_subnet_to_over_another() {
    runs(&[], "one three");
    let wide = ZONES.replace("240x300", "820x300");
    runs_in(&wide, &["drag 200,166 496,166"], "three two");
    runs_in(&wide, &["drag 200,166 496,166", "undo"], "one three");
    // It goes along with its cluster.
    runs(&["drag 200,126 496,126"], "three two");
    runs(&["drag 200,126 496,126", "undo"], "one three");
    runs(&["drag 200,126 496,126", "drag 496,126 792,126"], "three");
    // A little way within, and where no subnet is, nothing changes.
    runs(&["drag 200,126 216,142"], "one three");
    runs(&["drag 100,166 116,300"], "one three");
    runs(&["select apps", "key ArrowRight shift", "key ArrowRight shift", "key ArrowRight shift"], "one three two");
}

#[test]
fn a_load_balancer_over_a_subnet_of_its_own_vpc_spans_it() {
    check(&["drag 600,420 600,220"], &["site -> private-b : spans", "load-balancer site @564,200 168x64"]);
    check(&["drag 600,420 600,220", "drag 600,220 600,420"], &["site -> private-b : spans"]);
    check(&["drag 600,420 600,220", "undo"], &["not: site -> private-b : spans"]);
}

#[test]
fn what_lies_over_the_canvas_takes_no_drop() {
    check(&["palette role 900,500", "move 900,520"], &["hint: Drop on the page"]);
    check(&["palette role 900,500", "move 900,520 covered"], &["hint: "]);
    check(&["palette role 900,500", "up 900,520 covered"], &["not: role @820,488 168x64", "selected: "]);
    // A press there is still a press.
    check(&["palette role -100,52", "up -100,52 covered"], &["selected: role"]);
}

#[test]
fn a_finger_that_rests_on_the_palette_drags_from_it() {
    let rested = ["palette role -100,60 touch", "rest 500"];
    check(&rested, &["hint: Drag it to where it belongs"]);
    check(&[&rested[..], &["move 900,500 touch", "up 900,520 touch"]].concat(), &["role @820,488 168x64"]);
    // A short way counts now, and beside the canvas nothing is dropped.
    check(&[&rested[..], &["move -90,64 touch", "up -90,64 touch"]].concat(), &["selected: "]);
    check(&["palette role -100,60 touch", "up -90,64 touch"], &["selected: role"]);
    let mut driver = Driver::new(PAGE);
    driver.line(rested[0]);
    assert!(driver.last.ticks);
    driver.line(rested[1]);
    assert!(!driver.last.ticks);
}

#[test]
fn edges_and_new_nodes_rest_on_the_lines_of_their_neighbours() {
    check(&["select b", "drag 784,340 784,575"], &["zone b @512,40 272x540"]);
    check(&["select b", "drag 784,340 784,575 ctrl"], &["zone b @512,40 272x535"]);
    let mut driver = Driver::new(PAGE);
    for line in ["select b", "down 784,340", "move 784,500", "move 784,575"] {
        driver.line(line);
    }
    assert_eq!(driver.last.preview.guides.len(), 1);
    driver.line("key Escape");
    driver.line("palette role 900,500");
    driver.line("move 900,520");
    assert_eq!(driver.last.preview.guides.len(), 1);
}
