//! A design that is for looking: one can go through it and copy out of it, and nothing changes it.

mod support;

use groundplan_editor::action::{ACTIONS, Act, Group};
use groundplan_editor::{Event, Setting};
use groundplan_synth::value::Value;
use support::{Driver, PAGE};

const REFUSAL: &str = "This design is for looking: choose Edit a copy above the canvas to change it";

fn read_only() -> Driver {
    let mut driver = Driver::new(PAGE);
    driver.line("select images");
    driver.line("key Delete");
    driver.editor.set_read_only(true);
    driver
}

#[test]
fn nothing_changes_it() {
    let mut driver = read_only();
    let before = driver.editor.design().clone();
    driver.line("select web");
    let web = driver.editor.selection().nodes()[0];
    for action in ACTIONS.iter().filter(|action| matches!(action.group, Group::Edit | Group::Arrange)) {
        driver.send(Event::Act(action.act));
        driver.send(Event::Cancel);
        driver.line("select web");
    }
    let (field, value) = ("cpu".to_owned(), Some(Value::Number(1024)));
    for gesture in [true, false] {
        driver.refusal.clear();
        driver.send(Event::SetField { node: web, field: field.clone(), value: value.clone(), gesture });
        assert_eq!(driver.refusal, REFUSAL);
        driver.send(Event::SetSetting { setting: Setting::Name("Mine".to_owned()), gesture });
        driver.send(Event::Commit);
    }
    for line in ["key Delete", "key ArrowRight", "key z ctrl", "drag 260,310 460,310"] {
        driver.refusal.clear();
        driver.line(line);
        assert_eq!(driver.refusal, REFUSAL, "{line}");
        driver.send(Event::Cancel);
    }
    assert_eq!(driver.editor.design(), &before);
}

#[test]
fn one_can_look_and_copy_and_change_it_later() {
    let mut driver = read_only();
    driver.line("select web");
    driver.send(Event::Act(Act::Copy));
    assert!(driver.editor.copied().contains("service web"), "{}", driver.editor.copied());
    driver.send(Event::Act(Act::FitAll));
    assert!(driver.last.viewport_changed && driver.last.refusal.is_none());
    driver.editor.set_read_only(false);
    driver.line("key Delete");
    assert!(driver.editor.can_undo() && driver.last.refusal.is_none());
    driver.there_and_back();
}
