//! The deploy script: one bash file with the template in it that creates, shows and deletes a design's stack.
//!
//! Its fixed parts are shell files of their own under `parts/`; what differs from design to design is a list of
//! variables at the top. Nothing that a design says enters the script but as a quoted word, in a comment of one line,
//! or inside the template's quoted here-document.

mod facts;
mod quote;

use std::fmt::Write as _;

use facts::Facts;
use quote::shell_quote;

use crate::design::Design;
use crate::synthesize;

/// The parts in the order in which they stand: what is used stands above its user.
const PARTS: &[&str] = &[
    include_str!("parts/say.sh"),
    include_str!("parts/options.sh"),
    include_str!("parts/preflight.sh"),
    include_str!("parts/stack.sh"),
    include_str!("parts/images.sh"),
    include_str!("parts/deploy.sh"),
    include_str!("parts/status.sh"),
    include_str!("parts/destroy.sh"),
];

/// The part that starts the script; it stands last, so that a file that was cut off does nothing.
const START: &str = include_str!("parts/main.sh");

/// The script that deploys a design, for bash 3.2 (which macOS has) and later. The same design gives the same bytes.
pub fn script(design: &Design) -> String {
    let (template, names) = synthesize::synthesize_with_names(design);
    let facts = Facts::of(design, &template, &names);
    let mut text = heading(&facts);
    variables(&mut text, &facts, &template.capabilities(), template.resources.len());
    for part in PARTS {
        text.push_str(part);
        text.push('\n');
    }
    embed(&mut text, &template.to_yaml());
    text.push_str(START);
    text
}

fn heading(facts: &Facts) -> String {
    format!(
        "#!/usr/bin/env bash\n\
         # Deploys the design \"{}\", shows its state and deletes it. Made by Groundplan: change the design, not this file.\n\
         # It needs the AWS command line{}, and bash. \"bash SCRIPT help\" lists what it can do.\n\
         \n\
         set -euo pipefail\n\n",
        facts.design,
        if facts.repositories.is_empty() { "" } else { ", Docker" },
    )
}

/// Writes the variables; arrays that belong together have an index in common.
fn variables(text: &mut String, facts: &Facts, capabilities: &[&str], resources: usize) {
    text.push_str("# ---- The design. Names are anybody's text, so what looks like an expansion in them is none ----\n\n");
    text.push_str("# shellcheck disable=SC2016,SC1003,SC1110,SC1111,SC1112,SC2034\n{\n");
    let one = |text: &mut String, name: &str, value: &str| {
        let _ = writeln!(text, "    {name}={}", shell_quote(value));
    };
    let array = |text: &mut String, name: &str, values: Vec<String>| {
        let words: Vec<String> = values.iter().map(|value| shell_quote(value)).collect();
        let _ = writeln!(text, "    {name}=({})", words.join(" "));
    };
    one(text, "design", &facts.design);
    one(text, "default_stack", &facts.stack);
    one(text, "default_region", &facts.region);
    let _ = writeln!(text, "    resource_count={resources}");
    array(text, "capabilities", capabilities.iter().map(|name| (*name).to_owned()).collect());
    array(text, "address_outputs", facts.addresses.clone());
    array(text, "required_parameters", facts.required.clone());
    let services = &facts.services;
    array(text, "service_names", services.iter().map(|service| service.name.clone()).collect());
    array(text, "service_ids", services.iter().map(|service| service.id.clone()).collect());
    array(text, "service_clusters", services.iter().map(|service| service.cluster.clone()).collect());
    array(text, "service_counts", services.iter().map(|service| service.count_parameter.clone()).collect());
    array(text, "service_tasks", services.iter().map(|service| service.tasks.clone()).collect());
    let repositories = &facts.repositories;
    array(text, "repository_keys", repositories.iter().map(|repository| repository.key.clone()).collect());
    array(text, "repository_ids", repositories.iter().map(|repository| repository.id.clone()).collect());
    array(text, "repository_platforms", repositories.iter().map(|repository| repository.platforms.clone()).collect());
    let images = &facts.images;
    array(text, "image_parameters", images.iter().map(|image| image.parameter.clone()).collect());
    array(text, "image_repositories", images.iter().map(|image| image.repository.to_string()).collect());
    array(text, "image_services", images.iter().map(|image| image.service.to_string()).collect());
    array(text, "image_tags", images.iter().map(|image| image.tag.clone()).collect());
    array(text, "kept_ids", facts.kept.iter().map(|(id, _)| id.clone()).collect());
    array(text, "kept_names", facts.kept.iter().map(|(_, words)| words.clone()).collect());
    text.push_str("}\n\n");
}

/// Writes the function that gives the template out. The quoted delimiter keeps the shell from reading the text;
/// it is one that no line of the text has.
fn embed(text: &mut String, template: &str) {
    let mut delimiter = "END_OF_THE_GROUNDPLAN_TEMPLATE".to_owned();
    while template.lines().any(|line| line == delimiter) {
        delimiter.push('_');
    }
    text.push_str("# ---- The template ----\n\nwrite_template() {\n");
    let _ = write!(text, "    cat <<'{delimiter}'\n{template}{delimiter}\n}}\n\n");
}

#[cfg(test)]
mod tests;
