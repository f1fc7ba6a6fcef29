//! Python source as values: literals that nothing in a name can break out of, calls, and their layout in lines.

use std::fmt::Write as _;

/// The longest line, as the formatters of the Python world count: in letters.
const WIDTH: usize = 100;

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Code {
    /// Text that stands as it is, on one line.
    Atom(String),
    /// `function(positional, name=named)`.
    Call(String, Vec<Argument>),
    /// `[…]`.
    List(Vec<Code>),
    /// `{…}`.
    Dict(Vec<(Code, Code)>),
}

/// An argument of a call: its name, which is empty for a positional one, and its value.
pub(super) type Argument = (String, Code);

impl Code {
    /// Text that stands as it is.
    pub(super) fn atom(text: impl Into<String>) -> Self {
        Self::Atom(text.into())
    }

    /// A string literal.
    pub(super) fn text(text: &str) -> Self {
        Self::Atom(literal(text))
    }

    /// A whole number.
    pub(super) fn number(number: i64) -> Self {
        Self::Atom(number.to_string())
    }

    /// `True` or `False`.
    pub(super) fn flag(flag: bool) -> Self {
        Self::atom(if flag { "True" } else { "False" })
    }

    /// A call with positional arguments.
    pub(super) fn call(function: impl Into<String>, positional: impl IntoIterator<Item = Self>) -> Self {
        Self::Call(function.into(), positional.into_iter().map(|code| (String::new(), code)).collect())
    }

    /// A call with named arguments.
    pub(super) fn named<N: Into<String>>(function: impl Into<String>, named: impl IntoIterator<Item = (N, Self)>) -> Self {
        Self::Call(function.into(), named.into_iter().map(|(name, code)| (name.into(), code)).collect())
    }

    /// A new construct in the stack: `ecs.Cluster(self, "Id", name=value …)`.
    pub(super) fn construct<N: Into<String>>(class: impl Into<String>, id: &str, named: impl IntoIterator<Item = (N, Self)>) -> Self {
        let mut arguments = vec![(String::new(), Self::atom("self")), (String::new(), Self::text(id))];
        arguments.extend(named.into_iter().map(|(name, code)| (name.into(), code)));
        Self::Call(class.into(), arguments)
    }

    /// The expression on one line.
    pub(super) fn line(&self) -> String {
        match self {
            Self::Atom(text) => text.clone(),
            Self::Call(function, arguments) => format!("{function}({})", joined(arguments.iter().map(argument))),
            Self::List(items) => format!("[{}]", joined(items.iter().map(Self::line))),
            Self::Dict(entries) => {
                format!("{{{}}}", joined(entries.iter().map(|(key, value)| format!("{}: {}", key.line(), value.line()))))
            }
        }
    }

    /// Writes the expression after `before`, in one line where it fits and an item a line where not.
    fn write(&self, out: &mut String, indent: usize, before: &str, after: &str) {
        let line = self.line();
        let width = indent + before.chars().count() + line.chars().count() + after.chars().count();
        let margin = " ".repeat(indent);
        if width <= WIDTH || matches!(self, Self::Atom(_)) {
            let _ = writeln!(out, "{margin}{before}{line}{after}");
            return;
        }
        let inner = indent + 4;
        match self {
            Self::Atom(_) => {}
            Self::Call(function, arguments) => {
                let _ = writeln!(out, "{margin}{before}{function}(");
                for (name, value) in arguments {
                    value.write(out, inner, &if name.is_empty() { String::new() } else { format!("{name}=") }, ",");
                }
                let _ = writeln!(out, "{margin}){after}");
            }
            Self::List(items) => {
                let _ = writeln!(out, "{margin}{before}[");
                for item in items {
                    item.write(out, inner, "", ",");
                }
                let _ = writeln!(out, "{margin}]{after}");
            }
            Self::Dict(entries) => {
                let _ = writeln!(out, "{margin}{before}{{");
                for (key, value) in entries {
                    value.write(out, inner, &format!("{}: ", key.line()), ",");
                }
                let _ = writeln!(out, "{margin}}}{after}");
            }
        }
    }
}

fn argument((name, value): &Argument) -> String {
    if name.is_empty() { value.line() } else { format!("{name}={}", value.line()) }
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}

/// A statement: what stands before the expression (`name = `, or nothing), and the expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Statement {
    before: String,
    code: Code,
}

impl Statement {
    /// `name = code`.
    pub(super) fn assign(name: impl std::fmt::Display, code: Code) -> Self {
        Self { before: format!("{name} = "), code }
    }

    /// The expression alone.
    pub(super) fn run(code: Code) -> Self {
        Self { before: String::new(), code }
    }

    /// Writes it as lines with an indentation in spaces.
    pub(super) fn write(&self, out: &mut String, indent: usize) {
        self.code.write(out, indent, &self.before, "");
    }
}

/// A string literal in double quotes.
pub(super) fn literal(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

/// The inside of a literal. What a reader would not see, or what would reorder the line, is written by its number.
pub(super) fn escaped(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' => result.push_str("\\\\"),
            '"' => result.push_str("\\\""),
            '\n' => result.push_str("\\n"),
            '\r' => result.push_str("\\r"),
            '\t' => result.push_str("\\t"),
            letter if is_unseen(letter) => {
                let _ = match u32::from(letter) {
                    code @ 0..=0xff => write!(result, "\\x{code:02x}"),
                    code @ 0x100..=0xffff => write!(result, "\\u{code:04x}"),
                    code => write!(result, "\\U{code:08x}"),
                };
            }
            letter => result.push(letter),
        }
    }
    result
}

/// Text for a comment: one line without anything that ends or reorders it.
pub(super) fn comment(text: &str) -> String {
    text.chars().map(|letter| if is_unseen(letter) { ' ' } else { letter }).collect::<String>().trim().to_owned()
}

/// Controls, separators of lines and marks of direction.
/// Source: <https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters>.
fn is_unseen(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_hold_anything() {
        for (text, expected) in [
            ("plain", r#""plain""#),
            ("it's \"so\"", r#""it's \"so\"""#),
            ("a\\b\nc", r#""a\\b\nc""#),
            ("größe 日本", r#""größe 日本""#),
            ("\u{202e}x\u{0}", r#""\u202ex\x00""#),
            ("{x}", r#""{x}""#),
        ] {
            assert_eq!(literal(text), expected);
        }
        assert_eq!(comment("a\nimport os"), "a import os");
    }

    #[test]
    fn long_calls_have_an_argument_a_line() {
        let mut out = String::new();
        let list = Code::List((0..30).map(Code::number).collect());
        Statement::assign("x", Code::named("f", [("a", Code::number(1)), ("b", list)])).write(&mut out, 4);
        assert!(out.starts_with("    x = f(\n        a=1,\n        b=[\n            0,\n"), "{out}");
        assert!(out.ends_with("            29,\n        ],\n    )\n"), "{out}");
    }
}
