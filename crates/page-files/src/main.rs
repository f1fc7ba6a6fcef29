//! Writes the files that the page fetches when it first needs them. trunk runs this beside the page's own build (`Trunk.toml`) and
//! says where the page is put together.

use std::path::PathBuf;
use std::process::ExitCode;
use std::{env, fs};

use groundplan_synth::fetched;

/// The variable in which trunk hands its hooks the folder. Source: <https://trunkrs.dev/advanced/#hooks>.
const FOLDER: &str = "TRUNK_STAGING_DIR";

fn main() -> ExitCode {
    let Some(folder) = env::var_os(FOLDER).map(PathBuf::from) else {
        eprintln!("{FOLDER} is not set: it names the folder to write to");
        return ExitCode::FAILURE;
    };
    for fetched in fetched::ALL {
        let path = folder.join(fetched.file());
        if let Err(error) = fs::write(&path, fetched.content()) {
            eprintln!("{} cannot be written: {error}", path.display());
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
