//! A program has a data store to itself.

use super::access;

verb! {
    /// Lets a program do everything with the data of what it is connected to.
    /// That is reading, writing, versions and streams; not changing or deleting the bucket or table itself, which is the template's work.
    "admin" {
        phrase: "administers",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html",
        line: Permission,
        joins: &[],
        label: |_, _| "admin".to_owned(),
        synthesize: access::synthesize,
    }

    /// The environment variable in which the containers find the target: its name, URL or ARN. Empty sets none.
    variable "Variable" in "Program": Name { also: "_", most: 255 } => Nothing, takes Literals(Names),
        source "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/taskdef-envfiles.html";
}
