//! What a role may do on one resource, with the statements that decide it and where in the design they come from.

use super::actions::{self, Action, ResourceType};
use super::answer::Answer;
use super::arns;
use super::condition::{Carried, Context};
use super::document::{Effect, Statement};
use super::evaluate::{self, Layer, Policy, Request, Why};
use super::resolve::{self, ACCOUNT};
use super::stack::{Stack, unknown};
use super::text::{Nature, Text};
use crate::catalog::role;
use crate::design::{ConnectionId, NodeId};
use crate::ordered::Order;
use crate::synthesize::CONNECTIONS;

/// Allowed, denied, or it depends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// The call goes through.
    Allowed,
    /// The call is refused.
    Denied,
    /// It depends on what is known only at deployment or at run time.
    Depends,
}

impl Verdict {
    /// `allowed`, `denied`, `depends`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::Denied => "denied",
            Self::Depends => "depends",
        }
    }
}

/// A statement that decides, and where it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Deciding {
    /// Allow or deny.
    pub effect: Effect,
    /// Its `Sid`; empty when it has none.
    pub sid: String,
    /// What it says: `Allow s3:GetObject on arn:aws:s3:::${PhotosBucket}/*`.
    pub text: String,
    /// The policy, by its name in the template or the ARN of a managed one.
    pub policy: String,
    /// What the policy is for its role or resource.
    pub layer: Layer,
    /// The logical id of the resource that has the policy.
    pub resource: String,
    /// The node from which that comes.
    pub node: Option<NodeId>,
    /// The field of the node in which it is written.
    pub field: Option<&'static str>,
    /// What asked for it: reasons in words, each with its connection.
    pub reasons: Vec<(String, Option<ConnectionId>)>,
}

/// What becomes of a call.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// Allowed, denied, or it depends.
    pub verdict: Verdict,
    /// Why, as IAM reasons.
    pub why: Why,
    /// The statements that decide.
    pub deciding: Vec<Deciding>,
    /// The statements of VPC endpoints that let an allowed call through or refuse it, should it go there.
    pub passing: Vec<Deciding>,
    /// The VPC endpoint through which the call certainly goes and whose policy refuses it, by its logical id.
    pub refused_at: Option<String>,
    /// What it depends on; empty when it is certain.
    pub depends: Vec<String>,
    /// What is taken for granted: things that the design cannot show.
    pub assumes: Vec<String>,
}

impl Decision {
    /// Why, in words.
    pub fn words(&self) -> String {
        match (self.verdict, self.why) {
            (Verdict::Depends, _) => format!("it depends on {}", self.depends.join(", ")),
            (_, Why::Refused) => "a statement refuses it, whatever allows it".to_owned(),
            (_, Why::NothingAllows) => "no statement allows it".to_owned(),
            (_, Why::OutsideBoundary) => "a statement allows it, but the permissions boundary does not".to_owned(),
            (_, Why::EndpointDoesNotAllow) => {
                let endpoint = self.refused_at.as_deref().unwrap_or_default();
                format!("a statement allows it, but it goes through {endpoint}, whose policy does not")
            }
            (_, Why::ResourceDoesNotAllow) => "the policy of the resource does not allow it, which it has to".to_owned(),
            (_, Why::Allowed) => "a statement allows it".to_owned(),
        }
    }
}

/// One thing that a call can be about.
#[derive(Clone, Debug, PartialEq)]
pub struct Subject {
    /// Its ARN, with what the caller chooses as tokens.
    pub arn: Text,
    /// What type of resource it is: `object`. Empty when that is not known.
    pub title: &'static str,
}

/// What is known of every call that a role of the design makes.
/// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>.
fn context(role: &Text) -> Context {
    Context::default()
        .with_value("aws:PrincipalArn", role.clone())
        .with_value("aws:PrincipalAccount", Text::token(ACCOUNT, Nature::Own))
        .with_value("aws:PrincipalType", Text::known("AssumedRole"))
        .with_value("aws:PrincipalIsAWSService", Text::known("false"))
        .with_value("aws:SecureTransport", Text::known("true"))
        // These come with calls that a service of AWS makes on its own behalf.
        .with("aws:SourceArn", Carried::Absent)
        .with("aws:SourceAccount", Carried::Absent)
        .with("aws:PrincipalServiceName", Carried::Absent)
}

/// True when an action, in lower case, is one of a service.
fn is_of(action: &str, service: &str) -> bool {
    action.split_once(':').is_some_and(|(own, _)| own == service || own == "*")
}

/// What an allowed call takes for granted.
fn assumed(policies: &[&Policy], request: &Request<'_>, in_design: bool, verdict: Verdict) -> Vec<String> {
    let mut assumes = Vec::new();
    if verdict != Verdict::Allowed {
        return assumes;
    }
    let is_asked = |statement: &&Statement| {
        let asks = statement.conditions.iter().any(|condition| condition.key.eq_ignore_ascii_case("aws:SecureTransport"));
        let plain = || Statement { conditions: Vec::new(), ..(*statement).clone() };
        asks && !plain().covers(request.action, request.resource, request.context).is_no()
    };
    if policies.iter().flat_map(|policy| &policy.statements).any(|statement| is_asked(&statement)) {
        assumes.push("the call is made over TLS".to_owned());
    }
    if !in_design && request.resource.split(':', 6).len() == 6 {
        assumes.push(format!("{} lies in this account and no policy of its own refuses", request.resource));
    }
    assumes.order();
    assumes.dedup();
    assumes
}

impl Stack<'_> {
    /// Decides whether a role may take an action on a resource.
    pub fn decide(&self, role: &str, action: &Text, resource: &Text) -> Option<Decision> {
        self.decide_with(role, action, resource, &[])
    }

    /// Decides a call that carries more than every call does: keys with their values.
    pub fn decide_with(&self, role: &str, action: &Text, resource: &Text, carried: &[(&str, &str)]) -> Option<Decision> {
        let caller = self.caller(role)?;
        let own = self.roles.get(role)?;
        let action = action.clone().lowercase();
        let named = action.to_string();
        let owner = self.owner(resource).map(str::to_owned);
        let assumes_role = named.starts_with("sts:assumerole");
        let resource_decides = named.starts_with("kms:") || assumes_role;
        let mut made = Vec::new();
        let mut policies: Vec<&Policy> = own.policies.iter().collect();
        match &owner {
            Some(owner) if assumes_role => policies.extend(self.roles.get(owner).map(|role| &role.trust)),
            Some(owner) => policies.extend(self.of_resources.iter().filter(|(of, _)| of == owner).map(|(_, policy)| policy)),
            None => {}
        }
        let has_own = policies.iter().any(|policy| policy.layer == Layer::Resource);
        let is_key =
            owner.as_ref().and_then(|owner| self.template.resources.get(owner)).is_some_and(|owner| owner.property("KeyPolicy").is_none());
        if resource_decides && !has_own && (owner.is_none() || is_key) && named != "kms:createkey" && !named.starts_with("kms:list") {
            made.push(unknown(Layer::Resource, "", &format!("the policy of {resource}")));
        }
        policies.extend(&made);
        let context = carried.iter().fold(context(&own.arn), |context, (key, value)| context.with_value(key, Text::known(value)));
        let request = Request { caller: &caller, action: &action, resource, context: &context, resource_decides };
        let outcome = evaluate::evaluate(&request, &policies);
        let (verdict, depends) = match outcome.answer {
            Answer::Yes => (Verdict::Allowed, Vec::new()),
            Answer::No => (Verdict::Denied, Vec::new()),
            Answer::Depends(on) => (Verdict::Depends, on),
        };
        let deciding = outcome.deciding.iter().filter(|(policy, _)| !policy.resource.is_empty());
        let deciding = deciding.map(|(policy, statement)| self.deciding(role, policy, statement, &action, resource)).collect();
        let mut decision =
            Decision { verdict, why: outcome.why, deciding, passing: Vec::new(), refused_at: None, depends, assumes: Vec::new() };
        self.pass_endpoints(&mut decision, (role, owner.is_some()), &request);
        let by_endpoints = std::mem::take(&mut decision.assumes);
        decision.assumes = assumed(&policies, &request, owner.is_some(), decision.verdict);
        decision.assumes.extend(by_endpoints);
        Some(decision)
    }

    /// Says what the policies of VPC endpoints make of an allowed call.
    fn pass_endpoints(&self, decision: &mut Decision, (role, in_design): (&str, bool), request: &Request<'_>) {
        let named = request.action.to_string();
        let met = self.of_endpoints.iter().filter(|endpoint| is_of(&named, &endpoint.prefix) && endpoint.may_carry(&named));
        let mut assumes = Vec::new();
        for endpoint in met.filter(|_| decision.verdict == Verdict::Allowed) {
            let (answer, statements) = evaluate::lets_through(request, &endpoint.policy, endpoint.is_gateway);
            let statements = statements.into_iter().map(|one| self.deciding(role, &endpoint.policy, one, request.action, request.resource));
            decision.passing.extend(statements);
            let id = endpoint.policy.resource.as_str();
            let node = self.node_of(id).and_then(|id| self.design.node(id));
            let name = node.map_or(id, |node| node.name.as_str());
            // What is not in the design may lie in another region, where no endpoint of this network leads.
            let is_here = in_design || request.resource.split(':', 6).len() < 6;
            match answer {
                Answer::Yes => {}
                Answer::No if is_here && self.goes_through(role, endpoint, &named) => decision.refused_at = Some(id.to_owned()),
                // Which way a call takes depends on where the caller runs: the verdict is IAM's.
                Answer::No => assumes.push(format!("it does not go through the endpoint {name}, whose policy refuses it")),
                Answer::Depends(_) => assumes.push(format!("the policy of the endpoint {name} lets it through")),
            }
        }
        if decision.refused_at.is_some() {
            (decision.verdict, decision.why) = (Verdict::Denied, Why::EndpointDoesNotAllow);
            return;
        }
        decision.assumes = assumes;
    }

    fn deciding(&self, role: &str, policy: &Policy, statement: &Statement, action: &Text, resource: &Text) -> Deciding {
        let node = self.node_of(&policy.resource);
        let by_connections = policy.layer == Layer::Identity && policy.name == CONNECTIONS;
        let field = match (policy.layer, policy.name.as_str()) {
            (Layer::Boundary, _) => Some("permissions_boundary"),
            (Layer::Identity, role::BY_HAND) => Some("statements"),
            (Layer::Identity, name) if name.starts_with("arn:") => Some("managed_policies"),
            _ => None,
        };
        let field = field.filter(|field| {
            let kind = node.and_then(|node| self.design.node(node)).and_then(|node| crate::catalog::kind_of(node));
            kind.is_some_and(|kind| kind.field(field).is_some())
        });
        let asked = self.names.statements(role).iter().filter(|needed| {
            let about = |text: &str| !Text::known(text).lowercase().matches(action).is_no();
            let on = |value| !self.resolver.text(value).into_pattern(true).matches(resource).is_no();
            by_connections && needed.actions.iter().any(|action| about(action)) && needed.resources.iter().any(on)
        });
        let mut reasons: Vec<(String, Option<ConnectionId>)> = asked.map(|needed| (needed.reason.clone(), needed.connection)).collect();
        reasons.dedup();
        Deciding {
            effect: statement.effect,
            sid: statement.sid.clone(),
            text: statement.to_string(),
            policy: policy.name.clone(),
            layer: policy.layer,
            resource: policy.resource.clone(),
            node,
            field,
            reasons,
        }
    }

    /// What an action on a node can be about: its resources of the types on which the action acts, or `*` when it acts on none.
    /// Without the list of actions, the ARNs of the node's resources.
    pub fn subjects(&self, node: NodeId, action: &str) -> Vec<Subject> {
        let own = self.arns.iter().filter(|(id, _)| self.node_of(id) == Some(node));
        let Some(action) = actions::action(action) else {
            return own.map(|(_, arn)| Subject { arn: arn.clone(), title: "" }).collect();
        };
        let found: Vec<(bool, Subject)> = own.flat_map(|(id, arn)| self.below(&action, id, arn)).collect();
        // The resource itself comes before what lies in it.
        let is_exact = found.iter().any(|(exact, _)| *exact);
        found.into_iter().filter(|(exact, _)| *exact || !is_exact).map(|(_, subject)| subject).collect()
    }

    /// The resource types of an action that a resource is, or that lie in it.
    fn below(&self, action: &Action, id: &str, arn: &Text) -> Vec<(bool, Subject)> {
        let Some(named) = self.template.resources.get(id).and_then(|resource| arns::of(&resource.kind)) else { return Vec::new() };
        let rest = |kind: &ResourceType| kind.arn.strip_prefix(named.arn).filter(|rest| rest.is_empty() || rest.starts_with([':', '/']));
        let subject = |kind: &ResourceType| {
            let rest = rest(kind)?;
            Some((rest.is_empty(), Subject { arn: arn.clone().then(&resolve::chosen(rest)), title: kind.name }))
        };
        action.resources.iter().filter_map(subject).collect()
    }
}
