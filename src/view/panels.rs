//! Which panels are open and what they show: a matter of this browser, not of the design.

use leptos::prelude::*;

use crate::browser;

/// What the drawer shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// What the rules find.
    Findings,
    /// The CloudFormation template.
    Template,
    /// The deploy script.
    Script,
    /// The design as text.
    Sketch,
    /// The design as a tree.
    Outline,
}

impl Tab {
    /// Every tab in its order.
    pub const ALL: [Self; 5] = [Self::Findings, Self::Template, Self::Script, Self::Sketch, Self::Outline];

    /// The word on the tab.
    pub fn title(self) -> &'static str {
        match self {
            Self::Findings => "Findings",
            Self::Template => "Template",
            Self::Script => "Script",
            Self::Sketch => "Sketch",
            Self::Outline => "Outline",
        }
    }
}

/// Light, dark, or as the system says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// As the system says.
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// The value of the root's `data-theme`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The one after this one.
    pub fn next(self) -> Self {
        match self {
            Self::Auto => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::Auto,
        }
    }
}

/// The state of the panels.
#[derive(Clone, Copy)]
pub struct Panels {
    /// Whether the palette is open.
    pub palette: RwSignal<bool>,
    /// Whether the inspector is open.
    pub inspector: RwSignal<bool>,
    /// Whether the drawer is open.
    pub drawer: RwSignal<bool>,
    /// What the drawer shows.
    pub tab: RwSignal<Tab>,
    /// The drawer's height in pixels.
    pub drawer_height: RwSignal<f64>,
    /// The theme.
    pub theme: RwSignal<Theme>,
    /// Whether the template is shown as JSON.
    pub json: RwSignal<bool>,
}

/// Below this width palette and inspector lie over the canvas as sheets and start closed.
const NARROW: f64 = 900.0;
const LEAST_DRAWER: f64 = 120.0;

fn flag(key: &str, initial: bool) -> RwSignal<bool> {
    let narrow = window().inner_width().ok().and_then(|width| width.as_f64()).is_some_and(|width| width < NARROW);
    let kept = browser::stored(key).map(|text| text == "open");
    let signal = RwSignal::new(if narrow { false } else { kept.unwrap_or(initial) });
    let key = key.to_owned();
    Effect::watch(
        move || signal.get(),
        move |open, _, _| {
            let _ = browser::store(&key, if *open { "open" } else { "closed" });
        },
        false,
    );
    signal
}

impl Panels {
    /// The panels as they were left.
    pub fn restored() -> Self {
        let theme = match browser::stored("groundplan.theme").as_deref() {
            Some("light") => Theme::Light,
            Some("dark") => Theme::Dark,
            _ => Theme::Auto,
        };
        let height = browser::stored("groundplan.drawer-height").and_then(|text| text.parse().ok()).unwrap_or(168.0);
        let panels = Self {
            palette: flag("groundplan.palette", true),
            inspector: flag("groundplan.inspector", true),
            drawer: flag("groundplan.drawer", true),
            tab: RwSignal::new(Tab::Findings),
            drawer_height: RwSignal::new(f64::max(height, LEAST_DRAWER)),
            theme: RwSignal::new(theme),
            json: RwSignal::new(false),
        };
        Effect::new(move || {
            let theme = panels.theme.get();
            browser::mark_root("data-theme", theme.word());
            let _ = browser::store("groundplan.theme", theme.word());
        });
        panels
    }

    /// Opens the drawer at a tab.
    pub fn show(self, tab: Tab) {
        self.tab.set(tab);
        self.drawer.set(true);
    }

    /// Makes the drawer this high, as far as the window allows.
    pub fn set_drawer_height(self, height: f64) {
        let most = window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or(800.0) * 0.7;
        let height = height.clamp(LEAST_DRAWER, most.max(LEAST_DRAWER));
        self.drawer_height.set(height);
        let _ = browser::store("groundplan.drawer-height", &height.to_string());
    }
}
