//! Mistakes in services, tasks and their containers.

use groundplan_synth::design::{Connection, End, Node, NodeId};
use groundplan_synth::value::Value;

use crate::ground::{Ground, Mistake, beside, cut, nowhere};
use crate::in_the_network::a_work;

/// The mistakes.
pub(crate) static ALL: &[Mistake] = &[
    Mistake {
        name: "requests to another port",
        rules: &["target-port"],
        make: |ground| {
            let line = ground.connection("forwards")?;
            ground.set_on(line, "port", Value::Number(9999))
        },
    },
    Mistake {
        name: "the container listens on another port",
        rules: &["target-port"],
        make: |ground| {
            let (_, _, service) = ground.connection("forwards")?;
            let container = first_container(ground, service)?;
            let fixed =
                ground.design.connections_to(service).any(|(_, record)| record.verb == "forwards" && record.fields.contains_key("port"));
            if !fixed {
                return ground.right("the connection takes the container's own port", |edit| {
                    edit.set_field(container, "port", Some(Value::Number(9998)));
                });
            }
            ground.wrong(&[container, service], |edit| edit.set_field(container, "port", Some(Value::Number(9998))))
        },
    },
    Mistake {
        name: "a health check of another port",
        rules: &["health-check-reach"],
        make: |ground| ground.set_on(ground.connection("forwards")?, "health_port", Value::Number(9997)),
    },
    Mistake {
        name: "a health path without a slash",
        rules: &["health-path"],
        make: |ground| ground.set_on(ground.connection("forwards")?, "health_path", Value::text("health")),
    },
    Mistake {
        name: "health codes that no target gives",
        rules: &["health-codes"],
        make: |ground| {
            let code = ["600", "2xx", "200-", "99", "0-5"][ground.pick % 5];
            ground.set_on(ground.connection("forwards")?, "health_codes", Value::text(code))
        },
    },
    Mistake {
        name: "a health check as long as its pause",
        rules: &["health-check-timing"],
        make: |ground| ground.set_on(ground.connection("forwards")?, "health_timeout", Value::Number(30)),
    },
    Mistake {
        name: "memory that Fargate does not have",
        rules: &["fargate-size"],
        make: |ground| {
            let work = a_work(ground, |_, _| true)?;
            let memory = [1000, 700, 123_456][ground.pick % 3];
            ground.set(work, "memory", Value::Number(memory))
        },
    },
    Mistake {
        name: "CPU that does not go with the memory",
        rules: &["fargate-size"],
        make: |ground| {
            let work = a_work(ground, |_, _| true)?;
            let cpu = if ground.is(work, "cpu", "16384") || ground.is(work, "cpu", "32768") { 256 } else { 16384 };
            ground.set(work, "cpu", Value::Number(cpu))
        },
    },
    Mistake {
        name: "two containers on one port",
        rules: &["port-clash"],
        make: |ground| {
            let work = a_work(ground, |id, _| ground.kind(id) == "service" && ground.inside(id, "container").len() > 1)?;
            let containers = ground.inside(work, "container");
            let port = ground.design.node(containers[0])?.fields.get("port")?.clone();
            ground.wrong(&[work, containers[0], containers[1]], |edit| edit.set_field(containers[1], "port", Some(port)))
        },
    },
    Mistake {
        name: "more than ten containers",
        rules: &["container-count"],
        make: |ground| {
            let work = a_work(ground, |_, _| true)?;
            ground.wrong(&[work], |edit| {
                for number in 0..10 {
                    let fields = [("port".to_owned(), Value::text(""))].into();
                    edit.add_node(Node { parent: Some(work), fields, ..Node::new("container", format!("more-{number}")) });
                }
            })
        },
    },
    Mistake {
        name: "no container that is essential",
        rules: &["essential-container"],
        make: |ground| {
            let work = a_work(ground, |_, _| true)?;
            ground.wrong(&[work], |edit| {
                for container in ground.inside(work, "container") {
                    edit.set_field(container, "essential", Some(Value::Flag(false)));
                }
            })
        },
    },
    Mistake {
        name: "no container at all",
        rules: &["essential-container"],
        make: |ground| {
            let work = a_work(ground, |_, _| true)?;
            ground.wrong(&[work], |edit| {
                for container in ground.inside(work, "container") {
                    edit.remove_node(container);
                }
            })
        },
    },
    Mistake {
        name: "containers that wait for each other",
        rules: &["waits-for-condition"],
        make: |ground| {
            let (_, from, to) = ground.connection("waits-for")?;
            ground.wrong(&[from, to], |edit| {
                edit.connect(Connection::new(to, from, "waits-for"));
            })
        },
    },
    Mistake {
        name: "waiting for health that nobody checks",
        rules: &["waits-for-condition"],
        make: |ground| {
            let (_, from, to) = ground.connection_where("waits-for", |_, _, record| is(record, "condition", "HEALTHY"))?;
            ground.wrong(&[from, to], |edit| edit.set_field(to, "health_command", None))
        },
    },
    Mistake {
        name: "waiting for the end of an essential container",
        rules: &["waits-for-condition"],
        make: |ground| {
            let (_, from, to) = ground.connection_where("waits-for", |_, _, record| is(record, "condition", "SUCCESS"))?;
            ground.wrong(&[from, to], |edit| edit.set_field(to, "essential", None))
        },
    },
    Mistake {
        name: "a container with more memory than its task",
        rules: &["container-resources"],
        make: |ground| {
            let container = ground.node("container")?;
            let work = ground.around(container)?;
            ground.wrong(&[container, work], |edit| edit.set_field(container, "memory_limit", Some(Value::Number(249_856))))
        },
    },
    Mistake {
        name: "no subnet to run in",
        rules: &["service-without-subnet"],
        make: |ground| {
            let work = a_work(ground, |_, _| true)?;
            ground.wrong(&[work], |edit| cut(edit, |record| record.verb == "runs" && record.from == End::Node(work)))
        },
    },
    Mistake {
        name: "no grace for the start",
        rules: &["grace-period"],
        make: |ground| {
            let (_, _, service) = ground.connection("forwards")?;
            ground.set(service, "grace_period", Value::Number(0))
        },
    },
    Mistake {
        name: "one task over several zones",
        rules: &["single-task"],
        make: |ground| {
            let service = a_work(ground, |id, node| {
                ground.kind(id) == "service" && node.fields.contains_key("desired_count") && ground.subnets_of(id).len() > 1
            })?;
            ground.set(service, "desired_count", Value::Number(1))
        },
    },
    Mistake {
        name: "a deployment that cannot roll",
        rules: &["rolling-deployment"],
        make: |ground| {
            let service = a_work(ground, |id, _| ground.kind(id) == "service")?;
            ground.set(service, "max_percent", Value::Number(100))
        },
    },
    Mistake {
        name: "spare capacity alone",
        rules: &["spot-alone"],
        make: |ground| {
            let service = a_work(ground, |_, node| node.fields.contains_key("spot_percent"))?;
            let change = |edit: &mut groundplan_synth::design::Edit<'_>| {
                edit.set_field(service, "spot_percent", Some(Value::Number(100)));
                edit.set_field(service, "spot_base", None);
            };
            if !ground.has_verb(service, "forwards") {
                return ground.right("nobody waits for the answer of a worker", change);
            }
            ground.wrong(&[service], change)
        },
    },
    Mistake {
        name: "an old platform",
        rules: &["old-platform"],
        make: |ground| ground.set(a_work(ground, |_, _| true)?, "platform_version", Value::text("1.3.0")),
    },
    Mistake {
        name: "the tag latest",
        rules: &["floating-tag"],
        make: |ground| {
            let container = ground.node_where("container", |_, node| node.fields.contains_key("image"))?;
            let image = ground.field(container, "image");
            let image = image.rsplit_once(':').map(|(image, _)| format!("{image}:latest"))?;
            ground.set(container, "image", Value::text(image))
        },
    },
    Mistake {
        name: "a container that nobody hears",
        rules: &["silent-container"],
        make: |ground| {
            let (line, container, _) = ground.connection("logs")?;
            let alone = ground.design.connections_with("logs").count() == 1;
            if alone {
                return ground.right("no container of the design keeps its output", |edit| edit.remove_connection(line));
            }
            ground.wrong(&[container], |edit| edit.remove_connection(line))
        },
    },
    Mistake {
        name: "a log group that is not there",
        rules: &["dangling-connection"],
        make: |ground| {
            let (line, container, group) = ground.connection("logs")?;
            let lost = nowhere(&format!("{}x", ground.name(group)));
            ground.wrong(&[container], |edit| edit.connection(line, |record| record.to = lost))
        },
    },
    Mistake {
        name: "bounds the wrong way round",
        rules: &["scaling-bounds"],
        make: |ground| {
            let service = a_work(ground, |_, node| node.fields.contains_key("scale_most"))?;
            ground.set(service, "scale_most", Value::Number(1))
        },
    },
    Mistake {
        name: "bounds and nothing that moves",
        rules: &["nothing-scales"],
        make: |ground| {
            let service = a_work(ground, |_, node| node.fields.contains_key("scale_cpu"))?;
            ground.wrong(&[service], |edit| edit.set_field(service, "scale_cpu", None))
        },
    },
    Mistake {
        name: "a schedule in other words",
        rules: &["schedule-words"],
        make: |ground| {
            let task = a_work(ground, |_, node| node.fields.contains_key("schedule"))?;
            let words = ["rate(30 seconds)", "cron(0 3 * * *)", "every day", "rate(0 minutes)"][ground.pick % 4];
            ground.set(task, "schedule", Value::text(words))
        },
    },
    Mistake {
        name: "a password in the environment",
        rules: &["plain-secret"],
        make: |ground| {
            let container = ground.node("container")?;
            let name = ["DB_PASSWORD", "API_KEY", "GITHUB_TOKEN"][ground.pick % 3];
            ground.wrong(&[container], |edit| variable(ground, edit, container, name, Value::text("hunter2-and-more")))
        },
    },
    Mistake {
        name: "one variable twice",
        rules: &["variable-twice"],
        make: |ground| {
            let (_, container, target) = ground.connection("injects")?;
            let name = ground.name(target).to_uppercase().replace('-', "_");
            ground.wrong(&[container, target], |edit| variable(ground, edit, container, &name, Value::text("x")))
        },
    },
    Mistake {
        name: "a volume that the task lacks",
        rules: &["unknown-volume"],
        make: |ground| {
            let container = ground.node_where("container", |_, node| node.fields.contains_key("mounts"))?;
            let work = ground.around(container)?;
            let all = ground.inside(work, "container");
            let about: Vec<NodeId> = all.into_iter().chain([work]).collect();
            ground.wrong(&about, |edit| edit.set_field(work, "volumes", None))
        },
    },
    Mistake {
        name: "two nodes of one name",
        rules: &["duplicate-name"],
        make: |ground| {
            let container = ground.node("container")?;
            let name = ground.name(container);
            ground.wrong(&[container], |edit| {
                edit.add_node(beside(ground.design, container, "container", &name));
            })
        },
    },
    Mistake {
        name: "a target group for a service that is gone",
        rules: &["dangling-connection"],
        make: |ground| {
            let (line, balancer, service) = ground.connection("forwards")?;
            let gone = nowhere(&format!("{}-old", ground.name(service)));
            ground.wrong(&[balancer], |edit| edit.connection(line, |record| record.to = gone))
        },
    },
    Mistake {
        name: "a parameter that is not there",
        rules: &["unknown-reference"],
        make: |ground| {
            let work = a_work(ground, |_, _| true)?;
            ground.set(work, "family", Value::reference("NoSuchParameter"))
        },
    },
    Mistake {
        name: "a container that may not reach AWS",
        rules: &["execution-role", "private-image"],
        make: |ground| {
            let work =
                a_work(ground, |id, _| first_container(ground, id).is_some_and(|id| ground.field(id, "image").contains(".dkr.ecr.")))?;
            let container = first_container(ground, work)?;
            ground.wrong(&[work, container], |edit| {
                edit.set_field(work, "execution_role", Some(Value::text("none")));
                cut(edit, |record| record.verb == "starts-with" && record.from == End::Node(work));
            })
        },
    },
    Mistake {
        name: "no execution role for the pull or the logs",
        rules: &["execution-role"],
        make: |ground| {
            let work = a_work(ground, |id, _| {
                let containers = ground.inside(id, "container");
                !ground.has_verb(id, "starts-with")
                    && containers.into_iter().any(|id| ground.has_verb(id, "pulls") || ground.has_verb(id, "logs"))
            })?;
            ground.set(work, "execution_role", Value::text("none"))
        },
    },
    Mistake {
        name: "no execution role for what is injected",
        rules: &["execution-role"],
        make: |ground| {
            let work = a_work(ground, |id, _| {
                let containers = ground.inside(id, "container");
                !ground.has_verb(id, "starts-with")
                    && containers.iter().any(|id| ground.has_verb(*id, "injects"))
                    && !containers.into_iter().any(|id| ground.has_verb(id, "pulls") || ground.has_verb(id, "logs"))
            })?;
            ground.set(work, "execution_role", Value::text("none"))
        },
    },
];

fn is(record: &Connection, field: &str, text: &str) -> bool {
    record.fields.get(field).is_some_and(|value| value.display() == text)
}

fn first_container(ground: &Ground<'_>, work: NodeId) -> Option<NodeId> {
    ground.inside(work, "container").first().copied()
}

/// Adds a variable to the environment of a container.
pub(crate) fn variable(ground: &Ground<'_>, edit: &mut groundplan_synth::design::Edit<'_>, container: NodeId, name: &str, value: Value) {
    let own = ground.design.node(container).and_then(|node| node.fields.get("environment")).and_then(Value::as_map);
    let mut all = own.cloned().unwrap_or_default();
    all.insert(name.to_owned(), value);
    edit.set_field(container, "environment", Some(Value::Map(all)));
}
