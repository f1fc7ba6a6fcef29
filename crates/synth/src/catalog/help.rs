//! What to know of kinds, verbs and fields: texts and sources. They stand apart from the data, so that a program that only draws does not
//! carry them.

/// What to know of a kind or a verb.
pub struct Help {
    /// What it is or means and what to know of it, in plain text; its first line is a summary.
    pub docs: &'static str,
    /// Where its facts come from.
    pub source: &'static str,
    /// What to know of its fields, in their order.
    pub fields: &'static [FieldHelp],
}

/// What to know of a field.
pub struct FieldHelp {
    /// The field's name.
    pub name: &'static str,
    /// What it does, its unit and limits, in plain text.
    pub docs: &'static str,
    /// Where the fact comes from; empty when the kind's or verb's source says it.
    pub source: &'static str,
}

impl Help {
    /// What to know of a field by its name.
    pub fn field(&self, name: &str) -> Option<&'static FieldHelp> {
        self.fields.iter().find(|field| field.name == name)
    }
}

/// Where in the docs of a field an example of an entry stands, and how long it is: the first text in backticks that is a map.
pub(crate) const fn example_in(docs: &str) -> (usize, usize) {
    let bytes = docs.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'`' {
            let start = at + 1;
            let mut end = start;
            while end < bytes.len() && bytes[end] != b'`' {
                end += 1;
            }
            if end > start && bytes[start] == b'{' {
                return (start, end - start);
            }
            at = end;
        }
        at += 1;
    }
    (0, 0)
}

/// So many bytes of a text as values of their own: a part that points into the text would keep all of it in the program.
pub(crate) const fn part<const LENGTH: usize>(text: &str, start: usize) -> [u8; LENGTH] {
    let mut bytes = [0; LENGTH];
    let mut at = 0;
    while at < LENGTH {
        bytes[at] = text.as_bytes()[start + at];
        at += 1;
    }
    bytes
}

/// The text of these bytes; empty when they are none.
pub(crate) const fn text_of(bytes: &'static [u8]) -> &'static str {
    match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(_) => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(docs: &str, expected: &str) {
        let (start, length) = example_in(docs);
        assert_eq!(&docs[start..start + length], expected);
    }

    #[test]
    fn an_example_is_the_first_map_in_backticks() {
        check("Each as `{a=1, b=2}`; `{c=3}` too.", "{a=1, b=2}");
        check("`all` or `none`, as `{a=é}`", "{a=é}");
        check("`never closed {a=1}", "");
        check("No example", "");
    }
}
