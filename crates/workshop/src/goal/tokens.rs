//! A line of a goal in words: what spaces part, but not those within quotes and brackets.

/// A word and the column at which it starts, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) text: &'a str,
    pub(super) column: usize,
}

/// The words of a line.
pub(super) fn tokens(line: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut start: Option<(usize, usize)> = None;
    let (mut is_quoted, mut is_escaped, mut depth) = (false, false, 0_usize);
    for (index, (at, letter)) in line.char_indices().enumerate() {
        let parts = letter.is_whitespace() && !is_quoted && depth == 0;
        match (parts, start) {
            (true, Some((from, column))) => {
                found.push(Token { text: &line[from..at], column });
                start = None;
            }
            (false, None) => start = Some((at, index + 1)),
            _ => {}
        }
        match letter {
            _ if is_escaped => is_escaped = false,
            '\\' if is_quoted => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            '[' | '{' if !is_quoted => depth += 1,
            ']' | '}' if !is_quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    if let Some((from, column)) = start {
        found.push(Token { text: &line[from..], column });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_within_quotes_and_brackets_part_nothing() {
        let check = |line: &str, expected: &[(&str, usize)]| {
            let found: Vec<(&str, usize)> = tokens(line).iter().map(|token| (token.text, token.column)).collect();
            assert_eq!(found, expected);
        };
        check("  a  b", &[("a", 3), ("b", 6)]);
        check("é x=\"a b\" y=[1, {a=2}] z", &[("é", 1), ("x=\"a b\"", 3), ("y=[1, {a=2}]", 11), ("z", 24)]);
        check("x=\"a \\\" b\" ]", &[("x=\"a \\\" b\"", 1), ("]", 12)]);
        check("", &[]);
    }
}
