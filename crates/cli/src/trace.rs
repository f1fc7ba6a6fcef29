//! `groundplan trace`: the way of a packet through a design, for people and for programs.

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

use clap::ValueEnum;
use groundplan_synth::catalog::internet;
use groundplan_synth::design::Design;
use groundplan_synth::network::walk::{self, Hop, Leg, Stop, Trace, Verdict};
use groundplan_synth::words::nearest;
use serde_json::{Value as Json, json};

use crate::files::{Failure, deliver, display_name, read_design};

/// The name that stands for the world outside when no node has it.
const INTERNET: &str = internet::KIND.id;

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Text,
    /// For scripts
    Json,
}

/// Both ends by their names, and the port.
pub(crate) struct Ends<'a> {
    pub(crate) from: &'a str,
    pub(crate) to: &'a str,
    pub(crate) port: Option<u16>,
}

pub(crate) fn run(path: &Path, ends: &Ends<'_>, format: Format) -> Result<ExitCode, Failure> {
    let design = read_design(path)?.design;
    let stop = |name: &str| stop(&design, name).map_err(|reason| Failure::new(format!("{}: {reason}", display_name(path))));
    let (from, to) = (stop(ends.from)?, stop(ends.to)?);
    let trace = walk::trace(&design, from, to, ends.port)
        .map_err(|reason| Failure::new(format!("{}: {} -> {}: {reason}", display_name(path), ends.from, ends.to)))?;
    let text = match format {
        Format::Text => text(&design, ends, &trace),
        Format::Json => format!("{:#}\n", json(&design, ends, &trace)),
    };
    deliver(None, &text)?;
    Ok(if trace.verdict == Verdict::Passes { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn stop(design: &Design, name: &str) -> Result<Stop, String> {
    if let Some(id) = design.find(name) {
        return Ok(Stop::Node(id));
    }
    if name == INTERNET {
        return Ok(Stop::Internet);
    }
    let names = design.nodes().map(|(_, node)| node.name.as_str()).chain([INTERNET]);
    let hint = nearest(name, names).map_or_else(String::new, |near| format!("; is {near} meant?"));
    Err(format!("found {name}, expected the name of a node or {INTERNET}{hint}"))
}

fn text(design: &Design, ends: &Ends<'_>, trace: &Trace) -> String {
    let mut text = format!("{} -> {}: {}\n", ends.from, ends.to, trace.verdict);
    for leg in &trace.legs {
        let _ = writeln!(text, "\n{}: {}", leg.title, ways(leg));
        for (index, hop) in leg.hops.iter().enumerate() {
            let _ = writeln!(text, "{:3} {:11}  {}: {}", index + 1, hop.verdict.to_string(), hop.step.title(), hop.text);
            if !hop.rule.is_empty() {
                let _ = writeln!(text, "                 rule  {}", hop.rule);
            }
            let place = places(design, hop);
            if !place.is_empty() {
                let _ = writeln!(text, "                 at    {place}");
            }
            if !hop.aws_says.is_empty() {
                let _ = writeln!(text, "                 says  {}", hop.aws_says);
            }
        }
    }
    text
}

/// `passes on all 4 ways`, `blocked on 2 of 4 ways, of which this is the first`.
fn ways(leg: &Leg) -> String {
    match (leg.ways, leg.alike) {
        (1, _) => leg.verdict.to_string(),
        (all, alike) if all == alike => format!("{} on all {all} ways, of which this is the first", leg.verdict),
        (all, alike) => format!("{} on {alike} of {all} ways, of which this is the first", leg.verdict),
    }
}

fn names(design: &Design, hop: &Hop) -> Vec<String> {
    hop.nodes.iter().filter_map(|id| design.node(*id)).map(|node| node.name.clone()).collect()
}

fn places(design: &Design, hop: &Hop) -> String {
    let mut parts = names(design, hop).into_iter().take(1).collect::<Vec<String>>();
    parts.extend(hop.field.map(|field| format!("field {field}")));
    parts.extend(Some(hop.resource.clone()).filter(|resource| !resource.is_empty()));
    parts.join(", ")
}

fn json(design: &Design, ends: &Ends<'_>, trace: &Trace) -> Json {
    let connection = |id: &groundplan_synth::design::ConnectionId| {
        let connection = design.connection(*id)?;
        let (from, to) = connection.nodes()?;
        let name = |id| design.node(id).map(|node| node.name.clone());
        Some(format!("{} -> {} : {}", name(from)?, name(to)?, connection.verb))
    };
    let hop = |hop: &Hop| {
        json!({
            "step": hop.step.title(),
            "verdict": hop.verdict.to_string(),
            "text": hop.text,
            "rule": hop.rule,
            "logical_id": hop.resource,
            "nodes": names(design, hop),
            "connections": hop.connections.iter().filter_map(connection).collect::<Vec<_>>(),
            "field": hop.field,
            "aws_says": hop.aws_says,
        })
    };
    let leg = |leg: &Leg| {
        json!({
            "title": leg.title,
            "verdict": leg.verdict.to_string(),
            "ways": leg.ways,
            "alike": leg.alike,
            "hops": leg.hops.iter().map(hop).collect::<Vec<_>>(),
        })
    };
    json!({
        "from": ends.from,
        "to": ends.to,
        "port": ends.port,
        "verdict": trace.verdict.to_string(),
        "legs": trace.legs.iter().map(leg).collect::<Vec<_>>(),
    })
}
