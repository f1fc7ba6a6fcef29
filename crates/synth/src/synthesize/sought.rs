//! Resources that are looked for by the values of their properties.

use std::collections::BTreeMap;

use super::Builder;
use crate::template::{Properties, Resource};
use crate::value::Value;

/// What [`Builder::find`] knows, by the type and the names of the properties that it was asked for.
#[derive(Default)]
pub(super) struct Sought(BTreeMap<String, Known>);

/// Resources by the values of some properties.
#[derive(Default)]
struct Known {
    /// How many resources of the template were looked at.
    read: usize,
    /// The first resource with these values.
    ids: BTreeMap<String, String>,
    /// Whether a second one has the values of another.
    has_twins: bool,
    /// How often was asked for these values.
    asked: BTreeMap<String, u32>,
}

/// A question to [`Builder::find`]: the key in [`Sought`] and the values.
pub(super) type Question = (String, String);

/// What of a resource that is sought changes: the key in [`Sought`] and the values before and after.
pub(super) struct Move {
    key: String,
    id: String,
    from: Option<String>,
    to: Option<String>,
}

impl Builder<'_> {
    /// The first resource of a type whose properties have these values, whatever others it has. They are read when they are first asked
    /// for and must not change afterwards: so every resource is looked at once, and not again by everybody who asks.
    pub fn find(&self, kind: &str, properties: &[(&str, &Value)]) -> Option<String> {
        let names: Vec<&str> = properties.iter().map(|(name, _)| *name).collect();
        let key = format!("{kind} {}", names.join(" "));
        let wanted = written(&properties.iter().map(|(_, value)| *value).collect::<Vec<_>>());
        if let Some(settled) = self.settled {
            let earlier = settled.trace.sought.0.get(&key).and_then(|known| known.ids.get(&wanted)).filter(|id| settled.had(id));
            let own = || self.template.resources.iter().find(|(_, resource)| values(&key, resource).as_ref() == Some(&wanted));
            let found = earlier.cloned().or_else(|| own().map(|(id, _)| id.clone()));
            self.questions.borrow_mut().push((key, wanted));
            return found;
        }
        let mut all = self.sought.borrow_mut();
        let known = all.0.entry(key.clone()).or_default();
        // Nothing that was added is taken away again.
        for (id, resource) in self.template.resources.iter().skip(known.read) {
            if let Some(values) = values(&key, resource) {
                known.has_twins |= known.ids.contains_key(&values);
                known.ids.entry(values).or_insert_with(|| id.clone());
            }
        }
        known.read = self.template.resources.len();
        *known.asked.entry(wanted.clone()).or_default() += 1;
        known.ids.get(&wanted).cloned()
    }
}

/// The values of a resource for a key; nothing when it is of another type or lacks one.
fn values(key: &str, resource: &Resource) -> Option<String> {
    let (kind, names) = key.split_once(' ')?;
    (resource.kind == kind).then(|| values_of(names, &resource.properties))?
}

fn values_of(names: &str, properties: &Properties) -> Option<String> {
    let values: Option<Vec<&Value>> = names.split(' ').map(|name| properties.get(name)).collect();
    values.map(|values| written(&values))
}

/// Values as one text that no other values have.
fn written(values: &[&Value]) -> String {
    values.iter().map(|value| value.to_json()).collect::<serde_json::Value>().to_string()
}

impl Sought {
    /// What changes for those who look for resources when the properties of one change; nothing when somebody would find something else
    /// than before. `asked` is what the step that makes the resource asks by itself.
    pub(super) fn moves(&self, id: &str, kind: &str, (old, new): (&Properties, &Properties), asked: &[Question]) -> Option<Vec<Move>> {
        let mut moves = Vec::new();
        for (key, known) in &self.0 {
            let Some((_, names)) = key.split_once(' ').filter(|(own, _)| *own == kind) else { continue };
            let (from, to) = (values_of(names, old), values_of(names, new));
            if from == to {
                continue;
            }
            let by_itself = |values: &String| asked.iter().filter(|(own, wanted)| own == key && wanted == values).count();
            let by_all = |values: &String| known.asked.get(values).map_or(0, |count| usize::try_from(*count).unwrap_or(usize::MAX));
            let leaves =
                from.as_ref().is_none_or(|from| known.ids.get(from).is_none_or(|own| own == id) && by_all(from) == by_itself(from));
            let comes = to.as_ref().is_none_or(|to| !known.ids.contains_key(to) && by_all(to) == 0);
            if known.has_twins || !leaves || !comes {
                return None;
            }
            moves.push(Move { key: key.clone(), id: id.to_owned(), from, to });
        }
        Some(moves)
    }

    /// True when somebody looked for resources of a type.
    pub(super) fn has_kind(&self, kind: &str) -> bool {
        self.0.keys().any(|key| key.split_once(' ').is_some_and(|(own, _)| own == kind))
    }

    /// A resource has other values now.
    pub(super) fn make(&mut self, Move { key, id, from, to }: Move) {
        let Some(known) = self.0.get_mut(&key) else { return };
        // One that nobody has looked at yet is not known.
        let was_known = from.as_ref().is_none_or(|from| known.ids.remove(from).is_some());
        if let Some(to) = to.filter(|_| was_known) {
            known.ids.insert(to, id);
        }
    }

    /// A step asks something else now.
    pub(super) fn ask_other(&mut self, (key, old): Question, new: String) {
        let Some(known) = self.0.get_mut(&key) else { return };
        if let Some(count) = known.asked.get_mut(&old) {
            *count -= 1;
        }
        *known.asked.entry(new).or_default() += 1;
    }
}

impl Move {
    /// The questions of which the answer changes.
    pub(super) fn questions(&self) -> impl Iterator<Item = Question> + '_ {
        self.from.iter().chain(&self.to).map(|values| (self.key.clone(), values.clone()))
    }
}
