//! A load balancer or an endpoint spans a subnet.

verb! {
    /// Gives a load balancer or an interface endpoint an address in a subnet; puts a gateway endpoint into its route table.
    /// A load balancer needs two or more, each in another zone and each with at least 8 free addresses. An endpoint without such a
    /// connection takes the subnets that are not public.
    "spans" {
        phrase: "spans",
        source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html",
        line: Placement,
        joins: &[("load-balancer", "subnet"), ("endpoint", "subnet")],
        label: |_, _| "spans".to_owned(),
        // The load balancer reads its connections itself: the subnets are a property of it.
        synthesize: |_, _, _| {},
    }
}
