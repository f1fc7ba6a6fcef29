//! A program reads a data store.

use super::access;

verb! {
    /// Lets a program read from what it is connected to.
    /// The task role gets the actions that reading takes, on just this target: a table and its indexes, a bucket's list and its objects.
    "read" {
        phrase: "reads",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html",
        line: Permission,
        joins: &[],
        label: |_, _| "read".to_owned(),
        synthesize: access::synthesize,
    }

    /// The environment variable in which the containers find the target: its name, URL or ARN. Empty sets none.
    variable "Variable" in "Program": Name { also: "_", most: 255 } => Nothing, takes Literals(Names),
        source "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/taskdef-envfiles.html";
}
