//! From blocks to steps.

use groundplan_synth::design::{Design, sketch};
use groundplan_synth::words::nearest;

use super::blocks::{Block, What};
use super::header::{self, ID, is_id};
use super::text::check_links;
use super::{MOST_IN_A_STEP, MOST_STEPS, Problems, quiz};
use crate::change::Changes;
use crate::goal;
use crate::lesson::{Fault, Lesson, Piece, Step};

/// The blocks that mean something to a lesson.
const SPECIAL: &[&str] = &["start", "goal", "keep", "quiz", "solution", "alternative", "fault"];
/// A block that is drawn where the lesson is shown.
const SKETCH: &str = "sketch";

/// True for the words behind a fence of such a block.
pub(super) fn is_special(info: &str) -> bool {
    SPECIAL.contains(&first_word(info))
}

fn first_word(info: &str) -> &str {
    info.split_whitespace().next().unwrap_or_default()
}

/// Puts the blocks together.
pub(super) fn lesson(text: &str, blocks: Vec<Block>, problems: &mut Problems) -> Lesson {
    let mut reader = Reader { text, lesson: empty(), links: Vec::new() };
    let has_header = blocks.first().is_some_and(|block| matches!(block.what, What::Header) && block.range.start == 0);
    if !has_header {
        header::missing(problems);
    }
    for block in blocks {
        reader.block(block, problems);
    }
    reader.finish(problems)
}

fn empty() -> Lesson {
    Lesson {
        id: String::new(),
        title: String::new(),
        summary: String::new(),
        minutes: None,
        intro: String::new(),
        steps: Vec::new(),
        faults: Vec::new(),
    }
}

struct Reader<'a> {
    text: &'a str,
    lesson: Lesson,
    links: Vec<(String, usize)>,
}

impl Reader<'_> {
    fn block(&mut self, block: Block, problems: &mut Problems) {
        let start = block.range.start;
        let source = self.text.get(block.range.clone()).unwrap_or_default();
        match block.what {
            What::Header => header::read(source, problems.line(start), &mut self.lesson, problems),
            What::Step { title, id, classes } => self.step(&title, id, &classes, start, source, problems),
            What::Fence { info, content } => self.fence(&info, &content, start, source, problems),
            What::Break => match self.lesson.steps.last_mut() {
                Some(step) if step.reveals.len() < MOST_IN_A_STEP => step.reveals.push(Vec::new()),
                _ => {}
            },
            What::Text { links } => {
                self.links.extend(links);
                // CommonMark takes such a line for text, and the end of its block for the start of another one.
                let odd = source.lines().find(|line| line.strip_prefix("```").is_some_and(|info| is_special(info) && info.contains('`')));
                if let Some(line) = odd {
                    let at = start + source.find(line).unwrap_or(0);
                    problems.at(self.text, at, "found a backquote behind the fence of a block, expected words without any");
                }
                self.prose(source);
            }
        }
    }

    // Steps

    fn step(&mut self, title: &str, id: Option<String>, classes: &[String], at: usize, source: &str, problems: &mut Problems) {
        if source.starts_with("# ") {
            problems.at(
                self.text,
                at,
                "found a heading of the first level, expected `## Title {#id}` for a step: the title stands in the front matter",
            );
        }
        if self.lesson.steps.len() >= MOST_STEPS {
            problems.at(self.text, at, format!("found more than {MOST_STEPS} steps, expected fewer"));
        }
        let id = id.unwrap_or_default();
        if !is_id(&id) {
            problems.at(self.text, at, format!("found {id:?} as the id of a step, {ID}: `## Title {{#id}}`"));
        } else if self.lesson.step(&id).is_some() {
            problems.at(self.text, at, format!("found {id} as the id of a second step, expected another one"));
        }
        for class in classes.iter().filter(|class| !["teardown", "draw"].contains(&class.as_str())) {
            problems.at(self.text, at, format!("found .{class}, expected .teardown or .draw"));
        }
        let has = |name: &str| classes.iter().any(|class| class == name);
        self.lesson.steps.push(Step {
            id,
            title: title.trim().to_owned(),
            line: problems.line(at),
            is_teardown: has("teardown"),
            draws: has("draw"),
            start: None,
            reveals: vec![Vec::new()],
            goals: Vec::new(),
            quizzes: Vec::new(),
            solution: None,
            alternatives: Vec::new(),
        });
    }

    fn prose(&mut self, source: &str) {
        let source = source.trim_matches('\n');
        let Some(step) = self.lesson.steps.last_mut() else {
            let intro = &mut self.lesson.intro;
            intro.push_str(if intro.is_empty() { "" } else { "\n\n" });
            intro.push_str(source);
            return;
        };
        match step.reveals.last_mut().and_then(|group| group.last_mut()) {
            Some(Piece::Text(text)) => {
                text.push_str("\n\n");
                text.push_str(source);
            }
            _ => push(step, Piece::Text(source.to_owned())),
        }
    }

    // Blocks

    fn fence(&mut self, info: &str, content: &str, at: usize, source: &str, problems: &mut Problems) {
        let word = first_word(info);
        let title = info.trim_start()[word.len()..].trim();
        let line = problems.line(at);
        if word == SKETCH {
            read_sketch(content, line, problems);
        }
        if !SPECIAL.contains(&word) {
            if let Some(near) = nearest(word, SPECIAL.iter().copied().chain([SKETCH])).filter(|near| *near != word) {
                problems.at(self.text, at, format!("found a block of {word}, is {near} meant?"));
            }
            return self.prose(source);
        }
        if word == "fault" {
            return self.fault(title, content, line, problems);
        }
        let Some(step) = self.lesson.steps.last_mut() else {
            return problems.at(self.text, at, format!("found a {word} before the first step, expected `## Title {{#id}}` above it"));
        };
        let full = [step.goals.len(), step.quizzes.len(), step.alternatives.len()].into_iter().any(|count| count >= MOST_IN_A_STEP);
        if full {
            return problems.at(self.text, at, format!("found more than {MOST_IN_A_STEP} of one sort in a step, expected fewer"));
        }
        match word {
            "start" => {
                let design = read_sketch(content, line, problems);
                if step.start.replace(design).is_some() {
                    problems.at(self.text, at, "found a second start of the step, expected one");
                }
            }
            "goal" | "keep" => {
                step.goals.push(goal::read(title, word == "keep", content, line, &mut problems.found));
                push(step, Piece::Goal(step.goals.len() - 1));
            }
            "quiz" => {
                step.quizzes.push(quiz::read(title, content, line, &mut problems.found));
                push(step, Piece::Quiz(step.quizzes.len() - 1));
            }
            "solution" => match Changes::read(content, line + 1) {
                Ok(changes) if step.solution.is_none() => step.solution = Some(changes),
                Ok(_) => problems.at(self.text, at, "found a second solution of the step, expected one; another design is an alternative"),
                Err(found) => problems.found.extend(found),
            },
            _ => step.alternatives.push(read_sketch(content, line, problems)),
        }
    }

    fn fault(&mut self, title: &str, content: &str, line: usize, problems: &mut Problems) {
        let (id, title) = title.split_once(' ').unwrap_or((title, ""));
        if !is_id(id) || title.is_empty() {
            problems.on(
                line,
                1,
                format!("found {id:?} behind `fault`, expected an id and what is wrong: ```fault closed-door The group …"),
            );
        }
        if self.lesson.faults.iter().any(|fault| fault.id == id) {
            problems.on(line, 1, format!("found a second fault {id}, expected another id"));
        }
        if self.lesson.faults.len() == MOST_STEPS {
            return problems.on(line, 1, format!("found more than {MOST_STEPS} faults, expected fewer"));
        }
        let (mut rule, mut hints, mut changes) = (None, Vec::new(), String::new());
        for (index, content) in content.lines().enumerate() {
            if let Some(name) = content.strip_prefix("finds ") {
                match goal::find_rule(name.trim()) {
                    Ok(found) => rule = Some(found),
                    Err(message) => problems.on(line + 1 + index, 7, message),
                }
            } else if let Some(hint) = content.strip_prefix("hint ") {
                hints.push(hint.trim().to_owned());
            } else {
                changes.push_str(content);
            }
            changes.push('\n');
        }
        match (Changes::read(&changes, line + 1), rule) {
            (Err(found), _) => problems.found.extend(found),
            (Ok(_), None) => problems.on(line, 1, "found a fault without a rule, expected a line `finds RULE` with the rule that finds it"),
            (Ok(changes), _) if changes.is_empty() => {
                problems.on(line, 1, "found a fault that changes nothing, expected changes of the design");
            }
            (Ok(changes), Some(rule)) => {
                self.lesson.faults.push(Fault { id: id.to_owned(), title: title.trim().to_owned(), line, rule, changes, hints });
            }
        }
    }

    // The whole

    fn finish(mut self, problems: &mut Problems) -> Lesson {
        for step in &mut self.lesson.steps {
            step.reveals.retain(|group| !group.is_empty());
        }
        let steps = &self.lesson.steps;
        match steps.first() {
            None => problems.on(1, 1, "found no step, expected at least one: `## Title {#id}`"),
            Some(first) if first.start.is_none() => {
                problems.on(
                    first.line,
                    1,
                    "found a first step without a start, expected a block ```start with a sketch, which may be empty",
                );
            }
            Some(_) => {}
        }
        let drawing = steps.iter().filter(|step| step.draws).count();
        if drawing > self.lesson.faults.len() {
            problems.on(
                1,
                1,
                format!("found {} faults for {drawing} steps that draw one, expected at least as many", self.lesson.faults.len()),
            );
        }
        for step in steps {
            if step.draws && step.solution.is_some() {
                problems.on(step.line, 1, "found a solution in a step that draws a fault, expected none: the good design is the solution");
            }
            for goal in step.goals.iter().filter(|_| !step.draws) {
                let of_fault = |clause: &&goal::Clause| matches!(clause.asks, goal::Asks::NoFinding { by: goal::Rules::Fault, .. });
                if let Some(clause) = goal.clauses.iter().find(of_fault) {
                    problems.on(clause.line, 1, "found `no-finding fault` in a step that draws none, expected .draw at its heading");
                }
            }
        }
        let torn_down = steps.iter().position(|step| step.is_teardown);
        if let Some(place) = torn_down.filter(|place| place + 1 < steps.len()) {
            problems.on(steps[place].line, 1, "found the teardown before other steps, expected it at the end");
        }
        check_links(self.text, &self.lesson, &self.links, problems);
        self.lesson
    }
}

fn push(step: &mut Step, piece: Piece) {
    if let Some(group) = step.reveals.last_mut() {
        group.push(piece);
    }
}

fn read_sketch(content: &str, fence: usize, problems: &mut Problems) -> Design {
    let parsed = sketch::parse(content);
    for error in parsed.errors {
        problems.on(fence + error.line, error.column, error.message);
    }
    parsed.design
}
