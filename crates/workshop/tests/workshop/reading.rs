//! Every mistake of an author has its line and column, and words that say what was expected.

use groundplan_workshop::lesson::Piece;
use groundplan_workshop::read::{MOST_BYTES, read};

use crate::support::{HEAD, lesson, one_step};

/// The mistakes of a text, each as `line:column: words`.
#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let found: Vec<String> = read(text).err().unwrap_or_default().iter().map(ToString::to_string).collect();
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.starts_with(expected), "found    {found}\nexpected {expected}");
    }
}

/// The mistakes of a goal's lines, the first of which is line 15.
#[track_caller]
fn check_goal(lines: &str, expected: &[&str]) {
    check(&one_step("", &format!("```goal Something\n{lines}\n```")), expected);
}

#[test]
fn front_matter() {
    check("## A {#a}\n```start\n```\n", &["1:1: found no front matter, expected the lesson to start with lines such as"]);
    check(
        "---\ngroundplan-lesson: 2\nid: Über\ntitel: x\nminutes: long\nnonsense\n---\n## A {#a}\n```start\n```\n",
        &[
            "1:1: found no `title` in the front matter",
            "1:1: found no `summary` in the front matter",
            "2:20: found version \"2\" of the format, expected 1",
            "3:5: found \"Über\", expected small letters, digits and `-`",
            "4:1: found titel, is title meant?",
            "5:10: found \"long\", expected a number of minutes",
            "6:1: found \"nonsense\", expected `key: value`",
        ],
    );
}

#[test]
fn steps_and_blocks() {
    check(HEAD, &["1:1: found no step, expected at least one: `## Title {#id}`"]);
    check(&format!("{HEAD}## A {{#a}}\n"), &["8:1: found a first step without a start"]);
    check(&format!("{HEAD}## A\n```start\n```\n"), &["8:1: found \"\" as the id of a step, expected small letters"]);
    check(&one_step("", "## B {#step}\n"), &["14:1: found step as the id of a second step"]);
    check(&one_step("", "## B {#b .tear}\n"), &["14:1: found .tear, expected .teardown or .draw"]);
    check(&one_step("", "# B {#b}\n"), &["14:1: found a heading of the first level"]);
    check(&one_step("vpc =", ""), &["11:5: found `=`, expected a name"]);
    check(&one_step("", "```goals X\nexists vpc net\n```\n"), &["14:1: found a block of goals, is goal meant?"]);
    check(&one_step("", "> ```goal X\n> exists vpc net\n> ```\n"), &["14:1: found a block of the lesson within another one"]);
    check(&one_step("", "```goal `X`\nexists vpc net\n```\n"), &["14:1: found a backquote behind the fence"]);
    check(&one_step("", "```sketch\nvpc =\n```\n"), &["15:5: found `=`"]);
    check(&one_step("", "a <b>c</b>\n"), &["14:1: found HTML", "14:1: found HTML"]);
    check(&one_step("", "<div>\n"), &["14:1: found HTML"]);
    check(&one_step("", "![a](b.png)\n"), &["14:1: found a picture"]);
    check(
        &one_step("", "é [a](#none), [b](javascript:x), [c](#step), [d](https://aws.amazon.com/)\n"),
        &["14:3: found a link to #none, which is no step", "14:15: found a link to javascript:x, expected `https://…`"],
    );
    check(&one_step("", "## B {#b .teardown}\n\n## C {#c}\n"), &["14:1: found the teardown before other steps"]);
    check(&one_step("", "```solution\ndesign \"X\"\n```\n"), &["15:1: found settings of the design"]);
    check(&one_step("", "## B {#b .draw}\n"), &["1:1: found 0 faults for 1 steps that draw one"]);
    check(&one_step("", "```fault x\n- a\n```\n"), &["14:1: found \"x\" behind `fault`", "14:1: found a fault without a rule"]);
    check(
        &one_step("", "```fault x Y\nfinds target-prt\n- a\n```\n"),
        &["14:1: found a fault without a rule", "15:7: found target-prt, which is no rule; is target-port meant?"],
    );
}

#[test]
fn goals() {
    check_goal("exists vpcc net", &["15:8: found vpcc, which is no kind; is vpc meant?"]);
    check_goal("exsts vpc net", &["15:1: found exsts, is exists meant?"]);
    check_goal("exists vpc net cidrr=1", &["15:16: found cidrr, which is no field of it"]);
    check_goal("exists vpc net\ninside net nett", &["16:12: found nett, of which nothing is known yet; is net meant?"]);
    check_goal("exists service w\nexists bucket b\nconnected w -> b : reads", &["17:20: found reads, is read meant?"]);
    check_goal("exists vpc v\nexists bucket b\nconnected v -> b : read", &["17:20: found read, which joins no vpc with a bucket"]);
    check_goal("exists service w\nfield w cpu=300", &["16:13: found 300, but 300 is none of 256, 512"]);
    check_goal("exists service w\nallowed w s3:GetObjekt", &["16:11: found s3:GetObjekt, which is no IAM action; is s3:GetObject meant?"]);
    check_goal("exists service w\nallowed w s3:GetObject", &["16:11: found s3:GetObject alone, expected behind it on what"]);
    check_goal("exists service w\nreachable w -> w", &["16:16: found the same end twice"]);
    check_goal("exists service w\nreachable w -> internet port 0", &["16:30: found 0, expected a port from 1 to 65535"]);
    check_goal("exists service w\nexists bucket b\nallowed-only w b read wirte", &["17:23: found wirte, expected one of read, write"]);
    check_goal("exists service w\nexists vpc v\nallowed-only w v read", &["17:18: found read, expected a store, queue or the like"]);
    check_goal("exists service w\nexists bucket b\nlets-in w b", &["17:11: found b, expected `only`"]);
    check_goal("exists service w\nnot left w >= 2", &["16:5: found something that cannot be turned round"]);
    check_goal("exists service w\nleft w 2", &["16:8: found 2, expected how many: `>= 2`"]);
    check_goal("count vpc >= many", &["15:14: found many, expected a number"]);
    check_goal("count vpc >= 1 more", &["15:16: found more, expected the end of the line"]);
    check_goal("not exists vpc v", &["15:5: found something that cannot be turned round"]);
    check_goal("exists vpc v\nhint Look at {w}", &["16:15: found w, of which nothing is known yet"]);
    check_goal("exists vpc v\nhint", &["16:1: found hint alone"]);
    check_goal("no-finding fault", &["15:1: found `no-finding fault` in a step that draws none"]);
    check_goal("exists vpc internet", &["15:12: found internet, expected a name"]);
    check_goal("# only a remark", &["14:1: found a goal that asks nothing"]);
}

#[test]
fn questions() {
    check(&one_step("", "```quiz Why?\n[ ] a\n[ ] b\n```\n"), &["14:1: found no right answer"]);
    check(
        &one_step("", "```quiz\n[x] a\nbecause b\nbecause c\nd\n```\n"),
        &[
            "14:1: found a quiz without a question",
            "14:1: found 1 answers, expected 2 to 10",
            "17:1: found a second `because`",
            "18:1: found \"d\", expected `[ ] a wrong answer`",
        ],
    );
}

#[test]
fn what_a_presenter_reveals_is_in_groups() {
    let text = one_step(
        "",
        "Some text.\n\n> A quote\n\n---\n\n```goal A net\nexists vpc net\nhint Draw\n```\n\nMore.\n\n---\n\n```quiz Why?\n[x] a\n[ ] b\n```\n",
    );
    let lesson = lesson(&text);
    let text = |text: &str| Piece::Text(text.to_owned());
    assert_eq!(lesson.steps[0].reveals, [vec![text("Some text.\n\n> A quote")], vec![Piece::Goal(0), text("More.")], vec![Piece::Quiz(0)]]);
}

#[test]
fn line_ends_and_marks_of_other_systems_do_not_matter() {
    let text = one_step("vpc net", "```goal A net\nexists vpc net\nhint Draw\n```\n");
    let other = lesson(&format!("\u{feff}{}", text.replace('\n', "\r\n")));
    assert_eq!(other.steps[0].goals[0].hints, lesson(&text).steps[0].goals[0].hints);
    assert_eq!(other.steps[0].start, lesson(&text).steps[0].start);
}

#[test]
fn a_lesson_has_bounds() {
    check(&"x".repeat(MOST_BYTES + 1), &["found 1000001 bytes, expected a lesson of at most 1000000"]);
    let steps = (0..101).map(|number| format!("## S {{#s{number}}}\n")).collect::<Vec<_>>().join("\n");
    check(&one_step("", &steps), &["212:1: found more than 100 steps", "214:1: found more than 100 steps"]);
}
