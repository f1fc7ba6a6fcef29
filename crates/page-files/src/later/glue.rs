//! What wasm-bindgen writes around a program, with what a program in two files needs.

use anyhow::ensure;

/// Where the program begins, which its instance is there before.
const BEGINS: &str = "function __wbg_finalize_init(instance, module) {";

/// Where its instance has been made, after which it begins.
const LOADED: &str = "const { instance, module } = await __wbg_load(await module_or_path, imports);";

/// Gives a program what it asks of the page for its second file: `later` of `public/later.js`.
pub(crate) fn with_later(glue: &str, name: &str) -> anyhow::Result<String> {
    let imports = format!("\"./{name}_bg.js\": import0,");
    let glue = replaced(glue, &imports, &format!("{imports} later: globalThis.later.imports,"))?;
    replaced(&glue, LOADED, &format!("{LOADED} await globalThis.later.begin(instance.exports);"))
}

/// Has a program tell what it noted, some time after it began. A page that told begins anew: the second time it finds what it kept.
pub(crate) fn with_notes(glue: &str, name: &str, address: u64, functions: usize, again: bool) -> anyhow::Result<String> {
    let send =
        format!("fetch(\"{name}\", {{ method: \"POST\", body: new Uint8Array(instance.exports.memory.buffer, {address}, {functions}) }})");
    let then = if again { ".then(() => location.reload())" } else { "" };
    replaced(glue, BEGINS, &format!("{BEGINS} setTimeout(() => {send}{then}, {});", if again { 6000 } else { 4000 }))
}

fn replaced(text: &str, place: &str, by: &str) -> anyhow::Result<String> {
    ensure!(text.matches(place).count() == 1, "wasm-bindgen writes something else than expected: {place} is not there once");
    Ok(text.replace(place, by))
}

#[cfg(test)]
mod tests {
    use super::{with_later, with_notes};

    const GLUE: &str = "return { \"./app_bg.js\": import0, }; } function __wbg_finalize_init(instance, module) { wasm = 1; } \
         const { instance, module } = await __wbg_load(await module_or_path, imports);";

    #[test]
    fn a_program_is_given_what_it_asks_for() {
        let glue = with_later(GLUE, "app").unwrap();
        assert!(glue.contains("import0, later: globalThis.later.imports, }"), "{glue}");
        assert!(glue.ends_with("imports); await globalThis.later.begin(instance.exports);"), "{glue}");
        assert!(with_notes(GLUE, "app", 65_536, 7, false).unwrap().contains("65536, 7) }), 4000); wasm = 1;"));
    }

    #[test]
    fn another_glue_is_an_error() {
        assert!(with_later(GLUE, "other").unwrap_err().to_string().contains("./other_bg.js"));
    }
}
