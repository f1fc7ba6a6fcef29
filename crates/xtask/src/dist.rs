//! `cargo xtask dist`: the page as a folder for any static host under any path, with compressed files beside the originals.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, ensure};
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::arguments::Arguments;
use crate::places::Places;
use crate::size::compressed;
use crate::{build, report};

/// Where it goes when nothing else is said.
const FOLDER: &str = "target/site";
/// What the first page of an older filling says of itself.
const OURS: &str = "<title>Groundplan</title>";
/// What is compressed already, or too small to be worth a second file, stays alone.
const COMPRESSED: &[&str] = &["html", "css", "js", "json", "svg", "txt", "wasm", "webmanifest", "md", "sketch"];
const LEAST: usize = 256;

/// A file of the folder with its sizes in bytes.
struct Packed {
    name: String,
    plain: usize,
    /// After brotli and after gzip; nothing for a file that stays alone.
    small: Option<(usize, usize)>,
}

/// Builds the page and fills the folder.
pub(crate) fn run(places: &Places, mut arguments: Arguments) -> anyhow::Result<ExitCode> {
    let built = arguments.flag("--built");
    let folder = arguments.command().map_or_else(|| places.root.join(FOLDER), PathBuf::from);
    arguments.finish()?;
    if !built {
        build::run(places, Arguments::none())?;
    }
    let page = places.dist();
    ensure!(page.join("index.html").is_file(), "there is no page in {}; without --built it is made", page.display());
    let work = report::Work::begin("filling the folder", Some("about half a minute"));
    let files = fill(&page, &folder)?;
    work.done();
    println!("\n{}\n{} is ready for any static host, under any path.", table(&files), folder.display());
    Ok(ExitCode::SUCCESS)
}

/// Copies the page and writes compressed files. An older filling is taken away; a folder with anything else in it is left alone.
fn fill(page: &Path, folder: &Path) -> anyhow::Result<Vec<Packed>> {
    let is_ours = |path: &Path| fs::read_to_string(path.join("index.html")).is_ok_and(|text| text.contains(OURS));
    ensure!(
        !folder.exists() || is_empty(folder) || is_ours(folder),
        "{} has files of something else in it, which would be lost; choose another folder",
        folder.display()
    );
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("{} cannot be emptied", folder.display()))?;
    }
    let mut files = Vec::new();
    copy(page, folder, "", &mut files)?;
    files.sort_by(|one, other| other.plain.cmp(&one.plain).then_with(|| one.name.cmp(&other.name)));
    Ok(files)
}

fn is_empty(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none())
}

fn copy(from: &Path, to: &Path, before: &str, files: &mut Vec<Packed>) -> anyhow::Result<()> {
    fs::create_dir_all(to).with_context(|| format!("{} cannot be made", to.display()))?;
    for entry in fs::read_dir(from).with_context(|| format!("{} cannot be read", from.display()))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            copy(&path, &to.join(&name), &format!("{before}{name}/"), files)?;
            continue;
        }
        let bytes = fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        let write = |ending: &str, bytes: &[u8]| {
            let file = to.join(format!("{name}{ending}"));
            fs::write(&file, bytes).with_context(|| format!("{} cannot be written", file.display()))
        };
        write("", &bytes)?;
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        let mut small = None;
        if COMPRESSED.contains(&ending) && bytes.len() >= LEAST {
            let (brotli, gzip) = (compressed(&bytes)?, gzipped(&bytes)?);
            write(".br", &brotli)?;
            write(".gz", &gzip)?;
            small = Some((brotli.len(), gzip.len()));
        }
        files.push(Packed { name: format!("{before}{name}"), plain: bytes.len(), small });
    }
    Ok(())
}

fn gzipped(bytes: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish().context("gzip failed")
}

/// The files with their sizes, the largest first, and the sums.
fn table(files: &[Packed]) -> String {
    let size = |size: Option<usize>| size.map_or_else(|| "-".to_owned(), |size| size.to_string());
    let row = |plain: usize, brotli: Option<usize>, gzip: Option<usize>, name: &str| {
        format!("{plain:>10} {:>10} {:>10}  {name}", size(brotli), size(gzip))
    };
    let mut lines = vec![format!("{:>10} {:>10} {:>10}  file", "plain", "brotli", "gzip")];
    lines.extend(
        files.iter().map(|file| row(file.plain, file.small.map(|(brotli, _)| brotli), file.small.map(|(_, gzip)| gzip), &file.name)),
    );
    let plain = files.iter().map(|file| file.plain).sum();
    let sum = |of: fn((usize, usize)) -> usize| files.iter().map(|file| file.small.map_or(file.plain, of)).sum();
    lines.push(row(plain, Some(sum(|(brotli, _)| brotli)), Some(sum(|(_, gzip)| gzip)), "all"));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use std::env;
    use std::io::Read as _;

    use super::*;

    #[test]
    fn every_file_is_there_and_unpacks_to_itself() {
        let place = env::temp_dir().join(format!("groundplan-dist-{}", std::process::id()));
        let (page, folder) = (place.join("page"), place.join("site"));
        fs::create_dir_all(page.join("data")).unwrap();
        let text = OURS.to_owned() + &"a line of a program\n".repeat(100);
        for (name, content) in [("index.html", text.as_str()), ("data/app.wasm", &text), ("small.js", "1"), ("icon.png", &text)] {
            fs::write(page.join(name), content).unwrap();
        }
        let files = fill(&page, &folder).unwrap();
        assert_eq!(
            files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(),
            ["data/app.wasm", "icon.png", "index.html", "small.js"]
        );
        for name in ["index.html", "data/app.wasm"] {
            assert_eq!(fs::read_to_string(folder.join(name)).unwrap(), text);
            let mut unpacked = String::new();
            brotli::Decompressor::new(fs::File::open(folder.join(format!("{name}.br"))).unwrap(), 4096)
                .read_to_string(&mut unpacked)
                .unwrap();
            assert_eq!(unpacked, text);
            unpacked.clear();
            flate2::read::GzDecoder::new(fs::File::open(folder.join(format!("{name}.gz"))).unwrap()).read_to_string(&mut unpacked).unwrap();
            assert_eq!(unpacked, text);
        }
        assert!(!folder.join("small.js.br").exists() && !folder.join("icon.png.gz").exists());
        // Again over itself, and never over something else, another site included.
        fill(&page, &folder).unwrap();
        fs::write(folder.join("index.html"), "<title>Somebody's site</title>").unwrap();
        assert!(fill(&page, &folder).err().unwrap().to_string().contains("choose another folder"));
        fs::remove_file(folder.join("index.html")).unwrap();
        assert!(fill(&page, &folder).is_err());
        assert!(folder.join("small.js").exists());
        fs::remove_dir_all(place).unwrap();
    }
}
