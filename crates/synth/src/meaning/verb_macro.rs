//! The shape in which a verb's file says all it knows: one invocation of [`verb!`].

/// Defines a verb: `VERB`, its `FIELDS`, and a function for every field that looks it up on a connection.
macro_rules! verb {
    (
        #[doc = $summary:literal]
        $(#[doc = $docs:literal])*
        $id:literal {
            phrase: $phrase:literal,
            source: $source:literal,
            line: $line:ident,
            joins: $joins:expr,
            label: $label:expr,
            synthesize: $synthesize:expr,
        }
        $($fields:tt)*
    ) => {
        /// The verb.
        pub static VERB: $crate::meaning::Verb = $crate::meaning::Verb {
            id: $id,
            phrase: $phrase,
            summary: $summary,
            line: $crate::meaning::Line::$line,
            joins: $joins,
            fields: FIELDS,
            label: $label,
        };
        /// What to know of it.
        pub(crate) static HELP: $crate::catalog::Help =
            $crate::catalog::Help { docs: concat!($summary, "\n", $($docs, "\n"),*), source: $source, fields: FIELD_HELP };
        /// What such a connection adds to the template.
        pub(crate) static SYNTHESIS: $crate::meaning::Synthesis = $synthesize;
        fields! { $($fields)* }
    };
}
