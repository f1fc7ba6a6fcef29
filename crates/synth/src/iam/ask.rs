//! What rules and views ask of a template's values and policies, beyond whether a call is allowed.

use super::arns;
use super::condition::Context;
use super::document::{self, Caller, Effect, Principals};
use super::evaluate::Policy;
use super::resolve;
use super::stack::Stack;
use super::text::{Nature, Piece, Text};
use crate::design::NodeId;
use crate::value::{Value, map};

impl Stack<'_> {
    /// What IAM reads in a statement of the design.
    pub fn statement(&self, value: &Value) -> Vec<document::Statement> {
        let document = map([("Version", Value::text("2012-10-17")), ("Statement", Value::List(vec![value.clone()]))]);
        document::read(&self.resolver, &document)
    }

    /// A resource of a statement as a pattern.
    pub fn pattern(&self, value: &Value) -> Text {
        self.resolver.text(value).into_pattern(true)
    }

    /// Any resource of a type, by its ARN in the list of actions: `s3:::${BucketName}`.
    pub fn any_of(&self, arn: &str) -> Text {
        resolve::chosen(&format!("arn:{}:{arn}", self.resolver.partition))
    }

    /// The expression of a template that gives a text; what the caller chooses becomes `*`.
    pub fn expression(&self, text: &Text) -> Value {
        let known = self.arns.iter().filter_map(|(id, arn)| {
            let attribute = arns::of(&self.template.resources.get(id)?.kind)?.attribute;
            (text.starts_with(arn) && !attribute.is_empty()).then_some((id, attribute, arn.0.len()))
        });
        let written = match known.max_by_key(|(.., length)| *length) {
            Some((id, attribute, length)) if length == text.0.len() => return Value::attribute(id, attribute),
            Some((id, attribute, length)) => format!("${{{id}.{attribute}}}{}", self.substitution(&text.0[length..])),
            None => self.substitution(&text.0),
        };
        let partition = format!("arn:{}:", self.resolver.partition);
        match written.strip_prefix(&partition) {
            Some(rest) if written.contains("${") => Value::sub(format!("arn:${{AWS::Partition}}:{rest}")),
            _ if written.contains("${") => Value::sub(written),
            _ => Value::text(written),
        }
    }

    /// Pieces as `!Sub` takes them.
    fn substitution(&self, pieces: &[Piece]) -> String {
        let is_reference = |name: &str| {
            let id = name.split('.').next().unwrap_or_default();
            id.starts_with("AWS::") || self.template.resources.contains_key(id) || self.template.parameters.contains_key(id)
        };
        let piece = |piece: &Piece| match piece {
            Piece::Letter(letter) => letter.to_string(),
            Piece::One => "?".to_owned(),
            Piece::Token(token) if token.nature == Nature::Variable => format!("${{!{}}}", token.name),
            Piece::Token(token) if is_reference(&token.name) => format!("${{{}}}", token.name),
            Piece::Any | Piece::Token(_) => "*".to_owned(),
        };
        pieces.iter().map(piece).collect()
    }

    /// The node that a pattern is about.
    pub fn target(&self, pattern: &Text) -> Option<NodeId> {
        self.owner(pattern).and_then(|id| self.node_of(id))
    }

    /// The role of the template that a value names.
    pub fn role_named(&self, value: &Value) -> Option<String> {
        self.named(value).filter(|id| self.roles.contains_key(id))
    }

    /// What a policy is called that a value names: the logical id of one of the template, else the ARN.
    pub fn policy_named(&self, value: &Value) -> String {
        self.named(value).unwrap_or_else(|| self.resolver.text(value).to_string())
    }

    /// True unless a role certainly does not let a service of AWS take it on.
    pub fn trusts(&self, role: &str, service: &str) -> bool {
        let Some(role) = self.roles.get(role) else { return true };
        let caller = Caller::Service(service.to_owned());
        let allows = role.trust.statements.iter().filter(|statement| statement.effect == Effect::Allow);
        let action = Text::known("sts:assumerole");
        // Some services go by the name of their region as well: `states.eu-west-1.amazonaws.com`.
        let name = Text::known(&format!("{}.", service.trim_end_matches(".amazonaws.com")));
        allows.into_iter().any(|statement| {
            let regional = |all: &Principals| all.services.iter().any(|own| own.starts_with(&name));
            if statement.principals.as_ref().is_some_and(regional) {
                return true;
            }
            let meant = statement.means(&caller);
            !statement.covers(&action, &role.arn, &Context::default()).and(meant.role.or(meant.everyone)).is_no()
        })
    }

    /// False when no policy allows a role an action on anything: then it is refused on every resource.
    pub fn may_allow(&self, role: &str, action: &str) -> bool {
        let action = Text::known(action).lowercase();
        let own = self.roles.get(role).map_or(&[][..], |role| &role.policies);
        let mut statements = own.iter().chain(self.of_resources.iter().map(|(_, policy)| policy)).flat_map(|policy| &policy.statements);
        statements.any(|statement| statement.effect == Effect::Allow && statement.may_be_about(&action))
    }

    /// True unless a role certainly does not let those take it on for whom an identity provider speaks.
    pub fn trusts_provider(&self, role: &str, provider: &str) -> bool {
        let Some(role) = self.roles.get(role) else { return true };
        let allows = role.trust.statements.iter().filter(|statement| statement.effect == Effect::Allow);
        let action = Text::known("sts:assumerolewithwebidentity");
        allows.into_iter().any(|statement| {
            let named = statement.principals.as_ref().is_some_and(|all| {
                all.but || all.everyone || all.others.iter().any(|other| !other.matches(&Text::known(provider)).is_no())
            });
            named && !statement.covers(&action, &role.arn, &Context::default()).is_no()
        })
    }

    /// The policies of resources, each with the logical id of what it belongs to.
    pub fn resource_policies(&self) -> impl Iterator<Item = (&str, &Policy)> {
        self.of_resources.iter().map(|(owner, policy)| (owner.as_str(), policy))
    }

    /// A text of which the region and the account are those of the stack: `ssm:${Region}:${Account}:parameter/` with a name behind it.
    pub fn here(&self, arn: &str, name: &str) -> Text {
        self.any_of(arn).then(&Text::known(name))
    }

    /// True when a statement of a role's own policies names a resource by more than `*` for an action.
    pub fn is_named_by(&self, role: &str, action: &str, arn: &Text) -> bool {
        let action = Text::known(action).lowercase();
        let own = self.roles.get(role).into_iter().flat_map(|role| &role.policies).flat_map(|policy| &policy.statements);
        own.filter(|statement| statement.effect == Effect::Allow && !statement.covers(&action, arn, &Context::default()).is_no())
            .flat_map(|statement| statement.resources.iter().flat_map(|resources| &resources.patterns))
            .any(|pattern| pattern.0 != [Piece::Any] && !pattern.matches(arn).is_no())
    }
}
