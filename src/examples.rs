//! The designs that come with the page. `build.rs` lists the sketches in `examples`.

use groundplan_synth::design::{Design, sketch};
use groundplan_synth::ordered::Order;

include!(concat!(env!("OUT_DIR"), "/examples.rs"));

/// The design that a new visitor sees; it is laid out when it is opened.
pub fn first() -> Design {
    let text = ALL.iter().find(|(name, _)| *name == FIRST).map_or("", |(_, text)| text);
    sketch::parse(text).design
}

/// The file of the design that a new visitor sees.
const FIRST: &str = "unicorn";

/// Every example in the order of the files' names, the first one first.
pub fn all() -> Vec<Design> {
    let mut sketches: Vec<&(&str, &str)> = ALL.iter().collect();
    sketches.order_by_key(|(name, _)| (*name != FIRST, *name));
    sketches.into_iter().map(|(_, text)| sketch::parse(text).design).collect()
}
