//! A service runs its tasks in a subnet.

verb! {
    /// Places a service's tasks in a subnet.
    /// Tasks spread over all the subnets of their service, so subnets in two zones survive the loss of one.
    "runs" {
        phrase: "runs in",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html",
        line: Placement,
        joins: &[("service", "subnet")],
        label: |_, _| "runs in".to_owned(),
        // The service reads its connections itself: the subnets are a property of it.
        synthesize: |_, _, _| {},
    }
}
