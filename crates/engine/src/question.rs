//! What the page asks.

use groundplan_synth::design::{ConnectionId, NodeId};
use groundplan_synth::network::walk::Stop;
use groundplan_workshop::way::Move;
use serde_json::{Value as Json, json};

use crate::documents::Documents;
use crate::statements::Suggest;
use crate::told::Told;
use crate::writing::Writing;

/// A question, with what changed in the design since the last one.
#[derive(Clone, Debug, PartialEq)]
pub struct Letter {
    /// The reply carries the same number.
    pub number: u64,
    /// The changes, as `groundplan_synth::design::saved` writes them; nothing when there are none.
    pub changes: Option<Json>,
    /// The next id that the page's design gives out.
    pub next_id: u32,
    /// What is asked.
    pub question: Question,
}

impl Told for Letter {
    fn tell(&self) -> Json {
        json!({
            "number": self.number,
            "changes": self.changes.clone().unwrap_or_default(),
            "next_id": self.next_id,
            "question": self.question.tell(),
        })
    }
    fn read(json: &Json) -> Option<Self> {
        let changes = json.get("changes")?;
        Some(Self {
            number: u64::read(json.get("number")?)?,
            changes: (!changes.is_null()).then(|| changes.clone()),
            next_id: u32::read(json.get("next_id")?)?,
            question: Question::read(json.get("question")?)?,
        })
    }
}

/// A question about the design.
#[derive(Clone, Debug, PartialEq)]
pub enum Question {
    /// What the rules find, and what the template calls its parts. The number is that of the letter whose answer the page has: the
    /// engine leaves out what is as it was there.
    Review(Option<u64>),
    /// The design with everything mended that can be mended without asking.
    Mend,
    /// A text that is made of the design.
    Text(Writing),
    /// How a text differs from that of an earlier state of the design, which is given as it was saved.
    Compared(Writing, String),
    /// What to know of a kind or a verb beyond its summary, or of one of its fields: `service`, `service.cpu`.
    About(String),
    /// The CDK program.
    Program,
    /// What a node may do by its roles.
    Rights(NodeId),
    /// What the statements of a field come to.
    Statements(NodeId, String),
    /// Where roles say what a connection needs of them.
    Sayings(ConnectionId),
    /// What can stand in a control of a statement.
    Suggest(Suggest),
    /// The address plan in which a VPC or a subnet lies.
    Plan(NodeId),
    /// The walk of a packet, on the port on which the target answers when none is given.
    Walk {
        /// Where it starts.
        from: Stop,
        /// Where it ends.
        to: Stop,
        /// The TCP port.
        port: Option<u16>,
    },
    /// The designs that come with Groundplan.
    Examples,
    /// A link to the design; for looking alone when it is true.
    Link(bool),
    /// The design of a link, by what stands behind the `#` of its address.
    Shared(String),
    /// What changes of the design, as `groundplan_synth::design::saved` writes them, change in the template; with `back` what taking
    /// them back would change there.
    Effects {
        /// The changes.
        changes: Json,
        /// Whether the template with the changes is the one before.
        back: bool,
    },
    /// Something about lessons.
    Lessons(Lessons),
    /// Something about the designs that this browser keeps.
    Documents(Documents),
}

/// A question about lessons. A lesson is asked for by its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lessons {
    /// Which ones there are.
    List,
    /// What a lesson says.
    Lesson(String),
    /// A move on the way through a lesson.
    Way {
        /// The lesson.
        id: String,
        /// What the page keeps of the way; nothing at its beginning.
        progress: Option<String>,
        /// The seed that chooses the faults from now on; nothing leaves them.
        seed: Option<u64>,
        /// The move.
        by: Move,
    },
    /// How the design stands to the goals of a step.
    Goals {
        /// The lesson.
        id: String,
        /// The seed that chose the faults.
        seed: u64,
        /// The place of the step.
        step: usize,
    },
    /// Reads an author's own lesson, which stands under [`crate::lesson::DRAFT`] from then on.
    Draft(String),
    /// Whether that lesson works.
    Proof,
    /// What of the design costs money as long as it stands.
    Standing,
    /// The table of a class: see [`crate::marking`].
    Marking(Json),
    /// The lesson on paper.
    Handout {
        /// The lesson.
        id: String,
        /// The seed that chooses the faults.
        seed: u64,
    },
}

/// A node's number; nothing stands for the internet.
impl Told for Stop {
    fn tell(&self) -> Json {
        match self {
            Self::Internet => Json::Null,
            Self::Node(id) => id.tell(),
        }
    }
    fn read(json: &Json) -> Option<Self> {
        Option::<NodeId>::read(json).map(|id| id.map_or(Self::Internet, Self::Node))
    }
}

/// A list of a word and what belongs to it.
impl Told for Question {
    fn tell(&self) -> Json {
        match self {
            Self::Review(known) => json!(["review", known.tell()]),
            Self::Mend => json!(["mend"]),
            Self::Text(what) => json!(["text", what.tell()]),
            Self::Compared(what, earlier) => json!(["compared", what.tell(), earlier]),
            Self::About(id) => json!(["about", id]),
            Self::Examples => json!(["examples"]),
            Self::Program => json!(["program"]),
            Self::Link(read_only) => json!(["link", read_only]),
            Self::Shared(fragment) => json!(["shared", fragment]),
            Self::Lessons(about) => json!(["lessons", about.tell()]),
            Self::Documents(about) => json!(["documents", about.tell()]),
            Self::Rights(id) => json!(["rights", id.tell()]),
            Self::Statements(id, field) => json!(["statements", id.tell(), field]),
            Self::Sayings(id) => json!(["sayings", id.tell()]),
            Self::Suggest(asked) => json!(["suggest", asked.tell()]),
            Self::Plan(id) => json!(["plan", id.tell()]),
            Self::Effects { changes, back } => json!(["effects", changes, back]),
            Self::Walk { from, to, port } => json!(["walk", from.tell(), to.tell(), port.tell()]),
        }
    }
    fn read(json: &Json) -> Option<Self> {
        let (word, more) = json.as_array()?.split_first()?;
        match (word.as_str()?, more) {
            ("review", [known]) => Option::read(known).map(Self::Review),
            ("mend", []) => Some(Self::Mend),
            ("text", [what]) => Writing::read(what).map(Self::Text),
            ("compared", [what, earlier]) => Some(Self::Compared(Writing::read(what)?, String::read(earlier)?)),
            ("about", [id]) => String::read(id).map(Self::About),
            ("examples", []) => Some(Self::Examples),
            ("program", []) => Some(Self::Program),
            ("link", [read_only]) => bool::read(read_only).map(Self::Link),
            ("shared", [fragment]) => String::read(fragment).map(Self::Shared),
            ("lessons", [about]) => Lessons::read(about).map(Self::Lessons),
            ("documents", [about]) => Documents::read(about).map(Self::Documents),
            ("rights", [id]) => NodeId::read(id).map(Self::Rights),
            ("statements", [id, field]) => Some(Self::Statements(NodeId::read(id)?, String::read(field)?)),
            ("sayings", [id]) => ConnectionId::read(id).map(Self::Sayings),
            ("suggest", [asked]) => Suggest::read(asked).map(Self::Suggest),
            ("effects", [changes, back]) => Some(Self::Effects { changes: changes.clone(), back: bool::read(back)? }),
            ("plan", [id]) => NodeId::read(id).map(Self::Plan),
            ("walk", [from, to, port]) => Some(Self::Walk { from: Stop::read(from)?, to: Stop::read(to)?, port: Option::read(port)? }),
            _ => None,
        }
    }
}

/// A list of a word and what belongs to it.
impl Told for Lessons {
    fn tell(&self) -> Json {
        match self {
            Self::List => json!(["list"]),
            Self::Lesson(id) => json!(["lesson", id]),
            Self::Way { id, progress, seed, by } => json!(["way", id, progress.tell(), seed.tell(), by.tell()]),
            Self::Goals { id, seed, step } => json!(["goals", id, seed, step]),
            Self::Handout { id, seed } => json!(["handout", id, seed]),
            Self::Draft(text) => json!(["draft", text]),
            Self::Proof => json!(["proof"]),
            Self::Standing => json!(["standing"]),
            Self::Marking(asked) => json!(["marking", asked]),
        }
    }
    fn read(json: &Json) -> Option<Self> {
        let (word, more) = json.as_array()?.split_first()?;
        Some(match (word.as_str()?, more) {
            ("list", []) => Self::List,
            ("lesson", [id]) => Self::Lesson(String::read(id)?),
            ("way", [id, progress, seed, by]) => {
                Self::Way { id: String::read(id)?, progress: Option::read(progress)?, seed: Option::read(seed)?, by: Move::read(by)? }
            }
            ("goals", [id, seed, step]) => Self::Goals { id: String::read(id)?, seed: u64::read(seed)?, step: usize::read(step)? },
            ("draft", [text]) => Self::Draft(String::read(text)?),
            ("proof", []) => Self::Proof,
            ("standing", []) => Self::Standing,
            ("marking", [asked]) => Self::Marking(asked.clone()),
            ("handout", [id, seed]) => Self::Handout { id: String::read(id)?, seed: u64::read(seed)? },
            _ => return None,
        })
    }
}
