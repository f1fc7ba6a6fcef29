//! What changes of the design change in its template, found by making both templates.

use groundplan_synth::design::Design;
use groundplan_synth::design::saved::read_changes;
use groundplan_synth::ordered::Order;
use groundplan_synth::synthesize::effect;
pub use groundplan_synth::synthesize::effect::Sign;
use groundplan_synth::synthesize::synthesized;
use groundplan_synth::words;
use serde_json::Value as Json;

use crate::told::{records, words};

words!(Sign: Added Changed Removed Needed);

records! {
    /// A difference between two templates; see [`effect::Effect`].
    pub struct Effect {
        /// How it differs.
        pub sign: Sign,
        /// The logical id under which it stands in the template, or stood.
        pub id: String,
        /// What its line below that says; empty for the line of the logical id.
        pub line: String,
        /// What it is.
        pub words: String,
    }
}

/// What changes of a design change in its template; with `back` what taking them back would change.
pub(crate) fn effects(design: &Design, changes: &Json, back: bool) -> Result<Vec<Effect>, String> {
    let mut other = design.clone();
    read_changes(changes, design).map_err(|errors| words::first(&errors))?.apply(&mut other).map_err(|error| error.to_string())?;
    let (now, then) = (synthesized(design), synthesized(&other));
    let (before, after) = if back { (then, now) } else { (now, then) };
    let told = |effect: effect::Effect| Effect { sign: effect.sign, id: effect.id, line: effect.line, words: effect.words };
    let mut all: Vec<Effect> = effect::effects((&before.0, &before.1), (&after.0, &after.1)).into_iter().map(told).collect();
    if back {
        // After a deletion one wants to know what is gone, whole resources before parts of others.
        all.order_by_key(|effect| if effect.sign == Sign::Removed { u8::from(!effect.line.is_empty()) } else { 2 });
    }
    Ok(all)
}
