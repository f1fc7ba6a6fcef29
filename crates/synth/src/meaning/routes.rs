//! A private subnet's default route leads to a NAT gateway.

verb! {
    /// Chooses the NAT gateway of a private subnet.
    /// Without it the subnet uses the gateway in its own zone, else any of the VPC.
    "routes" {
        phrase: "routes to",
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-scenarios.html",
        line: Traffic,
        joins: &[("subnet", "nat")],
        label: |_, _| "0.0.0.0/0".to_owned(),
        // The subnet asks `network::egress`, which reads the connection.
        synthesize: |_, _, _| {},
    }
}
