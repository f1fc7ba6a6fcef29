//! Target groups of application load balancers.

use super::{Arguments, Fields, Lifted, Lifter, member, network, seconds};
use crate::cdk::python::{Code, Statement};
use crate::cdk::writer::{Face, Writer};
use crate::template::Resource;
use crate::value::Value;

pub(super) static LIFTER: Lifter = Lifter { kind: super::TARGET_GROUP, lift };

/// Source: <https://docs.aws.amazon.com/cdk/api/v2/python/aws_cdk.aws_elasticloadbalancingv2/ApplicationTargetGroup.html>.
static FACE: Face = Face {
    reference: "target_group_arn",
    attributes: &[
        ("TargetGroupArn", "target_group_arn"),
        ("TargetGroupFullName", "target_group_full_name"),
        ("TargetGroupName", "target_group_name"),
    ],
};

const PROTOCOLS: &[(&str, &str)] = &[("HTTP", "HTTP"), ("HTTPS", "HTTPS")];

fn lift(writer: &mut Writer<'_>, _: &str, resource: &Resource) -> Option<Lifted> {
    let mut fields = Fields::of(resource);
    let mut arguments = Arguments::default();
    let vpc = fields.take("VpcId")?;
    arguments.convert("target_group_name", fields.take("Name"), |name| writer.text(name))?;
    fields.expect("TargetType", &Value::text("ip"))?;
    arguments.add("target_type", Some(Code::atom("elbv2.TargetType.IP")));
    arguments.add("protocol", Some(member("elbv2.ApplicationProtocol", &fields.take("Protocol")?, PROTOCOLS)?));
    let port = fields.take("Port")?;
    matches!(port, Value::Number(_)).then_some(())?;
    arguments.add("port", writer.number(&port));
    let mut check = Arguments::default();
    check.convert("protocol", fields.take("HealthCheckProtocol"), |value| member("elbv2.Protocol", value, PROTOCOLS))?;
    check.convert("path", fields.take("HealthCheckPath"), |path| writer.text(path))?;
    check.convert("port", fields.take("HealthCheckPort"), |port| writer.text(port))?;
    check.convert("interval", fields.take("HealthCheckIntervalSeconds"), seconds)?;
    check.convert("timeout", fields.take("HealthCheckTimeoutSeconds"), seconds)?;
    check.convert("healthy_threshold_count", fields.take("HealthyThresholdCount"), |count| writer.number(count))?;
    check.convert("unhealthy_threshold_count", fields.take("UnhealthyThresholdCount"), |count| writer.number(count))?;
    check.convert("healthy_http_codes", fields.take("Matcher"), |matcher| {
        let mut matcher = Fields::within(matcher)?;
        let codes = writer.text(&matcher.take("HttpCode")?);
        matcher.done().and(codes)
    })?;
    if !check.0.is_empty() {
        arguments.add("health_check", Some(Code::named("elbv2.HealthCheck", check.0)));
    }
    let attributes = fields.take("TargetGroupAttributes");
    let mut others = Vec::new();
    for (key, value) in attributes.as_ref().map_or(Some(Vec::new()), super::pairs_of)? {
        let text = value.as_text()?.to_owned();
        if key == "deregistration_delay.timeout_seconds" {
            arguments.add("deregistration_delay", Some(seconds(&Value::Number(text.parse().ok()?))?));
        } else {
            others.push((key, text));
        }
    }
    fields.done()?;
    arguments.0.insert(0, ("vpc".to_owned(), Code::atom(network::vpc(writer, &vpc)?)));
    let mut lifted = Lifted::new("elbv2.ApplicationTargetGroup", arguments.0, &FACE);
    for (key, text) in others {
        lifted.then.push(Box::new(move |variable| {
            Statement::run(Code::call(format!("{variable}.set_attribute"), [Code::text(&key), Code::text(&text)]))
        }));
    }
    Some(lifted)
}
