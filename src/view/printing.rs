//! What a printer gets: the whole drawing on one page, without the panels around it.

use groundplan_synth::picture::{self, Theme};
use leptos::ev::Custom;
use leptos::prelude::*;

use crate::browser;
use crate::session::Session;

/// The id of the element that is on paper alone.
const ID: &str = "paper";

/// The paper: the drawing is made when the browser begins to print, light whatever the theme is.
#[component]
pub fn Paper() -> impl IntoView {
    let session: Session = expect_context();
    let print = move |_: web_sys::Event| browser::show_svg(ID, Some(&session.with_design(|design| picture::draw(design, Theme::Light))));
    let before = window_event_listener(Custom::new("beforeprint"), print);
    let after = window_event_listener(Custom::new("afterprint"), move |_: web_sys::Event| browser::show_svg(ID, None));
    on_cleanup(move || {
        before.remove();
        after.remove();
    });
    view! { <div id=ID class="paper"></div> }
}
