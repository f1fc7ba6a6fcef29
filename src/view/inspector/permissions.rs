//! Who may do what: the statements that connections need of a role, each with its reason, and those written by hand.

use groundplan_editor::{Event, Item};
use groundplan_synth::design::{ConnectionId, Design, NodeId};
use groundplan_synth::permissions::{Statement, merged};
use groundplan_synth::picture::bundle;
use groundplan_synth::template::Resource;
use groundplan_synth::value::Value;
use leptos::prelude::*;

use crate::session::{Session, Synthesized};

/// The type of a role in a template.
const ROLE: &str = "AWS::IAM::Role";

/// A role as the inspector shows it.
struct Role {
    /// What it is called in the template.
    logical_id: String,
    /// What it is for.
    words: String,
    /// The node that stands for it, when it is another one than the selected.
    node: Option<(NodeId, String)>,
    statements: Vec<Statement>,
    by_hand: Vec<Value>,
}

/// The roles that a node has or takes on: those of its own in the template, and the ones it is connected to.
fn roles_of(design: &Design, synthesized: &Synthesized, id: NodeId) -> Vec<Role> {
    let of = |node: NodeId| {
        synthesized.template.resources.iter().filter(move |(_, resource)| resource.kind == ROLE && resource.node == Some(node))
    };
    let own = of(id).map(|(logical_id, resource)| (logical_id, resource, None));
    let others = design.connections_from(id).filter_map(|(_, connection)| connection.to.node()).flat_map(|other| {
        let name = design.node(other).map(|node| node.name.clone()).unwrap_or_default();
        of(other).map(move |(logical_id, resource)| (logical_id, resource, Some((other, name.clone()))))
    });
    let mut roles: Vec<Role> = Vec::new();
    for (logical_id, resource, node) in own.chain(others) {
        if roles.iter().any(|role| role.logical_id == *logical_id) {
            continue;
        }
        let statements = synthesized.names.statements(logical_id).to_vec();
        let by_hand = written_by_hand(resource, &statements);
        let words = resource.property("Description").map(Value::display).unwrap_or_default();
        roles.push(Role { logical_id: logical_id.clone(), words, node, statements, by_hand });
    }
    roles
}

/// The statements in a role's policies that no connection asked for.
fn written_by_hand(resource: &Resource, statements: &[Statement]) -> Vec<Value> {
    let needed = merged(statements);
    let policies = resource.property("Policies").and_then(Value::as_list).unwrap_or_default();
    let documents = policies.iter().filter_map(|policy| policy.as_map()?.get("PolicyDocument")?.as_map()?.get("Statement"));
    let all = documents.flat_map(|statements| match statements {
        Value::List(items) => items.clone(),
        one => vec![one.clone()],
    });
    all.filter(|statement| !needed.contains(statement)).collect()
}

/// The permissions of a role, or of what takes roles on.
#[component]
pub fn Permissions(
    /// The node.
    id: NodeId,
) -> impl IntoView {
    let session: Session = expect_context();
    move || {
        let synthesized = session.synthesized.get();
        let roles = session.with_design(|design| roles_of(design, &synthesized, id));
        (!roles.is_empty()).then(|| {
            view! {
                <fieldset class="permissions">
                    <legend>"Permissions in the template"</legend>
                    {roles.into_iter().map(|role| role_view(session, role)).collect_view()}
                </fieldset>
            }
        })
    }
}

fn role_view(session: Session, role: Role) -> impl IntoView {
    let is_empty = role.statements.is_empty() && role.by_hand.is_empty();
    let title = match role.node {
        Some((id, name)) => {
            view! { <button type="button" class="link" on:click=move |_| { session.send(Event::Select(vec![Item::Node(id)])); }>{name}</button> }.into_any()
        }
        None => view! { <strong>{role.logical_id}</strong> }.into_any(),
    };
    let needed = role.statements.into_iter().map(|statement| {
        let reason = statement.reason.clone();
        let why = match statement.connection {
            Some(connection) => view! {
                <button type="button" class="link" on:click=move |_| { session.send(Event::Select(vec![Item::Connection(connection)])); }>{reason}</button>
            }
            .into_any(),
            None => view! { <span>{reason}</span> }.into_any(),
        };
        view! { <li>{why} {allowed(&statement)}</li> }
    });
    let by_hand = role.by_hand.into_iter().map(|statement| view! { <li><span>"By hand"</span> {written(&statement)}</li> });
    view! {
        <div class="granted">
            <p>{title}" "<span class="muted">{role.words}</span></p>
            <ul>{needed.collect_view()} {by_hand.collect_view()}</ul>
            {is_empty.then(|| view! { <p class="muted">"Nothing is allowed yet: a connection from it allows what it needs"</p> })}
        </div>
    }
}

/// Actions on resources, as IAM writes them.
fn allowed(statement: &Statement) -> impl IntoView + use<> {
    let resources = statement.resources.iter().map(Value::display).collect();
    listed(
        statement.actions.iter().map(|action| (*action).to_owned()).collect(),
        resources,
        statement.condition.as_ref().map(Value::display),
    )
}

fn written(statement: &Value) -> impl IntoView + use<> {
    let texts = |name: &str| -> Vec<String> {
        match statement.as_map().and_then(|members| members.get(name)) {
            Some(Value::List(items)) => items.iter().map(Value::display).collect(),
            Some(one) => vec![one.display()],
            None => Vec::new(),
        }
    };
    let actions = [texts("Action"), texts("NotAction")].concat();
    let resources = [texts("Resource"), texts("NotResource")].concat();
    listed(actions, resources, texts("Condition").pop())
}

fn listed(actions: Vec<String>, resources: Vec<String>, condition: Option<String>) -> impl IntoView {
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
    move || {
        let synthesized = session.synthesized.get();
        let roles = synthesized.template.resources.iter().filter(|(_, resource)| resource.kind == ROLE);
        let sharing = session.with_design(|design| bundle(design, id));
        let mut found: Vec<(String, Statement)> = Vec::new();
        for (logical_id, _) in roles {
            let own = synthesized
                .names
                .statements(logical_id)
                .iter()
                .filter(|statement| statement.connection.is_some_and(|id| sharing.contains(&id)));
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
