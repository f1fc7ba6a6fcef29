//! The standard library for WebAssembly.
//!
//! On most machines rustup brings it. Where rustup cannot, Debian's compiler for browsers comes with the sources of
//! the standard library: it is built once, into a sysroot of our own in the cache, and that compiler builds the page.
//! `GROUNDPLAN_WASM_STD=debian` takes this second way at once.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};

use super::{Tool, apt};
use crate::environment::Found;
use crate::places::Places;
use crate::process;

/// The standard library of the target that the page is built for.
pub(crate) static WASM_STD: Tool = Tool { name: "Rust for WebAssembly", takes: "up to 3 minutes", find, install };

/// The target of the page.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// The way back for a person whose machine can neither use rustup nor Debian's packages.
const OTHERWISE: &str = "`rustup target add wasm32-unknown-unknown` installs it where rustup can download";

#[expect(clippy::unnecessary_wraps, reason = "the signature of every tool")]
fn find(places: &Places) -> anyhow::Result<Option<Found>> {
    if !debian_only() && has_std(&libraries(Path::new("rustc"))) {
        return Ok(Some(Found { version: "from rustup's toolchain".to_owned(), ..Found::default() }));
    }
    let Some(compiler) = Compiler::find() else { return Ok(None) };
    let sysroot = compiler.sysroot(places);
    if !has_std(&sysroot.join("lib/rustlib").join(TARGET).join("lib")) {
        return Ok(None);
    }
    let Some(linker) = compiler.linker() else { return Ok(None) };
    let flags = format!("--sysroot={}", sysroot.display());
    Ok(Some(Found {
        version: format!("built for {}", compiler.version),
        wasm_variables: vec![
            ("RUSTC", compiler.program.into_os_string()),
            ("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker.into()),
            ("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", flags.into()),
        ],
        ..Found::default()
    }))
}

fn install(places: &Places, log: &Path) -> anyhow::Result<()> {
    if !debian_only() && which::which("rustup").is_ok() {
        let added = process::logged(Command::new("rustup").args(["target", "add", TARGET]), log)?;
        if added && has_std(&libraries(Path::new("rustc"))) {
            return Ok(());
        }
    }
    if Compiler::find().is_none() {
        apt::install(&["rustc-web", "cargo-web", "rust-web-src"], OTHERWISE, log)?;
    }
    let Some(compiler) = Compiler::find() else { bail!("no compiler with its sources was found; {OTHERWISE}") };
    if compiler.linker().is_none() {
        apt::install(&[&format!("lld-{}", compiler.llvm)], OTHERWISE, log)?;
    }
    compiler.build_std(places, log)
}

/// Whether the person asked for Debian's way.
fn debian_only() -> bool {
    env::var_os("GROUNDPLAN_WASM_STD").is_some_and(|way| way == "debian")
}

/// Where a compiler keeps its libraries for the page's target.
fn libraries(compiler: &Path) -> PathBuf {
    let mut command = Command::new(compiler);
    let answer = process::answer(command.args(["--print", "target-libdir", "--target", TARGET]));
    // No answer means no library: the folder of an empty name holds none.
    answer.map_or_else(|_| PathBuf::new(), PathBuf::from)
}

/// Whether a folder holds a standard library.
fn has_std(folder: &Path) -> bool {
    rlibs(folder).iter().any(|file| name(file).starts_with("libstd-"))
}

/// The compiled libraries in a folder.
fn rlibs(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    entries.flatten().map(|entry| entry.path()).filter(|file| file.extension().is_some_and(|end| end == "rlib")).collect()
}

fn name(file: &Path) -> String {
    file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// A compiler that did not come from rustup and has the sources of its standard library.
struct Compiler {
    program: PathBuf,
    /// `1.96.0`.
    version: String,
    /// The major version of its LLVM, which the linker shares.
    llvm: String,
    /// All that it says of itself, so that another build of the same version is not taken for this one.
    words: String,
}

impl Compiler {
    /// Looks through the compilers on the PATH.
    fn find() -> Option<Self> {
        which::which_all("rustc").ok()?.find_map(|program| {
            let answer = |words: &[&str]| process::answer(Command::new(&program).args(words)).ok();
            let sources = PathBuf::from(answer(&["--print", "sysroot"])?).join("lib/rustlib/src/rust/library/std");
            // rustup's toolchains can have sources too, but need a nightly cargo to build them; Debian's is whole.
            let cargo = program.with_file_name(format!("cargo{}", env::consts::EXE_SUFFIX));
            let of_rustup = program.with_file_name(format!("rustup{}", env::consts::EXE_SUFFIX)).exists();
            if of_rustup || !cargo.exists() || !sources.is_dir() {
                return None;
            }
            let words = answer(&["-vV"])?;
            let value = |key: &str| words.lines().find_map(|line| line.strip_prefix(key)).map(|value| value.trim().to_owned());
            let version = value("release:")?;
            let llvm = value("LLVM version:")?.split('.').next()?.to_owned();
            Some(Self { program, version, llvm, words })
        })
    }

    /// The linker of the compiler's own LLVM.
    fn linker(&self) -> Option<PathBuf> {
        which::which(format!("wasm-ld-{}", self.llvm)).ok()
    }

    /// The sysroot in the cache that holds the library for the page's target, and only that.
    fn sysroot(&self, places: &Places) -> PathBuf {
        let build = super::python::fingerprint(&self.words);
        places.cache.join("wasm-std").join(format!("{}-{build:016x}", self.version))
    }

    /// Builds the standard library as a dependency of an empty crate and keeps what comes out.
    fn build_std(&self, places: &Places, log: &Path) -> anyhow::Result<()> {
        let empty = places.cache.join("build/wasm-std");
        fs::create_dir_all(empty.join("src")).context("the cache cannot be written")?;
        fs::write(empty.join("Cargo.toml"), EMPTY_CRATE).context("the cache cannot be written")?;
        fs::write(empty.join("src/lib.rs"), "#![no_std]\n").context("the cache cannot be written")?;
        let mut cargo = Command::new(self.program.with_file_name(format!("cargo{}", env::consts::EXE_SUFFIX)));
        cargo
            .args(["build", "--release", "-Zbuild-std=std,panic_abort,test", "--target", TARGET])
            .env("RUSTC", &self.program)
            // Released compilers accept -Z options only from someone who knows what that means.
            .env("RUSTC_BOOTSTRAP", "1")
            // Without bitcode in the library, a build with link-time optimization cannot read it.
            .env("RUSTFLAGS", "-Cembed-bitcode=yes")
            .env("CARGO_TARGET_DIR", empty.join("target"))
            .current_dir(&empty);
        process::must(&mut cargo, log)?;
        let sysroot = self.sysroot(places);
        let into = sysroot.join("lib/rustlib").join(TARGET).join("lib");
        fs::create_dir_all(&into).with_context(|| format!("{} cannot be made", into.display()))?;
        let mut built = rlibs(&empty.join("target").join(TARGET).join("release/deps"));
        built.retain(|file| !name(file).starts_with("libempty"));
        // `libstd` says that the library is complete, so it is copied last.
        built.sort_by_key(|file| name(file).starts_with("libstd-"));
        for file in built {
            fs::copy(&file, into.join(name(&file))).with_context(|| format!("{} cannot be copied", file.display()))?;
        }
        // The build folder has done its work; failing to remove it costs only space.
        let _ = fs::remove_dir_all(empty);
        Ok(())
    }
}

/// `[workspace]` keeps cargo from looking for one in the folders above.
const EMPTY_CRATE: &str = "[package]\nname = \"empty\"\nversion = \"0.0.0\"\nedition = \"2021\"\n\n[workspace]\n";
