//! The text of a design is written, and what is drawn follows.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use groundplan_editor::action::Act;
use groundplan_editor::{Event, Item};
use groundplan_synth::design::sketch::{self, Manuscript};
use support::{Driver, PAGE};

/// Somebody who writes beside the canvas.
struct Writer {
    driver: Driver,
    manuscript: Manuscript,
}

impl Writer {
    fn new(page: &str) -> Self {
        let driver = Driver::new(page);
        let manuscript = Manuscript::of(driver.editor.committed());
        Self { driver, manuscript }
    }

    /// Writes one text in place of another.
    #[track_caller]
    fn write(&mut self, old: &str, new: &str) {
        let text = self.manuscript.text.replacen(old, new, 1);
        assert_ne!(text, self.manuscript.text, "there is no {old}");
        let (written, change) = self.manuscript.rewritten(&text, self.driver.editor.committed().next_id()).unwrap();
        let line = text.lines().position(|line| line.contains(new.trim())).map(|index| index + 1);
        let item = line.and_then(|line| written.node_at(line)).map(Item::Node);
        self.manuscript = written;
        self.driver.send(Event::Write { change, item });
    }

    fn printed(&self) -> String {
        sketch::print(self.driver.editor.design())
    }

    #[track_caller]
    fn has(&self, line: &str) {
        assert!(self.printed().contains(line), "there is no {line}\n{}", self.printed());
    }
}

#[test]
fn what_is_written_is_drawn_selected_and_one_step() {
    let mut writer = Writer::new(PAGE);
    let ids = |writer: &Writer| writer.driver.editor.design().nodes().map(|(id, _)| id).collect::<Vec<_>>();
    let before = ids(&writer);
    for (old, new) in
        [("repository images", "queue w\nrepository images"), ("queue w\n", "queue wo\n"), ("queue wo\n", "queue work fifo=true\n")]
    {
        writer.write(old, new);
    }
    writer.has("queue work fifo=true @");
    assert_eq!(writer.driver.selected(), "work");
    // What was there is where it was, under its ids.
    assert_eq!(ids(&writer)[..before.len()], before);
    writer.has("service web @240,300 232x200");
    writer.driver.send(Event::Act(Act::Undo));
    assert_eq!(writer.printed(), sketch::print(&writer.driver.initial));
    assert!(!writer.driver.editor.can_undo());
    writer.driver.there_and_back();
}

#[test]
fn writing_ends_with_anything_else() {
    let others: [&dyn Fn(&mut Driver); 3] =
        [&|driver| driver.send(Event::Commit), &|driver| driver.line("select site"), &|driver| driver.line("key ArrowRight")];
    for other in others {
        let mut writer = Writer::new(PAGE);
        writer.driver.line("select images");
        writer.driver.line("key ArrowRight");
        writer.write("service web", "service shop");
        other(&mut writer.driver);
        writer.write("service shop", "service store");
        writer.driver.send(Event::Act(Act::Undo));
        writer.has("service shop");
        writer.driver.there_and_back();
    }
}

#[test]
fn an_old_text_changes_no_more_than_it_says() {
    let mut writer = Writer::new(PAGE);
    // Meanwhile on the canvas: one moves, one is new, one is another kind of port, one is gone.
    writer.driver.line("select images");
    writer.driver.line("key ArrowRight");
    writer.driver.line("add queue");
    writer.driver.line("rename task-role worker");
    writer.write("repository images", "repository pictures");
    writer.write("-> images", "-> pictures");
    for line in ["repository pictures @828,40", "role worker @", "queue @", "app -> pictures : pulls"] {
        writer.has(line);
    }
    writer.driver.there_and_back();
}

#[test]
fn what_is_taken_out_of_the_text_is_gone_and_its_connections_say_so() {
    let mut writer = Writer::new(PAGE);
    writer.write("repository images @820,40 168x64\n", "\n");
    assert!(!writer.printed().contains("repository"));
    writer.has("app -> images : pulls");
    // Written again, it is joined again.
    writer.write("role task-role", "repository images\nrole task-role");
    let design = writer.driver.editor.design();
    let images = design.find("images").unwrap();
    assert_eq!(design.connections_to(images).count(), 1);
    writer.driver.there_and_back();
}

#[test]
fn another_container_is_another_place() {
    let mut writer = Writer::new(
        "cluster one @0,0 400x300\n  service web @20,60 232x200\n    container app @36,104 168x64\ncluster two @600,0 400x300\n",
    );
    writer.write(
        "  service web @20,60 232x200\n    container app @36,104 168x64\n\ncluster two @600,0 400x300\n",
        "\ncluster two @600,0 400x300\n  service web @20,60 232x200\n    container app @36,104 168x64\n",
    );
    let design = writer.driver.editor.design();
    let frame = |name: &str| design.node(design.find(name).unwrap()).unwrap().frame.unwrap();
    assert!(frame("two").contains(frame("web")) && frame("web").contains(frame("app")), "{}", writer.printed());
    assert_eq!((frame("one").x, frame("two").x), (0, 600));
    writer.driver.there_and_back();
}

#[test]
fn a_design_for_looking_is_not_written() {
    let mut writer = Writer::new(PAGE);
    writer.driver.editor.set_read_only(true);
    writer.write("service web", "service shop");
    writer.has("service web");
    assert!(writer.driver.refusal.starts_with("This design is for looking"));
}
