//! What nobody can tell is said as such: it is no finding, and silence is a pass.

use super::*;

/// What the rules cannot tell of a sketch: rule, node and what decides.
fn open(text: &str) -> Vec<(&'static str, String, String)> {
    let design = design(text);
    let review = review(&design);
    let name = |open: &Finding| open.node.and_then(|id| design.node(id)).map(|node| node.name.clone()).unwrap_or_default();
    review.undecided.iter().map(|open| (open.rule.name, name(open), open.depends.clone().unwrap_or_default())).collect()
}

/// `expected`: rule and node of each, and a part of what decides.
#[track_caller]
fn check_open(text: &str, expected: &[(&str, &str, &str)]) {
    let found = open(text);
    let is_met = found.len() == expected.len()
        && found.iter().zip(expected).all(|(own, (rule, node, part))| own.0 == *rule && own.1 == *node && own.2.contains(part));
    assert!(is_met, "{found:#?}");
}

const PLAIN: &str = "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  cluster work
    service worker cpu=256 memory=512 public_address=true
      container app port=\"\"
worker -> public-a : runs
";

/// The plain sketch with some text in place of another.
fn changed(from: &str, to: &str) -> String {
    assert!(PLAIN.contains(from), "{from}");
    PLAIN.replace(from, to)
}

#[test]
fn no_sketch_of_a_rule_that_passes_leaves_a_question_open() {
    for rule in ALL {
        let design = design(rule.passing);
        let open: Vec<String> = review(&design).undecided.iter().map(|open| format!("{} {:?}", open.message, open.depends)).collect();
        assert!(open.is_empty(), "{}: {open:#?}", rule.name);
    }
}

#[test]
fn a_size_is_told_when_all_values_that_a_parameter_allows_agree() {
    let sized = |parameter: &str, size: &str| format!("{parameter}\n{}", changed("memory=512", size));
    check_open(&sized("design \"A test\"\n  parameter Size Type=Number", "memory=!Ref Size"), &[("fargate-size", "worker", "!Ref Size")]);
    check_open(&sized("design \"A test\"\n  parameter Size Type=Number AllowedValues=[512, 1024]", "memory=!Ref Size"), &[]);
    check_open(
        &sized("design \"A test\"\n  parameter Size Type=Number AllowedValues=[512, 4096]", "memory=!Ref Size"),
        &[("fargate-size", "worker", "!Ref Size")],
    );
    check_open(&sized("design \"A test\"\n  parameter Size Type=Number AllowedValues=[4096, 8192]", "memory=!Ref Size"), &[]);
    let none = check(&design(&sized("design \"A test\"\n  parameter Size Type=Number AllowedValues=[4096, 8192]", "memory=!Ref Size")));
    assert!(none.iter().any(|finding| finding.rule.name == "fargate-size"), "no value fits");
}

#[test]
fn a_size_of_which_one_value_is_not_known_is_open() {
    let sized = |parameter: &str, size: &str| {
        let condition = "condition Live=!Equals [!Ref Stage, live]";
        format!(
            "design \"A test\"\n  parameter Stage Type=String\n  parameter Size Type=Number {parameter}\n  {condition}\n{}",
            changed("cpu=256 memory=512", size)
        )
    };
    let open = &[("fargate-size", "worker", "!Ref Size")][..];
    for (size, expected) in [
        ("cpu=!If [Live, 256, !Ref Size] memory=!If [Live, 4096, 2048]", open),
        ("cpu=!If [Live, 256, !Ref Size] memory=!If [Live, 512, 2048]", open),
        ("cpu=!If [Live, 256, 1024] memory=!If [Live, 512, 2048]", &[]),
        ("cpu=256 memory=!If [Live, 512, !Ref Size]", open),
    ] {
        let text = sized("", size);
        check_open(&text, expected);
        assert!(check(&design(&text)).iter().all(|finding| finding.rule.name != "fargate-size"), "{size}");
    }
    check_open(&sized("AllowedValues=[512, 1g]", "cpu=256 memory=!Ref Size"), open);
    check_open(&sized("AllowedValues=[8192, 1g]", "cpu=256 memory=!Ref Size"), open);
}

#[test]
fn endpoints_reach_an_image_whatever_the_way_out() {
    let settings = "design \"A test\"\n  parameter Access Type=String\n";
    let private = changed("access=public", "access=!Ref Access").replace(" public_address=true", "");
    let text = |endpoints: &str| {
        let design = private.replace("  cluster work", &format!("{endpoints}  cluster work"));
        format!("{settings}{design}repository images\napp -> images : pulls\n")
    };
    let some = "  endpoint api service=ecr.api\n  endpoint docker service=ecr.dkr\n";
    let by_access = &[("image-pull-route", "worker", "!Ref Access decides about the way out of subnet public-a")];
    check_open(&text(some), by_access);
    check_open(&text(&format!("{some}  endpoint layers service=s3\n")), &[]);
}

#[test]
fn a_port_that_deployment_chooses_is_told_once() {
    let site = "\
design \"A test\"
  parameter Port Type=Number
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  load-balancer site
  cluster work
    service web cpu=256 memory=512 public_address=true
      container app port=!Ref Port
site -> public-a : spans
site -> public-b : spans
web -> public-a : runs
";
    check_open(&format!("{site}site -> web : forwards port=8080\n"), &[("load-balancer-reach", "site", "!Ref Port")]);
    check_open(&format!("{site}site -> web : forwards\n"), &[]);
}

#[test]
fn a_way_out_by_a_parameter_is_open() {
    let parameter = "design \"A test\"\n  parameter Open Type=String AllowedValues=[true, false]\n";
    let by = format!("{parameter}{}", changed("public_address=true", "public_address=!Ref Open"));
    check_open(&by, &[("image-pull-route", "worker", "!Ref Open decides")]);
    let always = by.replace("AllowedValues=[true, false]", "AllowedValues=[true]");
    check_open(&always, &[]);
    let access = format!("design \"A test\"\n  parameter Access Type=String\n{}", changed("access=public", "access=!Ref Access"));
    check_open(&access, &[("image-pull-route", "worker", "!Ref Access decides about the way out of subnet public-a")]);
}

#[test]
fn a_wall_by_a_parameter_is_open() {
    let wall = "\
resource wall type=AWS::EC2::NetworkAcl properties={VpcId=!Ref MainVpc}
resource around type=AWS::EC2::SubnetNetworkAclAssociation properties={SubnetId=!Ref PublicASubnet, NetworkAclId=!Ref Wall}
resource out type=AWS::EC2::NetworkAclEntry properties={NetworkAclId=!Ref Wall, RuleNumber=100, RuleAction=allow, Egress=true, Protocol=-1, CidrBlock=0.0.0.0/0}
resource answers type=AWS::EC2::NetworkAclEntry properties={NetworkAclId=!Ref Wall, RuleNumber=100, RuleAction=!Ref Action, Egress=false, Protocol=6, CidrBlock=0.0.0.0/0, PortRange={From=1024, To=65535}}
";
    check_open(
        &format!("design \"A test\"\n  parameter Action Type=String\n{PLAIN}{wall}"),
        &[("start-reach", "worker", "the action of rule 100")],
    );
}

#[test]
fn ranges_are_open_when_only_one_side_is_chosen_at_deployment() {
    let parameter = "design \"A test\"\n  parameter Range Type=String\n";
    check_open(&format!("{parameter}{}", changed("cidr=10.0.0.0/16", "cidr=!Ref Range")), &[("subnet-outside-vpc", "main", "!Ref Range")]);
    check_open(
        &format!("{parameter}{}", changed("cidr=10.0.0.0/24", "cidr=!Ref Range")),
        &[("subnet-outside-vpc", "main", "!Ref Range is its range")],
    );
    let more = changed("cidr=10.0.0.0/24", "cidr=!Ref Range")
        .replace("  cluster work", "  subnet public-b cidr=!Ref Range access=public zone=2\n  cluster work");
    let review = review(&design(&format!("{parameter}{more}")));
    let asked: Vec<&str> = review.undecided.iter().filter(|open| open.rule.code == "GP001").map(|open| open.message.as_str()).collect();
    assert_eq!(asked, ["whether subnets public-a and public-b lie within 10.0.0.0/16 of VPC main"]);
}

#[test]
fn an_image_of_any_registry_is_open_until_it_has_a_default() {
    let image = changed("port=\"\"", "port=\"\" image=!Ref Image");
    check_open(&format!("design \"A test\"\n  parameter Image Type=String\n{image}"), &[("private-image", "app", "!Ref Image")]);
    let open = &[("private-image", "app", "!Ref Image")][..];
    let own = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/unicorn";
    for (members, expected) in [
        ("Type=String Default=nginx".to_owned(), &[][..]),
        ("Type=String AllowedValues=[nginx, httpd]".to_owned(), &[]),
        (format!("Type=String Default=nginx AllowedValues=[nginx, \"{own}:1\"]"), open),
        (format!("Type=String Default=\"{own}:1\""), open),
        ("Type=AWS::SSM::Parameter::Value<String> Default=/images/web".to_owned(), open),
    ] {
        check_open(&format!("design \"A test\"\n  parameter Image {members}\n{image}"), expected);
    }
    for (other, expected) in [("httpd", &[][..]), ("!Ref Image", &[("private-image", "app", "!If")])] {
        let chosen = image.replace("!Ref Image", &format!("!If [Live, nginx, {other}]"));
        let settings =
            "design \"A test\"\n  parameter Image Type=String\n  parameter Stage Type=String\n  condition Live=!Equals [!Ref Stage, live]";
        check_open(&format!("{settings}\n{chosen}"), expected);
    }
}

#[test]
fn a_boundary_of_elsewhere_decides_about_what_a_connection_grants() {
    let text = format!(
        "{PLAIN}bucket photos\nrole runner permissions_boundary=arn:aws:iam::123456789012:policy/most\nworker -> photos : read\nworker -> runner : assumes\n"
    );
    check_open(&text, &[("connection-denied", "runner", "arn:aws:iam::123456789012:policy/most")]);
}

#[test]
fn an_exception_holds_for_what_cannot_be_told() {
    let text = format!(
        "design \"A test\"\n  parameter Size Type=Number\n{}",
        changed("memory=512", "memory=!Ref Size allow={fargate-size=\"Asked for at deployment\"}")
    );
    let review = review(&design(&text));
    assert!(review.undecided.is_empty());
    let [(finding, reason)] = review.allowed.as_slice() else { panic!("{} allowed", review.allowed.len()) };
    assert_eq!((finding.rule.name, reason.as_str()), ("fargate-size", "Asked for at deployment"));
}

#[test]
fn findings_come_by_what_blocks_first() {
    for rule in ALL {
        let found = check(&design(rule.flagged));
        assert!(found.is_sorted_by_key(|finding| (finding.rule.severity, finding.rule.stage)), "{}", rule.name);
    }
    let text = "vpc main cidr=10.0.0.0/16\n  subnet inner cidr=10.1.0.0/24 access=isolated zone=1\n  cluster work\n    service web cpu=256 memory=512\n      container app image=nginx\nweb -> inner : runs\n";
    let errors: Vec<&str> = check(&design(text))
        .into_iter()
        .filter(|finding| finding.rule.severity == Severity::Error)
        .map(|finding| finding.rule.name)
        .collect();
    assert_eq!(errors, ["subnet-outside-vpc", "image-pull-route"]);
    assert!(Stage::Deployment < Stage::Start && Stage::Start < Stage::Run && Stage::Run < Stage::Nothing);
}
