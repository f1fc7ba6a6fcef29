//! Whatever somebody hands in, the answer comes soon and is text.

use std::fmt::Write as _;

use groundplan_synth::design::Design;
use groundplan_workshop::course::Course;
use groundplan_workshop::handout::{handout, prose};
use groundplan_workshop::judge::judge;
use groundplan_workshop::mark::{MOST_RECORDS, Table};
use groundplan_workshop::read::read;
use groundplan_workshop::verify::verify;
use proptest::prelude::*;

use crate::support::{design, lesson, one_step};

#[test]
fn a_search_with_no_end_ends() {
    // Eight nodes out of three thousand, and no eight of them will do: there are more ways than atoms in a unicorn.
    let mut goal = String::new();
    for number in 0..8 {
        let _ = writeln!(goal, "exists bucket b{number}");
    }
    goal.push_str("count vpc >= 1");
    let lesson = lesson(&one_step("", &format!("```goal Many\n{goal}\n```")));
    let course = Course::of(&lesson, 0).unwrap();
    let many = (0..3000).map(|number| format!("bucket b{number}")).collect::<Vec<_>>().join("\n");
    let verdict = judge(&course, 0, &design(&many)).remove(0);
    assert_eq!(verdict.why, "Found 0 of VPC, expected at least 1");
}

#[test]
fn depth_and_length_are_text() {
    for text in ["> ", "* ", "[", "![", "<", "`", "**", "| a ", "- - "] {
        let long = text.repeat(50_000);
        let page = prose(&long);
        assert!(!page.contains("<script"));
        let _ = read(&one_step("", &long));
    }
}

#[test]
fn bad_files_are_rows() {
    let lesson = lesson(&one_step("", "```goal A net\nexists vpc net\n```"));
    let course = Course::of(&lesson, 0).unwrap();
    let files = [
        ("ana\u{1b}[31m".to_owned(), Ok(design("vpc v"))),
        ("bo".to_owned(), Err("1:1: no".to_owned())),
        ("cy".to_owned(), Ok(Design::default())),
    ];
    let table = Table::of(&course, None, files);
    assert_eq!(table.rows.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["ana\\u{1b}[31m", "bo", "cy"]);
    assert_eq!(table.rows.iter().map(groundplan_workshop::mark::Row::met).collect::<Vec<_>>(), [Some(1), None, Some(0)]);
    assert_eq!((table.failures(0), table.readable(), table.is_all_met()), (1, 2, false));
}

#[test]
fn a_file_that_would_hold_up_the_class_is_a_row() {
    let lesson = lesson(&one_step("", "```goal A net\nexists vpc net\n```"));
    let course = Course::of(&lesson, 0).unwrap();
    let of_size = |size: usize| (0..size).map(|number| format!("vpc v{number}")).collect::<Vec<_>>().join("\n");
    let rows = [MOST_RECORDS, MOST_RECORDS + 1].map(|size| ("a".to_owned(), Ok(design(&of_size(size)))));
    let table = Table::of(&course, None, rows);
    assert_eq!(table.rows[0].met(), Some(1));
    assert_eq!(table.rows[1].results, Err("found 2001 nodes and connections, expected at most 2000".to_owned()));
}

/// Pieces from which odd lessons are made.
const PIECES: &[&str] = &[
    "---\n",
    "groundplan-lesson: 1\n",
    "id: x\n",
    "title: <b>\n",
    "summary: s\n",
    "## S {#s}\n",
    "## T {#t .draw}\n",
    "```start\n",
    "```goal G\n",
    "```keep\n",
    "```quiz Q\n",
    "```solution\n",
    "```fault f F\n",
    "```\n",
    "exists service web\n",
    "exists subnet s access=public\n",
    "connected web -> s : runs\n",
    "reachable internet -> web\n",
    "allowed web s3:GetObject s\n",
    "no-finding error on web\n",
    "equal\n",
    "hint {web} {\n",
    "[x] a\n",
    "[ ] b\n",
    "because <i>\n",
    "finds target-port\n",
    "- a -> b : runs\n",
    "vpc v\n",
    "  subnet s\n",
    "web -> s : runs\n",
    "<script>\n",
    "[l](javascript:a)\n",
    "> ",
    "\u{0}",
    "é",
    "\r\n",
    "{",
    "}",
    "\n",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn reading_never_stops_the_program(pieces in prop::collection::vec(0..PIECES.len(), 0..60)) {
        let text: String = pieces.into_iter().map(|piece| PIECES[piece]).collect();
        for text in [text.clone(), one_step("vpc v", &text)] {
            match read(&text) {
                Ok(lesson) => {
                    let _ = verify(&lesson);
                    if let Ok(course) = Course::of(&lesson, 3) {
                        prop_assert!(!handout(&course).contains("<script"));
                    }
                }
                Err(problems) => {
                    let lines = text.replace("\r\n", "\n").lines().count() + 1;
                    prop_assert!(!problems.is_empty());
                    prop_assert!(problems.iter().all(|problem| problem.line.is_none_or(|line| (1..=lines).contains(&line))), "{problems:?}");
                }
            }
        }
    }
}
