//! What will not work, said while one draws. One file a rule; the build script finds the files.
//!
//! A rule is a function of the design: it keeps no state and reads no other rule's findings.

use std::fmt;

use crate::design::{ConnectionId, Design, NodeId, Patch};
use crate::ordered::Order;

mod support;
pub use support::reviewer::Reviewer;
pub use support::{exceptions, mending};
#[cfg(test)]
mod tests;

include!(concat!(env!("OUT_DIR"), "/rules.rs"));

/// How bad a finding is. Ordered: the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// It will not deploy or will not run.
    Error,
    /// It deploys and runs, but not as one would want.
    Warning,
    /// Worth knowing.
    Info,
}

impl fmt::Display for Severity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        })
    }
}

/// When one meets what a rule finds. Ordered: what blocks first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// CloudFormation refuses the template or one of its resources.
    Deployment,
    /// The resources are there, and tasks do not start, or are stopped again and again.
    Start,
    /// Tasks run, and sooner or later a request, call or message fails.
    Run,
    /// Nothing fails: it costs money, is open to others or is there for nothing.
    Nothing,
}

impl Stage {
    /// In words: `at deployment`.
    pub fn words(self) -> &'static str {
        match self {
            Self::Deployment => "at deployment",
            Self::Start => "when tasks start",
            Self::Run => "at run time",
            Self::Nothing => "nothing fails",
        }
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Deployment => "deployment",
            Self::Start => "start",
            Self::Run => "run",
            Self::Nothing => "none",
        })
    }
}

/// A rule.
#[cfg_attr(target_family = "wasm", expect(dead_code, reason = "nothing reads the long texts there"))]
pub struct Rule {
    /// A short stable code: `GP001`.
    pub code: &'static str,
    /// A name that reads well after "allow": `subnet-outside-vpc`.
    pub name: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// When one meets it.
    pub stage: Stage,
    /// Why it matters and what to do, in plain text; its first line is a summary.
    docs: &'static str,
    /// Where the fact comes from.
    pub source: &'static str,
    /// A sketch in which the rule finds something: help and test in one.
    flagged: &'static str,
    /// A sketch like it in which the rule finds nothing.
    passing: &'static str,
    /// Looks at a design.
    pub check: fn(&Design, &mut Findings),
}

impl Rule {
    /// The rule as it is carried: a visitor of the page need not load texts that the page has no place for.
    const fn carried(self) -> Self {
        if cfg!(target_family = "wasm") { Self { docs: "", flagged: "", passing: "", ..self } } else { self }
    }
}

/// The long texts, which are not there in the page.
#[cfg(not(target_family = "wasm"))]
impl Rule {
    /// Why it matters and what to do, in plain text; its first line is a summary.
    pub fn docs(&self) -> &'static str {
        self.docs
    }
    /// A sketch in which the rule finds something.
    pub fn flagged(&self) -> &'static str {
        self.flagged
    }
    /// A sketch like it in which the rule finds nothing.
    pub fn passing(&self) -> &'static str {
        self.passing
    }
}

/// What a rule found.
#[derive(Clone)]
pub struct Finding {
    /// The rule that found it.
    pub rule: &'static Rule,
    /// The node it is about.
    pub node: Option<NodeId>,
    /// The connection it is about.
    pub connection: Option<ConnectionId>,
    /// The setting of the design it is about: `parameter Stage`.
    pub setting: Option<String>,
    /// The name of the field it is about.
    pub field: Option<&'static str>,
    /// Which entry of the field it is about, counted from 0.
    pub entry: Option<usize>,
    /// What is wrong, with the names and both values; of what a rule cannot tell, the question: `whether web reaches jobs`.
    pub message: String,
    /// What decides when a rule cannot tell: a parameter, an import, a resource that is not understood. Nothing for what it found.
    pub depends: Option<String>,
    /// What AWS would say at deployment or at run time; empty when it would say nothing.
    pub aws_says: String,
    /// Repairs, the best first.
    pub fixes: Vec<Fix>,
}

/// A repair that can be applied as one undo step.
#[derive(Clone)]
pub struct Fix {
    /// What it does: `Set memory to 1024 MiB`.
    pub title: String,
    /// What it costs a month in US dollars, when that is known.
    pub monthly_usd: Option<f64>,
    /// The change.
    pub patch: Patch,
}

/// Collects the findings of one rule, and what it cannot tell.
pub struct Findings {
    rule: &'static Rule,
    found: Vec<Finding>,
}

impl Findings {
    /// Reports a finding; the answer takes its place and repairs: `.on(node).field("memory").fix(…)`.
    pub fn report(&mut self, message: impl Into<String>) -> &mut Finding {
        let finding = Finding {
            rule: self.rule,
            node: None,
            connection: None,
            setting: None,
            field: None,
            entry: None,
            message: message.into(),
            depends: None,
            aws_says: String::new(),
            fixes: Vec::new(),
        };
        self.found.push(finding);
        let last = self.found.len() - 1;
        &mut self.found[last]
    }

    /// Says that the rule cannot tell, and what decides: so nobody takes silence for a pass. Only where it works with one value and not
    /// with another, and once a node.
    pub fn cannot_tell(&mut self, question: impl Into<String>, depends: impl Into<String>) -> &mut Finding {
        let open = self.report(question);
        open.depends = Some(depends.into());
        open
    }
}

impl Finding {
    /// The node it is about.
    pub fn on(&mut self, node: NodeId) -> &mut Self {
        self.node = Some(node);
        self
    }
    /// The connection it is about.
    pub fn on_connection(&mut self, connection: ConnectionId) -> &mut Self {
        self.connection = Some(connection);
        self
    }
    /// The setting it is about: what it is and its name.
    pub fn on_setting(&mut self, what: &str, name: &str) -> &mut Self {
        self.setting = Some(format!("{what} {name}"));
        self
    }
    /// The field it is about.
    pub fn field(&mut self, name: &'static str) -> &mut Self {
        self.field = Some(name);
        self
    }
    /// Which entry of the field it is about.
    pub fn entry(&mut self, entry: Option<usize>) -> &mut Self {
        self.entry = entry;
        self
    }
    /// What AWS would say.
    pub fn aws_says(&mut self, text: impl Into<String>) -> &mut Self {
        self.aws_says = text.into();
        self
    }
    /// A repair.
    pub fn fix(&mut self, title: impl Into<String>, patch: Patch) -> &mut Self {
        self.fixes.push(Fix { title: title.into(), monthly_usd: None, patch });
        self
    }
    /// What the last repair costs a month in US dollars.
    pub fn costs(&mut self, monthly_usd: f64) -> &mut Self {
        if let Some(fix) = self.fixes.last_mut() {
            fix.monthly_usd = Some(monthly_usd);
        }
        self
    }
}

/// The rule with a name or code.
pub fn by_name(name: &str) -> Option<&'static Rule> {
    ALL.iter().find(|rule| rule.name == name || rule.code == name).copied()
}

/// What the rules find, and what of it the design allows.
#[derive(Clone, Default)]
pub struct Review {
    /// What is to be mended.
    pub findings: Vec<Finding>,
    /// What the rules cannot tell, since something decides that only deployment knows: neither right nor wrong.
    pub undecided: Vec<Finding>,
    /// What the design allows, each with its reason.
    pub allowed: Vec<(Finding, String)>,
}

/// Every finding of every rule that the design does not allow, in the order of [`review`].
pub fn check(design: &Design) -> Vec<Finding> {
    review(design).findings
}

/// Every finding of every rule: errors first, of one severity what blocks first, then by node, rule and message, so that the order is
/// always the same. Severity comes before the stage, since an error is certain: a warning about a deployment stops nothing by itself,
/// while an error at run time means that the design does not work.
pub fn review(design: &Design) -> Review {
    sorted(design, ALL.iter().flat_map(|rule| look(rule, design)).collect())
}

/// Sorts findings, and tells what the design allows and what no rule can tell from what it does not.
fn sorted(design: &Design, mut all: Vec<Finding>) -> Review {
    all.order_by(|one, other| {
        let key = |finding: &Finding| (finding.rule.severity, finding.rule.stage, finding.node, finding.connection, finding.rule.code);
        key(one).cmp(&key(other)).then_with(|| one.message.cmp(&other.message))
    });
    let mut review = Review::default();
    for finding in all {
        match exceptions::reason(design, &finding) {
            Some(reason) => review.allowed.push((finding, reason)),
            None if finding.depends.is_some() => review.undecided.push(finding),
            None => review.findings.push(finding),
        }
    }
    review
}

/// The findings of one rule.
pub fn check_one(rule: &'static Rule, design: &Design) -> Vec<Finding> {
    look(rule, design).into_iter().filter(|finding| finding.depends.is_none()).collect()
}

/// The findings of one rule, and what it cannot tell.
fn look(rule: &'static Rule, design: &Design) -> Vec<Finding> {
    let mut findings = Findings { rule, found: Vec::new() };
    (rule.check)(design, &mut findings);
    for finding in findings.found.iter_mut().filter(|finding| finding.aws_says.contains("${")) {
        finding.aws_says = support::as_deployed(&finding.aws_says, &design.settings().region);
    }
    findings.found
}
