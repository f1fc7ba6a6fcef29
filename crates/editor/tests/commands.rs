//! What the interface asks for without a pointer, and two fingers.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use groundplan_editor::action::Act;
use groundplan_editor::{Editor, Event, Input, Item, Modifiers, PointerKind, ScreenPoint, ScreenSize, Setting, Viewport};
use groundplan_synth::design::{Edit, sketch};
use groundplan_synth::value::Value;
use support::{Driver, design};

const PAGE: &str = "\
vpc main @0,0 800x600
  zone a @16,40 280x540
    subnet one cidr=10.0.0.0/24 @32,80 248x160
  cluster main-cluster @320,200 400x300
    service web @336,240 240x160
internet users @-300,0 168x64
";

fn lines(driver: &Driver) -> Vec<String> {
    sketch::print(driver.editor.design()).lines().map(|line| line.trim().to_owned()).collect()
}

#[track_caller]
fn check(driver: &Driver, line: &str) {
    assert!(lines(driver).iter().any(|other| other == line), "there is no {line}\n{}", lines(driver).join("\n"));
}

#[test]
fn typing_in_a_field_is_one_step() {
    let mut driver = Driver::new(PAGE);
    let node = driver.node("web");
    let set = |driver: &mut Driver, value: i64, gesture: bool| {
        driver.send(Event::SetField { node, field: "cpu".to_owned(), value: Some(Value::Number(value)), gesture });
    };
    for value in [5, 51, 512] {
        set(&mut driver, value, true);
        assert!(driver.last.gesture);
    }
    assert_eq!(driver.editor.revision(), 0, "typing is not committed yet");
    driver.send(Event::Commit);
    check(&driver, "service web cpu=512 @336,240 240x160");
    assert_eq!(driver.editor.revision(), 1);
    driver.send(Event::Act(Act::Undo));
    check(&driver, "service web @336,240 240x160");
    // Escape in the input takes back what was typed.
    set(&mut driver, 9, true);
    driver.send(Event::Cancel);
    check(&driver, "service web @336,240 240x160");
    // Something else done while typing keeps what was typed, as a step of its own.
    set(&mut driver, 1024, true);
    driver.send(Event::Select(Vec::new()));
    check(&driver, "service web cpu=1024 @336,240 240x160");
    assert!(driver.editor.can_undo());
    driver.there_and_back();
}

#[test]
fn a_value_for_several_nodes_is_one_step_and_worth_keeping_before_it_ends() {
    let mut driver = Driver::new("vpc one @0,0 400x300\nvpc two @480,0 400x300\n");
    let nodes = vec![driver.node("one"), driver.node("two")];
    for value in ["10.1", "10.1.0.0/16"] {
        let (field, value) = ("cidr".to_owned(), Some(Value::text(value)));
        driver.send(Event::SetFields { nodes: nodes.clone(), field, value, gesture: true });
    }
    let kept = sketch::print(driver.editor.to_keep());
    assert_eq!(kept.matches("cidr=10.1.0.0/16").count(), 2, "a page that goes now loses nothing that was typed: {kept}");
    assert!(!sketch::print(driver.editor.committed()).contains("10.1"));
    driver.send(Event::Commit);
    check(&driver, "vpc one cidr=10.1.0.0/16 @0,0 400x300");
    check(&driver, "vpc two cidr=10.1.0.0/16 @480,0 400x300");
    driver.send(Event::Act(Act::Undo));
    check(&driver, "vpc one @0,0 400x300");
    check(&driver, "vpc two @480,0 400x300");
    driver.there_and_back();
    // What a drag previews is not worth keeping.
    driver.line("down 20,290");
    driver.line("move 60,330");
    assert!(driver.last.gesture);
    assert_eq!(driver.editor.to_keep(), driver.editor.committed());
}

#[test]
fn settings_are_steps_like_all_others() {
    let mut driver = Driver::new(PAGE);
    driver.send(Event::SetSetting { setting: Setting::Name("Shop".to_owned()), gesture: true });
    driver.send(Event::SetSetting { setting: Setting::Region("eu-north-1".to_owned()), gesture: true });
    driver.send(Event::Commit);
    check(&driver, "design \"Shop\" region=eu-north-1");
    driver.send(Event::Act(Act::Undo));
    check(&driver, "design \"Shop\" region=eu-west-1");
    driver.there_and_back();
}

#[test]
fn a_new_subnet_takes_the_next_free_range() {
    let mut driver = Driver::new(PAGE);
    driver.line("select a");
    driver.line("add subnet");
    assert!(
        lines(&driver).iter().any(|line| line.starts_with("subnet subnet cidr=10.0.1.0/24") || line.starts_with("subnet cidr=10.0.1.0/24"))
    );
    driver.line("key d ctrl");
    assert!(lines(&driver).iter().any(|line| line.starts_with("subnet subnet-2 cidr=10.0.2.0/24")));
    driver.line("add zone");
    assert!(lines(&driver).iter().any(|line| line.starts_with("zone number=2") || line.starts_with("zone zone number=2")));
    driver.there_and_back();
}

#[test]
fn a_fix_is_one_step_and_one_that_no_longer_fits_says_so() {
    let mut driver = Driver::new(PAGE);
    let mut edit = Edit::new(driver.editor.design());
    edit.set_field(driver.node("web"), "memory", Some(Value::Number(1024)));
    let fix = edit.finish();
    driver.send(Event::Apply(fix.clone()));
    check(&driver, "service web memory=1024 @336,240 240x160");
    driver.send(Event::Apply(fix));
    assert_eq!(driver.refusal, "node 5 is not as the change expects it: the design was changed in between");
    driver.there_and_back();
}

#[test]
fn a_verb_must_join_the_ends() {
    let mut driver = Driver::new(PAGE);
    let (from, to) = (driver.node("web"), driver.node("one"));
    driver.send(Event::Connect { from, to, verb: None });
    let connection = driver.editor.selection().single().and_then(Item::connection).unwrap();
    driver.send(Event::SetVerb { connection, verb: "pulls".to_owned() });
    assert!(driver.refusal.starts_with("A Fargate service"), "{}", driver.refusal);
    check(&driver, "web -> one : runs");
}

#[test]
fn opening_another_design_is_a_step_that_knows_its_document() {
    let mut driver = Driver::new(PAGE);
    driver.line("select web");
    driver.line("key Delete");
    let open = |text: &str, document: &str| Event::Open { design: design(text), document: document.to_owned() };
    driver.send(open("internet world\nrepository images\n", "second"));
    assert!(driver.editor.selection().is_empty());
    assert!(driver.last.viewport_changed, "the new design is fitted");
    assert_eq!((driver.editor.design().node_count(), driver.editor.document()), (2, "second"));
    driver.line("select world");
    driver.line("key Delete");
    // The same design as another document is another step.
    driver.send(open("repository images\n", "third"));
    let mut seen = vec![driver.editor.document().to_owned()];
    while driver.editor.can_undo() {
        driver.send(Event::Act(Act::Undo));
        let leads_elsewhere = seen.last().is_some_and(|last| last != driver.editor.document());
        assert_eq!(driver.last.viewport_changed, leads_elsewhere, "the camera goes along with the document, and no step else moves it");
        seen.push(driver.editor.document().to_owned());
    }
    assert_eq!(seen, ["third", "second", "second", "", ""]);
    driver.there_and_back();
    while driver.editor.can_redo() {
        driver.send(Event::Act(Act::Redo));
    }
    assert_eq!((driver.editor.design().node_count(), driver.editor.document()), (1, "third"));
}

#[test]
fn the_first_size_fits_the_design_and_a_restored_camera_stays() {
    let mut editor = Editor::new(design(PAGE));
    editor.handle(Event::Resize(ScreenSize::new(1400.0, 900.0)));
    let fitted = editor.viewport();
    // The nodes' middle is 250, 300; the region around the VPC is drawn and fitted, too.
    assert_eq!((fitted.x + 700.0, fitted.y + 450.0), (262.0, 292.0));
    let camera = Viewport { x: 5.0, y: 6.0, zoom: 2.0 };
    let mut restored = Editor::new(design(PAGE));
    restored.handle(Event::SetViewport(camera));
    restored.handle(Event::Resize(ScreenSize::new(1400.0, 900.0)));
    assert_eq!(restored.viewport(), camera);
}

#[test]
fn two_fingers_zoom_and_take_a_drag_back() {
    let mut driver = Driver::new(PAGE);
    let finger =
        |id: i32, x: f64| Input { at: ScreenPoint::new(x, 300.0), buttons: 1, pointer: PointerKind::Touch, id, ..Input::default() };
    let (down, moved, up) = (Event::PointerDown, Event::PointerMove, Event::PointerUp);
    let before = driver.editor.design().clone();
    driver.send(down(finger(1, 400.0)));
    driver.send(moved(finger(1, 450.0)));
    assert!(driver.last.gesture);
    driver.send(down(finger(2, 550.0)));
    assert!(before == *driver.editor.design() && !driver.last.gesture);
    driver.send(moved(finger(2, 650.0)));
    assert_eq!(driver.editor.viewport().zoom, 2.0);
    driver.send(up(finger(2, 650.0)));
    driver.send(moved(finger(1, 500.0)));
    driver.send(up(finger(1, 500.0)));
    assert!(before == *driver.editor.design() && !driver.editor.can_undo());
}

#[test]
fn the_wheel_pans_and_zooms_at_the_pointer_even_during_a_drag() {
    let mut driver = Driver::new(PAGE);
    let at = ScreenPoint::new(400.0, 300.0);
    driver.send(Event::Wheel { at, dx: 10.0, dy: 20.0, modifiers: Modifiers::default() });
    assert_eq!(driver.editor.viewport(), Viewport { x: 10.0, y: 20.0, zoom: 1.0 });
    let page = driver.editor.viewport().page_from_screen(at);
    driver.send(Event::Wheel { at, dx: 0.0, dy: -100.0, modifiers: Modifiers { ctrl: true, ..Modifiers::default() } });
    assert!(driver.editor.viewport().zoom > 1.2);
    let after = driver.editor.viewport().page_from_screen(at);
    assert!((page.x - after.x).abs() < 1e-9 && (page.y - after.y).abs() < 1e-9);
    // A node that is held stays under the pointer while the page moves.
    let mut driver = Driver::new(PAGE);
    driver.line("down 500,360");
    driver.line("move 500,380");
    let frame = |driver: &Driver| driver.editor.design().node(driver.node("web")).and_then(|node| node.frame).unwrap();
    let held = frame(&driver);
    driver.send(Event::Wheel { at: ScreenPoint::new(500.0, 380.0), dx: 80.0, dy: 0.0, modifiers: Modifiers::default() });
    assert_eq!(frame(&driver).x - held.x, 80);
}

#[test]
fn every_node_of_the_workshop_moves_a_little_and_stays_where_it_belongs() {
    let page = include_str!("../../../examples/unicorn.sketch");
    let names: Vec<String> = design(page).nodes().map(|(_, node)| node.name.clone()).collect();
    for name in names {
        let mut driver = Driver::new(page);
        let id = driver.node(&name);
        let node = driver.editor.design().node(id).unwrap().clone();
        let frame = node.frame.unwrap();
        // The title of a container, the glyph of a card.
        let (x, y) = (frame.x + 36, frame.y + 14);
        driver.send(Event::SetViewport(Viewport { x: f64::from(x - 400), y: f64::from(y - 300), zoom: 1.0 }));
        driver.line("drag 400,300 416,316 ctrl");
        assert_eq!(driver.selected(), name, "pressed at {x},{y}");
        assert_eq!(driver.refusal, "", "{name}");
        let moved = driver.editor.design().node(id).unwrap();
        assert_eq!((moved.frame, moved.parent), (Some(frame.moved(16, 16)), node.parent), "{name}");
        driver.there_and_back();
    }
}

#[test]
fn every_kind_can_be_added_to_the_workshop_without_hiding_a_card() {
    let page = include_str!("../../../examples/unicorn.sketch");
    for kind in groundplan_synth::catalog::KINDS {
        let mut driver = Driver::new(page);
        driver.send(Event::AddNode { kind: kind.id.to_owned(), at: None });
        assert_eq!(driver.refusal, "", "{}", kind.id);
        let added = driver.editor.selection().single().and_then(Item::node).unwrap();
        let frame = |id| driver.editor.design().node(id).and_then(|node| node.frame).unwrap();
        if !kind.is_frame() {
            for (id, node) in driver.editor.design().nodes().filter(|(id, _)| *id != added) {
                let is_card = groundplan_synth::catalog::kind_of(node).is_some_and(|kind| !kind.is_frame());
                // Both public subnets are full: the second gateway leaves of the first one what it can.
                let (one, other) = (frame(id), frame(added));
                let is_clear = (one.x - other.x).abs() >= 16 || (one.y - other.y).abs() >= 16;
                assert!(!is_card || is_clear, "a new {} at {:?} covers {} at {:?}", kind.id, frame(added), node.name, frame(id));
            }
        }
        driver.there_and_back();
    }
}
