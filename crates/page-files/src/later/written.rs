//! Writes a program as two: what comes first, and what comes later.
//!
//! Each function that comes later and that the first program calls leaves a short one in its place, which calls it through a table of
//! its own. That table is empty until the second program fills it; before its first use the short one has the page fetch it.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use anyhow::{Context, bail};
use wasm_encoder::reencode::{self, Reencode, utils};
use wasm_encoder::{
    CodeSection, ConstExpr, DataCountSection, DataSection, ElementSection, Elements, EntityType, ExportKind, ExportSection, Function,
    FunctionSection, GlobalSection, GlobalType, ImportSection, MemorySection, Module, RefType, StartSection, TableSection, TableType,
    TypeSection, ValType,
};
use wasmparser::{ElementKind, Parser, Payload};

use super::choice::Choice;
use super::functions::Functions;

/// The module of the one import of the first program that is ours, and the names in it. The page gives it: `public/later.js`.
const PAGE: &str = "later";
const FETCH: &str = "fetch";
/// The module of which the second program imports what it uses of the first.
const FIRST: &str = "first";
/// The end of the names under which the first program gives that; no name of wasm-bindgen ends so.
const MARK: char = '~';

/// The two programs.
pub(crate) struct Written {
    pub(crate) first: Vec<u8>,
    pub(crate) later: Vec<u8>,
}

/// New numbers of functions.
struct Numbers(Vec<Option<u32>>);

impl Reencode for Numbers {
    type Error = io::Error;

    fn function_index(&mut self, function: u32) -> Result<u32, reencode::Error<io::Error>> {
        let number = self.0.get(function as usize).copied().flatten();
        number.ok_or_else(|| reencode::Error::UserError(io::Error::other(format!("function {function} is not there"))))
    }
}

/// The sections of a program that are made anew.
#[derive(Default)]
struct Sections {
    types: TypeSection,
    imports: ImportSection,
    functions: FunctionSection,
    tables: TableSection,
    memories: MemorySection,
    globals: GlobalSection,
    exports: ExportSection,
    start: Option<StartSection>,
    elements: ElementSection,
    data_count: Option<DataCountSection>,
    code: CodeSection,
    data: DataSection,
}

impl Sections {
    fn module(&self) -> Vec<u8> {
        let mut module = Module::new();
        module.section(&self.types).section(&self.imports).section(&self.functions).section(&self.tables).section(&self.memories);
        module.section(&self.globals).section(&self.exports);
        if let Some(start) = &self.start {
            module.section(start);
        }
        module.section(&self.elements);
        if let Some(count) = &self.data_count {
            module.section(count);
        }
        module.section(&self.code).section(&self.data);
        module.finish()
    }
}

/// Writes both.
pub(crate) fn write(program: &[u8], functions: &Functions, choice: &Choice) -> anyhow::Result<Written> {
    let places: BTreeMap<u32, u32> = choice.called.iter().copied().zip(0..).collect();
    let mut first = Sections::default();
    let mut later = Sections::default();
    // What the first program has: all of its own imports, ours, then its functions, and at the end the one that sees to the second.
    let mut next = functions.imported + 1;
    let mut of_first = Numbers((0..functions.imported).map(Some).collect());
    for function in functions.own() {
        let stays = !choice.later.contains(&function) || places.contains_key(&function);
        of_first.0.push(stays.then_some(next));
        next += u32::from(stays);
    }
    let ready = next;
    // What the second one has: what it calls of the first, then its own.
    let used =
        choice.later.iter().flat_map(|&function| &functions.calls[function as usize]).filter(|function| !choice.later.contains(function));
    let used: BTreeMap<u32, u32> = used.copied().collect::<BTreeSet<_>>().into_iter().zip(0..).collect();
    let own: BTreeMap<u32, u32> = choice.later.iter().copied().zip(u32::try_from(used.len())?..).collect();
    let mut of_later =
        Numbers((0..u32::try_from(functions.types.len())?).map(|function| used.get(&function).or(own.get(&function)).copied()).collect());
    let place_type = TableType {
        element_type: RefType::FUNCREF,
        table64: false,
        minimum: places.len() as u64,
        maximum: Some(places.len() as u64),
        shared: false,
    };
    let flag_type = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
    let void = u32::try_from(functions.parameters.len())?;
    let (mut tables, mut globals) = (0, 0);
    let mut body_of = functions.imported;

    for payload in Parser::new(0).parse_all(program) {
        match payload? {
            Payload::TypeSection(section) => {
                utils::parse_type_section(&mut of_first, &mut first.types, section.clone())?;
                utils::parse_type_section(&mut of_later, &mut later.types, section)?;
                first.types.ty().function([], []);
                later.types.ty().function([], []);
            }
            Payload::ImportSection(section) => {
                if section
                    .clone()
                    .into_imports()
                    .any(|import| !import.is_ok_and(|import| matches!(import.ty, wasmparser::TypeRef::Func(_))))
                {
                    bail!("the program imports more than functions");
                }
                utils::parse_import_section(&mut of_first, &mut first.imports, section)?;
                first.imports.import(PAGE, FETCH, EntityType::Function(void));
                for (&function, number) in &used {
                    let kind = functions.types[function as usize];
                    later.imports.import(FIRST, &named('f', *number), EntityType::Function(kind));
                }
            }
            Payload::FunctionSection(_) => {
                for function in functions.own() {
                    let kind = functions.types[function as usize];
                    if of_first.0[function as usize].is_some() {
                        first.functions.function(kind);
                    }
                    if own.contains_key(&function) {
                        later.functions.function(kind);
                    }
                }
                first.functions.function(void);
                later.functions.function(void);
            }
            Payload::TableSection(section) => {
                for table in section.clone() {
                    let kind = of_first.table_type(table?.ty)?;
                    later.imports.import(FIRST, &named('t', tables), EntityType::Table(kind));
                    tables += 1;
                }
                utils::parse_table_section(&mut of_first, &mut first.tables, section)?;
                first.tables.table(place_type);
                later.imports.import(FIRST, &named('t', tables), EntityType::Table(place_type));
            }
            Payload::MemorySection(section) => {
                for (memory, number) in section.clone().into_iter().zip(0..) {
                    later.imports.import(FIRST, &named('m', number), EntityType::Memory(of_first.memory_type(memory?)?));
                    first.exports.export(&named('m', number), ExportKind::Memory, number);
                }
                utils::parse_memory_section(&mut of_first, &mut first.memories, section)?;
            }
            Payload::GlobalSection(section) => {
                for global in section.clone() {
                    let kind = of_first.global_type(global?.ty)?;
                    later.imports.import(FIRST, &named('g', globals), EntityType::Global(kind));
                    globals += 1;
                }
                utils::parse_global_section(&mut of_first, &mut first.globals, section)?;
                first.globals.global(flag_type, &ConstExpr::i32_const(0));
                later.imports.import(FIRST, &named('g', globals), EntityType::Global(flag_type));
            }
            Payload::ExportSection(section) => {
                utils::parse_export_section(&mut of_first, &mut first.exports, section)?;
                for (&function, number) in &used {
                    first.exports.export(&named('f', *number), ExportKind::Func, of_first.function_index(function)?);
                }
                (0..=tables).for_each(|number| _ = first.exports.export(&named('t', number), ExportKind::Table, number));
                (0..=globals).for_each(|number| _ = first.exports.export(&named('g', number), ExportKind::Global, number));
            }
            Payload::StartSection { func, .. } => first.start = Some(StartSection { function_index: of_first.function_index(func)? }),
            Payload::ElementSection(section) => {
                if section
                    .clone()
                    .into_iter()
                    .any(|element| !element.is_ok_and(|element| matches!(element.kind, ElementKind::Active { .. })))
                {
                    bail!("the program has tables that it fills itself");
                }
                utils::parse_element_section(&mut of_first, &mut first.elements, section)?;
            }
            Payload::DataCountSection { count, .. } => first.data_count = Some(DataCountSection { count }),
            Payload::CodeSectionEntry(body) => {
                let function = body_of;
                body_of += 1;
                if let Some(&place) = places.get(&function) {
                    let kind = functions.types[function as usize];
                    first.code.function(&short(functions.parameters[kind as usize], ready, place, kind, tables));
                }
                if own.contains_key(&function) {
                    utils::parse_function_body(&mut of_later, &mut later.code, body)?;
                } else {
                    utils::parse_function_body(&mut of_first, &mut first.code, body)?;
                }
            }
            Payload::DataSection(section) => utils::parse_data_section(&mut of_first, &mut first.data, section)?,
            _ => {}
        }
    }
    first.code.function(&see_to_it(globals, functions.imported));
    later.code.function(&there_now(globals));
    let last = u32::try_from(used.len() + own.len())?;
    later.start = Some(StartSection { function_index: last });
    let filled: Vec<u32> = choice.called.iter().filter_map(|function| own.get(function).copied()).collect();
    later.elements.active(Some(tables), &ConstExpr::i32_const(0), Elements::Functions(filled.into()));
    let written = Written { first: first.module(), later: later.module() };
    for (program, words) in [(&written.first, "first"), (&written.later, "second")] {
        wasmparser::validate(program).with_context(|| format!("the {words} program came out wrong"))?;
    }
    Ok(written)
}

/// The name under which the first program gives a thing of a sort and number.
fn named(sort: char, number: u32) -> String {
    format!("{sort}{number}{MARK}")
}

/// What stands for a function that comes later: it sees to the second program and calls the function at its place.
fn short(parameters: u32, ready: u32, place: u32, kind: u32, table: u32) -> Function {
    let mut function = Function::new([]);
    let mut code = function.instructions();
    code.call(ready);
    (0..parameters).for_each(|number| _ = code.local_get(number));
    code.i32_const(place.cast_signed()).call_indirect(table, kind).end();
    function
}

/// Has the page fetch the second program where it is not there.
fn see_to_it(flag: u32, fetch: u32) -> Function {
    let mut function = Function::new([]);
    function.instructions().global_get(flag).i32_eqz().if_(wasm_encoder::BlockType::Empty).call(fetch).end().end();
    function
}

/// Says that the second program is there.
fn there_now(flag: u32) -> Function {
    let mut function = Function::new([]);
    function.instructions().i32_const(1).global_set(flag).end();
    function
}
