//! The picture in the README is what the project draws of the example.

use std::path::Path;
use std::{env, fs};

use groundplan_synth::design::sketch::parse;
use groundplan_synth::picture::{Theme, draw};

#[test]
fn the_readme_shows_the_example_as_it_is_drawn() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let sketch = fs::read_to_string(root.join("examples/unicorn.sketch")).expect("the example is there");
    let drawn = draw(&parse(&sketch).design, Theme::Light);
    let picture = root.join("docs/unicorn.svg");
    if env::var_os("GROUNDPLAN_BLESS").is_some_and(|value| value == "1") {
        fs::write(&picture, &drawn).expect("the picture can be written");
    }
    let shown = fs::read_to_string(&picture).expect("the README's picture is there");
    assert!(
        shown == drawn,
        "docs/unicorn.svg is not what is drawn now: GROUNDPLAN_BLESS=1 cargo test -p groundplan-cli --test golden writes it"
    );
}
