//! What to say of a clause that does not hold, with the names of the nodes in question.

use std::rc::Rc;

use groundplan_synth::catalog::{self, Kind};
use groundplan_synth::design::NodeId;
use groundplan_synth::iam::decide::Verdict as Permission;
use groundplan_synth::network::walk::Verdict as Reach;
use groundplan_synth::words::{and, plain};

use super::ground::Ground;
use super::search::{Binding, candidates};
use super::without_article;
use crate::goal::{Asks, Clause, Condition, Goal, Test, Whence};

/// More actions than these are not read.
const MOST_ACTIONS: usize = 3;

/// Words and the nodes in question.
pub(super) struct Told {
    pub(super) words: String,
    pub(super) nodes: Vec<NodeId>,
    /// True when only deployment tells.
    pub(super) depends: bool,
}

/// Says why a clause does not hold with these nodes.
pub(super) fn told(ground: &Ground<'_>, goal: &Goal, clause: usize, binding: &Binding) -> Told {
    let teller = Teller { ground, goal, binding };
    let Some(clause) = goal.clauses.get(clause) else { return Told { words: goal.title.clone(), nodes: Vec::new(), depends: false } };
    let mut nodes: Vec<NodeId> = clause.variables().into_iter().filter_map(|variable| teller.node(variable)).collect();
    let words = teller.words(clause, &mut nodes);
    Told { words, nodes, depends: teller.depends(clause) }
}

struct Teller<'a> {
    ground: &'a Ground<'a>,
    goal: &'a Goal,
    binding: &'a Binding,
}

impl Teller<'_> {
    fn node(&self, variable: usize) -> Option<NodeId> {
        self.binding.get(variable).copied().flatten()
    }

    fn name(&self, id: NodeId) -> String {
        self.ground.design.node(id).map_or_else(String::new, |node| plain(&node.name))
    }

    /// The name of a node, or what it is to be.
    fn called(&self, variable: usize) -> String {
        self.node(variable).map_or_else(|| super::variable_words(self.goal, &self.goal.variables[variable].name), |id| self.name(id))
    }

    fn end(&self, whence: Whence) -> String {
        match whence {
            Whence::Internet => "the internet".to_owned(),
            Whence::Variable(variable) => self.called(variable),
        }
    }

    fn names(&self, ids: &[NodeId]) -> String {
        /// More names than these are not read.
        const MOST: usize = 6;
        let mut names: Vec<String> = ids.iter().take(MOST).map(|id| self.name(*id)).collect();
        if ids.len() > MOST {
            names.push(format!("{} more", ids.len() - MOST));
        }
        and(&names)
    }

    fn words(&self, clause: &Clause, nodes: &mut Vec<NodeId>) -> String {
        match &clause.asks {
            Asks::Exists(variable) => self.missing(*variable, nodes),
            Asks::Inside { inner, outer } if clause.is_not => {
                format!("{} lies in {}, where it should not", self.called(*inner), self.called(*outer))
            }
            Asks::Inside { inner, outer } => {
                let parent = self.node(*inner).and_then(|id| self.ground.design.node(id)?.parent);
                let place = parent.map_or_else(|| "on the page".to_owned(), |id| format!("in {}", self.name(id)));
                format!("{} lies {place}, expected in {}", self.called(*inner), self.called(*outer))
            }
            Asks::Connected { from, to, verb, conditions } => self.unconnected(clause, (*from, *to), verb, conditions),
            Asks::Field { of, condition } => {
                let node = self.node(*of).and_then(|id| self.ground.design.node(id));
                let kind = node.and_then(|node| catalog::kind_of(node));
                let title = kind.and_then(|kind| kind.field(&condition.field)).map_or(condition.field.as_str(), |field| field.title);
                let has = node.map_or_else(String::new, |node| given(&condition.of_node(node)));
                let not = if clause.is_not { "anything but " } else { "" };
                format!("{title} of {} is {has}, expected {not}{}", self.called(*of), wanted(condition))
            }
            Asks::Named { of, name } if clause.is_not => format!("{} is called {}, expected another name", self.called(*of), plain(name)),
            Asks::Named { of, name } => format!("{} is to be called {}", self.called(*of), plain(name)),
            Asks::Reachable { from, to, port } => self.unreached(clause.is_not, (*from, *to), *port, nodes),
            Asks::Allowed { who, action, on, at_start } => self.not_allowed(clause.is_not, (*who, *on), action, *at_start),
            Asks::AllowedOnly { who, on, verbs } => {
                let beside = self.node(*who).zip(self.node(*on)).map(|(who, on)| self.ground.allowed_beside(who, on, verbs));
                let beside = beside.unwrap_or_default();
                let more = beside.len().saturating_sub(MOST_ACTIONS);
                let mut named: Vec<String> = beside.into_iter().take(MOST_ACTIONS).collect();
                named.extend((more > 0).then(|| format!("{more} more")));
                let verbs: Vec<String> = verbs.iter().map(|verb| format!("`{verb}`")).collect();
                format!("{} may {} on {}, expected no more than {} takes", self.called(*who), and(&named), self.called(*on), and(&verbs))
            }
            Asks::LetsIn { whom, only } => {
                let (whom, only) = (*whom, *only);
                let beside = self.node(whom).zip(self.node(only)).and_then(|(whom, only)| self.ground.lets_in_beside(whom, only));
                match beside {
                    Some(beside) => {
                        let rules = plain(&and(&beside));
                        format!("The security groups of {} let in more than {}: {rules}", self.called(whom), self.called(only))
                    }
                    None => format!("{} or {} has no security group yet", self.called(whom), self.called(only)),
                }
            }
            Asks::Left { of, test, number } => {
                let expected = format!("expected {} {number}", comparison(*test));
                match self.node(*of).and_then(|of| self.ground.left_when_a_zone_fails(of)) {
                    Some(left) => format!("When a zone fails, {left} of the tasks of {} may be left, {expected}", self.called(*of)),
                    None => format!("How many tasks of {} are left when a zone fails cannot be told, {expected}", self.called(*of)),
                }
            }
            Asks::Count { kinds, conditions, inside, test, number } => {
                let found = self.ground.counted(&clause.asks, self.binding);
                let place = inside.map_or_else(String::new, |variable| format!(" in {}", self.called(variable)));
                let list = if found.is_empty() { String::new() } else { format!(" ({})", self.names(&found)) };
                let what = kinds.iter().map(|kind| without_article(kind.title)).collect::<Vec<_>>().join(" or ");
                nodes.extend(&found);
                format!("Found {} of {what}{}{place}{list}, expected {} {number}", found.len(), with(conditions), comparison(*test))
            }
            Asks::NoFinding { by, on } => {
                let found = self.ground.found(*by, on.and_then(|variable| self.node(variable)));
                let Some(first) = found.first() else { return self.goal.title.clone() };
                nodes.extend(first.node);
                let more = if found.len() > 1 { format!(" (and {} more)", found.len() - 1) } else { String::new() };
                format!("{}{more}", plain(&first.message))
            }
            Asks::Equal => match self.ground.difference() {
                Some(_) if clause.is_not => "The design is the solution, expected another one".to_owned(),
                Some(difference) => {
                    nodes.extend(difference.node);
                    plain(&difference.words)
                }
                None => "The design is the solution, expected another one".to_owned(),
            },
        }
    }

    /// True when a clause that does not hold may hold once the design is deployed.
    fn depends(&self, clause: &Clause) -> bool {
        match &clause.asks {
            Asks::Reachable { from, to, port } => self.ground.reaches(*from, *to, *port, self.binding) == Some(Reach::CannotTell),
            Asks::Allowed { who, action, on, at_start } => {
                let on = on.and_then(|variable| self.node(variable));
                let decisions = self.node(*who).map(|who| self.ground.decisions(who, action, on, *at_start));
                decisions.is_some_and(|found| found.is_ok_and(|all| all.iter().any(|decision| decision.verdict == Permission::Depends)))
            }
            _ => false,
        }
    }

    fn missing(&self, variable: usize, nodes: &mut Vec<NodeId>) -> String {
        let wanted = &self.goal.variables[variable];
        let kind = |kind: &&'static Kind| without_article(kind.title);
        let what = wanted.kinds.iter().map(kind).collect::<Vec<_>>().join(" or ");
        let fitting = candidates(self.ground, wanted);
        if !fitting.is_empty() {
            nodes.extend(&fitting);
            return format!("There is no further {what}{} beside {}", with(&wanted.conditions), self.names(&fitting));
        }
        let alike: Vec<NodeId> = wanted.kinds.iter().flat_map(|kind| self.ground.design.nodes_of(kind.id)).map(|(id, _)| id).collect();
        let Some(first) = alike.first().copied() else { return format!("There is no {what}{} yet", with(&wanted.conditions)) };
        nodes.extend(&alike);
        let node = self.ground.design.node(first);
        let wrong = wanted.conditions.iter().find_map(|condition| {
            let has = condition.of_node(node?);
            (!condition.holds(&has)).then(|| format!("{} has {} {}", self.name(first), condition.field, given(&has)))
        });
        format!("There is no {what}{} yet: {}", with(&wanted.conditions), wrong.unwrap_or_default())
    }

    fn unconnected(
        &self,
        clause: &Clause,
        ends: (usize, usize),
        verb: &groundplan_synth::meaning::Verb,
        conditions: &[Condition],
    ) -> String {
        let (from, to) = (self.called(ends.0), self.called(ends.1));
        if clause.is_not {
            return format!("{from} {} {to}, expected no such connection", verb.phrase);
        }
        let nodes = self.node(ends.0).zip(self.node(ends.1));
        let there = nodes
            .and_then(|(from, to)| self.ground.design.connections_between(from, to).find(|(_, connection)| connection.verb == verb.id));
        let wrong = there.and_then(|(_, connection)| {
            let condition = conditions.iter().find(|condition| !condition.holds(&condition.of_connection(connection)))?;
            Some(format!("{} is {}, expected {}", condition.field, given(&condition.of_connection(connection)), wanted(condition)))
        });
        match wrong {
            Some(wrong) => format!("{from} {} {to}, but {wrong}", verb.phrase),
            None => format!("{from} has no connection to {to} yet that says `{}`", verb.id),
        }
    }

    fn unreached(&self, is_not: bool, ends: (Whence, Whence), port: Option<u16>, nodes: &mut Vec<NodeId>) -> String {
        let (from, to) = (self.end(ends.0), self.end(ends.1));
        let trace = match self.ground.walk(ends.0, ends.1, port, self.binding) {
            Ok(trace) => trace,
            Err(reason) => return format!("From {from} to {to} nothing can be walked: {}", plain(&reason)),
        };
        let decides = trace.hops().find(|hop| hop.verdict == trace.verdict && hop.verdict != Reach::Passes);
        nodes.extend(decides.iter().flat_map(|hop| hop.nodes.iter().copied()));
        let at = decides.map_or_else(String::new, |hop| format!(": {}", plain(&hop.text)));
        let says = decides
            .filter(|hop| !hop.aws_says.is_empty())
            .map_or_else(String::new, |hop| format!(". One would see: {}", plain(&hop.aws_says)));
        match (trace.verdict, is_not) {
            (Reach::Passes, _) => format!("{from} reaches {to}, expected that it does not"),
            (Reach::CannotTell, _) => format!("Whether {from} reaches {to} cannot be told{at}"),
            (Reach::Blocked, _) => format!("{from} does not reach {to}{at}{says}"),
        }
    }

    fn not_allowed(&self, is_not: bool, nodes: (usize, Option<usize>), action: &str, at_start: bool) -> String {
        let who = self.called(nodes.0);
        let on = nodes.1.map_or_else(String::new, |variable| format!(" on {}", self.called(variable)));
        let subject = if at_start { format!("The agent that starts {who}") } else { who };
        let found =
            self.node(nodes.0).map(|id| self.ground.decisions(id, action, nodes.1.and_then(|variable| self.node(variable)), at_start));
        let decisions = match found {
            Some(Ok(decisions)) => decisions,
            Some(Err(reason)) => return format!("{subject} may not {action}{on}: {}", plain(&reason)),
            None => Rc::default(),
        };
        if is_not {
            return format!("{subject} may {action}{on}, expected that it may not");
        }
        let against = decisions.iter().find(|decision| decision.verdict != Permission::Allowed);
        let why = against.map_or_else(|| "it does not act on it".to_owned(), groundplan_synth::iam::decide::Decision::words);
        format!("{subject} may not {action}{on}: {}", plain(&why))
    }
}

fn given(given: &catalog::Given) -> String {
    given.value().map_or_else(|| "empty".to_owned(), |value| plain(&value.display()))
}

fn wanted(condition: &Condition) -> String {
    match (&condition.value, condition.test) {
        (None, Test::Is) => "a value".to_owned(),
        (None, _) => "none".to_owned(),
        (Some(value), Test::Is) => value.display(),
        (Some(value), test) => format!("{} {}", comparison(test), value.display()),
    }
}

fn comparison(test: Test) -> &'static str {
    match test {
        Test::Is => "exactly",
        Test::IsNot => "anything but",
        Test::AtLeast => "at least",
        Test::AtMost => "at most",
        Test::More => "more than",
        Test::Less => "less than",
    }
}

/// ` with access public`
fn with(conditions: &[Condition]) -> String {
    let each: Vec<String> = conditions.iter().map(|condition| format!("{} {}", condition.field, wanted(condition))).collect();
    if each.is_empty() { String::new() } else { format!(" with {}", and(&each)) }
}
