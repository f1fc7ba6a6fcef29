//! A load balancer spans a subnet.

verb! {
    /// Gives a load balancer an address in a subnet.
    /// It needs two or more, each in another zone and each with at least 8 free addresses.
    "spans" {
        phrase: "spans",
        source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html",
        line: Placement,
        joins: &[("load-balancer", "subnet")],
        label: |_, _| "spans".to_owned(),
        // The load balancer reads its connections itself: the subnets are a property of it.
        synthesize: |_, _, _| {},
    }
}
