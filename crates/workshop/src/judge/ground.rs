//! The answers to single questions about a design.

use std::collections::BTreeSet;
use std::rc::Rc;

use groundplan_synth::catalog::{self, Grant};
use groundplan_synth::design::{Design, NodeId};
use groundplan_synth::iam::actions;
use groundplan_synth::iam::decide::{Decision, Verdict};
use groundplan_synth::meaning::runs;
use groundplan_synth::network;
use groundplan_synth::network::walk::{self, Stop, Telling};
use groundplan_synth::rules::{self, Finding};

use super::known::{Known, Request};
use super::search::Binding;
use crate::course::Course;
use crate::equal;
use crate::goal::{Asks, Clause, Condition, Rules, Whence};

/// A design that is judged by the goals of a step.
pub(super) struct Ground<'a> {
    pub(super) course: &'a Course<'a>,
    pub(super) step: usize,
    pub(super) design: &'a Design,
    pub(super) known: &'a Known<'a>,
}

impl Ground<'_> {
    /// True when a clause holds with these nodes. All its variables are bound.
    pub(super) fn holds(&self, clause: &Clause, binding: &Binding) -> bool {
        let node = |variable: usize| binding.get(variable).copied().flatten();
        let is = match &clause.asks {
            // What a variable is to be was looked at when it was bound.
            Asks::Exists(variable) => return node(*variable).is_some(),
            Asks::Inside { inner, outer } => node(*inner).zip(node(*outer)).is_some_and(|(inner, outer)| self.lies_in(inner, outer)),
            Asks::Connected { from, to, verb, conditions } => node(*from).zip(node(*to)).is_some_and(|(from, to)| {
                let fits = |condition: &Condition, connection: &groundplan_synth::design::Connection| {
                    condition.holds(&condition.of_connection(connection))
                };
                let mut between = self.design.connections_between(from, to).filter(|(_, connection)| connection.verb == verb.id);
                between.any(|(_, connection)| conditions.iter().all(|condition| fits(condition, connection)))
            }),
            Asks::Field { of, condition } => {
                node(*of).and_then(|id| self.design.node(id)).is_some_and(|node| condition.holds(&condition.of_node(node)))
            }
            Asks::Named { of, name } => node(*of).and_then(|id| self.design.node(id)).is_some_and(|node| node.name == *name),
            Asks::Reachable { from, to, port } => {
                // What cannot be told is neither reached nor kept away.
                return match self.reaches(*from, *to, *port, binding) {
                    Some(walk::Verdict::Passes) => !clause.is_not,
                    Some(walk::Verdict::Blocked) | None => clause.is_not,
                    Some(walk::Verdict::CannotTell) => false,
                };
            }
            Asks::Allowed { who, action, on, at_start } => {
                let wanted = if clause.is_not { Verdict::Denied } else { Verdict::Allowed };
                let decisions = node(*who).map(|who| self.decisions(who, action, on.and_then(node), *at_start));
                return match decisions {
                    Some(Ok(decisions)) => !decisions.is_empty() && decisions.iter().all(|decision| decision.verdict == wanted),
                    // Who has no role may do nothing.
                    _ => clause.is_not,
                };
            }
            Asks::AllowedOnly { who, on, verbs } => {
                return node(*who).zip(node(*on)).is_some_and(|(who, on)| self.allowed_beside(who, on, verbs).is_empty());
            }
            Asks::LetsIn { whom, only } => {
                let beside = node(*whom).zip(node(*only)).and_then(|(whom, only)| self.lets_in_beside(whom, only));
                return beside.is_some_and(|beside| beside.is_empty());
            }
            Asks::Left { of, test, number } => {
                return node(*of).and_then(|of| self.left_when_a_zone_fails(of)).is_some_and(|left| test.holds(left, *number));
            }
            Asks::Count { test, number, .. } => {
                let found = self.counted(&clause.asks, binding).len();
                return test.holds(i64::try_from(found).unwrap_or(i64::MAX), *number);
            }
            Asks::NoFinding { by, on } => return self.found(*by, on.and_then(node)).is_empty(),
            Asks::Equal => self.difference().is_none(),
        };
        is != clause.is_not
    }

    pub(super) fn lies_in(&self, inner: NodeId, outer: NodeId) -> bool {
        self.design.ancestors(inner).contains(&outer)
    }

    /// Whether one end reaches another; nothing when there is no walk between them.
    pub(super) fn reaches(&self, from: Whence, to: Whence, port: Option<u16>, binding: &Binding) -> Option<walk::Verdict> {
        self.known.reaches(stop(from, binding)?, stop(to, binding)?, port)
    }

    /// The walk from one end to another, with its words; the error says why there is none.
    pub(super) fn walk(&self, from: Whence, to: Whence, port: Option<u16>, binding: &Binding) -> Result<walk::Trace, String> {
        let (Some(from), Some(to)) = (stop(from, binding), stop(to, binding)) else { return Err("one end is missing".to_owned()) };
        walk::trace_telling(self.design, from, to, port, Telling::Words).map_err(|reason| reason.to_string())
    }

    /// What IAM says to an action, for each thing that it can be about at a node.
    pub(super) fn decisions(&self, who: NodeId, action: &str, on: Option<NodeId>, at_start: bool) -> Result<Rc<Vec<Decision>>, String> {
        self.known.decisions(&Request { who, action: action.to_owned(), on, at_start })
    }

    /// What a program may do to a node beside what connections of some meanings take, or what may depend on deployment.
    pub(super) fn allowed_beside(&self, who: NodeId, on: NodeId, verbs: &[&str]) -> Vec<String> {
        let kind = self.design.node(on).and_then(|node| catalog::kind_of(node));
        let grants = || kind.and_then(|kind| kind.access).map_or(&[][..], |access| access.grants).iter();
        let of_grant = |grant: &'static Grant| grant.allows.iter().flat_map(|allowed| allowed.actions).copied();
        let granted: BTreeSet<&str> = grants().filter(|grant| verbs.contains(&grant.verb)).flat_map(of_grant).collect();
        // Of a service whose actions are not there yet, those of other connections are known all the same.
        let mut all: BTreeSet<String> = grants().flat_map(of_grant).map(str::to_owned).collect();
        let services: BTreeSet<String> = all.iter().filter_map(|action| Some(action.split_once(':')?.0.to_owned())).collect();
        all.extend(services.iter().flat_map(|service| actions::names(service).map(move |name| format!("{service}:{name}"))));
        let is_more = |action: &String| {
            let decisions = || self.decisions(who, action, Some(on), false);
            !granted.contains(action.as_str())
                && self.known.may_allow(who, action)
                && decisions().is_ok_and(|decisions| decisions.iter().any(|decision| decision.verdict != Verdict::Denied))
        };
        all.into_iter().filter(is_more).collect()
    }

    /// What the security groups of a node let in beside another one.
    pub(super) fn lets_in_beside(&self, whom: NodeId, only: NodeId) -> Option<Vec<String>> {
        walk::lets_in_beside(self.design, whom, only)
    }

    /// How many tasks of a service are left when the zone with the most of them fails; nothing when only deployment tells.
    /// ECS spreads the tasks of a Fargate service over the zones as evenly as it can.
    /// Source: <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing.html>.
    pub(super) fn left_when_a_zone_fails(&self, service: NodeId) -> Option<i64> {
        let given = catalog::kind_of(self.design.node(service)?)?.field("desired_count")?.given(self.design.node(service)?);
        let tasks = given.value().filter(|value| !value.is_expression())?.as_number()?;
        let mut zones = BTreeSet::new();
        for subnet in self.design.targets(service, runs::VERB.id) {
            zones.insert(network::zone_of(self.design, subnet)?);
        }
        let zones = i64::try_from(zones.len()).ok().filter(|zones| *zones > 0)?;
        Some(tasks - (tasks + zones - 1) / zones)
    }

    /// The nodes that a count counts.
    pub(super) fn counted(&self, asks: &Asks, binding: &Binding) -> Vec<NodeId> {
        let Asks::Count { kinds, conditions, inside, .. } = asks else { return Vec::new() };
        let outer = inside.and_then(|variable| binding.get(variable).copied().flatten());
        let of_kind = kinds.iter().flat_map(|kind| self.design.nodes_of(kind.id));
        let fits = of_kind.filter(|(_, node)| conditions.iter().all(|condition| condition.holds(&condition.of_node(node))));
        let mut found: Vec<NodeId> = fits.map(|(id, _)| id).filter(|id| outer.is_none_or(|outer| self.lies_in(*id, outer))).collect();
        found.sort_unstable();
        found
    }

    /// What rules find, at a node where one is given.
    pub(super) fn found(&self, by: Rules, on: Option<NodeId>) -> Vec<Finding> {
        let all: Vec<Finding> = match by {
            Rules::One(rule) => self.known.findings_of(rule).to_vec(),
            Rules::Fault => self.course.fault(self.step).map_or_else(Vec::new, |fault| self.known.findings_of(fault.rule).to_vec()),
            Rules::Severity(severity) => {
                let rules = rules::ALL.iter().filter(|rule| rule.severity <= severity);
                rules.flat_map(|rule| self.known.findings_of(rule).to_vec()).collect()
            }
        };
        let is_there = |finding: &Finding, on: NodeId| {
            let ends = finding.connection.and_then(|id| self.design.connection(id)).and_then(|connection| connection.nodes());
            let nodes = [finding.node, ends.map(|(from, _)| from), ends.map(|(_, to)| to)];
            nodes.into_iter().flatten().any(|id| id == on || self.lies_in(id, on))
        };
        all.into_iter().filter(|finding| on.is_none_or(|on| is_there(finding, on))).collect()
    }

    /// How the design differs from the solution, unless it is that or an alternative.
    pub(super) fn difference(&self) -> Option<equal::Difference> {
        let solution = self.course.solution(self.step)?;
        let difference = equal::difference(self.design, solution)?;
        let alternatives = self.course.step(self.step).map_or(&[][..], |step| &step.alternatives);
        let is_one = alternatives.iter().any(|alternative| equal::difference(self.design, alternative).is_none());
        (!is_one).then_some(difference)
    }
}

fn stop(whence: Whence, binding: &Binding) -> Option<Stop> {
    match whence {
        Whence::Internet => Some(Stop::Internet),
        Whence::Variable(variable) => binding.get(variable).copied().flatten().map(Stop::Node),
    }
}
