//! `groundplan explain`: what the catalog and the rules know, as plain text.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use groundplan_synth::catalog::{self, Field, FieldHelp, Form, Help, Initial, KINDS, Kind, resource, role};
use groundplan_synth::design::{Design, Edit, Node, NodeId, sketch};
use groundplan_synth::iam::actions;
use groundplan_synth::meaning::{self, VERBS, Verb};
use groundplan_synth::rules::{self, Rule};
use groundplan_synth::schema;

use crate::files::Failure;

/// The help for a rule, a kind or a verb; without a name the list of all.
pub(crate) fn explain(name: Option<&str>) -> Result<String, Failure> {
    let Some(name) = name else { return Ok(list()) };
    if let Some(rule) = rules::by_name(name) {
        return Ok(rule_help(rule));
    }
    if let (Some(kind), Some(help)) = (catalog::by_id(name), catalog::help(name)) {
        return Ok(kind_help(kind, help));
    }
    if let (Some(verb), Some(help)) = (meaning::by_id(name), meaning::help(name)) {
        return Ok(verb_help(verb, help));
    }
    Err(Failure::new(format!(
        "found {name}, expected a rule, a kind or a verb; `groundplan explain` lists them.\nKinds: {}\nVerbs: {}\nRules: {}",
        joined(KINDS.iter().map(|kind| kind.id)),
        joined(VERBS.iter().map(|verb| verb.id)),
        joined(rules::ALL.iter().map(|rule| rule.name)),
    )))
}

fn joined<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.collect::<Vec<_>>().join(", ")
}

fn list() -> String {
    let rule_name = |rule: &Rule| format!("{} {}", rule.code, rule.name);
    let sections = [
        ("Kinds", KINDS.iter().map(|kind| (kind.id.to_owned(), kind.summary())).collect::<Vec<_>>()),
        ("Verbs", VERBS.iter().map(|verb| (verb.id.to_owned(), verb.summary())).collect()),
        ("Rules", rules::ALL.iter().map(|rule| (rule_name(rule), first_line(rule.docs()))).collect()),
    ];
    let mut text = String::new();
    for (title, entries) in sections {
        let width = entries.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
        let _ = writeln!(text, "{}{title}", if text.is_empty() { "" } else { "\n" });
        for (name, summary) in entries {
            let _ = writeln!(text, "  {name:width$}  {summary}");
        }
    }
    text
}

fn first_line(docs: &str) -> &str {
    docs.trim().lines().next().unwrap_or_default().trim()
}

fn rule_help(rule: &Rule) -> String {
    let title = format!("{} {} ({}, {})", rule.code, rule.name, rule.severity, rule.stage.words());
    let mut text = format!("{title}\n\n{}\n", wrapped(rule.docs(), ""));
    let _ = writeln!(text, "\nSource: {}", rule.source);
    let _ = writeln!(text, "\nFlagged\n{}", paragraph(rule.flagged(), "  "));
    let _ = writeln!(text, "\nPassing\n{}", paragraph(rule.passing(), "  "));
    text
}

fn kind_help(kind: &'static Kind, help: &Help) -> String {
    let mut text = format!("{}: {}\n\n{}\n", kind.id, kind.title, wrapped(help.docs, ""));
    let places = kind.parents.iter().map(|parent| if parent.is_empty() { "the top level" } else { parent });
    let _ = writeln!(text, "\nLies in: {}\nSource: {}", places.collect::<Vec<_>>().join(", "), help.source);
    if kind.id == resource::KIND.id
        && let Some(date) = schema::date()
    {
        let types: Vec<&str> = schema::types().collect();
        let words = format!("Schemas of {date} for {} types: {}", types.len(), types.join(", "));
        let _ = writeln!(text, "\n{}", wrapped(&words, ""));
    }
    if kind.id == role::KIND.id
        && let Some(date) = actions::date()
    {
        let _ = writeln!(
            text,
            "\n{}",
            wrapped(&format!("Actions of {} services, as AWS listed them on {date}", actions::services().count()), "")
        );
    }
    write_fields(&mut text, kind.fields, help);
    let connections: Vec<String> = VERBS
        .iter()
        .flat_map(|verb| verb.pairs().into_iter().map(move |(from, to)| (verb, from, to)))
        .filter(|(_, from, to)| *from == kind.id || *to == kind.id)
        .map(|(verb, from, to)| format!("  {from} -> {to} : {}\n      {}\n", verb.id, verb.summary()))
        .collect();
    if !connections.is_empty() {
        let _ = write!(text, "\nConnections\n{}", connections.concat());
    }
    let _ = writeln!(text, "\nSketch\n{}", paragraph(&example(kind), "  "));
    text
}

fn verb_help(verb: &Verb, help: &Help) -> String {
    let mut text = format!("{}\n\n{}\n\nSource: {}\n", verb.id, wrapped(help.docs, ""), help.source);
    write_fields(&mut text, verb.fields, help);
    text.push_str("\nSketch\n");
    for (from, to) in verb.pairs() {
        let fields: String = verb
            .fields
            .iter()
            .filter_map(|field| Some((field, field.initial.value()?)))
            .fold(String::new(), |text, (field, value)| format!("{text} {}={}", field.name, sketch::value_text(&value)));
        let _ = writeln!(text, "  {from} -> {to} : {}{fields}", verb.id);
    }
    text
}

fn write_fields(text: &mut String, fields: &[Field], help: &Help) {
    if fields.is_empty() {
        return;
    }
    text.push_str("\nFields\n");
    for (field, FieldHelp { docs, source, .. }) in fields.iter().zip(help.fields) {
        let _ = writeln!(text, "  {}: {}", field.name, field.title);
        let _ = writeln!(text, "{}", wrapped(docs, "      "));
        let unit = if field.unit.is_empty() { String::new() } else { format!(", in {}", field.unit) };
        let initial = match field.initial.value() {
            Some(value) => format!("; {} when it is not set", sketch::value_text(&value)),
            None => String::new(),
        };
        let _ = writeln!(text, "      Takes {}{unit}{initial}", form_words(&field.form));
        if let Some(why) = field.refuses_parameters() {
            let _ = writeln!(text, "{}", wrapped(&format!("No parameter, since {}: {}", why.words(), why.advice()), "      "));
        }
        if !source.is_empty() {
            let _ = writeln!(text, "      Source: {source}");
        }
    }
}

/// What a field takes, in words.
fn form_words(form: &Form) -> String {
    match form {
        Form::Text { most } => format!("text of at most {most} characters"),
        Form::Name { also: "", most } => format!("letters and digits, at most {most}"),
        Form::Name { also, most } => format!("letters, digits and any of {also}, at most {most} characters"),
        Form::NameOrNone { also, most } => format!("letters, digits and any of {also}, at most {most} characters, or empty for none"),
        Form::Number { least, most } => format!("a whole number from {least} to {most}"),
        Form::NumberOrNone { least, most } => format!("a whole number from {least} to {most}, or empty for none"),
        Form::Numbers(numbers) => format!("one of {}", numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")),
        Form::Decimal => "a number, such as 80 or 0.5".to_owned(),
        Form::Flag => "true or false".to_owned(),
        Form::Choice(choices) => format!("one of {}", choices.join(", ")),
        Form::Cidr { shortest, longest } => format!("an IPv4 range such as 10.0.0.0/16, from /{shortest} to /{longest}"),
        Form::List => "a list: [a, b]".to_owned(),
        Form::Map => "names with values: {NAME=value}".to_owned(),
        Form::Tree => "names with values of any depth, as CloudFormation writes them: {Name={Key=value}}".to_owned(),
        Form::Entries => "a list of entries as CloudFormation writes them: [{Name=value}]".to_owned(),
        Form::Statements => "a list of statements as IAM writes them: [{Effect=Allow, Action=…, Resource=…}]".to_owned(),
    }
}

/// A node of the kind in the containers it needs, with every field that has a value of its own.
fn example(kind: &'static Kind) -> String {
    let mut chain = vec![kind];
    while let Some(parent) = chain.last().and_then(|kind| kind.parents.first()).and_then(|parent| catalog::by_id(parent)) {
        if chain.iter().any(|other| other.id == parent.id) {
            break;
        }
        chain.push(parent);
    }
    let empty = Design::default();
    let mut edit = Edit::new(&empty);
    let mut around: Option<NodeId> = None;
    for part in chain.into_iter().rev() {
        let initial = |field: &Field| (field.initial != Initial::Nothing).then(|| Some((field.name.to_owned(), field.initial.value()?)));
        let fields: BTreeMap<_, _> = part.fields.iter().filter(|_| part.id == kind.id).filter_map(initial).flatten().collect();
        around = Some(edit.add_node(Node { parent: around, fields: fields.into(), ..Node::new(part.id, format!("my-{}", part.id)) }));
    }
    sketch::print(edit.design())
}

/// The widest line of running text.
const WIDTH: usize = 100;

/// Running text in lines that fit a terminal; an empty line and the end of the summary stay line ends.
fn wrapped(docs: &str, indent: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for line in docs.trim().lines() {
        let mut current = String::new();
        for word in line.split_whitespace() {
            if !current.is_empty() && indent.len() + current.chars().count() + 1 + word.chars().count() > WIDTH {
                lines.push(format!("{indent}{current}"));
                current.clear();
            }
            if !current.is_empty() {
                current.push(' ');
            }
            current.push_str(word);
        }
        lines.push(if current.is_empty() { current } else { format!("{indent}{current}") });
    }
    lines.join("\n")
}

/// Text with an indentation on each line that is not empty.
fn paragraph(text: &str, indent: &str) -> String {
    // The common indentation of a sketch in a source file goes, its nesting stays.
    let lines: Vec<&str> = text.trim_matches('\n').trim_end().lines().collect();
    let common = lines.iter().filter(|line| !line.trim().is_empty()).map(|line| line.len() - line.trim_start().len()).min().unwrap_or(0);
    let line = |line: &&str| match line.get(common..).unwrap_or_default().trim_end() {
        "" => String::new(),
        rest => format!("{indent}{rest}"),
    };
    lines.iter().map(line).collect::<Vec<_>>().join("\n")
}
