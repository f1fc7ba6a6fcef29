//! Lessons: what is taught, as data; what a student drew, judged on meaning.
//!
//! A lesson is a Markdown file, described for authors in `lessons/README.md`. Everything here is a function of values: the caller brings
//! the text of the lesson, the design and the seed.
//!
//! - [`read`] turns the text into a [`lesson::Lesson`], or says of every mistake where it is and what was expected.
//! - [`judge`] says of each goal of a step whether a design meets it, in words that name the nodes in question.
//! - [`course`] gives the design with which a step starts and the one that solves it.
//! - [`solve`] turns a student's own design into one that meets the step's goals, and keeps what fits.
//! - [`progress`] is what is kept of a student's way through a lesson, with a version.
//! - [`way`] is every move that a student can make on it, and [`shipped`] the lessons that come along.
//! - [`prose`] is a lesson's text without anything that could run; [`handout`] is the lesson on paper; [`verify`] proves that a lesson works; [`mark`] is the table of a class.
//!
//! Goals are never about names or positions, unless one says `named`: a design is searched for nodes that can stand for what a goal
//! speaks of.

pub mod change;
pub mod course;
pub mod equal;
pub mod goal;
pub mod handout;
pub mod judge;
pub mod lesson;
pub mod mark;
pub mod progress;
pub mod prose;
pub mod read;
pub mod shipped;
pub mod solve;
pub mod verify;
pub mod way;
pub mod words;

pub use groundplan_synth::design::reading::Problem;
