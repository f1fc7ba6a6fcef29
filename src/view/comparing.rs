//! What the texts of the drawer are compared with: what was exported last, or a snapshot.

use groundplan_engine::answer::{Card, Compared, ComparedLine, Mark};
use groundplan_engine::{Answer, Question, Writing};
use groundplan_synth::ordered::Order;
use leptos::prelude::*;

use super::answered::answered;
use super::gallery;
use super::listing::{Listing, ListingLine};
use crate::browser;
use crate::erased::{derive, effect, live, memo, on};
use crate::session::{Session, exported};

/// What somebody chose to compare with.
#[derive(Clone, Copy)]
pub struct Comparing {
    session: Session,
    /// The earlier states that there are, what was exported last in front.
    cards: RwSignal<Vec<Card>>,
    /// The chosen one, by the name under which it is kept.
    chosen: RwSignal<Option<String>>,
    /// The chosen one as it was saved, or why it cannot be had.
    earlier: RwSignal<Option<Result<String, String>>>,
}

impl Comparing {
    /// Compares with nothing. Another document has other states.
    pub fn new(session: Session) -> Self {
        let comparing = Self { session, cards: RwSignal::new(Vec::new()), chosen: RwSignal::new(None), earlier: RwSignal::new(None) };
        effect(move || {
            session.opened.track();
            comparing.cards.set(Vec::new());
            comparing.choose(None);
        });
        comparing
    }

    fn choose(self, id: Option<String>) {
        self.chosen.set(id.clone());
        let Some(id) = id else { return self.earlier.set(None) };
        leptos::task::spawn_local(async move {
            let text = self.session.kept_text(&id).await;
            // Meanwhile somebody may have chosen another one.
            if self.chosen.try_get_untracked() == Some(Some(id)) {
                self.earlier.set(Some(text));
            }
        });
    }

    /// Remembers that the design was exported as it is.
    pub fn exported(self) {
        // What a link or another page brought is kept nowhere.
        if browser::is_embedded() || self.session.shared.with_untracked(Option::is_some) {
            return;
        }
        leptos::task::spawn_local(async move {
            // Without a database there is nothing to compare with, and the export is as good.
            if self.session.keep_exported().await.is_ok() {
                self.look().await;
                let chosen = self.chosen.get_untracked();
                if chosen.as_ref() == Some(&exported(&self.session.document())) {
                    self.choose(chosen);
                }
            }
        });
    }

    async fn look(self) {
        let Ok(mut cards) = self.session.cards().await else { return };
        let document = self.session.document();
        cards.retain(|card| card.of.as_ref() == Some(&document) && card.deleted.is_none());
        let last = exported(&document);
        cards.order_by_key(|card| card.id != last);
        self.cards.set(cards);
    }

    /// The control in which one chooses.
    pub fn control(self) -> AnyView {
        if browser::is_embedded() {
            return ().into_any();
        }
        leptos::task::spawn_local(self.look());
        let choose = move |event: web_sys::Event| self.choose(Some(event_target_value(&event)).filter(|id| !id.is_empty()));
        let options = move || {
            let (cards, chosen) = (self.cards.get(), self.chosen.get());
            let none = if cards.is_empty() { "Compare: nothing was exported or kept yet" } else { "Compare with…" };
            let option = |card: Card| {
                let words = format!("{}, {}", card.name, gallery::date(&card));
                view! { <option value=card.id.clone() selected=Some(card.id) == chosen>{words}</option> }
            };
            view! { <option value="" selected=chosen.is_none()>{none}</option> {cards.into_iter().map(option).collect_view()} }
        };
        view! { <select class="comparing" aria-label="Compare with" title="What changed since an export or a snapshot" on:change=on(choose)>{live(options)}</select> }
            .into_any()
    }

    /// A text of the drawer, or, when it is compared, what differs. `what` and `title` are for people.
    pub fn text(
        self,
        (what, title): (&'static str, &'static str),
        writing: impl Fn() -> Writing + Copy + Send + Sync + 'static,
        plain: impl Fn() -> AnyView + Send + 'static,
    ) -> AnyView {
        let is_compared = memo(move || self.earlier.with(Option::is_some));
        live(move || if is_compared.get() { self.compared(what, title, writing) } else { plain() })
    }

    fn compared(self, what: &'static str, title: &'static str, writing: impl Fn() -> Writing + 'static) -> AnyView {
        let session = self.session;
        let question = move || Some(Question::Compared(writing(), self.earlier.get()?.ok()?));
        let asked = session.asked(question, |answer| if let Answer::Compared(compared) = answer { Some(compared) } else { None });
        let problem = move || self.earlier.with(|earlier| earlier.as_ref()?.as_ref().err().cloned());
        let since = memo(move || {
            let (chosen, cards) = (self.chosen.get(), self.cards.get());
            cards.into_iter().find(|card| Some(&card.id) == chosen.as_ref()).map(|card| format!("{}, {}", card.name, gallery::date(&card)))
        });
        let differences = move |compared: Signal<Compared>| {
            let words = move || {
                let since = since.get().unwrap_or_default();
                compared.with(|compared| match (compared.added, compared.removed) {
                    (0, 0) => format!("Nothing has changed since: {since}"),
                    (added, removed) => format!("{}, {} since: {since}", lines(added, "added"), lines(removed, "removed")),
                })
            };
            let shown = derive(move || compared.with(|compared| compared.lines.iter().map(line).collect::<Vec<_>>()));
            view! { <p class="compared" role="status">{live(words)}</p> <Listing title lines=shown is_template=false /> }.into_any()
        };
        view! {
            {live(move || problem().map(|reason| view! { <p class="problem" role="alert">"It cannot be compared: "{reason}</p> }))}
            {live(move || problem().is_none().then(|| answered(session, what, asked, differences)))}
        }
        .into_any()
    }
}

fn lines(count: usize, which: &str) -> String {
    if count == 1 { format!("1 line {which}") } else { format!("{count} lines {which}") }
}

fn line(line: &ComparedLine) -> ListingLine {
    ListingLine { text: line.text.clone(), node: line.node, compared: Some((line.mark, line.number)), ..ListingLine::default() }
}

/// The letter in front of a line, and its class.
pub fn sign(mark: Mark) -> (&'static str, &'static str) {
    match mark {
        Mark::Both => ("  ", "both"),
        Mark::Added => ("+ ", "added"),
        Mark::Removed => ("- ", "removed"),
        Mark::LeftOut => ("⋯ ", "left-out"),
    }
}
