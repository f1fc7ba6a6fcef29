//! IAM roles, with the statements of their policies.

use super::{Arguments, Fields, Lifted, Lifter, seconds};
use crate::cdk::python::Code;
use crate::cdk::writer::{Face, Writer};
use crate::template::Resource;
use crate::value::Value;

pub(super) static LIFTER: Lifter = Lifter { kind: "AWS::IAM::Role", lift };

/// Source: <https://docs.aws.amazon.com/cdk/api/v2/python/aws_cdk.aws_iam/Role.html>.
static FACE: Face = Face { reference: "role_name", attributes: &[("Arn", "role_arn"), ("RoleId", "role_id")] };

/// The version of the policy language that the library writes.
const VERSION: &str = "2012-10-17";

fn lift(writer: &mut Writer<'_>, id: &str, resource: &Resource) -> Option<Lifted> {
    let mut fields = Fields::of(resource);
    let mut arguments = Arguments::default();
    arguments.add("assumed_by", Some(principal(writer, &fields.take("AssumeRolePolicyDocument")?)?));
    arguments.convert("role_name", fields.take("RoleName"), |name| writer.text(name))?;
    arguments.convert("description", fields.take("Description"), |text| writer.text(text))?;
    arguments.convert("path", fields.take("Path"), |path| writer.text(path))?;
    arguments.convert("max_session_duration", fields.take("MaxSessionDuration"), seconds)?;
    arguments.convert("permissions_boundary", fields.take("PermissionsBoundary"), |arn| managed(writer, &format!("{id}Boundary"), arn))?;
    arguments.convert("managed_policies", fields.take("ManagedPolicyArns"), |arns| {
        let numbered = arns.as_list()?.iter().enumerate();
        numbered.map(|(index, arn)| managed(writer, &format!("{id}ManagedPolicy{}", index + 1), arn)).collect::<Option<_>>().map(Code::List)
    })?;
    arguments.convert("inline_policies", fields.take("Policies"), |policies| {
        let policies = policies.as_list()?.iter().map(|policy| {
            let mut policy = Fields::within(policy)?;
            let entry = (Code::text(policy.take("PolicyName")?.as_text()?), document(writer, &policy.take("PolicyDocument")?)?);
            policy.done().map(|()| entry)
        });
        policies.collect::<Option<_>>().map(Code::Dict)
    })?;
    fields.done()?;
    Some(Lifted::new("iam.Role", arguments.0, &FACE))
}

/// Who may take the role: one service, without conditions.
fn principal(writer: &Writer<'_>, document: &Value) -> Option<Code> {
    let mut document = Fields::within(document)?;
    document.expect("Version", &Value::text(VERSION))?;
    let statements = document.take("Statement")?;
    document.done()?;
    let [statement] = statements.as_list()? else { return None };
    let mut statement = Fields::within(statement)?;
    statement.expect("Effect", &Value::text("Allow"))?;
    statement.expect("Action", &Value::text("sts:AssumeRole"))?;
    let service = Fields::within(&statement.take("Principal")?)?.take("Service")?;
    let name = service.as_text().filter(|name| name.ends_with(".amazonaws.com"))?;
    let principal = Code::call("iam.ServicePrincipal", [Code::text(name)]);
    match statement.take("Condition") {
        None => statement.done().map(|()| principal),
        Some(condition) => {
            statement.done()?;
            let arguments = vec![(String::new(), Code::text(name)), ("conditions".to_owned(), writer.raw(&condition))];
            Some(Code::Call("iam.ServicePrincipal".to_owned(), arguments))
        }
    }
}

fn managed(writer: &Writer<'_>, id: &str, arn: &Value) -> Option<Code> {
    let arguments = [Code::atom("self"), Code::text(id), writer.text(arn)?];
    Some(Code::call("iam.ManagedPolicy.from_managed_policy_arn", arguments))
}

/// A policy document of statements without principals.
pub(super) fn document(writer: &Writer<'_>, document: &Value) -> Option<Code> {
    let mut document = Fields::within(document)?;
    document.expect("Version", &Value::text(VERSION))?;
    let statements = document.take("Statement")?;
    document.done()?;
    let statements = statements.as_list()?.iter().map(|value| statement(writer, value)).collect::<Option<_>>()?;
    Some(Code::named("iam.PolicyDocument", [("statements", Code::List(statements))]))
}

fn statement(writer: &Writer<'_>, value: &Value) -> Option<Code> {
    let mut fields = Fields::within(value)?;
    let mut arguments = Arguments::default();
    let many = |value: &Value| {
        if matches!(value, Value::List(_)) { writer.texts(value) } else { writer.text(value).map(|one| Code::List(vec![one])) }
    };
    arguments.convert("sid", fields.take("Sid"), |sid| writer.text(sid))?;
    match fields.take("Effect")?.as_text()? {
        "Allow" => {}
        "Deny" => arguments.add("effect", Some(Code::atom("iam.Effect.DENY"))),
        _ => return None,
    }
    arguments.convert("actions", fields.take("Action"), many)?;
    arguments.convert("not_actions", fields.take("NotAction"), many)?;
    arguments.convert("resources", fields.take("Resource"), many)?;
    arguments.convert("not_resources", fields.take("NotResource"), many)?;
    arguments.convert("conditions", fields.take("Condition"), |condition| Some(writer.raw(condition)))?;
    fields.done()?;
    Some(Code::named("iam.PolicyStatement", arguments.0))
}
