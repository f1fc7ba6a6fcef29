//! Cases of the rules about raw resources, references, parameters and outputs.

use super::cases::check_case;
use super::*;

#[test]
fn a_raw_resource_is_mended_where_the_mistake_lies() {
    let photos = "resource photos type=AWS::S3::Bucket properties=";
    check_case(
        &resource_value::RULE,
        &format!("{photos}{{LifecycleConfiguration={{Rules=[{{Status=Enabld, ExpirationInDays=7}}]}}}}"),
        &[(
            "Resource photos, Properties.LifecycleConfiguration.Rules.0.Status: \"Enabld\" is none of Enabled, Disabled; is Enabled meant?",
            &["Use Enabled"],
        )],
    );
    check_case(
        &resource_property::RULE,
        &format!("{photos}{{BucketName=a-b-c, Arn=x, Tagz=[]}}"),
        &[
            ("Resource photos, Properties: there is no property Tagz; is Tags meant?", &["Call it Tags", "Remove Tagz"]),
            ("Resource photos, Properties: Arn is set by AWS alone", &["Remove Arn"]),
        ],
    );
    check_case(&resource_property::RULE, "resource photos", &[("Resource photos has no type, so it adds nothing to the template", &[])]);
    check_case(&resource_property::RULE, "resource queue type=AWS::SQS::Queue properties={Anything=!Ref Goes}", &[]);
}

#[test]
fn references_lead_somewhere() {
    check_case(
        &unknown_reference::RULE,
        "repository images\nresource a type=AWS::S3::Bucket condition=Live depends_on=[imagse, images] properties={BucketName=!Sub \"${ImagesRepositry.Arn}-${AWS::Region}\"}",
        &[
            ("Resource a, Condition refers to Live, but there is no condition of that name", &[]),
            ("Resource a, Depends on refers to imagse, but there is no resource of that name", &[]),
            (
                "Resource a, Properties refers to ImagesRepositry, but there is no resource of that name; is ImagesRepository meant?",
                &["Refer to ImagesRepository"],
            ),
        ],
    );
    check_case(
        &unknown_reference::RULE,
        "design \"D\"\n  parameter Stage Type=String\n  condition Live=!Equals [!Ref Stgae, live]\n",
        &[(
            "Condition Live refers to Stgae, but there is no parameter or resource of that name; is Stage meant?",
            &["Refer to Stage", "Declare the parameter Stgae"],
        )],
    );
}

#[test]
fn parameters_keep_to_their_own_limits() {
    let parameter = |members: &str| format!("design \"D\"\n  parameter P {members}\n");
    for (members, message, fixes) in [
        ("Type=Strng", "Parameter P has the type Strng, which does not exist", &["Make it a String"][..]),
        ("Type=Number Default=x", "Parameter P is a Number, but its default is x", &[]),
        ("Type=Number Default=0 MinValue=1", "Parameter P has the default 0, less than its least value 1", &[]),
        ("Type=String Default=a1 AllowedPattern=\"[a-z]*\"", "Parameter P has the default a1, which does not match [a-z]*", &[]),
        ("Type=String Defalt=a", "Parameter P has a member Defalt that parameters do not have; is Default meant?", &["Call it Default"]),
    ] {
        check_case(&parameter_value::RULE, &parameter(members), &[(message, fixes)]);
    }
    for members in [
        "Type=List<AWS::EC2::Subnet::Id>",
        "Type=AWS::SSM::Parameter::Value<AWS::EC2::Image::Id> Default=/a/b",
        "Type=Number Default=\"3\" AllowedValues=[3]",
    ] {
        check_case(&parameter_value::RULE, &parameter(members), &[]);
    }
}

const RAW_TASK: &str = "\
vpc main cidr=10.0.0.0/16
  subnet open cidr=10.0.0.0/24 access=public zone=1
resource all type=AWS::ECS::Cluster
resource work type=AWS::ECS::TaskDefinition properties={RequiresCompatibilities=[FARGATE], NetworkMode=awsvpc, Cpu=\"256\", Memory=\"512\", ContainerDefinitions=[{Name=app, Image=public.ecr.aws/nginx/nginx:1.29, PortMappings=[{ContainerPort=8080}]}, {Name=side, Image=public.ecr.aws/nginx/nginx:1.29}]}
resource web type=AWS::ECS::Service properties={Cluster=!Ref All, TaskDefinition=!Ref Work, LaunchType=FARGATE, NetworkConfiguration={AwsvpcConfiguration={Subnets=[!Ref OpenSubnet], AssignPublicIp=ENABLED}}}
";

/// The rule and what it finds in the raw service above with one text in place of another.
#[track_caller]
fn check_raw(rule: &'static Rule, from: &str, to: &str, expected: &[(&str, &[&str])]) {
    assert!(RAW_TASK.contains(from), "{from}");
    check_case(rule, &RAW_TASK.replace(from, to), expected);
}

#[test]
fn a_raw_service_fits_its_task_definition() {
    let rule = &service_definition::RULE;
    check_raw(rule, "", "", &[]);
    check_raw(
        rule,
        ", NetworkConfiguration={AwsvpcConfiguration={Subnets=[!Ref OpenSubnet], AssignPublicIp=ENABLED}}",
        "",
        &[("Resource web names no subnets, which its tasks take with the network mode awsvpc", &[])],
    );
    check_raw(
        rule,
        "LaunchType=FARGATE, ",
        "",
        &[(
            "Resource web names no launch type, so its tasks go on instances of EC2, of which the design shows none, and they are meant for Fargate",
            &["Let it run on Fargate"],
        )],
    );
    check_raw(rule, "LaunchType=FARGATE, ", "CapacityProviderStrategy=[{CapacityProvider=FARGATE}], ", &[]);
    let to = |entry: &str| {
        format!(
            "LaunchType=FARGATE, LoadBalancers=[{{{entry}, TargetGroupArn=arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/a/0123456789abcdef}}], "
        )
    };
    check_raw(rule, "LaunchType=FARGATE, ", &to("ContainerName=app, ContainerPort=8080"), &[]);
    check_raw(rule, "LaunchType=FARGATE, ", &to("ContainerName=app, ContainerPort=!Ref Port"), &[]);
    check_raw(
        rule,
        "LaunchType=FARGATE, ",
        &to("ContainerName=aap, ContainerPort=8080"),
        &[("Resource web sends requests to container aap, which its tasks do not have; is app meant?", &[])],
    );
    check_raw(
        rule,
        "LaunchType=FARGATE, ",
        &to("ContainerName=app, ContainerPort=80"),
        &[("Resource web sends requests to port 80 of container app, which has 8080", &["Send them to port 8080"])],
    );
    check_raw(
        rule,
        "LaunchType=FARGATE, ",
        &to("ContainerName=side, ContainerPort=80"),
        &[("Resource web sends requests to port 80 of container side, which has none", &[])],
    );
}

#[test]
fn parts_that_a_condition_chooses_may_be_any() {
    let rule = &service_definition::RULE;
    let to = |entry: &str| {
        let arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/a/0123456789abcdef";
        RAW_TASK.replace("LaunchType=FARGATE, ", &format!("LaunchType=FARGATE, LoadBalancers=[{{{entry}, TargetGroupArn={arn}}}], "))
    };
    let side = "{Name=side, Image=public.ecr.aws/nginx/nginx:1.29}";
    let by = |entry: &str, from: &str, chosen: &str| {
        format!("design \"A test\"\n  condition Live=!Equals [a, a]\n{}", to(entry).replace(from, chosen))
    };
    let chosen = format!("!If [Live, {side}, !Ref \"AWS::NoValue\"]");
    check_case(rule, &by("ContainerName=side, ContainerPort=80", side, &chosen), &[]);
    check_case(
        rule,
        &by(
            "ContainerName=app, ContainerPort=80",
            "{ContainerPort=8080}",
            "{ContainerPort=8080}, !If [Live, {ContainerPort=80}, !Ref \"AWS::NoValue\"]",
        ),
        &[],
    );
}

#[test]
fn instances_of_the_design_may_take_tasks_without_a_launch_type() {
    let text = RAW_TASK.replace("LaunchType=FARGATE, ", "");
    let found = |more: &str| check_one(&service_definition::RULE, &design(&format!("{text}{more}"))).len();
    assert_eq!(found("resource photos type=AWS::S3::Bucket\n"), 1);
    for kind in ["AWS::AutoScaling::AutoScalingGroup", "AWS::EC2::Instance", "AWS::EC2::LaunchTemplate", "AWS::ECS::CapacityProvider"] {
        assert_eq!(found(&format!("resource more type={kind}\n")), 0, "{kind}");
    }
}

#[test]
fn the_cluster_of_elsewhere_may_have_a_strategy() {
    let text = RAW_TASK.replace("LaunchType=FARGATE, ", "").replace("Cluster=!Ref All", "Cluster=shared");
    let open = review(&design(&text)).undecided;
    assert!(open.iter().any(|open| open.rule.name == "service-definition" && open.message.contains("finds a place")));
    check_case(&service_definition::RULE, &text, &[]);
}

#[test]
fn containers_of_a_raw_task_definition_fit_each_other() {
    let rule = &definition_parts::RULE;
    let work = "Resource work: ";
    check_raw(rule, "", "", &[]);
    let side = "{Name=side, Image=public.ecr.aws/nginx/nginx:1.29}";
    for (members, expected) in [
        ("PortMappings=[{ContainerPort=8080}]", Some("containers app and side both listen on port 8080")),
        ("PortMappings=[{ContainerPort=8080, Protocol=udp}]", None),
        ("PortMappings=[{ContainerPort=!Ref Port}]", None),
        // One container does not take a port from itself.
        ("PortMappings=[{ContainerPort=81}, {ContainerPort=81}]", None),
        (
            "PortMappings=[{ContainerPort=81, HostPort=80}]",
            Some("container side has port 80 outside and 81 inside, which are one with awsvpc"),
        ),
        ("MountPoints=[{SourceVolume=data}]", Some("container side mounts data, which is no volume of the task")),
        (
            "DependsOn=[{ContainerName=apps, Condition=START}]",
            Some("container side waits for apps, which is not in the task; is app meant?"),
        ),
        ("DependsOn=[{ContainerName=app, Condition=HEALTHY}]", Some("container side waits until app is healthy, which nobody checks")),
        ("DependsOn=[{ContainerName=app, Condition=START}]", None),
        ("Cpu=512", Some("containers side ask for 512 CPU units together, and the task has 256")),
        ("Memory=1024", Some("container side asks for 1024 MiB, and the task has 512")),
        ("Memory=512, Cpu=256", None),
    ] {
        let message = expected.map(|words| format!("{work}{words}"));
        let found: Vec<(&str, &[&str])> = message.iter().map(|words| (words.as_str(), &[][..])).collect();
        check_raw(rule, side, &format!("{{Name=side, Image=public.ecr.aws/nginx/nginx:1.29, {members}}}"), &found);
    }
}

#[test]
fn doors_and_secrets_of_raw_resources_are_seen() {
    let group = |rules: &str| {
        format!(
            "vpc main cidr=10.0.0.0/16\nresource doors type=AWS::EC2::SecurityGroup properties={{VpcId=!Ref MainVpc, GroupDescription=Doors, SecurityGroupIngress=[{rules}]}}\n"
        )
    };
    let world = |port: i64| format!("{{IpProtocol=tcp, FromPort={port}, ToPort={port}, CidrIp=0.0.0.0/0}}");
    let found: &[(&str, &[&str])] = &[("Resource doors lets the whole internet in on port 22", &["Remove the rule"])];
    check_case(&open_port::RULE, &group(&world(22)), found);
    check_case(&open_port::RULE, &group(&world(443)), &[]);
    let beside = format!(
        "{}resource more type=AWS::EC2::SecurityGroupIngress properties={{GroupId=!Ref Doors, IpProtocol=tcp, FromPort=5432, ToPort=5432, CidrIp=0.0.0.0/0}}\n",
        group(&world(80))
    );
    check_case(&open_port::RULE, &beside, &[("Resource more lets the whole internet in on port 5432", &["Remove the rule"])]);
    check_raw(
        &plain_secret::RULE,
        "{Name=side, ",
        "{Name=side, Environment=[{Name=DB_PASSWORD, Value=hunter2}, {Name=STAGE, Value=live}], ",
        &[("Resource work: container side gets DB_PASSWORD in plain text", &[])],
    );
}
