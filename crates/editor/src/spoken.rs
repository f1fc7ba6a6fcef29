//! What a change did, in words for those who do not see it.

use groundplan_synth::catalog;
use groundplan_synth::design::{Change, Design, Node, NodeId, Patch, canvas};
use groundplan_synth::picture;
use groundplan_synth::words::plain;

/// So many things are named; of more it is said how many they are.
const MOST_NAMED: usize = 3;

/// The longest value that is said.
const LONGEST: usize = 60;

/// What a change did: `web moved to 336, 240; web reads votes was added`. Empty when nothing is worth saying.
pub fn changed(design: &Design, patch: &Patch) -> String {
    let mut said: Vec<String> = Vec::new();
    let places: Vec<(NodeId, &Change<Node>)> = patch.nodes.iter().map(|(id, change)| (*id, change)).collect();
    // What lies in something that came, went or moved does so too.
    let goes_along = |change: &Change<Node>| {
        let parent = change.after.as_ref().or(change.before.as_ref()).and_then(|node| node.parent);
        parent.and_then(|parent| patch.nodes.get(&parent)).is_some_and(|other| deed(design, other).is_some_and(Deed::takes_along))
    };
    // That something is collapsed or expanded is said with what is selected.
    for kind in [Deed::Added, Deed::Deleted, Deed::Renamed, Deed::Nested, Deed::Moved, Deed::Resized, Deed::Locked, Deed::Set] {
        let of_kind =
            |(_, change): &&(NodeId, &Change<Node>)| deed(design, change) == Some(kind) && !(kind.takes_along() && goes_along(change));
        let all: Vec<&Change<Node>> = places.iter().filter(of_kind).map(|(_, change)| *change).collect();
        if all.len() > MOST_NAMED {
            said.push(format!("{} nodes {}", all.len(), kind.words()));
        } else {
            said.extend(all.into_iter().map(|change| sentence(design, kind, change)));
        }
    }
    let lines: Vec<String> = patch
        .connections
        .values()
        .filter_map(|change| match (&change.before, &change.after) {
            (None, Some(new)) => Some(format!("{} was added", picture::sentence(design, new))),
            (Some(_), None) => Some("a connection was deleted".to_owned()),
            (Some(_), Some(now)) => Some(format!("{} was changed", picture::sentence(design, now))),
            (None, None) => None,
        })
        .collect();
    if lines.len() > MOST_NAMED {
        said.push(format!("{} connections changed", lines.len()));
    } else {
        said.extend(lines);
    }
    if patch.settings.is_some() {
        said.push("the design's settings changed".to_owned());
    }
    plain(&said.join("; "))
}

/// What happened to a node.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Deed {
    Added,
    Deleted,
    Renamed,
    Nested,
    Moved,
    Resized,
    Locked,
    Folded,
    Set,
}

impl Deed {
    fn takes_along(self) -> bool {
        matches!(self, Self::Added | Self::Deleted | Self::Nested | Self::Moved)
    }

    fn words(self) -> &'static str {
        match self {
            Self::Added => "were added",
            Self::Deleted => "were deleted",
            Self::Renamed => "have other names",
            Self::Nested => "lie elsewhere",
            Self::Moved => "moved",
            Self::Resized => "have another size",
            Self::Locked => "were locked or unlocked",
            Self::Folded => "were collapsed or expanded",
            Self::Set => "have other values",
        }
    }
}

fn deed(design: &Design, change: &Change<Node>) -> Option<Deed> {
    let (before, after) = match (&change.before, &change.after) {
        (Some(before), Some(after)) => (before, after),
        (None, Some(_)) => return Some(Deed::Added),
        (Some(_), None) => return Some(Deed::Deleted),
        (None, None) => return None,
    };
    let size = |node: &Node| node.frame.map(|frame| (frame.width, frame.height));
    Some(if before.name != after.name {
        Deed::Renamed
    } else if before.parent != after.parent && after.parent.is_none_or(|parent| design.node(parent).is_some()) {
        Deed::Nested
    } else if canvas::is_locked(before) != canvas::is_locked(after) {
        Deed::Locked
    } else if canvas::is_collapsed(before) != canvas::is_collapsed(after) {
        Deed::Folded
    } else if before.fields != after.fields || before.note != after.note || before.kind != after.kind {
        Deed::Set
    } else if size(before) != size(after) {
        Deed::Resized
    } else {
        Deed::Moved
    })
}

fn sentence(design: &Design, deed: Deed, change: &Change<Node>) -> String {
    let Some(node) = change.after.as_ref().or(change.before.as_ref()) else { return String::new() };
    let name = &node.name;
    let parent = node.parent.and_then(|parent| design.node(parent));
    let frame = node.frame.unwrap_or_default();
    match deed {
        Deed::Added => {
            let kind = catalog::kind_of(node).map_or(node.kind.as_str(), |kind| kind.title);
            let place = parent.map(|parent| format!(" in {}", parent.name)).unwrap_or_default();
            format!("{kind} {name} was added{place}")
        }
        Deed::Deleted => format!("{name} was deleted"),
        Deed::Renamed => format!("{} is now {name}", change.before.as_ref().map_or("", |before| &before.name)),
        Deed::Nested => match parent {
            Some(parent) => format!("{name} lies in {} now", parent.name),
            None => format!("{name} lies in nothing now"),
        },
        Deed::Moved => format!("{name} moved to {}, {}", frame.x, frame.y),
        Deed::Resized => format!("{name} is {} by {} now", frame.width, frame.height),
        Deed::Locked => format!("{name} is {}", if canvas::is_locked(node) { "locked" } else { "unlocked" }),
        Deed::Folded => format!("{name} is {}", if canvas::is_collapsed(node) { "collapsed" } else { "expanded" }),
        Deed::Set => {
            let before = change.before.as_ref();
            let others = node.fields.iter().filter(|(field, value)| before.is_none_or(|before| before.fields.get(field) != Some(value)));
            let set: Vec<String> = others.map(|(field, value)| said(node, field, Some(&value.display()))).collect();
            let gone = before.into_iter().flat_map(|before| before.fields.iter()).filter(|(field, _)| node.fields.get(field).is_none());
            let reset = gone.map(|(field, _)| said(node, field, None));
            let all: Vec<String> = set.into_iter().chain(reset).take(MOST_NAMED).collect();
            if all.is_empty() { format!("{name} has another note") } else { format!("{name}: {}", all.join(", ")) }
        }
    }
}

/// A value by the title of its field. Nobody listens to a whole document.
fn said(node: &Node, field: &str, value: Option<&str>) -> String {
    let title = match field {
        canvas::GROUP => "Group".to_owned(),
        canvas::ORDER => "Place above others".to_owned(),
        _ => catalog::kind_of(node)
            .and_then(|kind| kind.field(field))
            .map_or_else(|| field.replace('_', " "), |field| field.title.to_owned()),
    };
    match value {
        Some(value) if value.len() <= LONGEST && ![canvas::GROUP, canvas::ORDER].contains(&field) => format!("{title} {value}"),
        Some(_) => format!("{title} changed"),
        None => format!("{title} as by default"),
    }
}
