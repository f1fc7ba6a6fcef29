//! The hosted zone: the names of one domain.

use super::{Idle, Shape};
use crate::design::{Design, Node, NodeId};
use crate::meaning::answers;
use crate::synthesize::Builder;
use crate::value::{Value, map};

kind! {
    /// Holds the DNS records of one domain in Route 53.
    /// A public zone answers the whole internet once the domain's registrar names its four name servers. A zone that `answers` a VPC
    /// is private: only that network can ask it. Most domains have a zone already: give its id instead of making a second one.
    "hosted-zone", "Hosted zone" {
        source: "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zones-working-with.html",
        group: Traffic,
        category: Networking,
        shape: Shape::Card,
        place: Side,
        parents: &[""],
        glyph: &["M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18z", "M8 15V9l8 6V9"],
        caption: |design, _, node| domain(&node.fields).shown(design),
        style: |_| "",
        synthesize: synthesize,
        idle: &IDLE_FIELDS,
    }

    /// The domain whose names it holds.
    domain "Domain" in "Zone": Text { most: 253 } => Text("example.com");
    /// The id of a zone that is there already, such as `Z0123456789ABCDEFGHIJ`. Then none is made.
    existing "Existing id" in "Zone": Name { also: "", most: 32 } => Nothing;
    /// What it is for. Up to 256 characters.
    comment "Comment" in "Words": Text { most: 256 } => Nothing;
    /// The ARN of a log group in us-east-1 that gets a line for each query to a public zone.
    query_log_group "Query log group" in "Logs": Text { most: 2048 } => Nothing,
        source "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/query-logs.html";
    /// Whether the zone stays when the stack is deleted. One that holds records that the stack did not make cannot be deleted anyway.
    keep_on_delete "Keep on delete" in "Removal": Flag => Flag(false), takes Literals(Attribute),
        source "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html";
}

/// When its fields do nothing.
static IDLE_FIELDS: Idle = Idle { needs: &[], why: idle };

/// The id of a zone.
pub fn reference(builder: &Builder<'_>, id: NodeId) -> Option<Value> {
    let node = builder.design.node(id)?;
    Some(existing(&node.fields).value().unwrap_or_else(|| Value::reference(builder.logical_id(id, "HostedZone"))))
}

/// Why a field of a zone does nothing, in words after "since".
pub fn idle(design: &Design, id: NodeId, field: &str) -> Option<&'static str> {
    let exists = existing(&design.node(id)?.fields).value().is_some();
    match field {
        "comment" | "query_log_group" | "keep_on_delete" if exists => Some("the zone exists already and is not made here"),
        "query_log_group" if !design.targets(id, answers::VERB.id).is_empty() => Some("Route 53 logs the queries of public zones alone"),
        _ => None,
    }
}

fn synthesize(builder: &mut Builder<'_>, id: NodeId, node: &Node) {
    if existing(&node.fields).value().is_some() {
        return;
    }
    let networks: Vec<Value> = builder
        .design
        .targets(id, answers::VERB.id)
        .into_iter()
        .map(|network| {
            map([("VPCId", Value::reference(builder.logical_id(network, "Vpc"))), ("VPCRegion", Value::reference("AWS::Region"))])
        })
        .collect();
    let is_public = networks.is_empty();
    let logs = query_log_group(&node.fields).value().filter(|_| is_public);
    let zone = builder.add(
        id,
        "HostedZone",
        "AWS::Route53::HostedZone",
        [
            ("Name", domain(&node.fields).value()),
            ("HostedZoneConfig", comment(&node.fields).value().map(|comment| map([("Comment", comment)]))),
            ("VPCs", (!is_public).then_some(Value::List(networks))),
            ("QueryLoggingConfig", logs.map(|group| map([("CloudWatchLogsLogGroupArn", group)]))),
            ("HostedZoneTags", builder.tag_list()),
        ],
    );
    if keep_on_delete(&node.fields).flag()
        && let Some(resource) = builder.resource(&zone)
    {
        "Retain".clone_into(&mut resource.deletion_policy);
    }
    if is_public {
        let servers =
            Value::Call("Join".to_owned(), Box::new(Value::List(vec![Value::text(", "), Value::attribute(&zone, "NameServers")])));
        let output = builder.logical_id(id, "NameServers");
        builder.output(&output, &format!("Name servers of zone {}, for the domain's registrar", node.name), servers);
    }
}
