//! One step of a walk, with what decides it, and the way that the steps make.

use std::fmt;

use super::resolve::Known;
use super::topology::Network;
use crate::catalog;
use crate::design::{ConnectionId, Design, NodeId};
use crate::ordered::Order;

/// What a walk comes to. Ordered: the worst last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Packets arrive, and the answers come back.
    Passes,
    /// A deciding value is known at deployment only, or the walk does not understand a resource.
    CannotTell,
    /// Packets do not arrive, or nobody answers.
    Blocked,
}

impl fmt::Display for Verdict {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Passes => "passes",
            Self::CannotTell => "cannot tell",
            Self::Blocked => "blocked",
        })
    }
}

/// What decides a hop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Where it starts or ends.
    Place,
    /// The resolver's answer to a name.
    Name,
    /// A public address.
    Address,
    /// A route table.
    Route,
    /// A gateway: to the internet, or NAT.
    Gateway,
    /// A VPC endpoint.
    Endpoint,
    /// A security group, on the way out.
    GroupOut,
    /// A security group, on the way in.
    GroupIn,
    /// A network ACL.
    NetworkAcl,
    /// A behaviour of a distribution.
    Behaviour,
    /// An origin of a distribution.
    Origin,
    /// A listener or one of its rules.
    Listener,
    /// A target group.
    TargetGroup,
    /// The zones that a load balancer has enabled.
    Zone,
    /// The health check of a target group.
    HealthCheck,
    /// A container's port.
    Container,
}

impl Step {
    /// AWS's word for it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Place => "Place",
            Self::Name => "DNS",
            Self::Address => "Address",
            Self::Route => "Route table",
            Self::Gateway => "Gateway",
            Self::Endpoint => "VPC endpoint",
            Self::GroupOut => "Security group, outbound",
            Self::GroupIn => "Security group, inbound",
            Self::NetworkAcl => "Network ACL",
            Self::Behaviour => "Cache behavior",
            Self::Origin => "Origin",
            Self::Listener => "Listener",
            Self::TargetGroup => "Target group",
            Self::Zone => "Availability Zone",
            Self::HealthCheck => "Health check",
            Self::Container => "Container",
        }
    }
}

/// One step with what decides it.
#[derive(Clone, Debug, PartialEq)]
pub struct Hop {
    /// What decides.
    pub step: Step,
    /// How it decides.
    pub verdict: Verdict,
    /// What happens, in the names of the design; a phrase without a final full stop.
    pub text: String,
    /// The deciding rule in AWS's words: `tcp 8080 from security group of site`; empty when the text says all.
    pub rule: String,
    /// The logical id of the deciding resource; empty when no resource decides.
    pub resource: String,
    /// The nodes that it is about, the deciding one first.
    pub nodes: Vec<NodeId>,
    /// The connections along which it goes.
    pub connections: Vec<ConnectionId>,
    /// The field of the deciding node, or of the first connection, that changes it.
    pub field: Option<&'static str>,
    /// What AWS or the program would say when it is blocked; empty when nothing is said.
    pub aws_says: String,
}

impl Hop {
    /// A hop that passes.
    pub(super) fn passes(step: Step, text: impl Into<String>) -> Self {
        Self {
            step,
            verdict: Verdict::Passes,
            text: text.into(),
            rule: String::new(),
            resource: String::new(),
            nodes: Vec::new(),
            connections: Vec::new(),
            field: None,
            aws_says: String::new(),
        }
    }

    /// A hop that nothing passes.
    pub(super) fn blocked(step: Step, text: impl Into<String>) -> Self {
        Self { verdict: Verdict::Blocked, ..Self::passes(step, text) }
    }

    /// A hop of which only deployment knows.
    pub(super) fn unsure(step: Step, text: impl Into<String>) -> Self {
        Self { verdict: Verdict::CannotTell, ..Self::passes(step, text) }
    }

    /// The deciding rule.
    pub(super) fn rule(mut self, rule: impl Into<String>) -> Self {
        self.rule = rule.into();
        self
    }

    /// A node that it is about.
    pub(super) fn node(mut self, node: Option<NodeId>) -> Self {
        self.add_node(node);
        self
    }

    /// Adds a node that it is about.
    pub(super) fn add_node(&mut self, node: Option<NodeId>) {
        self.nodes.extend(node.filter(|node| !self.nodes.contains(node)));
    }

    /// What AWS says.
    pub(super) fn says(mut self, words: impl Into<String>) -> Self {
        self.aws_says = words.into();
        self
    }
}

/// What all walks over a design share.
pub(super) struct Ground<'a> {
    pub(super) design: &'a Design,
    pub(super) network: &'a Network,
    pub(super) telling: Telling,
}

/// What hops tell. Most walks of a sound design are walked to see that nothing is wrong, and nobody reads their words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Telling {
    /// All that is known.
    Words,
    /// Steps and verdicts alone.
    Verdicts,
}

impl Ground<'_> {
    /// How a resource is called.
    pub(super) fn called<'a>(&'a self, id: &'a str) -> &'a str {
        self.network.called(self.design, id)
    }

    /// Words, where somebody reads them.
    pub(super) fn words(&self, words: impl FnOnce() -> String) -> String {
        if self.telling == Telling::Words { words() } else { String::new() }
    }

    /// The connections between two nodes as hops tell them.
    pub(super) fn along(&self, one: Option<NodeId>, other: Option<NodeId>) -> Vec<ConnectionId> {
        if self.telling == Telling::Words { self.connections(one, other) } else { Vec::new() }
    }

    /// The deciding resource of a hop with its node, and the first of some fields that this node has. A raw resource has its properties.
    pub(super) fn decided(&self, mut hop: Hop, id: &str, fields: &[&str]) -> Hop {
        if self.telling == Telling::Verdicts {
            return hop;
        }
        id.clone_into(&mut hop.resource);
        let node = self.network.node(id);
        let kind = node.and_then(|node| self.design.node(node)).and_then(|node| catalog::kind_of(node));
        let own = fields.iter().chain(&["properties"]).find_map(|field| Some(kind?.field(field)?.name));
        hop.field = hop.field.or(own);
        hop.node(node)
    }

    /// The connections between two nodes, in whichever direction, those of what lies in them included.
    pub(super) fn connections(&self, one: Option<NodeId>, other: Option<NodeId>) -> Vec<ConnectionId> {
        let (Some(one), Some(other)) = (one, other) else { return Vec::new() };
        let within = |id: NodeId, around: NodeId| id == around || self.design.node(id).is_some_and(|node| node.parent == Some(around));
        let joins = |(from, to): (NodeId, NodeId)| (within(from, one) && within(to, other)) || (within(from, other) && within(to, one));
        let touching = |id: NodeId| self.design.connections_from(id).chain(self.design.connections_to(id));
        let inner = |around: NodeId| [around].into_iter().chain(self.design.children(Some(around)));
        let count = |around: NodeId| inner(around).map(|id| touching(id).count()).sum::<usize>();
        // A load balancer may have a thousand connections, each of its services few.
        let fewer = if count(one) <= count(other) { one } else { other };
        let mut found: Vec<ConnectionId> = inner(fewer)
            .flat_map(|id| touching(id).filter(|(_, connection)| connection.nodes().is_some_and(joins)).map(|(id, _)| id))
            .collect();
        found.order();
        found.dedup();
        found
    }
}

/// The hops so far. A way ends at the first hop that blocks; it goes on behind one that cannot be told, for a later one may block for
/// certain.
#[derive(Clone, Debug, Default)]
pub(super) struct Way {
    pub(super) hops: Vec<Hop>,
}

/// Nothing when the way ends here.
pub(super) type Go<T = ()> = Option<T>;

impl Way {
    /// Goes one hop on, unless it blocks.
    pub(super) fn go(&mut self, hop: Hop) -> Go {
        let ends = hop.verdict == Verdict::Blocked;
        self.hops.push(hop);
        (!ends).then_some(())
    }

    /// Ends with a hop behind which nothing is known.
    pub(super) fn end<T>(&mut self, hop: Hop) -> Go<T> {
        self.hops.push(hop);
        None
    }

    /// A hop that passes only if something is so, which nobody may know yet.
    pub(super) fn go_if(&mut self, known: Known, hop: Hop) -> Go {
        match known {
            Known::Yes => self.go(hop),
            Known::No => self.go(Hop { verdict: Verdict::Blocked, ..hop }),
            Known::Unsure(words) => self.go(Hop { verdict: Verdict::CannotTell, text: format!("{}: {words}", hop.text), ..hop }),
        }
    }

    /// The worst of its hops.
    pub(super) fn verdict(&self) -> Verdict {
        self.hops.iter().map(|hop| hop.verdict).max().unwrap_or(Verdict::Passes)
    }
}
