//! Something to tell, with its details, until it is dismissed.

use leptos::prelude::*;

use super::icon::{self, icon};
use crate::erased::{live, on};
use crate::session::{Offer, Session};
use crate::{browser, files};

/// The notice at the top of the canvas.
#[component]
pub fn NoticeBar() -> impl IntoView {
    let session: Session = expect_context();
    live(move || {
        session.notice.get().map(|notice| {
            let (class, drawing) =
                if notice.is_error { ("notice severity-error", icon::ERROR) } else { ("notice severity-info", icon::INFO) };
            view! {
                <div class=class role="alert">
                    {icon(drawing)}
                    <div class="notice-words">
                        <strong>{notice.title}</strong>
                        <ul>{notice.lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
                        {notice.offer.map(|offer| view! { <button on:click=on(move |_| save(session, &offer))>"Save it as a file"</button> })}
                    </div>
                    <button class="quiet" aria-label="Dismiss" on:click=on(move |_| session.tell(None))>{icon(icon::CLOSE)}</button>
                </div>
            }
        })
    })
}

fn save(session: Session, offer: &Offer) {
    match offer {
        Offer::Design => files::save_copy(session),
        // Where it cannot be saved the text stays in the browser's storage.
        Offer::Text(text) => drop(browser::download("unreadable.groundplan.json", "application/json", text)),
    }
}
