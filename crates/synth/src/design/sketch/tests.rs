//! Small sketches and what reading and printing them gives.

use super::{parse, print};

/// Reads without errors and prints as expected.
#[track_caller]
fn check(sketch: &str, printed: &str) {
    let parsed = parse(sketch);
    assert_eq!(parsed.errors, [], "{sketch}");
    assert_eq!(print(&parsed.design), printed);
}

/// Reads with these errors and prints what could be read.
#[track_caller]
fn check_errors(sketch: &str, errors: &[&str], printed: &str) {
    let parsed = parse(sketch);
    let found: Vec<String> = parsed.errors.iter().map(ToString::to_string).collect();
    assert_eq!(found, errors);
    assert_eq!(print(&parsed.design), printed);
}

/// The printed form itself.
#[track_caller]
fn check_same(sketch: &str) {
    check(sketch, sketch);
}

#[test]
fn a_whole_design_prints_as_it_was_written() {
    check_same(
        r#"# The workshop's service
design "Unicorn Pursuit" region=eu-west-1
  description "Fargate service behind a load balancer"
  tag project=unicorn
  parameter Stage Type=String Default=dev
  mapping Sizes={live={Count=3}, test={Count=1}}
  condition Live=!Equals [!Ref Stage, live]
  output SiteUrl Export=unicorn-site
  output Where Value=!Sub "${AWS::Region}" Description="Where it runs" Condition=Live

internet users

vpc main cidr=10.0.0.0/16 @240,40 900x700
  zone a number=1
    # Reached from outside
    subnet public-a cidr=10.0.0.0/24
  load-balancer site

repository

users -> site : requests
# The image
site -> repository : pulls
users -> nobody : requests

# The end
"#,
    );
}

#[test]
fn indentation_and_spaces_are_read_freely() {
    check("vpc   main\n        zone a\r\n\r\n\r\n   zone b  \nvpc->main:runs", "vpc main\n  zone a\n  zone b\n\nvpc -> main : runs\n");
    check("  vpc\n    zone\n  cluster", "vpc\n  zone\n\ncluster\n");
}

#[test]
fn values_have_every_form() {
    check_same("x a=1 b=-1 c=0.5 d=1e300 e=true f=word g=\"two words\" h=\"12\" i=\"true\" j=\"\" k=\"a\\nb\"\n");
    check_same("x a=[] b={} c=[a, [1, 2], {k=v}] d={a=[b], \"odd key\"={c=d}}\n");
    check_same("x a=!Ref Name b=!Sub \"${AWS::Region}a\" c=!GetAtt Site.DNSName d=!If [Large, !Ref A, 2] e=[!Ref B]\n");
    check("x account=012345678901 zip=+1", "x account=\"012345678901\" zip=\"+1\"\n");
    check("x list=[ a ,b, ] map={ a = 1 }", "x list=[a, b] map={a=1}\n");
}

#[test]
fn an_omitted_name_is_the_kind() {
    check("vpc vpc", "vpc\n");
    assert_eq!(parse("vpc cidr=10.0.0.0/16").design.find("vpc").map(|id| id.0), Some(1));
}

#[test]
fn nested_values_of_resources_come_back() {
    check_same(
        "x \"a b\" properties={BucketName=!Sub \"${AWS::StackName}-x\", Tags=[{Key=a, Value=!Ref B}], \
         Deep={If=[!If [Live, {A=!GetAtt B.Arn, C=[!Join [\"\", [a, !Ref D]]]}, !Ref AWS::NoValue]]}, aws:x=1.5}\n",
    );
}

#[test]
fn names_that_are_shared_get_ordinals() {
    check("vpc\nvpc\nvpc#2 -> vpc#1 : x", "vpc vpc#1\n\nvpc vpc#2\n\nvpc#2 -> vpc#1 : x\n");
    check("vpc a\nvpc#1 -> a#0 : x", "vpc a\n\n\"vpc#1\" -> a#0 : x\n");
    check_errors(
        "vpc\nvpc\nvpc -> b : x",
        &["line 3, column 1: found vpc, the name of 2 nodes, expected vpc#1 to vpc#2 or a name for each"],
        "vpc vpc#1\n\nvpc vpc#2\n",
    );
}

#[test]
fn several_verbs_are_several_connections() {
    check("a -> b : reads, writes", "a -> b : reads\na -> b : writes\n");
    check("a -> b : forwards, x path=/ y=1", "a -> b : forwards path=/ y=1\na -> b : x y=1\n");
}

#[test]
fn comments_stay_with_what_they_are_about() {
    check("# a\nvpc # b\n# c\n", "# a\n# b\nvpc\n\n# c\n");
    check("#a\ndesign \"T\" # b\n  # c\n  tag a=b", "# a\n# b\n# c\ndesign \"T\" region=eu-west-1\n  tag a=b\n");
    check("vpc\n  # inner\n  zone\n", "vpc\n  # inner\n  zone\n");
    check("a -> b : c # why", "# why\na -> b : c\n");
}

#[test]
fn errors_name_place_found_and_expected() {
    check_errors(
        "vpc main cidr=\n  zone a number=[1\n\tsubnet s\n",
        &[
            "line 1, column 15: found the end of the line, expected a value: a word, a number, true, false, \"text\", [a, b], {key=value} or !Ref Name",
            "line 2, column 19: found the end of the line, expected `,` or `]` in a list",
            "line 3, column 1: found a tab, expected spaces: indent by two spaces a level",
        ],
        "vpc main\n  zone a\n  subnet s\n",
    );
    check_errors("vpc a=1 a=2", &["line 1, column 9: found the field a a second time, expected every field once"], "vpc a=1\n");
    check_errors("vpc a=1,2", &["line 1, column 8: found `,2`, expected a space; a list of values stands in brackets: [a, b]"], "vpc\n");
    check_errors("vpc \"a", &["line 1, column 5: found text whose quotes are not closed, expected a `\"` at its end"], "vpc\n");
    check_errors(
        "vpc @1,2",
        &[
            "line 1, column 9: found the end of the line, expected a place `@x,y WIDTHxHEIGHT` in whole page units, such as `@240,40 168x64`",
        ],
        "vpc\n",
    );
    let endless = format!("vpc\n  {} # why\n", "x".repeat(300));
    check_errors(&endless, &["line 2, column 3: found a kind of 300 letters, expected at most 255"], "vpc\n\n# why\n");
    check_errors("vpc größe", &["line 1, column 7: found `öße`, expected a space"], "vpc gr\n");
    check_errors(
        "= vpc\nzone # kept",
        &["line 1, column 1: found `=`, expected a kind and a name (`vpc main`) or a connection (`a -> b : verb`)"],
        "# kept\nzone\n",
    );
    check_errors("vpc\ndesign \"a\"", &["line 2, column 1: found `design` behind other lines, expected it as the first line"], "vpc\n");
    check_errors("design size=3", &["line 1, column 8: found the setting size, expected region=…"], "");
}

#[test]
fn nesting_is_bounded() {
    let lines: Vec<String> = (0..70).map(|level| format!("{:level$}x n{level}", "")).collect();
    let parsed = parse(&lines.join("\n"));
    assert_eq!(parsed.design.node_count(), 70);
    assert_eq!(parsed.errors.len(), 6);
    assert_eq!(parse(&format!("x a={}", "[".repeat(100_000))).errors.len(), 1);
    assert_eq!(parse(&format!("x a={}", "!A ".repeat(100_000))).errors.len(), 1);
}

#[test]
fn lines_are_remembered() {
    let parsed = parse("\n# note\nvpc\n\na -> b : x, y\n");
    assert_eq!(parsed.node_lines.values().copied().collect::<Vec<_>>(), [3]);
    assert_eq!(parsed.connection_lines.values().copied().collect::<Vec<_>>(), [5, 5]);
}
