//! The task definition: what a service and a task have in common, their containers, size and roles.
//!
//! Who runs the copies (a service keeps them going, a task is started by a schedule or by hand) is another matter and lies in their own
//! files. Everything here takes the id of either.

use std::sync::Arc;

use super::container_parts::members;
use super::{cluster, container, endpoint, role, security_group, service, subnet, task, vpc};
use crate::decimal::Plain;
use crate::design::{Design, Node, NodeId, sketch};
use crate::meaning::{assumes, runs, starts_with};
use crate::network::{self, Egress};
use crate::permissions::Statement;
use crate::synthesize::Builder;
use crate::value::{Map, Value, map};

// The look-ups of the shared fields; they read the fields of both kinds.
pub use super::service::{
    architecture, cpu, ephemeral_storage, execute_command, execution_role, family, file_systems, memory, outbound, platform_version,
    public_address, volumes,
};

/// The kinds that have a task definition, each a frame around its containers.
pub const KINDS: &[&str] = &["service", "task"];

/// Defines a kind with a task definition: as [`kind!`] does, with the shared fields before its own.
macro_rules! kind_with_task_definition {
    ( $(#[doc = $docs:literal])+ $id:literal, $title:literal { $($head:tt)* } $($own:tt)* ) => {
        kind! {
            $(#[doc = $docs])+
            $id, $title { $($head)* }

            /// CPU of one task in units of 1/1024 vCPU. Each value goes with its own range of memory.
            cpu "CPU" in "Size": Numbers($crate::catalog::fargate::CPU) => Number(512), unit "units",
                source "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html";
            /// Memory of one task. Which values are allowed depends on the CPU.
            memory "Memory" in "Size": Number { least: 512, most: 249_856 } => Number(1024), unit "MiB",
                source "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html";
            /// Disk space of one task. Empty gives 20 GiB; more is billed.
            ephemeral_storage "Ephemeral storage" in "Size": Number { least: 21, most: 200 } => Nothing, unit "GiB",
                source "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-storage.html";
            /// Names of volumes that the containers of a task share. They are empty when the task starts and gone when it ends; containers mount them.
            volumes "Volumes" in "Files": List => Nothing, takes Literals(Items),
                source "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bind-mounts.html";
            /// Volumes on EFS file systems, which outlive the task, each as `{Name=data, FileSystem=fs-…, AccessPoint=fsap-…, Root=/, Iam=true}`.
            /// They are reached on port 2049 and encrypted on the way; with `Iam` the task role gets the permission to mount and write.
            file_systems "File systems" in "Files": Entries => Nothing, within &[("Iam", Structure)],
                source "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/efs-volumes.html";
            /// The processor. ARM costs about a fifth less; images must be built for it.
            architecture "Architecture" in "Tasks": Choice(&["X86_64", "ARM64"]) => Text("X86_64"),
                source "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-arm64.html";
            /// The version of the Fargate platform; `LATEST` is 1.4.0 on Linux.
            platform_version "Platform version" in "Tasks": Choice(&["LATEST", "1.4.0", "1.3.0"]) => Text("LATEST"),
                source "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/platform-fargate.html";
            /// Whether tasks get a public address. They need one in a public subnet, where no NAT gateway gives them a way out.
            public_address "Public address" in "Network": Flag => Flag(false), takes Known,
                source "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html";
            /// What tasks may call: `https` is TCP 443 to everywhere, which AWS's own services need; `all` is everything.
            outbound "Outbound" in "Network": Choice(&["https", "all"]) => Text("https"), takes Literals(Structure);
            /// Who starts the task: `derived` makes an execution role when none is connected, `none` leaves it out.
            execution_role "Execution role" in "Permissions": Choice(&["derived", "none"]) => Text("derived"), takes Literals(Structure),
                source "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html";
            /// Whether one can open a shell in a running container. The task role gets the permissions of the session channel.
            execute_command "ECS Exec" in "Permissions": Flag => Flag(false), takes Literals(Structure),
                source "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html";
            /// The name of the task definition's family; empty lets CloudFormation make one.
            family "Family" in "Words": Name { also: "-_", most: 255 } => Nothing,
                source "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html";
            $($own)*
        }
    };
}
pub(super) use kind_with_task_definition;

/// True for a node with a task definition.
pub fn has_one(node: &Node) -> bool {
    KINDS.contains(&node.kind.as_str())
}

/// All nodes with a task definition, in the order of their ids.
pub fn all(design: &Design) -> impl Iterator<Item = (NodeId, &Arc<Node>)> {
    design.nodes().filter(|(_, node)| has_one(node))
}

/// The service or task that a node lies in.
pub fn around(design: &Design, id: NodeId) -> Option<NodeId> {
    design.nearest(id, has_one)
}

/// The containers of a service or task, in the order in which they were drawn.
pub fn containers(design: &Design, id: NodeId) -> Vec<NodeId> {
    design.children(Some(id)).into_iter().filter(|child| design.node(*child).is_some_and(|node| node.kind == container::KIND.id)).collect()
}

/// The size of one task for people: `0.5 vCPU · 1 GB`.
pub fn size_words(node: &Node) -> String {
    let cpu = cpu(&node.fields).number().map_or_else(|| "? vCPU".to_owned(), |units| format!("{} vCPU", Plain(units as f64 / 1024.0)));
    let memory =
        memory(&node.fields).number().map_or_else(|| "? GB".to_owned(), |mebibytes| format!("{} GB", Plain(mebibytes as f64 / 1024.0)));
    format!("{cpu} · {memory}")
}

/// How many tasks run at once, as far as that is known before deployment.
pub fn tasks_at_once(node: &Node) -> i64 {
    let count = if node.kind == service::KIND.id { service::desired_count(&node.fields) } else { task::count(&node.fields) };
    count.number().unwrap_or(1)
}

/// What the agent's own role is called when synthesis derives it.
pub const EXECUTION_ROLE: &str = "ExecutionRole";
/// What the role of the containers is called when synthesis derives it.
pub const TASK_ROLE: &str = "TaskRole";

/// True when synthesis derives the role with which the agent starts tasks.
pub fn derives_execution_role(design: &Design, id: NodeId) -> bool {
    let wanted = design.node(id).is_some_and(|node| execution_role(&node.fields).text() != "none");
    wanted && design.targets(id, starts_with::VERB.id).is_empty()
}

/// Why a field of whatever has a task definition does nothing, in words behind "since".
pub fn idle(design: &Design, id: NodeId, field: &str) -> Option<&'static str> {
    let is_drawn = !design.targets(id, starts_with::VERB.id).is_empty();
    (field == "execution_role" && is_drawn).then_some("a role of the design starts it")
}

/// The logical id of the role with which the agent starts tasks; nothing when there is none.
pub fn execution_role_id(builder: &Builder<'_>, id: NodeId) -> Option<String> {
    if let Some(role) = builder.design.targets(id, starts_with::VERB.id).first() {
        return Some(builder.logical_id(*role, "Role"));
    }
    derives_execution_role(builder.design, id).then(|| builder.logical_id(id, EXECUTION_ROLE))
}

/// The logical id of the role with which the containers make their own calls.
pub fn task_role_id(builder: &Builder<'_>, id: NodeId) -> String {
    match builder.design.targets(id, assumes::VERB.id).first() {
        Some(role) => builder.logical_id(*role, "Role"),
        None => builder.logical_id(id, TASK_ROLE),
    }
}

/// Adds the roles that no node stands for.
fn derive_roles(builder: &mut Builder<'_>, id: NodeId, node: &Node) {
    if derives_execution_role(builder.design, id) {
        role::derive(builder, id, EXECUTION_ROLE, &format!("Starts the tasks of {} {}", node.kind, node.name));
    }
    if builder.design.targets(id, assumes::VERB.id).is_empty() {
        role::derive(builder, id, TASK_ROLE, &format!("What the containers of {} {} may do", node.kind, node.name));
    }
    if execute_command(&node.fields).flag() {
        let role = task_role_id(builder, id);
        let reason = format!("{} has ECS Exec", node.name);
        let actions = [
            "ssmmessages:CreateControlChannel",
            "ssmmessages:CreateDataChannel",
            "ssmmessages:OpenControlChannel",
            "ssmmessages:OpenDataChannel",
        ];
        // These actions know no resource: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsessionmanagermessagegatewayservice.html
        builder.allow(&role, Statement::because(reason, &actions, vec![Value::text("*")]));
    }
}

/// The port of NFS, over which EFS is mounted.
const NFS: i64 = 2049;

/// The rules for what tasks may call.
pub(super) fn outward_rules(design: &Design, id: NodeId, node: &Node) -> Vec<Value> {
    if outbound(&node.fields).text() == "all" {
        return vec![map([
            ("Description", Value::text("Everything")),
            ("IpProtocol", Value::text("-1")),
            ("CidrIp", Value::text("0.0.0.0/0")),
        ])];
    }
    let everywhere = Value::text("0.0.0.0/0");
    let mut rules = vec![security_group::tcp(&Value::Number(443), "CidrIp", everywhere, "AWS services and other HTTPS addresses")];
    let vpc = network::vpc_of(design, id).filter(|_| !file_system_entries(node).is_empty()).and_then(|vpc| design.node(vpc));
    if let Some(range) = vpc.and_then(|vpc| vpc::cidr(&vpc.fields).value()) {
        rules.push(security_group::tcp(&Value::Number(NFS), "CidrIp", range, "EFS file systems in the VPC"));
    }
    rules
}

/// Adds the security group of the tasks, unless a node stands for it.
fn derive_group(builder: &mut Builder<'_>, id: NodeId, node: &Node) {
    security_group::derive(builder, id, &format!("What the tasks of {} {} let in and out", node.kind, node.name));
}

/// The entries of the field for file systems.
fn file_system_entries(node: &Node) -> Vec<Map> {
    let given = file_systems(&node.fields).value();
    given.as_ref().and_then(Value::as_list).unwrap_or_default().iter().filter_map(|entry| entry.as_map().cloned()).collect()
}

/// The names of all volumes of a service or task.
pub fn volume_names(node: &Node) -> Vec<String> {
    let shared = volumes(&node.fields).value();
    let shared = shared.as_ref().and_then(Value::as_list).unwrap_or_default().iter().map(Value::display);
    shared.chain(file_system_entries(node).iter().filter_map(|entry| entry.get("Name").map(Value::display))).collect()
}

fn volume_list(node: &Node) -> Option<Value> {
    let given = volumes(&node.fields).value();
    let shared = given.as_ref().and_then(Value::as_list).unwrap_or_default().iter();
    let shared = shared.map(|name| map([("Name", name.to_text())]));
    let on_efs = file_system_entries(node).into_iter().filter_map(|entry| {
        let iam = entry.get("Iam").and_then(Value::as_flag).filter(|iam| *iam).map(|_| Value::text("ENABLED"));
        let configuration = members([
            ("FilesystemId", entry.get("FileSystem").cloned()),
            ("RootDirectory", entry.get("Root").cloned()),
            ("TransitEncryption", Some(Value::text("ENABLED"))),
            ("AuthorizationConfig", members([("AccessPointId", entry.get("AccessPoint").cloned()), ("IAM", iam)])),
        ]);
        members([("Name", entry.get("Name").cloned()), ("EFSVolumeConfiguration", configuration)])
    });
    let all: Vec<Value> = shared.chain(on_efs).collect();
    (!all.is_empty()).then_some(Value::List(all))
}

/// Lets the containers mount the file systems that ask for it.
/// Source: <https://docs.aws.amazon.com/efs/latest/ug/iam-access-control-nfs-efs.html>.
fn allow_file_systems(builder: &mut Builder<'_>, id: NodeId, node: &Node) {
    let role = task_role_id(builder, id);
    for entry in file_system_entries(node).iter().filter(|entry| entry.get("Iam").and_then(Value::as_flag) == Some(true)) {
        let Some(system) = entry.get("FileSystem").cloned() else { continue };
        let reason = format!("{} mounts {}", node.name, sketch::value_text(&system));
        let all = Value::sub("arn:${AWS::Partition}:elasticfilesystem:${AWS::Region}:${AWS::AccountId}:file-system/");
        let arn = Value::joined([all, system]);
        let actions = ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"];
        builder.allow(&role, Statement::because(reason, &actions, vec![arn]));
    }
}

/// Adds the task definition with the roles and the security group that no node stands for; answers its logical id.
pub fn add(builder: &mut Builder<'_>, id: NodeId, node: &Node) -> String {
    derive_roles(builder, id, node);
    allow_file_systems(builder, id, node);
    derive_group(builder, id, node);
    let definitions: Vec<Value> =
        containers(builder.design, id).into_iter().filter_map(|child| container::definition(builder, child)).collect();
    let execution_role = execution_role_id(builder, id).map(|role| Value::attribute(&role, "Arn"));
    let task_role = Value::attribute(&task_role_id(builder, id), "Arn");
    let platform = map([
        ("CpuArchitecture", architecture(&node.fields).value().unwrap_or_else(|| Value::text("X86_64"))),
        ("OperatingSystemFamily", Value::text("LINUX")),
    ]);
    builder.add_tagged(
        id,
        "TaskDefinition",
        "AWS::ECS::TaskDefinition",
        false,
        [
            ("Family", family(&node.fields).value()),
            ("RequiresCompatibilities", Some(Value::list(["FARGATE"]))),
            ("NetworkMode", Some(Value::text("awsvpc"))),
            ("Cpu", cpu(&node.fields).value().map(|cpu| cpu.to_text())),
            ("Memory", memory(&node.fields).value().map(|memory| memory.to_text())),
            ("EphemeralStorage", ephemeral_storage(&node.fields).value().map(|size| map([("SizeInGiB", size)]))),
            ("RuntimePlatform", Some(platform)),
            ("Volumes", volume_list(node)),
            ("ExecutionRoleArn", execution_role),
            ("TaskRoleArn", Some(task_role)),
            ("ContainerDefinitions", Some(Value::List(definitions))),
        ],
    )
}

/// The cluster that a service or task lies in.
pub fn cluster_of(design: &Design, id: NodeId) -> Option<NodeId> {
    design.nearest(id, |node| node.kind == cluster::KIND.id)
}

/// The logical id of the cluster that a service or task lies in.
pub fn cluster_id(builder: &Builder<'_>, id: NodeId) -> Option<String> {
    cluster_of(builder.design, id).map(|cluster| builder.logical_id(cluster, "Cluster"))
}

/// Where tasks get their network interface, as CloudFormation writes it under `AwsvpcConfiguration`.
pub fn interface(builder: &Builder<'_>, id: NodeId, node: &Node) -> Value {
    let subnets = builder.design.targets(id, runs::VERB.id);
    let disabled = Value::text("DISABLED");
    let public = public_address(&node.fields).switches(Some(Value::text("ENABLED")), Some(disabled.clone()));
    map([
        ("AssignPublicIp", public.unwrap_or(disabled)),
        ("Subnets", Value::List(subnets.iter().map(|subnet| subnet::reference(builder, *subnet)).collect())),
        ("SecurityGroups", security_group::references(builder, id)),
    ])
}

/// The ways out of a subnet for which tasks wait: the endpoints where its routes lead nowhere.
struct Ways(Option<Vec<NodeId>>);

impl Ways {
    fn of(design: &Design, subnet: NodeId) -> Self {
        let leads_nowhere = network::egress(design, subnet) == Egress::None;
        let vpc = || network::vpc_of(design, subnet);
        Self(leads_nowhere.then(|| vpc().map(|vpc| network::endpoints_of(design, vpc)).unwrap_or_default()))
    }
}

/// Makes what starts tasks wait for the way out of their subnets, and where there is none for the endpoints: tasks that start before
/// cannot pull their image.
pub fn wait_for_routes(builder: &mut Builder<'_>, id: NodeId, resource: &str) {
    for subnet in builder.design.targets(id, runs::VERB.id) {
        let ways = match builder.once(subnet, Ways::of, |ways| ways.0.clone()).flatten() {
            Some(endpoints) => endpoints.into_iter().map(|endpoint| endpoint::id_of(builder, endpoint)).collect(),
            None => vec![subnet::default_route_id(builder, subnet)],
        };
        for way in ways {
            builder.wait(resource, way);
        }
    }
}
