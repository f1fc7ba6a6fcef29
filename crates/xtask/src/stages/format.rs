//! Every Rust file is formatted.

use super::{Outcome, Runner, Stage};
use crate::process;

pub(super) static STAGE: Stage = Stage { name: "fmt", says: "every Rust file is formatted", tools: &[], run };

/// `cargo fmt` does not see modules that a macro declares, so rustfmt is given the files.
fn run(runner: &mut Runner) -> anyhow::Result<Outcome> {
    let mut git = runner.environment.native(runner.places, "git");
    git.args(["ls-files", "--cached", "--others", "--exclude-standard", "*.rs"]);
    let files = process::answer(&mut git)?;
    // A file that was deleted but not yet committed is still listed.
    let files = files.lines().filter(|file| runner.places.root.join(file).is_file());
    let mut rustfmt = runner.environment.native(runner.places, "rustfmt");
    rustfmt.args(["--check", "--color", "never", "--edition", "2024"]).args(files);
    runner.must(rustfmt)?;
    Ok(Outcome::Passed)
}
