//! The inbound rules that people write on a security group, as far as they say something certain.

use super::patch;
use crate::catalog::security_group;
use crate::design::{Design, Node, NodeId, Patch};
use crate::value::Value;

/// An inbound rule for a range of addresses.
pub(in super::super) struct InboundRule {
    /// Its place in the field `ingress`.
    pub(in super::super) index: usize,
    /// The lowest port.
    pub(in super::super) from: i64,
    /// The highest port.
    pub(in super::super) to: i64,
    /// Whether ports are meant: what ICMP has in their place is a type of message.
    pub(in super::super) has_ports: bool,
    /// Where connections may come from: `10.0.0.0/16`.
    pub(in super::super) range: String,
}

/// The rules of a group that name a range. Those with functions in their ports or range are left out: they are known at deployment.
pub(in super::super) fn inbound(node: &Node) -> Vec<InboundRule> {
    inbound_of(security_group::ingress(&node.fields).0.as_ref())
}

/// The same of a list of rules.
pub(in super::super) fn inbound_of(rules: Option<&Value>) -> Vec<InboundRule> {
    let entries = rules.and_then(Value::as_list).unwrap_or_default().iter().enumerate();
    let rule = |(index, entry): (usize, &Value)| {
        let entry = entry.as_map()?;
        let port = |name: &str, all: i64| match entry.get(name) {
            None => Some(all),
            Some(value) => value.as_number(),
        };
        let protocol = entry.get("IpProtocol").map(Value::display).unwrap_or_default().to_ascii_lowercase();
        // All traffic takes all ports, whatever stands beside it.
        // Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ec2-securitygroup-ingress.html>.
        let (from, to) = if protocol == "-1" { (0, 65_535) } else { (port("FromPort", 0)?, port("ToPort", 65_535)?) };
        let has_ports = ["", "-1", "tcp", "6", "udp", "17"].contains(&protocol.as_str());
        let range = entry.get("CidrIp").or_else(|| entry.get("CidrIpv6"))?.as_text()?.to_owned();
        Some(InboundRule { index, from, to, has_ports, range })
    };
    entries.filter_map(rule).collect()
}

/// Takes one rule of a group away.
pub(in super::super) fn without(design: &Design, id: NodeId, index: usize) -> Patch {
    let given = design.node(id).map(|node| security_group::ingress(&node.fields));
    let mut entries = given.as_ref().and_then(|given| given.0.as_ref()).and_then(Value::as_list).unwrap_or_default().to_vec();
    if index < entries.len() {
        entries.remove(index);
    }
    patch(design, |edit| edit.set_field(id, "ingress", (!entries.is_empty()).then_some(Value::List(entries))))
}
