//! The address plan of the VPC in which the selected node lies: bars to scale, and the same in words with what can be done.

use groundplan_editor::{Event, Item};
use groundplan_engine::answer::{Part, Plan, Window};
use groundplan_engine::{Answer, Question};
use groundplan_synth::catalog::{Form, Kind};
use groundplan_synth::decimal::Plain;
use groundplan_synth::design::NodeId;
use groundplan_synth::value::Value;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::erased::{live, on};
use crate::session::Session;
use crate::view::answered::answered;

/// The plan's id: what is pressed in it is made anew with the next answer, so the focus rests on the plan itself.
const ID: &str = "address-plan";

/// True for a kind whose fields hold ranges of addresses.
pub fn has_plan(kind: &Kind) -> bool {
    kind.fields.iter().any(|field| matches!(field.form, Form::Cidr { .. }))
}

/// The plan.
#[component]
pub fn AddressPlan(
    /// The node that is looked at.
    id: NodeId,
) -> impl IntoView {
    let session: Session = expect_context();
    let asked = session.asked(move || Some(Question::Plan(id)), |answer| if let Answer::Plan(plan) = answer { Some(plan) } else { None });
    view! {
        <fieldset class="address-plan" id=ID tabindex="-1">
            <legend>"Address plan"</legend>
            {answered(session, "The address plan", asked, move |plan| live(move || match plan.get() {
                Ok(plan) => planned(session, id, &plan),
                Err(reason) => view! { <p class="muted">{reason}</p> }.into_any(),
            }))}
        </fieldset>
    }
}

/// What a click on a part does: a subnet is selected, free space is taken.
fn choose(session: Session, id: NodeId, field: &str, part: &Part) {
    match (part.node, &part.take) {
        (Some(node), _) => {
            session.send(Event::Select(vec![Item::Node(node)]));
        }
        (None, Some(range)) => take(session, id, field, range),
        (None, None) => {}
    }
}

fn take(session: Session, node: NodeId, field: &str, range: &str) {
    let plan = document().get_element_by_id(ID).and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(plan) = plan {
        let _ = plan.focus();
    }
    session.send(Event::SetField { node, field: field.to_owned(), value: Some(Value::text(range)), gesture: false });
}

fn planned(session: Session, id: NodeId, plan: &Plan) -> AnyView {
    let inner = plan.window.as_ref().map(|window| {
        let place = |address: u64| Plain(address as f64 / plan.all.size.max(1) as f64 * 100.0);
        // From the window's place in the bar above down to both ends of its own bar.
        let (left, right) = (place(window.start), place(window.start + window.size));
        let shape = format!("polygon({left}% 0, {right}% 0, 100% 100%, 0 100%)");
        view! {
            <div class="range-opened" aria-hidden="true" style:clip-path=shape></div>
            {nest(session, id, plan, window, ())}
        }
    });
    let rows = plan.parts.iter().map(|part| row(session, id, &plan.field, part.clone())).collect_view();
    let offers = plan.offers.iter().map(|range| {
        let (field, range) = (plan.field.clone(), range.clone());
        let words = range.clone();
        view! { <button type="button" aria-label=format!("Use {range}") on:click=on(move |_| take(session, id, &field, &range))>{words}</button> }
    });
    let offers = (!plan.offers.is_empty())
        .then(|| view! { <div class="offers" role="group" aria-label="Next free"><span>"Next free"</span>{offers.collect_view()}</div> });
    view! {
        <p class="muted">{plan.words.clone()}</p>
        {nest(session, id, plan, &plan.all, inner)}
        {offers}
        <ul class="ranges">{rows}</ul>
    }
    .into_any()
}

/// A range with the bar of its parts, and within it a part that is drawn larger.
fn nest(session: Session, id: NodeId, plan: &Plan, range: &Window, inner: impl IntoView + 'static) -> AnyView {
    view! { <div class="range-nest"><code>{range.range.clone()}</code>{bar(session, id, plan, range)}{inner}</div> }.into_any()
}

/// The parts to scale. Everything in it stands in the list in words.
fn bar(session: Session, id: NodeId, plan: &Plan, within: &Window) -> AnyView {
    let (start, size) = (within.start as f64, within.size.max(1) as f64);
    let shown =
        plan.parts.iter().filter(|part| part.size > 0 && part.start < within.start + within.size && part.start + part.size > within.start);
    let parts = shown.map(|part| {
        let left = f64::max((part.start as f64 - start) / size, 0.0);
        let right = f64::min(((part.start + part.size) as f64 - start) / size, 1.0);
        let class = match (part.node, &part.problem) {
            (None, _) => "free",
            (_, Some(_)) => "taken wrong",
            (Some(node), _) if node == id => "taken current",
            _ => "taken",
        };
        let (field, title, part) = (plan.field.clone(), format!("{} {}", part.name, part.range), part.clone());
        view! {
            <span class=class title=title style:left=format!("{}%", Plain(left * 100.0)) style:width=format!("{}%", Plain((right - left) * 100.0))
                on:click=on(move |_| choose(session, id, &field, &part))></span>
        }
    });
    view! { <div class="range-bar" aria-hidden="true">{parts.collect_view()}</div> }.into_any()
}

fn row(session: Session, id: NodeId, field: &str, part: Part) -> AnyView {
    let name = part.name.clone();
    let act = match (part.node, &part.take) {
        (Some(node), _) if node == id => view! { <strong>{name}</strong> }.into_any(),
        (Some(node), _) => {
            view! { <button type="button" class="link" on:click=on(move |_| { session.send(Event::Select(vec![Item::Node(node)])); })>{name}</button> }.into_any()
        }
        (None, Some(range)) => {
            let (field, range) = (field.to_owned(), range.clone());
            view! { <button type="button" class="link" aria-label=format!("Take {range}") on:click=on(move |_| take(session, id, &field, &range))>"Take"</button> }.into_any()
        }
        (None, None) => view! { <span class="muted">{name}</span> }.into_any(),
    };
    let problem = part.problem.map(|words| view! { <span class="problem">{format!("{} {words}", part.name)}</span> });
    view! { <li class=if part.node.is_none() { "free" } else { "taken" }>{act} <code>{part.range}</code> <span class="muted">{part.words}</span> {problem}</li> }.into_any()
}
