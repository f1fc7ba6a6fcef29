//! Which requests of a load balancer go to which service: the rules of its listeners.
//!
//! Connections with the same listener and the same conditions are one rule, which shares the requests by their weights.

use std::collections::{BTreeMap, BTreeSet};

use super::{authenticates_with, fetches_from, forwards};
use crate::catalog::listeners::{self, Listener};
use crate::design::{Connection, ConnectionId, Design, Fields, NodeId};
use crate::ordered::Ordered;
use crate::synthesize::Builder;
use crate::value::{Map, Value, map};

const RULE: &str = "AWS::ElasticLoadBalancingV2::ListenerRule";

/// The greatest priority that there is.
/// Source: <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html>.
const LAST: i64 = 50_000;

/// The values of a text with commas.
fn several(given: &crate::catalog::Given) -> Option<Value> {
    let value = given.value()?;
    if value.is_expression() {
        return Some(Value::Call("Split".to_owned(), Box::new(Value::List(vec![Value::text(","), value]))));
    }
    let text = value.display();
    Some(Value::list(text.split(',').map(str::trim).filter(|part| !part.is_empty())))
}

/// The conditions under which a connection's service gets a request; none for the one that gets the rest.
pub fn conditions(fields: &Fields) -> Vec<Value> {
    let condition = |field: &str, config: &str, values: Map| map([("Field", Value::text(field)), (config, Value::Map(values))]);
    let plain = |field: &str, config: &str, values: Option<Value>| {
        values.map(|values| condition(field, config, Map::from_iter([("Values".to_owned(), values)])))
    };
    let header = forwards::header_name(fields).value().zip(forwards::header_values(fields).value()).map(|(name, values)| {
        let members = [("HttpHeaderName".to_owned(), name), ("Values".to_owned(), values)];
        condition("http-header", "HttpHeaderConfig", Map::from_iter(members))
    });
    let query = forwards::query(fields).value();
    let parts =
        query.as_ref().and_then(Value::as_map).filter(|parts| !parts.is_empty()).map(|parts| {
            Value::List(parts.iter().map(|(key, value)| map([("Key", Value::text(key)), ("Value", value.to_text())])).collect())
        });
    [
        plain("host-header", "HostHeaderConfig", several(&forwards::host(fields))),
        plain("path-pattern", "PathPatternConfig", several(&forwards::path(fields))),
        header,
        plain("http-request-method", "HttpRequestMethodConfig", several(&forwards::methods(fields))),
        plain("query-string", "QueryStringConfig", parts),
        plain("source-ip", "SourceIpConfig", several(&forwards::source_range(fields))),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The listener of a connection: the one with its port, else the main one.
pub fn listener_of(design: &Design, balancer: NodeId, connection: &Connection) -> Option<Listener> {
    let mut all = listeners::all(design.node(balancer)?);
    let port = forwards::listener(&connection.fields).value();
    let index = port.and_then(|port| all.iter().position(|listener| listener.port.display() == port.display())).unwrap_or(0);
    (index < all.len()).then(|| all.swap_remove(index))
}

/// What makes connections of one load balancer share a rule, as a text: values have no order of their own.
fn rule_key(listener: &Listener, connection: &Connection) -> String {
    format!("{} {}", listener.port.display(), Value::List(conditions(&connection.fields)).key())
}

/// The rules of one load balancer. Every connection asks for them, so they are worked out once.
struct Rules {
    /// The first connection of the rule of each connection.
    first: BTreeMap<ConnectionId, ConnectionId>,
    /// The priority of each rule by its first connection.
    priority: BTreeMap<ConnectionId, i64>,
    /// The listener of each connection: what its logical id ends with, and whether people sign in there.
    listeners: BTreeMap<ConnectionId, (String, bool)>,
}

impl Rules {
    /// The rules in the order of the drawing. A rule without a priority of its own gets the lowest that no other one has; what takes
    /// the rest of the requests comes last.
    fn of(design: &Design, balancer: NodeId) -> Self {
        let mut by_key: BTreeMap<Option<String>, ConnectionId> = BTreeMap::new();
        let (mut first, mut firsts, mut listeners) = (BTreeMap::new(), Vec::new(), BTreeMap::new());
        for (id, connection) in design.connections_from(balancer).filter(|(_, connection)| forwards::leads(connection)) {
            let listener = listener_of(design, balancer, connection);
            let rule = *by_key.entry(listener.as_ref().map(|listener| rule_key(listener, connection))).or_insert(id);
            if let Some(listener) = listener {
                let authenticates = listener.secure && forwards::sign_in(&connection.fields).flag();
                listeners.insert(id, (listener.suffix, authenticates));
            }
            if rule == id {
                firsts.push((id, connection));
            }
            first.insert(id, rule);
        }
        let own = |connection: &Connection| forwards::priority(&connection.fields).number();
        let taken: BTreeSet<i64> = firsts.iter().filter_map(|(_, connection)| own(connection)).to_set();
        let free = |number: &i64| !taken.contains(number);
        let (mut lowest, mut highest) = ((1..=LAST).filter(free), (1..=LAST).rev().filter(free));
        let mut next = |connection: &Connection| {
            let is_rest = conditions(&connection.fields).is_empty();
            if is_rest { highest.next() } else { lowest.next() }.unwrap_or(LAST)
        };
        let priority = firsts.into_iter().map(|(id, connection)| (id, own(connection).unwrap_or_else(|| next(connection)))).to_map();
        Self { first, priority, listeners }
    }

    /// What concerns one connection: its listener, whether people sign in there, the first connection of its rule, and the priority.
    fn own(&self, id: ConnectionId) -> Option<(String, bool, ConnectionId, i64)> {
        let (listener, authenticates) = self.listeners.get(&id)?.clone();
        let first = self.first.get(&id).copied().unwrap_or(id);
        Some((listener, authenticates, first, self.priority.get(&first).copied().unwrap_or(LAST)))
    }
}

/// Why a field about a connection's rule changes nothing.
pub(super) fn idle(design: &Design, id: ConnectionId, connection: &Connection, field: &str) -> Option<&'static str> {
    let balancer = connection.from.node()?;
    let first = |of: ConnectionId, rules: &Rules| rules.first.get(&of).copied().unwrap_or(of);
    match field {
        "sign_in" => {
            let authenticates = !design.targets(balancer, authenticates_with::VERB.id).is_empty();
            let can = authenticates && listener_of(design, balancer, connection).is_some_and(|listener| listener.secure);
            (!can).then_some("nobody is asked to sign in here")
        }
        "priority" if conditions(&connection.fields).is_empty() && fetches_from::asked_header(design, balancer).is_none() => {
            Some("it takes the requests that no rule takes, which come last")
        }
        "priority" => {
            let rules = Rules::of(design, balancer);
            let (own, first) = (rules.priority.get(&id), rules.priority.get(&first(id, &rules)));
            let same = own.is_some() || first.copied() == forwards::priority(&connection.fields).number();
            (!same).then_some("an earlier connection has the same conditions, and its priority holds for both")
        }
        "weight" => {
            let rules = Rules::of(design, balancer);
            let alike = rules.first.keys().filter(|other| first(**other, &rules) == first(id, &rules)).count();
            (alike < 2).then_some("no other connection has the same conditions, so it gets every request")
        }
        _ => None,
    }
}

/// Makes a listener lead to a target group; answers the logical id that the service waits for.
pub fn route(builder: &mut Builder<'_>, id: ConnectionId, connection: &Connection, group: &str) -> String {
    let Some((balancer, service)) = connection.nodes() else { return String::new() };
    let Some((listener, authenticates, first, priority)) = builder.once(balancer, Rules::of, move |rules| rules.own(id)).flatten() else {
        return String::new();
    };
    let listener = builder.logical_id(balancer, &listener);
    let arn = Value::reference(&listener);
    let mut all = conditions(&connection.fields);
    all.extend(fetches_from::secret_condition(builder, balancer));
    let order = Value::Number(priority);
    let is_rule = !all.is_empty();
    if first != id {
        let rule = builder.find(RULE, &[("ListenerArn", &arn), ("Priority", &order)]);
        let resource = if is_rule { rule.unwrap_or_default() } else { listener };
        share(builder, &resource, if is_rule { "Actions" } else { "DefaultActions" }, first, (group, connection));
        return resource;
    }
    let actions = actions(builder, balancer, authenticates, group, is_rule);
    if !is_rule {
        builder.set(&listener, "DefaultActions", actions);
        return listener;
    }
    let suffix = format!("{}ListenerRule", builder.stem(service));
    builder.add(
        balancer,
        &suffix,
        RULE,
        [("ListenerArn", Some(arn)), ("Priority", Some(order)), ("Conditions", Some(Value::List(all))), ("Actions", Some(actions))],
    )
}

/// Sign-in where it is asked for, then the target group.
fn actions(builder: &Builder<'_>, balancer: NodeId, authenticates: bool, group: &str, is_rule: bool) -> Value {
    let sign_in = authenticates.then(|| authenticates_with::action(builder, balancer, is_rule)).flatten();
    let mut forward = Map::from_iter([("Type".to_owned(), Value::text("forward"))]);
    if sign_in.is_some() {
        forward.insert("Order".to_owned(), Value::Number(2));
    }
    forward.insert("TargetGroupArn".to_owned(), Value::reference(group));
    Value::List(sign_in.into_iter().chain([Value::Map(forward)]).collect())
}

/// Gives a further target group its share of a rule's requests.
fn share(builder: &mut Builder<'_>, resource: &str, property: &str, first: ConnectionId, (group, connection): (&str, &Connection)) {
    let weight = |connection: &Connection| forwards::weight(&connection.fields).value().unwrap_or(Value::Number(1));
    let target = |group: Value, weight: Value| map([("TargetGroupArn", group), ("Weight", weight)]);
    let first_weight = builder.design.connection(first).map_or(Value::Number(1), |first| weight(first));
    let own = target(Value::reference(group), weight(connection));
    let Some(Value::List(actions)) = builder.resource(resource).and_then(|resource| resource.properties.get_mut(property)) else { return };
    let Some(Value::Map(forward)) = actions.last_mut() else { return };
    if let Some(single) = forward.shift_remove("TargetGroupArn") {
        forward.insert("ForwardConfig".to_owned(), map([("TargetGroups", Value::List(vec![target(single, first_weight)]))]));
    }
    if let Some(Value::Map(config)) = forward.get_mut("ForwardConfig")
        && let Some(Value::List(targets)) = config.get_mut("TargetGroups")
    {
        targets.push(own);
    }
}
