//! The search for a way: A* over a sparse grid of the coordinates that matter, with a price for bends, for running along
//! borders, for crossing titles and other lines.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::geometry::{self, Point};
use super::ports::{Ends, Exit, Port};
use super::scene::{CLEARANCE, Near};
use crate::design::Frame;

/// How far outside of both ends a way may lead.
const DETOUR: i32 = 220;
/// Length of the straight piece at both ends; half of it where the room is narrow.
const STUB: i32 = 16;
/// The price of a bend, in units of length.
const BEND: u32 = 48;
/// The extra price of a bend for each frame around it: bends belong where there is room.
const BEND_DEPTH: u32 = 16;
/// A bend costs one more for so much length before it: lines turn early and arrive straight.
const EARLY: u32 = 24;
/// The price of crossing another line.
const CROSSING: u32 = 40;
/// The price of crossing a title.
const TITLE: u32 = 90;
/// Running along a border costs this many times its length more, in quarters.
const CROWDING: u32 = 8;
/// Running along another line, in quarters of its length: little, since they are moved apart afterwards.
const SHARING: u32 = 1;
/// Between edges so far apart, lines may run in the quarters too.
const WIDE: i32 = 96;
/// Most points of a grid, most steps of a search: beyond them an elbow must do.
const MOST_POINTS: usize = 60_000;

/// The area that decides how lines between ends in a frame run: their ways, and the pieces beside them that are moved apart.
pub(super) fn room(around: Frame) -> Frame {
    around.grown(DETOUR + STUB)
}

/// The places at which the best way leaves and arrives.
pub(super) fn exits(scene: &Near, ends: &Ends) -> (Exit, Exit) {
    let (from, to) = ends.ports();
    let starts: Vec<Port> = from.iter().map(|(_, port)| *port).collect();
    let goals: Vec<Port> = to.iter().map(|(_, port)| *port).collect();
    let grid = Grid::new(scene, ends.around(), &starts, &goals, &[]);
    let found = grid.and_then(|grid| grid.search(&starts, &goals));
    let (start, goal) = found.map_or_else(|| nearest(&starts, &goals), |found| (found.start, found.goal));
    (from[start].0, to[goal].0)
}

/// A way without a look at what is between, and without other lines at the same ports.
pub(super) fn plain(ends: &Ends) -> Vec<Point> {
    let (from, to) = ends.ports();
    let ports = |all: &[(Exit, Port)]| all.iter().map(|(_, port)| *port).collect::<Vec<Port>>();
    let (starts, goals) = (ports(&from), ports(&to));
    let (start, goal) = nearest(&starts, &goals);
    let (Some(from), Some(to)) = (starts.get(start), goals.get(goal)) else { return Vec::new() };
    let mut points = vec![from.at];
    points.extend(elbow(*from, *to));
    points.push(to.at);
    geometry::simplified(&points)
}

/// The way from one port to the other.
pub(super) fn line(scene: &Near, ends: &Ends, from: Port, to: Port, others: &[Vec<Point>]) -> Vec<Point> {
    let grid = Grid::new(scene, ends.around(), &[from], &[to], others);
    let found = grid.and_then(|grid| grid.search(&[from], &[to]));
    let mut points = vec![from.at];
    match found {
        Some(found) => points.extend(found.points),
        None => points.extend(elbow(from, to)),
    }
    points.push(to.at);
    geometry::simplified(&points)
}

fn stub(port: Port, length: i32) -> Point {
    (port.at.0 + port.step.0 * length, port.at.1 + port.step.1 * length)
}

/// The pair of ports whose stubs are nearest to each other.
fn nearest(starts: &[Port], goals: &[Port]) -> (usize, usize) {
    let pairs = (0..starts.len()).flat_map(|start| (0..goals.len()).map(move |goal| (start, goal)));
    let away = |(start, goal): &(usize, usize)| {
        let (a, b) = (stub(starts[*start], 3 * STUB), stub(goals[*goal], 3 * STUB));
        length(a.0 - b.0) + length(a.1 - b.1) + starts[*start].price + goals[*goal].price
    };
    pairs.min_by_key(away).unwrap_or((0, 0))
}

/// A way without a look at what is between: out, across, in.
fn elbow(from: Port, to: Port) -> Vec<Point> {
    let (a, b) = (stub(from, STUB), stub(to, STUB));
    let corner = match (from.step.0 != 0, to.step.0 != 0) {
        (true, true) => {
            let middle = i32::midpoint(a.0, b.0);
            return vec![a, (middle, a.1), (middle, b.1), b];
        }
        (false, false) => {
            let middle = i32::midpoint(a.1, b.1);
            return vec![a, (a.0, middle), (b.0, middle), b];
        }
        (true, false) => (b.0, a.1),
        (false, true) => (a.0, b.1),
    };
    vec![a, corner, b]
}

struct Found {
    start: usize,
    goal: usize,
    points: Vec<Point>,
}

/// The grid: prices of the pieces between neighbouring points. `u32::MAX` is no way.
struct Grid {
    xs: Vec<i32>,
    ys: Vec<i32>,
    /// Price of the piece from a point to its right neighbour, beyond its length.
    across: Vec<u32>,
    /// Price of the piece from a point to its lower neighbour, beyond its length.
    down: Vec<u32>,
    /// How many frames lie around a point.
    depth: Vec<u8>,
    stubs: Vec<Point>,
    goal_stubs: Vec<Point>,
}

impl Grid {
    fn new(scene: &Near, around: Frame, starts: &[Port], goals: &[Port], others: &[Vec<Point>]) -> Option<Self> {
        let area = around.grown(DETOUR);
        let near = |frames: &[Frame]| -> Vec<Frame> { frames.iter().copied().filter(|frame| frame.overlaps(area)).collect() };
        let (cards, frames, titles) = (near(&scene.cards), near(&scene.frames), near(&scene.titles));
        let free = |point: Point| !cards.iter().any(|card| geometry::enters((point, point), card.grown(CLEARANCE)));
        let stub_of = |port: &Port| Some(stub(*port, STUB)).filter(|point| free(*point)).unwrap_or_else(|| stub(*port, STUB / 2));
        let stubs: Vec<Point> = starts.iter().map(stub_of).collect();
        let goal_stubs: Vec<Point> = goals.iter().map(stub_of).collect();

        let ends = || stubs.iter().chain(&goal_stubs);
        let (width, height) = (|frame: &Frame| (frame.x, frame.right()), |frame: &Frame| (frame.y, frame.bottom()));
        let xs = coordinates(cards.iter().map(width), frames.iter().map(width), ends().map(|point| point.0), (area.x, area.right()));
        let ys = coordinates(cards.iter().map(height), frames.iter().map(height), ends().map(|point| point.1), (area.y, area.bottom()));
        let size = xs.len() * ys.len();
        if size > MOST_POINTS {
            return None;
        }
        let mut grid = Self { xs, ys, across: vec![0; size], down: vec![0; size], depth: vec![0; size], stubs, goal_stubs };
        for card in &cards {
            grid.price_inside(card.grown(CLEARANCE), u32::MAX);
        }
        for title in &titles {
            grid.price_inside(*title, TITLE);
        }
        for frame in &frames {
            grid.deepen(*frame);
            let (left, top, right, bottom) = (frame.x, frame.y, frame.right(), frame.bottom());
            for border in [
                ((left, top), (right, top)),
                ((left, bottom), (right, bottom)),
                ((left, top), (left, bottom)),
                ((right, top), (right, bottom)),
            ] {
                grid.price_along(border, CROWDING);
            }
        }
        for piece in others.iter().flat_map(|line| geometry::pieces(line)) {
            grid.price_along(piece, SHARING);
            grid.price_crossing(piece);
        }
        Some(grid)
    }

    fn at(&self, x: usize, y: usize) -> usize {
        y * self.xs.len() + x
    }

    /// Adds a price to every piece that passes through the inside of a frame.
    fn price_inside(&mut self, frame: Frame, price: u32) {
        let touching = |values: &[i32], from: i32, to: i32| {
            let first = values.partition_point(|value| *value <= from).saturating_sub(1);
            let last = values.partition_point(|value| *value < to);
            first..last.min(values.len().saturating_sub(1))
        };
        let inside = |values: &[i32], from: i32, to: i32| {
            values.partition_point(|value| *value <= from)..values.partition_point(|value| *value < to)
        };
        for y in inside(&self.ys, frame.y, frame.bottom()) {
            for x in touching(&self.xs, frame.x, frame.right()) {
                let at = self.at(x, y);
                self.across[at] = self.across[at].saturating_add(price);
            }
        }
        for x in inside(&self.xs, frame.x, frame.right()) {
            for y in touching(&self.ys, frame.y, frame.bottom()) {
                let at = self.at(x, y);
                self.down[at] = self.down[at].saturating_add(price);
            }
        }
    }

    fn deepen(&mut self, frame: Frame) {
        let inside = |values: &[i32], from: i32, to: i32| {
            values.partition_point(|value| *value < from)..values.partition_point(|value| *value <= to)
        };
        let columns = inside(&self.xs, frame.x, frame.right());
        for y in inside(&self.ys, frame.y, frame.bottom()) {
            for x in columns.clone() {
                let at = self.at(x, y);
                self.depth[at] = self.depth[at].saturating_add(1);
            }
        }
    }

    /// Makes running beside a straight piece dearer.
    fn price_along(&mut self, (a, b): (Point, Point), quarters: u32) {
        const NEAR: i32 = 6;
        let (left, right, top, bottom) = (a.0.min(b.0), a.0.max(b.0), a.1.min(b.1), a.1.max(b.1));
        let near = |values: &[i32], from: i32, to: i32| {
            values.partition_point(|value| *value <= from - NEAR)..values.partition_point(|value| *value < to + NEAR)
        };
        let pieces = |values: &[i32], from: i32, to: i32| {
            values.partition_point(|value| *value <= from).saturating_sub(1)
                ..values.partition_point(|value| *value < to).min(values.len().saturating_sub(1))
        };
        if top == bottom {
            for y in near(&self.ys, top, bottom) {
                for x in pieces(&self.xs, left, right) {
                    let shared = self.xs[x + 1].min(right) - self.xs[x].max(left);
                    let at = self.at(x, y);
                    self.across[at] = self.across[at].saturating_add(length(shared) * quarters / 4);
                }
            }
        } else {
            for x in near(&self.xs, left, right) {
                for y in pieces(&self.ys, top, bottom) {
                    let shared = self.ys[y + 1].min(bottom) - self.ys[y].max(top);
                    let at = self.at(x, y);
                    self.down[at] = self.down[at].saturating_add(length(shared) * quarters / 4);
                }
            }
        }
    }

    /// Makes crossing a straight piece dearer. A piece of the grid that only touches it counts once.
    fn price_crossing(&mut self, (a, b): (Point, Point)) {
        let (left, right, top, bottom) = (a.0.min(b.0), a.0.max(b.0), a.1.min(b.1), a.1.max(b.1));
        let within = |values: &[i32], from: i32, to: i32| {
            values.partition_point(|value| *value <= from)..values.partition_point(|value| *value < to)
        };
        if top == bottom {
            let y = self.ys.partition_point(|value| *value <= top);
            if y == 0 || y >= self.ys.len() {
                return;
            }
            for x in within(&self.xs, left, right) {
                let at = self.at(x, y - 1);
                self.down[at] = self.down[at].saturating_add(CROSSING);
            }
        } else {
            let x = self.xs.partition_point(|value| *value <= left);
            if x == 0 || x >= self.xs.len() {
                return;
            }
            for y in within(&self.ys, top, bottom) {
                let at = self.at(x - 1, y);
                self.across[at] = self.across[at].saturating_add(CROSSING);
            }
        }
    }

    /// The cheapest way from any start to any goal.
    fn search(&self, starts: &[Port], goals: &[Port]) -> Option<Found> {
        let find = |point: &Point| Some((self.xs.binary_search(&point.0).ok()?, self.ys.binary_search(&point.1).ok()?));
        let start_cells: Vec<Option<(usize, usize)>> = self.stubs.iter().map(find).collect();
        let goal_cells: Vec<Option<(usize, usize)>> = self.goal_stubs.iter().map(find).collect();
        let states = self.xs.len() * self.ys.len() * 4;
        let mut cost = vec![u32::MAX; states];
        let mut before: Vec<u32> = vec![u32::MAX; states];
        let mut queue = BinaryHeap::new();
        let mut span = 0;
        for (cell, port) in start_cells.iter().zip(starts) {
            let Some((x, y)) = *cell else { continue };
            let state = self.at(x, y) * 4 + direction(port.step);
            cost[state] = port.price;
            span = span.max(self.remaining(x, y));
            queue.push(Reverse((cost[state] + self.remaining(x, y), state)));
        }
        let mut best: Option<(u32, usize, usize)> = None;
        while let Some(Reverse((estimate, state))) = queue.pop() {
            if best.is_some_and(|(total, ..)| estimate >= total) {
                break;
            }
            let (cell, heading) = (state / 4, state % 4);
            let (x, y) = (cell % self.xs.len(), cell / self.xs.len());
            if estimate > cost[state].saturating_add(self.remaining(x, y)) {
                continue;
            }
            for (goal, port) in goals.iter().enumerate() {
                if goal_cells[goal] == Some((x, y)) {
                    let arriving = direction((-port.step.0, -port.step.1));
                    if arriving != (heading + 2) % 4 {
                        let bend = if arriving == heading { 0 } else { self.bend(cell, span) };
                        let total = cost[state].saturating_add(bend).saturating_add(port.price);
                        if best.is_none_or(|(least, ..)| total < least) {
                            best = Some((total, state, goal));
                        }
                    }
                }
            }
            for next in 0..4 {
                // Turning back is no way.
                if next == (heading + 2) % 4 {
                    continue;
                }
                let Some((to, price)) = self.step(x, y, next) else { continue };
                let bend = if next == heading { 0 } else { self.bend(cell, span) };
                let total = cost[state].saturating_add(price).saturating_add(bend);
                let to_state = to * 4 + next;
                if total < cost[to_state] {
                    cost[to_state] = total;
                    before[to_state] = u32::try_from(state).unwrap_or(u32::MAX);
                    queue.push(Reverse((total.saturating_add(self.remaining(to % self.xs.len(), to / self.xs.len())), to_state)));
                }
            }
        }
        let (_, mut state, goal) = best?;
        let mut points = Vec::new();
        loop {
            let cell = state / 4;
            points.push((self.xs[cell % self.xs.len()], self.ys[cell / self.xs.len()]));
            match before[state] {
                u32::MAX => break,
                earlier => state = earlier as usize,
            }
        }
        points.reverse();
        let start_cell = (state / 4 % self.xs.len(), state / 4 / self.xs.len());
        let is_start = |index: &usize| start_cells[*index] == Some(start_cell) && direction(starts[*index].step) == state % 4;
        let start = (0..starts.len()).find(is_start)?;
        Some(Found { start, goal, points })
    }

    /// The neighbour in a direction, and the price of the way there.
    fn step(&self, x: usize, y: usize, heading: usize) -> Option<(usize, u32)> {
        let (to, extra, distance) = match heading {
            0 if x + 1 < self.xs.len() => (self.at(x + 1, y), self.across[self.at(x, y)], self.xs[x + 1] - self.xs[x]),
            1 if y + 1 < self.ys.len() => (self.at(x, y + 1), self.down[self.at(x, y)], self.ys[y + 1] - self.ys[y]),
            2 if x > 0 => (self.at(x - 1, y), self.across[self.at(x - 1, y)], self.xs[x] - self.xs[x - 1]),
            3 if y > 0 => (self.at(x, y - 1), self.down[self.at(x, y - 1)], self.ys[y] - self.ys[y - 1]),
            _ => return None,
        };
        (extra < u32::MAX).then(|| (to, length(distance).saturating_add(extra)))
    }

    /// The price of a bend at a point, for a way that is `span` long at least.
    fn bend(&self, cell: usize, span: u32) -> u32 {
        let done = span.saturating_sub(self.remaining(cell % self.xs.len(), cell / self.xs.len()));
        BEND + BEND_DEPTH * u32::from(self.depth[cell]) + done / EARLY
    }

    /// The length that is left at least.
    fn remaining(&self, x: usize, y: usize) -> u32 {
        let left = |goal: &Point| length(self.xs[x] - goal.0) + length(self.ys[y] - goal.1);
        self.goal_stubs.iter().map(left).min().unwrap_or(0)
    }
}

fn length(distance: i32) -> u32 {
    distance.unsigned_abs()
}

/// 0 right, 1 down, 2 left, 3 up.
fn direction(step: Point) -> usize {
    match step {
        (1, _) => 0,
        (_, 1) => 1,
        (-1, _) => 2,
        _ => 3,
    }
}

/// The coordinates of a grid: beside the cards, in the middle between neighbouring edges, and where the ends are.
fn coordinates(
    cards: impl Iterator<Item = (i32, i32)> + Clone,
    frames: impl Iterator<Item = (i32, i32)>,
    ends: impl Iterator<Item = i32>,
    (from, to): (i32, i32),
) -> Vec<i32> {
    let mut edges: Vec<i32> = cards.clone().chain(frames).flat_map(|(low, high)| [low, high]).collect();
    edges.sort_unstable();
    edges.dedup();
    let mut all: Vec<i32> = Vec::with_capacity(edges.len() * 4);
    for pair in edges.windows(2).filter(|pair| pair[1] - pair[0] >= 16) {
        let middle = i32::midpoint(pair[0], pair[1]);
        all.push(middle);
        if pair[1] - pair[0] >= WIDE {
            all.extend([i32::midpoint(pair[0], middle), i32::midpoint(middle, pair[1])]);
        }
    }
    all.extend(cards.flat_map(|(low, high)| [low - STUB, high + STUB]));
    all.extend(ends);
    all.retain(|value| (from..=to).contains(value));
    all.sort_unstable();
    all.dedup();
    all
}
