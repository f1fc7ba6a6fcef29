//! An engine that is told of changes says what one says that was given the whole design.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeSet;

use groundplan_engine::answer::{About, Allowed, Finding, Review, Sign, StatementPart, Suggest, Text, Undecided};
use groundplan_engine::{Answer, Engine, Letter, Question, Reply, Told, Writing};
use groundplan_synth::catalog::KINDS;
use groundplan_synth::design::saved::{read_changes, write_changes};
use groundplan_synth::design::{Connection, Design, Edit, NodeId, Patch, saved, sketch};
use groundplan_synth::iam::decide::Verdict;
use groundplan_synth::meaning::VERBS;
use groundplan_synth::network::walk::Stop;
use groundplan_synth::value::Value;
use groundplan_synth::{cdk, deploy, rules, synthesize};

const WORKSHOP: &str = include_str!("../../../examples/unicorn.sketch");
const AS_WRITTEN: &str = include_str!("../../../examples/unicorn-as-written.sketch");

/// A page that asks an engine.
#[derive(Default)]
struct Page {
    engine: Engine,
    told: Design,
    number: u64,
    /// The last review with all of its parts.
    reviewed: Option<Review>,
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
    fn news(&mut self, design: &Design, known: Option<u64>) -> Review {
        match self.ask(design, Question::Review(known)) {
            Answer::Review(review) => review,
            other => panic!("{other:?}"),
        }
    }

    /// All that is known after a review.
    #[track_caller]
    fn review(&mut self, design: &Design) -> Known {
        let news = self.news(design, self.reviewed.as_ref().map(|review| review.number));
        let review = match self.reviewed.take() {
            None => news,
            Some(before) => Review {
                findings: news.findings.or(before.findings),
                undecided: news.undecided.or(before.undecided),
                allowed: news.allowed.or(before.allowed),
                resources: news.resources.or(before.resources),
                outputs: news.outputs.or(before.outputs),
                places: news.places.or(before.places),
                ..news
            },
        };
        self.reviewed = Some(review.clone());
        let Review { findings, undecided, allowed, resources, outputs, places, .. } = review;
        Known {
            findings: findings.unwrap(),
            undecided: undecided.unwrap(),
            allowed: allowed.unwrap(),
            resources: resources.unwrap(),
            outputs: outputs.unwrap(),
            places: places.unwrap(),
        }
    }
}

/// A review without gaps.
#[derive(Debug, PartialEq)]
struct Known {
    findings: Vec<Finding>,
    undecided: Vec<Undecided>,
    allowed: Vec<Allowed>,
    resources: Vec<String>,
    outputs: Vec<String>,
    places: Vec<NodeId>,
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
        assert_eq!(text(page.ask(&design, Question::Text(Writing::Yaml))), synthesize::synthesize(&design).to_yaml());
        assert_eq!(text(page.ask(&design, Question::Text(Writing::Json))), synthesize::synthesize(&design).to_json());
        assert_eq!(text(page.ask(&design, Question::Text(Writing::Script))), deploy::script(&design));
        let Answer::Program(files) = page.ask(&design, Question::Program) else { panic!("no program") };
        let files: Vec<cdk::File> = files.into_iter().map(|file| cdk::File { path: file.path, text: file.text }).collect();
        assert_eq!(files, cdk::program(&design));
    }
}

#[test]
fn every_export_tells_the_node_of_each_line() {
    let mut page = Page::default();
    for sketch in [AS_WRITTEN, WORKSHOP] {
        let design = sketch::parse(sketch).design;
        let made = synthesize::synthesize(&design);
        let all: BTreeSet<NodeId> = made.resources.values().filter_map(|resource| resource.node).collect();
        let Answer::Program(files) = page.ask(&design, Question::Program) else { panic!("no program") };
        let program = files.into_iter().map(|file| Text { text: file.text, nodes: file.nodes });
        let (text, nodes) =
            program.fold(Default::default(), |(text, nodes): (String, Vec<_>), file| (text + &file.text, [nodes, file.nodes].concat()));
        let mut texts = vec![Text { text, nodes }];
        for what in [Writing::Yaml, Writing::Json, Writing::Script, Writing::Program] {
            let Answer::Text(text) = page.ask(&design, Question::Text(what)) else { panic!("{what:?}") };
            texts.push(text);
        }
        for Text { text, nodes } in texts {
            assert!(text.lines().count() >= nodes.len());
            assert_eq!(nodes.iter().flatten().copied().collect::<BTreeSet<_>>(), all, "every node has its lines");
            let before = std::iter::once("").chain(text.lines());
            for ((line, before), node) in text.lines().zip(before).zip(&nodes) {
                let id = line.trim().trim_end_matches(" {").trim_end_matches([',', ':']).trim_matches('"');
                // Where a resource begins, and not where another one names it.
                if let Some(resource) = made.resources.get(id).filter(|_| before.trim() == "self," || line.trim().ends_with([':', '{'])) {
                    assert_eq!(*node, resource.node, "{line}");
                }
            }
        }
    }
}

#[test]
fn what_changed_since_an_earlier_state_arrives_and_one_that_cannot_be_read_says_why() {
    let mut page = Page::default();
    let (before, now) = (sketch::parse("bucket photos\n").design, sketch::parse("bucket photos\nqueue orders\n").design);
    for what in [Writing::Yaml, Writing::Json, Writing::Script, Writing::Program] {
        let Answer::Compared(Ok(compared)) = page.ask(&now, Question::Compared(what, saved::write(&before))) else { panic!("{what:?}") };
        assert!(
            compared.added > 0 && compared.lines.iter().any(|line| line.text.to_lowercase().contains("queue")),
            "{what:?}: {compared:?}"
        );
        let Answer::Compared(Ok(same)) = page.ask(&now, Question::Compared(what, saved::write(&now))) else { panic!("{what:?}") };
        assert_eq!((same.added, same.removed, same.lines), (0, 0, Vec::new()));
    }
    let Answer::Compared(Err(reason)) = page.ask(&now, Question::Compared(Writing::Yaml, "{\"groundplan\": 999}".to_owned())) else {
        panic!("a version that nobody knows")
    };
    assert!(!reason.is_empty());
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
fn what_nobody_can_tell_arrives_apart_from_findings() {
    let text = "design \"A test\"\n  parameter Size Type=Number\nvpc main\n  subnet a access=public zone=1\n  cluster work\n    service web cpu=256 memory=!Ref Size public_address=true\n      container app\nweb -> a : runs\n";
    let parsed = sketch::parse(text);
    assert_eq!(parsed.errors, []);
    let review = Page::default().review(&parsed.design);
    let told: Vec<(&str, &str)> = review.undecided.iter().map(|open| (open.finding.rule.as_str(), open.depends.as_str())).collect();
    assert_eq!(told, [("fargate-size", "!Ref Size may have a value that does not go with the other")]);
    assert!(review.findings.iter().all(|finding| finding.rule != "fargate-size"));
}

#[test]
fn a_review_leaves_out_what_the_page_has() {
    let mut page = Page::default();
    let mut design = sketch::parse(WORKSHOP).design;
    page.review(&design);
    // Every node gets another name, then another field, and every state is known as by an engine that never heard of another.
    let ids: Vec<NodeId> = design.nodes().map(|(id, _)| id).collect();
    for id in ids {
        let mut edit = Edit::new(&design);
        edit.node(id, |node| node.name.push_str("-new"));
        edit.finish().apply(&mut design).unwrap();
        assert_eq!(page.review(&design), Page::default().review(&design));
        let mut edit = Edit::new(&design);
        edit.set_field(id, "cpu", Some(Value::Number(1024)));
        edit.finish().apply(&mut design).unwrap();
        assert_eq!(page.review(&design), Page::default().review(&design));
    }
    let known = page.reviewed.as_ref().map(|review| review.number);
    let nothing_new = page.news(&design, known);
    assert_eq!(nothing_new, Review { number: page.number, prices_of: nothing_new.prices_of.clone(), ..empty() });
    // A page that has another review, or none, is told everything.
    for known in [known, None, Some(999)] {
        let all = page.news(&design, known);
        assert!(
            all.findings.is_some()
                && all.undecided.is_some()
                && all.allowed.is_some()
                && all.resources.is_some()
                && all.outputs.is_some()
                && all.places.is_some()
        );
    }
}

fn empty() -> Review {
    Review {
        number: 0,
        findings: None,
        undecided: None,
        allowed: None,
        resources: None,
        outputs: None,
        places: None,
        prices_of: String::new(),
    }
}

#[test]
fn a_letter_that_cannot_be_read_is_refused_and_changes_nothing() {
    let mut page = Page::default();
    let design = sketch::parse(WORKSHOP).design;
    let before = page.review(&design);
    for letter in ["", "{}", r#"{"number":1,"changes":{"nodes":[{"id":1}]},"next_id":1,"question":["review",null]}"#] {
        let reply = reply(&page.engine.answer(letter));
        assert!(matches!(reply.answer, Answer::Refused(_)), "{letter}");
    }
    assert_eq!(page.review(&design), before);
}

#[test]
fn every_question_arrives() {
    let (node, stop) = (NodeId(7), Stop::Node(NodeId(8)));
    let all = [
        Question::Review(None),
        Question::Review(Some(12)),
        Question::Mend,
        Question::Text(Writing::Yaml),
        Question::Text(Writing::Json),
        Question::Text(Writing::Script),
        Question::Compared(Writing::Program, "{}".to_owned()),
        Question::About("vpc".to_owned()),
        Question::Examples,
        Question::Program,
        Question::Effects { changes: serde_json::json!({}), back: true },
        Question::Rights(node),
        Question::Statements(node, "statements".to_owned()),
        Question::Suggest(suggest(node, StatementPart::Key, "s3:")),
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

fn suggest(node: NodeId, part: StatementPart, typed: &str) -> Suggest {
    Suggest { node, field: "statements".to_owned(), statement: 0, part, typed: typed.to_owned() }
}

#[test]
fn statements_say_what_they_come_to_and_which_connections_need_it() {
    let mut page = Page::default();
    let text = "vpc main\n  subnet open access=public\n  cluster work\n    service web public_address=true\n      container app\n\
        bucket photos\nbucket other\ntable votes\n\
        role worker statements=[{Effect=Allow, Action=[s3:GetObject, s3:GetObjekt], Resource=\"*\"}, \
        {Effect=Deny, Action=dynamodb:*, Resource=!GetAtt VotesTable.Arn}]\n\
        web -> open : runs\nweb -> worker : assumes\napp -> photos : read\n";
    let design = sketch::parse(text).design;
    let worker = design.find("worker").unwrap();
    let Answer::Statements(told) = page.ask(&design, Question::Statements(worker, "statements".to_owned())) else { panic!("nothing told") };
    let [allows, denies] = told.each.as_slice() else { panic!("{told:?}") };
    let words: Vec<&str> = allows.actions.iter().map(|one| one.words.as_str()).collect();
    assert_eq!(words, ["read", "no action of AWS"]);
    // What names everything is told of each thing in the design that it is about.
    let told_of =
        |name: &str| allows.rights.iter().find(|right| right.name == name && right.actions == ["s3:GetObject"]).map(|right| right.verdict);
    assert_eq!((told_of("photos"), told_of("other")), (Some(Verdict::Allowed), Some(Verdict::Allowed)), "{allows:?}");
    assert_eq!(allows.serves.iter().map(|one| one.words.as_str()).collect::<Vec<_>>(), ["Needed: app reads photos"]);
    assert_eq!(denies.rights.iter().map(|right| (right.name.as_str(), right.verdict)).collect::<Vec<_>>(), [("votes", Verdict::Denied)]);
    assert!(denies.serves.is_empty());
    assert!(told.added.iter().all(|needed| needed.role == "WorkerRole" && needed.connection.is_some()) && !told.added.is_empty());
    // The finding about the wrong action is about the first statement.
    let findings = page.review(&design).findings;
    assert!(findings.iter().any(|finding| finding.rule == "unknown-action" && finding.entry == Some(0)));

    // From the connection the way leads back to both: what it adds, and the statement that somebody wrote.
    let read = design.connections().find(|(_, connection)| connection.verb == "read").unwrap().0;
    let Answer::Sayings(said) = page.ask(&design, Question::Sayings(read)) else { panic!("nothing said") };
    let words: Vec<(&str, Option<usize>)> = said.iter().map(|saying| (saying.words.as_str(), saying.statement)).collect();
    assert_eq!(words, [("worker: added by connections", None), ("worker: statement 1", Some(0))]);
    assert!(said.iter().all(|saying| saying.node == worker && saying.field == "statements"));
    let runs = design.connections().find(|(_, connection)| connection.verb == "runs").unwrap().0;
    assert_eq!(page.ask(&design, Question::Sayings(runs)), Answer::Sayings(Vec::new()));

    let asked = suggest(worker, StatementPart::Resource, "photos");
    let Answer::Suggested(found) = page.ask(&design, Question::Suggest(asked)) else { panic!("nothing suggested") };
    assert_eq!(found[0].text, "!Sub \"${PhotosBucket.Arn}/*\"");
}

#[test]
fn statements_of_an_endpoint_say_what_they_let_through() {
    let mut page = Page::default();
    let text = "vpc main\n  endpoint door service=s3 statements=[{Effect=Allow, Principal=\"*\", Action=s3:GetObject, Resource=\"*\"}, \
        {Effect=Deny, Principal=\"*\", Action=sqs:*, Resource=\"*\"}]\n  cluster work\n    service web\n      container app\nbucket photos\napp -> photos : read\n";
    let design = sketch::parse(text).design;
    let door = design.find("door").unwrap();
    let Answer::Statements(told) = page.ask(&design, Question::Statements(door, "statements".to_owned())) else { panic!("nothing told") };
    let [lets, idle] = told.each.as_slice() else { panic!("{told:?}") };
    assert!(lets.rights.iter().any(|right| right.name == "photos" && right.actions == ["s3:GetObject"]), "{lets:?}");
    assert!(lets.summary.contains("s3:GetObject on photos allowed"), "{}", lets.summary);
    assert_eq!(idle.summary, "Decides nothing of what the roles of this design may do");
}

#[test]
fn what_a_connection_changes_is_told_before_it_is_there_and_afterwards() {
    let mut page = Page::default();
    let mut design = sketch::parse("vpc main\n  cluster work\n    service web\n      container app image=nginx\ntable votes\n").design;
    let [app, votes] = ["app", "votes"].map(|name| design.find(name).unwrap());
    let mut edit = Edit::new(&design);
    let connection = edit.connect(Connection::new(app, votes, "read"));
    let connecting = edit.finish();
    let effects = |answer: Answer| match answer {
        Answer::Effects(Ok(effects)) => effects,
        other => panic!("{other:?}"),
    };
    let before = effects(page.ask(&design, Question::Effects { changes: write_changes(&connecting), back: false }));
    let words = |sign: Sign| before.iter().filter(|effect| effect.sign == sign).map(|effect| effect.words.as_str()).collect::<Vec<_>>();
    assert!(
        words(Sign::Added).iter().any(|words| words.contains("dynamodb:GetItem") && words.ends_with("in role WebTaskRole")),
        "{before:?}"
    );
    assert_eq!(words(Sign::Removed), Vec::<&str>::new());

    connecting.apply(&mut design).unwrap();
    let mut edit = Edit::new(&design);
    edit.remove_connection(connection);
    let without = write_changes(&edit.finish());
    assert_eq!(effects(page.ask(&design, Question::Effects { changes: without.clone(), back: true })), before);
    let gone = effects(page.ask(&design, Question::Effects { changes: without, back: false }));
    assert!(gone.iter().all(|effect| effect.sign != Sign::Added), "{gone:?}");
    // What nobody can read is no reason to stop.
    let nonsense = Question::Effects { changes: serde_json::json!({ "nodes": 3 }), back: false };
    assert!(matches!(page.ask(&design, nonsense), Answer::Effects(Err(_))));
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

#[test]
fn a_link_holds_the_page_s_design_and_is_read_again() {
    let design = sketch::parse(WORKSHOP).design;
    let mut page = Page::default();
    for read_only in [false, true] {
        let Answer::Link(Ok(link)) = page.ask(&design, Question::Link(read_only)) else { panic!("no link") };
        let Answer::Shared(Ok(shared)) = Page::default().ask(&Design::default(), Question::Shared(link.fragment)) else {
            panic!("no design")
        };
        assert_eq!((saved::read(&shared.design), shared.read_only), (Ok(design.clone()), read_only));
    }
    let Answer::Shared(Err(reason)) = page.ask(&design, Question::Shared("design=1.AAAA".to_owned())) else { panic!("a design") };
    assert!(reason.contains("copy the link once more"), "{reason}");
}
