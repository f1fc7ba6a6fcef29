//! How long the template of a design is as it is written, worked out once for all who ask.

use crate::design::Design;
use crate::synthesize::synthesized;

/// The size of a template in bytes.
struct TemplateSize(usize);

/// The size of the YAML form in bytes, which is what the deploy script hands over.
pub(in crate::rules) fn template_size(design: &Design) -> usize {
    design.once(|design| TemplateSize(synthesized(design).0.yaml_size())).0
}

/// A number as people read it: `51,200`.
pub(in crate::rules) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut words = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            words.push(',');
        }
        words.push(digit);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn digits_stand_in_threes() {
        let all = [0, 12, 512, 5_000, 51_200, 1_000_000].map(grouped);
        assert_eq!(all, ["0", "12", "512", "5,000", "51,200", "1,000,000"]);
    }
}
