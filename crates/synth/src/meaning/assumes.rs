//! The containers of a service take on a role.

verb! {
    /// Makes a role the task role of a service or task.
    /// It is what the program in the container may do: read a table, write to a bucket. It has nothing to do with starting the task.
    "assumes" {
        phrase: "assumes",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html",
        line: Permission,
        joins: &[("service", "role"), ("task", "role")],
        label: |_, _| "assumes".to_owned(),
        // The task definition reads its connections itself: the role is a property of it.
        synthesize: |_, _, _| {},
    }
}
