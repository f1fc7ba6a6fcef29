//! The walks that connections stand for, done once for all rules about reachability.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{and, label, name};
use crate::catalog::{self, container, endpoint, role, subnet, task_definition};
use crate::design::{ChangedFields, Connection, ConnectionId, Design, NodeId};
use crate::meaning::{fetches_from, forwards, injects, logs, pulls, requests, runs};
use crate::network::walk::{self, Hop, Step, Stop, Telling, Trace, Verdict};
use crate::network::{self, is_public, is_subnet, vpc_of};
use crate::reads::{self, Owners, Reads};
use crate::rules::Findings;

/// A connection along which something does not arrive, or may not.
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

    /// The same where nobody can tell.
    pub(in crate::rules) fn open(&self, design: &Design) -> Open {
        let to = name(design, self.to).to_owned();
        Open { from: self.from, to, why: self.hop.text.clone(), connection: Some(self.connection) }
    }

    /// True where the walk ends for certain, or where a word is due although it cannot be told: at a health check that no container answers.
    fn is_blocked(&self) -> bool {
        let unanswered = self.hop.step == Step::HealthCheck && !self.hop.rule.is_empty();
        self.hop.verdict == Verdict::Blocked || unanswered
    }
}

/// The connections of a design that do not simply lead where they are drawn to, in the order of the drawing.
#[derive(Default)]
pub(in crate::rules) struct Ends {
    /// Those along which something does not arrive.
    pub(in crate::rules) blocked: Vec<Arc<Walked>>,
    /// Those of which nobody can tell.
    pub(in crate::rules) open: Vec<Arc<Walked>>,
}

impl Ends {
    fn add(&mut self, walked: Arc<Walked>) {
        if walked.is_blocked() { self.blocked.push(walked) } else { self.open.push(walked) }
    }
}

/// Walks along every connection that stands for traffic.
pub(in crate::rules) fn ends(design: &Design) -> Arc<Ends> {
    design.once(|design| {
        let mut ends = Ends::default();
        for (id, connection) in design.connections() {
            if let Some(walked) = walked(design, id, connection) {
                ends.add(Arc::new(walked));
            }
        }
        ends
    })
}

/// A walk of which nobody can tell.
pub(in crate::rules) struct Open {
    /// Where it starts.
    pub(in crate::rules) from: NodeId,
    /// Where it ends, in words.
    pub(in crate::rules) to: String,
    /// What decides.
    pub(in crate::rules) why: String,
    /// The connection for which it is walked.
    pub(in crate::rules) connection: Option<ConnectionId>,
}

/// Reports walks of which nobody can tell, once for each node at which they start.
pub(in crate::rules) fn tell_open(design: &Design, findings: &mut Findings, all: impl IntoIterator<Item = Open>) {
    let mut by_start: BTreeMap<NodeId, Vec<Open>> = BTreeMap::new();
    for open in all {
        by_start.entry(open.from).or_default().push(open);
    }
    for (from, all) in by_start {
        let (mut to, mut why): (Vec<String>, Vec<&str>) = (Vec::new(), Vec::new());
        for open in &all {
            if !to.contains(&open.to) {
                to.push(open.to.clone());
            }
            if !why.contains(&open.why.as_str()) {
                why.push(&open.why);
            }
        }
        let told = findings.cannot_tell(format!("whether {} reaches {}", label(design, from), and(&to)), why.join("; ")).on(from);
        if let [Open { connection: Some(connection), .. }] = all.as_slice() {
            told.on_connection(*connection);
        }
    }
}

/// What a walk comes to when nobody can tell: the text of the hop that decides.
pub(in crate::rules) fn open_hop(trace: &Trace) -> Option<&Hop> {
    let is_open = trace.verdict == Verdict::CannotTell;
    trace.hops().find(|hop| is_open && hop.verdict == Verdict::CannotTell)
}

/// The walks along the connections of one design after another: those are done again that read what changed.
#[derive(Default)]
pub(super) struct Walks {
    walks: BTreeMap<ConnectionId, Walk>,
    /// The walks that read some record or resource, by where its fields or properties lie.
    readers: BTreeMap<usize, Vec<ConnectionId>>,
}

/// A walk along one connection: what it read, and where it stops or may stop.
struct Walk {
    reads: Reads,
    owners: Owners,
    end: Option<Arc<Walked>>,
}

impl Walks {
    /// Lets all who ask [`ends`] of a design know the answer. `changes` is what changed since the last design, with the same nodes and
    /// connections.
    pub(super) fn follow(&mut self, design: &Design, changes: &[ChangedFields]) {
        let stale = if self.walks.is_empty() { design.connections().map(|(id, _)| id).collect() } else { self.stale(changes) };
        for (id, connection) in stale.into_iter().filter_map(|id| Some((id, design.connection(id)?))) {
            let (end, reads, owners) = reads::apart(|| walked(design, id, connection).map(Arc::new));
            self.forget(id);
            for (owner, _) in &owners {
                self.readers.entry(*owner).or_default().push(id);
            }
            self.walks.insert(id, Walk { reads, owners, end });
        }
        self.find_moved(changes);
        let reads = self.walks.values().fold(Reads::default(), |all, walk| all.and(walk.reads));
        let mut all = Ends::default();
        self.walks.values().filter_map(|walk| walk.end.clone()).for_each(|end| all.add(end));
        design.know_by(Arc::new(all), reads);
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
        let speaks = |hop: &Hop| hop.verdict == Verdict::Blocked || (hop.step == Step::HealthCheck && hop.verdict != Verdict::Passes);
        deciding(hops, speaks)
    };
    let to_place = |telling| {
        let trace = walk::trace_telling(design, Stop::Node(owner), Stop::Node(to), None, telling).ok()?;
        deciding(trace.legs.into_iter().flat_map(|leg| leg.hops).collect(), |hop| hop.verdict == Verdict::Blocked)
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

/// The hop that ends a walk, else the first of which nobody can tell.
fn deciding(mut hops: Vec<Hop>, ends: impl Fn(&Hop) -> bool) -> Option<Hop> {
    let at = hops.iter().position(ends).or_else(|| hops.iter().position(|hop| hop.verdict == Verdict::CannotTell))?;
    Some(hops.swap_remove(at))
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
