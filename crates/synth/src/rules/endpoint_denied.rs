//! The policy of a VPC endpoint lets through what goes there.

use super::support::{grants, label, patch, policies};
use super::{Finding, Findings, Rule, Severity, Stage};
use crate::catalog::{container, endpoint, task_definition};
use crate::design::{Design, NodeId};
use crate::iam::document::Effect;
use crate::iam::stack::Stack;
use crate::meaning::pulls;
use crate::value::Value;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP138",
    name: "endpoint-denied",
    severity: Severity::Error,
    stage: Stage::Start,
    docs: "\
Calls go through a VPC endpoint whose policy does not let them through.

Without a policy an endpoint lets everything through; with one, only what a statement allows, whatever the role of the caller may do. In a subnet \
whose route table names a gateway endpoint, or whose VPC finds an interface endpoint by private DNS, there is no other way. An image takes \
`ecr:GetAuthorizationToken` at `ecr.api`, and the gateway endpoint of S3 has to let the layers of images through, which come from a bucket of AWS.",
    source: "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet inner-a cidr=10.0.10.0/24 access=isolated zone=1
  endpoint to-api service=ecr.api
  endpoint to-images service=ecr.dkr
  endpoint to-s3 service=s3
  endpoint to-logs service=logs
  endpoint to-tables service=dynamodb statements=[{Effect=Allow, Principal=\"*\", Action=dynamodb:Query, Resource=\"*\"}]
  cluster work
    service worker cpu=256 memory=512
      container app port=\"\"
repository images
table votes
log-group lines
worker -> inner-a : runs
app -> images : pulls
app -> lines : logs
app -> votes : write
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet inner-a cidr=10.0.10.0/24 access=isolated zone=1
  endpoint to-api service=ecr.api
  endpoint to-images service=ecr.dkr
  endpoint to-s3 service=s3
  endpoint to-logs service=logs
  endpoint to-tables service=dynamodb statements=[{Effect=Allow, Principal=\"*\", Action=\"dynamodb:*\", Resource=!GetAtt VotesTable.Arn}]
  cluster work
    service worker cpu=256 memory=512
      container app port=\"\"
repository images
table votes
log-group lines
worker -> inner-a : runs
app -> images : pulls
app -> lines : logs
app -> votes : write
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    let has_policy = |id: &NodeId| design.node(*id).is_some_and(|node| endpoint::statements(&node.fields).0.is_some());
    // A raw endpoint has its policy in its properties.
    if !design.nodes_of(endpoint::KIND.id).any(|(id, _)| has_policy(&id)) && !super::support::raw::is_there(design, ENDPOINT) {
        return;
    }
    grants::each_denied(design, &mut |stack, denied| {
        let Some(through) = denied.decision.refused_at.as_deref() else { return };
        // What takes * alone is about nothing else.
        let on = denied.on.as_text().filter(|text| *text == "*").unwrap_or(&denied.resource);
        // A role is given that as well; a pull goes without it.
        let needed: Vec<&'static str> =
            denied.actions.iter().copied().filter(|action| *action != "ecr:BatchCheckLayerAvailability").collect();
        let Some(first) = needed.first().copied() else { return };
        let actions = needed.join(", ");
        let who = called(stack, through);
        let words = format!("{}: it goes through {who}, whose policy does not let {actions} on {on} through", denied.reason);
        let refuses = denied.decision.passing.iter().any(|one| one.effect == Effect::Deny && one.resource == through);
        let says = if refuses {
            format!("is not authorized to perform: {first} on resource: {on} with an explicit deny in a VPC endpoint policy")
        } else {
            format!("is not authorized to perform: {first} on resource: {on} because no VPC endpoint policy allows the {first} action")
        };
        let allowed = (!refuses).then(|| (needed.as_slice(), denied.on.clone()));
        let finding = report(stack, findings, through, words, allowed);
        finding.aws_says(says);
        if let Some(connection) = denied.connection {
            finding.on_connection(connection);
        }
    });
    policies::with_stack(design, &mut |stack| {
        for (id, _) in task_definition::all(design).filter(|(id, _)| pulls_from_ecr(design, *id)) {
            let Some((through, layers)) = stack.refuses_layers(id) else { continue };
            let words = format!(
                "{} does not start: the layers of its image come through {}, whose policy does not let s3:GetObject on {layers} through",
                label(design, id),
                called(stack, through)
            );
            let on = Value::text(layers.to_string());
            let finding = report(stack, findings, through, words, Some((&["s3:GetObject"], on)));
            finding.aws_says("CannotPullContainerError: httpReadSeeker: failed open: unexpected status code https://prod-…-starport-layer-bucket.s3.….amazonaws.com/…: 403 Forbidden");
        }
    });
}

/// The type of an endpoint.
const ENDPOINT: &str = "AWS::EC2::VPCEndpoint";

/// An endpoint's kind and name.
fn called(stack: &Stack<'_>, id: &str) -> String {
    stack.node_of(id).map_or_else(|| id.to_owned(), |node| label(stack.design, node))
}

/// Reports at the endpoint, with the statement that lets the call through.
fn report<'f>(
    stack: &Stack<'_>,
    findings: &'f mut Findings,
    through: &str,
    words: String,
    allowed: Option<(&[&str], Value)>,
) -> &'f mut Finding {
    let design = stack.design;
    let node = stack.node_of(through).and_then(|id| design.node(id).map(|node| (id, node)));
    let finding = findings.report(words);
    let Some((id, node)) = node else { return finding };
    finding.on(id);
    if node.kind != endpoint::KIND.id {
        return finding.field("properties");
    }
    finding.field("statements");
    let own = endpoint::statements(&node.fields);
    let Some(own) = own.0.as_ref().and_then(Value::as_list).filter(|own| !own.iter().any(denies)) else { return finding };
    if let Some((actions, on)) = allowed {
        let mut statement = policies::allow(actions, vec![on]);
        if let Value::Map(members) = &mut statement {
            members.insert("Principal".to_owned(), Value::text("*"));
        }
        let all = Value::List(own.iter().cloned().chain([statement]).collect());
        let change = patch(design, |edit| edit.set_field(id, "statements", Some(all)));
        finding.fix(format!("Let {} through", actions.join(", ")), change);
    }
    finding
}

fn denies(statement: &Value) -> bool {
    statement.as_map().and_then(|members| members.get("Effect")).is_none_or(|effect| effect.as_text() != Some("Allow"))
}

fn pulls_from_ecr(design: &Design, id: NodeId) -> bool {
    task_definition::containers(design, id).into_iter().any(|container| {
        let image = design.node(container).map(|node| container::image(&node.fields).text()).unwrap_or_default();
        !design.targets(container, pulls::VERB.id).is_empty() || image.contains(".dkr.ecr.")
    })
}
