//! Drives an editor as a person would, and sweeps what must always hold after every event.
#![allow(dead_code, reason = "each test file uses its part")]
#![allow(unreachable_pub, reason = "a module of test files has no outside")]

use std::sync::Arc;

use groundplan_editor::action::{ACTIONS, Act};
use groundplan_editor::{Button, Editor, Event, Input, Item, Modifiers, PointerKind, ScreenPoint, ScreenSize, Update, Wanted};
use groundplan_synth::design::{Design, End, NodeId, sketch};
use groundplan_synth::synthesize::synthesize;

/// Two zones with subnets, a cluster with a service over one of them, and regional services beside the VPC.
pub const PAGE: &str = "\
internet users @0,100 168x64
vpc main @200,0 600x600
  zone a @216,40 280x540
    subnet public-a access=public @232,80 248x120
    subnet private-a @232,240 248x320
  zone b @512,40 272x300
    subnet private-b @528,80 240x240
  load-balancer site @560,400 168x64
  cluster main-cluster @224,260 264x280
    service web @240,300 232x200
      container app port=8080 @256,344 168x64
repository images @820,40 168x64
role task-role @820,200 168x64

site -> web : forwards
app -> images : pulls
";

/// Runs a script line by line on a sketch. Expected lines are: a line of the printed sketch, `not` and a line that is not there,
/// or `selected`, `gone`, `hint`, `refusal`, `over`, `edits`, `wants` with what the editor says.
#[track_caller]
pub fn check(script: &[&str], expected: &[&str]) {
    let mut driver = Driver::new(PAGE);
    for line in script {
        driver.line(line);
    }
    let printed = sketch::print(driver.editor.design());
    let lines: Vec<&str> = printed.lines().map(str::trim).collect();
    let name = |id| driver.editor.design().node(id).map(|node| node.name.clone()).unwrap_or_default();
    for line in expected {
        match line.split_once(": ") {
            Some(("not", line)) => assert!(!lines.contains(&line), "there is {line}\n{printed}"),
            Some(("selected", names)) => assert_eq!(driver.selected(), names.trim()),
            Some(("gone", words)) => assert_eq!(driver.last.gone, words),
            Some(("hint", hint)) => assert_eq!(driver.last.hint, hint),
            Some(("refusal", reason)) => assert_eq!(driver.refusal, reason),
            Some(("drops in", container)) => assert_eq!(driver.last.preview.drop_target.map(name).unwrap_or_default(), container),
            Some(("wants", what)) => assert_eq!(driver.last.wanted.map(wanted).unwrap_or_default(), what),
            Some(("edits", node)) => assert_eq!(driver.last.edit_name.map(name).unwrap_or_default(), node),
            _ => assert!(lines.contains(line), "there is no {line}\n{printed}"),
        }
    }
    driver.there_and_back();
}

fn wanted(wanted: Wanted) -> String {
    match wanted {
        Wanted::Menu(at) => format!("menu {},{}", at.x, at.y),
        Wanted::Add(None) => "a kind".to_owned(),
        Wanted::Add(Some(at)) => format!("a kind at {},{}", at.x, at.y),
        Wanted::Act(act) => act.action().words.to_owned(),
    }
}

/// An editor, and a copy of its design that follows it by the patches alone.
pub struct Driver {
    pub editor: Editor,
    pub last: Update,
    /// The last refusal of the script.
    pub refusal: String,
    /// The design before the first step.
    pub initial: Design,
    follower: Design,
    time_ms: f64,
    /// The buttons that are held.
    held: u16,
}

/// The design of a sketch without errors.
#[track_caller]
pub fn design(text: &str) -> Design {
    let parsed = sketch::parse(text);
    assert!(parsed.errors.is_empty(), "{:?}", parsed.errors.iter().map(|error| &error.message).collect::<Vec<_>>());
    parsed.design
}

impl Driver {
    /// Opens a sketch on a canvas of 1000 x 800 at 100 %, so that screen and page points are the same.
    #[track_caller]
    pub fn new(text: &str) -> Self {
        let mut editor = Editor::new(design(text));
        editor.set_taken_names(Arc::new(synthesize(editor.design()).resources.keys().cloned().collect()));
        let (initial, follower) = (editor.design().clone(), editor.design().clone());
        let mut driver = Self { editor, last: Update::default(), refusal: String::new(), initial, follower, time_ms: 0.0, held: 0 };
        driver.send(Event::SetViewport(groundplan_editor::Viewport { x: 0.0, y: 0.0, zoom: 1.0 }));
        driver.send(Event::Resize(ScreenSize::new(1000.0, 800.0)));
        driver.send(Event::SetViewport(groundplan_editor::Viewport { x: 0.0, y: 0.0, zoom: 1.0 }));
        driver
    }

    /// Sends an event and checks everything that must hold.
    #[track_caller]
    pub fn send(&mut self, event: Event) {
        let said = format!("{event:?}");
        let revision = self.editor.revision();
        self.last = self.editor.handle(event);
        if let Some(refusal) = &self.last.refusal {
            self.refusal.clone_from(refusal);
        }
        self.last.patch.apply(&mut self.follower).unwrap_or_else(|error| panic!("after {said}: {error}"));
        assert!(self.follower == *self.editor.design(), "after {said}: the patches do not lead to the shown design");
        assert!(self.last.revision >= revision, "after {said}: the revision went back");
        assert!(self.last.gesture || self.editor.committed() == self.editor.design(), "after {said}: something is shown without a gesture");
        sweep(&self.editor, &said);
    }

    /// Takes everything back and does it all again; both ends must be what they were.
    #[track_caller]
    pub fn there_and_back(&mut self) {
        self.send(Event::Cancel);
        let last = self.editor.design().clone();
        let mut steps = 0;
        while self.editor.can_undo() {
            self.send(Event::Act(Act::Undo));
            steps += 1;
            assert!(steps < 100_000, "undo does not end");
        }
        assert!(self.initial == *self.editor.design(), "undoing everything does not lead back to the start");
        for _ in 0..steps {
            self.send(Event::Act(Act::Redo));
        }
        assert!(last == *self.editor.design(), "doing everything again does not lead to the end");
    }

    #[track_caller]
    fn pointer(&mut self, what: &str, input: Input) {
        self.time_ms += 16.0;
        let own = match input.button {
            Button::Primary => 1,
            Button::Secondary => 2,
            Button::Middle => 4,
        };
        match what {
            "down" => self.held |= own,
            "up" => self.held &= !own,
            _ => {}
        }
        let input = Input { buttons: self.held, id: 1, time_ms: self.time_ms, ..input };
        self.send(match what {
            "down" => Event::PointerDown(input),
            "move" => Event::PointerMove(input),
            _ => Event::PointerUp(input),
        });
    }

    /// Runs one line of a script: `down 10,20`, `move 30,40`, `up 30,40`, `hover 1,2`, `click 10,20`, `double 10,20`,
    /// `right 10,20`, `drag 10,20 30,40`, `palette subnet 300,300`, `key z ctrl`, `add subnet`, `rename web shop`, `rest 500`, `act Align left`, `line forwards 1,2 3,4`, `wait`, `cancel`.
    /// `held 3` says which buttons are held from now on, as a browser counts them.
    /// Modifiers, `touch`, `middle`, `second` for the right button and `covered` stand at the end of the line.
    #[track_caller]
    pub fn line(&mut self, line: &str) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let has = |word: &str| words.iter().skip(1).any(|other| *other == word);
        let modifiers = Modifiers { shift: has("shift"), alt: has("alt"), ctrl: has("ctrl"), meta: has("meta") };
        let button = match () {
            () if has("middle") => Button::Middle,
            () if has("second") => Button::Secondary,
            () => Button::Primary,
        };
        let pointer = if has("touch") { PointerKind::Touch } else { PointerKind::Mouse };
        let points: Vec<ScreenPoint> = words.iter().skip(1).filter_map(|word| point(word)).collect();
        let with = move |at: ScreenPoint| Input { at, button, is_covered: has("covered"), modifiers, pointer, ..Input::default() };
        let mut act = |what: &str, at: ScreenPoint| self.pointer(what, with(at));
        match words.as_slice() {
            ["down", ..] => act("down", points[0]),
            ["move" | "hover", ..] => act("move", points[0]),
            ["up", ..] => act("up", points[0]),
            ["click", ..] => {
                act("down", points[0]);
                act("up", points[0]);
            }
            ["double", ..] => {
                for what in ["down", "up", "down", "up"] {
                    act(what, points[0]);
                }
            }
            ["right", ..] => {
                for what in ["down", "up"] {
                    self.pointer(what, Input { button: Button::Secondary, ..with(points[0]) });
                }
            }
            ["act", words @ ..] => {
                let words = words.join(" ");
                let action = ACTIONS.iter().find(|action| action.words == words).unwrap_or_else(|| panic!("no action {words}"));
                self.send(Event::Act(action.act));
            }
            // Where a line runs, as the picture would say, and its connection is selected.
            ["line", verb, ..] => {
                let (id, _) = self.editor.design().connections().find(|(_, one)| one.verb == *verb).unwrap_or_else(|| panic!("no {verb}"));
                self.editor.set_route(id, Some(points.iter().map(|at| (at.x as i32, at.y as i32)).collect()));
                self.send(Event::Select(vec![Item::Connection(id)]));
            }
            ["rest", ms] => {
                let time_ms = self.time_ms + ms.parse::<f64>().unwrap_or_default();
                self.send(Event::Tick { time_ms });
            }
            ["drag", ..] => {
                act("down", points[0]);
                for to in &points[1..] {
                    act("move", points[0].middle(*to));
                    act("move", *to);
                }
                act("up", points[points.len() - 1]);
            }
            ["palette", kind, ..] => {
                let (at, time_ms) = (ScreenPoint::new(-100.0, 50.0), self.time_ms);
                self.send(Event::PaletteDown { kind: (*kind).to_owned(), at, pointer, id: 1, time_ms });
                self.held = 1;
                self.pointer("move", with(points[0]));
            }
            ["key", key, ..] => {
                let key = if *key == "Space" { " " } else { key };
                self.send(Event::Key { key: key.to_owned(), code: String::new(), modifiers });
            }
            ["add", kind] => self.send(Event::AddNode { kind: (*kind).to_owned(), at: None }),
            ["select", names @ ..] => {
                let items = names.iter().map(|name| Item::Node(self.node(name))).collect();
                self.send(Event::Select(items));
            }
            ["rename", old, new] => {
                let node = self.node(old);
                self.send(Event::Rename { node, name: (*new).to_owned() });
            }
            ["held", buttons] => self.held = buttons.parse().unwrap_or_default(),
            ["lost"] => self.send(Event::PointerLost(1)),
            ["blur"] => self.send(Event::Blur),
            ["leave"] => self.send(Event::PointerLeave),
            ["toggle", name] => {
                let node = self.node(name);
                self.send(Event::Toggle(Item::Node(node)));
            }
            ["into", name] => {
                let node = (*name != "page").then(|| self.node(name));
                self.send(Event::MoveInto(node));
            }
            ["camera", x, y, zoom] => {
                let number = |word: &str| word.parse().unwrap_or_default();
                self.send(Event::SetViewport(groundplan_editor::Viewport { x: number(x), y: number(y), zoom: number(zoom) }));
            }
            ["wait"] => self.time_ms += 1_000.0,
            ["cancel"] => self.send(Event::PointerCancel),
            ["undo"] => self.send(Event::Act(Act::Undo)),
            ["redo"] => self.send(Event::Act(Act::Redo)),
            _ => panic!("no step \"{line}\""),
        }
    }

    /// The node with a name.
    #[track_caller]
    pub fn node(&self, name: &str) -> NodeId {
        self.editor.design().find(name).unwrap_or_else(|| panic!("no node {name}"))
    }

    /// The names of the selected nodes.
    pub fn selected(&self) -> String {
        let name = |item: Item| match item {
            Item::Node(id) => self.editor.design().node(id).map(|node| node.name.clone()).unwrap_or_default(),
            Item::Connection(id) => self.editor.design().connection(id).map(|one| one.verb.clone()).unwrap_or_default(),
        };
        self.editor.selection().iter().map(name).collect::<Vec<_>>().join(" ")
    }
}

fn point(word: &str) -> Option<ScreenPoint> {
    let (x, y) = word.split_once(',')?;
    Some(ScreenPoint::new(x.parse().ok()?, y.parse().ok()?))
}

/// What must hold after every event.
#[track_caller]
fn sweep(editor: &Editor, said: &str) {
    let design = editor.design();
    for (id, node) in design.nodes() {
        assert!(node.parent.is_none_or(|parent| design.node(parent).is_some()), "after {said}: {} lies in nothing", node.name);
        assert!(!has_cycle(design, id), "after {said}: {} lies in itself", node.name);
        assert!(node.frame.is_some_and(|frame| frame.width > 0 && frame.height > 0), "after {said}: {} has no size", node.name);
        assert!(!node.name.is_empty(), "after {said}: a node has no name");
    }
    for (_, connection) in design.connections() {
        for end in [&connection.from, &connection.to] {
            let is_there = match end {
                End::Node(id) => design.node(*id).is_some(),
                End::Missing(_) => true,
            };
            assert!(is_there, "after {said}: \"{}\" leads to nothing", connection.verb);
        }
    }
    for item in editor.selection().iter() {
        assert!(item.exists_in(design), "after {said}: {item:?} is selected and not there");
    }
    let view = editor.viewport();
    assert!(view.x.is_finite() && view.y.is_finite() && (0.1..=8.0).contains(&view.zoom), "after {said}: {view:?}");
}

fn has_cycle(design: &Design, id: NodeId) -> bool {
    let mut current = design.node(id).and_then(|node| node.parent);
    for _ in 0..=design.node_count() {
        match current {
            None => return false,
            Some(parent) => current = design.node(parent).and_then(|node| node.parent),
        }
    }
    true
}
