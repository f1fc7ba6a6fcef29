//! The style sheet has the colours of the picture, in both themes.

use groundplan_synth::picture::palette::{ALL, Theme};

use crate::checkout::{assert_none, read};

#[test]
fn the_style_sheet_has_the_pictures_colours() {
    let sheet = read("style/tokens.css").text;
    // Light first, then dark when chosen, then dark when the system asks for it.
    let blocks: Vec<&str> = sheet.split("  color-scheme: ").skip(1).collect();
    let themes = [Theme::Light, Theme::Dark, Theme::Dark];
    assert_eq!(blocks.len(), themes.len(), "one block for each way to a theme");
    let mut places = Vec::new();
    for (block, theme) in blocks.iter().zip(themes) {
        let missing = ALL.iter().filter(|token| !block.contains(&format!("--{}: {};", token.name, token.in_theme(theme))));
        places.extend(missing.map(|token| format!("--{}: {} ({theme:?})", token.name, token.in_theme(theme))));
    }
    assert_none("a colour of the picture that the style sheet does not have", &places);
}
