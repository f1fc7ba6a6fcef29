//! Texts of AWS with what deployment puts into them: a message of AWS has an account and a region in it, and never `${AWS::Region}`.

/// The account of AWS's own examples.
/// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html>.
const ACCOUNT: &str = "123456789012";

/// The region of AWS's own examples, for designs that name none.
const REGION: &str = "us-east-1";

/// The text as AWS prints it. What nobody knows before deployment, such as a name that CloudFormation makes, is left out: `…`.
pub(in super::super) fn as_deployed(text: &str, region: &str) -> String {
    let mut printed = String::new();
    let mut rest = text;
    while let Some((before, (name, behind))) = rest.split_once("${").and_then(|(before, behind)| Some((before, behind.split_once('}')?))) {
        printed.push_str(before);
        printed.push_str(match name {
            "AWS::AccountId" => ACCOUNT,
            "AWS::Partition" => "aws",
            "AWS::Region" if region.is_empty() => REGION,
            "AWS::Region" => region,
            _ => "…",
        });
        rest = behind;
    }
    printed + rest
}

#[cfg(test)]
mod tests {
    use super::as_deployed;

    #[test]
    fn nothing_of_a_template_is_left() {
        let check = |text: &str, region: &str, expected: &str| assert_eq!(as_deployed(text, region), expected);
        let arn = "arn:${AWS::Partition}:ecr:${AWS::Region}:${AWS::AccountId}:repository/${UnicornRepository}";
        check(arn, "eu-west-1", "arn:aws:ecr:eu-west-1:123456789012:repository/…");
        check(arn, "", "arn:aws:ecr:us-east-1:123456789012:repository/…");
        check("no name at all, and ${ alone", "eu-west-1", "no name at all, and ${ alone");
    }
}
