//! The worker's program: the engine with a mouth and an ear. `public/engine.js` loads it and carries the letters.

#[cfg(target_family = "wasm")]
mod store;

#[cfg(target_family = "wasm")]
mod worker {
    use groundplan_engine::documents::Errand;
    use groundplan_engine::{Answer, Engine, Reply, Told};
    use groundplan_synth::schema::pattern;
    use wasm_bindgen::JsCast;
    use wasm_bindgen::prelude::wasm_bindgen;

    /// The engine as JavaScript sees it.
    #[wasm_bindgen]
    #[derive(Default)]
    pub struct Worker {
        engine: Engine,
    }

    #[wasm_bindgen]
    impl Worker {
        /// An engine with an empty design.
        #[wasm_bindgen(constructor)]
        pub fn new() -> Self {
            console_error_panic_hook::set_once();
            pattern::install(pattern_matches);
            Self::default()
        }

        /// The reply to a letter.
        pub fn answer(&mut self, letter: &str) -> String {
            self.engine.answer(letter)
        }

        /// The reply to a letter whose question was answered before, without its changes.
        pub fn answer_again(&mut self, letter: &str) -> String {
            self.engine.answer_again(letter)
        }

        /// What the database has to do before the last letter is answered.
        pub fn errand(&mut self) -> Option<Sent> {
            self.engine.errand().map(|(number, errand)| Sent { number, errand })
        }

        /// The file without which the last letter could not be answered.
        pub fn lacked(&self) -> Option<String> {
            self.engine.lacked().map(ToOwned::to_owned)
        }

        /// The files that the design needs and that are not there yet.
        pub fn wanted(&self) -> Vec<String> {
            self.engine.wanted().into_iter().map(ToOwned::to_owned).collect()
        }

        /// Takes a file in; answers what is wrong with it, if anything is.
        pub fn install(&mut self, file: &str, text: &str) -> Option<String> {
            self.engine.install(file, text).err()
        }
    }

    /// An errand on its way. It has nothing of the engine, which answers other letters meanwhile.
    #[wasm_bindgen]
    pub struct Sent {
        number: u64,
        errand: Errand,
    }

    #[wasm_bindgen]
    impl Sent {
        /// Carries the errand out and answers the letter.
        pub async fn carry_out(self) -> String {
            let answer = Answer::Documents(crate::store::carry_out(self.errand).await);
            Reply { number: self.number, answer }.tell().to_string()
        }
    }

    /// Whether a text has a match of a pattern, by the browser's own engine; nothing when the pattern cannot be read.
    fn pattern_matches(pattern: &str, flags: &str, text: &str) -> Option<bool> {
        // The constructor throws at a wrong pattern, which only a reflected call can catch.
        let constructor: js_sys::Function = js_sys::Reflect::get(&js_sys::global(), &"RegExp".into()).ok()?.dyn_into().ok()?;
        let arguments = js_sys::Array::of2(&pattern.into(), &flags.into());
        let expression: js_sys::RegExp = js_sys::Reflect::construct(&constructor, &arguments).ok()?.dyn_into().ok()?;
        Some(expression.test(text))
    }
}

fn main() {}
