//! Somebody outside requests pages from a load balancer.

use crate::catalog::{load_balancer, security_group};
use crate::design::{Connection, ConnectionId, Design};
use crate::synthesize::Builder;
use crate::value::Value;

verb! {
    /// Lets the internet reach a load balancer.
    /// The load balancer's security group admits its listener port from the address range of the connection.
    "requests" {
        phrase: "requests pages from",
        source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-update-security-groups.html",
        line: Traffic,
        joins: &[("internet", "load-balancer")],
        label: label,
        synthesize: synthesize,
    }

    /// The IPv4 range from which requests are let in. `0.0.0.0/0` is everybody.
    from_range "From" in "Reach": Cidr { shortest: 0, longest: 32 } => Text("0.0.0.0/0"), unit "CIDR";
}

fn label(design: &Design, connection: &Connection) -> String {
    let balancer = connection.to.node().and_then(|id| design.node(id));
    balancer.map_or_else(|| "requests".to_owned(), |node| format!("requests :{}", load_balancer::port(&node.fields).text()))
}

fn synthesize(builder: &mut Builder<'_>, _: ConnectionId, connection: &Connection) {
    let Some((from, to)) = connection.nodes() else { return };
    let Some(node) = builder.design.node(to) else { return };
    let port = load_balancer::port(&node.fields).value().unwrap_or(Value::Number(80));
    let range = from_range(&connection.fields).value().unwrap_or_else(|| Value::text("0.0.0.0/0"));
    let words = format!("Requests from {}", builder.name(from));
    security_group::add_rule(
        builder,
        to,
        "SecurityGroupIngress",
        security_group::tcp(&port, "CidrIp", range, &security_group::plain(&words)),
    );
}
