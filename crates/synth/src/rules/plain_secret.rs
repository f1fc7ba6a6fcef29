//! A secret does not belong into plain environment variables.

use super::support::{label, patch};
use super::{Findings, Rule, Severity};
use crate::catalog::{container, secret};
use crate::design::{Connection, Design, Node};
use crate::meaning::injects;
use crate::value::Value;

/// Words that name something secret, as the end of a variable's name.
const WORDS: &[&str] = &["PASSWORD", "PASSWD", "SECRET", "TOKEN", "API_KEY", "APIKEY", "PRIVATE_KEY", "ACCESS_KEY", "CREDENTIALS"];

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP046",
    name: "plain-secret",
    severity: Severity::Warning,
    docs: "\
An environment variable that looks like a secret is written in plain text.

Whoever may describe the task definition, read the template or see this design can read it. A secret of Secrets Manager or a parameter is \
fetched when the task starts, is not shown, and can be changed without a new template.",
    source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html",
    flagged: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  cluster main-cluster
    service web cpu=512 memory=1024 public_address=true
      container app port=8080 environment={DATABASE_PASSWORD=hunter2}
web -> public-a : runs
web -> public-b : runs
",
    passing: "\
vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public zone=1
  subnet public-b cidr=10.0.1.0/24 access=public zone=2
  cluster main-cluster
    service web cpu=512 memory=1024 public_address=true
      container app port=8080 environment={DATABASE_HOST=db.example.com}
web -> public-a : runs
web -> public-b : runs
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    for (id, node) in design.nodes_of(container::KIND.id) {
        let environment = container::environment(&node.fields);
        let Some(variables) = environment.0.as_ref().and_then(Value::as_map) else { continue };
        for (name, value) in variables {
            let upper = name.to_uppercase();
            // A function gives its value at deployment; what is empty gives nothing away.
            if value.is_expression() || value.display().is_empty() || !WORDS.iter().any(|word| upper.ends_with(word)) {
                continue;
            }
            let message = format!("{} gets {name} in plain text", label(design, id));
            let finding = findings.report(message).on(id).field("environment");
            let mut left = variables.clone();
            left.shift_remove(name);
            let change = patch(design, |edit| {
                let plain: String = name.to_lowercase().replace('_', "-");
                let node = Node::new(secret::KIND.id, edit.design().free_name(&plain));
                let secret = edit.add_node(node);
                edit.set_field(id, "environment", (!left.is_empty()).then_some(Value::Map(left)));
                let mut connection = Connection::new(id, secret, injects::VERB.id);
                connection.fields.insert("variable".to_owned(), Value::text(name.clone()));
                edit.connect(connection);
            });
            finding.fix(format!("Take {name} from a new secret, with a generated value"), change);
        }
    }
}
