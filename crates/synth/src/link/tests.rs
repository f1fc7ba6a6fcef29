//! Links that hold what they shall, and links that were made to do harm.

use super::*;
use crate::design::{Edit, Node, sketch};

/// A link with this text packed into it.
fn packed(text: &str) -> String {
    format!("design=1.{}", BASE64_URL_SAFE_NO_PAD.encode(compress_to_vec_zlib(text.as_bytes(), 10)))
}

#[track_caller]
fn check(link: &str, error: &str) {
    assert_eq!(read(link).map_err(|error| error.to_string()), Err(error.to_owned()));
}

fn example() -> Design {
    sketch::parse("vpc main cidr=10.0.0.0/16\n  subnet inner cidr=10.0.0.0/24\nbucket photos\n").design
}

#[test]
fn an_address_holds_a_design_or_it_does_not() {
    let link = write(&example(), Access::Edit).unwrap();
    assert_eq!(in_address(&format!(" https://example.org/a/#{link}\n")), Some(link.as_str()));
    assert_eq!(in_address(&link), Some(link.as_str()));
    for other in ["https://example.org/", "https://example.org/#canvas", "vpc main", "{}", "https://example.org/?design=1.a"] {
        assert_eq!(in_address(other), None, "{other}");
    }
}

#[test]
fn who_opens_it_may_edit_or_look() {
    for access in [Access::Edit, Access::Look] {
        let link = write(&example(), access).unwrap();
        assert_eq!(read(&link), Ok(Shared { design: example(), access }));
        assert!(link.chars().all(|letter| letter.is_ascii_alphanumeric() || "=.-_".contains(letter)), "{link}");
    }
}

#[test]
fn a_link_without_its_end_opens_nothing() {
    for access in [Access::Edit, Access::Look] {
        let link = write(&example(), access).unwrap();
        for end in 0..link.len() {
            let error = read(&link[..end]).unwrap_err();
            assert!(matches!(error, LinkError::CutOff(_) | LinkError::Damaged | LinkError::Letter(..)), "{end}: {error}");
        }
    }
}

#[test]
fn a_letter_that_was_changed_is_noticed() {
    let link = write(&example(), Access::Edit).unwrap();
    let start = "design=1.".len();
    let mut unnoticed = 0;
    for place in start..link.len() {
        let other = if link.as_bytes()[place] == b'A' { "B" } else { "A" };
        let changed = [&link[..place], other, &link[place + 1..]].concat();
        // Between the data and the checksum up to seven bits say nothing.
        assert!(read(&changed).map_or(true, |shared| shared.design == example()), "{place}");
        unnoticed += usize::from(read(&changed).is_ok());
        let replaced = [&link[..place], "%", &link[place + 1..]].concat();
        assert_eq!(read(&replaced), Err(LinkError::Letter(place - start + 1, '%')));
    }
    assert!(unnoticed <= 2, "{unnoticed}");
}

#[test]
fn other_versions_are_told() {
    let newer = "found the version `2`, expected 1: a newer Groundplan made this link, so open it with that one";
    check("design=2.AAAA", newer);
    let long = format!("design={}.AAAA", "9".repeat(500));
    check(&long, &newer.replace("`2`", &format!("`{}`", "9".repeat(20))));
    let newer = "groundplan: found 99, expected at most 1: a newer Groundplan wrote this design, so open it with that one";
    check(&packed("{\"groundplan\": 99}"), newer);
}

#[test]
fn garbage_is_told() {
    check("design=1.größe", "character 3: found `ö`, expected letters, digits, `-` and `_`: copy the link once more");
    check("design=1.x.AAAA", "character 2: found `.`, expected letters, digits, `-` and `_`: copy the link once more");
    check("design=1.AAAAAAAA", "a part of it was changed on its way: copy the link once more");
    check("design=1.", "it ends too early, after 9 characters: copy the link once more, as a whole");
    check(&packed("vpc main"), "found text that is no JSON, which needs a value at line 1, column 1, expected a saved design");
    check(&packed("{\"groundplan\": 1, \"nodes\": 3, \"name\": 4}"), "name: found 4, expected text, and 1 more");
    let bytes = BASE64_URL_SAFE_NO_PAD.encode(compress_to_vec_zlib(&[0xff, 0xfe], 10));
    check(&format!("design=1.{bytes}"), "a part of it was changed on its way: copy the link once more");
}

#[test]
fn what_is_too_much_is_refused_before_it_costs_much() {
    // Ten million bytes in ten thousand letters.
    let bomb = packed(&" ".repeat(10_000_000));
    assert!(bomb.len() < MOST_LETTERS, "{}", bomb.len());
    check(&bomb, "found more than 4000000 bytes in it, which no design needs: do not trust this link");
    let long = format!("design=1.{}", "A".repeat(MOST_LETTERS));
    check(&long, "found 28009 characters, expected at most 28000: ask for the design as a file");
    let nodes: Vec<String> = (1..=5_001).map(|id| format!("{{\"id\":{id},\"kind\":\"vpc\",\"name\":\"\"}}")).collect();
    let many = format!("{{\"groundplan\":1,\"nodes\":[{}]}}", nodes.join(","));
    check(&packed(&many), "found 5001 nodes and connections, expected at most 5000: ask for the design as a file");
}

#[test]
fn a_thousand_levels_overflow_nothing() {
    let deep = format!("{{\"groundplan\":1,\"extra\":{}{}}}", "[".repeat(1_000), "]".repeat(1_000));
    check(&packed(&deep), "found text that is no JSON, which needs no more than 127 levels at line 1, column 151, expected a saved design");
    // Nodes in each other are records in a list: as deep as they like.
    let empty = Design::default();
    let mut edit = Edit::new(&empty);
    let mut parent = None;
    for number in 0..1_000 {
        let node = Node { parent, ..Node::new("vpc", format!("n{number}")) };
        parent = Some(edit.add_node(node));
    }
    let design = edit.design().clone();
    let link = write(&design, Access::Edit).unwrap();
    assert_eq!(read(&link).map(|shared| shared.design), Ok(design));
}

#[test]
fn a_design_that_is_too_large_is_not_put_into_a_link() {
    let mut noise = 1_u64;
    let mut word = || {
        // Numbers that no compression makes short: xorshift, by Marsaglia.
        noise ^= noise << 13;
        noise ^= noise >> 7;
        noise ^= noise << 17;
        format!("{noise:x}")
    };
    let empty = Design::default();
    let mut edit = Edit::new(&empty);
    for _ in 0..4_000 {
        edit.add_node(Node::new("bucket", word()));
    }
    let too_long = write(edit.design(), Access::Edit).unwrap_err();
    assert!(too_long.letters > MOST_LETTERS);
    assert!(too_long.to_string().contains("export the design and send the file instead"), "{too_long}");
}
