//! Writes random designs in which nothing is wrong, as sketches for judges from outside: `random_designs FOLDER COUNT`.
//!
//! They are those of the tests of mistakes, always the same ones.

#![allow(clippy::struct_excessive_bools, reason = "a plan is a list of decisions")]

use std::path::Path;
use std::{env, fs};

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

#[path = "../tests/mistakes/parts.rs"]
mod parts;
#[path = "../tests/mistakes/plan.rs"]
mod plan;
#[path = "../tests/mistakes/sketch_of.rs"]
mod sketch_of;

fn main() -> Result<(), String> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [folder, count] = arguments.as_slice() else { return Err("expected a folder and a number".to_owned()) };
    let count: usize = count.parse().map_err(|_| format!("expected a number, found {count}"))?;
    let mut runner = TestRunner::deterministic();
    for number in 0..count {
        let plan = plan::plan().new_tree(&mut runner).map_err(|reason| reason.to_string())?.current();
        let path = Path::new(folder).join(format!("random-{number}.sketch"));
        fs::write(&path, sketch_of::sketch_of(&plan)).map_err(|error| format!("{} cannot be written: {error}", path.display()))?;
    }
    Ok(())
}
