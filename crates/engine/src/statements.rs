//! Statements of a policy, as the page's form shows them: what they come to now, which connections they serve and the way back from those,
//! and what can stand in them.

use groundplan_synth::catalog::{self, Form};
use groundplan_synth::design::sketch::value_text;
use groundplan_synth::design::{ConnectionId, Design, NodeId};
use groundplan_synth::iam::actions;
use groundplan_synth::iam::condition::Context;
use groundplan_synth::iam::decide::{Deciding, Verdict};
use groundplan_synth::iam::document::{Effect, Statement};
use groundplan_synth::iam::listing::Row;
use groundplan_synth::iam::stack::{Stack, Use};
use groundplan_synth::iam::suggest;
use groundplan_synth::iam::text::Text;
use groundplan_synth::picture::bundle;
use groundplan_synth::synthesize::synthesized;
use groundplan_synth::value::{Map, Value};
use groundplan_synth::words::and;

use crate::rights::{self, Because, Needed, Right};
use crate::told::{records, words};

records! {
    /// What the statements of a field come to.
    pub struct Statements {
        /// Of each statement, in their order.
        pub each: Vec<Standing>,
        /// What connections and fields add to the same role by themselves.
        pub added: Vec<Needed>,
    }

    /// What one statement comes to.
    pub struct Standing {
        /// Its actions as they are written, each with what it is in a few words.
        pub actions: Vec<Suggestion>,
        /// What becomes of the calls that it is about, in short.
        pub summary: String,
        /// What becomes of the calls that it is about. A statement that decides is named when it is another one.
        pub rights: Vec<Right>,
        /// The connections that need what it is about.
        pub serves: Vec<Because>,
    }

    /// Where a role says what a connection needs of it.
    pub struct Saying {
        /// The role.
        pub node: NodeId,
        /// Its field.
        pub field: String,
        /// Which of the statements that stand in the field, from 0; nothing when the connection adds one by itself.
        pub statement: Option<usize>,
        /// The place in words.
        pub words: String,
    }

    /// Something that can stand in a control.
    pub struct Suggestion {
        /// The text, as the control takes it.
        pub text: String,
        /// What it is, in a few words.
        pub words: String,
    }

    /// What is asked about a control of a statement.
    pub struct Suggest {
        /// The node.
        pub node: NodeId,
        /// Its field.
        pub field: String,
        /// Which statement, from 0; a new one is behind the last.
        pub statement: usize,
        /// What stands in the control.
        pub part: Part,
        /// What is typed.
        pub typed: String,
    }
}

/// A part of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// An action.
    Action,
    /// A resource.
    Resource,
    /// The operator of a condition.
    Operator,
    /// The key of a condition.
    Key,
}

words!(Part: Action Resource Operator Key);

/// The statements as they are written into a field.
fn written<'a>(design: &'a Design, node: NodeId, field: &str) -> &'a [Value] {
    design.node(node).and_then(|node| node.fields.get(field)).and_then(Value::as_list).unwrap_or_default()
}

/// What a member or its opposite lists, as texts.
fn listed(statement: &Map, members: [&str; 2]) -> Vec<String> {
    let text = |value: &Value| if value.is_expression() { value_text(value) } else { value.display() };
    match members.iter().find_map(|member| statement.get(*member)) {
        Some(Value::List(items)) => items.iter().map(text).collect(),
        Some(one) => vec![text(one)],
        None => Vec::new(),
    }
}

const ACTIONS: [&str; 2] = ["Action", "NotAction"];

/// What the statements of a field of a node come to.
pub(crate) fn statements(design: &Design, node: NodeId, field: &str) -> Statements {
    let made = synthesized(design);
    let stack = Stack::new(design, &made.0, &made.1);
    // Only a role's own statements stand in a policy of the role; others are decided by with whoever calls.
    let role = stack.role_of(node, Use::AtRunTime).ok().filter(|role| stack.node_of(role) == Some(node));
    let each = written(design, node, field).iter().map(|value| standing(&stack, node, role.as_deref(), value));
    let added = role.iter().flat_map(|role| rights::needed_of(role, &made.1));
    Statements { each: each.collect(), added: added.collect() }
}

fn standing(stack: &Stack<'_>, node: NodeId, role: Option<&str>, value: &Value) -> Standing {
    let read = stack.statement(value);
    let words = |text: String| {
        // What an expression gives is known at deployment.
        let words = if text.starts_with('!') || !actions::is_known() { String::new() } else { suggest::words_of_action(&text) };
        Suggestion { text, words }
    };
    let named = value.as_map().map(|members| listed(members, ACTIONS)).unwrap_or_default();
    let is_own = |by: &Deciding| by.node == Some(node) && read.iter().any(|statement| statement.to_string() == by.text);
    let rights = |row: Row| {
        let mut row = row;
        row.decision.deciding.retain(|by| !is_own(by));
        rights::right(stack.design, row)
    };
    let found: Vec<Right> = if let Some(role) = role {
        read.iter().flat_map(|statement| stack.listing_of(role, statement)).map(rights).collect()
    } else {
        // A policy of a resource: what it decides of what the roles of the design may do.
        let roles = stack.roles.keys().flat_map(|role| stack.listing(role).into_iter().map(move |row| (role, row)));
        let decided = roles.filter(|(_, row)| row.decision.deciding.iter().chain(&row.decision.passing).any(is_own));
        decided.map(|(role, row)| Right { assumes: vec![format!("{role} calls")], ..rights(row) }).collect()
    };
    let serves = role.map(|role| serves(stack, role, &read)).unwrap_or_default();
    let summary = summary(&found, role.is_some());
    Standing { summary, actions: named.into_iter().map(words).collect(), rights: found, serves }
}

/// What becomes of calls, in short: `s3:GetObject on photos allowed; 2 more denied`.
fn summary(rights: &[Right], is_of_role: bool) -> String {
    let count = |verdict: Verdict| rights.iter().filter(|right| right.verdict == verdict).map(|right| right.actions.len()).sum::<usize>();
    match rights {
        [] if is_of_role => "Says nothing yet: name an action and a resource".to_owned(),
        [] => "Decides nothing of what the roles of this design may do".to_owned(),
        [one] => format!("{} on {} {}", and(&one.actions), one.name, one.verdict.word()),
        _ => {
            let all = [Verdict::Allowed, Verdict::Denied, Verdict::Depends].map(|verdict| (count(verdict), verdict.word()));
            let words: Vec<String> = all.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
            format!("Calls: {}", words.join(", "))
        }
    }
}

/// The connections that need of a role what its statements are about.
fn serves(stack: &Stack<'_>, role: &str, read: &[Statement]) -> Vec<Because> {
    let mut found: Vec<Because> = Vec::new();
    for needed in stack.names.statements(role).iter().filter(|needed| needed.connection.is_some()) {
        let is_about = |statement: &&Statement| {
            let on = |resource: &Value| stack.pattern(resource).into_subject();
            let covers = |action: &str| {
                let action = Text::known(action).lowercase();
                needed.resources.iter().any(|resource| !statement.covers(&action, &on(resource), &Context::default()).is_no())
            };
            needed.actions.iter().any(|action| covers(action))
        };
        let Some(statement) = read.iter().find(is_about) else { continue };
        let words = if statement.effect == Effect::Allow { "Needed" } else { "Against what is needed" };
        let because = Because { words: format!("{words}: {}", needed.reason), connection: needed.connection, statement: None };
        if !found.iter().any(|other| other.connection == because.connection) {
            found.push(because);
        }
    }
    found
}

/// Where the roles of the drawing say what a connection, or one that shares its line, needs of them.
pub(crate) fn sayings(design: &Design, id: ConnectionId) -> Vec<Saying> {
    let sharing = bundle(design, id);
    let is_for = |connection: Option<ConnectionId>| connection.is_some_and(|id| sharing.contains(&id));
    let made = synthesized(design);
    let stack = Stack::new(design, &made.0, &made.1);
    let mut found = Vec::new();
    for (node, role) in stack.roles.keys().filter_map(|role| Some((stack.node_of(role)?, role))) {
        let fields = design.node(node).and_then(|node| catalog::kind_of(node)).map(|kind| kind.fields).unwrap_or_default();
        for field in fields.iter().filter(|field| field.form == Form::Statements) {
            let name = design.node(node).map(|node| node.name.as_str()).unwrap_or_default();
            let mut say = |statement, words| {
                found.push(Saying { node, field: field.name.to_owned(), statement, words: format!("{name}: {words}") });
            };
            if stack.names.statements(role).iter().any(|needed| is_for(needed.connection)) {
                say(None, "added by connections".to_owned());
            }
            for (at, value) in written(design, node, field.name).iter().enumerate() {
                if serves(&stack, role, &stack.statement(value)).iter().any(|because| is_for(because.connection)) {
                    say(Some(at), format!("statement {}", at + 1));
                }
            }
        }
    }
    found
}

/// What can stand in a control of a statement.
pub(crate) fn suggested(design: &Design, asked: &Suggest) -> Vec<Suggestion> {
    let made = synthesized(design);
    let stack = Stack::new(design, &made.0, &made.1);
    let statement = written(design, asked.node, &asked.field).get(asked.statement).and_then(Value::as_map);
    let actions = statement.map(|members| listed(members, ACTIONS)).unwrap_or_default();
    let found = match asked.part {
        Part::Action => suggest::suggested_actions(&stack, &asked.typed),
        Part::Resource => suggest::suggested_resources(&stack, &actions, &asked.typed),
        Part::Operator => suggest::suggested_operators(&asked.typed),
        Part::Key => suggest::suggested_keys(&actions, &asked.typed),
    };
    let text = |value: &Value| if value.is_expression() { value_text(value) } else { value.display() };
    found.into_iter().map(|one| Suggestion { text: text(&one.value), words: one.words }).collect()
}
