//! Writes the texts that the worker fetches when an answer needs them, and gives the worker's files a version in their address, so that no cache answers a new page with an older engine. trunk gives the page's
//! own files a hash in their names, and those of a worker none; it runs this when all files are there (`Trunk.toml`). The worker that keeps
//! the page for visits without a network gets its version and its files here, too.

mod later;
mod minify;
mod offline;

use std::collections::BTreeSet;
use std::io::{self, Error};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

use groundplan_synth::late::{self, Late};
use groundplan_workshop::shipped;

/// The variable in which trunk hands its hooks the folder. Source: <https://trunkrs.dev/advanced/#hooks>.
const FOLDER: &str = "TRUNK_STAGING_DIR";

/// The variable in which trunk says how it builds: `debug` or `release`. Source: the same page.
const PROFILE: &str = "TRUNK_PROFILE";
/// The variable that gives another build than a release the worker for visits without a network, too.
const OFFLINE: &str = "GROUNDPLAN_OFFLINE";

/// The files whose address ends in the version: what the worker loads, and what the page loads when somebody wants what it does.
const FILES: [&str; 11] = [
    "engine.js",
    "groundplan-engine.js",
    "cloudformation-schemas.json",
    "files.js",
    "host.js",
    "iam.json",
    "later.js",
    "marking.js",
    "offline.js",
    "picture.js",
    "recovery.js",
];

/// What stands in the page where the version belongs.
const PLACE: &str = "@VERSION@";

fn main() -> ExitCode {
    let Some(folder) = env::var_os(FOLDER).map(PathBuf::from) else {
        eprintln!("{FOLDER} is not set: it names the folder with the page");
        return ExitCode::FAILURE;
    };
    // A page under work has to be the newest one.
    let is_release = env::var_os(PROFILE).is_some_and(|profile| profile == "release");
    let works_offline = is_release || env::var_os(OFFLINE).is_some();
    match write(&folder, is_release, works_offline) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}: {error:#}", folder.display());
            ExitCode::FAILURE
        }
    }
}

fn write(folder: &Path, is_release: bool, works_offline: bool) -> anyhow::Result<()> {
    write_texts(folder)?;
    later::write(folder, is_release)?;
    let minifier = minify::minifier(is_release);
    // The worker for visits without a network has places for its files in it.
    let (last, first): (Vec<String>, Vec<String>) = minify::scripts(folder)?.into_iter().partition(|name| name == offline::WORKER);
    if let Some(minifier) = &minifier {
        minify::minify(minifier, folder, &first)?;
    }
    stamp(folder)?;
    offline::write(folder, works_offline)?;
    minifier.map_or(Ok(()), |minifier| minify::minify(&minifier, folder, &last))
}

/// What the worker fetches when an answer needs it.
fn texts() -> Vec<&'static Late> {
    late::ALL.into_iter().chain(shipped::ALL.iter().map(|lesson| &lesson.late)).collect()
}

fn write_texts(folder: &Path) -> io::Result<()> {
    texts().into_iter().try_for_each(|late| fs::write(folder.join(late.file), late.written()))
}

fn stamp(folder: &Path) -> io::Result<()> {
    let mut number = START;
    let names = FILES.into_iter().chain(texts().into_iter().map(|late| late.file)).map(str::to_owned);
    for name in names.chain(programs(folder)?) {
        let content = fs::read(folder.join(&name)).map_err(|error| Error::other(format!("{name} cannot be read: {error}")))?;
        number = hashed(number, &content);
    }
    let page = folder.join("index.html");
    let text = fs::read_to_string(&page)?;
    if !text.contains(PLACE) {
        return Err(Error::other(format!("index.html has no {PLACE}")));
    }
    fs::write(page, text.replace(PLACE, &format!("{number:x}")))
}

/// The programs, each in one file or two, in an order that is always the same.
fn programs(folder: &Path) -> io::Result<BTreeSet<String>> {
    let names = fs::read_dir(folder)?.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    Ok(names.filter(|name| Path::new(name).extension().is_some_and(|end| end == "wasm")).collect())
}

/// The number of nothing.
const START: u64 = 0xcbf2_9ce4_8422_2325;

/// A number that other bytes hardly share: FNV-1a, 64 bits. Source: <http://www.isthe.com/chongo/tech/comp/fnv/>.
fn hashed(number: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(number, |number, byte| (number ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::{START, hashed};

    #[test]
    fn other_bytes_have_another_number() {
        // Source: the test vectors of the page above.
        assert_eq!(hashed(START, b"a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(hashed(START, b"foobar"), 0x8594_4171_f739_67e8);
    }
}
