//! What a change of a design changes in its template, in words: resources, statements and rules that come, go or become others.
//!
//! It compares two templates and knows nothing of how they were made, so what it says is what is deployed.

mod policies;
#[cfg(test)]
mod tests;

use super::Names;
use crate::network::walk::noun;
use crate::template::{Resource, Template};
use crate::value::{Entries, Map, Value};
use policies::{granted, pairs, statements};

/// How a part of a template differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// It was not there before.
    Added,
    /// It is another.
    Changed,
    /// It is there no more.
    Removed,
    /// It is needed once more, and was there.
    Needed,
}

/// One difference between two templates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    /// How it differs.
    pub sign: Sign,
    /// The logical id under which it stands in the template, or stood.
    pub id: String,
    /// What the line below that logical id says which it is about; empty for the logical id's own line.
    pub line: String,
    /// What it is: `statement dynamodb:GetItem on VotesTable.Arn in role AppTaskRole`.
    pub words: String,
}

/// The properties of a security group, and the types of resources, that hold rules, with the word for them.
const RULES: [(&str, &str, &str); 2] = [
    ("SecurityGroupIngress", "AWS::EC2::SecurityGroupIngress", "ingress"),
    ("SecurityGroupEgress", "AWS::EC2::SecurityGroupEgress", "egress"),
];
/// Whom a role trusts: not worth a word when the role itself is new.
const TRUST: &str = "AssumeRolePolicyDocument";
/// No more places of a resource are named.
const MOST_PLACES: usize = 5;

/// What differs between two templates: first what comes, then what becomes another, then what goes, then what only is needed once more;
/// each in the order of the template.
pub fn effects((before, old_names): (&Template, &Names), (after, names): (&Template, &Names)) -> Vec<Effect> {
    let mut all = Effects::default();
    for (id, resource) in &after.resources {
        all.compare(id, before.resources.get(id), Some(resource));
    }
    for (id, resource) in before.resources.iter().filter(|(id, _)| !after.resources.contains_key(*id)) {
        all.compare(id, Some(resource), None);
    }
    let section = |entries: &crate::template::Section| entries.iter().map(|(id, value)| (id.clone(), value.clone())).collect::<Map>();
    all.compare_entries("parameter", &section(&before.parameters), &section(&after.parameters));
    all.compare_entries("mapping", &before.mappings, &after.mappings);
    all.compare_entries("condition", &before.conditions, &after.conditions);
    all.compare_entries("output", &section(&before.outputs), &section(&after.outputs));
    for (id, _) in &after.resources {
        all.need(id, (old_names, names));
    }
    let of = |sign: Sign| all.0.iter().filter(move |effect| effect.sign == sign).cloned();
    [Sign::Added, Sign::Changed, Sign::Removed, Sign::Needed].into_iter().flat_map(of).collect()
}

#[derive(Default)]
struct Effects(Vec<Effect>);

impl Effects {
    fn say(&mut self, sign: Sign, id: &str, line: String, words: String) {
        self.0.push(Effect { sign, id: id.to_owned(), line, words });
    }

    /// Compares a resource with what it was.
    fn compare(&mut self, id: &str, old: Option<&Resource>, new: Option<&Resource>) {
        let sign = match (old, new) {
            (None, Some(_)) => Sign::Added,
            (Some(_), None) => Sign::Removed,
            _ => Sign::Changed,
        };
        let Some(one) = new.or(old).filter(|_| old != new) else { return };
        let called = format!("{} {id}", noun(&one.kind));
        let whole = RULES.iter().find(|(_, kind, _)| *kind == one.kind);
        match (sign, whole) {
            (Sign::Changed, _) => {}
            // A rule that is a resource of its own.
            (_, Some((_, _, word))) => {
                return self.say(sign, id, String::new(), format!("{} ({id})", rule_words(word, &one.properties, None)));
            }
            (_, None) => self.say(sign, id, String::new(), called.clone()),
        }
        let nothing = Map::default();
        let (before, now) = (old.map_or(&nothing, |old| &*old.properties), new.map_or(&nothing, |new| &*new.properties));
        let mut places = Vec::new();
        let names = before.keys().chain(now.keys().filter(|name| !before.contains_key(*name)));
        for name in names.filter(|name| before.get(*name) != now.get(*name)) {
            let (before, now) = (before.get(name), now.get(name));
            if sign != Sign::Changed && name == TRUST {
                continue;
            }
            let told = self.0.len();
            self.compare_statements((id, &called), before, now);
            if let Some((_, _, word)) = RULES.iter().find(|(property, _, _)| property == name) {
                self.compare_rules((id, word), before, now);
            }
            if self.0.len() == told {
                add_places(name.clone(), before, now, &mut places);
            }
        }
        let (Some(old), Some(new)) = (old, new) else { return };
        let (mut before, mut now) = (old.members(), new.members());
        before.shift_remove("Properties");
        now.shift_remove("Properties");
        if before != now {
            add_places(String::new(), Some(&Value::Map(before)), Some(&Value::Map(now)), &mut places);
        }
        if let Some(line) = places.first() {
            let line = line.split(['.', ' ']).next().map(|name| format!("{name}:")).unwrap_or_default();
            self.say(Sign::Changed, id, line, format!("{called}{}", listed(&places)));
        }
    }

    fn compare_statements(&mut self, (id, called): (&str, &str), before: Option<&Value>, now: Option<&Value>) {
        let (before, now) = (pairs(&statements(before)), pairs(&statements(now)));
        for (sign, all, others) in [(Sign::Added, &now, &before), (Sign::Removed, &before, &now)] {
            for (words, line) in granted(all, others) {
                self.say(sign, id, line, format!("{words} in {called}"));
            }
        }
    }

    fn compare_rules(&mut self, (id, word): (&str, &str), before: Option<&Value>, now: Option<&Value>) {
        let rules = |value: Option<&Value>| value.map(flattened).unwrap_or_default().into_iter().cloned().collect::<Vec<Map>>();
        let (before, now) = (rules(before), rules(now));
        for (sign, all, others) in [(Sign::Added, &now, &before), (Sign::Removed, &before, &now)] {
            for rule in all.iter().filter(|rule| !others.contains(rule)) {
                let line = rule.get("FromPort").filter(|port| !port.is_expression()).map(|port| format!("FromPort: {}", port.display()));
                self.say(sign, id, line.unwrap_or_default(), rule_words(word, rule, Some(id)));
            }
        }
    }

    fn compare_entries(&mut self, what: &str, before: &Entries<Value>, after: &Entries<Value>) {
        for (id, value) in after {
            match before.get(id) {
                None => self.say(Sign::Added, id, String::new(), format!("{what} {id}")),
                Some(old) if old != value => {
                    let mut places = Vec::new();
                    add_places(String::new(), Some(old), Some(value), &mut places);
                    self.say(Sign::Changed, id, String::new(), format!("{what} {id}{}", listed(&places)));
                }
                Some(_) => {}
            }
        }
        for id in before.keys().filter(|id| !after.contains_key(*id)) {
            self.say(Sign::Removed, id, String::new(), format!("{what} {id}"));
        }
    }

    /// Statements of a role that something needs now and that the role had already.
    fn need(&mut self, role: &str, (before, after): (&Names, &Names)) {
        let had: Vec<Value> = crate::permissions::merged(before.statements(role));
        let had = pairs(&had.iter().filter_map(Value::as_map).cloned().collect::<Vec<_>>());
        for statement in after.statements(role).iter().filter(|statement| !before.statements(role).contains(statement)) {
            let needs = crate::permissions::merged(std::slice::from_ref(statement));
            let needs = pairs(&needs.iter().filter_map(Value::as_map).cloned().collect::<Vec<_>>());
            if needs.keys().all(|pair| had.contains_key(pair)) {
                for (words, line) in granted(&needs, &policies::Pairs::new()) {
                    self.say(Sign::Needed, role, line, format!("{words} in role {role}, which is there already"));
                }
            }
        }
    }
}

/// `: DependsOn, DesiredCount 2 → 5`.
fn listed(places: &[String]) -> String {
    let more = if places.len() > MOST_PLACES { ", …" } else { "" };
    let places = places.iter().take(MOST_PLACES).filter(|place| !place.is_empty()).map(String::as_str).collect::<Vec<_>>().join(", ");
    if places.is_empty() { places } else { format!(": {places}{more}") }
}

/// The maps in a value, also those among which the template decides.
fn flattened(value: &Value) -> Vec<&Map> {
    match value {
        Value::Map(map) => vec![map],
        Value::List(items) => items.iter().flat_map(flattened).collect(),
        Value::Call(_, argument) => flattened(argument),
        _ => Vec::new(),
    }
}

/// `ingress 8080 on group AppSecurityGroup from SiteSecurityGroup`; a rule that is a resource of its own says whose it is.
fn rule_words(word: &str, rule: &Map, group: Option<&str>) -> String {
    let get = |names: &[&str]| {
        let value = names.iter().find_map(|name| rule.get(*name)).map(plain)?;
        Some(value.strip_suffix(".GroupId").map(ToOwned::to_owned).unwrap_or(value))
    };
    let ports = match (get(&["FromPort"]), get(&["ToPort"])) {
        (Some(from), Some(to)) if from != to => format!("{from} to {to}"),
        (Some(port), _) => port,
        _ => "of all ports".to_owned(),
    };
    let peers =
        ["SourceSecurityGroupId", "DestinationSecurityGroupId", "CidrIp", "CidrIpv6", "SourcePrefixListId", "DestinationPrefixListId"];
    let group = group.map_or_else(|| get(&["GroupId"]).unwrap_or_default(), ToOwned::to_owned);
    let between = if word == "ingress" { "from" } else { "to" };
    format!("{word} {ports} on group {group} {between} {}", get(&peers).unwrap_or_else(|| "elsewhere".to_owned()))
}

/// A value as people say it: what it refers to, without the function that does.
fn plain(value: &Value) -> String {
    match value {
        Value::Call(function, argument) if ["Ref", "GetAtt", "Sub"].contains(&function.as_str()) => match &**argument {
            Value::List(parts) if function == "Sub" => parts.first().map(Value::display).unwrap_or_default(),
            Value::List(parts) => parts.iter().map(Value::display).collect::<Vec<_>>().join("."),
            other => other.display(),
        },
        other => other.display(),
    }
}

/// The innermost places at which two values differ: `ContainerDefinitions.app.Environment.TABLE`.
fn add_places(at: String, old: Option<&Value>, new: Option<&Value>, places: &mut Vec<String>) {
    let below = |name: &str| if at.is_empty() { name.to_owned() } else { format!("{at}.{name}") };
    match (old, new) {
        (Some(Value::Map(old)), Some(Value::Map(new))) => {
            for name in old.keys().chain(new.keys().filter(|name| !old.contains_key(*name))) {
                if old.get(name) != new.get(name) {
                    add_places(below(name), old.get(name), new.get(name), places);
                }
            }
        }
        (old, new) if is_named(old) && is_named(new) => {
            let (old, new) = (named(old), named(new));
            for name in new.keys().chain(old.keys().filter(|name| !new.contains_key(*name))) {
                let (old, new) = (old.get(name).copied(), new.get(name).copied());
                if old != new {
                    add_places(below(name), old, new, places);
                }
            }
        }
        (Some(old), Some(new)) if is_short(old) && is_short(new) => places.push(format!("{at} {} → {}", old.display(), new.display())),
        _ => places.push(at),
    }
}

/// What the items of a list go by.
const NAMES: [&str; 4] = ["Name", "Key", "Id", "PolicyName"];

fn name_of(item: &Value) -> Option<String> {
    let item = item.as_map()?;
    NAMES.iter().find_map(|name| item.get(*name)).map(plain)
}

/// True for a list whose items have names, and for none at all.
fn is_named(value: Option<&Value>) -> bool {
    value.is_none_or(|value| value.as_list().is_some_and(|items| items.iter().all(|item| name_of(item).is_some())))
}

fn named(value: Option<&Value>) -> Entries<&Value> {
    let items = value.and_then(Value::as_list).unwrap_or_default();
    items.iter().filter_map(|item| Some((name_of(item)?, item))).collect()
}

fn is_short(value: &Value) -> bool {
    !matches!(value, Value::List(_) | Value::Map(_)) && value.display().len() < 40
}
