//! How a text made of the design differs from the one that an earlier state of the design gives, as the lines of both.

use std::ops::Range;

use groundplan_synth::design::{Design, NodeId, saved};
use groundplan_synth::words;
use imara_diff::{Algorithm, Diff, InternedInput};

use crate::answer::Text;
use crate::told::{records, words};
use crate::writing::{Writing, text};

/// Where a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mark {
    /// In both texts.
    Both,
    /// Only in the text of the design as it is.
    Added,
    /// Only in the earlier text.
    Removed,
    /// Nowhere: it says how many lines of both are left out.
    LeftOut,
}

words!(Mark: Both Added Removed LeftOut);

records! {
    /// Two texts: what differs, with a few lines around it.
    pub struct Compared {
        /// How many lines only the later text has.
        pub added: usize,
        /// How many lines only the earlier text has.
        pub removed: usize,
        /// The lines.
        pub lines: Vec<ComparedLine>,
    }

    /// A line.
    pub struct ComparedLine {
        /// Where it stands.
        pub mark: Mark,
        /// Its number in the later text, counted from 1; 0 when it has none there.
        pub number: usize,
        /// What it says.
        pub text: String,
        /// The node that it stems from.
        pub node: Option<NodeId>,
    }
}

/// So many lines around a difference are shown, as `diff -u` does.
const AROUND: usize = 3;

/// Compares the text of a design with that of an earlier state of it, a saved design. The error says why that cannot be read.
pub(crate) fn compared(design: &Design, what: Writing, earlier: &str) -> Result<Compared, String> {
    let earlier = saved::read(earlier).map_err(|problems| words::first(&problems))?;
    Ok(between(&text(&earlier, what).text, &text(design, what)))
}

fn between(earlier: &str, now: &Text) -> Compared {
    let input = InternedInput::new(earlier, now.text.as_str());
    let mut diff = Diff::compute(Algorithm::Histogram, &input);
    diff.postprocess_lines(&input);
    let (old, new): (Vec<&str>, Vec<&str>) = (earlier.lines().collect(), now.text.lines().collect());
    let later = |mark: Mark, place: usize| ComparedLine {
        mark,
        number: place + 1,
        text: new[place].to_owned(),
        node: now.nodes.get(place).copied().flatten(),
    };
    let mut found = Compared { added: 0, removed: 0, lines: Vec::new() };
    let mut shown = 0;
    for hunk in diff.hunks() {
        let (before, after) = (places(&hunk.before), places(&hunk.after));
        let is_behind = !found.lines.is_empty();
        alike(&mut found.lines, shown..after.start, is_behind, true, &later);
        found.lines.extend(before.clone().map(|place| ComparedLine {
            mark: Mark::Removed,
            number: 0,
            text: old[place].to_owned(),
            node: None,
        }));
        found.lines.extend(after.clone().map(|place| later(Mark::Added, place)));
        (found.added, found.removed) = (found.added + after.len(), found.removed + before.len());
        shown = after.end;
    }
    if !found.lines.is_empty() {
        alike(&mut found.lines, shown..new.len(), true, false, &later);
    }
    found
}

fn places(range: &Range<u32>) -> Range<usize> {
    range.start as usize..range.end as usize
}

/// Lines of both texts: the ones next to a difference before or behind them, and how many are left out.
fn alike(
    lines: &mut Vec<ComparedLine>,
    places: Range<usize>,
    is_behind: bool,
    is_before: bool,
    later: &impl Fn(Mark, usize) -> ComparedLine,
) {
    let first = places.start + if is_behind { AROUND.min(places.len()) } else { 0 };
    let last = (places.end - if is_before { AROUND.min(places.len()) } else { 0 }).max(first);
    lines.extend((places.start..first).map(|place| later(Mark::Both, place)));
    match last - first {
        0 => {}
        1 => lines.push(later(Mark::Both, first)),
        count => lines.push(ComparedLine { mark: Mark::LeftOut, number: 0, text: format!("{count} lines are as they were"), node: None }),
    }
    lines.extend((last..places.end).map(|place| later(Mark::Both, place)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use groundplan_synth::design::sketch;

    fn lines(earlier: &str, now: &str) -> (usize, usize, String) {
        let Compared { added, removed, lines } = between(earlier, &Text { text: now.to_owned(), nodes: Vec::new() });
        let line = |line: ComparedLine| match line.mark {
            Mark::Both => format!("{} {}\n", line.number, line.text),
            Mark::Added => format!("{}+{}\n", line.number, line.text),
            Mark::Removed => format!("-{}\n", line.text),
            Mark::LeftOut => format!("({})\n", line.text),
        };
        (added, removed, lines.into_iter().map(line).collect())
    }

    /// So many lines, each with its number.
    fn numbers(count: usize) -> String {
        (1..=count).flat_map(|number| [number.to_string(), "\n".to_owned()]).collect()
    }

    #[test]
    fn a_difference_stands_among_the_lines_around_it() {
        let earlier = numbers(20);
        let now = earlier.replace("10\n", "ten\n").replace("20\n", "20\n21\n");
        let expected = "(6 lines are as they were)\n7 7\n8 8\n9 9\n-10\n10+ten\n11 11\n12 12\n13 13\n(4 lines are as they were)\n18 18\n19 19\n20 20\n21+21\n";
        assert_eq!(lines(&earlier, &now), (2, 1, expected.to_owned()));
    }

    #[test]
    fn nothing_is_said_of_texts_that_are_the_same() {
        assert_eq!(lines("a\nb\n", "a\nb\n"), (0, 0, String::new()));
    }

    #[test]
    fn texts_without_a_common_line_are_whole() {
        assert_eq!(lines("a\n", "b\nc\n"), (2, 1, "-a\n1+b\n2+c\n".to_owned()));
        assert_eq!(lines("", "b\n"), (1, 0, "1+b\n".to_owned()));
    }

    #[test]
    fn a_line_between_two_differences_is_shown_and_not_counted() {
        let earlier = numbers(9);
        let now = earlier.replace("1\n", "one\n").replace("9\n", "nine\n");
        assert_eq!(lines(&earlier, &now).2, "-1\n1+one\n2 2\n3 3\n4 4\n5 5\n6 6\n7 7\n8 8\n-9\n9+nine\n");
    }

    #[test]
    fn what_stands_behind_a_deletion_at_the_top_is_shown() {
        let now = numbers(20).replacen("1\n", "", 1).replace("20\n", "");
        assert_eq!(lines(&numbers(20), &now).2, "-1\n1 2\n2 3\n3 4\n(12 lines are as they were)\n16 17\n17 18\n18 19\n-20\n");
    }

    #[test]
    fn a_design_is_compared_with_what_it_was() {
        let before = sketch::parse("design \"Shop\" region=eu-west-1\n\nbucket photos\n").design;
        let now = sketch::parse("design \"Shop\" region=eu-west-1\n\nbucket photos\nqueue orders\n").design;
        let found = compared(&now, Writing::Yaml, &saved::write(&before)).unwrap();
        assert!(found.added > 3 && found.removed == 0, "{found:?}");
        let queue = now.find("orders").unwrap();
        assert!(
            found.lines.iter().any(|line| line.mark == Mark::Added && line.text.contains("AWS::SQS::Queue") && line.node == Some(queue))
        );
        assert!(compared(&now, Writing::Json, "{\"oops").is_err_and(|reason| !reason.is_empty()));
    }
}
