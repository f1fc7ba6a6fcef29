//! Where the line lies: what looks like a mistake and is none, and what is one although it hardly looks like it.

mod in_the_network;
mod in_the_work;

use groundplan_synth::design::sketch;
use groundplan_synth::rules;

/// What it is, the design, what takes the place of what in it (nothing: added at the end), the rule, and the words that it finds: none where
/// nothing is wrong.
type Edge = (&'static str, &'static str, &'static [(&'static str, &'static str)], &'static str, Option<&'static str>);

#[test]
fn the_line_lies_where_aws_draws_it() {
    let mut wrong: Vec<String> = Vec::new();
    for (what, ground, changes, rule, expected) in in_the_network::EDGES.iter().chain(in_the_work::EDGES) {
        let text = changes.iter().fold((*ground).to_owned(), |text, (replaced, by)| {
            assert!(text.contains(replaced), "{what}: there is no {replaced}");
            if replaced.is_empty() { format!("{text}{by}") } else { text.replace(replaced, by) }
        });
        let parsed = sketch::parse(&text);
        assert_eq!(parsed.errors, [], "{what}: in the sketch\n{text}");
        let rule = rules::by_name(rule).expect("a rule");
        let found: Vec<String> = rules::check_one(rule, &parsed.design).into_iter().map(|finding| finding.message).collect();
        let fits = match expected {
            Some(words) => found.iter().any(|message| message.contains(words)),
            None => found.is_empty(),
        };
        if !fits {
            wrong.push(format!("{what}: {} finds {found:?}, expected is {expected:?}", rule.name));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
