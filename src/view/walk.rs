//! The walk: from where to where, what decides at each hop, and the line that is drawn over the design.
//!
//! What is chosen is a matter of this page, not of the design; the answer follows every committed change.

use std::collections::BTreeMap;

use groundplan_editor::{Event, Item};
use groundplan_engine::answer::{Hop, Leg, Walk as Trace};
use groundplan_engine::{Answer, Question};
use groundplan_synth::catalog::kind_of;
use groundplan_synth::design::{ConnectionId, Design, End, NodeId};
use groundplan_synth::network::walk::{Stop, Verdict};
use groundplan_synth::picture::drawn_as;
use leptos::prelude::*;

use super::icon::{self, icon};
use super::{Panels, Tab};
use crate::browser;
use crate::erased::{live, live_text, memo, on};
use crate::session::{Asked, Session};

/// The id of the choice of where it ends: the next thing to choose when somebody starts at a node.
const TO_ID: &str = "walk-to";

/// The value of the choice that stands for the world outside; those of nodes are numbers.
const OUTSIDE: &str = "outside";

/// What is walked.
#[derive(Clone, Copy)]
pub struct Walk {
    from: RwSignal<Option<Stop>>,
    to: RwSignal<Option<Stop>>,
    port: RwSignal<Option<u16>>,
    /// The answer, while the panel is shown and both ends are chosen: a walk, or why there is none.
    pub trace: ReadSignal<Asked<Result<Trace, String>>>,
}

impl Walk {
    /// Nothing chosen yet.
    pub fn new(session: Session, panels: Panels) -> Self {
        let (from, to, port) = (RwSignal::new(None), RwSignal::new(None), RwSignal::new(None));
        let question = move || {
            let is_shown = panels.drawer.get() && panels.tab.get() == Tab::Walk;
            let (from, to) = (from.get()?, to.get()?);
            is_shown.then(|| Question::Walk { from, to, port: port.get() })
        };
        let trace = session.asked(question, |answer| if let Answer::Walk(walk) = answer { Some(walk) } else { None });
        let walk = Self { from, to, port, trace };
        // In another design the same ids are other nodes.
        Effect::new(move |before: Option<u32>| {
            let opened = session.opened.get();
            if before.is_some() {
                walk.clear();
            }
            opened
        });
        walk
    }

    fn clear(self) {
        self.from.set(None);
        self.to.set(None);
    }

    /// Both ends, when they are chosen.
    pub fn ends(self) -> Option<(Stop, Stop)> {
        Some((self.from.get()?, self.to.get()?))
    }

    /// Starts at a node: shows the panel and asks where it goes.
    pub fn start_at(self, panels: Panels, id: NodeId) {
        self.from.set(Some(Stop::Node(id)));
        if self.to.get_untracked() == Some(Stop::Node(id)) {
            self.to.set(None);
        }
        panels.show(Tab::Walk);
        browser::focus_soon(TO_ID.to_owned());
    }
}

/// The leg that is shown in the drawing: the first that does not pass, else the first.
pub fn shown(trace: &Trace) -> Option<&Leg> {
    trace.legs.iter().find(|leg| leg.verdict != Verdict::Passes).or(trace.legs.first())
}

/// The icon and the name of a verdict in the style sheet: never the colour alone.
pub fn verdict_look(verdict: Verdict) -> (&'static str, &'static str) {
    match verdict {
        Verdict::Passes => (icon::DONE, "passes"),
        Verdict::CannotTell => (icon::INFO, "unsure"),
        Verdict::Blocked => (icon::ERROR, "blocked"),
    }
}

/// The panel in the drawer.
#[component]
pub fn WalkPanel() -> impl IntoView {
    let walk: Walk = expect_context();
    let set_port = move |event: web_sys::Event| walk.port.set(event_target_value(&event).trim().parse().ok().filter(|port| *port > 0));
    let port = move || walk.port.get().map(|port| port.to_string()).unwrap_or_default();
    view! {
        <div class="walk">
            <form class="walk-ends" aria-label="Walk" on:submit=on(|event: leptos::ev::SubmitEvent| event.prevent_default())>
                <label>"From " <Choice id="walk-from" chosen=walk.from /></label>
                <label>"To " <Choice id=TO_ID chosen=walk.to /></label>
                <label>"Port " <input type="number" min="1" max="65535" placeholder="its own" prop:value=port on:change=on(set_port) /></label>
                <button type="button" on:click=on(move |_| { let (from, to) = (walk.from.get_untracked(), walk.to.get_untracked()); walk.from.set(to); walk.to.set(from); })>"Turn round"</button>
                <button type="button" on:click=on(move |_| walk.clear())>"Clear"</button>
            </form>
            <Answer />
        </div>
    }
}

/// A choice among the places of the design.
#[component]
fn Choice(
    /// The id of the control.
    id: &'static str,
    /// What is chosen.
    chosen: RwSignal<Option<Stop>>,
) -> impl IntoView {
    let session: Session = expect_context();
    let places = memo(move || {
        let places = session.checked.with(|checked| checked.places.clone());
        let design = session.committed();
        let name = |id: &NodeId| design.node(*id).map(|node| (id.0, node.name.clone()));
        places.iter().filter_map(name).collect::<Vec<(u32, String)>>()
    });
    let value = |stop: Option<Stop>| match stop {
        None => String::new(),
        Some(Stop::Internet) => OUTSIDE.to_owned(),
        Some(Stop::Node(id)) => id.0.to_string(),
    };
    let choose = move |event: web_sys::Event| {
        let text = event_target_value(&event);
        chosen.set(match text.as_str() {
            "" => None,
            // The value of the world outside is a word, those of nodes are numbers.
            other => Some(other.parse().map_or(Stop::Internet, |id| Stop::Node(NodeId(id)))),
        });
    };
    view! {
        <select id=id on:change=on(choose) prop:value=live_text(move || value(chosen.get()))>
            <option value="">"Choose…"</option>
            {live(move || {
                let now = value(chosen.get());
                let known = places.get().into_iter().map(|(id, name)| (id.to_string(), name));
                let all = known.chain([(OUTSIDE.to_owned(), "The internet".to_owned())]);
                all.map(|(id, name)| { let selected = id == now; view! { <option value=id selected=selected>{name}</option> } }).collect_view()
            })}
        </select>
    }
}

#[component]
fn Answer() -> impl IntoView {
    let session: Session = expect_context();
    let walk: Walk = expect_context();
    let summary = move || match walk.trace.get() {
        Asked::Waiting => view! { <p class="muted">"Choose where it starts and where it ends"</p> }.into_any(),
        Asked::There(Err(reason)) | Asked::Failed(reason) => {
            view! { <p class="verdict unsure">{icon(icon::INFO)} <span>{reason}</span></p> }.into_any()
        }
        Asked::There(Ok(trace)) => {
            let (drawing, class) = verdict_look(trace.verdict);
            let words = session.with_design(|design| in_words(design, &trace));
            view! { <p class=format!("verdict {class}")>{icon(drawing)} <span>{words}</span></p> }.into_any()
        }
    };
    let legs = move || {
        let Asked::There(Ok(trace)) = walk.trace.get() else { return ().into_any() };
        trace.legs.iter().map(|leg| leg_view(session, leg)).collect_view().into_any()
    };
    view! {
        <div role="status">{live(summary)}</div>
        {live(legs)}
    }
}

/// `Passes: 11 hops`, or the hop that decides.
fn in_words(design: &Design, trace: &Trace) -> String {
    let hops = || trace.legs.iter().flat_map(|leg| &leg.hops);
    let worst = hops().find(|hop| hop.verdict == trace.verdict).filter(|_| trace.verdict != Verdict::Passes);
    match (trace.verdict, worst) {
        (Verdict::Blocked, Some(hop)) => format!("Blocked{}: {}", at(design, hop), hop.text),
        (Verdict::CannotTell, Some(hop)) => format!("Cannot tell{}: {}", at(design, hop), hop.text),
        _ => format!("Passes in {} hops", hops().count()),
    }
}

fn at(design: &Design, hop: &Hop) -> String {
    let name = hop.nodes.first().and_then(|id| design.node(*id)).map(|node| format!(" at {}", node.name));
    name.unwrap_or_default()
}

fn leg_view(session: Session, leg: &Leg) -> impl IntoView + use<> {
    let ways = match (leg.ways, leg.alike) {
        (1, _) => String::new(),
        (all, alike) if all == alike => format!("the same on all {all} ways between their subnets"),
        (all, alike) => format!("so on {alike} of {all} ways between their subnets"),
    };
    let hops = leg.hops.iter().map(|hop| hop_view(session, hop)).collect_view();
    view! {
        <section class="leg">
            <h3>{leg.title.clone()} " " <span class="muted">{ways}</span></h3>
            <ol class="hops">{hops}</ol>
        </section>
    }
}

fn hop_view(session: Session, hop: &Hop) -> impl IntoView + use<> {
    let (drawing, class) = verdict_look(hop.verdict);
    let place = hop.nodes.first().copied();
    let name = place.and_then(|id| session.with_design(|design| design.node(id).map(|node| node.name.clone())));
    let field = hop.field.clone();
    let connection = hop.connections.first().copied();
    let go = move |_| {
        // The field belongs to the node, else to the connection.
        let of_node = place.filter(|id| {
            let known = |field: &str| {
                session.with_design(|design| {
                    design.node(*id).is_some_and(|node| kind_of(node).is_some_and(|kind| kind.field(field).is_some()))
                })
            };
            field.as_deref().is_none_or(known) || connection.is_none()
        });
        let item = of_node.map(Item::Node).or(connection.map(Item::Connection));
        if let Some(item) = item {
            session.send(Event::Select(vec![item]));
        }
        if let Some(field) = &field {
            browser::focus_field(field);
        }
    };
    let says = (!hop.aws_says.is_empty()).then(|| view! { <p class="aws-says">"You would see: " <q>{hop.aws_says.clone()}</q></p> });
    let rule = (!hop.rule.is_empty()).then(|| view! { <code>{hop.rule.clone()}</code> });
    let resource = (!hop.resource.is_empty()).then(|| view! { <span class="muted">{hop.resource.clone()}</span> });
    view! {
        <li class=class>
            <span class="hop-verdict">{icon(drawing)} <span>{hop.verdict.to_string()}</span></span>
            <div>
                <p><strong>{hop.step.clone()}</strong> " " {hop.text.clone()}</p>
                <p class="hop-rule">{rule} " " {name.map(|name| view! { <button type="button" class="link" on:click=on(go)>{name}</button> })} " " {resource}</p>
                {says}
            </div>
        </li>
    }
}

/// The nodes of a leg in the order of the walk, each with the number of its first hop and the worst verdict there.
pub fn stations(leg: &Leg) -> Vec<(NodeId, usize, Verdict)> {
    let mut all: Vec<(NodeId, usize, Verdict)> = Vec::new();
    for (index, hop) in leg.hops.iter().enumerate() {
        let Some(node) = hop.nodes.first() else { continue };
        match all.iter_mut().find(|(known, ..)| known == node) {
            Some((_, _, verdict)) => *verdict = (*verdict).max(hop.verdict),
            None => all.push((*node, index + 1, hop.verdict)),
        }
    }
    all
}

/// The lines that are walked, by the ids under which they are drawn, with the worst verdict on each: those along which hops go, and those
/// that join both ends, since a packet to a service of AWS goes along no other.
pub fn lines(design: &Design, leg: &Leg, ends: Option<(Stop, Stop)>) -> BTreeMap<ConnectionId, Verdict> {
    let of_hops = leg.hops.iter().flat_map(|hop| hop.connections.iter().map(|id| (*id, hop.verdict)));
    let of_ends = joining(design, ends).into_iter().map(|id| (id, leg.verdict));
    let mut all = BTreeMap::new();
    for (id, verdict) in of_hops.chain(of_ends) {
        let worst = all.entry(drawn_as(design, id)).or_insert(verdict);
        *worst = (*worst).max(verdict);
    }
    all
}

/// The connections from where a walk starts, or from what that lies in, to where it ends.
fn joining(design: &Design, ends: Option<(Stop, Stop)>) -> Vec<ConnectionId> {
    let Some((Stop::Node(from), Stop::Node(to))) = ends else { return Vec::new() };
    let starts = [vec![from], design.ancestors(from)].concat();
    let joins = |end: &End| end.node().is_some_and(|id| starts.contains(&id));
    design.connections_to(to).filter(|(_, connection)| joins(&connection.from)).map(|(id, _)| id).collect()
}
