//! A data store is encrypted with a key of one's own.

use crate::catalog::resource_policy::allow_service;
use crate::catalog::{key, log_group};
use crate::design::{Connection, ConnectionId};
use crate::synthesize::Builder;
use crate::value::{Value, map};

verb! {
    /// Encrypts what is stored with a KMS key of the design instead of a key of AWS.
    /// Whoever reads or writes there gets what that takes on the key as well. CloudWatch Logs, which decrypts in its own name, gets a
    /// statement in the key's policy.
    "encrypts-with" {
        phrase: "encrypts with",
        source: "https://docs.aws.amazon.com/kms/latest/developerguide/service-integration.html",
        line: Permission,
        joins: &[
            ("bucket", "kms-key"),
            ("table", "kms-key"),
            ("secret", "kms-key"),
            ("queue", "kms-key"),
            ("topic", "kms-key"),
            ("log-group", "kms-key"),
            ("repository", "kms-key"),
        ],
        label: |_, _| "encrypts with".to_owned(),
        synthesize: synthesize,
    }
}

/// The stores ask for their key themselves: [`key::arn_of`]. What is left is the policy of the key.
fn synthesize(builder: &mut Builder<'_>, _: ConnectionId, connection: &Connection) {
    let Some((from, to)) = connection.nodes() else { return };
    let Some(node) = builder.design.node(from).filter(|node| node.kind == log_group::KIND.id) else { return };
    let name = log_group::log_group_name(&node.fields).value().unwrap_or_else(|| Value::text("*"));
    // The name alone: the group itself waits for the key.
    let arn = Value::joined([Value::sub("arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:"), name]);
    let condition = map([("ArnLike", map([("kms:EncryptionContext:aws:logs:arn", arn)]))]);
    let actions = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"];
    let service = Value::sub("logs.${AWS::Region}.amazonaws.com");
    key::allow(builder, to, allow_service(service, &actions, Value::text("*"), Some(condition)));
}
