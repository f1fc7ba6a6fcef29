//! What the session does a little later.

/// What is done a little later, each by a timer of its own.
#[derive(Clone, Copy)]
pub(super) enum Later {
    /// A change is said to those who do not see it.
    Say,
    /// A change is kept.
    Keep,
    /// The design goes into the database.
    Store,
    /// Lines are routed.
    Refine,
    /// More of what lies in the window is shown.
    Show,
    /// The next frame is told to the editor.
    Tick,
}

/// What is still to be done later.
#[derive(Default)]
pub(super) struct Due([bool; 6]);

impl Due {
    /// Sets a timer; false when it runs already.
    pub(super) fn begin(&mut self, what: Later) -> bool {
        !std::mem::replace(&mut self.0[what as usize], true)
    }

    /// Its time has come; false when no timer ran.
    pub(super) fn end(&mut self, what: Later) -> bool {
        std::mem::take(&mut self.0[what as usize])
    }
}
