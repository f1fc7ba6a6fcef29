//! What the Python classes of CloudFormation types are called and take, for the types in `types.txt`.
//!
//! The file is written from the real package; `tests/judges/test_cdk_types.py` compares the two.

use super::names::snake_case;
use crate::late::Late;

/// A block a type.
pub static TYPES: Late = Late::new("cdk-types.txt", &[include_str!("types.txt")]);

/// What a value must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// A text.
    Text,
    /// A number.
    Number,
    /// A truth value.
    Flag,
    /// A tag.
    Tag,
    /// JSON of any form, with the names of CloudFormation.
    Anything,
    /// A list.
    List(Box<Form>),
    /// A map from text.
    Map(Box<Form>),
    /// A class within the class of the resource.
    Nested(&'static str),
    /// The first that fits.
    Either(Vec<Form>),
}

/// A property or an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Member {
    /// The name in a template.
    pub(super) name: &'static str,
    /// The name in Python.
    pub(super) python: String,
    /// Whether it must be given.
    pub(super) required: bool,
    /// What its value must be.
    pub(super) form: Form,
}

/// A CloudFormation type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Type {
    /// The Python module: `aws_ecs`.
    pub(super) module: &'static str,
    /// The class in it: `CfnService`.
    pub(super) class: &'static str,
    block: &'static str,
}

impl Type {
    /// The type with a name like `AWS::ECS::Service`.
    pub(super) fn of(kind: &str) -> Option<Self> {
        let heading = format!("type {kind} ");
        let mut blocks = TYPES.text()?.split("\ntype ").skip(1);
        let block = blocks.find(|block| block.starts_with(&heading["type ".len()..]))?;
        let mut words = block.lines().next()?.split(' ').skip(1);
        Some(Self { module: words.next()?, class: words.next()?, block })
    }

    /// The name of the module in the program: `ecs`.
    pub(super) fn alias(&self) -> &'static str {
        alias(self.module)
    }

    /// The class as the program names it: `ecs.CfnService`.
    pub(super) fn class_path(&self) -> String {
        format!("{}.{}", self.alias(), self.class)
    }

    /// The properties.
    pub(super) fn properties(&self) -> Vec<Member> {
        self.members("set")
    }

    /// The members of a nested class.
    pub(super) fn nested(&self, class: &str) -> Vec<Member> {
        self.members(class)
    }

    /// The attribute with a name.
    pub(super) fn attribute(&self, name: &str) -> Option<Member> {
        self.members("get").into_iter().find(|member| member.name == name)
    }

    fn members(&self, title: &str) -> Vec<Member> {
        let line = self.block.lines().skip(1).find_map(|line| line.trim_start().strip_prefix(title)?.strip_prefix(' '));
        line.map(|line| line.split(' ').filter_map(member).collect()).unwrap_or_default()
    }
}

/// `aws_ecs` is `ecs` in programs; the one other name is the one that everybody uses.
pub(super) fn alias(module: &'static str) -> &'static str {
    match module {
        "aws_elasticloadbalancingv2" => "elbv2",
        "aws_lambda" => "lambda_",
        other => other.strip_prefix("aws_").unwrap_or(other),
    }
}

/// `NAME[=PYTHON][!]:FORM`.
fn member(word: &'static str) -> Option<Member> {
    let (names, form) = word.split_once(':')?;
    let (names, required) = names.strip_suffix('!').map_or((names, false), |names| (names, true));
    let (name, python) =
        names.split_once('=').map_or_else(|| (names, snake_case(&names.replace('.', ""))), |(name, own)| (name, own.to_owned()));
    Some(Member { name, python, required, form: self::form(form) })
}

fn form(text: &'static str) -> Form {
    if text.contains('|') && !text.starts_with(['[', '<']) {
        return Form::Either(text.split('|').map(form).collect());
    }
    let inner = |text: &'static str| Box::new(form(text.get(1..text.len() - 1).unwrap_or_default()));
    match text {
        "s" => Form::Text,
        "n" => Form::Number,
        "b" => Form::Flag,
        "t" => Form::Tag,
        "j" => Form::Anything,
        text if text.starts_with('[') => Form::List(inner(text)),
        text if text.starts_with('<') => Form::Map(inner(text)),
        class => Form::Nested(class),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_read_from_the_table() {
        let service = Type::of("AWS::ECS::Service").unwrap();
        assert_eq!(service.class_path(), "ecs.CfnService");
        let find = |name: &str| service.properties().into_iter().find(|member| member.name == name).unwrap();
        assert_eq!(
            (find("EnableECSManagedTags").python.as_str(), find("EnableECSManagedTags").form),
            ("enable_ecs_managed_tags", Form::Flag)
        );
        assert_eq!(find("NetworkConfiguration").form, Form::Nested("NetworkConfigurationProperty"));
        assert_eq!(service.nested("NetworkConfigurationProperty").len(), 1);
        assert_eq!(service.attribute("Name").unwrap().python, "name");
        assert_eq!(Type::of("AWS::ECS::Serv"), None);
        assert!(Type::of("AWS::IAM::Role").unwrap().properties().iter().any(|member| member.required));
    }
}
