//! The drawer below the canvas: findings, walk, template, script, CDK program, sketch and outline.

use leptos::prelude::*;
use web_sys::{KeyboardEvent, PointerEvent};

use super::icon::{self, icon};
use super::{Panels, Tab, cdk, findings, outline, sketch, template, walk};
use crate::erased::{live, live_text, on, shown_while};
use groundplan_synth::decimal;
use groundplan_synth::pixels::Pixels;

/// How far one press of an arrow key moves the drawer's edge.
const STEP: f64 = 24.0;

/// The drawer.
#[component]
pub fn Drawer() -> impl IntoView {
    let panels: Panels = expect_context();
    let drawer = move || {
        view! {
            <section class="drawer panel" aria-label="Drawer" style:height=live_text(move || format!("{}px", Pixels(panels.drawer_height.get())))>
                <Edge />
                <div class="drawer-head">
                    <Tabs />
                    <span class="spacer"></span>
                    <button class="quiet" aria-label="Close the drawer" on:click=on(move |_| panels.drawer.set(false))>{icon(icon::CLOSE)}</button>
                </div>
                <div class="drawer-body" role="tabpanel" id="drawer-panel" aria-label=live_text(move || panels.tab.get().title().to_owned())>
                    {live(move || match panels.tab.get() {
                        Tab::Findings => view! { <findings::FindingsPanel /> }.into_any(),
                        Tab::Template => view! { <template::TemplatePanel /> }.into_any(),
                        Tab::Script => view! { <template::ScriptPanel /> }.into_any(),
                        Tab::Cdk => view! { <cdk::CdkPanel /> }.into_any(),
                        Tab::Sketch => view! { <sketch::SketchPanel /> }.into_any(),
                        Tab::Outline => view! { <outline::OutlinePanel /> }.into_any(),
                        Tab::Walk => view! { <walk::WalkPanel /> }.into_any(),
                    })}
                </div>
            </section>
        }
    };
    shown_while(move || panels.drawer.get(), drawer)
}

#[component]
fn Tabs() -> impl IntoView {
    let panels: Panels = expect_context();
    let go = move |event: &KeyboardEvent, step: usize| {
        event.prevent_default();
        let at = Tab::ALL.iter().position(|tab| *tab == panels.tab.get_untracked()).unwrap_or(0);
        let tab = Tab::ALL[(at + step) % Tab::ALL.len()];
        panels.tab.set(tab);
        let id = format!("tab-{}", tab.title());
        if let Some(element) =
            document().get_element_by_id(&id).and_then(|element| wasm_bindgen::JsCast::dyn_into::<web_sys::HtmlElement>(element).ok())
        {
            let _ = element.focus();
        }
    };
    let on_key = move |event: KeyboardEvent| match event.key().as_str() {
        "ArrowRight" => go(&event, 1),
        "ArrowLeft" => go(&event, Tab::ALL.len() - 1),
        _ => {}
    };
    view! {
        <div class="tabs" role="tablist" aria-label="Drawer" on:keydown=on(on_key)>
            {Tab::ALL
                .map(|tab| {
                    let chosen = move || panels.tab.get() == tab;
                    view! {
                        <button
                            role="tab"
                            id=format!("tab-{}", tab.title())
                            aria-selected=live_text(move || chosen().to_string())
                            aria-controls="drawer-panel"
                            tabindex=live_text(move || if chosen() { "0" } else { "-1" }.to_owned())
                            on:click=on(move |_| panels.tab.set(tab))
                        >{tab.title()}</button>
                    }
                })
                .collect_view()}
        </div>
    }
}

/// The upper edge: drag it, or move it with the arrow keys.
#[component]
fn Edge() -> impl IntoView {
    let panels: Panels = expect_context();
    let grabbed = RwSignal::new(None::<(i32, f64)>);
    let down = move |event: PointerEvent| {
        event.prevent_default();
        if let Some(edge) = event.current_target().and_then(|target| wasm_bindgen::JsCast::dyn_into::<web_sys::Element>(target).ok()) {
            let _ = edge.set_pointer_capture(event.pointer_id());
        }
        grabbed.set(Some((event.client_y(), panels.drawer_height.get_untracked())));
    };
    let moved = move |event: PointerEvent| {
        if let Some((start, height)) = grabbed.get_untracked() {
            panels.set_drawer_height(height + f64::from(start - event.client_y()));
        }
    };
    let on_key = move |event: KeyboardEvent| {
        let step = match event.key().as_str() {
            "ArrowUp" => STEP,
            "ArrowDown" => -STEP,
            _ => return,
        };
        event.prevent_default();
        panels.set_drawer_height(panels.drawer_height.get_untracked() + step);
    };
    view! {
        <div
            class="drawer-edge"
            role="separator"
            tabindex="0"
            aria-orientation="horizontal"
            aria-label="Height of the drawer"
            aria-valuenow=live_text(move || decimal::rounded(panels.drawer_height.get(), 0))
            aria-valuemin="120"
            aria-valuemax="2000"
            on:pointerdown=on(down)
            on:pointermove=on(moved)
            on:pointerup=on(move |_| grabbed.set(None))
            on:pointercancel=on(move |_| grabbed.set(None))
            on:keydown=on(on_key)
        ></div>
    }
}
