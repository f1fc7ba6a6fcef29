//! The checkout works on every machine: no path of one machine, no address of one network's package registry.

use crate::checkout::{assert_none, files};

/// The folders where people and machines keep their own things. Put together so that this file does not find itself.
const FOLDERS: &[&str] = &[concat!("/wo", "rk"), concat!("/ro", "ot"), concat!("/ho", "me"), concat!("/tm", "p")];

/// What points a tool at a registry of its own.
const REGISTRIES: &[&str] = &[
    concat!("\"resol", "ved\": \"http"),
    concat!("index", "-url"),
    concat!("replace", "-with"),
    concat!("registry = ", "\"http"),
    concat!("registry=", "http"),
];

#[test]
fn no_file_names_a_folder_of_one_machine() {
    let mut places = Vec::new();
    for file in files() {
        for (number, line) in file.lines() {
            places.extend(FOLDERS.iter().filter(|folder| names(line, folder)).map(|folder| format!("{}:{number}: {folder}", file.path)));
        }
    }
    assert_none("a path of one machine", &places);
}

/// True when the folder stands there as an absolute path: not as a part of a longer path or address.
fn names(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(start, _)| {
        let before = line[..start].chars().next_back();
        let after = line[start + folder.len()..].chars().next();
        let is_part = |letter: char| letter.is_alphanumeric() || "./-_~}$*".contains(letter);
        !before.is_some_and(is_part) && after.is_none_or(|letter| letter == '/' || !is_part(letter))
    })
}

#[test]
fn no_file_names_a_registry() {
    let mut places = Vec::new();
    for file in files() {
        for (number, line) in file.lines() {
            places.extend(REGISTRIES.iter().filter(|word| line.contains(*word)).map(|word| format!("{}:{number}: {word}", file.path)));
        }
    }
    assert_none("an address of a package registry", &places);
}

#[test]
fn absolute_paths_are_told_from_parts_of_paths() {
    let folder = FOLDERS[3];
    for (line, expected) in
        [("cd {}", true), ("\"{}/x\"", true), ("https://host{}/x", false), ("$CACHE{}", false), ("{}late", false), ("a/b{}", false)]
    {
        assert_eq!(names(&line.replace("{}", folder), folder), expected, "{line}");
    }
}
