//! What a student is to reach, as questions about a design. The notation is described in `lessons/README.md`.

mod read;
mod tokens;
mod words;

use groundplan_synth::catalog::{Given, Kind};
use groundplan_synth::design::{Connection, Node};
use groundplan_synth::meaning::{self, Verb};
use groundplan_synth::rules::{Rule, Severity};
use groundplan_synth::value::Value;

pub(crate) use read::find_rule;
pub use read::read;
pub use words::{fill, placeholders};

/// One goal of a step.
#[derive(Clone)]
pub struct Goal {
    /// What is to be reached, plain text.
    pub title: String,
    /// The line of its block, counted from 1.
    pub line: usize,
    /// True when it holds already and only has to go on to hold.
    pub keeps: bool,
    /// What the goal speaks of: a different node for each.
    pub variables: Vec<Variable>,
    /// What has to hold, all of it with the same nodes.
    pub clauses: Vec<Clause>,
    /// Hints, the vaguest first, with `{variable}` for the names of nodes.
    pub hints: Vec<String>,
    /// The author's words for a met goal; empty for none.
    pub met: String,
    /// The author's words for a goal that is not met; empty for none.
    pub unmet: String,
}

/// A node that a goal speaks of, whatever it is called in a design.
#[derive(Clone)]
pub struct Variable {
    /// The lesson's name for it.
    pub name: String,
    /// Of which kinds it may be.
    pub kinds: Vec<&'static Kind>,
    /// What its fields have to be.
    pub conditions: Vec<Condition>,
}

/// One thing that has to hold.
#[derive(Clone)]
pub struct Clause {
    /// Its line, counted from 1.
    pub line: usize,
    /// True when it must not hold.
    pub is_not: bool,
    /// What is asked.
    pub asks: Asks,
}

/// What can be asked. Variables are their places in [`Goal::variables`].
#[derive(Clone)]
pub enum Asks {
    /// There is such a node.
    Exists(usize),
    /// A node lies in another one, however deep.
    Inside {
        /// What lies.
        inner: usize,
        /// In what.
        outer: usize,
    },
    /// A connection leads from one to another.
    Connected {
        /// Where it starts.
        from: usize,
        /// Where it ends.
        to: usize,
        /// What it means.
        verb: &'static Verb,
        /// What its fields have to be.
        conditions: Vec<Condition>,
    },
    /// A field has a value.
    Field {
        /// Whose.
        of: usize,
        /// What it has to be.
        condition: Condition,
    },
    /// A node has just this name.
    Named {
        /// Which.
        of: usize,
        /// The name.
        name: String,
    },
    /// Packets get from one to another, by the walk of `groundplan trace`.
    Reachable {
        /// Where they start.
        from: Whence,
        /// Where they go.
        to: Whence,
        /// On which TCP port; without one on the port on which the target answers.
        port: Option<u16>,
    },
    /// A role of a node may take an action, as `groundplan can` evaluates it.
    Allowed {
        /// Who acts: a container, service, task or role.
        who: usize,
        /// The action: `s3:GetObject`.
        action: String,
        /// On what; without one the action is one that knows no resources.
        on: Option<usize>,
        /// True for what the agent does with the execution role before the containers run.
        at_start: bool,
    },
    /// A program may do no more to a node than what connections of some meanings take.
    AllowedOnly {
        /// Who acts.
        who: usize,
        /// On what.
        on: usize,
        /// The meanings: `read`, `write`.
        verbs: Vec<&'static str>,
    },
    /// The security groups of a node let in another one and nothing else.
    LetsIn {
        /// What the groups guard.
        whom: usize,
        /// What alone they let in.
        only: usize,
    },
    /// So many tasks of a service are left when the zone that has the most of them fails.
    Left {
        /// The service.
        of: usize,
        /// How the number is compared.
        test: Test,
        /// With what.
        number: i64,
    },
    /// There are so many nodes.
    Count {
        /// Of which kinds.
        kinds: Vec<&'static Kind>,
        /// What their fields have to be.
        conditions: Vec<Condition>,
        /// In what they lie.
        inside: Option<usize>,
        /// How the number is compared.
        test: Test,
        /// With what.
        number: i64,
    },
    /// Rules find nothing. What the design allows counts as found: an exception mends nothing.
    NoFinding {
        /// Which rules.
        by: Rules,
        /// At which node, what lies in it and its connections included.
        on: Option<usize>,
    },
    /// The design has the same meaning as the solution or one of the alternatives.
    Equal,
}

/// One end of a walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Whence {
    /// The world outside.
    Internet,
    /// A node.
    Variable(usize),
}

/// Which rules must find nothing.
#[derive(Clone, Copy)]
pub enum Rules {
    /// One.
    One(&'static Rule),
    /// All of a severity or worse.
    Severity(Severity),
    /// The one that finds the drawn fault.
    Fault,
}

/// How a value is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Test {
    /// `=`
    Is,
    /// `!=`
    IsNot,
    /// `>=`
    AtLeast,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `<`
    Less,
}

impl Test {
    /// All of them, longer ones before those that they start with.
    pub(crate) const ALL: &[(&str, Self)] =
        &[("!=", Self::IsNot), (">=", Self::AtLeast), ("<=", Self::AtMost), ("=", Self::Is), (">", Self::More), ("<", Self::Less)];

    /// True when two numbers compare so.
    pub fn holds(self, one: i64, other: i64) -> bool {
        match self {
            Self::Is => one == other,
            Self::IsNot => one != other,
            Self::AtLeast => one >= other,
            Self::AtMost => one <= other,
            Self::More => one > other,
            Self::Less => one < other,
        }
    }
}

/// What a field has to be.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// The field.
    pub field: String,
    /// How it is compared.
    pub test: Test,
    /// With what; `None` stands for anything at all.
    pub value: Option<Value>,
}

impl Condition {
    /// True for a value as it is given, the field's initial one included. What only deployment knows is nothing but set.
    pub fn holds(&self, given: &Given) -> bool {
        let has = given.value();
        let Some(wanted) = &self.value else { return has.is_some() == (self.test == Test::Is) };
        let Some(has) = has.filter(|value| !value.is_expression()) else { return self.test == Test::IsNot && given.value().is_none() };
        match (has.as_number(), wanted.as_number()) {
            (Some(has), Some(wanted)) => self.test.holds(has, wanted),
            _ => match self.test {
                Test::Is => has == *wanted || has.display() == wanted.display(),
                Test::IsNot => has.display() != wanted.display(),
                _ => false,
            },
        }
    }

    /// What a node gives for the field.
    pub fn of_node(&self, node: &Node) -> Given {
        let field = groundplan_synth::catalog::kind_of(node).and_then(|kind| kind.field(&self.field));
        field.map_or_else(|| Given(node.fields.get(&self.field).cloned()), |field| field.given(node))
    }

    /// What a connection gives for the field.
    pub fn of_connection(&self, connection: &Connection) -> Given {
        let field = meaning::by_id(&connection.verb).and_then(|verb| verb.field(&self.field));
        let initial = field.map_or(groundplan_synth::catalog::Initial::Nothing, |field| field.initial);
        Given::of(&connection.fields, &self.field, initial)
    }
}

impl Clause {
    /// The variables that it speaks of.
    pub fn variables(&self) -> Vec<usize> {
        let end = |whence: &Whence| match whence {
            Whence::Internet => None,
            Whence::Variable(variable) => Some(*variable),
        };
        match &self.asks {
            Asks::Exists(variable)
            | Asks::Field { of: variable, .. }
            | Asks::Named { of: variable, .. }
            | Asks::Left { of: variable, .. } => vec![*variable],
            Asks::AllowedOnly { who: one, on: other, .. } | Asks::LetsIn { whom: one, only: other } => vec![*one, *other],
            Asks::Inside { inner, outer } => vec![*inner, *outer],
            Asks::Connected { from, to, .. } => vec![*from, *to],
            Asks::Reachable { from, to, .. } => [from, to].into_iter().filter_map(end).collect(),
            Asks::Allowed { who, on, .. } => [Some(*who), *on].into_iter().flatten().collect(),
            Asks::Count { inside: on, .. } | Asks::NoFinding { on, .. } => on.iter().copied().collect(),
            Asks::Equal => Vec::new(),
        }
    }

    /// True when it is answered from the records alone, without a template.
    pub(crate) fn is_cheap(&self) -> bool {
        !matches!(
            self.asks,
            Asks::Reachable { .. }
                | Asks::Allowed { .. }
                | Asks::AllowedOnly { .. }
                | Asks::LetsIn { .. }
                | Asks::NoFinding { .. }
                | Asks::Equal
        )
    }
}
