//! What things are called in Python: unique, readable, and never a word that Python or the program itself uses.

use std::collections::BTreeSet;

/// Python's keywords, the builtins and the words that a program uses itself.
/// Source: <https://docs.python.org/3/reference/lexical_analysis.html#keywords>.
const RESERVED: &[&str] = &[
    "and",
    "as",
    "assert",
    "async",
    "await",
    "break",
    "case",
    "class",
    "construct_id",
    "continue",
    "def",
    "del",
    "elif",
    "else",
    "except",
    "finally",
    "for",
    "from",
    "global",
    "id",
    "if",
    "import",
    "in",
    "is",
    "kwargs",
    "lambda",
    "list",
    "map",
    "match",
    "nonlocal",
    "not",
    "object",
    "or",
    "pass",
    "print",
    "raise",
    "return",
    "scope",
    "self",
    "super",
    "try",
    "type",
    "while",
    "with",
    "yield",
];

/// Names that are in use.
#[derive(Default)]
pub(super) struct Names {
    taken: BTreeSet<String>,
}

impl Names {
    /// Keeps a name from being given.
    pub(super) fn reserve(&mut self, name: &str) {
        self.taken.insert(name.to_owned());
    }

    /// A name for a variable, close to a wish in any writing.
    pub(super) fn variable(&mut self, wish: &str) -> String {
        let mut name = snake_case(wish);
        if name.chars().next().is_none_or(|first| first.is_ascii_digit()) {
            name.insert_str(0, "the_");
        }
        if RESERVED.contains(&name.as_str()) {
            name.push('_');
        }
        self.unique(&name, "_")
    }

    /// An id of a construct in the stack, close to a wish that has letters and digits alone. CDK leaves out the id `Default`.
    pub(super) fn construct(&mut self, wish: &str, suffix: &str) -> String {
        if self.taken.contains(wish) || wish == "Default" {
            return self.unique(&format!("{wish}{suffix}"), "");
        }
        self.unique(wish, "")
    }

    fn unique(&mut self, wish: &str, before_number: &str) -> String {
        let mut name = wish.to_owned();
        let mut number = 2;
        while !self.taken.insert(name.clone()) {
            name = format!("{wish}{before_number}{number}");
            number += 1;
        }
        name
    }
}

/// `DesiredCount` as `desired_count`, `VPCZone` as `vpc_zone`; anything that is no letter or digit of ASCII becomes a gap.
pub(super) fn snake_case(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut result = String::new();
    for (place, letter) in letters.iter().enumerate() {
        if !letter.is_ascii_alphanumeric() {
            if !result.is_empty() && !result.ends_with('_') {
                result.push('_');
            }
            continue;
        }
        if letter.is_ascii_uppercase() {
            let before = place.checked_sub(1).and_then(|before| letters.get(before));
            let starts_word = before.is_some_and(|before| before.is_ascii_lowercase() || before.is_ascii_digit())
                || (before.is_some_and(char::is_ascii_uppercase) && letters.get(place + 1).is_some_and(char::is_ascii_lowercase));
            if starts_word && !result.ends_with('_') {
                result.push('_');
            }
        }
        result.push(letter.to_ascii_lowercase());
    }
    result.trim_end_matches('_').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_python_names() {
        let mut names = Names::default();
        for (wish, expected) in [
            ("MainVpc", "main_vpc"),
            ("PublicASubnet", "public_a_subnet"),
            ("VPCZoneIdentifier", "vpc_zone_identifier"),
            ("S3BucketName", "s3_bucket_name"),
            ("Class", "class_"),
            ("Self", "self_"),
            ("Lambda", "lambda_"),
            ("LAMBDA", "lambda__2"),
            ("2Fast", "the_2_fast"),
            ("größe", "gr_e"),
            ("", "the_"),
        ] {
            assert_eq!(names.variable(wish), expected, "{wish}");
        }
    }
}
