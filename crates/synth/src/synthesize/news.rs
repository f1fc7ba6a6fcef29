//! What becomes of a template when some of its steps do something else than before.

use std::collections::BTreeMap;

use super::grants::{self, Grant};
use super::others::Amendment;
use super::sought::{Move, Question};
use super::trace::{Delta, Trace};
use super::{Builder, Names, admissions};
use crate::design::{ChangedFields, Design};
use crate::ordered::Ordered;
use crate::permissions::Statement;
use crate::reads::{self, NameSet};
use crate::tags;
use crate::template::{Counts, Properties, Resource, Section, Template};
use crate::value::{Map, Value};

/// What changes, gathered while nothing is changed yet: of any step it may turn out that what it does cannot be followed.
#[derive(Default)]
pub(super) struct News {
    /// All properties of resources, by the resource's place, and which of them are not the same.
    resources: Vec<(usize, Map, NameSet)>,
    /// One property of a resource, or one item of a list property.
    parts: Vec<(usize, Part, NameSet)>,
    parameters: Vec<(String, Value)>,
    outputs: Vec<(String, Value)>,
    grants: Vec<Grant>,
    /// How many statements each role with another grant has now.
    granted: BTreeMap<String, usize>,
    /// Whether resources stay when they are deleted.
    policies: Vec<(usize, String)>,
    rules: Vec<Rule>,
    moves: Vec<Move>,
    questions: Vec<(Question, String)>,
    /// What steps ask and what is found, before and after, with the step: two that have to do with the same would have to know of each other.
    claims: BTreeMap<Question, usize>,
    /// The step that is looked at.
    step: usize,
    /// The parameters and outputs that change.
    entries: NameSet,
}

enum Part {
    Property(String, Value),
    Item(String, usize, Value),
}

/// An inline rule of a security group, before and after.
struct Rule {
    group: String,
    property: String,
    old: Value,
    new: Value,
}

impl News {
    /// Adds what a step does otherwise than before; nothing when that is not all, or not to be seen in the template as it is.
    pub(super) fn add(
        &mut self,
        (trace, step): (&Trace, usize),
        (template, names): (&Template, &Names),
        design: &Design,
        (old, new): (&Builder<'_>, Builder<'_>),
    ) -> Option<()> {
        self.step = step;
        // A name that nobody asks for any more may be another's.
        if old.names != new.names
            || old.waits != new.waits
            || old.template.conditions != new.template.conditions
            || old.template.resources.len() != new.template.resources.len()
        {
            return None;
        }
        self.add_entries(template, design, (old, &new))?;
        self.add_grants(trace, names, (old, &new))?;
        let asked = self.add_questions(old, &new)?;
        self.add_amendments(trace, template, (old, &new))?;
        for ((old_id, old), (id, new)) in old.template.resources.iter().zip(new.template.resources) {
            if *old_id != id {
                return None;
            }
            if old.deletion_policy != new.deletion_policy {
                let (place, _, _) = template.resources.get_full(&id).filter(|(_, _, made)| made.deletion_policy == old.deletion_policy)?;
                self.policies.push((place, new.deletion_policy.clone()));
            }
            if !is_same_around(old, &new) {
                return None;
            }
            if old.properties != new.properties {
                self.add_resource(trace, (template, design), &id, (old, &new), &asked)?;
            }
        }
        Some(())
    }

    fn add_entries(&mut self, template: &Template, design: &Design, (old, new): (&Builder<'_>, &Builder<'_>)) -> Option<()> {
        let settings = design.settings();
        let differing = |old: &Section, new: &Section, made: &Section, written: &BTreeMap<String, Value>| {
            let mut all = Vec::new();
            if !old.keys().eq(new.keys()) {
                return None;
            }
            for (name, value) in new.iter().filter(|(name, value)| old.get(name) != Some(value)) {
                let is_own = made.get(name) == old.get(name) && !written.contains_key(name);
                if !is_own || decides(value) || old.get(name).is_some_and(decides) {
                    return None;
                }
                all.push((name.clone(), value.clone()));
            }
            Some(all)
        };
        let parameters = differing(&old.template.parameters, &new.template.parameters, &template.parameters, &settings.parameters)?;
        let outputs = differing(&old.template.outputs, &new.template.outputs, &template.outputs, &settings.outputs)?;
        let names = parameters.iter().chain(&outputs).map(|(name, _)| reads::changed_entry(name));
        self.entries = names.fold(self.entries, NameSet::and);
        self.parameters.extend(parameters);
        self.outputs.extend(outputs);
        Some(())
    }

    fn add_grants(&mut self, trace: &Trace, names: &Names, (old, new): (&Builder<'_>, &Builder<'_>)) -> Option<()> {
        for role in old.statements.keys().chain(new.statements.keys().filter(|role| !old.statements.contains_key(*role))) {
            let of = |builder: &Builder<'_>| builder.statements.get(role).cloned().unwrap_or_default();
            let (old, new) = (of(old), of(new));
            if old == new {
                continue;
            }
            // With the first statement a role gets its policy, and with the last one it goes.
            let left = self.granted.entry(role.clone()).or_insert_with(|| names.statements(role).len());
            let before = std::mem::replace(left, *left + new.len() - old.len());
            let varies = |statements: &[Statement]| decides(&grants::policy(statements));
            if before == 0 || *left == 0 || varies(&old) || varies(&new) || trace.shared.meets(NameSet::of(grants::POLICIES)) {
                return None;
            }
            self.grants.push(Grant { role: role.clone(), step: self.step, statements: new });
        }
        Some(())
    }

    /// Compares what a step asks; answers what it asked before.
    fn add_questions(&mut self, old: &Builder<'_>, new: &Builder<'_>) -> Option<Vec<Question>> {
        let (asked, asks) = (old.questions.borrow().clone(), new.questions.take());
        if asked.len() != asks.len() {
            return None;
        }
        for (old, new) in asked.iter().zip(asks) {
            // Of what nobody asked here before, nobody has looked at everything.
            if old.0 != new.0 {
                return None;
            }
            if *old != new {
                self.claim([old.clone(), new.clone()])?;
                self.questions.push((old.clone(), new.1));
            }
        }
        Some(asked)
    }

    /// Takes questions for the step that is looked at; nothing when another one has them.
    fn claim(&mut self, all: impl IntoIterator<Item = Question>) -> Option<()> {
        all.into_iter().all(|question| *self.claims.entry(question).or_insert(self.step) == self.step).then_some(())
    }

    fn add_amendments(&mut self, trace: &Trace, template: &Template, (old, new): (&Builder<'_>, &Builder<'_>)) -> Option<()> {
        if old.amendments.len() != new.amendments.len() {
            return None;
        }
        for ((id, old), (new_id, new)) in old.amendments.iter().zip(&new.amendments) {
            if (id, old) == (new_id, new) {
                continue;
            }
            let (place, _, made) = template.resources.get_full(id).filter(|_| id == new_id)?;
            let (property, part, (old, new)) = match (old, new) {
                (Amendment::Set(property, old), Amendment::Set(other, new)) if property == other => {
                    let count = trace.set_by_others.get(&(id.clone(), property.clone()));
                    (count == Some(&1) && made.properties.get(property) == Some(old)).then_some(())?;
                    (property, Part::Property(property.clone(), new.clone()), (old, new))
                }
                (Amendment::Push(property, old), Amendment::Push(other, new)) if property == other => {
                    (property, item(made, property, old, new)?, (old, new))
                }
                (Amendment::Admit(property, old), Amendment::Admit(other, new)) if property == other => {
                    let part = item(made, property, old, new)?;
                    trace.admissions.can_become((id, property), old, new).then_some(())?;
                    // Another step may come to the same rule, or leave it.
                    self.claim([old, new].map(|rule| (format!("{id} {property}"), admissions::what(rule))))?;
                    self.rules.push(Rule { group: id.clone(), property: property.clone(), old: old.clone(), new: new.clone() });
                    (property, part, (old, new))
                }
                _ => return None,
            };
            let changed = match &part {
                Part::Property(..) => reads::changed(property, Some(old), Some(new)),
                Part::Item(_, at, _) => reads::changed_item(property, *at, old, new),
            };
            let tagged = tags::property(&made.kind).is_some_and(|(name, _)| name == property);
            if decides(old) || decides(new) || tagged || changed.meets(trace.shared) || trace.sought.has_kind(&made.kind) {
                return None;
            }
            self.parts.push((place, part, changed));
        }
        Some(())
    }

    fn add_resource(
        &mut self,
        trace: &Trace,
        (template, design): (&Template, &Design),
        id: &str,
        (old, new): (&Resource, &Resource),
        asked: &[Question],
    ) -> Option<()> {
        let (place, _, made) = template.resources.get_full(id).filter(|(_, _, made)| made.node == old.node && made.kind == old.kind)?;
        let moves = trace.sought.moves(id, &old.kind, (&old.properties, &new.properties), asked)?;
        self.claim(moves.iter().flat_map(Move::questions))?;
        self.moves.extend(moves);
        let by_others =
            |name: &str| trace.set_by_others.contains_key(&(id.to_owned(), name.to_owned())) || trace.admissions.are_by_others(id, name);
        let (properties, changed) = replaced(made, (&old.properties, &new.properties), by_others)?;
        let tags = &design.settings().tags;
        let tagged = !tags.is_empty() && tags::property(&old.kind).is_some_and(|(name, _)| changed.meets(NameSet::of(name)));
        if changed.meets(trace.shared) || tagged {
            return None;
        }
        self.resources.push((place, properties, changed));
        Some(())
    }

    /// Makes the template and its trace what they are now.
    pub(super) fn put(self, (template, names): (&mut Template, &mut Names), trace: &mut Trace) -> Delta {
        let mut places = vec![ChangedFields { before: NOBODY, after: NOBODY, names: self.entries }];
        let mut note = |resource: &mut Resource, names| {
            resource.counts = Counts::default();
            let place = resource.properties.place();
            places.push(ChangedFields { before: place, after: place, names });
        };
        for (place, properties, names) in self.resources {
            if let Some((_, resource)) = template.resources.get_index_mut(place) {
                resource.properties = properties.into();
                note(resource, names);
            }
        }
        for (place, part, names) in self.parts {
            let Some((_, resource)) = template.resources.get_index_mut(place) else { continue };
            note(resource, names);
            let all = &mut resource.properties;
            match part {
                Part::Property(name, value) => drop(all.insert(name, value)),
                Part::Item(name, at, value) => {
                    if let Some(Value::List(items)) = all.get_mut(&name) {
                        items[at] = value;
                    }
                }
            }
        }
        let before: BTreeMap<String, Vec<Statement>> =
            self.granted.keys().map(|role| (role.clone(), names.statements(role).to_vec())).to_map();
        for grant in self.grants {
            grant.put(&mut names.statements, &mut trace.granters);
        }
        for (role, old) in before {
            if let Some(resource) = template.resources.get_mut(&role) {
                grants::replace_policy(resource, (&old, names.statements(&role)));
                note(resource, NameSet::of(grants::POLICIES).and(reads::changed(grants::POLICIES, None, None)));
            }
        }
        for (place, policy) in self.policies {
            if let Some((_, resource)) = template.resources.get_index_mut(place) {
                resource.deletion_policy = policy;
                note(resource, NameSet::of(DELETION_POLICY));
            }
        }
        if !self.parameters.is_empty() || !self.outputs.is_empty() {
            template.counts = Counts::default();
        }
        template.parameters.extend(self.parameters);
        template.outputs.extend(self.outputs);
        for Rule { group, property, old, new } in self.rules {
            trace.admissions.become_other((&group, &property), &old, &new);
        }
        for (old, new) in self.questions {
            trace.sought.ask_other(old, new);
        }
        for change in self.moves {
            trace.sought.make(change);
        }
        let properties = places.iter().fold(NameSet::default(), |all, change| all.and(change.names));
        Delta { properties, more: false, places: Some(places) }
    }
}

/// As what it counts whether a resource stays: whoever reads that reads all of the resource.
const DELETION_POLICY: &str = "DeletionPolicy";

/// The owner of what belongs to no record and no resource: nothing lies there in memory.
const NOBODY: usize = usize::MAX;

/// An item of a list property in the place of the only one that is the same as the old one.
fn item(made: &Resource, property: &str, old: &Value, new: &Value) -> Option<Part> {
    let items = made.properties.get(property)?.as_list()?;
    let mut same = items.iter().enumerate().filter(|(_, item)| *item == old);
    let (at, _) = same.next()?;
    same.next().is_none().then(|| Part::Item(property.to_owned(), at, new.clone()))
}

pub(super) fn differs_in_properties_alone(one: &Resource, other: &Resource) -> bool {
    is_same_around(one, other) && one.deletion_policy == other.deletion_policy
}

/// True when nothing differs but properties and whether the resource stays.
fn is_same_around(one: &Resource, other: &Resource) -> bool {
    let Resource { section, node, comment, kind, depends_on, deletion_policy: _, attributes, properties: _, counts: _ } = one;
    (section, node, comment, kind) == (&other.section, &other.node, &other.comment, &other.kind)
        && (depends_on, attributes) == (&other.depends_on, &other.attributes)
}

/// The properties of a resource with those that a step sets otherwise than before, and which these are. Nothing when somebody else has to
/// do with one of them, too.
fn replaced(made: &Resource, (old, new): (&Properties, &Properties), by_others: impl Fn(&str) -> bool) -> Option<(Map, NameSet)> {
    let mut names = NameSet::default();
    let mut all = Map::default();
    // What the step had set stands first, in its order, and what others added stands behind.
    if made.properties.keys().zip(old.keys()).any(|(one, other)| one != other) || made.properties.len() < old.len() {
        return None;
    }
    let is_same = |name: &String, value: Option<&Value>| old.get(name) == value;
    for (name, value) in old {
        if !is_same(name, new.get(name)) {
            if made.properties.get(name) != Some(value) || decides(value) || by_others(name) {
                return None;
            }
            names = names.and(reads::changed(name, old.get(name), new.get(name)));
        }
    }
    for (name, value) in new {
        if is_same(name, Some(value)) {
            all.insert(name.clone(), made.properties.get(name)?.clone());
        } else {
            if decides(value) || by_others(name) {
                return None;
            }
            names = names.and(reads::changed(name, old.get(name), new.get(name)));
            all.insert(name.clone(), value.clone());
        }
    }
    for (name, value) in made.properties.iter().skip(old.len()) {
        // Others have set what the step sets only now: who would have the last word?
        if all.insert(name.clone(), value.clone()).is_some() {
            return None;
        }
    }
    Some((all, names))
}

/// True for a value in which the template decides: its conditions have names that all of the template's decisions share.
fn decides(value: &Value) -> bool {
    match value {
        Value::Call(function, argument) => function == "If" || decides(argument),
        Value::List(items) => items.iter().any(decides),
        Value::Map(members) => members.values().any(decides),
        _ => false,
    }
}
