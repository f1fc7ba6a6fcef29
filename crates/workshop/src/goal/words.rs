//! Texts of a goal with the names of nodes in them.

/// The words in braces of a text, with the column of each brace, counted from 1. `{{` stands for a brace.
pub fn placeholders(text: &str) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    pieces(text, |piece| {
        if let Piece::Name(name, column) = piece {
            found.push((name.to_owned(), column));
        }
    });
    found
}

/// Puts names into a text: `called` gives the name of a node, or else what it is, with `false`.
pub fn fill(text: &str, called: impl Fn(&str) -> (String, bool)) -> String {
    let mut filled = String::new();
    pieces(text, |piece| match piece {
        Piece::Text(text) => filled.push_str(text),
        Piece::Name(name, _) => {
            let (name, is_node) = called(name);
            // A node is called as it is called; what it is called by otherwise begins a sentence like any word.
            let starts = filled.is_empty() && !is_node;
            filled.push_str(&if starts { capitalized(&name) } else { name });
        }
    });
    filled
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

enum Piece<'a> {
    Text(&'a str),
    Name(&'a str, usize),
}

fn pieces<'a>(text: &'a str, mut each: impl FnMut(Piece<'a>)) {
    let mut rest = text;
    let mut column = 1;
    while let Some(at) = rest.find('{') {
        each(Piece::Text(&rest[..at]));
        column += rest[..at].chars().count();
        let behind = &rest[at + 1..];
        if let Some(after) = behind.strip_prefix('{') {
            each(Piece::Text("{"));
            rest = after;
            column += 2;
        } else if let Some(end) = behind.find('}') {
            each(Piece::Name(&behind[..end], column));
            rest = &behind[end + 1..];
            column += behind[..end].chars().count() + 2;
        } else {
            each(Piece::Text(&rest[at..]));
            return;
        }
    }
    each(Piece::Text(rest));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_put_in() {
        let called = |name: &str| if name == "web" { ("site-1".to_owned(), true) } else { (format!("the {name}"), false) };
        let check = |text: &str, expected: &str| assert_eq!(fill(text, called), expected);
        check("Connect {web} with {role}", "Connect site-1 with the role");
        check("{role} is for {web}", "The role is for site-1");
        check("{web}: {{x} {", "site-1: {x} {");
        assert_eq!(placeholders("é {web} {{a} {role}"), [("web".to_owned(), 3), ("role".to_owned(), 14)]);
    }
}
