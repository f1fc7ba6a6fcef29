//! Where lines leave and enter: in the middle of a card's side, spread along it when there are several.

use std::collections::{BTreeMap, BTreeSet};

use super::geometry::Point;
use crate::design::{Frame, NodeId};
use crate::ordered::Order;

/// A side of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    Left,
    Top,
    Right,
    Bottom,
}

impl Side {
    pub(super) const ALL: [Self; 4] = [Self::Left, Self::Top, Self::Right, Self::Bottom];

    /// The step outwards.
    pub(super) fn outwards(self) -> Point {
        match self {
            Self::Left => (-1, 0),
            Self::Top => (0, -1),
            Self::Right => (1, 0),
            Self::Bottom => (0, 1),
        }
    }

    /// True for the sides along which `y` runs.
    fn is_upright(self) -> bool {
        matches!(self, Self::Left | Self::Right)
    }

    /// The extent of a frame along this side.
    fn extent(self, frame: Frame) -> (i32, i32) {
        if self.is_upright() { (frame.y, frame.bottom()) } else { (frame.x, frame.right()) }
    }

    /// The point of a frame's side at a coordinate along it.
    fn point(self, frame: Frame, along: i32) -> Point {
        match self {
            Self::Left => (frame.x, along),
            Self::Right => (frame.right(), along),
            Self::Top => (along, frame.y),
            Self::Bottom => (along, frame.bottom()),
        }
    }
}

/// A point on a side, and the step in which the line leaves it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Port {
    pub(super) at: Point,
    pub(super) step: Point,
    /// What leaving here costs, in units of length.
    pub(super) price: u32,
}

/// A place on a side: the side and the coordinate along it.
pub(super) type Exit = (Side, i32);

/// The places at which an end may be left, each with its port.
pub(super) type Ports = Vec<(Exit, Port)>;

/// A line at a side: where it wishes to be, the middle of its other end, its index, and whether it starts here.
type Member = (i32, i32, usize, bool);

/// One end of a line: whose it is and where it may leave.
#[derive(Clone, Debug)]
struct EndFrame {
    id: NodeId,
    frame: Frame,
    /// Long sides: the line leaves where it is nearest to the other end, not in the middle.
    long: bool,
    /// The other end lies inside, so the line leaves inwards.
    inwards: bool,
}

/// Both ends of a line.
#[derive(Clone, Debug)]
pub(super) struct Ends {
    from: EndFrame,
    to: EndFrame,
}

/// Sides longer than this are long sides even of a card.
const LONG: i32 = 240;
/// The price of a side that does not face the other end.
const AVERTED: u32 = 72;
/// The price of a place beside the middle.
const SECOND: u32 = 24;
/// From this distance on, an end stands beside the other: there is room for a line to bend in between.
const BESIDE: i32 = 48;
/// Room between a port and the corner.
const CORNER: i32 = 12;
/// Room between two ports.
const STEP: i32 = 16;

impl Ends {
    pub(super) fn new(from: (NodeId, Frame, bool), to: (NodeId, Frame, bool)) -> Self {
        let end = |(id, frame, is_frame): (NodeId, Frame, bool), other: Frame| EndFrame {
            id,
            frame,
            long: is_frame,
            inwards: frame.contains(other),
        };
        Self { from: end(from, to.1), to: end(to, from.1) }
    }

    /// How far the ends lie apart, along both axes together.
    pub(super) fn distance(&self) -> i32 {
        let gap = |a: (i32, i32), b: (i32, i32)| (b.0 - a.1).max(a.0 - b.1).max(0);
        let (from, to) = (self.from.frame, self.to.frame);
        gap((from.x, from.right()), (to.x, to.right())) + gap((from.y, from.bottom()), (to.y, to.bottom()))
    }

    /// The smallest frame around both ends.
    pub(super) fn around(&self) -> Frame {
        self.from.frame.union(self.to.frame)
    }

    /// The places where the source may be left, and those where the target may be entered, each with its port.
    pub(super) fn ports(&self) -> (Ports, Ports) {
        (self.from.ports(&self.to), self.to.ports(&self.from))
    }
}

impl EndFrame {
    fn ports(&self, other: &Self) -> Ports {
        let mut ports = Vec::new();
        for side in Side::ALL {
            let price = if self.averts(side, other) { AVERTED } else { 0 };
            let wish = self.wish(side, other);
            ports.push(((side, wish), Port { price, ..self.port(side, wish) }));
            for along in self.second_wishes(side, other) {
                ports.push(((side, along), Port { price: price + SECOND, ..self.port(side, along) }));
            }
        }
        ports
    }

    /// Between two long sides a straight line is possible in other places than the middle, should that be blocked.
    fn second_wishes(&self, side: Side, other: &Self) -> Vec<i32> {
        let ((from, to), (other_from, other_to)) = (side.extent(self.frame), side.extent(other.frame));
        let (from, to) = (from.max(other_from), to.min(other_to));
        if to - from < LONG {
            return Vec::new();
        }
        [1, 2, 3, 5, 6, 7].map(|part| from + (to - from) * part / 8).to_vec()
    }

    fn port(&self, side: Side, along: i32) -> Port {
        let (dx, dy) = side.outwards();
        let sign = if self.inwards { -1 } else { 1 };
        Port { at: side.point(self.frame, along), step: (dx * sign, dy * sign), price: 0 }
    }

    /// True for a side that does not face the other end: upper and lower sides when the other stands beside this one,
    /// left and right sides when it stands above or below.
    fn averts(&self, side: Side, other: &Self) -> bool {
        let gap = |(from, to): (i32, i32), (other_from, other_to): (i32, i32)| (other_from - to).max(from - other_to);
        let beside = gap(Side::Top.extent(self.frame), Side::Top.extent(other.frame)) >= BESIDE;
        let stacked = gap(Side::Left.extent(self.frame), Side::Left.extent(other.frame)) >= 0;
        if beside { !side.is_upright() } else { stacked && side.is_upright() }
    }

    /// Where on a side a line would best leave: the middle, on long sides the middle of what it shares with the other end.
    fn wish(&self, side: Side, other: &Self) -> i32 {
        let (from, to) = side.extent(self.frame);
        if !self.long && to - from <= LONG {
            return i32::midpoint(from, to);
        }
        let (other_from, other_to) = side.extent(other.frame);
        let other_middle = i32::midpoint(other_from, other_to);
        let shared = (from.max(other_from), to.min(other_to));
        let wish = if !other.long && other_to - other_from <= LONG {
            other_middle
        } else if shared.0 < shared.1 {
            i32::midpoint(shared.0, shared.1)
        } else {
            other_middle
        };
        within(wish, (from, to))
    }
}

/// The ports of all lines, spread so that no two share a point and that lines leave in the order in which they arrive.
pub(super) fn spread(lines: &[(Ends, (Exit, Exit))]) -> Vec<(Port, Port)> {
    let mut groups: BTreeMap<(NodeId, Side), Vec<Member>> = BTreeMap::new();
    for (index, (ends, (from, to))) in lines.iter().enumerate() {
        for (end, other, (side, along), is_source) in [(&ends.from, &ends.to, from, true), (&ends.to, &ends.from, to, false)] {
            let (other_from, other_to) = side.extent(other.frame);
            groups.entry((end.id, *side)).or_default().push((*along, i32::midpoint(other_from, other_to), index, is_source));
        }
    }
    let mut spread: BTreeMap<(usize, bool), i32> = BTreeMap::new();
    let mut alone: BTreeSet<(usize, bool)> = BTreeSet::new();
    for ((_, side), mut members) in groups {
        members.order();
        let Some((ends, _)) = members.first().and_then(|member| lines.get(member.2)) else { continue };
        let frame = if members[0].3 { ends.from.frame } else { ends.to.frame };
        if let [only] = members[..] {
            alone.insert((only.2, only.3));
        }
        let wishes: Vec<i32> = members.iter().map(|member| member.0).collect();
        for (member, at) in members.iter().zip(apart(&wishes, side.extent(frame))) {
            spread.insert((member.2, member.3), at);
        }
    }
    straighten(lines, &alone, &mut spread);
    let at = |index: usize, is_source: bool, wish: i32| spread.get(&(index, is_source)).copied().unwrap_or(wish);
    let port = |(index, (ends, (from, to))): (usize, &(Ends, (Exit, Exit)))| {
        (ends.from.port(from.0, at(index, true, from.1)), ends.to.port(to.0, at(index, false, to.1)))
    };
    lines.iter().enumerate().map(port).collect()
}

/// A port that is alone on its side moves to where its line runs straight, when that is on the side.
fn straighten(lines: &[(Ends, (Exit, Exit))], alone: &BTreeSet<(usize, bool)>, spread: &mut BTreeMap<(usize, bool), i32>) {
    for (index, (ends, (from, to))) in lines.iter().enumerate() {
        let facing = matches!(
            (from.0, to.0),
            (Side::Left, Side::Right) | (Side::Right, Side::Left) | (Side::Top, Side::Bottom) | (Side::Bottom, Side::Top)
        );
        let (Some(start), Some(end)) = (spread.get(&(index, true)).copied(), spread.get(&(index, false)).copied()) else { continue };
        if !facing || start == end {
            continue;
        }
        for (is_source, side, frame, wish) in [(false, to.0, ends.to.frame, start), (true, from.0, ends.from.frame, end)] {
            if alone.contains(&(index, is_source)) && within(wish, side.extent(frame)) == wish {
                spread.insert((index, is_source), wish);
                break;
            }
        }
    }
}

/// The coordinate kept away from both corners.
fn within(wish: i32, (from, to): (i32, i32)) -> i32 {
    let corner = CORNER.min((to - from).max(0) / 2);
    wish.clamp(from + corner, (to - corner).max(from + corner))
}

/// Sorted wishes moved apart within an extent, each cluster around its own middle.
fn apart(wishes: &[i32], (from, to): (i32, i32)) -> Vec<i32> {
    let count = i32::try_from(wishes.len()).unwrap_or(i32::MAX);
    let step = STEP.min((to - from - 2 * CORNER) / count.max(1)).max(0);
    // Clusters of wishes that are closer than a step, merged until none touch.
    let mut clusters: Vec<(i32, i32)> = Vec::new();
    for wish in wishes {
        clusters.push((*wish, 1));
        while let [.., (before, before_count), (last, last_count)] = clusters[..]
            && before + (before_count - 1) * step / 2 + step > last - (last_count - 1) * step / 2
        {
            let all = before_count + last_count;
            clusters.truncate(clusters.len() - 2);
            clusters.push(((before * before_count + last * last_count) / all, all));
        }
    }
    let mut places = Vec::with_capacity(wishes.len());
    for (middle, count) in clusters {
        let length = (count - 1) * step;
        let first = within(middle - length / 2, (from, (to - length).max(from)));
        places.extend((0..count).map(|number| first + number * step));
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(wishes: &[i32], extent: (i32, i32), expected: &[i32]) {
        assert_eq!(apart(wishes, extent), expected);
    }

    #[test]
    fn ports_that_wish_for_one_point_stand_around_it() {
        check(&[32], (0, 64), &[32]);
        check(&[32, 32], (0, 64), &[24, 40]);
        check(&[32, 32, 32], (0, 64), &[19, 32, 45]);
        check(&[40, 200], (0, 300), &[40, 200]);
        check(&[12, 12, 12], (0, 300), &[12, 28, 44]);
    }
}
