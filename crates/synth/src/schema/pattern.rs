//! Patterns of the schemas and of parameters: JavaScript's regular expressions.
//!
//! A browser has an engine for them, so the page carries none: it gives a function to [`install`].

use std::sync::OnceLock;

/// Whether a text has a match of a pattern under JavaScript's flags (`u`, `i`, `s`); nothing when the pattern cannot be read.
pub type Engine = fn(pattern: &str, flags: &str, text: &str) -> Option<bool>;

static ENGINE: OnceLock<Engine> = OnceLock::new();

/// Gives the engine of the browser; the first one counts.
pub fn install(engine: Engine) {
    let _ = ENGINE.set(engine);
}

#[cfg(not(target_family = "wasm"))]
#[allow(clippy::unnecessary_wraps, reason = "the page has none until it gives one")]
fn engine() -> Option<Engine> {
    Some(*ENGINE.get_or_init(|| |pattern, flags, text| Some(regress::Regex::with_flags(pattern, flags).ok()?.find(text).is_some())))
}

#[cfg(target_family = "wasm")]
fn engine() -> Option<Engine> {
    ENGINE.get().copied()
}

/// Whether a text has a match anywhere; nothing when that cannot be told.
pub fn matches(pattern: &str, text: &str) -> Option<bool> {
    let engine = engine()?;
    let (pattern, flags) = translated(pattern);
    // Some patterns escape more than Unicode mode allows; without it, classes such as `\p{L}` mean something else.
    engine(&pattern, &format!("u{flags}"), text).or_else(|| if pattern.contains("\\p{") { None } else { engine(&pattern, &flags, text) })
}

/// A few patterns are written for Python or Java.
fn translated(pattern: &str) -> (String, String) {
    let mut text = pattern.replace("\\Z", "$").replace("\\p{Print}", "[\\x20-\\x7E]");
    let mut flags = String::new();
    for flag in ["i", "s"] {
        let inline = format!("(?{flag})");
        if text.contains(&inline) {
            text = text.replace(&inline, "");
            flags.push_str(flag);
        }
    }
    (text, flags)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_of_other_languages_are_understood() {
        for (pattern, text, expected) in [
            ("^[a-z]+\\Z", "abc", Some(true)),
            ("^[a-z]+\\Z", "ab1", Some(false)),
            ("^\\.5\\s*(?i)vCpu$", ".5 VCPU", Some(true)),
            ("^[\\p{L}]+$", "größe", Some(true)),
            ("^(?!arn:)[!-~]+$", "arn:aws", Some(false)),
            ("b", "abc", Some(true)),
            ("[", "a", None),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} on {text}");
        }
    }
}
