//! List prices that findings name, in one place and with their date.
//!
//! They give an order of magnitude: prices differ by region and change. Nothing is computed from them at deployment.

use crate::catalog::{
    Kind, alarm, endpoint, hosted_zone, key, load_balancer, nat_gateway, scaling, secret, service, task, task_definition,
};
use crate::design::{Design, Node, NodeId};
use crate::meaning::spans;
use crate::network::endpoint_subnets;

/// When these prices were read.
pub const READ: &str = "November 2026";

/// The region whose prices these are.
pub const REGION: &str = "us-east-1";

/// The hours by which AWS turns an hourly price into a monthly one.
pub const HOURS_A_MONTH: f64 = 730.0;

/// One NAT gateway for a month in US dollars, without the traffic that it carries: 0.045 an hour.
/// Source: <https://aws.amazon.com/vpc/pricing/>
pub const NAT_GATEWAY_MONTH_USD: f64 = 0.045 * HOURS_A_MONTH;

/// One public IPv4 address for a month in US dollars: 0.005 an hour.
/// Source: <https://aws.amazon.com/vpc/pricing/>
pub const PUBLIC_ADDRESS_MONTH_USD: f64 = 0.005 * HOURS_A_MONTH;

/// One interface endpoint in one zone for a month in US dollars, without the traffic that it carries: 0.01 an hour.
/// Source: <https://aws.amazon.com/privatelink/pricing/>
pub const INTERFACE_ENDPOINT_MONTH_USD: f64 = 0.01 * HOURS_A_MONTH;

/// One application load balancer for a month in US dollars, without the traffic that it carries: 0.0225 an hour.
/// Source: <https://aws.amazon.com/elasticloadbalancing/pricing/>
pub const LOAD_BALANCER_MONTH_USD: f64 = 0.0225 * HOURS_A_MONTH;

/// One advanced parameter of Systems Manager for a month in US dollars.
/// Source: <https://aws.amazon.com/systems-manager/pricing/>
pub const ADVANCED_PARAMETER_MONTH_USD: f64 = 0.05;

/// A virtual CPU and a gigabyte of memory of Fargate for an hour in US dollars, on Linux and on demand: x86, then ARM.
/// Source: <https://aws.amazon.com/fargate/pricing/>
const FARGATE_HOUR_USD: [(f64, f64); 2] = [(0.040_48, 0.004_445), (0.032_38, 0.003_56)];

/// A key, a secret, an alarm and a hosted zone for a month in US dollars.
/// Source: <https://aws.amazon.com/kms/pricing/>, <https://aws.amazon.com/secrets-manager/pricing/>,
/// <https://aws.amazon.com/cloudwatch/pricing/>, <https://aws.amazon.com/route53/pricing/>
const KEY_MONTH_USD: f64 = 1.0;
const SECRET_MONTH_USD: f64 = 0.4;
const ALARM_MONTH_USD: f64 = 0.1;
const HOSTED_ZONE_MONTH_USD: f64 = 0.5;

/// What a node costs in a month in US dollars as long as it stands, without traffic and use; nothing where only deployment or the load tells.
pub fn month_usd(design: &Design, id: NodeId) -> Option<f64> {
    let node = design.node(id)?;
    let is = |kind: &Kind| node.kind == kind.id;
    if is(&service::KIND) {
        return service_month_usd(node);
    }
    if is(&nat_gateway::KIND) {
        // A regional one is billed for each zone to which it grows.
        let is_public = nat_gateway::connectivity(&node.fields).text() != "private";
        let address = if is_public { PUBLIC_ADDRESS_MONTH_USD } else { 0.0 };
        return (!nat_gateway::is_regional(design, id)).then_some(NAT_GATEWAY_MONTH_USD + address);
    }
    if is(&load_balancer::KIND) {
        let addresses = if load_balancer::faces_internet(node) { design.targets(id, spans::VERB.id).len() } else { 0 };
        return Some(LOAD_BALANCER_MONTH_USD + PUBLIC_ADDRESS_MONTH_USD * addresses as f64);
    }
    if is(&endpoint::KIND) {
        let zones = if endpoint::is_gateway(node) { 0 } else { endpoint_subnets(design, id).len().max(1) };
        return Some(INTERFACE_ENDPOINT_MONTH_USD * zones as f64);
    }
    let flat = [
        (&key::KIND, KEY_MONTH_USD),
        (&secret::KIND, SECRET_MONTH_USD),
        (&alarm::KIND, ALARM_MONTH_USD),
        (&hosted_zone::KIND, HOSTED_ZONE_MONTH_USD),
    ];
    flat.iter().find(|(kind, _)| is(kind)).map(|(_, price)| *price)
}

/// The tasks of a service, all of them on demand.
fn service_month_usd(node: &Node) -> Option<f64> {
    let fields = &node.fields;
    if scaling::is_on(node) || scaling::spot_percent(node) > 0 {
        return None;
    }
    let (cpu, memory) = (task_definition::cpu(fields).number()?, task_definition::memory(fields).number()?);
    let address = if task_definition::public_address(fields).flag() { PUBLIC_ADDRESS_MONTH_USD } else { 0.0 };
    Some((task_month_usd(node, cpu, memory) + address) * service::desired_count(fields).number()? as f64)
}

/// What a task with so many CPU units and so much memory in MiB costs in a month in US dollars, on demand, without its address.
pub fn task_month_usd(node: &Node, cpu: i64, memory: i64) -> f64 {
    let [x86, arm] = FARGATE_HOUR_USD;
    let (cpu_usd, gigabyte_usd) = if task_definition::architecture(&node.fields).text() == "ARM64" { arm } else { x86 };
    (cpu as f64 / 1024.0 * cpu_usd + memory as f64 / 1024.0 * gigabyte_usd) * HOURS_A_MONTH
}

/// True for a kind that costs money as long as it stands, used or not: tasks by the second with their CPU and memory, gateways, load balancers
/// and endpoints by the hour, keys, secrets, alarms and hosted zones by the month. What is paid by use alone is none of them.
/// Source of each: its page at <https://aws.amazon.com/pricing/>.
pub fn stands(kind: &Kind) -> bool {
    let all: [&Kind; 9] = [
        &service::KIND,
        &task::KIND,
        &nat_gateway::KIND,
        &load_balancer::KIND,
        &endpoint::KIND,
        &key::KIND,
        &secret::KIND,
        &alarm::KIND,
        &hosted_zone::KIND,
    ];
    all.iter().any(|other| other.id == kind.id)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used, reason = "a test may panic")]

    use super::*;
    use crate::design::sketch::parse;

    #[test]
    fn monthly_prices_come_out_as_the_price_list_says() {
        let all = [NAT_GATEWAY_MONTH_USD, PUBLIC_ADDRESS_MONTH_USD, INTERFACE_ENDPOINT_MONTH_USD, LOAD_BALANCER_MONTH_USD]
            .map(|price| format!("{price:.2}"));
        assert_eq!(all, ["32.85", "3.65", "7.30", "16.43"]);
    }

    #[track_caller]
    fn check(sketch: &str, name: &str, expected: Option<&str>) {
        let parsed = parse(sketch);
        assert_eq!(parsed.errors, []);
        let (id, _) = parsed.design.nodes().find(|(_, node)| node.name == name).expect("the node");
        assert_eq!(month_usd(&parsed.design, id).map(|price| format!("{price:.2}")).as_deref(), expected, "{sketch}");
    }

    #[test]
    fn what_stands_costs_what_the_price_list_says() {
        let service = |fields: &str| format!("vpc main\n  cluster work\n    service web {fields}\n");
        // Half a vCPU and 1 GB for 730 hours: 14.78 + 3.24.
        check(&service("cpu=512 memory=1024 desired_count=1"), "web", Some("18.02"));
        check(&service("cpu=512 memory=1024 desired_count=4"), "web", Some("72.08"));
        check(&service("cpu=512 memory=1024 desired_count=1 architecture=ARM64"), "web", Some("14.42"));
        check(&service("cpu=512 memory=1024 desired_count=1 public_address=true"), "web", Some("21.67"));
        check(&service("cpu=512 memory=1024 desired_count=1 scale_most=4"), "web", None);
        check(&service("cpu=512 memory=1024 desired_count=1 spot_percent=50"), "web", None);
        check(&service("cpu=512 memory=1024 desired_count=0"), "web", Some("0.00"));
        check("vpc main\n  subnet a access=public\n    nat out\n", "out", Some("36.50"));
        check("vpc main\n  nat out\n", "out", None);
        let balancer =
            "vpc main\n  subnet a access=public\n  subnet b access=public\n  load-balancer site\nsite -> a : spans\nsite -> b : spans\n";
        check(balancer, "site", Some("23.73"));
        check("bucket pictures\n", "pictures", None);
        let endpoint = |service: &str| {
            format!(
                "vpc main\n  subnet a zone=1\n  subnet b zone=2\n  endpoint way service={service}\nway -> a : spans\nway -> b : spans\n"
            )
        };
        check(&endpoint("sqs"), "way", Some("14.60"));
        check(&endpoint("s3"), "way", Some("0.00"));
        check("kms-key own\n", "own", Some("1.00"));
    }
}
