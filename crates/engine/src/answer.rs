//! What the engine answers: plain records, so that the page need not know rules or templates.

use groundplan_synth::design::{ConnectionId, NodeId};
use groundplan_synth::rules::Severity;

pub use crate::compared::{Compared, ComparedLine, Mark};
pub use crate::documents::{Card, Kept};
pub use crate::effects::{Effect, Sign};
pub use crate::examples::Example;
pub use crate::lesson::{Answered, Draft, Goals, Lesson, Listed, Mistake, Quiz, Reached, Standing, Step as LessonStep, Taught, Way};
pub use crate::links::{Link, Shared};
pub use crate::plan::{Part, Plan, Window};
pub use crate::rights::{Because, Lens, Needed, Right, Rights};
pub use crate::statements::{Part as StatementPart, Saying, Standing as StatementStanding, Statements, Suggest, Suggestion};
pub use crate::walk::{Hop, Leg, Walk};

use crate::told::{choice, records};

records! {
    /// An answer with the number of its letter.
    pub struct Reply {
        /// The number of the letter.
        pub number: u64,
        /// The answer.
        pub answer: Answer,
    }
}

choice! {
    /// The answer to the question of the same name.
    pub enum Answer {
        /// What the rules find.
        Review(Review),
        /// What mending did.
        Mend(Mended),
        /// A text: a template or a script.
        Text(Text),
        /// How a text differs from an earlier one, or why nobody can say.
        Compared(Result<Compared, String>),
        /// What to know of something.
        About(About),
        /// The files of a program.
        Program(Vec<File>),
        /// What a node may do.
        Rights(Rights),
        /// What statements come to.
        Statements(Statements),
        /// Where roles say what a connection needs.
        Sayings(Vec<Saying>),
        /// What can stand in a control.
        Suggested(Vec<Suggestion>),
        /// An address plan, or why there is none.
        Plan(Result<Plan, String>),
        /// A walk, or why there is none.
        Walk(Result<Walk, String>),
        /// The designs that come with Groundplan.
        Examples(Vec<Example>),
        /// A link to the design, or why there is none.
        Link(Result<Link, String>),
        /// The design of a link, or why it cannot be read.
        Shared(Result<Shared, String>),
        /// What changes of the design change in the template, or why nobody can say.
        Effects(Result<Vec<Effect>, String>),
        /// Something about lessons, or why it cannot be had.
        Lessons(Result<Taught, String>),
        /// What became of a question about kept designs, or why nothing did.
        Documents(Result<Kept, String>),
        /// There is no answer without this file, which could not be had.
        Lacking(String),
        /// The letter could not be read, for this reason.
        Refused(String),
    }
}

records! {
    /// What the rules find, and what the template calls its parts. Left out is what is as in the review that the page has: most edits
    /// change a finding or two, and thousands of names stay.
    pub struct Review {
        /// The number of the letter, by which the page says later what it has.
        pub number: u64,
        /// What is to be mended, the worst first.
        pub findings: Option<Vec<Finding>>,
        /// What the rules cannot tell.
        pub undecided: Option<Vec<Undecided>>,
        /// What the design allows.
        pub allowed: Option<Vec<Allowed>>,
        /// The logical ids of the template's resources.
        pub resources: Option<Vec<String>>,
        /// The names of the template's outputs.
        pub outputs: Option<Vec<String>>,
        /// The nodes at which a walk can start or end.
        pub places: Option<Vec<NodeId>>,
        /// Where and when the prices of repairs were read: `us-east-1, November 2026`.
        pub prices_of: String,
    }

    /// Something that a rule cannot tell: neither right nor wrong.
    pub struct Undecided {
        /// The rule, the place, and as its message the question: `whether web reaches jobs`.
        pub finding: Finding,
        /// What decides.
        pub depends: String,
    }

    /// A finding that the design allows.
    pub struct Allowed {
        /// The finding.
        pub finding: Finding,
        /// The author's reason.
        pub reason: String,
    }

    /// What a rule found.
    pub struct Finding {
        /// The rule's name: `subnet-outside-vpc`.
        pub rule: String,
        /// The rule's code: `GP001`.
        pub code: String,
        /// How bad it is.
        pub severity: Severity,
        /// Where the fact comes from.
        pub source: String,
        /// The node it is about.
        pub node: Option<NodeId>,
        /// The connection it is about.
        pub connection: Option<ConnectionId>,
        /// The setting of the design it is about: `parameter Stage`.
        pub setting: Option<String>,
        /// The name of the field it is about.
        pub field: Option<String>,
        /// Which entry of the field it is about, counted from 0.
        pub entry: Option<usize>,
        /// What is wrong.
        pub message: String,
        /// What AWS would say; empty when it would say nothing.
        pub aws_says: String,
        /// Repairs, the best first.
        pub fixes: Vec<Fix>,
    }

    /// A repair.
    pub struct Fix {
        /// What it does.
        pub title: String,
        /// What it costs a month in US dollars, when that is known.
        pub monthly_usd: Option<f64>,
        /// The change, as JSON that `groundplan_synth::design::saved` writes.
        pub changes: String,
    }

    /// What mending did.
    pub struct Mended {
        /// All changes together, as JSON that `groundplan_synth::design::saved` writes.
        pub changes: String,
        /// What each repair did, in their order.
        pub steps: Vec<Step>,
    }

    /// One repair.
    pub struct Step {
        /// The rule's name.
        pub rule: String,
        /// What it did.
        pub title: String,
    }

    /// What to know of something.
    pub struct About {
        /// Its paragraphs; none when nothing is known.
        pub words: Vec<String>,
        /// Where the facts come from; empty when something larger says it.
        pub source: String,
    }

    /// A text in lines.
    pub struct Text {
        /// The text.
        pub text: String,
        /// The node that each line stems from; empty when that is not told.
        pub nodes: Vec<Option<NodeId>>,
    }

    /// A file of a program.
    pub struct File {
        /// Its path in the program's folder.
        pub path: String,
        /// Its text.
        pub text: String,
        /// The node that each line stems from.
        pub nodes: Vec<Option<NodeId>>,
    }
}
