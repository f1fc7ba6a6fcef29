//! What lies over the page: the menu, the finder, the help for the keyboard. Each takes the focus and gives it back.

use groundplan_editor::action::Act;
use groundplan_editor::{ScreenPoint, update::Wanted};
use groundplan_synth::design::Design;
use groundplan_synth::picture::lens::Lens;
use leptos::html::Dialog;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::finder::{Finder, Mode};
use super::gallery::GalleryDialog;
use super::menu::ContextMenu;
use super::sharing::ShareDialog;
use super::shortcuts::Shortcuts;
use super::{Panels, canvas, inspector, palette, top_bar};
use crate::browser;
use crate::clipboard;
use crate::erased::{effect, on};
use crate::files;
use crate::session::Session;

/// What is open.
#[derive(Clone, Copy)]
pub struct Over {
    /// The menu, at a point of the canvas.
    pub menu: RwSignal<Option<ScreenPoint>>,
    /// What the finder looks for.
    pub finder: RwSignal<Option<Mode>>,
    /// Whether the help for the keyboard is open.
    pub shortcuts: RwSignal<bool>,
    /// Whether a link is made.
    pub share: RwSignal<bool>,
    /// Whether the kept designs are shown.
    pub gallery: RwSignal<bool>,
}

/// All of it. It follows what the editor wants of the page.
#[component]
pub fn Overlays() -> impl IntoView {
    let session: Session = expect_context();
    let panels: Panels = expect_context();
    let closed = || RwSignal::new(false);
    let over = Over { menu: RwSignal::new(None), finder: RwSignal::new(None), shortcuts: closed(), share: closed(), gallery: closed() };
    // A diagram that is looked at in a page of somebody else opens nothing over it.
    let wanted = move || session.wanted.get().filter(|_| !browser::is_looked_at());
    effect(move || match wanted() {
        Some(Wanted::Menu(at)) => over.menu.set(Some(at)),
        Some(Wanted::Add(at)) => over.finder.set(Some(Mode::Add(at))),
        Some(Wanted::Act(act)) => act_on_page(session, panels, over, act),
        None => {}
    });
    view! {
        <ContextMenu over />
        <Finder over />
        <Shortcuts over />
        <ShareDialog over />
        <GalleryDialog over />
    }
}

fn act_on_page(session: Session, panels: Panels, over: Over, act: Act) {
    let toggle = |open: RwSignal<bool>| open.update(|open| *open = !*open);
    match act {
        Act::Find => over.finder.set(Some(Mode::Find)),
        Act::Commands => over.finder.set(Some(Mode::Commands)),
        Act::MoveInto => over.finder.set(Some(Mode::Into)),
        Act::Shortcuts => over.shortcuts.set(true),
        Act::CopyImage => clipboard::copy_image(session, panels.theme.get_untracked().of_picture()),
        Act::Share => over.share.set(true),
        Act::Designs => over.gallery.set(true),
        Act::Kinds => palette::search(panels),
        Act::Fields => inspector::enter(panels),
        Act::Open => files::open(session, top_bar::choose_file),
        Act::Save => files::save(session, false),
        Act::SaveAs => files::save(session, true),
        Act::New => session.replace(&Design::default()),
        Act::Palette => toggle(panels.palette),
        Act::Inspector => toggle(panels.inspector),
        Act::Drawer => toggle(panels.drawer),
        Act::Lessons => toggle(panels.lessons),
        Act::Minimap => toggle(panels.minimap),
        Act::ViewEverything => panels.lens.set(Lens::Everything),
        Act::ViewNetwork => panels.lens.set(Lens::Network),
        Act::ViewPermissions => panels.lens.set(Lens::Permissions),
        Act::ViewTraffic => panels.lens.set(Lens::Traffic),
        Act::ViewCost => panels.lens.set(Lens::Cost),
        Act::Theme => panels.theme.update(|theme| *theme = theme.next()),
        // The editor does the others itself.
        _ => {}
    }
}

/// A dialog in front of everything. Escape and a press beside it close it, and the focus goes back to where it was.
pub fn dialog(label: &'static str, class: &'static str, closed: impl Fn() + Send + Sync + 'static, content: AnyView) -> AnyView {
    let element = NodeRef::<Dialog>::new();
    effect(move || {
        if let Some(dialog) = element.get() {
            let _ = dialog.show_modal();
        }
    });
    // What lies beside the dialog belongs to it as well; its content lies in an element of its own.
    let press = move |event: web_sys::PointerEvent| {
        if event.target() == event.current_target() {
            close_dialog();
        }
    };
    // Of one that is gone already, a browser says so when the next one may be open.
    let close = move |event: web_sys::Event| {
        if event.target().and_then(|target| target.dyn_into::<web_sys::Node>().ok()).is_some_and(|dialog| dialog.is_connected()) {
            closed();
        }
    };
    let cancel = |event: web_sys::Event| {
        event.prevent_default();
        close_dialog();
    };
    view! {
        <dialog class=class aria-label=label node_ref=element on:close=on(close) on:cancel=on(cancel) on:pointerdown=on(press)>
            <div class="dialog-content">{content}</div>
        </dialog>
    }
    .into_any()
}

/// Closes the open dialog, which gives the focus back.
pub fn close_dialog() {
    let dialog = document().query_selector("dialog[open]").ok().flatten();
    if let Some(dialog) = dialog.and_then(|dialog| dialog.dyn_into::<web_sys::HtmlDialogElement>().ok()) {
        dialog.close();
        // A browser tells of it some time later, and the next key may open another one before.
        if let Ok(event) = web_sys::Event::new("close") {
            let _ = dialog.dispatch_event(&event);
        }
    }
}

/// Where a point of the canvas is in the window.
pub fn in_window(at: ScreenPoint) -> (f64, f64) {
    let bounds = document().get_element_by_id(canvas::INPUT_ID).map(|surface| surface.get_bounding_client_rect());
    bounds.map_or((at.x, at.y), |bounds| (at.x + bounds.left(), at.y + bounds.top()))
}
