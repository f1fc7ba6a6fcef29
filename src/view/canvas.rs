//! The canvas: the drawing, what is drawn over it, and the transparent surface above that takes all input.
//!
//! The drawing lies on one layer that the camera moves by a CSS transform, so that panning repaints nothing.

use groundplan_editor::{Event, ScreenSize};
use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{KeyboardEvent, MouseEvent, PointerEvent, WheelEvent};

use super::icon::{self, icon};
use super::{Panels, Tab, connection, effects, gone, meaning_bar, minimap, name_editor, node, overlay};
use crate::erased::{each, live, live_flag, live_text, memo, on, shown_while};
use crate::input::{self, Phase};
use crate::session::{Detail, Session};
use groundplan_synth::design::{ConnectionId, NodeId};
use groundplan_synth::picture::lens::Lens;
use groundplan_synth::pixels::Pixels;
use groundplan_synth::rules::Severity;

/// The id of the surface that takes input.
pub const INPUT_ID: &str = "canvas";
/// The id of the count of findings, the first control behind the surface.
const STATUS_ID: &str = "findings-count";

/// Gives the focus on when the canvas has it: the last step of what Escape does.
pub fn leave() {
    let has_focus = document().active_element().is_some_and(|element| element.id() == INPUT_ID);
    let next = document().get_element_by_id(STATUS_ID).filter(|_| has_focus);
    if let Some(next) = next.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = next.focus();
    }
}

/// The canvas.
#[component]
pub fn Canvas() -> impl IntoView {
    let session: Session = expect_context();
    let panels: Panels = expect_context();
    let area = NodeRef::<Div>::new();
    observe_size(session, area);
    let transform = move || {
        let camera = session.viewport.get();
        format!("translate({}px, {}px) scale({})", Pixels(-camera.x * camera.zoom), Pixels(-camera.y * camera.zoom), Pixels(camera.zoom))
    };
    let step = move || 16.0 * grid_step(session.zoom.get());
    let grid = move || {
        let camera = session.viewport.get();
        let offset = |at: f64| (-at * camera.zoom).rem_euclid(step());
        format!("translate({}px, {}px)", Pixels(offset(camera.x)), Pixels(offset(camera.y)))
    };
    let dragging = move || overlay::is_dragged(session);
    view! {
        <div class="canvas" role="region" data-detail=live_text(move || session.detail().word().to_owned()) data-view=live_text(move || panels.lens.get().word().to_owned()) class:connecting=live_flag(move || session.preview.with(|preview| preview.connecting.is_some())) class:moving=live_flag(move || session.moving.get() && session.zoom.get() == session.rest_zoom.get()) node_ref=area aria-label="Canvas">
            <div class="grid" class:gliding=live_flag(move || session.glides.get()) style:background-size=live_text(move || format!("{0}px {0}px", Pixels(step()))) style:transform=live_text(grid)></div>
            <div class="layer" class:gliding=live_flag(move || session.glides.get()) style:transform=live_text(transform)>
                <svg class="drawing" aria-hidden="true">
                    {live(move || session.region.get().map(|shape| node::frame(&shape, "region", Detail::Near, "")))}
                    <Nodes ids=session.frames />
                    <Lines ids=session.lines />
                    <Nodes ids=session.cards />
                    <Labels ids=session.lines />
                </svg>
                <div class="over" class:dragging=live_flag(dragging)>
                    <svg class="drawing" aria-hidden="true">
                        <Lifted ids=session.lifted_frames />
                        // Above the frames that are dragged, in which they may lie.
                        {live(move || session.tasks.get().into_iter().map(|(glyph, label)| node::task(&glyph, &label)).collect_view())}
                        {each(move || session.lifted_lines.get(), |id| view! { <connection::LiftedLine id /> })}
                        <Lifted ids=session.lifted_cards />
                        <Labels ids=session.lifted_lines />
                    </svg>
                    <overlay::Overlay />
                </div>
            </div>
            <Surface />
            <name_editor::NameEditor />
            <meaning_bar::MeaningBar />
            <effects::Preview />
            <Empty />
            <minimap::Minimap />
            <Views />
            <Status />
            <gone::GoneBar />
            <Hint />
        </div>
    }
}

#[component]
fn Nodes(ids: ReadSignal<Vec<NodeId>>) -> impl IntoView {
    each(move || ids.get(), |id| view! { <node::NodeView id /> })
}

#[component]
fn Lifted(ids: ReadSignal<Vec<NodeId>>) -> impl IntoView {
    each(move || ids.get(), |id| view! { <node::LiftedNode id /> })
}

#[component]
fn Lines(ids: ReadSignal<Vec<ConnectionId>>) -> impl IntoView {
    each(move || ids.get(), |id| view! { <connection::ConnectionView id /> })
}

#[component]
fn Labels(ids: ReadSignal<Vec<ConnectionId>>) -> impl IntoView {
    each(move || ids.get(), |id| view! { <connection::LabelView id /> })
}

/// Dots stay between 12 and 48 pixels apart.
fn grid_step(zoom: f64) -> f64 {
    let mut step = zoom;
    while step < 0.75 {
        step *= 2.0;
    }
    while step > 3.0 {
        step /= 2.0;
    }
    step
}

fn observe_size(session: Session, area: NodeRef<Div>) {
    Effect::new(move |_| {
        let Some(element) = area.get() else { return };
        let measured = element.clone();
        let measure = move || {
            let bounds = measured.get_bounding_client_rect();
            session.send(Event::Resize(ScreenSize::new(bounds.width(), bounds.height())));
        };
        // At once: until the size is known nothing is drawn.
        measure();
        let callback = Closure::<dyn FnMut()>::new(measure);
        if let Ok(observer) = web_sys::ResizeObserver::new(callback.as_ref().unchecked_ref()) {
            observer.observe(&element);
        }
        // The canvas lives as long as the page.
        callback.forget();
    });
}

/// On Linux the middle button pastes what is marked anywhere; here it moves the page.
fn keep_middle(event: &MouseEvent) {
    if event.button() == 1 {
        event.prevent_default();
    }
}

/// The transparent surface above the drawing: it takes the pointer, the wheel and the focus.
#[component]
fn Surface() -> impl IntoView {
    let session: Session = expect_context();
    let surface = NodeRef::<Div>::new();
    // A press gives the focus by code, for which browsers draw the ring; people who point do not need it.
    let by_pointer = RwSignal::new(false);
    let send = move |event: &PointerEvent, phase: Phase| {
        let Some(element) = surface.get_untracked() else { return };
        match phase {
            Phase::Down => {
                by_pointer.set(true);
                // A finger's press ends with the events of a mouse, which would take the focus from a menu that it opened.
                if event.pointer_type() == "touch" {
                    event.prevent_default();
                }
                let _ = element.set_pointer_capture(event.pointer_id());
                let _ = element.focus();
            }
            Phase::Up => {
                let _ = element.release_pointer_capture(event.pointer_id());
            }
            Phase::Move => {}
        }
        session.send(input::pointer(&element, event, phase, false));
    };
    // Browsers listen passively to the wheel unless told otherwise; then the page would zoom instead of the canvas.
    Effect::new(move |_| {
        let Some(element) = surface.get() else { return };
        let canvas: web_sys::Element = element.clone().into();
        let callback = Closure::<dyn FnMut(WheelEvent)>::new(move |event: WheelEvent| {
            event.prevent_default();
            session.send(input::wheel(&canvas, &event));
        });
        let options = web_sys::AddEventListenerOptions::new();
        options.set_passive(false);
        let _ =
            element.add_event_listener_with_callback_and_add_event_listener_options("wheel", callback.as_ref().unchecked_ref(), &options);
        callback.forget();
    });
    view! {
        <div
            id=INPUT_ID
            class="canvas-input"
            class:by-pointer=by_pointer
            on:keydown=move |event: KeyboardEvent| if event.key() == "Tab" || event.key().starts_with("Arrow") { by_pointer.set(false); }
            on:blur=move |_| by_pointer.set(false)
            node_ref=surface
            tabindex="0"
            role="application"
            aria-label="Design canvas. Tab and Shift+Tab go through the nodes, arrows move, Enter renames, C connects, I goes to the fields, Escape leaves"
            style:cursor=live_text(move || session.cursor.get().css().to_owned())
            on:pointerdown=move |event| send(&event, Phase::Down)
            on:pointermove=move |event| send(&event, Phase::Move)
            on:pointerup=move |event| send(&event, Phase::Up)
            on:pointercancel=move |_| { session.send(Event::PointerCancel); }
            on:lostpointercapture=move |event| { session.send(Event::PointerLost(event.pointer_id())); }
            on:pointerleave=move |_| { session.send(Event::PointerLeave); }
            on:contextmenu=|event| event.prevent_default()
            on:mouseup=|event| keep_middle(&event)
            on:auxclick=|event| keep_middle(&event)
        ></div>
    }
}

/// What an empty canvas says.
#[component]
fn Empty() -> impl IntoView {
    let session: Session = expect_context();
    let is_empty = move || session.order.with(Vec::is_empty);
    let words = move || {
        view! {
            <div class="empty-state">
                <h2>"An empty page"</h2>
                <p>"Drag a kind from the palette, or press Enter on it"</p>
                <p>"Put it into a frame: subnets lie in zones, zones in a VPC"</p>
                <p>"Drag from a dot on its border to connect it"</p>
                <button class="primary" on:click=on(move |_| session.replace(&crate::examples::first()))>"Open the example"</button>
            </div>
        }
    };
    shown_while(is_empty, words)
}

/// How many findings there are, with a way to them.
#[component]
fn Status() -> impl IntoView {
    let session: Session = expect_context();
    let panels: Panels = expect_context();
    let words = move || {
        let checked = session.checked.get();
        let counts = [(Severity::Error, "error", "errors"), (Severity::Warning, "warning", "warnings"), (Severity::Info, "hint", "hints")];
        let parts: Vec<String> = counts
            .into_iter()
            .filter_map(|(severity, one, many)| match checked.count(severity) {
                0 => None,
                1 => Some(format!("1 {one}")),
                count => Some(format!("{count} {many}")),
            })
            .collect();
        match (checked.revision, &checked.trouble) {
            (None, None) => "Loading the rules".to_owned(),
            (_, Some(_)) => "Not checked".to_owned(),
            _ if session.quiet.get() => "Findings are hidden".to_owned(),
            _ => {
                let open = checked.undecided.len();
                let found = if parts.is_empty() { "No findings".to_owned() } else { parts.join(", ") };
                if open == 0 { found } else { format!("{found}, {open} cannot be told") }
            }
        }
    };
    let worst = move || session.checked.with(|checked| checked.findings.first().map(|finding| finding.severity));
    let class = move || format!("status severity-{}", worst().map_or_else(|| "none".to_owned(), |severity| severity.to_string()));
    let drawing = move || match worst() {
        Some(Severity::Error) => icon::ERROR,
        Some(Severity::Warning) => icon::WARNING,
        None if session.checked.with(|checked| checked.revision.is_some() && checked.trouble.is_none() && checked.undecided.is_empty())
            && !session.quiet.get() =>
        {
            icon::DONE
        }
        Some(Severity::Info) | None => icon::INFO,
    };
    view! {
        <button id=STATUS_ID class=class on:click=move |_| panels.show(Tab::Findings)>{move || icon(drawing())} <span>{words}</span></button>
    }
}

/// Which part of the design the canvas speaks of.
#[component]
fn Views() -> impl IntoView {
    let session: Session = expect_context();
    let panels: Panels = expect_context();
    let is_empty = memo(move || session.order.with(Vec::is_empty));
    let choices = move || {
        Lens::ALL.map(|lens| {
            let is_chosen = move || panels.lens.get() == lens;
            view! { <option value=lens.word() selected=live_flag(is_chosen)>{lens.title()}</option> }
        })
    };
    let choose = move |event: web_sys::Event| {
        let word = event_target_value(&event);
        panels.lens.set(Lens::ALL.into_iter().find(|lens| lens.word() == word).unwrap_or_default());
    };
    let select = move || view! { <select class="views" aria-label="View" title="What the canvas speaks of; the rest steps back" on:change=on(choose)>{choices()}</select> };
    shown_while(move || !is_empty.get(), select)
}

/// The line at the bottom left: what the gesture does, or why it cannot.
#[component]
fn Hint() -> impl IntoView {
    let session: Session = expect_context();
    let resting = move || match session.selection.with(groundplan_editor::Selection::len) {
        0 => "Drag to select · Space and drag to pan · Ctrl and wheel to zoom",
        1 => "Drag to move · dots connect · Enter renames · Delete removes",
        _ => "Drag to move all · Delete removes all",
    };
    let words = move || {
        let hint = session.hint.get();
        if hint.is_empty() { resting().to_owned() } else { hint }
    };
    let class = move || if session.hint.with(String::is_empty) { "resting" } else { "going-on" }.to_owned();
    view! {
        <div class="hint" aria-live="polite">
            {live(move || match session.refusal.get() {
                Some(reason) => view! { <span class="refusal">{icon(icon::WARNING)} {reason}</span> }.into_any(),
                None => view! { <span class=live_text(class)>{live(words)}</span> }.into_any(),
            })}
        </div>
    }
}
