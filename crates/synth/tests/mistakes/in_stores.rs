//! Mistakes in tables, buckets, queues, topics, keys, alarms and the settings of a design.

use groundplan_synth::design::Connection;
use groundplan_synth::value::{Value, map};

use crate::ground::Mistake;

/// The mistakes.
pub(crate) static ALL: &[Mistake] = &[
    Mistake {
        name: "an index without a key",
        rules: &["table-index"],
        make: |ground| {
            let table = ground.node("table")?;
            ground.set(table, "global_indexes", Value::list([map([("name", Value::text("by-nothing"))])]))
        },
    },
    Mistake {
        name: "two indexes of one name",
        rules: &["table-index"],
        make: |ground| {
            let table = ground.node("table")?;
            let index = map([("name", Value::text("by-owner")), ("partition", Value::text("owner"))]);
            ground.set(table, "global_indexes", Value::list([index.clone(), index]))
        },
    },
    Mistake {
        name: "one attribute of two types",
        rules: &["table-index"],
        make: |ground| {
            let table = ground.node_where("table", |_, node| node.fields.contains_key("partition_key"))?;
            let key = ground.design.node(table)?.fields.get("partition_key")?.clone();
            let index = map([("name", Value::text("by-again")), ("partition", key), ("partition_type", Value::text("N"))]);
            ground.set(table, "global_indexes", Value::list([index]))
        },
    },
    Mistake {
        name: "a local index without a sort key",
        rules: &["table-index"],
        make: |ground| {
            let table = ground.node_where("table", |_, node| !node.fields.contains_key("sort_key"))?;
            let index = map([("name", Value::text("by-date")), ("sort", Value::text("date"))]);
            ground.set(table, "local_indexes", Value::list([index]))
        },
    },
    Mistake {
        name: "a table that cannot be restored",
        rules: &["table-recovery"],
        make: |ground| ground.set(ground.node("table")?, "point_in_time_recovery", Value::Flag(false)),
    },
    Mistake {
        name: "a bucket open to the public",
        rules: &["public-bucket"],
        make: |ground| ground.set(ground.node("bucket")?, "block_public_access", Value::Flag(false)),
    },
    Mistake {
        name: "a bucket name that S3 does not take",
        rules: &["bucket-name"],
        make: |ground| {
            let name = ["Pictures", "a", "my_bucket", "192.168.1.1"][ground.pick % 4];
            ground.set(ground.node("bucket")?, "bucket_name", Value::text(name))
        },
    },
    Mistake {
        name: "a queue that is worked off without a place for failures",
        rules: &["dead-letters"],
        make: |ground| {
            let (line, queue, dead) = ground.connection("redrives")?;
            let received = ground.has_verb(queue, "receive");
            if !received {
                return ground.right("no program of the design receives from it", |edit| {
                    edit.remove_connection(line);
                    edit.remove_node(dead);
                });
            }
            ground.wrong(&[queue], |edit| edit.remove_connection(line))
        },
    },
    Mistake {
        name: "a FIFO queue with a standard dead-letter queue",
        rules: &["message-route"],
        make: |ground| {
            let (_, queue, dead) = ground.connection_where("redrives", |from, _, _| ground.is(from, "fifo", "true"))?;
            ground.wrong(&[queue, dead], |edit| edit.set_field(dead, "fifo", None))
        },
    },
    Mistake {
        name: "a FIFO queue behind a standard topic",
        rules: &["message-route"],
        make: |ground| {
            let (_, topic, queue) = ground.connection("delivers")?;
            ground.wrong(&[topic, queue], |edit| edit.set_field(queue, "fifo", Some(Value::Flag(true))))
        },
    },
    Mistake {
        name: "a FIFO queue that a bucket reports to",
        rules: &["message-route"],
        make: |ground| {
            let (_, bucket, queue) = ground.connection("reports")?;
            ground.wrong(&[bucket, queue], |edit| edit.set_field(queue, "fifo", Some(Value::Flag(true))))
        },
    },
    Mistake {
        name: "one change reported twice",
        rules: &["event-overlap"],
        make: |ground| {
            let (_, bucket, queue) = ground.connection("reports")?;
            let other = ground.node_where("queue", |id, node| id != queue && !node.fields.contains_key("fifo"))?;
            ground.wrong(&[bucket, other, queue], |edit| {
                edit.connect(Connection::new(bucket, other, "reports"));
            })
        },
    },
    Mistake {
        name: "a key that is never renewed",
        rules: &["key-rotation"],
        make: |ground| ground.set(ground.node("kms-key")?, "rotation", Value::Flag(false)),
    },
    Mistake {
        name: "data behind a key for signatures",
        rules: &["key-use"],
        make: |ground| {
            let (_, store, key) = ground.connection("encrypts-with")?;
            ground.wrong(&[store, key], |edit| {
                edit.set_field(key, "spec", Some(Value::text("RSA_2048")));
                edit.set_field(key, "usage", Some(Value::text("SIGN_VERIFY")));
                edit.set_field(key, "rotation", Some(Value::Flag(false)));
            })
        },
    },
    Mistake {
        name: "data behind a key that is switched off",
        rules: &["key-use"],
        make: |ground| {
            let (_, store, key) = ground.connection("encrypts-with")?;
            ground.wrong(&[store, key], |edit| edit.set_field(key, "enabled", Some(Value::Flag(false))))
        },
    },
    Mistake {
        name: "access logs of a load balancer in a bucket with a key",
        rules: &["log-bucket-key"],
        make: |ground| {
            let (_, from, bucket) = ground.connection_where("keeps-logs-in", |from, _, _| ground.kind(from) == "load-balancer")?;
            ground.wrong(&[from, bucket], |edit| {
                let key = edit.add_node(groundplan_synth::design::Node::new("kms-key", "log-key"));
                edit.connect(Connection::new(bucket, key, "encrypts-with"));
            })
        },
    },
    Mistake {
        name: "an alarm that watches nothing",
        rules: &["alarm-target"],
        make: |ground| {
            let (line, alarm, _) = ground.connection("watches")?;
            ground.wrong(&[alarm], |edit| edit.remove_connection(line))
        },
    },
    Mistake {
        name: "an alarm of a metric that is not there",
        rules: &["alarm-target"],
        make: |ground| ground.set_on(ground.connection("watches")?, "metric", Value::text("CPUUtilisation")),
    },
    Mistake {
        name: "an alarm to a topic with AWS's own key",
        rules: &["alarm-topic-key"],
        make: |ground| {
            let (_, alarm, topic) = ground.connection("notifies")?;
            ground.wrong(&[alarm, topic], |edit| edit.set_field(topic, "encryption", Some(Value::text("KMS"))))
        },
    },
    Mistake {
        name: "images that nobody looks into",
        rules: &["unscanned-images"],
        make: |ground| ground.set(ground.node("repository")?, "scan_on_push", Value::Flag(false)),
    },
    Mistake {
        name: "a weak password",
        rules: &["weak-password"],
        make: |ground| ground.set(ground.node("user-pool")?, "password_length", Value::Number(6)),
    },
    Mistake {
        name: "a secret's template without its key",
        rules: &["secret-template"],
        make: |ground| ground.set(ground.node("secret")?, "template", Value::text("{\"username\": \"app\"}")),
    },
    Mistake {
        name: "a value that the kind does not take",
        rules: &["field-value"],
        make: |ground| {
            let group = ground.node("log-group")?;
            ground.set(group, "retention", Value::Number(15))
        },
    },
    Mistake {
        name: "a field that the kind does not have",
        rules: &["field-value"],
        make: |ground| {
            let table = ground.node("table")?;
            ground.set(table, "partitionkey", Value::text("x"))
        },
    },
    Mistake {
        name: "a parameter that nothing uses",
        rules: &["unused-parameter"],
        make: |ground| {
            let line = map([("Type", Value::text("String")), ("Default", Value::text("x"))]);
            let design = ground.edited(|edit| edit.settings(|settings| drop(settings.parameters.insert("LeftOver".to_owned(), line))));
            Some(crate::ground::Made::Wrong(design, vec!["LeftOver".to_owned()]))
        },
    },
    Mistake {
        name: "a default that its parameter does not allow",
        rules: &["parameter-value"],
        make: |ground| {
            ground.design.settings().parameters.contains_key("Count").then_some(())?;
            let line = map([("Type", Value::text("Number")), ("Default", Value::Number(2)), ("MinValue", Value::Number(3))]);
            let design = ground.edited(|edit| edit.settings(|settings| drop(settings.parameters.insert("Count".to_owned(), line))));
            Some(crate::ground::Made::Wrong(design, vec!["Count".to_owned()]))
        },
    },
    Mistake {
        name: "a raw property that its type does not have",
        rules: &["resource-property"],
        make: |ground| ground.with_lines("resource more type=AWS::S3::Bucket properties={BucketNames=photos}\n", &["more".to_owned()]),
    },
    Mistake {
        name: "a raw resource that refers to nothing",
        rules: &["unknown-reference"],
        make: |ground| {
            ground.with_lines("resource more type=AWS::SSM::Parameter properties={Type=String, Value=!Ref Nowhere}\n", &["more".to_owned()])
        },
    },
    Mistake {
        name: "resources that wait for each other",
        rules: &["circular-resources"],
        make: |ground| {
            let lines = "resource first type=AWS::SSM::Parameter properties={Type=String, Value=!Ref Second}\nresource second type=AWS::SSM::Parameter properties={Type=String, Value=!Ref First}\n";
            ground.with_lines(lines, &["first".to_owned(), "second".to_owned()])
        },
    },
    Mistake {
        name: "a mesh of a service that has ended",
        rules: &["ended-service"],
        make: |ground| ground.with_lines("resource mesh type=AWS::AppMesh::Mesh\n", &["mesh".to_owned()]),
    },
];
