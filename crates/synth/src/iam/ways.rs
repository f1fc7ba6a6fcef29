//! Which calls certainly go through a VPC endpoint: its policy decides over those, and over no other.

use super::answer::Answer;
use super::evaluate::{self, Request};
use super::stack::{Endpoint, Stack};
use super::text::Text;
use crate::design::NodeId;
use crate::network::walk;
use crate::template::references;
use crate::value::Value;

/// What is called over the address of the registry, not over that of the API.
/// Source: <https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html>.
const REGISTRY: &[&str] = &[
    "ecr:batchchecklayeravailability",
    "ecr:batchgetimage",
    "ecr:completelayerupload",
    "ecr:getdownloadurlforlayer",
    "ecr:initiatelayerupload",
    "ecr:putimage",
    "ecr:uploadlayerpart",
];

impl Endpoint {
    /// True when calls of an action, in lower case, may come along here.
    pub(super) fn may_carry(&self, action: &str) -> bool {
        self.service != "ecr.dkr" || action.contains('*') || REGISTRY.contains(&action)
    }

    /// True when no call of an action goes anywhere else, wherever an endpoint of this service leads all of its traffic.
    fn must_carry(&self, action: &str) -> bool {
        self.may_carry(action) && !(self.service == "ecr.api" && REGISTRY.contains(&action))
    }
}

impl Stack<'_> {
    /// True when all who have a role call a service through an endpoint, in every subnet in which they may run.
    pub(super) fn goes_through(&self, role: &str, endpoint: &Endpoint, action: &str) -> bool {
        let leads = |node: &NodeId| {
            walk::endpoint_of(self.design, *node, &endpoint.service, false).as_deref() == Some(endpoint.policy.resource.as_str())
        };
        endpoint.must_carry(action) && self.callers(role).is_some_and(|all| !all.is_empty() && all.iter().all(leads))
    }

    /// The services and tasks that have a role; nothing when something else has it, too.
    fn callers(&self, role: &str) -> Option<Vec<NodeId>> {
        let mut all = Vec::new();
        for resource in self.template.resources.values() {
            let is_named = || resource.properties.values().flat_map(references::of).any(|reference| reference.name() == role);
            let is_policy = resource.kind.starts_with("AWS::IAM::") || resource.kind.contains("Policy");
            if resource.kind == super::stack::TASK_DEFINITION {
                if is_named() {
                    all.push(resource.node?);
                }
            } else if !is_policy && is_named() && resource.properties.iter().any(|(name, value)| hands_over(name, value, role)) {
                return None;
            }
        }
        Some(all)
    }

    /// The endpoint whose policy keeps the layers of images from a service or task: they come from buckets of AWS by addresses that are
    /// signed, so whoever calls is not asked.
    pub fn refuses_layers(&self, node: NodeId) -> Option<(&str, Text)> {
        let through = walk::endpoint_of(self.design, node, "s3", true)?;
        let endpoint = self.of_endpoints.iter().find(|endpoint| endpoint.policy.resource == through)?;
        let bucket = format!("arn:{}:s3:::prod-{}-starport-layer-bucket/", self.resolver.partition, self.design.settings().region);
        // Some layer: policies tell none from another.
        let layer = Text::known(&bucket).then(&Text::known("layer"));
        let caller = super::document::Caller::Service(String::new());
        let (action, context) = (Text::known("s3:getobject"), super::condition::Context::default());
        let request = Request { caller: &caller, action: &action, resource: &layer, context: &context, resource_decides: false };
        let (answer, _) = evaluate::lets_through(&request, &endpoint.policy, endpoint.is_gateway);
        // A bucket of the template is none of AWS's, whatever it is called.
        let is_own = |name: &String| self.template.resources.contains_key(name.as_str());
        let is_refused = match &answer {
            Answer::No => true,
            Answer::Depends(on) => on.iter().all(is_own),
            Answer::Yes => false,
        };
        is_refused.then(|| (endpoint.policy.resource.as_str(), Text::known(&bucket).then(&Text::known("*"))))
    }
}

/// True for a property by which something takes a role on, somewhere in it: other properties only name it.
fn hands_over(name: &str, value: &Value, role: &str) -> bool {
    let is_role = ["Role", "RoleArn", "RoleARN"].iter().any(|end| name.ends_with(end));
    match value {
        Value::Map(members) => members.iter().any(|(name, member)| hands_over(name, member, role)),
        Value::List(items) => items.iter().any(|item| hands_over(name, item, role)),
        other => is_role && references::of(other).iter().any(|reference| reference.name() == role),
    }
}
