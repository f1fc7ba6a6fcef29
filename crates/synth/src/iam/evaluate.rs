//! IAM's evaluation of one request by the policies of one account.
//!
//! An explicit deny in any policy decides. Else a role's own policies and the resource's policy allow together, both within the
//! role's permissions boundary; a key and the trust of a role have to allow in their own policy, by name or by naming the account.
//! Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html>.

use super::answer::Answer;
use super::condition::Context;
use super::document::{Caller, Effect, Statement};
use super::text::Text;

/// Which policies a policy belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// The role's own.
    Identity,
    /// The limit of what the role can be given.
    Boundary,
    /// The resource's own.
    Resource,
    /// That of a VPC endpoint, through which a call may go: it never allows by itself.
    Endpoint,
}

/// A policy with its place.
#[derive(Clone, Debug)]
pub struct Policy {
    /// What it belongs to.
    pub layer: Layer,
    /// The logical id of the resource in whose properties it stands; for a policy that AWS manages, of the role that it is attached to.
    pub resource: String,
    /// What it is called: `connections`, `by-hand`, the ARN of a managed policy.
    pub name: String,
    /// Its statements.
    pub statements: Vec<Statement>,
}

/// A request.
pub struct Request<'a> {
    /// Who asks.
    pub caller: &'a Caller,
    /// The action, in lower case.
    pub action: &'a Text,
    /// The ARN that it is about.
    pub resource: &'a Text,
    /// What else is known of it.
    pub context: &'a Context,
    /// True when the resource's policy has to allow it, too: keys, and roles that are taken on.
    pub resource_decides: bool,
}

/// Why a request is decided as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// A statement refuses it.
    Refused,
    /// No statement allows it.
    NothingAllows,
    /// A statement allows it, but the permissions boundary does not.
    OutsideBoundary,
    /// The role's policies allow it, but the resource's policy does not.
    ResourceDoesNotAllow,
    /// The role's policies allow it, but not that of the VPC endpoint through which it goes.
    EndpointDoesNotAllow,
    /// It is allowed.
    Allowed,
}

/// What becomes of a request.
#[derive(Debug)]
pub struct Outcome<'a> {
    /// Allowed, not, or what it depends on.
    pub answer: Answer,
    /// Why.
    pub why: Why,
    /// The statements that decide it, each with its policy.
    pub deciding: Vec<(&'a Policy, &'a Statement)>,
}

/// What one kind of statement comes to.
struct Sum<'a> {
    answer: Answer,
    statements: Vec<(&'a Policy, &'a Statement)>,
}

impl<'a> Sum<'a> {
    /// Joins what a test says of each statement of the policies with an effect.
    fn of(policies: &[&'a Policy], effect: Effect, test: &dyn Fn(&Policy, &Statement) -> Answer) -> Self {
        let mut sum = Self { answer: Answer::No, statements: Vec::new() };
        for policy in policies {
            for statement in policy.statements.iter().filter(|statement| statement.effect == effect) {
                let answer = test(policy, statement);
                if answer.is_no() {
                    continue;
                }
                // A certain statement outweighs those that depend.
                if answer.is_yes() && !sum.answer.is_yes() {
                    sum.statements.clear();
                }
                if answer.is_yes() || !sum.answer.is_yes() {
                    sum.statements.push((policy, statement));
                }
                sum.answer = sum.answer.or(answer);
            }
        }
        sum
    }
}

/// Whether the policy of a VPC endpoint lets a request through, with the statements that decide it: it has to allow what goes through it.
/// Source: <https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html>.
/// At a gateway endpoint a principal can be named by `aws:PrincipalArn` alone.
pub fn lets_through<'a>(request: &Request<'_>, policy: &'a Policy, is_gateway: bool) -> (Answer, Vec<&'a Statement>) {
    let test = |_: &Policy, statement: &Statement| {
        let covers = statement.covers(request.action, request.resource, request.context);
        if covers.is_no() {
            return covers;
        }
        let meant = statement.means(request.caller);
        covers.and(if is_gateway { meant.everyone } else { meant.role.or(meant.account).or(meant.everyone) })
    };
    let [denied, allowed] = [Effect::Deny, Effect::Allow].map(|effect| Sum::of(&[policy], effect, &test));
    let answer = allowed.answer.and(denied.answer.clone().negated());
    let deciding = if denied.answer.is_yes() { denied.statements } else { [allowed.statements, denied.statements].concat() };
    (answer, deciding.into_iter().map(|(_, statement)| statement).collect())
}

/// Decides a request.
pub fn evaluate<'a>(request: &Request<'_>, policies: &[&'a Policy]) -> Outcome<'a> {
    let covers = |statement: &Statement| statement.covers(request.action, request.resource, request.context);
    let of = |layer: Layer| policies.iter().copied().filter(|policy| policy.layer == layer).collect::<Vec<_>>();
    let denied = Sum::of(policies, Effect::Deny, &|policy, statement| {
        let covers = covers(statement);
        if covers.is_no() || policy.layer != Layer::Resource {
            return covers;
        }
        let meant = statement.means(request.caller);
        covers.and(meant.role.or(meant.account).or(meant.everyone))
    });
    if denied.answer.is_yes() {
        return Outcome { answer: Answer::No, why: Why::Refused, deciding: denied.statements };
    }
    let identity = Sum::of(&of(Layer::Identity), Effect::Allow, &|_, statement| covers(statement));
    let boundary_policies = of(Layer::Boundary);
    let boundary = match boundary_policies.as_slice() {
        [] => Sum { answer: Answer::Yes, statements: Vec::new() },
        some => Sum::of(some, Effect::Allow, &|_, statement| covers(statement)),
    };
    let resource = of(Layer::Resource);
    let by = |who: fn(super::document::Meant) -> Answer| {
        Sum::of(&resource, Effect::Allow, &|_, statement| {
            let covers = covers(statement);
            if covers.is_no() { Answer::No } else { covers.and(who(statement.means(request.caller))) }
        })
    };
    let (by_name, by_account, to_everyone) = (by(|meant| meant.role), by(|meant| meant.account), by(|meant| meant.everyone));
    // Whether a boundary limits what a resource gives to everyone depends on how the session was made.
    let everyone = match &boundary.answer {
        Answer::Yes => to_everyone.answer.clone(),
        _ => to_everyone.answer.clone().and(Answer::depends("the permissions boundary").or(boundary.answer.clone())),
    };
    let from_resource = by_name.answer.clone().and(boundary.answer.clone()).or(everyone);
    let from_role = identity.answer.clone().and(boundary.answer.clone());
    let allowed =
        if request.resource_decides { from_resource.or(from_role.and(by_account.answer.clone())) } else { from_resource.or(from_role) };
    let answer = allowed.and(denied.answer.negated());
    let given = [identity.statements, by_name.statements, to_everyone.statements].concat();
    if !answer.is_no() {
        let account = if request.resource_decides { by_account.statements } else { Vec::new() };
        let mut deciding = [given, account, denied.statements].concat();
        // A certain answer comes from statements that are certain.
        if answer.is_yes() {
            deciding.retain(|(policy, statement)| policy.layer == Layer::Resource || covers(statement).is_yes());
        }
        return Outcome { answer, why: Why::Allowed, deciding };
    }
    let why = if identity.answer.is_no() && by_name.answer.is_no() && to_everyone.answer.is_no() {
        Why::NothingAllows
    } else if boundary.answer.is_no() {
        Why::OutsideBoundary
    } else {
        Why::ResourceDoesNotAllow
    };
    Outcome { answer, why, deciding: given }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::iam::document;
    use crate::iam::resolve::Resolver;
    use crate::template::Template;
    use crate::value::Value;

    const ROLE: &str = "arn:aws:iam::123456789012:role/worker";

    /// Policies as `(layer, JSON of a statement list)`; what is asked as `action resource`.
    #[track_caller]
    fn check(policies: &[(Layer, &str)], asked: &str, resource_decides: bool, expected: Why) {
        let template = Template::default();
        let resolver = Resolver::new(&template, "eu-west-1");
        let policies: Vec<Policy> = policies
            .iter()
            .map(|(layer, statements)| {
                // The account of the tests stands where templates have a token for their own.
                let written = statements.replace("ACCOUNT", "123456789012");
                let json = format!(r#"{{"Version":"2012-10-17","Statement":[{written}]}}"#);
                let json: serde_json::Value = serde_json::from_str(&json).unwrap_or_else(|error| panic!("{json}: {error}"));
                let statements = document::read(&resolver, &Value::from_json(&json).unwrap());
                Policy { layer: *layer, resource: String::new(), name: String::new(), statements }
            })
            .collect();
        let (action, resource) = asked.split_once(' ').unwrap();
        let request = Request {
            caller: &Caller::Role(Text::known(ROLE)),
            action: &Text::known(action).lowercase(),
            resource: &Text::known(resource),
            context: &Context::default(),
            resource_decides,
        };
        let outcome = evaluate(&request, &policies.iter().collect::<Vec<_>>());
        assert_eq!(outcome.why, expected, "{asked}: {outcome:?}");
        assert_eq!(outcome.answer, Answer::known(expected == Why::Allowed), "{asked}");
    }

    const READ: &str = r#"{"Effect":"Allow","Action":"s3:Get*","Resource":"arn:aws:s3:::photos/*"}"#;
    const OBJECT: &str = "s3:GetObject arn:aws:s3:::photos/a.jpg";

    /// AWS's flow chart, step by step.
    #[test]
    fn a_request_goes_through_the_layers_as_aws_documents_it() {
        use Layer::{Boundary, Identity, Resource};
        let deny = r#"{"Effect":"Deny","Action":"s3:*","Resource":"*"}"#;
        let deny_all = r#"{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}"#;
        let to_role = r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::ACCOUNT:role/worker"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::photos/*"}"#;
        let to_other = r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::ACCOUNT:role/other"},"Action":"s3:*","Resource":"*"}"#;
        let tables = r#"{"Effect":"Allow","Action":"dynamodb:*","Resource":"*"}"#;
        check(&[], OBJECT, false, Why::NothingAllows);
        check(&[(Identity, READ)], OBJECT, false, Why::Allowed);
        check(&[(Identity, READ)], "s3:PutObject arn:aws:s3:::photos/a.jpg", false, Why::NothingAllows);
        check(&[(Identity, READ)], "s3:GetObject arn:aws:s3:::photos", false, Why::NothingAllows);
        check(&[(Identity, READ), (Identity, deny)], OBJECT, false, Why::Refused);
        check(&[(Identity, READ), (Resource, deny_all)], OBJECT, false, Why::Refused);
        check(&[(Resource, to_role)], OBJECT, false, Why::Allowed);
        check(&[(Resource, to_other)], OBJECT, false, Why::NothingAllows);
        check(&[(Identity, READ), (Boundary, READ)], OBJECT, false, Why::Allowed);
        check(&[(Identity, READ), (Boundary, tables)], OBJECT, false, Why::OutsideBoundary);
        check(&[(Boundary, READ)], OBJECT, false, Why::NothingAllows);
        check(&[(Resource, to_role), (Boundary, tables)], OBJECT, false, Why::OutsideBoundary);
        check(&[(Identity, READ), (Boundary, READ), (Boundary, deny)], OBJECT, false, Why::Refused);
    }

    /// The examples of <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html> and `_notresource`.
    #[test]
    fn what_is_left_out_is_left_out() {
        let but_iam = r#"{"Effect":"Allow","NotAction":"iam:*","Resource":"*"}"#;
        check(&[(Layer::Identity, but_iam)], OBJECT, false, Why::Allowed);
        check(&[(Layer::Identity, but_iam)], "iam:CreateUser *", false, Why::NothingAllows);
        let but_photos = r#"{"Effect":"Deny","Action":"s3:*","NotResource":["arn:aws:s3:::photos","arn:aws:s3:::photos/*"]}"#;
        let all = r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#;
        check(&[(Layer::Identity, all), (Layer::Identity, but_photos)], OBJECT, false, Why::Allowed);
        check(&[(Layer::Identity, all), (Layer::Identity, but_photos)], "s3:GetObject arn:aws:s3:::other/a", false, Why::Refused);
        let not_me = r#"{"Effect":"Deny","NotPrincipal":{"AWS":["arn:aws:iam::ACCOUNT:role/other"]},"Action":"s3:*","Resource":"*"}"#;
        check(&[(Layer::Identity, all), (Layer::Resource, not_me)], OBJECT, false, Why::Refused);
    }

    /// <https://docs.aws.amazon.com/kms/latest/developerguide/policy-evaluation.html>: the key's policy decides.
    #[test]
    fn a_key_has_to_allow_in_its_own_policy() {
        let role = r#"{"Effect":"Allow","Action":"kms:Decrypt","Resource":"*"}"#;
        let to_role = r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::ACCOUNT:role/worker"},"Action":"kms:*","Resource":"*"}"#;
        let to_other = r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::ACCOUNT:role/other"},"Action":"kms:*","Resource":"*"}"#;
        let asked = "kms:Decrypt arn:aws:kms:eu-west-1:123456789012:key/1";
        check(&[(Layer::Identity, role)], asked, true, Why::ResourceDoesNotAllow);
        check(&[(Layer::Identity, role), (Layer::Resource, to_other)], asked, true, Why::ResourceDoesNotAllow);
        check(&[(Layer::Resource, to_role)], asked, true, Why::Allowed);
    }
}
