//! The engine: a design that follows the page's, and the answers about it.

use groundplan_synth::catalog::Field;
use groundplan_synth::design::saved::{read_changes, write_changes};
use groundplan_synth::design::{Design, Patch};
use groundplan_synth::iam::actions;
use groundplan_synth::network::walk::places;
use groundplan_synth::rules::{self, Fix, Reviewer, mending};
use groundplan_synth::words::legible;
use groundplan_synth::{catalog, cdk, late, meaning, prices, schema, synthesize, words};
use groundplan_workshop::shipped;
use serde_json::Value as Json;

use crate::answer::{About, Allowed, Answer, File, Finding, Mended, Reply, Review, StatementPart, Step, Undecided};
use crate::documents::{self, Errand};
use crate::lesson::Classroom;
use crate::question::{Letter, Question};
use crate::told::Told;
use crate::{compared, effects, examples, lesson, links, origins, plan, rights, statements, walk, writing};

/// Answers letters about a design.
#[derive(Default)]
pub struct Engine {
    design: Design,
    reviewer: Reviewer,
    /// The last review with all of its parts.
    reviewed: Option<Review>,
    /// The file without which the last question could not be answered.
    lacked: Option<&'static str>,
    classroom: Classroom,
    /// What the database has to do before the last letter is answered, with the letter's number.
    errand: Option<(u64, Errand)>,
}

impl Engine {
    /// Follows the changes of a letter and answers its question: a [`Reply`] as JSON for a [`Letter`] as JSON.
    pub fn answer(&mut self, letter: &str) -> String {
        let json = serde_json::from_str::<Json>(letter).ok();
        let reply = match json.as_ref().and_then(Letter::read) {
            Some(letter) => {
                let followed = letter.changes.as_ref().map_or(Ok(()), |changes| self.follow(changes));
                self.design = std::mem::take(&mut self.design).with_ids_from(letter.next_id);
                Reply {
                    number: letter.number,
                    answer: followed.map_or_else(Answer::Refused, |()| self.about(letter.number, &letter.question)),
                }
            }
            None => Reply { number: 0, answer: Answer::Refused("The page is of another version than the engine: reload it".to_owned()) },
        };
        reply.tell().to_string()
    }

    /// Answers a letter's question once more: when the file that was lacked is there.
    pub fn answer_again(&mut self, letter: &str) -> String {
        let json = serde_json::from_str::<Json>(letter).ok();
        let again = json.as_ref().and_then(Letter::read).map(|letter| Letter { changes: None, ..letter });
        self.answer(&again.map(|letter| letter.tell().to_string()).unwrap_or_default())
    }

    /// The address of the file without which the last letter could not be answered, relative to the page.
    pub fn lacked(&self) -> Option<&'static str> {
        self.lacked
    }

    /// What the database has to do before the last letter is answered: then the reply is that with the letter's number and what became
    /// of it, and not what was said first.
    pub fn errand(&mut self) -> Option<(u64, Errand)> {
        self.errand.take()
    }

    fn follow(&mut self, changes: &Json) -> Result<(), String> {
        let patch = read_changes(changes, &self.design).map_err(|errors| words::first(&errors))?;
        patch.apply(&mut self.design).map_err(|error| error.to_string())
    }

    /// The answer to a question about the design as it is.
    fn about(&mut self, number: u64, question: &Question) -> Answer {
        let design = &self.design;
        let needed = match question {
            Question::Text(what) | Question::Compared(what, _) => writing::needed(*what),
            Question::Program => Some(&cdk::TYPES),
            Question::Lessons(about) => lesson::about(about).map(|lesson| &lesson.late),
            _ => None,
        };
        let names_actions = match question {
            Question::Lessons(about) => lesson::names_actions(about),
            Question::Suggest(asked) => asked.part != StatementPart::Operator,
            _ => false,
        };
        let actions = (names_actions && !actions::is_known()).then_some(actions::FILE);
        self.lacked = needed.filter(|late| late.text().is_none()).map(|late| late.file).or(actions);
        if let Some(file) = self.lacked {
            return Answer::Lacking(file.to_owned());
        }
        match question {
            Question::Review(known) => {
                let now = review(&mut self.reviewer, design, number);
                let before = self.reviewed.replace(now.clone());
                Answer::Review(match before.filter(|before| Some(before.number) == *known) {
                    Some(before) => news(now, &before),
                    None => now,
                })
            }
            Question::Mend => Answer::Mend(mended(design)),
            Question::Text(what) => Answer::Text(writing::text(design, *what)),
            Question::Compared(what, earlier) => Answer::Compared(compared::compared(design, *what, earlier)),
            Question::About(id) => Answer::About(about(id)),
            Question::Examples => Answer::Examples(examples::examples()),
            Question::Program => {
                let made = synthesize::synthesized(design);
                let told = |cdk::File { path, text }| File { path, nodes: origins::of_program(&text, &made.0), text };
                Answer::Program(cdk::program(design).into_iter().map(told).collect())
            }
            Question::Rights(id) => Answer::Rights(rights::rights(design, *id)),
            Question::Statements(id, field) => Answer::Statements(statements::statements(design, *id, field)),
            Question::Sayings(id) => Answer::Sayings(statements::sayings(design, *id)),
            Question::Suggest(asked) => Answer::Suggested(statements::suggested(design, asked)),
            Question::Effects { changes, back } => Answer::Effects(effects::effects(design, changes, *back)),
            Question::Plan(id) => Answer::Plan(plan::plan_of(design, *id)),
            Question::Link(read_only) => Answer::Link(links::link(design, *read_only)),
            Question::Shared(fragment) => Answer::Shared(links::shared(fragment)),
            Question::Lessons(about) => Answer::Lessons(self.classroom.answer(about, design)),
            Question::Documents(about) => match documents::errand(about, design) {
                Ok(errand) => {
                    self.errand = Some((number, errand));
                    Answer::Documents(Err("There is no database here".to_owned()))
                }
                Err(reason) => Answer::Documents(Err(reason)),
            },
            Question::Walk { from, to, port } => Answer::Walk(walk::walk(design, *from, *to, *port)),
        }
    }

    /// The addresses of the data that the design needs and that is not there yet, relative to the page.
    pub fn wanted(&self) -> Vec<&'static str> {
        let schemas = schema::is_wanted(&self.design).then_some(schema::FILE);
        let actions = actions::is_wanted(&self.design).then_some(actions::FILE);
        schemas.into_iter().chain(actions).collect()
    }

    /// Takes data in that was wanted. The error says what is wrong with it.
    pub fn install(&mut self, file: &str, text: &str) -> Result<(), String> {
        self.reviewer.forget();
        match file {
            schema::FILE => schema::install(text),
            actions::FILE => actions::install(text),
            _ => match late::ALL.into_iter().chain(shipped::ALL.iter().map(|lesson| &lesson.late)).find(|late| late.file == file) {
                Some(late) => late.install(text),
                None => Err(format!("Nobody wants {file}")),
            },
        }
    }
}

fn review(reviewer: &mut Reviewer, design: &Design, number: u64) -> Review {
    let rules::Review { findings, undecided, allowed } = reviewer.review(design);
    let template = &synthesize::synthesized(design).0;
    Review {
        number,
        findings: Some(findings.iter().map(told).collect()),
        undecided: Some(undecided.iter().map(open).collect()),
        allowed: Some(allowed.iter().map(|(finding, reason)| Allowed { finding: excepted(finding), reason: reason.clone() }).collect()),
        resources: Some(template.resources.keys().cloned().collect()),
        outputs: Some(template.outputs.keys().cloned().collect()),
        places: Some(places(design)),
        prices_of: format!("{}, {}", prices::REGION, prices::READ),
    }
}

/// What to know of a kind or a verb beyond its summary, or of one of its fields.
fn about(id: &str) -> About {
    let (owner, field) = id.split_once('.').map_or((id, None), |(owner, field)| (owner, Some(field)));
    let Some(help) = catalog::help(owner).or_else(|| meaning::help(owner)) else {
        return About { words: Vec::new(), source: String::new() };
    };
    let Some(name) = field else {
        let more = help.docs.trim().split_once('\n').map_or("", |(_, more)| more);
        return About { words: vec![more.trim().to_owned()], source: help.source.to_owned() };
    };
    let words = help.field(name).map(|field| field.docs.trim().to_owned());
    let own = catalog::by_id(owner).and_then(|kind| kind.field(name)).or_else(|| meaning::by_id(owner).and_then(|verb| verb.field(name)));
    let refusal = own.and_then(Field::refuses_parameters);
    let refused = refusal.map(|why| format!("Takes no parameter, since {}: {}", why.words(), why.advice()));
    About { words: words.into_iter().chain(refused).collect(), source: help.field(name).map_or("", |field| field.source).to_owned() }
}

/// A review without what is as it was before.
fn news(now: Review, before: &Review) -> Review {
    fn news<T: PartialEq>(now: Option<T>, before: Option<&T>) -> Option<T> {
        now.filter(|now| before != Some(now))
    }
    Review {
        findings: news(now.findings, before.findings.as_ref()),
        undecided: news(now.undecided, before.undecided.as_ref()),
        allowed: news(now.allowed, before.allowed.as_ref()),
        resources: news(now.resources, before.resources.as_ref()),
        outputs: news(now.outputs, before.outputs.as_ref()),
        places: news(now.places, before.places.as_ref()),
        ..now
    }
}

fn mended(design: &Design) -> Mended {
    let (mended, steps) = mending::mend(design);
    let step = |step: mending::Mended| Step { rule: step.rule.to_owned(), title: step.title };
    Mended { changes: write_changes(&Patch::between(design, &mended)).to_string(), steps: steps.into_iter().map(step).collect() }
}

fn open(open: &rules::Finding) -> Undecided {
    Undecided { finding: told(open), depends: open.depends.as_deref().map(legible).unwrap_or_default() }
}

/// What is allowed has one text: what could not be told says so in it.
fn excepted(finding: &rules::Finding) -> Finding {
    let told = told(finding);
    match &finding.depends {
        Some(depends) => Finding { message: format!("cannot tell {}: {}", told.message, legible(depends)), ..told },
        None => told,
    }
}

fn told(finding: &rules::Finding) -> Finding {
    let fix = |fix: &Fix| crate::answer::Fix {
        title: legible(&fix.title),
        monthly_usd: fix.monthly_usd,
        changes: write_changes(&fix.patch).to_string(),
    };
    Finding {
        rule: finding.rule.name.to_owned(),
        code: finding.rule.code.to_owned(),
        severity: finding.rule.severity,
        source: finding.rule.source.to_owned(),
        node: finding.node,
        connection: finding.connection,
        setting: finding.setting.clone(),
        field: finding.field.map(ToOwned::to_owned),
        entry: finding.entry,
        message: legible(&finding.message),
        aws_says: legible(&finding.aws_says),
        fixes: finding.fixes.iter().map(fix).collect(),
    }
}
