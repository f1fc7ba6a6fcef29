//! The availability zone: a data centre group of the region, drawn as a column of the VPC.

use super::Shape;

kind! {
    /// One of the region's isolated locations.
    /// Spreading subnets over two or more zones keeps a site up when one location fails. It adds no resource;
    /// subnets drawn in it take the zone with its number from the region's list.
    "zone", "Availability zone" {
        source: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-regions-availability-zones.html",
        group: Network,
        category: General,
        shape: Shape::Frame { layer: 2 },
        place: Column,
        parents: &["vpc"],
        glyph: &["M4 20V9l5-3v14", "M9 20V4l6 3v13", "M15 20V10l5 2v8", "M2.5 20h19"],
        caption: |_, _, node| format!("zone {} of the region", number(&node.fields).text()),
        style: |_| "zone",
        synthesize: |_, _, _| {},
    }

    /// Its place in the region's list of zones, counted from 1. Most regions have three.
    number "Number" in "Place": Number { least: 1, most: 6 } => Number(1), takes Literals(Computed);
}
