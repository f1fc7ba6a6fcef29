//! The walk of a packet as the page shows it.

use groundplan_synth::design::{ConnectionId, Design, NodeId};
use groundplan_synth::network::walk::{self, Stop, Verdict};

use crate::told::records;

records! {
    /// A walk.
    pub struct Walk {
        /// The worst of its legs.
        pub verdict: Verdict,
        /// What is walked one after another.
        pub legs: Vec<Leg>,
    }

    /// A part of a walk with one goal.
    pub struct Leg {
        /// What is reached, and on which port.
        pub title: String,
        /// The worst of all its ways.
        pub verdict: Verdict,
        /// The hops of the first way with that verdict.
        pub hops: Vec<Hop>,
        /// How many ways there are: from each subnet to each subnet.
        pub ways: usize,
        /// How many of them have that verdict.
        pub alike: usize,
    }

    /// One step with what decides it.
    pub struct Hop {
        /// What decides, in AWS's word: `Route table`.
        pub step: String,
        /// How it decides.
        pub verdict: Verdict,
        /// What happens, in the names of the design.
        pub text: String,
        /// The deciding rule in AWS's words; empty when the text says all.
        pub rule: String,
        /// The logical id of the deciding resource; empty when no resource decides.
        pub resource: String,
        /// The nodes that it is about, the deciding one first.
        pub nodes: Vec<NodeId>,
        /// The connections along which it goes.
        pub connections: Vec<ConnectionId>,
        /// The field of the deciding node, or of the first connection, that changes it.
        pub field: Option<String>,
        /// What AWS or the program would say; empty when nothing is said.
        pub aws_says: String,
    }
}

/// Walks.
pub(crate) fn walk(design: &Design, from: Stop, to: Stop, port: Option<u16>) -> Result<Walk, String> {
    let is_there = |stop| !matches!(stop, Stop::Node(id) if design.node(id).is_none());
    if !is_there(from) || !is_there(to) {
        return Err("an end of the walk is gone: choose another one".to_owned());
    }
    let walk::Trace { verdict, legs } = walk::trace(design, from, to, port).map_err(|reason| reason.to_string())?;
    Ok(Walk { verdict, legs: legs.into_iter().map(leg).collect() })
}

fn leg(leg: walk::Leg) -> Leg {
    let walk::Leg { title, verdict, hops, ways, alike } = leg;
    Leg { title, verdict, hops: hops.into_iter().map(hop).collect(), ways, alike }
}

fn hop(hop: walk::Hop) -> Hop {
    let walk::Hop { step, verdict, text, rule, resource, nodes, connections, field, aws_says } = hop;
    let (step, field) = (step.title().to_owned(), field.map(ToOwned::to_owned));
    Hop { step, verdict, text, rule, resource, nodes, connections, field, aws_says }
}
