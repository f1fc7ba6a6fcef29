//! How wide text is, without a browser to ask: an estimate that errs on the wide side, so that nothing is cut off.

/// Size of captions and labels in page units.
pub const CAPTION: i32 = 11;
/// Size of names in page units.
pub const NAME: i32 = 13;

/// Room that a frame's title takes before its text: padding and glyph.
pub const TITLE_INSET: i32 = 32;
/// Room between name and caption in a frame's title.
pub const TITLE_GAP: i32 = 8;

/// Width of a letter in thousandths of the text's size, after the widest of the usual interface fonts.
fn letter(letter: char) -> i32 {
    match letter {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | 'I' | '·' => 320,
        'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '/' | ' ' | '-' => 400,
        'm' | 'M' | 'W' | 'w' | '@' | '%' | '→' => 900,
        'A'..='Z' | '&' => 700,
        // Han, kana and hangul are square.
        '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{ffef}' | '\u{1f000}'..='\u{3ffff}' => 1000,
        _ => 600,
    }
}

/// So many letters are measured: who sees the picture sees no more of them, and the sum stays a number.
const MOST_LETTERS: usize = 10_000;

/// Estimated width of a text in page units.
pub fn width(text: &str, size: i32) -> i32 {
    (text.chars().take(MOST_LETTERS).map(letter).sum::<i32>() * size + 999) / 1000
}

/// Estimated width of a semibold text in page units.
pub fn strong_width(text: &str, size: i32) -> i32 {
    width(text, size) * 111 / 100
}

/// The text, shortened with an ellipsis when it is wider than there is room.
pub fn fitted(text: &str, size: i32, room: i32) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let mut short = String::new();
    for next in text.chars() {
        if width(&short, size) + width(&format!("{next}…"), size) > room {
            break;
        }
        short.push(next);
    }
    format!("{}…", short.trim_end())
}

/// Width of a frame's title: glyph, name and caption.
pub fn title_width(name: &str, caption: &str) -> i32 {
    let caption = if caption.is_empty() { 0 } else { TITLE_GAP + width(caption, CAPTION) };
    TITLE_INSET + strong_width(name, NAME) + caption + TITLE_GAP
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, room: i32, expected: &str) {
        assert_eq!(fitted(text, 10, room), expected);
    }

    #[test]
    fn text_is_shortened_to_the_room() {
        check("abc", 18, "abc");
        check("abcd", 18, "ab…");
        check("ab cd", 22, "ab…");
        check("日本語", 30, "日本語");
        check("abc", 0, "…");
    }

    #[test]
    fn a_text_without_end_has_a_width() {
        let endless = "m".repeat(5_000_000);
        assert_eq!(strong_width(&endless, NAME), strong_width(&endless[..MOST_LETTERS], NAME));
        assert!(fitted(&endless, NAME, 100).chars().count() < 20);
    }
}
