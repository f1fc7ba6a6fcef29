//! The way out of a subnet as its route table has it, raw routes included: what rules ask before they trust the word `access`.

use super::hop::{Ground, Step, Telling, Verdict, Way};
use super::interfaces::Interface;
use super::peers::{Addresses, Guard, Peer};
use super::resolve::Known;
use super::routes::{self, Target};
use super::topology::Network;
use super::{apis, packet};
use crate::catalog::resource;
use crate::design::{Design, NodeId};
use crate::value::Value;

/// Where packets from a subnet for the internet go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WayOut {
    /// Nowhere.
    Nowhere,
    /// Through an internet gateway, which asks for a public address.
    InternetGateway,
    /// Through a NAT gateway.
    NatGateway,
    /// Somewhere that the walk does not follow, or only deployment knows.
    CannotTell,
}

const SUBNET: &str = "AWS::EC2::Subnet";

/// True when somebody wrote resources of a network themselves: then what is drawn does not say all.
pub fn has_raw_network(design: &Design) -> bool {
    design.nodes_of(resource::KIND.id).any(|(_, node)| {
        let kind = resource::r#type(&node.fields);
        // A type that a parameter names may be any.
        kind.0.as_ref().is_none_or(Value::is_expression) || kind.text().starts_with("AWS::EC2::")
    })
}

/// Where packets from a subnet for the internet go, whatever its `access` says. Network ACLs are not asked: they close a way that is there.
pub fn way_out(design: &Design, subnet: NodeId) -> WayOut {
    let network = Network::of(design);
    let ground = Ground { design, network: &network, telling: Telling::Verdicts };
    let Some(id) = id_of(&network, subnet) else { return WayOut::CannotTell };
    let internet = Addresses::Public("the internet".to_owned());
    let peer = Peer { name: "the internet".to_owned(), addresses: internet, groups: Guard::Nothing, is_cloudfront: false };
    let from = Interface {
        owner: String::new(),
        resource: String::new(),
        node: None,
        subnet: id.to_owned(),
        guard: Guard::Nothing,
        public: Known::Yes,
    };
    let mut way = Way::default();
    let _ = packet::out(&ground, &mut way, &from, &peer, apis::HTTPS);
    way.hops.retain(|hop| hop.step != Step::NetworkAcl);
    match way.verdict() {
        Verdict::Blocked => WayOut::Nowhere,
        Verdict::CannotTell => WayOut::CannotTell,
        Verdict::Passes => match routes::choose(&ground, id, &peer.name, &peer.addresses).map(|chosen| chosen.target) {
            Ok(Target::InternetGateway(_)) => WayOut::InternetGateway,
            Ok(Target::Nat(_)) => WayOut::NatGateway,
            _ => WayOut::CannotTell,
        },
    }
}

/// False when certainly no endpoint of the template leads from a subnet to a service.
pub fn may_have_endpoint(design: &Design, subnet: NodeId, service: &str) -> bool {
    let network = Network::of(design);
    let ground = Ground { design, network: &network, telling: Telling::Verdicts };
    id_of(&network, subnet).is_none_or(|id| apis::may_have_endpoint(&ground, id, service))
}

fn id_of(network: &Network, subnet: NodeId) -> Option<&str> {
    network.of_node(subnet).find(|(_, resource)| resource.kind == SUBNET).map(|(id, _)| id)
}
