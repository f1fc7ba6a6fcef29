//! Parts of a container definition: ports, secrets, files, mounts and what of Linux Fargate lets one set.
//!
//! Fargate refuses devices, shared memory, swap and privileged mode, so no field offers them.
//! Source: <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html>.

use super::{container, task_definition};
use crate::design::{Fields, Node, NodeId};
use crate::meaning::{injects, waits_for};
use crate::permissions::Statement;
use crate::synthesize::Builder;
use crate::value::{Value, map, present};

/// A map of the members that there are; nothing when there are none.
pub(super) fn members<const N: usize>(mut entries: [(&str, Option<Value>); N]) -> Option<Value> {
    let all = present(&mut entries);
    (!all.is_empty()).then_some(Value::Map(all))
}

/// A flag that is left out when it is false, which is what AWS takes then.
pub(super) fn if_true(value: Option<Value>) -> Option<Value> {
    value.filter(|value| value.as_flag() != Some(false))
}

/// The ports on which a container listens, each with its protocol: the main one first, then those of the list.
pub fn ports(fields: &Fields) -> Vec<(Value, Value)> {
    let main =
        container::port(fields).value().map(|port| (port, container::protocol(fields).value().unwrap_or_else(|| Value::text("tcp"))));
    let further = container::ports(fields).value();
    let further = further.as_ref().and_then(Value::as_list).unwrap_or_default().iter().map(|entry| {
        if entry.is_expression() {
            // The protocol may be missing: the first two parts of `9090/tcp` and of `8125/udp/tcp` are what is meant.
            let whole = Value::joined([entry.clone(), Value::text("/tcp")]);
            let parts = Value::Call("Split".to_owned(), Box::new(Value::List(vec![Value::text("/"), whole])));
            let part = |index| Value::Call("Select".to_owned(), Box::new(Value::List(vec![Value::Number(index), parts.clone()])));
            return (part(0), part(1));
        }
        let text = entry.display();
        let (port, protocol) = text.split_once('/').unwrap_or((text.as_str(), "tcp"));
        let port = port.trim().parse().map_or_else(|_| entry.clone(), Value::Number);
        (port, Value::text(protocol.trim()))
    });
    main.into_iter().chain(further).collect()
}

/// The numbers of the ports that are known before deployment.
pub fn port_numbers(fields: &Fields) -> Vec<i64> {
    ports(fields).iter().filter_map(|(port, _)| port.as_number()).collect()
}

pub(super) fn port_mappings(fields: &Fields) -> Option<Value> {
    let all: Vec<Value> =
        ports(fields).into_iter().map(|(port, protocol)| map([("ContainerPort", port), ("Protocol", protocol)])).collect();
    (!all.is_empty()).then_some(Value::List(all))
}

/// Variables that the agent fills from secrets and parameters: those of connections, then those of the field, which win.
pub(super) fn secrets(builder: &Builder<'_>, id: NodeId, fields: &Fields) -> Option<Value> {
    let own = container::secrets(fields).value();
    let own = own.as_ref().and_then(Value::as_map).into_iter().flatten();
    let own: Vec<Value> = own.map(|(name, arn)| map([("Name", Value::text(name)), ("ValueFrom", arn.clone())])).collect();
    let name = |entry: &Value| entry.as_map().and_then(|entry| entry.get("Name").cloned());
    let injected = injects::secrets(builder, id);
    let injected = injected.as_ref().and_then(Value::as_list).unwrap_or_default().iter();
    let injected = injected.filter(|entry| own.iter().all(|own| name(own) != name(entry))).cloned();
    let all: Vec<Value> = injected.chain(own.iter().cloned()).collect();
    (!all.is_empty()).then_some(Value::List(all))
}

pub(super) fn environment_files(fields: &Fields) -> Option<Value> {
    let files = container::environment_files(fields).value()?;
    let all = files.as_list()?.iter().map(|arn| map([("Type", Value::text("s3")), ("Value", arn.clone())])).collect();
    Some(Value::List(all))
}

/// The mount points, from entries with `Volume`, `Path` and `ReadOnly`.
pub(super) fn mount_points(fields: &Fields) -> Option<Value> {
    let entries = container::mounts(fields).value()?;
    let point = |entry: &Value| {
        let entry = entry.as_map()?;
        members([
            ("SourceVolume", entry.get("Volume").map(Value::to_text)),
            ("ContainerPath", entry.get("Path").cloned()),
            ("ReadOnly", entry.get("ReadOnly").cloned()),
        ])
    };
    Some(Value::List(entries.as_list()?.iter().filter_map(point).collect()))
}

pub(super) fn linux_parameters(fields: &Fields) -> Option<Value> {
    let added = container::trace(fields).switches(Some(Value::list(["SYS_PTRACE"])), None);
    let capabilities = members([("Add", added), ("Drop", container::drop_capabilities(fields).value())]);
    members([("InitProcessEnabled", if_true(container::init_process(fields).value())), ("Capabilities", capabilities)])
}

/// The limit of open files: the one limit that Fargate lets one change.
pub(super) fn limits(fields: &Fields) -> Option<Value> {
    let files = container::open_files(fields).value()?;
    Some(Value::List(vec![map([("Name", Value::text("nofile")), ("SoftLimit", files.clone()), ("HardLimit", files)])]))
}

pub(super) fn restart_policy(fields: &Fields) -> Option<Value> {
    let policy = members([
        ("Enabled", Some(Value::Flag(true))),
        ("IgnoredExitCodes", container::restart_ignored(fields).value()),
        ("RestartAttemptPeriod", container::restart_after(fields).value()),
    ]);
    container::restart(fields).switches(policy, None)
}

pub(super) fn system_controls(fields: &Fields) -> Option<Value> {
    let controls = container::system_controls(fields).value()?;
    let all = controls.as_map()?.iter().map(|(name, value)| map([("Namespace", Value::text(name)), ("Value", value.to_text())]));
    Some(Value::List(all.collect()))
}

pub(super) fn labels(fields: &Fields) -> Option<Value> {
    let labels = container::labels(fields).value()?;
    Some(Value::Map(labels.as_map()?.iter().map(|(name, value)| (name.clone(), value.to_text())).collect()))
}

/// The containers that must be so far before this one starts.
pub(super) fn dependencies(builder: &Builder<'_>, id: NodeId) -> Option<Value> {
    let waiting = builder.design.connections_from(id).filter(|(_, connection)| connection.verb == waits_for::VERB.id);
    let dependency = |(_, connection): (_, &std::sync::Arc<crate::design::Connection>)| {
        let other = builder.design.node(connection.to.node()?)?;
        Some(map([
            ("ContainerName", Value::text(container::runtime_name(other))),
            ("Condition", waits_for::condition(&connection.fields).value().unwrap_or_else(|| Value::text("START"))),
        ]))
    };
    let all: Vec<Value> = waiting.filter_map(dependency).collect();
    (!all.is_empty()).then_some(Value::List(all))
}

/// Gives the execution role what the container's own fields need of it before it starts.
/// Source: <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html>.
pub(super) fn allow(builder: &mut Builder<'_>, id: NodeId, node: &Node) {
    let owner = task_definition::around(builder.design, id);
    let Some(role) = owner.and_then(|owner| task_definition::execution_role_id(builder, owner)) else { return };
    let name = &node.name;
    let secrets = container::secrets(&node.fields).value();
    for (variable, arn) in secrets.as_ref().and_then(Value::as_map).into_iter().flatten() {
        let by_name = parameter_by_name(arn);
        let action = if by_name.is_some() || is_parameter(arn) { "ssm:GetParameters" } else { "secretsmanager:GetSecretValue" };
        let reason = format!("{name} starts with {variable}");
        builder.allow(&role, Statement::because(reason, &[action], vec![by_name.unwrap_or_else(|| whole_secret(arn))]));
    }
    if let Some(secret) = container::registry_secret(&node.fields).value() {
        let reason = format!("{name} signs in to its registry");
        builder.allow(&role, Statement::because(reason, &["secretsmanager:GetSecretValue"], vec![secret]));
    }
    let files = container::environment_files(&node.fields).value();
    for file in files.as_ref().and_then(Value::as_list).unwrap_or_default() {
        let reason = format!("{name} reads its environment file");
        builder.allow(&role, Statement::because(&reason, &["s3:GetObject"], vec![file.clone()]));
        if let Some(bucket) = visible(file, |text| text.split('/').next().unwrap_or_default().to_owned()) {
            builder.allow(&role, Statement::because(reason, &["s3:GetBucketLocation"], vec![bucket]));
        }
    }
}

/// True for the ARN of a parameter of Systems Manager, as far as one can see it in the text.
fn is_parameter(arn: &Value) -> bool {
    arn.display().contains(":ssm:")
}

/// The ARN of a parameter that is given by its name alone, as ECS takes one of the same region.
/// Source: <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Secret.html>.
fn parameter_by_name(value: &Value) -> Option<Value> {
    let Value::Text(name) = value else { return None };
    let name = name.trim_start_matches('/');
    let is_name = !name.is_empty() && !name.starts_with("arn:");
    is_name.then(|| Value::sub(format!("arn:${{AWS::Partition}}:ssm:${{AWS::Region}}:${{AWS::AccountId}}:parameter/{name}")))
}

/// A part of a text, also of one with names to fill in; nothing when the text is known only at deployment.
fn visible(value: &Value, part: impl Fn(&str) -> String) -> Option<Value> {
    match value {
        Value::Text(text) => Some(Value::Text(part(text))),
        Value::Call(function, argument) if function == "Sub" => argument.as_text().map(|text| Value::sub(part(text))),
        _ => None,
    }
}

/// The ARN without the key, stage and version that may follow a secret's: `…:secret:name-AbCdEf:password::`.
fn whole_secret(arn: &Value) -> Value {
    // The colons of `${AWS::Region}` separate nothing.
    let first_seven = |text: &str| text.replace("::", "\0").split(':').take(7).collect::<Vec<_>>().join(":").replace('\0', "::");
    let whole = |text: &str| if text.contains(":secretsmanager:") { first_seven(text) } else { text.to_owned() };
    visible(arn, whole).unwrap_or_else(|| arn.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_statement_names_the_whole_secret() {
        for (arn, expected) in [
            ("arn:aws:secretsmanager:eu-west-1:1:secret:db-AbCdEf:password::", "arn:aws:secretsmanager:eu-west-1:1:secret:db-AbCdEf"),
            ("arn:aws:secretsmanager:eu-west-1:1:secret:db-AbCdEf", "arn:aws:secretsmanager:eu-west-1:1:secret:db-AbCdEf"),
            ("arn:aws:ssm:eu-west-1:1:parameter/a/b", "arn:aws:ssm:eu-west-1:1:parameter/a/b"),
        ] {
            assert_eq!(whole_secret(&Value::text(arn)), Value::text(expected));
        }
    }

    #[test]
    fn what_is_no_arn_is_the_name_of_a_parameter() {
        let expected = Value::sub("arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/shop/price");
        assert_eq!(parameter_by_name(&Value::text("/shop/price")), Some(expected));
        assert_eq!(parameter_by_name(&Value::text("arn:aws:ssm:eu-west-1:1:parameter/shop/price")), None);
        assert_eq!(parameter_by_name(&Value::reference("Price")), None);
    }

    #[test]
    fn further_ports_follow_the_main_one() {
        let fields = Fields::from([("ports".to_owned(), Value::list(["9090", "8125/udp"]))]);
        let found: Vec<String> =
            ports(&fields).iter().map(|(port, protocol)| format!("{}/{}", port.display(), protocol.display())).collect();
        assert_eq!(found, ["8080/tcp", "9090/tcp", "8125/udp"]);
    }
}
