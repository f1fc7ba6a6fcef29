//! Conditions of statements against what is known of a request.
//!
//! Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::net::IpAddr;

use ipnet::IpNet;

use super::answer::Answer;
use super::text::{Nature, Piece, Text};

/// One key of a condition block.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// `StringEquals`, `ForAllValues:StringLikeIfExists` …
    pub operator: String,
    /// `aws:SourceIp`.
    pub key: String,
    /// What it is compared with: one of them is enough.
    pub values: Vec<Text>,
    /// Whether `${…}` in a value is filled in by the request.
    pub variables: bool,
}

/// What a request carries under a key.
#[derive(Clone, Debug, PartialEq)]
pub enum Carried {
    /// These values.
    Values(Vec<Text>),
    /// The request does not have the key.
    Absent,
}

/// What is known of a request, by the key in lower case. Of other keys nothing is known.
#[derive(Clone, Debug, Default)]
pub struct Context(BTreeMap<String, Carried>);

impl Context {
    /// Says what the request carries under a key.
    #[must_use]
    pub fn with(mut self, key: &str, carried: Carried) -> Self {
        self.0.insert(key.to_ascii_lowercase(), carried);
        self
    }
    /// Says the one value that the request carries under a key.
    #[must_use]
    pub fn with_value(self, key: &str, value: Text) -> Self {
        self.with(key, Carried::Values(vec![value]))
    }
    /// What is known of a key.
    pub fn get(&self, key: &str) -> Option<&Carried> {
        self.0.get(&key.to_ascii_lowercase())
    }
    /// A pattern with the policy variables filled in that are known.
    pub fn filled<'a>(&self, pattern: &'a Text) -> Cow<'a, Text> {
        if !pattern.tokens().any(|token| token.nature == Nature::Variable) {
            return Cow::Borrowed(pattern);
        }
        let fill = |piece: &Piece| match piece {
            Piece::Token(token) if token.nature == Nature::Variable => {
                let (name, default) = token.name.split_once(',').unwrap_or((&token.name, ""));
                match self.get(name.trim()) {
                    Some(Carried::Values(values)) if values.len() == 1 => values[0].0.clone(),
                    Some(Carried::Absent) if !default.is_empty() => Text::known(default.trim().trim_matches('\'')).0,
                    _ => vec![piece.clone()],
                }
            }
            other => vec![other.clone()],
        };
        Cow::Owned(Text(pattern.0.iter().flat_map(fill).collect()))
    }
}

/// How several values of a request are taken.
#[derive(Clone, Copy, PartialEq)]
enum Quantity {
    One,
    All,
    Any,
}

/// Whether a condition holds.
pub fn answer(condition: &Condition, context: &Context) -> Answer {
    let (quantity, rest) = match condition.operator.split_once(':') {
        Some(("ForAllValues", rest)) => (Quantity::All, rest),
        Some(("ForAnyValue", rest)) => (Quantity::Any, rest),
        _ => (Quantity::One, condition.operator.as_str()),
    };
    let (operator, if_exists) = rest.strip_suffix("IfExists").map_or((rest, false), |operator| (operator, true));
    let depends = || Answer::depends(condition.key.clone());
    let carried = context.get(&condition.key);
    if operator == "Null" {
        let wanted = |value: &Text| value.matches(&Text::known(if carried == Some(&Carried::Absent) { "true" } else { "false" }));
        return match carried {
            Some(_) => condition.values.iter().map(wanted).fold(Answer::No, Answer::or),
            None => depends(),
        };
    }
    let (positive, negated) = match operator {
        "NotIpAddress" => ("IpAddress".to_owned(), true),
        _ if operator.contains("Not") => (operator.replacen("Not", "", 1), true),
        _ => (operator.to_owned(), false),
    };
    let Some(compare) = comparison(&positive) else {
        return Answer::depends(format!("{} {}", condition.operator, condition.key));
    };
    let values = match carried {
        None => return depends(),
        Some(Carried::Absent) => return Answer::known(if_exists || quantity == Quantity::All || (negated && quantity == Quantity::One)),
        Some(Carried::Values(values)) => values,
    };
    let wanted: Vec<Text> =
        condition.values.iter().map(|value| context.filled(&pattern(value, condition.variables)).into_owned()).collect();
    let one = |value: &Text| {
        let any = wanted.iter().fold(Answer::No, |answer, wanted| answer.or(compare(wanted, value)));
        if negated { any.negated() } else { any }
    };
    match quantity {
        Quantity::One | Quantity::All => values.iter().map(one).fold(Answer::Yes, Answer::and),
        Quantity::Any => values.iter().map(one).fold(Answer::No, Answer::or),
    }
}

/// The value with its policy variables, while its wildcards stay letters.
fn pattern(value: &Text, variables: bool) -> Text {
    let literal = |piece: Piece| match piece {
        Piece::Any => Piece::Letter('*'),
        Piece::One => Piece::Letter('?'),
        other => other,
    };
    if variables { Text(value.clone().into_pattern(true).0.into_iter().map(literal).collect()) } else { value.clone() }
}

type Comparison = fn(&Text, &Text) -> Answer;

/// How the wanted value is compared with the one of the request; nothing for an operator that is not known.
fn comparison(operator: &str) -> Option<Comparison> {
    Some(match operator {
        "StringEquals" | "BinaryEquals" => |wanted, found| wanted.matches(found),
        "StringEqualsIgnoreCase" => |wanted, found| wanted.clone().lowercase().matches(&found.clone().lowercase()),
        "StringLike" => |wanted, found| wanted.clone().into_pattern(false).matches(found),
        "ArnEquals" | "ArnLike" => arn_like,
        "Bool" => |wanted, found| wanted.clone().lowercase().matches(&found.clone().lowercase()),
        "IpAddress" => |wanted, found| known(wanted, found, in_range),
        "NumericEquals" => |wanted, found| known(wanted, found, |wanted, found| Some(number(found)? == number(wanted)?)),
        "NumericLessThan" => |wanted, found| known(wanted, found, |wanted, found| Some(number(found)? < number(wanted)?)),
        "NumericLessThanEquals" => |wanted, found| known(wanted, found, |wanted, found| Some(number(found)? <= number(wanted)?)),
        "NumericGreaterThan" => |wanted, found| known(wanted, found, |wanted, found| Some(number(found)? > number(wanted)?)),
        "NumericGreaterThanEquals" => |wanted, found| known(wanted, found, |wanted, found| Some(number(found)? >= number(wanted)?)),
        "DateEquals" => |wanted, found| known(wanted, found, |wanted, found| Some(moment(found)? == moment(wanted)?)),
        "DateLessThan" => |wanted, found| known(wanted, found, |wanted, found| Some(moment(found)? < moment(wanted)?)),
        "DateLessThanEquals" => |wanted, found| known(wanted, found, |wanted, found| Some(moment(found)? <= moment(wanted)?)),
        "DateGreaterThan" => |wanted, found| known(wanted, found, |wanted, found| Some(moment(found)? > moment(wanted)?)),
        "DateGreaterThanEquals" => |wanted, found| known(wanted, found, |wanted, found| Some(moment(found)? >= moment(wanted)?)),
        _ => return None,
    })
}

/// Each of the six parts of an ARN is matched by itself.
fn arn_like(wanted: &Text, found: &Text) -> Answer {
    let (wanted, found) = (wanted.split(':', 6), found.split(':', 6));
    if wanted.len() == 1 || found.len() == 1 {
        // One of them is a reference as a whole.
        let whole = |parts: &[Text]| parts.iter().skip(1).fold(parts[0].clone(), |whole, part| whole.then(&Text::known(":")).then(part));
        return whole(&wanted).into_pattern(false).matches(&whole(&found));
    }
    if wanted.len() != found.len() {
        return Answer::No;
    }
    wanted.into_iter().zip(&found).fold(Answer::Yes, |answer, (wanted, found)| answer.and(wanted.into_pattern(false).matches(found)))
}

/// Compares two values that must be known for it; one that is not of the operator's type does not match.
fn known(wanted: &Text, found: &Text, compare: fn(&str, &str) -> Option<bool>) -> Answer {
    match (wanted.as_known(), found.as_known()) {
        (Some(wanted), Some(found)) => Answer::known(compare(&wanted, &found).unwrap_or(false)),
        _ => Answer::on_all(wanted.tokens().chain(found.tokens()).map(|token| token.name.clone()).collect()),
    }
}

fn in_range(range: &str, address: &str) -> Option<bool> {
    let range: IpNet = range.parse().ok().or_else(|| Some(IpNet::from(range.parse::<IpAddr>().ok()?)))?;
    Some(range.contains(&address.parse::<IpAddr>().ok()?))
}

fn number(text: &str) -> Option<f64> {
    text.trim().parse().ok()
}

/// Seconds since 1970 of a day, a time in the forms of ISO 8601 that AWS takes, or a number of seconds.
fn moment(text: &str) -> Option<i64> {
    if let Ok(seconds) = text.parse::<i64>() {
        return Some(seconds);
    }
    let (day, time) = text.split_once('T').unwrap_or((text, "00:00:00Z"));
    let mut parts = day.split('-').map(|part| part.parse::<i64>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let (time, offset) = match (time.strip_suffix('Z'), time.rfind(['+', '-'])) {
        (Some(time), _) => (time, 0),
        (None, Some(at)) => {
            let (hours, minutes) = time[at + 1..].split_once(':')?;
            let seconds = hours.parse::<i64>().ok()? * 3600 + minutes.parse::<i64>().ok()? * 60;
            (&time[..at], if time[at..].starts_with('-') { -seconds } else { seconds })
        }
        (None, None) => (time, 0),
    };
    let mut parts = time.split(':').map(|part| part.parse::<f64>().ok());
    let (hour, minute) = (parts.next()?? as i64, parts.next()?? as i64);
    let second = parts.next().flatten().unwrap_or(0.0) as i64;
    if !(1..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    // Days from civil, by H. Hinnant: https://howardhinnant.github.io/date_algorithms.html#days_from_civil
    let year = if month <= 2 { year - 1 } else { year };
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let days = year.div_euclid(400) * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468;
    Some(days * 86_400 + hour * 3600 + minute * 60 + second - offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `found`: the values that the request carries, `None` for a request without the key.
    #[track_caller]
    fn check(operator: &str, wanted: &[&str], found: Option<&[&str]>, expected: bool) {
        let condition = Condition {
            operator: operator.to_owned(),
            key: "aws:Key".to_owned(),
            values: wanted.iter().map(|value| Text::known(value)).collect(),
            variables: true,
        };
        let carried = found.map_or(Carried::Absent, |values| Carried::Values(values.iter().map(|value| Text::known(value)).collect()));
        let context = Context::default().with("AWS:key", carried).with_value("aws:username", Text::known("ann"));
        assert_eq!(answer(&condition, &context), Answer::known(expected), "{operator} {wanted:?} on {found:?}");
    }

    #[test]
    fn operators_compare_as_their_types_do() {
        for (operator, wanted, found, expected) in [
            ("StringEquals", "a*", "a*", true),
            ("StringEquals", "a*", "ab", false),
            ("StringEquals", "${aws:username}", "ann", true),
            ("StringLike", "a*", "ab", true),
            ("StringNotLike", "a*", "ab", false),
            ("StringEqualsIgnoreCase", "Prod", "pROD", true),
            ("StringNotEqualsIgnoreCase", "Prod", "pROD", false),
            ("NumericLessThanEquals", "10", "10", true),
            ("NumericLessThan", "10", "9.5", true),
            ("NumericGreaterThan", "10", "x", false),
            ("NumericNotEquals", "10", "11", true),
            ("DateGreaterThan", "2020-04-01T00:00:00Z", "2020-04-01T00:00:01Z", true),
            ("DateLessThan", "2020-04-01", "2020-03-31T23:59:59Z", true),
            ("DateEquals", "1970-01-02T01:00:00+01:00", "86400", true),
            ("DateEquals", "2000-02-29T00:00:00Z", "951782400", true),
            ("Bool", "true", "True", true),
            ("IpAddress", "203.0.113.0/24", "203.0.113.7", true),
            ("IpAddress", "203.0.113.0/24", "203.0.114.7", false),
            ("IpAddress", "203.0.113.7", "203.0.113.7", true),
            ("NotIpAddress", "203.0.113.0/24", "203.0.114.7", true),
            ("IpAddress", "2001:db8::/32", "2001:db8::1", true),
            ("ArnLike", "arn:aws:sns:*:*:n*", "arn:aws:sns:eu-west-1:111122223333:news", true),
            ("ArnLike", "arn:aws:*:news", "arn:aws:sns:eu-west-1:111122223333:news", false),
            ("ArnEquals", "arn:aws:s3:::b*", "arn:aws:s3:::bucket", true),
            ("ArnNotEquals", "arn:aws:s3:::b", "arn:aws:s3:::b", false),
        ] {
            check(operator, &[wanted], Some(&[found]), expected);
        }
        check("StringEquals", &["a", "b"], Some(&["b"]), true);
        check("StringNotEquals", &["a", "b"], Some(&["b"]), false);
    }

    #[test]
    fn a_key_that_is_missing_fails_what_asks_for_it() {
        for (operator, expected) in [
            ("StringEquals", false),
            ("StringNotEquals", true),
            ("StringEqualsIfExists", true),
            ("ForAllValues:StringEquals", true),
            ("ForAnyValue:StringEquals", false),
            ("ForAnyValue:StringNotEquals", false),
            ("NotIpAddress", true),
            ("NumericLessThan", false),
        ] {
            check(operator, &["1"], None, expected);
        }
        check("Null", &["true"], None, true);
        check("Null", &["false"], None, false);
        check("Null", &["true"], Some(&["x"]), false);
        check("Null", &["false"], Some(&["x"]), true);
    }

    #[test]
    fn several_values_are_taken_all_or_any() {
        check("ForAllValues:StringEquals", &["a", "b"], Some(&["a", "b"]), true);
        check("ForAllValues:StringEquals", &["a", "b"], Some(&["a", "c"]), false);
        check("ForAnyValue:StringEquals", &["a", "b"], Some(&["a", "c"]), true);
        check("ForAnyValue:StringLike", &["x*"], Some(&["a", "c"]), false);
        check("ForAllValues:StringNotEquals", &["a"], Some(&["b", "c"]), true);
        check("ForAllValues:StringNotEquals", &["a"], Some(&["a", "c"]), false);
    }

    #[test]
    fn what_is_not_known_of_a_request_decides_nothing() {
        let condition = |operator: &str| Condition {
            operator: operator.to_owned(),
            key: "aws:SourceVpce".to_owned(),
            values: vec![Text::known("x")],
            variables: true,
        };
        assert_eq!(answer(&condition("StringEquals"), &Context::default()), Answer::depends("aws:SourceVpce"));
        let known = Context::default().with_value("aws:SourceVpce", Text::known("x"));
        assert_eq!(answer(&condition("StringSounds"), &known), Answer::depends("StringSounds aws:SourceVpce"));
    }
}
