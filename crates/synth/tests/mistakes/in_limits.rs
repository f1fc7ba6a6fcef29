//! More of something than AWS takes, what is billed and does nothing, and parts of two things that do not go together.

use groundplan_synth::design::{Connection, Node, NodeId};
use groundplan_synth::value::{Value, map};

use crate::ground::{Made, Mistake, beside, cut};
use crate::in_the_network::a_work;

/// The mistakes.
pub(crate) static ALL: &[Mistake] = &[
    Mistake {
        name: "more groups than an interface has",
        rules: &["service-limit"],
        make: |ground| {
            let work = a_work(ground, |_, _| true)?;
            ground.wrong(&[work], |edit| {
                for number in 1..=6 {
                    let group = edit.add_node(Node { parent: Some(ground.vpc()), ..Node::new("security-group", format!("ring-{number}")) });
                    edit.connect(Connection::new(group, work, "guards"));
                }
            })
        },
    },
    Mistake {
        name: "more values than a listener rule takes",
        rules: &["service-limit"],
        make: |ground| {
            let line = ground.connection("forwards")?;
            ground.set_on(line, "path", Value::text("/a/*,/b/*,/c/*,/d/*,/e/*,/f/*"))
        },
    },
    Mistake {
        name: "more local indexes than a table has",
        rules: &["service-limit"],
        make: |ground| {
            let table = ground.node_where("table", |_, node| node.fields.contains_key("sort_key"))?;
            let index =
                |number: i64| map([("name", Value::text(format!("by-part-{number}"))), ("sort", Value::text(format!("part{number}")))]);
            ground.set(table, "local_indexes", Value::list((1..=6).map(index)))
        },
    },
    Mistake {
        name: "a text too long for a standard parameter",
        rules: &["service-limit"],
        make: |ground| ground.set(ground.node("ssm-parameter")?, "value", Value::text("x".repeat(5_000))),
    },
    Mistake {
        name: "more gateways and addresses than an account has",
        rules: &["default-quota"],
        make: |ground| {
            let subnet = ground.node_where("subnet", |id, _| ground.is(id, "access", "public"))?;
            let names: Vec<String> = (1..=6).map(|number| format!("way-out-{number}")).collect();
            let changed = ground.edited(|edit| {
                for name in &names {
                    edit.add_node(Node { parent: Some(subnet), ..Node::new("nat", name) });
                }
            });
            Some(Made::Wrong(changed, names))
        },
    },
    Mistake {
        name: "more resources than a template has",
        rules: &["template-limits"],
        make: |ground| {
            let changed = ground.edited(|edit| {
                for number in 0..500 {
                    edit.add_node(Node::new("log-group", format!("lines-{number}")));
                }
            });
            Some(Made::Wrong(changed, vec!["resources".to_owned()]))
        },
    },
    Mistake {
        name: "a load balancer with nothing behind it",
        rules: &["idle-load-balancer"],
        make: |ground| {
            let (_, balancer, _) = ground.connection("forwards")?;
            ground.wrong(&[balancer], |edit| {
                cut(edit, |record| record.verb == "forwards" && record.from.node() == Some(balancer));
            })
        },
    },
    Mistake {
        name: "an endpoint of a service that nobody may call",
        rules: &["idle-endpoint"],
        make: |ground| {
            // What raw resources put into the network may call anything.
            ground.design.nodes_of("resource").next().is_none().then_some(())?;
            let changed = ground.edited(|edit| {
                let fields = [("service".to_owned(), Value::text("xray"))].into();
                edit.add_node(Node { parent: Some(ground.vpc()), fields, ..Node::new("endpoint", "to-traces") });
            });
            Some(Made::Wrong(changed, vec!["to-traces".to_owned()]))
        },
    },
    Mistake {
        name: "a NAT gateway that no subnet takes",
        rules: &["unused-nat"],
        make: |ground| {
            ground.design.nodes_of("subnet").all(|(id, _)| !ground.is(id, "access", "private")).then_some(())?;
            let changed = ground.edited(|edit| {
                edit.add_node(Node { parent: Some(ground.vpc()), ..Node::new("nat", "unneeded") });
            });
            Some(Made::Wrong(changed, vec!["unneeded".to_owned()]))
        },
    },
    Mistake {
        name: "an address that nothing has",
        rules: &["idle-address"],
        make: |ground| ground.with_lines("resource spare type=AWS::EC2::EIP properties={Domain=vpc}\n", &["spare".to_owned()]),
    },
    Mistake {
        name: "a route to the gateway of another VPC",
        rules: &["foreign-route"],
        make: |ground| {
            ground.design.find("desk")?;
            let line = "resource astray type=AWS::EC2::Route depends_on=[MainGatewayAttachment] properties={RouteTableId=!Ref DeskRouteTable, \
                        DestinationCidrBlock=0.0.0.0/0, GatewayId=!Ref MainInternetGateway}\n";
            ground.with_lines(line, &["astray".to_owned()])
        },
    },
    Mistake {
        name: "both families of addresses in subnets of one",
        rules: &["dualstack-subnets"],
        make: |ground| ground.set(ground.node("load-balancer")?, "address_type", Value::text("dualstack")),
    },
    Mistake {
        name: "a name that a distribution does not know",
        rules: &["alias-name"],
        make: |ground| {
            let edge: NodeId = ground.node("distribution")?;
            ground.wrong(&[edge], |edit| {
                let zone = edit.add_node(beside(ground.design, edge, "hosted-zone", "names-outside"));
                let mut record = beside(ground.design, edge, "record", "front-door");
                record.fields.insert("domain".to_owned(), Value::text("www.example.com"));
                let record = edit.add_node(record);
                edit.connect(Connection::new(record, zone, "belongs-to"));
                edit.connect(Connection::new(record, edge, "resolves-to"));
            })
        },
    },
];
