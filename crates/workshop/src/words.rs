//! Texts of strangers as people may see them.

use std::fmt::Display;

/// A name or value from a file, safe in a terminal, a table and a sentence: characters that move the cursor, hide themselves or turn the
/// direction of writing are shown as `\u{…}`, and what is very long is cut.
pub fn plain(text: &str) -> String {
    /// More characters than a name of AWS may have.
    const MOST: usize = 300;
    let mut shown = String::new();
    for letter in text.chars().take(MOST) {
        if is_odd(letter) { shown.extend(letter.escape_unicode()) } else { shown.push(letter) }
    }
    if text.chars().nth(MOST).is_some() {
        shown.push('…');
    }
    shown
}

/// What may be meant by a word that there is not, or what is expected in its place.
pub(crate) fn meant(near: Option<impl Display>, otherwise: impl FnOnce() -> String) -> String {
    near.map_or_else(otherwise, |near| format!("is {near} meant?"))
}

/// Control characters, and those that turn the direction of writing or have no width.
/// Source: <https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters>.
fn is_odd(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{061c}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_moves_the_cursor_or_turns_the_text() {
        assert_eq!(plain("web-1 <b>Ünïcode</b>"), "web-1 <b>Ünïcode</b>");
        assert_eq!(plain("a\u{1b}[2Jb\u{202e}c\nd"), "a\\u{1b}[2Jb\\u{202e}c\\u{a}d");
        assert_eq!(plain(&"x".repeat(1_000_000)).chars().count(), 301);
    }
}
