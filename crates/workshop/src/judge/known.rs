//! What is worked out of a design once, whichever goals of whichever steps ask for it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use groundplan_synth::design::{Design, NodeId};
use groundplan_synth::iam::decide::Decision;
use groundplan_synth::iam::stack::{Stack, Use};
use groundplan_synth::iam::text::Text;
use groundplan_synth::network::walk::{self, Stop, Telling, Verdict};
use groundplan_synth::rules::{self, Finding, Rule};

/// A request whose permission is asked for.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Request {
    /// The container, service or task definition that makes it.
    pub(super) who: NodeId,
    /// The action, such as `s3:GetObject`.
    pub(super) action: String,
    /// What it is about; without it everything.
    pub(super) on: Option<NodeId>,
    /// True for what the agent does before the container runs.
    pub(super) at_start: bool,
}

type Walks = BTreeMap<(Stop, Stop, Option<u16>), Option<Verdict>>;
type Roles = BTreeMap<(NodeId, bool), Result<String, String>>;
type Decisions = BTreeMap<Request, Result<Rc<Vec<Decision>>, String>>;

/// A design with the answers about it so far.
pub(super) struct Known<'a> {
    design: &'a Design,
    /// Its policies; nothing when no goal asks for permissions.
    stack: Option<&'a Stack<'a>>,
    findings: RefCell<BTreeMap<&'static str, Rc<Vec<Finding>>>>,
    walks: RefCell<Walks>,
    roles: RefCell<Roles>,
    decisions: RefCell<Decisions>,
}

impl<'a> Known<'a> {
    pub(super) fn new(design: &'a Design, stack: Option<&'a Stack<'a>>) -> Self {
        Self {
            design,
            stack,
            findings: RefCell::default(),
            walks: RefCell::default(),
            roles: RefCell::default(),
            decisions: RefCell::default(),
        }
    }

    /// What a rule finds.
    pub(super) fn findings_of(&self, rule: &'static Rule) -> Rc<Vec<Finding>> {
        once(&self.findings, rule.name, || Rc::new(rules::check_one(rule, self.design)))
    }

    /// Whether one end reaches another; nothing when there is no walk between them.
    pub(super) fn reaches(&self, from: Stop, to: Stop, port: Option<u16>) -> Option<Verdict> {
        let walk = || walk::trace_telling(self.design, from, to, port, Telling::Verdicts);
        once(&self.walks, (from, to, port), || walk().ok().map(|trace| trace.verdict))
    }

    /// What IAM says to a request, for each thing that it can be about; the error says why nobody can be asked.
    pub(super) fn decisions(&self, request: &Request) -> Result<Rc<Vec<Decision>>, String> {
        once(&self.decisions, request.clone(), || self.decided(request).map(Rc::new))
    }

    /// False when a program's role allows it an action on nothing: most of a service's actions need no closer look.
    pub(super) fn may_allow(&self, who: NodeId, action: &str) -> bool {
        self.stack.is_some_and(|stack| self.role_of(stack, who, false).is_ok_and(|role| stack.may_allow(&role, action)))
    }

    fn role_of(&self, stack: &Stack<'_>, who: NodeId, at_start: bool) -> Result<String, String> {
        once(&self.roles, (who, at_start), || stack.role_of(who, if at_start { Use::AtStart } else { Use::AtRunTime }))
    }

    fn decided(&self, request: &Request) -> Result<Vec<Decision>, String> {
        let Some(stack) = self.stack else { return Ok(Vec::new()) };
        let role = self.role_of(stack, request.who, request.at_start)?;
        let about = match request.on {
            Some(on) => stack.subjects(on, &request.action).into_iter().map(|subject| subject.arn).collect(),
            None => vec![Text::known("*")],
        };
        Ok(about.iter().filter_map(|arn| stack.decide(&role, &Text::known(&request.action), arn)).collect())
    }
}

/// The answer to a question, from before or worked out now.
fn once<Key: Ord, Answer: Clone>(known: &RefCell<BTreeMap<Key, Answer>>, key: Key, work_out: impl FnOnce() -> Answer) -> Answer {
    let before = known.borrow().get(&key).cloned();
    before.unwrap_or_else(|| {
        let answer = work_out();
        known.borrow_mut().insert(key, answer.clone());
        answer
    })
}
