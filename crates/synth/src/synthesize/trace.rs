//! A template that follows its design: after a change of fields only those steps are taken once more that read one of them.
//!
//! A synthesis notes what each of its steps read. A step that makes resources without looking at those of others is taken twice, with the
//! fields as they were and as they are: what differs between the two is what changes in the template. Where that is not certain to be
//! all, nothing is followed, and the template is made anew.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Builder, Names, Step, steps};
use crate::design::{ChangedFields, Design, NodeId};
use crate::ordered::Ordered;
use crate::reads::{self, NameSet, Owners};
use crate::tags;
use crate::template::{Counts, Properties, Resource, Section, Template};
use crate::value::{Map, Value};

/// More steps than this are not worth being taken twice.
const MOST_STEPS: usize = 16;

/// What is kept of a synthesis, so that its template can follow.
pub(crate) struct Trace {
    stems: Arc<BTreeMap<NodeId, String>>,
    steps: Vec<Step>,
    /// What steps read.
    readers: Vec<Reader>,
    /// The properties that steps read or changed of what other steps made.
    shared: NameSet,
    /// The types of which steps looked for resources.
    sought: BTreeSet<String>,
    /// Two things wished for one logical id: what a step would do by itself says nothing then.
    has_clash: bool,
}

/// What one step read of one record.
struct Reader {
    /// Where the fields of the record lie in memory.
    owner: usize,
    names: NameSet,
    /// The place of the step among all.
    step: usize,
}

/// What of a template changed.
#[derive(Clone, Copy, Default)]
pub(crate) struct Delta {
    /// The properties of resources, by their names.
    pub(crate) properties: NameSet,
    /// Whether anything else may have changed.
    pub(crate) more: bool,
}

/// The template of a design, with what it takes to follow changes.
pub(crate) fn traced(design: &Design) -> ((Template, Names), Trace) {
    reads::unseen(|| {
        let mut builder = Builder::new(design);
        let mut trace = Trace {
            stems: builder.stems.clone(),
            steps: Vec::new(),
            readers: Vec::new(),
            shared: NameSet::default(),
            sought: BTreeSet::new(),
            has_clash: false,
        };
        for step in steps(design) {
            let ((), reads, owners) = reads::watched_with_owners(|| builder.take(step));
            if builder.looks_around.get() {
                trace.shared = trace.shared.and(reads.properties);
            }
            trace.note(trace.steps.len(), owners);
            trace.steps.push(step);
        }
        let kind = |key: &String| key.split(' ').next().unwrap_or_default().to_owned();
        trace.sought.extend(builder.known.borrow().keys().map(kind));
        trace.has_clash = builder.has_clash;
        (builder.finish(), trace)
    })
}

/// Changes a template as the change of some fields changes it, and says what changed. Nothing when that is not certain: then the template
/// is as it was.
pub(crate) fn follow(
    (template, names): &mut (Template, Names),
    trace: &mut Trace,
    (before, after): (&Design, &Design),
    changes: &[ChangedFields],
) -> Option<Delta> {
    reads::unseen(|| {
        let affected = trace.affected(changes);
        if trace.has_clash || affected.len() > MOST_STEPS {
            return None;
        }
        let mut all = News::default();
        let mut read = Vec::new();
        for at in affected {
            let step = trace.steps[at];
            let old = taken(step, before, &trace.stems, names)?;
            let (new, _, owners) = reads::watched_with_owners(|| taken(step, after, &trace.stems, names));
            all.add(trace, template, after, &old, new?)?;
            read.push((at, owners));
        }
        let delta = all.put(template);
        for (at, owners) in read {
            trace.readers.retain(|reader| reader.step != at);
            trace.note(at, owners);
        }
        trace.moved(changes);
        Some(delta)
    })
}

impl Trace {
    fn note(&mut self, step: usize, owners: Owners) {
        self.readers.extend(owners.into_iter().map(|(owner, names)| Reader { owner, names, step }));
    }

    /// The steps that read a field that changed, in their order.
    fn affected(&self, changes: &[ChangedFields]) -> BTreeSet<usize> {
        let has_read = |reader: &&Reader| {
            let of_it = |change: &&ChangedFields| [change.before, reads::ANY].contains(&reader.owner);
            changes.iter().filter(of_it).any(|change| change.names.meets(reader.names))
        };
        self.readers.iter().filter(has_read).map(|reader| reader.step).to_set()
    }

    /// Records that changed lie elsewhere now, also where nobody reads what changed of them.
    pub(crate) fn moved(&mut self, changes: &[ChangedFields]) {
        for reader in &mut self.readers {
            if let Some(change) = changes.iter().find(|change| change.before == reader.owner) {
                reader.owner = change.after;
            }
        }
    }
}

/// What one step does by itself; nothing when it looks at what others did.
fn taken<'a>(step: Step, design: &'a Design, stems: &Arc<BTreeMap<NodeId, String>>, names: &'a Names) -> Option<Builder<'a>> {
    let mut builder = Builder::empty(design, stems.clone(), Some(names));
    builder.take(step);
    (!builder.looks_around.get() && !builder.has_clash).then_some(builder)
}

/// What becomes of a template.
#[derive(Default)]
struct News {
    resources: Vec<(usize, Map)>,
    parameters: Vec<(String, Value)>,
    outputs: Vec<(String, Value)>,
    delta: Delta,
}

impl News {
    /// Adds what a step does otherwise than before; nothing when that is not all, or not to be seen in the template as it is.
    fn add(&mut self, trace: &Trace, template: &Template, design: &Design, old: &Builder<'_>, new: Builder<'_>) -> Option<()> {
        // A name that nobody asks for any more may be another's.
        if old.names != new.names
            || old.statements != new.statements
            || old.waits != new.waits
            || old.template.conditions != new.template.conditions
        {
            return None;
        }
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
        self.delta.properties = names.fold(self.delta.properties, NameSet::and);
        self.parameters.extend(parameters);
        self.outputs.extend(outputs);
        if old.template.resources.len() != new.template.resources.len() {
            return None;
        }
        let pairs = old.template.resources.iter().zip(new.template.resources);
        for ((old_id, old), (id, new)) in pairs {
            if *old_id != id || !differs_in_properties_alone(old, &new) {
                return None;
            }
            if old.properties != new.properties {
                let (place, _, made) =
                    template.resources.get_full(&id).filter(|(_, _, made)| made.node == old.node && made.kind == old.kind)?;
                if trace.sought.contains(&old.kind) {
                    return None;
                }
                let (properties, changed) = replaced(made, &old.properties, &new.properties)?;
                let tagged =
                    !settings.tags.is_empty() && tags::property(&old.kind).is_some_and(|(name, _)| changed.meets(NameSet::of(name)));
                if changed.meets(trace.shared) || tagged {
                    return None;
                }
                self.delta.properties = self.delta.properties.and(changed);
                self.resources.push((place, properties));
            }
        }
        Some(())
    }

    fn put(self, template: &mut Template) -> Delta {
        for (place, properties) in self.resources {
            if let Some((_, resource)) = template.resources.get_index_mut(place) {
                resource.properties = properties.into();
                resource.counts = Counts::default();
            }
        }
        if !self.parameters.is_empty() || !self.outputs.is_empty() {
            template.counts = Counts::default();
        }
        template.parameters.extend(self.parameters);
        template.outputs.extend(self.outputs);
        self.delta
    }
}

pub(super) fn differs_in_properties_alone(one: &Resource, other: &Resource) -> bool {
    let Resource { section, node, comment, kind, depends_on, deletion_policy, attributes, properties: _, counts: _ } = one;
    (section, node, comment, kind) == (&other.section, &other.node, &other.comment, &other.kind)
        && (depends_on, deletion_policy, attributes) == (&other.depends_on, &other.deletion_policy, &other.attributes)
}

/// The properties of a resource with those that a step sets otherwise than before, and which these are. Nothing when somebody else set
/// one of them, too.
fn replaced(made: &Resource, old: &Properties, new: &Properties) -> Option<(Map, NameSet)> {
    let mut names = NameSet::default();
    let mut all = Map::default();
    // What the step had set stands first, in its order, and what others added stands behind.
    if made.properties.keys().zip(old.keys()).any(|(one, other)| one != other) || made.properties.len() < old.len() {
        return None;
    }
    let is_same = |name: &String, value: Option<&Value>| old.get(name) == value;
    for (name, value) in old {
        if !is_same(name, new.get(name)) {
            if made.properties.get(name) != Some(value) || decides(value) {
                return None;
            }
            names = names.and(reads::changed(name, old.get(name), new.get(name)));
        }
    }
    for (name, value) in new {
        if is_same(name, Some(value)) {
            all.insert(name.clone(), made.properties.get(name)?.clone());
        } else {
            if decides(value) {
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
