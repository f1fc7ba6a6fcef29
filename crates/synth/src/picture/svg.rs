//! The drawing as one SVG file that needs nothing else: accessible, with stable ids, and with its own source inside.

use std::fmt::Write as _;

use super::collapsed;
use super::layout;
use super::palette::{self, Theme, Token};
use super::route::{self, Route};
use super::shapes::{self, Glyph, NodeShape, Text};
use crate::catalog;
use crate::design::{Connection, ConnectionId, Design, Frame, NodeId, saved};
use crate::meaning;

/// Room between the drawing and the border of the file.
const MARGIN: i32 = 24;
/// Fonts of the system that shows the file; nothing is loaded.
const FONTS: &str = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', 'DejaVu Sans', sans-serif";
/// The id of the element that holds the saved design.
pub const METADATA_ID: &str = "groundplan-design";

/// Draws a design in a theme. Nodes without a frame are placed for the drawing; the design in the file is the one given.
pub fn draw(design: &Design, theme: Theme) -> String {
    let mut placed = design.clone();
    // A patch that was made of this very design applies to it; if it did not, the drawing would show what has a frame.
    let _ = layout::place_missing(design).apply(&mut placed);
    Drawing { design: &placed, theme, out: String::new() }.file(design)
}

struct Drawing<'a> {
    design: &'a Design,
    theme: Theme,
    out: String,
}

impl Drawing<'_> {
    fn file(mut self, original: &Design) -> String {
        let routes = route::route_all(self.design);
        let region = shapes::region_shape(self.design);
        let bounds = bounds(self.design, region.as_ref(), routes.values());
        let title = escaped(&self.design.settings().name);
        let _ = writeln!(
            self.out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"{} {} {} {}\" width=\"{}\" height=\"{}\" role=\"img\" aria-labelledby=\"title description\" font-family=\"{FONTS}\">",
            bounds.x, bounds.y, bounds.width, bounds.height, bounds.width, bounds.height
        );
        let _ = writeln!(self.out, "<title id=\"title\">{title}</title>");
        let _ = writeln!(self.out, "<desc id=\"description\">{}</desc>", escaped(&description(self.design)));
        let _ = writeln!(self.out, "<metadata id=\"{METADATA_ID}\">{}</metadata>", escaped(&saved::write(original)));
        let beginning = self.out.len();
        let page = self.paint("fill", &palette::PAGE);
        let _ = writeln!(
            self.out,
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" {page}/>",
            bounds.x, bounds.y, bounds.width, bounds.height
        );
        if let Some(region) = &region {
            self.node("region", "AWS region", &self.design.settings().region, region);
        }
        let order = shapes::drawing_order(self.design);
        let nodes: Vec<(NodeId, NodeShape)> = order.into_iter().filter_map(|id| Some((id, shapes::node_shape(self.design, id)?))).collect();
        for (id, shape) in nodes.iter().filter(|(_, shape)| shape.look.is_some()) {
            self.node(&format!("node-{id}"), kind_title(self.design, *id), name_of(self.design, *id), shape);
        }
        for (id, route) in &routes {
            self.line(route, *id);
        }
        for (id, shape) in nodes.iter().filter(|(_, shape)| shape.look.is_none()) {
            self.node(&format!("node-{id}"), kind_title(self.design, *id), name_of(self.design, *id), shape);
        }
        for task in layout::tasks(self.design) {
            let (glyph, label) = shapes::task_shape(self.design, &task);
            let _ = writeln!(self.out, "<g id=\"task-{}-{}\">", task.service, task.subnet);
            self.glyph(&glyph);
            self.text(&label, true);
            self.out.push_str("</g>\n");
        }
        for (id, route) in &routes {
            self.label(route, *id);
        }
        self.out.push_str("</svg>\n");
        if self.theme == Theme::Auto {
            let dark = dark(&self.out[beginning..]);
            self.out.insert_str(beginning, &dark);
        }
        self.out
    }

    /// An attribute with a colour; in a file for both themes also with its name, by which the other theme finds it.
    fn paint(&self, attribute: &str, token: &Token) -> String {
        let colour = token.in_theme(self.theme);
        let name = if self.theme == Theme::Auto { format!(" data-{attribute}=\"{}\"", token.name) } else { String::new() };
        format!("{attribute}=\"{colour}\"{name}")
    }

    fn node(&mut self, id: &str, kind: &str, name: &str, shape: &NodeShape) {
        let Frame { x, y, width, height } = shape.frame;
        // The whole name, also where the drawing has room for its beginning only.
        let name = escaped(name);
        let _ = writeln!(self.out, "<g id=\"{id}\"><title>{}: {name}</title>", escaped(kind));
        if let Some(look) = shape.look {
            let (fill, stroke) = (self.paint("fill", look.fill), self.paint("stroke", look.stroke));
            let dashes = if look.dashes.is_empty() { String::new() } else { format!(" stroke-dasharray=\"{}\"", look.dashes) };
            let opacity = if look.opacity < 100 { format!(" fill-opacity=\"0.{:02}\"", look.opacity) } else { String::new() };
            let radius = shapes::FRAME_RADIUS;
            let _ = writeln!(
                self.out,
                "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"{radius}\" {fill}{opacity} {stroke} stroke-width=\"1.25\"{dashes}/>"
            );
        } else {
            let (fill, stroke) = (self.paint("fill", &palette::SURFACE), self.paint("stroke", &palette::OUTLINE));
            let radius = shapes::CARD_RADIUS;
            if shape.is_pile {
                let (x, y) = (x + shapes::PILE_OFFSET, y + shapes::PILE_OFFSET);
                let _ =
                    writeln!(self.out, "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"{radius}\" {fill} {stroke}/>");
            }
            let _ = writeln!(self.out, "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"{radius}\" {fill} {stroke}/>");
        }
        self.glyph(&shape.glyph);
        self.text(&shape.name, false);
        self.text(&shape.caption, true);
        self.out.push_str("</g>\n");
    }

    fn glyph(&mut self, glyph: &Glyph) {
        let (fill, ink) = (self.paint("fill", glyph.color), self.paint("stroke", &palette::GLYPH));
        let Glyph { x, y, size, .. } = glyph;
        let _ = write!(self.out, "<rect x=\"{x}\" y=\"{y}\" width=\"{size}\" height=\"{size}\" rx=\"{}\" {fill}/>", glyph.radius());
        let _ = write!(
            self.out,
            "<path transform=\"{}\" d=\"{}\" fill=\"none\" {ink} stroke-width=\"1.5\" stroke-linecap=\"round\" stroke-linejoin=\"round\"/>",
            glyph.transform(),
            escaped(&glyph.paths.join(""))
        );
        self.out.push('\n');
    }

    fn text(&mut self, text: &Text, muted: bool) {
        if text.text.is_empty() {
            return;
        }
        let fill = self.paint("fill", if muted { &palette::TEXT_MUTED } else { &palette::TEXT });
        let weight = if text.strong { " font-weight=\"600\"" } else { "" };
        let anchor = if text.centered { " text-anchor=\"middle\"" } else { "" };
        let (x, y, size) = (text.x, text.y, text.size);
        let _ = writeln!(self.out, "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\"{weight}{anchor} {fill}>{}</text>", escaped(&text.text));
    }

    fn line(&mut self, route: &Route, id: ConnectionId) {
        let Some(connection) = self.design.connection(id) else { return };
        let sharing = route::bundle(self.design, id);
        let sentences = sharing.iter().filter_map(|id| Some(sentence(self.design, self.design.connection(*id)?)));
        let title = sentences.collect::<Vec<_>>().join("; ");
        let (token, dashes) = shapes::line_look(&connection.verb);
        let (stroke, fill) = (self.paint("stroke", token), self.paint("fill", token));
        let dashes = if dashes.is_empty() { String::new() } else { format!(" stroke-dasharray=\"{dashes}\"") };
        let path = shapes::path_data(&route.points, shapes::BEND_RADIUS);
        let head = shapes::arrow_head(&route.points);
        let _ = writeln!(
            self.out,
            "<g id=\"connection-{}\"><title>{}</title><path d=\"{path}\" fill=\"none\" {stroke} stroke-width=\"1.5\"{dashes}/><path d=\"{head}\" {fill}/></g>",
            id.0,
            escaped(&title)
        );
    }

    fn label(&mut self, route: &Route, id: ConnectionId) {
        let Some((x, y)) = route.label else { return };
        let label = route::shared_label(self.design, id);
        let (width, height) = (route::label_width(&label), route::LABEL_HEIGHT);
        let (fill, stroke) = (self.paint("fill", &palette::SURFACE), self.paint("stroke", &palette::OUTLINE));
        let _ = write!(
            self.out,
            "<g id=\"label-{}\"><rect x=\"{}\" y=\"{}\" width=\"{width}\" height=\"{height}\" rx=\"4\" {fill} {stroke}/>",
            id.0,
            x - width / 2,
            y - height / 2
        );
        let text = Text { x, y: y + 4, text: label, size: super::text::CAPTION, strong: false, centered: true };
        self.text(&text, true);
        self.out.push_str("</g>\n");
    }
}

/// The rules by which a drawing for both themes becomes dark. A picture in a page follows the scheme of that page.
/// Source: <https://www.w3.org/TR/css-color-adjust-1/#preferred>.
fn dark(drawing: &str) -> String {
    let rule = |attribute: &str, token: &Token| {
        let selector = format!("data-{attribute}=\"{}\"", token.name);
        drawing.contains(&selector).then(|| format!("[{selector}]{{{attribute}:{}}}", token.dark))
    };
    let rules = palette::ALL.iter().flat_map(|token| ["fill", "stroke"].map(|attribute| rule(attribute, token)));
    format!("<style>@media (prefers-color-scheme: dark) {{{}}}</style>\n", rules.flatten().collect::<String>())
}

fn kind_title(design: &Design, id: NodeId) -> &'static str {
    design.node(id).and_then(|node| catalog::kind_of(node)).map_or("Unknown", |kind| kind.title)
}

fn name_of(design: &Design, id: NodeId) -> &str {
    design.node(id).map(|node| node.name.as_str()).unwrap_or_default()
}

/// `site forwards to web`: a connection in words.
pub fn sentence(design: &Design, connection: &Connection) -> String {
    let name = |end: &crate::design::End| match end {
        crate::design::End::Node(id) => design.node(*id).map(|node| node.name.clone()).unwrap_or_default(),
        crate::design::End::Missing(name) => name.clone(),
    };
    let words = meaning::by_id(&connection.verb).map_or(connection.verb.as_str(), |verb| verb.phrase);
    format!("{} {words} {}", name(&connection.from), name(&connection.to))
}

/// The picture in words, for those who do not see it.
fn description(design: &Design) -> String {
    let mut words = design.settings().description.clone();
    if !words.is_empty() {
        words.push_str(". ");
    }
    let _ = write!(words, "An architecture diagram with {} parts.", design.node_count());
    for (_, connection) in design.connections() {
        let _ = write!(words, " {}.", sentence(design, connection));
    }
    words
}

/// The frame around everything that is drawn.
fn bounds<'a>(design: &Design, region: Option<&NodeShape>, routes: impl Iterator<Item = &'a Route>) -> Frame {
    let frames = collapsed::drawn(design).map(|(_, _, frame)| frame).chain(region.map(|region| region.frame));
    let points = routes.flat_map(|route| route.points.iter().map(|point| Frame::new(point.0, point.1, 1, 1)));
    frames.chain(points).reduce(Frame::union).unwrap_or(Frame::new(0, 0, 320, 200)).grown(MARGIN)
}

/// Text as XML allows it: markup escaped, characters that XML cannot hold replaced.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\n' | '\t' => safe.push(letter),
            '\r' => safe.push_str("&#13;"),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => safe.push('\u{fffd}'),
            other => safe.push(other),
        }
    }
    safe
}
