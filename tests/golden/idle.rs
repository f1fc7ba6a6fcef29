//! Nothing that is written is dropped without a word: a connection and each of its fields change the template, or a rule says that they do not.

use std::collections::{BTreeMap, BTreeSet};

use groundplan_synth::catalog::{Field, Form, KINDS, kind_of};
use groundplan_synth::design::sketch::parse;
use groundplan_synth::design::{Connection, ConnectionId, Design, Edit, Node, NodeId};
use groundplan_synth::meaning::{VERBS, notifies, requests, routes};
use groundplan_synth::rules::{self, Finding, idle_field};
use groundplan_synth::synthesize::{synthesize, valid_verb};
use groundplan_synth::value::Value;

use crate::parameters::{errors, sample_values};
use crate::{read, sketches};

/// One of every kind at which a connection starts or ends, and two where both ends are of one kind or two sorts of it differ.
const GROUND: &str = "\
internet users

vpc main
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
    nat way-out
    nat other-way
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  subnet inner cidr=10.0.10.0/24 access=private zone=1
  zone third number=3
    subnet far cidr=10.0.12.0/24 access=isolated
  security-group doors
  endpoint images-api service=ecr.api
  load-balancer site
  load-balancer inside scheme=internal
  load-balancer door protocol=HTTPS port=443 certificate=arn:aws:acm:eu-west-1:123456789012:certificate/0a1b2c3d-0000-4000-8000-0123456789ab
  cluster work
    service web public_address=true
      container app
      container side port=8081 essential=false
    service empty public_address=true
    task job public_address=true
      container step port=\"\"

distribution cdn

distribution other-cdn

hosted-zone zone

hosted-zone other-zone domain=example.org

record name

certificate proof

certificate more-proof

repository images

repository more-images

bucket files

bucket logs

table votes

ssm-parameter price

queue orders

queue dead-orders

topic placed

role worker

role helper

user-pool members

user-pool staff

identity-pool visitors

secret words

kms-key main-key

kms-key other-key

log-group lines

log-group more-lines

alarm late

alarm early

resource heap type=AWS::SQS::Queue

site -> public-a : spans
site -> public-b : spans
inside -> public-a : spans
inside -> public-b : spans
door -> public-a : spans
door -> public-b : spans
door -> web : forwards
late -> orders : watches
web -> public-a : runs
job -> public-a : runs
";

/// The ground with one more connection, and a word or two that say which.
struct Joined {
    design: Design,
    connection: ConnectionId,
    words: String,
}

fn joined(ground: &Design, verb: &'static str, from: NodeId, to: NodeId) -> Option<Joined> {
    let connection = Connection::new(from, to, verb);
    valid_verb(ground, &connection).filter(|_| from != to)?;
    let name = |id: NodeId| ground.node(id).map(|node| node.name.clone()).unwrap_or_default();
    let mut edit = Edit::new(ground);
    let id = edit.connect(connection);
    Some(Joined { design: edit.design().clone(), connection: id, words: format!("{} -> {} : {verb}", name(from), name(to)) })
}

#[test]
fn a_field_of_a_connection_does_something_or_is_reported() {
    let ground = parse(GROUND);
    assert!(ground.errors.is_empty(), "{:?}", ground.errors);
    let ground = ground.design;
    let nodes: Vec<NodeId> = ground.nodes().map(|(id, _)| id).collect();
    let (before, bare) = (errors(&ground), synthesize(&ground).to_yaml());
    let broken: BTreeSet<Option<NodeId>> = rules::check(&ground).into_iter().map(|finding| finding.node).collect();
    let mut wrong = Vec::new();
    let mut tried = BTreeSet::new();
    for verb in VERBS.iter().filter(|verb| !verb.fields.is_empty()) {
        for (from, to) in nodes.iter().flat_map(|from| nodes.iter().map(move |to| (*from, *to))) {
            let Some(Joined { design, connection, words }) = joined(&ground, verb.id, from, to) else { continue };
            // Where the connection itself cannot stand, that is said.
            if !errors(&design).is_subset(&before) {
                continue;
            }
            let template = synthesize(&design).to_yaml();
            // So is it of a node that is in no template, such as an alarm that watches nothing.
            if template == bare && broken.contains(&Some(from)) {
                continue;
            }
            for field in verb.fields {
                tried.insert((verb.id, field.name));
                // A default may be what is worked out from elsewhere, so a value may say the same: another one must not.
                let mut silent = Vec::new();
                for value in other_values(field) {
                    let mut edit = Edit::new(&design);
                    edit.set_connection_field(connection, field.name, Some(value.clone()));
                    let is_reported = |finding: &Finding| finding.connection == Some(connection) && finding.field == Some(field.name);
                    if synthesize(edit.design()).to_yaml() != template || rules::check(edit.design()).iter().any(is_reported) {
                        silent.clear();
                        break;
                    }
                    silent.push(value.display());
                }
                if !silent.is_empty() {
                    wrong.push(format!("{words} {}={}", field.name, silent.join(", ")));
                }
            }
        }
    }
    let all = VERBS.iter().flat_map(|verb| verb.fields.iter().map(|field| (verb.id, field.name)));
    let left: Vec<(&str, &str)> = all.filter(|field| !tried.contains(field)).collect();
    assert!(left.is_empty(), "nothing tries {left:?}");
    assert!(wrong.is_empty(), "{} say nothing and are not reported:\n{}", wrong.len(), wrong.join("\n"));
}

/// What golden sketches have in the fields of each kind.
fn written() -> BTreeMap<(&'static str, &'static str), Vec<Value>> {
    let mut all: BTreeMap<_, Vec<Value>> = BTreeMap::new();
    for (path, text) in sketches() {
        for (_, node) in read(&path, &text).design.nodes() {
            let fields = kind_of(node).into_iter().flat_map(|kind| kind.fields.iter().map(move |field| (kind.id, field.name)));
            for (kind, field) in fields {
                all.entry((kind, field)).or_default().extend(node.fields.get(field).cloned());
            }
        }
    }
    all
}

/// True for another value than a node has in a field, or without any.
fn is_another(node: &Node, field: &Field, value: &Value) -> bool {
    node.fields.get(field.name).cloned().or_else(|| field.initial.value()).as_ref() != Some(value)
}

/// The fields of nodes of a design that change nothing, whatever stands in them, and of which no rule says so; and those of which a rule says so
/// although they change something. `tried` takes all that there are.
fn silent_fields(
    design: &Design,
    written: &BTreeMap<(&'static str, &'static str), Vec<Value>>,
    tried: &mut BTreeSet<(&'static str, &'static str)>,
) -> Vec<String> {
    let template = synthesize(design);
    let (text, reported): (String, BTreeSet<Option<NodeId>>) =
        (template.to_yaml(), rules::check(design).into_iter().map(|finding| finding.node).collect());
    let mut silent = Vec::new();
    for (id, node) in design.nodes() {
        let Some(kind) = kind_of(node) else { continue };
        // Of a node that is in no template, such as an alarm that watches nothing, that is said.
        let is_there = template.resources.values().any(|resource| resource.node == Some(id));
        if !is_there && reported.contains(&Some(id)) {
            continue;
        }
        for field in kind.fields {
            tried.insert((kind.id, field.name));
            // What a list of entries may hold is not known from its form: a golden sketch shows it.
            let shown = written.get(&(kind.id, field.name)).into_iter().flatten().cloned();
            let values: Vec<Value> = sample_values(field).into_iter().chain(shown).filter(|value| is_another(node, field, value)).collect();
            let without = node.fields.contains_key(field.name).then_some(None);
            assert!(!values.is_empty() || without.is_some(), "{} {} has no other value", kind.id, field.name);
            let with = |value: Option<&Value>| {
                let mut edit = Edit::new(design);
                edit.set_field(id, field.name, value.cloned());
                edit.design().clone()
            };
            let is_reported = |finding: &Finding| finding.node == Some(id) && finding.field == Some(field.name);
            let is_idle = |design: &Design| rules::check_one(&idle_field::RULE, design).iter().any(is_reported);
            let denied = values
                .iter()
                .map(|value| with(Some(value)))
                .find(|design| is_idle(design) && synthesize(design) != synthesize(&with(None)));
            silent.extend(denied.map(|_| format!("{} {}: {} does something, and is said to do nothing", kind.id, node.name, field.name)));
            if values.iter().map(Some).chain(without).any(|value| synthesize(&with(value)).to_yaml() != text) {
                continue;
            }
            let says_so = |value: &Value| {
                let design = with(Some(value));
                is_idle(&design) || rules::check(&design).iter().any(is_reported)
            };
            // What stands there may be what says nothing: its default never does.
            let own = rules::check(design).iter().any(is_reported);
            if !own && !values.iter().any(says_so) {
                let values: Vec<String> = values.iter().map(Value::display).collect();
                silent.push(format!("{} {}: {}={}", kind.id, node.name, field.name, values.join(", ")));
            }
        }
    }
    silent
}

#[test]
fn a_field_of_a_node_does_something_or_is_reported() {
    let (written, mut tried) = (written(), BTreeSet::new());
    let mut wrong = silent_fields(&parse(GROUND).design, &written, &mut tried);
    for (path, text) in sketches() {
        let found = silent_fields(&read(&path, &text).design, &written, &mut tried);
        wrong.extend(found.into_iter().map(|words| format!("{}: {words}", path.display())));
    }
    let all = KINDS.iter().flat_map(|kind| kind.fields.iter().map(|field| (kind.id, field.name)));
    let left: Vec<(&str, &str)> = all.filter(|field| !tried.contains(field)).collect();
    assert!(wrong.is_empty(), "{} say nothing and are not reported:\n{}", wrong.len(), wrong.join("\n"));
    assert!(left.is_empty(), "nothing tries {left:?}");
}

#[test]
fn a_connection_does_something_or_is_reported_also_beside_another() {
    let ground = parse(GROUND).design;
    let nodes: Vec<NodeId> = ground.nodes().map(|(id, _)| id).collect();
    let mut wrong = BTreeSet::new();
    // An alarm that watches nothing is in no template, which is said of the alarm.
    let broken: BTreeSet<Option<NodeId>> = rules::check(&ground).into_iter().map(|finding| finding.node).collect();
    // Everybody may ask a distribution, and a private subnet chooses a NAT gateway by itself: a connection may say just that.
    let agrees = [requests::VERB.id, routes::VERB.id];
    for verb in VERBS.iter().filter(|verb| !agrees.contains(&verb.id)) {
        let sound = nodes.iter().filter(|from| verb.id != notifies::VERB.id || !broken.contains(&Some(**from)));
        for from in sound {
            let mut design = ground.clone();
            let joinable = nodes.iter().filter(|to| joined(&ground, verb.id, *from, **to).is_some());
            // One target and a second one of each kind that the verb joins.
            for to in joinable {
                let is_there = design.connections().any(|(_, known)| known.verb == verb.id && known.nodes() == Some((*from, *to)));
                let Some(next) = joined(&design, verb.id, *from, *to).filter(|_| !is_there) else { continue };
                let same = resources(&next.design) == resources(&design);
                if same && messages(&next.design).is_subset(&messages(&design)) {
                    wrong.insert(next.words);
                }
                design = next.design;
            }
        }
    }
    assert!(wrong.is_empty(), "{} do nothing and are not reported: {wrong:#?}", wrong.len());
}

/// The template without its comments.
fn resources(design: &Design) -> String {
    synthesize(design).as_json().to_string()
}

fn messages(design: &Design) -> BTreeSet<String> {
    rules::check(design).into_iter().map(|finding| finding.message).collect()
}

/// Values that are not the field's default.
fn other_values(field: &Field) -> Vec<Value> {
    let mut values = sample_values(field);
    if field.form == Form::Map {
        values.push(Value::Map([("a".to_owned(), Value::text("b"))].into_iter().collect()));
    }
    values.retain(|value| field.initial.value().as_ref() != Some(value));
    assert!(!values.is_empty(), "{} has no other value", field.name);
    values
}

/// The fields of nodes that need something beside them, with what they say without it.
#[test]
fn an_idle_field_of_a_node_is_reported_and_taken_away() {
    let check = |text: &str, field: &str, why: &str| {
        let design = parse(text).design;
        let found: Vec<Finding> = rules::check(&design).into_iter().filter(|finding| finding.rule.name == "idle-field").collect();
        let [finding] = found.as_slice() else { panic!("{} findings for {text}", found.len()) };
        assert_eq!(finding.field, Some(field));
        assert!(finding.message.contains(why), "{}", finding.message);
        let mut mended = design.clone();
        finding.fixes[0].patch.apply(&mut mended).unwrap();
        assert!(synthesize(&design) == synthesize(&mended), "{field} does something");
        assert!(rules::check(&mended).iter().all(|finding| finding.rule.name != "idle-field"));
    };
    let zone = "hosted-zone zone domain=example.com\n";
    let alias = "distribution cdn\nrecord www domain=www.example.com";
    let ends = "\nwww -> zone : belongs-to\nwww -> cdn : resolves-to\n";
    check(&format!("{zone}{alias} values=[192.0.2.1]{ends}"), "values", "an alias answers");
    check(&format!("{zone}{alias} ttl=60{ends}"), "ttl", "an alias answers");
    let plain = "record www domain=www.example.com values=[192.0.2.1]";
    check(&format!("{zone}{plain} evaluate_health=true\nwww -> zone : belongs-to\n"), "evaluate_health", "resolves to nothing");
    check("hosted-zone zone existing=Z0123456789ABCDEFGHIJ comment=Ours\n", "comment", "exists already");
    let logs = "query_log_group=arn:aws:logs:us-east-1:123456789012:log-group:names";
    let private = format!("vpc main cidr=10.0.0.0/16\nhosted-zone zone domain=inner.example {logs}\nzone -> main : answers\n");
    check(&private, "query_log_group", "public zones alone");
    let existing = "existing=arn:aws:acm:eu-west-1:123456789012:certificate/0a1b2c3d-0000-4000-8000-0123456789ab";
    check(&format!("certificate proof {existing} validation=EMAIL\n"), "validation", "exists already");
    let service = "vpc main cidr=10.0.0.0/16\n  subnet open access=public\n  cluster work\n    service web public_address=true grace_period=90\n      container app port=8080\nweb -> open : runs\n";
    check(service, "grace_period", "no load balancer");
}
