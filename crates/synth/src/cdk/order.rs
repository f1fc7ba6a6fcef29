//! The order of a program: what is used stands above its user, and what belongs together stays together.

use std::collections::{BTreeMap, BTreeSet};

use crate::ordered::Ordered;
use crate::template::{Resource, Template};
use crate::value::Value;

const GROUP: &str = "AWS::EC2::SecurityGroup";
const RULES: &[&str] = &["AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress"];

/// The logical ids of a template in the order of the program.
pub(super) struct Order {
    /// All of them.
    pub(super) ids: Vec<String>,
    /// Those that use each other in a circle, which only their logical ids can name.
    pub(super) circular: BTreeSet<String>,
}

/// What is not written yet: by its place in the template, with what it needs.
type Waiting<'t> = BTreeMap<usize, (&'t String, BTreeSet<String>)>;

/// The order of a template's resources: of those whose needs are met, one of the current chapter, else the first of a chapter that can be told to its end.
pub(super) fn order(template: &Template) -> Order {
    let mut waiting: Waiting<'_> = BTreeMap::new();
    for (place, (id, resource)) in template.resources.iter().enumerate() {
        let needs = uses(resource).into_iter().filter(|other| other != id && template.resources.contains_key(other)).to_set();
        waiting.insert(place, (id, needs));
    }
    // A rule of a security group stands before whatever else uses the group: a construct that opens the same port sees that it is open.
    let rules: Vec<(String, BTreeSet<String>)> = template
        .resources
        .iter()
        .filter(|(_, resource)| RULES.contains(&resource.kind.as_str()))
        .map(|(id, resource)| (id.clone(), uses(resource)))
        .collect();
    for (id, needs) in waiting.values_mut() {
        let is_later =
            template.resources.get(*id).is_some_and(|resource| resource.kind != GROUP && !RULES.contains(&resource.kind.as_str()));
        let own = needs.clone();
        needs.extend(
            rules
                .iter()
                .filter(|(_, groups)| is_later && !groups.contains(*id) && groups.iter().any(|group| own.contains(group)))
                .map(|(rule, _)| rule.clone()),
        );
    }
    let mut result = Order { ids: Vec::new(), circular: BTreeSet::new() };
    let chapter_of = |id: &String| template.resources.get(id).map_or("", chapter);
    let mut current = "";
    while !waiting.is_empty() {
        let ready: Vec<usize> = waiting.iter().filter(|(_, (_, needs))| needs.is_empty()).map(|(place, _)| *place).collect();
        let chapter_at = |place: &usize| waiting.get(place).map_or("", |(id, _)| chapter_of(id));
        let next = ready.iter().find(|place| chapter_at(place) == current);
        // A new chapter is best one that can be told to its end.
        let whole = ready.iter().find(|place| is_whole(&waiting, chapter_at(place), &chapter_of));
        let Some(place) = next.or(whole).or(ready.first()).copied().or_else(|| waiting.keys().next().copied()) else { break };
        let Some((id, needs)) = waiting.remove(&place) else { break };
        if !needs.is_empty() {
            result.circular.extend(needs);
            result.circular.insert(id.clone());
        }
        for (_, needs) in waiting.values_mut() {
            needs.remove(id);
        }
        current = chapter_of(id);
        result.ids.push(id.clone());
    }
    result
}

/// True when all that waits in a chapter needs nothing but what is in it.
fn is_whole(waiting: &Waiting<'_>, chapter: &str, chapter_of: &impl Fn(&String) -> &'static str) -> bool {
    waiting.values().filter(|(id, _)| chapter_of(id) == chapter).all(|(_, needs)| needs.iter().all(|need| chapter_of(need) == chapter))
}

/// The chapter of the program in which a resource stands: the section of the template, but for what others of a section build on.
pub(super) fn chapter(resource: &Resource) -> &'static str {
    match resource.kind.as_str() {
        "AWS::EC2::SecurityGroup" | "AWS::EC2::SecurityGroupIngress" | "AWS::EC2::SecurityGroupEgress" => "Security groups",
        "AWS::ECR::Repository" => "Images",
        "AWS::IAM::Role" => "Permissions",
        "AWS::Logs::LogGroup" => "Logs",
        _ => resource.section,
    }
}

/// The names that a resource refers to or waits for.
pub(super) fn uses(resource: &Resource) -> BTreeSet<String> {
    let mut found: BTreeSet<String> = resource.depends_on.iter().cloned().to_set();
    for value in resource.properties.values().chain(resource.attributes.values()) {
        names_in(value, &mut found);
    }
    found
}

/// The names that a value refers to.
pub(super) fn names_in(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::List(items) => items.iter().for_each(|item| names_in(item, found)),
        Value::Map(map) => map.values().for_each(|value| names_in(value, found)),
        Value::Call(name, argument) => match (name.as_str(), argument.as_ref()) {
            ("Ref" | "GetAtt", Value::Text(path)) => {
                found.extend(path.split('.').next().map(str::to_owned));
            }
            ("GetAtt", Value::List(items)) => found.extend(items.first().and_then(Value::as_text).map(str::to_owned)),
            ("Sub", Value::Text(text)) => placeholders(text, found),
            ("Sub", Value::List(items)) => {
                for item in items {
                    names_in(item, found);
                }
                if let Some(text) = items.first().and_then(Value::as_text) {
                    placeholders(text, found);
                }
            }
            (_, argument) => names_in(argument, found),
        },
        _ => {}
    }
}

fn placeholders(text: &str, found: &mut BTreeSet<String>) {
    let names = text.split("${").skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name);
    found.extend(names.filter_map(|name| name.split('.').next()).map(str::to_owned));
}
