//! Tasks run in a subnet.

verb! {
    /// Places the tasks of a service, or a scheduled task, in a subnet.
    /// Tasks spread over all the subnets that are connected, so subnets in two zones survive the loss of one.
    "runs" {
        phrase: "runs in",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html",
        line: Placement,
        joins: &[("service", "subnet"), ("task", "subnet")],
        label: |_, _| "runs in".to_owned(),
        // The service reads its connections itself: the subnets are a property of it.
        synthesize: |_, _, _| {},
    }
}
