//! Reading a question: a line an answer, `[x]` for a right one.

use crate::Problem;
use crate::lesson::{Choice, Quiz};

/// The most answers of a question.
const MOST_OPTIONS: usize = 10;

/// Reads a question whose fence stands on the given line.
pub(super) fn read(question: &str, text: &str, line: usize, problems: &mut Vec<Problem>) -> Quiz {
    let mut quiz = Quiz { question: question.to_owned(), options: Vec::new() };
    let mut report = |line: usize, message: String| problems.push(Problem { line: Some(line), column: Some(1), message });
    if question.is_empty() {
        report(line, "found a quiz without a question, expected it behind `quiz`".to_owned());
    }
    for (index, content) in text.lines().enumerate() {
        let (number, content) = (line + 1 + index, content.trim());
        if content.is_empty() {
            continue;
        }
        let option = [("[x] ", true), ("[ ] ", false)].iter().find_map(|(mark, right)| Some((content.strip_prefix(mark)?, *right)));
        match (option, content.strip_prefix("because ")) {
            (Some((text, is_right)), _) => {
                quiz.options.push(Choice { text: text.trim().to_owned(), is_right, because: String::new() });
            }
            (None, Some(because)) => match quiz.options.last_mut() {
                Some(option) if option.because.is_empty() => because.trim().clone_into(&mut option.because),
                _ => report(number, "found a second `because` or one above the first answer, expected one below each answer".to_owned()),
            },
            (None, None) => {
                report(number, format!("found {content:?}, expected `[ ] a wrong answer`, `[x] a right answer` or `because …` below one"));
            }
        }
    }
    if !(2..=MOST_OPTIONS).contains(&quiz.options.len()) {
        report(line, format!("found {} answers, expected 2 to {MOST_OPTIONS}", quiz.options.len()));
    } else if !quiz.options.iter().any(|option| option.is_right) {
        report(line, "found no right answer, expected at least one `[x]`".to_owned());
    }
    quiz
}
