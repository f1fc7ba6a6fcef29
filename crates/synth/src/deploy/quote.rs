//! What a design says, made safe for a shell.

/// One shell word that stands for exactly this text, whatever is in it.
///
/// Single quotes keep everything but a single quote as it is, in bash and in every POSIX shell. A shell word cannot hold
/// the character NUL, so that one is left out.
pub(super) fn shell_quote(text: &str) -> String {
    let mut word = String::with_capacity(text.len() + 2);
    word.push('\'');
    for letter in text.chars() {
        match letter {
            '\0' => {}
            '\'' => word.push_str("'\\''"),
            other => word.push(other),
        }
    }
    word.push('\'');
    word
}

/// A text that a terminal shows as one line: it holds no control character, so neither a line break nor an escape sequence.
pub(super) fn one_line(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect::<String>().trim().to_owned()
}

/// A name as letters, digits, hyphens, dots and underscores that starts with a letter or digit: a folder, an option's key.
pub(super) fn slug(text: &str) -> String {
    let fits = |letter: char| if letter.is_ascii_alphanumeric() || "-_.".contains(letter) { letter } else { '-' };
    let word: String = text.chars().map(fits).take(100).collect();
    word.trim_matches(['-', '_', '.']).to_owned()
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use proptest::prelude::*;

    use super::*;

    /// A real shell reads the word and says what it stands for.
    fn said_by_a_shell(word: &str) -> String {
        let output = Command::new("sh").args(["-c", &format!("printf %s {word}")]).output().unwrap();
        assert!(output.status.success(), "{word}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    #[test]
    fn hostile_words() {
        for text in
            ["", "plain", "it's", "$(touch x)", "`id`", "a\nb\n", "'; exit 3; '", "\\", "'\\''", "!!", "-n", "\u{1b}[31m", "größe ’“"]
        {
            assert_eq!(said_by_a_shell(&shell_quote(text)), text);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn every_text_stays_itself(text in any::<String>()) {
            prop_assert_eq!(said_by_a_shell(&shell_quote(&text)), text.replace('\0', ""));
        }

        #[test]
        fn shell_letters_stay_themselves(text in "['\"$`\\\\!(){};&|<>*?~# \n\t-]{0,40}") {
            prop_assert_eq!(said_by_a_shell(&shell_quote(&text)), text);
        }
    }

    #[test]
    fn slugs_stay_in_their_folder() {
        for (text, expected) in
            [("unicorn", "unicorn"), ("../../etc", "etc"), ("a/b c", "a-b-c"), ("-rf", "rf"), ("größe", "gr--e"), ("\u{1b}", "")]
        {
            assert_eq!(slug(text), expected);
        }
    }
}
