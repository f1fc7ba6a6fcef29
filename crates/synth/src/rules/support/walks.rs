//! The walks that connections stand for, done once for all rules about reachability.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{label, name};
use crate::catalog::{self, container, endpoint, role, subnet, task_definition};
use crate::design::{ChangedFields, Connection, ConnectionId, Design, NodeId};
use crate::meaning::{fetches_from, forwards, injects, logs, pulls, requests, runs};
use crate::network::walk::{self, Hop, Step, Stop, Telling, Verdict};
use crate::network::{self, is_public, is_subnet, vpc_of};
use crate::reads::{self, Owners, Reads};

/// A connection along which something does not arrive.
pub(in crate::rules) struct Walked {
    /// The connection.
    pub(in crate::rules) connection: ConnectionId,
    /// Where it starts: of a container the service or task around it.
    pub(in crate::rules) from: NodeId,
    /// Where it ends.
    pub(in crate::rules) to: NodeId,
    /// The verb.
    pub(in crate::rules) verb: String,
    /// The hop that decides.
    pub(in crate::rules) hop: Hop,
}

impl Walked {
    /// `Fargate service web does not reach jobs: …`.
    pub(in crate::rules) fn message(&self, design: &Design) -> String {
        format!("{} does not reach {}: {}", label(design, self.from), name(design, self.to), self.hop.text)
    }

    /// True for a connection of one verb that one of some steps decides.
    pub(in crate::rules) fn is(&self, verb: &str, steps: &[Step]) -> bool {
        self.verb == verb && steps.contains(&self.hop.step)
    }
}

/// All connections of a design along which something does not arrive, in the order of the drawing.
pub(in crate::rules) struct Blocked(pub(in crate::rules) Vec<Arc<Walked>>);

/// Walks along every connection that stands for traffic.
pub(in crate::rules) fn blocked(design: &Design) -> Arc<Blocked> {
    design
        .once(|design| Blocked(design.connections().filter_map(|(id, connection)| walked(design, id, connection).map(Arc::new)).collect()))
}

/// The walks along the connections of one design after another: those are done again that read what changed.
#[derive(Default)]
pub(super) struct Walks {
    walks: BTreeMap<ConnectionId, Walk>,
    /// The walks that read some record or resource, by where its fields or properties lie.
    readers: BTreeMap<usize, Vec<ConnectionId>>,
}

/// A walk along one connection: what it read, and where it stops.
struct Walk {
    reads: Reads,
    owners: Owners,
    blocked: Option<Arc<Walked>>,
}

impl Walks {
    /// Lets all who ask [`blocked`] of a design know the answer. `changes` is what changed since the last design, with the same nodes and
    /// connections.
    pub(super) fn follow(&mut self, design: &Design, changes: &[ChangedFields]) {
        let stale = if self.walks.is_empty() { design.connections().map(|(id, _)| id).collect() } else { self.stale(changes) };
        for (id, connection) in stale.into_iter().filter_map(|id| Some((id, design.connection(id)?))) {
            let (blocked, reads, owners) = reads::apart(|| walked(design, id, connection).map(Arc::new));
            self.forget(id);
            for (owner, _) in &owners {
                self.readers.entry(*owner).or_default().push(id);
            }
            self.walks.insert(id, Walk { reads, owners, blocked });
        }
        self.find_moved(changes);
        let reads = self.walks.values().fold(Reads::default(), |all, walk| all.and(walk.reads));
        design.know_by(Arc::new(Blocked(self.walks.values().filter_map(|walk| walk.blocked.clone()).collect())), reads);
    }

    /// The walks that read something that changed.
    fn stale(&self, changes: &[ChangedFields]) -> BTreeSet<ConnectionId> {
        let is_stale = |id: &&ConnectionId| {
            let owners = self.walks.get(id).into_iter().flat_map(|walk| &walk.owners);
            owners.into_iter().any(|(owner, names)| reads::concerns(changes, *owner, *names))
        };
        let owners = changes.iter().map(|change| change.before).chain([reads::ANY]);
        owners.filter_map(|owner| self.readers.get(&owner)).flatten().filter(is_stale).copied().collect()
    }

    fn forget(&mut self, id: ConnectionId) {
        for (owner, _) in self.walks.remove(&id).into_iter().flat_map(|walk| walk.owners) {
            if let Some(readers) = self.readers.get_mut(&owner) {
                readers.retain(|reader| *reader != id);
            }
        }
    }

    /// Whoever read a record that changed elsewhere finds it where it lies now.
    fn find_moved(&mut self, changes: &[ChangedFields]) {
        let moved = changes.iter().filter(|change| change.before != change.after);
        let moved: Vec<_> = moved.filter_map(|change| Some((change, self.readers.remove(&change.before)?))).collect();
        for (change, readers) in moved {
            for id in &readers {
                for (owner, _) in self.walks.get_mut(id).into_iter().flat_map(|walk| &mut walk.owners) {
                    reads::follow(owner, std::slice::from_ref(change));
                }
            }
            self.readers.entry(change.after).or_default().extend(readers);
        }
    }
}

fn walked(design: &Design, id: ConnectionId, connection: &Connection) -> Option<Walked> {
    let (from, to) = connection.nodes()?;
    let (source, target) = (design.node(from)?, design.node(to)?);
    let owner = if source.kind == container::KIND.id { task_definition::around(design, from)? } else { from };
    let verb = connection.verb.as_str();
    let to_service = [pulls::VERB.id, logs::VERB.id, injects::VERB.id].contains(&verb);
    let to_targets = |telling| {
        let hops = walk::trace_to_targets(design, from, to, telling)?.hops;
        // A health check that nobody answers is worth a word also where the walk cannot tell.
        hops.into_iter().find(|hop| hop.verdict == Verdict::Blocked || (hop.step == Step::HealthCheck && hop.verdict != Verdict::Passes))
    };
    let to_place = |telling| {
        let trace = walk::trace_telling(design, Stop::Node(owner), Stop::Node(to), None, telling).ok()?;
        trace.legs.into_iter().flat_map(|leg| leg.hops).find(|hop| hop.verdict == Verdict::Blocked)
    };
    // Most walks pass, and of those nobody reads a word.
    let hop = if verb == forwards::VERB.id {
        to_targets(Telling::Verdicts).and_then(|_| to_targets(Telling::Words))
    } else {
        let calls = source.kind != role::KIND.id && catalog::kind_of(target).is_some_and(|kind| kind.grant(verb).is_some());
        let is_walk = calls || [requests::VERB.id, fetches_from::VERB.id].contains(&verb) || (to_service && has_endpoint(design, owner));
        is_walk.then(|| to_place(Telling::Verdicts).and_then(|_| to_place(Telling::Words))).flatten()
    };
    Some(Walked { connection: id, from: owner, to, verb: verb.to_owned(), hop: hop? })
}

/// True where services of AWS may be reached over an interface: without one the way out decides, which other rules look at.
fn has_endpoint(design: &Design, owner: NodeId) -> bool {
    let all = vpc_of(design, owner).map(|vpc| network::endpoints_of(design, vpc)).unwrap_or_default();
    all.into_iter().filter_map(|id| design.node(id)).any(|node| !endpoint::is_gateway(node))
}

/// True when the tasks of a service can fetch what they need before they run, in each of their subnets.
pub(in crate::rules) fn can_start(design: &Design, owner: NodeId) -> bool {
    let Some(node) = design.node(owner) else { return false };
    let subnets = design.targets(owner, runs::VERB.id).into_iter().filter(|target| is_subnet(design, *target));
    subnets.into_iter().all(|id| {
        let open = design.node(id).is_some_and(|node| subnet::access(&node.fields).0.is_some_and(|value| value.is_expression()));
        let address = || task_definition::public_address(&node.fields).flag();
        !open && if is_public(design, id) { address() } else { network::reaches_image(design, owner, id) }
    })
}
