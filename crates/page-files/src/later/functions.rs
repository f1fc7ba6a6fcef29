//! What a program's functions are: their types, whom they call, and which of them anybody outside can call.

use std::collections::BTreeSet;

use anyhow::{Context, bail, ensure};
use wasmparser::{ElementItems, ExternalKind, Operator, Parser, Payload, TypeRef};

/// The functions of a program, by their number: those that it imports come first.
#[derive(Default)]
pub(crate) struct Functions {
    /// How many are imported.
    pub(crate) imported: u32,
    /// The number of each one's type.
    pub(crate) types: Vec<u32>,
    /// The functions that each one's code names.
    pub(crate) calls: Vec<BTreeSet<u32>>,
    /// The functions that are called from outside, through a table, or at the start.
    pub(crate) roots: BTreeSet<u32>,
    /// How many parameters each type has.
    pub(crate) parameters: Vec<u32>,
}

impl Functions {
    /// Reads them. Programs with what Rust does not write for the browser (components, types beyond functions, passive data) are refused.
    pub(crate) fn read(program: &[u8]) -> anyhow::Result<Self> {
        let mut functions = Self::default();
        for payload in Parser::new(0).parse_all(program) {
            match payload.context("the program cannot be read")? {
                Payload::TypeSection(section) => {
                    for kind in section.into_iter_err_on_gc_types() {
                        functions.parameters.push(u32::try_from(kind?.params().len())?);
                    }
                }
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        if let TypeRef::Func(kind) = import?.ty {
                            functions.imported += 1;
                            functions.types.push(kind);
                            functions.calls.push(BTreeSet::new());
                        }
                    }
                }
                Payload::FunctionSection(section) => {
                    for kind in section {
                        functions.types.push(kind?);
                    }
                }
                Payload::ExportSection(section) => {
                    for export in section {
                        let export = export?;
                        if export.kind == ExternalKind::Func {
                            functions.roots.insert(export.index);
                        }
                    }
                }
                Payload::StartSection { func, .. } => {
                    functions.roots.insert(func);
                }
                Payload::ElementSection(section) => {
                    for element in section {
                        let ElementItems::Functions(items) = element?.items else { bail!("the program fills a table by expressions") };
                        for item in items {
                            functions.roots.insert(item?);
                        }
                    }
                }
                Payload::CodeSectionEntry(body) => {
                    let mut calls = BTreeSet::new();
                    for operator in body.get_operators_reader()? {
                        match operator? {
                            Operator::Call { function_index }
                            | Operator::ReturnCall { function_index }
                            | Operator::RefFunc { function_index } => {
                                calls.insert(function_index);
                            }
                            Operator::MemoryInit { .. }
                            | Operator::DataDrop { .. }
                            | Operator::TableInit { .. }
                            | Operator::ElemDrop { .. } => {
                                bail!("the program has data that it places itself");
                            }
                            _ => {}
                        }
                    }
                    functions.calls.push(calls);
                }
                _ => {}
            }
        }
        ensure!(functions.calls.len() == functions.types.len(), "the program has functions without code");
        Ok(functions)
    }

    /// The numbers of all that have code here.
    pub(crate) fn own(&self) -> impl Iterator<Item = u32> + use<> {
        self.imported..u32::try_from(self.types.len()).unwrap_or(u32::MAX)
    }
}
