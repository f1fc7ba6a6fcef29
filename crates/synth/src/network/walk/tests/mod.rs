//! Walks as tables: a sketch, both ends, and every hop that is expected.

mod fronts;
mod inside;
mod services;

use super::*;
use crate::design::sketch;
use crate::raw::as_raw_resources;

fn design(text: &str) -> Design {
    let parsed = sketch::parse(text);
    assert_eq!(parsed.errors, [], "in the sketch\n{text}");
    parsed.design
}

fn stop(design: &Design, name: &str) -> Stop {
    design.find(name).map_or(Stop::Internet, Stop::Node)
}

/// `internet` as well as an unknown name is the internet. `80` behind a colon is the port: `site:80`.
#[track_caller]
fn walk(design: &Design, from: &str, to: &str) -> Trace {
    let (name, port) = to.split_once(':').map_or((to, None), |(name, port)| (name, Some(port.parse().unwrap())));
    trace(design, stop(design, from), stop(design, name), port).unwrap()
}

/// What a hop says in one line: `Route table: route table of a leads to b [10.0.0.0/16 → local]`.
fn line(hop: &Hop) -> String {
    let verdict = if hop.verdict == Verdict::Passes { String::new() } else { format!("{}: ", hop.verdict.to_string().to_uppercase()) };
    let rule = if hop.rule.is_empty() { String::new() } else { format!(" [{}]", hop.rule) };
    format!("{verdict}{}: {}{rule}", hop.step.title(), hop.text)
}

/// Checks all hops of all legs.
#[track_caller]
fn check(text: &str, (from, to): (&str, &str), expected: &[&str]) {
    let found = walk(&design(text), from, to);
    assert_eq!(found.hops().map(line).collect::<Vec<_>>(), expected);
    let worst = found.hops().map(|hop| hop.verdict).max().unwrap();
    assert_eq!(found.verdict, worst, "the verdict is that of the worst hop");
}

/// Checks the verdict, and the first hop with it unless it passes.
#[track_caller]
fn check_verdict(text: &str, (from, to): (&str, &str), verdict: Verdict, expected: &str) {
    let found = walk(&design(text), from, to);
    let lines: Vec<String> = found.hops().map(line).collect();
    assert_eq!(found.verdict, verdict, "{lines:#?}");
    if verdict != Verdict::Passes {
        assert_eq!(found.hops().find(|hop| hop.verdict == verdict).map(line).unwrap(), expected);
    }
}

/// One text in another's place, which must be there.
#[track_caller]
fn with(text: &str, replaced: &str, by: &str) -> String {
    assert!(text.contains(replaced), "there is no {replaced}");
    text.replace(replaced, by)
}

/// Two zones, a NAT gateway, a load balancer and a service with stores.
const SITE: &str = "
internet users
vpc main cidr=10.0.0.0/16
  zone a number=1
    subnet public-a cidr=10.0.0.0/24 access=public
      nat nat-a
    subnet private-a cidr=10.0.10.0/24 access=private
  zone b number=2
    subnet public-b cidr=10.0.1.0/24 access=public
    subnet private-b cidr=10.0.11.0/24 access=private
  load-balancer site
  cluster work
    service web
      container app port=8080
    service worker
      container job port=9000
repository images
log-group lines
bucket pictures
users -> site : requests
site -> public-a : spans
site -> public-b : spans
site -> web : forwards
web -> private-a : runs
web -> private-b : runs
worker -> private-a : runs
app -> images : pulls
app -> lines : logs
web -> pictures : read
";

#[test]
fn a_walk_says_the_same_of_a_design_made_of_raw_resources() {
    let drawn = design(SITE);
    let raw = as_raw_resources(&drawn);
    for (from, to, raw_from, raw_to) in [
        ("users", "web", "internet", "WebService"),
        ("web", "pictures", "WebService", "PicturesBucket"),
        ("web", "images", "WebService", "ImagesRepository"),
        ("web", "worker", "WebService", "WorkerService"),
        ("site", "web", "SiteLoadBalancer", "WebService"),
    ] {
        let decided = |trace: &Trace| trace.hops().map(|hop| (hop.step, hop.verdict, hop.resource.clone())).collect::<Vec<_>>();
        assert_eq!(decided(&walk(&drawn, from, to)), decided(&walk(&raw, raw_from, raw_to)), "{from} to {to}");
    }
}

#[test]
fn every_hop_names_what_views_can_jump_to() {
    let drawn = design(SITE);
    for (from, to) in [("users", "app"), ("web", "images"), ("worker", "web"), ("web", "users"), ("site", "web")] {
        for hop in walk(&drawn, from, to).hops() {
            let node = hop.nodes.first().and_then(|id| drawn.node(*id));
            assert!(node.is_some() || hop.step == Step::Place, "{} names no node", line(hop));
            if let (Some(field), Some(kind)) = (hop.field, node.and_then(|node| crate::catalog::kind_of(node))) {
                assert!(kind.field(field).is_some(), "{} has no field {field}: {}", kind.id, line(hop));
            }
            assert!(!hop.text.ends_with('.') && !hop.text.contains("  "), "{}", hop.text);
        }
    }
    let joined = walk(&drawn, "users", "web");
    let along: Vec<String> = joined
        .hops()
        .flat_map(|hop| &hop.connections)
        .filter_map(|id| drawn.connection(*id))
        .map(|connection| connection.verb.clone())
        .collect();
    assert!(along.contains(&"requests".to_owned()) && along.contains(&"forwards".to_owned()), "{along:?}");
}

#[test]
fn what_is_no_place_is_refused_in_words() {
    let drawn = design(SITE);
    let refusal = |from: &str, to: &str| trace(&drawn, stop(&drawn, from), stop(&drawn, to), None).unwrap_err().to_string();
    assert_eq!(refusal("web", "web"), "a walk needs two different ends");
    assert_eq!(refusal("users", "internet"), "a walk needs two different ends");
    assert_eq!(refusal("web", "work"), "ECS cluster work sends and takes no packets: choose a service, load balancer, store or the like");
    assert_eq!(refusal("pictures", "web"), "pictures opens no connections: let the walk start elsewhere");
    let silent = design(&with(SITE, "container job port=9000", "container job port=\"\""));
    let refusal = trace(&silent, stop(&silent, "web"), stop(&silent, "worker"), None).unwrap_err();
    assert_eq!(refusal.to_string(), "nothing says on which port worker answers: name a port");
}

#[test]
fn what_sends_or_takes_packets_is_a_place() {
    let drawn = design(SITE);
    let names: Vec<&str> = places(&drawn).into_iter().map(|id| drawn.node(id).unwrap().name.as_str()).collect();
    assert_eq!(names, ["users", "site", "web", "app", "worker", "job", "images", "lines", "pictures"]);
    let service = |name: &str| service_of(&drawn, drawn.find(name).unwrap());
    assert_eq!((service("pictures"), service("lines"), service("web")), (Some("s3"), Some("logs"), None));
}

#[test]
fn the_worst_of_all_ways_counts() {
    let found = walk(&design(&with(SITE, "10.0.11.0/24 access=private", "10.0.11.0/24 access=isolated")), "web", "pictures");
    let leg = &found.legs[0];
    assert_eq!((leg.verdict, leg.ways, leg.alike), (Verdict::Blocked, 2, 1));
    assert_eq!(
        leg.hops.last().map(line).unwrap(),
        "BLOCKED: Route table: route table of private-b has no route to Amazon S3 [only 10.0.0.0/16 → local]"
    );
}
