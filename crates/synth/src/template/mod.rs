//! A CloudFormation template as values, and its two written forms.

mod counts;
pub mod decisions;
mod properties;
pub mod references;
mod section;
mod yaml;

pub(crate) use counts::Counts;
pub use properties::Properties;
pub use section::Section;

use serde_json::{Map as JsonMap, Value as Json};

use crate::design::NodeId;
use crate::reads;
use crate::value::{Entries, Map, Value};

/// A template: sections in the order in which people read them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Template {
    /// The comment at the very top of the YAML form, a line each.
    pub heading: Vec<String>,
    /// The description; at most 1,024 bytes.
    pub description: String,
    /// Parameters by name.
    pub parameters: Section,
    /// Mappings by name.
    pub mappings: Entries<Value>,
    /// Conditions by name.
    pub conditions: Entries<Value>,
    /// Resources by logical id.
    pub resources: Entries<Resource>,
    /// Outputs by name.
    pub outputs: Section,
    /// What was counted of all but the resources.
    pub(crate) counts: Counts,
}

/// One resource.
#[derive(Clone, Debug, PartialEq)]
pub struct Resource {
    /// The heading under which the YAML form lists it.
    pub section: &'static str,
    /// The node it comes from.
    pub node: Option<NodeId>,
    /// Why it is there, for the reader of the YAML form: a line each.
    pub comment: Vec<String>,
    /// The resource type: `AWS::EC2::VPC`.
    pub kind: String,
    /// Logical ids that must be complete before this one starts.
    pub depends_on: Vec<String>,
    /// What happens to it when the stack is deleted or it is replaced: `Retain`; empty for CloudFormation's default.
    pub deletion_policy: String,
    /// Further attributes as CloudFormation writes them: `Condition`, `Metadata`, `CreationPolicy`, `UpdatePolicy`.
    /// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-product-attribute-reference.html>.
    pub attributes: Map,
    /// The properties.
    pub properties: Properties,
    /// What was counted of it.
    pub(crate) counts: Counts,
}

impl Resource {
    /// A property.
    pub fn property(&self, name: &str) -> Option<&Value> {
        self.properties.get(name)
    }
    /// Adds an item to a list property, which is made when it is not there.
    pub fn push(&mut self, property: &str, item: Value) {
        self.properties.push(property, item);
    }
    /// Makes this one wait for another.
    pub fn wait_for(&mut self, logical_id: impl Into<String>) {
        let logical_id = logical_id.into();
        if !self.depends_on.contains(&logical_id) {
            self.depends_on.push(logical_id);
        }
    }
    /// What stands below the logical id in a template: `Type`, the attributes and `Properties`.
    pub fn members(&self) -> Map {
        let mut members = self.attributes();
        if !self.properties.is_empty() {
            members.insert("Properties".to_owned(), Value::Map((*self.properties).clone()));
        }
        members
    }
    /// The members but `Properties`.
    fn attributes(&self) -> Map {
        let mut members = Map::default();
        members.insert("Type".to_owned(), Value::text(&self.kind));
        let (early, late): (Vec<_>, Vec<_>) = self.attributes.iter().partition(|(name, _)| *name == "Condition");
        let add = |members: &mut Map, attributes: Vec<(&String, &Value)>| {
            members.extend(attributes.into_iter().map(|(name, value)| (name.clone(), value.clone())));
        };
        add(&mut members, early);
        match self.depends_on.as_slice() {
            [] => {}
            [one] => {
                members.insert("DependsOn".to_owned(), Value::text(one));
            }
            many => {
                members.insert("DependsOn".to_owned(), Value::list(many.iter().map(String::as_str)));
            }
        }
        if !self.deletion_policy.is_empty() {
            members.insert("DeletionPolicy".to_owned(), Value::text(&self.deletion_policy));
            members.insert("UpdateReplacePolicy".to_owned(), Value::text(&self.deletion_policy));
        }
        add(&mut members, late);
        members
    }
}

/// The only version of the template language there is.
const FORMAT_VERSION: &str = "2010-09-09";

impl Template {
    /// YAML with comments and short functions, ending in a newline.
    pub fn to_yaml(&self) -> String {
        yaml::write(self)
    }

    /// How many bytes [`Template::to_yaml`] makes, without making them; what a resource takes is counted once.
    pub fn yaml_size(&self) -> usize {
        // Also what was counted before is read.
        reads::all_properties(reads::ANY);
        yaml::size(self)
    }

    /// How many references of the form `{{resolve:…}}` the resources have, which CloudFormation looks up elsewhere.
    pub fn dynamic_references(&self) -> usize {
        // Also what was counted before is read.
        reads::all_properties(reads::ANY);
        self.resources.values().map(|resource| resource.counts.resolved(resource.properties.values())).sum()
    }

    /// YAML, and for every line of it (from 0) the node it comes from.
    pub fn to_yaml_with_nodes(&self) -> (String, Vec<Option<NodeId>>) {
        yaml::write_with_nodes(self)
    }

    /// JSON with two spaces of indentation, ending in a newline.
    pub fn to_json(&self) -> String {
        // Serializing a value that is already JSON cannot fail; the fallback keeps the signature honest.
        serde_json::to_string_pretty(&self.as_json()).map(|text| text + "\n").unwrap_or_default()
    }

    /// The template as JSON that is not yet written.
    pub fn as_json(&self) -> Json {
        let mut root = JsonMap::new();
        root.insert("AWSTemplateFormatVersion".to_owned(), Json::from(FORMAT_VERSION));
        if !self.description.is_empty() {
            root.insert("Description".to_owned(), Json::from(self.description.as_str()));
        }
        let mut section = |name: &str, entries: JsonMap<String, Json>| {
            if !entries.is_empty() {
                root.insert(name.to_owned(), Json::Object(entries));
            }
        };
        section("Parameters", self.parameters.iter().map(|(name, value)| (name.clone(), value.to_json())).collect());
        section("Mappings", self.mappings.iter().map(|(name, value)| (name.clone(), value.to_json())).collect());
        section("Conditions", self.conditions.iter().map(|(name, value)| (name.clone(), value.to_json())).collect());
        section(
            "Resources",
            self.resources.iter().map(|(name, resource)| (name.clone(), Value::Map(resource.members()).to_json())).collect(),
        );
        section("Outputs", self.outputs.iter().map(|(name, value)| (name.clone(), value.to_json())).collect());
        Json::Object(root)
    }

    /// The capabilities that a deployment of this template must confirm.
    /// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html>.
    pub fn capabilities(&self) -> Vec<&'static str> {
        let iam = |resource: &&Resource| resource.kind.starts_with("AWS::IAM::");
        let named = |resource: &Resource| resource.properties.keys().any(|name| name.ends_with("Name") && name != "PolicyName");
        if self.resources.values().filter(iam).any(named) {
            vec!["CAPABILITY_NAMED_IAM"]
        } else if self.resources.values().any(|resource| iam(&resource)) {
            vec!["CAPABILITY_IAM"]
        } else {
            Vec::new()
        }
    }
}
