//! The address plan of a VPC: what its subnets take, what is free, and where the next one can lie.

use ipnet::Ipv4Net;

use super::addresses::{self, contains, overlap};
use super::{subnets_of, vpc_of};
use crate::catalog::{self, vpc};
use crate::design::{Design, NodeId};
use crate::ordered::Order;

/// The longest prefix of a VPC and of a subnet: 16 addresses.
/// Source: <https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html>
const LONGEST: u8 = 28;
/// The sizes that are offered beside a subnet's own: 1,024, 256 and 64 addresses.
const OFFERED: [u8; 3] = [22, 24, 26];

/// The plan of a VPC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The VPC.
    pub vpc: NodeId,
    /// Its range.
    pub range: Ipv4Net,
    /// Its subnets by the start of their ranges; those that are known only at deployment come last.
    pub parts: Vec<Part>,
    /// What no subnet takes, in the largest ranges that can be given to one, by their start.
    pub free: Vec<Ipv4Net>,
}

/// A subnet in the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The subnet.
    pub subnet: NodeId,
    /// Its range; `None` when it is known only at deployment.
    pub range: Option<Ipv4Net>,
    /// What is wrong with it, in words behind its name.
    pub problem: Option<String>,
}

/// The range of a subnet or VPC by its field `cidr`; `None` when it is missing, malformed or known only at deployment.
pub fn range_of(design: &Design, id: NodeId) -> Option<Ipv4Net> {
    let node = design.node(id)?;
    let field = catalog::kind_of(node)?.field("cidr")?;
    addresses::range(&field.given(node).text())
}

/// The plan in which a VPC or a subnet lies. The error says why there is none.
pub fn plan(design: &Design, id: NodeId) -> Result<Plan, String> {
    let is_vpc = design.node(id).is_some_and(|node| node.kind == vpc::KIND.id);
    let name = |id: NodeId| design.node(id).map_or("", |node| node.name.as_str());
    let vpc = if is_vpc { Some(id) } else { vpc_of(design, id) };
    let vpc = vpc.ok_or_else(|| format!("{} lies in no VPC: draw one around it", name(id)))?;
    let range = range_of(design, vpc).ok_or_else(|| format!("The range of {} is known only at deployment", name(vpc)))?;
    let mut subnets: Vec<NodeId> = subnets_of(design, vpc);
    subnets.order();
    let ranges: Vec<(NodeId, Option<Ipv4Net>)> = subnets.into_iter().map(|id| (id, range_of(design, id))).collect();
    let mut parts: Vec<Part> = Vec::new();
    for (index, (subnet, own)) in ranges.iter().enumerate() {
        let others = ranges.iter().enumerate().filter(|(other, _)| *other != index);
        let shared =
            others.filter_map(|(_, (id, other))| Some((*id, (*other)?))).find(|(_, other)| own.is_some_and(|own| overlap(own, *other)));
        let problem = match (own, shared) {
            (None, _) => None,
            (Some(own), _) if !contains(range, *own) => Some(format!("does not lie in {range} of {}", name(vpc))),
            (Some(own), _) if own.prefix_len() > LONGEST => Some(format!("is smaller than /{LONGEST}, the smallest subnet of AWS")),
            (_, Some((other, other_range))) => Some(format!("shares addresses with {} in {other_range}", name(other))),
            _ => None,
        };
        parts.push(Part { subnet: *subnet, range: *own, problem });
    }
    parts.order_by_key(|part| (part.range.is_none(), part.range.map(|range| (range.network(), range.prefix_len()))));
    let mut free = Vec::new();
    let taken: Vec<Ipv4Net> = parts.iter().filter_map(|part| part.range).collect();
    gather(range, &taken, &mut free);
    Ok(Plan { vpc, range, parts, free })
}

/// Halves a range until a part is wholly free or wholly taken.
fn gather(range: Ipv4Net, taken: &[Ipv4Net], free: &mut Vec<Ipv4Net>) {
    let within: Vec<Ipv4Net> = taken.iter().copied().filter(|other| overlap(*other, range)).collect();
    if within.is_empty() {
        return free.push(range);
    }
    if range.prefix_len() >= LONGEST || within.iter().any(|other| contains(*other, range)) {
        return;
    }
    for half in range.subnets(range.prefix_len() + 1).into_iter().flatten() {
        gather(half, &within, free);
    }
}

impl Plan {
    /// What a subnet takes of a free range: its own size, or all of it when that is less.
    pub fn share(&self, subnet: NodeId, free: Ipv4Net) -> Option<Ipv4Net> {
        let own = self.parts.iter().find(|part| part.subnet == subnet)?.range.map_or(OFFERED[1], |range| range.prefix_len());
        let prefix = own.clamp(free.prefix_len(), LONGEST.max(free.prefix_len()));
        Ipv4Net::new(free.network(), prefix).ok()
    }

    /// The lowest free ranges for a subnet: of its own size and of the usual ones, the largest first.
    pub fn offers(&self, subnet: NodeId) -> Vec<Ipv4Net> {
        let Some(part) = self.parts.iter().find(|part| part.subnet == subnet) else { return Vec::new() };
        let mut sizes: Vec<u8> = part.range.map(|range| range.prefix_len()).into_iter().chain(OFFERED).collect();
        sizes.order();
        sizes.dedup();
        // A subnet that is all of its VPC is no plan for a second one.
        sizes.retain(|prefix| *prefix > self.range.prefix_len() && *prefix <= LONGEST);
        let taken: Vec<Ipv4Net> = self.parts.iter().filter_map(|part| part.range).collect();
        sizes.into_iter().filter_map(|prefix| addresses::next_free(self.range, &taken, prefix)).collect()
    }

    /// The part of the VPC that is worth a larger drawing: around all of its subnets, when that is an eighth or less.
    pub fn window(&self) -> Option<Ipv4Net> {
        let inside: Vec<Ipv4Net> = self.parts.iter().filter_map(|part| part.range).filter(|range| contains(self.range, *range)).collect();
        let first = inside.first()?;
        let mut around = *first;
        while !inside.iter().all(|range| contains(around, *range)) {
            around = around.supernet()?;
        }
        // With room beside them: the next subnet comes there.
        let around = around.supernet()?;
        (around.prefix_len() >= self.range.prefix_len() + 3).then_some(around)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::sketch;

    fn planned(text: &str, of: &str) -> (Design, Result<Plan, String>) {
        let design = sketch::parse(text).design;
        let plan = plan(&design, design.find(of).unwrap());
        (design, plan)
    }

    /// The parts with their problems, and what is free.
    #[track_caller]
    fn check(text: &str, of: &str, parts: &[&str], free: &[&str]) {
        let (design, plan) = planned(text, of);
        let plan = plan.unwrap();
        let name = |id: NodeId| design.node(id).unwrap().name.clone();
        let told = |part: &Part| format!("{} {}", name(part.subnet), part.problem.clone().unwrap_or_default()).trim().to_owned();
        assert_eq!(plan.parts.iter().map(told).collect::<Vec<_>>(), parts);
        assert_eq!(plan.free.iter().map(ToString::to_string).collect::<Vec<_>>(), free);
    }

    const TWO: &str = "vpc main cidr=10.0.0.0/20\n  subnet b cidr=10.0.1.0/24\n  subnet a cidr=10.0.0.0/24\n";

    #[test]
    fn subnets_stand_by_their_addresses_and_the_rest_is_free() {
        check(TWO, "main", &["a", "b"], &["10.0.2.0/23", "10.0.4.0/22", "10.0.8.0/21"]);
        check(TWO, "a", &["a", "b"], &["10.0.2.0/23", "10.0.4.0/22", "10.0.8.0/21"]);
        check("vpc main cidr=10.0.0.0/24\n", "main", &[], &["10.0.0.0/24"]);
        check("vpc main cidr=10.0.0.0/24\n  subnet all cidr=10.0.0.0/24\n", "main", &["all"], &[]);
        check(
            "vpc main cidr=10.0.0.0/27\n  subnet x cidr=!Ref Range\n  subnet y cidr=10.0.0.16/28\n",
            "main",
            &["y", "x"],
            &["10.0.0.0/28"],
        );
    }

    #[test]
    fn what_is_wrong_is_said() {
        check(
            "vpc main cidr=10.0.0.0/20\n  subnet a cidr=10.0.0.0/22\n  subnet b cidr=10.0.1.0/24\n  subnet c cidr=10.1.0.0/24\n  subnet d cidr=10.0.8.0/29\n",
            "main",
            &[
                "a shares addresses with b in 10.0.1.0/24",
                "b shares addresses with a in 10.0.0.0/22",
                "d is smaller than /28, the smallest subnet of AWS",
                "c does not lie in 10.0.0.0/20 of main",
            ],
            &[
                "10.0.4.0/22",
                "10.0.8.16/28",
                "10.0.8.32/27",
                "10.0.8.64/26",
                "10.0.8.128/25",
                "10.0.9.0/24",
                "10.0.10.0/23",
                "10.0.12.0/22",
            ],
        );
        assert_eq!(planned("subnet lost\n", "lost").1, Err("lost lies in no VPC: draw one around it".to_owned()));
        assert_eq!(planned("vpc main cidr=!Ref Range\n", "main").1, Err("The range of main is known only at deployment".to_owned()));
    }

    #[test]
    fn free_space_is_taken_in_the_own_size() {
        let (design, plan) = planned(TWO, "main");
        let plan = plan.unwrap();
        let a = design.find("a").unwrap();
        let texts = |ranges: Vec<Ipv4Net>| ranges.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(texts(plan.offers(a)), ["10.0.4.0/22", "10.0.2.0/24", "10.0.2.0/26"]);
        assert_eq!(
            texts(plan.free.iter().filter_map(|free| plan.share(a, *free)).collect()),
            ["10.0.2.0/24", "10.0.4.0/24", "10.0.8.0/24"]
        );
        assert_eq!(plan.share(a, addresses::range("10.0.2.0/26").unwrap()).map(|range| range.to_string()), Some("10.0.2.0/26".to_owned()));
        // Nothing that is offered or free is taken, whatever the subnets are.
        for free in plan.free.iter().copied().chain(plan.offers(a)) {
            assert!(plan.parts.iter().all(|part| !overlap(part.range.unwrap(), free)), "{free}");
        }
        assert_eq!(plan.window(), None);
        let (_, wide) = planned(&TWO.replace("/20", "/16"), "main");
        assert_eq!(wide.unwrap().window().map(|range| range.to_string()), Some("10.0.0.0/22".to_owned()));
    }
}
