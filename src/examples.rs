//! The design that a new visitor sees. The engine has the other ones.

use groundplan_synth::design::{Design, sketch};

/// The workshop's design; it is laid out when it is opened.
pub fn first() -> Design {
    sketch::parse(include_str!("../examples/unicorn.sketch")).design
}
