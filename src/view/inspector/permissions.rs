//! Who may do what: the statements that connections need of a role, each with its reason, and those written by hand.

use groundplan_editor::{Event, Item};
use groundplan_engine::answer::{Role, Statement};
use groundplan_engine::{Answer, Question};
use groundplan_synth::design::{ConnectionId, Design, NodeId};
use groundplan_synth::picture::bundle;
use leptos::prelude::*;

use crate::session::Session;

/// A role as the inspector shows it.
struct Shown {
    role: Role,
    /// The node that stands for it, when it is another one than the selected.
    node: Option<(NodeId, String)>,
}

/// The roles that a node has or takes on: those of its own in the template, and the ones it is connected to.
fn roles_of(design: &Design, roles: &[Role], id: NodeId) -> Vec<Shown> {
    let of = |node: NodeId| roles.iter().filter(move |role| role.node == Some(node));
    let own = of(id).map(|role| (role, None));
    let others = design.connections_from(id).filter_map(|(_, connection)| connection.to.node()).flat_map(|other| {
        let name = design.node(other).map(|node| node.name.clone()).unwrap_or_default();
        of(other).map(move |role| (role, Some((other, name.clone()))))
    });
    let mut found: Vec<Shown> = Vec::new();
    for (role, node) in own.chain(others) {
        if !found.iter().any(|shown| shown.role.logical_id == role.logical_id) {
            found.push(Shown { role: role.clone(), node });
        }
    }
    found
}

/// The roles of the template; none while the engine is asked.
fn roles(session: Session) -> Memo<Vec<Role>> {
    let asked = session.asked(|| Question::Roles, |answer| if let Answer::Roles(roles) = answer { Some(roles) } else { None });
    Memo::new(move |before: Option<&Vec<Role>>| asked.get().there().or_else(|| before.cloned()).unwrap_or_default())
}

/// The permissions of a role, or of what takes roles on.
#[component]
pub fn Permissions(
    /// The node.
    id: NodeId,
) -> impl IntoView {
    let session: Session = expect_context();
    let roles = roles(session);
    move || {
        let shown = roles.with(|roles| session.with_design(|design| roles_of(design, roles, id)));
        (!shown.is_empty()).then(|| {
            view! {
                <fieldset class="permissions">
                    <legend>"Permissions in the template"</legend>
                    {shown.into_iter().map(|shown| role_view(session, shown)).collect_view()}
                </fieldset>
            }
        })
    }
}

fn role_view(session: Session, shown: Shown) -> impl IntoView {
    let Shown { role, node } = shown;
    let is_empty = role.needed.is_empty() && role.by_hand.is_empty();
    let title = match node {
        Some((id, name)) => {
            view! { <button type="button" class="link" on:click=move |_| { session.send(Event::Select(vec![Item::Node(id)])); }>{name}</button> }.into_any()
        }
        None => view! { <strong>{role.logical_id}</strong> }.into_any(),
    };
    let needed = role.needed.into_iter().map(|needed| {
        let reason = needed.reason;
        let why = match needed.connection {
            Some(connection) => view! {
                <button type="button" class="link" on:click=move |_| { session.send(Event::Select(vec![Item::Connection(connection)])); }>{reason}</button>
            }
            .into_any(),
            None => view! { <span>{reason}</span> }.into_any(),
        };
        view! { <li>{why} {allowed(needed.statement)}</li> }
    });
    let by_hand = role.by_hand.into_iter().map(|statement| view! { <li><span>"By hand"</span> {allowed(statement)}</li> });
    view! {
        <div class="granted">
            <p>{title}" "<span class="muted">{role.words}</span></p>
            <ul>{needed.collect_view()} {by_hand.collect_view()}</ul>
            {is_empty.then(|| view! { <p class="muted">"Nothing is allowed yet: a connection from it allows what it needs"</p> })}
        </div>
    }
}

/// Actions on resources, as IAM writes them.
fn allowed(statement: Statement) -> impl IntoView {
    let Statement { actions, resources, condition } = statement;
    view! {
        <dl class="statement">
            <dt>"Actions"</dt>
            <dd>{actions.into_iter().map(|action| view! { <code>{action}</code> }).collect_view()}</dd>
            <dt>"On"</dt>
            <dd>{resources.into_iter().map(|resource| view! { <code>{resource}</code> }).collect_view()}</dd>
            {condition.map(|condition| view! { <dt>"When"</dt><dd><code>{condition}</code></dd> })}
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
    let roles = roles(session);
    move || {
        let sharing = session.with_design(|design| bundle(design, id));
        let mut found: Vec<(String, Statement)> = Vec::new();
        for role in roles.get() {
            let own = role.needed.into_iter().filter(|needed| needed.connection.is_some_and(|id| sharing.contains(&id)));
            found.extend(own.map(|needed| (role.logical_id.clone(), needed.statement)));
        }
        (!found.is_empty()).then(|| {
            let rows = found
                .into_iter()
                .map(|(role, statement)| view! { <li><span class="muted">{format!("{role} may")}</span> {allowed(statement)}</li> });
            view! {
                <fieldset class="permissions">
                    <legend>"Adds to the template"</legend>
                    <div class="granted"><ul>{rows.collect_view()}</ul></div>
                </fieldset>
            }
        })
    }
}
