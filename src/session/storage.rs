//! Keeps the design in this browser: written after every change, read when the page opens.

use groundplan_editor::{Item, Selection, Viewport};
use groundplan_synth::decimal::{self, Plain};
use groundplan_synth::design::{ConnectionId, Design, NodeId, saved};

use super::Notice;
use crate::browser;

const KEY: &str = "groundplan.design";
/// Where a design that could not be read is put aside, so that the next save does not overwrite it.
const ASIDE: &str = "groundplan.design.unreadable";
/// Camera and selection, which are no part of the design: `x y zoom` and the ids of what is selected.
const VIEW: &str = "groundplan.view";

const OTHER_TAB: &str =
    "Another tab changed the kept design, and this one does not overwrite it: export this design, then reload to see the other";

/// What another tab did to the kept design, told by the browser: an error when it replaced what this page last kept.
///
/// Tabs may run in different processes, where one sees with a delay what the other wrote; [`save`] alone would miss that.
pub(super) fn heard(key: Option<&str>, value: Option<&str>, last: Option<&str>) -> Result<(), String> {
    let replaced = key == Some(KEY) && value.is_some() && value != last;
    if replaced { Err(OTHER_TAB.to_owned()) } else { Ok(()) }
}

/// The kept design; `None` when there is none, an explanation when it cannot be read.
pub(super) fn load() -> Option<Result<Design, Notice>> {
    let text = browser::stored(KEY)?;
    match saved::read(&text) {
        Ok(design) => Some(Ok(design)),
        Err(problems) => {
            let kept = browser::store(ASIDE, &text).is_ok();
            let mut lines: Vec<String> = problems.iter().take(5).map(ToString::to_string).collect();
            if kept {
                lines.push(format!("It was put aside under the name {ASIDE} in this browser's storage"));
            }
            Some(Err(Notice { title: "The design kept in this browser could not be read".to_owned(), lines, is_error: true }))
        }
    }
}

/// The text that is kept now: what [`save`] compares with.
pub(super) fn kept() -> Option<String> {
    browser::stored(KEY)
}

/// Keeps a design, unless another tab has kept something since `last`, which becomes what is kept now. The error says what to do.
pub(super) fn save(design: &Design, last: &mut Option<String>) -> Result<(), String> {
    let text = saved::write(design);
    let now = kept();
    if now.is_some() && now != *last && now.as_ref() != Some(&text) {
        return Err(OTHER_TAB.to_owned());
    }
    let stored = browser::store(KEY, &text)
        .map_err(|_| "This browser does not keep it (its storage is full or switched off): export the design before you leave".to_owned());
    if stored.is_ok() {
        *last = Some(text);
    }
    stored
}

/// The camera and the selection with which this page was left; nothing where none is kept or it cannot be read.
pub(super) fn load_view(design: &Design) -> Option<(Viewport, Vec<Item>)> {
    let text = browser::stored(VIEW)?;
    let mut words = text.split(' ');
    // So far out nothing can be drawn.
    let mut number = || decimal::read(words.next()?).filter(|number| number.abs() < 1e9);
    let viewport = Viewport { x: number()?, y: number()?, zoom: number()? };
    let item = |id: u32| {
        let (node, connection) = (Item::Node(NodeId(id)), Item::Connection(ConnectionId(id)));
        [node, connection].into_iter().find(|item| item.exists_in(design))
    };
    Some((viewport, words.filter_map(|word| item(word.parse().ok()?)).collect()))
}

/// Keeps the camera and the selection. Where that fails nothing is lost.
pub(super) fn save_view(viewport: Viewport, selection: &Selection) {
    let mut text = format!("{} {} {}", Plain(viewport.x), Plain(viewport.y), Plain(viewport.zoom));
    for item in selection.iter() {
        let id = match item {
            Item::Node(id) => id.0,
            Item::Connection(id) => id.0,
        };
        text.push(' ');
        text.push_str(&id.to_string());
    }
    let _ = browser::store(VIEW, &text);
}
