//! The engine in a worker of the browser.

use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ErrorEvent, MessageEvent, Worker, WorkerOptions, WorkerType};

use super::Session;
use super::engine::{Heard, Post};
use crate::browser;

/// Carries letters to a worker, which is started with the first one.
#[derive(Default)]
pub struct WorkerPost(Option<Running>);

struct Running {
    worker: Worker,
    _message: Closure<dyn FnMut(MessageEvent)>,
    _error: Closure<dyn FnMut(ErrorEvent)>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

impl Running {
    fn start(session: Session) -> Result<Self, JsValue> {
        let address = browser::script_data("engine").ok_or("The page does not say where the engine is")?;
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(&address, &options)?;
        let message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(heard) = heard(&event.data()) {
                session.hear(heard);
            }
        });
        worker.set_onmessage(Some(message.as_ref().unchecked_ref()));
        let error = Closure::<dyn FnMut(ErrorEvent)>::new(move |event: ErrorEvent| {
            // What comes when the file cannot be loaded is an event without a message.
            let words = js_sys::Reflect::get(&event, &"message".into()).ok().and_then(|words| words.as_string()).unwrap_or_default();
            let words = if words.is_empty() { "its file could not be loaded".to_owned() } else { words };
            session.hear(Heard::Broken(words));
        });
        worker.set_onerror(Some(error.as_ref().unchecked_ref()));
        Ok(Self { worker, _message: message, _error: error })
    }
}

impl Post for WorkerPost {
    fn send(&mut self, session: Session, letter: String) -> Result<(), String> {
        let words = |error: JsValue| String::from(js_sys::Error::from(error).message());
        let running = match self.0.take() {
            Some(running) => running,
            None => Running::start(session).map_err(words)?,
        };
        self.0.insert(running).worker.post_message(&letter.into()).map_err(words)
    }

    fn restart(&mut self) {
        // It may be its own message that is being heard: a closure must not be dropped while it runs.
        if let Some(running) = self.0.take() {
            running.worker.terminate();
            leptos::task::spawn_local(async move { drop(running) });
        }
    }
}

/// What `public/engine.js` says.
fn heard(data: &JsValue) -> Option<Heard> {
    let text = |name: &str| js_sys::Reflect::get(data, &name.into()).ok().and_then(|value| value.as_string());
    if let Some(reply) = text("reply") {
        return Some(Heard::Reply(reply));
    }
    if let Some(reason) = text("broken") {
        return Some(Heard::Broken(reason));
    }
    match (text("supplied"), text("missing")) {
        (Some(_), _) => Some(Heard::Supplied),
        (None, Some(name)) => Some(Heard::Missing(text("reason").unwrap_or(name))),
        (None, None) => None,
    }
}
