//! The agent starts the tasks of a service with a role.

verb! {
    /// Makes a role the execution role of a service or task.
    /// With it the agent pulls the image, opens the log stream and reads secrets before the container runs; the program itself never sees it.
    "starts-with" {
        phrase: "starts with",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html",
        line: Permission,
        joins: &[("service", "role"), ("task", "role")],
        label: |_, _| "starts with".to_owned(),
        // The task definition reads its connections itself: the role is a property of it.
        synthesize: |_, _, _| {},
    }
}
