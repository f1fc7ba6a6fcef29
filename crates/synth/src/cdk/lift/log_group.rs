//! Log groups.

use super::{Arguments, Fields, Lifted, Lifter, member};
use crate::cdk::python::Code;
use crate::cdk::writer::{Face, Writer};
use crate::template::Resource;
use crate::value::Value;

pub(super) static LIFTER: Lifter = Lifter { kind: "AWS::Logs::LogGroup", lift };

/// Source: <https://docs.aws.amazon.com/cdk/api/v2/python/aws_cdk.aws_logs/LogGroup.html>.
static FACE: Face = Face { reference: "log_group_name", attributes: &[("Arn", "log_group_arn")] };

const CLASSES: &[(&str, &str)] = &[("STANDARD", "STANDARD"), ("INFREQUENT_ACCESS", "INFREQUENT_ACCESS")];

/// The days that CloudWatch Logs takes, as the library calls them.
/// Source: <https://docs.aws.amazon.com/cdk/api/v2/python/aws_cdk.aws_logs/RetentionDays.html>.
const DAYS: &[(i64, &str)] = &[
    (1, "ONE_DAY"),
    (3, "THREE_DAYS"),
    (5, "FIVE_DAYS"),
    (7, "ONE_WEEK"),
    (14, "TWO_WEEKS"),
    (30, "ONE_MONTH"),
    (60, "TWO_MONTHS"),
    (90, "THREE_MONTHS"),
    (120, "FOUR_MONTHS"),
    (150, "FIVE_MONTHS"),
    (180, "SIX_MONTHS"),
    (365, "ONE_YEAR"),
    (400, "THIRTEEN_MONTHS"),
    (545, "EIGHTEEN_MONTHS"),
    (731, "TWO_YEARS"),
    (1096, "THREE_YEARS"),
    (1827, "FIVE_YEARS"),
    (2192, "SIX_YEARS"),
    (2557, "SEVEN_YEARS"),
    (2922, "EIGHT_YEARS"),
    (3288, "NINE_YEARS"),
    (3653, "TEN_YEARS"),
];

fn lift(writer: &mut Writer<'_>, _: &str, resource: &Resource) -> Option<Lifted> {
    let mut fields = Fields::of(resource);
    let mut arguments = Arguments::default();
    arguments.convert("log_group_name", fields.take("LogGroupName"), |name| writer.text(name))?;
    // Without an answer the construct keeps logs for two years, where CloudFormation keeps them for ever.
    let retention = match fields.take("RetentionInDays") {
        Some(Value::Number(days)) => DAYS.iter().find(|(own, _)| *own == days).map(|(_, name)| *name)?,
        Some(_) => return None,
        None => "INFINITE",
    };
    arguments.add("retention", Some(Code::atom(format!("logs.RetentionDays.{retention}"))));
    arguments.convert("log_group_class", fields.take("LogGroupClass"), |class| member("logs.LogGroupClass", class, CLASSES))?;
    fields.done()?;
    Some(Lifted { keeps: true, ..Lifted::new("logs.LogGroup", arguments.0, &FACE) })
}
