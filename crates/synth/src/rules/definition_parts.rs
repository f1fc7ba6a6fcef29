//! The containers of a task definition that somebody wrote have to fit each other and their task.

use super::support::{and, label, nearest, raw};
use super::{Findings, Rule, Severity, Stage};
use crate::design::Design;
use crate::template::Resource;
use crate::value::{Map, Value};

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP144",
    name: "definition-parts",
    severity: Severity::Error,
    stage: Stage::Deployment,
    docs: "\
The containers of a raw task definition do not fit each other or their task.

What a container mounts, waits for or asks for is checked when the task definition is registered: a volume of the task, another container, no more CPU \
units together and no more memory each than the task has, and with the network mode `awsvpc` the same port outside and inside. Two containers that \
listen on one port share one network interface: where the task definition is registered all the same, the second one that starts ends with \
\"address already in use\", and the service never gets stable.",
    source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html",
    flagged: "\
resource work type=AWS::ECS::TaskDefinition properties={RequiresCompatibilities=[FARGATE], NetworkMode=awsvpc, Cpu=\"256\", Memory=\"512\", ContainerDefinitions=[{Name=app, Image=public.ecr.aws/nginx/nginx:1.29, MountPoints=[{SourceVolume=date, ContainerPath=/data}]}], Volumes=[{Name=data}]}
",
    passing: "\
resource work type=AWS::ECS::TaskDefinition properties={RequiresCompatibilities=[FARGATE], NetworkMode=awsvpc, Cpu=\"256\", Memory=\"512\", ContainerDefinitions=[{Name=app, Image=public.ecr.aws/nginx/nginx:1.29, MountPoints=[{SourceVolume=data, ContainerPath=/data}]}], Volumes=[{Name=data}]}
",
    check,
};

const TASK_DEFINITION: &str = "AWS::ECS::TaskDefinition";

fn check(design: &Design, findings: &mut Findings) {
    let Some(made) = raw::template(design, &[TASK_DEFINITION]) else { return };
    for (node, _, definition) in raw::of_type(design, &made.0, TASK_DEFINITION) {
        let mut report = |message: String, says: String| {
            findings.report(format!("{}: {message}", label(design, node))).on(node).field("properties").aws_says(says);
        };
        let containers: Vec<(&str, &Map)> =
            raw::entries(definition.property("ContainerDefinitions")).filter_map(|own| Some((own.get("Name")?.as_text()?, own))).collect();
        check_volumes(&mut report, definition, &containers);
        check_order(&mut report, definition, &containers);
        check_size(&mut report, definition, &containers);
        if definition.property("NetworkMode").and_then(Value::as_text) == Some("awsvpc") {
            check_ports(&mut report, &containers);
        }
    }
}

/// Says what is wrong, and what AWS says of it.
type Report<'r> = dyn FnMut(String, String) + 'r;

/// The names in a list of maps; nothing where one of them, or the list, is a function.
fn names(list: Option<&Value>) -> Option<Vec<&str>> {
    raw::maps(list)?.into_iter().map(|entry| entry.get("Name")?.as_text()).collect()
}

fn check_volumes(report: &mut Report<'_>, definition: &Resource, containers: &[(&str, &Map)]) {
    let Some(known) = names(definition.property("Volumes")) else { return };
    for (name, container) in containers {
        let mounted = raw::entries(container.get("MountPoints")).filter_map(|mount| mount.get("SourceVolume")?.as_text());
        for volume in mounted.filter(|volume| !known.contains(volume)) {
            let meant = nearest(volume, known.iter().copied()).map_or_else(String::new, |meant| format!("; is {meant} meant?"));
            report(
                format!("container {name} mounts {volume}, which is no volume of the task{meant}"),
                format!("Unknown volume '{volume}'."),
            );
        }
    }
}

fn check_order(report: &mut Report<'_>, definition: &Resource, containers: &[(&str, &Map)]) {
    let Some(known) = names(definition.property("ContainerDefinitions")) else { return };
    for (name, container) in containers {
        for other in raw::entries(container.get("DependsOn")) {
            let Some(wanted) = other.get("ContainerName").and_then(Value::as_text) else { continue };
            if !known.contains(&wanted) {
                let meant = nearest(wanted, known.iter().copied()).map_or_else(String::new, |meant| format!("; is {meant} meant?"));
                report(format!("container {name} waits for {wanted}, which is not in the task{meant}"), String::new());
                continue;
            }
            let target = containers.iter().find(|(own, _)| *own == wanted).map(|(_, own)| own);
            let checked = target.is_none_or(|own| own.contains_key("HealthCheck"));
            if other.get("Condition").and_then(Value::as_text) == Some("HEALTHY") && !checked {
                let says = format!("Container {name} has a HEALTHY dependency on a container without a health check.");
                report(format!("container {name} waits until {wanted} is healthy, which nobody checks"), says);
            }
        }
    }
}

fn check_size(report: &mut Report<'_>, definition: &Resource, containers: &[(&str, &Map)]) {
    let asks = |name: &'static str| containers.iter().filter_map(move |(own, container)| Some((*own, container.get(name)?.as_number()?)));
    if let Some(units) = definition.property("Cpu").and_then(Value::as_number) {
        let sum: i64 = asks("Cpu").map(|(_, own)| own).sum();
        if sum > units {
            let who: Vec<String> = asks("Cpu").map(|(own, _)| own.to_owned()).collect();
            report(format!("containers {} ask for {sum} CPU units together, and the task has {units}", and(&who)), String::new());
        }
    }
    if let Some(most) = definition.property("Memory").and_then(Value::as_number) {
        for (own, memory) in asks("Memory").chain(asks("MemoryReservation")).filter(|(_, memory)| *memory > most) {
            report(format!("container {own} asks for {memory} MiB, and the task has {most}"), String::new());
        }
    }
}

fn check_ports(report: &mut Report<'_>, containers: &[(&str, &Map)]) {
    let mut seen: Vec<(&str, i64, String)> = Vec::new();
    for (name, container) in containers {
        for mapping in raw::entries(container.get("PortMappings")) {
            let Some(port) = mapping.get("ContainerPort").and_then(Value::as_number) else { continue };
            if let Some(host) = mapping.get("HostPort").and_then(Value::as_number).filter(|host| *host != port && *host != 0) {
                let says = "When networkMode=awsvpc, the host ports and container ports in port mappings must match.".to_owned();
                report(format!("container {name} has port {host} outside and {port} inside, which are one with awsvpc"), says);
            }
            let protocol = mapping.get("Protocol").map_or_else(|| "tcp".to_owned(), Value::display);
            if let Some((other, ..)) = seen.iter().find(|(own, taken, spoken)| own != name && *taken == port && *spoken == protocol) {
                let says = format!("Essential container in task exited (the program says: address already in use, port {port})");
                report(format!("containers {other} and {name} both listen on port {port}"), says);
            }
            seen.push((name, port, protocol));
        }
    }
}
