//! A program writes to a data store.

use super::access;

verb! {
    /// Lets a program write to what it is connected to.
    /// The task role gets the actions that writing takes, on just this target. Reading is a connection of its own: `read, write`.
    "write" {
        phrase: "writes to",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html",
        line: Permission,
        joins: &[],
        label: |_, _| "write".to_owned(),
        synthesize: access::synthesize,
    }

    /// The environment variable in which the containers find the target: its name, URL or ARN. Empty sets none.
    variable "Variable" in "Program": Name { also: "_", most: 255 } => Nothing, takes Literals(Names),
        source "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/taskdef-envfiles.html";
}
