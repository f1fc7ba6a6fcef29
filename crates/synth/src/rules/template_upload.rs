//! A large template goes to CloudFormation through a bucket.

use super::support::template_size::template_size;
use super::{Findings, Rule, Severity, Stage};
use crate::design::Design;
use crate::words::grouped;

/// The most bytes of a template in a request.
const IN_A_REQUEST: usize = 51_200;
/// The most bytes of a template in a bucket.
const IN_A_BUCKET: usize = 1_000_000;

/// A tag as long as tags may be, nearly. Tags stand at every resource: with long ones a few subnets make a large template.
macro_rules! long_tag {
    ($key:literal) => {
        concat!(
            "  tag ",
            $key,
            "=\"words that somebody wanted to find again at every resource of this stack, in every bill and every list that comes ",
            "out of it, and that nobody has shortened since, although there are fifty tags at most and a value has just so much room\"\n"
        )
    };
}

/// Isolated subnets by their numbers.
macro_rules! subnets {
    ($($number:literal)*) => {
        concat!($("  subnet office-", $number, " cidr=10.0.", $number, ".0/24 access=isolated\n"),*)
    };
}

/// The rule.
pub const RULE: Rule = Rule {
    code: "GP119",
    name: "template-upload",
    severity: Severity::Info,
    stage: Stage::Deployment,
    docs: "\
The template is too large to be handed over directly: it takes a bucket.

A request to CloudFormation carries a template of at most 51,200 bytes, comments counted. A larger one lies in a bucket, and the request names it \
there. The deploy script uploads it when you name a bucket in the stack's region with `--bucket`, and says so before it begins when you do not. \
Whoever deploys the template by hand uses `aws cloudformation deploy` with `--s3-bucket`, or the upload of the console.",
    source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html",
    flagged: concat!(
        "design \"Offices\"\n",
        long_tag!("department"),
        long_tag!("purpose"),
        long_tag!("contact"),
        long_tag!("approval"),
        "\nvpc main cidr=10.0.0.0/16\n",
        subnets!(1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24)
    ),
    passing: "\
design \"Offices\"
  tag department=\"logistics\"

vpc main cidr=10.0.0.0/16
  subnet office-1 cidr=10.0.1.0/24 access=isolated
",
    check,
};

fn check(design: &Design, findings: &mut Findings) {
    let bytes = template_size(design);
    // What is too large for the bucket as well is refused by another rule.
    if bytes <= IN_A_REQUEST || bytes > IN_A_BUCKET {
        return;
    }
    let message = format!(
        "The template has {} bytes, and a request carries {}: name a bucket with --bucket when you deploy it",
        grouped(bytes),
        grouped(IN_A_REQUEST)
    );
    let finding = findings.report(message).on_setting("template", "size");
    finding.aws_says(format!("'templateBody' failed to satisfy constraint: Member must have length less than or equal to {IN_A_REQUEST}"));
}
