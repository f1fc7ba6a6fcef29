//! Views over one design: each speaks of a part of it, and the rest steps back.

use crate::catalog::{self, Category, Group, Kind};
use crate::meaning::{Line, VERBS, Verb, access};
use crate::prices;

/// A view.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lens {
    /// Everything.
    #[default]
    Everything,
    /// Networks, what is placed in them, and what guards them.
    Network,
    /// Who may do what: roles, the programs that have them, and what they are allowed to use.
    Permissions,
    /// What sends bytes, and to where.
    Traffic,
    /// What costs money as long as it stands, used or not.
    Cost,
}

impl Lens {
    /// Every view in its order.
    pub const ALL: [Self; 5] = [Self::Everything, Self::Network, Self::Permissions, Self::Traffic, Self::Cost];

    /// The word in style sheets, links and commands.
    pub fn word(self) -> &'static str {
        match self {
            Self::Everything => "everything",
            Self::Network => "network",
            Self::Permissions => "permissions",
            Self::Traffic => "traffic",
            Self::Cost => "cost",
        }
    }

    /// The name that people read.
    pub fn title(self) -> &'static str {
        match self {
            Self::Everything => "Everything",
            Self::Network => "Network",
            Self::Permissions => "Permissions",
            Self::Traffic => "Traffic",
            Self::Cost => "Standing cost",
        }
    }

    /// Whether it speaks of a kind. It is asked of the catalog and the verbs: a new kind needs no word here.
    pub fn has(self, kind: &Kind) -> bool {
        match self {
            Self::Everything => true,
            // Frames say where things lie.
            Self::Network => {
                kind.is_frame() || kind.group == Group::Network || kind.category == Category::Networking || is_end(Line::Placement, kind)
            }
            Self::Permissions => {
                access::PRINCIPALS.contains(&kind.id)
                    || kind.access.is_some()
                    || (kind.group != Group::Network && is_end(Line::Permission, kind))
            }
            Self::Traffic => kind.is_frame() || is_end(Line::Traffic, kind),
            Self::Cost => prices::stands(kind),
        }
    }

    /// Whether it speaks of a connection.
    pub fn has_verb(self, verb: &Verb) -> bool {
        match self {
            Self::Everything => true,
            Self::Network => verb.line != Line::Permission,
            Self::Permissions => verb.line == Line::Permission,
            Self::Traffic => verb.line == Line::Traffic,
            Self::Cost => false,
        }
    }
}

fn is_end(line: Line, kind: &Kind) -> bool {
    let own = |verb: &Verb| verb.joins.iter().any(|(from, to)| *from == kind.id || *to == kind.id);
    VERBS.iter().any(|verb| verb.line == line && own(verb))
}

/// The words of the views that speak of something, for a style sheet: ` in-network in-traffic`.
fn words(has: impl Fn(Lens) -> bool) -> String {
    Lens::ALL.into_iter().skip(1).filter(|lens| has(*lens)).flat_map(|lens| [" in-", lens.word()]).collect()
}

/// The views that speak of a kind, as classes. What this version does not know belongs to every view.
pub fn classes_of_kind(id: &str) -> String {
    words(|lens| catalog::by_id(id).is_none_or(|kind| lens.has(kind)))
}

/// The views that speak of a verb, as classes.
pub fn classes_of_verb(verb: Option<&Verb>) -> String {
    words(|lens| verb.is_none_or(|verb| lens.has_verb(verb)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::KINDS;

    #[track_caller]
    fn check(lens: Lens, has: &[&str], has_not: &[&str]) {
        let kind = |id: &str| catalog::by_id(id).unwrap_or_else(|| panic!("no kind {id}"));
        for id in has {
            assert!(lens.has(kind(id)), "{lens:?} does not speak of {id}");
        }
        for id in has_not {
            assert!(!lens.has(kind(id)), "{lens:?} speaks of {id}");
        }
    }

    #[test]
    fn each_view_speaks_of_its_part() {
        check(Lens::Network, &["vpc", "subnet", "nat", "security-group", "load-balancer", "service"], &["role", "topic", "log-group"]);
        check(Lens::Permissions, &["role", "container", "table", "bucket", "repository", "log-group"], &["vpc", "nat", "internet"]);
        check(Lens::Traffic, &["internet", "load-balancer", "service", "vpc", "distribution"], &["role", "repository", "kms-key"]);
        check(Lens::Cost, &["nat", "load-balancer", "service"], &["vpc", "role", "subnet"]);
        for kind in KINDS {
            let views = Lens::ALL.into_iter().skip(1).filter(|lens| lens.has(kind)).count();
            let plain = ["resource", "certificate", "alarm"].contains(&kind.id);
            assert!(views > 0 || plain, "no view speaks of {}", kind.id);
        }
    }

    #[test]
    fn what_is_unknown_belongs_to_every_view() {
        assert_eq!(classes_of_kind("of-tomorrow"), " in-network in-permissions in-traffic in-cost");
        assert_eq!(classes_of_verb(None), " in-network in-permissions in-traffic in-cost");
    }
}
