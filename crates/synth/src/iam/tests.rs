//! Whole designs: who may do what in them, and because of what.

use super::decide::{Decision, Verdict};
use super::stack::{Stack, Use};
use super::text::Text;
use crate::design::sketch::parse;
use crate::synthesize::synthesize_with_names;

/// Asks a sketch whether a node may take an action on another node or an ARN.
fn ask(sketch: &str, principal: &str, action: &str, target: &str) -> Decision {
    let parsed = parse(sketch);
    assert_eq!(parsed.errors, [], "in the sketch\n{sketch}");
    let (template, names) = synthesize_with_names(&parsed.design);
    let stack = Stack::new(&parsed.design, &template, &names);
    let role = stack.role_of(parsed.design.find(principal).unwrap(), Use::AtRunTime).unwrap();
    let arn = match parsed.design.find(target) {
        Some(node) => stack.subjects(node, action).first().unwrap_or_else(|| panic!("{action} does not act on {target}")).arn.clone(),
        None => Text::known(target),
    };
    stack.decide(&role, &Text::known(action), &arn).unwrap()
}

#[track_caller]
fn check(sketch: &str, asked: &str, expected: Verdict, because: &str) {
    let [principal, action, target] = asked.split(' ').collect::<Vec<_>>()[..] else { panic!("{asked}") };
    let found = ask(sketch, principal, action, target);
    assert_eq!(found.verdict, expected, "{asked}: {found:#?}");
    let reasons = found.deciding.iter().flat_map(|one| &one.reasons).map(|(reason, _)| reason.as_str());
    let texts = found.deciding.iter().map(|one| one.text.as_str());
    let all: Vec<&str> = reasons.chain(texts).chain(found.depends.iter().chain(&found.assumes).map(String::as_str)).collect();
    assert!(all.iter().any(|text| text.contains(because)) || found.words().contains(because), "{asked}: {because} is not in {found:#?}");
}

const SHOP: &str = "\
vpc main
  cluster work
    service web
      container app
bucket photos
table votes global_indexes=[{name=by-owner, partition=owner}]
queue jobs
topic news
secret password
ssm-parameter price
kms-key own
log-group site
repository images
";

fn shop(more: &str) -> String {
    format!("{SHOP}{more}")
}

#[test]
fn what_connections_grant_is_allowed_because_of_them() {
    use Verdict::{Allowed, Denied};
    let read = shop("app -> photos : read\napp -> votes : read\napp -> jobs : send\napp -> news : publish\n");
    check(&read, "app s3:GetObject photos", Allowed, "app reads photos");
    check(&read, "web s3:ListBucket photos", Allowed, "app reads photos");
    check(&read, "app s3:PutObject photos", Denied, "no statement allows it");
    check(&read, "app dynamodb:Query votes", Allowed, "app reads votes");
    check(&read, "app sqs:SendMessage jobs", Allowed, "app sends to jobs");
    check(&read, "app sns:Publish news", Allowed, "app publishes to news");
    check(&read, "app sqs:ReceiveMessage jobs", Denied, "no statement");
    check(&read, "app dynamodb:Query arn:aws:dynamodb:eu-west-1:111122223333:table/other", Verdict::Depends, "VotesTable");
    check(&read, "app s3:GetObject arn:aws:s3:::elsewhere/a", Verdict::Depends, "PhotosBucket");
}

#[test]
fn statements_by_hand_are_compared_with_the_resources_of_the_design() {
    use Verdict::{Allowed, Denied, Depends};
    let role = |statement: &str| shop(&format!("web -> worker : assumes\nrole worker statements=[{statement}]\n"));
    check(&role("{Effect=Allow, Action=\"s3:*\", Resource=!GetAtt PhotosBucket.Arn}"), "app s3:GetObject photos", Denied, "no statement");
    check(
        &role("{Effect=Allow, Action=\"s3:*\", Resource=!Sub \"${PhotosBucket.Arn}/*\"}"),
        "app s3:GetObject photos",
        Allowed,
        "Allow s3:*",
    );
    check(
        &role("{Effect=Allow, Action=\"s3:*\", Resource=!Sub \"arn:aws:s3:::${PhotosBucket}/up/*\"}"),
        "app s3:GetObject photos",
        Depends,
        "ObjectName",
    );
    check(
        &role("{Effect=Allow, Action=\"sqs:*\", Resource=\"arn:aws:sqs:eu-west-1:*:*\"}"),
        "app sqs:SendMessage jobs",
        Depends,
        "AWS::Region",
    );
    check(
        &role("{Effect=Allow, Action=\"*\", Resource=\"*\", Condition={IpAddress={aws:SourceIp=\"203.0.113.0/24\"}}}"),
        "app sqs:SendMessage jobs",
        Depends,
        "aws:SourceIp",
    );
    check(&role("{Effect=Allow, NotAction=\"iam:*\", Resource=\"*\"}"), "app sqs:SendMessage jobs", Allowed, "everything but iam:*");
    check(
        &role("{Effect=Allow, Action=\"s3:GetObject\", Resource=\"arn:aws:s3:::elsewhere/*\"}"),
        "app s3:GetObject arn:aws:s3:::elsewhere/a",
        Allowed,
        "lies in this account",
    );
}

#[test]
fn a_deny_and_a_boundary_outweigh_a_connection() {
    use Verdict::{Allowed, Denied, Depends};
    let role = |fields: &str| shop(&format!("app -> photos : read\nweb -> worker : assumes\nrole worker {fields}\n"));
    let deny = role("statements=[{Sid=NoPhotos, Effect=Deny, Action=\"s3:*\", Resource=\"*\"}]");
    check(&deny, "app s3:GetObject photos", Denied, "a statement refuses it");
    check(&deny, "app s3:GetObject photos", Denied, "Deny s3:* on *");
    check(
        &role("permissions_boundary=arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"),
        "app s3:GetObject photos",
        Allowed,
        "app reads photos",
    );
    check(
        &role("permissions_boundary=arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess"),
        "app s3:GetObject photos",
        Denied,
        "permissions boundary",
    );
    check(&role("permissions_boundary=arn:aws:iam::111122223333:policy/limits"), "app s3:GetObject photos", Depends, "policy/limits");
    check(&role("managed_policies=[arn:aws:iam::aws:policy/AmazonS3FullAccess]"), "app s3:PutObject photos", Allowed, "Allow s3:*");
    check(&role("managed_policies=[arn:aws:iam::aws:policy/AwsNobodyKnows]"), "app s3:PutObject photos", Depends, "AwsNobodyKnows");
}

#[test]
fn policies_of_resources_count() {
    use Verdict::{Allowed, Denied, Depends};
    let bucket = |statement: &str| {
        shop(&format!(
            "app -> jobs : send\nresource gate type=AWS::S3::BucketPolicy properties={{Bucket=!Ref PhotosBucket, PolicyDocument={{Version=\"2012-10-17\", Statement=[{statement}]}}}}\n"
        ))
    };
    let to_role =
        "{Effect=Allow, Principal={AWS=!GetAtt WebTaskRole.Arn}, Action=\"s3:GetObject\", Resource=!Sub \"${PhotosBucket.Arn}/*\"}";
    check(&bucket(to_role), "app s3:GetObject photos", Allowed, "Allow s3:GetObject");
    let account = "{Effect=Allow, Principal={AWS=!Sub \"arn:aws:iam::${AWS::AccountId}:root\"}, Action=\"s3:*\", Resource=\"*\"}";
    check(&bucket(account), "app s3:GetObject photos", Denied, "no statement");
    let other = "{Effect=Allow, Principal={AWS=\"arn:aws:iam::111122223333:role/x\"}, Action=\"s3:*\", Resource=\"*\"}";
    check(&bucket(other), "app s3:GetObject photos", Depends, "AWS::AccountId");
    let closed = "{Effect=Deny, Principal=\"*\", Action=\"s3:*\", Resource=\"*\", Condition={StringNotEquals={aws:SourceVpce=vpce-1}}}";
    check(&(bucket(closed) + "app -> photos : read\n"), "app s3:GetObject photos", Depends, "aws:SourceVpce");
}

#[test]
fn a_key_decides_in_its_own_policy() {
    use Verdict::{Allowed, Denied, Depends};
    check(&shop("app -> own : decrypt\n"), "app kms:Decrypt own", Allowed, "app decrypts by own");
    let shut = "resource shut type=AWS::KMS::Key properties={KeyPolicy={Version=\"2012-10-17\", Statement=[{Effect=Allow, Principal={AWS=\"arn:aws:iam::111122223333:role/boss\"}, Action=\"kms:*\", Resource=\"*\"}]}}\nrole worker statements=[{Effect=Allow, Action=\"kms:Decrypt\", Resource=\"*\"}]\nresource open type=AWS::KMS::Key\n";
    // The role worker is not the boss, whose name the account gave.
    check(&shop(shut), "worker kms:Decrypt shut", Depends, "AWS::AccountId");
    check(
        &shop(&shut.replace("111122223333:role/boss", "${AWS::AccountId}:role/boss").replace("AWS=\"arn", "AWS=!Sub \"arn")),
        "worker kms:Decrypt shut",
        Depends,
        "WorkerRole",
    );
    check(&shop(shut), "worker kms:Decrypt open", Depends, "the policy of");
    check(&shop(shut), "worker kms:Encrypt own", Denied, "no statement");
}

#[test]
fn the_policy_of_an_endpoint_has_to_let_a_call_through() {
    use Verdict::{Allowed, Denied};
    let with = |statements: &str| {
        shop(&format!("endpoint door service=s3 statements=[{statements}]\napp -> photos : read\n"))
            .replace("endpoint door", "bucket other\nvpc second\n  endpoint door")
    };
    let all = with("{Effect=Allow, Principal=\"*\", Action=s3:*, Resource=\"*\"}");
    check(&all, "app s3:GetObject photos", Allowed, "app reads photos");
    assert!(ask(&all, "app", "s3:GetObject", "photos").assumes.iter().all(|words| !words.contains("endpoint")));
    let other = with("{Effect=Allow, Principal=\"*\", Action=s3:GetObject, Resource=!Sub \"${OtherBucket.Arn}/*\"}");
    check(&other, "app s3:GetObject photos", Allowed, "it does not go through the endpoint door, whose policy refuses it");
    // It allows nothing by itself, and says nothing of another service.
    check(&all, "app s3:PutObject photos", Denied, "no statement allows it");
    check(
        &with("{Effect=Deny, Principal=\"*\", Action=dynamodb:*, Resource=\"*\"}"),
        "app dynamodb:Query votes",
        Denied,
        "no statement allows it",
    );
    let refused = with(
        "{Effect=Allow, Principal=\"*\", Action=s3:*, Resource=\"*\"}, {Effect=Deny, Principal=\"*\", Action=s3:Get*, Resource=\"*\"}",
    );
    check(&refused, "app s3:GetObject photos", Allowed, "it does not go through the endpoint door");
    check(&refused, "app s3:ListBucket photos", Allowed, "app reads photos");
    // At a gateway a principal that is named stands for nobody's role; at an interface it does.
    let own = "{Effect=Allow, Principal={AWS=!Ref \"AWS::AccountId\"}, Action=s3:*, Resource=\"*\"}";
    check(&with(own), "app s3:GetObject photos", Allowed, "it does not go through the endpoint door");
    let interface = with(own).replace("service=s3", "service=s3 endpoint_type=interface");
    assert!(ask(&interface, "app", "s3:GetObject", "photos").assumes.iter().all(|words| !words.contains("endpoint")));
    let at_times =
        with("{Effect=Allow, Principal=\"*\", Action=s3:*, Resource=\"*\", Condition={IpAddress={\"aws:VpcSourceIp\"=10.0.0.0/8}}}");
    check(&at_times, "app s3:GetObject photos", Allowed, "the policy of the endpoint door lets it through");
}

#[test]
fn the_listing_has_every_grant_with_its_target_and_reason() {
    let parsed = parse(&shop("app -> photos : read\napp -> votes : write\n"));
    let (template, names) = synthesize_with_names(&parsed.design);
    let stack = Stack::new(&parsed.design, &template, &names);
    let rows = stack.listing("WebTaskRole");
    let shown: Vec<String> = rows
        .iter()
        .map(|row| {
            let target = row.target.and_then(|id| parsed.design.node(id)).map_or("", |node| node.name.as_str());
            let reasons: Vec<&str> = row.decision.deciding.iter().flat_map(|one| &one.reasons).map(|(reason, _)| reason.as_str()).collect();
            format!("{target} {} {} {}", row.resource, row.decision.verdict.word(), reasons.join("; "))
        })
        .collect();
    assert!(shown.contains(&"photos arn:aws:s3:::${PhotosBucket}/* allowed app reads photos".to_owned()), "{shown:#?}");
    assert!(
        shown
            .iter()
            .any(|row| row.starts_with("votes arn:aws:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${VotesTable} allowed app writes")),
        "{shown:#?}"
    );
    assert!(rows.iter().all(|row| row.decision.verdict == Verdict::Allowed), "{rows:#?}");
}

#[test]
fn every_grant_of_every_example_is_allowed_by_the_policies_that_are_written() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let mut asked = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|end| end != "sketch") {
            continue;
        }
        let design = parse(&std::fs::read_to_string(&path).unwrap()).design;
        let (template, names) = synthesize_with_names(&design);
        let stack = Stack::new(&design, &template, &names);
        for role in stack.roles.keys() {
            for statement in names.statements(role) {
                for (action, resource) in statement.actions.iter().flat_map(|action| statement.resources.iter().map(move |on| (action, on)))
                {
                    let arn = stack.resolver.text(resource).into_pattern(true).into_subject();
                    let found = stack.decide(role, &Text::known(action), &arn).unwrap();
                    let conditional = statement.condition.is_some() && found.verdict == Verdict::Depends;
                    assert!(found.verdict == Verdict::Allowed || conditional, "{}: {role} {action} {arn}: {found:#?}", path.display());
                    asked += 1;
                }
            }
        }
    }
    assert!(asked > 50, "{asked} grants");
}

#[test]
fn what_goes_through_an_endpoint_for_certain_is_refused_by_its_policy() {
    let inner = |endpoint: &str, subnets: &str| {
        shop(&format!("{subnets}app -> votes : read\napp -> votes : write\n")).replace(
            "  cluster work",
            &format!(
                "  subnet one cidr=10.0.0.0/24 access=isolated\n  subnet two cidr=10.0.1.0/24 access=public\n  endpoint door service=dynamodb {endpoint}\n  cluster work"
            ),
        )
    };
    let reads = "statements=[{Effect=Allow, Principal=\"*\", Action=[dynamodb:GetItem], Resource=\"*\"}]";
    let isolated = inner(reads, "web -> one : runs\n");
    check(&isolated, "app dynamodb:GetItem votes", Verdict::Allowed, "app reads votes");
    check(&isolated, "app dynamodb:PutItem votes", Verdict::Denied, "it goes through DoorEndpoint, whose policy does not");
    assert!(ask(&isolated, "app", "dynamodb:PutItem", "votes").assumes.is_empty());
    // A role that a function has as well calls from elsewhere, too.
    let shared = format!(
        "{isolated}role worker\nweb -> worker : assumes\nresource other type=AWS::Lambda::Function properties={{Role=!GetAtt WorkerRole.Arn}}\n"
    );
    check(&shared, "app dynamodb:PutItem votes", Verdict::Allowed, "it does not go through the endpoint door");
}
