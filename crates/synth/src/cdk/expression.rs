//! Values of a template as Python expressions: literals where they are known, tokens of CDK where CloudFormation works them out.

use super::python::{Code, escaped};
use super::types::{Form, Member, Type};
use super::writer::Writer;
use crate::value::{Map, Value};

impl Writer<'_> {
    /// A value where a property wants this form; nothing where it does not fit.
    pub(super) fn fit(&self, value: &Value, form: &Form, kind: &Type) -> Option<Code> {
        match (form, value) {
            (Form::Anything, _) => Some(self.raw(value)),
            (Form::Either(forms), _) => forms.iter().find_map(|form| self.fit(value, form, kind)),
            (Form::Text, _) => self.text(value),
            (Form::Number, _) => self.number(value),
            (Form::Flag, Value::Flag(flag)) => Some(Code::flag(*flag)),
            (Form::List(_), Value::Call(..)) => self.list(value),
            (_, Value::Call(name, argument)) => Some(self.resolvable(name, argument)),
            (Form::List(item), Value::List(items)) => Some(Code::List(self.all(items, item, kind)?)),
            (Form::Map(item), Value::Map(map)) => {
                map.iter().map(|(key, value)| Some((Code::text(key), self.fit(value, item, kind)?))).collect::<Option<_>>().map(Code::Dict)
            }
            (Form::Nested(class), Value::Map(map)) => {
                let arguments = self.arguments(map, &kind.nested(class), kind)?;
                Some(Code::named(format!("{}.{class}", kind.class_path()), arguments))
            }
            (Form::Tag, Value::Map(map)) if map.len() == 2 => {
                let part = |name: &str| self.text(map.get(name)?);
                Some(Code::named("CfnTag", [("key", part("Key")?), ("value", part("Value")?)]))
            }
            _ => None,
        }
    }

    fn all(&self, items: &[Value], form: &Form, kind: &Type) -> Option<Vec<Code>> {
        items.iter().map(|item| self.fit(item, form, kind)).collect()
    }

    /// A map as the named arguments of a class; nothing when the class does not know one, or one is missing.
    pub(super) fn arguments(&self, map: &Map, members: &[Member], kind: &Type) -> Option<Vec<(String, Code)>> {
        if members.iter().any(|member| member.required && !map.contains_key(member.name)) {
            return None;
        }
        let find = |name: &str| members.iter().find(|member| member.name == name);
        map.iter()
            .map(|(name, value)| find(name).and_then(|member| Some((member.python.clone(), self.fit(value, &member.form, kind)?))))
            .collect()
    }

    /// A text, known or not; nothing for any other literal.
    pub(super) fn text(&self, value: &Value) -> Option<Code> {
        match value {
            Value::Text(text) => Some(Code::text(text)),
            Value::Call(name, argument) => Some(self.text_call(name, argument)),
            _ => None,
        }
    }

    /// Texts; nothing when one of them is something else.
    pub(super) fn texts(&self, value: &Value) -> Option<Code> {
        match value {
            Value::List(items) => items.iter().map(|item| self.text(item)).collect::<Option<_>>().map(Code::List),
            _ => None,
        }
    }

    /// A number, known or not; nothing for any other literal.
    pub(super) fn number(&self, value: &Value) -> Option<Code> {
        match value {
            Value::Number(number) => Some(Code::number(*number)),
            Value::Decimal(number) => Some(Code::atom(number.to_string())),
            Value::Call(name, argument) => Some(self.number_call(name, argument)),
            _ => None,
        }
    }

    fn number_call(&self, name: &str, argument: &Value) -> Code {
        if let (Some(parameter), "Ref") = (argument.as_text().and_then(|id| self.parameter(id)), name)
            && parameter.kind == "Number"
        {
            return Code::atom(format!("{}.value_as_number", parameter.variable));
        }
        let inner = if name == "If" { self.resolvable(name, argument) } else { self.text_call(name, argument) };
        Code::call("Token.as_number", [inner])
    }

    /// A list of texts that a function gives.
    pub(super) fn list(&self, value: &Value) -> Option<Code> {
        let Value::Call(name, argument) = value else { return self.texts(value) };
        if let (Some(parameter), "Ref") = (argument.as_text().and_then(|id| self.parameter(id)), name.as_str())
            && parameter.is_list()
        {
            return Some(Code::atom(format!("{}.value_as_list", parameter.variable)));
        }
        self.list_call(name, argument).or_else(|| Some(Code::call("Token.as_list", [self.resolvable(name, argument)])))
    }

    fn list_call(&self, name: &str, argument: &Value) -> Option<Code> {
        match (name, argument.as_list()) {
            ("GetAZs", _) if argument.as_text() == Some("") => Some(Code::call("Fn.get_azs", [])),
            ("GetAZs", _) => Some(Code::call("Fn.get_azs", [self.text(argument)?])),
            ("Split", Some([Value::Text(delimiter), source])) => Some(Code::call("Fn.split", [Code::text(delimiter), self.text(source)?])),
            ("Cidr", Some([range, count, rest @ ..])) if rest.len() <= 1 => {
                let mut arguments = vec![self.text(range)?, self.number(&Value::Number(count.as_number()?))?];
                arguments.extend(match rest.first() {
                    Some(bits) => Some(Code::text(&bits.as_number()?.to_string())),
                    None => None,
                });
                Some(Code::call("Fn.cidr", arguments))
            }
            _ => None,
        }
    }

    /// A function whose result is a text, or stands where a text would.
    fn text_call(&self, name: &str, argument: &Value) -> Code {
        let items = argument.as_list();
        let code = match (name, argument, items) {
            ("Ref", Value::Text(id), _) => Some(Code::atom(self.reference(id))),
            ("GetAtt", Value::Text(path), _) => path.split_once('.').map(|(id, attribute)| Code::atom(self.attribute(id, attribute))),
            ("Sub", Value::Text(text), _) => self.substitution(text, &Map::default()),
            ("Sub", _, Some([Value::Text(text), Value::Map(own)])) => self.substitution(text, own),
            ("Join", _, Some([Value::Text(delimiter), Value::List(parts)])) => parts
                .iter()
                .map(|part| self.text(part))
                .collect::<Option<_>>()
                .map(|parts| Code::call("Fn.join", [Code::text(delimiter), Code::List(parts)])),
            ("Select", _, Some([index, from])) => index
                .as_number()
                .filter(|_| !index.is_expression())
                .and_then(|index| Some(Code::call("Fn.select", [Code::number(index), self.list(from)?]))),
            ("FindInMap", _, Some([map, first, second])) => [map, first, second]
                .into_iter()
                .map(|part| self.text(part))
                .collect::<Option<Vec<_>>>()
                .map(|parts| Code::call("Fn.find_in_map", parts)),
            ("Base64", _, _) => self.text(argument).map(|text| Code::call("Fn.base64", [text])),
            ("ImportValue", _, _) => self.text(argument).map(|text| Code::call("Fn.import_value", [text])),
            _ => None,
        };
        code.unwrap_or_else(|| Code::call("Token.as_string", [self.resolvable(name, argument)]))
    }

    /// A function as something that CDK resolves to just this function.
    fn resolvable(&self, name: &str, argument: &Value) -> Code {
        if let ("If", Some([Value::Text(condition), one, other])) = (name, argument.as_list()) {
            return Code::call("Fn.condition_if", [Code::text(condition), self.raw(one), self.raw(other)]);
        }
        Code::call("Token.as_any", [self.written_out(name, argument)])
    }

    /// A function in its long form; what it refers to is still looked up.
    fn written_out(&self, name: &str, argument: &Value) -> Code {
        let long = if matches!(name, "Ref" | "Condition") { name.to_owned() } else { format!("Fn::{name}") };
        Code::Dict(vec![(Code::text(&long), self.raw(argument))])
    }

    /// JSON of any form, with functions that CDK resolves.
    pub(super) fn raw(&self, value: &Value) -> Code {
        match value {
            Value::Flag(flag) => Code::flag(*flag),
            Value::Number(number) => Code::number(*number),
            Value::Decimal(number) => Code::atom(number.to_string()),
            Value::Text(text) => Code::text(text),
            Value::List(items) => Code::List(items.iter().map(|item| self.raw(item)).collect()),
            Value::Map(map) => Code::Dict(map.iter().map(|(key, value)| (Code::text(key), self.raw(value))).collect()),
            Value::Call(name, argument) => match name.as_str() {
                "Ref" | "GetAtt" | "Sub" | "Join" | "Select" | "FindInMap" | "Base64" | "ImportValue" => self.text_call(name, argument),
                "GetAZs" | "Split" | "Cidr" => self.list_call(name, argument).unwrap_or_else(|| self.written_out(name, argument)),
                _ => self.written_out(name, argument),
            },
        }
    }

    /// `!Sub` as Python's own formatted text.
    fn substitution(&self, text: &str, own: &Map) -> Option<Code> {
        let mut parts: Vec<Result<String, Code>> = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            let (name, following) = after.split_once('}')?;
            let mut plain = before.to_owned();
            if let Some(literal) = name.strip_prefix('!') {
                plain.push_str("${");
                plain.push_str(literal);
                plain.push('}');
                parts.push(Ok(plain));
            } else {
                parts.push(Ok(plain));
                parts.push(Err(match own.get(name) {
                    Some(value) => self.text(value)?,
                    None => Code::atom(match name.split_once('.') {
                        Some((id, attribute)) => self.attribute(id, attribute),
                        None => self.reference(name),
                    }),
                }));
            }
            rest = following;
        }
        parts.push(Ok(rest.to_owned()));
        let simple = |code: &Code| matches!(code, Code::Atom(text) if !text.contains(['"', '\\', '{', '}']));
        if parts.iter().all(Result::is_ok) {
            return Some(Code::text(&parts.into_iter().flatten().collect::<String>()));
        }
        if parts.iter().all(|part| part.as_ref().err().is_none_or(simple)) {
            let inner: String = parts
                .iter()
                .map(|part| match part {
                    Ok(plain) => escaped(plain).replace('{', "{{").replace('}', "}}"),
                    Err(code) => format!("{{{}}}", code.line()),
                })
                .collect();
            return Some(Code::atom(format!("f\"{inner}\"")));
        }
        let pieces = parts.into_iter().filter(|part| part.as_ref().ok().is_none_or(|plain| !plain.is_empty()));
        let pieces = pieces.map(|part| part.map_or_else(|code| code, |plain| Code::text(&plain))).collect();
        Some(Code::call("Fn.join", [Code::text(""), Code::List(pieces)]))
    }

    /// A condition's expression; nothing where CDK has no function for it.
    pub(super) fn condition(&self, value: &Value) -> Option<Code> {
        let Value::Call(name, argument) = value else { return None };
        let each = |items: &[Value]| items.iter().map(|item| self.condition(item)).collect::<Option<Vec<_>>>();
        match (name.as_str(), argument.as_list()) {
            ("Condition", _) => Some(Code::atom(self.condition_variable(argument.as_text()?)?)),
            ("Equals", Some([one, other])) => Some(Code::call("Fn.condition_equals", [self.raw(one), self.raw(other)])),
            ("And", Some(items)) => Some(Code::call("Fn.condition_and", each(items)?)),
            ("Or", Some(items)) => Some(Code::call("Fn.condition_or", each(items)?)),
            ("Not", Some(items)) => Some(Code::call("Fn.condition_not", each(items)?)),
            _ => None,
        }
    }
}
