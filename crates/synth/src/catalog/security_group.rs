//! The security group: a firewall of network interfaces.

use super::{Shape, endpoint, task_definition, vpc};
use crate::design::{Design, Node, NodeId};
use crate::meaning::guards;
use crate::synthesize::Builder;
use crate::value::{Value, map};

kind! {
    /// A stateful firewall around network interfaces: answers to what it lets in always get out.
    /// Load balancers and services get one each without a node, with just the rules that their connections need.
    /// Draw one and connect it with `guards` to write further rules or to share one; needed rules are added to it.
    "security-group", "Security group" {
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html",
        group: Network,
        category: Security,
        shape: Shape::Card,
        place: Item,
        parents: &["vpc"],
        glyph: &["M12 3l7 3v5c0 4.5-3 8-7 10c-4-2-7-5.5-7-10V6z", "M9 12l2 2l4-4"],
        caption: |_, _, node| {
            let count = ingress(&node.fields).0.as_ref().and_then(Value::as_list).map_or(0, <[Value]>::len);
            match count {
                0 => "rules by connection".to_owned(),
                1 => "1 rule of its own".to_owned(),
                many => format!("{many} rules of its own"),
            }
        },
        style: |_| "",
        synthesize: synthesize,
    }

    /// What it is for; AWS shows it in the console. Up to 255 characters.
    description "Description" in "Words": Text { most: 255 } => Nothing;
    /// Further rules for what may come in, each as CloudFormation writes it:
    /// `{IpProtocol=tcp, FromPort=443, ToPort=443, CidrIp=10.0.0.0/8}`.
    ingress "Inbound rules" in "Rules": Entries => Nothing,
        source "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ec2-securitygroup-ingress.html";
    /// Further rules for what may go out. Without any, a group that guards nothing lets everything out.
    egress "Outbound rules" in "Rules": Entries => Nothing,
        source "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ec2-securitygroup-egress.html";
    /// A fixed name. It blocks a second copy of the stack in the same VPC and replacement; leave it empty.
    group_name "Fixed name" in "Words": Name { also: " ._-:/()#,@[]+=&;{}!$*", most: 255 } => Nothing;
}

/// What the group of a node is called when synthesis derives it.
pub const SUFFIX: &str = "SecurityGroup";

fn synthesize(builder: &mut Builder<'_>, id: NodeId, node: &Node) {
    let words = description(&node.fields).value().unwrap_or_else(|| Value::text(plain(&format!("Security group {}", node.name))));
    let vpc_id = vpc::reference(builder, id);
    builder.add_tagged(
        id,
        SUFFIX,
        "AWS::EC2::SecurityGroup",
        true,
        [
            ("GroupDescription", Some(words)),
            ("GroupName", group_name(&node.fields).value()),
            ("VpcId", vpc_id),
            ("SecurityGroupIngress", ingress(&node.fields).value()),
            ("SecurityGroupEgress", egress(&node.fields).value()),
        ],
    );
    for guarded in builder.design.targets(id, guards::VERB.id) {
        if guarding(builder.design, guarded).first() == Some(&id) {
            add_own_rules(builder, guarded);
        }
    }
}

/// Adds the rules that a node needs whatever it is connected to, to its first group. A drawn group asks for them itself, because it may
/// come after what it guards.
fn add_own_rules(builder: &mut Builder<'_>, id: NodeId) {
    let Some(node) = builder.design.node(id).cloned() else { return };
    if task_definition::has_one(&node) {
        for rule in task_definition::outward_rules(builder.design, id, &node) {
            add_rule(builder, id, "SecurityGroupEgress", &rule);
        }
    }
    if node.kind == endpoint::KIND.id {
        for rule in endpoint::inward_rules(builder, id) {
            add_rule(builder, id, "SecurityGroupIngress", &rule);
        }
    }
}

/// The groups that guard a node, drawn ones first; without any, the one that synthesis derives for it.
pub fn groups_of(builder: &Builder<'_>, id: NodeId) -> Vec<String> {
    let drawn = guarding(builder.design, id);
    if drawn.is_empty() {
        return vec![builder.logical_id(id, SUFFIX)];
    }
    drawn.into_iter().map(|group| builder.logical_id(group, SUFFIX)).collect()
}

/// The drawn groups that guard a node.
pub fn guarding(design: &Design, id: NodeId) -> Vec<NodeId> {
    design.sources(id, guards::VERB.id)
}

/// Adds the group of a node that no drawn group guards, in the VPC it lies in.
pub fn derive(builder: &mut Builder<'_>, id: NodeId, words: &str) {
    if guarding(builder.design, id).is_empty() {
        let vpc_id = vpc::reference(builder, id);
        builder.add_tagged(
            id,
            SUFFIX,
            "AWS::EC2::SecurityGroup",
            true,
            [("GroupDescription", Some(Value::text(plain(words)))), ("VpcId", vpc_id)],
        );
        add_own_rules(builder, id);
    }
}

/// A TCP rule for one port; `peer` names the other side, for instance `CidrIp`.
pub fn tcp(port: &Value, peer: &str, value: Value, words: &str) -> Value {
    map([
        ("Description", Value::text(words)),
        ("IpProtocol", Value::text("tcp")),
        ("FromPort", port.clone()),
        ("ToPort", port.clone()),
        (peer, value),
    ])
}

/// References to the group ids of a node.
pub fn references(builder: &Builder<'_>, id: NodeId) -> Value {
    Value::List(groups_of(builder, id).iter().map(|group| Value::attribute(group, "GroupId")).collect())
}

/// Adds a rule to a node's first group, inline, unless the group has it: EC2 refuses one that appears twice, whatever its description.
/// `property` is `SecurityGroupIngress` or `SecurityGroupEgress`.
pub fn add_rule(builder: &mut Builder<'_>, id: NodeId, property: &str, rule: &Value) {
    let group = groups_of(builder, id).into_iter().next().unwrap_or_default();
    builder.admit(&group, property, rule);
}

/// Descriptions of rules may have 255 letters, digits, spaces and `._-:/()#,@[]+=&;{}!$*`; anything else becomes a hyphen.
/// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ec2-securitygroup-ingress.html>.
pub fn plain(words: &str) -> String {
    let fits = |letter: char| letter.is_ascii_alphanumeric() || " ._-:/()#,@[]+=&;{}!$*".contains(letter);
    words.chars().map(|letter| if fits(letter) { letter } else { '-' }).take(255).collect()
}

#[cfg(test)]
mod tests {
    use crate::design::sketch::{parse, value_text};
    use crate::synthesize::synthesize;
    use crate::value::Value;

    /// The rules that let somebody in to the load balancer `site`, each as its port, with the condition under which it is left out.
    #[track_caller]
    fn check(fields: &str, connections: &str, expected: &[&str]) {
        let text = format!(
            "design \"D\"\n  parameter Port Type=Number Default=443\ndistribution cdn\ninternet users\nvpc main\n  load-balancer site {fields}\n{connections}"
        );
        let template = synthesize(&parse(&text).design);
        let group = &template.resources["SiteSecurityGroup"];
        let rules = group.property("SecurityGroupIngress").and_then(Value::as_list).unwrap_or_default();
        let port = |rule: &Value| rule.as_map().and_then(|members| members.get("FromPort")).map(value_text).unwrap_or_default();
        let found: Vec<String> = rules
            .iter()
            .map(|rule| match rule {
                Value::Call(_, argument) => {
                    let parts = argument.as_list().unwrap_or_default();
                    format!("{} unless {}", port(&parts[2]), parts[0].display())
                }
                rule => port(rule),
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_port_that_may_turn_out_to_be_another_one_is_opened_once() {
        let through = "cdn -> site : fetches-from origin_protocol=match-viewer\n";
        check("port=!Ref Port", through, &["!Ref Port", "443 unless PortIs443"]);
        check("protocol=HTTPS port=!Ref Port", through, &["80", "!Ref Port unless PortIs80"]);
        check("protocol=HTTPS port=8443", through, &["80", "8443"]);
        // Who comes straight and who comes through the distribution come from everywhere: one rule is for both.
        let both = format!("{through}users -> site : requests\n");
        check("protocol=HTTPS port=!Ref Port", &both, &["80", "!Ref Port unless PortIs80"]);
        check("protocol=HTTPS port=!Ref Port", "users -> site : requests\n", &["!Ref Port", "80 unless PortIs80"]);
        check("port=!Ref Port", "users -> site : requests\nusers -> site : requests from_range=10.0.0.0/8\n", &["!Ref Port", "!Ref Port"]);
    }

    #[test]
    fn the_tasks_open_a_port_once() {
        let text = "design \"D\"\n  parameter Port Type=Number Default=8080\nvpc main\n  load-balancer site\n  cluster all\n    service web\n      container app port=!Ref Port\nsite -> web : forwards port=!Ref Port health_port=8080\n";
        let template = synthesize(&parse(text).design);
        let opened: Vec<(&str, Option<&Value>)> = template
            .resources
            .iter()
            .filter(|(_, resource)| resource.kind == "AWS::EC2::SecurityGroupIngress")
            .map(|(id, resource)| (id.as_str(), resource.attributes.get("Condition")))
            .collect();
        assert_eq!(opened.len(), 2, "{opened:?}");
        assert_eq!((opened[0].1, opened[1].1), (None, Some(&Value::text("NotPortIs8080"))), "{opened:?}");
    }
}
