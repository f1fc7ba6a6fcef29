//! Address arithmetic on the ranges of a VPC and its subnets.

use std::net::Ipv4Addr;

pub use ipnet::Ipv4Net;

/// Addresses of every subnet that AWS keeps: network, router, name server, future use, broadcast.
/// Source: <https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html>
pub const RESERVED: u64 = 5;

/// The range that a text such as `10.0.1.0/24` names; `None` when it names none. Bits behind the prefix are dropped.
pub fn range(text: &str) -> Option<Ipv4Net> {
    text.trim().parse::<Ipv4Net>().ok().map(|range| range.trunc())
}

/// How many addresses of a subnet of this range can be given to tasks, load balancers and gateways.
pub fn usable(range: Ipv4Net) -> u64 {
    size(range.prefix_len()).saturating_sub(RESERVED)
}

/// True when `inner` lies wholly in `outer`, or is the same range.
pub fn contains(outer: Ipv4Net, inner: Ipv4Net) -> bool {
    outer.contains(&inner)
}

/// True when the two ranges share an address.
pub fn overlap(one: Ipv4Net, other: Ipv4Net) -> bool {
    one.contains(&other) || other.contains(&one)
}

/// The lowest range with a prefix length that lies in `vpc` and shares no address with any of `taken`;
/// `None` when there is no room.
pub fn next_free(vpc: Ipv4Net, taken: &[Ipv4Net], prefix: u8) -> Option<Ipv4Net> {
    if prefix > 32 || prefix < vpc.prefix_len() {
        return None;
    }
    let mut start = u64::from(u32::from(vpc.network()));
    let end = start + size(vpc.prefix_len());
    // Every round jumps behind one taken range, so there are at most as many rounds as taken ranges.
    while start + size(prefix) <= end {
        let candidate = Ipv4Net::new(Ipv4Addr::from(u32::try_from(start).ok()?), prefix).ok()?;
        let Some(blocker) = taken.iter().find(|range| overlap(**range, candidate)) else {
            return Some(candidate);
        };
        let behind = u64::from(u32::from(blocker.network())) + size(blocker.prefix_len());
        start = behind.max(start + 1).next_multiple_of(size(prefix));
    }
    None
}

/// The addresses of a range with this prefix length.
pub fn size(prefix: u8) -> u64 {
    1 << (32 - u64::from(prefix.min(32)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn net(text: &str) -> Ipv4Net {
        range(text).unwrap()
    }

    #[test]
    fn five_addresses_of_a_subnet_are_kept_by_aws() {
        for (text, addresses) in
            [("10.0.0.0/24", 251), ("10.0.0.0/28", 11), ("10.0.0.0/16", 65_531), ("10.0.0.0/30", 0), ("0.0.0.0/0", 4_294_967_291)]
        {
            assert_eq!(usable(net(text)), addresses, "{text}");
        }
    }

    #[test]
    fn ranges_share_addresses_or_do_not() {
        for (one, other, shares, holds) in [
            ("10.0.0.0/16", "10.0.1.0/24", true, true),
            ("10.0.1.0/24", "10.0.0.0/16", true, false),
            ("10.0.0.0/24", "10.0.1.0/24", false, false),
            ("10.0.0.0/24", "10.0.0.0/24", true, true),
        ] {
            assert_eq!((overlap(net(one), net(other)), contains(net(one), net(other))), (shares, holds), "{one} and {other}");
        }
    }

    #[track_caller]
    fn check_next(vpc: &str, taken: &[&str], prefix: u8, expected: Option<&str>) {
        let taken: Vec<Ipv4Net> = taken.iter().map(|text| net(text)).collect();
        assert_eq!(next_free(net(vpc), &taken, prefix), expected.map(net));
    }

    #[test]
    fn the_next_free_range_is_the_lowest_gap() {
        check_next("10.0.0.0/16", &[], 24, Some("10.0.0.0/24"));
        check_next("10.0.0.0/16", &["10.0.0.0/24", "10.0.1.0/24", "10.0.10.0/24"], 24, Some("10.0.2.0/24"));
        // A smaller neighbour blocks only its own place, but a range starts at a multiple of its size.
        check_next("10.0.0.0/16", &["10.0.0.0/28"], 24, Some("10.0.1.0/24"));
        check_next("10.0.0.0/16", &["10.0.0.0/20"], 28, Some("10.0.16.0/28"));
        check_next("10.0.0.0/24", &["10.0.0.0/25"], 24, None);
        check_next("10.0.0.0/24", &[], 16, None);
        check_next("10.0.0.0/24", &["0.0.0.0/0"], 28, None);
        check_next("255.255.255.0/24", &["255.255.255.0/25"], 25, Some("255.255.255.128/25"));
        check_next("255.255.255.255/32", &["255.255.255.255/32"], 32, None);
    }

    #[test]
    fn what_is_no_range_gives_none() {
        assert_eq!(range("ten"), None);
        assert_eq!(range("10.0.0.0"), None);
        assert_eq!(range("10.0.1.7/24"), Some(net("10.0.1.0/24")));
    }
}
