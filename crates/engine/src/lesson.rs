//! Lessons as the page shows them: what a lesson says, how a student stands in it, and what their design reaches.

use groundplan_synth::design::{Design, Node, NodeId, saved};
use groundplan_synth::ordered::Order as _;
use groundplan_synth::words::plain;
use groundplan_synth::{catalog, prices};
use groundplan_workshop::course::Course;
use groundplan_workshop::judge::{self, Verdict};
use groundplan_workshop::lesson::{self, Piece};
use groundplan_workshop::progress::{Outcome, Progress, StepProgress};
use groundplan_workshop::prose::{self, Element};
use groundplan_workshop::shipped::{self, Shipped};
use groundplan_workshop::way::{self, Made, Move};
use groundplan_workshop::{Problem, handout, read, verify};
use serde_json::{Value as Json, json};

use crate::marking;
use crate::question::Lessons;
use crate::told::{Told, choice, records, words};

choice! {
    /// The answer to a question about lessons.
    pub enum Taught {
        /// The lessons that there are.
        List(Vec<Listed>),
        /// What a lesson says.
        Lesson(Lesson),
        /// How the student stands after a move.
        Way(Way),
        /// How the design stands to the goals of a step.
        Goals(Goals),
        /// The lesson on paper, a page of HTML.
        Handout(String),
        /// What is wrong with the author's own lesson, after it was read or proved.
        Draft(Draft),
        /// What costs money as long as it stands.
        Standing(Vec<Standing>),
        /// The table of a class: see [`crate::marking`].
        Marked(Json),
    }
}

records! {
    /// A lesson in a list.
    pub struct Listed {
        /// Its id.
        pub id: String,
        /// Its title.
        pub title: String,
        /// What one learns.
        pub summary: String,
        /// How long it takes.
        pub minutes: Option<u32>,
    }

    /// What a lesson says.
    pub struct Lesson {
        /// Its title.
        pub title: String,
        /// What stands before the first step.
        pub intro: Vec<Element>,
        /// Its steps.
        pub steps: Vec<Step>,
    }

    /// What a step says.
    pub struct Step {
        /// Its id, for links.
        pub id: String,
        /// Its title.
        pub title: String,
        /// True when it starts with a fault that the seed chooses.
        pub draws: bool,
        /// True when it takes down what was deployed.
        pub is_teardown: bool,
        /// Its text, in the parts that a presenter reveals one after the other.
        pub parts: Vec<Vec<Element>>,
        /// The part with which each of its goals comes.
        pub goal_parts: Vec<usize>,
        /// The part with which each of its questions comes.
        pub quiz_parts: Vec<usize>,
        /// The titles of its goals.
        pub goals: Vec<String>,
        /// Its questions.
        pub quizzes: Vec<Quiz>,
    }

    /// A question with its answers. Which ones are right is told when some were chosen.
    pub struct Quiz {
        /// The question.
        pub question: String,
        /// The answers.
        pub options: Vec<String>,
        /// True when several are right.
        pub several: bool,
    }

    /// How a student stands in a lesson, and what their move does to the design.
    pub struct Way {
        /// What the page keeps of it.
        pub progress: String,
        /// The seed that chose the faults.
        pub seed: u64,
        /// The place of the open step.
        pub step: usize,
        /// How each step ended.
        pub outcomes: Vec<Option<Outcome>>,
        /// How many hints of each goal of the open step are shown.
        pub hints: Vec<usize>,
        /// How many parts of it a presenter has revealed.
        pub revealed: usize,
        /// The answers to its questions.
        pub answers: Vec<Option<Answered>>,
        /// What was wrong, once it is mended.
        pub fault: Option<String>,
        /// The design that takes the place of the open one, in its saved form.
        pub opens: Option<String>,
        /// What changes in the design, as JSON that `groundplan_synth::design::saved` writes.
        pub changes: Option<String>,
    }

    /// An answered question.
    pub struct Answered {
        /// The places of the chosen answers.
        pub chosen: Vec<usize>,
        /// Whether they are the right ones.
        pub is_right: bool,
        /// Why each of them is right or wrong.
        pub because: Vec<String>,
    }

    /// How a design stands to the goals of a step.
    pub struct Goals {
        /// The place of the step.
        pub step: usize,
        /// Each of them.
        pub goals: Vec<Reached>,
        /// What AWS would say, in a step that starts with a fault.
        pub says: Vec<String>,
    }

    /// What is wrong with the author's own lesson.
    pub struct Draft {
        /// Its mistakes in the order of the lines; none when there is nothing to mend.
        pub mistakes: Vec<Mistake>,
    }

    /// A mistake in a lesson's file.
    pub struct Mistake {
        /// The line, counted from 1, when it is known.
        pub line: Option<usize>,
        /// The character in the line, counted from 1, when it is known.
        pub column: Option<usize>,
        /// What was found and what was expected.
        pub message: String,
        /// What stands in the line.
        pub text: String,
    }

    /// A node of the design that is deleted with the stack.
    pub struct Standing {
        /// The node.
        pub node: NodeId,
        /// Its name.
        pub name: String,
        /// The title of its kind.
        pub kind: String,
        /// What it costs in a month in US dollars, used or not; nothing when only deployment or use tells.
        pub monthly_usd: Option<f64>,
    }

    /// How a design stands to a goal.
    pub struct Reached {
        /// True when it is met.
        pub met: bool,
        /// True when only deployment tells.
        pub depends: bool,
        /// What to say.
        pub words: Vec<String>,
        /// The nodes in question.
        pub nodes: Vec<NodeId>,
        /// Every hint, the vaguest first.
        pub hints: Vec<String>,
    }
}

words!(Outcome: Done Solved Skipped);

/// A list of the tag, the text and what is in it.
impl Told for Element {
    fn tell(&self) -> Json {
        json!([self.tag, self.text, self.children.tell()])
    }
    fn read(json: &Json) -> Option<Self> {
        let [tag, text, children] = json.as_array()?.as_slice() else { return None };
        Some(Self { tag: String::read(tag)?, text: String::read(text)?, children: Vec::read(children)? })
    }
}

/// A list of a word and what belongs to it.
impl Told for Move {
    fn tell(&self) -> Json {
        match self {
            Self::Look => json!(["look"]),
            Self::Go(step) => json!(["go", step]),
            Self::Next => json!(["next"]),
            Self::Hint(goal) => json!(["hint", goal]),
            Self::Answer(quiz, chosen) => json!(["answer", quiz, chosen.tell()]),
            Self::Reveal(parts) => json!(["reveal", parts]),
            Self::Solve => json!(["solve"]),
            Self::Reset => json!(["reset"]),
        }
    }
    fn read(json: &Json) -> Option<Self> {
        let (word, more) = json.as_array()?.split_first()?;
        match (word.as_str()?, more) {
            ("look", []) => Some(Self::Look),
            ("go", [step]) => String::read(step).map(Self::Go),
            ("next", []) => Some(Self::Next),
            ("hint", [goal]) => usize::read(goal).map(Self::Hint),
            ("answer", [quiz, chosen]) => Some(Self::Answer(usize::read(quiz)?, Vec::read(chosen)?)),
            ("reveal", [parts]) => usize::read(parts).map(Self::Reveal),
            ("solve", []) => Some(Self::Solve),
            ("reset", []) => Some(Self::Reset),
            _ => None,
        }
    }
}

/// The id under which the author's own lesson stands. No lesson that ships has a colon in its id.
pub const DRAFT: &str = "draft:";

/// The id of the lesson that a question is about; empty when it is about none.
fn id_of(question: &Lessons) -> &str {
    match question {
        Lessons::List | Lessons::Draft(_) | Lessons::Standing => "",
        Lessons::Proof => DRAFT,
        Lessons::Lesson(id) | Lessons::Way { id, .. } | Lessons::Goals { id, .. } | Lessons::Handout { id, .. } => id,
        Lessons::Marking(asked) => marking::lesson_of(asked),
    }
}

/// The shipped lesson that a question is about, when there is such a lesson.
pub(crate) fn about(question: &Lessons) -> Option<&'static Shipped> {
    shipped::by_id(id_of(question))
}

/// True for a question that is answered only where the actions of IAM are known: goals name them.
pub(crate) fn names_actions(question: &Lessons) -> bool {
    about(question).is_some() || id_of(question) == DRAFT || matches!(question, Lessons::Draft(_))
}

/// The lessons with the designs of the seed that was asked for last.
#[derive(Default)]
pub(crate) struct Classroom {
    course: Option<Course<'static>>,
    /// The author's own lesson with its text.
    draft: Option<(&'static lesson::Lesson, String)>,
}

impl Classroom {
    /// The answer to a question; the error says why there is none.
    pub(crate) fn answer(&mut self, question: &Lessons, design: &Design) -> Result<Taught, String> {
        let draft = self.draft.as_ref().map(|(lesson, _)| *lesson);
        let lesson = || match (id_of(question), about(question).map(Shipped::lesson)) {
            (DRAFT, _) => draft.ok_or_else(|| "The draft is not there any more: open its file again".to_owned()),
            (_, Some(Some(lesson))) => lesson.map_err(|problem| format!("The lesson cannot be read: {problem}")),
            _ => Err("There is no such lesson".to_owned()),
        };
        Ok(match question {
            Lessons::List => Taught::List(draft.map(of_draft).into_iter().chain(shipped::listed().into_iter().map(listed)).collect()),
            Lessons::Lesson(id) => Taught::Lesson(told(lesson()?, id)),
            Lessons::Draft(text) => Taught::Draft(self.draft(text)),
            Lessons::Proof => Taught::Draft(self.prove()?),
            Lessons::Standing => Taught::Standing(standing(design)),
            Lessons::Marking(asked) => Taught::Marked(match asked.get("marks") {
                Some(table) => marking::csv(table)?,
                None => marking::marked(self.course(lesson()?, marking::seed_of(asked)?)?, asked)?,
            }),
            Lessons::Way { progress, seed, by, .. } => {
                let progress = progress.as_deref().map(Progress::read).transpose()?;
                Taught::Way(self.way(lesson()?, progress, *seed, by, design)?)
            }
            Lessons::Goals { seed, step, .. } => Taught::Goals(goals(self.course(lesson()?, *seed)?, *step, design)),
            Lessons::Handout { seed, .. } => Taught::Handout(handout::handout(self.course(lesson()?, *seed)?)),
        })
    }

    fn course(&mut self, lesson: &'static lesson::Lesson, seed: u64) -> Result<&Course<'static>, String> {
        let known = self.course.take().filter(|course| course.seed == seed && std::ptr::eq(course.lesson, lesson));
        let course = match known {
            Some(course) => course,
            None => Course::of(lesson, seed).map_err(|misfit| format!("Line {} of the lesson: {}", misfit.line, misfit.message))?,
        };
        Ok(self.course.insert(course))
    }

    /// Reads the author's own lesson. One with mistakes leaves the one before.
    fn draft(&mut self, text: &str) -> Draft {
        match read::read(text) {
            Ok(read) => {
                // What was worked out of a lesson lives as long as this program; an author reads theirs some dozens of times.
                self.draft = Some((Box::leak(Box::new(read)), text.to_owned()));
                Draft { mistakes: Vec::new() }
            }
            Err(problems) => mistakes(text, problems),
        }
    }

    /// Whether the author's own lesson works.
    fn prove(&self) -> Result<Draft, String> {
        let (lesson, text) = self.draft.as_ref().ok_or("The draft is not there any more: open its file again")?;
        Ok(mistakes(text, verify::verify(lesson)))
    }

    fn way(
        &mut self,
        lesson: &'static lesson::Lesson,
        progress: Option<Progress>,
        seed: Option<u64>,
        by: &Move,
        design: &Design,
    ) -> Result<Way, String> {
        let known = progress.as_ref().map_or(0, |progress| progress.seed);
        let course = self.course(lesson, seed.unwrap_or(known))?;
        let mut progress = progress.unwrap_or_else(|| Progress::new(course));
        if course.seed != known {
            way::reseed(lesson, &mut progress, course.seed);
        }
        let made = way::make(course, &mut progress, by, design);
        let (opens, changes) = match made {
            Made::Changed(patch) if !patch.is_empty() => (None, Some(saved::write_changes(&patch).to_string())),
            Made::Opened(opened) => (Some(saved::write(&opened)), None),
            Made::Nothing | Made::Changed(_) => (None, None),
        };
        let at = way::here(course, &progress);
        let of_step = |step: &lesson::Step| progress.steps.get(&step.id);
        let outcomes: Vec<Option<Outcome>> = lesson.steps.iter().map(|step| of_step(step)?.outcome).collect();
        let unknown = StepProgress::default();
        let open = course.step(at);
        let known = open.and_then(of_step).unwrap_or(&unknown);
        let count = open.map_or(0, |step| step.goals.len());
        let ended = matches!(known.outcome, Some(Outcome::Done | Outcome::Solved));
        Ok(Way {
            seed: progress.seed,
            step: at,
            hints: (0..count).map(|goal| known.hints.get(&goal).copied().unwrap_or(0)).collect(),
            revealed: known.revealed.max(1),
            answers: open.map(|step| answers(step, known)).unwrap_or_default(),
            fault: course.fault(at).filter(|_| ended).map(|fault| fault.title.clone()),
            outcomes,
            opens,
            changes,
            progress: progress.write(),
        })
    }
}

fn listed(lesson: &'static Shipped) -> Listed {
    let (id, title, summary) = (lesson.id.to_owned(), lesson.title.to_owned(), lesson.summary.to_owned());
    Listed { id, title, summary, minutes: lesson.minutes }
}

fn of_draft(lesson: &lesson::Lesson) -> Listed {
    let (title, summary) = (format!("{} (draft)", lesson.title), lesson.summary.clone());
    Listed { id: DRAFT.to_owned(), title, summary, minutes: lesson.minutes }
}

/// The mistakes with the lines in which they are.
fn mistakes(text: &str, problems: Vec<Problem>) -> Draft {
    let lines: Vec<&str> = text.lines().collect();
    let mistake = |problem: Problem| Mistake {
        text: problem.line.and_then(|line| lines.get(line.checked_sub(1)?)).map_or_else(String::new, |line| plain(line)),
        line: problem.line,
        column: problem.column,
        message: problem.message,
    };
    Draft { mistakes: problems.into_iter().map(mistake).collect() }
}

/// What of a design costs money as long as it stands, the dearest first, and then the rest.
fn standing(design: &Design) -> Vec<Standing> {
    let of_node = |node: NodeId, record: &Node| {
        let kind = catalog::by_id(&record.kind).filter(|kind| prices::stands(kind))?;
        let (name, monthly_usd) = (record.name.clone(), prices::month_usd(design, node));
        Some(Standing { node, name, kind: kind.title.to_owned(), monthly_usd })
    };
    let mut all: Vec<Standing> = design.nodes().filter_map(|(node, record)| of_node(node, record)).collect();
    all.order_by(|one, other| {
        other.monthly_usd.unwrap_or(0.0).total_cmp(&one.monthly_usd.unwrap_or(0.0)).then_with(|| one.name.cmp(&other.name))
    });
    all
}

fn told(lesson: &lesson::Lesson, id: &str) -> Lesson {
    let prose = |text: &str| prose::tree(text, |step| format!("#lesson={id}&step={step}"));
    let step = |step: &lesson::Step| Step {
        id: step.id.clone(),
        title: step.title.clone(),
        draws: step.draws,
        is_teardown: step.is_teardown,
        parts: step
            .reveals
            .iter()
            .map(|part| part.iter().flat_map(|piece| if let Piece::Text(text) = piece { prose(text) } else { Vec::new() }).collect())
            .collect(),
        goal_parts: (0..step.goals.len()).map(|goal| part_of(step, &Piece::Goal(goal))).collect(),
        quiz_parts: (0..step.quizzes.len()).map(|quiz| part_of(step, &Piece::Quiz(quiz))).collect(),
        goals: step.goals.iter().map(|goal| goal.title.clone()).collect(),
        quizzes: step.quizzes.iter().map(quiz).collect(),
    };
    Lesson { title: lesson.title.clone(), intro: prose(&lesson.intro), steps: lesson.steps.iter().map(step).collect() }
}

/// The part of a step in which something stands.
fn part_of(step: &lesson::Step, wanted: &Piece) -> usize {
    step.reveals.iter().position(|part| part.contains(wanted)).unwrap_or(0)
}

fn quiz(quiz: &lesson::Quiz) -> Quiz {
    Quiz {
        question: quiz.question.clone(),
        options: quiz.options.iter().map(|option| option.text.clone()).collect(),
        several: quiz.options.iter().filter(|option| option.is_right).count() > 1,
    }
}

fn answers(step: &lesson::Step, known: &StepProgress) -> Vec<Option<Answered>> {
    let answered = |(place, quiz): (usize, &lesson::Quiz)| {
        let chosen: Vec<usize> = known.answers.get(&place)?.iter().copied().collect();
        let because = chosen.iter().filter_map(|place| Some(quiz.options.get(*place)?.because.clone()));
        Some(Answered { is_right: quiz.is_right(&chosen), because: because.filter(|words| !words.is_empty()).collect(), chosen })
    };
    step.quizzes.iter().enumerate().map(answered).collect()
}

fn goals(course: &Course<'_>, place: usize, design: &Design) -> Goals {
    let Some(step) = course.step(place) else { return Goals { step: place, goals: Vec::new(), says: Vec::new() } };
    let reached = |(goal, verdict): (usize, Verdict)| {
        let own = judge::hints(&step.goals[goal], design, &verdict).into_iter();
        let hints = own.chain(way::hints_of_fault(course, place, goal).iter().cloned()).collect();
        let Verdict { met, depends, words, why, nodes, .. } = verdict;
        let says_more = !met && why != words;
        let says_again = words == step.goals[goal].title;
        let words = [words].into_iter().filter(|_| !says_again).chain(says_more.then_some(why)).collect();
        Reached { met, depends, words, nodes, hints }
    };
    Goals {
        step: place,
        goals: judge::judge(course, place, design).into_iter().enumerate().map(reached).collect(),
        says: if step.draws { judge::symptoms(design) } else { Vec::new() },
    }
}
