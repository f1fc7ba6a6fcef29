//! What holds for all policies: a deny beats every allow, a further deny never grants, a wider allow never takes away.

use groundplan_synth::iam::answer::Answer;
use groundplan_synth::iam::condition::Context;
use groundplan_synth::iam::document::{Caller, statements};
use groundplan_synth::iam::evaluate::{Layer, Policy, Request, evaluate};
use groundplan_synth::iam::text::Text;
use groundplan_synth::value::{Value, map};
use proptest::prelude::*;

const ROLE: &str = "arn:aws:iam::123456789012:role/worker";

/// One statement of a random policy, before it is written as one.
#[allow(clippy::struct_excessive_bools, reason = "each is one choice of the policy's author")]
#[derive(Clone, Debug)]
struct Written {
    layer: Layer,
    deny: bool,
    action: String,
    but_action: bool,
    resource: String,
    but_resource: bool,
    /// A condition of which nothing is known.
    conditional: bool,
}

fn written() -> impl Strategy<Value = Written> {
    let layer = prop_oneof![3 => Just(Layer::Identity), 1 => Just(Layer::Boundary), 1 => Just(Layer::Resource)];
    let action = prop_oneof!["s3:(Get|Put|\\*)(Object|Bucket|\\*)", Just("*".to_owned()), "(sqs|s3):[GP?]et\\*"];
    let resource = prop_oneof!["arn:aws:s3:::(a|b|\\*)(/[xy*?])?", Just("*".to_owned())];
    (layer, any::<bool>(), action, prop::bool::weighted(0.15), resource, prop::bool::weighted(0.15), prop::bool::weighted(0.2)).prop_map(
        |(layer, deny, action, but_action, resource, but_resource, conditional)| Written {
            layer,
            deny,
            action,
            but_action,
            resource,
            but_resource,
            conditional,
        },
    )
}

fn policy(written: &Written) -> Policy {
    let mut statement = map([
        ("Effect", Value::text(if written.deny { "Deny" } else { "Allow" })),
        (if written.but_action { "NotAction" } else { "Action" }, Value::text(&written.action)),
        (if written.but_resource { "NotResource" } else { "Resource" }, Value::text(&written.resource)),
    ]);
    if let Value::Map(members) = &mut statement {
        if written.layer == Layer::Resource {
            members.insert("Principal".to_owned(), map([("AWS", Value::text(ROLE))]));
        }
        if written.conditional {
            members.insert("Condition".to_owned(), map([("StringEquals", map([("aws:SourceVpc", Value::text("vpc-1"))]))]));
        }
    }
    let document = map([("Version", Value::text("2012-10-17")), ("Statement", Value::List(vec![statement]))]);
    Policy { layer: written.layer, resource: String::new(), name: String::new(), statements: statements(&document) }
}

fn decide(all: &[Written], action: &str, resource: &str) -> Answer {
    let policies: Vec<Policy> = all.iter().map(policy).collect();
    let request = Request {
        caller: &Caller::Role(Text::known(ROLE)),
        action: &Text::known(action).lowercase(),
        resource: &Text::known(resource),
        context: &Context::default(),
        resource_decides: false,
    };
    evaluate(&request, &policies.iter().collect::<Vec<_>>()).answer
}

/// How much an answer grants.
fn rank(answer: &Answer) -> u8 {
    match answer {
        Answer::No => 0,
        Answer::Depends(_) => 1,
        Answer::Yes => 2,
    }
}

fn request() -> impl Strategy<Value = (String, String)> {
    ("s3:(Get|Put)(Object|Bucket)", "arn:aws:s3:::[ab](/[xy])?")
}

proptest! {
    #[test]
    fn a_deny_beats_every_allow(all in prop::collection::vec(written(), 0..8), (action, resource) in request(), layer in 0_usize..3) {
        let layer = [Layer::Identity, Layer::Boundary, Layer::Resource][layer];
        let deny = Written { layer, deny: true, action: "s3:*".to_owned(), but_action: false, resource: "*".to_owned(), but_resource: false, conditional: false };
        prop_assert_eq!(decide(&[all, vec![deny]].concat(), &action, &resource), Answer::No);
    }

    #[test]
    fn a_further_deny_never_grants(all in prop::collection::vec(written(), 0..8), more in written(), (action, resource) in request()) {
        // The first policy of a boundary sets the limit: what is added to one that is there can only take away.
        prop_assume!(more.layer != Layer::Boundary || all.iter().any(|one| one.layer == Layer::Boundary));
        let before = decide(&all, &action, &resource);
        let after = decide(&[all, vec![Written { deny: true, ..more }]].concat(), &action, &resource);
        prop_assert!(rank(&after) <= rank(&before), "{:?} became {:?}", before, after);
    }

    #[test]
    fn a_wider_allow_never_takes_away(all in prop::collection::vec(written(), 1..8), at in any::<prop::sample::Index>(), (action, resource) in request()) {
        let before = decide(&all, &action, &resource);
        let mut wider = all;
        let one = at.get(&wider).clone();
        prop_assume!(!one.deny);
        let everything = Written { action: "*".to_owned(), but_action: false, resource: "*".to_owned(), but_resource: false, conditional: false, ..one };
        let place = at.index(wider.len());
        wider[place] = everything;
        let after = decide(&wider, &action, &resource);
        prop_assert!(rank(&after) >= rank(&before), "{:?} became {:?}", before, after);
    }
}
