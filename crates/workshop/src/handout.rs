//! A lesson on paper: one page of HTML, without script and style, for the browser's print dialog or any other tool.
//!
//! All text goes through an escape. Markdown becomes elements, HTML in it becomes text, and links lead to the web or to a step alone.

use std::fmt::Write as _;

use pulldown_cmark::html;

use groundplan_synth::design::sketch;

use crate::course::Course;
use crate::goal::fill;
use crate::lesson::{Piece, Quiz, Step};
use crate::prose::events;

/// The letters behind questions and answers.
const LETTERS: &[u8] = b"abcdefghij";

/// The handout: steps with their goals and questions, then hints, answers and the design that the last step ends with.
pub fn handout(course: &Course<'_>) -> String {
    let lesson = course.lesson;
    let title = escaped(&lesson.title);
    let mut page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n</head>\n<body>\n<h1>{title}</h1>\n<p>{}</p>\n",
        escaped(&lesson.summary)
    );
    if let Some(minutes) = lesson.minutes {
        let _ = writeln!(page, "<p>{minutes} minutes</p>");
    }
    page.push_str(&prose(&lesson.intro));
    for (number, step) in lesson.steps.iter().enumerate() {
        let _ = writeln!(page, "<h2 id=\"{}\">{}. {}</h2>", escaped(&step.id), number + 1, escaped(&step.title));
        for piece in step.reveals.iter().flatten() {
            page.push_str(&of_piece(step, piece));
        }
    }
    page.push_str("<h2>Hints and answers</h2>\n");
    for (number, step) in lesson.steps.iter().enumerate() {
        page.push_str(&behind(number + 1, step));
    }
    if let Some(last) = lesson.steps.len().checked_sub(1).and_then(|last| course.solution(last)) {
        let _ = writeln!(page, "<h2>The design at the end</h2>\n<pre>{}</pre>", escaped(&sketch::print(last)));
    }
    page + "</body>\n</html>\n"
}

fn of_piece(step: &Step, piece: &Piece) -> String {
    match piece {
        Piece::Text(text) => prose(text),
        Piece::Goal(place) => {
            step.goals.get(*place).map_or_else(String::new, |goal| format!("<p class=\"goal\">☐ {}</p>\n", escaped(&goal.title)))
        }
        Piece::Quiz(place) => step.quizzes.get(*place).map_or_else(String::new, question),
    }
}

fn question(quiz: &Quiz) -> String {
    let options: String = quiz.options.iter().fold(String::new(), |all, option| all + "<li>☐ " + &escaped(&option.text) + "</li>\n");
    format!("<p class=\"quiz\">{}</p>\n<ol type=\"a\">\n{options}</ol>\n", escaped(&quiz.question))
}

fn behind(number: usize, step: &Step) -> String {
    let mut lines = Vec::new();
    for goal in &step.goals {
        let called = |name: &str| (name.to_owned(), false);
        let hints: Vec<String> = goal.hints.iter().map(|hint| escaped(&fill(hint, called))).collect();
        if !hints.is_empty() {
            lines.push(format!("<li>{}: {}</li>\n", escaped(&goal.title), hints.join("; ")));
        }
    }
    for quiz in &step.quizzes {
        for (place, option) in quiz.options.iter().enumerate().filter(|(_, option)| option.is_right) {
            let letter = LETTERS.get(place).copied().map_or('?', char::from);
            let because = if option.because.is_empty() { String::new() } else { format!(": {}", escaped(&option.because)) };
            lines.push(format!("<li>{} {letter}{because}</li>\n", escaped(&quiz.question)));
        }
    }
    if lines.is_empty() { String::new() } else { format!("<h3>{number}. {}</h3>\n<ul>\n{}</ul>\n", escaped(&step.title), lines.concat()) }
}

/// Markdown as HTML without anything that could run or lead astray.
pub fn prose(markdown: &str) -> String {
    let mut page = String::new();
    html::push_html(&mut page, events(markdown));
    page
}

fn escaped(text: &str) -> String {
    let mut safe = String::new();
    for letter in text.chars() {
        match letter {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(markdown: &str, expected: &str) {
        assert_eq!(prose(markdown), expected);
    }

    #[test]
    fn nothing_of_a_text_runs_or_leads_astray() {
        check("a <script>alert(1)</script> b", "<p>a &lt;script&gt;alert(1)&lt;/script&gt; b</p>\n");
        check("<div onclick=x>\n\n</div>\n", "<p>&lt;div onclick=x&gt;\n</p>\n<p>&lt;/div&gt;\n</p>\n");
        check(
            "[x](javascript:alert(1)) [y](https://example.org/) [z](#step)",
            "<p>x <a href=\"https://example.org/\">y</a> <a href=\"#step\">z</a></p>\n",
        );
        check("![alt](https://example.org/p.png)", "<p>alt</p>\n");
        check("## A {#body .x onclick=y}", "<h2>A</h2>\n");
        check("```sketch\nvpc <b>\n```\n", "<pre><code class=\"language-sketch\">vpc &lt;b&gt;\n</code></pre>\n");
    }
}
