//! Some beginnings of names are kept for AWS.

use super::support::{label, patch};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::{load_balancer, ssm_parameter};
use crate::design::{Design, NodeId};
use crate::synthesize::synthesized;
use crate::tags;
use crate::value::Value;

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP132",
    name: "reserved-name",
    severity: Severity::Error,
    stage: Stage::Deployment,
    docs: "\
A name begins as only AWS's own names may, or is no path although it looks like one.

The name of a load balancer cannot begin with `internal-`, that of a parameter not with `aws` or `ssm`, the key of a tag not with `aws:`. A parameter \
with slashes in its name is a path, which begins with one and has at most fifteen levels. The resource is refused, and the stack rolls back.",
    source: "https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html",
    flagged: "\
ssm-parameter price parameter_name=unicorn/price
",
    passing: "\
ssm-parameter price parameter_name=/unicorn/price
",
    check,
};

const BALANCER: &str = "AWS::ElasticLoadBalancingV2::LoadBalancer";
const PARAMETER: &str = "AWS::SSM::Parameter";

/// How deep the path of a parameter goes at most.
const LEVELS: usize = 15;

fn check(design: &Design, findings: &mut Findings) {
    let reserved = |key: &str| key.to_ascii_lowercase().starts_with("aws:");
    for key in design.settings().tags.keys().filter(|key| reserved(key)) {
        let finding = findings.report(format!("The tag {key} begins with aws:, which is kept for tags of AWS")).on_setting("tag", key);
        finding.aws_says("aws: prefixed tag key names are not allowed for external use.");
    }
    for resource in synthesized(design).0.resources.values() {
        let Some(node) = resource.node else { continue };
        let name = resource.property("Name").filter(|name| !name.is_expression()).map(Value::display);
        match (resource.kind.as_str(), name) {
            (BALANCER, Some(name)) => check_balancer(design, findings, node, &name),
            (PARAMETER, Some(name)) => check_parameter(design, findings, node, &name),
            _ => {}
        }
        let own = tags::property(&resource.kind).and_then(|(property, _)| resource.property(property));
        for key in keys(own).into_iter().filter(|key| reserved(key) && !design.settings().tags.contains_key(key)) {
            let message = format!("{} has the tag {key}, whose beginning is kept for tags of AWS", label(design, node));
            findings.report(message).on(node).aws_says("aws: prefixed tag key names are not allowed for external use.");
        }
    }
}

/// The keys of tags, as a list of entries or as a map.
fn keys(tags: Option<&Value>) -> Vec<String> {
    match tags {
        Some(Value::List(all)) => all.iter().filter_map(|tag| Some(tag.as_map()?.get("Key")?.display())).collect(),
        Some(Value::Map(all)) => all.keys().cloned().collect(),
        _ => Vec::new(),
    }
}

/// Source: <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html>.
fn check_balancer(design: &Design, findings: &mut Findings, node: NodeId, name: &str) {
    let Some(rest) = name.strip_prefix("internal-") else { return };
    let message = format!("{} has the name {name}, and no name of a load balancer begins with internal-", label(design, node));
    let finding = findings.report(message).on(node);
    finding.aws_says("The load balancer name cannot begin with 'internal-'");
    if design.node(node).is_some_and(|node| node.kind == load_balancer::KIND.id) && !rest.is_empty() {
        let change = patch(design, |edit| edit.set_field(node, "load_balancer_name", Some(Value::text(rest))));
        finding.field("load_balancer_name").fix(format!("Call it {rest}"), change);
    }
}

fn check_parameter(design: &Design, findings: &mut Findings, node: NodeId, name: &str) {
    let is_drawn = design.node(node).is_some_and(|node| node.kind == ssm_parameter::KIND.id);
    let first = name.trim_start_matches('/').split('/').next().unwrap_or_default().to_ascii_lowercase();
    // Of a path the first level counts.
    let reserved = ["aws", "ssm"].iter().find(|kept| if name.contains('/') { first == **kept } else { first.starts_with(*kept) });
    let levels = name.split('/').filter(|level| !level.is_empty()).count();
    let (why, says) = if let Some(kept) = reserved {
        (format!("which begins with {kept}, as only parameters of AWS do"), format!("No access to reserved parameter name: {name}."))
    } else if name.contains('/') && !name.starts_with('/') {
        ("which has levels, but does not begin with a slash".to_owned(), "Parameter name must be a fully qualified name.".to_owned())
    } else if levels > LEVELS {
        (format!("which has {levels} levels: there are at most {LEVELS}"), "HierarchyLevelLimitExceededException".to_owned())
    } else {
        return;
    };
    let finding = findings.report(format!("{} has the name {name}, {why}", label(design, node))).on(node).aws_says(says);
    if is_drawn {
        finding.field("parameter_name");
        if reserved.is_none() && levels <= LEVELS {
            let change = patch(design, |edit| edit.set_field(node, "parameter_name", Some(Value::text(format!("/{name}")))));
            finding.fix(format!("Call it /{name}"), change);
        }
    }
}
