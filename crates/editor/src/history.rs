//! Undo and redo, and gestures that show before they count.
//!
//! A gesture is its last preview: each preview is planned on the design as it was when the gesture began,
//! so nothing drifts, cancelling is exact, and a whole drag is one step.

use groundplan_synth::design::{ApplyError, Design, Patch};

use crate::item::Selection;

/// The most steps that are kept; older ones are forgotten.
const MOST_STEPS: usize = 1_000;

/// One step: its change, and what was selected before and after it.
#[derive(Clone, Debug)]
struct Step {
    patch: Patch,
    before: Selection,
    after: Selection,
    /// The other document, when the step opened one: the one before while the step is done, the opened one while it is undone.
    other: Option<String>,
}

/// A gesture that is not decided yet.
#[derive(Clone, Debug)]
struct Open {
    base: Design,
    shown: Patch,
    selection: Selection,
}

/// The steps of a design.
#[derive(Clone, Debug, Default)]
pub struct History {
    done: Vec<Step>,
    undone: Vec<Step>,
    open: Option<Open>,
    /// True while the last step may take in another of its burst.
    burst: bool,
    /// The name by which the page knows what is open; opening another design is a step, too.
    document: String,
}

impl History {
    /// True when there is a step to take back.
    pub fn can_undo(&self) -> bool {
        !self.done.is_empty()
    }
    /// True when there is a step to do again.
    pub fn can_redo(&self) -> bool {
        !self.undone.is_empty()
    }
    /// True while a gesture is open.
    pub fn is_open(&self) -> bool {
        self.open.is_some()
    }
    /// Names what is open, without a step.
    pub fn set_document(&mut self, document: String) {
        self.document = document;
    }
    /// The name of the open document.
    pub fn document(&self) -> &str {
        &self.document
    }
    /// The design as it was when the open gesture began.
    pub fn base(&self) -> Option<&Design> {
        self.open.as_ref().map(|open| &open.base)
    }

    /// Begins a gesture. One that is open stays as it is.
    pub fn begin(&mut self, design: &Design, selection: &Selection) {
        self.burst = false;
        if self.open.is_none() {
            self.open = Some(Open { base: design.clone(), shown: Patch::default(), selection: selection.clone() });
        }
    }

    /// Shows a change of the gesture's base in place of the last one; answers what changed in the shown design.
    pub fn preview(&mut self, design: &mut Design, patch: Patch) -> Result<Patch, ApplyError> {
        let Some(open) = &mut self.open else { return Ok(Patch::default()) };
        let change = open.shown.inverse().then(&patch);
        change.apply(design)?;
        open.shown = patch;
        Ok(change)
    }

    /// Ends the gesture; what is shown becomes a step. Answers whether there was anything to keep.
    pub fn commit(&mut self, after: &Selection) -> bool {
        let Some(open) = self.open.take() else { return false };
        if open.shown.is_empty() {
            return false;
        }
        self.push(Step { patch: open.shown, before: open.selection, after: after.clone(), other: None });
        true
    }

    /// Ends the gesture and takes back what is shown; answers what changed in the shown design and what was selected.
    pub fn cancel(&mut self, design: &mut Design) -> Option<(Patch, Selection)> {
        let open = self.open.take()?;
        *design = open.base;
        Some((open.shown.inverse(), open.selection))
    }

    /// Applies a change as a step. With `burst` it joins the last step, when that was of the burst too.
    pub fn record(
        &mut self,
        design: &mut Design,
        patch: &Patch,
        before: &Selection,
        after: &Selection,
        burst: bool,
    ) -> Result<(), ApplyError> {
        patch.apply(design)?;
        let joins = burst && self.burst;
        if let Some(last) = self.done.last_mut().filter(|_| joins) {
            last.patch = last.patch.then(patch);
            last.after = after.clone();
            // There and back again is no step at all.
            if last.patch.is_empty() {
                self.done.pop();
                self.burst = false;
            }
            return Ok(());
        }
        self.push(Step { patch: patch.clone(), before: before.clone(), after: after.clone(), other: None });
        self.burst = burst;
        Ok(())
    }

    /// Applies a change that makes another document of the design, as a step.
    pub fn open(&mut self, design: &mut Design, patch: &Patch, document: String, before: &Selection) -> Result<(), ApplyError> {
        patch.apply(design)?;
        let other = Some(std::mem::replace(&mut self.document, document));
        self.push(Step { patch: patch.clone(), before: before.clone(), after: Selection::default(), other });
        Ok(())
    }

    /// The next step begins anew, even when it is of the same burst.
    pub fn end_burst(&mut self) {
        self.burst = false;
    }

    /// Takes the last step back; answers what changed and what was selected before it.
    pub fn undo(&mut self, design: &mut Design) -> Option<(Patch, Selection)> {
        self.burst = false;
        let mut step = self.done.pop()?;
        let inverse = step.patch.inverse();
        if inverse.apply(design).is_err() {
            // Something else changed the design: the steps no longer fit, and keeping them would only repeat this.
            self.done.clear();
            return None;
        }
        let selection = step.before.clone();
        self.swap_document(&mut step);
        self.undone.push(step);
        Some((inverse, selection))
    }

    /// Does the last undone step again; answers what changed and what was selected after it.
    pub fn redo(&mut self, design: &mut Design) -> Option<(Patch, Selection)> {
        self.burst = false;
        let mut step = self.undone.pop()?;
        if step.patch.apply(design).is_err() {
            self.undone.clear();
            return None;
        }
        let answer = (step.patch.clone(), step.after.clone());
        self.swap_document(&mut step);
        self.done.push(step);
        Some(answer)
    }

    fn swap_document(&mut self, step: &mut Step) {
        if let Some(other) = &mut step.other {
            std::mem::swap(other, &mut self.document);
        }
    }

    fn push(&mut self, step: Step) {
        self.undone.clear();
        self.done.push(step);
        if self.done.len() > MOST_STEPS {
            self.done.remove(0);
        }
    }
}
