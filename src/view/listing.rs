//! Text with line numbers and colours: the exports, and what is written as a sketch.

use groundplan_engine::answer::Mark;
use groundplan_synth::design::NodeId;
use groundplan_synth::words;
use leptos::html::Pre;
use leptos::prelude::*;
use web_sys::{KeyboardEvent, PointerEvent};

use super::colours::pieces;
use super::comparing;
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
    /// Where it stands and its number there, when two texts are compared.
    pub compared: Option<(Mark, usize)>,
}

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
    // The line at which the arrow keys are.
    let at = StoredValue::new(None::<usize>);
    if is_template {
        show_sought(session, pre, lines, at);
    }
    show_selected(session, pre, lines);
    let text =
        move || lines.get_untracked().into_iter().flat_map(|line| [sign_of(&line).0.to_owned(), line.text, "\n".to_owned()]).collect();
    let point = move |node: Option<NodeId>| {
        let item = node.map(Item::Node);
        if session.hover.get_untracked() != item {
            session.send(Event::Point(item));
        }
    };
    let (over, leave) =
        (move |event: PointerEvent| point(browser::line_of(&event).and_then(|at| node_at(lines, at))), move |_| point(None));
    let press = move |event: web_sys::MouseEvent| at.set_value(browser::line_of(&event));
    // A listing that goes from under the pointer points at nothing more.
    on_cleanup(move || point(None));
    let keys = move |event: KeyboardEvent| {
        let count = lines.with_untracked(Vec::len);
        let before = at.get_value().filter(|at| *at < count);
        let first = || pre.get_untracked().map_or(0, |element| browser::first_line_in_sight(&element, count));
        let next = match event.key().as_str() {
            "ArrowDown" => before.map_or_else(first, |at| at + 1).min(count.saturating_sub(1)),
            "ArrowUp" => before.unwrap_or_else(first).saturating_sub(1),
            "Enter" => {
                if let Some(id) = before.and_then(|at| node_at(lines, at)) {
                    session.send(Event::Select(vec![Item::Node(id)]));
                }
                return;
            }
            _ => return,
        };
        let is_held = event.ctrl_key() || event.alt_key() || event.meta_key() || event.shift_key();
        let (Some(element), false) = (pre.get_untracked(), is_held || count == 0) else { return };
        event.prevent_default();
        at.set_value(Some(next));
        browser::show_line(&element, next, false);
        let node = node_at(lines, next);
        point(node);
        let text = lines.with_untracked(|lines| lines.get(next).map(|line| format!("{}{}", sign_of(line).0, line.text)));
        let of = node.and_then(|id| session.with_design(|design| design.node(id).map(|node| format!(", of {}", words::plain(&node.name)))));
        session.say(format!("{}{}", text.unwrap_or_default().trim(), of.unwrap_or_default()));
    };
    view! {
        <div class="listing">
            {copy_button(title, text)}
            <pre tabindex="0" aria-label=title node_ref=pre on:keydown=on(keys) on:pointerover=on(over) on:pointerleave=on(leave) on:click=on(press) on:blur=on(move |_| point(None))>
                <code>{coloured(session, lines)}</code>
            </pre>
        </div>
    }
}

/// Shows the line that is sought, as soon as it is there: in sight, marked and with the focus.
fn show_sought(session: Session, pre: NodeRef<Pre>, lines: Signal<Vec<ListingLine>>, at: StoredValue<Option<usize>>) {
    effect(move || {
        let (Some(element), Some((id, line))) = (pre.get(), session.sought.get()) else { return };
        let Some(place) = lines.with(|lines| place_of(lines, &id, &line)) else { return };
        session.seek(None);
        at.set_value(Some(place));
        request_animation_frame(move || browser::show_line(&element, place, true));
    });
}

/// Brings the first line of a node that was selected elsewhere into sight.
fn show_selected(session: Session, pre: NodeRef<Pre>, lines: Signal<Vec<ListingLine>>) {
    effect(move || {
        let Some(id) = session.selection.with(|selection| selection.single().and_then(Item::node)) else { return };
        let Some(element) = pre.get_untracked() else { return };
        let is_here = |line: &ListingLine| line.node == Some(id);
        let at = lines.with_untracked(|lines| lines.iter().position(is_here));
        // A line that somebody clicks is in sight, and its node may begin further up.
        if let Some(at) = at.filter(|_| element.matches(":hover, :focus") == Ok(false)) {
            browser::show_within(&element, format!("[data-line='{at}']"));
        }
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

/// The node from which a line stems.
fn node_at(lines: Signal<Vec<ListingLine>>, at: usize) -> Option<NodeId> {
    lines.with_untracked(|lines| lines.get(at).and_then(|line| line.node))
}

/// What stands in front of a line, and its class, when texts are compared.
fn sign_of(line: &ListingLine) -> (&'static str, &'static str) {
    line.compared.map_or(("", ""), |(mark, _)| comparing::sign(mark))
}

/// The lines with their colours. Those of what is selected or pointed at are marked, and a click selects the node of a line.
pub fn coloured(session: Session, lines: Signal<Vec<ListingLine>>) -> AnyView {
    let numbered = move || -> Vec<(usize, ListingLine)> { lines.get().into_iter().enumerate().collect() };
    // Only the lines of the two nodes that it went from and to are told.
    let pointed = Selector::new(move || session.hover.get().and_then(Item::node));
    let is_selected = move |id: NodeId| session.selection.with(|selection| selection.contains(Item::Node(id)));
    let line_view = move |(at, line): (usize, ListingLine)| {
        let (node, pointed, (sign, class)) = (line.node, pointed.clone(), sign_of(&line));
        let number = line.compared.map(|(_, number)| if number == 0 { String::new() } else { number.to_string() });
        let is_wrong = line.problem.is_some();
        let problem = line.problem.map(|words| view! { <span class="line-problem">{words}</span> });
        view! {
            <span
                class=format!("listing-line {class}")
                data-line=at
                data-number=number
                class:from-selection=live_flag(move || node.is_some_and(is_selected))
                class:pointed=live_flag(move || node.is_some() && pointed.selected(&node))
                class:wrong=is_wrong
                on:click=on(move |_| if let Some(id) = node { session.send(Event::Select(vec![Item::Node(id)])); })
            >
                {sign}
                {pieces(&line.text).into_iter().map(|(class, text)| view! { <span class=class>{text.to_owned()}</span> }).collect_view()}
                {problem}
                "\n"
            </span>
        }
    };
    each(numbered, line_view)
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

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
}
