//! Which panels are open and what they show: a matter of this browser, not of the design.

use std::collections::BTreeMap;

use leptos::prelude::*;

use crate::browser;
use groundplan_synth::decimal;
use groundplan_synth::picture::Theme as PictureTheme;
use groundplan_synth::picture::lens::Lens;

/// What the drawer shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// What the rules find.
    Findings,
    /// The CloudFormation template.
    Template,
    /// The deploy script.
    Script,
    /// The CDK program.
    Cdk,
    /// The design as text.
    Sketch,
    /// The design as a tree.
    Outline,
    /// The way of a packet.
    Walk,
}

impl Tab {
    /// Every tab in its order.
    pub const ALL: [Self; 7] = [Self::Findings, Self::Walk, Self::Template, Self::Script, Self::Cdk, Self::Sketch, Self::Outline];

    /// The word on the tab.
    pub fn title(self) -> &'static str {
        match self {
            Self::Findings => "Findings",
            Self::Template => "Template",
            Self::Script => "Script",
            Self::Cdk => "CDK",
            Self::Sketch => "Sketch",
            Self::Outline => "Outline",
            Self::Walk => "Walk",
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

    /// The theme of a picture: light unless somebody chose dark.
    pub fn of_picture(self) -> PictureTheme {
        if matches!(self, Self::Dark) { PictureTheme::Dark } else { PictureTheme::Light }
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
    /// What the canvas speaks of.
    pub lens: RwSignal<Lens>,
    /// Whether the lessons are open.
    pub lessons: RwSignal<bool>,
    /// Whether the overview is open.
    pub minimap: RwSignal<bool>,
    /// Whether the template is shown as JSON.
    pub json: RwSignal<bool>,
    /// What a person folded and unfolded, by its name.
    folds: StoredValue<BTreeMap<String, bool>>,
}

/// Below this width palette and inspector lie over the canvas as sheets and start closed.
const NARROW: f64 = 900.0;
const LEAST_DRAWER: f64 = 120.0;

const FOLDS: &str = "groundplan.folds";

fn kept_folds() -> BTreeMap<String, bool> {
    let text = browser::stored(FOLDS).unwrap_or_default();
    text.lines().filter_map(|line| line.split_once(' ')).map(|(sign, name)| (name.to_owned(), sign == "+")).collect()
}

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
        let height = browser::stored("groundplan.drawer-height").and_then(|text| decimal::read(&text)).unwrap_or(168.0);
        let panels = Self {
            palette: flag("groundplan.palette", true),
            inspector: flag("groundplan.inspector", true),
            // In a page of somebody else there is little room.
            drawer: flag("groundplan.drawer", !browser::is_embedded()),
            tab: RwSignal::new(Tab::Findings),
            drawer_height: RwSignal::new(f64::max(height, LEAST_DRAWER)),
            theme: RwSignal::new(theme),
            lens: RwSignal::new(Lens::Everything),
            lessons: flag("groundplan.lessons", false),
            minimap: flag("groundplan.minimap", false),
            json: RwSignal::new(false),
            folds: StoredValue::new(kept_folds()),
        };
        Effect::new(move || {
            let theme = panels.theme.get();
            browser::mark_root("data-theme", theme.word());
            let _ = browser::store("groundplan.theme", theme.word());
        });
        panels
    }

    /// Whether a person left something open that folds; `None` when nobody has touched it.
    pub fn is_open(self, name: &str) -> Option<bool> {
        self.folds.with_value(|folds| folds.get(name).copied())
    }

    /// Remembers what a person folds, in this browser.
    pub fn remember(self, name: &str, is_open: bool) {
        self.folds.update_value(|folds| {
            folds.insert(name.to_owned(), is_open);
        });
        let lines = self.folds.with_value(|folds| {
            folds.iter().map(|(name, is_open)| format!("{} {name}", if *is_open { "+" } else { "-" })).collect::<Vec<_>>()
        });
        let _ = browser::store(FOLDS, &lines.join("\n"));
    }

    /// Opens the drawer at a tab.
    pub fn show(self, tab: Tab) {
        // What is shown already stays as it is.
        if self.tab.get_untracked() != tab {
            self.tab.set(tab);
        }
        if !self.drawer.get_untracked() {
            self.drawer.set(true);
        }
    }

    /// Makes the drawer this high, as far as the window allows.
    pub fn set_drawer_height(self, height: f64) {
        let most = window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or(800.0) * 0.7;
        let height = decimal::within(height, LEAST_DRAWER, most.max(LEAST_DRAWER));
        self.drawer_height.set(height);
        let _ = browser::store("groundplan.drawer-height", &decimal::written(height));
    }
}
