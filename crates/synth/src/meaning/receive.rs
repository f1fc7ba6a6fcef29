//! A program works messages off a queue.

use super::access;

verb! {
    /// Lets a program work messages off a queue.
    /// The task role may receive and delete messages of just this queue, and keep one hidden for longer while it works on it.
    "receive" {
        phrase: "receives from",
        source: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-api-permissions-reference.html",
        line: Permission,
        joins: &[],
        label: |_, _| "receive".to_owned(),
        synthesize: access::synthesize,
    }

    /// The environment variable in which the containers find the target: its name, URL or ARN. Empty sets none.
    variable "Variable" in "Program": Name { also: "_", most: 255 } => Nothing, takes Literals(Names),
        source "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/taskdef-envfiles.html";
}
