//! The catalog: what kinds of things there are. One file a kind, with its words, fields, drawing and resources.
//!
//! Code outside this module and [`crate::meaning`] asks a kind's data and never compares kind ids with literals;
//! a new kind is its file and one line in [`KINDS`].

mod access;
mod derived;
mod field;
mod help;
pub mod idle;
mod metrics;
mod takes;
#[macro_use]
mod kind_macro;

pub mod alarm;
pub mod availability_zone;
pub mod bucket;
pub mod certificate;
pub mod cluster;
pub mod container;
pub mod container_parts;
pub mod distribution;
pub mod endpoint;
pub mod fargate;
pub mod hosted_zone;
pub mod identity_pool;
pub mod internet;
pub mod key;
pub mod listeners;
pub mod load_balancer;
pub mod log_group;
pub mod nat_gateway;
pub mod queue;
pub mod record;
pub mod repository;
pub mod resource;
pub mod resource_policy;
pub mod role;
pub mod scaling;
pub mod secret;
pub mod security_group;
pub mod service;
pub mod ssm_parameter;
pub mod subnet;
pub mod table;
pub mod table_schema;
pub mod task;
pub mod task_definition;
pub mod topic;
pub mod user_pool;
pub mod user_pool_client;
pub mod vpc;

pub use access::{Access, Allowed, Grant};
pub use derived::{Derived, derived};
pub use field::{Field, Form, Given, Initial, plain_name};
pub use help::{FieldHelp, Help};
pub(crate) use help::{example_in, part, text_of};
pub(crate) use idle::{Idle, Need};
pub use metrics::{Metric, Metrics};
pub use takes::{Takes, Why};

use std::sync::OnceLock;

use crate::design::{Design, Node, NodeId};
use crate::ordered::Places;
use crate::synthesize::Builder;

/// Adds the resources of one node to the template.
pub(crate) type Synthesis = fn(&mut Builder<'_>, NodeId, &Node);

/// Lists the kinds, and in the same order what they add to a template and what to know of them. These are lists of their own so that a
/// program that only draws does not carry them.
macro_rules! kinds {
    ($($module:ident)*) => {
        /// Every kind, in the order of the palette.
        pub static KINDS: &[&Kind] = &[$(&$module::KIND),*];
        static SYNTHESES: &[Synthesis] = &[$($module::SYNTHESIS),*];
        static HELPS: &[&Help] = &[$(&$module::HELP),*];
        static IDLES: &[Option<&Idle>] = &[$($module::IDLE),*];
    };
}

kinds! {
    internet
    vpc
    availability_zone
    subnet
    nat_gateway
    endpoint
    security_group
    load_balancer
    distribution
    hosted_zone
    record
    certificate
    cluster
    service
    task
    container
    repository
    bucket
    table
    ssm_parameter
    queue
    topic
    role
    user_pool
    identity_pool
    secret
    key
    log_group
    alarm
    resource
}

/// What to know of a kind; `None` when there is none with this id.
pub fn help(id: &str) -> Option<&'static Help> {
    KINDS.iter().position(|kind| kind.id == id).map(|at| HELPS[at])
}

/// What a node of a kind adds to the template.
pub(crate) fn synthesis(kind: &Kind) -> Option<Synthesis> {
    KINDS.iter().position(|other| other.id == kind.id).map(|at| SYNTHESES[at])
}

/// Where the palette and the template list a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// VPCs, subnets, gateways, security groups.
    Network,
    /// What brings requests in: load balancers, content delivery, names and certificates.
    Traffic,
    /// Clusters, services, tasks, containers, images.
    Containers,
    /// Buckets, tables, parameters.
    Data,
    /// Queues and topics.
    Messages,
    /// Who may do what: roles, keys, secrets, sign-in.
    Security,
    /// Logs, metrics, alarms.
    Management,
    /// Everything else that CloudFormation has.
    Other,
}

impl Group {
    /// The heading in the palette and in the template.
    pub fn title(self) -> &'static str {
        match self {
            Self::Network => "Network",
            Self::Traffic => "Traffic",
            Self::Containers => "Containers",
            Self::Data => "Data",
            Self::Messages => "Messages",
            Self::Security => "Security",
            Self::Management => "Monitoring",
            Self::Other => "Other",
        }
    }
}

/// The colour family of a glyph, as AWS diagrams use them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Category {
    /// Orange.
    Compute,
    /// Purple.
    Networking,
    /// Green.
    Storage,
    /// Blue-violet.
    Database,
    /// Red.
    Security,
    /// Pink.
    Management,
    /// Slate.
    General,
}

impl Category {
    /// The name in the style sheet: `compute` belongs to `--category-compute`.
    pub fn token(self) -> &'static str {
        match self {
            Self::Compute => "compute",
            Self::Networking => "networking",
            Self::Storage => "storage",
            Self::Database => "database",
            Self::Security => "security",
            Self::Management => "management",
            Self::General => "general",
        }
    }
}

/// How a kind is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A card of 168 x 64 with a glyph, a name and a line of what matters.
    Card,
    /// A frame that holds others. `layer` orders overlapping frames: a higher one is drawn above and hit first.
    Frame {
        /// 1 for a VPC up to 5 for a service.
        layer: u8,
    },
}

/// Where the layout puts a kind within its parent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Before everything else, on the left: the outside world.
    Outside,
    /// The body of the picture.
    Body,
    /// A column of its parent, side by side with its like: availability zones.
    Column,
    /// A row of its parent, aligned with its like in the other columns: subnets. Rows are ordered by the first choice field of their
    /// kind, in the order of its choices.
    Row,
    /// A frame or card of the parent that reaches over the rows to which it is connected: load balancers, clusters.
    Span,
    /// An item in the flow of its parent: containers, gateways.
    Item,
    /// In the aligned column to the right of the body: regional services.
    Side,
}

/// A kind of thing that can be drawn.
pub struct Kind {
    /// The word in sketches and saved designs: `load-balancer`.
    pub id: &'static str,
    /// The name that people read: `Application load balancer`.
    pub title: &'static str,
    /// What it is, in a line; [`help`] has more.
    summary: &'static str,
    /// Where palette and template list it.
    pub group: Group,
    /// The colour of its glyph.
    pub category: Category,
    /// How it is drawn.
    pub shape: Shape,
    /// Where the layout puts it.
    pub place: Place,
    /// The kinds it may lie in; the empty text stands for the top level.
    pub parents: &'static [&'static str],
    /// Its fields in the order of the inspector.
    pub fields: &'static [Field],
    /// SVG path data on a 24 px grid, drawn as 1.5 px lines.
    pub glyph: &'static [&'static str],
    /// The line under the name: `0.5 vCPU · 1 GB · 2 tasks`.
    pub caption: fn(&Design, NodeId, &Node) -> String,
    /// The style of a frame, as a class in the style sheet: `subnet-public`. Empty for cards.
    pub style: fn(&Node) -> &'static str,
    /// What programs can be allowed to do with it; `None` when no program calls it.
    pub access: Option<&'static Access>,
    /// What an alarm can watch of it; `None` when CloudWatch counts nothing of it.
    pub metrics: Option<&'static Metrics>,
}

impl Kind {
    /// The field with a name.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }
    /// What a verb allows on it.
    pub fn grant(&self, verb: &str) -> Option<&'static Grant> {
        self.access?.grants.iter().find(|grant| grant.verb == verb)
    }
    /// The first line of the docs.
    pub fn summary(&self) -> &'static str {
        self.summary.trim()
    }
    /// True when it holds others.
    pub fn is_frame(&self) -> bool {
        matches!(self.shape, Shape::Frame { .. })
    }
    /// The layer of a frame; cards lie above all frames.
    pub fn layer(&self) -> u8 {
        match self.shape {
            Shape::Frame { layer } => layer,
            Shape::Card => u8::MAX,
        }
    }
    /// True when a node of this kind may lie in a node of kind `parent`, or on the top level for `None`.
    pub fn may_lie_in(&self, parent: Option<&Kind>) -> bool {
        self.parents.contains(&parent.map_or("", |kind| kind.id))
    }
    /// Why it may not lie there and where it may, for people.
    pub fn nesting_refusal(&self, parent: Option<&Kind>) -> String {
        let place = |id: &&str| by_id(id).map_or_else(|| "on the page".to_owned(), |kind| format!("in {}", with_article(kind.title)));
        let places: Vec<String> = self.parents.iter().map(place).collect();
        let here = parent.map_or_else(|| "directly on the page".to_owned(), |kind| format!("in {}", with_article(kind.title)));
        format!("{} cannot lie {here}: it belongs {}", capitalized(&with_article(self.title)), places.join(" or "))
    }
}

/// The kind with an id.
pub fn by_id(id: &str) -> Option<&'static Kind> {
    static BY_ID: OnceLock<Places> = OnceLock::new();
    let places = BY_ID.get_or_init(|| Places::of(KINDS.iter().map(|kind| kind.id)));
    KINDS.get(places.find(id)?).copied()
}

/// The kind of a node; `None` when this version does not know it.
pub fn kind_of(node: &Node) -> Option<&'static Kind> {
    by_id(&node.kind)
}

/// `a VPC`, `an IAM role`: the article by sound, for the words the catalog has.
pub fn with_article(title: &str) -> String {
    if title.starts_with("The ") {
        return title.replacen("The", "the", 1);
    }
    let first = title.split(' ').next().unwrap_or_default();
    let is_capital = |letter: char| letter.is_uppercase() || letter.is_ascii_digit();
    let all_capitals = first.len() > 1 && first.chars().all(is_capital);
    // An abbreviation is read letter by letter: "an ess-three bucket". NAT is read as a word.
    let vowels: &[char] = if all_capitals && first != "NAT" {
        &['A', 'E', 'F', 'H', 'I', 'L', 'M', 'N', 'O', 'R', 'S', 'X']
    } else {
        &['A', 'E', 'I', 'O', 'a', 'e', 'i', 'o']
    };
    let is_name = all_capitals || ["Fargate", "CloudFront", "Cognito", "CloudFormation", "DynamoDB", "Route"].contains(&first);
    let lower = if is_name { title.to_owned() } else { lowercased(title) };
    format!("{} {lower}", if title.starts_with(vowels) { "an" } else { "a" })
}

fn lowercased(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// The text with its first letter in upper case.
pub fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_go_by_sound() {
        for (title, expected) in [
            ("VPC", "a VPC"),
            ("IAM role", "an IAM role"),
            ("S3 bucket", "an S3 bucket"),
            ("SSM parameter", "an SSM parameter"),
            ("NAT gateway", "a NAT gateway"),
            ("KMS key", "a KMS key"),
            ("Fargate service", "a Fargate service"),
            ("Application load balancer", "an application load balancer"),
        ] {
            assert_eq!(with_article(title), expected);
        }
    }
}
