//! The walk of a packet: from one place of a design to another, hop by hop, with the rule that decides each.
//!
//! It is evaluated on the template that synthesis makes, raw resources included, so it stays true whatever the fields say. Where
//! a parameter, a function or something outside of the template decides, it says that it cannot tell.

mod acls;
mod apis;
mod balancer;
mod front;
mod groups;
mod hop;
mod interfaces;
mod memo;
mod packet;
mod peers;
mod places;
mod resolve;
mod routes;
mod tasks;
#[cfg(test)]
mod tests;
mod topology;
mod walker;
mod way_out;
mod words;

use std::fmt;

use crate::catalog::internet;
use crate::design::{Design, NodeId};

use apis::Api;
use hop::{Ground, Way};
use interfaces::Placed;
use places::{Place, place};
use topology::Network;
use walker::Walker;

pub use hop::{Hop, Step, Telling, Verdict};
pub use way_out::{WayOut, has_raw_network, may_have_endpoint, way_out};
pub(crate) use words::noun;

/// Where a walk starts or ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stop {
    /// The internet, also when no node stands for it.
    Internet,
    /// A node.
    Node(NodeId),
}

/// A walk.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    /// The worst of its legs.
    pub verdict: Verdict,
    /// What is walked one after another: an image comes from three services.
    pub legs: Vec<Leg>,
}

impl Trace {
    /// The hops of all legs.
    pub fn hops(&self) -> impl Iterator<Item = &Hop> {
        self.legs.iter().flat_map(|leg| &leg.hops)
    }
}

/// A part of a walk with one goal.
#[derive(Clone, Debug, PartialEq)]
pub struct Leg {
    /// What is reached, and on which port: `load balancer site on port 80`.
    pub title: String,
    /// What it comes to: the worst of all its ways, since nobody chooses in which subnet a task starts.
    pub verdict: Verdict,
    /// The hops of the first way with that verdict.
    pub hops: Vec<Hop>,
    /// How many ways there are: from each subnet to each subnet.
    pub ways: usize,
    /// How many of them have that verdict.
    pub alike: usize,
}

/// Why there is nothing to walk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoWalk {
    /// Both ends are the same.
    Same,
    /// Nothing ends or starts at such a node: what it is, in words.
    NoPlace(String),
    /// It opens no connections: what it is, in words.
    NoStart(String),
    /// Nobody knows on which port it answers: what it is, in words.
    NoPort(String),
}

impl fmt::Display for NoWalk {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Same => formatter.write_str("a walk needs two different ends"),
            Self::NoPlace(what) => {
                write!(formatter, "{what} sends and takes no packets: choose a service, load balancer, store or the like")
            }
            Self::NoStart(what) => write!(formatter, "{what} opens no connections: let the walk start elsewhere"),
            Self::NoPort(what) => write!(formatter, "nothing says on which port {what} answers: name a port"),
        }
    }
}

impl std::error::Error for NoWalk {}

/// Walks from one place to another on a TCP port; without one on the port on which the target answers: a load balancer on that of its
/// main listener, a service on that of its container, a service of AWS on 443.
pub fn trace(design: &Design, from: Stop, to: Stop, port: Option<u16>) -> Result<Trace, NoWalk> {
    trace_telling(design, from, to, port, Telling::Words)
}

/// Walks as [`trace`] does, and tells as much as is read of it.
pub fn trace_telling(design: &Design, from: Stop, to: Stop, port: Option<u16>, telling: Telling) -> Result<Trace, NoWalk> {
    let network = Network::of(design);
    let ground = Ground { design, network: &network, telling };
    let (source, target) = (place(&ground, from), place(&ground, to));
    let (source, target) = (source.as_ref().as_ref().map_err(NoWalk::clone)?, target.as_ref().as_ref().map_err(NoWalk::clone)?);
    if from == to || (*source == Place::Internet && *target == Place::Internet) {
        return Err(NoWalk::Same);
    }
    let walker = Walker { ground: &ground, from, to, port };
    let mut best: Option<Trace> = None;
    for legs in walker.candidates(source, target)? {
        let verdict = legs.iter().map(|leg| leg.verdict).max().unwrap_or(Verdict::Blocked);
        let trace = Trace { verdict, legs };
        if best.as_ref().is_none_or(|best| trace.verdict < best.verdict) {
            best = Some(trace);
        }
    }
    best.ok_or_else(|| NoWalk::NoPlace(place_words(&ground, to)))
}

/// Walks from a load balancer to the tasks that a service registers with its target groups, whatever its listeners say; nothing when
/// either is something else.
pub fn trace_to_targets(design: &Design, balancer: NodeId, service: NodeId, telling: Telling) -> Option<Leg> {
    let network = Network::of(design);
    let ground = Ground { design, network: &network, telling };
    let (balancer, service) = (place(&ground, Stop::Node(balancer)), place(&ground, Stop::Node(service)));
    let Ok(Place::Balancer { id, placed }) = balancer.as_ref() else { return None };
    let Ok(Place::Tasks(tasks)) = service.as_ref() else { return None };
    let ways = tasks::behind(&ground, (id, placed), (tasks.wanted(), &tasks.placed));
    (!ways.is_empty()).then(|| leg(ground.called(&tasks.resource).to_owned(), ways))
}

/// The inbound rules of a node's security groups that let in anything but another node, in words: `tcp 8080 from 10.0.0.0/16`. Nothing when
/// one of them has no security group in the template. A rule that only deployment knows counts: it may let in anybody.
pub fn lets_in_beside(design: &Design, node: NodeId, other: NodeId) -> Option<Vec<String>> {
    let network = Network::of(design);
    let ground = Ground { design, network: &network, telling: Telling::Words };
    let groups = |id: NodeId| {
        let place = place(&ground, Stop::Node(id));
        let place: Option<&Place> = place.as_ref().as_ref().ok();
        let guards = place.and_then(Place::placed)?.interfaces.iter().map(|interface| interface.guard.clone());
        Some(guards.collect::<Vec<_>>()).filter(|guards| !guards.is_empty())
    };
    groups::beside(&ground, &groups(node)?, &groups(other)?)
}

/// The service of AWS over whose API a node is used, by the last part of its endpoints' names: `sqs`; nothing for other nodes.
pub fn service_of(design: &Design, id: NodeId) -> Option<&'static str> {
    let network = Network::of(design);
    let ground = Ground { design, network: &network, telling: Telling::Verdicts };
    match place(&ground, Stop::Node(id)).as_ref() {
        Ok(Place::Api { apis, .. }) => apis.last().map(|api| api.service),
        _ => None,
    }
}

/// The VPC endpoint through which every call of a node to a service certainly goes, by its logical id; nothing when a call may take another
/// way, or arrives nowhere. `layers` asks for the way of image layers, which no interface endpoint of S3 carries.
pub fn endpoint_of(design: &Design, from: NodeId, service: &str, layers: bool) -> Option<String> {
    let network = Network::of(design);
    let ground = Ground { design, network: &network, telling: Telling::Words };
    let start = place(&ground, Stop::Node(from));
    let placed = start.as_ref().as_ref().ok()?.placed()?;
    let api = apis::named(service, layers)?;
    let mut found: Option<String> = None;
    let ways = placed.interfaces.iter().flat_map(|interface| apis::reach(&ground, &Way::default(), interface, api, apis::HTTPS));
    for way in ways.chain(nowhere(&ground, placed)) {
        let through = way.hops.iter().find(|hop| hop.step == Step::Endpoint).filter(|_| way.verdict() == Verdict::Passes)?;
        if found.as_ref().is_some_and(|found| *found != through.resource) {
            return None;
        }
        found = Some(through.resource.clone());
    }
    found
}

/// The nodes at which a walk may start or end, in the order of the sketch.
pub fn places(design: &Design) -> Vec<NodeId> {
    let network = Network::of(design);
    let ground = Ground { design, network: &network, telling: Telling::Verdicts };
    design.in_tree_order().into_iter().filter(|id| place(&ground, Stop::Node(*id)).is_ok()).collect()
}

fn place_words(ground: &Ground<'_>, stop: Stop) -> String {
    match stop {
        Stop::Internet => "the internet".to_owned(),
        Stop::Node(id) => words::name(ground.design, id).to_owned(),
    }
}

fn leg(title: String, ways: Vec<Way>) -> Leg {
    let verdict = ways.iter().map(Way::verdict).max().unwrap_or(Verdict::Blocked);
    let alike = ways.iter().filter(|way| way.verdict() == verdict).count();
    let count = ways.len();
    let hops = ways.into_iter().find(|way| way.verdict() == verdict).map(|way| way.hops).unwrap_or_default();
    Leg { title, verdict, hops, ways: count, alike }
}

fn api_leg(ground: &Ground<'_>, placed: &Placed, api: Api, port: u16) -> Leg {
    let mut ways: Vec<Way> =
        placed.interfaces.iter().flat_map(|interface| apis::reach(ground, &Way::default(), interface, api, port)).collect();
    ways.extend(nowhere(ground, placed));
    leg(format!("{} on port {port}", api.title), ways)
}

/// The way of what lies in no subnet, or may lie in one that nobody knows.
fn nowhere(ground: &Ground<'_>, placed: &Placed) -> Option<Way> {
    let id = placed.interfaces.first().map(|interface| interface.resource.clone()).unwrap_or_default();
    Some(Way { hops: vec![apis::no_place(ground, &id, placed)?] })
}

/// True for a node that stands for the internet.
fn is_internet(design: &Design, id: NodeId) -> bool {
    design.node(id).is_some_and(|node| node.kind == internet::KIND.id)
}
