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
