//! Splits the programs of a release in two each: what shows the page, and what is needed when somebody does something with it. Which
//! function belongs where is seen in a browser that shows the page.

mod choice;
mod functions;
mod glue;
mod notes;
mod startup;
#[cfg(test)]
mod tests;
mod written;

use std::env;
use std::fs;
use std::path::Path;

use anyhow::{Context, bail};

use functions::Functions;

/// The variable that names the browser. `cargo xtask` sets it; without one the programs stay whole.
const BROWSER: &str = "CHROME";
/// What stands in the page, and in the worker, where the name of a second file belongs.
pub(crate) const PAGE_PLACE: &str = "@LATER@";
const WORKER: &str = "engine.js";

/// The files of a program in the page's folder.
struct Program {
    /// What wasm-bindgen calls it.
    name: &'static str,
    /// The program.
    file: String,
    /// What loads it.
    glue: String,
    /// The file in which the name of the second file has a place.
    loader: &'static str,
    /// Whether it is the one that can load the page again.
    reloads: bool,
}

impl Program {
    /// The name of the second file.
    fn later(&self) -> String {
        self.file.replace("_bg.wasm", "_later.wasm")
    }
}

/// Splits them in the page's folder, or only says in the page that they are whole.
pub(crate) fn write(folder: &Path, is_release: bool) -> anyhow::Result<()> {
    let programs = [found(folder, "groundplan-app", "index.html", true)?, found(folder, "groundplan-engine", WORKER, false)?];
    let browser = env::var_os(BROWSER).filter(|browser| is_release && !browser.is_empty());
    let Some(browser) = browser else {
        if is_release {
            eprintln!("{BROWSER} names no browser: the programs are not split, and visitors wait longer");
        }
        return programs.iter().try_for_each(|program| say(folder, program, ""));
    };
    let mut read = Vec::new();
    for program in programs {
        let bytes = fs::read(folder.join(&program.file))?;
        let functions = Functions::read(&bytes).with_context(|| program.file.clone())?;
        read.push((program, bytes, functions));
    }
    let ran = startup::ran(folder, &browser, &read)?;
    for ((program, bytes, functions), ran) in read.iter().zip(ran) {
        let choice = choice::choose(functions, &ran);
        let written = written::write(bytes, functions, &choice).with_context(|| program.file.clone())?;
        fs::write(folder.join(&program.file), written.first)?;
        fs::write(folder.join(program.later()), written.later)?;
        let glue = folder.join(&program.glue);
        fs::write(&glue, glue::with_later(&fs::read_to_string(&glue)?, program.name)?)?;
        say(folder, program, &program.later())?;
    }
    Ok(())
}

/// Says in a program's loader where its second file is.
fn say(folder: &Path, program: &Program, later: &str) -> anyhow::Result<()> {
    let file = folder.join(program.loader);
    let text = fs::read_to_string(&file).with_context(|| format!("{} cannot be read", file.display()))?;
    if !text.contains(PAGE_PLACE) {
        bail!("{} has no {PAGE_PLACE}", file.display());
    }
    Ok(fs::write(&file, text.replace(PAGE_PLACE, later))?)
}

/// The files of a program: trunk gives the page's a hash in their names.
fn found(folder: &Path, name: &'static str, loader: &'static str, reloads: bool) -> anyhow::Result<Program> {
    let mut files = fs::read_dir(folder)?.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let file = files.find(|file| file.starts_with(name) && file.ends_with("_bg.wasm"));
    let file = file.with_context(|| format!("there is no program {name} in {}", folder.display()))?;
    let glue = file.replace("_bg.wasm", ".js");
    Ok(Program { name, file, glue, loader, reloads })
}
