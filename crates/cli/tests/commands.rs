//! The commands as a person runs them: what they print, and the exit code they end with.

#![allow(clippy::expect_used, reason = "a test stops where its ground is missing")]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const SKETCH: &str = "vpc main cidr=10.0.0.0/16\n  subnet inner cidr=10.0.0.0/24 access=isolated\n";
const OUTSIDE: &str = "vpc main cidr=10.0.0.0/16\n  subnet inner cidr=10.9.0.0/24 access=isolated\n";

/// What a run gave.
struct Run {
    code: Option<i32>,
    out: String,
    err: String,
}

fn run(arguments: &[&str], input: &str) -> Run {
    let mut child = Command::new(env!("CARGO_BIN_EXE_groundplan"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // A program that fails early does not read its input.
    let _ = child.stdin.take().expect("an input").write_all(input.as_bytes());
    let output = child.wait_with_output().expect("the program ends");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    Run { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// Runs with an input; the exit code and a part of what is printed are as expected.
#[track_caller]
fn check(arguments: &[&str], input: &str, code: i32, out: &str, err: &str) {
    let run = run(arguments, input);
    assert!(run.out.contains(out), "printed {:?}, expected {out:?}", run.out);
    assert!(run.err.contains(err), "complained {:?}, expected {err:?}", run.err);
    assert_eq!(run.err.is_empty(), err.is_empty(), "{}", run.err);
    assert_eq!(run.code, Some(code));
}

fn temporary(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

#[test]
fn check_tells_people_and_programs() {
    check(&["check", "-"], SKETCH, 0, "Nothing found", "");
    check(&["check", "-"], OUTSIDE, 1, "standard input:2: error: ", "");
    check(&["check", "-"], OUTSIDE, 1, "subnet-outside-vpc", "");
    check(&["check", "-", "--format", "json"], OUTSIDE, 1, "\"line\": 2", "");
    check(
        &["check", "-", "--format", "json"],
        SKETCH,
        0,
        "{\n  \"findings\": [],\n  \"undecided\": [],\n  \"allowed\": [],\n  \"prices_of\": \"us-east-1, ",
        "",
    );
    check(&["check", "-", "--format", "sarif"], OUTSIDE, 1, "\"startLine\": 2", "");
}

#[test]
fn a_name_turns_no_line_of_a_terminal() {
    let turned = "vpc main\n  cluster c\n    service \"a\u{202e}b\"\n";
    check(&["check", "-"], turned, 1, "Fargate service a\\u{202e}b runs in no subnet", "");
    check(&["check", "-"], "vpc a\u{202e}b\n", 2, "", "found `\\u{202e}b`");
}

#[test]
fn what_cannot_be_told_is_said_and_does_not_fail() {
    let open = "design \"A test\"\n  parameter Range Type=String\nvpc main cidr=!Ref Range\n  subnet inner cidr=10.0.0.0/24\n";
    check(
        &["check", "-", "--deny", "warning"],
        open,
        0,
        "standard input:3: cannot tell: whether subnet inner lies within VPC main: !Ref Range is its range [GP001 subnet-outside-vpc]",
        "",
    );
    check(&["check", "-"], open, 0, "Nothing found; 1 thing cannot be told\n", "");
    check(&["check", "-", "--format", "json"], open, 0, "\"depends\": \"!Ref Range is its range\"", "");
    check(&["check", "-", "--format", "sarif"], open, 0, "\"kind\": \"open\"", "");
    check(&["check", "-", "--format", "sarif"], open, 0, "\"level\": \"none\"", "");
}

#[test]
fn the_stage_of_a_rule_is_said() {
    check(&["explain", "image-pull-route"], "", 0, "GP006 image-pull-route (error, when tasks start)", "");
    check(&["check", "-", "--format", "json"], OUTSIDE, 1, "\"stage\": \"deployment\"", "");
}

#[test]
fn what_the_design_allows_does_not_fail() {
    let open = "bucket files block_public_access=false";
    let allowed = "bucket files block_public_access=false allow={public-bucket=\"Pictures for everybody\"}";
    check(&["check", "-", "--deny", "warning"], open, 1, "public-bucket", "");
    check(&["check", "-", "--deny", "warning"], allowed, 0, "allowed: public-bucket at files: Pictures for everybody", "");
    check(&["check", "-", "--format", "json"], allowed, 0, "\"reason\": \"Pictures for everybody\"", "");
    check(&["check", "-", "--format", "sarif"], allowed, 0, "\"justification\": \"Pictures for everybody\"", "");
}

#[test]
fn bad_input_is_code_2_with_file_line_and_expectation() {
    check(&["check", "-"], "vpc\n  = 3\n", 2, "", "standard input:2:3: found `=`, expected a kind and a name");
    check(&["synth", "no-such-file.sketch"], "", 2, "", "no-such-file.sketch: cannot be read");
    check(&["synth", "-"], "{\"groundplan\": 99}", 2, "", "a newer Groundplan wrote this design");
    check(&["script", "-"], "<svg></svg>", 2, "", "found a picture without a design in it");
    check(&["draw", "-", "-o", "picture.png"], SKETCH, 2, "", "does not end in .svg");
    check(&["draw", "-", "-o", "picture.svg", "--format", "png"], SKETCH, 2, "", "does not end in .png");
    check(&["draw", "-", "--scale", "2"], SKETCH, 2, "", "expected --format png");
    check(&["draw", "-", "--format", "png", "--scale", "5"], SKETCH, 2, "", "5 is not in 1..=4");
    check(&["explain", "nothing-like-it"], "", 2, "", "expected a rule, a kind or a verb");
    check(&["check", "-", "--deny", "everything"], SKETCH, 2, "", "possible values: error, warning");
}

#[test]
fn a_png_is_written_as_bytes() {
    let file = temporary("picture.png");
    let path = file.display().to_string();
    check(&["draw", "-", "--format", "png", "--theme", "dark", "--scale", "2", "-o", &path], SKETCH, 0, "", "");
    let bytes = fs::read(&file).expect("the picture");
    assert!(bytes.starts_with(b"\x89PNG") && bytes.len() > 1_000, "{}", bytes.len());
}

#[test]
fn a_link_carries_the_design_into_every_command() {
    let linked = run(&["link", "-", "--address", "https://example.org/plan/#old"], SKETCH);
    assert_eq!((linked.code, linked.err.as_str()), (Some(0), ""));
    let address = linked.out.trim_end();
    assert!(address.starts_with("https://example.org/plan/#design=1."), "{address}");
    assert_eq!(run(&["synth", address], "").out, run(&["synth", "-"], SKETCH).out);
    assert_eq!(run(&["synth", "-"], &linked.out).out, run(&["synth", "-"], SKETCH).out);
    let read_only = run(&["link", address, "--read-only"], "").out;
    assert!(read_only.starts_with("http://127.0.0.1:8080/#design=1.read-only."), "{read_only}");
    check(&["check", read_only.trim_end()], "", 0, "Nothing found", "");
    check(&["check", &address[..address.len() - 4]], "", 2, "", "the link: it ends too early, after ");
    check(&["check", "-"], "https://example.org/#design=7.AAAA", 2, "", "standard input: found the version `7`, expected 1");
}

/// A service that reads a bucket and pulls an image.
const READER: &str = "vpc main\n  cluster work\n    service web\n      container app\nbucket photos\nrepository images\napp -> photos : read\napp -> images : pulls\n";

#[test]
fn can_answers_with_the_statement_that_decides() {
    check(&["can", "-", "app", "s3:GetObject", "photos"], READER, 0, "allowed: s3:GetObject on S3 bucket photos\n", "");
    check(&["can", "-", "app", "s3:GetObject", "photos"], READER, 0, "  because   app reads photos\n", "");
    check(&["can", "-", "web", "s3:PutObject", "photos"], READER, 1, "denied: s3:PutObject on S3 bucket photos\n", "");
    check(&["can", "-", "web", "s3:PutObject", "photos"], READER, 1, "  why       no statement allows it\n", "");
    check(&["can", "-", "app", "s3:GetObject", "arn:aws:s3:::elsewhere/a"], READER, 1, "depends: s3:GetObject", "");
    check(&["can", "-", "app", "ecr:BatchGetImage", "images"], READER, 1, "The execution role WebExecutionRole may ecr:BatchGetImage", "");
    check(&["can", "-", "app", "s3:ListAllMyBuckets"], READER, 1, "denied: s3:ListAllMyBuckets on everything", "");
    check(&["can", "-", "app", "s3:getobject", "photos", "--format", "json"], READER, 0, "\"verdict\": \"allowed\"", "");
}

#[test]
fn can_lists_everything_by_target_and_use() {
    let listed = run(&["can", "-", "app"], READER);
    assert_eq!((listed.code, listed.err.as_str()), (Some(0), ""));
    let order = [
        "app: calls by WebTaskRole\n",
        "S3 bucket photos\n",
        "app: before its containers run, the agent calls by WebExecutionRole\n",
        "ECR repository images\n",
    ];
    let places: Vec<Option<usize>> = order.iter().map(|part| listed.out.find(part)).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?} in\n{}", listed.out);
    assert_eq!(run(&["can", "-", "app", "*"], READER).out, listed.out);
    check(&["can", "-", "app"], "vpc main\n  cluster work\n    service web\n      container app\n", 1, "app may do nothing\n", "");
}

#[test]
fn can_says_what_was_probably_meant() {
    check(&["can", "-", "appp", "s3:GetObject", "photos"], READER, 2, "", "found appp, which is no node of the design; is app meant?");
    check(&["can", "-", "app", "s3:GetObjects", "photos"], READER, 2, "", "is s3:GetObject meant?");
    check(&["can", "-", "app", "s3:GetObject", "foto"], READER, 2, "", "which is no node of the design");
    check(&["can", "-", "app", "s3:GetObject", "images"], READER, 2, "", "s3:GetObject acts on resources of the types");
    check(
        &["can", "-", "photos", "s3:GetObject", "photos"],
        READER,
        2,
        "",
        "photos makes no calls: expected a container, service, task or role",
    );
    check(&["can", "-", "app", "*", "photos"], READER, 2, "", "found a resource without an action");
}

#[test]
fn synth_writes_both_forms() {
    check(&["synth", "-"], SKETCH, 0, "Type: AWS::EC2::VPC", "");
    check(&["synth", "-", "--format", "json"], SKETCH, 0, "\"Type\": \"AWS::EC2::VPC\"", "");
    let file = temporary("template.yaml");
    check(&["synth", "-", "-o", &file.to_string_lossy()], SKETCH, 0, "", "");
    assert_eq!(fs::read_to_string(file).expect("it was written"), run(&["synth", "-"], SKETCH).out);
}

#[test]
fn script_is_bash() {
    check(&["script", "-"], SKETCH, 0, "#!/usr/bin/env bash\n", "");
}

#[test]
fn designs_come_back_from_every_form() {
    let saved = run(&["convert", "-", "--format", "design"], SKETCH).out;
    check(&["convert", "-", "--format", "sketch"], &saved, 0, SKETCH, "");
    let picture = run(&["draw", "-"], SKETCH).out;
    check(&["convert", "-", "--format", "sketch"], &picture, 0, SKETCH, "");
    check(&["convert", "-", "--format", "raw"], SKETCH, 0, "resource MainVpc type=AWS::EC2::VPC properties={CidrBlock=10.0.0.0/16", "");
    check(&["draw", "-", "--theme", "dark"], SKETCH, 0, "<svg", "");
}

#[test]
fn the_same_template_from_every_form() {
    let template = run(&["synth", "-"], SKETCH).out;
    let saved = run(&["convert", "-", "--format", "design"], SKETCH).out;
    assert_eq!(run(&["synth", "-"], &saved).out, template);
}

#[test]
fn explain_knows_everything_it_lists() {
    check(&["explain"], "", 0, "Kinds\n", "");
    check(&["explain", "service"], "", 0, "cpu: CPU", "");
    check(&["explain", "resource"], "", 0, "Schemas of 20", "");
    check(&["explain", "role"], "", 0, "Actions of 456 services, as AWS listed them on 20", "");
    check(&["explain", "forwards"], "", 0, "load-balancer -> service : forwards", "");
    check(&["explain", "subnet-outside-vpc"], "", 0, "Flagged\n  vpc", "");
    check(&["explain", "GP001"], "", 0, "subnet-outside-vpc", "");
    let names = run(&["explain"], "").out;
    for name in names.lines().filter_map(|line| line.strip_prefix("  ")).filter_map(|line| line.split_whitespace().next()) {
        assert_eq!(run(&["explain", name], "").code, Some(0), "{name}");
    }
}

/// A service that reaches the queue that it uses, and nothing in between that is not here.
const WALK: &str = "vpc main cidr=10.0.0.0/16\n  subnet front cidr=10.0.0.0/24 access=public\n    nat way\n  subnet inner cidr=10.0.1.0/24 access=private\n  cluster work\n    service web\n      container app\nqueue jobs\nweb -> inner : runs\nweb -> jobs : send\n";

#[test]
fn trace_walks_and_says_who_decides() {
    check(&["trace", "-", "web", "jobs"], WALK, 0, "web -> jobs: passes\n", "");
    check(&["trace", "-", "web", "jobs"], WALK, 0, "rule  0.0.0.0/0 → NAT gateway way", "");
    check(&["trace", "-", "web", "internet", "--port", "5432"], WALK, 1, "does not let tcp 5432 out to the internet", "");
    check(&["trace", "-", "web", "jobs", "--format", "json"], WALK, 0, "\"logical_id\": \"InnerDefaultRoute\"", "");
    let out = run(&["trace", "-", "web", "jobs", "--format", "json"], WALK).out;
    let json: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!((json["verdict"].as_str(), json["legs"][0]["ways"].as_i64()), (Some("passes"), Some(1)));
}

#[test]
fn trace_knows_the_names_and_asks_for_what_is_missing() {
    check(
        &["trace", "-", "webb", "jobs"],
        WALK,
        2,
        "",
        "standard input: found webb, expected the name of a node or internet; is web meant?",
    );
    check(&["trace", "-", "web", "work"], WALK, 2, "", "standard input: web -> work: ECS cluster work sends and takes no packets");
    check(&["trace", "-", "internet", "web"], WALK, 1, "internet -> web: blocked", "");
    check(&["trace", "-", "web", "jobs", "--port", "0"], WALK, 2, "", "0 is not in 1..=65535");
}

const LESSON: &str = "---\ngroundplan-lesson: 1\nid: net\ntitle: A net\nsummary: Short\n---\n\n## Draw {#draw}\n\n```start\n```\n\n```goal There is a VPC\nexists vpc net\nhint Draw one\n```\n\n```goal =cmd() has a bucket\nexists bucket box\nhint Draw {box}\n```\n\n```solution\nvpc net\nbucket box\n```\n";

/// A folder with a lesson and the files of a class.
fn class(name: &str, files: &[(&str, &str)]) -> (String, String) {
    let folder = temporary(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("class")).expect("a folder");
    fs::write(folder.join("lesson.md"), LESSON).expect("a file");
    for (name, text) in files {
        fs::write(folder.join("class").join(name), text).expect("a file");
    }
    let text = |path: PathBuf| path.to_str().expect("a path of text").to_owned();
    (text(folder.join("lesson.md")), text(folder.join("class")))
}

#[test]
fn a_lesson_is_checked_and_designs_by_it() {
    let (lesson, _) = class("lesson", &[]);
    check(&["lesson", "check", &lesson], "", 0, "A net: 1 steps, 2 goals", "");
    check(&["lesson", "check", &lesson, "-"], "vpc mine\n", 1, "met      There is a VPC (mine)", "");
    check(&["lesson", "check", &lesson, "-"], "vpc mine\n", 1, "There is no S3 bucket yet\n           hint: Draw the S3 bucket", "");
    check(&["lesson", "check", &lesson, "-"], "vpc mine\nbucket b\n", 0, "standard input\n", "");
    check(&["lesson", "check", &lesson, "-"], "vpc =\n", 2, "", "standard input:1:5: found `=`");
    check(&["lesson", "check", &lesson, "--step", "drawn"], "", 2, "", "found the step drawn, expected one of draw");
    check(
        &["lesson", "check", "-"],
        &LESSON.replace("exists vpc", "exist vpc"),
        2,
        "",
        "standard input:14:1: found exist, is exists meant?",
    );
    check(&["lesson", "check", "-"], &LESSON.replace("vpc net\nbucket", "bucket"), 1, "standard input:13:1: found that the solution", "");
    check(
        &["lesson", "check", "-"],
        &LESSON.replace("bucket box\n```", "- pail\n```"),
        2,
        "",
        "standard input:8: found pail, which is neither",
    );
    check(&["lesson", "start", &lesson, "draw"], "", 0, "", "");
    check(&["lesson", "handout", &lesson], "", 0, "<h2 id=\"draw\">1. Draw</h2>", "");
}

#[test]
fn a_class_is_marked_with_its_bad_files() {
    let hostile = (0..1000).map(|depth| format!("{}vpc v{depth}", " ".repeat(depth))).collect::<Vec<_>>().join("\n");
    let files = [
        ("=ana.sketch", "vpc v\nbucket b\n"),
        ("bo.sketch", "vpc v\n"),
        ("cy.sketch", "vpc =\n"),
        ("deep.sketch", hostile.as_str()),
        ("eve.svg", "<svg><script>alert(1)</script></svg>"),
        ("fay.groundplan.json", "{\"groundplan\": 999}"),
        ("notes.txt", "no design"),
    ];
    let (lesson, folder) = class("class", &files);
    fs::write(Path::new(&folder).join("gus.sketch"), [0xff, 0xfe]).expect("a file");
    fs::create_dir_all(Path::new(&folder).join("hal.sketch")).expect("a folder");
    check(
        &["mark", &lesson, &folder],
        "",
        1,
        "=ana.sketch            ✓  ✓   2 of 2\nbo.sketch              ✓  ·   1 of 2\ncy.sketch             could not be read: 1:5: found `=`",
        "",
    );
    check(&["mark", &lesson, &folder], "", 1, "  2  fails for   1   draw: =cmd() has a bucket", "");
    check(
        &["mark", &lesson, &folder, "--format", "csv"],
        "",
        1,
        "file,error,met,draw: There is a VPC,draw: =cmd() has a bucket\n'=ana.sketch,,2,met,met\nbo.sketch,,1,met,not met: There is no S3 bucket yet\n",
        "",
    );
    let json: serde_json::Value = serde_json::from_str(&run(&["mark", &lesson, &folder, "--format", "json"], "").out).expect("JSON");
    let students = json["students"].as_array().expect("students");
    let errors: Vec<&str> =
        students.iter().filter(|student| student["error"].is_string()).filter_map(|student| student["name"].as_str()).collect();
    assert_eq!(errors, ["cy.sketch", "deep.sketch", "eve.svg", "fay.groundplan.json", "gus.sketch", "hal.sketch"]);
    assert_eq!((students.len(), json["readable"].as_i64(), json["goals"][1]["fails_for"].as_i64()), (8, Some(2), Some(1)));
}

#[test]
fn a_class_that_is_done_is_fine_and_one_that_is_not_there_is_bad_input() {
    let (lesson, folder) = class("done", &[("ana.sketch", "vpc v\nbucket b\n")]);
    check(&["mark", &lesson, &folder], "", 0, "ana.sketch", "");
    let picture = format!("{folder}/bo.png");
    check(&["draw", "-", "--format", "png", "-o", &picture], "vpc v\nbucket b\n", 0, "", "");
    check(&["mark", &lesson, &folder], "", 0, "bo.png        ✓  ✓", "");
    let (lesson, empty) = class("empty", &[]);
    check(&["mark", &lesson, &empty], "", 2, "", "found no designs, expected files that end in .sketch, .json, .svg");
    check(&["mark", &lesson, &format!("{empty}/none")], "", 2, "", "cannot be read, expected a folder");
    check(&["mark", &format!("{empty}/none.md"), &folder], "", 2, "", "none.md: cannot be read");
}

#[test]
fn a_class_gets_its_fault_and_what_aws_says_to_it() {
    let lesson = concat!(env!("CARGO_MANIFEST_DIR"), "/../../lessons/break-it.md");
    let of_seed = |seed: &str| run(&["lesson", "start", lesson, "one", "--seed", seed], "").out;
    assert_eq!(of_seed("4"), of_seed("4"));
    let starts: std::collections::BTreeSet<String> = (0..10).map(|seed: u8| of_seed(&seed.to_string())).collect();
    assert!(starts.len() > 4, "{}", starts.len());
    let judged = |design: &str, code: i32, out: &str| {
        check(&["lesson", "check", lesson, "-", "--step", "one", "--seed", "4"], design, code, out, "");
    };
    judged(&of_seed("4"), 1, "  AWS says ");
    judged(&of_seed("4"), 1, "  not met  The fault is mended\n           The fault is still there\n           hint:");
    judged(&of_seed("4"), 1, "hint: What would AWS say?");
    // Nothing but the author's words is printed of a goal that is not met: this is the execution role, which trusts EC2.
    let start = run(&["lesson", "start", lesson, "two", "--seed", "7"], "").out;
    let printed = run(&["lesson", "check", lesson, "-", "--step", "two", "--seed", "7"], &start).out;
    assert!(
        start.contains("trust=ec2.amazonaws.com") && printed.contains("AWS says execution-role: ECS was unable to assume"),
        "{printed}"
    );
    assert!(printed.contains("  not met  No error is left\n           There is an error in the design\n"), "{printed}");
    assert!(!printed.contains("trusts ec2"), "{printed}");
    let text = fs::read_to_string(lesson).expect("the lesson");
    let good = text.split("```start\n").nth(1).and_then(|rest| rest.split("```").next()).expect("the good design");
    judged(good, 0, "  met      The fault is mended (web)\n");
}
