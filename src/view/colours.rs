//! The colours of a line of text. One splitter for YAML, JSON, shell, Python and sketches, by what they have in common: nothing but colour
//! depends on it.

/// The longest line that gets colours: nobody reads a longer one.
const MOST_COLOURED: usize = 5_000;

/// The words that shell and Python keep for themselves, and the constants of all of them.
const WORDS: &[&str] = &[
    "if", "then", "elif", "else", "fi", "for", "while", "in", "do", "done", "case", "esac", "function", "local", "readonly", "return",
    "from", "import", "class", "def", "self", "None", "True", "False", "true", "false", "null",
];

/// The parts of a line with their classes: comment, key, string, number, variable, word, plain.
pub fn pieces(line: &str) -> Vec<(&'static str, &str)> {
    if line.len() > MOST_COLOURED {
        return vec![("plain", line)];
    }
    let key_end = line.find(": ").or_else(|| line.strip_suffix(':').map(str::len));
    let key_end = key_end.filter(|end| line[..*end].chars().all(|letter| letter.is_alphanumeric() || " -\"_:.".contains(letter)));
    let key_end = key_end.filter(|end| !line.trim_start().starts_with('#') && !WORDS.contains(&line[..*end].trim()));
    let mut found = key_end.map(|end| ("key", &line[..=end])).into_iter().collect::<Vec<_>>();
    let mut rest = &line[key_end.map_or(0, |end| end + 1)..];
    let mut plain = rest;
    let mut before = ' ';
    while let Some(letter) = rest.chars().next() {
        let (class, length) = begins(rest, letter, before);
        if class != "plain" {
            let passed = &plain[..plain.len() - rest.len()];
            if !passed.is_empty() {
                found.push(("plain", passed));
            }
            found.push((class, &rest[..length]));
            plain = &rest[length..];
        }
        before = rest[..length].chars().last().unwrap_or(letter);
        rest = &rest[length..];
    }
    if !plain.is_empty() {
        found.push(("plain", plain));
    }
    found
}

/// What begins a text, and how many bytes of it belong to that.
fn begins(text: &str, letter: char, before: char) -> (&'static str, usize) {
    let is_start = !(before.is_alphanumeric() || "_-.$".contains(before));
    let long = |fits: fn(char) -> bool| text.find(|letter| !fits(letter)).unwrap_or(text.len());
    match letter {
        '#' if before.is_whitespace() => ("comment", text.len()),
        '"' => ("string", text[1..].find('"').map_or(text.len(), |end| end + 2)),
        // An apostrophe within a sentence begins nothing.
        '\'' if is_start && text[1..].contains('\'') => ("string", text[1..].find('\'').map_or(text.len(), |end| end + 2)),
        '$' if text[1..].starts_with('{') => ("variable", text.find('}').map_or(text.len(), |end| end + 1)),
        '$' if text[1..].starts_with(|next: char| next.is_ascii_alphanumeric() || next == '_') => {
            ("variable", 1 + text[1..].find(|next: char| !(next.is_ascii_alphanumeric() || next == '_')).unwrap_or(text.len() - 1))
        }
        '!' if is_start && text[1..].starts_with(|next: char| next.is_ascii_uppercase()) => {
            ("word", 1 + text[1..].find(|next: char| !next.is_ascii_alphanumeric()).unwrap_or(text.len() - 1))
        }
        '0'..='9' if is_start => ("number", long(|next| next.is_ascii_digit() || "./".contains(next))),
        _ if is_start && letter.is_alphabetic() => {
            let end = long(|next| next.is_alphanumeric() || "_-.".contains(next));
            (if WORDS.contains(&&text[..end]) { "word" } else { "plain" }, end)
        }
        _ => ("plain", letter.len_utf8()),
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[track_caller]
    fn check(line: &str, expected: &[(&str, &str)]) {
        assert_eq!(pieces(line), expected);
        assert_eq!(pieces(line).into_iter().map(|(_, text)| text).collect::<String>(), line);
    }

    #[wasm_bindgen_test]
    fn lines_keep_their_text_and_get_colours() {
        check("", &[]);
        check("  # why", &[("plain", "  "), ("comment", "# why")]);
        check("  Type: AWS::EC2::VPC", &[("key", "  Type:"), ("plain", " AWS::EC2::VPC")]);
        check("Resources:", &[("key", "Resources:")]);
        check("  Port: 8080", &[("key", "  Port:"), ("plain", " "), ("number", "8080")]);
        check("cidr=10.0.0.0/16 @2", &[("plain", "cidr="), ("number", "10.0.0.0/16"), ("plain", " @"), ("number", "2")]);
        check("  Id: !Ref Web", &[("key", "  Id:"), ("plain", " "), ("word", "!Ref"), ("plain", " Web")]);
        check("vpc \"a b\" x", &[("plain", "vpc "), ("string", "\"a b\""), ("plain", " x")]);
        check("a \"b", &[("plain", "a "), ("string", "\"b")]);
        check("names=('web')  # all", &[("plain", "names=("), ("string", "'web'"), ("plain", ")  "), ("comment", "# all")]);
        check("it's and it's", &[("plain", "it's and it's")]);
        check(
            "  if [[ $count == ${most} ]]; then",
            &[
                ("plain", "  "),
                ("word", "if"),
                ("plain", " [[ "),
                ("variable", "$count"),
                ("plain", " == "),
                ("variable", "${most}"),
                ("plain", " ]]; "),
                ("word", "then"),
            ],
        );
        check("    self, import_id", &[("plain", "    "), ("word", "self"), ("plain", ", import_id")]);
        check("öl ünd 5€", &[("plain", "öl ünd "), ("number", "5"), ("plain", "€")]);
    }
}
