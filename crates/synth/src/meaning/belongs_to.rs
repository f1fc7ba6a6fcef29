//! A record stands in a hosted zone.

verb! {
    /// Puts a record into a hosted zone.
    /// The record's name must end with the zone's domain; without a name of its own it takes that domain.
    "belongs-to" {
        phrase: "belongs to",
        source: "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/rrsets-working-with.html",
        line: Permission,
        joins: &[("record", "hosted-zone")],
        label: |_, _| "belongs to".to_owned(),
        // The record reads its connection itself.
        synthesize: |_, _, _| {},
    }
}
