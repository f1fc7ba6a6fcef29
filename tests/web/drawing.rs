//! A gesture changes the elements of what it touches, and no others.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use groundplan_app::session::Session;
use groundplan_app::view::{Panels, canvas::Canvas, walk::Walk};
use groundplan_editor::action::Act;
use groundplan_editor::{Event, Input, Item, ScreenPoint, ScreenSize};
use groundplan_synth::design::NodeId;
use groundplan_synth::value::Value;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, MutationObserver, MutationObserverInit, MutationRecord, Node};

use crate::support::{Stage, settled};

/// The canvas with the example, and a list of what changes in its drawing.
struct Watched {
    stage: Stage,
    changed: Rc<RefCell<Vec<Change>>>,
    observer: MutationObserver,
    _callback: Closure<dyn FnMut(js_sys::Array)>,
}

impl Watched {
    async fn new() -> Self {
        let stage = Stage::mount(groundplan_app::examples::first(), |session| {
            let panels = Panels::restored();
            provide_context(panels);
            provide_context(Walk::new(session, panels));
            view! { <Canvas /> }
        });
        // The canvas measures itself first; here it has no style sheet that gives it a size.
        settled().await;
        stage.session.send(Event::Resize(ScreenSize::new(1600.0, 1000.0)));
        stage.session.send(Event::Act(Act::FitAll));
        settled().await;
        let changed = Rc::new(RefCell::new(Vec::new()));
        let list = changed.clone();
        let callback = Closure::<dyn FnMut(js_sys::Array)>::new(move |records: js_sys::Array| {
            list.borrow_mut().extend(records.iter().flat_map(|record| changes(record.unchecked_ref())));
        });
        let observer = MutationObserver::new(callback.as_ref().unchecked_ref()).unwrap();
        let options = MutationObserverInit::new();
        options.set_attributes(true);
        options.set_child_list(true);
        options.set_character_data(true);
        options.set_subtree(true);
        observer.observe_with_options(&stage.find::<Node>(".layer"), &options).unwrap();
        Self { stage, changed, observer, _callback: callback }
    }

    /// What has changed since the last question: names of nodes, lines by their ends, labels by their words; how much changed,
    /// and how much of it in the drawing of what is at rest.
    async fn changed(&self) -> (BTreeSet<String>, usize, usize) {
        settled().await;
        let pending = self.observer.take_records();
        let mut all = self.changed.borrow_mut();
        all.extend(pending.iter().flat_map(|record| changes(record.unchecked_ref())));
        let (count, at_rest) = (all.len(), all.iter().filter(|change| change.at_rest).count());
        let names = all.drain(..).map(|change| self.name(&change.owner)).collect();
        (names, count, at_rest)
    }

    fn name(&self, owner: &str) -> String {
        let id = |prefix: &str| owner.strip_prefix(prefix).and_then(|id| id.parse::<u32>().ok());
        self.stage.session.with_design(|design| {
            let name = |id: NodeId| design.node(id).map(|node| node.name.clone()).unwrap_or_default();
            if let Some(id) = id("node-") {
                return name(NodeId(id));
            }
            let line = design.connections().find(|(connection, _)| Some(connection.0) == id("line-"));
            match line.and_then(|(_, connection)| connection.nodes()) {
                Some((from, to)) => format!("{} -> {}", name(from), name(to)),
                None => owner.to_owned(),
            }
        })
    }

    fn id(&self, name: &str) -> NodeId {
        self.stage.session.with_design(|design| design.nodes().find(|(_, node)| node.name == name).map(|(id, _)| id)).unwrap()
    }

    /// The middle of a node on the screen.
    fn middle(&self, name: &str) -> ScreenPoint {
        let frame = self.stage.session.with_design(|design| design.node(self.id(name)).and_then(|node| node.frame)).unwrap();
        let (x, y) = frame.center();
        untrack(|| self.stage.session.on_screen(f64::from(x), f64::from(y)))
    }

    fn pointer(&self, phase: fn(ScreenPoint) -> Event, at: ScreenPoint) {
        self.stage.session.send(phase(at));
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// A change of the drawing.
struct Change {
    /// The part that it belongs to.
    owner: String,
    /// False for what is drawn apart while it is dragged.
    at_rest: bool,
}

/// What a record tells, without what lies over the drawing: selection, marks and previews.
fn changes(record: &MutationRecord) -> Vec<Change> {
    let target: Node = record.target().unwrap();
    let place = target.dyn_ref::<Element>().cloned().or_else(|| target.parent_element()).unwrap();
    let within = |selector: &str| place.closest(selector).unwrap().is_some();
    if within(".overlay") || !within(".drawing") {
        return Vec::new();
    }
    let at_rest = !within(".over");
    let lists = [record.added_nodes(), record.removed_nodes()];
    let mut moved = lists.iter().flat_map(|list| (0..list.length()).filter_map(|index| list.get(index)));
    let parts: Vec<Element> = moved.by_ref().filter_map(|node| node.dyn_into().ok()).collect();
    // A part that comes or goes is told of by its parent; comments are marks of the framework.
    let owners = if parts.is_empty() && record.type_() == "childList" && place.closest(PARTS).unwrap().is_none() {
        Vec::new()
    } else if parts.is_empty() {
        vec![owner(&place)]
    } else {
        parts.iter().map(owner).collect()
    };
    owners.into_iter().map(|owner| Change { owner, at_rest }).collect()
}

const PARTS: &str = "[data-node], [data-connection], .label, .task-glyph";

/// The part of the drawing that an element belongs to or holds.
fn owner(element: &Element) -> String {
    let around = element.closest(PARTS).unwrap();
    let Some(part) = around.or_else(|| element.query_selector(PARTS).unwrap()) else { return element.tag_name() };
    match (part.get_attribute("data-node"), part.get_attribute("data-connection")) {
        (Some(node), _) => node,
        (None, Some(connection)) => format!("line-{connection}"),
        (None, None) => part.text_content().unwrap_or_default(),
    }
}

fn input(at: ScreenPoint, time_ms: f64) -> Input {
    Input { at, buttons: 1, id: 1, time_ms, ..Input::default() }
}

fn down(at: ScreenPoint) -> Event {
    Event::PointerDown(input(at, 0.0))
}

fn moved(at: ScreenPoint) -> Event {
    Event::PointerMove(input(at, 10.0))
}

fn up(at: ScreenPoint) -> Event {
    Event::PointerUp(input(at, 20.0))
}

/// Drags a node by some pixels and sees what changed while it moved.
async fn check_drag(name: &str, dx: f64, dy: f64, expected: &[&str]) {
    let watched = Watched::new().await;
    let from = watched.middle(name);
    watched.pointer(down, from);
    watched.changed().await;
    let (mut count, mut touching) = (0, 0);
    for step in 1..=10 {
        let way = f64::from(step) / 10.0;
        watched.pointer(moved, ScreenPoint::new(from.x + dx * way, from.y + dy * way));
        let (changed, now, at_rest) = watched.changed().await;
        count += now;
        touching += usize::from(at_rest > 0);
        let surprising: Vec<&String> = changed.iter().filter(|name| !expected.contains(&name.as_str())).collect();
        assert!(surprising.is_empty(), "dragging {name} changes {surprising:?}");
    }
    // When it begins to move it is taken out of the drawing, which nothing touches from then on.
    assert_eq!(touching, 1, "steps of dragging {name} that change what is at rest");
    assert!(count > 0, "dragging {name} changes nothing");
    // Redrawing one node and its lines is a matter of dozens of changes, whatever the size of the design.
    assert!(count < 3_000, "dragging {name} by ten steps makes {count} changes");
    watched.pointer(up, ScreenPoint::new(from.x + dx, from.y + dy));
}

#[wasm_bindgen_test]
async fn a_drag_changes_the_dragged_node_and_its_lines_alone() {
    check_drag("users", 0.0, 80.0, &["users", "users -> edge", "requests"]).await;
    check_drag("unicorn", 0.0, 30.0, &["unicorn", "app -> unicorn", "pulls"]).await;
    let lines_of_app = ["app", "app -> unicorn", "pulls", "app -> web-logs", "logs", "app -> season", "injects"];
    check_drag("app", 20.0, 10.0, &lines_of_app).await;
}

#[wasm_bindgen_test]
async fn a_field_changes_its_node_alone() {
    let watched = Watched::new().await;
    let node = watched.id("web");
    let set = |gesture| Event::SetField { node, field: "desired_count".to_owned(), value: Some(Value::Number(3)), gesture };
    watched.stage.session.send(set(true));
    let (changed, ..) = watched.changed().await;
    assert_eq!(changed, BTreeSet::from(["web".to_owned()]));
    // What is committed is what was shown.
    watched.stage.session.send(Event::Commit);
    assert_eq!(watched.changed().await.1, 0);
}

#[wasm_bindgen_test]
async fn selecting_and_moving_the_camera_leave_the_drawing_alone() {
    let watched = Watched::new().await;
    let session: Session = watched.stage.session;
    session.send(Event::Select(vec![Item::Node(watched.id("web"))]));
    session.send(Event::ZoomBy(1.5));
    session.send(Event::Act(Act::FitAll));
    watched.pointer(moved, watched.middle("site"));
    assert_eq!(watched.changed().await.1, 0);
    assert_eq!(watched.stage.find::<Element>(".overlay").query_selector_all(".selected").unwrap().length(), 1);
}

#[wasm_bindgen_test]
async fn renaming_changes_the_node_alone_and_undo_takes_it_back() {
    let watched = Watched::new().await;
    let node = watched.id("unicorn");
    watched.stage.session.send(Event::Rename { node, name: "images".to_owned() });
    let (changed, ..) = watched.changed().await;
    // The container's caption names the image that it runs.
    let expected: BTreeSet<String> = ["images", "app"].map(str::to_owned).into();
    assert!(changed.is_subset(&expected), "{changed:?}");
    watched.stage.session.send(Event::Act(Act::Undo));
    watched.changed().await;
    let text = watched.stage.find::<Element>(&format!("[data-node=node-{node}]")).text_content().unwrap();
    assert!(text.contains("unicorn"), "{text}");
}
