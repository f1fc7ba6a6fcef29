//! A container starts after another one of its task.

use crate::design::Connection;

verb! {
    /// Starts a container only when another one of the same task is ready.
    /// `START` waits until the other has started, `COMPLETE` until it has ended, `SUCCESS` until it has ended with exit code 0, and
    /// `HEALTHY` until its health command succeeds. A container that ends must not be essential, or the task ends with it.
    "waits-for" {
        phrase: "waits for",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html",
        line: Permission,
        joins: &[("container", "container")],
        label: |_, connection: &Connection| format!("waits for {}", condition(&connection.fields).text()),
        // The container definition reads its connections itself: the order is a property of it.
        synthesize: |_, _, _| {},
    }

    /// What the other container must have reached.
    condition "Condition" in "Order": Choice(&["START", "COMPLETE", "SUCCESS", "HEALTHY"]) => Text("START");
}
