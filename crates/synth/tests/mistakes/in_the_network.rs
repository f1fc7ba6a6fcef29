//! Mistakes in the network: subnets, routes, gateways, endpoints, groups, load balancers.

use groundplan_synth::design::{Connection, End, Node, NodeId};
use groundplan_synth::value::Value;

use crate::ground::{Ground, Mistake, cut};

/// The mistakes.
pub(crate) static ALL: &[Mistake] = &[
    Mistake {
        name: "drop the NAT gateway",
        rules: &["image-pull-route"],
        make: |ground| {
            let nat = ground.node("nat")?;
            let others = ground.design.nodes_of("nat").count() > 1;
            let served: Vec<NodeId> =
                ground.design.nodes_of("subnet").filter(|(_, node)| text(node, "access") == "private").map(|(id, _)| id).collect();
            let work: Vec<NodeId> = served.iter().flat_map(|subnet| ground.work_in(*subnet)).chain(served.iter().copied()).collect();
            if others {
                return ground.right("subnets without a gateway of their own take another one of the VPC", |edit| edit.remove_node(nat));
            }
            ground.wrong(&work, |edit| edit.remove_node(nat))
        },
    },
    Mistake {
        name: "drop the route out of a private subnet",
        rules: &["image-pull-route"],
        make: |ground| {
            let subnet = ground.node_where("subnet", |_, node| text(node, "access") == "private")?;
            let about: Vec<NodeId> = ground.work_in(subnet).into_iter().chain([subnet]).collect();
            ground.wrong(&about, |edit| edit.set_field(subnet, "access", Some(Value::text("isolated"))))
        },
    },
    Mistake {
        name: "drop the route to the internet gateway under a load balancer",
        rules: &["load-balancer-zones"],
        make: |ground| {
            let (_, balancer, subnet) = ground
                .connection_where("spans", |from, _, _| ground.kind(from) == "load-balancer" && !ground.is(from, "scheme", "internal"))?;
            ground.wrong(&[balancer, subnet], |edit| edit.set_field(subnet, "access", Some(Value::text("isolated"))))
        },
    },
    Mistake {
        name: "drop the public address of tasks",
        rules: &["image-pull-route"],
        make: |ground| {
            let work = a_work(ground, |id, _| ground.is(id, "public_address", "true"))?;
            ground.wrong(&[work], |edit| edit.set_field(work, "public_address", None))
        },
    },
    Mistake {
        name: "a public address where no internet gateway is",
        rules: &["useless-public-address"],
        make: |ground| {
            let work = a_work(ground, |id, _| !ground.is(id, "public_address", "true"))?;
            ground.set(work, "public_address", Value::Flag(true))
        },
    },
    Mistake {
        name: "move the NAT gateway into a private subnet",
        rules: &["nat-without-gateway"],
        make: |ground| {
            let nat = ground.node_where("nat", |_, node| node.parent.is_some_and(|parent| ground.kind(parent) == "subnet"))?;
            let subnet = ground.node_where("subnet", |_, node| text(node, "access") == "private")?;
            ground.wrong(&[nat], |edit| edit.node(nat, |node| node.parent = Some(subnet)))
        },
    },
    Mistake {
        name: "delete an endpoint",
        rules: &["image-pull-route", "store-reach"],
        make: |ground| {
            let endpoint = ground.node("endpoint")?;
            let about: Vec<NodeId> = ground.design.nodes_of("service").chain(ground.design.nodes_of("task")).map(|(id, _)| id).collect();
            ground.wrong(&about, |edit| edit.remove_node(endpoint))
        },
    },
    Mistake {
        name: "switch the names of endpoints off",
        rules: &["image-pull-route", "store-reach"],
        make: |ground| {
            let endpoint = ground.node_where("endpoint", |_, node| is_interface(node))?;
            let about: Vec<NodeId> = ground.design.nodes_of("service").map(|(id, _)| id).chain([endpoint]).collect();
            ground.wrong(&about, |edit| edit.set_field(endpoint, "private_dns", Some(Value::Flag(false))))
        },
    },
    Mistake {
        name: "switch the VPC's host names off",
        rules: &["endpoint-names"],
        make: |ground| {
            let vpc = ground.vpc();
            let about: Vec<NodeId> = ground.design.nodes_of("endpoint").map(|(id, _)| id).chain([vpc]).collect();
            if !ground.design.nodes_of("endpoint").any(|(_, node)| is_interface(node)) {
                if ground.design.find("names").is_some() {
                    return ground.wrong(&[vpc, ground.design.find("names")?], |edit| {
                        edit.set_field(vpc, "dns_hostnames", Some(Value::Flag(false)));
                    });
                }
                return ground.right("nothing in the VPC is found by a private name", |edit| {
                    edit.set_field(vpc, "dns_hostnames", Some(Value::Flag(false)));
                });
            }
            ground.wrong(&about, |edit| edit.set_field(vpc, "dns_hostnames", Some(Value::Flag(false))))
        },
    },
    Mistake {
        name: "one group around tasks and the endpoint they use",
        rules: &["endpoint-reach"],
        make: |ground| {
            let endpoint = ground.node_where("endpoint", |_, node| text(node, "service") == "ecr.api")?;
            let work = a_work(ground, |_, _| true)?;
            ground.wrong(&[endpoint, work], |edit| {
                let group = edit.add_node(Node { parent: Some(ground.vpc()), ..Node::new("security-group", "shared-group") });
                cut(edit, |record| record.verb == "guards" && record.to.node().is_some_and(|to| to == endpoint || to == work));
                edit.connect(Connection::new(group, endpoint, "guards"));
                edit.connect(Connection::new(group, work, "guards"));
            })
        },
    },
    Mistake {
        name: "a subnet outside of its VPC",
        rules: &["subnet-outside-vpc"],
        make: |ground| ground.set(a_subnet(ground)?, "cidr", Value::text("192.168.7.0/24")),
    },
    Mistake {
        name: "subnets with one range",
        rules: &["overlapping-subnets"],
        make: |ground| {
            let subnet = a_subnet(ground)?;
            let other = ground.node_where("subnet", |id, node| id != subnet && text(node, "cidr").starts_with("10.0."))?;
            let range = ground.field(subnet, "cidr");
            ground.wrong(&[subnet, other], |edit| edit.set_field(other, "cidr", Some(Value::text(range))))
        },
    },
    Mistake {
        name: "a VPC where addresses have another meaning",
        rules: &["reserved-range"],
        make: |ground| ground.set(ground.vpc(), "cidr", Value::text("169.254.0.0/16")),
    },
    Mistake {
        name: "two VPCs of one range that are peered",
        rules: &["overlapping-peering"],
        make: |ground| {
            let office = ground.design.find("office")?;
            ground.wrong(&[office, ground.design.find("bridge")?], |edit| edit.set_field(office, "cidr", Some(Value::text("10.0.0.0/16"))))
        },
    },
    Mistake {
        name: "a load balancer in one zone",
        rules: &["load-balancer-zones"],
        make: |ground| {
            let (_, balancer, kept) = ground.connection_where("spans", |from, _, _| ground.kind(from) == "load-balancer")?;
            ground.wrong(&[balancer], |edit| {
                cut(edit, |record| record.verb == "spans" && record.from == End::Node(balancer) && record.to != End::Node(kept));
            })
        },
    },
    Mistake {
        name: "a zone of the tasks that the load balancer lacks",
        rules: &["unused-zone"],
        make: |ground| {
            let (line, balancer, subnet) = ground.connection_where("spans", |from, _, _| ground.kind(from) == "load-balancer")?;
            let work = ground.design.targets(balancer, "forwards");
            (ground.design.targets(balancer, "spans").len() > 2).then_some(())?;
            let about: Vec<NodeId> = work.into_iter().chain([balancer, subnet]).collect();
            ground.wrong(&about, |edit| edit.remove_connection(line))
        },
    },
    Mistake {
        name: "a subnet without room for a load balancer",
        rules: &["load-balancer-room"],
        make: |ground| {
            let (_, balancer, subnet) = ground.connection_where("spans", |from, _, _| ground.kind(from) == "load-balancer")?;
            let range = ground.field(subnet, "cidr").replace("/24", "/28");
            ground.wrong(&[balancer, subnet], |edit| edit.set_field(subnet, "cidr", Some(Value::text(range))))
        },
    },
    Mistake {
        name: "an internal load balancer for the internet",
        rules: &["request-reach"],
        make: |ground| {
            let (_, _, balancer) = ground.connection_where("requests", |_, to, _| ground.kind(to) == "load-balancer")?;
            ground.set(balancer, "scheme", Value::text("internal"))
        },
    },
    Mistake {
        name: "CloudFront asks an internal load balancer by a plain name",
        rules: &["origin-reach"],
        make: |ground| {
            let (_, edge, balancer) = ground.connection_where("fetches-from", |_, to, _| ground.kind(to) == "load-balancer")?;
            // The connection makes an origin in the VPC then, which reaches internal load balancers.
            let _ = edge;
            ground.right("an internal load balancer becomes a VPC origin", |edit| {
                edit.set_field(balancer, "scheme", Some(Value::text("internal")));
            })
        },
    },
    Mistake {
        name: "a network ACL that lets nothing through",
        rules: &["load-balancer-reach", "start-reach"],
        make: |ground| {
            let work = a_work(ground, |id, _| !ground.subnets_of(id).is_empty() && id_is_listening(ground, id))?;
            if ground.design.find("wall").is_some() {
                let entry = ground.design.find("wall-out")?;
                let everybody: Vec<NodeId> = works(ground);
                return ground.wrong(&everybody, |edit| edit.remove_node(entry));
            }
            let subnet = ground.subnets_of(work).first().copied()?;
            let about: Vec<String> = ground.work_in(subnet).into_iter().map(|id| ground.name(id)).chain([ground.name(subnet)]).collect();
            ground.with_lines(&wall(&logical(&ground.name(subnet))), &about)
        },
    },
    Mistake {
        name: "a network ACL that forgets the answers",
        rules: &["start-reach"],
        make: |ground| {
            let entry = ground.design.find("wall-answers")?;
            let reached = works(ground);
            if ground.design.nodes_of("endpoint").next().is_some() {
                // The interfaces lie in the VPC; S3's gateway endpoint has addresses outside of it.
                return ground.wrong(&reached, |edit| edit.remove_node(entry));
            }
            ground.wrong(&reached, |edit| edit.remove_node(entry))
        },
    },
    Mistake {
        name: "the world on a port that is not for web sites",
        rules: &["open-port"],
        make: |ground| {
            let group = ground.node("security-group")?;
            ground.set(group, "ingress", rule(22, "0.0.0.0/0"))
        },
    },
    Mistake {
        name: "the whole VPC in place of the load balancer",
        rules: &["whole-range"],
        make: |ground| {
            let (_, group, work) = ground.connection_where("guards", |_, to, _| ground.has_verb(to, "forwards"))?;
            let container = ground.inside(work, "container").first().copied()?;
            let port: u16 = ground.field(container, "port").parse().ok()?;
            ground.wrong(&[group, work], |edit| edit.set_field(group, "ingress", Some(rule(port, "10.0.0.0/16"))))
        },
    },
    Mistake {
        name: "a group of another VPC",
        rules: &["foreign-security-group"],
        make: |ground| {
            let work = a_work(ground, |_, _| true)?;
            ground.wrong(&[work], |edit| {
                let vpc = edit
                    .add_node(Node { fields: [("cidr".to_owned(), Value::text("10.9.0.0/16"))].into(), ..Node::new("vpc", "elsewhere") });
                let group = edit.add_node(Node { parent: Some(vpc), ..Node::new("security-group", "stranger") });
                edit.connect(Connection::new(group, work, "guards"));
            })
        },
    },
    Mistake {
        name: "plain HTTP from the internet",
        rules: &["http-only"],
        make: |ground| {
            let balancer = ground.node_where("load-balancer", |_, node| node.fields.contains_key("allow"))?;
            ground.wrong(&[balancer], |edit| edit.set_field(balancer, "allow", None))
        },
    },
    Mistake {
        name: "HTTPS without a certificate",
        rules: &["secure-listener"],
        make: |ground| {
            if let Some((line, balancer, _)) = ground.connection("secured-by") {
                return ground.wrong(&[balancer], |edit| edit.remove_connection(line));
            }
            let balancer = ground.node_where("load-balancer", |_, node| node.fields.contains_key("certificate"))?;
            ground.wrong(&[balancer], |edit| edit.set_field(balancer, "certificate", None))
        },
    },
    Mistake {
        name: "two listeners on one port",
        rules: &["listener-port"],
        make: |ground| {
            let balancer = ground.node("load-balancer")?;
            let port = if ground.is(balancer, "port", "443") { 443 } else { 80 };
            let listener = Value::list([groundplan_synth::value::map([("Port", Value::Number(port)), ("Protocol", Value::text("HTTP"))])]);
            ground.set(balancer, "listeners", listener)
        },
    },
    Mistake {
        name: "two rules of one priority",
        rules: &["rule-priority"],
        make: |ground| {
            let line = ground.connection_where("forwards", |_, _, record| record.fields.contains_key("priority"))?;
            let other = ground.connection_where("forwards", |_, to, record| to != line.2 && record.fields.contains_key("path"))?;
            ground.set_on(other, "priority", Value::Number(70))
        },
    },
    Mistake {
        name: "a way round CloudFront",
        rules: &["round-the-distribution"],
        make: |ground| {
            let line = ground.connection_where("fetches-from", |_, to, _| ground.kind(to) == "load-balancer")?;
            ground.wrong(&[line.1, line.2], |edit| {
                edit.set_connection_field(line.0, "secret_header", Some(Value::text("")));
                edit.set_connection_field(line.0, "prefix_list", None);
            })
        },
    },
    Mistake {
        name: "browsers may ask CloudFront over HTTP",
        rules: &["viewer-protocol"],
        make: |ground| ground.set_on(ground.connection("fetches-from")?, "viewer_protocol", Value::text("allow-all")),
    },
    Mistake {
        name: "CloudFront waits longer than the load balancer",
        rules: &["answer-timeout"],
        make: |ground| {
            let line = ground.connection_where("fetches-from", |_, to, _| ground.kind(to) == "load-balancer")?;
            ground.set_on(line, "read_timeout", Value::Number(120))
        },
    },
    Mistake {
        name: "a distribution without an origin",
        rules: &["distribution-origin"],
        make: |ground| {
            let (line, edge, _) = ground.connection("fetches-from")?;
            ground.wrong(&[edge], |edit| edit.remove_connection(line))
        },
    },
    Mistake {
        name: "a record without a zone",
        rules: &["record-without-zone"],
        make: |ground| {
            let (line, record, _) = ground.connection("belongs-to")?;
            ground.wrong(&[record], |edit| edit.remove_connection(line))
        },
    },
];

fn text(node: &Node, field: &str) -> String {
    node.fields.get(field).map_or_else(String::new, Value::display)
}

/// True for an endpoint with addresses in subnets.
fn is_interface(node: &Node) -> bool {
    !["s3", "dynamodb"].contains(&text(node, "service").as_str())
}

/// A subnet of the main VPC.
fn a_subnet(ground: &Ground<'_>) -> Option<NodeId> {
    ground.node_where("subnet", |_, node| text(node, "cidr").starts_with("10.0."))
}

/// All services and tasks of the main VPC.
fn works(ground: &Ground<'_>) -> Vec<NodeId> {
    let all = ground.design.nodes_of("service").chain(ground.design.nodes_of("task")).map(|(id, _)| id);
    all.filter(|id| ground.name(*id) != "trial").collect()
}

/// A service or task of the main VPC.
pub(crate) fn a_work(ground: &Ground<'_>, holds: impl Fn(NodeId, &Node) -> bool) -> Option<NodeId> {
    let all: Vec<NodeId> = works(ground).into_iter().filter(|id| ground.design.node(*id).is_some_and(|node| holds(*id, node))).collect();
    all.get(ground.pick.checked_rem(all.len())?).copied()
}

/// True when a load balancer forwards to it.
fn id_is_listening(ground: &Ground<'_>, id: NodeId) -> bool {
    ground.has_verb(id, "forwards")
}

fn rule(port: u16, range: &str) -> Value {
    let port = Value::Number(i64::from(port));
    let rule = groundplan_synth::value::map([
        ("IpProtocol", Value::text("tcp")),
        ("FromPort", port.clone()),
        ("ToPort", port),
        ("CidrIp", Value::text(range)),
    ]);
    Value::list([rule])
}

/// `work-a` is `WorkASubnet` in the template.
fn logical(name: &str) -> String {
    let words = name.split('-').map(|word| word[..1].to_uppercase() + &word[1..]);
    words.collect::<String>() + "Subnet"
}

fn wall(subnet: &str) -> String {
    format!(
        "resource barrier type=AWS::EC2::NetworkAcl properties={{VpcId=!Ref MainVpc}}\n\
         resource around-it type=AWS::EC2::SubnetNetworkAclAssociation properties={{SubnetId=!Ref {subnet}, NetworkAclId=!Ref Barrier}}\n"
    )
}
