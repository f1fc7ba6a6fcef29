//! PNG files that carry their design, as an SVG does: its saved form in a text chunk.

use std::io::Cursor;

use png::{BitDepth, ColorType, Decoder, Encoder, EncodingError};
use resvg::tiny_skia::Pixmap;

/// What the text with the design is called; the page writes it, too. Source: <https://www.w3.org/TR/png-3/#11iTXt>.
const KEYWORD: &str = "groundplan-design";

/// What every PNG file begins with. Source: <https://www.w3.org/TR/png-3/#5PNG-file-signature>.
const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// The most bytes of a design that somebody else packed: as many as the page takes.
const MOST_BYTES: usize = 20_000_000;

/// The file. `design` is its saved form.
pub(crate) fn write(pixels: Pixmap, design: &str) -> Result<Vec<u8>, EncodingError> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, pixels.width(), pixels.height());
    encoder.set_color(ColorType::Rgba);
    encoder.set_depth(BitDepth::Eight);
    encoder.add_itxt_chunk(KEYWORD.to_owned(), design.to_owned())?;
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&pixels.take_demultiplied())?;
    writer.finish()?;
    Ok(file)
}

/// The saved form of the design in a file; `None` when it is no PNG. The error says what is wrong with one.
pub(crate) fn design_in(file: &[u8]) -> Option<Result<String, String>> {
    file.starts_with(SIGNATURE).then(|| {
        let reader = Decoder::new(Cursor::new(file)).read_info().map_err(|error| format!("found a PNG that is damaged: {error}"))?;
        let text = reader.info().utf8_text.iter().find(|text| text.keyword == KEYWORD);
        let mut text = text.cloned().ok_or("found a PNG without a design in it, expected one that Groundplan exported")?;
        text.decompress_text_with_limit(MOST_BYTES)
            .and_then(|()| text.get_text())
            .map_err(|error| format!("found a PNG whose design is damaged or has more than {MOST_BYTES} bytes: {error}"))
    })
}

#[cfg(test)]
mod tests {
    use png::text_metadata::ITXtChunk;

    use super::*;

    #[test]
    fn what_was_written_is_found() {
        let file = write(Pixmap::new(2, 3).unwrap(), "{\"ü\": 1}").unwrap();
        assert_eq!(design_in(&file), Some(Ok("{\"ü\": 1}".to_owned())));
    }

    #[test]
    fn a_design_that_is_too_large_when_it_is_unpacked_is_refused() {
        let mut file = Vec::new();
        let mut writer = Encoder::new(&mut file, 1, 1).write_header().unwrap();
        let mut chunk = ITXtChunk::new(KEYWORD, "0".repeat(MOST_BYTES + 1));
        chunk.compressed = true;
        chunk.compress_text().unwrap();
        writer.write_text_chunk(&chunk).unwrap();
        writer.write_image_data(&[0]).unwrap();
        writer.finish().unwrap();
        assert!(file.len() < MOST_BYTES / 10);
        let found = design_in(&file).unwrap();
        assert!(found.is_err_and(|error| error.contains("more than 20000000 bytes")));
    }

    #[test]
    fn what_is_no_png_or_has_no_design_says_so() {
        assert_eq!(design_in(b"vpc main"), None);
        let plain = Pixmap::new(2, 3).unwrap().encode_png().unwrap();
        assert!(design_in(&plain).unwrap().unwrap_err().contains("without a design"));
        assert!(design_in(&plain[..20]).unwrap().unwrap_err().contains("damaged"));
    }
}
