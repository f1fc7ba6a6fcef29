//! Keeps open designs in this browser's storage: written after every change, before the page goes, read when it opens.
//!
//! Every document has a slot of its own, so that tabs with several designs do not disturb each other. The storage is small and can be
//! written while a page goes; what was changed goes on from there into the database (`documents.rs`), which is large and cannot.

use std::collections::{BTreeMap, BTreeSet};

use groundplan_editor::{Item, Selection, Viewport};
use groundplan_engine::documents::{Writer, fingerprint};
use groundplan_synth::decimal::{self, Plain};
use groundplan_synth::design::{ConnectionId, Design, NodeId, Patch, saved};

use super::{Notice, Offer};
use crate::browser;

/// Before the names of slots: of designs that were changed, and of those that are as they were opened.
const CHANGED: &str = "groundplan.design.";
const OPENED: &str = "groundplan.opened.";
/// Before the names under which stands what the text in a slot comes from: the fingerprints of what the tab had seen that wrote it.
const SEEN: &str = "groundplan.seen.";
/// The slot before there were documents.
const OLD: &str = "groundplan.design";
/// The document that was last kept, and in a tab's own storage the one that the tab shows.
const LAST: &str = "groundplan.document";
/// Before the names under which designs that could not be read are put aside, so that the next save does not overwrite it.
const ASIDE: &str = "groundplan.unreadable";
/// Camera and selection, which are no part of the design: `x y zoom` and the ids of what is selected.
const VIEW: &str = "groundplan.view";
/// So many designs that nobody changed are kept for tabs that may still show them.
const MOST_OPENED: usize = 8;
/// So many fingerprints of a document are kept: that of what the database had, and the last ones.
const MOST_SEEN: usize = 8;

/// Why a design is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NotKept {
    /// Another tab kept something else.
    OtherTab,
    /// The same, and what this tab had is a design of its own now.
    Beside,
    /// The storage is full or switched off.
    NoRoom,
}

impl NotKept {
    /// What to do.
    pub(super) fn words(self) -> String {
        match self {
            Self::OtherTab => OTHER_TAB,
            Self::Beside => BESIDE,
            Self::NoRoom => "This browser does not keep it (its storage is full or switched off): export the design before you leave",
        }
        .to_owned()
    }
}

const OTHER_TAB: &str =
    "Another tab changed the kept design, and this one does not overwrite it: export this design, then reload to see the other";

const BESIDE: &str = "Another tab changed the kept design, and this one does not overwrite it: what this tab had until now is a design of its own, \
     under Open, Your designs. Reload to see the other";

/// A name for another document.
pub(super) fn new_document() -> String {
    let part = || (js_sys::Math::random() * f64::from(u32::MAX)) as u32;
    format!("{:08x}{:08x}", part(), part())
}

/// What a page begins with.
pub(super) struct Begin {
    /// The document.
    pub(super) document: String,
    /// Its design; nothing when there is none that can be read.
    pub(super) design: Option<Design>,
    /// The document that only the database may have.
    pub(super) missing: Option<String>,
    /// What is to be said.
    pub(super) notice: Option<Notice>,
}

/// The documents of this page.
#[derive(Default)]
pub(super) struct Slots {
    /// What was last read or written, by document.
    kept: BTreeMap<String, String>,
    /// Documents that were changed, here or before: they belong into the database.
    changed: BTreeSet<String>,
    /// The designs of the others as they were opened.
    opened: BTreeMap<String, Design>,
    /// Documents that are in the database as they are in their slot.
    stored: BTreeSet<String>,
    /// Documents for which there was no room: their slot has an older text, until the database has the new one.
    unwritten: BTreeSet<String>,
    /// Documents that another tab changed since: what this page has of them overwrites nothing, in the database neither. With the names of
    /// the documents that it becomes.
    taken: BTreeMap<String, String>,
    /// The document that was last kept.
    current: String,
    /// What this tab is called in the database, where it overwrites nothing that it has not seen.
    tab: String,
    /// The fingerprints of what this tab's state of a document comes from: of what the database had, and of what was kept since.
    seen: BTreeMap<String, Vec<String>>,
}

impl Slots {
    /// Looks for what this tab showed last, else for what any tab kept last.
    pub(super) fn begin(&mut self) -> Begin {
        let last = browser::tab_stored(LAST).or_else(|| browser::stored(LAST));
        let old = browser::stored(OLD).filter(|_| last.is_none());
        let document = last.clone().unwrap_or_else(new_document);
        let changed = browser::stored(&slot(CHANGED, &document)).or(old);
        if changed.is_some() {
            self.changed.insert(document.clone());
        }
        let text = changed.or_else(|| browser::stored(&slot(OPENED, &document)));
        let read = text.map(|text| self.read(&document, text));
        browser::remove(OLD);
        let (design, notice, missing) = match read {
            Some(Ok(design)) => (Some(design), None, None),
            Some(Err(notice)) => (None, Some(notice), None),
            None => (None, None, last),
        };
        // What is not there, or cannot be read, is not overwritten: what comes in its place is another document.
        let document = if design.is_some() { document } else { new_document() };
        self.current.clone_from(&document);
        self.tab = new_document();
        Begin { document, design, missing, notice }
    }

    fn read(&mut self, document: &str, text: String) -> Result<Design, Notice> {
        match saved::read(&text) {
            Ok(design) => {
                self.take_over(document, text, &design);
                Ok(design)
            }
            Err(problems) => {
                let kept = set_aside(document, Some(&text));
                let mut lines: Vec<String> = problems.iter().take(5).map(ToString::to_string).collect();
                if kept {
                    free(CHANGED, document);
                    lines.push("It was put aside: it is under Open, Your designs".to_owned());
                }
                Err(Notice {
                    title: "The design kept in this browser could not be read".to_owned(),
                    lines,
                    is_error: true,
                    offer: Some(Offer::Text(text)),
                })
            }
        }
    }

    /// The design that a slot has; nothing when there is none that can be read.
    pub(super) fn in_slot(&mut self, document: &str) -> Option<Design> {
        let changed = browser::stored(&slot(CHANGED, document));
        let is_changed = changed.is_some();
        let text = changed.or_else(|| browser::stored(&slot(OPENED, document)))?;
        let design = saved::read(&text).ok()?;
        if is_changed {
            self.changed.insert(document.to_owned());
        }
        self.take_over(document, text, &design);
        Some(design)
    }

    /// This tab goes on with the text of a slot.
    fn take_over(&mut self, document: &str, text: String, design: &Design) {
        self.seen.insert(document.to_owned(), origin(document, &text));
        // What an earlier version wrote is put into the database as this one writes it.
        self.saw(document, &saved::write(design));
        self.kept.insert(document.to_owned(), text);
    }

    /// This tab goes on with what the database has.
    pub(super) fn looked(&mut self, document: &str, text: &str) {
        self.seen.insert(document.to_owned(), vec![fingerprint(text)]);
    }

    fn saw(&mut self, document: &str, text: &str) {
        let seen = self.seen.entry(document.to_owned()).or_default();
        let new = fingerprint(text);
        if seen.last() != Some(&new) {
            seen.push(new);
        }
        // The first one is what the database had.
        if seen.len() > MOST_SEEN {
            seen.remove(1);
        }
    }

    /// Keeps beside a slot what its text comes from. Where that is not known the database's own text stays and this one comes beside it.
    fn note(&self, document: &str) {
        let seen = self.seen.get(document).map(|seen| seen.join(" ")).unwrap_or_default();
        if browser::store(&slot(SEEN, document), &seen).is_err() {
            browser::remove(&slot(SEEN, document));
        }
    }

    /// This tab, as the database has to know it.
    pub(super) fn writer(&self, document: &str) -> Writer {
        Writer { tab: self.tab.clone(), seen: self.seen.get(document).cloned().unwrap_or_default() }
    }

    /// Another tab has put something into the database that this one has not seen: the next page shows that. Answers the name of the
    /// document that this tab's state becomes, and its text where a slot has it.
    pub(super) fn give_up(&mut self, document: &str) -> (String, Option<String>) {
        self.take(document);
        (self.taken[document].clone(), self.kept(document).cloned())
    }

    fn take(&mut self, document: &str) {
        self.taken.entry(document.to_owned()).or_insert_with(new_document);
    }

    /// A document was opened with this design, and nobody has changed it yet.
    pub(super) fn open(&mut self, document: String, design: Design) {
        self.opened.insert(document, design);
    }

    /// A document is one's own, though nobody has changed it.
    pub(super) fn claim(&mut self, document: String) {
        self.changed.insert(document);
    }

    /// True when a document belongs into the database and is not there as it was kept last.
    pub(super) fn is_due(&self, document: &str) -> bool {
        self.is_changed(document) && !self.stored.contains(document) && !self.taken.contains_key(document)
    }

    /// True when a document was changed and so belongs into the database.
    pub(super) fn is_changed(&self, document: &str) -> bool {
        self.changed.contains(document)
    }

    /// Keeps a design, unless another tab has kept something of its document in the meantime.
    pub(super) fn save(&mut self, document: &str, design: &Design) -> Result<(), NotKept> {
        let as_opened = self.opened.get(document).is_some_and(|opened| Patch::between(opened, design).is_empty());
        if !as_opened {
            self.changed.insert(document.to_owned());
        }
        if self.current != document {
            let left = std::mem::replace(&mut self.current, document.to_owned());
            self.leave(&left);
        }
        let (key, other) = if self.is_changed(document) { (CHANGED, OPENED) } else { (OPENED, CHANGED) };
        let (key, other) = (slot(key, document), slot(other, document));
        let text = saved::write(design);
        let last = self.kept.get(document);
        let is_others = |key: &String| browser::stored(key).is_some_and(|now| Some(&now) != last && now != text);
        // Also what another tab made of a design that nobody had changed here.
        if self.taken.contains_key(document) || is_others(&key) || is_others(&other) {
            self.take(document);
            return Err(NotKept::OtherTab);
        }
        self.stored.remove(document);
        // Another tab that opens it may put it into the database first.
        self.saw(document, &text);
        let is_kept = browser::store(&key, &text).is_ok();
        if is_kept {
            browser::remove(&other);
            self.unwritten.remove(document);
            self.note(document);
            self.kept.insert(document.to_owned(), text);
        } else {
            // The database has more room. Until it has the design, the older text is better than none.
            self.unwritten.insert(document.to_owned());
            self.changed.insert(document.to_owned());
        }
        let _ = browser::store(LAST, document);
        browser::tab_store(LAST, document);
        if is_kept { Ok(()) } else { Err(NotKept::NoRoom) }
    }

    /// The text that a document's slot has of it; nothing when there was no room for the last one.
    pub(super) fn kept(&self, document: &str) -> Option<&String> {
        self.kept.get(document).filter(|_| !self.unwritten.contains(document))
    }

    /// The database has this text of a document now; nothing stands for what the page could not keep itself.
    pub(super) fn store(&mut self, document: &str, text: Option<&String>) {
        if self.kept(document) == text {
            self.stored.insert(document.to_owned());
            if let Some(text) = text {
                self.seen.insert(document.to_owned(), vec![fingerprint(text)]);
                if browser::stored(&slot(CHANGED, document)).as_ref() == Some(text) {
                    self.note(document);
                }
            } else {
                // The next page would take the older text for the newest one.
                for before in [CHANGED, OPENED] {
                    free(before, document);
                }
                self.kept.remove(document);
            }
            if self.current != document {
                self.leave(document);
            }
        }
    }

    /// Another document is shown: the slot of this one is needed no more when the database has it, or nobody changed it.
    fn leave(&mut self, document: &str) {
        let before = if self.is_changed(document) { CHANGED } else { OPENED };
        let is_needless = self.stored.contains(document) || !self.is_changed(document);
        if is_needless && browser::stored(&slot(before, document)).as_ref() == self.kept.get(document) {
            free(before, document);
        }
    }

    /// What another tab did to the kept design, told by the browser: an error when it replaced what this page last kept.
    ///
    /// Tabs may run in different processes, where one sees with a delay what the other wrote; [`Self::save`] alone would miss that.
    pub(super) fn heard(&mut self, key: Option<&str>, value: Option<&str>) -> Result<(), NotKept> {
        let is_own = key.is_some_and(|key| [CHANGED, OPENED].iter().any(|before| key == slot(before, &self.current)));
        let replaced = is_own && value.is_some() && value != self.kept.get(&self.current).map(String::as_str);
        if !replaced {
            return Ok(());
        }
        self.take(&self.current.clone());
        Err(NotKept::OtherTab)
    }

    /// The changed documents that other tabs left in their slots, with their texts: a tab may have been closed before the database had them.
    pub(super) fn left_behind(&self) -> Vec<(String, String)> {
        let keys = browser::stored_keys();
        let unchanged = keys.iter().filter_map(|key| key.strip_prefix(OPENED)).filter(|document| *document != self.current);
        unchanged.skip(MOST_OPENED).for_each(|document| free(OPENED, document));
        let documents = keys.iter().filter_map(|key| key.strip_prefix(CHANGED)).filter(|document| *document != self.current);
        documents.filter_map(|document| Some((document.to_owned(), browser::stored(&slot(CHANGED, document))?))).collect()
    }
}

/// The designs that were put aside, by the names of their documents, with their texts.
pub(super) fn put_aside() -> Vec<(String, String)> {
    let documents = browser::stored_keys().into_iter().filter_map(|key| Some(key.strip_prefix(ASIDE)?.strip_prefix('.')?.to_owned()));
    documents.filter_map(|document| Some((document.clone(), browser::stored(&aside(&document))?))).collect()
}

/// Puts a design aside that could not be read, or throws it away.
pub(super) fn set_aside(document: &str, text: Option<&str>) -> bool {
    let Some(text) = text else {
        browser::remove(&aside(document));
        return true;
    };
    browser::store(&aside(document), text).is_ok()
}

fn aside(document: &str) -> String {
    format!("{ASIDE}.{document}")
}

/// The text of a changed document is elsewhere now: its slot is freed, unless somebody has written it since.
pub(super) fn rescued(document: &str, text: &str) {
    if browser::stored(&slot(CHANGED, document)).as_deref() == Some(text) {
        free(CHANGED, document);
    }
}

/// Who left a text in a slot, as the database has to know it.
pub(super) fn left_by(document: &str, text: &str) -> Writer {
    Writer { tab: new_document(), seen: origin(document, text) }
}

/// What the text in a slot comes from, and itself; nothing else where that is not known.
fn origin(document: &str, text: &str) -> Vec<String> {
    let own = fingerprint(text);
    let seen = browser::stored(&slot(SEEN, document)).unwrap_or_default();
    let seen: Vec<String> = seen.split(' ').map(ToOwned::to_owned).collect();
    if seen.last() == Some(&own) && seen.len() <= MOST_SEEN { seen } else { vec![own] }
}

fn free(before: &str, document: &str) {
    browser::remove(&slot(before, document));
    browser::remove(&slot(SEEN, document));
}

fn slot(before: &str, document: &str) -> String {
    format!("{before}{document}")
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
