//! How records become JSON and are read again.
//!
//! serde's derive would do it as well; it makes a reader of its own for every record, and with it the page takes a twentieth longer to load.
//! These read from a tree of JSON values by small calls.

use groundplan_synth::design::{ConnectionId, NodeId};
use serde_json::Value as Json;

/// A value that one program tells another.
pub trait Told: Sized {
    /// The value as JSON.
    fn tell(&self) -> Json;
    /// The value that JSON tells; nothing when it is no such value.
    fn read(json: &Json) -> Option<Self>;
}

impl Told for String {
    fn tell(&self) -> Json {
        Json::String(self.clone())
    }
    fn read(json: &Json) -> Option<Self> {
        json.as_str().map(ToOwned::to_owned)
    }
}

/// What one side only carries.
impl Told for Json {
    fn tell(&self) -> Json {
        self.clone()
    }
    fn read(json: &Json) -> Option<Self> {
        Some(json.clone())
    }
}

impl Told for f64 {
    fn tell(&self) -> Json {
        (*self).into()
    }
    fn read(json: &Json) -> Option<Self> {
        json.as_f64()
    }
}

impl Told for bool {
    fn tell(&self) -> Json {
        Json::Bool(*self)
    }
    fn read(json: &Json) -> Option<Self> {
        json.as_bool()
    }
}

/// Whole numbers of several sizes.
macro_rules! numbers {
    ($($number:ty)*) => {
        $(impl Told for $number {
            fn tell(&self) -> Json {
                (*self).into()
            }
            fn read(json: &Json) -> Option<Self> {
                json.as_u64()?.try_into().ok()
            }
        })*
    };
}

numbers!(u16 u32 u64 usize);

impl Told for NodeId {
    fn tell(&self) -> Json {
        self.0.into()
    }
    fn read(json: &Json) -> Option<Self> {
        u32::read(json).map(Self)
    }
}

impl Told for ConnectionId {
    fn tell(&self) -> Json {
        self.0.into()
    }
    fn read(json: &Json) -> Option<Self> {
        u32::read(json).map(Self)
    }
}

impl<T: Told> Told for Option<T> {
    fn tell(&self) -> Json {
        self.as_ref().map_or(Json::Null, T::tell)
    }
    fn read(json: &Json) -> Option<Self> {
        if json.is_null() { Some(None) } else { T::read(json).map(Some) }
    }
}

impl<T: Told> Told for Vec<T> {
    fn tell(&self) -> Json {
        self.iter().map(T::tell).collect()
    }
    fn read(json: &Json) -> Option<Self> {
        json.as_array()?.iter().map(T::read).collect()
    }
}

/// A text is the error, everything else the value.
impl<T: Told> Told for Result<T, String> {
    fn tell(&self) -> Json {
        match self {
            Ok(value) => value.tell(),
            Err(reason) => Json::String(reason.clone()),
        }
    }
    fn read(json: &Json) -> Option<Self> {
        if let Json::String(reason) = json { Some(Err(reason.clone())) } else { T::read(json).map(Ok) }
    }
}

/// Defines records that can be told: objects with their fields as members.
macro_rules! records {
    ($($(#[$about:meta])* pub struct $name:ident { $($(#[$field_about:meta])* pub $field:ident: $type:ty,)* })*) => {
        $(
            $(#[$about])*
            #[derive(Clone, Debug, PartialEq)]
            pub struct $name { $($(#[$field_about])* pub $field: $type,)* }

            impl $crate::told::Told for $name {
                fn tell(&self) -> serde_json::Value {
                    let mut members = serde_json::Map::new();
                    $(members.insert(stringify!($field).to_owned(), $crate::told::Told::tell(&self.$field));)*
                    serde_json::Value::Object(members)
                }
                fn read(json: &serde_json::Value) -> Option<Self> {
                    Some(Self { $($field: $crate::told::Told::read(json.get(stringify!($field))?)?,)* })
                }
            }
        )*
    };
}

/// Lets a choice without values be told by its words.
macro_rules! words {
    ($name:ty: $($variant:ident)*) => {
        impl $crate::told::Told for $name {
            fn tell(&self) -> serde_json::Value {
                match self { $(Self::$variant => stringify!($variant).into(),)* }
            }
            fn read(json: &serde_json::Value) -> Option<Self> {
                match json.as_str()? { $(stringify!($variant) => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

/// Defines a choice of values that can be told: an object with one member.
macro_rules! choice {
    ($(#[$about:meta])* pub enum $name:ident { $($(#[$variant_about:meta])* $variant:ident($type:ty),)* }) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq)]
        pub enum $name { $($(#[$variant_about])* $variant($type),)* }

        impl $crate::told::Told for $name {
            fn tell(&self) -> serde_json::Value {
                match self { $(Self::$variant(value) => serde_json::json!({ stringify!($variant): value.tell() }),)* }
            }
            fn read(json: &serde_json::Value) -> Option<Self> {
                let (word, value) = json.as_object()?.iter().next()?;
                match word.as_str() { $(stringify!($variant) => $crate::told::Told::read(value).map(Self::$variant),)* _ => None }
            }
        }
    };
}

words!(groundplan_synth::rules::Severity: Error Warning Info);
words!(groundplan_synth::iam::decide::Verdict: Allowed Denied Depends);
words!(groundplan_synth::network::walk::Verdict: Passes CannotTell Blocked);

pub(crate) use {choice, records, words};
