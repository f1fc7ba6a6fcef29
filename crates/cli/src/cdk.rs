//! `groundplan cdk`: writes a design as a CDK program into a folder.

use std::fs;
use std::path::Path;

use clap::ValueEnum;
use groundplan_synth::cdk;
use groundplan_synth::design::Design;

use crate::files::Failure;

/// The language of a program.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Language {
    /// Python 3
    Python,
}

/// Writes the program's files; a file of the same name is overwritten, everything else in the folder stays.
pub(crate) fn write(design: &Design, language: Language, folder: &Path) -> Result<(), Failure> {
    let files = match language {
        Language::Python => cdk::program(design),
    };
    let failed = |path: &Path, error: &std::io::Error| Failure::new(format!("{}: cannot be written: {error}", path.display()));
    fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
    for file in files {
        let path = folder.join(&file.path);
        fs::write(&path, file.text).map_err(|error| failed(&path, &error))?;
    }
    Ok(())
}
