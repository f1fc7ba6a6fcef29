//! Lists the lessons in `lessons` with what a list of lessons says of them, so that a lesson is a file and nothing else.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let directory = Path::new(&env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?).join("../../lessons").canonicalize()?;
    println!("cargo::rerun-if-changed={}", directory.display());
    let mut names = Vec::new();
    for entry in fs::read_dir(&directory)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        names.extend(name.strip_suffix(".md").filter(|stem| *stem != "README").map(str::to_owned));
    }
    // The file system's order is not the same everywhere.
    names.sort();
    let mut source = format!("/// The lessons in the order of their files' names.\npub static ALL: [Shipped; {}] = [\n", names.len());
    for name in &names {
        let path = directory.join(format!("{name}.md"));
        let text = fs::read_to_string(&path)?;
        let fact = |key: &str| {
            let mut lines = text.lines().skip(1).take_while(|line| *line != "---");
            lines.find_map(|line| line.strip_prefix(key)?.strip_prefix(':')).map(str::trim).unwrap_or_default().to_owned()
        };
        let minutes = fact("minutes").parse::<u32>().ok();
        let (id, title, summary) = (fact("id"), fact("title"), fact("summary"));
        let (file, path) = (format!("lesson-{name}.txt"), path.display().to_string());
        let _ = writeln!(
            source,
            "    Shipped::new({id:?}, {title:?}, {summary:?}, {minutes:?}, Late::new({file:?}, &[include_str!({path:?})])),"
        );
    }
    source.push_str("];\n");
    fs::write(Path::new(&env::var("OUT_DIR").map_err(io::Error::other)?).join("shipped.rs"), source)
}
