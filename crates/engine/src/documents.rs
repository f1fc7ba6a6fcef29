//! The designs that this browser keeps.
//!
//! The engine knows the design and so makes what is kept of it; a database outside of it carries the errands out (`store.rs`). Every
//! errand is one transaction: a tab that is closed in the middle leaves what was there before.

use groundplan_synth::design::{Design, saved};
use groundplan_synth::picture::thumbnail;
use groundplan_synth::words;
use serde_json::{Value as Json, json};

use crate::told::{Told, choice, records};

records! {
    /// Who keeps a state of an open design. Two tabs may have it open, and neither overwrites what it has not seen.
    pub struct Writer {
        /// The tab, by a name that it gives itself.
        pub tab: String,
        /// The fingerprints of texts that the tab has seen of this design.
        pub seen: Vec<String>,
    }

    /// A kept design without its text.
    pub struct Card {
        /// The name by which it is kept; nobody reads it.
        pub id: String,
        /// The design of which it is a snapshot.
        pub of: Option<String>,
        /// What it is called: the design's name, or that of the snapshot.
        pub name: String,
        /// When it was kept, in milliseconds since 1970.
        pub kept: f64,
        /// How many nodes it has.
        pub nodes: usize,
        /// A small picture as SVG; empty when nothing is drawn.
        pub picture: String,
        /// When it was put among the deleted ones.
        pub deleted: Option<f64>,
    }
}

choice! {
    /// What became of an errand.
    pub enum Kept {
        /// Every kept design, in no order.
        Cards(Vec<Card>),
        /// The text of one; nothing when there is none of that name.
        Text(Option<String>),
        /// It is done.
        Done(bool),
        /// Nothing is done, since another tab kept something else in the meantime: its name, empty when nobody had the design open.
        Taken(String),
    }
}

/// A question about kept designs.
#[derive(Clone, Debug, PartialEq)]
pub enum Documents {
    /// Which there are.
    List,
    /// The text of one.
    Read(String),
    /// Keeps one, in place of an older one of that name.
    Keep {
        /// Its name among the kept ones.
        id: String,
        /// The design of which it is a snapshot.
        of: Option<String>,
        /// What it is called; the design's own name when nothing is given.
        name: Option<String>,
        /// Its text; the design as the engine knows it when nothing is given.
        text: Option<String>,
        /// The time in milliseconds since 1970.
        time: f64,
        /// Who keeps it; without one it is kept whatever is there.
        writer: Option<Writer>,
    },
    /// Puts one among the deleted ones, with the time, or brings it back.
    Mark(String, Option<f64>),
    /// Deletes some for good.
    Remove(Vec<String>),
}

/// A list of a word and what belongs to it.
impl Told for Documents {
    fn tell(&self) -> Json {
        match self {
            Self::List => json!(["list"]),
            Self::Read(id) => json!(["read", id]),
            Self::Keep { id, of, name, text, time, writer } => {
                json!(["keep", id, of.tell(), name.tell(), text.tell(), time, writer.tell()])
            }
            Self::Mark(id, deleted) => json!(["mark", id, deleted.tell()]),
            Self::Remove(ids) => json!(["remove", ids.tell()]),
        }
    }
    fn read(json: &Json) -> Option<Self> {
        let (word, more) = json.as_array()?.split_first()?;
        Some(match (word.as_str()?, more) {
            ("list", []) => Self::List,
            ("read", [id]) => Self::Read(String::read(id)?),
            ("keep", [id, of, name, text, time, writer]) => Self::Keep {
                id: String::read(id)?,
                of: Option::read(of)?,
                name: Option::read(name)?,
                text: Option::read(text)?,
                time: f64::read(time)?,
                writer: Option::read(writer)?,
            },
            ("mark", [id, deleted]) => Self::Mark(String::read(id)?, Option::read(deleted)?),
            ("remove", [ids]) => Self::Remove(Vec::read(ids)?),
            _ => return None,
        })
    }
}

/// What the database has to do: one transaction.
#[derive(Clone, Debug, PartialEq)]
pub enum Errand {
    /// Answers all cards.
    Cards,
    /// Answers the text of one design.
    Text(String),
    /// Puts a card and its text in, in place of older ones that the writer has seen.
    Put(Box<Card>, String, Option<Writer>),
    /// Sets when a card was deleted; leaves it where it is.
    Mark(String, Option<f64>),
    /// Takes cards and texts out.
    Remove(Vec<String>),
}

/// What a question makes the database do. The error says what is wrong with a text.
pub(crate) fn errand(question: &Documents, design: &Design) -> Result<Errand, String> {
    Ok(match question {
        Documents::List => Errand::Cards,
        Documents::Read(id) => Errand::Text(id.clone()),
        Documents::Keep { id, of, name, text, time, writer } => {
            let read = text.as_ref().map(|text| saved::read(text)).transpose();
            let read = read.map_err(|problems| words::first(&problems))?;
            let design = read.as_ref().unwrap_or(design);
            let card = Card {
                id: id.clone(),
                of: of.clone(),
                name: name.clone().unwrap_or_else(|| design.settings().name.clone()),
                kept: *time,
                nodes: design.node_count(),
                picture: thumbnail(design),
                deleted: None,
            };
            Errand::Put(Box::new(card), text.clone().unwrap_or_else(|| saved::write(design)), writer.clone())
        }
        Documents::Mark(id, deleted) => Errand::Mark(id.clone(), *deleted),
        Documents::Remove(ids) => Errand::Remove(ids.clone()),
    })
}

impl Writer {
    /// True when a text may take the place of the one before, which the tab `by` has kept, or nobody who had the design open.
    pub fn may_replace(&self, before: &str, by: Option<&str>, text: &str) -> bool {
        before == text || by == Some(self.tab.as_str()) || self.seen.contains(&fingerprint(before))
    }
}

/// What tells a text from others: its FNV-1a hash of 64 bits and its length.
/// Source: <http://www.isthe.com/chongo/tech/comp/fnv/>.
pub fn fingerprint(text: &str) -> String {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    format!("{hash:016x}-{}", text.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use groundplan_synth::design::sketch;

    #[test]
    fn questions_come_back_as_they_were_told() {
        let keep = |writer| Documents::Keep {
            id: "1".into(),
            of: Some("2".into()),
            name: Some("<b>".into()),
            text: Some("{}".into()),
            time: 1.5e12,
            writer,
        };
        let writer = Writer { tab: "a".into(), seen: vec![fingerprint("{}")] };
        let all = [
            Documents::List,
            Documents::Read("1".into()),
            keep(None),
            keep(Some(writer)),
            Documents::Mark("1".into(), Some(2.0)),
            Documents::Remove(vec![]),
        ];
        for question in all {
            assert_eq!(Documents::read(&question.tell()), Some(question));
        }
    }

    #[test]
    fn what_is_kept_is_the_design_with_its_name_and_a_picture() {
        let design = sketch::parse("design \"Shop\" region=eu-west-1\n\nvpc main @0,0 400x300\n").design;
        let question = |text, name| Documents::Keep { id: "1".into(), of: None, name, text, time: 5.0, writer: None };
        let Ok(Errand::Put(card, text, _)) = errand(&question(None, None), &design) else { panic!("no errand") };
        assert_eq!((card.name.as_str(), card.nodes, card.kept, card.deleted), ("Shop", 1, 5.0, None));
        assert!(card.picture.starts_with("<svg"), "{}", card.picture);
        assert_eq!(text, saved::write(&design));
        // Another one's text is kept as it is, whatever is open.
        let Ok(Errand::Put(other, kept, _)) = errand(&question(Some(text.clone()), Some("Copy".into())), &Design::default()) else {
            panic!("no errand")
        };
        assert_eq!((other.name.as_str(), other.nodes, kept), ("Copy", 1, text));
    }

    #[test]
    fn a_text_that_is_no_design_is_not_kept() {
        let question = Documents::Keep { id: "1".into(), of: None, name: None, text: Some("{\"oops".into()), time: 0.0, writer: None };
        assert!(errand(&question, &Design::default()).is_err_and(|reason| !reason.is_empty()));
    }

    #[test]
    fn a_tab_replaces_what_it_kept_or_has_seen_and_nothing_else() {
        let writer = Writer { tab: "a".into(), seen: vec![fingerprint("seen")] };
        for (before, by, text, may) in [
            ("other", Some("b"), "new", false),
            ("other", None, "new", false),
            ("other", Some("a"), "new", true),
            ("seen", Some("b"), "new", true),
            ("seen", None, "new", true),
            ("new", Some("b"), "new", true),
            ("new", None, "new", true),
        ] {
            assert_eq!(writer.may_replace(before, by, text), may, "{before} of {by:?}");
        }
    }

    #[test]
    fn a_fingerprint_is_that_of_the_text() {
        // The hash of "a" in the reference's list of vectors.
        assert_eq!(fingerprint("a"), "af63dc4c8601ec8c-1");
        assert_ne!(fingerprint("ab"), fingerprint("ba"));
    }
}
