//! The designs that come with Groundplan. `build.rs` lists the sketches in `examples`.

use groundplan_synth::design::sketch;
use groundplan_synth::ordered::Order;

use crate::told::records;

include!(concat!(env!("OUT_DIR"), "/examples.rs"));

/// The file of the design that a new visitor sees.
const FIRST: &str = "unicorn";

records! {
    /// A design that comes with Groundplan.
    pub struct Example {
        /// Its name.
        pub name: String,
        /// What it shows.
        pub about: String,
        /// The design as a sketch.
        pub sketch: String,
    }
}

/// Every example in the order of the files' names, the first one first.
pub(crate) fn examples() -> Vec<Example> {
    let mut sketches: Vec<&(&str, &str)> = ALL.iter().collect();
    sketches.order_by_key(|(name, _)| (*name != FIRST, *name));
    let example = |(_, text): &(&str, &str)| {
        let settings = sketch::parse(text).design.settings().clone();
        Example { name: settings.name.clone(), about: settings.description.clone(), sketch: (*text).to_owned() }
    };
    sketches.into_iter().map(example).collect()
}
