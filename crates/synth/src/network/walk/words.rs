//! How resources are called: by the names of the design, with AWS's word for what they are.

use crate::catalog::{self, resource};
use crate::design::{Design, NodeId};
use crate::template::Resource;

/// `subnet private-a`, `security group of web`: what a resource is, with the node that it belongs to.
pub(super) fn called(design: &Design, id: &str, found: &Resource) -> String {
    let noun = noun(&found.kind);
    let Some(node) = found.node.and_then(|node| design.node(node)) else { return format!("{noun} {id}") };
    let is_its_own = node.kind == resource::KIND.id
        || catalog::kind_of(node).is_some_and(|kind| kind.title.to_lowercase().ends_with(&noun.to_lowercase()));
    format!("{noun}{} {}", if is_its_own { "" } else { " of" }, node.name)
}

/// The name of a node.
pub(super) fn name(design: &Design, id: NodeId) -> &str {
    design.node(id).map_or("", |node| node.name.as_str())
}

/// AWS's word for a type: `network ACL` for `AWS::EC2::NetworkAcl`.
pub(crate) fn noun(kind: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    let letters: Vec<char> = kind.rsplit("::").next().unwrap_or(kind).chars().collect();
    for (index, letter) in letters.iter().enumerate() {
        let before_small = letters.get(index + 1).is_some_and(char::is_ascii_lowercase);
        let behind_small = index > 0 && letters[index - 1].is_ascii_lowercase();
        let starts = letter.is_ascii_uppercase() && (behind_small || before_small);
        match words.last_mut().filter(|_| index > 0 && !starts) {
            Some(word) => word.push(*letter),
            None => words.push(letter.to_string()),
        }
    }
    let spelled = words.iter().map(|word| match word.as_str() {
        "Nat" | "Acl" | "Db" => word.to_uppercase(),
        all_large if all_large.len() > 1 && all_large.chars().all(|letter| letter.is_ascii_uppercase()) => all_large.to_owned(),
        other => other.to_lowercase(),
    });
    spelled.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_read_as_words() {
        for (kind, expected) in [
            ("AWS::EC2::NetworkAcl", "network ACL"),
            ("AWS::EC2::VPCEndpoint", "VPC endpoint"),
            ("AWS::EC2::NatGateway", "NAT gateway"),
            ("AWS::RDS::DBInstance", "DB instance"),
            ("AWS::EC2::VPC", "VPC"),
            ("AWS::ElasticLoadBalancingV2::TargetGroup", "target group"),
        ] {
            assert_eq!(noun(kind), expected);
        }
    }
}
