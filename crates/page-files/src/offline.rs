//! The service worker's version and files, and whether the page registers it.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Error};
use std::path::Path;

use crate::{START, hashed};

/// The worker's file.
pub(crate) const WORKER: &str = "service-worker.js";
/// What stands in the worker where its version belongs, and where its files belong.
const VERSION: &str = "@VERSION@";
const FILES: &str = "\"@FILES@\"";
/// What stands in the page where the worker's address belongs.
const PLACE: &str = "@OFFLINE@";

/// Writes both. Without `works_offline` the page registers no worker, and the worker has no files: it takes itself away where an earlier
/// release at the same address left one.
pub(crate) fn write(folder: &Path, works_offline: bool) -> io::Result<()> {
    let (page, worker) = (folder.join("index.html"), folder.join(WORKER));
    replace(&page, PLACE, if works_offline { WORKER } else { "" })?;
    let mut names = BTreeSet::new();
    if works_offline {
        list(folder, "", &mut names)?;
        names.remove(WORKER);
    }
    let mut version = START;
    for name in &names {
        version = hashed(hashed(version, name.as_bytes()), &fs::read(folder.join(name))?);
    }
    // The folder's own address is the page.
    let addresses = works_offline.then(|| "./".to_owned()).into_iter().chain(names);
    let quoted: Vec<String> = addresses.map(|name| format!("\"{name}\"")).collect();
    replace(&worker, VERSION, &format!("{version:x}"))?;
    replace(&worker, FILES, &format!("[{}]", quoted.join(", ")))
}

/// The files of a folder and of the folders in it, by their addresses in it.
fn list(folder: &Path, before: &str, names: &mut BTreeSet<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder.join(before))? {
        let entry = entry?;
        let name = format!("{before}{}", entry.file_name().to_string_lossy());
        if name.contains(['"', '\\', '#', '?', '%']) {
            return Err(Error::other(format!("{name} cannot be an address as it is: give the file another name")));
        }
        if entry.file_type()?.is_dir() {
            list(folder, &format!("{name}/"), names)?;
        } else {
            names.insert(name);
        }
    }
    Ok(())
}

fn replace(file: &Path, place: &str, text: &str) -> io::Result<()> {
    let old = fs::read_to_string(file).map_err(|error| Error::other(format!("{} cannot be read: {error}", file.display())))?;
    if !old.contains(place) {
        return Err(Error::other(format!("{} has no {place}", file.display())));
    }
    fs::write(file, old.replace(place, text))
}

#[cfg(test)]
mod tests {
    use std::env;
    use std::path::PathBuf;

    use super::*;

    /// A folder with a page, a worker and a file in a folder of its own.
    fn folder(name: &str, content: &str) -> PathBuf {
        let folder = env::temp_dir().join(format!("groundplan-page-files-{}-{name}", std::process::id()));
        fs::create_dir_all(folder.join("data")).unwrap();
        fs::write(folder.join("index.html"), "<script data-offline=\"@OFFLINE@\">").unwrap();
        fs::write(folder.join("data/iam.json"), content).unwrap();
        fs::write(folder.join(WORKER), include_str!("../../../public/service-worker.js")).unwrap();
        folder
    }

    fn written(name: &str, content: &str, works_offline: bool) -> (String, String) {
        let folder = folder(name, content);
        write(&folder, works_offline).unwrap();
        let texts = (fs::read_to_string(folder.join("index.html")).unwrap(), fs::read_to_string(folder.join(WORKER)).unwrap());
        fs::remove_dir_all(folder).unwrap();
        texts
    }

    #[test]
    fn a_release_keeps_every_file_and_its_version_follows_them() {
        let (page, worker) = written("one", "{}", true);
        assert_eq!(page, "<script data-offline=\"service-worker.js\">");
        assert!(worker.contains("const FILES = [\"./\", \"data/iam.json\", \"index.html\"];"), "{worker}");
        let version = |worker: &str| worker.lines().find(|line| line.starts_with("const VERSION")).unwrap().to_owned();
        assert_eq!(version(&worker), version(&written("same", "{}", true).1));
        assert_ne!(version(&worker), version(&written("other", "[]", true).1));
    }

    #[test]
    fn a_page_under_work_registers_nothing_and_takes_an_older_worker_away() {
        let (page, worker) = written("work", "{}", false);
        assert_eq!(page, "<script data-offline=\"\">");
        assert!(worker.contains("const FILES = [];"), "{worker}");
    }

    #[test]
    fn a_page_without_the_place_is_an_error() {
        let folder = folder("none", "{}");
        fs::write(folder.join("index.html"), "<script>").unwrap();
        assert!(write(&folder, true).unwrap_err().to_string().contains("has no @OFFLINE@"));
        fs::remove_dir_all(folder).unwrap();
    }
}
