//! Looking for something by words: commands, kinds, and what is drawn.

use groundplan_synth::catalog;
use groundplan_synth::design::Design;
use groundplan_synth::ordered::Order;
use groundplan_synth::picture;

use crate::item::Item;

/// Something that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What it is.
    pub item: Item,
    /// Its name, or what the connection says.
    pub words: String,
    /// Its kind, and the field in which the words were found.
    pub detail: String,
}

/// How well words fit a text: the less, the better; `None` when one of them is not in it.
/// The beginning of a word counts most; with `fuzzy` it is enough that the letters follow each other.
pub fn fit(wanted: &str, text: &str, fuzzy: bool) -> Option<usize> {
    let text = text.to_lowercase();
    wanted.to_lowercase().split_whitespace().map(|word| fit_one(word, &text, fuzzy)).sum()
}

fn fit_one(word: &str, text: &str, fuzzy: bool) -> Option<usize> {
    let starts = |at: usize| !text[..at].ends_with(char::is_alphanumeric);
    let mut places = text.match_indices(word).map(|(at, _)| at);
    if let Some(first) = places.next() {
        return Some(match () {
            () if first == 0 => 0,
            () if starts(first) || places.any(starts) => 1,
            () => 2,
        });
    }
    // Letters of a short word follow each other in almost any text.
    let mut rest = text.chars();
    let follows = fuzzy && word.chars().count() > 2 && word.chars().all(|letter| rest.any(|other| other == letter));
    // The more of the text it takes to find them, the worse.
    follows.then(|| 3 + text.len() - rest.as_str().len())
}

/// The nodes and connections that have all of the words in their name, kind or values, the best first.
pub fn find(design: &Design, wanted: &str) -> Vec<Found> {
    let mut found: Vec<(usize, Found)> = Vec::new();
    let mut take = |item: Item, words: String, kind: &str, fields: &std::collections::BTreeMap<String, groundplan_synth::value::Value>| {
        let values = || fields.iter().map(|(name, value)| format!("{name} {}", value.display()));
        let by_name = fit(wanted, &format!("{words} {kind}"), false);
        let rank =
            by_name.or_else(|| Some(100 + fit(wanted, &format!("{words} {kind} {}", values().collect::<Vec<_>>().join(" ")), false)?));
        let Some(rank) = rank else { return };
        let has = |text: &String| wanted.split_whitespace().any(|word| fit(word, text, false).is_some());
        let value = values().find(has).filter(|_| by_name.is_none()).map(|value| format!(" · {value}"));
        found.push((rank, Found { item, words, detail: format!("{kind}{}", value.unwrap_or_default()) }));
    };
    for id in design.in_tree_order() {
        let Some(node) = design.node(id) else { continue };
        let kind = catalog::kind_of(node).map_or(node.kind.as_str(), |kind| kind.title);
        take(Item::Node(id), node.name.clone(), kind, &node.fields);
    }
    for (id, connection) in design.connections() {
        take(Item::Connection(id), picture::sentence(design, connection), &connection.verb, &connection.fields);
    }
    found.order_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, found)| found).collect()
}

#[cfg(test)]
mod tests {
    use groundplan_synth::design::sketch;

    use super::*;

    #[test]
    fn beginnings_fit_better_than_middles_and_letters_in_their_order_fit_at_all() {
        let rank = |wanted, text| fit(wanted, text, true);
        assert_eq!(rank("zoom", "Zoom in"), Some(0));
        assert!(rank("in", "Zoom in") < rank("oo", "Zoom in"));
        assert!(rank("oom", "Zoom in") < rank("zmi", "Zoom in"));
        assert_eq!(rank("nim", "Zoom in"), None);
        assert_eq!(rank("zi", "Zoom in"), None);
        assert_eq!(rank("", "Zoom in"), Some(0));
        assert_eq!(rank("zoom out", "Zoom in"), None);
        assert_eq!(fit("zmi", "Zoom in", false), None);
        assert_eq!(rank("ŻÓŁ", "żółw"), Some(0));
    }

    #[track_caller]
    fn check(wanted: &str, expected: &[&str]) {
        let design = sketch::parse(
            "cluster work\n  service web cpu=512\n    container app port=8080 image=nginx:1.27\nrepository web-images\napp -> web-images : pulls\n",
        );
        let found = find(&design.design, wanted);
        let words: Vec<String> = found.iter().map(|found| format!("{} ({})", found.words, found.detail)).collect();
        assert_eq!(words, expected);
    }

    #[test]
    fn what_is_drawn_is_found_by_name_kind_and_values() {
        check("web", &["web (Fargate service)", "web-images (ECR repository)", "app pulls from web-images (pulls)"]);
        check("service", &["web (Fargate service)"]);
        check("nginx", &["app (Container · image nginx:1.27)"]);
        check("8080", &["app (Container · port 8080)"]);
        check("app 8080", &["app (Container · port 8080)"]);
        check("nothing like it", &[]);
    }
}
