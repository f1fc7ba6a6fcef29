//! A small program is split in two, and another one notes what runs.

use super::choice::choose;
use super::functions::Functions;
use super::notes::noting;
use super::written::write;

/// A program of four functions: `start` calls `shown`, which calls `asked`, which calls `deep`; a table holds `asked`, too.
const PROGRAM: &str = r#"(module
  (import "page" "said" (func $said (param i32)))
  (table 1 funcref)
  (memory (export "memory") 1)
  (global $count (mut i32) (i32.const 0))
  (func $start (export "start") (call $shown (i32.const 1)))
  (func $shown (param i32) (local.get 0) (i32.const 2) (call $asked) drop)
  (func $asked (param i32 i32) (result i32) (call $deep) (global.get $count) (call $said) (local.get 1))
  (func $deep (global.set $count (i32.const 7)) (i32.store8 (i32.const 9) (i32.const 1)) (call $start))
  (elem (i32.const 0) $asked)
  (data (i32.const 0) "words"))"#;

fn program() -> (Vec<u8>, Functions) {
    let program = wat::parse_str(PROGRAM).unwrap();
    let functions = Functions::read(&program).unwrap();
    (program, functions)
}

/// A program in letters, to see what is in it.
fn printed(program: &[u8]) -> String {
    wasmprinter::print_bytes(program).unwrap()
}

#[test]
fn what_ran_comes_first_and_what_it_calls_of_the_rest_has_a_place() {
    let (program, functions) = program();
    let choice = choose(&functions, &[true, true, false, false]);
    assert_eq!((choice.later.into_iter().collect::<Vec<_>>(), &choice.called), (vec![3, 4], &vec![3]));
    let choice = choose(&functions, &[true, true, false, false]);
    let written = write(&program, &functions, &choice).unwrap();
    let (first, later) = (printed(&written.first), printed(&written.later));
    // The words stay with the first, which asks the page for the second.
    assert!(first.contains("words") && !later.contains("words"), "{first}{later}");
    assert!(first.contains("(import \"later\" \"fetch\"") && first.contains("call_indirect"), "{first}");
    assert!(!first.contains("i32.store8") && later.contains("i32.store8"), "{first}{later}");
    // The second one calls what it needs of the first, and says that it is there.
    for needed in ["(import \"first\" \"f0~\"", "(import \"first\" \"f1~\"", "(import \"first\" \"m0~\"", "(start "] {
        assert!(later.contains(needed), "{needed} is not in {later}");
    }
}

#[test]
fn a_program_of_which_all_ran_leaves_nothing_for_later() {
    let (program, functions) = program();
    let written = write(&program, &functions, &choose(&functions, &[true; 4])).unwrap();
    assert!(!printed(&written.first).contains("call_indirect"));
    assert!(!printed(&written.later).contains("i32.store8"));
}

#[test]
fn a_program_that_notes_has_a_byte_for_each_function_behind_its_memory() {
    let (program, functions) = program();
    let noting = noting(&program, &functions).unwrap();
    assert_eq!(noting.address, 65_536);
    let text = printed(&noting.program);
    assert!(text.contains("(memory (;0;) 2)"), "{text}");
    for place in 65_536..65_540 {
        assert!(text.contains(&format!("i32.const {place}\n")), "{place} is not in {text}");
    }
}

#[test]
fn what_is_no_program_is_an_error() {
    assert!(Functions::read(b"\0asm\x01\0\0\0\x01\xff").is_err());
    let passive =
        wat::parse_str(r#"(module (memory 1) (data $words "a") (func (memory.init $words (i32.const 0) (i32.const 0) (i32.const 1))))"#)
            .unwrap();
    assert!(Functions::read(&passive).err().unwrap().to_string().contains("places itself"));
}
