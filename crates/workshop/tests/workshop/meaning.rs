//! Goals mean what they say: what looks like the thing and is another one does not meet them.

use groundplan_synth::design::sketch;
use groundplan_workshop::course::Course;
use groundplan_workshop::judge::judge;

use crate::shipped::lessons;
use crate::support::design;

/// Judges the solution of a step with texts in others' places by the goal whose title begins so; `why` is empty when it is met.
#[track_caller]
fn check((lesson, step, goal): (&str, &str, &str), changes: &[(&str, &str)], why: &str) {
    let lesson = &lessons()[lesson];
    let course = Course::of(lesson, 0).unwrap();
    let place = lesson.step(step).unwrap();
    let mut text = sketch::print(course.solution(place).unwrap());
    for (from, to) in changes {
        assert!(text.contains(from), "there is no {from} in\n{text}");
        text = text.replacen(from, to, 1);
    }
    let goal = lesson.steps[place].goals.iter().position(|other| other.title.starts_with(goal)).unwrap();
    let verdict = judge(&course, place, &design(&text)).remove(goal);
    assert_eq!((verdict.why.as_str(), verdict.met), (why, why.is_empty()));
}

#[test]
fn the_load_balancer_alone_is_let_in() {
    let rule = |more: &str| format!("ingress=[{{IpProtocol=tcp, FromPort=8080, ToPort=8080, {more}}}]");
    for (lesson, step, title, name) in
        [("as-written", "door", "The tasks' group lets in", "task-access"), ("fargate", "security-groups", "A group of your own", "door")]
    {
        let goal = (lesson, step, title);
        let group = format!("security-group {name}");
        check(goal, &[], "");
        for range in ["0.0.0.0/0", "10.0.0.0/16", "10.0.0.0/17", "10.0.0.0/24"] {
            let wide = format!("{group} {}", rule(&format!("CidrIp={range}")));
            check(goal, &[(&group, &wide)], &format!("The security groups of web let in more than site: tcp 8080 from {range}"));
        }
        // Whoever writes by hand what the connection brings lets in nobody else.
        let same = format!("{group} {}", rule("SourceSecurityGroupId=!GetAtt SiteSecurityGroup.GroupId"));
        check(goal, &[(&group, &same)], "");
        // A second group opens as well as the first.
        let second = format!("security-group hatch {}\n  {group}", rule("CidrIp=10.0.0.0/17"));
        let guards = format!("{name} -> web : guards");
        let both = format!("hatch -> web : guards\n{guards}");
        let why = "The security groups of web let in more than site: tcp 8080 from 10.0.0.0/17";
        check(goal, &[(&group, &second), (&guards, &both)], why);
    }
}

#[test]
fn the_program_may_do_no_more_than_read_and_write() {
    let goal = ("fargate", "roles", "The program can read and write pictures");
    let role = "role task-role";
    check(goal, &[], "");
    let with = |action: &str, resource: &str| format!("{role} statements=[{{Effect=Allow, Action=\"{action}\", Resource={resource}}}]");
    let why = |actions: &str| format!("app may {actions} on pictures, expected no more than `read` and `write` takes");
    check(goal, &[(role, &with("s3:PutBucketPolicy", "\"*\""))], &why("s3:PutBucketPolicy"));
    check(goal, &[(role, &with("s3:DeleteBucket", "!GetAtt PicturesBucket.Arn"))], &why("s3:DeleteBucket"));
    // What reading takes may be written by hand.
    check(goal, &[(role, &with("s3:GetObject", "!Sub \"${PicturesBucket.Arn}/*\""))], "");
    check(
        ("fargate", "roles", "No role can give itself more rights"),
        &[(role, &with("iam:*", "\"*\""))],
        "IAM role task-role can give itself any permission: by iam:CreatePolicyVersion on everything and in 11 other ways",
    );
}

#[test]
fn two_tasks_are_left_when_a_zone_fails() {
    let goal = ("fargate", "open", "At least two tasks are left");
    let four = "desired_count=4";
    for (count, left) in [("1", "0"), ("2", "1"), ("3", "1"), ("4", ""), ("5", "")] {
        let why = format!("When a zone fails, {left} of the tasks of web may be left, expected at least 2");
        check(goal, &[(four, &format!("desired_count={count}"))], if left.is_empty() { "" } else { &why });
    }
    let unknown = "How many tasks of web are left when a zone fails cannot be told, expected at least 2";
    check(goal, &[(four, "desired_count=!Ref Count")], unknown);
    // Three tasks in three zones leave two.
    let zone = "  zone c number=3\n    subnet private-c cidr=10.0.12.0/24 access=private\n  load-balancer";
    let runs = "web -> private-a : runs\nweb -> private-c : runs";
    check(goal, &[(four, "desired_count=3"), ("  load-balancer", zone), ("web -> private-a : runs", runs)], "");
}
