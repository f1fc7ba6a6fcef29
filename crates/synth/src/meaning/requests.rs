//! Somebody outside requests pages from a load balancer or distribution.

use crate::catalog::{listeners, load_balancer, security_group};
use crate::design::{Connection, ConnectionId, Design};
use crate::synthesize::Builder;
use crate::value::Value;

verb! {
    /// Lets the internet reach a load balancer or a distribution.
    /// The load balancer's security group admits all its listeners' ports from the address range of the connection: with HTTPS that
    /// is also port 80, which redirects. A distribution is always open; there the connection shows where requests come in.
    "requests" {
        phrase: "requests pages from",
        source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-update-security-groups.html",
        line: Traffic,
        joins: &[("internet", "load-balancer"), ("internet", "distribution")],
        label: label,
        synthesize: synthesize,
    }

    /// The IPv4 range from which requests are let in to a load balancer. `0.0.0.0/0` is everybody.
    from_range "From" in "Reach": Cidr { shortest: 0, longest: 32 } => Text("0.0.0.0/0"), unit "CIDR";
}

fn label(design: &Design, connection: &Connection) -> String {
    let target = connection.to.node().and_then(|id| design.node(id));
    match target.filter(|node| node.kind == load_balancer::KIND.id) {
        Some(node) => format!("requests :{}", load_balancer::port(&node.fields).shown(design)),
        None => "requests".to_owned(),
    }
}

/// Why a field of a connection changes nothing.
pub fn idle(design: &Design, id: ConnectionId, field: &str) -> Option<&'static str> {
    let to = design.connection(id)?.to.node().and_then(|to| design.node(to))?;
    let is_open = field == "from_range" && to.kind != load_balancer::KIND.id;
    is_open.then_some("CloudFront answers every address: a web ACL or its countries can choose")
}

fn synthesize(builder: &mut Builder<'_>, _: ConnectionId, connection: &Connection) {
    let Some((from, to)) = connection.nodes() else { return };
    let Some(node) = builder.design.node(to).filter(|node| node.kind == load_balancer::KIND.id) else { return };
    let range = from_range(&connection.fields).value().unwrap_or_else(|| Value::text("0.0.0.0/0"));
    let words = security_group::plain(&format!("Requests from {}", builder.name(from)));
    for port in listeners::ports(node) {
        let rule = security_group::tcp(&port, "CidrIp", range.clone(), &words);
        security_group::add_rule(builder, to, "SecurityGroupIngress", &rule);
    }
}
