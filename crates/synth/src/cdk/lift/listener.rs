//! Listeners of application load balancers and their rules.

use super::{Arguments, Fields, Lifted, Lifter, member};
use crate::cdk::python::Code;
use crate::cdk::writer::{Face, Writer};
use crate::template::Resource;
use crate::value::Value;

pub(super) static LISTENER: Lifter = Lifter { kind: super::LISTENER, lift: listener };
pub(super) static RULE: Lifter = Lifter { kind: super::LISTENER_RULE, lift: rule };

/// Source: <https://docs.aws.amazon.com/cdk/api/v2/python/aws_cdk.aws_elasticloadbalancingv2/ApplicationListener.html>.
static LISTENER_FACE: Face = Face { reference: "listener_arn", attributes: &[("ListenerArn", "listener_arn")] };

/// Source: <https://docs.aws.amazon.com/cdk/api/v2/python/aws_cdk.aws_elasticloadbalancingv2/ApplicationListenerRule.html>.
static RULE_FACE: Face = Face { reference: "listener_rule_arn", attributes: &[("RuleArn", "listener_rule_arn")] };

const PROTOCOLS: &[(&str, &str)] = &[("HTTP", "HTTP"), ("HTTPS", "HTTPS")];

/// Source: <https://docs.aws.amazon.com/cdk/api/v2/python/aws_cdk.aws_elasticloadbalancingv2/SslPolicy.html>.
const TLS: &[(&str, &str)] = &[
    ("ELBSecurityPolicy-TLS13-1-2-2021-06", "RECOMMENDED_TLS"),
    ("ELBSecurityPolicy-TLS13-1-2-Res-2021-06", "TLS13_RES"),
    ("ELBSecurityPolicy-TLS13-1-2-Ext1-2021-06", "TLS13_EXT1"),
    ("ELBSecurityPolicy-TLS13-1-2-Ext2-2021-06", "TLS13_EXT2"),
    ("ELBSecurityPolicy-TLS13-1-3-2021-06", "TLS13_13"),
    ("ELBSecurityPolicy-2016-08", "RECOMMENDED"),
];

fn listener(writer: &mut Writer<'_>, _: &str, resource: &Resource) -> Option<Lifted> {
    let mut fields = Fields::of(resource);
    let mut arguments = Arguments::default();
    let balancer = writer.construct_behind(&fields.take("LoadBalancerArn")?, "")?.to_owned();
    arguments.convert("port", fields.take("Port"), |port| matches!(port, Value::Number(_)).then(|| writer.number(port)).flatten())?;
    arguments.convert("protocol", fields.take("Protocol"), |value| member("elbv2.ApplicationProtocol", value, PROTOCOLS))?;
    arguments.convert("certificates", fields.take("Certificates"), |certificates| {
        let [certificate] = certificates.as_list()? else { return None };
        let mut certificate = Fields::within(certificate)?;
        let arn = writer.text(&certificate.take("CertificateArn")?)?;
        certificate.done()?;
        Some(Code::List(vec![Code::call("elbv2.ListenerCertificate.from_arn", [arn])]))
    })?;
    arguments.convert("ssl_policy", fields.take("SslPolicy"), |policy| member("elbv2.SslPolicy", policy, TLS))?;
    // Who may call is said by the rules of the load balancer's security group.
    arguments.add("open", Some(Code::flag(false)));
    arguments.add("default_action", Some(action(writer, &fields.take("DefaultActions")?)?));
    fields.done()?;
    Some(Lifted { on: Some(balancer), ..Lifted::new("add_listener", arguments.0, &LISTENER_FACE) })
}

fn rule(writer: &mut Writer<'_>, _: &str, resource: &Resource) -> Option<Lifted> {
    let mut fields = Fields::of(resource);
    let mut arguments = Arguments::default();
    arguments.add("listener", Some(Code::atom(writer.construct_behind(&fields.take("ListenerArn")?, "")?)));
    let priority = fields.take("Priority")?;
    matches!(priority, Value::Number(_)).then_some(())?;
    arguments.add("priority", writer.number(&priority));
    let conditions = fields.take("Conditions")?;
    let conditions = conditions.as_list()?.iter().map(|value| condition(writer, value)).collect::<Option<_>>()?;
    arguments.add("conditions", Some(Code::List(conditions)));
    arguments.add("action", Some(action(writer, &fields.take("Actions")?)?));
    fields.done()?;
    Some(Lifted::new("elbv2.ApplicationListenerRule", arguments.0, &RULE_FACE))
}

fn condition(writer: &Writer<'_>, value: &Value) -> Option<Code> {
    let mut fields = Fields::within(value)?;
    let (method, inner) = match fields.take("Field")?.as_text()? {
        "path-pattern" => ("path_patterns", "PathPatternConfig"),
        "host-header" => ("host_headers", "HostHeaderConfig"),
        _ => return None,
    };
    let mut inner = Fields::within(&fields.take(inner)?)?;
    let values = writer.texts(&inner.take("Values")?)?;
    inner.done()?;
    fields.done()?;
    Some(Code::call(format!("elbv2.ListenerCondition.{method}"), [values]))
}

/// A single action: forwarding to one group, a fixed answer or a redirection.
fn action(writer: &Writer<'_>, value: &Value) -> Option<Code> {
    let [action] = value.as_list()? else { return None };
    let mut fields = Fields::within(action)?;
    let code = match fields.take("Type")?.as_text()? {
        "forward" => {
            let group = Code::atom(writer.construct_behind(&fields.take("TargetGroupArn")?, "")?);
            Code::call("elbv2.ListenerAction.forward", [Code::List(vec![group])])
        }
        "fixed-response" => {
            let mut config = Fields::within(&fields.take("FixedResponseConfig")?)?;
            let status: i64 = config.take("StatusCode")?.as_text()?.parse().ok()?;
            let mut arguments = vec![(String::new(), Code::number(status))];
            for (property, name) in [("ContentType", "content_type"), ("MessageBody", "message_body")] {
                if let Some(value) = config.take(property) {
                    arguments.push((name.to_owned(), writer.text(&value)?));
                }
            }
            config.done()?;
            Code::Call("elbv2.ListenerAction.fixed_response".to_owned(), arguments)
        }
        "redirect" => {
            let mut config = Fields::within(&fields.take("RedirectConfig")?)?;
            let permanent = match config.take("StatusCode")?.as_text()? {
                "HTTP_301" => true,
                "HTTP_302" => false,
                _ => return None,
            };
            let mut arguments = Arguments::default();
            for (property, name) in [("Protocol", "protocol"), ("Host", "host"), ("Port", "port"), ("Path", "path"), ("Query", "query")] {
                arguments.convert(name, config.take(property), |value| writer.text(value))?;
            }
            config.done()?;
            arguments.add("permanent", Some(Code::flag(permanent)));
            Code::named("elbv2.ListenerAction.redirect", arguments.0)
        }
        _ => return None,
    };
    fields.done().map(|()| code)
}
