//! What is the same to a student is the same here, and what is not is not.

use groundplan_synth::design::sketch;

use super::*;

const UNICORN: &str = include_str!("../../../../examples/unicorn.sketch");

#[track_caller]
fn check(one: &str, other: &str, expected: Option<&str>) {
    let design = |text: &str| {
        let parsed = sketch::parse(text);
        assert_eq!(parsed.errors, []);
        parsed.design
    };
    let found = difference(&design(one), &design(other)).map(|difference| difference.words);
    assert_eq!(found.as_deref(), expected);
}

/// Every name of the example changed, the lines of each level in another order.
fn renamed(text: &str) -> String {
    let mut text = text.to_owned();
    for name in [
        "public-a",
        "public-b",
        "private-a",
        "private-b",
        "nat-a",
        "nat-b",
        "main-cluster",
        "web-logs",
        "task-role",
        "execution-role",
        "users",
        "edge",
        "season",
        "members",
        "pictures",
        "voters",
        "votes",
        "unicorn",
        "site",
    ] {
        let letters = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
        let mut rest = text.as_str();
        let mut changed = String::new();
        while let Some(at) = rest.find(name) {
            let before = rest[..at].chars().last().is_some_and(|letter| letters(letter) || letter == '"' || letter == '=');
            let after = rest[at + name.len()..].chars().next().is_some_and(letters);
            changed.push_str(&rest[..at]);
            let other = format!("x{}y", name.replace('-', ""));
            changed.push_str(if before || after { name } else { &other });
            rest = &rest[at + name.len()..];
        }
        changed.push_str(rest);
        text = changed;
    }
    let (head, connections): (Vec<&str>, Vec<&str>) = text.lines().partition(|line| !line.contains("->"));
    let mut connections = connections;
    connections.reverse();
    head.into_iter().chain(connections).collect::<Vec<_>>().join("\n")
}

#[test]
fn names_positions_and_order_do_not_count() {
    let other = renamed(UNICORN);
    assert!(!other.contains("public-a") && other.contains("xpublicay"));
    check(&other, UNICORN, None);
    check("vpc main @10,20 900x700\n  subnet a\n", "vpc other\n  subnet b # note\n", None);
    check("vpc main cidr=10.1.0.0/16\n  subnet a cidr=10.1.7.0/24\n", "vpc main\n  subnet a\n", None);
}

#[test]
fn what_gives_the_same_template_is_the_same() {
    let service = "vpc v\n  subnet s\n  cluster c\n    service w\n      container a\nw -> s : runs\n";
    check(
        &format!("{service}role e\nw -> e : starts-with\nrepository r\na -> r : pulls\n"),
        &format!("{service}repository r\na -> r : pulls\n"),
        None,
    );
    check(
        "bucket b versioning=Enabled\n",
        "bucket b versioning=Suspended\n",
        Some("b (AWS::S3::Bucket) differs from the solution in VersioningConfiguration"),
    );
    check("queue q\n", "queue q visibility_timeout=30\n", None);
    check("vpc v\n  zone z number=2\n    subnet s\n", "vpc v\n  subnet s zone=2\n", None);
}

#[test]
fn what_is_joined_in_another_way_is_different() {
    let base = "bucket a\nbucket b\nvpc v\n  subnet s\n  cluster c\n    service one cpu=256 memory=512\n      container x\n    service two cpu=512\n      container y\none -> s : runs\ntwo -> s : runs\n";
    check(&format!("{base}one -> a : read\n"), &format!("{base}one -> b : read\n"), None);
    let words =
        difference(&sketch::parse(&format!("{base}one -> a : read\n")).design, &sketch::parse(&format!("{base}two -> a : read\n")).design);
    assert!(words.is_some());
    check("bucket a\n", "bucket a\nbucket b\n", Some("The design makes 1 of AWS::S3::Bucket (a), the solution 2"));
    // Two rings of three against one of six: all have the same colour at first.
    let ring = |pairs: &[(u8, u8)]| {
        let node = |(from, to): &(u8, u8)| format!("resource n{from} type=AWS::SNS::Topic properties={{DisplayName=!Ref N{to}}}");
        pairs.iter().map(node).collect::<Vec<_>>().join("\n")
    };
    let (two, one) = (ring(&[(1, 2), (2, 3), (3, 1), (4, 5), (5, 6), (6, 4)]), ring(&[(1, 2), (2, 3), (3, 4), (4, 5), (5, 6), (6, 1)]));
    check(&one, &one, None);
    assert!(difference(&sketch::parse(&two).design, &sketch::parse(&one).design).is_some());
}
