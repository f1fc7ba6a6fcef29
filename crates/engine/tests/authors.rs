//! Lessons of one's own, classes that are marked, and what stands at the end, as the page asks for them.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use groundplan_engine::answer::{Draft, Taught};
use groundplan_engine::{Answer, DRAFT, Engine, Lessons, Letter, Move, Question, Reply, Told};
use groundplan_synth::design::saved::write_changes;
use groundplan_synth::design::{Design, Patch, sketch};
use serde_json::{Value as Json, json};

const OWN: &str = "---
groundplan-lesson: 1
id: first
title: Your first subnet
summary: A VPC with a subnet
---

## Where tasks run {#subnet}

```start
vpc net
```

Draw a subnet. [This step](#subnet) is the only one.

```goal There is a subnet
exists subnet home
hint Draw one in the VPC
```

```solution
vpc net
  subnet home
```
";

fn ask(engine: &mut Engine, design: &Design, question: Lessons) -> Result<Taught, String> {
    let changes = write_changes(&Patch::between(&Design::default(), design));
    let letter = Letter { number: 1, changes: Some(changes), next_id: design.next_id(), question: Question::Lessons(question) };
    let text = engine.answer(&letter.tell().to_string());
    match Reply::read(&serde_json::from_str(&text).unwrap()).unwrap().answer {
        Answer::Lessons(taught) => taught,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn draft(engine: &mut Engine, question: Lessons) -> Draft {
    match ask(engine, &Design::default(), question) {
        Ok(Taught::Draft(draft)) => draft,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn marking(engine: &mut Engine, asked: &Json) -> Result<Json, String> {
    match ask(engine, &Design::default(), Lessons::Marking(asked.clone()))? {
        Taught::Marked(answer) => Ok(answer),
        other => panic!("{other:?}"),
    }
}

#[test]
fn mistakes_have_their_lines_and_a_lesson_without_them_can_be_followed() {
    let engine = &mut Engine::default();
    let wrong = draft(engine, Lessons::Draft(OWN.replace("exists subnet", "exists subnett")));
    let [mistake] = wrong.mistakes.as_slice() else { panic!("{wrong:?}") };
    assert_eq!((mistake.line, mistake.text.as_str()), (Some(17), "exists subnett home"));
    assert!(mistake.message.contains("subnett"), "{}", mistake.message);
    assert!(ask(engine, &Design::default(), Lessons::Lesson(DRAFT.to_owned())).unwrap_err().contains("open its file again"));

    assert_eq!(draft(engine, Lessons::Draft(OWN.to_owned())).mistakes, []);
    assert_eq!(draft(engine, Lessons::Proof).mistakes, []);
    let Ok(Taught::List(all)) = ask(engine, &Design::default(), Lessons::List) else { panic!("a list") };
    assert_eq!((all[0].id.as_str(), all[0].title.as_str()), (DRAFT, "Your first subnet (draft)"));
    let Ok(Taught::Lesson(lesson)) = ask(engine, &Design::default(), Lessons::Lesson(DRAFT.to_owned())) else { panic!("a lesson") };
    assert!(format!("{:?}", lesson.steps[0].parts).contains("#lesson=draft:&step=subnet"), "its links lead into itself");
    let way = Lessons::Way { id: DRAFT.to_owned(), progress: None, seed: Some(1), by: Move::Look };
    let Ok(Taught::Way(way)) = ask(engine, &Design::default(), way) else { panic!("a way") };
    assert!(way.opens.is_some());

    // A lesson that cannot be read leaves the one before.
    assert!(!draft(engine, Lessons::Draft(String::new())).mistakes.is_empty());
    assert_eq!(draft(engine, Lessons::Proof).mistakes, []);
}

#[test]
fn a_lesson_that_does_not_work_is_told_so() {
    let engine = &mut Engine::default();
    let text = OWN.replace("  subnet home\n```\n", "  cluster home\n```\n");
    assert_eq!(draft(engine, Lessons::Draft(text)).mistakes, []);
    let proof = draft(engine, Lessons::Proof);
    assert_eq!((proof.mistakes[0].line, proof.mistakes[0].text.as_str()), (Some(16), "```goal There is a subnet"));
    assert!(proof.mistakes[0].message.contains("the solution does not meet the goal"), "{proof:?}");
}

#[test]
fn a_class_is_marked_file_by_file_and_written_as_a_sheet() {
    let engine = &mut Engine::default();
    draft(engine, Lessons::Draft(OWN.to_owned()));
    let files = json!([
        { "name": "ana.sketch", "text": "vpc net\n  subnet home\n" },
        { "name": "ben.sketch", "text": "vpc net\n" },
        { "name": "=1+1.sketch", "text": "vpc net\n  subnet \"own\n" },
        { "name": "cy.json", "error": "found 9 bytes\u{202e}" },
    ]);
    let table = marking(engine, &json!({ "lesson": DRAFT, "seed": "1", "step": null, "files": files })).unwrap();
    assert_eq!(table["goals"], json!([{ "step": "subnet", "of": "Where tasks run", "title": "There is a subnet" }]));
    assert_eq!(table["rows"][0], json!({ "name": "ana.sketch", "goals": [null] }));
    assert_eq!(table["rows"][1]["goals"], json!(["There is no subnet yet"]));
    assert!(table["rows"][2]["error"].as_str().unwrap().starts_with("2:10: "), "{table}");
    assert_eq!(table["rows"][3]["error"], json!("found 9 bytes\\u{202e}"));
    let sheet = marking(engine, &json!({ "marks": table })).unwrap();
    let lines: Vec<&str> = sheet["csv"].as_str().unwrap().lines().collect();
    assert_eq!(
        lines[..3],
        ["file,error,met,subnet: There is a subnet", "ana.sketch,,1,met", "ben.sketch,,0,not met: There is no subnet yet"]
    );
    assert!(lines[3].starts_with("'=1+1.sketch,"), "{lines:?}");
    assert_eq!(lines[5], "fails for,,,1");

    let refused = |engine: &mut Engine, member: &str, value: Json| {
        let mut asked = json!({ "lesson": DRAFT, "seed": "1", "step": null, "files": [] });
        asked[member] = value;
        marking(engine, &asked).unwrap_err()
    };
    assert_eq!(refused(engine, "seed", json!("x")), "found the seed x, expected a whole number from 0 on");
    assert_eq!(refused(engine, "step", json!("two")), "found the step two, expected one of subnet");
    assert_eq!(refused(engine, "lesson", json!("none")), "There is no such lesson");
    assert_eq!(refused(engine, "files", Json::Null), "there are no files");
}

#[test]
fn what_stands_is_told_the_dearest_first() {
    let design = sketch::parse("bucket pictures\nvpc net\n  subnet a access=public\n    nat out\nkms-key own\n").design;
    let Ok(Taught::Standing(all)) = ask(&mut Engine::default(), &design, Lessons::Standing) else { panic!("a list") };
    let told: Vec<_> = all.iter().map(|one| (one.name.as_str(), one.kind.as_str(), one.monthly_usd)).collect();
    assert_eq!(told, [("out", "NAT gateway", Some(36.5)), ("own", "KMS key", Some(1.0))]);
}
