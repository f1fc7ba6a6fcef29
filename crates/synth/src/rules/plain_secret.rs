//! A secret does not belong into plain environment variables.

use super::support::{label, patch, raw};
use super::{Findings, Rule, Severity, Stage};
use crate::catalog::{container, secret};
use crate::design::{Connection, Design, Node};
use crate::meaning::injects;
use crate::value::Value;

/// Words that name something secret, as the end of a variable's name.
const WORDS: &[&str] = &["SECRET", "TOKEN", "API_KEY", "APIKEY", "PRIVATE_KEY", "ACCESS_KEY", "CREDENTIALS"];

/// Words that name a password, as the end of a variable's name; `PWD` by itself is the folder in which a shell stands.
const PASSWORD_ENDS: &[&str] = &["PASSWORD", "PASSWD", "_PASS", "_PWD"];
/// Names of passwords that end in none of these words.
const PASSWORDS: &[&str] = &["PASS", "PGPWD", "DBPASS", "DBPWD"];

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP046",
    name: "plain-secret",
    severity: Severity::Warning,
    stage: Stage::Nothing,
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

/// True for a variable whose name says that its value is secret.
fn names_secret(name: &str, value: &Value) -> bool {
    let upper = name.to_uppercase();
    let is_password = PASSWORDS.contains(&upper.as_str()) || PASSWORD_ENDS.iter().any(|end| upper.ends_with(end));
    // A function gives its value at deployment; what is empty gives nothing away.
    // An ARN says where a secret is, and not what it is.
    if value.is_expression() || value.display().is_empty() || value.as_flag().is_some() || value.display().starts_with("arn:") {
        return false;
    }
    // A password may be a number; a number of tokens is no token.
    is_password || (WORDS.iter().any(|word| upper.ends_with(word)) && value.as_number().is_none())
}

/// What a value has in it that is secret, whatever it is called.
fn holds_secret(value: &Value) -> Option<&'static str> {
    let text = match value {
        Value::Text(text) => text.as_str(),
        Value::Call(function, argument) if function == "Sub" => argument.as_text()?,
        _ => return None,
    };
    if text.split("://").skip(1).any(has_password) {
        return Some("a password in its address");
    }
    let is_key = |word: &str| {
        let letters = word.len() == KEY_LENGTH && word.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
        letters && KEYS.iter().any(|start| word.starts_with(start))
    };
    text.split(|letter: char| !letter.is_ascii_alphanumeric()).any(is_key).then_some("an access key of AWS")
}

/// True for what stands behind the scheme of an address when it names a user with a password: `writer:hunter2@db.example.com/shop`.
/// Source: <https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1>.
fn has_password(rest: &str) -> bool {
    // Dynamic references and names to fill in are looked up at deployment, and have colons of their own.
    let authority = rest.split(['/', '?', '#', ' ']).next().unwrap_or_default();
    let user = authority.rsplit_once('@').map(|(user, _)| user);
    let password = user.and_then(|user| user.split_once(':')).map(|(_, password)| password);
    password.is_some_and(|password| !password.is_empty() && !password.contains(['{', '<', '$', '*']))
}

/// How the ids of access keys begin, and how long they are.
/// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html>.
const KEYS: [&str; 2] = ["AKIA", "ASIA"];
const KEY_LENGTH: usize = 20;

fn check(design: &Design, findings: &mut Findings) {
    for (id, node) in design.nodes_of(container::KIND.id) {
        let environment = container::environment(&node.fields);
        let Some(variables) = environment.0.as_ref().and_then(Value::as_map) else { continue };
        for (name, value) in variables {
            let (named, held) = (names_secret(name, value), holds_secret(value));
            if !named && held.is_none() {
                continue;
            }
            let what = held.filter(|_| !named).map_or_else(String::new, |what| format!(": its value has {what}"));
            let message = format!("{} gets {name} in plain text{what}", label(design, id));
            let finding = findings.report(message).on(id).field("environment");
            // A generated value takes the place of a password, but not of the rest of an address.
            if held.is_some() {
                continue;
            }
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
    let Some(made) = raw::template(design, &[TASK_DEFINITION]) else { return };
    for (id, _, resource) in raw::of_type(design, &made.0, TASK_DEFINITION) {
        for own in raw::entries(resource.property("ContainerDefinitions")) {
            let container = own.get("Name").map_or_else(String::new, Value::display);
            for variable in raw::entries(own.get("Environment")) {
                let (Some(name), Some(value)) = (variable.get("Name").and_then(Value::as_text), variable.get("Value")) else { continue };
                let (named, held) = (names_secret(name, value), holds_secret(value));
                if named || held.is_some() {
                    let what = held.filter(|_| !named).map_or_else(String::new, |what| format!(": its value has {what}"));
                    let message = format!("{}: container {container} gets {name} in plain text{what}", label(design, id));
                    findings.report(message).on(id).field("properties");
                }
            }
        }
    }
}

/// The type of task definitions that somebody wrote.
const TASK_DEFINITION: &str = "AWS::ECS::TaskDefinition";
