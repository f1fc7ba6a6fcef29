//! Mistakes in roles, statements and what connections grant.

use groundplan_synth::design::{Edit, Node, NodeId};
use groundplan_synth::value::{Value, map};

use crate::ground::{Ground, Mistake};
use crate::in_services::variable;
use crate::in_the_network::a_work;

/// The mistakes.
pub(crate) static ALL: &[Mistake] = &[
    Mistake {
        name: "swap execution role and task role",
        rules: &["mixed-roles"],
        make: |ground| {
            let (assumes, work, runner) = ground.connection_where("assumes", |from, _, _| ground.has_verb(from, "starts-with"))?;
            let (starts, _, starter) = ground.connection_where("starts-with", |from, _, _| from == work)?;
            let swap = |edit: &mut Edit<'_>| {
                edit.connection(assumes, |record| record.to = groundplan_synth::design::End::Node(starter));
                edit.connection(starts, |record| record.to = groundplan_synth::design::End::Node(runner));
            };
            let by_hand = |id: NodeId| ground.design.node(id).is_some_and(|node| !node.fields.is_empty());
            if !by_hand(runner) && !by_hand(starter) {
                return ground.right("connections give each role what it needs, and neither holds more", swap);
            }
            let about: Vec<NodeId> = ground.inside(work, "container").into_iter().chain([work, runner, starter]).collect();
            ground.wrong(&about, swap)
        },
    },
    Mistake {
        name: "one role for both",
        rules: &["mixed-roles"],
        make: |ground| {
            let (assumes, work, runner) = ground.connection_where("assumes", |from, _, _| ground.has_verb(from, "starts-with"))?;
            let (_, _, starter) = ground.connection_where("starts-with", |from, _, _| from == work)?;
            let about: Vec<NodeId> = ground.inside(work, "container").into_iter().chain([work, runner, starter]).collect();
            ground.wrong(&about, |edit| edit.connection(assumes, |record| record.to = groundplan_synth::design::End::Node(starter)))
        },
    },
    Mistake {
        name: "remove a statement",
        rules: &["handed-over"],
        make: |ground| {
            let (role, statements) = written(ground)?;
            let index = ground.pick % statements.len();
            let target = target_of(ground, &statements[index])?;
            let mut left = statements.clone();
            left.remove(index);
            if left.iter().any(|one| target_of(ground, one) == Some(target)) {
                return ground.right("another statement is about the same thing, and nobody knows what the program calls", |edit| {
                    edit.set_field(role, "statements", Some(Value::List(left)));
                });
            }
            let about: Vec<NodeId> = users(ground, role).into_iter().chain([role, target]).collect();
            ground.wrong(&about, |edit| edit.set_field(role, "statements", (!left.is_empty()).then_some(Value::List(left))))
        },
    },
    Mistake {
        name: "remove all statements of a role",
        rules: &["handed-over"],
        make: |ground| {
            let (role, _) = written(ground)?;
            let about: Vec<NodeId> = users(ground, role).into_iter().chain([role]).collect();
            ground.wrong(&about, |edit| edit.set_field(role, "statements", None))
        },
    },
    Mistake {
        name: "remove the managed policy of an execution role",
        rules: &["private-image"],
        make: |ground| {
            let role =
                ground.node_where("role", |id, node| node.fields.contains_key("managed_policies") && ground.has_verb(id, "starts-with"))?;
            let about: Vec<NodeId> = users(ground, role).into_iter().chain([role]).collect();
            ground.wrong(&about, |edit| edit.set_field(role, "managed_policies", None))
        },
    },
    Mistake {
        name: "misspell an action",
        rules: &["unknown-action"],
        make: |ground| {
            let (role, statements) = written(ground)?;
            let index = ground.pick % statements.len();
            let action = actions(&statements[index]).first()?.clone();
            let wrong = action
                .replace("Item", "Itm")
                .replace("Object", "Objekt")
                .replace("Send", "Sent")
                .replace("Publish", "Publsh")
                .replace("List", "Lst")
                .replace("Decrypt", "Decript");
            (wrong != action).then_some(())?;
            change_statement(ground, role, &statements, index, "Action", Value::text(wrong))
        },
    },
    Mistake {
        name: "the bucket in place of its objects",
        rules: &["bucket-objects"],
        make: |ground| {
            let (role, statements) = written_about(ground, "s3:GetObject")?;
            let index = statements.iter().position(|one| actions(one).iter().any(|action| action == "s3:GetObject"))?;
            let bucket = target_of(ground, &statements[index])?;
            let arn = Value::attribute(&format!("{}Bucket", camel(&ground.name(bucket))), "Arn");
            change_statement(ground, role, &statements, index, "Resource", arn)
        },
    },
    Mistake {
        name: "the table without its indexes",
        rules: &["table-indexes"],
        make: |ground| {
            let (role, statements) = written_about(ground, "dynamodb:Query")?;
            let index = statements.iter().position(|one| actions(one).iter().any(|action| action == "dynamodb:Query"))?;
            let table = target_of(ground, &statements[index])?;
            let arn = Value::attribute(&format!("{}Table", camel(&ground.name(table))), "Arn");
            if !ground.design.node(table)?.fields.contains_key("global_indexes") {
                let mut all = statements.clone();
                set_member(&mut all[index], "Resource", arn);
                return ground.right("the table has no index", |edit| edit.set_field(role, "statements", Some(Value::List(all))));
            }
            change_statement(ground, role, &statements, index, "Resource", arn)
        },
    },
    Mistake {
        name: "everything in place of one resource",
        rules: &["wide-resource"],
        make: |ground| {
            let (role, statements) = written(ground)?;
            change_statement(ground, role, &statements, ground.pick % statements.len(), "Resource", Value::text("*"))
        },
    },
    Mistake {
        name: "a resource of another type",
        rules: &["action-resource"],
        make: |ground| {
            let (role, statements) = written(ground)?;
            let other = Value::text("arn:aws:lambda:eu-west-1:123456789012:function:other");
            change_statement(ground, role, &statements, ground.pick % statements.len(), "Resource", other)
        },
    },
    Mistake {
        name: "trust of the wrong service",
        rules: &["execution-role", "role-trust"],
        make: |ground| {
            let role = ground.node_where("role", |id, _| ground.has_verb(id, "assumes") || ground.has_verb(id, "starts-with"))?;
            let service = ["ecs.amazonaws.com", "ec2.amazonaws.com", "lambda.amazonaws.com"][ground.pick % 3];
            let about: Vec<NodeId> = users(ground, role).into_iter().chain([role]).collect();
            ground.wrong(&about, |edit| edit.set_field(role, "trust", Some(Value::text(service))))
        },
    },
    Mistake {
        name: "flow logs whose role trusts somebody else",
        rules: &["role-trust"],
        make: |ground| {
            let role = ground.design.find("flow-writer")?;
            ground.wrong(&[role, ground.design.find("flow")?], |edit| edit.set_field(role, "trust", None))
        },
    },
    Mistake {
        name: "a Deny over what a connection grants",
        rules: &["connection-refused"],
        make: |ground| {
            let (_, work, target) = granted(ground)?;
            let role = ground.design.targets(work, "assumes").first().copied()?;
            let deny = statement("Deny", &[&format!("{}:*", prefix(ground.kind(target)))], Value::text("*"));
            let about: Vec<NodeId> = users(ground, role).into_iter().chain([role, work, target]).collect();
            ground.wrong(&about, |edit| add_statement(ground, edit, role, deny))
        },
    },
    Mistake {
        name: "a boundary without what a connection grants",
        rules: &["connection-denied"],
        make: |ground| {
            let (_, work, target) = granted(ground)?;
            let role = ground.design.targets(work, "assumes").first().copied()?;
            let boundary = Value::text("arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess");
            let about: Vec<NodeId> = users(ground, role).into_iter().chain([role, work, target]).collect();
            ground.wrong(&about, |edit| edit.set_field(role, "permissions_boundary", Some(boundary)))
        },
    },
    Mistake {
        name: "a name handed over without a permission",
        rules: &["handed-over"],
        make: |ground| {
            let table = ground.node_where("table", |id, _| ground.name(id).starts_with("store-"))?;
            let work = a_work(ground, |id, _| {
                !ground.joins(id, "read", table)
                    && !ground.joins(id, "write", table)
                    && !ground.joins(id, "admin", table)
                    && !names(ground, id, table)
            })?;
            let container = ground.inside(work, "container").first().copied()?;
            let id = format!("{}Table", camel(&ground.name(table)));
            ground.wrong(&[container, table], |edit| variable(ground, edit, container, "LEFT_OVER", Value::reference(id)))
        },
    },
    Mistake {
        name: "remove the connection that permits",
        rules: &["handed-over"],
        make: |ground| {
            let (line, work, target) = granted(ground)?;
            ground
                .right("the connection carried the name as well: nothing says any more that it is used", |edit| {
                    edit.remove_connection(line);
                })
                .filter(|_| work != target)
        },
    },
    Mistake {
        name: "a fixed name for a role",
        rules: &["fixed-role-name"],
        make: |ground| ground.set(ground.node("role")?, "role_name", Value::text("ecsTaskExecutionRole")),
    },
    Mistake {
        name: "permissions of the program on the execution role",
        rules: &["mixed-roles"],
        make: |ground| {
            let (_, work, role) = ground.connection("starts-with")?;
            let wrong = statement("Allow", &["dynamodb:GetItem"], Value::text("arn:aws:dynamodb:eu-west-1:123456789012:table/other"));
            ground.wrong(&[role, work], |edit| add_statement(ground, edit, role, wrong))
        },
    },
    Mistake {
        name: "a managed policy for the program on the execution role",
        rules: &["mixed-roles"],
        make: |ground| {
            let (_, work, role) = ground.connection("starts-with")?;
            let policy = ["AmazonDynamoDBFullAccess", "AmazonS3FullAccess", "AmazonSQSFullAccess"][ground.pick % 3];
            ground.wrong(&[role, work], |edit| attach(ground, edit, role, policy))
        },
    },
    Mistake {
        name: "a managed policy that does not exist",
        rules: &["unknown-policy"],
        make: |ground| {
            let role = ground.node("role")?;
            let policy = ["AmazonSQSReadOnlyAcces", "AmazonECSTaskExecutionRolePolicy", "CloudWatchAgentServerPolicyy"][ground.pick % 3];
            ground.wrong(&[role], |edit| attach(ground, edit, role, policy))
        },
    },
    Mistake {
        name: "permissions of the agent on the task role",
        rules: &["mixed-roles"],
        make: |ground| {
            let (_, work, role) = ground.connection("assumes")?;
            let wrong = statement("Allow", &["ecr:GetAuthorizationToken"], Value::text("*"));
            ground.wrong(&[role, work], |edit| add_statement(ground, edit, role, wrong))
        },
    },
    Mistake {
        name: "a way to more rights",
        rules: &["privilege-escalation"],
        make: |ground| {
            let role = ground.node("role")?;
            let action = ["iam:AttachRolePolicy", "iam:PutRolePolicy", "iam:CreateAccessKey"][ground.pick % 3];
            ground.wrong(&[role], |edit| add_statement(ground, edit, role, statement("Allow", &[action], Value::text("*"))))
        },
    },
    Mistake {
        name: "a task started without passing its roles",
        rules: &["pass-role"],
        make: |ground| {
            let task = ground.node("task")?;
            let definition = Value::reference(format!("{}TaskDefinition", camel(&ground.name(task))));
            let starts = statement("Allow", &["ecs:RunTask"], definition);
            let role = ground.node("role")?;
            ground.wrong(&[role, task], |edit| add_statement(ground, edit, role, starts))
        },
    },
    Mistake {
        name: "a condition that never holds",
        rules: &["condition-never"],
        make: |ground| {
            let (role, statements) = written(ground)?;
            let index = ground.pick % statements.len();
            let key = match actions(&statements[index]).first()?.split(':').next()? {
                "dynamodb" => "dynamodb:LeadingKey",
                "s3" => "s3:prefx",
                "sqs" => "sqs:Colour",
                "sns" => "sns:Topic",
                _ => "kms:ViaServices",
            };
            let condition = map([("StringEquals", map([(key, Value::text("x"))]))]);
            change_statement(ground, role, &statements, index, "Condition", condition)
        },
    },
    Mistake {
        name: "an encrypted store whose key nobody may use",
        rules: &["key-denied"],
        make: |ground| {
            let (role, statements) = written_about(ground, "kms:Decrypt")?;
            let index = statements.iter().position(|one| actions(one).iter().any(|action| action == "kms:Decrypt"))?;
            let mut left = statements.clone();
            left.remove(index);
            // Another statement may be about the same key.
            if left.iter().any(|one| actions(one).iter().any(|action| action == "kms:Decrypt")) {
                return ground
                    .right("another statement permits the same key", |edit| edit.set_field(role, "statements", Some(Value::List(left))));
            }
            let key = ground.design.find("keeper")?;
            let about: Vec<NodeId> = users(ground, role).into_iter().chain([role, key]).collect();
            ground.wrong(&about, |edit| edit.set_field(role, "statements", Some(Value::List(left))))
        },
    },
    Mistake {
        name: "a secret by hand that the execution role may not read",
        rules: &["function-place"],
        make: |ground| {
            let secret = ground.node_where("secret", |_, _| true)?;
            let work = a_work(ground, |id, _| !ground.inside(id, "container").into_iter().any(|id| ground.joins(id, "injects", secret)))?;
            let container = ground.inside(work, "container").first().copied()?;
            let id = Value::reference(format!("{}Secret", camel(&ground.name(secret))));
            ground.wrong(&[container, work, secret], |edit| edit.set_field(container, "secrets", Some(map([("TOKEN", id)]))))
        },
    },
    Mistake {
        name: "a parameter by hand that the execution role may not read",
        rules: &["function-place"],
        make: |ground| {
            let parameter = ground.node("ssm-parameter")?;
            let work =
                a_work(ground, |id, _| !ground.inside(id, "container").into_iter().any(|id| ground.joins(id, "injects", parameter)))?;
            let container = ground.inside(work, "container").first().copied()?;
            let id = Value::reference(format!("{}Parameter", camel(&ground.name(parameter))));
            ground.wrong(&[container, work, parameter], |edit| edit.set_field(container, "secrets", Some(map([("TOKEN", id)]))))
        },
    },
    Mistake {
        name: "a bucket policy that shuts everybody out",
        rules: &["connection-refused"],
        make: |ground| {
            let (_, work, bucket) = ground.connection_where("read", |_, to, _| ground.kind(to) == "bucket")?;
            let id = format!("{}Bucket", camel(&ground.name(bucket)));
            let lines = format!(
                "resource shut type=AWS::S3::BucketPolicy properties={{Bucket=!Ref {id}, PolicyDocument={{Version=\"2012-10-17\", Statement=[{{Sid=Shut, Effect=Deny, Principal=\"*\", Action=\"s3:*\", Resource=[!GetAtt {id}.Arn, !Sub \"${{{id}.Arn}}/*\"]}}]}}}}\n"
            );
            ground.with_lines(&lines, &[ground.name(work), ground.name(bucket), "shut".to_owned()])
        },
    },
];

/// A role that people wrote statements for and that something of the design uses, with the statements.
fn written(ground: &Ground<'_>) -> Option<(NodeId, Vec<Value>)> {
    let role = ground.node_where("role", |id, node| node.fields.contains_key("statements") && ground.has_verb(id, "assumes"))?;
    Some((role, ground.design.node(role)?.fields.get("statements")?.as_list()?.to_vec()))
}

/// The same with an action in one of the statements.
fn written_about(ground: &Ground<'_>, action: &str) -> Option<(NodeId, Vec<Value>)> {
    let has = |node: &Node| {
        node.fields
            .get("statements")
            .and_then(Value::as_list)
            .is_some_and(|all| all.iter().any(|one| actions(one).iter().any(|own| own == action)))
    };
    let role = ground.node_where("role", |id, node| has(node) && ground.has_verb(id, "assumes"))?;
    Some((role, ground.design.node(role)?.fields.get("statements")?.as_list()?.to_vec()))
}

/// The actions of a statement.
fn actions(statement: &Value) -> Vec<String> {
    let items = statement.as_map().and_then(|members| members.get("Action")).and_then(Value::as_list).unwrap_or_default();
    items.iter().map(Value::display).collect()
}

/// The node that the resources of a statement name.
fn target_of(ground: &Ground<'_>, statement: &Value) -> Option<NodeId> {
    let resources = statement.as_map()?.get("Resource")?.display();
    let nodes = ground.design.nodes().filter(|(_, node)| !node.name.is_empty() && resources.contains(&camel(&node.name)));
    nodes.max_by_key(|(_, node)| node.name.len()).map(|(id, _)| id)
}

fn set_member(statement: &mut Value, member: &str, value: Value) {
    if let Value::Map(members) = statement {
        members.insert(member.to_owned(), value);
    }
}

/// Something wrong in one member of a statement.
fn change_statement(
    ground: &Ground<'_>,
    role: NodeId,
    statements: &[Value],
    index: usize,
    member: &str,
    value: Value,
) -> Option<crate::ground::Made> {
    let mut all = statements.to_vec();
    set_member(&mut all[index], member, value);
    let about: Vec<NodeId> = [role].into();
    ground.wrong(&about, |edit| edit.set_field(role, "statements", Some(Value::List(all))))
}

fn statement(effect: &str, actions: &[&str], resource: Value) -> Value {
    let actions = Value::list(actions.iter().map(|action| Value::text(*action)));
    map([("Effect", Value::text(effect)), ("Action", actions), ("Resource", resource)])
}

fn add_statement(ground: &Ground<'_>, edit: &mut Edit<'_>, role: NodeId, statement: Value) {
    let own = ground.design.node(role).and_then(|node| node.fields.get("statements")).and_then(Value::as_list);
    let all = own.unwrap_or_default().iter().cloned().chain([statement]).collect();
    edit.set_field(role, "statements", Some(Value::List(all)));
}

fn attach(ground: &Ground<'_>, edit: &mut Edit<'_>, role: NodeId, policy: &str) {
    let own = ground.design.node(role).and_then(|node| node.fields.get("managed_policies")).and_then(Value::as_list);
    let policy = Value::text(format!("arn:aws:iam::aws:policy/{policy}"));
    let all = own.unwrap_or_default().iter().cloned().chain([policy]).collect();
    edit.set_field(role, "managed_policies", Some(Value::List(all)));
}

/// Who takes a role on, and their containers.
fn users(ground: &Ground<'_>, role: NodeId) -> Vec<NodeId> {
    let work = ["assumes", "starts-with"].into_iter().flat_map(|verb| ground.design.sources(role, verb));
    work.flat_map(|id| ground.inside(id, "container").into_iter().chain([id])).collect()
}

/// A connection that gives a service with a drawn task role a permission.
fn granted(ground: &Ground<'_>) -> Option<(groundplan_synth::design::ConnectionId, NodeId, NodeId)> {
    let verb = ["read", "write", "send", "receive", "publish"];
    let first = ground.pick % verb.len();
    let verbs = verb.iter().cycle().skip(first).take(verb.len());
    verbs
        .into_iter()
        .find_map(|verb| ground.connection_where(verb, |from, _, _| ground.has_verb(from, "assumes") && ground.kind(from) != "role"))
}

/// True when a container of a service knows a table by a variable.
fn names(ground: &Ground<'_>, work: NodeId, table: NodeId) -> bool {
    let id = camel(&ground.name(table));
    ground.inside(work, "container").into_iter().any(|container| ground.field(container, "environment").contains(&id))
}

/// `store-1` is `Store1` in the template.
pub(crate) fn camel(name: &str) -> String {
    name.split('-').map(|word| word[..1].to_uppercase() + &word[1..]).collect()
}

/// The service of a kind's actions.
fn prefix(kind: &str) -> &'static str {
    match kind {
        "bucket" => "s3",
        "table" => "dynamodb",
        "queue" => "sqs",
        "topic" => "sns",
        "secret" => "secretsmanager",
        "user-pool" => "cognito-idp",
        "kms-key" => "kms",
        _ => "ssm",
    }
}
