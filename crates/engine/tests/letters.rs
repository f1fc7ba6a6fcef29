//! An engine that is told of changes says what one says that was given the whole design.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use groundplan_engine::answer::{About, Review, Text};
use groundplan_engine::{Answer, Engine, Form, Letter, Question, Reply, Told};
use groundplan_synth::catalog::KINDS;
use groundplan_synth::design::saved::{read_changes, write_changes};
use groundplan_synth::design::{Design, NodeId, Patch, sketch};
use groundplan_synth::iam::decide::Verdict;
use groundplan_synth::meaning::VERBS;
use groundplan_synth::network::walk::Stop;
use groundplan_synth::{cdk, deploy, rules, synthesize};

const WORKSHOP: &str = include_str!("../../../examples/unicorn.sketch");
const AS_WRITTEN: &str = include_str!("../../../examples/unicorn-as-written.sketch");

/// A page that asks an engine.
#[derive(Default)]
struct Page {
    engine: Engine,
    told: Design,
    number: u64,
}

impl Page {
    #[track_caller]
    fn ask(&mut self, design: &Design, question: Question) -> Answer {
        let patch = Patch::between(&self.told, design);
        self.told = design.clone();
        self.number += 1;
        let changes = (!patch.is_empty()).then(|| write_changes(&patch));
        let letter = Letter { number: self.number, changes, next_id: design.next_id(), question };
        let reply = reply(&self.engine.answer(&letter.tell().to_string()));
        assert_eq!(reply.number, self.number);
        reply.answer
    }

    #[track_caller]
    fn review(&mut self, design: &Design) -> Review {
        match self.ask(design, Question::Review) {
            Answer::Review(review) => review,
            other => panic!("{other:?}"),
        }
    }
}

#[track_caller]
fn reply(text: &str) -> Reply {
    Reply::read(&serde_json::from_str(text).unwrap()).unwrap()
}

fn text(answer: Answer) -> String {
    match answer {
        Answer::Text(Text { text, .. }) => text,
        other => panic!("{other:?}"),
    }
}

fn about(answer: Answer) -> About {
    match answer {
        Answer::About(about) => about,
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_export_is_that_of_the_design() {
    let mut page = Page::default();
    // From one design to another and back again: what was there before leaves no trace.
    for sketch in [AS_WRITTEN, WORKSHOP, "", AS_WRITTEN] {
        let design = sketch::parse(sketch).design;
        assert_eq!(text(page.ask(&design, Question::Template(Form::Yaml))), synthesize::synthesize(&design).to_yaml());
        assert_eq!(text(page.ask(&design, Question::Template(Form::Json))), synthesize::synthesize(&design).to_json());
        assert_eq!(text(page.ask(&design, Question::Script)), deploy::script(&design));
        let Answer::Program(files) = page.ask(&design, Question::Program) else { panic!("no program") };
        let files: Vec<cdk::File> = files.into_iter().map(|file| cdk::File { path: file.path, text: file.text }).collect();
        assert_eq!(files, cdk::program(&design));
    }
}

#[test]
fn findings_and_their_repairs_arrive() {
    let mut page = Page::default();
    let mut design = sketch::parse(AS_WRITTEN).design;
    // Each first repair that an error has, until none is left.
    for _ in 0..100 {
        let review = page.review(&design);
        let found = rules::review(&design);
        let words = |severity: rules::Severity, message: &str| format!("{severity} {message}");
        let told: Vec<String> = review.findings.iter().map(|finding| words(finding.severity, &finding.message)).collect();
        let own: Vec<String> = found.findings.iter().map(|finding| words(finding.rule.severity, &finding.message)).collect();
        assert_eq!(told, own);
        let Some(at) = found.findings.iter().position(|finding| !finding.fixes.is_empty()) else {
            assert!(page.number > 5, "there was something to mend");
            return;
        };
        let patch = read_changes(&serde_json::from_str(&review.findings[at].fixes[0].changes).unwrap(), &design).unwrap();
        assert_eq!(patch, found.findings[at].fixes[0].patch);
        patch.apply(&mut design).unwrap();
    }
    panic!("the repairs go in a circle");
}

#[test]
fn a_letter_that_cannot_be_read_is_refused_and_changes_nothing() {
    let mut page = Page::default();
    let design = sketch::parse(WORKSHOP).design;
    let before = page.review(&design);
    for letter in ["", "{}", r#"{"number":1,"changes":{"nodes":[{"id":1}]},"next_id":1,"question":["review"]}"#] {
        let reply = reply(&page.engine.answer(letter));
        assert!(matches!(reply.answer, Answer::Refused(_)), "{letter}");
    }
    assert_eq!(page.review(&design), before);
}

#[test]
fn every_question_arrives() {
    let (node, stop) = (NodeId(7), Stop::Node(NodeId(8)));
    let all = [
        Question::Review,
        Question::Mend,
        Question::Template(Form::Yaml),
        Question::Template(Form::Json),
        Question::Script,
        Question::About("vpc".to_owned()),
        Question::Examples,
        Question::Program,
        Question::Needed,
        Question::Rights(node),
        Question::Walk { from: Stop::Internet, to: stop, port: None },
        Question::Walk { from: stop, to: Stop::Internet, port: Some(443) },
    ];
    for question in all {
        let letter = Letter { number: 3, changes: None, next_id: 9, question };
        assert_eq!(Letter::read(&letter.tell()), Some(letter));
    }
}

#[test]
fn rights_and_walks_are_those_of_the_design() {
    let mut page = Page::default();
    let design = sketch::parse(WORKSHOP).design;
    let id = |name: &str| design.find(name).unwrap();
    let Answer::Rights(rights) = page.ask(&design, Question::Rights(id("app"))) else { panic!("no rights") };
    let titles: Vec<&str> = rights.lenses.iter().map(|lens| lens.title.as_str()).collect();
    assert_eq!(titles, ["At run time", "At start"]);
    let targets: Vec<&str> = rights.lenses[1].rights.iter().map(|right| right.name.as_str()).collect();
    assert!(targets.contains(&"unicorn") && targets.contains(&"web-logs"), "{targets:?}");
    assert!(rights.lenses.iter().flat_map(|lens| &lens.rights).all(|right| right.verdict == Verdict::Allowed && !right.because.is_empty()));

    let walk = |to: Stop| Question::Walk { from: Stop::Node(id("app")), to, port: None };
    let Answer::Walk(Ok(passes)) = page.ask(&design, walk(Stop::Node(id("votes")))) else { panic!("no walk") };
    assert!(passes.legs.iter().flat_map(|leg| &leg.hops).any(|hop| hop.text.contains("nat-a")), "{passes:?}");
    let Answer::Walk(Err(gone)) = page.ask(&design, walk(Stop::Node(NodeId(9999)))) else { panic!("a walk to nowhere") };
    assert_eq!(gone, "an end of the walk is gone: choose another one");
    assert!(page.review(&design).places.contains(&id("app")));
}

#[test]
fn every_example_can_be_opened() {
    let Answer::Examples(examples) = Page::default().ask(&Design::default(), Question::Examples) else { panic!("no examples") };
    assert!(examples.len() >= 12);
    assert_eq!(examples[0].sketch, WORKSHOP);
    for example in examples {
        assert!(sketch::parse(&example.sketch).errors.is_empty() && !example.about.is_empty(), "{}", example.name);
    }
}

#[test]
fn there_is_something_to_know_of_every_kind_and_verb() {
    let mut page = Page::default();
    let kinds = KINDS.iter().map(|kind| (kind.id, kind.summary()));
    for (id, summary) in kinds.chain(VERBS.iter().map(|verb| (verb.id, verb.summary()))) {
        let more = about(page.ask(&Design::default(), Question::About(id.to_owned())));
        assert!(!more.words.concat().is_empty() && !more.words[0].starts_with(summary) && more.source.starts_with("https://"), "{id}");
    }
    let kinds = KINDS.iter().map(|kind| (kind.id, kind.fields));
    for (id, fields) in kinds.chain(VERBS.iter().map(|verb| (verb.id, verb.fields))) {
        for field in fields {
            let more = about(page.ask(&Design::default(), Question::About(format!("{id}.{}", field.name))));
            let expected = if field.refuses_parameters().is_some() { 2 } else { 1 };
            assert_eq!(more.words.len(), expected, "{id}.{}", field.name);
            assert!(more.words.iter().all(|words| !words.is_empty()), "{id}.{}", field.name);
        }
    }
    for unknown in ["nothing", "nothing.cpu", "service.nothing"] {
        assert_eq!(about(page.ask(&Design::default(), Question::About(unknown.to_owned()))).words, Vec::<String>::new());
    }
}

#[test]
fn mending_arrives_as_one_change() {
    let mut page = Page::default();
    let design = sketch::parse(AS_WRITTEN).design;
    let Answer::Mend(mended) = page.ask(&design, Question::Mend) else { panic!("not mended") };
    let patch = read_changes(&serde_json::from_str(&mended.changes).unwrap(), &design).unwrap();
    let (mut own, (expected, steps)) = (design.clone(), rules::mending::mend(&design));
    patch.apply(&mut own).unwrap();
    assert_eq!((own == expected, mended.steps.len()), (true, steps.len()));
}
