//! The node from which each line of an export stems, where its writer does not tell.

use groundplan_synth::design::NodeId;
use groundplan_synth::template::Template;

/// The node of each line, from 0.
pub(crate) type Nodes = Vec<Option<NodeId>>;

/// Of the template as JSON: each resource is an object under its logical id.
pub(crate) fn of_json(text: &str, template: &Template) -> Nodes {
    let (mut is_resource, mut node) = (false, None);
    let mut origin = |line: &str| {
        let (depth, bare) = (depth(line), line.trim_start());
        if depth == 2 {
            is_resource = bare.starts_with("\"Resources\":");
        }
        if depth == 4 && is_resource && bare.starts_with('"') {
            node = bare.strip_suffix(": {").and_then(|id| node_of(template, id));
        } else if depth <= 2 {
            node = None;
        }
        node
    };
    text.lines().map(&mut origin).collect()
}

/// Of the deploy script: the template stands in it as it is.
pub(crate) fn of_script(script: &str, template: &Template) -> Nodes {
    let (yaml, nodes) = template.to_yaml_with_nodes();
    let Some(at) = script.find(&yaml) else { return Vec::new() };
    let before = script[..at].lines().count();
    vec![None; before].into_iter().chain(nodes).collect()
}

/// Of the CDK program: a construct has its logical id behind its class, on the second line after it where it is long. Calls on it follow, and
/// an empty line ends them.
pub(crate) fn of_program(text: &str, template: &Template) -> Nodes {
    let lines: Vec<&str> = text.lines().collect();
    let mut nodes: Nodes = vec![None; lines.len()];
    let begun = |at: usize| {
        let class = lines.get(at)?;
        // A short one stands on one line.
        let id = class.split_once("(self, ").map(|(_, given)| given.split([',', ')']).next().unwrap_or(given));
        node_of(template, id.or_else(|| lines.get(at + 2).filter(|_| class.ends_with('('))?.trim().strip_suffix(','))?)
    };
    let mut node = None;
    for at in 0..lines.len() {
        // What is said of a resource stands above it.
        let heads =
            || lines[at].trim_start().starts_with('#').then(|| (at..lines.len()).find(|next| !lines[*next].trim_start().starts_with('#')));
        node = match begun(at).or_else(|| heads().flatten().and_then(begun)) {
            Some(next) => Some(next),
            None => node.filter(|_| !lines[at].trim().is_empty()),
        };
        nodes[at] = node;
    }
    nodes
}

/// The node of a resource by its logical id in quotes.
fn node_of(template: &Template, quoted: &str) -> Option<NodeId> {
    template.resources.get(quoted.strip_prefix('"')?.strip_suffix('"')?)?.node
}

fn depth(line: &str) -> usize {
    line.len() - line.trim_start().len()
}
