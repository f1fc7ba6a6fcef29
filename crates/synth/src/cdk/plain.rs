//! A resource by the class of its own type, which says just what the template says; by `CfnResource` where the class does not fit.

use super::python::{Code, Statement};
use super::tags;
use super::types::Type;
use super::writer::{Shape, Writer, Written};
use crate::template::Resource;
use crate::value::{Map, Value};

/// Writes a resource by its class.
pub(super) fn write(writer: &mut Writer<'_>, id: &str, resource: &Resource) {
    let construct_id = writer.ids.construct(id, "Resource");
    let variable = writer.variables.variable(id);
    let typed = Type::of(&resource.kind).and_then(|kind| Some((arguments(writer, &resource.properties, &kind)?, kind)));
    let (code, shape) = if let Some((arguments, kind)) = typed {
        (Code::construct(kind.class_path(), &construct_id, arguments), Shape::Plain(kind))
    } else {
        let mut arguments = vec![("type", Code::text(&resource.kind))];
        if !resource.properties.is_empty() {
            arguments.push(("properties", writer.raw(&Value::Map((*resource.properties).clone()))));
        }
        (Code::construct("CfnResource", &construct_id, arguments), Shape::Untyped)
    };
    writer.run(&Statement::assign(&variable, code));
    writer.written.insert(id.to_owned(), Written { variable: variable.clone(), shape });
    for (name, value) in &resource.attributes {
        let condition = value.as_text().filter(|_| name == "Condition").and_then(|condition| writer.condition_variable(condition));
        let statement = if let Some(condition) = condition {
            Statement::assign(format!("{variable}.cfn_options.condition"), Code::atom(condition))
        } else {
            Statement::run(Code::call(format!("{variable}.add_override"), [Code::text(name), writer.raw(value)]))
        };
        writer.run(&statement);
    }
}

/// The arguments of the class. Tags that the stack gives to everything are left out.
fn arguments(writer: &Writer<'_>, properties: &Map, kind: &Type) -> Option<Vec<(String, Code)>> {
    let members = kind.properties();
    let mut own = properties.clone();
    for name in tags::PROPERTIES.iter().filter(|name| members.iter().any(|member| member.name == **name)) {
        let Some(all) = properties.get(*name) else { continue };
        match writer.own_tags(all) {
            Some(rest) => own.insert((*name).to_owned(), rest),
            None => own.shift_remove(*name),
        };
    }
    writer.arguments(&own, &members, kind)
}
