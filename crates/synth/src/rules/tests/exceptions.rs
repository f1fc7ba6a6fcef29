//! What a design allows is not reported, goes along with its node, and can be taken back.

use super::*;
use crate::rules::exceptions;

const OPEN: &str = "bucket files block_public_access=false";

#[test]
fn an_exception_with_a_reason_holds_where_it_is_written() {
    let plain = design(&format!("{OPEN}\nbucket more block_public_access=false"));
    let finding = check(&plain).into_iter().find(|finding| finding.rule.name == "public-bucket").unwrap();
    let mut allowed = plain.clone();
    exceptions::allow(&plain, finding.node, None, finding.rule.name, " Pictures for everybody ").unwrap().apply(&mut allowed).unwrap();
    let now = review(&allowed);
    assert_eq!(now.findings.len(), 1, "the other bucket is still reported");
    assert_eq!(now.allowed.len(), 1);
    assert_eq!((now.allowed[0].0.message.as_str(), now.allowed[0].1.as_str()), (finding.message.as_str(), "Pictures for everybody"));
    // The sketch carries it.
    let written = sketch::print(&allowed);
    assert!(written.contains("allow={public-bucket=\"Pictures for everybody\"}"), "{written}");
    assert_eq!(review(&design(&written)).allowed.len(), 1);

    let mut back = allowed.clone();
    exceptions::forbid(&allowed, finding.node, None, &[finding.rule.name, finding.rule.code]).unwrap().apply(&mut back).unwrap();
    assert!(back == plain);
}

#[test]
fn an_exception_without_a_reason_or_of_another_rule_does_not_count() {
    for allow in ["{public-bucket=\" \"}", "{public-bucket=1}", "{table-recovery=\"no\"}", "yes"] {
        let found = check(&design(&format!("{OPEN} allow={allow}")));
        assert!(found.iter().any(|finding| finding.rule.name == "public-bucket"), "{allow}");
    }
    let by_code = by_name("public-bucket").unwrap().code;
    assert_eq!(check(&design(&format!("{OPEN} allow={{{by_code}=\"By its code\"}}"))).len(), 0);
}

#[test]
fn a_connection_has_exceptions_of_its_own() {
    let text = "internet users\ndistribution cdn root_object=index.html\nbucket pages\nusers -> cdn : requests\n";
    let line = "cdn -> pages : fetches-from viewer_protocol=allow-all";
    assert_eq!(check(&design(&format!("{text}{line}"))).len(), 1);
    assert_eq!(check(&design(&format!("{text}{line} allow={{viewer-protocol=\"Old devices\"}}"))).len(), 0);
}

#[test]
fn an_exception_is_no_part_of_the_template() {
    let found = check(&design(&format!("{OPEN} allow={{public-bucket=!Ref Reason}}")));
    let names: Vec<&str> = found.iter().map(|finding| finding.rule.name).collect();
    assert_eq!(names, ["unknown-exception", "public-bucket"], "a function is no reason, and nothing refers to it");
}
