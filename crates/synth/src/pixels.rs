//! Lengths on a screen as text.

use std::fmt::{self, Display, Formatter};

use crate::decimal::Plain;

/// A length on the screen or its scale, written to a millionth: what nobody can see is not worth the many digits, which take long.
#[derive(Clone, Copy)]
pub struct Pixels(pub f64);

impl Display for Pixels {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        Plain((self.0 * 1e6).round() / 1e6).fmt(formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::Pixels;

    #[test]
    fn lengths_are_written_to_a_millionth() {
        let texts = [1.0 / 3.0, -2.0 / 3.0, 2_f64.powf(0.1), 12.5, 1e-9, 1e15 + 0.5].map(|length| Pixels(length).to_string());
        assert_eq!(texts, ["0.333333", "-0.666667", "1.071773", "12.5", "0", "1000000000000000.5"]);
    }
}
