//! Points, straight pieces of lines, and what they cross.

use crate::design::Frame;

/// A point on the page, in page units.
pub type Point = (i32, i32);

/// The straight pieces of a line.
pub(super) fn pieces(points: &[Point]) -> impl Iterator<Item = (Point, Point)> + '_ {
    points.windows(2).map(|pair| (pair[0], pair[1]))
}

/// True when a straight piece passes through the inside of a frame; running along its border is not passing through.
pub(super) fn enters((a, b): (Point, Point), frame: Frame) -> bool {
    let (left, right) = (a.0.min(b.0), a.0.max(b.0));
    let (top, bottom) = (a.1.min(b.1), a.1.max(b.1));
    left < frame.right() && right > frame.x && top < frame.bottom() && bottom > frame.y
}

/// True when two straight pieces cross at a right angle, inside both.
pub(super) fn cross(one: (Point, Point), other: (Point, Point)) -> bool {
    let flat = |piece: (Point, Point)| piece.0.1 == piece.1.1;
    if flat(one) == flat(other) {
        return false;
    }
    let (across, down) = if flat(one) { (one, other) } else { (other, one) };
    let within = |value: i32, from: i32, to: i32| value > from.min(to) && value < from.max(to);
    within(down.0.0, across.0.0, across.1.0) && within(across.0.1, down.0.1, down.1.1)
}

/// True when two parallel pieces run side by side, closer than `gap`.
pub(super) fn crowd(one: (Point, Point), other: (Point, Point), gap: i32) -> bool {
    let flat = |piece: (Point, Point)| piece.0.1 == piece.1.1;
    let along = |piece: (Point, Point)| {
        if flat(piece) {
            (piece.0.0.min(piece.1.0), piece.0.0.max(piece.1.0))
        } else {
            (piece.0.1.min(piece.1.1), piece.0.1.max(piece.1.1))
        }
    };
    let at = |piece: (Point, Point)| if flat(piece) { piece.0.1 } else { piece.0.0 };
    if flat(one) != flat(other) || (at(one) - at(other)).abs() >= gap {
        return false;
    }
    let ((from, to), (other_from, other_to)) = (along(one), along(other));
    from < other_to && other_from < to
}

/// True when a piece runs along a border of a frame, closer than `gap`.
pub(super) fn hugs(piece: (Point, Point), frame: Frame, gap: i32) -> bool {
    let (left, top, right, bottom) = (frame.x, frame.y, frame.right(), frame.bottom());
    let borders =
        [((left, top), (right, top)), ((left, bottom), (right, bottom)), ((left, top), (left, bottom)), ((right, top), (right, bottom))];
    borders.into_iter().any(|border| crowd(piece, border, gap))
}

/// The same line without points that repeat or lie on a straight way.
pub(super) fn simplified(points: &[Point]) -> Vec<Point> {
    let mut line: Vec<Point> = Vec::with_capacity(points.len());
    for point in points {
        if line.last() == Some(point) {
            continue;
        }
        if let [.., before, last] = line[..]
            && ((before.0 == last.0 && last.0 == point.0) || (before.1 == last.1 && last.1 == point.1))
        {
            line.pop();
        }
        line.push(*point);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_along_a_border_does_not_enter() {
        let frame = Frame::new(10, 10, 20, 20);
        for (piece, expected) in [
            (((0, 20), (40, 20)), true),
            (((0, 10), (40, 10)), false),
            (((15, 0), (15, 12)), true),
            (((15, 0), (15, 10)), false),
            (((15, 12), (15, 20)), true),
            (((30, 0), (30, 40)), false),
        ] {
            assert_eq!(enters(piece, frame), expected, "{piece:?}");
        }
    }

    #[test]
    fn pieces_cross_at_right_angles_only() {
        for (one, other, expected) in [
            (((0, 5), (10, 5)), ((5, 0), (5, 10)), true),
            (((0, 5), (10, 5)), ((10, 0), (10, 10)), false),
            (((0, 5), (10, 5)), ((0, 5), (10, 5)), false),
        ] {
            assert_eq!(cross(one, other), expected, "{one:?} {other:?}");
        }
    }

    #[test]
    fn parallel_pieces_crowd_where_they_share_a_stretch() {
        for (one, other, expected) in [
            (((0, 5), (10, 5)), ((5, 8), (20, 8)), true),
            (((0, 5), (10, 5)), ((10, 8), (20, 8)), false),
            (((0, 5), (10, 5)), ((5, 13), (20, 13)), false),
        ] {
            assert_eq!(crowd(one, other, 6), expected, "{one:?} {other:?}");
        }
    }

    #[test]
    fn simplified_lines_have_corners_only() {
        assert_eq!(simplified(&[(0, 0), (5, 0), (5, 0), (10, 0), (10, 10)]), [(0, 0), (10, 0), (10, 10)]);
    }
}
