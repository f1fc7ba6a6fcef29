//! What a design costs as long as it stands: a table of all of it, and a line for one node.

use groundplan_editor::{Event, Item};
use groundplan_engine::answer::{Standing, Taught};
use groundplan_engine::{Answer, Lessons as About, Question};
use groundplan_synth::design::NodeId;
use groundplan_synth::{catalog, decimal, prices, words};
use leptos::prelude::*;

use crate::erased::{live, on};
use crate::session::{Asked, Session};

fn asked(session: Session) -> ReadSignal<Asked<Vec<Standing>>> {
    session.asked(
        || Some(Question::Lessons(About::Standing)),
        |answer| match answer {
            Answer::Lessons(Ok(Taught::Standing(all))) => Some(all),
            _ => None,
        },
    )
}

fn dollars(usd: f64) -> String {
    format!("${}", decimal::rounded(usd, 2))
}

/// What a node costs; nothing for a kind that is paid by use alone.
#[component]
pub fn NodeCost(
    /// The node.
    id: NodeId,
) -> impl IntoView {
    let session: Session = expect_context();
    let stands = session.with_design(|design| design.node(id).and_then(|node| catalog::kind_of(node)).is_some_and(prices::stands));
    stands.then(|| {
        let all = asked(session);
        let words = move || match all.get() {
            Asked::There(all) => {
                let usd = all.iter().find(|one| one.node == id)?.monthly_usd;
                Some(match usd {
                    Some(usd) => format!(
                        "About {} a month without traffic and use, {}",
                        dollars(usd),
                        session.checked.with(|checked| checked.prices_of.clone())
                    ),
                    None => "What it costs depends on how much of it runs".to_owned(),
                })
            }
            _ => None,
        };
        live(move || words().map(|words| view! { <p class="muted node-cost">{words}</p> }))
    })
}

/// What of the design costs money as long as it stands. `heading` stands above the names.
#[component]
pub fn Costs(
    /// What is to be done with what is named.
    heading: &'static str,
) -> impl IntoView {
    let session: Session = expect_context();
    let asked = asked(session);
    view! {
        {live(move || match asked.get() {
            Asked::Waiting => view! { <p role="status">"The prices are being looked up…"</p> }.into_any(),
            Asked::Failed(reason) => view! { <p class="problem" role="alert">{format!("What it costs could not be told: {reason}")}</p> }.into_any(),
            Asked::There(all) if all.is_empty() => view! { <p>"Nothing in this design costs money while nobody uses it"</p> }.into_any(),
            Asked::There(all) => listed(session, &all, heading),
        })}
    }
}

fn listed(session: Session, all: &[Standing], heading: &'static str) -> AnyView {
    let total: f64 = all.iter().filter_map(|one| one.monthly_usd).sum();
    let row = |one: &Standing| {
        let (node, name) = (one.node, words::plain(&one.name));
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
            <thead><tr><th scope="col">{heading}</th><th scope="col">"Kind"</th><th scope="col">"A month"</th></tr></thead>
            <tbody>{all.iter().map(row).collect_view()}</tbody>
            <tfoot><tr><th scope="row" colspan="2">"Together, at least"</th><td class="price">{dollars(total)}</td></tr></tfoot>
        </table>
        <p class="muted">{format!("Prices of {prices_of}, without traffic and use. What is not listed costs by what is kept or asked")}</p>
    }
    .into_any()
}
