//! List prices that findings name, in one place and with their date.
//!
//! They give an order of magnitude: prices differ by region and change. Nothing is computed from them at deployment.

use crate::catalog::{Kind, alarm, endpoint, hosted_zone, key, load_balancer, nat_gateway, secret, service, task};

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
    use super::*;

    #[test]
    fn monthly_prices_come_out_as_the_price_list_says() {
        let all = [NAT_GATEWAY_MONTH_USD, PUBLIC_ADDRESS_MONTH_USD, INTERFACE_ENDPOINT_MONTH_USD, LOAD_BALANCER_MONTH_USD]
            .map(|price| format!("{price:.2}"));
        assert_eq!(all, ["32.85", "3.65", "7.30", "16.43"]);
    }
}
