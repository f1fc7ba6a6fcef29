//! What may stand in a field beside a literal, and where that is nothing: why, and what to do instead.

use super::{Field, Form};

/// What may stand in a field beside a literal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Takes {
    /// Any function: it goes into the template where the literal would stand.
    Functions,
    /// Functions of what is known before anything is created: parameters, mappings and conditions. The template decides by it.
    /// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-conditions.html>.
    Known,
    /// Any function. By a parameter the template decides; what is known only later goes into it as it is.
    Both,
    /// Nothing.
    Literals(Why),
}

/// Why a function cannot stand somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It decides what the template has.
    Structure,
    /// Something else is found or named by it.
    Names,
    /// Other values are worked out from it.
    Computed,
    /// Its items stand in several places or in entries of their own, so their number must be known.
    Items,
    /// CloudFormation takes no function in attributes of resources such as the deletion policy.
    Attribute,
    /// What is allowed follows from its text; `!Sub` shows enough of it.
    Hidden,
    /// It is a set of names and values or a list of entries, which no type of parameter is.
    Shape,
    /// It says how a program behaves, which rules compare with the rest: no template has a place for it.
    Fact,
}

impl Why {
    /// The reason, as it goes on behind "since".
    pub fn words(self) -> &'static str {
        match self {
            Self::Structure => "it decides which resources, properties and permissions the template has",
            Self::Names => "other parts of the template are found or named by it",
            Self::Computed => "other values of the template are worked out from it",
            Self::Items => "each of its items becomes an entry of its own",
            Self::Attribute => "CloudFormation takes no function there",
            Self::Hidden => "permissions follow from its text",
            Self::Shape => "it holds more than a parameter can",
            Self::Fact => "it says how the program behaves, whatever is deployed",
        }
    }

    /// What to do instead.
    pub fn advice(self) -> &'static str {
        match self {
            Self::Structure | Self::Names | Self::Computed | Self::Attribute | Self::Fact => "write a plain value",
            Self::Items => "write the list and use parameters as its items",
            Self::Hidden => "write the text, or !Sub with names to fill in",
            Self::Shape => "use parameters inside of it",
        }
    }
}

impl Field {
    /// Why no parameter can stand for all of the field's value; `None` when one can.
    pub fn refuses_parameters(&self) -> Option<Why> {
        match (self.form, self.takes) {
            (_, Takes::Literals(why)) => Some(why),
            (Form::Map | Form::Entries | Form::Statements | Form::Tree, _) => Some(Why::Shape),
            _ => None,
        }
    }

    /// True for a field that says how a program behaves: it changes no template, and rules read it.
    pub fn is_fact(&self) -> bool {
        self.takes == Takes::Literals(Why::Fact)
    }
}
