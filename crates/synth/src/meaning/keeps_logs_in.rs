//! The log of requests to a bucket or load balancer is kept in a bucket.

use crate::catalog::resource_policy::{allow_service, for_resource};
use crate::catalog::{bucket, load_balancer};
use crate::design::{Connection, ConnectionId, NodeId};
use crate::synthesize::Builder;
use crate::value::{Value, map};

verb! {
    /// Writes a line for every request into files of another bucket.
    /// The other bucket's policy lets the service that delivers logs put objects there, for this source alone. Deliveries come with a
    /// delay, and neither service writes to a bucket whose default encryption is a key of KMS. A bucket that kept its own log would log
    /// each delivery as well.
    "keeps-logs-in" {
        phrase: "keeps its access log in",
        source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html",
        line: Permission,
        joins: &[("bucket", "bucket"), ("load-balancer", "bucket")],
        label: |_, _| "access log".to_owned(),
        synthesize: synthesize,
    }

    /// The beginning of the files' keys, such as `files/`. Empty for a bucket takes its name in the design, so that the logs of several stay apart.
    prefix "Prefix" in "Log": Name { also: "/_-.=", most: 255 } => Nothing, takes Literals(Computed);
}

fn synthesize(builder: &mut Builder<'_>, _: ConnectionId, connection: &Connection) {
    let Some((from, to)) = connection.nodes() else { return };
    let Some(node) = builder.design.node(from).cloned() else { return };
    let prefix = prefix(&connection.fields).text();
    if node.kind == load_balancer::KIND.id {
        // A bucket that the load balancer names itself stays: an attribute can be set once.
        if load_balancer::access_log_bucket(&node.fields).value().is_some() {
            return;
        }
        balancer_log(builder, from, to, prefix.trim_matches('/'));
    } else if from != to {
        let prefix = if prefix.is_empty() { format!("{}/", node.name) } else { prefix };
        bucket_log(builder, from, to, &prefix);
    }
}

fn bucket_log(builder: &mut Builder<'_>, from: NodeId, to: NodeId, prefix: &str) {
    let destination = Value::reference(builder.logical_id(to, "Bucket"));
    let source = bucket::arn(builder, from);
    let resource = Value::sub(format!("${{{}.Arn}}/{prefix}*", builder.logical_id(to, "Bucket")));
    let bucket = builder.logical_id(from, "Bucket");
    if let Some(resource) = builder.resource(&bucket) {
        let logging = map([("DestinationBucketName", destination), ("LogFilePrefix", Value::text(prefix))]);
        resource.properties.insert("LoggingConfiguration".to_owned(), logging);
    }
    let statement = allow_service(Value::text("logging.s3.amazonaws.com"), &["s3:PutObject"], resource, Some(for_resource(source)));
    bucket::allow(builder, to, statement);
}

/// A load balancer tries the bucket before it takes the setting, so the policy must be there.
/// Source: <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html>.
fn balancer_log(builder: &mut Builder<'_>, from: NodeId, to: NodeId, prefix: &str) {
    let bucket = builder.logical_id(to, "Bucket");
    let folder = if prefix.is_empty() { String::new() } else { format!("{prefix}/") };
    let resource = Value::sub(format!("${{{bucket}.Arn}}/{folder}AWSLogs/${{AWS::AccountId}}/*"));
    let deliverer = Value::text("logdelivery.elasticloadbalancing.amazonaws.com");
    bucket::allow(builder, to, allow_service(deliverer, &["s3:PutObject"], resource, None));
    let policy = builder.logical_id(to, "BucketPolicy");
    let balancer = load_balancer::balancer_id(builder, from);
    let Some(resource) = builder.resource(&balancer) else { return };
    let attribute = load_balancer::attribute;
    resource.push("LoadBalancerAttributes", attribute("access_logs.s3.enabled", &Value::Flag(true)));
    resource.push("LoadBalancerAttributes", attribute("access_logs.s3.bucket", &Value::reference(bucket)));
    if !prefix.is_empty() {
        resource.push("LoadBalancerAttributes", attribute("access_logs.s3.prefix", &Value::text(prefix)));
    }
    resource.wait_for(policy);
}
