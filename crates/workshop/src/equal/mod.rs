//! Whether two designs mean the same: their templates are the same up to names.
//!
//! Compared is what would be deployed, so whatever gives the same template is the same design: a derived role and a drawn one, a zone that
//! is drawn and one that is a number, a default that is written out. Not compared are names, positions, notes, tags, descriptions, outputs,
//! and which address ranges a VPC and its subnets have.
//!
//! Two templates are compared as graphs: each resource gets a colour from its own members, then from the colours of what it refers to and
//! of what refers to it, until nothing changes (colour refinement, also known as Weisfeiler and Leman's method). Where resources stay
//! alike, as two subnets in two zones do, one of them is singled out on both sides and the colours are refined further.
//! Source: <https://doi.org/10.1007/978-3-319-63248-3>.

mod neutral;

use std::collections::BTreeMap;

use groundplan_synth::design::{Design, NodeId};
use groundplan_synth::ordered::{Order as _, Ordered as _};
use groundplan_synth::synthesize::synthesized;
use groundplan_synth::template::Template;

use neutral::{Member, neutral};

/// More things than this are not compared: no lesson has a design of this size.
const MOST: usize = 2_000;

/// How two designs differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Where, in the first of the two.
    pub node: Option<NodeId>,
    /// In what: a sentence without a full stop.
    pub words: String,
}

/// How a design differs from another one; nothing when both mean the same.
pub fn difference(design: &Design, other: &Design) -> Option<Difference> {
    let (one, other) = (Graph::of(design), Graph::of(other));
    if let Some(difference) = one.counts(&other, design) {
        return Some(difference);
    }
    if one.things.len() > MOST {
        return Some(Difference { node: None, words: format!("The design has more than {MOST} resources, expected fewer") });
    }
    let (mut here, mut there) = (one.first_colours(), other.first_colours());
    for _ in 0..=one.things.len() {
        (here, there) = refined((&one, here), (&other, there));
        if sorted(&here) != sorted(&there) {
            return Some(one.told(design, &here, &other, &there));
        }
        // All colours are different, or one of several alike ones is singled out on both sides.
        let shared = repeated(&here)?;
        for colours in [&mut here, &mut there] {
            if let Some(first) = colours.iter_mut().find(|colour| **colour == shared) {
                *first = u64::MAX;
            }
        }
    }
    None
}

/// A resource, parameter, condition or mapping.
struct Thing {
    kind: String,
    node: Option<NodeId>,
    /// What it says, by property, with places of other things where it refers to them.
    members: BTreeMap<String, Member>,
}

struct Graph {
    things: Vec<Thing>,
}

impl Graph {
    fn of(design: &Design) -> Self {
        let made = synthesized(design);
        let template: &Template = &made.0;
        let sections = [("parameter", &*template.parameters), ("condition", &template.conditions), ("mapping", &template.mappings)];
        let mut names: Vec<&str> = Vec::new();
        let mut bare: Vec<(String, Option<NodeId>, groundplan_synth::value::Map)> = Vec::new();
        for (id, resource) in &template.resources {
            names.push(id);
            bare.push((resource.kind.clone(), resource.node, resource.members()));
        }
        for (section, entries) in sections {
            for (name, value) in entries {
                names.push(name);
                let members = [("Value".to_owned(), value.clone())].into_iter().collect();
                bare.push((section.to_owned(), None, members));
            }
        }
        let places: BTreeMap<&str, usize> = names.iter().enumerate().map(|(place, name)| (*name, place)).to_map();
        let ranges = neutral::Called::ranges(template);
        let thing = |(kind, node, members): (String, Option<NodeId>, groundplan_synth::value::Map)| {
            let members = neutral(&kind, &members, &places, &ranges.at(design, node));
            Thing { kind, node, members }
        };
        Self { things: bare.into_iter().map(thing).collect() }
    }

    /// A difference in how many there are of a type.
    fn counts(&self, other: &Self, design: &Design) -> Option<Difference> {
        let count = |graph: &Self| {
            let mut counts: BTreeMap<String, usize> = BTreeMap::new();
            for thing in &graph.things {
                *counts.entry(thing.kind.clone()).or_default() += 1;
            }
            counts
        };
        let (here, there) = (count(self), count(other));
        for kind in here.keys().chain(there.keys()) {
            let (has, wanted) = (here.get(kind).copied().unwrap_or(0), there.get(kind).copied().unwrap_or(0));
            if has != wanted {
                let nodes: Vec<NodeId> = self.things.iter().filter(|thing| thing.kind == *kind).filter_map(|thing| thing.node).collect();
                let names: Vec<&str> = nodes.iter().filter_map(|id| design.node(*id)).map(|node| node.name.as_str()).collect();
                let list = if names.is_empty() { String::new() } else { format!(" ({})", names.join(", ")) };
                let words = format!("The design makes {has} of {kind}{list}, the solution {wanted}");
                return Some(Difference { node: nodes.last().copied(), words });
            }
        }
        None
    }

    fn first_colours(&self) -> Vec<u64> {
        let nothing = vec![0; self.things.len()];
        self.things.iter().map(|thing| hash(&format!("{} {}", thing.kind, written(&thing.members, &nothing)))).collect()
    }

    /// The colours after one more look at what each refers to, and at what refers to it.
    fn next(&self, colours: &[u64]) -> Vec<u64> {
        let mut from: Vec<Vec<(String, u64)>> = vec![Vec::new(); self.things.len()];
        for (place, thing) in self.things.iter().enumerate() {
            for (property, member) in &thing.members {
                for target in &member.refers {
                    from[*target].push((property.clone(), colours[place]));
                }
            }
        }
        let next = |(place, thing): (usize, &Thing)| {
            let mut arriving = from[place].clone();
            arriving.order();
            hash(&format!("{} {} {arriving:?}", colours[place], written(&thing.members, colours)))
        };
        self.things.iter().enumerate().map(next).collect()
    }

    /// Where the first difference is: at a thing whose colour the other graph does not have.
    fn told(&self, design: &Design, here: &[u64], other: &Self, there: &[u64]) -> Difference {
        let alone = |mine: &[u64], theirs: &[u64], place: usize| {
            let count = |colours: &[u64]| colours.iter().filter(|colour| **colour == mine[place]).count();
            count(mine) != count(theirs)
        };
        let mut best: Option<(usize, usize, Vec<&String>)> = None;
        for place in (0..here.len()).filter(|place| alone(here, there, *place)) {
            for against in
                (0..there.len()).filter(|against| other.things[*against].kind == self.things[place].kind && alone(there, here, *against))
            {
                let (mine, theirs) = (&self.things[place].members, &other.things[against].members);
                let differs =
                    |property: &&String| mine.get(*property).map(|member| &member.text) != theirs.get(*property).map(|member| &member.text);
                let mut properties: Vec<&String> = mine.keys().chain(theirs.keys()).filter(differs).collect();
                properties.order();
                properties.dedup();
                // Differences of its own tell more than those of what it refers to.
                let weight = if properties.is_empty() { usize::MAX } else { properties.len() };
                if best.as_ref().is_none_or(|(least, ..)| weight < *least) {
                    best = Some((weight, place, properties));
                }
            }
        }
        let Some((_, place, properties)) = best else {
            return Difference { node: None, words: "The parts are those of the solution, but they are joined in another way".to_owned() };
        };
        let thing = &self.things[place];
        let name =
            thing.node.and_then(|id| design.node(id)).map_or_else(|| thing.kind.clone(), |node| format!("{} ({})", node.name, thing.kind));
        let words = if properties.is_empty() {
            format!("{name} is joined with other things than in the solution")
        } else {
            format!("{name} differs from the solution in {}", properties.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(", "))
        };
        Difference { node: thing.node, words }
    }
}

/// Both sides, refined until no colour splits any more.
fn refined((one, mut here): (&Graph, Vec<u64>), (other, mut there): (&Graph, Vec<u64>)) -> (Vec<u64>, Vec<u64>) {
    let mut different = distinct(&here);
    loop {
        let next = (one.next(&here), other.next(&there));
        let now = distinct(&next.0);
        (here, there) = next;
        if now <= different || sorted(&here) != sorted(&there) {
            return (here, there);
        }
        different = now;
    }
}

fn distinct(colours: &[u64]) -> usize {
    let mut sorted = sorted(colours);
    sorted.dedup();
    sorted.len()
}

fn sorted(colours: &[u64]) -> Vec<u64> {
    let mut sorted = colours.to_vec();
    sorted.sort_unstable();
    sorted
}

/// The least colour that more than one thing has.
fn repeated(colours: &[u64]) -> Option<u64> {
    sorted(colours).windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0])
}

/// What a thing says, with colours in the places of what it refers to. Lists whose order means nothing are sorted by what they then say.
fn written(members: &BTreeMap<String, Member>, colours: &[u64]) -> String {
    let mut text = String::new();
    for (property, member) in members {
        let value = neutral::coloured(&member.value, colours, neutral::keeps_order(property));
        text.push_str(property);
        text.push('=');
        text.push_str(&value.key());
        text.push(';');
    }
    text
}

/// FNV-1a, which is the same on every machine.
/// Source: <http://www.isthe.com/chongo/tech/comp/fnv/>.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

#[cfg(test)]
mod tests;
