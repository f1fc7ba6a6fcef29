//! The designs that this browser keeps: a card for each, the snapshots of the open one, and what was deleted.

use std::future::Future;

use groundplan_engine::Documents;
use groundplan_engine::answer::Card;
use groundplan_synth::design::Design;
use leptos::prelude::*;

use super::icon::{self, icon};
use super::over::{Over, close_dialog, dialog};
use super::top_bar::choose_file;
use crate::browser;
use crate::erased::{live, on};
use crate::session::{Session, put_aside, set_aside};

/// The list, as far as it is known.
#[derive(Clone, Copy)]
struct Gallery {
    session: Session,
    /// Nothing until the database has answered.
    cards: RwSignal<Option<Result<Vec<Card>, String>>>,
    /// Why the last thing tried could not be done.
    problem: RwSignal<Option<String>>,
}

impl Gallery {
    /// Does something with the kept designs, and looks what there is then.
    fn act(self, what: &'static str, act: impl Future<Output = Result<(), String>> + 'static) {
        // One type for all of them: each would have code of its own.
        let act: std::pin::Pin<Box<dyn Future<Output = Result<(), String>>>> = Box::pin(act);
        leptos::task::spawn_local(async move {
            let problem = act.await.err().map(|reason| format!("{what}: {reason}"));
            self.problem.try_set(problem);
            self.look().await;
        });
    }

    async fn look(self) {
        let cards = self.session.cards().await;
        self.cards.try_set(Some(cards));
    }

    fn mark(self, id: String, deleted: bool) {
        let session = self.session;
        self.act("This could not be done", async move {
            if deleted { session.delete(id).await } else { session.ask_kept(Documents::Mark(id, None)).await.map(drop) }
        });
    }
}

/// The dialog.
#[component]
pub fn GalleryDialog(
    /// What is open.
    over: Over,
) -> impl IntoView {
    live(move || over.gallery.get().then(|| dialog("Your designs", "gallery", move || over.gallery.set(false), content())))
}

fn content() -> AnyView {
    let gallery = Gallery { session: expect_context(), cards: RwSignal::new(None), problem: RwSignal::new(None) };
    leptos::task::spawn_local(gallery.look());
    let new = move |_| {
        close_dialog();
        gallery.session.replace(&Design::default());
    };
    let open = |_| {
        close_dialog();
        choose_file();
    };
    view! {
        <div class="gallery-head">
            <h2>"Your designs"</h2>
            <button type="button" on:click=on(new)>"New design"</button>
            <button type="button" on:click=on(open)>"Open a file…"</button>
            <button type="button" class="quiet" aria-label="Close" autofocus=true on:click=on(|_| close_dialog())>{icon(icon::CLOSE)}</button>
        </div>
        {live(move || gallery.problem.get().map(|problem| view! { <p class="problem" role="alert">{problem}</p> }))}
        {live(move || match gallery.cards.get() {
            None => view! { <p class="muted" role="status">"They are being looked up…"</p> }.into_any(),
            Some(Err(reason)) => view! { <p class="problem" role="alert">"This browser does not show them: "{reason}". The open design can be exported"</p> }.into_any(),
            Some(Ok(cards)) => shown(gallery, cards),
        })}
        {unreadable(gallery)}
    }
    .into_any()
}

fn shown(gallery: Gallery, cards: Vec<Card>) -> AnyView {
    let (deleted, kept): (Vec<Card>, Vec<Card>) = cards.into_iter().partition(|card| card.deleted.is_some());
    let (snapshots, designs): (Vec<Card>, Vec<Card>) = kept.into_iter().partition(|card| card.of.is_some());
    let others: Vec<(String, String)> = snapshots.iter().filter_map(|card| Some((card.of.clone()?, card.id.clone()))).collect();
    let open = gallery.session.document();
    let snapshots = snapshots.into_iter().filter(|card| card.of.as_ref() == Some(&open)).collect();
    let is_empty = designs.is_empty();
    view! {
        <ul class="gallery-cards" aria-label="Designs">
            {designs.into_iter().map(|card| design(gallery, card.id == open, card)).collect_view()}
        </ul>
        {is_empty.then(|| view! { <p class="muted">"A design appears here as soon as you change something in it. It stays in this browser"</p> })}
        {snapshots_of(gallery, snapshots)}
        {(!deleted.is_empty()).then(|| bin(gallery, deleted, &others))}
    }
    .into_any()
}

/// When a design was kept, and how large it is.
fn about(card: &Card) -> String {
    let nodes = if card.nodes == 1 { "1 node".to_owned() } else { format!("{} nodes", card.nodes) };
    format!("{nodes}, {}", date(card))
}

/// When a design was kept.
pub fn date(card: &Card) -> String {
    js_sys::Date::new(&card.kept.into()).to_locale_string("en-GB", &wasm_bindgen::JsValue::UNDEFINED).into()
}

fn design(gallery: Gallery, is_open: bool, card: Card) -> AnyView {
    let (id, copied) = (card.id.clone(), card.clone());
    let open = move |_| {
        let (session, id) = (gallery.session, id.clone());
        gallery.act("It could not be opened", async move {
            if session.document() != id {
                session.open_kept(id).await?;
            }
            close_dialog();
            Ok(())
        });
    };
    let duplicate = move |_| gallery.act("It could not be duplicated", gallery.session.duplicate(copied.clone()));
    let id = card.id.clone();
    let delete = move |_| gallery.mark(id.clone(), true);
    let words = about(&card);
    let words = if is_open { format!("Open now · {words}") } else { words };
    // The picture is a file of its own in an image: whatever it says, nothing in it runs.
    let picture = format!("data:image/svg+xml,{}", String::from(js_sys::encode_uri_component(&card.picture)));
    let (to_duplicate, to_delete) = (format!("Duplicate {}", card.name), format!("Delete {}", card.name));
    view! {
        <li class=if is_open { "gallery-card is-open" } else { "gallery-card" }>
            <button type="button" class="gallery-open" on:click=on(open)>
                <span class="gallery-picture">{(!card.picture.is_empty()).then(|| view! { <img src=picture alt="" /> })}</span>
                <strong>{card.name}</strong>
                <span class="muted">{words}</span>
            </button>
            <span class="gallery-acts">
                <button type="button" class="quiet" aria-label=to_duplicate on:click=on(duplicate)>"Duplicate"</button>
                <button type="button" class="quiet" aria-label=to_delete on:click=on(delete)>"Delete"</button>
            </span>
        </li>
    }
    .into_any()
}

/// A line of a list: what it is, and what can be done with it.
fn row(card: &Card, acts: AnyView) -> AnyView {
    view! { <li><span class="gallery-name"><strong>{card.name.clone()}</strong> <span class="muted">{about(card)}</span></span>{acts}</li> }
        .into_any()
}

fn snapshots_of(gallery: Gallery, snapshots: Vec<Card>) -> AnyView {
    let name = RwSignal::new(String::new());
    let keep = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let words = name.with_untracked(|name| name.trim().to_owned());
        let words = if words.is_empty() { "Snapshot".to_owned() } else { words };
        gallery.act("No snapshot could be kept", gallery.session.keep_snapshot(words));
    };
    let item = move |card: Card| {
        let (restored, deleted) = (card.id.clone(), card.id.clone());
        let restore = move |_| {
            let (session, id) = (gallery.session, restored.clone());
            gallery.act("It could not be restored", async move {
                let design = session.kept(&id).await?;
                session.replace_here(&design);
                close_dialog();
                Ok(())
            });
        };
        let delete = move |_| gallery.mark(deleted.clone(), true);
        let acts = view! {
            <button type="button" on:click=on(restore)>"Restore"</button>
            <button type="button" class="quiet" on:click=on(delete)>"Delete"</button>
        };
        row(&card, acts.into_any())
    };
    view! {
        <section class="gallery-part">
            <h3>"Snapshots of the open design"</h3>
            <form on:submit=on(keep)>
                <input aria-label="Name of the snapshot" placeholder="before the second zone" on:input=on(move |event| name.set(event_target_value(&event))) />
                <button type="submit">"Keep a snapshot"</button>
            </form>
            <ul>{snapshots.into_iter().map(item).collect_view()}</ul>
        </section>
    }
    .into_any()
}

/// What was kept and could not be read. Deleted ones can be brought back as long as the dialog is open.
fn unreadable(gallery: Gallery) -> Option<AnyView> {
    let item = move |(document, text): (String, String)| {
        let is_there = RwSignal::new(true);
        let name = format!("Design {document}");
        let (to_save, to_delete, to_bring) = (format!("Save as a file: {name}"), format!("Delete {name}"), format!("Bring back {name}"));
        let saved = text.clone();
        let save = move |_| drop(browser::download("unreadable.groundplan.json", "application/json", &saved));
        let turn = move |_| {
            let back = !is_there.get_untracked();
            if set_aside(&document, back.then_some(text.as_str())) {
                is_there.set(back);
            } else {
                gallery.problem.set(Some("It could not be brought back: the storage of this browser is full".to_owned()));
            }
        };
        let label = move || if is_there.get() { to_delete.clone() } else { to_bring.clone() };
        view! {
            <li>
                <span class="gallery-name">
                    <strong>{name}</strong>" "<span class="muted">{move || if is_there.get() { "" } else { "Deleted" }}</span>
                </span>
                <button type="button" aria-label=to_save on:click=on(save)>"Save as a file"</button>
                <button type="button" class="quiet" aria-label=label on:click=on(turn)>
                    {move || if is_there.get() { "Delete" } else { "Bring back" }}
                </button>
            </li>
        }
        .into_any()
    };
    let all = put_aside();
    (!all.is_empty()).then(|| {
        view! {
            <section class="gallery-part">
                <h3>"Could not be read"</h3>
                <ul>{all.into_iter().map(item).collect_view()}</ul>
            </section>
        }
        .into_any()
    })
}

/// The deleted ones. `others` are a design each and a state of it that is kept beside it: they go with it.
fn bin(gallery: Gallery, deleted: Vec<Card>, others: &[(String, String)]) -> AnyView {
    let is_deleted = |id: &String| deleted.iter().any(|card| card.id == *id);
    let beside = others.iter().filter(|(design, _)| is_deleted(design)).map(|(_, state)| state.clone());
    let all: Vec<String> = deleted.iter().map(|card| card.id.clone()).chain(beside).collect();
    let empty = move |_| {
        let (session, all) = (gallery.session, all.clone());
        gallery.act("They could not be deleted", async move { session.ask_kept(Documents::Remove(all)).await.map(drop) });
    };
    let item = move |card: Card| {
        let id = card.id.clone();
        let bring = move |_| gallery.mark(id.clone(), false);
        row(&card, view! { <button type="button" on:click=on(bring)>"Bring back"</button> }.into_any())
    };
    view! {
        <section class="gallery-part">
            <h3>"Deleted"</h3>
            <ul>{deleted.into_iter().map(item).collect_view()}</ul>
            <button type="button" class="quiet" on:click=on(empty)>"Delete these for good"</button>
        </section>
    }
    .into_any()
}
