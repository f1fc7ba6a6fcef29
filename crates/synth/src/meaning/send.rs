//! A program puts messages into a queue.

use super::access;

verb! {
    /// Lets a program put messages into a queue.
    /// The task role may send to just this queue and look up its URL.
    "send" {
        phrase: "sends to",
        source: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-api-permissions-reference.html",
        line: Permission,
        joins: &[],
        label: |_, _| "send".to_owned(),
        synthesize: access::synthesize,
    }

    /// The environment variable in which the containers find the target: its name, URL or ARN. Empty sets none.
    variable "Variable" in "Program": Name { also: "_", most: 255 } => Nothing, takes Literals(Names),
        source "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/taskdef-envfiles.html";
}
