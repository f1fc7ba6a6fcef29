//! The front matter: a line for each fact of the lesson, `key: value`.

use groundplan_synth::words::nearest;

use super::Problems;
use crate::lesson::Lesson;
use crate::words::meant;

/// The version of the format, and the key that says it.
const VERSION: (&str, &str) = ("groundplan-lesson", "1");
const KEYS: &[&str] = &[VERSION.0, "id", "title", "summary", "minutes"];

/// Reads the front matter into the lesson; `line` is the line of its first fence.
pub(super) fn read(text: &str, line: usize, lesson: &mut Lesson, problems: &mut Problems) {
    let mut seen: Vec<&str> = Vec::new();
    for (index, content) in text.lines().enumerate().skip(1) {
        let number = line + index;
        if content.trim() == "---" || content.trim().is_empty() || content.trim_start().starts_with('#') {
            continue;
        }
        let Some((key, value)) = content.split_once(':') else {
            problems.on(number, 1, format!("found {content:?}, expected `key: value`"));
            continue;
        };
        let (key, value) = (key.trim(), value.trim());
        let column = content.chars().count() - content[content.find(value).unwrap_or(0)..].chars().count() + 1;
        let Some(known) = KEYS.iter().find(|known| **known == key) else {
            let near = meant(nearest(key, KEYS.iter().copied()), || format!("expected one of {}", KEYS.join(", ")));
            problems.on(number, 1, format!("found {key}, {near}"));
            continue;
        };
        if seen.contains(known) {
            problems.on(number, 1, format!("found {key} a second time, expected it once"));
        }
        seen.push(known);
        let value = value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value);
        match key {
            "id" if !is_id(value) => problems.on(number, column, format!("found {value:?}, {ID}")),
            "id" => value.clone_into(&mut lesson.id),
            "title" => value.clone_into(&mut lesson.title),
            "summary" => value.clone_into(&mut lesson.summary),
            "minutes" => match value.parse() {
                Ok(minutes) if (1..=10_000).contains(&minutes) => lesson.minutes = Some(minutes),
                _ => problems.on(number, column, format!("found {value:?}, expected a number of minutes")),
            },
            _ if value == VERSION.1 => {}
            _ => problems.on(number, column, format!("found version {value:?} of the format, expected {}", VERSION.1)),
        }
    }
    for key in KEYS.iter().filter(|key| **key != "minutes" && !seen.contains(key)) {
        problems.on(line, 1, format!("found no `{key}` in the front matter, expected a line such as `{key}: {}`", example(key)));
    }
}

fn example(key: &str) -> &'static str {
    match key {
        "id" => "fargate",
        "title" => "Fargate and a load balancer",
        "summary" => "What a service behind a load balancer needs",
        _ => VERSION.1,
    }
}

/// What an id has to be.
pub(super) const ID: &str = "expected small letters, digits and `-`, at most 40";

/// True for what can stand in links and in saved progress.
pub(super) fn is_id(text: &str) -> bool {
    (1..=40).contains(&text.len()) && text.bytes().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == b'-')
}

/// What a lesson starts with.
pub(super) fn missing(problems: &mut Problems) {
    let message = format!(
        "found no front matter, expected the lesson to start with lines such as\n---\n{}: {}\nid: fargate\ntitle: …\nsummary: …\n---",
        VERSION.0, VERSION.1
    );
    problems.on(1, 1, message);
}
