//! A component on a page of its own.

use std::cell::Cell;
use std::rc::Rc;

use groundplan_app::session::{Heard, Post, Session};
use groundplan_engine::Engine;
use groundplan_synth::design::Design;
use leptos::mount::mount_to;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, EventInit, HtmlElement};

/// An engine on the page itself, without a worker.
#[derive(Default)]
struct Here(Engine);

impl Post for Here {
    fn send(&mut self, session: Session, letter: String) -> Result<(), String> {
        let reply = self.0.answer(&letter);
        leptos::task::spawn_local(async move { session.hear(Heard::Reply(reply)) });
        Ok(())
    }

    fn restart(&mut self) {
        self.0 = Engine::default();
    }
}

/// A mounted component; it is taken off the page with this value.
pub(crate) struct Stage {
    pub(crate) root: HtmlElement,
    pub(crate) session: Session,
    unmount: Option<Box<dyn FnOnce()>>,
}

impl Stage {
    /// Mounts a view on a design, as if nothing had been kept in this browser.
    pub(crate) fn mount<V: IntoView + 'static>(design: Design, view: impl FnOnce(Session) -> V + 'static) -> Self {
        window().local_storage().unwrap().unwrap().clear().unwrap();
        let root: HtmlElement = document().create_element("div").unwrap().unchecked_into();
        document().body().unwrap().append_child(&root).unwrap();
        let opened = Rc::new(Cell::new(None));
        let given = opened.clone();
        let handle = mount_to(root.clone(), move || {
            let session = Session::open(|| design, Here::default());
            given.set(Some(session));
            provide_context(session);
            view(session)
        });
        Self { root, session: opened.get().unwrap(), unmount: Some(Box::new(move || drop(handle))) }
    }

    /// The one element that fits a selector.
    #[track_caller]
    pub(crate) fn find<E: JsCast>(&self, selector: &str) -> E {
        let element = self.root.query_selector(selector).unwrap();
        element.unwrap_or_else(|| panic!("there is no {selector} in {}", self.root.inner_html())).unchecked_into()
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        if let Some(unmount) = self.unmount.take() {
            unmount();
        }
        self.root.remove();
    }
}

/// Tells an element what a browser would.
pub(crate) fn dispatch(element: &Element, name: &str) {
    let options = EventInit::new();
    options.set_bubbles(true);
    element.dispatch_event(&Event::new_with_event_init_dict(name, &options).unwrap()).unwrap();
}

/// Waits until all effects have run.
pub(crate) async fn settled() {
    leptos::task::tick().await;
    leptos::task::tick().await;
}
