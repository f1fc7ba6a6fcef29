//! Cases of the rules about idle connections and about what gateways cost.

use super::cases::check_case;
use super::*;

/// A load balancer in front of one container, with fields of both.
fn site(balancer: &str, container: &str) -> String {
    format!(
        "design \"A test\"\n  parameter Idle Type=Number\n  parameter Short Type=Number AllowedValues=[10, 20]\n\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  load-balancer site {balancer}
  cluster all
    service web public_address=true
      container app port=8080 {container}
      container side port=9090 essential=false
site -> public-a : spans
site -> public-b : spans
site -> web : forwards
web -> public-a : runs
web -> public-b : runs
"
    )
}

#[test]
fn a_program_keeps_connections_longer_than_its_load_balancer() {
    let rule = &keep_alive::RULE;
    check_case(rule, &site("", ""), &[]);
    check_case(rule, &site("", "keep_alive=61"), &[]);
    check_case(rule, &site("idle_timeout=30", "keep_alive=31"), &[]);
    check_case(
        rule,
        &site("", "keep_alive=60"),
        &[(
            "Container app closes idle connections after 60 seconds, site after 60: a request may meet a closed one",
            &[
                "Let site give up after 59 seconds, also on answers that begin later",
                "Note that app now keeps them 65 seconds, once it does",
            ],
        )],
    );
    // Who waits for the load balancer gives up with it: the next repair would take this one back.
    let behind = |timeout: &str, keeps: &str| format!("{}distribution edge\nedge -> site : fetches-from\n", site(timeout, keeps));
    let cases = [
        ("keep_alive=30", "Let site give up after 29 seconds, also on answers that begin later, and edge as soon"),
        ("keep_alive=40", "Let site give up after 39 seconds, also on answers that begin later"),
    ];
    for (keeps, title) in cases {
        let (mended, steps) = mending::mend(&design(&behind("", keeps)));
        let titles: Vec<&str> = steps.iter().filter(|step| step.rule == "keep-alive").map(|step| step.title.as_str()).collect();
        assert_eq!(titles, [title]);
        let left = review(&mended).findings.into_iter().map(|finding| finding.rule.name);
        assert!(!left.into_iter().any(|rule| ["keep-alive", "answer-timeout"].contains(&rule)), "{keeps}");
    }
    // Nothing is shorter than a second.
    check_case(
        rule,
        &site("", "keep_alive=1"),
        &[(
            "Container app closes idle connections after 1 second, site after 60: a request may meet a closed one",
            &["Note that app now keeps them 65 seconds, once it does"],
        )],
    );
}

#[test]
fn an_idle_timeout_by_a_parameter_is_open_unless_all_its_values_agree() {
    let open = |text: &str| {
        let review = review(&design(text));
        review.undecided.iter().filter(|open| open.rule.name == "keep-alive").filter_map(|open| open.depends.clone()).collect::<Vec<_>>()
    };
    let why = "30 seconds in the program, !Ref Idle in site";
    assert_eq!(open(&site("idle_timeout=!Ref Idle", "keep_alive=30")), [why]);
    assert_eq!(open(&site("idle_timeout=!Ref Short", "keep_alive=30")), [""; 0]);
    assert_eq!(open(&site("idle_timeout=!Ref Idle", "keep_alive=5000")), [""; 0]);
    check_case(&keep_alive::RULE, &site("idle_timeout=!Ref Short", "keep_alive=30"), &[]);
    let found = check_one(&keep_alive::RULE, &design(&site("idle_timeout=!Ref Short", "keep_alive=5")));
    assert_eq!(found.len(), 1, "10 and 20 are both longer");
}

#[test]
fn each_load_balancer_is_told_with_its_own_timeout() {
    let other = "  load-balancer other idle_timeout=90 protocol=HTTP\n  cluster all\n";
    let both = |container: &str, balancer: &str| {
        let text = site(balancer, container).replace("  cluster all\n", other);
        format!(
            "{text}other -> public-a : spans\nother -> public-b : spans\nother -> web : forwards\nsite -> web : forwards path=/b priority=2\n"
        )
    };
    let found = |text: &str| check_one(&keep_alive::RULE, &design(text)).into_iter().map(|finding| finding.message).collect::<Vec<_>>();
    assert_eq!(
        found(&both("keep_alive=30", "")),
        ["Container app closes idle connections after 30 seconds, site after 60 and other after 90: a request may meet a closed one"]
    );
    assert_eq!(
        found(&both("keep_alive=5", "idle_timeout=!Ref Short")),
        ["Container app closes idle connections after 5 seconds, site after 10 to 20 and other after 90: a request may meet a closed one"]
    );
    let open = |text: &str| {
        let review = review(&design(text));
        review.undecided.iter().filter(|open| open.rule.name == "keep-alive").filter_map(|open| open.depends.clone()).collect::<Vec<_>>()
    };
    let by_parameters = both("keep_alive=30", "idle_timeout=!Ref Idle").replace("idle_timeout=90", "idle_timeout=!Ref Idle");
    assert_eq!(open(&by_parameters), ["30 seconds in the program, !Ref Idle in site and !Ref Idle in other"]);
    assert_eq!(open(&both("keep_alive=30", "idle_timeout=!Ref Idle")), ["30 seconds in the program, !Ref Idle in site"]);
    assert_eq!(open(&both("keep_alive=95", "idle_timeout=!If [Live, 60, !Ref Short]")), [""; 0]);
}

#[test]
fn a_keep_alive_that_nobody_meets_does_nothing() {
    check_case(
        &idle_field::RULE,
        &site("", "").replace("port=9090", "port=9090 keep_alive=5"),
        &[("Container side, Keep-alive: it does nothing, since no load balancer sends it requests", &["Remove keep_alive"])],
    );
}

/// The flagged sketch of the rule about gateways with one text in place of another.
#[track_caller]
fn gateways(from: &str, to: &str) -> Vec<String> {
    let text = nat_for_aws::RULE.flagged;
    assert!(text.contains(from), "{from}");
    let design = design(&text.replace(from, to));
    let both = check(&design).iter().filter(|finding| ["nat-for-aws", "single-nat"].contains(&finding.rule.name)).count();
    assert!(both < 2, "gateways are too many or too few, not both");
    check_one(&nat_for_aws::RULE, &design).into_iter().map(|finding| finding.message).collect()
}

#[test]
fn gateways_for_services_of_aws_alone_are_named_with_both_prices() {
    assert_eq!(
        gateways("", ""),
        [
            "VPC main pays 73.00 US dollars a month for 2 NAT gateways, behind which tasks need ecr.api, ecr.dkr, logs and s3 alone, as far as the design shows: new endpoints cost 43.80"
        ]
    );
    let none = [""; 0];
    // Whatever may go elsewhere keeps the gateways.
    assert_eq!(gateways("app -> images : pulls\n", ""), none);
    assert_eq!(gateways("desired_count=2", "desired_count=2 outbound=all"), none);
    assert_eq!(gateways("port=\"\"", "port=\"\" environment={SHOP=https://shop.example.com}"), none);
    for told in [
        "environment={SMTP_HOST=smtp.example.com}",
        "command=[serve, \"--broker=mq.example.com\"]",
        "entry_point=[/bin/serve, --to, \"tcp://203.0.113.5:99\"]",
        "health_command=\"curl -f https://status.example.com\"",
    ] {
        assert_eq!(gateways("port=\"\"", &format!("port=\"\" {told}")), none, "{told}");
    }
    for told in [
        "environment={JOBS=https://sqs.eu-west-1.amazonaws.com/a}",
        "health_command=\"curl -f http://localhost:80/\"",
        "command=[node, server.js]",
    ] {
        assert_eq!(gateways("port=\"\"", &format!("port=\"\" {told}")).len(), 1, "{told}");
    }
    // What signs users in calls Cognito.
    let inner = "  load-balancer inner scheme=internal\n  cluster all\n";
    let signing =
        "bucket files\nuser-pool people\ninner -> private-a : spans\ninner -> private-b : spans\ninner -> people : authenticates-with\n";
    let with = |signing: &str| {
        let text = nat_for_aws::RULE.flagged.replace("  cluster all\n", inner).replace("bucket files\n", signing);
        check_one(&nat_for_aws::RULE, &design(&text)).len()
    };
    assert_eq!(with(signing), 0);
    assert_eq!(with(&signing.replace("inner -> people : authenticates-with\n", "")), 1);
    assert_eq!(gateways("bucket files", "resource other type=AWS::S3::Bucket\nbucket files"), none);
    // Five more endpoints cost as much.
    assert_eq!(gateways("worker -> files : write\n", "queue jobs\nsecret token\nworker -> jobs : receive\napp -> token : injects\n"), none);
    // One gateway is what another rule speaks of.
    assert_eq!(gateways("    nat nat-b\n", ""), none);
    // Nobody runs behind them yet.
    assert_eq!(gateways("worker -> private-a : runs\nworker -> private-b : runs\n", ""), none);
}

#[test]
fn endpoints_that_are_there_cost_nothing_more() {
    let with = "  endpoint api service=ecr.api\n  endpoint dkr service=ecr.dkr\n  endpoint lines-way service=logs\n  endpoint files-way service=s3\n  cluster all\n";
    let text = nat_for_aws::RULE.flagged.replace("  cluster all\n", with);
    let found = check_one(&nat_for_aws::RULE, &design(&text));
    let [finding] = found.as_slice() else { panic!("{} findings", found.len()) };
    assert!(finding.message.ends_with("new endpoints cost 0.00"), "{}", finding.message);
    assert_eq!(finding.fixes[0].title, "Remove the gateways: the endpoints are there");
    assert_eq!(finding.fixes[0].monthly_usd.map(|price| format!("{price:.2}")).as_deref(), Some("-73.00"));
    check_fixes(&nat_for_aws::RULE, &text);
}
