//! Draws what was derived: a role or security group that synthesis made for a node becomes a node of its own, connected by its verb.
//!
//! Afterwards the template allows just the same; what can be written by hand beside it now has a place. It is one undo step.
//! A view offers [`MakeNode`] for each [`Derived`] that [`groundplan_synth::catalog::derived`] answers for the selected node.

use groundplan_synth::catalog::{self, Derived, Place};
use groundplan_synth::design::{Connection, Design, Edit, Node, NodeId, Patch};
use groundplan_synth::picture::collapsed;

use super::{AddNode, Command, Refusal, Wish};
use crate::geometry::PagePoint;

/// Makes a node of something derived.
pub struct MakeNode {
    /// The node for which it is derived.
    pub owner: NodeId,
    /// Which of its derived resources: [`Derived::suffix`].
    pub suffix: String,
}

impl MakeNode {
    fn wanted(&self, design: &Design) -> Result<Derived, Refusal> {
        let all = catalog::derived(design, self.owner);
        all.into_iter().find(|derived| derived.suffix == self.suffix).ok_or_else(|| Refusal::new("It is drawn already"))
    }
}

impl Command for MakeNode {
    fn plan(&self, design: &Design) -> Result<Patch, Refusal> {
        let Some(owner) = design.node(self.owner) else { return Err(Refusal::new("What it was made for is no longer there")) };
        let derived = self.wanted(design)?;
        let wish = Wish::Near { point: beside(design, self.owner, derived.kind), selected: Some(self.owner) };
        let placing = AddNode { kind: derived.kind.to_owned(), wish }.placing(design)?;
        let name = format!("{}-{}", owner.name, derived.title.replace(' ', "-"));
        let mut node = Node::new(derived.kind, design.free_name(&name));
        node.parent = placing.parent;
        node.frame = Some(placing.frame);
        let mut edit = Edit::new(design);
        let made = edit.add_node(node);
        let (from, to) = if derived.from_node { (self.owner, made) } else { (made, self.owner) };
        edit.connect(Connection::new(from, to, derived.verb));
        Ok(edit.finish())
    }
}

/// The point near which the new node is wished: below its like in the column at the side, else right of the owner.
fn beside(design: &Design, owner: NodeId, kind: &str) -> PagePoint {
    let frame = collapsed::frame_for(design, owner);
    let right_of_owner =
        frame.map_or_else(PagePoint::default, |frame| PagePoint { x: f64::from(frame.right()), y: f64::from(frame.y + frame.height / 2) });
    let at_side = catalog::by_id(kind).is_some_and(|kind| kind.place == Place::Side);
    let is_like = |node: &Node| catalog::kind_of(node).is_some_and(|kind| kind.place == Place::Side);
    let likes = collapsed::drawn(design).filter(|(_, node, _)| is_like(node));
    let lowest = likes.map(|(.., frame)| frame).filter(|_| at_side).max_by_key(|frame| frame.bottom());
    lowest
        .map_or(right_of_owner, |frame| PagePoint { x: f64::from(frame.x + frame.width / 2), y: f64::from(frame.bottom() + frame.height) })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use groundplan_synth::design::sketch;
    use groundplan_synth::synthesize::synthesize;

    use super::*;

    const DESIGN: &str = "
vpc main
  subnet open cidr=10.0.0.0/24 access=public zone=1
  subnet other cidr=10.0.1.0/24 access=public zone=2
  load-balancer site
  cluster work
    service web public_address=true execute_command=true
      container app port=8080
repository unicorn
log-group logs
site -> open : spans
site -> other : spans
site -> web : forwards
web -> open : runs
app -> unicorn : pulls
app -> logs : logs
";

    /// The template by what it says: each resource's type and properties, with logical ids, names and descriptions left out.
    fn meaning(design: &Design, ids: &[(String, String)]) -> Vec<String> {
        let template = synthesize(design);
        let mut all: Vec<String> = template
            .resources
            .iter()
            .map(|(id, resource)| {
                let properties: BTreeMap<&String, String> = resource
                    .properties
                    .iter()
                    .filter(|(name, _)| !["Description", "GroupDescription", "Tags"].contains(&name.as_str()))
                    .map(|(name, value)| (name, value.to_json().to_string()))
                    .collect();
                let mut text = format!("\"{id}\" {} {properties:?}", resource.kind).replace("\\\"", "\"");
                for (made, derived) in ids {
                    text = text.replace(&format!("\"{made}\""), &format!("\"{derived}\""));
                }
                text
            })
            .collect();
        all.sort();
        all
    }

    #[track_caller]
    fn check(owner: &str, suffix: &str, made: &str, derived: &str) {
        let design = sketch::parse(DESIGN).design;
        let id = design.find(owner).unwrap();
        let command = MakeNode { owner: id, suffix: suffix.to_owned() };
        let mut after = design.clone();
        command.plan(&design).unwrap().apply(&mut after).unwrap();
        assert_eq!(after.node_count(), design.node_count() + 1);
        let ids = [(made.to_owned(), derived.to_owned())];
        assert_eq!(meaning(&after, &ids), meaning(&design, &[]));
        assert!(command.plan(&after).is_err(), "it cannot be made twice");
    }

    #[test]
    fn what_was_derived_is_drawn_and_allows_the_same() {
        check("web", "TaskRole", "WebTaskRole", "WebTaskRole");
        check("web", "ExecutionRole", "WebExecutionRole", "WebExecutionRole");
        check("web", "SecurityGroup", "WebSecurityGroup", "WebSecurityGroup");
        check("site", "SecurityGroup", "SiteSecurityGroup", "SiteSecurityGroup");
    }
}
