//! Lists the rules: every file in `src/rules` but `mod.rs` is one, so that a new rule is one file and nothing else.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let directory = Path::new(&env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?).join("src/rules");
    println!("cargo::rerun-if-changed={}", directory.display());
    let mut names = Vec::new();
    for entry in fs::read_dir(&directory)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if let Some(stem) = name.strip_suffix(".rs").filter(|stem| *stem != "mod") {
            names.push(stem.to_owned());
        }
    }
    // The file system's order is not the same everywhere.
    names.sort();
    let mut source = String::new();
    for name in &names {
        // A raw string: the folders of some systems have backslashes between them.
        let path = directory.join(format!("{name}.rs"));
        let _ = writeln!(source, "#[path = r\"{}\"]\npub mod {name};", path.display());
    }
    let _ = writeln!(source, "/// Every rule, by the names of their files.\npub static ALL: &[&Rule] = &[");
    for name in &names {
        let _ = writeln!(source, "    &{name}::RULE.carried(),");
    }
    source.push_str("];\n");
    fs::write(Path::new(&env::var("OUT_DIR").map_err(io::Error::other)?).join("rules.rs"), source)
}
