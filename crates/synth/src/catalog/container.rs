//! The container: one program of a task.

use super::{Idle, Need, Shape, container_parts as parts};
use crate::design::{Design, Node, NodeId};
use crate::meaning::{access, forwards, logs, pulls};
use crate::synthesize::Builder;
use crate::value::{Map, Value, map};

kind! {
    /// One program of a task, run from an image.
    /// Containers of one service share the task's CPU, memory and network interface, so two of them cannot use the same port.
    /// The image comes from the repository it `pulls` from, else from the image field.
    "container", "Container" {
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html",
        group: Containers,
        category: Compute,
        shape: Shape::Card,
        place: Item,
        parents: &["service", "task"],
        glyph: &["M3 8h18v9H3z", "M7 11v3.5", "M10.3 11v3.5", "M13.7 11v3.5", "M17 11v3.5"],
        caption: caption,
        style: |_| "",
        synthesize: parts::allow,
        idle: &IDLE_FIELDS,
    }

    /// The port that the program listens on. Empty for a program that takes no connections.
    port "Port" in "Network": NumberOrNone { least: 1, most: 65535 } => Number(8080), takes Both;
    /// The protocol of the port.
    protocol "Protocol" in "Network": Choice(&["tcp", "udp"]) => Text("tcp");
    /// Further ports on which it listens, such as `9090` or `8125/udp`.
    ports "Further ports" in "Network": List => Nothing, takes Literals(Items);
    /// How long the program keeps an idle connection open: no setting, but what you know of it. 5 s is usual for Node.js, 2 s for Gunicorn, 75 s
    /// for nginx. A load balancer in front of it has to give up idle connections sooner.
    keep_alive "Keep-alive" in "Network": Number { least: 1, most: 86_400 } => Nothing, unit "seconds", takes Literals(Fact),
        source "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html";
    /// The image of any registry, with its tag. Unused when the container pulls from a repository of the design.
    image "Image" in "Image": Text { most: 255 } => Text("public.ecr.aws/nginx/nginx:stable"),
        source "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html";
    /// The tag that is pulled from the design's repository. It becomes a parameter, so that each deployment can choose.
    tag "Tag" in "Image": Name { also: "._-", most: 128 } => Text("latest");
    /// The ARN of the secret with the name and password of a private registry. The execution role may read it.
    registry_secret "Registry sign-in" in "Image": Text { most: 2048 } => Nothing,
        source "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/private-auth.html";
    /// Whether all tasks of a service run the very image that its tag named when the service was deployed.
    version_consistency "Version consistency" in "Image": Choice(&["enabled", "disabled"]) => Nothing,
        source "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-container-image-stability.html";
    /// Whether the whole task stops when this container does. At least one must be essential.
    essential "Essential" in "Program": Flag => Flag(true), takes Literals(Structure);
    /// What is run instead of the image's command, a word an item.
    command "Command" in "Program": List => Nothing;
    /// What is run instead of the image's entry point, a word an item.
    entry_point "Entry point" in "Program": List => Nothing;
    /// The folder in which the program starts.
    working_directory "Working directory" in "Program": Text { most: 4096 } => Nothing;
    /// The user, as a name or number, with `:group` if needed.
    user "User" in "Program": Text { most: 255 } => Nothing;
    /// Whether the container's own disk cannot be written.
    read_only_root "Read-only root" in "Program": Flag => Flag(false);
    /// Environment variables. Their values can be read by everybody who can read the task definition: no secrets here.
    environment "Environment" in "Program": Map => Nothing;
    /// ARNs of files in S3 with one `NAME=value` a line. The execution role may read them.
    environment_files "Environment files" in "Program": List => Nothing, takes Literals(Items), within &[("*", Hidden)],
        source "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/use-environment-file.html";
    /// Environment variables from secrets: names with the ARN of a secret or a parameter. The agent reads them with the execution role
    /// before the program starts, so that they are not written into the task definition.
    secrets "Secrets" in "Program": Map => Nothing, within &[("*", Hidden)],
        source "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html";
    /// Labels of the container for programs that read them.
    labels "Labels" in "Program": Map => Nothing;
    /// Whether its standard input stays open.
    interactive "Interactive" in "Program": Flag => Flag(false);
    /// Whether it gets a terminal.
    pseudo_terminal "Terminal" in "Program": Flag => Flag(false);
    /// How long containers that wait for this one wait at most.
    start_timeout "Start timeout" in "Program": Number { least: 2, most: 120 } => Nothing, unit "seconds",
        source "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html";
    /// How long it may take to end after the stop signal before it is killed. Fargate allows 120 s; 30 when empty.
    stop_timeout "Stop timeout" in "Program": Number { least: 2, most: 120 } => Nothing, unit "seconds",
        source "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html";
    /// The CPU units reserved for it within the task's. Empty shares freely.
    cpu "CPU share" in "Size": Number { least: 1, most: 32_768 } => Nothing, unit "units";
    /// The memory at which it is killed. Empty lets it use what the task has.
    memory_limit "Memory limit" in "Size": Number { least: 6, most: 249_856 } => Nothing, unit "MiB";
    /// The memory that is kept for it.
    memory_reservation "Memory reserved" in "Size": Number { least: 6, most: 249_856 } => Nothing, unit "MiB";
    /// Where volumes of the service or task appear in its file system, each as `{Volume=data, Path=/var/data, ReadOnly=true}`.
    mounts "Mounts" in "Files": Entries => Nothing,
        source "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_data_volumes.html";
    /// Whether a small first process passes signals on and collects ended children. Useful for programs that start others.
    init_process "Init process" in "Linux": Flag => Flag(false);
    /// Capabilities that it gives up, such as `NET_RAW` or `ALL`.
    drop_capabilities "Dropped capabilities" in "Linux": List => Nothing,
        source "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_KernelCapabilities.html";
    /// Whether it may watch other processes of the task, as tracing tools do: `SYS_PTRACE`, the one capability that Fargate lets one add.
    trace "Trace processes" in "Linux": Flag => Flag(false), takes Known,
        source "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_KernelCapabilities.html";
    /// How many files it may hold open. It is the one limit that Fargate lets one change; 65,535 when empty.
    open_files "Open files" in "Linux": Number { least: 1, most: 1_048_576 } => Nothing, unit "files",
        source "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Ulimit.html";
    /// Settings of the Linux kernel for it, such as `net.ipv4.tcp_keepalive_time`. Two containers of a task must not set one differently.
    system_controls "System controls" in "Linux": Map => Nothing,
        source "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_SystemControl.html";
    /// Whether it is started again when it ends, without its task being replaced.
    restart "Restart" in "Restart": Flag => Flag(false), takes Known,
        source "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-restart-policy.html";
    /// Exit codes after which it is not started again.
    restart_ignored "Ignored exit codes" in "Restart": List => Nothing;
    /// How long it must have run to be started again. 300 when empty.
    restart_after "Restart after" in "Restart": Number { least: 60, most: 1800 } => Nothing, unit "seconds",
        source "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerRestartPolicy.html";
    /// A shell command whose exit code says whether it is healthy. The image must have a shell.
    health_command "Health command" in "Health": Text { most: 4096 } => Nothing,
        source "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html";
    /// Time between two health commands.
    health_interval "Interval" in "Health": Number { least: 5, most: 300 } => Number(30), unit "seconds";
    /// Time after which a health command has failed.
    health_timeout "Timeout" in "Health": Number { least: 2, most: 60 } => Number(5), unit "seconds";
    /// How many failures in a row make it unhealthy.
    health_retries "Retries" in "Health": Number { least: 1, most: 10 } => Number(3);
    /// Time after its start in which failures do not count.
    health_start "Start period" in "Health": Number { least: 0, most: 300 } => Number(0), unit "seconds";
}

/// When its fields do nothing.
static IDLE_FIELDS: Idle = Idle {
    needs: &[
        Need { fields: &["protocol", "keep_alive"], of: "port", values: &[], since: "it has no port" },
        Need { fields: &["restart_ignored", "restart_after"], of: "restart", values: &["true"], since: "it is not started again" },
        Need {
            fields: &["health_interval", "health_timeout", "health_retries", "health_start"],
            of: "health_command",
            values: &[],
            since: "it has no health command",
        },
    ],
    why: idle,
};

fn caption(design: &Design, id: NodeId, node: &Node) -> String {
    // The line to the repository says which one.
    let pulls = !design.targets(id, pulls::VERB.id).is_empty();
    let source = if pulls { format!("tag {}", tag(&node.fields).text()) } else { image(&node.fields).text() };
    match port(&node.fields).number() {
        Some(port) => format!(":{port} · {source}"),
        None => source,
    }
}

/// The name of a container in its task definition: letters, digits, hyphens and underscores.
pub fn runtime_name(node: &Node) -> String {
    let name: String =
        node.name.chars().map(|letter| if letter.is_ascii_alphanumeric() || "-_".contains(letter) { letter } else { '-' }).collect();
    if name.is_empty() { "container".to_owned() } else { name.chars().take(255).collect() }
}

fn image_of(builder: &mut Builder<'_>, id: NodeId, node: &Node) -> Option<Value> {
    let Some(repository) = builder.design.targets(id, pulls::VERB.id).first().copied() else {
        return image(&node.fields).value();
    };
    let repository = builder.logical_id(repository, "Repository");
    let own = tag(&node.fields).value();
    match &own {
        Some(Value::Call(function, argument)) if function == "Ref" && argument.as_text().is_some() => {
            return Some(Value::sub(format!("${{{repository}.RepositoryUri}}:${{{}}}", argument.as_text().unwrap_or_default())));
        }
        // No parameter can have an expression as its default.
        Some(expression @ Value::Call(..)) => {
            let parts = Value::List(vec![Value::attribute(&repository, "RepositoryUri"), expression.clone()]);
            return Some(Value::Call("Join".to_owned(), Box::new(Value::List(vec![Value::text(":"), parts]))));
        }
        _ => {}
    }
    let parameter = builder.logical_id(id, "ImageTag");
    builder.parameter(
        &parameter,
        [
            ("Type", Some(Value::text("String"))),
            ("Description", Some(Value::text(format!("Tag of the image that container {} runs", node.name)))),
            ("Default", own),
        ],
    );
    Some(Value::sub(format!("${{{repository}.RepositoryUri}}:${{{parameter}}}")))
}

fn log_configuration(builder: &Builder<'_>, id: NodeId, node: &Node) -> Option<Value> {
    let group = *builder.design.targets(id, logs::VERB.id).first()?;
    let options = map([
        ("awslogs-group", Value::reference(builder.logical_id(group, "LogGroup"))),
        ("awslogs-region", Value::reference("AWS::Region")),
        ("awslogs-stream-prefix", Value::text(runtime_name(node))),
    ]);
    Some(map([("LogDriver", Value::text("awslogs")), ("Options", options)]))
}

fn health_check(node: &Node) -> Option<Value> {
    let command = health_command(&node.fields).value()?;
    let number = |given: super::Given| given.value().unwrap_or(Value::Number(0));
    Some(map([
        ("Command", Value::List(vec![Value::text("CMD-SHELL"), command])),
        ("Interval", number(health_interval(&node.fields))),
        ("Timeout", number(health_timeout(&node.fields))),
        ("Retries", number(health_retries(&node.fields))),
        ("StartPeriod", number(health_start(&node.fields))),
    ]))
}

/// Environment variables: those of access connections, then those of the field, which win.
fn variables(builder: &Builder<'_>, id: NodeId, node: &Node) -> Option<Value> {
    let given = access::variables(builder.design, id).into_iter();
    let mut all: Map = given.filter_map(|given| Some((given.name.to_owned(), access::handle(builder, given.target)?))).collect();
    let own = environment(&node.fields).value();
    all.extend(own.as_ref().and_then(Value::as_map).into_iter().flatten().map(|(name, value)| (name.clone(), value.clone())));
    let variable = |(name, value): (String, Value)| map([("Name", Value::text(name)), ("Value", value.to_text())]);
    let list: Vec<Value> = all.into_iter().map(variable).collect();
    (!list.is_empty()).then_some(Value::List(list))
}

/// The container definition of a node.
pub fn definition(builder: &mut Builder<'_>, id: NodeId) -> Option<Value> {
    let node = builder.design.node(id)?.clone();
    let fields = &node.fields;
    let image = image_of(builder, id, &node);
    let secrets = parts::secrets(builder, id, fields);
    let variables = variables(builder, id, &node);
    let members = [
        ("Name", Some(Value::text(runtime_name(&node)))),
        ("Image", image),
        ("Essential", essential(fields).value()),
        ("Cpu", cpu(fields).value()),
        ("Memory", memory_limit(fields).value()),
        ("MemoryReservation", memory_reservation(fields).value()),
        ("PortMappings", parts::port_mappings(fields)),
        ("EntryPoint", entry_point(fields).value()),
        ("Command", command(fields).value()),
        ("WorkingDirectory", working_directory(fields).value()),
        ("User", user(fields).value()),
        ("ReadonlyRootFilesystem", parts::if_true(read_only_root(fields).value())),
        ("Environment", variables),
        ("EnvironmentFiles", parts::environment_files(fields)),
        ("Secrets", secrets),
        ("RepositoryCredentials", registry_secret(fields).value().map(|secret| map([("CredentialsParameter", secret)]))),
        ("VersionConsistency", version_consistency(fields).value()),
        ("MountPoints", parts::mount_points(fields)),
        ("LinuxParameters", parts::linux_parameters(fields)),
        ("Ulimits", parts::limits(fields)),
        ("SystemControls", parts::system_controls(fields)),
        ("DockerLabels", parts::labels(fields)),
        ("RestartPolicy", parts::restart_policy(fields)),
        ("Interactive", parts::if_true(interactive(fields).value())),
        ("PseudoTerminal", parts::if_true(pseudo_terminal(fields).value())),
        ("DependsOn", parts::dependencies(builder, id)),
        ("StartTimeout", start_timeout(fields).value()),
        ("StopTimeout", stop_timeout(fields).value()),
        ("HealthCheck", health_check(&node)),
        ("LogConfiguration", log_configuration(builder, id, &node)),
    ];
    Some(Value::Map(members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect::<Map>()))
}

/// Why a field does nothing, in words behind "since".
fn idle(design: &Design, id: NodeId, field: &str) -> Option<&'static str> {
    let pulls = !design.targets(id, pulls::VERB.id).is_empty();
    match field {
        "tag" if !pulls => Some("it pulls from no repository of the design, and its image has a tag of its own"),
        "image" if pulls => Some("it pulls from a repository of the design"),
        "keep_alive" if forwards::to_container(design, id).is_empty() => Some("no load balancer sends it requests"),
        _ => None,
    }
}
