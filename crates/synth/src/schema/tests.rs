//! What the schemas find, mistake by mistake.

use super::*;
use crate::design::sketch::parse_value;

/// The places and messages that are found in properties as a sketch writes them.
#[track_caller]
fn check_found(kind: &str, properties: &str, expected: &[&str]) {
    let value = parse_value(properties).unwrap();
    let found: Vec<String> =
        check(kind, value.as_map().unwrap()).iter().map(|found| format!("{}: {}", found.place(), found.message)).collect();
    assert_eq!(found, expected, "{kind} {properties}");
}

#[test]
fn properties_exist_and_are_ours_to_set() {
    check_found("AWS::S3::Bucket", "{BucketNam=a}", &["Properties: there is no property BucketNam"]);
    check_found("AWS::S3::Bucket", "{Arn=a}", &["Properties: Arn is set by AWS alone"]);
    check_found("AWS::Logs::LogGroup", "{Tags=[{Key=a}]}", &["Properties.Tags.0: required key [Value] not found"]);
    check_found(
        "AWS::Logs::LogGroup",
        "{Tags=[!If [A, {Key=a}, !Ref AWS::NoValue]]}",
        &["Properties.Tags.0: required key [Value] not found"],
    );
    check_found("AWS::SQS::Queue", "{Anything=goes}", &[]);
}

#[test]
fn values_are_of_their_type_range_and_list() {
    check_found("AWS::Logs::LogGroup", "{RetentionInDays=\"7\", LogGroupName=!Ref Name}", &[]);
    check_found(
        "AWS::Logs::LogGroup",
        "{LogGroupClass=STANDRD}",
        &["Properties.LogGroupClass: \"STANDRD\" is none of STANDARD, INFREQUENT_ACCESS, DELIVERY"],
    );
    check_found(
        "AWS::Logs::LogGroup",
        "{LogGroupName=\"a b\"}",
        &["Properties.LogGroupName: \"a b\" does not match ^[.\\-_/#A-Za-z0-9]{1,512}\\Z"],
    );
    check_found("AWS::Logs::LogGroup", "{Tags={a=b}}", &["Properties.Tags: a set of names and values is no list"]);
    check_found(
        "AWS::EC2::VPC",
        "{CidrBlock=10.0.0.0/16, EnableDnsSupport=maybe}",
        &["Properties.EnableDnsSupport: \"maybe\" is no flag (true or false)"],
    );
    check_found("AWS::EC2::EIP", "{Domain=VPC}", &[]);
    check_found(
        "AWS::Logs::LogGroup",
        "{Tags=[{Key=a, Value=b}, {Key=a, Value=b}]}",
        &["Properties.Tags: an item stands there twice, expected every item once"],
    );
}

#[test]
fn properties_go_together() {
    let rule = |more: &str| format!("{{GroupId=sg-1, IpProtocol=tcp, FromPort=1, ToPort=2{more}}}");
    let needed = "Properties: one of CidrIp, CidrIpv6, SourcePrefixListId, SourceSecurityGroupId, SourceSecurityGroupName is needed";
    check_found("AWS::EC2::SecurityGroupIngress", &rule(""), &[needed]);
    check_found("AWS::EC2::SecurityGroupIngress", &rule(", CidrIp=!If [A, 10.0.0.0/8, !Ref AWS::NoValue]"), &[]);
    check_found(
        "AWS::EC2::SecurityGroupIngress",
        &rule(", CidrIp=10.0.0.0/8, CidrIpv6=\"::/0\""),
        &["Properties: CidrIp and CidrIpv6 exclude each other: set one"],
    );
    check_found(
        "AWS::Route53::RecordSet",
        "{Name=a.example.com, Type=A, HostedZoneId=Z1, HostedZoneName=example.com., TTL=\"60\", ResourceRecords=[192.0.2.1]}",
        &["Properties: HostedZoneId and HostedZoneName exclude each other: set one"],
    );
}

#[test]
fn every_pattern_can_be_told() {
    fn patterns<'a>(json: &'a Json, found: &mut Vec<&'a str>) {
        match json {
            Json::Object(members) => {
                found.extend(members.get("pattern").and_then(Json::as_str));
                found.extend(
                    members
                        .get("patternProperties")
                        .and_then(Json::as_object)
                        .into_iter()
                        .flat_map(|object| object.keys().map(String::as_str)),
                );
                members.values().for_each(|member| patterns(member, found));
            }
            Json::Array(items) => items.iter().for_each(|item| patterns(item, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    schemas().unwrap().types.values().for_each(|schema| patterns(schema, &mut found));
    assert!(found.len() > 100);
    let odd: Vec<&str> = found.into_iter().filter(|pattern| pattern::matches(pattern, "a").is_none()).collect();
    assert_eq!(odd, [""; 0]);
}
