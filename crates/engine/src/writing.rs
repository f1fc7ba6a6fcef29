//! The texts that are made of a design.

use groundplan_synth::design::Design;
use groundplan_synth::late::Late;
use groundplan_synth::template::Template;
use groundplan_synth::{cdk, deploy, synthesize};

use crate::answer::Text;
use crate::origins::{self, Nodes};
use crate::told::words;

/// A text that is made of a design.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writing {
    /// The template as YAML.
    Yaml,
    /// The template as JSON.
    Json,
    /// The deploy script.
    Script,
    /// The CDK program: its files below each other.
    Program,
}

words!(Writing: Yaml Json Script Program);

/// What has to be fetched before there is such a text.
pub(crate) fn needed(what: Writing) -> Option<&'static Late> {
    match what {
        Writing::Script => Some(&deploy::PARTS),
        Writing::Program => Some(&cdk::TYPES),
        Writing::Yaml | Writing::Json => None,
    }
}

/// The text of a design, with the nodes of its lines where they are told.
pub(crate) fn text(design: &Design, what: Writing) -> Text {
    let made = synthesize::synthesized(design);
    let of = |text: String, origins: fn(&str, &Template) -> Nodes| Text { nodes: origins(&text, &made.0), text };
    match what {
        Writing::Yaml => {
            let (text, nodes) = made.0.to_yaml_with_nodes();
            Text { text, nodes }
        }
        Writing::Json => of(made.0.to_json(), origins::of_json),
        Writing::Script => of(deploy::script(design), origins::of_script),
        Writing::Program => {
            let text = cdk::program(design).into_iter().flat_map(|file| [format!("─── {}\n", file.path), file.text]).collect();
            of(text, origins::of_program)
        }
    }
}
