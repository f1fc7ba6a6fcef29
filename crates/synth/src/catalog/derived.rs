//! What synthesis makes for a node because nothing drawn stands for it: roles and security groups.
//!
//! A picture shows them as derived; drawing one and connecting it by its verb takes its place, with the same permissions and rules.

use super::{security_group, task_definition};
use crate::design::{Design, NodeId};
use crate::meaning::{assumes, guards};

/// A resource that no node stands for yet, and how a node takes its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Derived {
    /// What its logical id ends in, behind the stem of the node: `TaskRole`.
    pub suffix: &'static str,
    /// What it is, for people: `task role`.
    pub title: &'static str,
    /// The kind of the node that takes its place.
    pub kind: &'static str,
    /// The verb that connects the two.
    pub verb: &'static str,
    /// Whether the connection starts at the node for which it is derived (`web -> role : assumes`) or ends there
    /// (`group -> web : guards`).
    pub from_node: bool,
}

const EXECUTION_ROLE: Derived =
    Derived { suffix: task_definition::EXECUTION_ROLE, title: "execution role", kind: "role", verb: "starts-with", from_node: true };
const TASK_ROLE: Derived =
    Derived { suffix: task_definition::TASK_ROLE, title: "task role", kind: "role", verb: "assumes", from_node: true };
const GROUP: Derived =
    Derived { suffix: security_group::SUFFIX, title: "security group", kind: "security-group", verb: "guards", from_node: false };

/// What is derived for a node; nothing for what a drawn node stands for.
pub fn derived(design: &Design, id: NodeId) -> Vec<Derived> {
    let Some(node) = design.node(id) else { return Vec::new() };
    let mut all = Vec::new();
    if task_definition::has_one(node) {
        if task_definition::derives_execution_role(design, id) {
            all.push(EXECUTION_ROLE);
        }
        if design.targets(id, assumes::VERB.id).is_empty() {
            all.push(TASK_ROLE);
        }
    }
    let guarded = guards::VERB.joins.contains(&(security_group::KIND.id, node.kind.as_str()));
    if guarded && security_group::guarding(design, id).is_empty() {
        all.push(GROUP);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{load_balancer, role};
    use crate::design::sketch;
    use crate::meaning::starts_with;

    #[track_caller]
    fn check(connections: &str, node: &str, expected: &[&str]) {
        let text = format!(
            "vpc main\n  security-group own\n  load-balancer site\n  cluster work\n    service web\n      container app\nrole worker\n{connections}\n"
        );
        let design = sketch::parse(&text).design;
        let found: Vec<&str> = derived(&design, design.find(node).unwrap()).iter().map(|derived| derived.title).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn what_is_drawn_is_not_derived() {
        check("", "web", &["execution role", "task role", "security group"]);
        check("web -> worker : assumes", "web", &["execution role", "security group"]);
        check("web -> worker : starts-with\nown -> web : guards", "web", &["task role"]);
        check("", "site", &["security group"]);
        check("", "main", &[]);
        check("", "app", &[]);
    }

    #[test]
    fn kinds_and_verbs_are_those_of_the_catalog() {
        for (derived, kind, verb) in [
            (EXECUTION_ROLE, role::KIND.id, starts_with::VERB.id),
            (TASK_ROLE, role::KIND.id, assumes::VERB.id),
            (GROUP, security_group::KIND.id, guards::VERB.id),
        ] {
            assert_eq!((derived.kind, derived.verb), (kind, verb));
        }
        assert!(guards::VERB.joins.contains(&(security_group::KIND.id, load_balancer::KIND.id)));
    }
}
