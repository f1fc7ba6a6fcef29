//! What the script must know of a design, gathered from the design and its template.

use std::collections::BTreeSet;

use super::physical_names::{FixedName, fixed_names};
use super::quote::{one_line, slug};
use super::tasks::{self, Task};
use crate::catalog::{container, repository, service, task_definition};
use crate::design::{Design, NodeId};
use crate::meaning::{fetches_from, pulls};
use crate::ordered::Ordered;
use crate::synthesize::Names;
use crate::template::{Resource, Template};
use crate::value::Value;

/// A service with the ids that its stack knows it by.
pub(super) struct Service {
    node: NodeId,
    pub(super) name: String,
    /// The logical id of the service.
    pub(super) id: String,
    /// The logical id of its cluster; empty when it lies in none.
    pub(super) cluster: String,
    /// The logical id of its task definition.
    pub(super) definition: String,
    /// The parameter of its desired count; empty when the count is an expression that is more than a parameter.
    pub(super) count_parameter: String,
    /// The desired count as the design says; empty when it says none.
    pub(super) tasks: String,
}

/// A repository that a container pulls from.
pub(super) struct Repository {
    node: NodeId,
    /// The word by which options and folders name it: its name without anything that a path could trip over.
    pub(super) key: String,
    /// Its logical id.
    pub(super) id: String,
    /// The platforms to build for, joined by commas.
    pub(super) platforms: String,
    /// The port that its first container listens on: the one for a program that is written for it.
    pub(super) port: i64,
}

/// An image that a container runs.
pub(super) struct Image {
    /// The parameter of its tag.
    pub(super) parameter: String,
    /// The index of its repository among [`Facts::repositories`].
    pub(super) repository: usize,
    /// The index of its service among [`Facts::services`]; nothing for a container of a task that no service runs.
    pub(super) service: Option<usize>,
    /// The tag as the design says.
    pub(super) tag: String,
}

/// All of it.
pub(super) struct Facts {
    pub(super) design: String,
    pub(super) stack: String,
    pub(super) region: String,
    pub(super) services: Vec<Service>,
    pub(super) repositories: Vec<Repository>,
    pub(super) images: Vec<Image>,
    /// Task definitions that no service runs.
    pub(super) tasks: Vec<Task>,
    /// Outputs that are addresses, and whether each is `internal` or `public`.
    pub(super) addresses: Vec<(String, &'static str)>,
    /// All parameters of the template.
    pub(super) parameters: Vec<String>,
    /// Parameters without a default.
    pub(super) required: Vec<String>,
    /// How many of a region's availability zones the template picks by number.
    pub(super) zone_count: usize,
    /// Availability zones that the template names.
    pub(super) zone_names: Vec<String>,
    /// Names that are the same in every deployment.
    pub(super) fixed: Vec<FixedName>,
    /// Resources that stay when the stack is deleted: logical id, and words for people.
    pub(super) kept: Vec<(String, String)>,
    /// Resources that go with the stack and have to be empty for that: logical id and type.
    pub(super) emptied: Vec<(String, String)>,
    /// How long CloudFormation usually takes for a template with such resources.
    pub(super) usual_time: &'static str,
}

impl Facts {
    pub(super) fn of(design: &Design, template: &Template, names: &Names) -> Self {
        let services = services(design, template, names);
        let (repositories, images) = images(design, template, names, &services);
        let settings = design.settings();
        // The script itself gives every image its tag.
        let required =
            required_parameters(template).into_iter().filter(|name| !images.iter().any(|image| image.parameter == *name)).collect();
        let stays = |resource: &Resource| resource.deletion_policy.starts_with("Retain");
        let kept = template.resources.iter().filter(|(_, resource)| stays(resource));
        let holds = |resource: &Resource| ["AWS::S3::Bucket", "AWS::ECR::Repository"].contains(&resource.kind.as_str());
        let emptied = template.resources.iter().filter(|(_, resource)| holds(resource) && !stays(resource));
        let (zone_count, zone_names) = zones(template);
        Self {
            design: one_line(&settings.name),
            stack: stack_name(&settings.name),
            region: one_line(&settings.region),
            tasks: tasks::of(design, template, names),
            services,
            repositories,
            images,
            addresses: addresses(design, template, names),
            parameters: template.parameters.keys().filter(|name| is_plain(name)).cloned().collect(),
            required,
            zone_count,
            zone_names,
            fixed: fixed_names(template),
            kept: kept.map(|(id, resource)| (id.clone(), in_words(id, resource))).collect(),
            emptied: emptied.map(|(id, resource)| (id.clone(), resource.kind.clone())).collect(),
            usual_time: usual_time(template),
        }
    }
}

/// A resource as its node's kind and name, else as its type and logical id.
fn in_words(id: &str, resource: &Resource) -> String {
    let comment = resource.comment.first().map(|comment| one_line(comment)).unwrap_or_default();
    if comment.is_empty() { format!("{} {id}", resource.kind) } else { comment }
}

/// The outputs that are addresses. That of an internal load balancer is reached from inside its network alone; what a distribution
/// fetches from answers nobody else, so its own address is none for people.
fn addresses(design: &Design, template: &Template, names: &Names) -> Vec<(String, &'static str)> {
    let of_node = |(node, _): (NodeId, _)| {
        if !design.sources(node, fetches_from::VERB.id).is_empty() {
            return None;
        }
        let output = names.of(node, "Url").filter(|name| template.outputs.contains_key(name))?;
        let internal =
            |resource: &Resource| resource.node == Some(node) && resource.property("Scheme").and_then(Value::as_text) == Some("internal");
        Some((output.to_owned(), if template.resources.values().any(internal) { "internal" } else { "public" }))
    };
    design.nodes().filter_map(of_node).collect()
}

/// How many zones a template picks by number, and which it names.
fn zones(template: &Template) -> (usize, Vec<String>) {
    let (mut count, mut named) = (0, BTreeSet::new());
    for resource in template.resources.values() {
        for (name, value) in &resource.properties {
            if name == "AvailabilityZone"
                && let Some(zone) = value.as_text()
            {
                named.insert(one_line(zone));
            }
            count = count.max(zones_in(value));
        }
    }
    (count, named.into_iter().collect())
}

/// One more than the greatest number by which a value picks from a region's zones.
fn zones_in(value: &Value) -> usize {
    match value {
        Value::List(items) => items.iter().map(zones_in).max().unwrap_or(0),
        Value::Map(members) => members.values().map(zones_in).max().unwrap_or(0),
        Value::Call(function, argument) if function == "Select" => match argument.as_list() {
            Some([number, Value::Call(function, _)]) if function == "GetAZs" => {
                number.as_number().and_then(|number| usize::try_from(number).ok()).map_or(0, |number| number + 1)
            }
            _ => zones_in(argument),
        },
        Value::Call(_, argument) => zones_in(argument),
        _ => 0,
    }
}

/// The slowest resource says how long a stack takes.
fn usual_time(template: &Template) -> &'static str {
    let has = |kinds: &[&str]| template.resources.values().any(|resource| kinds.contains(&resource.kind.as_str()));
    if has(&["AWS::CloudFront::Distribution", "AWS::CertificateManager::Certificate", "AWS::RDS::DBInstance", "AWS::EKS::Cluster"]) {
        "5 to 20 minutes"
    } else if has(&["AWS::EC2::NatGateway", "AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::ECS::Service", "AWS::EC2::VPCEndpoint"]) {
        "3 to 8 minutes"
    } else {
        "1 to 2 minutes"
    }
}

/// A stack's name: at most 128 letters, digits and hyphens, a letter first.
/// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html>.
fn stack_name(design: &str) -> String {
    let words = slug(design).to_lowercase().replace(['_', '.'], "-");
    let words: Vec<&str> = words.split('-').filter(|word| !word.is_empty()).collect();
    let name = words.join("-");
    match name.chars().next() {
        None => "groundplan".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("stack-{name}"),
        Some(_) => name,
    }
}

fn required_parameters(template: &Template) -> Vec<String> {
    let without_default = |value: &Value| value.as_map().is_none_or(|members| !members.contains_key("Default"));
    let required = template.parameters.iter().filter(|(_, value)| without_default(value));
    required.map(|(name, _)| name.clone()).filter(|name| is_plain(name)).collect()
}

/// A name that CloudFormation would refuse anyway must not reach the shell as part of a message.
fn is_plain(name: &str) -> bool {
    name.chars().all(|letter| letter.is_ascii_alphanumeric())
}

/// The logical id that a property refers to; empty when it is anything else.
pub(super) fn referred(resource: &Resource, property: &str) -> String {
    match resource.property(property) {
        Some(Value::Call(function, argument)) if function == "Ref" => argument.as_text().unwrap_or_default().to_owned(),
        _ => String::new(),
    }
}

/// The parameter that carries a field's value, and the value as far as it is known: the parameter that synthesis made,
/// or the author's own when the field is a reference to it.
fn parameter_and_value(template: &Template, made: Option<&str>, given: Option<&Value>) -> Option<(String, String)> {
    match given {
        Some(Value::Call(function, argument)) if function == "Ref" => {
            let name = argument.as_text()?;
            let default = template.parameters.get(name)?.as_map()?.get("Default").map(Value::display).unwrap_or_default();
            Some((name.to_owned(), default))
        }
        Some(Value::Call(..)) => None,
        literal => {
            let name = made.filter(|name| template.parameters.contains_key(name))?;
            Some((name.to_owned(), literal.map(Value::display).unwrap_or_default()))
        }
    }
}

fn services(design: &Design, template: &Template, names: &Names) -> Vec<Service> {
    let of_node = |(node, record): (NodeId, &std::sync::Arc<crate::design::Node>)| {
        let id = names.of(node, "Service")?;
        let resource = template.resources.get(id)?;
        let given = service::desired_count(&record.fields).value();
        let (count_parameter, tasks) = parameter_and_value(template, names.of(node, "DesiredCount"), given.as_ref()).unwrap_or_default();
        let (cluster, definition) = (referred(resource, "Cluster"), referred(resource, "TaskDefinition"));
        Some(Service { node, name: one_line(&record.name), id: id.to_owned(), cluster, definition, count_parameter, tasks })
    };
    design.nodes_of(service::KIND.id).filter_map(of_node).collect()
}

fn images(design: &Design, template: &Template, names: &Names, services: &[Service]) -> (Vec<Repository>, Vec<Image>) {
    let (mut repositories, mut images) = (Vec::<Repository>::new(), Vec::new());
    for (node, record) in design.nodes_of(container::KIND.id) {
        let given = container::tag(&record.fields).value();
        let Some((parameter, tag)) = parameter_and_value(template, names.of(node, "ImageTag"), given.as_ref()) else { continue };
        let Some(source) = design.targets(node, pulls::VERB.id).first().copied() else { continue };
        let around = task_definition::around(design, node);
        let service = services.iter().position(|service| Some(service.node) == around);
        let Some(index) = repository_index(design, template, names, &mut repositories, source) else { continue };
        let platform = around.and_then(|around| design.node(around)).map_or("linux/amd64", |around| {
            if task_definition::architecture(&around.fields).shown(design) == "ARM64" { "linux/arm64" } else { "linux/amd64" }
        });
        let platforms = &mut repositories[index].platforms;
        // Services of both processors may share a repository: their image is then built for both.
        if !platforms.split(',').any(|known| known == platform) {
            if !platforms.is_empty() {
                platforms.push(',');
            }
            platforms.push_str(platform);
        }
        if repositories[index].port == 0 {
            repositories[index].port = container::port(&record.fields).number().unwrap_or_default();
        }
        let tag = if tag.is_empty() { "latest".to_owned() } else { tag };
        images.push(Image { parameter, repository: index, service, tag });
    }
    (repositories, images)
}

/// Where a repository stands in the list; it is added when it does not stand there yet.
fn repository_index(design: &Design, template: &Template, names: &Names, known: &mut Vec<Repository>, node: NodeId) -> Option<usize> {
    if let Some(index) = known.iter().position(|repository| repository.node == node) {
        return Some(index);
    }
    let record = design.node(node).filter(|record| record.kind == repository::KIND.id)?;
    let id = names.of(node, "Repository").filter(|id| template.resources.contains_key(*id))?;
    let taken: BTreeSet<&str> = known.iter().map(|repository| repository.key.as_str()).to_set();
    let mut key = slug(&record.name);
    if key.is_empty() || taken.contains(key.as_str()) {
        id.clone_into(&mut key);
    }
    known.push(Repository { node, key, id: id.to_owned(), platforms: String::new(), port: 0 });
    Some(known.len() - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stacks_have_names_that_cloudformation_takes() {
        for (design, expected) in [
            ("Unicorn Pursuit", "unicorn-pursuit"),
            ("", "groundplan"),
            ("日本", "groundplan"),
            ("2048", "stack-2048"),
            ("$(touch x); 'a_b.c'", "touch-x-a-b-c"),
        ] {
            assert_eq!(stack_name(design), expected);
        }
        assert!(stack_name(&"a".repeat(500)).len() <= 128);
    }
}
