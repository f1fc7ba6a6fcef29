//! What messages are made of: lists in a sentence, numbers, names of strangers, and the word that was probably meant.

use std::fmt::Display;

/// `a`, `a and b`, `a, b and c`.
pub fn and(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The first of several things that are wrong: the one to mend first. Nothing of none.
pub fn first(problems: &[impl Display]) -> String {
    problems.first().map(ToString::to_string).unwrap_or_default()
}

/// A number as people read it: `51,200`.
pub fn grouped(number: impl Display + Copy) -> String {
    let digits = number.to_string();
    let mut words = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            words.push(',');
        }
        words.push(digit);
    }
    words
}

/// A name or value from a file, safe in a terminal, a table and a sentence: characters that move the cursor, hide themselves or turn the
/// direction of writing are shown as `\u{…}`, and what is very long is cut.
pub fn plain(text: &str) -> String {
    /// More characters than a name of AWS may have.
    const MOST: usize = 300;
    let mut shown = read_one_way(text.chars().take(MOST), is_odd);
    if text.chars().nth(MOST).is_some() {
        shown.push('…');
    }
    shown
}

/// The same for what is said in one or more lines, however long it is.
pub fn legible(text: &str) -> String {
    read_one_way(text.chars(), |letter| letter != '\n' && is_odd(letter))
}

fn read_one_way(letters: impl Iterator<Item = char>, is_odd: impl Fn(char) -> bool) -> String {
    let mut shown = String::new();
    for letter in letters {
        if is_odd(letter) { shown.extend(letter.escape_unicode()) } else { shown.push(letter) }
    }
    shown
}

/// Control characters, and those that turn the direction of writing or have no width.
/// Source: <https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters>.
fn is_odd(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{061c}' | '\u{feff}')
}

/// The word nearest to a misspelled one, when it is near enough to be meant: about one slip in three letters.
pub fn nearest<'a>(wrong: &str, words: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let most = wrong.chars().count().div_ceil(3).min(3);
    let wrong = letters(wrong);
    // A word that is longer or shorter by more than the slips cannot be near: somebody may have written a hundred thousand letters.
    let alike = words.into_iter().map(|word| (letters(word), word)).filter(|(word, _)| word.len().abs_diff(wrong.len()) <= most);
    let near = alike.map(|(other, word)| (distance(&wrong, &other), word)).filter(|(slips, _)| *slips <= most);
    near.min_by_key(|(slips, _)| *slips).map(|(_, word)| word)
}

/// The letters that count: case and `-` against `_` do not.
fn letters(text: &str) -> Vec<char> {
    text.to_lowercase().replace('_', "-").chars().collect()
}

/// How many letters have to be added, dropped or replaced.
fn distance(one: &[char], other: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (index, letter) in one.iter().enumerate() {
        let mut diagonal = index;
        let mut left = index + 1;
        row[0] = left;
        for (column, against) in other.iter().enumerate() {
            let above = row[column + 1];
            left = (diagonal + usize::from(letter != against)).min(above + 1).min(left + 1);
            diagonal = above;
            row[column + 1] = left;
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_stand_in_threes() {
        let all = [0_u64, 12, 251, 5_000, 51_200, 1_000_000, 4_294_967_291].map(grouped);
        assert_eq!(all, ["0", "12", "251", "5,000", "51,200", "1,000,000", "4,294,967,291"]);
    }

    #[test]
    fn a_slip_is_understood_and_a_different_word_is_not() {
        for (wrong, expected) in [
            ("subnett", Some("subnet")),
            ("load_balancer", Some("load-balancer")),
            ("Service", Some("service")),
            ("serivce", Some("service")),
            ("bucket", None),
            ("", None),
        ] {
            assert_eq!(nearest(wrong, ["subnet", "service", "load-balancer", "vpc"]), expected, "{wrong}");
        }
    }

    #[test]
    fn nothing_moves_the_cursor_or_turns_the_text() {
        assert_eq!(plain("web-1 <b>Ünïcode</b>"), "web-1 <b>Ünïcode</b>");
        assert_eq!(plain("a\u{1b}[2Jb\u{202e}c\nd"), "a\\u{1b}[2Jb\\u{202e}c\\u{a}d");
        assert_eq!(plain(&"x".repeat(1_000_000)).chars().count(), 301);
        assert_eq!(legible("a\u{1b}b\u{202e}c\nd"), "a\\u{1b}b\\u{202e}c\nd");
        assert_eq!(legible(&"x".repeat(1000)).len(), 1000);
    }

    #[test]
    fn lists_read_as_sentences() {
        let words: Vec<String> = ["a", "b", "c"].map(str::to_owned).to_vec();
        assert_eq!([and(&words[..0]), and(&words[..1]), and(&words[..2]), and(&words)], ["", "a", "a and b", "a, b and c"]);
    }
}
