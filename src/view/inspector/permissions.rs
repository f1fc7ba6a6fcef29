//! Who may do what: everything that a role may do, by target, with the statement that decides and the connection it is for.

use groundplan_editor::{Event, Item};
use groundplan_synth::catalog::role;
use groundplan_synth::design::{ConnectionId, Design, NodeId};
use groundplan_synth::iam::decide::{Deciding, Verdict};
use groundplan_synth::iam::listing::Row;
use groundplan_synth::iam::stack::{ROLE, Stack, Use};
use groundplan_synth::permissions::Statement;
use groundplan_synth::value::Value;
use leptos::prelude::*;

use crate::session::{Session, Synthesized};

/// One role of a node: who makes calls with it, and what they may do.
#[derive(Clone)]
struct Lens {
    /// Who calls and when, as the choice says it: `At run time`.
    title: String,
    /// What that means.
    words: String,
    /// What the role is called in the template.
    logical_id: String,
    /// The node that stands for the role, when it is another one than the selected.
    node: Option<(NodeId, String)>,
    rows: Vec<(String, Row)>,
}

/// The roles by which a node makes calls, and others that are made for it or connected to it.
fn lenses(design: &Design, synthesized: &Synthesized, id: NodeId) -> Vec<Lens> {
    let stack = Stack::new(design, &synthesized.template, &synthesized.names);
    let mut lenses: Vec<Lens> = Vec::new();
    let mut add = |title: Option<(&str, &str)>, role: &str| {
        if lenses.iter().any(|lens| lens.logical_id == *role && title.is_none()) {
            return;
        }
        let resource = synthesized.template.resources.get(role);
        let description = resource.and_then(|resource| resource.property("Description")).map(Value::display).unwrap_or_default();
        let node = stack.node_of(role).filter(|node| *node != id);
        let node = node.and_then(|node| Some((node, design.node(node)?))).filter(|(_, node)| node.kind == role::KIND.id);
        let named = |row: &Row| match row.target.and_then(|target| design.node(target)) {
            Some(node) => node.name.clone(),
            None if row.resource == "*" => "Everything".to_owned(),
            None => row.resource.clone(),
        };
        lenses.push(Lens {
            title: title.map_or_else(|| role.to_owned(), |(title, _)| title.to_owned()),
            words: title.map_or(description, |(_, words)| words.to_owned()),
            logical_id: role.to_owned(),
            node: node.map(|(id, node)| (id, node.name.clone())),
            rows: stack.listing(role).into_iter().map(|row| (named(&row), row)).collect(),
        });
    };
    // A role is no program: when its calls are made, its users say.
    let own = |role: &str| stack.node_of(role) == Some(id) && design.node(id).is_some_and(|node| node.kind == role::KIND.id);
    if let Ok(role) = stack.role_of(id, Use::AtRunTime).as_deref()
        && !own(role)
    {
        add(Some(("At run time", "The program's own calls, with the task role")), role);
    }
    if let Ok(role) = stack.role_of(id, Use::AtStart) {
        add(Some(("At start", "The agent's calls before a container runs, with the execution role: the image, the logs, secrets")), &role);
    }
    let around = design.connections_from(id).filter_map(|(_, connection)| connection.to.node());
    let nodes: Vec<NodeId> = [id].into_iter().chain(around).collect();
    for (logical_id, resource) in synthesized.template.resources.iter().filter(|(_, resource)| resource.kind == ROLE) {
        if resource.node.is_some_and(|node| nodes.contains(&node)) {
            add(None, logical_id);
        }
    }
    lenses
}

/// What a role may do, or what takes roles on; with two roles, one of them at a time.
#[component]
pub fn Permissions(
    /// The node.
    id: NodeId,
) -> impl IntoView {
    let session: Session = expect_context();
    let chosen = RwSignal::new(0_usize);
    move || {
        let synthesized = session.synthesized.get();
        session.fetched.track();
        let lenses = session.with_design(|design| lenses(design, &synthesized, id));
        (!lenses.is_empty()).then(|| {
            let choices = (lenses.len() > 1).then(|| {
                let choice = |(index, lens): (usize, &Lens)| {
                    view! {
                        <label class="choice">
                            <input type="radio" name="whose" prop:checked=move || chosen.get() == index on:change=move |_| chosen.set(index) />
                            {lens.title.clone()}
                        </label>
                    }
                };
                view! { <div class="choices" role="radiogroup" aria-label="Whose calls">{lenses.iter().enumerate().map(choice).collect_view()}</div> }
            });
            view! {
                <fieldset class="permissions">
                    <legend>"What it may do"</legend>
                    {choices}
                    {move || lenses.get(chosen.get()).or(lenses.first()).cloned().map(|lens| lens_view(session, lens))}
                </fieldset>
            }
        })
    }
}

fn select(session: Session, item: Item, words: String) -> impl IntoView {
    view! { <button type="button" class="link" on:click=move |_| { session.send(Event::Select(vec![item])); }>{words}</button> }
}

fn lens_view(session: Session, lens: Lens) -> impl IntoView {
    let is_empty = lens.rows.is_empty();
    let title = match lens.node {
        Some((id, name)) => select(session, Item::Node(id), name).into_any(),
        None => view! { <strong>{lens.logical_id}</strong> }.into_any(),
    };
    view! {
        <div class="granted">
            <p>{title}" "<span class="muted">{lens.words}</span></p>
            <ul>{lens.rows.into_iter().map(|(target, row)| row_view(session, target, row)).collect_view()}</ul>
            {is_empty.then(|| view! { <p class="muted">"Nothing is allowed yet: a connection from it allows what it needs"</p> })}
        </div>
    }
}

/// One target with its actions, what becomes of them, and why.
fn row_view(session: Session, target: String, row: Row) -> impl IntoView {
    let decision = row.decision;
    let verdict = decision.verdict;
    let target = match row.target {
        Some(node) => select(session, Item::Node(node), target).into_any(),
        None => view! { <span>{target}</span> }.into_any(),
    };
    let words = (verdict != Verdict::Allowed).then(|| decision.words());
    let because = decision.deciding.into_iter().map(|deciding| because(session, deciding));
    let assumes = decision.assumes.into_iter().map(|assumed| view! { <p class="muted">"Assumes that "{assumed}</p> });
    view! {
        <li>
            {target} " " <span class=format!("verdict {}", verdict.word())>{verdict.word()}</span>
            {words.map(|words| view! { <p>{words}</p> })}
            {because.collect_view()}
            {listed(row.actions, vec![row.resource])}
            {assumes.collect_view()}
        </li>
    }
}

/// What asked for a statement, or where it is written.
fn because(session: Session, deciding: Deciding) -> impl IntoView {
    if deciding.reasons.is_empty() {
        let place = match deciding.field {
            Some("statements") => "By hand".to_owned(),
            Some("managed_policies") => format!("By {}", deciding.policy.rsplit('/').next().unwrap_or_default()),
            _ => format!("In {}", deciding.policy),
        };
        return view! { <details><summary>{place}</summary><p class="muted">{deciding.text}</p></details> }.into_any();
    }
    let reasons = deciding.reasons.into_iter().map(|(reason, connection)| match connection {
        Some(connection) => view! { <p>{select(session, Item::Connection(connection), reason)}</p> }.into_any(),
        None => view! { <p>{reason}</p> }.into_any(),
    });
    reasons.collect_view().into_any()
}

/// Actions on resources, as IAM writes them.
fn allowed(statement: &Statement) -> impl IntoView + use<> {
    let actions = statement.actions.iter().map(|action| (*action).to_owned()).collect();
    let resources = statement.resources.iter().map(Value::display).collect();
    let condition = statement.condition.as_ref().map(Value::display);
    view! {
        {listed(actions, resources)}
        {condition.map(|condition| view! { <dl class="statement"><dt>"When"</dt><dd><code>{condition}</code></dd></dl> })}
    }
}

fn listed(actions: Vec<String>, resources: Vec<String>) -> impl IntoView {
    view! {
        <dl class="statement">
            <dt>"Actions"</dt>
            <dd>{actions.into_iter().map(|action| view! { <code>{action}</code> }).collect_view()}</dd>
            <dt>"On"</dt>
            <dd>{resources.into_iter().map(|resource| view! { <code>{resource}</code> }).collect_view()}</dd>
        </dl>
    }
}

/// What one connection allows: the actions and resources that it adds to the template.
#[component]
pub fn Grants(
    /// The connection.
    id: ConnectionId,
) -> impl IntoView {
    let session: Session = expect_context();
    move || {
        let synthesized = session.synthesized.get();
        let roles = synthesized.template.resources.iter().filter(|(_, resource)| resource.kind == ROLE);
        let mut found: Vec<(String, Statement)> = Vec::new();
        for (logical_id, _) in roles {
            let own = synthesized.names.statements(logical_id).iter().filter(|statement| statement.connection == Some(id));
            found.extend(own.map(|statement| (logical_id.clone(), statement.clone())));
        }
        (!found.is_empty()).then(|| {
            let rows = found
                .into_iter()
                .map(|(role, statement)| view! { <li><span class="muted">{format!("{role} may")}</span> {allowed(&statement)}</li> });
            view! {
                <fieldset class="permissions">
                    <legend>"Adds to the template"</legend>
                    <div class="granted"><ul>{rows.collect_view()}</ul></div>
                </fieldset>
            }
        })
    }
}
