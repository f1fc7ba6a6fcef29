//! Every colour by name, for both themes. The style sheet of the app holds the same values as custom properties
//! (`--page`, `--text` …); a test holds the contrast.

/// The colours of a picture: one of the two themes, or both. Both are designed; neither is derived from the other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// Dark text on light surfaces.
    #[default]
    Light,
    /// Light text on dark surfaces.
    Dark,
    /// The light one, and the dark one for a reader who wants dark pages.
    Auto,
}

/// A named colour: sRGB as `#rrggbb` for each theme.
#[derive(Debug, PartialEq, Eq)]
pub struct Token {
    /// The name; `--name` in the style sheet.
    pub name: &'static str,
    /// The colour in the light theme.
    pub light: &'static str,
    /// The colour in the dark theme.
    pub dark: &'static str,
}

impl Token {
    /// The colour in a theme.
    pub fn in_theme(&self, theme: Theme) -> &'static str {
        match theme {
            Theme::Light | Theme::Auto => self.light,
            Theme::Dark => self.dark,
        }
    }
}

macro_rules! tokens {
    ($($(#[doc = $docs:literal])+ $constant:ident $name:literal $light:literal $dark:literal;)*) => {
        $($(#[doc = $docs])+ pub static $constant: Token = Token { name: $name, light: $light, dark: $dark };)*
        /// Every colour.
        pub static ALL: &[&Token] = &[$(&$constant),*];
    };
}

tokens! {
    /// The page under everything.
    PAGE "page" "#f8fafc" "#0f141b";
    /// Cards, panels and plates.
    SURFACE "surface" "#ffffff" "#1a212b";
    /// The dots of the canvas.
    GRID "grid" "#dbe2ea" "#252e3a";
    /// Outline of cards and plates.
    OUTLINE "outline" "#c3ccd8" "#3a4656";
    /// Names and body text.
    TEXT "text" "#16202e" "#e8edf4";
    /// Captions.
    TEXT_MUTED "text-muted" "#526072" "#a3b0c2";
    /// Selection, focus and primary actions.
    ACCENT "accent" "#4f46e5" "#8f8cff";
    /// Lines that carry traffic.
    LINE_TRAFFIC "line-traffic" "#3d4a5c" "#b4c0d0";
    /// Lines that stand for permissions and assignments.
    LINE_PERMISSION "line-permission" "#6b7a90" "#8392a8";
    /// The drawing on a glyph.
    GLYPH "glyph" "#ffffff" "#ffffff";
    /// An error.
    ERROR "error" "#c62828" "#ff7b76";
    /// A warning.
    WARNING "warning" "#9a5b00" "#f0b04a";
    /// Worth knowing.
    INFO "info" "#1d62b8" "#74b0f8";
    /// Something works.
    SUCCESS "success" "#1a7a3c" "#5fc884";
    /// Compute and containers.
    CATEGORY_COMPUTE "category-compute" "#c9620c" "#cb6516";
    /// Networking.
    CATEGORY_NETWORKING "category-networking" "#7a45d1" "#8656dc";
    /// Storage.
    CATEGORY_STORAGE "category-storage" "#4f8420" "#56891f";
    /// Databases.
    CATEGORY_DATABASE "category-database" "#4653c9" "#5a67db";
    /// Security.
    CATEGORY_SECURITY "category-security" "#cc3340" "#d5404c";
    /// Management.
    CATEGORY_MANAGEMENT "category-management" "#c92a73" "#d33c82";
    /// Everything else.
    CATEGORY_GENERAL "category-general" "#546274" "#65758a";
    /// Outline of the region.
    REGION "region" "#2176b8" "#4d9bd6";
    /// Tint of the region.
    REGION_FILL "region-fill" "#fbfdff" "#121820";
    /// Outline of a VPC.
    VPC "vpc" "#7a45d1" "#9b76e4";
    /// Tint of a VPC.
    VPC_FILL "vpc-fill" "#fbf9ff" "#161a25";
    /// Outline of an availability zone.
    ZONE "zone" "#68788e" "#76869c";
    /// Tint of an availability zone.
    ZONE_FILL "zone-fill" "#fbfaff" "#181d28";
    /// Outline of a public subnet.
    SUBNET_PUBLIC "subnet-public" "#4f8420" "#6ba22f";
    /// Tint of a public subnet.
    SUBNET_PUBLIC_FILL "subnet-public-fill" "#eff7e6" "#1a281a";
    /// Outline of a private subnet.
    SUBNET_PRIVATE "subnet-private" "#2176b8" "#4d9bd6";
    /// Tint of a private subnet.
    SUBNET_PRIVATE_FILL "subnet-private-fill" "#e9f3fb" "#15273a";
    /// Outline of an isolated subnet.
    SUBNET_ISOLATED "subnet-isolated" "#5f6f84" "#8191a7";
    /// Tint of an isolated subnet.
    SUBNET_ISOLATED_FILL "subnet-isolated-fill" "#eef1f5" "#202833";
    /// Outline of clusters and services.
    COMPUTE "compute" "#c9620c" "#e0873a";
    /// Tint of a cluster.
    CLUSTER_FILL "cluster-fill" "#fef8f1" "#251f1c";
    /// Tint of a service.
    SERVICE_FILL "service-fill" "#fff1e1" "#30251c";
}

/// How a frame is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// The outline and the title's glyph.
    pub stroke: &'static Token,
    /// The tint.
    pub fill: &'static Token,
    /// The dashes as in `stroke-dasharray`; empty for a solid outline.
    pub dashes: &'static str,
    /// How much of the tint covers what lies below, in percent: frames that reach over others let these show through.
    pub opacity: u8,
}

/// The look of each style class that a kind's frame can have. The region is a frame without a kind.
static LOOKS: &[(&str, Look)] = &[
    ("region", Look { stroke: &REGION, fill: &REGION_FILL, dashes: "6 4", opacity: 100 }),
    ("vpc", Look { stroke: &VPC, fill: &VPC_FILL, dashes: "", opacity: 100 }),
    ("zone", Look { stroke: &ZONE, fill: &ZONE_FILL, dashes: "3 4", opacity: 100 }),
    ("subnet-public", Look { stroke: &SUBNET_PUBLIC, fill: &SUBNET_PUBLIC_FILL, dashes: "", opacity: 100 }),
    ("subnet-private", Look { stroke: &SUBNET_PRIVATE, fill: &SUBNET_PRIVATE_FILL, dashes: "", opacity: 100 }),
    ("subnet-isolated", Look { stroke: &SUBNET_ISOLATED, fill: &SUBNET_ISOLATED_FILL, dashes: "", opacity: 100 }),
    ("cluster", Look { stroke: &COMPUTE, fill: &CLUSTER_FILL, dashes: "6 4", opacity: 55 }),
    ("service", Look { stroke: &COMPUTE, fill: &SERVICE_FILL, dashes: "6 4", opacity: 70 }),
];

/// The look of a style class; a class that is not known is drawn like a zone.
pub fn look(style: &str) -> Look {
    let found = LOOKS.iter().find(|(class, _)| *class == style);
    found.map_or(Look { stroke: &ZONE, fill: &ZONE_FILL, dashes: "3 4", opacity: 100 }, |(_, look)| *look)
}

/// The colour of a category's glyphs, by [`crate::catalog::Category::token`].
pub fn category(token: &str) -> &'static Token {
    let name = |candidate: &&&Token| candidate.name.strip_prefix("category-") == Some(token);
    ALL.iter().find(name).copied().unwrap_or(&CATEGORY_GENERAL)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Contrast as WCAG 2.2 defines it: <https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio>.
    fn contrast(one: &str, other: &str) -> f64 {
        let channel = |color: &str, at: usize| {
            let value = f64::from(u8::from_str_radix(&color[at..at + 2], 16).unwrap()) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        let luminance = |color: &str| 0.2126 * channel(color, 1) + 0.7152 * channel(color, 3) + 0.0722 * channel(color, 5);
        let (a, b) = (luminance(one), luminance(other));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[track_caller]
    fn check(ink: &Token, paper: &Token, least: f64) {
        for theme in [Theme::Light, Theme::Dark] {
            let found = contrast(ink.in_theme(theme), paper.in_theme(theme));
            assert!(found >= least, "{} on {} in {theme:?}: {found:.2} is below {least}", ink.name, paper.name);
        }
    }

    #[test]
    fn text_can_be_read_on_every_surface() {
        let papers = [&PAGE, &SURFACE].into_iter().chain(LOOKS.iter().map(|(_, look)| look.fill));
        for paper in papers {
            check(&TEXT, paper, 4.5);
            check(&TEXT_MUTED, paper, 4.5);
        }
        for ink in [&ACCENT, &ERROR, &WARNING, &INFO, &SUCCESS] {
            check(ink, &SURFACE, 4.5);
            check(ink, &PAGE, 4.5);
        }
    }

    #[test]
    fn graphics_can_be_told_from_what_is_around_them() {
        for (_, look) in LOOKS {
            check(look.stroke, look.fill, 3.0);
            check(&LINE_TRAFFIC, look.fill, 3.0);
            check(&LINE_PERMISSION, look.fill, 3.0);
        }
        for token in ALL.iter().filter(|token| token.name.starts_with("category-")) {
            check(&GLYPH, token, 3.0);
            check(token, &SURFACE, 3.0);
        }
    }

    #[test]
    fn names_are_unique() {
        let mut names: Vec<&str> = ALL.iter().map(|token| token.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), ALL.len());
    }
}
