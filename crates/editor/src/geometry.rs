//! Points, rectangles and the camera. Every point names its space; numbers in, numbers out.

use groundplan_synth::decimal::within;
use groundplan_synth::design::Frame;

/// The least zoom: a tenth of the real size.
pub const LEAST_ZOOM: f64 = 0.1;
/// The greatest zoom.
pub const GREATEST_ZOOM: f64 = 8.0;

/// A point of the page, in page units (CSS pixels at 100 %), `y` downwards.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PagePoint {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

/// A point of the canvas element, in CSS pixels from its top left.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ScreenPoint {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

/// The size of the canvas element in CSS pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ScreenSize {
    /// From left to right.
    pub width: f64,
    /// From top to bottom.
    pub height: f64,
}

/// A rectangle of the page; its sides are never negative.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PageRect {
    /// Left edge.
    pub x: f64,
    /// Top edge.
    pub y: f64,
    /// From left to right.
    pub width: f64,
    /// From top to bottom.
    pub height: f64,
}

impl PagePoint {
    /// A point from its coordinates.
    pub fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }
}

impl ScreenPoint {
    /// A point from its coordinates.
    pub fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }
    /// How far another point is away.
    pub fn distance(self, other: Self) -> f64 {
        (self.x - other.x).hypot(self.y - other.y)
    }
    /// The point half way to another.
    pub fn middle(self, other: Self) -> Self {
        Self::new(f64::midpoint(self.x, other.x), f64::midpoint(self.y, other.y))
    }
}

impl ScreenSize {
    /// A size from width and height.
    pub fn new(width: f64, height: f64) -> Self {
        Self { width, height }
    }
    /// The middle of the canvas.
    pub fn center(self) -> ScreenPoint {
        ScreenPoint::new(self.width / 2.0, self.height / 2.0)
    }
    /// True when the point lies on the canvas.
    pub fn contains(self, point: ScreenPoint) -> bool {
        (0.0..=self.width).contains(&point.x) && (0.0..=self.height).contains(&point.y)
    }
    /// False before the interface has said how large the canvas is.
    pub fn is_known(self) -> bool {
        self.width > 0.0 && self.height > 0.0
    }
}

impl PageRect {
    /// The rectangle between two opposite corners, given in any order.
    pub fn between(one: PagePoint, other: PagePoint) -> Self {
        Self { x: one.x.min(other.x), y: one.y.min(other.y), width: (one.x - other.x).abs(), height: (one.y - other.y).abs() }
    }
    /// True when the whole frame lies inside.
    pub fn encloses(self, frame: Frame) -> bool {
        self.x <= f64::from(frame.x)
            && self.y <= f64::from(frame.y)
            && f64::from(frame.right()) <= self.x + self.width
            && f64::from(frame.bottom()) <= self.y + self.height
    }
    /// True when the frame lies inside in part.
    pub fn touches(self, frame: Frame) -> bool {
        self.x < f64::from(frame.right())
            && self.y < f64::from(frame.bottom())
            && f64::from(frame.x) < self.x + self.width
            && f64::from(frame.y) < self.y + self.height
    }
}

/// The camera: which part of the page the canvas shows, and how large.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Viewport {
    /// The page point at the canvas's left edge.
    pub x: f64,
    /// The page point at the canvas's top edge.
    pub y: f64,
    /// Screen pixels for one page unit.
    pub zoom: f64,
}

impl Default for Viewport {
    fn default() -> Self {
        Self { x: 0.0, y: 0.0, zoom: 1.0 }
    }
}

impl Viewport {
    /// The page point under a screen point.
    pub fn page_from_screen(self, point: ScreenPoint) -> PagePoint {
        PagePoint::new(self.x + point.x / self.zoom, self.y + point.y / self.zoom)
    }

    /// Where on the screen a page point is.
    pub fn screen_from_page(self, point: PagePoint) -> ScreenPoint {
        ScreenPoint::new((point.x - self.x) * self.zoom, (point.y - self.y) * self.zoom)
    }

    /// Zoomed by a factor; the page point under `at` stays under it.
    pub fn zoomed_at(self, at: ScreenPoint, factor: f64) -> Self {
        if !factor.is_finite() || factor <= 0.0 {
            return self;
        }
        let fixed = self.page_from_screen(at);
        let zoom = within(self.zoom * factor, LEAST_ZOOM, GREATEST_ZOOM);
        Self { x: fixed.x - at.x / zoom, y: fixed.y - at.y / zoom, zoom }
    }

    /// Moved so that the picture follows a finger by so many screen pixels.
    pub fn panned(self, dx: f64, dy: f64) -> Self {
        Self { x: self.x - dx / self.zoom, y: self.y - dy / self.zoom, zoom: self.zoom }
    }

    /// The viewport that shows a frame as large as it fits with `padding` screen pixels around it, in the middle.
    pub fn fitted(frame: Frame, screen: ScreenSize, padding: f64) -> Self {
        Self::fitted_at_most(frame, screen, padding, GREATEST_ZOOM)
    }

    /// As [`Viewport::fitted`], but no larger than `most`.
    pub fn fitted_at_most(frame: Frame, screen: ScreenSize, padding: f64, most: f64) -> Self {
        if !screen.is_known() {
            return Self::default();
        }
        let (width, height) = (f64::from(frame.width.max(1)), f64::from(frame.height.max(1)));
        // A canvas smaller than twice the padding still shows something: the padding gives way first.
        let room = |side: f64| (side - 2.0 * padding).max(side / 2.0).max(1.0);
        let zoom = within((room(screen.width) / width).min(room(screen.height) / height), LEAST_ZOOM, most.min(GREATEST_ZOOM));
        Self {
            x: f64::from(frame.x) + width / 2.0 - screen.width / 2.0 / zoom,
            y: f64::from(frame.y) + height / 2.0 - screen.height / 2.0 / zoom,
            zoom,
        }
    }
}

/// The distance of a point from a polyline; infinite for a line without points.
pub fn distance_to_polyline(point: PagePoint, line: &[(i32, i32)]) -> f64 {
    let at = kurbo::Point::new(point.x, point.y);
    let corners: Vec<kurbo::Point> = line.iter().map(|(x, y)| kurbo::Point::new(f64::from(*x), f64::from(*y))).collect();
    if let [only] = corners.as_slice() {
        return at.distance(*only);
    }
    let squared = |pair: &[kurbo::Point]| {
        use kurbo::ParamCurveNearest;
        let [start, end] = pair else { return f64::INFINITY };
        kurbo::Line::new(*start, *end).nearest(at, 1e-3).distance_sq
    };
    corners.windows(2).map(squared).fold(f64::INFINITY, f64::min).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zooming_keeps_the_point_under_the_pointer() {
        for factor in [0.01, 0.5, 1.0, 1.7, 100.0] {
            let before = Viewport { x: -40.0, y: 12.0, zoom: 1.25 };
            let at = ScreenPoint::new(300.0, 200.0);
            let after = before.zoomed_at(at, factor);
            let (one, other) = (before.page_from_screen(at), after.page_from_screen(at));
            assert!((one.x - other.x).abs() < 1e-9 && (one.y - other.y).abs() < 1e-9, "{factor}");
            assert!((LEAST_ZOOM..=GREATEST_ZOOM).contains(&after.zoom));
        }
    }

    #[test]
    fn a_fitted_frame_is_in_the_middle_with_its_padding() {
        let view = Viewport::fitted(Frame::new(100, 50, 400, 200), ScreenSize::new(928.0, 700.0), 64.0);
        assert_eq!(view.zoom, 2.0);
        assert_eq!(view.screen_from_page(PagePoint::new(100.0, 150.0)), ScreenPoint::new(64.0, 350.0));
    }

    #[test]
    fn distance_is_taken_to_segments_not_to_corners() {
        let line = [(0, 0), (100, 0), (100, 50)];
        for (x, y, distance) in [(50.0, 3.0, 3.0), (104.0, 25.0, 4.0), (-3.0, 4.0, 5.0)] {
            assert!((distance_to_polyline(PagePoint::new(x, y), &line) - distance).abs() < 1e-6);
        }
        assert_eq!(distance_to_polyline(PagePoint::default(), &[]), f64::INFINITY);
    }
}
