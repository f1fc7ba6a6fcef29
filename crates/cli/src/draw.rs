//! `groundplan draw`: the picture of a design, as SVG or as pixels.

use std::path::Path;

use clap::ValueEnum;
use groundplan_synth::design::saved;
use groundplan_synth::picture;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

use crate::files::{Failure, deliver, deliver_bytes, read_design};
use crate::pixels;

/// The most pixels on a side: what browsers draw, too, so that no picture can be had in one place alone.
/// Source: <https://developer.mozilla.org/en-US/docs/Web/HTML/Element/canvas#maximum_canvas_size>.
const MOST_PIXELS: u32 = 16_384;

/// The family of the font that is built in.
const FAMILY: &str = "Noto Sans";

/// The colours.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Theme {
    /// On white
    Light,
    /// On dark slate
    Dark,
    /// An SVG that is light or dark as the page around it
    Auto,
}

/// The form of a picture.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Lines and text, with the design in it
    Svg,
    /// Pixels, with the design in them
    Png,
}

/// How a picture is drawn.
pub(crate) struct How {
    pub(crate) theme: Theme,
    pub(crate) format: Format,
    /// Pixels a unit of the drawing on each side.
    pub(crate) scale: u32,
}

/// Draws a design into a file or to standard output.
pub(crate) fn run(design: &Path, how: &How, output: Option<&Path>) -> Result<(), Failure> {
    let ending = if how.format == Format::Svg { "svg" } else { "png" };
    let fits = |path: &Path| path.as_os_str() == "-" || path.extension().is_some_and(|given| given.eq_ignore_ascii_case(ending));
    if let Some(path) = output.filter(|path| !fits(path)) {
        let words = format!("{}: found a name that does not end in .{ending}, expected one that does, or another --format", path.display());
        return Err(Failure::new(words));
    }
    if how.format == Format::Svg && how.scale != 1 {
        return Err(Failure::new(format!("found --scale {} for an SVG, which has no pixels, expected --format png with it", how.scale)));
    }
    if how.format == Format::Png && how.theme == Theme::Auto {
        return Err(Failure::new("found --theme auto for pixels, which have one colour each, expected light or dark".to_owned()));
    }
    let theme = match how.theme {
        Theme::Light => picture::Theme::Light,
        Theme::Dark => picture::Theme::Dark,
        Theme::Auto => picture::Theme::Auto,
    };
    let design = read_design(design)?.design;
    let svg = picture::draw(&design, theme);
    match how.format {
        Format::Svg => deliver(output, &svg),
        Format::Png => deliver_bytes(output, &png(&svg, how.scale, &saved::write(&design))?),
    }
}

/// The pixels of a picture as a PNG file that carries its design.
fn png(svg: &str, scale: u32, design: &str) -> Result<Vec<u8>, Failure> {
    let mut options = Options { font_family: FAMILY.to_owned(), ..Options::default() };
    let fonts = options.fontdb_mut();
    for font in [notosans::REGULAR_TTF, notosans::BOLD_TTF] {
        fonts.load_font_data(font.to_vec());
    }
    let failed = |reason: String| Failure::new(format!("the picture cannot be drawn as pixels: {reason}"));
    let tree = Tree::from_str(svg, &options).map_err(|error| failed(error.to_string()))?;
    let size = tree.size().to_int_size();
    let (width, height) = (size.width().saturating_mul(scale), size.height().saturating_mul(scale));
    if width.max(height) > MOST_PIXELS {
        let words =
            format!("found {width} x {height} pixels, expected at most {MOST_PIXELS} on a side: choose a smaller --scale or an SVG");
        return Err(failed(words));
    }
    let mut pixels = Pixmap::new(width, height).ok_or_else(|| failed("there is nothing to draw".to_owned()))?;
    resvg::render(&tree, Transform::from_scale(scale as f32, scale as f32), &mut pixels.as_mut());
    pixels::write(pixels, design).map_err(|error| failed(error.to_string()))
}

#[cfg(test)]
mod tests {
    use groundplan_synth::design::sketch;

    use super::*;

    fn drawn(text: &str, scale: u32) -> Vec<u8> {
        // Without the design the bytes are those of the drawing alone.
        png(&picture::draw(&sketch::parse(text).design, picture::Theme::Light), scale, "").unwrap()
    }

    /// Width and height in the header of a PNG file. Source: <https://www.w3.org/TR/png-3/#11IHDR>.
    fn size(png: &[u8]) -> [u32; 2] {
        assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n");
        [16, 20].map(|at| u32::from_be_bytes(png[at..at + 4].try_into().unwrap()))
    }

    #[test]
    fn a_png_has_the_size_of_the_svg_times_the_scale() {
        let text = "vpc main\n  subnet inner\n";
        let svg = picture::draw(&sketch::parse(text).design, picture::Theme::Light);
        let number = |name: &str| -> u32 {
            let (_, rest) = svg.split_once(&format!(" {name}=\"")).unwrap();
            rest.split_once('"').unwrap().0.parse().unwrap()
        };
        for scale in 1..=4 {
            assert_eq!(size(&drawn(text, scale)), [number("width") * scale, number("height") * scale]);
        }
    }

    #[test]
    fn text_is_drawn_and_the_bytes_are_the_same_each_time() {
        // The same boxes with other words in them.
        let [one, other] = ["bucket photos", "bucket voters"].map(|text| drawn(text, 1));
        assert_eq!(size(&one), size(&other));
        assert_ne!(one, other);
        assert_eq!(one, drawn("bucket photos", 1));
    }

    #[test]
    fn what_no_browser_could_draw_is_refused() {
        let far = "bucket photos @0,0 168x64\nbucket voters @20000,0 168x64\n";
        let svg = picture::draw(&sketch::parse(far).design, picture::Theme::Light);
        let words = png(&svg, 1, "").unwrap_err().to_string();
        assert!(words.contains("expected at most 16384 on a side"), "{words}");
    }
}
