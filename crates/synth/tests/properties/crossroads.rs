//! A reviewer that follows a design where many connections meet: load balancers, services and groups that share rules, ports, roles and
//! conditions, with few values for each field, so that what one step makes is time and again what another one looks for.

use groundplan_synth::catalog::{self, Form};
use groundplan_synth::design::{Design, Edit, Patch, sketch};
use groundplan_synth::meaning;
use groundplan_synth::rules::{Reviewer, review};
use groundplan_synth::synthesize::synthesized;
use groundplan_synth::value::{Value, map};
use proptest::prelude::*;

use crate::reviewer::{by_itself, pick, play, said};

/// Two load balancers in front of two services of two containers each, groups with rules of their own, roles that several containers use,
/// raw rules beside those that connections make, and parameters.
const CROSSROADS: &str = "\
design \"Crossroads\"
  parameter Port Type=Number Default=8080
  parameter Stage Type=String Default=test
  condition Live=!Equals [!Ref Stage, live]
internet world
vpc main cidr=10.0.0.0/16
  zone a number=1
    subnet public-a cidr=10.0.0.0/24 access=public
    subnet inner-a cidr=10.0.2.0/24 access=private
      nat way-out
  zone b number=2
    subnet public-b cidr=10.0.1.0/24 access=public
  endpoint to-api service=ecr.api
  security-group drawn ingress=[{IpProtocol=tcp, FromPort=8080, ToPort=8080, CidrIp=0.0.0.0/0}]
  load-balancer site
  load-balancer other
  cluster all
    service web scale_most=4 scale_requests=100
      container app port=8080
      container side port=8081 essential=false
    service api
      container core port=8080
  resource raw type=AWS::EC2::SecurityGroupIngress properties={GroupId=!GetAtt ApiSecurityGroup.GroupId, IpProtocol=tcp, FromPort=8081, ToPort=8081, SourceSecurityGroupId=!GetAtt SiteSecurityGroup.GroupId}
role tasks
role starter
repository image
log-group lines
bucket files
queue jobs
queue dead
secret word
distribution front
world -> site : requests
world -> site : requests from_range=10.0.0.0/8
world -> other : requests
world -> front : requests
front -> site : fetches-from
site -> public-a : spans
site -> public-b : spans
other -> public-a : spans
other -> public-b : spans
site -> web : forwards path=/a/*
site -> web : forwards path=/b/*
site -> web : forwards port=8081 path=/c/*
site -> api : forwards
other -> web : forwards
other -> api : forwards path=/a/*
web -> public-a : runs
web -> public-b : runs
api -> inner-a : runs
drawn -> api : guards
drawn -> other : guards
web -> tasks : assumes
api -> tasks : assumes
web -> starter : starts-with
app -> image : pulls
core -> image : pulls
app -> lines : logs
core -> lines : logs
app -> files : reads
core -> files : reads
core -> jobs : sends
app -> word : injects
jobs -> dead : redrives
";

/// A field of a node or connection, by numbers, and the number of its value.
type Step = (u16, u16, u16);

/// Few values, so that two records often have the same one.
fn values(name: &str, form: &Form) -> Vec<Option<Value>> {
    let number = |all: &[i64]| all.iter().map(|number| Some(Value::Number(*number))).collect::<Vec<_>>();
    let rule = |port: i64, range: &str| {
        map([
            ("IpProtocol", Value::text("tcp")),
            ("FromPort", Value::Number(port)),
            ("ToPort", Value::Number(port)),
            ("CidrIp", Value::text(range)),
        ])
    };
    let mut all = match name {
        "port" | "health_port" => {
            let mut all = number(&[80, 443, 8080, 8081]);
            all.push(Some(Value::reference("Port")));
            all.push(Some(Value::Call("If".to_owned(), Box::new(Value::List(vec![Value::text("Live"), 80.into(), 8080.into()])))));
            all
        }
        "priority" | "weight" => number(&[1, 2, 3]),
        "path" => ["/a/*", "/b/*"].map(|path| Some(Value::text(path))).to_vec(),
        "from_range" => ["0.0.0.0/0", "10.0.0.0/8"].map(|range| Some(Value::text(range))).to_vec(),
        "ingress" | "egress" => {
            let lists = [vec![rule(80, "0.0.0.0/0")], vec![rule(8080, "0.0.0.0/0"), rule(80, "10.0.0.0/8")], Vec::new()];
            lists.map(|rules| Some(Value::List(rules))).to_vec()
        }
        "secrets" => vec![Some(map([("WORD", Value::text("arn:aws:ssm:eu-central-1:111122223333:parameter/word"))]))],
        _ => match form {
            Form::Number { least, most } | Form::NumberOrNone { least, most } => number(&[*least, *most]),
            Form::Numbers(numbers) => number(&numbers.iter().copied().take(3).collect::<Vec<_>>()),
            Form::Flag => [true, false].map(|flag| Some(flag.into())).to_vec(),
            Form::Choice(choices) => choices.iter().map(|choice| Some(Value::text(*choice))).collect(),
            Form::List => vec![Some(Value::list(["a"])), Some(Value::list(["a", "b"]))],
            Form::Map | Form::Tree => vec![Some(map([("Name", Value::text("a"))]))],
            Form::Cidr { .. } => ["10.0.0.0/16", "10.0.7.0/24"].map(|range| Some(Value::text(range))).to_vec(),
            _ => ["abc", "abd"].map(|text| Some(Value::text(text))).to_vec(),
        },
    };
    all.push(None);
    all
}

/// What meets at the crossroads: half of all edits are of these.
const HOT: &[&str] = &[
    "port",
    "health_port",
    "path",
    "priority",
    "weight",
    "from_range",
    "ingress",
    "egress",
    "essential",
    "grace_period",
    "health_path",
    "listener",
    "protocol",
    "scheme",
    "secrets",
    "execute_command",
    "keep_on_delete",
    "spot_percent",
    "access",
    "connectivity",
    "stickiness",
    "scale_requests",
    "list_bucket",
    "actions",
];

fn edit(design: &Design, (which, part, with): Step) -> Patch {
    let mut edit = Edit::new(design);
    let hot = which % 2 == 0;
    let nodes = design.nodes().filter_map(|(id, node)| Some((Ok(id), catalog::kind_of(node)?.fields)));
    let connections = design.connections().filter_map(|(id, connection)| Some((Err(id), meaning::by_id(&connection.verb)?.fields)));
    let all = nodes.chain(connections).flat_map(|(record, fields)| fields.iter().map(move |field| (record, field)));
    let all: Vec<_> = all.filter(|(_, field)| !hot || HOT.contains(&field.name)).collect();
    if let Some((record, field)) = pick(&all, part) {
        let value = pick(&values(field.name, &field.form), with).flatten();
        match record {
            Ok(id) => edit.set_field(id, field.name, value),
            Err(id) => edit.set_connection_field(id, field.name, value),
        }
    }
    if which % 31 == 0 {
        edit.settings(|settings| drop(settings.tags.insert("team".to_owned(), Value::text("one"))));
    }
    edit.finish()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]
    #[test]
    fn what_meets_is_followed(steps in prop::collection::vec((any::<Step>(), any::<u8>()), 1..40)) {
        let mut design = sketch::parse(CROSSROADS).design;
        let mut reviewer = Reviewer::default();
        reviewer.review(&design);
        play(&mut design, steps, edit, |design, step, turn| {
            let followed = reviewer.review(design);
            let fresh = by_itself(design);
            prop_assert_eq!(&*synthesized(design), &*synthesized(&fresh), "the template after {:?}", step);
            prop_assert_eq!(synthesized(design).0.to_yaml(), synthesized(&fresh).0.to_yaml());
            // Rules look at the same template, so a look at all of them now and then is enough.
            if turn % 4 == 0 {
                prop_assert_eq!(said(followed), said(review(&fresh)), "after {:?}", step);
            }
            Ok(())
        })?;
    }
}

#[test]
fn the_crossroads_are_a_sketch_without_mistakes_of_writing() {
    let read = sketch::parse(CROSSROADS);
    assert!(read.errors.is_empty(), "{:?}", read.errors);
}
