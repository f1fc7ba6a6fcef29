//! The end of a lesson: what is to be deleted, and what it costs when it is left.

use groundplan_editor::{Event, Item};
use groundplan_engine::answer::{Standing, Taught};
use groundplan_engine::{Answer, Lessons as About, Question};
use groundplan_synth::decimal;
use leptos::prelude::*;

use crate::erased::{live, on};
use crate::session::{Asked, Session};

/// What of the design costs money as long as it stands.
pub(super) fn standing() -> AnyView {
    let session: Session = expect_context();
    let asked = session.asked(
        || Some(Question::Lessons(About::Standing)),
        |answer| match answer {
            Answer::Lessons(Ok(Taught::Standing(all))) => Some(all),
            _ => None,
        },
    );
    view! {
        <h4>"If you leave it"</h4>
        {live(move || match asked.get() {
            Asked::Waiting => view! { <p role="status">"The prices are being looked up…"</p> }.into_any(),
            Asked::Failed(reason) => view! { <p class="problem" role="alert">{format!("What it costs could not be told: {reason}")}</p> }.into_any(),
            Asked::There(all) if all.is_empty() => view! { <p>"Nothing in this design costs money while nobody uses it"</p> }.into_any(),
            Asked::There(all) => listed(session, &all),
        })}
    }
    .into_any()
}

fn listed(session: Session, all: &[Standing]) -> AnyView {
    let dollars = |usd: f64| format!("${}", decimal::rounded(usd, 2));
    let total: f64 = all.iter().filter_map(|one| one.monthly_usd).sum();
    let row = |one: &Standing| {
        let (node, name) = (one.node, one.name.clone());
        let price = one.monthly_usd.map_or_else(|| "as used".to_owned(), dollars);
        view! {
            <tr>
                <th scope="row"><button type="button" class="link" on:click=on(move |_| { session.send(Event::Reveal(vec![Item::Node(node)])); })>{name}</button></th>
                <td>{one.kind.clone()}</td>
                <td class="price">{price}</td>
            </tr>
        }
    };
    let prices_of = session.checked.with(|checked| checked.prices_of.clone());
    view! {
        <table class="standing">
            <thead><tr><th scope="col">"Delete"</th><th scope="col">"Kind"</th><th scope="col">"A month"</th></tr></thead>
            <tbody>{all.iter().map(row).collect_view()}</tbody>
            <tfoot><tr><th scope="row" colspan="2">"Together, at least"</th><td class="price">{dollars(total)}</td></tr></tfoot>
        </table>
        <p class="muted">{format!("Prices of {prices_of}, without traffic and use. What is not listed costs by what is kept or asked: delete it, too")}</p>
    }
    .into_any()
}
