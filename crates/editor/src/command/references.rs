//! Where a design refers to a template parameter, and putting something else there.

use groundplan_synth::design::{ConnectionId, Design, Edit, NodeId};
use groundplan_synth::value::{Map, Value};

/// Something in a design that holds a value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A field of a node.
    Node(NodeId, String),
    /// A field of a connection.
    Connection(ConnectionId, String),
    /// A tag of the design.
    Tag(String),
    /// An output of the template.
    Output(String),
    /// A condition of the template.
    Condition(String),
}

impl Place {
    /// The value that stands there.
    pub fn value<'a>(&self, design: &'a Design) -> Option<&'a Value> {
        let settings = design.settings();
        match self {
            Self::Node(id, field) => design.node(*id)?.fields.get(field),
            Self::Connection(id, field) => design.connection(*id)?.fields.get(field),
            Self::Tag(name) => settings.tags.get(name),
            Self::Output(name) => settings.outputs.get(name),
            Self::Condition(name) => settings.conditions.get(name),
        }
    }

    /// Puts a value there, or takes away what is there.
    pub(super) fn put(&self, edit: &mut Edit<'_>, value: Option<Value>) {
        let set = |fields: &mut std::collections::BTreeMap<String, Value>, name: &String| {
            match value {
                Some(value) => fields.insert(name.clone(), value),
                None => fields.remove(name),
            };
        };
        match self {
            Self::Node(id, field) => edit.node(*id, |node| set(&mut node.fields, field)),
            Self::Connection(id, field) => edit.connection(*id, |connection| set(&mut connection.fields, field)),
            Self::Tag(name) => edit.settings(|settings| set(&mut settings.tags, name)),
            Self::Output(name) => edit.settings(|settings| set(&mut settings.outputs, name)),
            Self::Condition(name) => edit.settings(|settings| set(&mut settings.conditions, name)),
        }
    }
}

/// The places that refer to a parameter, nodes first.
pub fn uses_of(design: &Design, parameter: &str) -> Vec<Place> {
    let settings = design.settings();
    let nodes = design.nodes().flat_map(|(id, node)| node.fields.keys().map(move |field| Place::Node(id, field.clone())));
    let connections =
        design.connections().flat_map(|(id, connection)| connection.fields.keys().map(move |field| Place::Connection(id, field.clone())));
    let tags = settings.tags.keys().cloned().map(Place::Tag);
    let outputs = settings.outputs.keys().cloned().map(Place::Output);
    let conditions = settings.conditions.keys().cloned().map(Place::Condition);
    let all = nodes.chain(connections).chain(tags).chain(outputs).chain(conditions);
    all.filter(|place| place.value(design).is_some_and(|value| replaced(value, parameter, &Instead::Nothing).is_some())).collect()
}

/// What comes where a parameter is referred to.
pub(super) enum Instead<'a> {
    /// The same again: for finding out whether there is a reference.
    Nothing,
    /// Another parameter.
    Name(&'a str),
    /// A literal.
    Literal(&'a Value),
}

/// The value with something else for each reference to a parameter; `None` when it has none.
pub(super) fn replaced(value: &Value, parameter: &str, instead: &Instead<'_>) -> Option<Value> {
    match value {
        Value::Call(name, argument) if name == "Ref" => (argument.as_text() == Some(parameter)).then(|| match instead {
            Instead::Nothing => value.clone(),
            Instead::Name(other) => Value::reference(*other),
            Instead::Literal(literal) => (*literal).clone(),
        }),
        Value::Call(name, argument) if name == "Sub" => in_sub(argument, parameter, instead),
        Value::Call(name, argument) => replaced(argument, parameter, instead).map(|argument| Value::Call(name.clone(), Box::new(argument))),
        Value::List(items) => {
            let found: Vec<Option<Value>> = items.iter().map(|item| replaced(item, parameter, instead)).collect();
            let pairs = found.iter().zip(items).map(|(new, old)| new.clone().unwrap_or_else(|| old.clone()));
            found.iter().any(Option::is_some).then(|| Value::List(pairs.collect()))
        }
        Value::Map(entries) => in_map(entries, parameter, instead).map(Value::Map),
        _ => None,
    }
}

fn in_map(entries: &Map, parameter: &str, instead: &Instead<'_>) -> Option<Map> {
    let found: Vec<Option<Value>> = entries.values().map(|value| replaced(value, parameter, instead)).collect();
    let pairs = entries.iter().zip(&found).map(|((name, old), new)| (name.clone(), new.clone().unwrap_or_else(|| old.clone())));
    found.iter().any(Option::is_some).then(|| pairs.collect())
}

/// `!Sub` takes a text, or a list of a text and the values of names of its own.
fn in_sub(argument: &Value, parameter: &str, instead: &Instead<'_>) -> Option<Value> {
    let sub = |argument: Value| Value::Call("Sub".to_owned(), Box::new(argument));
    if let Some(text) = argument.as_text() {
        let text = in_text(text, parameter, instead)?;
        let is_plain = matches!(instead, Instead::Literal(_)) && !text.contains("${");
        return Some(if is_plain { Value::Text(text) } else { sub(Value::Text(text)) });
    }
    let [Value::Text(text), Value::Map(own)] = argument.as_list()? else { return None };
    // A name of its own hides the parameter.
    let new_text = if own.contains_key(parameter) { None } else { in_text(text, parameter, instead) };
    let new_own = in_map(own, parameter, instead);
    if new_text.is_none() && new_own.is_none() {
        return None;
    }
    let (text, own) = (new_text.unwrap_or_else(|| text.clone()), new_own.unwrap_or_else(|| own.clone()));
    Some(sub(Value::List(vec![Value::Text(text), Value::Map(own)])))
}

/// The text with something else for `${parameter}`; `${!parameter}` is text as it stands.
fn in_text(text: &str, parameter: &str, instead: &Instead<'_>) -> Option<String> {
    let mut result = String::new();
    let mut rest = text;
    let mut any = false;
    while let Some(start) = rest.find("${") {
        let Some(length) = rest[start..].find('}') else { break };
        let whole = &rest[start..=start + length];
        result.push_str(&rest[..start]);
        rest = &rest[start + length + 1..];
        if whole[2..whole.len() - 1].trim() != parameter {
            result.push_str(whole);
            continue;
        }
        any = true;
        match instead {
            Instead::Nothing => result.push_str(whole),
            Instead::Name(other) => result.extend(["${", other, "}"]),
            Instead::Literal(literal) => result.push_str(&literal.display().replace("${", "${!")),
        }
    }
    result.push_str(rest);
    any.then_some(result)
}

#[cfg(test)]
mod tests {
    use groundplan_synth::design::sketch::{parse_value, value_text};

    use super::*;

    #[track_caller]
    fn check(value: &str, instead: &Instead<'_>, expected: Option<&str>) {
        let value = parse_value(value).unwrap();
        assert_eq!(replaced(&value, "Stage", instead).map(|value| value_text(&value)).as_deref(), expected);
    }

    #[test]
    fn every_way_to_refer_to_a_parameter() {
        let (other, literal) = (Value::text("dev"), Value::Number(3));
        let (name, text, number) = (Instead::Name("Environment"), Instead::Literal(&other), Instead::Literal(&literal));
        check("!Ref Stage", &name, Some("!Ref Environment"));
        check("!Ref Stage", &number, Some("3"));
        check("!Ref Stages", &name, None);
        check("Stage", &name, None);
        check("[a, {b=!Ref Stage}]", &text, Some("[a, {b=dev}]"));
        check("!If [IsBig, !Ref Stage, b]", &name, Some("!If [IsBig, !Ref Environment, b]"));
        check("!Sub \"a-${Stage}-${AWS::Region}\"", &name, Some("!Sub \"a-${Environment}-${AWS::Region}\""));
        check("!Sub \"a-${Stage}-${AWS::Region}\"", &text, Some("!Sub \"a-dev-${AWS::Region}\""));
        check("!Sub \"a-${Stage}\"", &text, Some("a-dev"));
        check("!Sub \"a-${!Stage}-${Stage.Arn}\"", &text, None);
        check("!Sub [\"${Stage}\", {Stage=!Ref Stage}]", &text, Some("!Sub [\"${Stage}\", {Stage=dev}]"));
    }
}
