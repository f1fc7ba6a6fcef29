//! The deploy script: one bash file with the template in it that creates, shows and deletes a design's stack.
//!
//! Its fixed parts are shell files of their own under `parts/`; what differs from design to design is a list of
//! variables at the top. Nothing that a design says enters the script but as a quoted word, in a comment of one line,
//! or inside the template's quoted here-document.

mod facts;
mod physical_names;
mod quote;
mod tasks;

use std::fmt::Write as _;

use facts::Facts;
use quote::shell_quote;

use crate::design::Design;
use crate::late::Late;
use crate::synthesize;

/// The fixed parts of the script in the order in which they stand, so that what is used stands above its user.
pub static PARTS: Late = Late::new(
    "deploy-parts.txt",
    &[
        include_str!("parts/say.sh"),
        include_str!("parts/options.sh"),
        include_str!("parts/stack.sh"),
        include_str!("parts/lookup.sh"),
        include_str!("parts/events.sh"),
        include_str!("parts/preflight.sh"),
        include_str!("parts/changes.sh"),
        include_str!("parts/images.sh"),
        include_str!("parts/starter.sh"),
        include_str!("parts/deploy.sh"),
        include_str!("parts/status.sh"),
        include_str!("parts/logs.sh"),
        include_str!("parts/exec.sh"),
        include_str!("parts/destroy.sh"),
        include_str!("parts/proof.sh"),
    ],
);

/// What starts the script: last, so that a script that was cut off does nothing.
const START: &str = include_str!("parts/main.sh");

/// The files that the script writes for those who have no program yet, by their names. The port stands as `@PORT@` in them.
const STARTER: [(&str, &str); 3] = [
    ("Dockerfile", include_str!("parts/starter/Dockerfile")),
    ("go.mod", include_str!("parts/starter/go.mod")),
    ("main.go", include_str!("parts/starter/main.go")),
];

/// The port of a starter whose container names none.
const STARTER_PORT: i64 = 8080;

/// The script that deploys a design, for bash 3.2 (which macOS has) and later. The same design gives the same bytes; [`PARTS`] must be there.
pub fn script(design: &Design) -> String {
    let (template, names) = synthesize::synthesize_with_names(design);
    let facts = Facts::of(design, &template, &names);
    let mut text = heading(&facts);
    variables(&mut text, &facts, &template.capabilities(), template.resources.len());
    text.push_str(PARTS.text().unwrap_or_default());
    embed_starter(&mut text);
    embed_template(&mut text, &template.to_yaml());
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
    one(text, "usual_time", facts.usual_time);
    let _ = writeln!(text, "    resource_count={resources}\n    zone_count={}", facts.zone_count);
    array(text, "zone_names", facts.zone_names.clone());
    array(text, "capabilities", capabilities.iter().map(|name| (*name).to_owned()).collect());
    array(text, "address_outputs", facts.addresses.iter().map(|(output, _)| output.clone()).collect());
    array(text, "address_reach", facts.addresses.iter().map(|(_, reach)| (*reach).to_owned()).collect());
    array(text, "parameter_names", facts.parameters.clone());
    array(text, "required_parameters", facts.required.clone());
    let services = &facts.services;
    array(text, "service_names", services.iter().map(|service| service.name.clone()).collect());
    array(text, "service_ids", services.iter().map(|service| service.id.clone()).collect());
    array(text, "service_clusters", services.iter().map(|service| service.cluster.clone()).collect());
    array(text, "service_definitions", services.iter().map(|service| service.definition.clone()).collect());
    array(text, "service_counts", services.iter().map(|service| service.count_parameter.clone()).collect());
    array(text, "service_tasks", services.iter().map(|service| service.tasks.clone()).collect());
    let tasks = &facts.tasks;
    array(text, "task_names", tasks.iter().map(|task| task.name.clone()).collect());
    array(text, "task_ids", tasks.iter().map(|task| task.definition.clone()).collect());
    array(text, "task_clusters", tasks.iter().map(|task| task.cluster.clone()).collect());
    array(text, "task_networks", tasks.iter().map(|task| task.network.clone()).collect());
    let repositories = &facts.repositories;
    array(text, "repository_keys", repositories.iter().map(|repository| repository.key.clone()).collect());
    array(text, "repository_ids", repositories.iter().map(|repository| repository.id.clone()).collect());
    array(text, "repository_platforms", repositories.iter().map(|repository| repository.platforms.clone()).collect());
    let port = |port: i64| if port == 0 { STARTER_PORT } else { port }.to_string();
    array(text, "repository_ports", repositories.iter().map(|repository| port(repository.port)).collect());
    let images = &facts.images;
    array(text, "image_parameters", images.iter().map(|image| image.parameter.clone()).collect());
    array(text, "image_repositories", images.iter().map(|image| image.repository.to_string()).collect());
    array(
        text,
        "image_services",
        images.iter().map(|image| image.service.map(|service| service.to_string()).unwrap_or_default()).collect(),
    );
    array(text, "image_tags", images.iter().map(|image| image.tag.clone()).collect());
    let fixed = &facts.fixed;
    array(text, "fixed_ids", fixed.iter().map(|name| name.id.clone()).collect());
    array(text, "fixed_types", fixed.iter().map(|name| name.kind.clone()).collect());
    array(text, "fixed_fields", fixed.iter().map(|name| name.field.clone()).collect());
    array(text, "fixed_names", fixed.iter().map(|name| name.name.clone()).collect());
    array(text, "fixed_parameters", fixed.iter().map(|name| name.parameter.clone()).collect());
    array(text, "kept_ids", facts.kept.iter().map(|(id, _)| id.clone()).collect());
    array(text, "kept_names", facts.kept.iter().map(|(_, words)| words.clone()).collect());
    array(text, "emptied_ids", facts.emptied.iter().map(|(id, _)| id.clone()).collect());
    array(text, "emptied_types", facts.emptied.iter().map(|(_, kind)| kind.clone()).collect());
    text.push_str("}\n\n");
}

/// A here-document of a text. The quoted delimiter keeps the shell from reading it; it is one that no line of the text has.
fn here_document(text: &str, delimiter: &str) -> String {
    let mut delimiter = delimiter.to_owned();
    while text.lines().any(|line| line == delimiter) {
        delimiter.push('_');
    }
    format!("<<'{delimiter}'\n{text}{delimiter}\n")
}

/// Writes the function that gives the template out.
fn embed_template(text: &mut String, template: &str) {
    let document = here_document(template, "END_OF_THE_GROUNDPLAN_TEMPLATE");
    let _ = write!(text, "# ---- The template ----\n\nwrite_template() {{\n    cat {document}}}\n\n");
}

/// Writes the function that gives out one of the starter's files, for a port.
fn embed_starter(text: &mut String) {
    text.push_str("# ---- The starter's files: name $1, for port $2 ----\n\nstarter_file() {\n    case \"$1\" in\n");
    for (name, content) in STARTER {
        let document = here_document(content, "END_OF_THE_STARTER");
        let _ = writeln!(text, "        {name}) sed \"s/@PORT@/$2/g\" {document}            ;;");
    }
    text.push_str("    esac\n}\n\n");
}

#[cfg(test)]
mod tests;
