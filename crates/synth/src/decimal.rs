//! Decimals as text, exactly as the standard library reads and writes them, but without its tables of powers: those take a tenth of what a
//! visitor waits for. Nearly all numbers in a design are short, and go a short way; the others are worked out with long integers.

#![allow(clippy::cast_possible_wrap, reason = "counts of digits and bits are far below the largest number of any size")]

use std::cmp::Ordering;
use std::fmt::{self, Display, Formatter};

/// A number that is written like the standard library writes it, for formatted text: no exponent, no more digits than tell it from others.
#[derive(Clone, Copy)]
pub struct Plain(pub f64);

impl Display for Plain {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.pad(&written(self.0))
    }
}

/// The number that a text writes, the nearest one that there is; whatever `str::parse` takes, and nothing else.
pub fn read(text: &str) -> Option<f64> {
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest.eq_ignore_ascii_case("inf") || rest.eq_ignore_ascii_case("infinity") {
        return Some(sign * f64::INFINITY);
    }
    if rest.eq_ignore_ascii_case("nan") {
        return Some(f64::NAN);
    }
    let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, whole(exponent)?),
        None => (rest, 0),
    };
    let (before, after) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits: Vec<u8> = before.bytes().chain(after.bytes()).collect();
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let zeros = digits.iter().take_while(|digit| **digit == b'0').count();
    let digits = digits.get(zeros..).unwrap_or_default();
    Some(sign * nearest(digits, exponent.saturating_sub(after.len() as i64)))
}

/// An exponent. One that is too long to be a number is as good as the largest.
fn whole(text: &str) -> Option<i64> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let size = digits.bytes().fold(0_i64, |size, digit| (size * 10 + i64::from(digit - b'0')).min(1_000_000_000));
    Some(sign * size)
}

/// More digits than these decide nothing but whether a number lies above the middle of two: no middle has more.
const MOST_DIGITS: usize = 770;

/// Ten to this is the largest power of ten that a number of 53 bits holds exactly.
const EXACT_POWER: i64 = 22;

/// The largest whole number up to which each one can be held.
const EXACT: u64 = 1 << 53;

/// The number nearest to digits (without leading zeros) times a power of ten.
fn nearest(digits: &[u8], exponent: i64) -> f64 {
    let Some(size) = (digits.len() as i64).checked_add(exponent).filter(|_| !digits.is_empty()) else { return 0.0 };
    if size > 310 {
        return f64::INFINITY;
    }
    if size < -330 {
        return 0.0;
    }
    if digits.len() < 19 {
        let number = digits.iter().fold(0_u64, |number, digit| number * 10 + u64::from(*digit - b'0'));
        // Both are exact, and a machine rounds the product or quotient of two exact numbers rightly.
        if number <= EXACT && exponent.abs() <= EXACT_POWER {
            let power = exact_power(exponent.unsigned_abs());
            return if exponent < 0 { number as f64 / power } else { number as f64 * power };
        }
    }
    let kept = digits.get(..MOST_DIGITS).unwrap_or(digits);
    let mut number = Long::default();
    for digit in kept {
        number.times(10, u32::from(*digit - b'0'));
    }
    let mut exponent = exponent + (digits.len() - kept.len()) as i64;
    if kept.len() < digits.len() {
        number.times(10, 1);
        exponent -= 1;
    }
    let (above, below) = (number.times_ten_to(exponent), Long::one().times_ten_to(-exponent));
    ratio(above, below)
}

fn exact_power(exponent: u64) -> f64 {
    (0..exponent).fold(1.0, |power, _| power * 10.0)
}

/// The nearest number to a quotient, the even one of two that are as near.
fn ratio(above: Long, below: Long) -> f64 {
    // The quotient is to have 64 or 65 bits.
    let shift = 64 - (above.bits() - below.bits());
    let (quotient, has_rest) = above.shifted(shift).divided(&below.shifted(-shift));
    let bits = 128 - i64::from(quotient.leading_zeros());
    // The place of the last bit that the number holds, counted from the quotient's last: 53 bits, fewer where numbers end.
    let drop = (bits - 53).max(shift - 1074);
    if drop > bits {
        return 0.0;
    }
    let kept = (quotient >> drop) as u64;
    let rest = quotient & ((1 << drop) - 1);
    let middle = 1_u128 << (drop - 1);
    let up = rest > middle || (rest == middle && (has_rest || kept & 1 == 1));
    let kept = kept + u64::from(up);
    let power = drop - shift;
    // A number's bits are those of its fraction behind those of its exponent, so that rounding up to the next power of two carries over.
    let places = (power + 1074) as u64;
    if kept < 1 << 52 {
        return f64::from_bits(kept);
    }
    if places >= 2046 {
        return f64::INFINITY;
    }
    f64::from_bits((places << 52) + kept)
}

/// The fewest digits that tell a positive number from its neighbours, as a whole number, and the power of ten to multiply it by.
fn shortest(number: f64) -> (u64, i64) {
    // Of fewer than sixteen digits no two are the same number: what reads back as it is the one.
    for places in 0..=15 {
        let power = exact_power(places);
        let scaled = (number * power).round();
        if scaled >= 1e15 {
            break;
        }
        if scaled / power == number {
            return (scaled as u64, -(places as i64));
        }
    }
    let (fraction, power) = parts(number);
    let exact = |exponent| scaled(fraction, power, exponent);
    // The power of ten that is just above it.
    let mut size = ((64 - i64::from(fraction.leading_zeros()) + power) as f64 * std::f64::consts::LOG10_2) as i64 - 1;
    while {
        let (above, below) = exact(-size);
        above.compared(&below) != Ordering::Less
    } {
        size += 1;
    }
    for digits in 1..=17 {
        let exponent = size - digits;
        let (quotient, _) = nearest_whole(exact(-exponent));
        // Below a power of two numbers lie closer: there the next one above may be it, though it is not the nearest.
        for candidate in [quotient as u64, quotient as u64 + 1] {
            if nearest(candidate.to_string().as_bytes(), exponent) == number {
                return (candidate, exponent);
            }
        }
    }
    (0, 0)
}

/// A positive number as a whole number and the power of two to multiply it by.
fn parts(number: f64) -> (u64, i64) {
    let bits = number.to_bits();
    let (fraction, places) = (bits & ((1 << 52) - 1), (bits >> 52) as i64);
    if places == 0 { (fraction, -1074) } else { (fraction | 1 << 52, places - 1075) }
}

/// A number times a power of ten, as what is above and below the line of a fraction.
fn scaled(fraction: u64, power: i64, exponent: i64) -> (Long, Long) {
    (Long::from(fraction).times_ten_to(exponent).shifted(power), Long::one().times_ten_to(-exponent).shifted(-power))
}

/// The whole number nearest to a fraction, and whether two are as near and it is the higher one.
fn nearest_whole((above, below): (Long, Long)) -> (u128, bool) {
    let (quotient, has_rest) = above.shifted(1).plus(&below).divided(&below.shifted(1));
    (quotient, !has_rest)
}

/// The digits of a positive number, without zeros at their end, and where its point is: behind so many of them.
fn digits(number: f64) -> (String, i64) {
    let (digits, exponent) = shortest(number);
    let digits = digits.to_string();
    let point = digits.len() as i64 + exponent;
    (digits.trim_end_matches('0').to_owned(), point)
}

/// A number as the standard library writes it: `0.1`, `-3`, `100000000000000000000`, `inf`.
pub fn written(number: f64) -> String {
    let sign = if number.is_sign_negative() && !number.is_nan() { "-" } else { "" };
    let size = number.abs();
    if number.is_nan() || number.is_infinite() {
        return format!("{sign}{}", if number.is_nan() { "NaN" } else { "inf" });
    }
    if size < 1e15 && size.fract() == 0.0 {
        return format!("{sign}{}", size as u64);
    }
    let (digits, point) = digits(size);
    format!("{sign}{}", with_point(&digits, point))
}

fn with_point(digits: &str, point: i64) -> String {
    let zeros = |count: i64| "0".repeat(count.max(0) as usize);
    if point <= 0 {
        return format!("0.{}{digits}", zeros(-point));
    }
    match digits.split_at_checked(point as usize) {
        Some((before, after)) if !after.is_empty() => format!("{before}.{after}"),
        _ => format!("{digits}{}", zeros(point - digits.len() as i64)),
    }
}

/// A number with so many digits behind the point, as the standard library rounds it. Its size is to be less than 10^15.
pub fn rounded(number: f64, places: usize) -> String {
    let sign = if number.is_sign_negative() { "-" } else { "" };
    if places == 0 && number.abs() < EXACT as f64 {
        return format!("{sign}{}", number.abs().round_ties_even() as u64);
    }
    let (fraction, power) = parts(number.abs());
    let (whole, is_between) = nearest_whole(scaled(fraction, power, places as i64));
    let even = if is_between { whole & !1 } else { whole };
    let digits = format!("{even:0>least$}", least = places + 1);
    let (before, after) = digits.split_at(digits.len() - places);
    let point = if places > 0 { "." } else { "" };
    format!("{sign}{before}{point}{after}")
}

/// The number nearest to another that is neither less nor more than two bounds. The standard library's way would write bounds that are
/// the wrong way round into its complaint, and with that links all that writes decimals.
pub fn within(number: f64, least: f64, most: f64) -> f64 {
    number.max(least).min(most)
}

/// A finite number as JSON writes it, always seen to be no whole number: `0.1`, `3.0`, `1e+20`.
pub(crate) fn in_json(number: f64) -> String {
    with_fraction(number, -5, "+")
}

/// A finite number as the standard library writes it for developers, and as a sketch does: `0.1`, `3.0`, `1e20`.
pub(crate) fn in_sketch(number: f64) -> String {
    with_fraction(number, -4, "")
}

/// A number with a fraction, or with an exponent when it is large or its point would be no further right than `least`.
fn with_fraction(number: f64, least: i64, plus: &str) -> String {
    let sign = if number.is_sign_negative() { "-" } else { "" };
    if number == 0.0 {
        return format!("{sign}0.0");
    }
    let (digits, point) = digits(number.abs());
    if point > 16 || point <= least {
        let (first, rest) = digits.split_at(1);
        let dot = if rest.is_empty() { "" } else { "." };
        let plus = if point > 1 { plus } else { "" };
        return format!("{sign}{first}{dot}{rest}e{plus}{}", point - 1);
    }
    let end = if point >= digits.len() as i64 { ".0" } else { "" };
    format!("{sign}{}{end}", with_point(&digits, point))
}

/// A whole number of any length, in pieces of 32 bits, the lowest first and none of them an empty highest one.
#[derive(Clone, Default)]
struct Long(Vec<u32>);

impl Long {
    fn one() -> Self {
        Self(vec![1])
    }

    fn from(number: u64) -> Self {
        Self(vec![number as u32, (number >> 32) as u32]).trimmed()
    }

    fn trimmed(mut self) -> Self {
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
        self
    }

    fn times(&mut self, factor: u32, more: u32) {
        let mut carry = u64::from(more);
        for piece in &mut self.0 {
            carry += u64::from(*piece) * u64::from(factor);
            *piece = carry as u32;
            carry >>= 32;
        }
        if carry > 0 {
            self.0.push(carry as u32);
        }
    }

    /// Nothing happens for a negative power: the other side of a fraction takes it.
    fn times_ten_to(mut self, power: i64) -> Self {
        for _ in 0..power {
            self.times(10, 0);
        }
        self
    }

    fn bits(&self) -> i64 {
        self.0.last().map_or(0, |last| self.0.len() as i64 * 32 - i64::from(last.leading_zeros()))
    }

    /// Nothing happens for a negative count: the other side of a fraction takes it.
    fn shifted(mut self, count: i64) -> Self {
        if count > 0 {
            self.times(1 << (count % 32), 0);
            self.0.splice(0..0, vec![0; count as usize / 32]);
        }
        self.trimmed()
    }

    fn compared(&self, other: &Self) -> Ordering {
        self.0.len().cmp(&other.0.len()).then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }

    fn plus(mut self, other: &Self) -> Self {
        self.0.resize(self.0.len().max(other.0.len()) + 1, 0);
        let mut carry = 0;
        for (index, piece) in self.0.iter_mut().enumerate() {
            carry += u64::from(*piece) + other.0.get(index).copied().map_or(0, u64::from);
            *piece = carry as u32;
            carry >>= 32;
        }
        self.trimmed()
    }

    /// Takes off another that is no more than this.
    fn minus(mut self, other: &Self) -> Self {
        let mut borrow = 0;
        for (index, piece) in self.0.iter_mut().enumerate() {
            let less = i64::from(*piece) - other.0.get(index).copied().map_or(0, i64::from) - borrow;
            *piece = less as u32;
            borrow = i64::from(less < 0);
        }
        self.trimmed()
    }

    /// The quotient, which has to be less than 2^100, and whether something is left over.
    fn divided(mut self, by: &Self) -> (u128, bool) {
        let mut quotient = 0;
        for shift in (0..=(self.bits() - by.bits()).max(0)).rev() {
            let part = by.clone().shifted(shift);
            quotient <<= 1;
            if self.compared(&part) != Ordering::Less {
                self = self.minus(&part);
                quotient |= 1;
            }
        }
        (quotient, !self.0.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{in_json, in_sketch, read, rounded, written};

    #[track_caller]
    fn check(number: f64) {
        assert_eq!(written(number), number.to_string(), "written {number:e}");
        for text in [format!("{number}"), format!("{number:e}"), format!("{number:.30}"), format!("{number:E}")] {
            let (found, expected) = (read(&text).map(f64::to_bits), text.parse().ok().map(f64::to_bits));
            assert_eq!(found, expected, "read {text}");
        }
        if number.is_finite() {
            assert_eq!(in_sketch(number), format!("{number:?}"), "in a sketch {number:e}");
            // Of two texts that are as short and as near either will do.
            let (found, expected) = (in_json(number), serde_json::Value::from(number).to_string());
            assert_eq!((found.len(), serde_json::from_str(&found).ok()), (expected.len(), Some(number)), "{found} for {expected}");
        }
    }

    #[test]
    fn numbers_are_written_and_read_as_the_standard_library_does() {
        let edges = [
            0.0,
            -0.0,
            0.1,
            0.3,
            0.1 + 0.2,
            1.5,
            -12.25,
            1e-5,
            1e-4,
            0.001,
            123_456_789.125,
            1e15,
            1e16,
            1e17,
            1e21,
            1e22,
            1e23,
            9_007_199_254_740_991.0,
            9_007_199_254_740_993.0,
            f64::MAX,
            f64::MIN_POSITIVE,
            f64::from_bits(1),
            f64::from_bits((1 << 52) - 1),
            f64::EPSILON,
            f64::INFINITY,
            f64::NEG_INFINITY,
        ];
        edges.into_iter().for_each(check);
        // Powers of two, below which numbers lie closer than above.
        (-1074..1024).for_each(|power| check(2_f64.powi(power)));
    }

    #[test]
    fn middles_and_long_texts_are_read_exactly() {
        let long = format!("0.{}1", "0".repeat(2000));
        let middle = format!("1.{}1", "00000000000000011102230246251565404236316680908203125".to_owned() + &"0".repeat(900));
        let texts = [
            "9007199254740993",
            "9007199254740992.99999",
            "1.00000000000000011102230246251565404236316680908203125",
            &middle,
            &long,
            "2.4703282292062327e-324",
            "2.4703282292062328e-324",
            "1.7976931348623158e308",
            "1.7976931348623159e308",
            "1e400",
            "-1e-400",
            "1e99999999999999999999",
            "0e99999999999999999999",
            "007",
            "+7",
            ".5",
            "5.",
            "5.e1",
            "2.2250738585072011e-308",
        ];
        for text in texts {
            assert_eq!(read(text).map(f64::to_bits), text.parse().ok().map(f64::to_bits), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_none() {
        for text in ["", "-", "+", ".", "e5", "1e", "1e+", "1 ", " 1", "1_0", "0x1", "--1", "+-1", "1.2.3", "1e1.5", "١", "infinite"] {
            assert_eq!(read(text), None, "{text}");
            assert!(text.parse::<f64>().is_err(), "{text}");
        }
        for text in ["inf", "-INF", "+infinity"] {
            assert_eq!(read(text), text.parse().ok());
        }
        assert!(read("nan").is_some_and(f64::is_nan));
    }

    #[track_caller]
    fn check_rounded(number: f64) {
        for places in 0..4 {
            assert_eq!(rounded(number, places), format!("{number:.places$}"), "{number} with {places} places");
        }
    }

    #[test]
    fn rounded_numbers_keep_their_places() {
        [0.0, -0.0, 0.25, 0.75, 0.5, 1.5, 2.5, -3.5, 2.0, 1.005, 16.425, -0.34, 12.3456, 999.9999, 1e14]
            .into_iter()
            .for_each(check_rounded);
    }

    proptest! {
        #[test]
        fn any_bits(bits: u64) {
            let number = f64::from_bits(bits);
            prop_assume!(!number.is_nan());
            check(number);
        }

        #[test]
        fn what_a_drawing_holds(whole in -1_000_000_i64..1_000_000, divisor in 1_u32..2000) {
            check(whole as f64 / f64::from(divisor));
            check_rounded(whole as f64 / f64::from(divisor));
        }

        #[test]
        fn any_digits(text in "[0-9]{1,25}(\\.[0-9]{0,25})?(e-?[0-9]{1,3})?") {
            prop_assert_eq!(read(&text).map(f64::to_bits), text.parse().ok().map(f64::to_bits));
        }
    }
}
