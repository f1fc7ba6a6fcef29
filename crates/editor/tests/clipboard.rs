//! Copies travel as text: to another window, into a mail, and back.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use groundplan_editor::Event;
use groundplan_synth::design::sketch;
use support::{Driver, PAGE};

fn printed(driver: &Driver) -> String {
    sketch::print(driver.editor.design())
}

#[test]
fn a_copy_is_a_sketch_that_names_what_it_leads_to() {
    let mut driver = Driver::new(PAGE);
    driver.line("select web");
    driver.line("key c ctrl");
    assert_eq!(
        driver.editor.copied(),
        "service web @240,300 232x200\n  container app port=8080 @256,344 168x64\n\napp -> images : pulls\n"
    );
}

#[test]
fn another_window_takes_the_copy_and_joins_what_it_knows_by_name() {
    let mut first = Driver::new(PAGE);
    first.line("select web");
    first.line("key c ctrl");
    let text = first.editor.copied().to_owned();
    let mut second = Driver::new("vpc main @0,0 900x700\n  cluster there @100,100 600x500\nrepository images @920,40 168x64\n");
    second.send(Event::Paste(text.clone()));
    assert_eq!(second.selected(), "web");
    let now = printed(&second);
    for line in ["    service web @", "      container app port=8080 @", "app -> images : pulls"] {
        assert!(now.contains(line), "{now}");
    }
    second.there_and_back();
    // What it leads to is not there: the connection stays behind, the nodes do not.
    let mut third = Driver::new("vpc main @0,0 900x700\n  cluster there @100,100 600x500\n");
    third.send(Event::Paste(text));
    assert!(printed(&third).contains("container app") && !printed(&third).contains("pulls"));
    third.there_and_back();
}

#[test]
fn a_text_by_hand_finds_its_place() {
    let mut driver = Driver::new(PAGE);
    driver.line("select main-cluster");
    // It may not lie at the middle of what one sees, so it comes to lie in what is selected.
    driver.send(Event::Paste("topic news\nservice jobs\n  container worker\nworker -> news : publishes\n".to_owned()));
    assert_eq!(driver.refusal, "");
    let now = printed(&driver);
    assert!(now.contains("    service jobs @") && now.contains("topic news @") && now.contains("worker -> news"), "{now}");
    driver.there_and_back();
}

#[test]
fn a_copy_comes_back_to_its_own_containers() {
    let mut driver = Driver::new(PAGE);
    driver.line("select app");
    driver.line("key c ctrl");
    let text = driver.editor.copied().to_owned();
    driver.line("select users");
    driver.send(Event::Paste(text.clone()));
    driver.send(Event::Paste(text));
    let now = printed(&driver);
    assert!(now.contains("      container app-2 port=8080") && now.contains("      container app-3 port=8080"), "{now}");
    assert!(now.contains("app-3 -> images : pulls"), "{now}");
    driver.there_and_back();
}

#[test]
fn a_copy_is_put_into_the_design_that_was_opened_since() {
    let mut driver = Driver::new(PAGE);
    driver.line("select web");
    driver.line("key c ctrl");
    let text = driver.editor.copied().to_owned();
    // Its numbers are those of others there.
    let other = support::design("topic a @0,0 168x64\ntopic b @0,80 168x64\nvpc main @200,0 900x700\n  cluster there @300,100 600x500\n");
    let patch = groundplan_synth::design::Patch::between(driver.editor.design(), &other);
    driver.send(Event::Apply(patch));
    driver.send(Event::Paste(text));
    assert!(printed(&driver).contains("    service web @") && printed(&driver).contains("      container app "), "{}", printed(&driver));
    driver.there_and_back();
}

#[test]
fn what_cannot_be_put_in_is_refused_with_its_reason() {
    for (text, reason) in [
        ("", "The clipboard has no nodes: copy some first, here, in another window or in a text"),
        ("# only a note\n", "The clipboard has no nodes: copy some first, here, in another window or in a text"),
        ("Dear all,\nsee you", "This is no sketch that could be put in: 1:"),
        ("{\"groundplan\":99}", "This is no sketch that could be put in: "),
        ("container alone\n", "A container cannot lie directly on the page: it belongs in a Fargate service or in a Fargate task"),
    ] {
        let mut driver = Driver::new("internet users @0,100 168x64\n");
        driver.send(Event::Paste(text.to_owned()));
        assert!(driver.refusal.starts_with(reason), "{text}: {}", driver.refusal);
        assert_eq!(printed(&driver), "internet users @0,100 168x64\n");
    }
}
