//! How the template of a design differs from that of the design before, made anew both.

use super::Names;
use super::news::differs_in_properties_alone;
use super::trace::Delta;
use crate::reads::{self, NameSet};
use crate::template::{Properties, Section, Template};

/// What of a template changed. What was counted of what is the same is taken over.
pub(crate) fn difference((old, old_names): &(Template, Names), (new, names): &mut (Template, Names)) -> Delta {
    reads::unseen(|| {
        let mut delta = Delta { more: old_names != names || !is_same_around(old, new), ..Delta::default() };
        let rest = [(&old.parameters, &new.parameters), (&old.outputs, &new.outputs)];
        for (old, new) in rest {
            match changed_entries(old, new) {
                Some(changed) => delta.properties = delta.properties.and(changed),
                None => delta.more = true,
            }
        }
        if !delta.more && delta.properties == NameSet::default() {
            new.counts = old.counts.of_same();
        }
        delta.more |= !old.resources.keys().eq(new.resources.keys());
        for (id, new) in &mut new.resources {
            let Some(old) = old.resources.get(id) else { continue };
            if !differs_in_properties_alone(old, new) {
                delta.more = true;
            } else if old.properties == new.properties {
                new.counts = old.counts.of_same();
            } else {
                delta.properties = delta.properties.and(changed_properties(&old.properties, &new.properties));
            }
        }
        delta
    })
}

fn is_same_around(one: &Template, other: &Template) -> bool {
    let Template { heading, description, mappings, conditions, parameters: _, resources: _, outputs: _, counts: _ } = one;
    (heading, description, mappings, conditions) == (&other.heading, &other.description, &other.mappings, &other.conditions)
}

/// The entries of a section that are not the same in both; nothing when it has other ones.
fn changed_entries(old: &Section, new: &Section) -> Option<NameSet> {
    let changed = new.iter().filter(|(name, value)| old.get(name) != Some(value));
    old.keys().eq(new.keys()).then(|| changed.fold(NameSet::default(), |all, (name, _)| all.and(reads::changed_entry(name))))
}

fn changed_properties(old: &Properties, new: &Properties) -> NameSet {
    let names = old.keys().chain(new.keys().filter(|name| !old.contains_key(name)));
    let changed = names.filter(|name| old.get(name) != new.get(name));
    changed.fold(NameSet::default(), |all, name| all.and(reads::changed(name, old.get(name), new.get(name))))
}
