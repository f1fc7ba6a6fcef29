//! Further cases of single rules: what the flagged sketches, which are help first, do not show.

use super::*;

/// A network with two zones, a NAT gateway in the first, and a service that works.
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
  cluster main-cluster
    service web cpu=512 memory=1024
      container app port=8080
repository unicorn
log-group web-logs
users -> site : requests
site -> public-a : spans
site -> public-b : spans
site -> web : forwards port=8080
web -> private-a : runs
web -> private-b : runs
app -> unicorn : pulls
app -> web-logs : logs
";

/// Checks the messages of one rule, each with the titles of its fixes behind it, and that the fixes mend.
#[track_caller]
pub(super) fn check_case(rule: &'static Rule, text: &str, expected: &[(&str, &[&str])]) {
    let found = check_one(rule, &design(text));
    let titles = |finding: &Finding| finding.fixes.iter().map(|fix| fix.title.clone()).collect::<Vec<_>>();
    let found: Vec<(String, Vec<String>)> = found.iter().map(|finding| (finding.message.clone(), titles(finding))).collect();
    let expected: Vec<(String, Vec<String>)> =
        expected.iter().map(|(message, fixes)| ((*message).to_owned(), fixes.iter().map(|title| (*title).to_owned()).collect())).collect();
    assert_eq!(found, expected);
    check_fixes(rule, text);
}

/// The site with one piece of text in another's place.
#[track_caller]
fn site(replaced: &str, by: &str) -> String {
    assert!(SITE.contains(replaced), "the site has no {replaced}");
    SITE.replace(replaced, by)
}

#[test]
fn a_sound_site_has_no_finding() {
    assert_eq!(errors(&design(SITE)), BTreeSet::new());
}

#[test]
fn a_subnet_as_large_as_its_vpc_is_offered_a_part_of_it() {
    check_case(
        &subnet_outside_vpc::RULE,
        "vpc main cidr=10.0.0.0/20\n  subnet one cidr=10.0.0.0/16\n",
        &[(
            "Subnet one has the range 10.0.0.0/16, which does not lie in 10.0.0.0/20 of VPC main",
            &["Use 10.0.0.0/28, the next free range"],
        )],
    );
}

#[test]
fn a_range_known_at_deployment_is_no_mistake() {
    let text = "vpc main cidr=!Ref Range\n  subnet one cidr=192.168.0.0/24\n  subnet two cidr=!Ref Other\n";
    check_case(&subnet_outside_vpc::RULE, text, &[]);
    check_case(&overlapping_subnets::RULE, text, &[]);
}

#[test]
fn the_later_of_overlapping_subnets_moves() {
    check_case(
        &overlapping_subnets::RULE,
        &site("10.0.11.0/24", "10.0.10.0/24"),
        &[(
            "Subnet private-b with 10.0.10.0/24 shares addresses with private-a with 10.0.10.0/24",
            &["Use 10.0.2.0/24, the next free range"],
        )],
    );
}

#[test]
fn a_load_balancer_needs_one_fitting_subnet_of_each_zone() {
    let rule = &load_balancer_zones::RULE;
    check_case(
        rule,
        &site("site -> public-a : spans\nsite -> public-b : spans\n", ""),
        &[("Application load balancer site spans no subnet: it needs subnets in two zones", &["Span public-a and public-b"])],
    );
    check_case(
        rule,
        &site("site -> public-b", "site -> private-b"),
        &[("Application load balancer site faces the internet but spans private-b, which is not public", &["Span public-b instead"])],
    );
    // Where nobody outside asks it, it may as well be internal.
    check_case(
        rule,
        &site("site -> public-b", "site -> private-b").replace("users -> site : requests\n", ""),
        &[(
            "Application load balancer site faces the internet but spans private-b, which is not public",
            &["Span public-b instead", "Make it internal"],
        )],
    );
    check_case(
        rule,
        &format!("{SITE}site -> private-b : spans\n").replace("load-balancer site", "load-balancer site scheme=internal"),
        &[("Application load balancer site spans two subnets of zone 2: public-b and private-b", &["Leave private-b out"])],
    );
}

#[test]
fn sizes_of_the_largest_tasks_are_known() {
    check_case(&fargate_size::RULE, &site("cpu=512 memory=1024", "cpu=32768 memory=249856"), &[]);
    check_case(
        &fargate_size::RULE,
        &site("cpu=512 memory=1024", "cpu=1024 memory=1024"),
        &[(
            "Fargate service web asks for 1024 MiB with 1024 CPU units, which go with 2048 to 8192 MiB in steps of 1024",
            &["Set memory to 2048 MiB", "Set CPU to 512 units"],
        )],
    );
    check_case(&fargate_size::RULE, &site("memory=1024", "memory=!Ref Memory"), &[]);
}

#[test]
fn requests_go_to_a_port_that_a_container_has() {
    let rule = &target_port::RULE;
    check_case(rule, &site("forwards port=8080", "forwards"), &[]);
    check_case(
        rule,
        &site("forwards port=8080", "forwards port=80"),
        &[("Requests go to port 80 of Fargate service web, but there is app on 8080", &["Forward to port 8080", "Let app listen on 80"])],
    );
    check_case(
        rule,
        &site("container app port=8080", "container app port=\"\""),
        &[("Requests go to port 8080 of Fargate service web, but none of its containers has a port", &["Let app listen on 8080"])],
    );
}

#[test]
fn a_task_needs_a_way_to_its_image() {
    let rule = &image_pull_route::RULE;
    check_case(
        rule,
        &site("      nat nat-a\n", ""),
        &[(
            "Fargate service web cannot pull its image: subnets private-a and private-b have no route to ECR",
            &["Add a NAT gateway in public-a", "Run it in public-a and public-b with a public address"],
        )],
    );
    check_case(
        rule,
        &site("10.0.11.0/24 access=private", "10.0.11.0/24 access=isolated"),
        &[(
            "Fargate service web cannot pull its image: subnet private-b has no route to ECR",
            &["Route private-b through the NAT gateway", "Run it in public-b with a public address"],
        )],
    );
    check_case(
        rule,
        &site("web -> private-a", "web -> public-a"),
        &[(
            "Fargate service web cannot pull its image: in public public-a a task reaches nothing without a public address",
            &["Give its tasks a public address", "Run it in private-a"],
        )],
    );
}

/// A worker in isolated subnets, with the endpoints that are named.
fn isolated(endpoints: &[&str]) -> String {
    let drawn: Vec<String> =
        endpoints.iter().map(|service| format!("  endpoint {} service={service}\n", service.replace('.', "-"))).collect();
    let drawn = drawn.concat();
    format!(
        "vpc main\n  subnet inner-a cidr=10.0.10.0/24 access=isolated zone=1\n  subnet inner-b cidr=10.0.11.0/24 access=isolated zone=2\n{drawn}  cluster work\n    service worker execute_command=true\n      container app port=\"\"\nrepository images\nlog-group lines\nworker -> inner-a : runs\nworker -> inner-b : runs\napp -> images : pulls\napp -> lines : logs\n"
    )
}

#[test]
fn isolated_tasks_start_over_endpoints() {
    let rule = &image_pull_route::RULE;
    check_case(rule, &isolated(&["ecr.api", "ecr.dkr", "s3", "logs", "ssmmessages"]), &[]);
    check_case(
        rule,
        &isolated(&[]),
        &[(
            "Fargate service worker cannot pull its image: subnets inner-a and inner-b have no route to ECR",
            &["Add endpoints for ecr.api, ecr.dkr, s3 and logs"],
        )],
    );
    check_case(
        rule,
        &isolated(&["ecr.api", "ecr.dkr", "logs", "ssmmessages"]),
        &[(
            "Fargate service worker cannot start: in inner-a and inner-b the endpoint s3 is missing",
            &["Add the gateway endpoint of s3 (free)"],
        )],
    );
    // From public subnets, too, and without a public address.
    check_case(rule, &isolated(&["ecr.api", "ecr.dkr", "s3", "logs", "ssmmessages"]).replace("isolated", "public"), &[]);
    check_case(
        rule,
        &isolated(&["ecr.api", "ecr.dkr"]).replace("isolated", "public"),
        &[(
            "Fargate service worker cannot pull its image: in public inner-a and inner-b a task reaches nothing without a public address",
            &["Give its tasks a public address"],
        )],
    );
    // Nothing leads from there to a public registry.
    check_case(
        rule,
        &isolated(&["ecr.api", "ecr.dkr", "s3", "logs", "ssmmessages"]).replace("app -> images : pulls\n", ""),
        &[("Fargate service worker cannot pull its image: subnets inner-a and inner-b have no route to the registry", &[])],
    );
}

#[test]
fn a_gateway_in_a_private_subnet_is_no_route() {
    let moved =
        SITE.replace("      nat nat-a\n", "").replace("10.0.10.0/24 access=private\n", "10.0.10.0/24 access=private\n      nat nat-a\n");
    check_case(
        &image_pull_route::RULE,
        &format!("{moved}private-a -> nat-a : routes\n"),
        &[(
            "Fargate service web cannot pull its image: subnets private-a and private-b have no route to ECR",
            &["Add a NAT gateway in public-a", "Run it in public-a and public-b with a public address"],
        )],
    );
}

#[test]
fn the_execution_role_is_one_that_tasks_can_take_on() {
    let rule = &execution_role::RULE;
    check_case(
        rule,
        &format!("{SITE}role starter trust=ecs.amazonaws.com\nweb -> starter : starts-with\n"),
        &[(
            "Fargate service web starts with role starter, which trusts ecs.amazonaws.com and not ecs-tasks.amazonaws.com",
            &["Let it trust ecs-tasks.amazonaws.com"],
        )],
    );
    check_case(
        rule,
        &format!("{SITE}role one\nrole two\nweb -> one : starts-with\nweb -> two : starts-with\n"),
        &[(
            "Fargate service web starts with one and two: a task definition names one execution role",
            &["Keep one alone", "Keep two alone"],
        )],
    );
    let logs_only = site("app -> unicorn : pulls\n", "").replace("memory=1024", "memory=1024 execution_role=none");
    check_case(
        rule,
        &logs_only,
        &[("Fargate service web has no execution role, which it needs to write its logs", &["Let one be made with just what is needed"])],
    );
}

#[test]
fn an_empty_service_gets_a_container() {
    let text = "vpc main\n  subnet a cidr=10.0.0.0/24 access=public\n  cluster one\n    service web public_address=true\nweb -> a : runs\n";
    check_case(
        &essential_container::RULE,
        text,
        &[("Fargate service web has no container: there is nothing to run", &["Add a container"])],
    );
}

#[test]
fn equal_names_are_told_apart() {
    check_case(
        &duplicate_name::RULE,
        "role web\nrole web\nlog-group web\n",
        &[
            ("IAM role web has the name of another one", &["Rename it to web-2"]),
            ("Log group web has the name of an IAM role", &["Rename it to web-2"]),
        ],
    );
}

#[test]
fn a_connection_names_nodes_and_a_verb_that_joins_them() {
    let rule = &dangling_connection::RULE;
    check_case(
        rule,
        &site("app -> unicorn : pulls", "app -> unicrn : pulls"),
        &[(
            "The connection app -> unicrn : pulls names unicrn, which does not exist",
            &["Connect unicorn instead", "Remove the connection"],
        )],
    );
    check_case(
        rule,
        &site("app -> unicorn : pulls", "unicorn -> app : pulls"),
        &[(
            "pulls does not join ECR repository unicorn and Container app: it leads from a container to an ECR repository",
            &["Turn the connection round", "Remove the connection"],
        )],
    );
    check_case(
        rule,
        &site("app -> unicorn : pulls", "app -> unicorn : pull"),
        &[("app -> unicorn : pull: there is no such verb", &["Say pulls instead", "Remove the connection"])],
    );
    check_case(
        rule,
        "here -> there : pulls\n",
        &[("The connection here -> there : pulls names here and there, neither of which exists", &["Remove the connection"])],
    );
}

#[test]
fn a_misspelled_field_is_called_by_its_name() {
    check_case(
        &field_value::RULE,
        &site("cpu=512", "desired_cont=3 cpu=512"),
        &[("Fargate service web has no field desired_cont; is desired_count meant?", &["Call it desired_count", "Remove desired_cont"])],
    );
    check_case(
        &field_value::RULE,
        &site("forwards port=8080", "forwards port=8080 health_codes=\"2xx!\""),
        &[("site -> web : forwards, Healthy codes: \"!\" is not allowed: letters, digits and \",\" \"-\"", &["Use the default, 200"])],
    );
}

#[test]
fn an_unknown_kind_is_removed_with_what_lies_in_it() {
    check_case(
        &unknown_kind::RULE,
        "warehouse one\n  role inside\n",
        &[("warehouse one: there is no kind warehouse", &["Remove it and what lies in it"])],
    );
}

#[test]
fn a_misplaced_node_goes_where_it_belongs() {
    check_case(
        &misplaced_node::RULE,
        "vpc main\n  subnet a cidr=10.0.0.0/24\n    cluster one\n  repository unicorn\n",
        &[
            ("ECS cluster one cannot lie in a subnet: it belongs in a VPC", &["Move it into main"]),
            ("ECR repository unicorn cannot lie in a VPC: it belongs on the page", &["Move it to the page"]),
        ],
    );
}

#[test]
fn a_single_time_takes_the_scheduler() {
    let text = |schedule: &str| {
        format!(
            "design \"D\"\n  parameter When Type=String Default=\"at(2031-05-01T06:00:00)\"\nvpc main\n  subnet open access=public\n  cluster all\n    task report public_address=true schedule={schedule}\n      container app port=\"\"\nreport -> open : runs\n"
        )
    };
    let started_by = |schedule: &str| {
        let template = crate::synthesize::synthesize(&design(&text(schedule)));
        template
            .resources
            .values()
            .map(|resource| resource.kind.clone())
            .find(|kind| kind.ends_with("::Rule") || kind.ends_with("::Schedule"))
    };
    assert_eq!(started_by("\"at(2031-05-01T06:00:00)\"").as_deref(), Some("AWS::Scheduler::Schedule"));
    assert_eq!(started_by("\"rate(1 hour)\"").as_deref(), Some("AWS::Events::Rule"));
    assert_eq!(started_by("\"rate(1 hour)\" time_zone=UTC").as_deref(), Some("AWS::Scheduler::Schedule"));
    check_case(&schedule_words::RULE, &text("\"at(2031-05-01T06:00:00)\""), &[]);
    check_case(
        &schedule_words::RULE,
        &text("!Ref When"),
        &[(
            "Fargate task report runs at at(2031-05-01T06:00:00): a single time that is a parameter takes a time zone",
            &["Set the time zone to UTC"],
        )],
    );
}
