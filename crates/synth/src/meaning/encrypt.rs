//! A program encrypts with a key.

use super::access;

verb! {
    /// Lets a program encrypt with a key and make data keys.
    /// Needed only where the program calls KMS itself: what is encrypted with a key brings its permissions along.
    "encrypt" {
        phrase: "encrypts by",
        source: "https://docs.aws.amazon.com/kms/latest/developerguide/kms-api-permissions-reference.html",
        line: Permission,
        joins: &[],
        label: |_, _| "encrypt".to_owned(),
        synthesize: access::synthesize,
    }

    /// The environment variable in which the containers find the target: its name, URL or ARN. Empty sets none.
    variable "Variable" in "Program": Name { also: "_", most: 255 } => Nothing, takes Literals(Names),
        source "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/taskdef-envfiles.html";
}
