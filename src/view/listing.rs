//! Text with line numbers and colours for keys, comments and strings: the exports, and what is written as a sketch.

use groundplan_synth::design::NodeId;
use leptos::html::Pre;
use leptos::prelude::*;

use super::icon::{self, icon};
use crate::browser;
use crate::erased::{each, effect, live, live_flag, on};
use crate::session::Session;
use groundplan_editor::{Event, Item};

/// One line of a listing.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct ListingLine {
    /// The line's text.
    pub text: String,
    /// The node it comes from; a click selects it.
    pub node: Option<NodeId>,
    /// What is wrong with it.
    pub problem: Option<String>,
}

/// The longest line that gets colours: nobody reads a longer one.
const MOST_COLOURED: usize = 5_000;

/// A listing with a button that copies all of it.
#[component]
pub fn Listing(
    /// What it is, for the copy button and screen readers.
    title: &'static str,
    /// The lines.
    lines: Signal<Vec<ListingLine>>,
    /// Whether a line that is sought is one of these.
    is_template: bool,
) -> impl IntoView {
    let session: Session = expect_context();
    let pre = NodeRef::<Pre>::new();
    if is_template {
        show_sought(session, pre, lines);
    }
    let text = move || lines.get_untracked().into_iter().map(|line| line.text + "\n").collect();
    view! {
        <div class="listing">
            {copy_button(title, text)}
            <pre tabindex="0" aria-label=title node_ref=pre><code>{coloured(session, lines)}</code></pre>
        </div>
    }
}

/// Shows the line that is sought, as soon as it is there: in sight, marked and with the focus.
fn show_sought(session: Session, pre: NodeRef<Pre>, lines: Signal<Vec<ListingLine>>) {
    effect(move || {
        let (Some(element), Some((id, line))) = (pre.get(), session.sought.get()) else { return };
        let Some(at) = lines.with(|lines| place_of(lines, &id, &line)) else { return };
        session.seek(None);
        request_animation_frame(move || browser::show_line(&element, at));
    });
}

/// The place of the line that says something below a logical id; without such a line, of the one with the logical id.
fn place_of(lines: &[ListingLine], id: &str, line: &str) -> Option<usize> {
    let bare = |line: &ListingLine| line.text.replace(['"', '\''], "");
    let head = format!("{id}:");
    let is_head = |line: &ListingLine| bare(line).trim().strip_suffix(" {").unwrap_or(bare(line).trim()) == head;
    let start = lines.iter().position(is_head)?;
    let depth = |line: &ListingLine| line.text.len() - line.text.trim_start().len();
    let below = lines[start + 1..].iter().take_while(|other| other.text.trim().is_empty() || depth(other) > depth(&lines[start]));
    let found = below.enumerate().find(|(_, other)| !line.is_empty() && bare(other).contains(line));
    Some(found.map_or(start, |(at, _)| start + 1 + at))
}

/// The button that copies a text.
pub fn copy_button(title: &'static str, text: impl Fn() -> String + 'static) -> impl IntoView {
    let copied = RwSignal::new(false);
    let copy = move |_| {
        browser::copy(&text());
        copied.set(true);
    };
    view! {
        <button class="copy quiet" aria-label=format!("Copy the {title}") on:click=on(copy) on:blur=on(move |_| copied.set(false))>
            {icon(icon::COPY)} {live(move || if copied.get() { "Copied" } else { "Copy" })}
        </button>
    }
}

/// The lines with their colours. One whose node is selected is marked, and a click selects the node of a line.
pub fn coloured(session: Session, lines: Signal<Vec<ListingLine>>) -> impl IntoView {
    let numbered = move || -> Vec<(usize, ListingLine)> { lines.get().into_iter().enumerate().collect() };
    let selected =
        move |line: &ListingLine| line.node.is_some_and(|id| session.selection.with(|selection| selection.contains(Item::Node(id))));
    let line_view = move |(_, line): (usize, ListingLine)| {
        let node = line.node;
        let pieces = pieces(&line.text);
        let marked = line.clone();
        let is_wrong = line.problem.is_some();
        let problem = line.problem.map(|words| view! { <span class="line-problem">{words}</span> });
        view! {
            <span
                class="listing-line"
                class:from-selection=live_flag(move || selected(&marked))
                class:wrong=is_wrong
                on:click=on(move |_| if let Some(id) = node { session.send(Event::Select(vec![Item::Node(id)])); })
            >
                {pieces.into_iter().map(|(class, text)| view! { <span class=class>{text}</span> }).collect_view()}
                {problem}
                "\n"
            </span>
        }
    };
    each(numbered, line_view)
}

/// The parts of a line with their classes: comment, key, string, plain. It colours YAML, JSON, shell and sketches alike,
/// by what they have in common; nothing but colour depends on it.
fn pieces(line: &str) -> Vec<(&'static str, String)> {
    if line.len() > MOST_COLOURED {
        return vec![("plain", line.to_owned())];
    }
    let indented = line.trim_start();
    if indented.starts_with('#') {
        return vec![("comment", line.to_owned())];
    }
    let key_end = line.find(": ").or_else(|| line.strip_suffix(':').map(str::len));
    if let Some(end) = key_end.filter(|end| line[..*end].chars().all(|letter| letter.is_alphanumeric() || " -\"_:.".contains(letter))) {
        let mut found = vec![("key", line[..=end].to_owned())];
        found.extend(strings(&line[end + 1..]));
        return found;
    }
    strings(line)
}

fn strings(text: &str) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    let last = text.matches('"').count();
    for (index, part) in text.split('"').enumerate() {
        let inside = index % 2 == 1;
        if inside && index == last {
            // A quote that nothing closes on this line.
            found.push(("string", format!("\"{part}")));
        } else if inside {
            found.push(("string", format!("\"{part}\"")));
        } else if !part.is_empty() {
            found.push(("plain", part.to_owned()));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[track_caller]
    fn check(line: &str, expected: &[(&str, &str)]) {
        let found = pieces(line);
        let found: Vec<(&str, &str)> = found.iter().map(|(class, text)| (*class, text.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[wasm_bindgen_test]
    fn a_line_is_found_below_its_logical_id_in_either_form() {
        let yaml = "Resources:\n  Votes:\n    Type: A\n  Role:\n    Action:\n      - dynamodb:GetItem\n  Other:\n    - ecr:Get";
        let json = "{\n \"Role\": {\n  \"Action\": [\n   \"dynamodb:GetItem\"\n  ]\n },\n \"Votes\": {}\n}";
        let place = |text: &str, id, line| {
            let lines: Vec<ListingLine> =
                text.lines().map(|text| ListingLine { text: text.to_owned(), ..ListingLine::default() }).collect();
            place_of(&lines, id, line)
        };
        assert_eq!(place(yaml, "Role", "dynamodb:GetItem"), Some(5));
        assert_eq!(place(yaml, "Role", "ecr:Get"), Some(3));
        assert_eq!(place(yaml, "Gone", ""), None);
        assert_eq!(place(json, "Role", "dynamodb:GetItem"), Some(3));
        assert_eq!(place(json, "Role", ""), Some(1));
    }

    #[wasm_bindgen_test]
    fn lines_keep_their_text_and_get_colours() {
        check("  # why", &[("comment", "  # why")]);
        check("  Type: AWS::EC2::VPC", &[("key", "  Type:"), ("plain", " AWS::EC2::VPC")]);
        check("Resources:", &[("key", "Resources:")]);
        check("vpc \"a b\" x", &[("plain", "vpc "), ("string", "\"a b\""), ("plain", " x")]);
        check("say \"its: $(x)\"", &[("key", "say \"its:"), ("plain", " $(x)"), ("string", "\"")]);
        check("a \"b", &[("plain", "a "), ("string", "\"b")]);
    }
}
