//! A single value by itself, as the fields of a form take it.

use super::scan::Scanner;
use crate::value::Value;

/// Reads one value in the sketch's notation, such as `[a, b]`, `{NAME=value}` or `!Ref Stage`.
/// The error says what was found and what was expected.
pub fn parse_value(text: &str) -> Result<Value, String> {
    // A form may break long values over lines; a sketch has one line for each.
    let line = text.replace(['\n', '\r'], " ");
    let mut scanner = Scanner::new(line.trim());
    let value = scanner.value(0).map_err(|failure| failure.message)?;
    scanner.skip_spaces();
    if scanner.position() < line.trim().chars().count() {
        return Err(format!("found more text behind {}, expected one value", super::value_text(&value)));
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
    }
}
