//! Which functions come later.

use std::collections::BTreeSet;

use super::functions::Functions;

/// How the functions are shared out.
pub(crate) struct Choice {
    /// Those that come later.
    pub(crate) later: BTreeSet<u32>,
    /// Those of them that what comes first calls, through a table or by name. Each has a place that is filled later.
    pub(crate) called: Vec<u32>,
}

/// Shares them out: first come the ones that ran, of those with code here.
pub(crate) fn choose(functions: &Functions, ran: &[bool]) -> Choice {
    let (first, later): (Vec<_>, Vec<_>) = functions.own().zip(ran).partition(|(_, ran)| **ran);
    let later: BTreeSet<u32> = later.into_iter().map(|(function, _)| function).collect();
    let calls = first.iter().flat_map(|(function, _)| &functions.calls[*function as usize]).chain(&functions.roots);
    let called: BTreeSet<u32> = calls.filter(|function| later.contains(function)).copied().collect();
    Choice { later, called: called.into_iter().collect() }
}
