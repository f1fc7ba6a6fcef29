//! Lists the rules: every file in `src/rules` but `mod.rs` is one, so that a new rule is one file and nothing else.
//!
//! Those in `src/rules/evaluated` evaluate policies or walk the network, and are not compiled into the page: it would take an eighth
//! longer to load. Their names are known everywhere.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Attribute of what is not in the page.
const NATIVE: &str = "#[cfg(not(target_family = \"wasm\"))]\n";

fn main() -> io::Result<()> {
    let directory = Path::new(&env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?).join("src/rules");
    println!("cargo::rerun-if-changed={}", directory.display());
    let own = files(&directory)?.into_iter().map(|path| (path, ""));
    let evaluated = files(&directory.join("evaluated"))?;
    let mut all: Vec<(PathBuf, &str)> = own.chain(evaluated.iter().cloned().map(|path| (path, NATIVE))).collect();
    // The file system's order is not the same everywhere.
    all.sort_by_key(|(path, _)| path.file_stem().map(ToOwned::to_owned));
    let (mut source, mut list) = (String::new(), String::new());
    for (path, attribute) in &all {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        // A raw string: the folders of some systems have backslashes between them.
        let _ = writeln!(source, "{attribute}#[path = r\"{}\"]\npub mod {name};", path.display());
        let _ = writeln!(list, "    {attribute}    &{name}::RULE.carried(),");
    }
    let _ = writeln!(source, "/// Every rule, by the names of their files.\npub static ALL: &[&Rule] = &[\n{list}];");
    let _ = writeln!(source, "/// Names and codes of the rules that are not in the page.\nstatic EVALUATED: &[&str] = &[");
    for path in &evaluated {
        let text = fs::read_to_string(path)?;
        for member in ["code: \"", "name: \""] {
            let value = text.split(member).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
            let _ = writeln!(source, "    {value:?},");
        }
    }
    source.push_str("];\n");
    fs::write(Path::new(&env::var("OUT_DIR").map_err(io::Error::other)?).join("rules.rs"), source)
}

/// The rules in a folder, sorted.
fn files(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.extension().is_some_and(|end| end == "rs") && path.file_stem().is_some_and(|stem| stem != "mod") {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}
