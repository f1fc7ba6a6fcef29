//! Who may do what, as the page shows it: by target, with the statement that decides and the connection it is for.

use groundplan_synth::catalog::role;
use groundplan_synth::design::{ConnectionId, Design, NodeId};
use groundplan_synth::iam::actions;
use groundplan_synth::iam::decide::{Deciding, Verdict};
use groundplan_synth::iam::listing::Row;
use groundplan_synth::iam::stack::{ROLE, Stack, Use};
use groundplan_synth::synthesize::{Names, synthesized};
use groundplan_synth::value::Value;

use crate::told::records;

records! {
    /// A statement that something needs of a role.
    pub struct Needed {
        /// What the role is called in the template.
        pub role: String,
        /// The connection that needs it.
        pub connection: Option<ConnectionId>,
        /// Actions, as `service:Action`.
        pub actions: Vec<String>,
        /// ARNs or expressions.
        pub resources: Vec<String>,
        /// The condition block.
        pub condition: Option<String>,
    }

    /// What a node may do.
    pub struct Rights {
        /// Its roles, one after another.
        pub lenses: Vec<Lens>,
        /// The day of the list of actions, when it is there.
        pub actions_date: Option<String>,
    }

    /// One role of a node: who makes calls with it, and what they may do.
    pub struct Lens {
        /// Who calls and when, as the choice says it: `At run time`.
        pub title: String,
        /// What that means.
        pub words: String,
        /// What the role is called in the template.
        pub logical_id: String,
        /// The node that stands for the role, when it is another one.
        pub node: Option<NodeId>,
        /// What the role may do.
        pub rights: Vec<Right>,
    }

    /// Actions on one thing that are decided alike.
    pub struct Right {
        /// The node that is acted on; nothing when no node of the design is meant.
        pub target: Option<NodeId>,
        /// Its name, or what else is meant.
        pub name: String,
        /// The ARN as the statement writes it.
        pub resource: String,
        /// The actions as the statements write them.
        pub actions: Vec<String>,
        /// What becomes of such a call.
        pub verdict: Verdict,
        /// Why, when it is not simply allowed.
        pub why: Option<String>,
        /// The statements that decide.
        pub because: Vec<Because>,
        /// What is taken for granted.
        pub assumes: Vec<String>,
    }

    /// What asked for a statement, or where it is written.
    pub struct Because {
        /// The reason or the place in words.
        pub words: String,
        /// The connection that asked for it.
        pub connection: Option<ConnectionId>,
        /// What the statement says, when no connection asked for it.
        pub statement: Option<String>,
    }
}

/// What is needed of one role.
pub(crate) fn needed_of(role: &str, names: &Names) -> Vec<Needed> {
    let needed = names.statements(role).iter().map(|statement| Needed {
        role: role.to_owned(),
        connection: statement.connection,
        actions: statement.actions.iter().map(|action| (*action).to_owned()).collect(),
        resources: statement.resources.iter().map(Value::display).collect(),
        condition: statement.condition.as_ref().map(Value::display),
    });
    needed.collect()
}

/// The roles by which a node makes calls, and others that are made for it or connected to it.
pub(crate) fn rights(design: &Design, id: NodeId) -> Rights {
    let made = synthesized(design);
    let stack = Stack::new(design, &made.0, &made.1);
    let mut lenses: Vec<Lens> = Vec::new();
    // A role is no program: when its calls are made, its users say.
    let is_role = design.node(id).is_some_and(|node| node.kind == role::KIND.id);
    if !is_role {
        if let Ok(role) = stack.role_of(id, Use::AtRunTime) {
            lenses.push(lens(&stack, id, &role, Some(("At run time", "The program's own calls, with the task role"))));
        }
        if let Ok(role) = stack.role_of(id, Use::AtStart) {
            let words = "The agent's calls before a container runs, with the execution role: the image, the logs, secrets";
            lenses.push(lens(&stack, id, &role, Some(("At start", words))));
        }
    }
    let around = design.connections_from(id).filter_map(|(_, connection)| connection.to.node());
    let nodes: Vec<NodeId> = [id].into_iter().chain(around).collect();
    for (logical_id, _) in made.0.resources.iter().filter(|(_, resource)| resource.kind == ROLE) {
        let is_near = stack.node_of(logical_id).is_some_and(|node| nodes.contains(&node));
        if is_near && !lenses.iter().any(|lens| lens.logical_id == *logical_id) {
            lenses.push(lens(&stack, id, logical_id, None));
        }
    }
    Rights { lenses, actions_date: actions::date().map(ToOwned::to_owned) }
}

fn lens(stack: &Stack<'_>, id: NodeId, logical_id: &str, title: Option<(&str, &str)>) -> Lens {
    let description = || {
        let resource = stack.template.resources.get(logical_id);
        resource.and_then(|resource| resource.property("Description")).map(Value::display).unwrap_or_default()
    };
    let stands = |node: &NodeId| *node != id && stack.design.node(*node).is_some_and(|node| node.kind == role::KIND.id);
    Lens {
        title: title.map_or(logical_id, |(title, _)| title).to_owned(),
        words: title.map_or_else(description, |(_, words)| words.to_owned()),
        logical_id: logical_id.to_owned(),
        node: stack.node_of(logical_id).filter(stands),
        rights: stack.listing(logical_id).into_iter().map(|row| right(stack.design, row)).collect(),
    }
}

/// A row as the page shows it.
pub(crate) fn right(design: &Design, row: Row) -> Right {
    let name = match row.target.and_then(|target| design.node(target)) {
        Some(node) => node.name.clone(),
        None if row.resource == "*" => "Everything".to_owned(),
        None => row.resource.clone(),
    };
    let verdict = row.decision.verdict;
    Right {
        target: row.target,
        name,
        resource: row.resource,
        actions: row.actions,
        verdict,
        why: (verdict != Verdict::Allowed).then(|| row.decision.words()),
        because: row.decision.deciding.into_iter().flat_map(because).collect(),
        assumes: row.decision.assumes,
    }
}

fn because(deciding: Deciding) -> Vec<Because> {
    if deciding.reasons.is_empty() {
        let words = match deciding.field {
            Some("statements") => "By hand".to_owned(),
            Some("managed_policies") => format!("By {}", deciding.policy.rsplit('/').next().unwrap_or_default()),
            _ => format!("In {}", deciding.policy),
        };
        return vec![Because { words, connection: None, statement: Some(deciding.text) }];
    }
    let reasons = deciding.reasons.into_iter();
    reasons.map(|(words, connection)| Because { words, connection, statement: None }).collect()
}
