//! What the texts of the drawer are compared with: what was exported last, or a snapshot.

use groundplan_engine::answer::{Card, Compared, ComparedLine, Mark};
use groundplan_engine::{Answer, Question, Writing};
use groundplan_synth::design::Design;
use groundplan_synth::ordered::Order;
use groundplan_synth::words;
use leptos::prelude::*;

use super::answered::answered;
use super::gallery;
use super::listing::{Listing, ListingLine};
use crate::browser;
use crate::erased::{derive, effect, live, memo, on};
use crate::session::{Notice, Session, exported};

/// What somebody chose to compare with.
#[derive(Clone, Copy)]
pub struct Comparing {
    session: Session,
    /// The earlier states that there are, what was exported last in front.
    cards: RwSignal<Vec<Card>>,
    /// The chosen one, by the name under which it is kept.
    chosen: RwSignal<Option<String>>,
    /// The one that is compared with, by its name and as it was saved.
    earlier: RwSignal<Option<(String, String)>>,
    /// The document that is open.
    document: Memo<String>,
}

impl Comparing {
    /// Compares with nothing. Another document has other states, and somebody who seeks a line seeks it in the whole template.
    pub fn new(session: Session) -> Self {
        // Undo can bring another document back as well.
        let document = memo(move || {
            session.opened.track();
            session.revision.track();
            session.document()
        });
        let comparing =
            Self { session, cards: RwSignal::new(Vec::new()), chosen: RwSignal::new(None), earlier: RwSignal::new(None), document };
        effect(move || {
            let _ = document.get();
            comparing.cards.set(Vec::new());
            comparing.choose(None);
        });
        effect(move || {
            if session.sought.with(Option::is_some) {
                comparing.choose(None);
            }
        });
        comparing
    }

    fn choose(self, id: Option<String>) {
        self.chosen.set(id.clone());
        self.earlier.set(None);
        let Some(id) = id else { return };
        leptos::task::spawn_local(async move {
            let text = self.session.kept_text(&id).await;
            // Meanwhile somebody may have chosen another one.
            if self.chosen.get_untracked().as_ref() != Some(&id) {
                return;
            }
            match text {
                Ok(text) => self.earlier.set(Some((id, text))),
                Err(reason) => {
                    self.choose(None);
                    self.session.tell(Some(Notice {
                        title: "It cannot be compared".to_owned(),
                        lines: vec![reason],
                        is_error: true,
                        offer: None,
                    }));
                }
            }
        });
    }

    /// Remembers a state of a document that was exported.
    pub fn exported(self, document: String, design: Design) {
        // What a link or another page brought is kept nowhere.
        if browser::is_embedded() || self.session.shared.with_untracked(Option::is_some) {
            return;
        }
        leptos::task::spawn_local(async move {
            let id = exported(&document);
            // Without a database there is nothing to compare with, and the export is as good.
            if self.session.keep_exported(document, &design).await.is_ok() {
                self.look().await;
                if self.chosen.get_untracked().as_ref() == Some(&id) {
                    self.choose(Some(id));
                }
            }
        });
    }

    /// Looks which earlier states there are.
    async fn look(self) {
        let Ok(mut cards) = self.session.cards().await else { return };
        let document = self.session.document();
        cards.retain(|card| card.of.as_ref() == Some(&document) && card.deleted.is_none());
        let last = exported(&document);
        cards.order_by_key(|card| card.id != last);
        if self.cards.with_untracked(|before| *before != cards) {
            self.cards.set(cards);
        }
    }

    /// Whether texts are compared.
    pub fn is_on(self) -> bool {
        self.earlier.with(Option::is_some)
    }

    /// The control in which one chooses.
    pub fn control(self) -> AnyView {
        if browser::is_embedded() {
            return ().into_any();
        }
        effect(move || {
            let _ = self.document.get();
            leptos::task::spawn_local(self.look());
        });
        let choose = move |event: web_sys::Event| self.choose(Some(event_target_value(&event)).filter(|id| !id.is_empty()));
        // A snapshot may have come since.
        let look = move |_| leptos::task::spawn_local(self.look());
        let options = move || {
            let (cards, chosen) = (self.cards.get(), self.chosen.get());
            let none = if cards.is_empty() { "Compare: nothing was exported or kept yet" } else { "Compare with…" };
            let option = |card: Card| {
                let words = called(&card);
                view! { <option value=card.id.clone() prop:selected=Some(card.id) == chosen>{words}</option> }
            };
            view! { <option value="" prop:selected=chosen.is_none()>{none}</option> {cards.into_iter().map(option).collect_view()} }
        };
        view! { <select class="comparing" aria-label="Compare with" title="What changed since an export or a snapshot" on:focus=on(look) on:change=on(choose)>{live(options)}</select> }
            .into_any()
    }

    /// A text of the drawer, or, when it is compared, what differs. `what` and `title` are for people.
    pub fn text(
        self,
        (what, title): (&'static str, &'static str),
        writing: impl Fn() -> Writing + Copy + Send + Sync + 'static,
        plain: impl Fn() -> AnyView + Send + 'static,
    ) -> AnyView {
        let is_on = memo(move || self.is_on());
        live(move || if is_on.get() { self.compared(what, title, writing) } else { plain() })
    }

    fn compared(self, what: &'static str, title: &'static str, writing: impl Fn() -> Writing + 'static) -> AnyView {
        let session = self.session;
        let question = move || Some(Question::Compared(writing(), self.earlier.get()?.1));
        let asked = session.asked(question, |answer| if let Answer::Compared(compared) = answer { Some(compared) } else { None });
        let since = memo(move || {
            let (compared, cards) = (self.earlier.get()?.0, self.cards.get());
            cards.into_iter().find(|card| card.id == compared).map(|card| called(&card))
        });
        let differences = move |compared: Signal<Result<Compared, String>>| {
            let words = move || {
                let since = since.get().unwrap_or_default();
                compared.with(|compared| match compared.as_ref().map(|compared| (compared.added, compared.removed)) {
                    Ok((0, 0)) => format!("Nothing has changed since: {since}"),
                    Ok((added, removed)) => format!("{}, {} since: {since}", lines(added, "added"), lines(removed, "removed")),
                    Err(reason) => format!("It cannot be compared: {reason}"),
                })
            };
            let all = move |compared: &Result<Compared, String>| {
                compared.iter().flat_map(|compared| &compared.lines).map(line).collect::<Vec<_>>()
            };
            let shown = derive(move || compared.with(all));
            view! { <p class="compared" role="status">{live(words)}</p> <Listing title lines=shown is_template=false /> }.into_any()
        };
        answered(session, what, asked, differences).into_any()
    }
}

/// What an earlier state is called. Snapshots have names that somebody else may have given.
fn called(card: &Card) -> String {
    format!("{}, {}", words::plain(&card.name), gallery::date(card))
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
