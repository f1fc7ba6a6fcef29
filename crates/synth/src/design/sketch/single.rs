//! A single value by itself, as the fields of a form take it.

use super::scan::Scanner;
use crate::value::Value;

/// Reads one value in the sketch's notation, such as `[a, b]`, `{NAME=value}` or `!Ref Stage`.
/// The error says what was found and what was expected.
pub fn parse_value(text: &str) -> Result<Value, String> {
    parse_value_at(text).map_err(|(_, message)| message)
}

/// The same with the place of an error: the character from which on the text could not be read, counted from 0.
pub fn parse_value_at(text: &str) -> Result<Value, (usize, String)> {
    // A form may break long values over lines; a sketch has one line for each.
    let line = text.replace(['\n', '\r'], " ");
    let mut scanner = Scanner::new(line.trim_end());
    scanner.skip_spaces();
    let value = scanner.value(0).map_err(|failure| (failure.at, failure.message))?;
    scanner.skip_spaces();
    if scanner.position() < line.trim_end().chars().count() {
        let message = format!("found more text behind {}, expected one value", super::value_text(&value));
        return Err((scanner.position(), message));
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_by_themselves() {
        for text in ["512", "[a, b]", "{A=b}", "!Ref Stage", "[{Effect=Allow, Action=s3:GetObject}]"] {
            assert_eq!(parse_value(text).map(|value| super::super::value_text(&value)), Ok(text.to_owned()));
        }
        assert!(parse_value("[a").is_err());
        assert!(parse_value("a b").is_err());
        for (text, at) in [("{A=1,\n  B=[2", 12), ("  a b", 4), ("{A=}", 3)] {
            assert_eq!(parse_value_at(text).map_err(|(at, _)| at), Err(at), "{text}");
        }
    }
}
