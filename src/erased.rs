//! Closures of views behind one type each. A view's macro makes code for the type of every closure in it; boxed, those of one purpose
//! share it, and there is less to load. What is done with a box is a function of its own: a closure within a function that knows the
//! type of another closure would be one more for each.

use std::hash::Hash;
use std::sync::Arc;

use leptos::prelude::*;

/// What follows signals: it is made anew when they change.
pub(crate) fn live<V: IntoAny + 'static>(mut view: impl FnMut() -> V + Send + 'static) -> AnyView {
    let erased: Box<dyn FnMut() -> AnyView + Send> = Box::new(move || view().into_any());
    erased.into_any()
}

/// What is there as long as something holds.
pub(crate) fn shown_while<V: IntoAny + 'static>(
    holds: impl Fn() -> bool + Send + Sync + 'static,
    view: impl Fn() -> V + Send + 'static,
) -> AnyView {
    let holds = memo(holds);
    live(move || holds.get().then(|| view().into_any()))
}

/// A list that follows signals. Items are told apart by themselves: what an item that stays is shown as stays, too.
pub(crate) fn each<T, V>(items: impl Fn() -> Vec<T> + Send + 'static, view: impl Fn(T) -> V + Send + Sync + 'static) -> AnyView
where
    T: Clone + Eq + Hash + Send + 'static,
    V: IntoAny,
{
    keyed(Box::new(items), Arc::new(move |item| view(item).into_any()))
}

/// What shows an item.
type Shows<T> = Arc<dyn Fn(T) -> AnyView + Send + Sync>;

fn keyed<T: Clone + Eq + Hash + Send + 'static>(items: Box<dyn Fn() -> Vec<T> + Send>, view: Shows<T>) -> AnyView {
    view! { <For each=items key=Clone::clone children=move |item| view(item) /> }.into_any()
}

/// An attribute's text that follows signals.
pub(crate) fn live_text(text: impl FnMut() -> String + Send + 'static) -> Box<dyn FnMut() -> String + Send> {
    Box::new(text)
}

/// An attribute that is there as long as something holds.
pub(crate) fn live_flag(holds: impl FnMut() -> bool + Send + 'static) -> Box<dyn FnMut() -> bool + Send> {
    Box::new(holds)
}

/// What an event does.
pub(crate) fn on<E>(event: impl FnMut(E) + 'static) -> Box<dyn FnMut(E)> {
    Box::new(event)
}

/// What is worked out of signals, and told on only when it is another.
pub(crate) fn memo<T: PartialEq + Send + Sync + 'static>(value: impl Fn() -> T + Send + Sync + 'static) -> Memo<T> {
    boxed_memo(Box::new(value))
}

fn boxed_memo<T: PartialEq + Send + Sync + 'static>(value: Box<dyn Fn() -> T + Send + Sync>) -> Memo<T> {
    Memo::new(move |_| value())
}

/// What is worked out of signals whenever somebody asks.
pub(crate) fn derive<T: Send + Sync + 'static>(value: impl Fn() -> T + Send + Sync + 'static) -> Signal<T> {
    boxed_signal(Box::new(value))
}

fn boxed_signal<T: Send + Sync + 'static>(value: Box<dyn Fn() -> T + Send + Sync>) -> Signal<T> {
    Signal::derive(value)
}

/// What is done now and whenever a signal that it reads changes.
pub(crate) fn effect(act: impl FnMut() + 'static) {
    boxed_effect(Box::new(act));
}

fn boxed_effect(mut act: Box<dyn FnMut()>) {
    Effect::new(move |_| act());
}
