//! `groundplan can`: what a container, service, task or role may do, and because of what.

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

use clap::ValueEnum;
use groundplan_synth::catalog;
use groundplan_synth::design::{Design, NodeId};
use groundplan_synth::iam::actions;
use groundplan_synth::iam::decide::{Deciding, Decision, Verdict};
use groundplan_synth::iam::listing::Row;
use groundplan_synth::iam::stack::{Stack, Use};
use groundplan_synth::iam::text::Text;
use groundplan_synth::synthesize::synthesize_with_names;
use groundplan_synth::words::nearest;
use serde_json::{Value as Json, json};

use crate::files::{Failure, deliver, read_design};

/// How the answer is written.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Text,
    /// For programs
    Json,
}

/// What is asked.
pub(crate) struct Question<'a> {
    pub(crate) principal: &'a str,
    pub(crate) action: Option<&'a str>,
    pub(crate) resource: Option<&'a str>,
}

/// One answer: what is asked about, and what becomes of it.
struct Answered {
    role: String,
    used: Use,
    action: String,
    target: String,
    resource: String,
    decision: Decision,
}

/// Answers a question; the code is 0 when something that was asked for is allowed, and 1 when nothing is for certain.
pub(crate) fn run(path: &Path, question: &Question<'_>, format: Format) -> Result<ExitCode, Failure> {
    let design = read_design(path)?.design;
    let (template, names) = synthesize_with_names(&design);
    let stack = Stack::new(&design, &template, &names);
    let principal = find(&design, question.principal)?;
    let (answers, notes) = match (question.action.filter(|action| *action != "*"), question.resource) {
        (None, None) => listed(&stack, principal)?,
        (None, Some(_)) => {
            return Err(Failure::new("found a resource without an action, expected an action such as s3:GetObject before it".to_owned()));
        }
        (Some(action), resource) => asked(&stack, principal, action, resource)?,
    };
    let text = match format {
        Format::Text => text(&design, question.principal, &answers, &notes),
        Format::Json => {
            let value = json!({
                "principal": question.principal,
                "actions_date": actions::date(),
                "answers": answers.iter().map(|answer| answer_json(&design, answer)).collect::<Vec<_>>(),
                "notes": notes,
            });
            // Serializing a value that is already JSON cannot fail; the fallback keeps the signature honest.
            serde_json::to_string_pretty(&value).map(|text| text + "\n").unwrap_or_default()
        }
    };
    deliver(None, &text)?;
    let allowed = answers.iter().any(|answer| answer.decision.verdict == Verdict::Allowed);
    Ok(if allowed { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn find(design: &Design, name: &str) -> Result<NodeId, Failure> {
    design.find(name).ok_or_else(|| {
        let names: Vec<&str> = design.nodes().map(|(_, node)| node.name.as_str()).collect();
        let near = nearest(name, names.iter().copied())
            .map_or_else(|| format!("expected one of {}", names.join(", ")), |near| format!("is {near} meant?"));
        Failure::new(format!("found {name}, which is no node of the design; {near}"))
    })
}

fn label(design: &Design, id: NodeId) -> String {
    let Some(node) = design.node(id) else { return String::new() };
    format!("{} {}", catalog::kind_of(node).map_or(node.kind.as_str(), |kind| kind.title), node.name)
}

/// Everything that the roles of a node are given.
fn listed(stack: &Stack<'_>, principal: NodeId) -> Result<(Vec<Answered>, Vec<String>), Failure> {
    let mut answers = Vec::new();
    let mut notes = Vec::new();
    for used in [Use::AtRunTime, Use::AtStart] {
        match stack.role_of(principal, used) {
            Ok(role) => answers.extend(stack.listing(&role).into_iter().map(|row| of_row(stack, &role, used, row))),
            Err(reason) if used == Use::AtRunTime => return Err(Failure::new(reason)),
            // A role has no second one.
            Err(reason) if reason.ends_with("ExecutionRoleArn") => {
                notes.push(format!("{reason}: nothing is done before the containers run"));
            }
            Err(_) => {}
        }
    }
    Ok((answers, notes))
}

fn of_row(stack: &Stack<'_>, role: &str, used: Use, row: Row) -> Answered {
    let target = row
        .target
        .map_or_else(|| if row.resource == "*" { "everything".to_owned() } else { row.resource.clone() }, |id| label(stack.design, id));
    Answered { role: role.to_owned(), used, action: row.actions.join(", "), target, resource: row.resource, decision: row.decision }
}

/// One action: on a node, on an ARN, or on whatever it can act on.
fn asked(stack: &Stack<'_>, principal: NodeId, action: &str, resource: Option<&str>) -> Result<(Vec<Answered>, Vec<String>), Failure> {
    let known = actions::action(action).ok_or_else(|| {
        let near = actions::nearest_action(action)
            .map_or_else(|| "expected one such as s3:GetObject".to_owned(), |near| format!("is {near} meant?"));
        Failure::new(format!("found {action}, which is no IAM action (list of {}); {near}", actions::date().unwrap_or_default()))
    })?;
    let role = stack.role_of(principal, Use::AtRunTime).map_err(Failure::new)?;
    let mut about: Vec<(String, Text)> = Vec::new();
    match resource {
        Some(arn) if arn == "*" || arn.starts_with("arn:") => about.push((arn.to_owned(), Text::known(arn))),
        Some(name) => {
            let node = find(stack.design, name)?;
            about.extend(stack.subjects(node, &known.name).into_iter().map(|subject| (label(stack.design, node), subject.arn)));
            if about.is_empty() {
                let types: Vec<&str> = known.resources.iter().map(|kind| kind.name).collect();
                let on = if types.is_empty() {
                    "no resource: leave it out".to_owned()
                } else {
                    format!("resources of the types {}", types.join(", "))
                };
                return Err(Failure::new(format!("found {name}, but {} acts on {on}", known.name)));
            }
        }
        None if known.resources.is_empty() => about.push(("everything".to_owned(), Text::known("*"))),
        None => {
            let nodes = stack.design.nodes().map(|(id, _)| id);
            about.extend(
                nodes
                    .flat_map(|id| stack.subjects(id, &known.name).into_iter().map(move |subject| (id, subject.arn)))
                    .map(|(id, arn)| (label(stack.design, id), arn)),
            );
        }
    }
    if about.is_empty() {
        return Err(Failure::new(format!("found nothing in the design that {} acts on, expected a node or an ARN behind it", known.name)));
    }
    let mut notes = Vec::new();
    let mut answers = Vec::new();
    for (target, arn) in about {
        let decide = |role: &str| stack.decide(role, &Text::known(&known.name), &arn);
        let Some(decision) = decide(&role) else { continue };
        if decision.verdict != Verdict::Allowed
            && let Ok(starter) = stack.role_of(principal, Use::AtStart)
            && decide(&starter).is_some_and(|other| other.verdict == Verdict::Allowed)
        {
            notes.push(format!(
                "The execution role {starter} may {} on {target}, but only the agent that starts the tasks has it",
                known.name
            ));
        }
        answers.push(Answered {
            role: role.clone(),
            used: Use::AtRunTime,
            action: known.name.clone(),
            target,
            resource: arn.to_string(),
            decision,
        });
    }
    Ok((answers, notes))
}

fn text(design: &Design, principal: &str, answers: &[Answered], notes: &[String]) -> String {
    let mut text = String::new();
    let mut heading = None;
    for answer in answers {
        if heading != Some((&answer.role, answer.used)) {
            let when = match answer.used {
                Use::AtRunTime => "calls by",
                Use::AtStart => "before its containers run, the agent calls by",
            };
            let _ = writeln!(text, "{}{principal}: {when} {}\n", if text.is_empty() { "" } else { "\n" }, answer.role);
            heading = Some((&answer.role, answer.used));
        }
        let _ = writeln!(text, "{}: {} on {}", answer.decision.verdict.word(), answer.action, answer.target);
        if answer.resource != answer.target && answer.resource != "*" {
            let _ = writeln!(text, "  ARN       {}", answer.resource);
        }
        if answer.decision.verdict != Verdict::Allowed {
            let _ = writeln!(text, "  why       {}", answer.decision.words());
        }
        for deciding in &answer.decision.deciding {
            let _ = writeln!(text, "  by        {}", deciding.text);
            let _ = writeln!(text, "            in {}", place(design, deciding));
            for (reason, _) in &deciding.reasons {
                let _ = writeln!(text, "  because   {reason}");
            }
        }
        for assumed in &answer.decision.assumes {
            let _ = writeln!(text, "  assumes   {assumed}");
        }
    }
    if answers.is_empty() {
        let _ = writeln!(text, "{principal} may do nothing");
    }
    for note in notes {
        let _ = writeln!(text, "{note}");
    }
    text
}

/// Where a statement stands: the policy, the resource that has it, and the node and field it comes from.
fn place(design: &Design, deciding: &Deciding) -> String {
    let sid = if deciding.sid.is_empty() { String::new() } else { format!("{} of ", deciding.sid) };
    let of = if deciding.policy == deciding.resource { String::new() } else { format!("policy {} of ", deciding.policy) };
    let node = deciding.node.map_or_else(String::new, |id| format!(" ({})", label(design, id)));
    let field = deciding.field.map_or_else(String::new, |field| format!(", field {field}"));
    format!("{sid}{of}{}{node}{field}", deciding.resource)
}

fn answer_json(design: &Design, answer: &Answered) -> Json {
    let deciding: Vec<Json> = answer
        .decision
        .deciding
        .iter()
        .map(|deciding| {
            let connections: Vec<u32> = deciding.reasons.iter().filter_map(|(_, connection)| Some(connection.as_ref()?.0)).collect();
            json!({
                "statement": deciding.text,
                "sid": deciding.sid,
                "policy": deciding.policy,
                "logical_id": deciding.resource,
                "node": deciding.node.and_then(|id| design.node(id)).map(|node| node.name.clone()),
                "field": deciding.field,
                "because": deciding.reasons.iter().map(|(reason, _)| reason).collect::<Vec<_>>(),
                "connections": connections,
            })
        })
        .collect();
    json!({
        "verdict": answer.decision.verdict.word(),
        "why": answer.decision.words(),
        "by_role": answer.role,
        "at_start": answer.used == Use::AtStart,
        "actions": answer.action.split(", ").collect::<Vec<_>>(),
        "target": answer.target,
        "arn": answer.resource,
        "deciding": deciding,
        "depends": answer.decision.depends,
        "assumes": answer.decision.assumes,
    })
}
