//! A packet from one interface to another, into the network and out of it: groups, network ACLs, routes and gateways.

use super::acls::{Ports, lets_through};
use super::groups::{Direction, admits};
use super::hop::{Go, Ground, Hop, Step, Way};
use super::interfaces::Interface;
use super::peers::{Addresses, Guard, Peer};
use super::resolve::Known;
use super::routes::{self, Target};
use crate::design::NodeId;
use crate::value::Value;

/// Takes a hop that may not be there.
fn go_on(way: &mut Way, hop: Option<Hop>) -> Go {
    match hop {
        Some(hop) => way.go(hop),
        None => Some(()),
    }
}

/// From one interface to another, in one VPC or over a peering connection.
pub(super) fn between(ground: &Ground<'_>, way: &mut Way, from: &Interface, to: &Interface, port: u16) -> Go {
    let (source, target) = (from.peer(ground), to.peer(ground));
    let first = way.hops.len();
    let done = cross(ground, way, (from, &source), (to, &target), port);
    let along = ground.along(from.node, to.node);
    for hop in &mut way.hops[first..] {
        hop.connections.extend(along.iter().copied());
        // Every hop shows where it is between.
        hop.add_node(from.node);
        hop.add_node(to.node);
    }
    done
}

fn cross(ground: &Ground<'_>, way: &mut Way, (from, source): (&Interface, &Peer), (to, target): (&Interface, &Peer), port: u16) -> Go {
    go_on(way, admits(ground, &from.owner, &from.guard, Direction::Out, port, target))?;
    let crosses = from.subnet != to.subnet;
    if crosses {
        go_on(way, lets_through(ground, &from.subnet, Direction::Out, Ports::One(port), &target.name, &target.addresses))?;
        lead(ground, way, &from.subnet, &to.subnet, target)?;
        go_on(way, lets_through(ground, &to.subnet, Direction::In, Ports::One(port), &source.name, &source.addresses))?;
    }
    go_on(way, admits(ground, &to.owner, &to.guard, Direction::In, port, source))?;
    if crosses {
        // Groups remember a connection; network ACLs and routes do not.
        go_on(way, lets_through(ground, &to.subnet, Direction::Out, Ports::Answers, &source.name, &source.addresses))?;
        if ground.network.vpc(&from.subnet) != ground.network.vpc(&to.subnet) {
            lead(ground, way, &to.subnet, &from.subnet, source)?;
        }
        go_on(way, lets_through(ground, &from.subnet, Direction::In, Ports::Answers, &target.name, &target.addresses))?;
    }
    Some(())
}

/// The route from one subnet to another.
fn lead(ground: &Ground<'_>, way: &mut Way, from: &str, to: &str, target: &Peer) -> Go {
    let words = ground.words(|| format!("{} in {}", target.name, ground.called(to)));
    let (one, other) = (ground.network.vpc(from), ground.network.vpc(to));
    let chosen = match routes::choose(ground, from, &words, &target.addresses) {
        Ok(chosen) => chosen,
        Err(hop) => return way.go(*hop),
    };
    let hop = routes::hop(ground, from, &words, &chosen);
    match &chosen.target {
        Target::Local if one == other => way.go(hop),
        Target::Peering(peering) if one != other => {
            let ends = ["VpcId", "PeerVpcId"].map(|end| ground.network.link(peering, end));
            let joins = one.is_some() && other.is_some() && (ends == [one, other] || ends == [other, one]);
            let open = ends.contains(&None);
            way.go(hop)?;
            let text = format!("{} joins {} and {}", ground.called(peering), called(ground, one), called(ground, other));
            let known = if open { Known::Unsure("one of its VPCs is not in the template".to_owned()) } else { Known::certain(joins) };
            way.go_if(known, ground.decided(Hop::passes(Step::Gateway, text), peering, &[]))
        }
        Target::Elsewhere(where_to) => {
            let text = format!("{} over {where_to}, which the walk does not follow", hop.text);
            way.go(Hop { verdict: super::Verdict::CannotTell, text, ..hop })
        }
        _ => {
            let text = format!("{} does not lead to {words}", ground.called(ground.network.table(from).unwrap_or(from)));
            way.go(Hop { verdict: super::Verdict::Blocked, text, ..hop })
        }
    }
}

fn called(ground: &Ground<'_>, id: Option<&str>) -> String {
    id.map_or_else(|| "a VPC outside of the template".to_owned(), |id| ground.called(id).to_owned())
}

/// From CloudFront to a load balancer: over the internet, or inside of its VPC as a VPC origin.
pub(super) fn from_cloudfront(ground: &Ground<'_>, way: &mut Way, to: &Interface, port: u16, inside: bool) -> Go {
    let source = super::front::peer();
    if !inside {
        let first = way.hops.len();
        return into(ground, way, (None, &source), to, port).or_else(|| {
            // Source: <https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/http-504-gateway-timeout.html>.
            for hop in way.hops[first..].iter_mut().filter(|hop| hop.verdict == super::Verdict::Blocked) {
                "HTTP 504 from CloudFront: The request could not be satisfied".clone_into(&mut hop.aws_says);
            }
            None
        });
    }
    let vpc = ground.network.vpc(&to.subnet).unwrap_or_default();
    let Some((gateway, attachment)) = ground.network.internet_gateway(vpc) else {
        let text = format!("{} has no internet gateway, which CloudFront asks of a VPC with an origin", ground.called(vpc));
        return way.go(ground.decided(Hop::blocked(Step::Gateway, text), vpc, &[]));
    };
    let hop =
        Hop::passes(Step::Gateway, format!("{} has an internet gateway, as CloudFront asks of a VPC with an origin", ground.called(vpc)));
    way.go_if(ground.network.is_there(attachment), ground.decided(hop, gateway, &[]))?;
    go_on(way, admits(ground, &to.owner, &to.guard, Direction::In, port, &source))
}

/// From an interface to a load balancer by its name: at its public addresses when it faces the internet, else inside the network.
pub(super) fn to_named(ground: &Ground<'_>, way: &mut Way, from: &Interface, to: &Interface, port: u16) -> Go {
    match &to.public {
        Known::No => between(ground, way, from, to, port),
        Known::Yes => {
            let addresses = Addresses::Public(format!("the public addresses of {}", to.owner));
            let name = format!("the public addresses of {}", to.owner);
            let target = Peer { name, addresses, groups: Guard::Nothing, is_cloudfront: false };
            let translated = out(ground, way, from, &target, port)?;
            into(ground, way, (from.node, &translated), to, port)
        }
        Known::Unsure(words) => {
            let hop = Hop::unsure(Step::Address, format!("whether {} has public addresses is open: {words}", to.owner));
            way.end(ground.decided(hop, &to.resource, &["scheme"]))
        }
    }
}

/// From the internet, or from CloudFront over it, to an interface with a public address.
pub(super) fn into(ground: &Ground<'_>, way: &mut Way, (from, source): (Option<NodeId>, &Peer), to: &Interface, port: u16) -> Go {
    let first = way.hops.len();
    let done = enter(ground, way, source, to, port);
    let along = ground.along(from, to.node);
    for hop in &mut way.hops[first..] {
        hop.connections.extend(along.iter().copied());
        hop.add_node(from);
        hop.add_node(to.node);
    }
    done
}

fn enter(ground: &Ground<'_>, way: &mut Way, source: &Peer, to: &Interface, port: u16) -> Go {
    let address = Hop::passes(Step::Address, format!("{} has public addresses", to.owner));
    let address = ground.decided(address, &to.resource, &["scheme", "public_address"]).node(to.node);
    let address = if to.public == Known::No {
        Hop { text: format!("{} has no public address: only its VPC reaches it", to.owner), ..address }
    } else {
        address
    };
    way.go_if(to.public.clone(), address)?;
    internet_gateway(ground, way, &to.subnet, source)?;
    go_on(way, lets_through(ground, &to.subnet, Direction::In, Ports::One(port), &source.name, &source.addresses))?;
    go_on(way, admits(ground, &to.owner, &to.guard, Direction::In, port, source))?;
    go_on(way, lets_through(ground, &to.subnet, Direction::Out, Ports::Answers, &source.name, &source.addresses))
}

/// The way between a subnet and the internet: its route, which answers take as well, and the attached gateway.
fn internet_gateway(ground: &Ground<'_>, way: &mut Way, subnet: &str, other: &Peer) -> Go {
    let chosen = match routes::choose(ground, subnet, &other.name, &other.addresses) {
        Ok(chosen) => chosen,
        Err(hop) => return way.go(*hop),
    };
    let hop = routes::hop(ground, subnet, &other.name, &chosen);
    match &chosen.target {
        Target::InternetGateway(gateway) => {
            way.go(hop)?;
            attached(ground, way, subnet, gateway)
        }
        Target::Elsewhere(where_to) => {
            let text = format!("{} over {where_to}, which the walk does not follow", hop.text);
            way.go(Hop { verdict: super::Verdict::CannotTell, text, ..hop })
        }
        _ => {
            let text = format!(
                "{} does not lead to an internet gateway, so {} is not public",
                routes::table_name(ground, subnet),
                ground.called(subnet)
            );
            way.go(Hop { verdict: super::Verdict::Blocked, text, ..hop })
        }
    }
}

fn attached(ground: &Ground<'_>, way: &mut Way, subnet: &str, gateway: &str) -> Go {
    let vpc = ground.network.vpc(subnet).unwrap_or_default();
    match ground.network.internet_gateway(vpc) {
        Some((own, attachment)) if own == gateway => {
            let hop = Hop::passes(Step::Gateway, format!("{} is attached to {}", ground.called(gateway), ground.called(vpc)));
            way.go_if(ground.network.is_there(attachment), ground.decided(hop, gateway, &[]))
        }
        _ => {
            let text = format!("{} is not attached to {}", ground.called(gateway), ground.called(vpc));
            let hop = ground.decided(Hop::blocked(Step::Gateway, text), gateway, &[]);
            way.go(hop.says("route table and network gateway belong to different networks (InvalidParameterValue)"))
        }
    }
}

/// From an interface to a public address: of the internet, or of a service of AWS. Answers the packet's own address behind it.
pub(super) fn out(ground: &Ground<'_>, way: &mut Way, from: &Interface, target: &Peer, port: u16) -> Go<Peer> {
    go_on(way, admits(ground, &from.owner, &from.guard, Direction::Out, port, target))?;
    go_on(way, lets_through(ground, &from.subnet, Direction::Out, Ports::One(port), &target.name, &target.addresses))?;
    let chosen = match routes::choose(ground, &from.subnet, &target.name, &target.addresses) {
        Ok(chosen) => chosen,
        Err(hop) => return way.end(hop.node(from.node).says(TIMES_OUT)),
    };
    let hop = routes::hop(ground, &from.subnet, &target.name, &chosen);
    match &chosen.target {
        Target::InternetGateway(gateway) => {
            way.go(hop)?;
            let address = Hop::passes(Step::Address, format!("{} has a public address of its own", from.owner));
            let mut address = ground.decided(address, &from.resource, &["public_address"]).node(from.node);
            if from.public == Known::No {
                address.text = format!("{} has no public address, and the internet gateway takes no packets without one", from.owner);
                TIMES_OUT.clone_into(&mut address.aws_says);
            }
            way.go_if(from.public.clone(), address)?;
            attached(ground, way, &from.subnet, gateway)?;
        }
        Target::Nat(nat) => {
            way.go(hop)?;
            translate(ground, way, from, nat, target, port)?;
        }
        Target::Elsewhere(where_to) => {
            let text = format!("{} over {where_to}, which the walk does not follow", hop.text);
            way.go(Hop { verdict: super::Verdict::CannotTell, text, ..hop })?;
        }
        Target::Local | Target::Peering(_) => {
            let text = format!("{} does not lead to {}", routes::table_name(ground, &from.subnet), target.name);
            return way.end(Hop { verdict: super::Verdict::Blocked, text, ..hop });
        }
    }
    go_on(way, lets_through(ground, &from.subnet, Direction::In, Ports::Answers, &target.name, &target.addresses))?;
    let name = format!("the public address of {}", from.owner);
    Some(Peer { addresses: Addresses::Public(name.clone()), name, groups: Guard::Nothing, is_cloudfront: false })
}

/// What a program sees when no packet comes back.
pub(super) const TIMES_OUT: &str = "connection timed out";

/// Through a NAT gateway and from there to the internet.
fn translate(ground: &Ground<'_>, way: &mut Way, from: &Interface, nat: &str, target: &Peer, port: u16) -> Go {
    let network = ground.network;
    let text = |name: &str| network.property(nat, name).map(Value::display).unwrap_or_default();
    let called = ground.called(nat);
    let hop = |words: &str| ground.decided(Hop::passes(Step::Gateway, format!("{called} {words}")), nat, &["connectivity"]);
    if text("ConnectivityType") == "private" {
        let private = hop("has a private address: it leads to other networks, not to the internet");
        return way.go(Hop { verdict: super::Verdict::Blocked, ..private }.says(TIMES_OUT));
    }
    way.go(hop("puts its public address in the place of the sender's").node(from.node))?;
    if text("AvailabilityMode") == "regional" {
        // A regional gateway lies in no subnet and uses the internet gateway of its VPC.
        // Source: <https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html>.
        let vpc = network.vpc(nat).unwrap_or_default();
        return match network.internet_gateway(vpc) {
            Some((gateway, _)) => attached(ground, way, nat, gateway),
            None => way.go(Hop::blocked(Step::Gateway, format!("{} has no internet gateway", ground.called(vpc))).node(network.node(vpc))),
        };
    }
    let Some(subnet) = network.link(nat, "SubnetId") else {
        return way.go(Hop { verdict: super::Verdict::CannotTell, ..hop("lies in a subnet that is not in the template") });
    };
    let source = from.peer(ground);
    if subnet != from.subnet {
        go_on(way, lets_through(ground, subnet, Direction::In, Ports::One(port), &source.name, &source.addresses))?;
    }
    go_on(way, lets_through(ground, subnet, Direction::Out, Ports::One(port), &target.name, &target.addresses))?;
    internet_gateway(ground, way, subnet, target)?;
    go_on(way, lets_through(ground, subnet, Direction::In, Ports::Answers, &target.name, &target.addresses))?;
    if subnet != from.subnet {
        go_on(way, lets_through(ground, subnet, Direction::Out, Ports::Answers, &source.name, &source.addresses))?;
    }
    Some(())
}
