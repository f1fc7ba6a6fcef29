//! Lessons as the page shows them: what a lesson says, how a student stands in it, and what their design reaches.

use groundplan_synth::design::{Design, NodeId, saved};
use groundplan_workshop::course::Course;
use groundplan_workshop::handout;
use groundplan_workshop::judge::{self, Verdict};
use groundplan_workshop::lesson::{self, Piece};
use groundplan_workshop::progress::{Outcome, Progress, StepProgress};
use groundplan_workshop::prose::{self, Element};
use groundplan_workshop::shipped::{self, Shipped};
use groundplan_workshop::way::{self, Made, Move};
use serde_json::{Value as Json, json};

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
        /// Its text.
        pub text: Vec<Element>,
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
            ("solve", []) => Some(Self::Solve),
            ("reset", []) => Some(Self::Reset),
            _ => None,
        }
    }
}

/// The lesson that a question is about, when there is such a lesson.
pub(crate) fn about(question: &Lessons) -> Option<&'static Shipped> {
    match question {
        Lessons::List => None,
        Lessons::Lesson(id) | Lessons::Way { id, .. } | Lessons::Goals { id, .. } | Lessons::Handout { id, .. } => shipped::by_id(id),
    }
}

/// The lessons with the designs of the seed that was asked for last.
#[derive(Default)]
pub(crate) struct Classroom(Option<Course<'static>>);

impl Classroom {
    /// The answer to a question; the error says why there is none.
    pub(crate) fn answer(&mut self, question: &Lessons, design: &Design) -> Result<Taught, String> {
        let lesson = || match about(question).map(Shipped::lesson) {
            Some(Some(lesson)) => lesson.map_err(|problem| format!("The lesson cannot be read: {problem}")),
            _ => Err("There is no such lesson".to_owned()),
        };
        Ok(match question {
            Lessons::List => Taught::List(shipped::listed().into_iter().map(listed).collect()),
            Lessons::Lesson(_) => Taught::Lesson(told(lesson()?)),
            Lessons::Way { progress, seed, by, .. } => {
                let progress = progress.as_deref().map(Progress::read).transpose()?;
                Taught::Way(self.way(lesson()?, progress, *seed, by, design)?)
            }
            Lessons::Goals { seed, step, .. } => Taught::Goals(goals(self.course(lesson()?, *seed)?, *step, design)),
            Lessons::Handout { seed, .. } => Taught::Handout(handout::handout(self.course(lesson()?, *seed)?)),
        })
    }

    fn course(&mut self, lesson: &'static lesson::Lesson, seed: u64) -> Result<&Course<'static>, String> {
        let known = self.0.take().filter(|course| course.seed == seed && std::ptr::eq(course.lesson, lesson));
        let course = match known {
            Some(course) => course,
            None => Course::of(lesson, seed).map_err(|misfit| format!("Line {} of the lesson: {}", misfit.line, misfit.message))?,
        };
        Ok(self.0.insert(course))
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

fn told(lesson: &lesson::Lesson) -> Lesson {
    let prose = |text: &str| prose::tree(text, |step| format!("#lesson={}&step={step}", lesson.id));
    let step = |step: &lesson::Step| Step {
        id: step.id.clone(),
        title: step.title.clone(),
        draws: step.draws,
        text: step
            .reveals
            .iter()
            .flatten()
            .flat_map(|piece| if let Piece::Text(text) = piece { prose(text) } else { Vec::new() })
            .collect(),
        goals: step.goals.iter().map(|goal| goal.title.clone()).collect(),
        quizzes: step.quizzes.iter().map(quiz).collect(),
    };
    Lesson { title: lesson.title.clone(), intro: prose(&lesson.intro), steps: lesson.steps.iter().map(step).collect() }
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
        let own = judge::hints(&step.goals[goal], design, &verdict).into_iter().map(|hint| hint.text);
        let hints = own.chain(way::hints_of_fault(course, place, goal).iter().cloned()).collect();
        let Verdict { met, depends, words, why, nodes, .. } = verdict;
        // Where a fault is to be found, what exactly is wrong is left to the student.
        let says_more = !met && !step.draws && why != words;
        Reached { met, depends, words: [words].into_iter().chain(says_more.then_some(why)).collect(), nodes, hints }
    };
    Goals {
        step: place,
        goals: judge::judge(course, place, design).into_iter().enumerate().map(reached).collect(),
        says: if step.draws { judge::symptoms(design) } else { Vec::new() },
    }
}
