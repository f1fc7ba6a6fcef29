//! Events in a senseless order: whatever happens, everything holds. The seeds are fixed, so every run is the same.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use groundplan_editor::action::{ACTIONS, Act};
use groundplan_editor::{Button, Event, Input, Item, Modifiers, PointerKind, ScreenPoint, Setting, Update, Wanted};
use groundplan_synth::catalog::KINDS;
use groundplan_synth::design::NodeId;
use groundplan_synth::design::sketch::Manuscript;
use groundplan_synth::meaning::VERBS;
use groundplan_synth::value::Value;
use support::Driver;

const PAGE: &str = include_str!("../../../examples/unicorn.sketch");
const KEYS: &[&str] = &[
    "ArrowLeft",
    "ArrowRight",
    "ArrowUp",
    "ArrowDown",
    "Delete",
    "Backspace",
    "Escape",
    "Enter",
    "Tab",
    " ",
    "a",
    "c",
    "d",
    "h",
    "v",
    "x",
    "y",
    "z",
    "0",
    "+",
    "-",
];

/// Marsaglia's xorshift with 64 bits.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % sides.max(1)
    }
    fn one_in(&mut self, sides: usize) -> bool {
        self.roll(sides) == 0
    }
    fn pick<T: Copy>(&mut self, items: &[T]) -> Option<T> {
        items.get(self.roll(items.len())).copied()
    }
}

/// A line of the text goes, comes twice, goes deeper, or goes to the end.
fn written(dice: &mut Dice, driver: &Driver) -> Option<Event> {
    let design = driver.editor.committed();
    let manuscript = Manuscript::of(design);
    let mut lines: Vec<String> = manuscript.text.lines().map(str::to_owned).collect();
    let at = dice.roll(lines.len());
    let line = lines.get(at).cloned()?;
    match dice.roll(4) {
        0 => drop(lines.remove(at)),
        1 => lines.insert(at, line),
        2 => lines[at] = format!("  {line}"),
        _ => lines.push(lines[at].trim_start().to_owned()),
    }
    let (now, change) = manuscript.rewritten(&lines.join("\n"), design.next_id()).ok()?;
    Some(Event::Write { change, item: now.node_at(at + 1).map(Item::Node) })
}

/// An event that something on the page makes possible: points lie on nodes more often than beside them.
fn event(dice: &mut Dice, driver: &Driver, time_ms: f64) -> Event {
    let design = driver.editor.design();
    let nodes: Vec<NodeId> = design.nodes().map(|(id, _)| id).collect();
    let connections: Vec<_> = design.connections().map(|(id, _)| id).collect();
    // Half of the time it goes on with what it has selected, or it would never press a handle.
    let selected = driver.editor.selection().last().and_then(Item::node).filter(|_| dice.one_in(2));
    // Frames alone have handles, and most nodes are cards.
    let frames: Vec<NodeId> = nodes.iter().copied().filter(|node| !design.children(Some(*node)).is_empty()).collect();
    let among = if dice.one_in(4) && !frames.is_empty() { frames.as_slice() } else { nodes.as_slice() };
    let node = selected.or_else(|| dice.pick(among)).unwrap_or(NodeId(1));
    let at = match design.node(node).and_then(|node| node.frame) {
        Some(frame) if !dice.one_in(4) => {
            let (width, height) = (usize::try_from(frame.width).unwrap(), usize::try_from(frame.height).unwrap());
            let (x, y) = match dice.roll(4) {
                0 => (width, height / 2),
                1 => (width, height),
                _ => (dice.roll(width), dice.roll(height)),
            };
            let page = groundplan_editor::PagePoint::new(f64::from(frame.x) + x as f64, f64::from(frame.y) + y as f64);
            driver.editor.viewport().screen_from_page(page)
        }
        _ => ScreenPoint::new(dice.roll(1100) as f64 - 50.0, dice.roll(900) as f64 - 50.0),
    };
    let modifiers = Modifiers { shift: dice.one_in(5), alt: dice.one_in(8), ctrl: dice.one_in(6), meta: dice.one_in(20) };
    let pointer = dice.pick(&[PointerKind::Mouse, PointerKind::Mouse, PointerKind::Touch]).unwrap();
    let button =
        dice.pick(&[Button::Primary, Button::Primary, Button::Primary, Button::Primary, Button::Middle, Button::Secondary]).unwrap();
    let id = i32::from(dice.one_in(9));
    let kind = KINDS[dice.roll(KINDS.len())].id.to_owned();
    let gesture = !dice.one_in(3);
    // Mostly what was pressed is held, whatever it is.
    let buttons = if dice.one_in(40) { 2 } else { 7 };
    let input = Input { at, button, buttons, is_covered: dice.one_in(9), modifiers, pointer, id, time_ms };
    match dice.roll(64) {
        0..=11 => Event::PointerDown(input),
        12..=28 => Event::PointerMove(input),
        29..=37 => Event::PointerUp(input),
        38..=43 => {
            let key = dice.pick(KEYS).unwrap().to_owned();
            Event::Key { key, code: String::new(), modifiers }
        }
        44 => Event::KeyUp { key: " ".to_owned(), code: String::new(), modifiers },
        45 => dice.pick(&["cancel", "lost", "blur", "into", "out", "toggle", "leave", "up"]).map_or(Event::Cancel, |which| match which {
            "cancel" => Event::PointerCancel,
            "lost" => Event::PointerLost(id),
            "blur" => Event::Blur,
            "into" => Event::MoveInto(Some(node)),
            "out" => Event::MoveInto(None),
            "toggle" => Event::Toggle(Item::Node(node)),
            "leave" => Event::PointerLeave,
            _ => Event::Commit,
        }),
        46 => Event::Wheel { at, dx: dice.roll(90) as f64 - 45.0, dy: dice.roll(200) as f64 - 100.0, modifiers },
        47 => Event::PaletteDown { kind, at: ScreenPoint::new(-90.0, 40.0), pointer, id, time_ms },
        48 => Event::AddNode { kind, at: dice.one_in(2).then_some(at) },
        49 => Event::Rename { node, name: format!("name{}", dice.roll(40)) },
        50 => {
            let field = dice.pick(&["cpu", "port", "cidr", "nothing"]).unwrap().to_owned();
            let value = (!dice.one_in(3)).then(|| Value::Number(i64::try_from(dice.roll(1000)).unwrap()));
            match dice.pick(&nodes).filter(|other| *other != node) {
                Some(other) if dice.one_in(3) => Event::SetFields { nodes: vec![node, other], field, value, gesture },
                _ => Event::SetField { node, field, value, gesture },
            }
        }
        51 => match dice.pick(&connections) {
            Some(connection) if dice.one_in(2) => Event::SetVerb { connection, verb: VERBS[dice.roll(VERBS.len())].id.to_owned() },
            Some(connection) => Event::SetConnectionField { connection, field: "port".to_owned(), value: Some(Value::Number(80)), gesture },
            None => Event::Act(Act::FitAll),
        },
        52 => {
            let text = format!("text {}", dice.roll(9));
            let setting = match dice.roll(3) {
                0 => Setting::Name(text),
                1 => Setting::Tag("owner".to_owned(), Some(Value::Text(text))),
                _ => Setting::Parameter("Stage".to_owned(), None),
            };
            Event::SetSetting { setting, gesture }
        }
        53 => Event::Connect { from: node, to: dice.pick(&nodes).unwrap_or(node), verb: None },
        54 => Event::Select(dice.pick(&connections).map(Item::Connection).into_iter().chain([Item::Node(node)]).collect()),
        55 => dice.pick(&[0.5, 1.3, 2.0]).map_or(Event::Act(Act::FitAll), Event::ZoomBy),
        // What takes all away or lays all out anew comes by itself, less often.
        56 | 60 | 61 => match ACTIONS[dice.roll(ACTIONS.len())].act {
            Act::Arrange | Act::Delete | Act::Cut => Event::Act(Act::FitSelection),
            act => Event::Act(act),
        },
        62 => Event::Tick { time_ms: time_ms + dice.roll(900) as f64 },
        63 => Event::Reveal(
            dice.pick(&connections).map(Item::Connection).filter(|_| dice.one_in(2)).into_iter().chain([Item::Node(node)]).collect(),
        ),
        59 if dice.one_in(4) => written(dice, driver).unwrap_or(Event::Commit),
        57 => {
            if dice.one_in(10) {
                Event::Act(Act::Arrange)
            } else {
                Event::Act(Act::Duplicate)
            }
        }
        58 => {
            if nodes.len() > 60 {
                Event::Act(Act::Delete)
            } else {
                Event::Act(Act::ResetZoom)
            }
        }
        _ => {
            if dice.one_in(2) {
                Event::Act(Act::Undo)
            } else {
                Event::Act(Act::Redo)
            }
        }
    }
}

/// How often each kind of gesture was on the way: a monkey that never drags proves nothing.
#[derive(Debug, Default)]
struct Seen {
    marquees: usize,
    connections: usize,
    ghosts: usize,
    drop_targets: usize,
    guides: usize,
    resizes: usize,
    refusals: usize,
    menus: usize,
}

impl Seen {
    fn count(&mut self, update: &Update) {
        self.marquees += usize::from(update.preview.marquee.is_some());
        self.connections += usize::from(update.preview.connecting.is_some());
        self.ghosts += usize::from(update.preview.ghost.is_some());
        self.drop_targets += usize::from(update.preview.drop_target.is_some());
        self.guides += usize::from(!update.preview.guides.is_empty());
        self.resizes += usize::from(update.hint.starts_with("Resize"));
        self.refusals += usize::from(update.refusal.is_some());
        self.menus += usize::from(matches!(update.wanted, Some(Wanted::Menu(_))));
    }
    fn least(&self) -> usize {
        let all = [self.marquees, self.connections, self.ghosts, self.drop_targets, self.guides, self.resizes, self.refusals, self.menus];
        all.into_iter().min().unwrap()
    }
}

#[track_caller]
fn check(seed: u64, events: usize, tally: &mut Seen) {
    let mut dice = Dice(seed);
    let mut driver = Driver::new(PAGE);
    let mut time_ms = 0.0;
    for count in 1..=events {
        time_ms += dice.roll(300) as f64;
        let next = event(&mut dice, &driver, time_ms);
        driver.send(next);
        tally.count(&driver.last);
        let is_crowded = driver.editor.design().node_count() > 150;
        if count % 700 == 0 || is_crowded {
            driver.there_and_back();
        }
        if is_crowded || driver.editor.design().node_count() < 4 {
            driver = Driver::new(PAGE);
        }
    }
    driver.there_and_back();
}

#[test]
fn nothing_breaks_an_editor() {
    let mut seen = Seen::default();
    for seed in [1, 0x9E37_79B9_7F4A_7C15, 20_260_101, 77_777] {
        check(seed, 25_000, &mut seen);
    }
    assert!(seen.least() >= 50, "{seen:?}");
}
