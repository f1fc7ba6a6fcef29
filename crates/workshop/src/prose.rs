//! Markdown without anything that could run or lead astray: as events, and as a tree of elements for those who make them one by one.

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Parser, Tag, TagEnd};

use crate::read::OPTIONS;

/// A piece of a text: an element of HTML, or words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Element {
    /// The element's name as the DOM writes it, one of [`TAGS`]; empty for words.
    pub tag: String,
    /// The words; of a link its address, of a picture the sketch that it shows.
    pub text: String,
    /// What is in it.
    pub children: Vec<Element>,
}

/// Every element that a text can have.
pub const TAGS: [&str; 16] =
    ["P", "UL", "OL", "LI", "STRONG", "EM", "CODE", "PRE", "A", "TABLE", "TR", "TH", "TD", "BLOCKQUOTE", "H4", "BR"];

/// The element that stands for a drawn sketch, beside [`TAGS`].
pub const PICTURE: &str = "IMG";

/// The language of a block that is drawn.
const SKETCH: &str = "sketch";

/// The events of a text. HTML in it is text, links lead to the web or to a step alone, and headings have no ids.
pub(crate) fn events(markdown: &str) -> impl Iterator<Item = Event<'_>> {
    let mut closes: Vec<bool> = Vec::new();
    Parser::new_ext(markdown, OPTIONS).filter_map(move |event| match event {
        Event::Html(text) | Event::InlineHtml(text) => Some(Event::Text(text)),
        Event::Start(Tag::HtmlBlock) => Some(Event::Start(Tag::Paragraph)),
        Event::End(TagEnd::HtmlBlock) => Some(Event::End(TagEnd::Paragraph)),
        Event::Start(Tag::Link { link_type, dest_url, id, .. }) => {
            let leads = dest_url.starts_with('#') || crate::read::is_web_address(&dest_url);
            closes.push(leads);
            let title = CowStr::Borrowed("");
            leads.then_some(Event::Start(Tag::Link { link_type, dest_url, title, id }))
        }
        Event::End(TagEnd::Link) => closes.pop().unwrap_or(false).then_some(Event::End(TagEnd::Link)),
        Event::Start(Tag::Image { .. } | Tag::MetadataBlock(_)) | Event::End(TagEnd::Image | TagEnd::MetadataBlock(_)) => None,
        // Ids and classes of a heading are the author's words and could meet those of the page.
        Event::Start(Tag::Heading { level, .. }) => {
            Some(Event::Start(Tag::Heading { level, id: None, classes: Vec::new(), attrs: Vec::new() }))
        }
        other => Some(other),
    })
}

/// A text as elements. Links to a step get the address that `step` gives for its id.
pub fn tree(markdown: &str, step: impl Fn(&str) -> String) -> Vec<Element> {
    let mut open = vec![Element::default()];
    let mut in_head = false;
    let put = |open: &mut Vec<Element>, element: Element| {
        if let Some(last) = open.last_mut() {
            last.children.push(element);
        }
    };
    let words = |text: &str| Element { text: text.to_owned(), ..Element::default() };
    for event in events(markdown) {
        match event {
            Event::Start(tag) => {
                if let Tag::TableHead | Tag::TableRow = tag {
                    in_head = tag == Tag::TableHead;
                }
                let (name, text) = opened(&tag, in_head, &step);
                open.push(Element { tag: name.to_owned(), text, children: Vec::new() });
            }
            Event::End(_) => {
                if let Some(element) = open.pop() {
                    put(&mut open, closed(element));
                }
            }
            Event::Text(text) => put(&mut open, words(&text)),
            Event::Code(text) => {
                put(&mut open, Element { tag: "CODE".to_owned(), children: vec![words(&text)], ..Element::default() });
            }
            Event::SoftBreak => put(&mut open, words(" ")),
            Event::HardBreak | Event::Rule => put(&mut open, Element { tag: "BR".to_owned(), ..Element::default() }),
            // What is not asked of the parser does not come.
            _ => {}
        }
    }
    open.into_iter().next().map(|root| root.children).unwrap_or_default()
}

fn opened(tag: &Tag<'_>, in_head: bool, step: impl Fn(&str) -> String) -> (&'static str, String) {
    let name = match tag {
        Tag::Heading { .. } => "H4",
        Tag::BlockQuote(_) => "BLOCKQUOTE",
        Tag::CodeBlock(CodeBlockKind::Fenced(language)) if &**language == SKETCH => PICTURE,
        Tag::CodeBlock(_) => "PRE",
        Tag::List(None) => "UL",
        Tag::List(Some(_)) => "OL",
        Tag::Item => "LI",
        Tag::Table(_) => "TABLE",
        Tag::TableHead | Tag::TableRow => "TR",
        Tag::TableCell if in_head => "TH",
        Tag::TableCell => "TD",
        Tag::Emphasis => "EM",
        Tag::Strong => "STRONG",
        Tag::Link { dest_url, .. } => {
            return ("A", dest_url.strip_prefix('#').map_or_else(|| dest_url.to_string(), step));
        }
        _ => "P",
    };
    (name, String::new())
}

/// A picture's words are its sketch.
fn closed(mut element: Element) -> Element {
    if element.tag == PICTURE {
        element.text = std::mem::take(&mut element.children).into_iter().map(|words| words.text).collect();
    }
    element
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As text: `p(a[#x](words))`.
    fn shown(elements: &[Element]) -> String {
        let one = |element: &Element| match (&*element.tag, &*element.text) {
            ("", words) => words.to_owned(),
            (tag, "") => format!("{tag}({})", shown(&element.children)),
            (tag, text) => format!("{tag}[{text}]({})", shown(&element.children)),
        };
        elements.iter().map(one).collect()
    }

    #[track_caller]
    fn check(markdown: &str, expected: &str) {
        let all = tree(markdown, |step| format!("#step={step}"));
        assert_eq!(shown(&all), expected);
    }

    #[test]
    fn blocks_and_words_become_elements() {
        check("One **two** *three*\n`four`\n", "P(One STRONG(two) EM(three) CODE(four))");
        check("- a\n- b\n\n1. c\n", "UL(LI(a)LI(b))OL(LI(c))");
        check("| a | b |\n|---|---|\n| c | d |\n", "TABLE(TR(TH(a)TH(b))TR(TD(c)TD(d)))");
        check("```bash\nls <x>\n```\n", "PRE(ls <x>\n)");
        check("```sketch\nvpc main\n```\n", "IMG[vpc main\n]()");
        check("### Title\n> said\n", "H4(Title)BLOCKQUOTE(P(said))");
    }

    #[test]
    fn links_lead_to_steps_and_to_the_web_alone() {
        check("[a](#one) [b](https://example.org/) [c](javascript:alert(1))", "P(A[#step=one](a) A[https://example.org/](b) c)");
    }

    #[test]
    fn html_is_text() {
        check("a <script>x</script>\n\n<div>\n", "P(a <script>x</script>)P(<div>\n)");
        check("![alt](https://example.org/p.png)", "P(alt)");
    }

    #[test]
    fn only_listed_elements_come() {
        fn walk(elements: &[Element]) {
            for element in elements {
                assert!(element.tag.is_empty() || element.tag == PICTURE || TAGS.contains(&&*element.tag), "{}", element.tag);
                walk(&element.children);
            }
        }
        walk(&tree(&crate::shipped::ALL.iter().filter_map(|shipped| shipped.late.text()).collect::<String>(), str::to_owned));
    }
}
