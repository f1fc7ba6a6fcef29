//! A name resolves to the addresses of what answers for it.

verb! {
    /// Makes a record an alias of a load balancer or distribution.
    /// Browsers that ask for the record's name get the addresses that its target has at that moment.
    "resolves-to" {
        phrase: "resolves to",
        source: "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-to-elb-load-balancer.html",
        line: Permission,
        joins: &[("record", "load-balancer"), ("record", "distribution")],
        label: |_, _| "resolves to".to_owned(),
        // The record reads its connection itself.
        synthesize: |_, _, _| {},
    }
}
