//! Lifters: each writes the resources of one type by a construct of CDK's own library, when that comes to the same resource.
//!
//! A lifter takes every property it knows out of [`Fields`]; when one is left, or has a form that the construct cannot say,
//! it gives up and the resource is written by its class, which is always exact.

mod cluster;
mod listener;
mod load_balancer;
mod log_group;
mod network;
mod repository;
mod role;
mod security_group;
mod service;
mod target_group;
mod task_definition;

use std::collections::BTreeSet;

use super::python::{Argument, Code, Statement};
use super::writer::{Face, Writer, Written};
use crate::template::Resource;
use crate::value::{Map, Value};

/// Types that several lifters ask for.
const LISTENER: &str = "AWS::ElasticLoadBalancingV2::Listener";
const LISTENER_RULE: &str = "AWS::ElasticLoadBalancingV2::ListenerRule";
const TARGET_GROUP: &str = "AWS::ElasticLoadBalancingV2::TargetGroup";

/// A statement about a construct, made when its variable is known.
pub(super) type Following = Box<dyn Fn(&str) -> Statement>;

/// A resource in the form of the library.
pub(super) struct Lifted {
    /// The class: `ecs.Cluster`.
    pub(super) class: String,
    /// Its named arguments.
    pub(super) arguments: Vec<Argument>,
    /// What follows, with the variable's name: methods that add to it.
    pub(super) then: Vec<Following>,
    /// How others speak of it.
    pub(super) face: &'static Face,
    /// The construct whose method makes this one: the class is then the name of the method.
    pub(super) on: Option<String>,
    /// Comments above it.
    pub(super) remarks: Vec<String>,
    /// Resources that the construct waits for by itself.
    pub(super) waits: BTreeSet<String>,
    /// Whether the class gives a resource another removal policy than CloudFormation unless told.
    pub(super) keeps: bool,
}

impl Lifted {
    /// A construct without anything that follows.
    pub(super) fn new(class: &str, arguments: Vec<Argument>, face: &'static Face) -> Self {
        Self {
            class: class.to_owned(),
            arguments,
            then: Vec::new(),
            face,
            on: None,
            remarks: Vec::new(),
            waits: BTreeSet::new(),
            keeps: false,
        }
    }
}

/// Writes the resources of one type.
pub(super) struct Lifter {
    /// The type.
    pub(super) kind: &'static str,
    /// Does it, or gives up.
    pub(super) lift: fn(&mut Writer<'_>, &str, &Resource) -> Option<Lifted>,
}

/// A type whose resources may become a statement of another construct.
pub(super) struct Absorber {
    /// The type.
    pub(super) kind: &'static str,
    /// Writes the statement, or gives up.
    pub(super) absorb: fn(&mut Writer<'_>, &str, &Resource) -> Option<Statement>,
}

/// Every lifter.
static LIFTERS: &[&Lifter] = &[
    &cluster::LIFTER,
    &listener::LISTENER,
    &listener::RULE,
    &load_balancer::LIFTER,
    &log_group::LIFTER,
    &repository::LIFTER,
    &role::LIFTER,
    &security_group::LIFTER,
    &service::LIFTER,
    &target_group::LIFTER,
    &task_definition::LIFTER,
];

/// Every absorber.
static ABSORBERS: &[&Absorber] = &[&security_group::INGRESS, &security_group::EGRESS];

/// The properties of a resource that a lifter has not taken yet.
pub(super) struct Fields {
    rest: Map,
}

impl Fields {
    /// All properties but the tags, which every construct takes the same way.
    pub(super) fn of(resource: &Resource) -> Self {
        let mut rest = (*resource.properties).clone();
        rest.shift_remove("Tags");
        Self { rest }
    }

    /// The properties within a map.
    pub(super) fn within(value: &Value) -> Option<Self> {
        Some(Self { rest: value.as_map()?.clone() })
    }

    /// A property, which counts as said from now on.
    pub(super) fn take(&mut self, name: &str) -> Option<Value> {
        self.rest.shift_remove(name)
    }

    /// Takes a property that must have this value.
    pub(super) fn expect(&mut self, name: &str, value: &Value) -> Option<()> {
        (self.take(name)? == *value).then_some(())
    }

    /// Everything was taken.
    pub(super) fn done(self) -> Option<()> {
        self.rest.is_empty().then_some(())
    }
}

/// Writes a resource by a construct of the library; false when it must be written by its class.
pub(super) fn write(writer: &mut Writer<'_>, id: &str, resource: &Resource) -> bool {
    if !resource.attributes.is_empty() || writer.circular.contains(id) {
        return false;
    }
    if let Some(absorber) = ABSORBERS.iter().find(|absorber| absorber.kind == resource.kind)
        && resource.depends_on.is_empty()
        && resource.deletion_policy.is_empty()
        && !writer.is_used(id)
        && let Some(statement) = (absorber.absorb)(writer, id, resource)
    {
        writer.run(&statement);
        writer.written.insert(id.to_owned(), Written { variable: String::new(), shape: super::writer::Shape::Absorbed });
        return true;
    }
    let Some(policy) = removal_policy(&resource.deletion_policy) else { return false };
    let tags = resource.property("Tags").and_then(|tags| writer.own_tags(tags));
    let Some(tags) = tags.as_ref().map_or(Some(Vec::new()), |tags| pairs(writer, tags)) else { return false };
    let lift = LIFTERS.iter().find(|lifter| lifter.kind == resource.kind).map(|lifter| lifter.lift);
    let Some(mut lifted) = lift.and_then(|lift| lift(writer, id, resource)) else { return false };
    let construct_id = writer.ids.construct(id, "Construct");
    let variable = writer.variables.variable(id);
    match policy {
        Some(policy) => lifted.arguments.push(("removal_policy".to_owned(), Code::atom(policy))),
        None if lifted.keeps => lifted.arguments.push(("removal_policy".to_owned(), Code::atom("RemovalPolicy.DESTROY"))),
        None => {}
    }
    lifted.remarks.iter().for_each(|line| writer.remark(line));
    let code = match lifted.on {
        Some(parent) => {
            let mut arguments = vec![(String::new(), Code::text(&construct_id))];
            arguments.extend(lifted.arguments);
            Code::Call(format!("{parent}.{}", lifted.class), arguments)
        }
        None => Code::construct(lifted.class, &construct_id, lifted.arguments),
    };
    writer.run(&Statement::assign(&variable, code));
    for statement in &lifted.then {
        writer.run(&statement(&variable));
    }
    for (key, value) in tags {
        writer.run(&Statement::run(Code::call(format!("Tags.of({variable}).add"), [key, value])));
    }
    writer.written.insert(id.to_owned(), Written { variable, shape: super::writer::Shape::Construct(lifted.face) });
    writer.waits.insert(id.to_owned(), lifted.waits);
    true
}

/// `Key` and `Value` of each item of a list.
fn pairs_of(value: &Value) -> Option<Vec<(String, Value)>> {
    let pair = |item: &Value| {
        let mut item = Fields::within(item)?;
        let pair = (item.take("Key")?.as_text()?.to_owned(), item.take("Value")?);
        item.done().map(|()| pair)
    };
    value.as_list()?.iter().map(pair).collect()
}

/// The removal policy in CDK's words: nothing inside when the template says nothing, nothing at all when CDK has no word for it.
#[expect(clippy::option_option, reason = "no policy and an unknown one differ")]
fn removal_policy(policy: &str) -> Option<Option<&'static str>> {
    match policy {
        "" => Some(None),
        "Delete" => Some(Some("RemovalPolicy.DESTROY")),
        "Retain" => Some(Some("RemovalPolicy.RETAIN")),
        _ => None,
    }
}

fn pairs(writer: &Writer<'_>, tags: &Value) -> Option<Vec<(Code, Code)>> {
    match tags {
        Value::List(items) => {
            let pair = |tag: &Map| Some((Code::text(tag.get("Key")?.as_text()?), writer.text(tag.get("Value")?)?));
            items.iter().map(|item| item.as_map().filter(|tag| tag.len() == 2).and_then(pair)).collect()
        }
        Value::Map(map) => map.iter().map(|(key, value)| Some((Code::text(key), writer.text(value)?))).collect(),
        _ => None,
    }
}

/// Named arguments in the making.
#[derive(Default)]
pub(super) struct Arguments(pub(super) Vec<Argument>);

impl Arguments {
    /// Adds one that the template says.
    pub(super) fn add(&mut self, name: &str, code: Option<Code>) {
        self.0.extend(code.map(|code| (name.to_owned(), code)));
    }

    /// Adds a property by a conversion; nothing when the property is there and cannot be converted.
    pub(super) fn convert(&mut self, name: &str, value: Option<Value>, convert: impl FnOnce(&Value) -> Option<Code>) -> Option<()> {
        if let Some(value) = value {
            self.0.push((name.to_owned(), convert(&value)?));
        }
        Some(())
    }
}

/// A member of one of CDK's enumerations, which is called as the value with underscores: `ecr.TagMutability.IMMUTABLE`.
pub(super) fn member(class: &str, value: &Value, known: &[(&str, &str)]) -> Option<Code> {
    let text = value.as_text()?;
    known.iter().find(|(own, _)| *own == text).map(|(_, name)| Code::atom(format!("{class}.{name}")))
}

/// `Duration.seconds(…)`, in the largest unit that says it in whole numbers.
pub(super) fn seconds(value: &Value) -> Option<Code> {
    let Value::Number(seconds) = value else { return None };
    Some(match seconds {
        0 => Code::atom("Duration.seconds(0)"),
        seconds if seconds % 86_400 == 0 => Code::atom(format!("Duration.days({})", seconds / 86_400)),
        seconds if seconds % 3600 == 0 => Code::atom(format!("Duration.hours({})", seconds / 3600)),
        seconds if seconds % 60 == 0 => Code::atom(format!("Duration.minutes({})", seconds / 60)),
        seconds => Code::atom(format!("Duration.seconds({seconds})")),
    })
}

/// `True` or `False`, known now.
pub(super) fn flag(value: &Value) -> Option<Code> {
    match value {
        Value::Flag(flag) => Some(Code::flag(*flag)),
        _ => None,
    }
}
