//! What programs can be allowed to do with a kind, as data: the verbs, and for each the actions and what they act on.
//!
//! Access is a fact of the target kind, so that a new kind says it once for everybody who can call it.

use crate::design::NodeId;
use crate::synthesize::Builder;
use crate::value::Value;

/// How programs use a kind.
pub struct Access {
    /// What a program is given to find it: a name, a URL or an ARN, as an expression. See the field `variable` of the access verbs.
    pub handle: fn(&Builder<'_>, NodeId) -> Value,
    /// What can be allowed, in the order in which it is offered.
    pub grants: &'static [Grant],
}

/// What one verb allows on a kind.
pub struct Grant {
    /// The verb: `read`.
    pub verb: &'static str,
    /// The actions, grouped by what they act on.
    pub allows: &'static [Allowed],
    /// The actions on the KMS key with which the target is encrypted, when it is.
    pub on_key: &'static [&'static str],
}

/// Actions on the same resources.
pub struct Allowed {
    /// Real actions, as `service:Action`, sorted.
    pub actions: &'static [&'static str],
    /// The ARNs they act on, the fewest that are enough. None leave the actions out: a table without indexes has none to query.
    pub on: fn(&Builder<'_>, NodeId) -> Vec<Value>,
}
