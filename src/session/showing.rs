//! What the session puts into the page: what the camera sees.

use std::time::Duration;

use groundplan_editor::{Event, Viewport};
use groundplan_synth::design::{ConnectionId, NodeId};
use groundplan_synth::ordered::Ordered;
use groundplan_synth::picture::{Collapsed, shapes};
use leptos::prelude::*;

use super::due::Later;
use super::shown::Detail;
use super::{Session, set_if_new};

/// How long the camera rests before it does not move any more.
const REST_AFTER: Duration = Duration::from_millis(150);

/// The time to the next frame.
pub(super) const NEXT: Duration = Duration::from_millis(16);
/// So many nodes come into view in one frame while the camera moves.
const NEW_AT_ONCE: usize = 60;

/// Keeps what was shown before and some that is new; answers whether something was left out.
fn keep_some<Id: Copy + Ord>(wanted: &mut Vec<Id>, before: &[Id], new: &mut usize) -> bool {
    if *new == usize::MAX {
        return false;
    }
    let (before, count) = (before.iter().copied().to_set(), wanted.len());
    wanted.retain(|id| {
        let stays = before.contains(id) || *new > 0;
        if stays && !before.contains(id) {
            *new -= 1;
        }
        stays
    });
    wanted.len() < count
}

impl Session {
    /// Does something a little later, if the page is still there.
    pub(super) fn later(self, after: Duration, step: impl FnOnce(Self) + 'static) {
        let goes_on = move || self.revision.try_get_untracked().is_some();
        set_timeout(
            move || {
                if goes_on() {
                    step(self);
                }
            },
            after,
        );
    }

    /// What is drawn for a node: itself, or the collapsed container in which it lies.
    pub fn stand_in(self, id: NodeId) -> NodeId {
        self.with_design(|design| Collapsed::of(design).stand_in(id))
    }

    /// True when a line stands for several connections because a collapsed container hides their ends.
    pub fn stands_for_several(self, id: ConnectionId) -> bool {
        self.revision.track();
        self.with_design(|design| Collapsed::of(design).bundle(design, id).is_some_and(|all| all.len() > 1))
    }

    /// Brings back what lies in a collapsed container.
    pub fn expand(self, id: NodeId) {
        self.send(Event::Expand(id));
    }

    /// The region and the tasks, which are drawn without a node of their own.
    pub(super) fn show_derived(self) {
        let derived = self.state.with_value(|state| {
            let (design, scene) = (state.editor.design(), state.records.scene());
            let region = scene.region().map(|frame| shapes::region_shape_in(design, frame));
            let tasks = scene.tasks().iter().filter(|task| state.shown.shows(task.frame));
            (region, tasks.map(|task| shapes::task_shape(design, task)).collect::<Vec<_>>())
        });
        set_if_new(self.region, self.write.region, derived.0);
        set_if_new(self.tasks, self.write.tasks, derived.1);
    }

    /// Puts into the page what lies in the window, and takes out what does not.
    pub(super) fn show(self) {
        self.show_at_most(usize::MAX);
    }

    /// The same with so many new nodes and lines at most; the others follow in the next moments, so that no step of the camera waits for all.
    fn show_at_most(self, most: usize) {
        let order = self.order.get_untracked();
        let (all, moving) = (self.connections.get_untracked(), self.moving.get_untracked());
        let (frames, cards, lines) = (self.frames.get_untracked(), self.cards.get_untracked(), self.lines.get_untracked());
        let Some(Some((drawn, lifted, is_new))) = self.state.try_update_value(|state| {
            // How much of the design is seen is not known before the canvas has a size.
            if !state.editor.screen().is_known() {
                return None;
            }
            let design = state.editor.design().clone();
            let (mut drawn, lifted) = state.shown.lists(&design, &state.records, &order, &all);
            let mut new_nodes = most;
            let cut = keep_some(&mut drawn.frames, &frames, &mut new_nodes)
                | keep_some(&mut drawn.cards, &cards, &mut new_nodes)
                | keep_some(&mut drawn.lines, &lines, &mut { most });
            let is_new = cut && state.due.begin(Later::Show);
            let routed = state.records.lines_for(&design, &drawn.lines, moving || state.shown.is_far());
            state.tell_lines(routed);
            Some((drawn, lifted, is_new))
        }) else {
            return;
        };
        let write = self.write;
        set_if_new(self.lifted_frames, write.lifted_frames, lifted.frames);
        set_if_new(self.lifted_cards, write.lifted_cards, lifted.cards);
        set_if_new(self.lifted_lines, write.lifted_lines, lifted.lines);
        set_if_new(self.frames, write.frames, drawn.frames);
        set_if_new(self.cards, write.cards, drawn.cards);
        set_if_new(self.lines, write.lines, drawn.lines);
        if is_new {
            self.later(NEXT, Self::show_more);
        }
        self.refine_soon();
    }

    fn show_more(self) {
        self.state.try_update_value(|state| state.due.end(Later::Show));
        self.show_at_most(NEW_AT_ONCE);
    }

    /// Routes what runs plainly, a few lines at a time, while nothing else is to be done.
    fn refine_soon(self) {
        let is_new = self.state.try_update_value(|state| {
            let has_work = state.records.has_rough() && !state.shown.is_far();
            has_work && state.due.begin(Later::Refine)
        });
        if is_new == Some(true) {
            self.later(NEXT, Self::refine);
        }
    }

    fn refine(self) {
        let (lines, moving) = (self.lines.get_untracked(), self.moving.get_untracked());
        let more = self.state.try_update_value(|state| {
            state.due.end(Later::Refine);
            // A camera that moves may show others; when it rests it asks again.
            if moving {
                return false;
            }
            // A drag shows its own lines.
            if state.shown.is_far() || state.editor.is_busy() {
                return true;
            }
            let design = state.editor.design().clone();
            let (routed, more) = state.records.refine(&design, &lines);
            state.tell_lines(routed);
            more
        });
        if more == Some(true) {
            self.refine_soon();
        }
    }

    /// Follows the camera.
    pub(super) fn look(self, viewport: Viewport) {
        let write = self.write;
        let zooms = self.zoom.get_untracked() != viewport.zoom;
        set_if_new(self.zoom, write.zoom, viewport.zoom);
        if self.state.with_value(|state| state.steps.0 == 0) {
            set_if_new(self.rest_zoom, write.rest_zoom, viewport.zoom);
        }
        write.viewport.set(viewport);
        let look = self.state.try_update_value(|state| {
            state.steps = (state.steps.0 + 1, state.steps.1 + u64::from(zooms));
            // The first time there is nothing yet that could move.
            let most = if state.shown.is_nowhere() { usize::MAX } else { NEW_AT_ONCE };
            state.shown.look(viewport, state.editor.screen(), state.editor.design()).then_some(most)
        });
        if let Some(most) = look.flatten() {
            self.show_derived();
            self.show_at_most(most);
        }
        if !self.moving.get_untracked() {
            write.moving.set(true);
            self.rest_soon();
        }
    }

    /// How much of a node can be seen from where the camera is.
    pub fn detail(self) -> Detail {
        Detail::at(self.zoom.get(), self.order.with(Vec::len))
    }

    /// How much of it is drawn: what is drawn anew when the camera rests, and whenever it changes, as it can be seen then.
    pub fn drawn_detail(self) -> Detail {
        self.rested.track();
        untrack(|| self.detail())
    }

    /// What the camera shows when it zooms no more: the detail that it may show now, and marks in the size of the screen.
    fn end_zoom(self) {
        let write = self.write;
        set_if_new(self.rest_zoom, write.rest_zoom, self.zoom.get_untracked());
        if self.state.try_update_value(|state| state.shown.rest()) == Some(true) {
            write.rested.update(|count| *count += 1);
        }
    }

    /// Ends a movement of the camera when it has rested for a moment. That moment begins when what it showed last is on the screen: on a
    /// slow machine the next step waits that long, and a rest between two steps would have all of it drawn anew.
    fn rest_soon(self) {
        let steps = move || self.state.try_with_value(|state| state.steps);
        request_animation_frame(move || {
            request_animation_frame(move || {
                let Some((all, zooms)) = steps() else { return };
                self.later(REST_AFTER, move |session| {
                    let Some(now) = steps() else { return };
                    // Who zooms and then pans on sees what there is at this zoom.
                    if now.1 == zooms {
                        session.end_zoom();
                    }
                    if now.0 == all {
                        session.write.moving.set(false);
                        session.refine_soon();
                    } else {
                        session.rest_soon();
                    }
                });
            });
        });
    }
}
