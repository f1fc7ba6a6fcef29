//! What is said of a change to those who do not see it.

mod support;

use groundplan_editor::spoken::changed;
use groundplan_synth::design::Patch;
use support::Driver;

const PAGE: &str = "\
vpc main @0,0 800x600
  cluster main-cluster @320,200 400x300
    service web @336,240 240x160
      container app @352,280 168x64
bucket pictures @900,0 168x64
bucket votes @900,96 168x64
web -> pictures : read
";

#[track_caller]
fn check(script: &[&str], expected: &str) {
    let mut driver = Driver::new(PAGE);
    let before = driver.editor.design().clone();
    for line in script {
        driver.line(line);
    }
    let now = driver.editor.committed();
    assert_eq!(changed(now, &Patch::between(&before, now)), expected, "{script:?}");
}

#[test]
fn a_change_is_said_with_its_names_and_what_goes_along_is_not() {
    check(&["select main-cluster", "key ArrowRight"], "main-cluster moved to 328, 200");
    check(&["select pictures", "act Lock or unlock"], "pictures is locked");
    check(&["select main", "key o"], "");
    check(&["rename web shop"], "web is now shop");
    check(&["select web pictures", "key g ctrl"], "web: Group changed; pictures: Group changed");
    check(&["add bucket"], "S3 bucket bucket was added");
    check(&["select main", "key Delete"], "main was deleted; a connection was deleted");
    check(&["select pictures", "key Delete", "undo"], "");
    check(&["select pictures votes", "key ArrowDown"], "pictures moved to 900, 8; votes moved to 900, 104");
}

#[test]
fn of_many_things_it_is_said_how_many_they_are() {
    check(&["add bucket", "add bucket", "add queue", "add table"], "4 nodes were added");
}
