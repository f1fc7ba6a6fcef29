//! The outside world: where requests come from.

use super::Shape;

kind! {
    /// The people and programs outside that use the site.
    /// It stands for every address of the internet and adds nothing to the template by itself;
    /// a connection `requests` from here to a load balancer opens the load balancer's listener port.
    "internet", "Internet" {
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html",
        group: Network,
        category: General,
        shape: Shape::Card,
        place: Outside,
        parents: &[""],
        glyph: &["M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18z", "M3 12h18", "M12 3c3 3 3 15 0 18", "M12 3c-3 3-3 15 0 18"],
        caption: |_, _, _| "outside of AWS".to_owned(),
        style: |_| "",
        synthesize: |_, _, _| {},
    }
}
