//! Services of AWS: the way to their API over a gateway endpoint, an interface endpoint or a public address.
//!
//! Source: <https://docs.aws.amazon.com/vpc/latest/privatelink/concepts.html>.

use super::acls::{Ports, lets_through};
use super::groups::{Direction, admits};
use super::hop::{Ground, Hop, Step, Way};
use super::interfaces::{self, Interface};
use super::packet;
use super::peers::{Addresses, Guard, Peer};
use super::resolve::{self, Known};
use super::topology::ENDPOINT;
use crate::catalog::endpoint;
use crate::value::Value;

/// A service as programs call it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Api {
    /// The last part of its endpoints' names.
    pub(super) service: &'static str,
    /// What people call it.
    pub(super) title: &'static str,
    /// True when an interface endpoint cannot serve it: layers of images come from buckets whose names lead to S3's own addresses.
    /// Source: <https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html>.
    pub(super) gateway_alone: bool,
}

const fn api(service: &'static str, title: &'static str) -> Api {
    Api { service, title, gateway_alone: false }
}

/// The types that are called over a service's API. An image comes in three steps.
/// Source: <https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html>.
const APIS: &[(&str, &[Api])] = &[
    ("AWS::S3::Bucket", &[api("s3", "Amazon S3")]),
    ("AWS::DynamoDB::Table", &[api("dynamodb", "DynamoDB")]),
    (
        "AWS::ECR::Repository",
        &[
            api("ecr.api", "the API of ECR"),
            api("ecr.dkr", "the registry of ECR"),
            Api { service: "s3", title: "the image layers in Amazon S3", gateway_alone: true },
        ],
    ),
    ("AWS::Logs::LogGroup", &[api("logs", "CloudWatch Logs")]),
    ("AWS::SQS::Queue", &[api("sqs", "Amazon SQS")]),
    ("AWS::SNS::Topic", &[api("sns", "Amazon SNS")]),
    ("AWS::SecretsManager::Secret", &[api("secretsmanager", "Secrets Manager")]),
    ("AWS::SSM::Parameter", &[api("ssm", "Systems Manager")]),
    ("AWS::KMS::Key", &[api("kms", "KMS")]),
    ("AWS::Cognito::UserPool", &[api("cognito-idp", "Cognito user pools")]),
    ("AWS::Cognito::IdentityPool", &[api("cognito-identity", "Cognito identity pools")]),
    ("AWS::CloudWatch::Alarm", &[api("monitoring", "CloudWatch")]),
    ("AWS::Events::EventBus", &[api("events", "EventBridge")]),
    ("AWS::Kinesis::Stream", &[api("kinesis-streams", "Kinesis")]),
    ("AWS::StepFunctions::StateMachine", &[api("states", "Step Functions")]),
];

/// The port of HTTPS, on which every API answers.
pub(super) const HTTPS: u16 = 443;

/// The services by which a type is used; none for one that is not called.
pub(super) fn of_type(kind: &str) -> &'static [Api] {
    APIS.iter().find(|(known, _)| *known == kind).map_or(&[], |(_, apis)| apis)
}

/// The service behind an endpoint.
pub(super) fn of_endpoint(ground: &Ground<'_>, id: &str) -> Option<&'static [Api]> {
    let service = service_of(ground, id).ok()?;
    APIS.iter().map(|(_, apis)| *apis).find(|apis| apis.len() == 1 && apis[0].service == service)
}

/// A service by the last part of its endpoints' names; `layers` is S3 as images need it.
pub(super) fn named(service: &str, layers: bool) -> Option<Api> {
    let service = endpoint::SERVICES.iter().find(|known| **known == service)?;
    Some(Api { service, title: service, gateway_alone: layers })
}

impl Api {
    /// As the other side of a packet.
    fn peer(&self) -> Peer {
        let addresses = Addresses::Public(format!("the addresses of {}", self.title));
        Peer { name: self.title.to_owned(), addresses, groups: Guard::Nothing, is_cloudfront: false }
    }
}

/// All ways from an interface to a service.
pub(super) fn reach(ground: &Ground<'_>, start: &Way, from: &Interface, api: Api, port: u16) -> Vec<Way> {
    let network = ground.network;
    let mut way = start.clone();
    let alone = |way: Way| vec![way];
    let Some(vpc) = network.vpc(&from.subnet) else {
        way.hops.push(Hop::unsure(Step::Place, format!("the VPC of {} is not in the template", ground.called(&from.subnet))));
        return alone(way);
    };
    let answers = |name: &str, usual: bool| network.property(vpc, name).map_or(Some(usual), Value::as_flag);
    if answers("EnableDnsSupport", true) == Some(false) {
        let text = format!("{} answers no names: nobody finds the addresses of {}", ground.called(vpc), api.title);
        let hop = ground.decided(Hop::blocked(Step::Name, text), vpc, &["dns_support"]);
        way.hops.push(hop.rule("EnableDnsSupport: false").says("Could not resolve host"));
        return alone(way);
    }
    let mut gateway: Option<&str> = None;
    for id in network.hanging(ENDPOINT, vpc) {
        let is_gateway = network.property(id, "VpcEndpointType").is_none_or(|kind| kind.as_text() == Some("Gateway"));
        let private = network.property(id, "PrivateDnsEnabled").map_or(Some(false), Value::as_flag);
        let service = match service_of(ground, id) {
            Ok(service) => service,
            Err(words) => {
                if is_gateway || private != Some(false) {
                    let text = format!("whether {} leads to {} is open: {words}", ground.called(id), api.title);
                    way.hops.push(ground.decided(Hop::unsure(Step::Endpoint, text), id, &[endpoint::SERVICE]));
                }
                continue;
            }
        };
        if service != api.service {
            continue;
        }
        if is_gateway {
            gateway = gateway.or(stands_in_table(ground, id, &from.subnet).then_some(id));
            continue;
        }
        match private {
            Some(false) => continue,
            _ if api.gateway_alone => continue,
            _ => {}
        }
        let name = Hop::passes(Step::Name, format!("the name of {} leads to {}", api.title, ground.called(id)));
        let name = ground.decided(name, id, &["private_dns"]).rule("PrivateDnsEnabled: true").node(from.node);
        if answers("EnableDnsHostnames", false) == Some(false) {
            let text = format!("{} has private DNS, but {} gives no DNS hostnames", ground.called(id), ground.called(vpc));
            let hop = ground.decided(Hop::blocked(Step::Name, text), vpc, &["dns_hostnames"]).rule("EnableDnsHostnames: false");
            way.hops
                .push(hop.says("Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true"));
            return alone(way);
        }
        let known = match (private, network.is_there(id)) {
            (Some(true), there) => there,
            _ => Known::Unsure("private DNS is known at deployment only".to_owned()),
        };
        let goes = way.go_if(known, name);
        return if goes.is_some() { over_interface(ground, &way, from, id, api) } else { alone(way) };
    }
    if let Some(id) = gateway {
        over_gateway(ground, &mut way, from, id, api, port);
    } else {
        let first = way.hops.len();
        let done = packet::out(ground, &mut way, from, &api.peer(), port);
        if done.is_some() {
            way.hops.push(Hop::passes(Step::Place, format!("{} answers at its public address", api.title)));
        }
        for hop in &mut way.hops[first..] {
            if hop.verdict != super::Verdict::Passes && hop.aws_says.is_empty() {
                packet::TIMES_OUT.clone_into(&mut hop.aws_says);
            }
        }
    }
    alone(way)
}

/// The last part of the service's name of an endpoint, behind the region.
fn service_of(ground: &Ground<'_>, id: &str) -> Result<String, String> {
    let Some(name) = ground.network.property(id, "ServiceName") else { return Err("it names no service".to_owned()) };
    let text = match name {
        Value::Text(text) => text,
        Value::Call(function, argument) if function == "Sub" => match argument.as_text() {
            Some(text) => text,
            None => return Err(resolve::open(name)),
        },
        _ => return Err(resolve::open(name)),
    };
    let behind_region = text.strip_prefix("com.amazonaws.").and_then(|rest| Some(rest.split_once('.')?.1));
    let service = behind_region.unwrap_or(text);
    if service.contains("${") { Err(resolve::open(name)) } else { Ok(service.to_owned()) }
}

/// False when certainly no endpoint leads from a subnet to a service. The layers of images come over the gateway endpoint of S3 alone.
pub(super) fn may_have_endpoint(ground: &Ground<'_>, subnet: &str, service: &str) -> bool {
    let network = ground.network;
    // What a parameter places may lie in this VPC as well.
    if !network.loose(ENDPOINT).is_empty() {
        return true;
    }
    let Some(vpc) = network.vpc(subnet) else { return true };
    network.hanging(ENDPOINT, vpc).iter().any(|id| {
        if service_of(ground, id).is_ok_and(|own| own != service) {
            return false;
        }
        let kind = network.property(id, "VpcEndpointType");
        if kind.is_none_or(|kind| kind.as_text() == Some("Gateway")) {
            let tables = network.property(id, "RouteTableIds");
            let is_open = |value: &Value| value.is_expression() && resolve::resource(network.template(), Some(value)).is_none();
            let open = tables.is_some_and(|tables| is_open(tables) || tables.as_list().unwrap_or_default().iter().any(is_open));
            return open || stands_in_table(ground, id, subnet);
        }
        service != endpoint::S3 && network.property(id, "PrivateDnsEnabled").map_or(Some(false), Value::as_flag) != Some(false)
    })
}

fn stands_in_table(ground: &Ground<'_>, endpoint: &str, subnet: &str) -> bool {
    let tables = ground.network.property(endpoint, "RouteTableIds").and_then(Value::as_list).unwrap_or_default();
    let table = ground.network.table(subnet);
    table.is_some() && tables.iter().any(|item| resolve::resource(ground.network.template(), Some(item)) == table)
}

fn over_interface(ground: &Ground<'_>, start: &Way, from: &Interface, id: &str, api: Api) -> Vec<Way> {
    let placed = interfaces::of_resource(ground, id).unwrap_or_default();
    let mut ways = Vec::new();
    for interface in &placed.interfaces {
        let mut way = start.clone();
        if packet::between(ground, &mut way, from, interface, HTTPS).is_some() {
            let hop = Hop::passes(Step::Endpoint, format!("{} hands it to {}", ground.called(id), api.title));
            way.hops.push(ground.decided(hop, id, &[endpoint::SERVICE]));
        }
        ways.push(way);
    }
    if let Some(hop) = no_place(ground, id, &placed) {
        let mut way = start.clone();
        way.hops.push(hop);
        ways.push(way);
    }
    ways
}

/// The hop for what lies in no subnet that is known.
pub(super) fn no_place(ground: &Ground<'_>, id: &str, placed: &interfaces::Placed) -> Option<Hop> {
    let hop = match (&placed.open, placed.interfaces.is_empty()) {
        (Some(words), _) => Hop::unsure(Step::Place, words.clone()),
        (None, true) => Hop::blocked(Step::Place, format!("{} lies in no subnet", ground.called(id))),
        (None, false) => return None,
    };
    Some(ground.decided(hop, id, &[]))
}

fn over_gateway(ground: &Ground<'_>, way: &mut Way, from: &Interface, id: &str, api: Api, port: u16) {
    let peer = api.peer();
    let mut hops = vec![
        admits(ground, &from.owner, &from.guard, Direction::Out, port, &peer),
        lets_through(ground, &from.subnet, Direction::Out, Ports::One(port), &peer.name, &peer.addresses),
    ];
    let table = ground.network.table(&from.subnet).unwrap_or(&from.subnet);
    let text = format!("{} leads to {} over {}", ground.called(table), api.title, ground.called(id));
    let hop = Hop::passes(Step::Endpoint, text).rule(format!("prefix list of {} → {}", api.service, ground.called(id)));
    let hop = ground.decided(hop, id, &[endpoint::SERVICE]).node(from.node);
    let there = ground.network.is_there(id);
    let mut inner = Way::default();
    let _ = inner.go_if(there, hop);
    hops.extend(inner.hops.into_iter().map(Some));
    hops.push(lets_through(ground, &from.subnet, Direction::In, Ports::Answers, &peer.name, &peer.addresses));
    for hop in hops.into_iter().flatten() {
        if way.go(hop).is_none() {
            return;
        }
    }
}
