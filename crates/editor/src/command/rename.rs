//! Gives a node another name. Names are how people, connections in a sketch and the template tell nodes apart.

use groundplan_synth::design::{Design, Edit, NodeId, Patch};

use super::{Command, Refusal};

/// Renames a node.
pub struct Rename {
    /// The node.
    pub node: NodeId,
    /// Its new name; spaces around it do not count.
    pub name: String,
}

impl Command for Rename {
    fn plan(&self, design: &Design) -> Result<Patch, Refusal> {
        let name = self.name.trim();
        let Some(node) = design.node(self.node) else { return Err(Refusal::new("This node is no longer there")) };
        if name.is_empty() {
            return Err(Refusal::new(format!("A name cannot be empty: keep \"{}\" or type another", node.name)));
        }
        if name.chars().any(char::is_control) {
            return Err(Refusal::new("A name is one line of text: remove the line breaks"));
        }
        let taken = design.nodes().any(|(id, other)| id != self.node && other.name == name);
        if taken {
            return Err(Refusal::new(format!("\"{name}\" is the name of another node: take \"{}\"", design.free_name(name))));
        }
        let mut edit = Edit::new(design);
        edit.node(self.node, |node| name.clone_into(&mut node.name));
        Ok(edit.finish())
    }
}
