//! Lists the sketches in `examples`, so that an example is a file and nothing else.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let directory = Path::new(&env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?).join("../../examples");
    let directory = directory.canonicalize()?;
    println!("cargo::rerun-if-changed={}", directory.display());
    let mut names = Vec::new();
    for entry in fs::read_dir(&directory)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if let Some(stem) = name.strip_suffix(".sketch") {
            names.push(stem.to_owned());
        }
    }
    // The file system's order is not the same everywhere.
    names.sort();
    let mut source = "/// Names and texts of the sketches.\nconst ALL: &[(&str, &str)] = &[\n".to_owned();
    for name in &names {
        let path = directory.join(format!("{name}.sketch"));
        let _ = writeln!(source, "    ({name:?}, include_str!(r\"{}\")),", path.display());
    }
    source.push_str("];\n");
    fs::write(Path::new(&env::var("OUT_DIR").map_err(io::Error::other)?).join("examples.rs"), source)
}
