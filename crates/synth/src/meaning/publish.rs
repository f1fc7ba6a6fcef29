//! A program publishes to a topic.

use super::access;

verb! {
    /// Lets a program publish messages to a topic.
    /// The task role may publish to just this topic.
    "publish" {
        phrase: "publishes to",
        source: "https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-language-api-permissions-reference.html",
        line: Permission,
        joins: &[],
        label: |_, _| "publish".to_owned(),
        synthesize: access::synthesize,
    }

    /// The environment variable in which the containers find the target: its name, URL or ARN. Empty sets none.
    variable "Variable" in "Program": Name { also: "_", most: 255 } => Nothing, takes Literals(Names),
        source "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/taskdef-envfiles.html";
}
