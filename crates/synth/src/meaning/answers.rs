//! A private zone answers the queries of a network.

verb! {
    /// Makes a hosted zone private to a VPC.
    /// Only what runs in that VPC gets its answers; the VPC needs DNS resolution and DNS hostnames. A zone may answer several VPCs.
    "answers" {
        phrase: "answers",
        source: "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zones-private.html",
        line: Permission,
        joins: &[("hosted-zone", "vpc")],
        label: |_, _| "answers".to_owned(),
        // The zone reads its connections itself.
        synthesize: |_, _, _| {},
    }
}
