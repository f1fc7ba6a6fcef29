//! A load balancer: the listener on a port, the rule that takes a request, the target group and the tasks in it.
//!
//! Source: <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html>.

use super::hop::{Go, Ground, Hop, Step, Way};
use super::resolve;
use super::topology::{LISTENER, LISTENER_RULE};
use crate::ordered::Order;
use crate::value::{Map, Value};
use crate::words::and;

/// What a request carries, as far as rules of listeners ask for it.
#[derive(Clone, Debug, Default)]
pub(super) struct Request {
    /// The headers that whoever sends it on adds: a distribution its secret.
    pub(super) headers: Vec<(Value, Value)>,
}

/// What a load balancer is asked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted<'a> {
    /// The logical id of a service.
    pub(super) service: &'a str,
    /// The name of one of its containers; nothing takes whichever is registered.
    pub(super) container: Option<&'a str>,
}

/// Where a load balancer sends a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Sent {
    /// To tasks: their target group, the container and its port.
    Tasks {
        /// The logical id of the target group.
        group: String,
        /// The container's name.
        container: String,
        /// The container's port.
        port: u16,
    },
    /// Back, to ask on another port.
    Redirected(u16),
}

/// A container that a service registers with a target group.
struct Registration<'a> {
    group: &'a str,
    container: String,
    port: &'a Value,
}

/// The listener on a port.
pub(super) fn listener<'a>(ground: &'a Ground<'_>, way: &mut Way, balancer: &str, port: u16) -> Go<&'a str> {
    let network = ground.network;
    let all = network.hanging(LISTENER, balancer);
    let port_of = |id: &str| network.property(id, "Port").map(resolve::number);
    let name = ground.called(balancer);
    if let Some(kind) = network.property(balancer, "Type").filter(|kind| kind.as_text() != Some("application")) {
        let text = format!("{name} is of type {}, whose listeners the walk does not follow", kind.display());
        return way.end(ground.decided(Hop::unsure(Step::Listener, text), balancer, &[]));
    }
    if let Some(id) = all.iter().find(|id| port_of(id) == Some(Ok(i64::from(port)))) {
        let protocol = network.property(id, "Protocol").map(Value::display).unwrap_or_default();
        let hop = Hop::passes(Step::Listener, format!("{name} listens on {protocol} :{port}")).rule(format!("{protocol} :{port}"));
        way.go_if(network.is_there(id), ground.decided(hop, id, &["port"]))?;
        return Some(id);
    }
    if let Some((id, words)) = all.iter().find_map(|id| Some((id, port_of(id)?.err()?))) {
        let text = format!("whether {name} listens on port {port} is open: {words}");
        return way.end(ground.decided(Hop::unsure(Step::Listener, text), id, &["port"]));
    }
    let ports: Vec<String> = all.iter().filter_map(|id| Some(network.property(id, "Port")?.display())).collect();
    let only = if ports.is_empty() { "no listener".to_owned() } else { format!("only {}", and(&ports)) };
    let hop = Hop::blocked(Step::Listener, format!("{name} has no listener on port {port}")).rule(only);
    way.end(ground.decided(hop, balancer, &["port"]).says("connection timed out"))
}

/// The port of the first listener that does more than redirect; that of any when all redirect.
pub(super) fn main_port(ground: &Ground<'_>, balancer: &str) -> Option<u16> {
    let network = ground.network;
    let all = network.hanging(LISTENER, balancer);
    let redirects = |id: &&String| actions(ground, id, "DefaultActions").iter().any(|action| text(action, "Type") == "redirect");
    let main = all.iter().find(|id| !redirects(id)).or(all.first())?;
    network.property(main, "Port").and_then(Value::as_number).and_then(|port| u16::try_from(port).ok())
}

/// The services of target groups to which a load balancer's listeners and rules forward.
pub(super) fn forwards_to(ground: &Ground<'_>, balancer: &str, service: &str) -> bool {
    let groups: Vec<&str> = registrations(ground, service).into_iter().map(|registration| registration.group).collect();
    ground.network.hanging(LISTENER, balancer).iter().any(|listener| {
        let rules = ground.network.hanging(LISTENER_RULE, listener).iter().map(|rule| (rule, "Actions"));
        let mut all = rules.chain([(listener, "DefaultActions")]);
        all.any(|(id, property)| {
            actions(ground, id, property)
                .iter()
                .any(|action| targets(ground, action).iter().any(|(group, _)| groups.contains(&group.as_str())))
        })
    })
}

/// The headers that rules of a load balancer ask for, with their values.
pub(super) fn asked_headers(ground: &Ground<'_>, balancer: &str) -> Vec<(Value, Value)> {
    let listeners = ground.network.hanging(LISTENER, balancer).iter();
    let rules = listeners.flat_map(|listener| ground.network.hanging(LISTENER_RULE, listener));
    let conditions = rules.filter_map(|rule| ground.network.property(rule, "Conditions")?.as_list()).flatten();
    let mut all = Vec::new();
    for condition in conditions {
        let name = resolve::at(Some(condition), &["HttpHeaderConfig", "HttpHeaderName"]);
        let values = resolve::at(Some(condition), &["HttpHeaderConfig", "Values"]).and_then(Value::as_list).unwrap_or_default();
        all.extend(name.into_iter().flat_map(|name| values.iter().map(|value| (name.clone(), value.clone()))));
    }
    all
}

/// The target groups of a service, each with the container and port that it registers there.
pub(super) fn registered(ground: &Ground<'_>, service: &str) -> Vec<(String, String, u16)> {
    let all = registrations(ground, service).into_iter();
    let known = |registration: Registration<'_>| {
        let port = u16::try_from(registration.port.as_number()?).ok()?;
        Some((registration.group.to_owned(), registration.container, port))
    };
    all.filter_map(known).collect()
}

fn registrations<'a>(ground: &'a Ground<'_>, service: &str) -> Vec<Registration<'a>> {
    let network = ground.network;
    let entries = network.property(service, "LoadBalancers").and_then(Value::as_list).unwrap_or_default();
    let registration = |entry: &'a Map| {
        let group = resolve::resource(network.template(), entry.get("TargetGroupArn"))?;
        Some(Registration { group, container: entry.get("ContainerName")?.display(), port: entry.get("ContainerPort")? })
    };
    entries.iter().filter_map(Value::as_map).filter_map(registration).collect()
}

fn actions<'a>(ground: &'a Ground<'_>, id: &str, property: &str) -> Vec<&'a Map> {
    let all = ground.network.property(id, property).and_then(Value::as_list).unwrap_or_default();
    all.iter().filter_map(Value::as_map).collect()
}

fn text(map: &Map, name: &str) -> String {
    map.get(name).map(Value::display).unwrap_or_default()
}

/// The target groups of a forwarding action that get a share, with their weights.
fn targets(ground: &Ground<'_>, action: &Map) -> Vec<(String, i64)> {
    if text(action, "Type") != "forward" {
        return Vec::new();
    }
    let template = ground.network.template();
    let listed = resolve::within(action, &["ForwardConfig", "TargetGroups"]).and_then(Value::as_list).unwrap_or_default();
    let weighted = listed.iter().filter_map(Value::as_map).filter_map(|entry| {
        let group = resolve::resource(template, entry.get("TargetGroupArn"))?;
        Some((group.to_owned(), entry.get("Weight").and_then(Value::as_number).unwrap_or(1)))
    });
    let single = resolve::resource(template, action.get("TargetGroupArn")).map(|group| (group.to_owned(), 1));
    single.into_iter().chain(weighted).collect()
}

/// Whether a request meets a condition of a rule.
enum Met {
    /// Every request does.
    Always,
    /// Those that the words describe; whoever asks can choose to send such a one.
    Chosen(String),
    /// Not this one.
    Never(String),
}

/// One rule of a listener in the order in which they are asked; the default actions come last.
struct Rule<'a> {
    id: &'a str,
    name: String,
    conditions: Vec<&'a Map>,
    actions: Vec<&'a Map>,
}

fn rules<'a>(ground: &'a Ground<'_>, listener: &'a str) -> Vec<Rule<'a>> {
    let network = ground.network;
    let mut all: Vec<(i64, &String)> = network
        .hanging(LISTENER_RULE, listener)
        .iter()
        .map(|id| {
            let priority = network.property(id, "Priority").and_then(Value::as_number).unwrap_or(i64::MAX);
            (priority, id)
        })
        .collect();
    all.order();
    let rule = |(priority, id): (i64, &'a String)| {
        let conditions = network.property(id, "Conditions").and_then(Value::as_list).unwrap_or_default();
        let name = if priority == i64::MAX { format!("rule {id}") } else { format!("rule {priority}") };
        Rule { id, name, conditions: conditions.iter().filter_map(Value::as_map).collect(), actions: actions(ground, id, "Actions") }
    };
    let last = Rule {
        id: listener,
        name: "the default rule".to_owned(),
        conditions: Vec::new(),
        actions: actions(ground, listener, "DefaultActions"),
    };
    all.into_iter().map(rule).chain([last]).collect()
}

fn met(condition: &Map, request: &Request) -> Met {
    let at = |path: &[&str]| resolve::within(condition, path).cloned();
    let values = |config: &str| at(&[config, "Values"]).or_else(|| condition.get("Values").cloned());
    let list = |value: Option<Value>| value.map(|value| value.display()).unwrap_or_default();
    match text(condition, "Field").as_str() {
        "path-pattern" => {
            let paths = values("PathPatternConfig");
            let all = paths
                .as_ref()
                .and_then(Value::as_list)
                .is_some_and(|all| all.iter().any(|path| matches!(path.as_text(), Some("*" | "/*"))));
            if all { Met::Always } else { Met::Chosen(format!("path {}", list(paths))) }
        }
        "host-header" => {
            let hosts = values("HostHeaderConfig");
            let all = hosts.as_ref().and_then(Value::as_list).is_some_and(|all| all.iter().any(|host| host.as_text() == Some("*")));
            if all { Met::Always } else { Met::Chosen(format!("host {}", list(hosts))) }
        }
        "http-header" => {
            let name = at(&["HttpHeaderConfig", "HttpHeaderName"]).unwrap_or_else(|| Value::text(""));
            let asked = at(&["HttpHeaderConfig", "Values"]);
            let asked = asked.as_ref().and_then(Value::as_list).unwrap_or_default();
            let sent =
                request.headers.iter().any(|(own, value)| own.display().eq_ignore_ascii_case(&name.display()) && asked.contains(value));
            if sent {
                Met::Always
            } else if asked.iter().any(Value::is_expression) {
                // What deployment puts there is a secret: nobody sends it by choice.
                Met::Never(format!("the header {} with its secret", name.display()))
            } else {
                Met::Chosen(format!("header {}: {}", name.display(), asked.iter().map(Value::display).collect::<Vec<_>>().join(" or ")))
            }
        }
        "http-request-method" => Met::Chosen(format!("method {}", list(values("HttpRequestMethodConfig")))),
        "query-string" => Met::Chosen(format!("query {}", list(values("QueryStringConfig")))),
        "source-ip" => Met::Chosen(format!("requests from {}", list(values("SourceIpConfig")))),
        other => Met::Chosen(format!("the condition {other}")),
    }
}

/// Whether every request that one rule takes is taken by another that is asked before it.
fn hides(earlier: &Rule<'_>, later: &Rule<'_>, request: &Request) -> bool {
    let always = |condition: &&&Map| matches!(met(condition, request), Met::Always);
    let asked = |rule: &Rule<'_>| {
        rule.conditions.iter().filter(|condition| !always(condition)).map(|condition| (*condition).clone()).collect::<Vec<Map>>()
    };
    let (earlier, later) = (asked(earlier), asked(later));
    earlier.iter().all(|condition| later.contains(condition))
}

/// Where a listener sends a request that a service should answer.
pub(super) fn send(
    ground: &Ground<'_>,
    way: &mut Way,
    (balancer, listener): (&str, &str),
    wanted: Wanted<'_>,
    request: &Request,
) -> Go<Sent> {
    let network = ground.network;
    let registered = registrations(ground, wanted.service);
    let registered: Vec<&Registration<'_>> =
        registered.iter().filter(|registration| wanted.container.is_none_or(|container| registration.container == container)).collect();
    let all = rules(ground, listener);
    let between = ground.along(network.node(balancer), network.node(wanted.service));
    let mut refused: Vec<String> = Vec::new();
    let service = ground.called(wanted.service);
    for (index, rule) in all.iter().enumerate() {
        let shares: Vec<(String, i64)> = rule.actions.iter().flat_map(|action| targets(ground, action)).collect();
        let fitting = shares.iter().find_map(|(group, weight)| Some((registered.iter().find(|own| own.group == *group)?, *weight)));
        let Some((registration, weight)) = fitting else { continue };
        if weight == 0 {
            refused.push(format!("{} gives {} the weight 0", rule.name, registration.group));
            continue;
        }
        if let Some(earlier) = all[..index].iter().find(|earlier| hides(earlier, rule, request)) {
            refused.push(format!("{} takes whatever {} would", earlier.name, rule.name));
            continue;
        }
        let conditions: Vec<Met> = rule.conditions.iter().map(|condition| met(condition, request)).collect();
        if let Some(Met::Never(asked)) = conditions.iter().find(|met| matches!(met, Met::Never(_))) {
            refused.push(format!("{} asks for {asked}", rule.name));
            continue;
        }
        let chosen: Vec<String> =
            conditions.into_iter().filter_map(|met| if let Met::Chosen(words) = met { Some(words) } else { None }).collect();
        let which = if chosen.is_empty() { String::new() } else { format!(" for {}", and(&chosen)) };
        let signed = rule.actions.iter().map(|action| text(action, "Type")).find(|kind| kind.starts_with("authenticate"));
        let signed = signed.map_or_else(String::new, |kind| format!(", after {kind}"));
        let text = format!("{} forwards to target group {}{which}{signed}", rule.name, registration.group);
        let hop = Hop::passes(Step::Listener, text);
        let mut hop = ground.decided(hop.rule(rule_words(ground, rule)), rule.id, &[]);
        hop.connections.clone_from(&between);
        way.go_if(network.is_there(rule.id), hop)?;
        return target(ground, way, registration, wanted, &between);
    }
    if let Some(port) = refused.is_empty().then(|| redirect(&all)).flatten() {
        let hop =
            Hop::passes(Step::Listener, format!("the default rule redirects to HTTPS :{port}")).rule(format!("redirect to HTTPS :{port}"));
        way.go(ground.decided(hop, listener, &["redirect_http"]))?;
        return Some(Sent::Redirected(port));
    }
    let answer = all.last().map(|rule| rule_words(ground, rule)).unwrap_or_default();
    let why = if refused.is_empty() { String::new() } else { format!(": {}", and(&refused)) };
    let text = format!("no rule of {} sends this request to {service}{why}", ground.called(listener));
    let mut hop = ground.decided(Hop::blocked(Step::Listener, text).rule(answer), listener, &["port"]).node(network.node(wanted.service));
    hop.aws_says = fixed_answer(&all);
    hop.connections = between;
    way.end(hop)
}

/// The port of HTTPS to which the default rule redirects.
fn redirect(rules: &[Rule<'_>]) -> Option<u16> {
    let action = rules.last()?.actions.iter().find(|action| text(action, "Type") == "redirect")?;
    let config = action.get("RedirectConfig")?.as_map()?;
    config.get("Port")?.as_number().and_then(|port| u16::try_from(port).ok())
}

fn fixed_answer(rules: &[Rule<'_>]) -> String {
    let actions = rules.last().map(|rule| rule.actions.as_slice()).unwrap_or_default();
    let code = actions.iter().find_map(|action| action.get("FixedResponseConfig")?.as_map()?.get("StatusCode").map(Value::display));
    code.map_or_else(String::new, |code| format!("HTTP {code}"))
}

/// A rule in AWS's words: `default: forward to target group of site`.
fn rule_words(ground: &Ground<'_>, rule: &Rule<'_>) -> String {
    let action = |action: &&Map| match text(action, "Type").as_str() {
        "forward" => {
            let groups: Vec<String> = targets(ground, action).iter().map(|(group, _)| group.clone()).collect();
            format!("forward to {}", and(&groups))
        }
        "fixed-response" => {
            let code = resolve::at(action.get("FixedResponseConfig"), &["StatusCode"]).map(Value::display).unwrap_or_default();
            format!("fixed response {code}")
        }
        other => other.to_owned(),
    };
    let actions: Vec<String> = rule.actions.iter().map(action).collect();
    let conditions: Vec<String> = rule.conditions.iter().map(|condition| text(condition, "Field")).collect();
    let when = if conditions.is_empty() { String::new() } else { format!(" if {}", and(&conditions)) };
    format!("{}{when}: {}", rule.name, actions.join(", then "))
}

/// The target group and what is registered with it.
fn target(
    ground: &Ground<'_>,
    way: &mut Way,
    registration: &Registration<'_>,
    wanted: Wanted<'_>,
    between: &[crate::design::ConnectionId],
) -> Go<Sent> {
    let network = ground.network;
    let group = registration.group;
    let kind = network.property(group, "TargetType").map_or_else(|| "instance".to_owned(), Value::display);
    let service = ground.called(wanted.service);
    let text = format!("{service} registers container {} with port {}", registration.container, registration.port.display());
    let mut hop = ground.decided(Hop::passes(Step::TargetGroup, text).rule(format!("target type {kind}")), group, &[]);
    hop.connections.extend_from_slice(between);
    hop = hop.node(network.node(wanted.service));
    if kind != "ip" {
        hop.text = format!("{} takes targets of type {kind}, and tasks have addresses of their own: ip", ground.called(group));
        let says = format!(
            "The provided target group {group} has target type {kind}, which is incompatible with the awsvpc network mode specified in the task definition."
        );
        return way.end(Hop { verdict: super::Verdict::Blocked, ..hop }.says(says));
    }
    if let Ok(port) = u16::try_from(registration.port.as_number().unwrap_or(-1)) {
        way.go(hop)?;
        Some(Sent::Tasks { group: group.to_owned(), container: registration.container.clone(), port })
    } else {
        hop.text = format!("{}: {}", hop.text, resolve::open(registration.port));
        way.end(Hop { verdict: super::Verdict::CannotTell, ..hop })
    }
}

/// The port that the health check of a target group asks, when it is another than that of the requests; words when it is open.
pub(super) fn health_port(ground: &Ground<'_>, group: &str, port: u16) -> Result<Option<u16>, String> {
    match ground.network.property(group, "HealthCheckPort") {
        None => Ok(None),
        Some(value) if value.as_text() == Some("traffic-port") => Ok(None),
        Some(value) => {
            let number = resolve::number(value)?;
            Ok(u16::try_from(number).ok().filter(|own| *own != port))
        }
    }
}
