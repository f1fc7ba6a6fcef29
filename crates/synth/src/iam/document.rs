//! Policy documents as statements that can be asked. What cannot be read makes a statement depend on it, and is never left out.
//!
//! Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>.

use std::fmt;

use super::answer::Answer;
use super::condition::{self, Condition, Context};
use super::resolve::{ACCOUNT, Resolver};
use super::text::{Nature, Piece, Text};
use crate::template::Template;
use crate::value::{Map, Value};

/// What a statement does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It allows.
    Allow,
    /// It refuses, whatever allows.
    Deny,
}

/// A list of patterns, or everything but what they match.
#[derive(Clone, Debug)]
pub struct Matcher {
    /// The patterns.
    pub patterns: Vec<Text>,
    /// True for `NotAction` and `NotResource`.
    pub but: bool,
}

impl Matcher {
    fn answer(&self, text: &Text, context: &Context) -> Answer {
        let mut any = Answer::No;
        for pattern in &self.patterns {
            any = any.or(context.filled(pattern).matches(text));
            if any.is_yes() {
                break;
            }
        }
        if self.but { any.negated() } else { any }
    }
}

/// Whom a statement of a resource's policy is about.
#[derive(Clone, Debug, Default)]
pub struct Principals {
    /// True for `NotPrincipal`.
    pub but: bool,
    /// True when everyone is meant.
    pub everyone: bool,
    /// Principals of AWS: ARNs and account numbers.
    pub aws: Vec<Text>,
    /// Services of AWS.
    pub services: Vec<Text>,
    /// Identity providers and canonical users.
    pub others: Vec<Text>,
}

/// A statement.
#[derive(Clone, Debug)]
pub struct Statement {
    /// Its `Sid`; empty when it has none.
    pub sid: String,
    /// Allow or deny.
    pub effect: Effect,
    /// The actions, in lower case.
    pub actions: Matcher,
    /// The actions as they are written.
    pub written_actions: Vec<String>,
    /// The resources; a trust policy has none.
    pub resources: Option<Matcher>,
    /// Whom it is about; a policy of a role does not say.
    pub principals: Option<Principals>,
    /// All of these have to hold.
    pub conditions: Vec<Condition>,
    /// What could not be read.
    pub doubts: Vec<String>,
    /// Which one of its document it is, from 0.
    pub index: usize,
}

/// How a principal is meant by a statement of a resource's policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meant {
    /// The role itself is named.
    pub role: Answer,
    /// Its account is named: the account's own policies decide.
    pub account: Answer,
    /// Everyone is.
    pub everyone: Answer,
}

/// Who makes a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Caller {
    /// A role of this account, by its ARN.
    Role(Text),
    /// A service of AWS: `ecs-tasks.amazonaws.com`.
    Service(String),
}

impl Statement {
    /// Whether the statement is about an action on a resource, whoever asks.
    pub fn covers(&self, action: &Text, resource: &Text, context: &Context) -> Answer {
        let doubts = self.doubts.iter().map(Answer::depends).fold(Answer::Yes, Answer::and);
        let about = self.actions.answer(action, context);
        if about.is_no() {
            return Answer::No;
        }
        let resources = self.resources.as_ref().map_or(Answer::Yes, |resources| resources.answer(resource, context));
        if resources.is_no() {
            return Answer::No;
        }
        let conditions = self.conditions.iter().map(|condition| condition::answer(condition, context)).fold(Answer::Yes, Answer::and);
        about.and(resources).and(conditions).and(doubts)
    }

    /// False when the statement is certainly not about an action, whatever the resource.
    pub fn may_be_about(&self, action: &Text) -> bool {
        !self.doubts.is_empty() || !self.actions.answer(action, &Context::default()).is_no()
    }

    /// True for a statement of a resource's policy that certainly allows something to everybody, whatever their account.
    pub fn is_for_everybody(&self) -> bool {
        let everyone = self.principals.as_ref().is_some_and(|principals| principals.everyone && !principals.but);
        self.effect == Effect::Allow && everyone && self.conditions.is_empty() && self.doubts.is_empty()
    }

    /// Whether the statement of a resource's policy is about a caller.
    pub fn means(&self, caller: &Caller) -> Meant {
        let no = || Meant { role: Answer::No, account: Answer::No, everyone: Answer::No };
        let Some(principals) = &self.principals else { return no() };
        let named = principals.means(caller);
        if !principals.but {
            return named;
        }
        // A role is left out for certain when both it and its account are listed.
        // Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
        let listed = match (&named.everyone, &named.role, &named.account) {
            (Answer::Yes, ..) | (_, Answer::Yes, Answer::Yes) => Answer::Yes,
            (Answer::No, Answer::No, Answer::No) => Answer::No,
            _ => Answer::depends("whether NotPrincipal leaves out the sessions of the role"),
        };
        Meant { everyone: listed.negated(), ..no() }
    }
}

/// What it says, in one line: `Allow s3:GetObject on arn:aws:s3:::${PhotosBucket}/*`.
impl fmt::Display for Statement {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let but = |is_but: bool| if is_but { "everything but " } else { "" };
        write!(formatter, "{:?} {}{}", self.effect, but(self.actions.but), self.written_actions.join(", "))?;
        if let Some(resources) = &self.resources {
            let list = resources.patterns.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            write!(formatter, " on {}{list}", but(resources.but))?;
        }
        for (index, condition) in self.conditions.iter().enumerate() {
            let values = condition.values.iter().map(ToString::to_string).collect::<Vec<_>>().join(" or ");
            let before = if index == 0 { "when" } else { "and" };
            write!(formatter, " {before} {} {} {values}", condition.key, condition.operator)?;
        }
        Ok(())
    }
}

impl Principals {
    fn means(&self, caller: &Caller) -> Meant {
        let mut meant = Meant { role: Answer::No, account: Answer::No, everyone: Answer::known(self.everyone) };
        match caller {
            Caller::Service(service) => {
                let any = self.services.iter().fold(Answer::No, |answer, text| answer.or(text.matches(&Text::known(service))));
                meant.role = any;
            }
            Caller::Role(arn) => {
                let account = Text::token(ACCOUNT, Nature::Own);
                for principal in &self.aws {
                    let parts = principal.split(':', 6);
                    if parts.len() == 6 && parts[5] == Text::known("root") {
                        meant.account = meant.account.or(parts[4].matches(&account));
                    } else if parts.len() == 6 && parts[2] == Text::known("sts") {
                        meant.role = meant.role.or(session(&parts, arn));
                    } else if parts.len() == 1 && !matches!(principal.0.as_slice(), [Piece::Token(token)] if token.name != ACCOUNT) {
                        meant.account = meant.account.or(principal.matches(&account));
                    } else {
                        meant.role = meant.role.or(principal.matches(arn));
                    }
                }
            }
        }
        meant
    }
}

/// Whether a session that is named by `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION` can be one of a role: which one it is, nobody knows.
fn session(parts: &[Text], role: &Text) -> Answer {
    let name = parts[5].split('/', 3);
    let own = role.split('/', usize::MAX).pop().unwrap_or_default();
    match name.get(1) {
        Some(named) if named.matches(&own).is_no() => Answer::No,
        _ => Answer::depends("the name of the session"),
    }
}

/// The statements of a document that stands by itself, outside of any template.
pub fn statements(document: &Value) -> Vec<Statement> {
    read(&Resolver::new(&Template::default(), ""), document)
}

/// Reads the statements of a document. Only a document of version 2012-10-17 has policy variables.
pub(super) fn read(resolver: &Resolver<'_>, document: &Value) -> Vec<Statement> {
    let Some(members) = document.as_map() else {
        return vec![unreadable(format!("the policy {}", document.display()), 0)];
    };
    let variables = members.get("Version").is_some_and(|version| version.display() == "2012-10-17");
    let statements = match members.get("Statement") {
        Some(Value::List(items)) => items.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    let mut found = Vec::new();
    for (index, statement) in statements.iter().enumerate() {
        read_one(resolver, statement, variables, index, &[], &mut found);
    }
    found
}

/// A statement of which nothing is known: it may be about everything.
fn unreadable(what: String, index: usize) -> Statement {
    let everything = || Matcher { patterns: vec![Text(vec![Piece::Any])], but: false };
    Statement {
        sid: String::new(),
        effect: Effect::Deny,
        actions: everything(),
        written_actions: vec!["*".to_owned()],
        resources: Some(everything()),
        principals: Some(Principals { everyone: true, ..Principals::default() }),
        conditions: Vec::new(),
        doubts: vec![what],
        index,
    }
}

/// A statement that may allow and a statement that may deny everything: what an unknown policy comes to.
pub(super) fn unknown(what: &str) -> Vec<Statement> {
    let deny = unreadable(what.to_owned(), 0);
    vec![Statement { effect: Effect::Allow, ..deny.clone() }, deny]
}

fn read_one(resolver: &Resolver<'_>, value: &Value, variables: bool, index: usize, doubts: &[String], found: &mut Vec<Statement>) {
    let members = match value {
        Value::Map(members) => members,
        Value::Call(function, argument) if function == "Ref" && argument.as_text() == Some("AWS::NoValue") => return,
        // Either branch can become a statement: both do, each under its doubt.
        Value::Call(function, argument) if function == "If" => {
            if let Some([condition, holds, fails]) = argument.as_list() {
                let doubts = [doubts, &[format!("the condition {}", condition.display())]].concat();
                for branch in [holds, fails] {
                    read_one(resolver, branch, variables, index, &doubts, found);
                }
                return;
            }
            found.extend(unknown(&format!("what {} gives", value.display())));
            return;
        }
        other => {
            found.extend(unknown(&format!("what {} gives", other.display())));
            return;
        }
    };
    let mut doubts = doubts.to_vec();
    let effect = match members.get("Effect").map(Value::display).as_deref() {
        Some("Allow") => Effect::Allow,
        Some("Deny") => Effect::Deny,
        other => {
            doubts.push(format!("the effect {}", other.unwrap_or("that is missing")));
            Effect::Deny
        }
    };
    let matcher = |name: &str, but: &str, lower: bool| {
        let (value, is_but) = match (members.get(name), members.get(but)) {
            (Some(value), _) => (value, false),
            (None, Some(value)) => (value, true),
            (None, None) => return None,
        };
        let texts = items(value).into_iter().map(|value| {
            let text = resolver.text(value);
            (if lower { text.lowercase() } else { text }).into_pattern(variables && !lower)
        });
        Some(Matcher { patterns: texts.collect(), but: is_but })
    };
    let actions = matcher("Action", "NotAction", true).unwrap_or_else(|| Matcher { patterns: Vec::new(), but: false });
    let written_actions = members.get("Action").or(members.get("NotAction")).map(items).unwrap_or_default();
    let principals = match (members.get("Principal"), members.get("NotPrincipal")) {
        (Some(value), _) => Some(read_principals(resolver, value, false)),
        (None, Some(value)) => Some(read_principals(resolver, value, true)),
        (None, None) => None,
    };
    let conditions = members.get("Condition").map(|value| read_conditions(resolver, value, variables, &mut doubts)).unwrap_or_default();
    found.push(Statement {
        sid: members.get("Sid").map(Value::display).unwrap_or_default(),
        effect,
        actions,
        written_actions: written_actions.into_iter().map(Value::display).collect(),
        resources: matcher("Resource", "NotResource", false),
        principals,
        conditions,
        doubts,
        index,
    });
}

/// The items of a list, or the one value that stands for a list of one.
fn items(value: &Value) -> Vec<&Value> {
    match value {
        Value::List(items) => items.iter().collect(),
        one => vec![one],
    }
}

fn read_principals(resolver: &Resolver<'_>, value: &Value, but: bool) -> Principals {
    let mut principals = Principals { but, ..Principals::default() };
    let is_all = |value: &Value| value.as_text() == Some("*");
    let Some(members) = value.as_map() else {
        principals.everyone = is_all(value);
        if !principals.everyone {
            principals.aws.push(resolver.text(value));
        }
        return principals;
    };
    for (kind, value) in members {
        for item in items(value) {
            match kind.as_str() {
                "AWS" if is_all(item) => principals.everyone = true,
                "AWS" => principals.aws.push(resolver.text(item)),
                "Service" => principals.services.push(resolver.text(item)),
                _ => principals.others.push(resolver.text(item)),
            }
        }
    }
    principals
}

fn read_conditions(resolver: &Resolver<'_>, value: &Value, variables: bool, doubts: &mut Vec<String>) -> Vec<Condition> {
    let Some(operators) = value.as_map() else {
        doubts.push(format!("the condition {}", value.display()));
        return Vec::new();
    };
    let mut conditions = Vec::new();
    for (operator, keys) in operators {
        let empty = Map::default();
        if keys.as_map().is_none() {
            doubts.push(format!("the condition {operator}"));
        }
        for (key, values) in keys.as_map().unwrap_or(&empty) {
            let values = items(values).into_iter().map(|value| resolver.text(value)).collect();
            conditions.push(Condition { operator: operator.clone(), key: key.clone(), values, variables });
        }
    }
    conditions
}
