//! Goals are judged on meaning, and say what is missing by the names of the student's own nodes.

use groundplan_workshop::course::Course;
use groundplan_workshop::judge::{hints, judge};

use crate::support::{design, lesson, one_step};

/// Judges a design by one goal; `why` is empty for a goal that is met.
#[track_caller]
fn check(goal: &str, drawn: &str, why: &str) {
    let lesson = lesson(&one_step("", &format!("```goal The goal\n{goal}\n```")));
    let course = Course::of(&lesson, 0).unwrap();
    let verdict = judge(&course, 0, &design(drawn)).remove(0);
    assert_eq!(verdict.why, why);
    assert_eq!(verdict.met, why.is_empty());
}

const NET: &str = "vpc office\n  subnet yard access=public\n    nat gate\n  subnet cellar\n  cluster crew\n    service shop\n      container till\nshop -> cellar : runs\n";

#[test]
fn exists_and_field() {
    check("exists service web", NET, "");
    check("exists service web", "", "There is no Fargate service yet");
    check("exists service web cpu>=1024", NET, "There is no Fargate service with cpu at least 1024 yet: shop has cpu 512");
    check("exists subnet one\nexists subnet two\nexists subnet three", NET, "There is no further subnet beside yard and cellar");
    check("exists service|task w", NET, "");
    check("exists service web\nfield web desired_count>2", NET, "Desired tasks of shop is 2, expected more than 2");
    check("exists service web desired_count=2\nnot field web desired_count=3", NET, "");
    check("exists container app image=*", NET, "");
    check("exists subnet s cidr!=*", "vpc v\n  subnet s cidr=!Ref Range\n", "There is no subnet with cidr none yet: s has cidr !Ref Range");
    // What a parameter gives is known at deployment alone.
    check(
        "exists service w cpu=512",
        "vpc v\n  cluster c\n    service s cpu=!Ref Size\n",
        "There is no Fargate service with cpu 512 yet: s has cpu !Ref Size",
    );
}

#[test]
fn inside_and_named() {
    check("exists vpc net\nexists container app\ninside app net", NET, "");
    check("exists subnet home access=private\nexists container app\ninside app home", NET, "till lies in shop, expected in cellar");
    check("exists subnet home\nexists container app\nnot inside app home", NET, "");
    check("exists vpc net\nexists container app\nnot inside app net", NET, "till lies in office, where it should not");
    check("exists service web\nnamed web shop", NET, "");
    check("exists service web\nnamed web site", NET, "shop is to be called site");
}

#[test]
fn connected() {
    check("exists service web\nexists subnet home\nconnected web -> home : runs", NET, "");
    // The one that fits is found, whichever comes first.
    check("exists subnet home\nexists service web\nconnected web -> home : runs\nfield home access=private", NET, "");
    check(
        "exists service web\nexists subnet home access=public\nconnected web -> home : runs",
        NET,
        "shop has no connection to yard yet that says `runs`",
    );
    let balanced = format!("{NET}internet all\nvpc v\n  load-balancer door\ndoor -> shop : forwards port=80\n");
    check(
        "exists load-balancer site\nexists service web\nconnected site -> web : forwards port=8080",
        &balanced,
        "door forwards to shop, but port is 80, expected 8080",
    );
    check(
        "exists service web\nexists subnet home access=private\nnot connected web -> home : runs",
        NET,
        "shop runs in cellar, expected no such connection",
    );
}

#[test]
fn counted() {
    check("count subnet = 2", NET, "");
    check("count subnet access=public >= 2", NET, "Found 1 of subnet with access public (yard), expected at least 2");
    check("exists cluster c\ncount container in c < 1", NET, "Found 1 of container in crew (till), expected less than 1");
}

#[test]
fn reachable() {
    check("exists service web\nreachable web -> internet port 443", NET, "");
    let closed = NET.replace("    nat gate\n", "");
    let why = "shop does not reach the internet: The route table of cellar has no route to the internet. One would see: the connection runs into a timeout";
    let lesson = lesson(&one_step("", "```goal Out\nexists service web\nreachable web -> internet port 443\n```"));
    let course = Course::of(&lesson, 0).unwrap();
    let told = judge(&course, 0, &design(&closed)).remove(0).why;
    assert!(told.starts_with("shop does not reach the internet: "), "{told}");
    assert!(told.len() > why.len() / 2 && told.contains("cellar"), "{told}");
    check("exists service web\nnot reachable web -> internet port 443", &closed, "");
    check("exists service web\nnot reachable web -> internet port 443", NET, "shop reaches the internet, expected that it does not");
    check(
        "exists role r\nexists bucket b\nreachable r -> b",
        "role r\nbucket b\n",
        "From r to b nothing can be walked: IAM role r sends and takes no packets: choose a service, load balancer, store or the like",
    );
}

#[test]
fn allowed() {
    let reads = format!("{NET}bucket box\nshop -> box : read\nrepository r\ntill -> r : pulls\n");
    let goal = |line: &str| format!("exists container app\nexists bucket box\nexists repository images\n{line}");
    check(&goal("allowed app s3:GetObject box"), &reads, "");
    check(&goal("allowed app s3:PutObject box"), &reads, "till may not s3:PutObject on box: no statement allows it");
    check(&goal("not allowed app s3:PutObject box"), &reads, "");
    check(&goal("not allowed app s3:GetObject box"), &reads, "till may s3:GetObject on box, expected that it may not");
    check(&goal("allowed app ecr:BatchGetImage images at-start"), &reads, "");
    check(&goal("allowed app ecr:GetAuthorizationToken at-start"), &reads, "");
    check(&goal("not allowed app ecr:BatchGetImage images"), &reads, "");
    check(
        &goal("allowed app ecr:BatchGetImage images"),
        &reads,
        "till may not ecr:BatchGetImage on images: no statement allows it".replace("images", "r").as_str(),
    );
    // Who has no role may do nothing.
    check("exists container app\nexists bucket b\nnot allowed app s3:GetObject b", &format!("{NET}bucket b\n"), "");
}

#[test]
fn no_finding() {
    check("no-finding overlapping-subnets", NET, "Subnet cellar with 10.0.0.0/24 shares addresses with yard with 10.0.0.0/24");
    let apart = NET.replace("subnet cellar", "subnet cellar cidr=10.0.1.0/24");
    check("no-finding overlapping-subnets\nexists subnet one access=public\nno-finding overlapping-subnets on one", &apart, "");
    // Elsewhere it does not matter.
    check("exists cluster c\nno-finding overlapping-subnets on c", NET, "");
    // An exception mends nothing.
    let allowed = NET.replace("subnet cellar", "subnet cellar allow={overlapping-subnets=\"so be it\"}");
    check("no-finding overlapping-subnets", &allowed, "Subnet cellar with 10.0.0.0/24 shares addresses with yard with 10.0.0.0/24");
}

#[test]
fn equal() {
    let text = one_step(
        "vpc v",
        "```goal Same\nequal\n```\n\n```solution\nvpc v\n  subnet s\n```\n\n```alternative\nvpc v\n  subnet s access=isolated\n```\n",
    );
    let lesson = lesson(&text);
    let course = Course::of(&lesson, 0).unwrap();
    let why = |drawn: &str| judge(&course, 0, &design(drawn)).remove(0).why;
    assert_eq!(why("vpc other\n  subnet mine cidr=10.0.7.0/24\n"), "");
    assert_eq!(why("vpc other\n  subnet mine access=isolated\n"), "");
    assert_eq!(why("vpc other\n"), "The design makes 0 of AWS::EC2::RouteTable, the solution 1");
}

#[test]
fn a_hint_names_what_is_there_however_far_the_search_came() {
    let blocks = "```goal Requests arrive\nexists load-balancer site\nexists service web\nexists subnet one\nconnected site -> web : forwards\nhint Connect {site} with {web} and {one}\nhint {site} comes first\n```";
    let lesson = lesson(&one_step("", blocks));
    let course = Course::of(&lesson, 0).unwrap();
    let design = design(NET);
    let verdict = judge(&course, 0, &design).remove(0);
    let told = hints(&lesson.steps[0].goals[0], &design, &verdict);
    // There is one service and no load balancer; of two subnets nobody knows which is meant.
    assert_eq!(told, ["Connect the application load balancer with shop and the subnet", "The application load balancer comes first"]);
}

#[test]
fn words_name_the_students_nodes() {
    let blocks = "```goal A service reads a bucket\nexists service web\nexists bucket box\nconnected web -> box : read\nhint Connect {web} with {box}\nmet {web} reads {box}\nunmet {web} does not read {box} yet\n```";
    let lesson = lesson(&one_step("", blocks));
    let course = Course::of(&lesson, 0).unwrap();
    let said = |drawn: &str| {
        let design = design(drawn);
        let verdict = judge(&course, 0, &design).remove(0);
        let hint = hints(&lesson.steps[0].goals[0], &design, &verdict).remove(0);
        let names: Vec<String> = verdict.nodes.iter().map(|id| design.node(*id).unwrap().name.clone()).collect();
        (verdict.words, hint, names.join(" "))
    };
    let expect = |words: &str, hint: &str, names: &str| (words.to_owned(), hint.to_owned(), names.to_owned());
    assert_eq!(
        said(""),
        expect("The Fargate service does not read the S3 bucket yet", "Connect the Fargate service with the S3 bucket", "")
    );
    let drawn = format!("{NET}bucket \"b\u{202e}<x>\"\n");
    assert_eq!(said(&drawn), expect("shop does not read b\\u{202e}<x> yet", "Connect shop with b\\u{202e}<x>", "shop b\u{202e}<x>"));
    let met = format!("{NET}bucket box\nshop -> box : read\n");
    assert_eq!(said(&met), expect("shop reads box", "Connect shop with box", "box shop"));
}
