//! What can stand in a statement: actions, resources and conditions that fit what somebody typed, the likeliest first.

use std::collections::BTreeSet;

use super::actions::{self, Action, Level};
use super::stack::Stack;
use super::text::Text;
use crate::catalog;
use crate::design::NodeId;
use crate::ordered::Order;
use crate::value::Value;
use crate::words::{and, grouped};

/// Something that can stand there.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestion {
    /// The value.
    pub value: Value,
    /// What it is, in a few words: `read`, `12 actions`, `objects of bucket photos`.
    pub words: String,
}

impl Suggestion {
    fn text(value: &str, words: impl Into<String>) -> Self {
        Self { value: Value::text(value), words: words.into() }
    }
}

/// The operators of conditions that people use, with what they compare. `IfExists`, `ForAnyValue:` and `ForAllValues:` go with most of them.
/// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>.
const OPERATORS: &[(&str, &str)] = &[
    ("StringEquals", "the same text"),
    ("StringLike", "text with * and ?"),
    ("StringNotEquals", "another text"),
    ("StringNotLike", "text unlike one with * and ?"),
    ("StringEqualsIgnoreCase", "the same text in any case"),
    ("StringEqualsIfExists", "the same text, or no such key"),
    ("StringLikeIfExists", "text with * and ?, or no such key"),
    ("ForAnyValue:StringEquals", "one of several values is the same text"),
    ("ForAnyValue:StringLike", "one of several values is like a text with * and ?"),
    ("ForAllValues:StringEquals", "all of several values are among these"),
    ("ForAllValues:StringLike", "all of several values are like these"),
    ("ArnEquals", "an ARN with * and ?"),
    ("ArnLike", "an ARN with * and ?"),
    ("ArnNotEquals", "another ARN"),
    ("ArnNotLike", "another ARN"),
    ("Bool", "true or false"),
    ("BoolIfExists", "true or false, or no such key"),
    ("IpAddress", "an address in a range"),
    ("NotIpAddress", "an address outside of a range"),
    ("NumericEquals", "the same number"),
    ("NumericLessThan", "a smaller number"),
    ("NumericLessThanEquals", "at most this number"),
    ("NumericGreaterThan", "a greater number"),
    ("NumericGreaterThanEquals", "at least this number"),
    ("DateLessThan", "before a time"),
    ("DateGreaterThan", "after a time"),
    ("Null", "true when there is no such key"),
];

/// Keys that requests carry whatever they are about.
/// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>.
const KEYS: &[&str] = &[
    "aws:CalledVia",
    "aws:CurrentTime",
    "aws:PrincipalAccount",
    "aws:PrincipalArn",
    "aws:PrincipalIsAWSService",
    "aws:PrincipalOrgID",
    "aws:PrincipalType",
    "aws:RequestedRegion",
    "aws:ResourceAccount",
    "aws:ResourceOrgID",
    "aws:SecureTransport",
    "aws:SourceAccount",
    "aws:SourceArn",
    "aws:SourceIp",
    "aws:SourceVpc",
    "aws:SourceVpce",
    "aws:UserAgent",
    "aws:ViaAWSService",
    "aws:VpcSourceIp",
];

/// So many are suggested at most: who sees more types on.
pub const MOST: usize = 40;

/// What a written action comes to: how it is sorted by AWS, or how many actions a pattern stands for.
pub fn words_of_action(written: &str) -> String {
    if let Some(action) = actions::action(written) {
        return action.level.word().to_owned();
    }
    if !written.contains(['*', '?']) {
        return "no action of AWS".to_owned();
    }
    let names = actions::matching(written);
    let mut levels: BTreeSet<Level> = BTreeSet::new();
    // The actions of all services do everything.
    for name in names.iter().take(MOST * MOST) {
        levels.extend(actions::action(name).map(|action| action.level));
    }
    let levels: Vec<String> = levels.into_iter().map(|level| level.word().to_owned()).collect();
    match names.len() {
        0 => "matches no action of AWS".to_owned(),
        1 => format!("1 action: {}", and(&levels)),
        count => format!("{} actions: {}", grouped(count), and(&levels)),
    }
}

/// Actions that fit what is typed: with a wildcard those that it matches; else those that begin so, then those that have it in them. Of
/// nothing typed, the actions that connections use for what the design has.
pub fn suggested_actions(stack: &Stack<'_>, typed: &str) -> Vec<Suggestion> {
    let typed = typed.trim();
    let suggestion = |name: &str| Suggestion::text(name, words_of_action(name));
    if typed.is_empty() {
        return usual(stack).iter().map(|name| suggestion(name)).take(MOST).collect();
    }
    if typed.contains(['*', '?']) {
        let matched = actions::matching(typed);
        let own = (!matched.is_empty()).then(|| suggestion(typed));
        return own.into_iter().chain(matched.iter().map(|name| suggestion(name))).take(MOST).collect();
    }
    let wanted = typed.to_ascii_lowercase();
    let (service, name) = wanted.split_once(':').map_or((wanted.as_str(), None), |(service, name)| (service, Some(name)));
    let mut found: Vec<(usize, String)> = Vec::new();
    for known in actions::services() {
        let names = || actions::names(known).map(|name| (format!("{known}:{name}"), name.to_ascii_lowercase()));
        match name {
            Some(wanted) if known.starts_with(service) => {
                let rank = usize::from(known != service) * 2;
                let fits = names().filter(|(_, name)| name.contains(wanted));
                found.extend(fits.map(|(full, name)| (rank + usize::from(!name.starts_with(wanted)), full)));
            }
            Some(_) => {}
            None => {
                // All of a service, and actions of any service with such a name.
                if known.contains(service) {
                    found.push((usize::from(known != service) + usize::from(!known.starts_with(service)), format!("{known}:*")));
                }
                let fits = names().filter(|(_, name)| service.len() > 2 && name.contains(service));
                found.extend(fits.map(|(full, name)| (if name.starts_with(service) { 3 } else { 4 }, full)));
            }
        }
    }
    found.order();
    let first_rank = |rank: usize| found.iter().filter(|(other, _)| *other == rank).count();
    // One pattern for all that begin so, when somebody has typed the beginning of a name.
    let all = name.filter(|name| !name.is_empty() && first_rank(0) > 1).map(|_| suggestion(&beginning(&found[0].1, typed.len())));
    all.into_iter().chain(found.iter().map(|(_, name)| suggestion(name))).take(MOST).collect()
}

/// What a name begins with, as a pattern: of `s3:GetObject` the first letters and `*`.
fn beginning(name: &str, letters: usize) -> String {
    name.chars().take(letters).chain(['*']).collect()
}

/// The actions that connections use for the kinds that the design has, sorted.
fn usual(stack: &Stack<'_>) -> BTreeSet<&'static str> {
    let kinds = stack.design.nodes().filter_map(|(_, node)| catalog::kind_of(node)?.access);
    kinds.flat_map(|access| access.grants).flat_map(|grant| grant.allows).flat_map(|allowed| allowed.actions).copied().collect()
}

/// Resources that fit what is typed, by reference: those of the design on which one of the actions acts, then the others of the design,
/// then ARNs as the service writes them.
pub fn suggested_resources(stack: &Stack<'_>, written: &[String], typed: &str) -> Vec<Suggestion> {
    let typed = typed.trim().to_lowercase();
    let named: Vec<Action> = written.iter().flat_map(|name| one_or_all(name)).filter_map(|name| actions::action(&name)).collect();
    let mut found: Vec<(usize, Suggestion)> = Vec::new();
    for (id, node) in stack.design.nodes() {
        let what = catalog::kind_of(node).map_or("", |kind| kind.title);
        for (rank, title, arn) in arns_of(stack, id, &named) {
            let words = if title.is_empty() { format!("{what} {}", node.name) } else { format!("{title} of {what} {}", node.name) };
            found.push((rank, Suggestion { value: stack.expression(&arn), words }));
        }
    }
    found.push((2, Suggestion::text("*", "everything")));
    for kind in named.iter().flat_map(|action| &action.resources) {
        let value = stack.expression(&stack.any_of(kind.arn));
        if !found.iter().any(|(_, other)| other.value == value) {
            found.push((3, Suggestion { value, words: format!("every {}", kind.name) }));
        }
    }
    let fits = |suggestion: &Suggestion| {
        let text = format!("{} {}", suggestion.value.display(), suggestion.words).to_lowercase();
        typed.split_whitespace().all(|word| text.contains(word))
    };
    found.retain(|(_, suggestion)| fits(suggestion));
    found.order_by_key(|(rank, suggestion)| (*rank, suggestion.words.clone()));
    found.into_iter().map(|(_, suggestion)| suggestion).take(MOST).collect()
}

/// An action, or the first ones of those for which a pattern stands.
fn one_or_all(name: &str) -> Vec<String> {
    let is_pattern = name.contains(['*', '?']);
    if is_pattern { actions::matching(name).into_iter().take(MOST * MOST).collect() } else { vec![name.to_owned()] }
}

/// What is on offer of a node: on what the actions act, with the name of its type where that lies in a resource, and its resources. A
/// number tells the former from the latter.
fn arns_of(stack: &Stack<'_>, node: NodeId, named: &[Action]) -> Vec<(usize, &'static str, Text)> {
    let own: Vec<Text> = stack.subjects(node, "").into_iter().map(|subject| subject.arn).collect();
    let mut found: Vec<(usize, &'static str, Text)> = Vec::new();
    for subject in named.iter().flat_map(|action| stack.subjects(node, &action.name)) {
        if !found.iter().any(|(.., arn)| *arn == subject.arn) {
            found.push((0, if own.contains(&subject.arn) { "" } else { subject.title }, subject.arn));
        }
    }
    for arn in own {
        if !found.iter().any(|(.., other)| *other == arn) {
            found.push((usize::from(!named.is_empty()), "", arn));
        }
    }
    found
}

/// Operators of conditions that fit what is typed.
pub fn suggested_operators(typed: &str) -> Vec<Suggestion> {
    let typed = typed.trim().to_lowercase();
    let fits = OPERATORS.iter().filter(|(name, _)| name.to_lowercase().contains(&typed));
    fits.map(|(name, words)| Suggestion::text(name, *words)).collect()
}

/// Keys of conditions that fit what is typed: those that requests for the actions carry, then those of every request.
pub fn suggested_keys(written: &[String], typed: &str) -> Vec<Suggestion> {
    let typed = typed.trim().to_lowercase();
    let mut own: BTreeSet<&'static str> = BTreeSet::new();
    for name in written.iter().flat_map(|name| one_or_all(name)) {
        own.extend(actions::action(&name).into_iter().flat_map(|action| action.keys));
    }
    let of_all = KEYS.iter().copied().filter(|key| !own.contains(key));
    let all = own.iter().map(|key| (*key, "comes with these actions")).chain(of_all.map(|key| (key, "comes with many requests")));
    let fits = all.filter(|(key, _)| key.to_lowercase().contains(&typed));
    fits.map(|(key, words)| Suggestion::text(key, words)).take(MOST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::sketch::{parse, value_text};
    use crate::synthesize::synthesized;

    const SKETCH: &str = "bucket photos\ntable votes\nqueue jobs\nrole worker\n";

    /// Calls with the policies of a design.
    fn with(call: impl Fn(&Stack<'_>) -> Vec<Suggestion>) -> Vec<String> {
        let parsed = parse(SKETCH);
        assert_eq!(parsed.errors, []);
        let made = synthesized(&parsed.design);
        let found = call(&Stack::new(&parsed.design, &made.0, &made.1));
        found.iter().map(|one| format!("{} ({})", value_text(&one.value), one.words)).collect()
    }

    /// The first suggestions for what is typed.
    #[track_caller]
    fn check(typed: &str, first: &[&str]) {
        let found = with(|stack| suggested_actions(stack, typed));
        assert_eq!(found.iter().take(first.len()).collect::<Vec<_>>(), first, "{typed}");
        assert!(found.len() <= MOST);
    }

    #[test]
    fn actions_that_begin_so_come_before_those_that_have_it_in_them() {
        check("s3:getobjecta", &["s3:GetObjectA* (3 actions: read)", "s3:GetObjectAcl (read)", "s3:GetObjectAnnotation (read)"]);
        check("s3:lifecycle", &["s3:GetLifecycleConfiguration (read)", "s3:PutLifecycleConfiguration (write)"]);
        check("dynamodb:Batch*Item", &["dynamodb:Batch*Item (2 actions: read and write)", "dynamodb:BatchGetItem (read)"]);
        check("sqs", &["sqs:* (20 actions: read, write, tagging and permissions management)"]);
        check("getsecretvalue", &["secretsmanager:GetSecretValue (read)"]);
        check("s3:Nothing*", &[]);
        check("no such thing", &[]);
    }

    #[test]
    fn with_nothing_typed_it_is_what_connections_use_for_the_design() {
        let found = with(|stack| suggested_actions(stack, " "));
        assert!(found.iter().any(|one| one == "dynamodb:GetItem (read)"), "{found:?}");
        assert!(!found.iter().any(|one| one.starts_with("sns:")), "{found:?}");
    }

    #[test]
    fn a_written_action_is_told_in_words() {
        for (written, words) in [
            ("S3:getobject", "read"),
            ("iam:PassRole", "write"),
            ("ecr:PullImage", "no action of AWS"),
            ("ecr:Pull*", "matches no action of AWS"),
            ("dynamodb:Batch*Item", "2 actions: read and write"),
        ] {
            assert_eq!(words_of_action(written), words, "{written}");
        }
    }

    #[test]
    fn resources_are_those_of_the_design_by_reference_on_which_the_actions_act() {
        let found = with(|stack| suggested_resources(stack, &["s3:GetObject".to_owned()], ""));
        assert_eq!(found[0], "!Sub \"${PhotosBucket.Arn}/*\" (object of S3 bucket photos)", "{found:?}");
        assert!(found.contains(&"arn:aws:s3:::*/* (every object)".to_owned()), "{found:?}");
        let found = with(|stack| suggested_resources(stack, &["dynamodb:GetItem".to_owned()], "votes"));
        assert_eq!(found, ["!GetAtt VotesTable.Arn (DynamoDB table votes)"]);
        let found = with(|stack| suggested_resources(stack, &[], "jobs"));
        assert_eq!(found, ["!GetAtt JobsQueue.Arn (SQS queue jobs)"]);
    }

    #[test]
    fn operators_and_keys_are_found_by_a_part_of_their_name() {
        let operators = suggested_operators("like");
        assert_eq!(operators[0], Suggestion::text("StringLike", "text with * and ?"));
        let keys = suggested_keys(&["s3:ListBucket".to_owned()], "prefix");
        assert_eq!(keys, [Suggestion::text("s3:prefix", "comes with these actions")]);
        assert!(suggested_keys(&[], "sourcevpc").iter().any(|key| key.value == Value::text("aws:SourceVpce")));
    }
}
