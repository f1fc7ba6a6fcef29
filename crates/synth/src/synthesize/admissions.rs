//! The inline rules of security groups: which of them admit the same.

use std::collections::{BTreeMap, BTreeSet};

use crate::design::Settings;
use crate::ordered::Ordered;
use crate::template::{Resource, decisions};
use crate::value::Value;

/// What the inline rules of every group admit, by its logical id and by the property: those that somebody wrote, and those that were added.
#[derive(Default)]
pub(super) struct Admissions(BTreeMap<String, BTreeMap<String, Admitted>>);

#[derive(Default)]
struct Admitted {
    /// The ports that rules for one port open, by all else that such a rule says but its description.
    ports: BTreeMap<String, Vec<Value>>,
    /// All other rules.
    others: BTreeSet<String>,
    /// How often a rule was asked for, by what it admits.
    asked: BTreeMap<String, u32>,
    /// Whether a port or anything else of a rule is known only at deployment.
    varies: bool,
    /// Whether others than the step that made the group asked for any.
    by_others: bool,
}

impl Admissions {
    /// Takes a rule in and gives it back as it is to be written, unless the same is admitted already. A port that is a parameter may turn
    /// out to be another rule's port: then the template leaves this one out.
    pub(super) fn add(
        &mut self,
        (group, property): (&str, &str),
        resource: &Resource,
        rule: &Value,
        (settings, by_others): (&Settings, bool),
    ) -> Option<Value> {
        if !self.0.contains_key(group) {
            self.0.insert(group.to_owned(), BTreeMap::new());
        }
        let of_group = self.0.get_mut(group)?;
        if !of_group.contains_key(property) {
            let mut admitted = Admitted::default();
            for written in resource.property(property).and_then(Value::as_list).unwrap_or_default() {
                admitted.add(written, settings);
            }
            of_group.insert(property.to_owned(), admitted);
        }
        let admitted = of_group.get_mut(property)?;
        admitted.by_others |= by_others;
        admitted.add(rule, settings)
    }

    /// True when others than the step that made a group added to this property of it.
    pub(super) fn are_by_others(&self, group: &str, property: &str) -> bool {
        self.of(group, property).is_some_and(|admitted| admitted.by_others)
    }

    fn of(&self, group: &str, property: &str) -> Option<&Admitted> {
        self.0.get(group)?.get(property)
    }

    /// True when a rule was asked for just once, another one never, and neither depends on what is known only at deployment: then the
    /// other one can stand in its place.
    pub(super) fn can_become(&self, (group, property): (&str, &str), old: &Value, new: &Value) -> bool {
        let asked = |admitted: &Admitted, rule: &Value| admitted.asked.get(&what(rule)).copied().unwrap_or(0);
        self.of(group, property)
            .is_some_and(|admitted| !admitted.varies && !varies(new) && asked(admitted, old) == 1 && asked(admitted, new) == 0)
    }

    /// One rule stands in the place of another now.
    pub(super) fn become_other(&mut self, (group, property): (&str, &str), old: &Value, new: &Value) {
        if let Some(admitted) = self.0.get_mut(group).and_then(|group| group.get_mut(property)) {
            admitted.asked.remove(&what(old));
            admitted.asked.insert(what(new), 1);
        }
    }
}

/// What a rule admits.
pub(super) fn what(rule: &Value) -> String {
    admission(rule, &["Description"])
}

impl Admitted {
    fn add(&mut self, rule: &Value, settings: &Settings) -> Option<Value> {
        *self.asked.entry(what(rule)).or_default() += 1;
        self.varies |= varies(rule);
        let members = rule.as_map();
        let port = |name: &str| members.and_then(|members| members.get(name));
        let Some(port) = port("FromPort").filter(|from| port("ToPort") == Some(from)) else {
            return self.others.insert(what(rule)).then(|| rule.clone());
        };
        let ports = self.ports.entry(admission(rule, &["Description", "FromPort", "ToPort"])).or_default();
        if ports.contains(port) {
            return None;
        }
        let written = ports.iter().try_fold(rule.clone(), |rule, other| decisions::unless_same(port, other, settings, &rule));
        ports.push(port.clone());
        written
    }
}

/// True for a rule of which a port is known only at deployment, or of which nobody can say what it is.
fn varies(rule: &Value) -> bool {
    let Some(members) = rule.as_map() else { return true };
    ["FromPort", "ToPort"].iter().any(|name| members.get(*name).is_some_and(Value::is_expression))
}

/// What a rule says, as a text that is the same for the same, without some of its members.
fn admission(rule: &Value, without: &[&str]) -> String {
    let Some(members) = rule.as_map() else { return rule.key() };
    let members: BTreeMap<&String, &Value> = members.iter().filter(|(name, _)| !without.contains(&name.as_str())).to_map();
    members.into_iter().map(|(name, value)| Value::text(name).key() + &value.key()).collect()
}
