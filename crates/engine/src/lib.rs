//! The engine: rules, synthesis, scripts and programs, apart from the page that shows them.
//!
//! The page draws and edits; what it shows of findings and templates it asks of the engine, which runs in a worker. So the page is there
//! before the rules are loaded, no check ever holds up a gesture, and an engine that breaks takes nothing with it. Both hold the same
//! design: every letter says first what changed since the last one.

pub mod answer;
mod compared;
pub mod documents;
mod effects;
mod engine;
mod examples;
mod lesson;
mod links;
pub mod marking;
mod origins;
mod plan;
pub mod question;
mod rights;
mod statements;
mod told;
mod walk;
mod writing;

pub use answer::{Answer, Reply};
pub use documents::Documents;
pub use engine::Engine;
pub use groundplan_workshop::progress::Outcome;
pub use groundplan_workshop::prose;
pub use groundplan_workshop::way::Move;
pub use lesson::DRAFT;
pub use question::{Lessons, Letter, Question};
pub use told::Told;
pub use writing::Writing;
