//! `groundplan check`: the findings for people and for programs.

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

use clap::ValueEnum;
use groundplan_synth::design::reading::Reading;
use groundplan_synth::design::{Design, End};
use groundplan_synth::prices;
use groundplan_synth::rules::{self, Finding, Review, Severity};
use groundplan_synth::words::legible;
use serde_json::{Value as Json, json};

use crate::files::{Failure, deliver, display_name, read_design};
use crate::sarif;

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Text,
    /// For scripts
    Json,
    /// For code scanning services
    Sarif,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Level {
    /// Errors fail
    Error,
    /// Errors and warnings fail
    Warning,
}

impl Level {
    fn denies(self, severity: Severity) -> bool {
        severity
            <= match self {
                Self::Error => Severity::Error,
                Self::Warning => Severity::Warning,
            }
    }
}

pub(crate) fn run(path: &Path, format: Format, deny: Level) -> Result<ExitCode, Failure> {
    let reading = read_design(path)?;
    let review = rules::review(&reading.design);
    let text = match format {
        Format::Text => text(&display_name(path), &reading, &review),
        Format::Json => format!("{:#}\n", json(&reading, &review)),
        Format::Sarif => format!("{:#}\n", sarif::log(path, &reading, &review)),
    };
    deliver(None, &text)?;
    let failed = review.findings.iter().any(|finding| deny.denies(finding.rule.severity));
    Ok(if failed { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

/// The line of what a finding is about, when the design was read from a sketch.
pub(crate) fn line_of(reading: &Reading, finding: &Finding) -> Option<usize> {
    let of_connection = finding.connection.and_then(|id| reading.connection_lines.get(&id));
    of_connection.or_else(|| finding.node.and_then(|id| reading.node_lines.get(&id))).copied()
}

fn node_name(design: &Design, finding: &Finding) -> Option<String> {
    finding.node.and_then(|id| design.node(id)).map(|node| node.name.clone())
}

/// `web -> votes : reads`.
fn connection_words(design: &Design, finding: &Finding) -> Option<String> {
    let connection = design.connection(finding.connection?)?;
    let end = |end: &End| match end {
        End::Node(id) => design.node(*id).map_or_else(|| id.to_string(), |node| node.name.clone()),
        End::Missing(name) => name.clone(),
    };
    Some(format!("{} -> {} : {}", end(&connection.from), end(&connection.to), connection.verb))
}

fn text(name: &str, reading: &Reading, review: &Review) -> String {
    let mut text = String::new();
    for finding in &review.findings {
        let line = line_of(reading, finding).map_or(String::new(), |line| format!(":{line}"));
        let rule = finding.rule;
        let _ = writeln!(text, "{name}{line}: {}: {} [{} {}]", rule.severity, indented(&finding.message), rule.code, rule.name);
        let about: Vec<String> = [
            connection_words(&reading.design, finding).or_else(|| node_name(&reading.design, finding)).or_else(|| finding.setting.clone()),
            finding.field.map(|field| format!("field {field}")),
        ]
        .into_iter()
        .flatten()
        .collect();
        if !about.is_empty() {
            let _ = writeln!(text, "  at        {}", about.join(", "));
        }
        if !finding.aws_says.is_empty() {
            let _ = writeln!(text, "  AWS says  {}", indented(&finding.aws_says));
        }
        for fix in &finding.fixes {
            let cost = fix.monthly_usd.map_or(String::new(), |usd| format!(" (about {usd:.2} US dollars a month)"));
            let _ = writeln!(text, "  to mend   {}{cost}", fix.title);
        }
        text.push('\n');
    }
    for open in &review.undecided {
        let line = line_of(reading, open).map_or(String::new(), |line| format!(":{line}"));
        let (rule, depends) = (open.rule, open.depends.as_deref().unwrap_or_default());
        let _ =
            writeln!(text, "{name}{line}: cannot tell: {}: {} [{} {}]", indented(&open.message), indented(depends), rule.code, rule.name);
    }
    if !review.undecided.is_empty() {
        text.push('\n');
    }
    for (finding, reason) in &review.allowed {
        let place = connection_words(&reading.design, finding).or_else(|| node_name(&reading.design, finding)).unwrap_or_default();
        let _ = writeln!(text, "allowed: {} at {place}: {}", finding.rule.name, indented(reason));
    }
    if review.findings.iter().flat_map(|finding| &finding.fixes).any(|fix| fix.monthly_usd.is_some()) {
        let _ = writeln!(text, "Prices are those of {}, {}, before traffic\n", prices::REGION, prices::READ);
    }
    text.push_str(&summary(review));
    legible(&text)
}

/// Later lines of a message start where the first one does.
fn indented(message: &str) -> String {
    message.replace('\n', "\n            ")
}

/// `2 errors, 1 warning; 3 things cannot be told`.
fn summary(review: &Review) -> String {
    let count = |severity: Severity, one: &str, many: &str| {
        let number = review.findings.iter().filter(|finding| finding.rule.severity == severity).count();
        (number > 0).then(|| format!("{number} {}", if number == 1 { one } else { many }))
    };
    let counts: Vec<String> = [
        count(Severity::Error, "error", "errors"),
        count(Severity::Warning, "warning", "warnings"),
        count(Severity::Info, "remark", "remarks"),
    ]
    .into_iter()
    .flatten()
    .collect();
    let open = match review.undecided.len() {
        0 => String::new(),
        1 => "; 1 thing cannot be told".to_owned(),
        many => format!("; {many} things cannot be told"),
    };
    if counts.is_empty() {
        format!("Nothing found{open}\n")
    } else {
        format!("{}{open}: `groundplan explain RULE` says more\n", counts.join(", "))
    }
}

fn json(reading: &Reading, review: &Review) -> Json {
    let about = |finding: &Finding| {
        json!({
            "code": finding.rule.code,
            "rule": finding.rule.name,
            "stage": finding.rule.stage.to_string(),
            "node": node_name(&reading.design, finding),
            "connection": connection_words(&reading.design, finding),
            "setting": finding.setting,
            "field": finding.field,
            "message": finding.message,
            "line": line_of(reading, finding),
        })
    };
    let one = |finding: &Finding| {
        let mut entry = about(finding);
        if let Some(depends) = &finding.depends {
            // Neither right nor wrong, so no severity is given.
            entry["depends"] = json!(depends);
            return entry;
        }
        let fixes: Vec<Json> = finding.fixes.iter().map(|fix| json!({ "title": fix.title, "monthly_usd": fix.monthly_usd })).collect();
        entry["severity"] = json!(finding.rule.severity.to_string());
        entry["aws_says"] = json!(finding.aws_says);
        entry["fixes"] = json!(fixes);
        entry
    };
    let allowed = |(finding, reason): &(Finding, String)| {
        let mut entry = one(finding);
        entry["reason"] = json!(reason);
        entry
    };
    json!({
        "findings": review.findings.iter().map(one).collect::<Vec<_>>(),
        "undecided": review.undecided.iter().map(one).collect::<Vec<_>>(),
        "allowed": review.allowed.iter().map(allowed).collect::<Vec<_>>(),
        "prices_of": format!("{}, {}", prices::REGION, prices::READ),
    })
}
