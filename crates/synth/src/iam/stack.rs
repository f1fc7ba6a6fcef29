//! The policies of one template: of its roles, of its resources, and who takes which role on.

use std::collections::BTreeMap;

use super::actions;
use super::document::{self, Caller};
use super::evaluate::{Layer, Policy};
use super::resolve::{self, Resolver};
use super::text::Text;
use crate::design::{Design, NodeId};
use crate::synthesize::Names;
use crate::template::{Resource, Template};
use crate::value::Value;

/// The type of a role.
pub const ROLE: &str = "AWS::IAM::Role";
pub(super) const TASK_DEFINITION: &str = "AWS::ECS::TaskDefinition";

/// A role with all that decides over its requests.
pub struct Role {
    /// Its ARN.
    pub arn: Text,
    /// Its own policies and its boundary.
    pub policies: Vec<Policy>,
    /// Who may take it on.
    pub trust: Policy,
}

/// Which of a task's two roles is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// The program's own calls, while it runs.
    AtRunTime,
    /// What the agent does before it runs: pulls the image, opens the log stream, reads secrets.
    AtStart,
}

/// Where a resource keeps its policy: resource type, property with what it belongs to (empty: itself), property with the document.
/// Sources: the properties of each type in <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html>.
const HOMES: &[(&str, &str, &str)] = &[
    ("AWS::S3::BucketPolicy", "Bucket", "PolicyDocument"),
    ("AWS::SQS::QueuePolicy", "Queues", "PolicyDocument"),
    ("AWS::SQS::QueueInlinePolicy", "Queue", "PolicyDocument"),
    ("AWS::SNS::TopicPolicy", "Topics", "PolicyDocument"),
    ("AWS::SNS::TopicInlinePolicy", "TopicArn", "PolicyDocument"),
    ("AWS::SecretsManager::ResourcePolicy", "SecretId", "ResourcePolicy"),
    ("AWS::KMS::Key", "", "KeyPolicy"),
    ("AWS::ECR::Repository", "", "RepositoryPolicyText"),
    ("AWS::DynamoDB::Table", "", "ResourcePolicy"),
    ("AWS::EFS::FileSystem", "", "FileSystemPolicy"),
];

/// Services that endpoints and actions call by different names.
/// Source: <https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html>.
const SERVICES: &[(&str, &str)] = &[("monitoring", "cloudwatch"), ("email-smtp", "ses"), ("ecs-agent", "ecs"), ("ecs-telemetry", "ecs")];

/// A VPC endpoint with a policy.
pub(super) struct Endpoint {
    /// The service, as actions name it: `ecr`.
    pub(super) prefix: String,
    /// The last part of the service's name: `ecr.api`.
    pub(super) service: String,
    /// Whether it is a gateway.
    pub(super) is_gateway: bool,
    /// Its policy; the resource of it is the endpoint.
    pub(super) policy: Policy,
}

/// The policies of a template, ready to be asked.
pub struct Stack<'a> {
    /// The design that it was made from.
    pub design: &'a Design,
    /// The template.
    pub template: &'a Template,
    /// What nodes are called in it, and why statements are there.
    pub names: &'a Names,
    pub(super) resolver: Resolver<'a>,
    /// The roles by logical id.
    pub roles: BTreeMap<String, Role>,
    /// The policies of other resources, by the logical id of what they belong to.
    pub(super) of_resources: Vec<(String, Policy)>,
    /// The VPC endpoints that have a policy.
    pub(super) of_endpoints: Vec<Endpoint>,
    /// Resources with their ARNs.
    pub(super) arns: Vec<(String, Text)>,
}

impl<'a> Stack<'a> {
    /// Reads the policies of a design's template.
    pub fn new(design: &'a Design, template: &'a Template, names: &'a Names) -> Self {
        let resolver = Resolver::new(template, &design.settings().region);
        let (of_resources, of_endpoints) = (Vec::new(), Vec::new());
        let mut stack = Self { design, template, names, resolver, roles: BTreeMap::new(), of_resources, of_endpoints, arns: Vec::new() };
        stack.arns = template.resources.keys().filter_map(|id| Some((id.clone(), resolver.arn(id)?))).collect();
        for (id, resource) in template.resources.iter().filter(|(_, resource)| resource.kind == ROLE) {
            let role = stack.read_role(id, resource);
            stack.roles.insert(id.clone(), role);
        }
        for (id, resource) in &template.resources {
            if resource.kind.starts_with("AWS::IAM::") && resource.kind != ROLE {
                stack.read_attached(id, resource);
            }
            stack.read_resource_policy(id, resource);
            stack.read_endpoint(id, resource);
        }
        stack
    }

    fn policy(&self, layer: Layer, resource: &str, name: String, document: &Value) -> Policy {
        Policy { layer, resource: resource.to_owned(), name, statements: document::read(&self.resolver, document) }
    }

    fn read_role(&self, id: &str, resource: &Resource) -> Role {
        let list = |property: &str| match resource.property(property) {
            Some(Value::List(items)) => items.clone(),
            Some(one) => vec![one.clone()],
            None => Vec::new(),
        };
        let mut policies = Vec::new();
        for inline in list("Policies") {
            match inline.as_map().and_then(|members| Some((members.get("PolicyName")?, members.get("PolicyDocument")?))) {
                Some((name, document)) => policies.push(self.policy(Layer::Identity, id, name.display(), document)),
                None => policies.push(unknown(Layer::Identity, id, &inline.display())),
            }
        }
        policies.extend(list("ManagedPolicyArns").iter().map(|value| self.managed(Layer::Identity, id, value)));
        policies.extend(resource.property("PermissionsBoundary").map(|value| self.managed(Layer::Boundary, id, value)));
        let trust = resource.property("AssumeRolePolicyDocument").cloned().unwrap_or(Value::Map(crate::value::Map::default()));
        Role {
            arn: self.resolver.arn(id).unwrap_or_default(),
            policies,
            trust: self.policy(Layer::Resource, id, "trust".to_owned(), &trust),
        }
    }

    /// A policy that stands elsewhere: in the template, with AWS, or where nobody can see it.
    fn managed(&self, layer: Layer, role: &str, value: &Value) -> Policy {
        let arn = self.resolver.text(value);
        let own = self.arns.iter().find(|(_, other)| *other == arn).and_then(|(id, _)| Some((id, self.template.resources.get(id)?)));
        if let Some((id, resource)) = own
            && let Some(document) = resource.property("PolicyDocument")
        {
            return self.policy(layer, id, id.clone(), document);
        }
        let written = arn.to_string();
        let path = written.split_once(":iam::aws:policy").map(|(_, path)| path);
        match path.and_then(actions::managed_policy).and_then(Value::from_json) {
            Some(document) => self.policy(layer, role, written, &document),
            None => unknown(layer, role, &written),
        }
    }

    /// Policies that are resources of their own and name the roles that they belong to.
    fn read_attached(&mut self, id: &str, resource: &Resource) {
        let Some(document) = resource.property("PolicyDocument") else { return };
        let names = match resource.property("Roles").or(resource.property("RoleName")) {
            Some(Value::List(items)) => items.clone(),
            Some(one) => vec![one.clone()],
            None => return,
        };
        let names: Vec<Text> = names.iter().map(|name| self.resolver.text(name)).collect();
        let owners: Vec<String> =
            self.roles.keys().filter(|role| names.contains(&self.resolver.text(&Value::reference(role.as_str())))).cloned().collect();
        for owner in owners {
            let policy = self.policy(Layer::Identity, id, id.to_owned(), document);
            if let Some(role) = self.roles.get_mut(&owner) {
                role.policies.push(policy);
            }
        }
    }

    fn read_resource_policy(&mut self, id: &str, resource: &Resource) {
        let Some((_, owner, property)) = HOMES.iter().find(|(kind, ..)| *kind == resource.kind) else { return };
        let written = resource.property(property);
        // A table keeps its document one step deeper.
        let inner = written.and_then(Value::as_map).and_then(|members| members.get("PolicyDocument"));
        let Some(document) = inner.or(written).and_then(resolve::document) else { return };
        let owners: Vec<String> = match resource.property(owner) {
            _ if owner.is_empty() => vec![id.to_owned()],
            Some(Value::List(items)) => items.iter().filter_map(|value| self.named(value)).collect(),
            Some(one) => self.named(one).into_iter().collect(),
            None => Vec::new(),
        };
        for owner in owners {
            let policy = self.policy(Layer::Resource, id, id.to_owned(), &document);
            self.of_resources.push((owner, policy));
        }
    }

    fn read_endpoint(&mut self, id: &str, resource: &Resource) {
        if resource.kind != "AWS::EC2::VPCEndpoint" {
            return;
        }
        let Some(document) = resource.property("PolicyDocument").and_then(resolve::document) else { return };
        let name = resource.property("ServiceName").map(|name| self.resolver.text(name).to_string()).unwrap_or_default();
        // `com.amazonaws.eu-west-1.ecr.api`: what stands behind the region begins with the service, as actions call it most often.
        let last = name.split('.').skip(3).collect::<Vec<_>>().join(".");
        let service = name.split('.').nth(3).unwrap_or_default();
        let service = SERVICES.iter().find(|(endpoint, _)| *endpoint == service).map_or(service, |(_, actions)| actions);
        let policy = self.policy(Layer::Endpoint, id, id.to_owned(), &document);
        // Without a type it is a gateway.
        let is_gateway = resource.property("VpcEndpointType").is_none_or(|kind| kind.display() == "Gateway");
        self.of_endpoints.push(Endpoint { prefix: service.to_owned(), service: last, is_gateway, policy });
    }

    /// The resource that a value names: by reference, name or ARN.
    pub(super) fn named(&self, value: &Value) -> Option<String> {
        let text = self.resolver.text(value);
        let is_meant = |(id, arn): &&(String, Text)| *arn == text || self.resolver.text(&Value::reference(id.as_str())) == text;
        self.arns.iter().find(is_meant).map(|(id, _)| id.clone())
    }

    /// The role by which a node makes its calls; the error says why there is none.
    pub fn role_of(&self, node: NodeId, used: Use) -> Result<String, String> {
        let property = match used {
            Use::AtRunTime => "TaskRoleArn",
            Use::AtStart => "ExecutionRoleArn",
        };
        for id in [node].into_iter().chain(self.design.ancestors(node)) {
            let own = self.template.resources.iter().filter(|(_, resource)| resource.node == Some(id));
            for (logical_id, resource) in own {
                let taken = match resource.kind.as_str() {
                    ROLE if used == Use::AtRunTime && !self.has_task_definition(id) => return Ok(logical_id.clone()),
                    TASK_DEFINITION => resource.property(property),
                    "AWS::Lambda::Function" if used == Use::AtRunTime => resource.property("Role"),
                    _ => continue,
                };
                let Some(taken) = taken else { return Err(format!("{logical_id} has no {property}")) };
                return self.named(taken).filter(|role| self.roles.contains_key(role)).ok_or_else(|| {
                    format!("the role {} of {logical_id} is not in the design, so what it may do cannot be told", taken.display())
                });
            }
        }
        let name = self.design.node(node).map(|node| node.name.clone()).unwrap_or_default();
        Err(format!("{name} makes no calls: expected a container, service, task or role"))
    }

    fn has_task_definition(&self, node: NodeId) -> bool {
        self.template.resources.values().any(|resource| resource.node == Some(node) && resource.kind == TASK_DEFINITION)
    }

    /// A role as one who asks.
    pub fn caller(&self, role: &str) -> Option<Caller> {
        self.roles.get(role).map(|role| Caller::Role(role.arn.clone()))
    }

    /// The resource that an ARN is about: the one with the longest ARN that it begins with.
    pub(super) fn owner(&self, arn: &Text) -> Option<&str> {
        let below = |other: &Text| {
            let rest = arn.starts_with(other).then(|| arn.0.get(other.0.len()));
            matches!(rest, Some(None | Some(super::text::Piece::Letter(':' | '/') | super::text::Piece::Any)))
        };
        let owners = self.arns.iter().filter(|(_, other)| below(other));
        owners.max_by_key(|(_, other)| other.0.len()).map(|(id, _)| id.as_str())
    }

    /// The node from which a resource comes.
    pub fn node_of(&self, logical_id: &str) -> Option<NodeId> {
        self.template.resources.get(logical_id)?.node
    }
}

/// A policy of which only its existence is known.
pub(super) fn unknown(layer: Layer, resource: &str, name: &str) -> Policy {
    Policy { layer, resource: resource.to_owned(), name: name.to_owned(), statements: document::unknown(&format!("what {name} says")) }
}
