//! The blocks of a lesson: what stands at its left margin, in order. What may not stand anywhere in a lesson is reported here.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, OffsetIter, Tag, TagEnd};

use super::Problems;

/// One block.
pub(super) struct Block {
    /// Its bytes.
    pub(super) range: Range<usize>,
    /// What it is.
    pub(super) what: What,
}

/// What a block is.
pub(super) enum What {
    /// The front matter.
    Header,
    /// The heading of a step.
    Step {
        /// What stands in it, plain text.
        title: String,
        /// Its id.
        id: Option<String>,
        /// Its classes.
        classes: Vec<String>,
    },
    /// A fenced block.
    Fence {
        /// The words behind the fence.
        info: String,
        /// What stands in it.
        content: String,
    },
    /// A line between two groups.
    Break,
    /// Anything else.
    Text {
        /// The links in it: where they lead, and the byte at which they stand.
        links: Vec<(String, usize)>,
    },
}

/// The blocks of a text.
pub(super) fn blocks(events: OffsetIter<'_>, problems: &mut Problems) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut depth = 0_usize;
    let mut odd: Vec<(usize, &str)> = Vec::new();
    for (event, range) in events {
        match &event {
            Event::Start(tag) => {
                if depth == 0 {
                    blocks.push(Block { range: range.clone(), what: what(tag) });
                }
                depth += 1;
                match tag {
                    Tag::Link { dest_url, .. } => {
                        if let Some(What::Text { links }) = blocks.last_mut().map(|block| &mut block.what) {
                            links.push((dest_url.to_string(), range.start));
                        }
                    }
                    Tag::Image { .. } => odd.push((range.start, "found a picture, expected a ```sketch, which is drawn")),
                    Tag::HtmlBlock => odd.push((range.start, "found HTML, expected Markdown: write &lt; for <")),
                    Tag::CodeBlock(CodeBlockKind::Fenced(info)) if depth > 1 && super::steps::is_special(info) => {
                        odd.push((range.start, "found a block of the lesson within another one, expected it at the left margin"));
                    }
                    _ => {}
                }
            }
            Event::End(end) => {
                depth -= 1;
                if depth == 0 && matches!(end, TagEnd::CodeBlock) {
                    close(blocks.last_mut());
                }
            }
            Event::InlineHtml(_) => odd.push((range.start, "found HTML, expected Markdown: write &lt; for <, or code in backquotes")),
            Event::Rule if depth == 0 => blocks.push(Block { range, what: What::Break }),
            Event::Text(text) | Event::Code(text) => match blocks.last_mut().map(|block| &mut block.what) {
                Some(What::Step { title, .. }) if depth > 0 => title.push_str(text),
                Some(What::Fence { content, .. }) if depth == 1 => content.push_str(text),
                _ => {}
            },
            _ => {}
        }
    }
    problems.found.extend(odd.into_iter().map(|(byte, message)| super::Problem {
        line: Some(problems.lines.line(byte)),
        column: Some(1),
        message: message.to_owned(),
    }));
    blocks
}

/// A fence's content ends where its last line does.
fn close(block: Option<&mut Block>) {
    if let Some(What::Fence { content, .. }) = block.map(|block| &mut block.what)
        && content.ends_with('\n')
    {
        content.pop();
    }
}

fn what(tag: &Tag<'_>) -> What {
    match tag {
        Tag::MetadataBlock(_) => What::Header,
        Tag::Heading { level: HeadingLevel::H1 | HeadingLevel::H2, id, classes, .. } => What::Step {
            title: String::new(),
            id: id.as_ref().map(ToString::to_string),
            classes: classes.iter().map(ToString::to_string).collect(),
        },
        Tag::CodeBlock(CodeBlockKind::Fenced(info)) => What::Fence { info: info.to_string(), content: String::new() },
        _ => What::Text { links: Vec::new() },
    }
}
