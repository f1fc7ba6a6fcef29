//! Lists the rules: every file in `src/rules` but `mod.rs` is one, so that a new rule is one file and nothing else.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let directory = Path::new(&env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?).join("src/rules");
    println!("cargo::rerun-if-changed={}", directory.display());
    let mut all = Vec::new();
    for entry in fs::read_dir(&directory)? {
        let path = entry?.path();
        if path.extension().is_some_and(|end| end == "rs") && path.file_stem().is_some_and(|stem| stem != "mod") {
            all.push(path);
        }
    }
    // The file system's order is not the same everywhere.
    all.sort();
    let (mut source, mut list) = (String::new(), String::new());
    for path in &all {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        // A raw string: the folders of some systems have backslashes between them.
        let _ = writeln!(source, "#[path = r\"{}\"]\npub mod {name};", path.display());
        let _ = writeln!(list, "    &{name}::RULE.carried(),");
    }
    let _ = writeln!(source, "/// Every rule, by the names of their files.\npub static ALL: &[&Rule] = &[\n{list}];");
    fs::write(Path::new(&env::var("OUT_DIR").map_err(io::Error::other)?).join("rules.rs"), source)
}
