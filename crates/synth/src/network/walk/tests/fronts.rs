//! Walks through what stands in front: load balancers and distributions.

use super::*;

#[test]
fn from_the_internet_to_a_container() {
    check(
        SITE,
        ("users", "app"),
        &[
            "Address: load balancer site has public addresses",
            "Route table: route table of public-a leads to users [0.0.0.0/0 → internet gateway of main]",
            "Gateway: internet gateway of main is attached to VPC main",
            "Security group, inbound: security group of site lets tcp 80 in from users [tcp 80 from 0.0.0.0/0]",
            "Listener: load balancer site listens on HTTP :80 [HTTP :80]",
            "Listener: the default rule forwards to target group SiteWebTargetGroup [the default rule: forward to SiteWebTargetGroup]",
            "Target group: service web registers container app with port 8080 [target type ip]",
            "Security group, outbound: security group of site lets tcp 8080 out to service web [tcp 8080 to security group of web]",
            "Route table: route table of public-a leads to service web in subnet private-a [10.0.0.0/16 → local]",
            "Security group, inbound: security group of web lets tcp 8080 in from load balancer site [tcp 8080 from security group of site]",
            "Container: container app listens on port 8080 [ContainerPort: 8080]",
        ],
    );
}

#[test]
fn a_load_balancer_is_reached_where_it_listens_and_lets_in() {
    let blocked = |text: &str, to: &str, expected: &str| check_verdict(text, ("users", to), Verdict::Blocked, expected);
    blocked(
        SITE,
        "web:8443",
        "BLOCKED: Security group, inbound: security group of site does not let tcp 8443 in from users [only tcp 80 from 0.0.0.0/0]",
    );
    blocked(
        &with(SITE, "users -> site : requests\n", ""),
        "web",
        "BLOCKED: Security group, inbound: security group of site does not let tcp 80 in from users [no rule]",
    );
    blocked(
        &with(SITE, "load-balancer site", "load-balancer site scheme=internal"),
        "web",
        "BLOCKED: Address: load balancer site has no public address: only its VPC reaches it",
    );
    blocked(
        &with(SITE, "site -> public-b", "site -> private-b"),
        "web",
        "BLOCKED: Route table: route table of private-b does not lead to an internet gateway, so subnet private-b is not public [0.0.0.0/0 → NAT gateway nat-a]",
    );
    // The range of the drawn connection is the sender's.
    let office = with(SITE, "users -> site : requests", "users -> site : requests from_range=203.0.113.0/24");
    check_verdict(&office, ("users", "web"), Verdict::Passes, "");
    let everybody = with(&office, "internet users", "internet users\ninternet others");
    check_verdict(
        &everybody,
        ("others", "web"),
        Verdict::CannotTell,
        "CANNOT TELL: Security group, inbound: whether security group of site lets tcp 80 in from others is open: 203.0.113.0/24 is a part of the internet",
    );
}

#[test]
fn rules_of_a_listener_are_asked_in_order() {
    let api = with(SITE, "site -> web : forwards\n", "site -> web : forwards path=/api/*\n");
    let lines: Vec<String> = walk(&design(&api), "users", "web").hops().map(line).collect();
    assert!(lines.contains(&"Listener: rule 1 forwards to target group SiteWebTargetGroup for path /api/* [rule 1 if path-pattern: forward to SiteWebTargetGroup]".to_owned()), "{lines:#?}");
    let blocked = |text: &str, expected: &str| check_verdict(text, ("users", "web"), Verdict::Blocked, expected);
    // Somebody else takes everything before.
    blocked(
        &format!("{}site -> worker : forwards path=/* priority=1\n", with(&api, "path=/api/*", "path=/api/* priority=2")),
        "BLOCKED: Listener: no rule of listener of site sends this request to service web: rule 1 takes whatever rule 2 would [the default rule: fixed response 404]",
    );
    check_verdict(
        &format!("{}site -> worker : forwards path=/* priority=3\n", with(&api, "path=/api/*", "path=/api/* priority=2")),
        ("users", "web"),
        Verdict::Passes,
        "",
    );
    blocked(
        &with(SITE, "site -> web : forwards\n", "site -> web : forwards weight=0\nsite -> worker : forwards weight=1\n"),
        "BLOCKED: Listener: no rule of listener of site sends this request to service web: the default rule gives SiteWebTargetGroup the weight 0 [the default rule: forward to SiteWebTargetGroup and SiteWorkerTargetGroup]",
    );
    check_verdict(
        SITE,
        ("site", "worker"),
        Verdict::Blocked,
        "BLOCKED: Listener: no rule of listener of site sends this request to service worker [the default rule: forward to SiteWebTargetGroup]",
    );
}

#[test]
fn a_redirect_is_followed() {
    let secure =
        with(SITE, "load-balancer site", "load-balancer site protocol=HTTPS port=443 certificate=arn:aws:acm:eu-west-1:1:certificate/1");
    let lines: Vec<String> = walk(&design(&secure), "users", "web:80").hops().map(line).collect();
    assert!(lines.contains(&"Listener: the default rule redirects to HTTPS :443 [redirect to HTTPS :443]".to_owned()), "{lines:#?}");
    assert!(
        lines.contains(&"Security group, inbound: security group of site lets tcp 443 in from users [tcp 443 from 0.0.0.0/0]".to_owned()),
        "{lines:#?}"
    );
    check_verdict(&secure, ("users", "web:80"), Verdict::Passes, "");
}

#[test]
fn a_health_check_on_a_port_of_its_own_is_walked_as_well() {
    let text = with(SITE, "site -> web : forwards", "site -> web : forwards health_port=9090");
    check_verdict(
        &text,
        ("users", "web"),
        Verdict::CannotTell,
        "CANNOT TELL: Health check: the health check of target group of site on port 9090: no container of service web names port 9090: a program may listen on a port that its container does not name [health check port 9090]",
    );
}

#[test]
fn zones_that_the_load_balancer_does_not_have_get_nothing() {
    let text = with(
        SITE,
        "  load-balancer site",
        "  zone c number=3\n    subnet private-c cidr=10.0.12.0/24 access=private\n  load-balancer site",
    );
    check_verdict(
        &with(&text, "web -> private-b", "web -> private-c"),
        ("users", "web"),
        Verdict::Blocked,
        "BLOCKED: Availability Zone: load balancer site has no zone enabled in which subnet private-c lies: its tasks there are unused",
    );
}

#[test]
fn tasks_reach_each_other_directly_or_through_a_load_balancer() {
    check_verdict(
        SITE,
        ("worker", "web"),
        Verdict::Blocked,
        "BLOCKED: Security group, outbound: security group of worker does not let tcp 8080 out to service web [only tcp 443 to 0.0.0.0/0]",
    );
    // Out through NAT, in through the public addresses.
    let outward = with(SITE, "service worker", "service worker outbound=all");
    let found = walk(&design(&outward), "worker", "web");
    assert_eq!((found.verdict, found.legs[0].title.as_str()), (Verdict::Passes, "web through load balancer site on port 80"));
    let lines: Vec<String> = found.hops().map(line).collect();
    assert!(lines.contains(&"Security group, inbound: security group of site lets tcp 80 in from the public address of service worker [tcp 80 from 0.0.0.0/0]".to_owned()), "{lines:#?}");
    // Inside the network, when it is internal.
    let internal = with(&outward, "load-balancer site", "load-balancer site scheme=internal");
    check_verdict(&internal, ("worker", "site"), Verdict::Passes, "");
}

/// A distribution before the load balancer and a bucket.
const FRONT: &str = "
internet users
distribution cdn
bucket pages
vpc main
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
    nat nat-a
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  subnet private-a cidr=10.0.10.0/24 access=private zone=1
  load-balancer site
  cluster work
    service web
      container app port=8080
users -> cdn : requests
cdn -> pages : fetches-from
cdn -> site : fetches-from path=/api/*
site -> public-a : spans
site -> public-b : spans
site -> web : forwards
web -> private-a : runs
";

#[test]
fn a_distribution_fetches_from_a_bucket_and_a_load_balancer() {
    check(
        FRONT,
        ("users", "pages"),
        &[
            "Cache behavior: the default cache behavior of distribution cdn takes the request [* → Pages, redirect-to-https]",
            "Origin: bucket pages lets CloudFront read its objects [Allow s3:GetObject to cloudfront.amazonaws.com]",
        ],
    );
    check(FRONT, ("users", "cdn"), &["Place: distribution cdn answers on port 443 everywhere"]);
    check(
        FRONT,
        ("users", "web"),
        &[
            "Cache behavior: the cache behavior for /api/* of distribution cdn takes the request [/api/* → Site, redirect-to-https]",
            "Origin: CloudFront asks load balancer site on port 80 [origin Site, http-only]",
            "Address: load balancer site has public addresses",
            "Route table: route table of public-a leads to CloudFront [0.0.0.0/0 → internet gateway of main]",
            "Gateway: internet gateway of main is attached to VPC main",
            "Security group, inbound: security group of site lets tcp 80 in from CloudFront [tcp 80 from 0.0.0.0/0]",
            "Listener: load balancer site listens on HTTP :80 [HTTP :80]",
            "Listener: rule 50000 forwards to target group SiteWebTargetGroup [rule 50000 if http-header: forward to SiteWebTargetGroup]",
            "Target group: service web registers container app with port 8080 [target type ip]",
            "Security group, outbound: security group of site lets tcp 8080 out to service web [tcp 8080 to security group of web]",
            "Route table: route table of public-a leads to service web in subnet private-a [10.0.0.0/16 → local]",
            "Security group, inbound: security group of web lets tcp 8080 in from load balancer site [tcp 8080 from security group of site]",
            "Container: container app listens on port 8080 [ContainerPort: 8080]",
        ],
    );
}

#[test]
fn what_goes_wrong_behind_a_distribution() {
    // Round the distribution nobody knows the secret.
    let direct = format!("{FRONT}users -> site : requests\n");
    check_verdict(&direct, ("users", "web"), Verdict::Passes, "");
    check_verdict(&direct, ("site", "web"), Verdict::Passes, "");
    let shut = walk(&design(&with(FRONT, "distribution cdn", "distribution cdn enabled=false")), "users", "pages");
    assert_eq!(shut.legs[0].hops.last().map(line).unwrap(), "Place: Amazon S3 answers at its public address; permissions decide who may");
    check_verdict(
        &with(FRONT, "cdn -> site : fetches-from path=/api/*", "cdn -> site : fetches-from path=/api/* origin_protocol=https-only"),
        ("cdn", "web"),
        Verdict::Blocked,
        "BLOCKED: Listener: load balancer site has no listener on port 443 [only 80]",
    );
    check_verdict(
        &with(FRONT, "cdn -> site : fetches-from path=/api/*\n", ""),
        ("cdn", "web"),
        Verdict::Blocked,
        "BLOCKED: Origin: no origin of cdn leads to web",
    );
    check_verdict(
        &with(FRONT, "fetches-from path=/api/*", "fetches-from path=/api/* prefix_list=pl-1"),
        ("cdn", "web"),
        Verdict::CannotTell,
        "CANNOT TELL: Security group, inbound: whether security group of site lets tcp 80 in from CloudFront is open: which addresses the prefix list pl-1 has is known in the account only",
    );
}

#[test]
fn an_internal_load_balancer_needs_a_vpc_origin() {
    let inner = with(FRONT, "load-balancer site", "load-balancer site scheme=internal");
    check_verdict(&inner, ("users", "web"), Verdict::Passes, "");
    let raw = format!(
        "{inner}resource edge type=AWS::CloudFront::Distribution properties={{DistributionConfig={{Enabled=true, Origins=[{{Id=o, DomainName=!GetAtt SiteLoadBalancer.DNSName, CustomOriginConfig={{OriginProtocolPolicy=http-only}}}}], DefaultCacheBehavior={{TargetOriginId=o, ViewerProtocolPolicy=allow-all}}}}}}\n"
    );
    check_verdict(
        &raw,
        ("edge", "web"),
        Verdict::Blocked,
        "BLOCKED: Address: load balancer site has no public address: only its VPC reaches it",
    );
}
