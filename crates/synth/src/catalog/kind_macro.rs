//! The shape in which a kind's file says all it knows: one invocation of [`kind!`].

/// Defines a kind: `KIND`, its `FIELDS`, and a function for every field that looks it up on a node.
/// The doc comments become the help that people read.
macro_rules! kind {
    (
        #[doc = $summary:literal]
        $(#[doc = $docs:literal])*
        $id:literal, $title:literal {
            source: $source:literal,
            group: $group:ident,
            category: $category:ident,
            shape: $shape:expr,
            place: $place:ident,
            parents: $parents:expr,
            glyph: $glyph:expr,
            caption: $caption:expr,
            style: $style:expr,
            synthesize: $synthesize:expr,
            $(access: $access:expr,)?
            $(metrics: $metrics:expr,)?
            $(idle: $idle:expr,)?
        }
        $(
            $(#[doc = $field_docs:literal])+
            $field:ident $field_title:literal in $field_group:literal: $form:expr => $initial:expr
            $(, unit $unit:literal)? $(, takes $takes:expr)? $(, within $within:expr)? $(, source $field_source:literal)?;
        )*
    ) => {
        /// The kind.
        pub static KIND: $crate::catalog::Kind = $crate::catalog::Kind {
            id: $id,
            title: $title,
            summary: $summary,
            group: $crate::catalog::Group::$group,
            category: $crate::catalog::Category::$category,
            shape: $shape,
            place: $crate::catalog::Place::$place,
            parents: $parents,
            fields: FIELDS,
            glyph: $glyph,
            caption: $caption,
            style: $style,
            access: [$(Some($access),)? None][0],
            metrics: [$(Some($metrics),)? None][0],
        };
        /// What to know of it.
        pub(crate) static HELP: $crate::catalog::Help =
            $crate::catalog::Help { docs: concat!($summary, "\n", $($docs, "\n"),*), source: $source, fields: FIELD_HELP };
        /// When its fields change nothing.
        pub(crate) static IDLE: Option<&$crate::catalog::Idle> = [$(Some($idle),)? None][0];
        /// What a node of the kind adds to the template.
        pub(crate) static SYNTHESIS: $crate::catalog::Synthesis = $synthesize;
        fields! { $($(#[doc = $field_docs])+ $field $field_title in $field_group: $form => $initial $(, unit $unit)? $(, takes $takes)? $(, within $within)? $(, source $field_source)?;)* }
    };
}

/// Defines `FIELDS`, what to know of them, and a look-up for every field; [`kind!`] and [`crate::meaning::verb!`] share it.
macro_rules! fields {
    (
        $(
            $(#[doc = $field_docs:literal])+
            $field:ident $field_title:literal in $field_group:literal: $form:expr => $initial:expr
            $(, unit $unit:literal)? $(, takes $takes:expr)? $(, within $within:expr)? $(, source $field_source:literal)?;
        )*
    ) => {
        /// The fields, in the order of the inspector.
        pub static FIELDS: &[$crate::catalog::Field] = &[
            $($crate::catalog::Field {
                name: $crate::catalog::plain_name(stringify!($field)),
                title: $field_title,
                group: $field_group,
                unit: concat!($($unit)?),
                form: { use $crate::catalog::Form::*; $form },
                example: {
                    const DOCS: &str = concat!($($field_docs, "\n"),+);
                    const PLACE: (usize, usize) = {
                        #[allow(unused_imports)]
                        use $crate::catalog::Form::*;
                        if matches!($form, $crate::catalog::Form::Entries) { $crate::catalog::example_in(DOCS) } else { (0, 0) }
                    };
                    static EXAMPLE: [u8; PLACE.1] = $crate::catalog::part(DOCS, PLACE.0);
                    $crate::catalog::text_of(&EXAMPLE)
                },
                initial: { use $crate::catalog::Initial::*; #[allow(unused_imports)] $initial },
                takes: {
                    #[allow(unused_imports)]
                    use $crate::catalog::{Takes::*, Why::*};
                    [$($takes,)? Functions][0]
                },
                within: {
                    #[allow(unused_imports)]
                    use $crate::catalog::Why::*;
                    [$($within as &[_],)? &[]][0]
                },
            }),*
        ];
        /// What to know of the fields, in their order.
        pub(crate) static FIELD_HELP: &[$crate::catalog::FieldHelp] = &[
            $($crate::catalog::FieldHelp {
                name: $crate::catalog::plain_name(stringify!($field)),
                docs: concat!($($field_docs, "\n"),+),
                source: concat!($($field_source)?),
            }),*
        ];
        $(
            $(#[doc = $field_docs])+
            pub fn $field(fields: &$crate::design::Fields) -> $crate::catalog::Given {
                #[allow(unused_imports)]
                use $crate::catalog::Initial::*;
                $crate::catalog::Given::of(fields, $crate::catalog::plain_name(stringify!($field)), $initial)
            }
        )*
    };
}
