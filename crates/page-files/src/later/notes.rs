//! A program that notes which of its functions run: each sets a byte of its own in memory that nobody else uses.

use std::io;

use anyhow::Context;
use wasm_encoder::reencode::{Reencode, utils};
use wasm_encoder::{CodeSection, MemArg, MemArgTarget, MemorySection, Module, RawSection};
use wasmparser::{Parser, Payload};

use super::functions::Functions;

/// The bytes of a page of memory. Source: <https://webassembly.github.io/spec/core/exec/runtime.html#memory-instances>.
const PAGE: u64 = 65_536;

/// Such a program, and where its notes are.
pub(crate) struct Noting {
    pub(crate) program: Vec<u8>,
    /// The address of the first byte; there are as many as the program has functions of its own.
    pub(crate) address: u64,
}

/// Where a note is written: at the address given.
const AT: MemArg = MemArg { offset: 0, align: 0, target: MemArgTarget::Memory(0), ordering: None };

/// The same numbers as before.
struct Same;

impl Reencode for Same {
    type Error = io::Error;
}

/// Makes a program note. The notes lie behind the memory that it begins with: Rust's allocator asks for more, and takes that alone.
pub(crate) fn noting(program: &[u8], functions: &Functions) -> anyhow::Result<Noting> {
    let mut module = Module::new();
    let mut code = CodeSection::new();
    let mut address = 0;
    let mut noted = 0;
    for payload in Parser::new(0).parse_all(program) {
        let payload = payload?;
        match &payload {
            Payload::MemorySection(section) => {
                let mut memories = MemorySection::new();
                for memory in section.clone() {
                    let mut memory = Same.memory_type(memory?)?;
                    address = memory.minimum * PAGE;
                    memory.minimum += (functions.types.len() as u64).div_ceil(PAGE);
                    memories.memory(memory);
                }
                module.section(&memories);
            }
            Payload::CodeSectionEntry(body) => {
                let mut function = utils::new_function_with_parsed_locals(&mut Same, body)?;
                let place = i32::try_from(address + noted)?;
                function.instructions().i32_const(place).i32_const(1).i32_store8(AT);
                let mut operators = body.get_operators_reader()?;
                while !operators.eof() {
                    function.instruction(&Same.parse_instruction(&mut operators)?);
                }
                code.function(&function);
                noted += 1;
                if noted == functions.own().count() as u64 {
                    module.section(&code);
                }
            }
            Payload::CodeSectionStart { .. } | Payload::CustomSection(_) => {}
            other => {
                if let Some((id, range)) = other.as_section() {
                    let data =
                        program.get(usize::try_from(range.start)?..usize::try_from(range.end)?).context("a section ends too late")?;
                    module.section(&RawSection { id, data });
                }
            }
        }
    }
    let program = module.finish();
    wasmparser::validate(&program).context("the program that notes came out wrong")?;
    Ok(Noting { program, address })
}
