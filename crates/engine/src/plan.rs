//! The address plan of a VPC as the page shows it.

use groundplan_synth::design::{Design, NodeId};
use groundplan_synth::network::addresses::{self, Ipv4Net};
use groundplan_synth::network::plan;
use groundplan_synth::ordered::Order;
use groundplan_synth::words::grouped;

use crate::told::records;

records! {
    /// The plan of a VPC.
    pub struct Plan {
        /// The VPC.
        pub vpc: NodeId,
        /// What is planned, in a sentence.
        pub words: String,
        /// All of the VPC.
        pub all: Window,
        /// The field that holds a range.
        pub field: String,
        /// The subnets and what is free, by their addresses.
        pub parts: Vec<Part>,
        /// The part that is worth a larger drawing.
        pub window: Option<Window>,
        /// The next free ranges for the subnet that was asked about.
        pub offers: Vec<String>,
    }

    /// A subnet, or free space.
    pub struct Part {
        /// The subnet; nothing for free space.
        pub node: Option<NodeId>,
        /// Its name.
        pub name: String,
        /// The range, or why it is not known.
        pub range: String,
        /// Its first address, counted from the VPC's.
        pub start: u64,
        /// How many addresses it has; 0 when it cannot be drawn.
        pub size: u64,
        /// How many of them can be used, in words.
        pub words: String,
        /// What is wrong, in words behind the name.
        pub problem: Option<String>,
        /// What the subnet that was asked about takes of free space.
        pub take: Option<String>,
    }

    /// A part of the VPC.
    pub struct Window {
        /// Its range.
        pub range: String,
        /// Its first address, counted from the VPC's.
        pub start: u64,
        /// How many addresses it has.
        pub size: u64,
    }
}

/// The plan in which a VPC or a subnet lies, or why there is none.
pub(crate) fn plan_of(design: &Design, id: NodeId) -> Result<Plan, String> {
    let planned = plan::plan(design, id)?;
    let (vpc, range) = (planned.vpc, planned.range);
    let name = |id: NodeId| design.node(id).map(|node| node.name.clone()).unwrap_or_default();
    let first = u64::from(u32::from(range.network()));
    let all = addresses::size(range.prefix_len());
    let place = |own: Ipv4Net| {
        let is_inside = addresses::contains(range, own);
        (u64::from(u32::from(own.network())).saturating_sub(first), if is_inside { addresses::size(own.prefix_len()) } else { 0 })
    };
    let usable = |own: Ipv4Net| format!("{} usable", grouped(addresses::usable(own)));
    let taken = planned.parts.iter().map(|part| {
        let (start, size) = part.range.map_or((all, 0), place);
        Part {
            node: Some(part.subnet),
            name: name(part.subnet),
            range: part.range.map_or_else(|| "known at deployment".to_owned(), |range| range.to_string()),
            start,
            size,
            words: part.range.map(usable).unwrap_or_default(),
            problem: part.problem.clone(),
            take: None,
        }
    });
    let free = planned.free.iter().map(|free| {
        let (start, size) = place(*free);
        let take = planned.share(id, *free).map(|range| range.to_string());
        Part { node: None, name: "Free".to_owned(), range: free.to_string(), start, size, words: usable(*free), problem: None, take }
    });
    let mut parts: Vec<Part> = taken.chain(free).collect();
    parts.order_by_key(|part| part.start);
    let window = planned.window().map(|window| {
        let (start, size) = place(window);
        Window { range: window.to_string(), start, size }
    });
    Ok(Plan {
        vpc,
        words: format!("{} has {range}, {} addresses. AWS keeps {} of each subnet", name(vpc), grouped(all), addresses::RESERVED),
        all: Window { range: range.to_string(), start: 0, size: all },
        field: "cidr".to_owned(),
        parts,
        window,
        offers: planned.offers(id).iter().map(ToString::to_string).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use groundplan_synth::design::sketch;

    #[test]
    fn a_plan_says_what_is_taken_and_what_can_be() {
        let design = sketch::parse("vpc main cidr=10.0.0.0/22\n  subnet a cidr=10.0.1.0/24\n  subnet far cidr=10.9.0.0/24\n").design;
        let a = design.find("a").unwrap_or(NodeId(0));
        let plan = plan_of(&design, a).expect("there is a plan");
        assert_eq!(plan.words, "main has 10.0.0.0/22, 1,024 addresses. AWS keeps 5 of each subnet");
        let told = |part: &Part| format!("{} {} {} {}", part.name, part.range, part.size, part.take.clone().unwrap_or_default());
        let told: Vec<String> = plan.parts.iter().map(|part| told(part).trim().to_owned()).collect();
        assert_eq!(
            told,
            ["Free 10.0.0.0/24 256 10.0.0.0/24", "a 10.0.1.0/24 256", "Free 10.0.2.0/23 512 10.0.2.0/24", "far 10.9.0.0/24 0"]
        );
        assert_eq!(plan.offers, ["10.0.0.0/24", "10.0.0.0/26"]);
        // A VPC takes nothing of itself.
        let of_vpc = plan_of(&design, plan.vpc).expect("there is a plan");
        assert!(of_vpc.offers.is_empty() && of_vpc.parts.iter().all(|part| part.take.is_none()));
    }
}
