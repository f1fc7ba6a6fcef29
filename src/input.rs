//! From the browser's events to the editor's.

use groundplan_editor::action::{self, Act};
use groundplan_editor::{Button, Event, Input, Modifiers, PointerKind, ScreenPoint};
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent, PointerEvent, WheelEvent};

use crate::browser;

/// Which of the three pointer events it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// A button or finger went down.
    Down,
    /// It moved.
    Move,
    /// It went up.
    Up,
}

/// The device of a pointer event.
pub fn pointer_kind(event: &PointerEvent) -> PointerKind {
    match event.pointer_type().as_str() {
        "touch" => PointerKind::Touch,
        "pen" => PointerKind::Pen,
        _ => PointerKind::Mouse,
    }
}

/// Where an event happened, relative to an element's top left.
pub fn point_in(element: &Element, client_x: i32, client_y: i32) -> ScreenPoint {
    let bounds = element.get_bounding_client_rect();
    ScreenPoint::new(f64::from(client_x) - bounds.left(), f64::from(client_y) - bounds.top())
}

/// A pointer event on the canvas, or one that a palette drag sends there: there something may lie over the canvas.
pub fn pointer(canvas: &Element, event: &PointerEvent, phase: Phase, is_covered: bool) -> Event {
    let input = Input {
        at: point_in(canvas, event.client_x(), event.client_y()),
        button: Button::of(event.button(), phase == Phase::Down && event.ctrl_key() && browser::is_mac()),
        buttons: event.buttons(),
        is_covered,
        modifiers: Modifiers { shift: event.shift_key(), alt: event.alt_key(), ctrl: event.ctrl_key(), meta: event.meta_key() },
        pointer: pointer_kind(event),
        id: event.pointer_id(),
        time_ms: event.time_stamp(),
    };
    match phase {
        Phase::Down => Event::PointerDown(input),
        Phase::Move => Event::PointerMove(input),
        Phase::Up => Event::PointerUp(input),
    }
}

/// How many pixels a line and a page of a wheel event are, when it does not count pixels.
const LINE: f64 = 16.0;
const PAGE: f64 = 800.0;

/// A turn of the wheel.
pub fn wheel(canvas: &Element, event: &WheelEvent) -> Event {
    let unit = match event.delta_mode() {
        WheelEvent::DOM_DELTA_LINE => LINE,
        WheelEvent::DOM_DELTA_PAGE => PAGE,
        _ => 1.0,
    };
    Event::Wheel {
        at: point_in(canvas, event.client_x(), event.client_y()),
        dx: event.delta_x() * unit,
        dy: event.delta_y() * unit,
        modifiers: Modifiers { shift: event.shift_key(), alt: event.alt_key(), ctrl: event.ctrl_key(), meta: event.meta_key() },
    }
}

/// True when a key goes into a field.
pub fn is_typing(event: &web_sys::Event) -> bool {
    let element = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    element.is_some_and(|element| matches!(element.tag_name().to_lowercase().as_str(), "input" | "textarea" | "select"))
}

/// True when Escape leaves a field of the inspector for the canvas. A list or a search that it closes or empties comes first.
pub fn leaves_field(event: &KeyboardEvent) -> bool {
    let element = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let is_in = |selector: &str| element.as_ref().is_some_and(|element| element.closest(selector).is_ok_and(|found| found.is_some()));
    event.key() == "Escape"
        && !event.default_prevented()
        && !event.is_composing()
        && is_typing(event)
        && is_in(".inspector")
        && !is_in("[type=search]:not(:placeholder-shown)")
}

/// A key for the editor; `None` while a field has the focus, or for keys that the focused control uses itself.
pub fn key(event: &KeyboardEvent) -> Option<Event> {
    let modifiers = Modifiers { shift: event.shift_key(), alt: event.alt_key(), ctrl: event.ctrl_key(), meta: event.meta_key() };
    if let Some(element) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) {
        let tag = element.tag_name().to_lowercase();
        // What lies over the page has keys of its own.
        let is_over = element.closest("dialog, [role=menu]").is_ok_and(|over| over.is_some());
        // What holds no text has no use for Control and a letter.
        let holds_text = element.matches("select, [type=checkbox], [type=radio]") != Ok(true);
        if is_over || (is_typing(event) && (holds_text || !modifiers.command())) {
            return None;
        }
        // Tab, Enter, Space and arrows belong to buttons and links, unless the canvas itself has the focus.
        let on_canvas = tag == "body" || element.class_list().contains("canvas-input");
        if !on_canvas && !modifiers.command() && !matches!(event.key().as_str(), "Escape" | "/" | "?") {
            return None;
        }
        // On the page itself, Tab goes into the interface, not to a node.
        if tag == "body" && event.key() == "Tab" {
            return None;
        }
    }
    // These become events of the clipboard; of marked text in a panel, the browser takes that text.
    let act = action::by_key(&event.key(), &event.code(), modifiers);
    if matches!(act, Some(Act::Copy | Act::Cut | Act::Paste)) {
        return None;
    }
    Some(Event::Key { key: event.key(), code: event.code(), modifiers })
}

/// A key that went up.
pub fn key_up(event: &KeyboardEvent) -> Event {
    let modifiers = Modifiers { shift: event.shift_key(), alt: event.alt_key(), ctrl: event.ctrl_key(), meta: event.meta_key() };
    Event::KeyUp { key: event.key(), code: event.code(), modifiers }
}
