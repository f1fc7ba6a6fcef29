//! What the architecture promises, held by tests: one file a promise. They read the checkout as text, or ask the catalog.

mod architecture;
mod catalog;
mod checkout;
mod dependencies;
mod design_changes;
mod file_length;
mod kind_names;
mod leftovers;
mod machine;
mod module_docs;
mod readme;
mod rules;
mod signals;
mod tokens;
