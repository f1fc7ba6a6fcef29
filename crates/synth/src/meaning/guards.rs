//! A security group guards network interfaces.

verb! {
    /// Puts a security group around a load balancer or around a service's tasks.
    /// It takes the place of the group that synthesis derives; the rules that connections need are added to the first one.
    "guards" {
        phrase: "guards",
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html",
        line: Permission,
        joins: &[("security-group", "load-balancer"), ("security-group", "service"), ("security-group", "task"), ("security-group", "endpoint")],
        label: |_, _| "guards".to_owned(),
        // Who is guarded asks for its groups: `catalog::security_group::groups_of`.
        synthesize: |_, _, _| {},
    }
}
