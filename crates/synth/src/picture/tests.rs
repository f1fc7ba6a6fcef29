//! The drawing as a file: whole, escaped, with its source inside, and the same every time.

use super::*;
use crate::design::{Design, Edit, saved, sketch};

fn read(text: &str) -> Design {
    sketch::parse(text).design
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#13;", "\r").replace("&amp;", "&")
}

#[test]
fn the_file_carries_the_design_it_shows() {
    let design = read(include_str!("../../../../examples/unicorn.sketch"));
    let file = draw(&design, Theme::Light);
    let inside = file.split_once("<metadata id=\"groundplan-design\">").unwrap().1.split_once("</metadata>").unwrap().0;
    assert_eq!(saved::read(&unescaped(inside)).unwrap(), design);
}

#[test]
fn the_file_is_accessible_and_needs_nothing_else() {
    let design = read(include_str!("../../../../examples/unicorn.sketch"));
    for theme in [Theme::Light, Theme::Dark] {
        let file = draw(&design, theme);
        for expected in [
            "role=\"img\"",
            "<title id=\"title\">Unicorn Pursuit</title>",
            "users requests pages from edge.",
            ">web task<",
            ">starts with<",
            ">read, write<",
        ] {
            assert!(file.contains(expected), "{expected} is missing");
        }
        let foreign = file.replace("http://www.w3.org/2000/svg", "");
        assert!(!foreign.contains("href=") && !foreign.contains("url(") && !foreign.contains("<style") && !foreign.contains("<script"));
        assert_eq!(draw(&design, theme), file);
    }
}

#[test]
fn a_file_for_both_themes_is_the_light_one_with_the_dark_colours_beside() {
    let design = read(include_str!("../../../../examples/unicorn.sketch"));
    let (both, dark) = (draw(&design, Theme::Auto), draw(&design, Theme::Dark));
    let (before, rest) = both.split_once("<style>").unwrap();
    let (style, after) = rest.split_once("</style>\n").unwrap();
    let rules = style.strip_prefix("@media (prefers-color-scheme: dark) {").unwrap().strip_suffix('}').unwrap();
    // Without the names of colours it is the light file.
    let plain = |text: &str, named: &dyn Fn(&palette::Token, &str) -> (String, String)| {
        let each = palette::ALL.iter().flat_map(|token| ["fill", "stroke"].map(|attribute| named(token, attribute)));
        each.fold(text.to_owned(), |text, (from, to)| text.replace(&from, &to))
    };
    let drawn = format!("{before}{after}");
    assert_eq!(
        plain(&drawn, &|token, attribute| (format!(" data-{attribute}=\"{}\"", token.name), String::new())),
        draw(&design, Theme::Light)
    );
    // And with the rules carried out it is the dark one.
    let carried_out = plain(&drawn, &|token, attribute| {
        let selector = format!("data-{attribute}=\"{}\"", token.name);
        let colour = rules.split_once(&format!("[{selector}]{{{attribute}:")).map_or("", |(_, rest)| rest.split_once('}').unwrap().0);
        (format!("{attribute}=\"{}\" {selector}", token.light), format!("{attribute}=\"{colour}\""))
    });
    assert_eq!(carried_out, dark);
}

#[test]
fn names_cannot_break_out_of_the_file() {
    let empty = Design::default();
    let mut edit = Edit::new(&empty);
    edit.settings(|settings| settings.name = "</title><script>&\u{0}".to_owned());
    edit.add_node(crate::design::Node::new("no-such-kind", "\"><script>alert(1)</script>"));
    let file = draw(edit.design(), Theme::Light);
    assert!(!file.contains("<script>") && !file.contains('\u{0}'));
    assert!(file.contains("&lt;/title&gt;&lt;script&gt;&amp;"));
}

#[test]
fn an_empty_design_is_an_empty_picture() {
    let file = draw(&Design::default(), Theme::Dark);
    assert!(file.starts_with("<svg ") && file.trim_end().ends_with("</svg>"));
}
