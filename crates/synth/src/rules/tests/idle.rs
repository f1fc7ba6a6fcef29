//! Fields of connections beside other connections: what changes nothing, and what cannot stand together.

use super::cases::check_case;
use super::*;

const SITE: &str = "\
vpc main
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  load-balancer site
  load-balancer inside scheme=internal
  cluster work
    service web public_address=true
      container app environment={PLAIN=text}
      container side essential=false
distribution cdn
queue orders
queue letters
";

#[track_caller]
fn check(connections: &str, expected: &[(&str, &[&str])]) {
    check_case(&idle_field::RULE, &format!("{SITE}{connections}"), expected);
}

#[test]
fn a_variable_holds_one_thing_in_each_container() {
    check("web -> orders : send variable=PLAIN\n", &[]);
    check("app -> orders : send variable=ORDERS\napp -> orders : receive variable=ORDERS\n", &[]);
    let held = "something else holds under this name: its container's environment, or another connection";
    check(
        "app -> orders : send variable=PLAIN\n",
        &[(&format!("app -> orders : send, Variable: it does nothing, since {held}"), &["Remove variable"])],
    );
    check(
        "app -> orders : send variable=QUEUE\napp -> letters : send variable=QUEUE\nside -> orders : send variable=QUEUE\n",
        &[(&format!("app -> orders : send, Variable: it does nothing, since {held}"), &["Remove variable"])],
    );
}

#[test]
fn a_share_and_a_priority_belong_to_rules() {
    check("site -> web : forwards path=/a/* weight=3 priority=7\nsite -> web : forwards path=/a/* weight=2 port=8081\n", &[]);
    check(
        "site -> web : forwards path=/a/* priority=7\nsite -> web : forwards path=/a/* port=8081 priority=9\n",
        &[(
            "site -> web : forwards, Priority: it does nothing, since an earlier connection has the same conditions, and its priority holds for both",
            &["Remove priority"],
        )],
    );
    // A load balancer that asks for a secret has a rule for the rest as well.
    check("site -> web : forwards priority=7\ncdn -> site : fetches-from\n", &[]);
}

#[test]
fn a_load_balancer_asks_for_one_header_and_is_asked_in_one_way() {
    check(
        "cdn -> site : fetches-from secret_header=X-One\ncdn -> site : fetches-from path=/a/* secret_header=X-Two\n",
        &[(
            "cdn -> site : fetches-from, Secret header: it does nothing, since the load balancer asks for the header of an earlier connection",
            &["Remove secret_header"],
        )],
    );
    check(
        "cdn -> inside : fetches-from\ncdn -> inside : fetches-from path=/a/* origin_protocol=https-only\n",
        &[(
            "cdn -> inside : fetches-from, Origin protocol: it does nothing, since CloudFront speaks with an internal load balancer as the first connection to it says",
            &["Remove origin_protocol"],
        )],
    );
}

#[test]
fn a_variable_comes_from_one_secret_or_one_connection() {
    let text = format!(
        "{SITE}secret words\nssm-parameter price\napp -> words : injects variable=A\napp -> price : injects variable=A\nweb -> orders : send variable=A\n"
    );
    check_case(
        &variable_twice::RULE,
        &text,
        &[
            ("Container app is given A from two secrets", &["Call it PRICE"]),
            ("Container app has A for SQS queue orders and from a secret", &["Keep the secret"]),
        ],
    );
    check_case(
        &variable_twice::RULE,
        &format!("{SITE}secret plain\napp -> plain : injects\n"),
        &[("Container app has PLAIN in plain text and from a secret", &["Keep the secret"])],
    );
}

#[test]
fn a_container_runs_one_image_and_http_shows_no_certificate() {
    let check = |text: &str, expected: &[(&str, &[&str])]| check_case(&idle_connection::RULE, &format!("{SITE}{text}"), expected);
    check(
        "repository one\nrepository other\napp -> one : pulls\nside -> other : pulls\napp -> other : pulls\n",
        &[("Container app pulls from other and one, but takes one alone", &["Keep one", "Keep other"])],
    );
    check(
        "certificate shop\nsite -> shop : secured-by\n",
        &[(
            "Application load balancer site is secured by shop, which does nothing, since no listener takes HTTPS",
            &["Remove the connection"],
        )],
    );
}
