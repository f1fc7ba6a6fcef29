//! Parameters made of fields, renamed and deleted, and connections with several meanings.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use groundplan_editor::action::Act;
use groundplan_editor::command::{Place, uses_of, verb_choices};
use groundplan_editor::{Event, Item};
use groundplan_synth::design::{NodeId, sketch};
use support::Driver;

const PAGE: &str = "\
design \"Shop\" region=eu-west-1
  parameter Stage Type=String Default=dev
  parameter Unset Type=String
  tag stage=!Ref Stage

vpc main @0,0 800x600
  cluster work @20,40 400x300
    service web cpu=1024 public_address=true @40,80 240x160
      container app image=!Sub \"shop:${Stage}\" @60,120 168x64
ssm-parameter greeting @820,40 168x64
role rights managed_policies=[a, b] @820,200 168x64
role other path=!Ref Unset @820,300 168x64
";

/// Sends events to the page and looks for lines of the sketch; the last refusal must be the given one.
#[track_caller]
fn check(events: &[&dyn Fn(&Driver) -> Event], lines: &[&str], refusal: &str) {
    let mut driver = Driver::new(PAGE);
    for event in events {
        let event = event(&driver);
        driver.send(event);
    }
    let printed = sketch::print(driver.editor.design());
    for line in lines {
        assert!(printed.lines().any(|other| other.trim() == *line), "there is no {line}\n{printed}");
    }
    assert_eq!(driver.refusal, refusal);
    if refusal.is_empty() {
        assert_eq!(driver.editor.revision(), 1, "it is one step");
    }
    driver.there_and_back();
}

fn make(node: &'static str, field: &'static str, name: &'static str) -> impl Fn(&Driver) -> Event {
    move |driver| Event::MakeParameter { place: Place::Node(driver.node(node), field.to_owned()), name: name.to_owned() }
}

#[test]
fn a_field_becomes_a_parameter_with_what_the_field_allows() {
    let made = "service web cpu=!Ref WebCpu public_address=true @40,80 240x160";
    let parameter =
        "parameter WebCpu Type=Number Default=1024 AllowedValues=[256, 512, 1024, 2048, 4096, 8192, 16384, 32768] Description=CPU";
    check(&[&make("web", "cpu", "WebCpu")], &[made, parameter], "");
    // The initial value is the default of a field that nobody set.
    check(
        &[&make("web", "desired_count", "Count")],
        &["parameter Count Type=Number Default=2 MinValue=0 MaxValue=5000 Description=\"Desired tasks\""],
        "",
    );
    let flag = "parameter Open Type=String Default=\"true\" AllowedValues=[\"true\", \"false\"] Description=\"Public address\"";
    check(&[&make("web", "public_address", "Open")], &[flag], "");
    let list = "parameter Policies Type=CommaDelimitedList Default=\"a,b\" Description=\"Managed policies\"";
    check(&[&make("rights", "managed_policies", "Policies")], &[list, "role rights managed_policies=!Ref Policies @820,200 168x64"], "");
}

#[test]
fn a_field_that_cannot_become_one_says_why() {
    let name = "\"web-cpu\" is no name of a parameter: letters and digits alone, such as Stage or WebCpu";
    check(&[&make("web", "cpu", "web-cpu")], &[], name);
    check(&[&make("web", "cpu", "Stage")], &[], "There is a parameter Stage already: take another name");
    check(&[&make("web", "cpu", "WebService")], &[], "WebService is what the template calls a resource: take another name");
    check(
        &[&make("rights", "statements", "All")],
        &[],
        "Statements takes no parameter, since it holds more than a parameter can: use parameters inside of it",
    );
    let exec =
        "ECS Exec takes no parameter, since it decides which resources, properties and permissions the template has: write a plain value";
    check(&[&make("web", "execute_command", "Exec")], &[], exec);
    check(&[&make("app", "image", "Image")], &[], "Image is an expression already: make it a plain value first");
}

#[test]
fn a_renamed_parameter_keeps_its_references() {
    let rename = |to: &'static str| move |_: &Driver| Event::RenameParameter { from: "Stage".to_owned(), to: to.to_owned() };
    let lines = [
        "parameter Environment Type=String Default=dev",
        "tag stage=!Ref Environment",
        "container app image=!Sub \"shop:${Environment}\" @60,120 168x64",
    ];
    check(&[&rename(" Environment ")], &lines, "");
    check(&[&rename("Unset")], &[], "There is a parameter Unset already: take another name");
    check(&[&rename("WebService")], &[], "WebService is what the template calls a resource: take another name");
}

#[test]
fn the_default_of_a_deleted_parameter_stands_where_it_was_used() {
    let delete = |name: &'static str| move |_: &Driver| Event::DeleteParameter { name: name.to_owned() };
    check(&[&delete("Stage")], &["tag stage=dev", "container app image=shop:dev @60,120 168x64"], "");
    check(&[&delete("Unset")], &[], "Unset has no default that could stand where it is used (1): give it one first");
    // There and back again: a number is a number, a switch a switch, a list a list.
    let mut driver = Driver::new(PAGE);
    for (node, field, name) in [("web", "cpu", "A"), ("web", "public_address", "B"), ("rights", "managed_policies", "C")] {
        let event = make(node, field, name)(&driver);
        driver.send(event);
        assert_eq!(uses_of(driver.editor.design(), name).len(), 1);
        driver.send(Event::DeleteParameter { name: name.to_owned() });
    }
    assert!(*driver.editor.design() == driver.initial);
    driver.there_and_back();
}

#[test]
fn two_meanings_at_once_are_one_step() {
    let mut driver = Driver::new(PAGE);
    let (from, to) = (driver.node("app"), driver.node("greeting"));
    let words = |driver: &Driver| {
        let choices = verb_choices(driver.editor.design(), from, to);
        choices.iter().map(|verbs| verbs.iter().map(|verb| verb.id).collect::<Vec<_>>().join(", ")).collect::<Vec<_>>()
    };
    assert!(words(&driver).contains(&"read, write".to_owned()), "{:?}", words(&driver));
    driver.send(Event::Connect { from, to, verb: None });
    let first = driver.editor.selection().single().and_then(Item::connection).unwrap();
    let set = |driver: &mut Driver, from: NodeId, to: NodeId, verbs: &[&str]| {
        driver.send(Event::SetVerbs { from, to, verbs: verbs.iter().map(|verb| (*verb).to_owned()).collect() });
        let between = driver.editor.design().connections_from(from);
        let mut found: Vec<String> = between.map(|(_, connection)| connection.verb.clone()).collect();
        found.sort();
        found.join(", ")
    };
    assert_eq!(set(&mut driver, from, to, &["read", "write"]), "read, write");
    assert_eq!(driver.editor.selection().single().and_then(Item::connection), Some(first));
    driver.send(Event::Act(Act::Undo));
    assert!(!driver.editor.can_undo(), "drawing and choosing are one step");
    assert_eq!(driver.editor.design().connections_from(from).count(), 0);
    driver.send(Event::Act(Act::Redo));
    // Later it is a step of its own.
    assert_eq!(set(&mut driver, from, to, &["write"]), "write");
    driver.send(Event::Act(Act::Undo));
    assert_eq!(driver.editor.design().connections_from(from).count(), 2);
    set(&mut driver, from, to, &["runs"]);
    assert!(driver.refusal.contains("has no connection to"), "{}", driver.refusal);
    driver.there_and_back();
}
