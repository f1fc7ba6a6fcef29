//! The other side of a packet as a firewall or router sees it: its addresses and its security groups.

use ipnet::Ipv4Net;

use super::resolve::Known;
use crate::network::addresses;

/// The addresses that a packet may have at one end.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Addresses {
    /// Any of a range: of a subnet, for instance, in which a task gets one.
    Range(Ipv4Net),
    /// Public ones; the words say whose.
    Public(String),
    /// Some that deployment decides; the words say why.
    Open(String),
}

/// Ranges that are no addresses of the internet.
/// Source: <https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html>.
const PRIVATE: &[&str] = &["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"];

/// Whether a range of a rule holds all the addresses: `Unsure` when it holds some of them, or nobody knows.
pub(super) fn holds(rule: Ipv4Net, addresses: &Addresses) -> Known {
    if rule.prefix_len() == 0 {
        return Known::Yes;
    }
    match addresses {
        Addresses::Range(range) if addresses::contains(rule, *range) => Known::Yes,
        Addresses::Range(range) if addresses::overlap(rule, *range) => Known::Unsure(format!("{rule} is a part of {range}")),
        Addresses::Range(_) => Known::No,
        Addresses::Public(_) if PRIVATE.iter().filter_map(|text| addresses::range(text)).any(|net| addresses::contains(net, rule)) => {
            Known::No
        }
        Addresses::Public(whose) => Known::Unsure(format!("{rule} is a part of {whose}")),
        Addresses::Open(words) => Known::Unsure(words.clone()),
    }
}

/// A security group as one side of a packet has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Group {
    /// One of the template, by its logical id.
    Own(String),
    /// The one that a VPC brings along, by the VPC's logical id.
    Default(String),
    /// One that the template does not have, as it is written.
    Foreign(String),
}

/// What guards an interface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Guard {
    /// These groups: what one of them admits is admitted.
    Groups(Vec<Group>),
    /// Nothing: a NAT gateway has no group.
    Nothing,
    /// Only deployment knows.
    Open(String),
}

/// One side of a packet, for the rules of the other.
#[derive(Clone, Debug)]
pub(super) struct Peer {
    /// The words for it: `tasks of web`.
    pub(super) name: String,
    /// Its addresses.
    pub(super) addresses: Addresses,
    /// Its groups; none for one whose address is translated or that is outside.
    pub(super) groups: Guard,
    /// True for CloudFront, which has a security group and prefix list of its own in each account and region.
    pub(super) is_cloudfront: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_holds_all_some_or_none() {
        let net = |text: &str| addresses::range(text).unwrap();
        let subnet = Addresses::Range(net("10.0.1.0/24"));
        let public = Addresses::Public("the internet".to_owned());
        let unsure = |words: &str| Known::Unsure(words.to_owned());
        for (rule, addresses, expected) in [
            ("10.0.0.0/16", &subnet, Known::Yes),
            ("10.0.1.128/25", &subnet, unsure("10.0.1.128/25 is a part of 10.0.1.0/24")),
            ("10.0.2.0/24", &subnet, Known::No),
            ("0.0.0.0/0", &public, Known::Yes),
            ("10.0.0.0/8", &public, Known::No),
            ("203.0.113.0/24", &public, unsure("203.0.113.0/24 is a part of the internet")),
            ("0.0.0.0/0", &Addresses::Open("x".to_owned()), Known::Yes),
            ("10.0.0.0/8", &Addresses::Open("x".to_owned()), unsure("x")),
        ] {
            assert_eq!(holds(net(rule), addresses), expected, "{rule}");
        }
    }
}
