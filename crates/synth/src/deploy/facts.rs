//! What the script must know of a design, gathered from the design and its template.

use std::collections::BTreeSet;

use super::quote::{one_line, slug};
use crate::catalog::{container, load_balancer, repository, service, task_definition};
use crate::design::{Design, NodeId};
use crate::meaning::pulls;
use crate::synthesize::Names;
use crate::template::Template;
use crate::value::Value;

/// A service with the ids that its stack knows it by.
pub(super) struct Service {
    node: NodeId,
    pub(super) name: String,
    /// The logical id of the service.
    pub(super) id: String,
    /// The logical id of its cluster; empty when it lies in none.
    pub(super) cluster: String,
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
}

/// An image that a container runs.
pub(super) struct Image {
    /// The parameter of its tag.
    pub(super) parameter: String,
    /// The index of its repository among [`Facts::repositories`].
    pub(super) repository: usize,
    /// The index of its service among [`Facts::services`].
    pub(super) service: usize,
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
    /// Outputs that are addresses of the design's load balancers.
    pub(super) addresses: Vec<String>,
    /// Parameters without a default.
    pub(super) required: Vec<String>,
    /// Resources that stay when the stack is deleted: logical id, and words for people.
    pub(super) kept: Vec<(String, String)>,
}

impl Facts {
    pub(super) fn of(design: &Design, template: &Template, names: &Names) -> Self {
        let services = services(design, template, names);
        let (repositories, images) = images(design, template, names, &services);
        let settings = design.settings();
        // The script itself gives every image its tag.
        let required =
            required_parameters(template).into_iter().filter(|name| !images.iter().any(|image| image.parameter == *name)).collect();
        let addresses = design.nodes_of(load_balancer::KIND.id).filter_map(|(id, _)| names.of(id, "Url"));
        let kept = template.resources.iter().filter(|(_, resource)| resource.deletion_policy == "Retain");
        Self {
            design: one_line(&settings.name),
            stack: stack_name(&settings.name),
            region: one_line(&settings.region),
            services,
            repositories,
            images,
            addresses: addresses.map(str::to_owned).collect(),
            required,
            kept: kept.map(|(id, resource)| (id.clone(), one_line(&resource.comment.first().cloned().unwrap_or_default()))).collect(),
        }
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
    // A name that CloudFormation would refuse anyway must not reach the shell as part of a message.
    required.map(|(name, _)| name.clone()).filter(|name| name.chars().all(|letter| letter.is_ascii_alphanumeric())).collect()
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
            let name = made.filter(|name| template.parameters.contains_key(*name))?;
            Some((name.to_owned(), literal.map(Value::display).unwrap_or_default()))
        }
    }
}

fn services(design: &Design, template: &Template, names: &Names) -> Vec<Service> {
    let of_node = |(node, record): (NodeId, &std::sync::Arc<crate::design::Node>)| {
        let id = names.of(node, "Service")?;
        let resource = template.resources.get(id)?;
        let cluster = match resource.property("Cluster") {
            Some(Value::Call(function, argument)) if function == "Ref" => argument.as_text().unwrap_or_default().to_owned(),
            _ => String::new(),
        };
        let given = service::desired_count(&record.fields).value();
        let (count_parameter, tasks) = parameter_and_value(template, names.of(node, "DesiredCount"), given.as_ref()).unwrap_or_default();
        Some(Service { node, name: one_line(&record.name), id: id.to_owned(), cluster, count_parameter, tasks })
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
        let Some(service) = services.iter().position(|service| Some(service.node) == around) else { continue };
        let Some(index) = repository_index(design, template, names, &mut repositories, source) else { continue };
        let platform = around.and_then(|around| design.node(around)).map_or("linux/amd64", |around| {
            if task_definition::architecture(&around.fields).text() == "ARM64" { "linux/arm64" } else { "linux/amd64" }
        });
        let platforms = &mut repositories[index].platforms;
        // Services of both processors may share a repository: their image is then built for both.
        if !platforms.split(',').any(|known| known == platform) {
            if !platforms.is_empty() {
                platforms.push(',');
            }
            platforms.push_str(platform);
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
    let taken: BTreeSet<&str> = known.iter().map(|repository| repository.key.as_str()).collect();
    let mut key = slug(&record.name);
    if key.is_empty() || taken.contains(key.as_str()) {
        id.clone_into(&mut key);
    }
    known.push(Repository { node, key, id: id.to_owned(), platforms: String::new() });
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
