//! What the values of a template are at run time, as far as that can be said before: names, ARNs and the parts nobody knows yet.

use serde_json::Value as Json;

use super::arns::{self, Named, Reference};
use super::text::{Nature, Text};
use crate::template::{Resource, Template};
use crate::value::{Map, Value};

/// Reads the values of one template.
#[derive(Clone, Copy)]
pub(super) struct Resolver<'a> {
    pub(super) template: &'a Template,
    /// `aws`, `aws-cn` …: the one of the region for which the design is made.
    pub(super) partition: &'a str,
    /// How many names of resources were followed to come here.
    followed: usize,
}

/// Names refer to other names a few steps at most; what goes on is a circle.
const MOST_FOLLOWED: usize = 8;

/// The partition of a region.
/// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>.
pub(super) fn partition_of(region: &str) -> &'static str {
    match region {
        region if region.starts_with("cn-") => "aws-cn",
        region if region.starts_with("us-gov-") => "aws-us-gov",
        _ => "aws",
    }
}

/// The token of the account in which the stack lies.
pub(super) const ACCOUNT: &str = "AWS::AccountId";
/// The token of the region in which the stack lies.
pub(super) const REGION: &str = "AWS::Region";

impl<'a> Resolver<'a> {
    /// Reads the values of a template that is deployed to a region.
    pub(super) fn new(template: &'a Template, region: &str) -> Self {
        Self { template, partition: partition_of(region), followed: 0 }
    }

    /// What a value is at run time.
    pub(super) fn text(&self, value: &Value) -> Text {
        let Value::Call(function, argument) = value else {
            return Text::known(&value.display());
        };
        let known = match function.as_str() {
            "Ref" => argument.as_text().map(|name| self.reference(name)),
            "GetAtt" => argument.as_text().and_then(|text| text.split_once('.')).map(|(id, attribute)| self.attribute(id, attribute)),
            "Sub" => match &**argument {
                Value::Text(text) => Some(self.substituted(text, None)),
                Value::List(parts) => match parts.as_slice() {
                    [Value::Text(text), Value::Map(own)] => Some(self.substituted(text, Some(own))),
                    _ => None,
                },
                _ => None,
            },
            "Join" => match argument.as_list() {
                Some([separator, Value::List(parts)]) => {
                    let between = self.text(separator);
                    let mut parts = parts.iter().map(|part| self.text(part));
                    let first = parts.next().unwrap_or_default();
                    Some(parts.fold(first, |whole, part| whole.then(&between).then(&part)))
                }
                _ => None,
            },
            _ => None,
        };
        known.unwrap_or_else(|| Text::token(value.display(), Nature::Open))
    }

    fn reference(&self, name: &str) -> Text {
        match name {
            "AWS::Partition" => Text::known(self.partition),
            REGION | ACCOUNT => Text::token(name, Nature::Own),
            _ => match self.template.resources.get(name) {
                Some(resource) => match arns::of(&resource.kind) {
                    Some(named) if named.reference == Reference::Name => self.name(name, resource, named),
                    Some(named) if named.reference == Reference::Arn => self.arn_with(name, resource, named),
                    _ => Text::token(name, Nature::Open),
                },
                None => Text::token(name, Nature::Open),
            },
        }
    }

    fn attribute(&self, id: &str, attribute: &str) -> Text {
        let unknown = || Text::token(format!("{id}.{attribute}"), Nature::Open);
        let Some(resource) = self.template.resources.get(id) else { return unknown() };
        let Some(named) = arns::of(&resource.kind) else { return unknown() };
        let arn = || self.arn_with(id, resource, named);
        match attribute {
            _ if attribute == named.attribute => arn().then(&Text::known(named.behind)),
            // A table's stream has an ARN of its own, below the table's.
            "StreamArn" => arn().then(&Text::known("/stream/")).then(&Text::token(format!("{id}.{attribute}"), Nature::Own)),
            "QueueName" | "TopicName" => self.name(id, resource, named),
            _ => unknown(),
        }
    }

    fn substituted(&self, text: &str, own: Option<&Map>) -> Text {
        let mut whole = Text::default();
        for (index, part) in text.split("${").enumerate() {
            let Some((name, rest)) = part.split_once('}').filter(|_| index > 0) else {
                whole = whole.then(&Text::known(if index > 0 { "${" } else { "" })).then(&Text::known(part));
                continue;
            };
            let name = name.trim();
            let value = match (name.strip_prefix('!'), own.and_then(|own| own.get(name)), name.split_once('.')) {
                // `${!name}` leaves `${name}` for IAM to fill in.
                (Some(name), _, _) => Text::known(&format!("${{{name}}}")),
                (_, Some(value), _) => self.text(value),
                (_, _, Some((id, attribute))) => self.attribute(id, attribute),
                _ => self.reference(name),
            };
            whole = whole.then(&value).then(&Text::known(rest));
        }
        whole
    }

    /// The name of a resource: the author's, or the one that CloudFormation makes.
    fn name(&self, id: &str, resource: &Resource, named: &Named) -> Text {
        let given = Some(named.name).filter(|property| !property.is_empty()).and_then(|property| resource.property(property));
        match given {
            Some(_) if self.followed == MOST_FOLLOWED => Text::token(id, Nature::Open),
            Some(value) => Self { followed: self.followed + 1, ..*self }.text(value),
            None => Text::token(id, Nature::Own),
        }
    }

    /// The ARN of a resource of a type whose ARNs are known.
    fn arn_with(&self, id: &str, resource: &Resource, named: &Named) -> Text {
        let (before, _) = named.arn.rsplit_once("${").unwrap_or((named.arn, ""));
        let mut name = self.name(id, resource, named);
        if named.kind == "AWS::SSM::Parameter" && name.starts_with(&Text::known("/")) {
            name.0.remove(0);
        }
        if let Some(path) = resource.property("Path").filter(|_| named.kind.starts_with("AWS::IAM::")) {
            // The ARN's own slash is the path's first letter.
            name = Text(self.text(path).0.into_iter().skip(1).collect()).then(&name);
        }
        // What stands before a name of two parts belongs to the resource, too: the cluster of a service, the family of a task definition.
        let before = before.split("${").enumerate().fold(Text::known(&format!("arn:{}:", self.partition)), |whole, (index, part)| {
            let Some((placeholder, rest)) = part.split_once('}').filter(|_| index > 0) else { return whole.then(&Text::known(part)) };
            let value = match placeholder {
                "Region" => Text::token(REGION, Nature::Own),
                "Account" => Text::token(ACCOUNT, Nature::Own),
                other => Text::token(format!("{id}.{other}"), Nature::Own),
            };
            whole.then(&value).then(&Text::known(rest))
        });
        before.then(&name)
    }

    /// The ARN of a resource of the template; nothing when that is not known of its type.
    pub(super) fn arn(&self, id: &str) -> Option<Text> {
        let resource = self.template.resources.get(id)?;
        Some(self.arn_with(id, resource, arns::of(&resource.kind)?))
    }
}

/// A part of an ARN in which placeholders stand for what the caller chooses: `/${ObjectName}`.
pub(super) fn chosen(pattern: &str) -> Text {
    pattern.split("${").enumerate().fold(Text::default(), |whole, (index, part)| match part.split_once('}').filter(|_| index > 0) {
        Some((name, rest)) => {
            let token = match name {
                "Region" => Text::token(REGION, Nature::Own),
                "Account" => Text::token(ACCOUNT, Nature::Own),
                other => Text::token(other, Nature::Open),
            };
            whole.then(&token).then(&Text::known(rest))
        }
        None => whole.then(&Text::known(part)),
    })
}

/// Values of a policy as a template has them, when it is kept as JSON or as JSON in a text: repositories take both.
pub(super) fn document(value: &Value) -> Option<Value> {
    match value {
        Value::Map(_) => Some(value.clone()),
        Value::Text(text) => Value::from_json(&serde_json::from_str::<Json>(text).ok()?),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::sketch::{parse, parse_value};
    use crate::synthesize::synthesize;

    const SKETCH: &str = "bucket photos\nqueue jobs queue_name=jobs\ntopic news\nssm-parameter price parameter_name=/shop/price\nlog-group site\nrole worker path=/shop/\n";

    #[track_caller]
    fn check(value: &str, expected: &str) {
        let parsed = parse(SKETCH);
        assert_eq!(parsed.errors, []);
        let template = synthesize(&parsed.design);
        let resolver = Resolver::new(&template, "eu-west-1");
        assert_eq!(resolver.text(&parse_value(value).unwrap()).to_string(), expected, "{value}");
    }

    #[test]
    fn one_thing_is_one_text_however_it_is_written() {
        check("!GetAtt PhotosBucket.Arn", "arn:aws:s3:::${PhotosBucket}");
        check("!Sub \"${PhotosBucket.Arn}/*\"", "arn:aws:s3:::${PhotosBucket}/*");
        check("!Sub \"arn:${AWS::Partition}:s3:::${PhotosBucket}/*\"", "arn:aws:s3:::${PhotosBucket}/*");
        check("!Join [\"\", [\"arn:aws:s3:::\", !Ref PhotosBucket]]", "arn:aws:s3:::${PhotosBucket}");
        check("!Sub [\"${b}/*\", {b=!GetAtt PhotosBucket.Arn}]", "arn:aws:s3:::${PhotosBucket}/*");
        check("!GetAtt JobsQueue.Arn", "arn:aws:sqs:${AWS::Region}:${AWS::AccountId}:jobs");
        check("!Ref NewsTopic", "arn:aws:sns:${AWS::Region}:${AWS::AccountId}:${NewsTopic}");
        check("!GetAtt SiteLogGroup.Arn", "arn:aws:logs:${AWS::Region}:${AWS::AccountId}:log-group:${SiteLogGroup}:*");
        check("!GetAtt WorkerRole.Arn", "arn:aws:iam::${AWS::AccountId}:role/shop/${WorkerRole}");
        check("!Sub \"arn:aws:ssm:*:*:parameter${PriceParameter}\"", "arn:aws:ssm:*:*:parameter/shop/price");
        check("!Sub \"home/${!aws:username}\"", "home/${aws:username}");
        check("!If [Live, a, b]", "${!If Live, a, b}");
        check("!Ref Stage", "${Stage}");
    }

    #[test]
    fn names_in_a_circle_end() {
        let template = synthesize(&parse("bucket a bucket_name=!Ref BBucket\nbucket b bucket_name=!Ref ABucket\n").design);
        assert_eq!(Resolver::new(&template, "").text(&Value::reference("ABucket")).tokens().count(), 1);
    }
}
