//! Aligning, spacing, grouping, locking, arranging a part, and leading a connection elsewhere.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use groundplan_editor::PagePoint;
use groundplan_editor::hit::nodes_at;
use groundplan_synth::design::sketch;
use groundplan_synth::picture::palette::Theme;
use groundplan_synth::picture::shapes::drawing_order;
use support::{Driver, PAGE, check};

#[test]
fn nodes_come_into_one_line_in_one_step() {
    check(
        &["select users images task-role", "key w alt"],
        &["internet users @0,40 168x64", "repository images @820,40 168x64", "role task-role @820,40 168x64"],
    );
    check(&["select images task-role users", "act Align left"], &["repository images @0,40 168x64", "role task-role @0,200 168x64"]);
    check(&["select users task-role", "act Align middles"], &["internet users @0,150 168x64", "role task-role @820,150 168x64"]);
    check(&["select users task-role", "act Align bottoms"], &["internet users @0,200 168x64"]);
    check(&["select users", "key w alt"], &["refusal: Select two nodes or more first"]);
    check(&["select main a", "key w alt"], &["refusal: Select 2 nodes or more that lie side by side, not in each other"]);
    // What may not lie where it would come is left where it is, with the reason.
    check(
        &["select site images", "act Align right"],
        &[
            "load-balancer site @560,400 168x64",
            "refusal: An application load balancer cannot lie directly on the page: it belongs in a VPC",
        ],
    );
}

#[test]
fn the_room_between_nodes_becomes_the_same() {
    check(&["palette topic 90,700", "up 90,700", "select users topic images", "act Space evenly down"], &["refusal: "]);
    let mut driver = Driver::new(PAGE);
    for line in ["add queue", "add topic", "add bucket", "act Select everything"] {
        driver.line(line);
    }
    driver.line("select images task-role queue");
    driver.line("act Space evenly down");
    let at = |name: &str| driver.editor.design().node(driver.node(name)).unwrap().frame.unwrap();
    let mut frames = [at("images"), at("task-role"), at("queue")];
    frames.sort_by_key(|frame| frame.y);
    let gaps: Vec<i32> = frames.windows(2).map(|pair| pair[1].y - pair[0].bottom()).collect();
    assert!((gaps[0] - gaps[1]).abs() <= 1, "{gaps:?}");
    check(&["select users images", "act Space evenly across"], &["refusal: Select three nodes or more first"]);
}

#[test]
fn a_group_is_selected_and_moved_together() {
    let group = ["select images task-role", "key g ctrl"];
    check(&[group[0], group[1]], &["repository images group=group-1 @820,40 168x64", "role task-role group=group-1 @820,200 168x64"]);
    check(&[group[0], group[1], "click 10,790", "click 900,60"], &["selected: images task-role"]);
    check(&[group[0], group[1], "click 10,790", "drag 900,60 900,360"], &["role task-role group=group-1 @824,504 168x64"]);
    // The second click means the one.
    check(&[group[0], group[1], "click 10,790", "double 900,60"], &["selected: images", "edits: images"]);
    check(&[group[0], group[1], "key G ctrl shift"], &["repository images @820,40 168x64"]);
    // A copy is a group of its own.
    check(&[group[0], group[1], "key d ctrl"], &["role task-role-2 group=group-2 @844,224 168x64"]);
    check(&["select users", "key g ctrl"], &["refusal: Select two nodes or more first"]);
    check(&["select users", "act Ungroup"], &["refusal: No selected node belongs to a group"]);
}

#[test]
fn what_is_locked_stays_where_it_is() {
    let lock = ["select images", "key L ctrl shift"];
    check(&lock, &["repository images locked=true @820,40 168x64"]);
    let refused = |what: &str| format!("refusal: images is locked and cannot be {what}: unlock it first, in its menu");
    check(&[lock[0], lock[1], "drag 900,60 900,560"], &["repository images locked=true @820,40 168x64", &refused("moved")]);
    check(&[lock[0], lock[1], "key ArrowDown"], &[&refused("moved")]);
    check(&[lock[0], lock[1], "key Delete"], &["repository images locked=true @820,40 168x64", &refused("deleted")]);
    check(
        &["select app", lock[1], "select main", "key Delete"],
        &["vpc main @200,0 600x600", "refusal: app is locked and cannot be deleted: unlock it first, in its menu"],
    );
    check(&[lock[0], lock[1], "act Arrange everything"], &["repository images locked=true @820,40 168x64"]);
    check(&[lock[0], lock[1], lock[1]], &["repository images @820,40 168x64"]);
    // In the empty inside of a locked frame a rectangle selects.
    check(&["select main", lock[1], "drag 550,350 760,470"], &["selected: site"]);
}

#[test]
fn what_is_locked_is_arranged_around() {
    let mut driver = Driver::new(PAGE);
    for line in ["select app", "key L ctrl shift", "select images", "key ArrowLeft shift", "act Arrange everything"] {
        driver.line(line);
    }
    assert_eq!(driver.refusal, "Not arranged: main. What is locked, and what holds something locked, keeps its place");
    let (before, after) = (&driver.initial, driver.editor.design());
    let frame = |design: &groundplan_synth::design::Design, name: &str| design.node(design.find(name).unwrap()).unwrap().frame.unwrap();
    for name in ["main", "a", "public-a", "private-a", "b", "private-b", "site", "main-cluster", "web", "app"] {
        assert_eq!(frame(after, name), frame(before, name), "{name}");
    }
    for name in ["users", "images", "task-role"] {
        assert!(!frame(after, name).overlaps(frame(after, "main")), "{name} at {:?}", frame(after, name));
    }
    driver.there_and_back();
    // What would come to lie over it goes beside it.
    let mut driver = Driver::new("role a @0,0 168x64\nrole b @0,30 168x64\nrole c @400,0 168x64\n");
    for line in ["select b", "key L ctrl shift", "select a c", "act Arrange the selection"] {
        driver.line(line);
    }
    let at = |name: &str| frame(driver.editor.design(), name);
    assert_eq!((at("b").x, at("b").y), (0, 30));
    assert!(!at("a").overlaps(at("b")) && !at("c").overlaps(at("b")) && !at("a").overlaps(at("c")), "{:?} {:?}", at("a"), at("c"));
    driver.there_and_back();
    // A container does not grow over it either.
    let mut driver = Driver::new(
        "vpc main @0,0 700x300\n  zone a @16,40 152x240\n    subnet one @32,80 120x180\n  zone b @176,40 280x240\n    subnet two @192,80 248x180\n",
    );
    for line in ["select b", "key L ctrl shift", "select one", "add nat", "select one", "act Arrange the selection"] {
        driver.line(line);
    }
    let at = |name: &str| frame(driver.editor.design(), name);
    assert_eq!(driver.refusal, "a would grow over b, which is locked: make room between them first");
    assert!(!at("a").overlaps(at("b")), "{:?} {:?}", at("a"), at("b"));
    driver.there_and_back();
    check(
        &["select images", "key L ctrl shift", "act Arrange the selection"],
        &["refusal: All of it is locked or holds something locked: unlock that first, in its menu"],
    );
}

#[test]
fn a_part_is_arranged_and_the_rest_stays() {
    let mut driver = Driver::new(PAGE);
    let frame = |driver: &Driver, name: &str| driver.editor.design().node(driver.node(name)).unwrap().frame.unwrap();
    let (users, corner) = (frame(&driver, "users"), frame(&driver, "b"));
    driver.line("select b");
    driver.line("act Arrange the selection");
    assert_eq!(frame(&driver, "users"), users);
    let (zone, subnet, around) = (frame(&driver, "b"), frame(&driver, "private-b"), frame(&driver, "main"));
    assert_eq!((zone.x, zone.y), (corner.x, corner.y));
    assert!(zone.contains(subnet) && around.contains(zone) && subnet.height < 240, "{zone:?} {subnet:?}");
    driver.there_and_back();
}

#[test]
fn a_connection_is_led_elsewhere_by_its_end() {
    let line = "line requests 168,132 560,432";
    let two = ["select users", "key c", "key Enter", "add load-balancer", line];
    let with = |more: &[&'static str]| [&two[..], more].concat();
    check(&with(&["drag 560,432 600,300"]), &["users -> site : requests"]);
    check(
        &["line forwards 600,464 400,300", "drag 400,300 900,60"],
        &[
            "site -> web : forwards",
            "refusal: An application load balancer has no connection to an ECR repository: it forwards to a Fargate service, spans a subnet, is secured by a certificate, authenticates users with a Cognito user pool, and more",
        ],
    );
    let balancer = ["palette load-balancer 640,540", "up 640,540", "line forwards 600,464 400,300"];
    check(&[&balancer[..], &["drag 600,464 640,540"]].concat(), &["load-balancer -> web : forwards", "not: site -> web : forwards"]);
}

#[test]
fn the_keyboard_leads_a_connection_elsewhere() {
    check(
        &["add repository", "line pulls 424,376 820,72", "key e", "key Enter"],
        &["app -> repository : pulls", "not: app -> images : pulls"],
    );
    check(&["add repository", "line pulls 424,376 820,72", "key e", "key Escape"], &["app -> images : pulls"]);
    check(&["line pulls 424,376 820,72", "key e"], &["refusal: Nothing else here can take this connection from app"]);
    check(&["select users", "key e"], &["refusal: Select one connection first"]);
}

#[test]
fn a_kind_is_offered_where_one_points() {
    check(&["double 100,700"], &["wants: a kind at 100,700"]);
    check(&["key n"], &["wants: a kind"]);
}

#[test]
fn the_page_moves_on_under_a_drag_at_its_border() {
    let mut driver = Driver::new(PAGE);
    for line in ["down 900,60", "move 950,400", "move 996,400"] {
        driver.line(line);
    }
    assert!(driver.last.ticks);
    driver.line("rest 0");
    driver.line("rest 100");
    assert_eq!(driver.editor.viewport().x, 0.0, "it rests a while first");
    for ms in [216, 232, 248, 264] {
        driver.line(&format!("rest {ms}"));
    }
    let (view, frame) = (driver.editor.viewport(), driver.editor.design().node(driver.node("images")).unwrap().frame.unwrap());
    assert!(view.x > 20.0 && view.x < 80.0, "{view:?}");
    assert!(frame.x > 820 + 96 + 20, "what is dragged stays under the pointer: {frame:?}");
    driver.line("up 500,400");
    assert!(!driver.last.ticks);
    driver.there_and_back();
}

/// Which of three cards that overlap lie above which, from the lowest to the highest: as they are drawn, and as they are hit.
#[track_caller]
fn check_order(script: &[&str], expected: &str) {
    let mut driver = Driver::new("role a @0,0 168x64\nrole b @40,20 168x64\nrole c @80,40 168x64\nrole far @600,0 168x64\n");
    for line in script {
        driver.line(line);
    }
    let design = driver.editor.design();
    let name = |id| design.node(id).unwrap().name.clone();
    let drawn: Vec<String> = drawing_order(design).into_iter().map(name).filter(|name| name != "far").collect();
    assert_eq!(drawn.join(" "), expected);
    // All three lie under this point, and the one above is hit.
    let mut under: Vec<String> = nodes_at(design, PagePoint::new(120.0, 50.0)).into_iter().map(name).collect();
    under.reverse();
    assert_eq!(under.join(" "), expected);
    let svg = groundplan_synth::picture::draw(design, Theme::Light);
    let place = |name: &str| svg.find(&format!(">{name}<")).unwrap();
    assert!(expected.split(' ').map(place).collect::<Vec<_>>().is_sorted(), "the picture has another order than {expected}");
    let printed = sketch::print(design);
    assert!(sketch::parse(&printed).design == *design, "the order is not kept\n{printed}");
    driver.line("click 120,50");
    assert_eq!(driver.selected(), expected.rsplit(' ').next().unwrap());
    driver.there_and_back();
}

#[test]
fn overlapping_nodes_have_an_order() {
    check_order(&[], "a b c");
    check_order(&["select a", "key ]"], "b c a");
    check_order(&["select a", "key ] ctrl"], "b a c");
    check_order(&["select c", "key ["], "c a b");
    check_order(&["select c", "key [ ctrl"], "a c b");
    check_order(&["select c", "key [ ctrl", "key [ ctrl", "select b", "key PageDown", "key PageUp shift"], "c b a");
    check_order(&["select a b", "key PageUp"], "c a b");
    check_order(&["select b c", "act Send to back"], "b c a");
    check_order(&["select a", "act Bring forward", "undo"], "a b c");
    // There and back again nobody has a number.
    let mut driver = Driver::new("role a @0,0 168x64\nrole b @40,20 168x64\n");
    driver.line("select a");
    driver.line("key ]");
    driver.line("key [");
    assert_eq!(sketch::print(driver.editor.design()).matches("order=").count(), 1);
    // Where nothing lies above, there is nothing to do.
    for keys in ["key ]", "key ] ctrl"] {
        let mut driver = Driver::new("role a @0,0 168x64\nrole b @40,20 168x64\n");
        driver.line("select b");
        driver.line(keys);
        assert!(!driver.editor.can_undo());
    }
    check(&["key ]"], &["refusal: Select nodes first"]);
}

#[test]
fn a_frame_goes_above_another_with_its_border_and_inside() {
    let mut driver = Driver::new("cluster one @0,0 400x300\ncluster two @200,100 400x300\n");
    driver.line("click 300,200");
    driver.line("select one");
    driver.line("key ]");
    driver.line("wait");
    // The title of the other one lies below the first one's inside now.
    driver.line("click 300,110");
    assert_ne!(driver.selected(), "two");
    driver.there_and_back();
}
