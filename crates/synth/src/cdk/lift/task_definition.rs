//! Task definitions for Fargate, with their containers.

use super::{Arguments, Fields, Lifted, Lifter, flag, member, seconds};
use crate::cdk::python::{Code, Statement};
use crate::cdk::writer::{Face, Writer};
use crate::template::Resource;
use crate::value::Value;

pub(super) static LIFTER: Lifter = Lifter { kind: "AWS::ECS::TaskDefinition", lift };

/// Source: <https://docs.aws.amazon.com/cdk/api/v2/python/aws_cdk.aws_ecs/FargateTaskDefinition.html>.
static FACE: Face = Face { reference: "task_definition_arn", attributes: &[("TaskDefinitionArn", "task_definition_arn")] };

const PROTOCOLS: &[(&str, &str)] = &[("tcp", "TCP"), ("udp", "UDP")];
const PROCESSORS: &[(&str, &str)] = &[("X86_64", "X86_64"), ("ARM64", "ARM64")];
const SYSTEMS: &[(&str, &str)] = &[("LINUX", "LINUX")];

fn lift(writer: &mut Writer<'_>, _: &str, resource: &Resource) -> Option<Lifted> {
    let mut fields = Fields::of(resource);
    let mut arguments = Arguments::default();
    fields.expect("RequiresCompatibilities", &Value::list(["FARGATE"]))?;
    fields.expect("NetworkMode", &Value::text("awsvpc"))?;
    let number = |value: &Value| value.as_text().and_then(|text| text.parse().ok()).map(Code::number);
    arguments.convert("family", fields.take("Family"), |name| writer.text(name))?;
    arguments.add("cpu", Some(number(&fields.take("Cpu")?)?));
    arguments.add("memory_limit_mib", Some(number(&fields.take("Memory")?)?));
    arguments.convert("ephemeral_storage_gib", fields.take("EphemeralStorage"), |storage| {
        let mut storage = Fields::within(storage)?;
        let size = storage.take("SizeInGiB").filter(|size| matches!(size, Value::Number(_))).and_then(|size| writer.number(&size));
        storage.done().and(size)
    })?;
    arguments.convert("runtime_platform", fields.take("RuntimePlatform"), |platform| {
        let mut platform = Fields::within(platform)?;
        let processor = member("ecs.CpuArchitecture", &platform.take("CpuArchitecture")?, PROCESSORS)?;
        let system = member("ecs.OperatingSystemFamily", &platform.take("OperatingSystemFamily")?, SYSTEMS)?;
        platform.done()?;
        Some(Code::named("ecs.RuntimePlatform", [("cpu_architecture", processor), ("operating_system_family", system)]))
    })?;
    // The template's roles say all that they may do; without this the constructs would add what they think is needed.
    let role = |value: &Value| Some(Code::atom(format!("{}.without_policy_updates()", writer.construct_behind(value, "Arn")?)));
    let execution_role = fields.take("ExecutionRoleArn");
    let starts = execution_role.is_some();
    arguments.convert("execution_role", execution_role, role)?;
    arguments.add("task_role", Some(role(&fields.take("TaskRoleArn")?)?));
    let definitions = fields.take("ContainerDefinitions")?;
    let containers: Vec<Container> = definitions.as_list()?.iter().map(|value| container(writer, value)).collect::<Option<_>>()?;
    // Images and logs that need a role would make one.
    (starts || !containers.iter().any(|container| container.needs_role)).then_some(())?;
    fields.done()?;
    let mut lifted = Lifted::new("ecs.FargateTaskDefinition", arguments.0, &FACE);
    lifted.remarks.push("The roles above hold every permission; without_policy_updates keeps CDK from adding its own".to_owned());
    for container in containers {
        lifted
            .then
            .push(Box::new(move |variable| Statement::run(Code::Call(format!("{variable}.add_container"), container.arguments.clone()))));
    }
    Some(lifted)
}

struct Container {
    arguments: Vec<(String, Code)>,
    needs_role: bool,
}

fn container(writer: &Writer<'_>, value: &Value) -> Option<Container> {
    let mut fields = Fields::within(value)?;
    let mut arguments = Arguments::default();
    let name = fields.take("Name")?;
    let name = name.as_text().filter(|name| name.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_".contains(letter)))?;
    arguments.0.push((String::new(), Code::text(name)));
    let (image, pulls) = image(writer, &fields.take("Image")?)?;
    arguments.add("image", Some(image));
    arguments.add("essential", Some(flag(&fields.take("Essential")?)?));
    arguments.convert("command", fields.take("Command"), |words| writer.texts(words))?;
    arguments.convert("entry_point", fields.take("EntryPoint"), |words| writer.texts(words))?;
    arguments.convert("working_directory", fields.take("WorkingDirectory"), |text| writer.text(text))?;
    arguments.convert("user", fields.take("User"), |text| writer.text(text))?;
    arguments.convert("readonly_root_filesystem", fields.take("ReadonlyRootFilesystem"), flag)?;
    arguments.convert("cpu", fields.take("Cpu"), |number| writer.number(number))?;
    arguments.convert("memory_limit_mib", fields.take("Memory"), |number| writer.number(number))?;
    arguments.convert("memory_reservation_mib", fields.take("MemoryReservation"), |number| writer.number(number))?;
    arguments.convert("stop_timeout", fields.take("StopTimeout"), seconds)?;
    arguments.convert("environment", fields.take("Environment"), |entries| {
        let pair = |entry: &Value| {
            let mut entry = Fields::within(entry)?;
            let pair = (Code::text(entry.take("Name")?.as_text()?), writer.text(&entry.take("Value")?)?);
            entry.done().map(|()| pair)
        };
        entries.as_list()?.iter().map(pair).collect::<Option<_>>().map(Code::Dict)
    })?;
    arguments.convert("port_mappings", fields.take("PortMappings"), |ports| {
        let port = |port: &Value| {
            let mut port = Fields::within(port)?;
            let number =
                port.take("ContainerPort").filter(|port| matches!(port, Value::Number(_))).and_then(|port| writer.number(&port))?;
            let protocol = member("ecs.Protocol", &port.take("Protocol")?, PROTOCOLS)?;
            port.done().map(|()| Code::named("ecs.PortMapping", [("container_port", number), ("protocol", protocol)]))
        };
        ports.as_list()?.iter().map(port).collect::<Option<_>>().map(Code::List)
    })?;
    arguments.convert("health_check", fields.take("HealthCheck"), |check| health_check(writer, check))?;
    let logs = fields.take("LogConfiguration");
    let needs_role = pulls || logs.is_some();
    arguments.convert("logging", logs, |logs| logging(writer, logs))?;
    fields.done()?;
    Some(Container { arguments: arguments.0, needs_role })
}

/// The image, and whether it comes from a repository of the stack: `!Sub "${Repository.RepositoryUri}:tag"`.
fn image(writer: &Writer<'_>, value: &Value) -> Option<(Code, bool)> {
    if let Value::Call(name, argument) = value
        && name == "Sub"
        && let Some((id, tag)) = argument.as_text().and_then(|text| text.strip_prefix("${")?.split_once(".RepositoryUri}:"))
        && let Some(repository) = writer.construct(id)
    {
        let tag = match tag.strip_prefix("${").and_then(|name| name.strip_suffix('}')).filter(|name| writer.parameter(name).is_some()) {
            Some(parameter) => Code::atom(writer.reference(parameter)),
            None => writer.text(&Value::sub(tag))?,
        };
        return Some((Code::call("ecs.ContainerImage.from_ecr_repository", [Code::atom(repository), tag]), true));
    }
    Some((Code::call("ecs.ContainerImage.from_registry", [writer.text(value)?]), false))
}

fn health_check(writer: &Writer<'_>, value: &Value) -> Option<Code> {
    let mut fields = Fields::within(value)?;
    let mut arguments = Arguments::default();
    let command = fields.take("Command")?;
    // The library puts a word in front of any other command.
    command.as_list()?.first()?.as_text().filter(|word| matches!(*word, "CMD" | "CMD-SHELL"))?;
    arguments.add("command", Some(writer.texts(&command)?));
    // It also fills in what is missing.
    arguments.add("interval", Some(seconds(&fields.take("Interval")?)?));
    arguments.add("timeout", Some(seconds(&fields.take("Timeout")?)?));
    arguments.add("retries", Some(writer.number(&fields.take("Retries")?)?));
    arguments.convert("start_period", fields.take("StartPeriod"), seconds)?;
    fields.done()?;
    Some(Code::named("ecs.HealthCheck", arguments.0))
}

fn logging(writer: &Writer<'_>, value: &Value) -> Option<Code> {
    let mut fields = Fields::within(value)?;
    fields.expect("LogDriver", &Value::text("awslogs"))?;
    let mut options = Fields::within(&fields.take("Options")?)?;
    fields.done()?;
    options.expect("awslogs-region", &Value::reference("AWS::Region"))?;
    let group = writer.construct_behind(&options.take("awslogs-group")?, "")?.to_owned();
    let prefix = writer.text(&options.take("awslogs-stream-prefix")?)?;
    options.done()?;
    Some(Code::named("ecs.LogDrivers.aws_logs", [("log_group", Code::atom(group)), ("stream_prefix", prefix)]))
}
