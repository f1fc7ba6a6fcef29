//! What the rules about connections share that a policy cuts off: every grant that synthesis made, with what becomes of the call.

use super::policies;
use crate::design::{ConnectionId, Design, NodeId};
use crate::iam::decide::{Decision, Verdict};
use crate::iam::stack::Stack;
use crate::iam::text::Text;
use crate::value::Value;

/// A call that a connection or a field needs and that is denied, or may be.
pub(in crate::rules) struct Denied {
    /// The role that makes it.
    pub(in crate::rules) role: String,
    /// The node of the role.
    pub(in crate::rules) node: Option<NodeId>,
    /// The connection that needs it.
    pub(in crate::rules) connection: Option<ConnectionId>,
    /// Why it is needed, in words.
    pub(in crate::rules) reason: String,
    /// The actions of which that is so for one reason.
    pub(in crate::rules) actions: Vec<&'static str>,
    /// What they act on.
    pub(in crate::rules) resource: String,
    /// The same as a template has it.
    pub(in crate::rules) on: Value,
    /// What becomes of the first of them.
    pub(in crate::rules) decision: Decision,
}

/// Calls a function with everything that is denied although synthesis granted it.
pub(in crate::rules) fn each_denied(design: &Design, look: &mut dyn FnMut(&Stack<'_>, &Denied)) {
    each(design, Verdict::Denied, look);
}

/// Calls a function with everything that synthesis granted and of which something else decides at deployment or later.
pub(in crate::rules) fn each_open(design: &Design, look: &mut dyn FnMut(&Stack<'_>, &Denied)) {
    each(design, Verdict::Depends, look);
}

fn each(design: &Design, verdict: Verdict, look: &mut dyn FnMut(&Stack<'_>, &Denied)) {
    // Without other policies, what synthesis grants is allowed.
    if !policies::has_own(design) {
        return;
    }
    policies::with_stack(design, &mut |stack| {
        for role in stack.roles.keys() {
            for needed in stack.names.statements(role) {
                for resource in &needed.resources {
                    let subject = stack.pattern(resource).into_subject();
                    let mut denied: Vec<Denied> = Vec::new();
                    for action in &needed.actions {
                        let Some(decision) = stack.decide(role, &Text::known(action), &subject) else { continue };
                        if decision.verdict != verdict {
                            continue;
                        }
                        match denied.iter_mut().find(|one| alike(&one.decision, &decision)) {
                            Some(one) => one.actions.push(action),
                            None => denied.push(Denied {
                                role: role.clone(),
                                node: stack.node_of(role),
                                connection: needed.connection,
                                reason: needed.reason.clone(),
                                actions: vec![action],
                                resource: subject.to_string(),
                                on: resource.clone(),
                                decision,
                            }),
                        }
                    }
                    for one in &denied {
                        look(stack, one);
                    }
                }
            }
        }
    });
}

/// True for calls of which that is so for one reason.
fn alike(one: &Decision, other: &Decision) -> bool {
    one.why == other.why
        && one.depends == other.depends
        && one.refused_at == other.refused_at
        && (one.refused_at.is_some() || one.deciding == other.deciding)
}
