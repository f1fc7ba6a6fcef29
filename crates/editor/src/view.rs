//! The camera: wheel, zoom, fit.

use groundplan_synth::decimal::within;
use groundplan_synth::design::Frame;
use groundplan_synth::picture::{collapsed, layout};

use crate::Editor;
use crate::core::Core;
use crate::event::Modifiers;
use crate::geometry::{PagePoint, ScreenPoint, ScreenSize, Viewport};

/// Room around what is fitted in screen pixels: the most from a shorter side of 640 pixels on, the least on the screen of a telephone.
const FIT_PADDING: (f64, f64) = (12.0, 64.0);
/// A shorter side of so many pixels gives away this part of it alone; of what is beyond a fifth goes around the design.
const FIT_NARROW: f64 = 320.0;
const FIT_PART: f64 = 0.05;
/// A fitted design is not larger than it is.
const FIT_ZOOM: f64 = 1.0;
/// A fitted selection may be looked at closely.
const FIT_SELECTION_ZOOM: f64 = 2.0;
/// How much one wheel pixel zooms, as a power of e.
const WHEEL_ZOOM: f64 = 0.01;
/// One notch of a mouse wheel gives a hundred pixels at once, a touch pad a few: more than this counts as this.
const WHEEL_MOST: f64 = 24.0;

/// How far a key moves the page, and with Shift, in screen pixels.
const PAN: f64 = 40.0;
const PAN_FAR: f64 = 200.0;

impl Core {
    /// Moves the page as far as it takes to see a frame, at the same zoom. What is larger than the canvas may stay where it fills half of it.
    pub(crate) fn bring_into_view(&mut self, frame: Frame) {
        let (view, screen, room) = (self.viewport, self.screen, FIT_PADDING.0);
        if !screen.is_known() {
            return;
        }
        let along = |start: i32, length: i32, origin: f64, screen: f64| {
            let (from, size) = ((f64::from(start) - origin) * view.zoom, f64::from(length) * view.zoom);
            let to = from + size;
            let is_large = size + 2.0 * room > screen;
            if (from >= 0.0 && to <= screen) || (is_large && 2.0 * (to.min(screen) - from.max(0.0)) >= screen) {
                0.0
            } else if is_large || from < room {
                from - room
            } else {
                to + room - screen
            }
        };
        let by = (along(frame.x, frame.width, view.x, screen.width), along(frame.y, frame.height, view.y, screen.height));
        if by != (0.0, 0.0) {
            self.viewport = view.panned(-by.0, -by.1);
            self.camera_set = true;
            self.glides = true;
        }
    }
}

impl Editor {
    pub(crate) fn wheel(&mut self, at: ScreenPoint, dx: f64, dy: f64, modifiers: Modifiers) -> bool {
        let view = self.core.viewport;
        self.core.viewport = if modifiers.command() {
            view.zoomed_at(at, (-within(dy, -WHEEL_MOST, WHEEL_MOST) * WHEEL_ZOOM).exp())
        } else if modifiers.shift && dx == 0.0 {
            view.panned(-dy, 0.0)
        } else {
            view.panned(-dx, -dy)
        };
        self.camera_moved()
    }

    /// Takes the camera somewhere at once, so that who looks is to see the way: see [`crate::Update::glides`].
    pub(crate) fn glide(&mut self, step: impl FnOnce(&mut Self) -> bool) -> bool {
        self.core.glides = true;
        step(self)
    }

    pub(crate) fn zoom_by(&mut self, factor: f64) -> bool {
        self.core.viewport = self.core.viewport.zoomed_at(self.core.screen.center(), factor);
        self.camera_moved()
    }

    pub(crate) fn reset_zoom(&mut self) -> bool {
        self.zoom_by(1.0 / self.core.viewport.zoom)
    }

    pub(crate) fn fit_all(&mut self) -> bool {
        // The region around what lies in AWS is drawn, too.
        let region = layout::region_frame(&self.core.design);
        let all = collapsed::drawn(&self.core.design).map(|(.., frame)| frame).chain(region).reduce(Frame::union);
        self.fit(all, FIT_ZOOM)
    }

    pub(crate) fn fit_selection(&mut self) -> bool {
        match self.selected_frame() {
            Some(selected) => self.fit(Some(selected), FIT_SELECTION_ZOOM),
            None => self.fit_all(),
        }
    }

    /// The frame around what is selected; that of a connection is that of its ends.
    fn selected_frame(&self) -> Option<Frame> {
        let design = &self.core.design;
        let of_connections = self.core.selection.connections().into_iter().filter_map(|id| design.connection(id)?.nodes());
        let ends = of_connections.flat_map(|(from, to)| [from, to]);
        let nodes = self.core.selection.nodes().into_iter().chain(ends);
        nodes.filter_map(|id| collapsed::frame_for(design, id)).reduce(Frame::union)
    }

    /// Moves the camera as far as it takes to see all of the selection, and not at all when it is seen.
    pub(crate) fn show_selection(&mut self) -> bool {
        let Some(frame) = self.selected_frame() else { return false };
        let (view, screen) = (self.core.viewport, self.core.screen);
        let top_left = view.screen_from_page(PagePoint::new(f64::from(frame.x), f64::from(frame.y)));
        let bottom_right = view.screen_from_page(PagePoint::new(f64::from(frame.right()), f64::from(frame.bottom())));
        let shown = top_left.x >= 0.0 && top_left.y >= 0.0 && bottom_right.x <= screen.width && bottom_right.y <= screen.height;
        shown || self.glide(|editor| editor.fit(Some(frame), view.zoom))
    }

    /// Moves the page as far as it takes to see the selection, at the same zoom.
    pub(crate) fn bring_selection(&mut self) -> bool {
        if let Some(frame) = self.selected_frame() {
            self.core.bring_into_view(frame);
        }
        true
    }

    /// Moves the page by steps of a key.
    pub(crate) fn pan_by(&mut self, step: (i32, i32), is_far: bool) -> bool {
        let by = if is_far { PAN_FAR } else { PAN };
        self.core.viewport = self.core.viewport.panned(-by * f64::from(step.0), -by * f64::from(step.1));
        self.camera_moved()
    }

    fn fit(&mut self, frame: Option<Frame>, most: f64) -> bool {
        let screen = self.core.screen;
        let side = screen.width.min(screen.height);
        let padding = within(((side - FIT_NARROW) / 5.0).max(side * FIT_PART), FIT_PADDING.0, FIT_PADDING.1);
        self.core.viewport = match frame {
            Some(frame) => Viewport::fitted_at_most(frame, screen, padding, most),
            None => Viewport::default(),
        };
        self.camera_moved()
    }

    pub(crate) fn set_viewport(&mut self, viewport: Viewport) -> bool {
        // A stored camera may be damaged: better none than one that shows nothing.
        if ![viewport.x, viewport.y, viewport.zoom].iter().all(|number| number.is_finite()) {
            return false;
        }
        self.core.camera_set = true;
        self.core.viewport = viewport.zoomed_at(ScreenPoint::default(), 1.0);
        self.camera_moved()
    }

    pub(crate) fn resize(&mut self, size: ScreenSize) -> bool {
        self.core.screen = size;
        if !self.core.camera_set && size.is_known() {
            self.fit_all();
        }
        true
    }

    /// A pointer that rests while the page moves under it is somewhere else on the page.
    fn camera_moved(&mut self) -> bool {
        self.core.camera_set |= self.core.screen.is_known();
        self.step(crate::tool::Tool::again)
    }
}
