//! Who may do what in a deployed design, by IAM's own rules: the policies that synthesis writes, evaluated as AWS evaluates them.
//!
//! [`stack::Stack`] reads the policies of a template, [`stack::Stack::decide`] answers one call, [`stack::Stack::listing`] all that a
//! role is given. Nothing is guessed: what is known only at deployment or at run time makes an answer depend on it, by name. Not looked
//! at are policies outside of the design: of an organization, of a session, and of resources that the design does not have.

pub mod actions;
pub mod answer;
mod arns;
mod ask;
pub mod condition;
pub mod decide;
pub mod document;
pub mod evaluate;
pub mod listing;
mod resolve;
pub mod stack;
pub mod suggest;
pub mod text;
mod ways;

#[cfg(test)]
mod tests;
