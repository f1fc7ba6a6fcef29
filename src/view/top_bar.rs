//! The bar at the top: the design's name, what can be done with all of it, and what can be taken away.

use groundplan_editor::action::Act;
use groundplan_editor::{Event, Setting};
use groundplan_engine::answer::Example;
use groundplan_engine::{Answer, Question, Writing};
use groundplan_synth::decimal;
use groundplan_synth::design::{Design, saved, sketch};
use groundplan_synth::picture::{self, Theme as PictureTheme};
use leptos::html::Details;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::comparing::Comparing;
use super::icon::{self, icon};
use super::template::text_of;
use super::{Panels, Theme, menu, name_editor, opening};
use crate::browser;
use crate::erased::{live, live_flag, live_text, on};
use crate::files;
use crate::session::{Asked, Notice, Saved, Session};

/// The id of the control that takes a file.
const FILE_ID: &str = "file-to-open";

/// The bar.
#[component]
pub fn TopBar() -> impl IntoView {
    let session: Session = expect_context();
    let panels: Panels = expect_context();
    let zoom = move || format!("{} %", decimal::rounded(session.zoom.get() * 100.0, 0));
    view! {
        <header class="top-bar">
            <button class="quiet" aria-label="Palette" title="Palette" aria-pressed=live_text(move || panels.palette.get().to_string()) on:click=on(move |_| panels.palette.update(|open| *open = !*open))>{icon(icon::LEFT)}</button>
            <span class="brand"><Mark /> "Groundplan"</span>
            <DesignName />
            <SavedState />
            <span class="spacer"></span>
            <div class="group" role="group" aria-label="History">
                {act(Act::Undo, Some(session.can_undo), icon(icon::UNDO).into_any())}
                {act(Act::Redo, Some(session.can_redo), icon(icon::REDO).into_any())}
            </div>
            <div class="group" role="group" aria-label="View">
                {act(Act::ZoomOut, None, "−".into_any())}
                {act(Act::ResetZoom, None, view! { <span class="zoom">{live(zoom)}</span> }.into_any())}
                {act(Act::ZoomIn, None, "+".into_any())}
                {act(Act::FitAll, None, icon(icon::FIT).into_any())}
                {act(Act::Arrange, None, icon(icon::ARRANGE).into_any())}
            </div>
            <ThemeButton />
            <button class="quiet" aria-pressed=live_text(move || panels.lessons.get().to_string()) on:click=on(move |_| panels.lessons.update(|open| *open = !*open))>"Lessons"</button>
            <OpenMenu />
            <ExportMenu />
            <button class="quiet" aria-label="Drawer" title="Findings, template and more" aria-pressed=live_text(move || panels.drawer.get().to_string()) on:click=on(move |_| panels.drawer.update(|open| *open = !*open))>{icon(icon::BOTTOM)}</button>
            <button class="quiet" aria-label="Inspector" title="Inspector" aria-pressed=live_text(move || panels.inspector.get().to_string()) on:click=on(move |_| panels.inspector.update(|open| *open = !*open))>{icon(icon::RIGHT)}</button>
        </header>
    }
}

/// A button for an action, with its words and its shortcut.
fn act(act: Act, enabled: Option<ReadSignal<bool>>, content: AnyView) -> AnyView {
    let session: Session = expect_context();
    let action = act.action();
    let keys = menu::keys(action);
    let title = if keys.is_empty() { action.words.to_owned() } else { format!("{} ({keys})", action.words) };
    view! {
        <button class="quiet" aria-label=action.words title=title disabled=live_flag(move || enabled.is_some_and(|enabled| !enabled.get()))
            // A click leaves the focus on the canvas: its keys go on. A field is left, with what was typed.
            on:mousedown=on(|event: web_sys::MouseEvent| if name_editor::is_on_canvas() { event.prevent_default() })
            on:click=on(move |_| { session.send(Event::Act(act)); })>{content}</button>
    }
    .into_any()
}

/// Asks for a file to open, by the control of the page.
pub fn choose_file() {
    if let Some(input) = document().get_element_by_id(FILE_ID).and_then(|input| input.dyn_into::<web_sys::HtmlElement>().ok()) {
        input.click();
    }
}

#[component]
fn Mark() -> impl IntoView {
    view! {
        <svg class="mark-icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
            <rect x="1" y="1" width="18" height="18" rx="5" fill="var(--accent)" />
            <path d="M5 5.5h10v9H5zM5 10h5M10 5.5v9" fill="none" stroke="var(--on-accent)" stroke-width="1.5" stroke-linejoin="round" />
        </svg>
    }
}

#[component]
fn DesignName() -> impl IntoView {
    let session: Session = expect_context();
    view! {
        <input
            class="design-name"
            aria-label="Name of the design"
            prop:value=live_text(move || session.settings.get().name.clone())
            on:input=on(move |event| session.set(Setting::Name(event_target_value(&event)), true))
            on:change=on(move |_| { session.send(Event::Commit); })
        />
    }
}

#[component]
fn SavedState() -> impl IntoView {
    let session: Session = expect_context();
    live(move || {
        match session.saved.get() {
        Saved::Yes => view! { <span class="saved">"Kept in this browser"</span> }.into_any(),
        Saved::Soon => view! { <span class="saved">"Being kept…"</span> }.into_any(),
        Saved::NotYet => view! { <span class="saved">"Shared, not kept yet"</span> }.into_any(),
        Saved::No(reason) => {
            view! {
                <span class="saved refusal" role="alert">
                    "Not kept: "<button class="link" title=reason.clone() on:click=on(move |_| files::save_copy(session))>"save it as a file"</button>
                </span>
            }
            .into_any()
        }
    }
    })
}

#[component]
fn ThemeButton() -> impl IntoView {
    let panels: Panels = expect_context();
    let words = move || match panels.theme.get() {
        Theme::Auto => "Theme: as the system",
        Theme::Light => "Theme: light",
        Theme::Dark => "Theme: dark",
    };
    view! {
        <button class="quiet theme" aria-label=words title=words on:click=on(move |_| panels.theme.update(|theme| *theme = theme.next()))>{icon(icon::THEME)}</button>
    }
}

/// Closes a menu after a choice.
fn close(menu: NodeRef<Details>) {
    if let Some(element) = menu.get_untracked() {
        let _ = element.remove_attribute("open");
    }
}

/// Closes an open menu and gives the focus to its button. Answers whether it was open.
fn leave_by_key(menu: NodeRef<Details>) -> bool {
    let Some(element) = menu.get_untracked().filter(|element| element.has_attribute("open")) else { return false };
    let button = element.query_selector("summary").ok().flatten();
    if let Some(button) = button.and_then(|button| wasm_bindgen::JsCast::dyn_into::<web_sys::HtmlElement>(button).ok()) {
        let _ = button.focus();
    }
    close(menu);
    true
}

/// A menu of buttons. It closes with Escape, after a choice, and when the focus leaves it.
#[component]
fn Menu(
    /// The word on its button.
    title: &'static str,
    /// The icon before it.
    drawing: &'static str,
    /// The element, so that a choice can close it.
    menu: NodeRef<Details>,
    /// Becomes true when it is opened for the first time.
    #[prop(optional)]
    was_opened: Option<RwSignal<bool>>,
    /// Its buttons.
    children: Children,
) -> impl IntoView {
    let toggled = move |_| was_opened.into_iter().for_each(|opened| opened.set(true));
    let leave = move |event: web_sys::FocusEvent| {
        let inside = event.related_target().and_then(|target| wasm_bindgen::JsCast::dyn_into::<web_sys::Node>(target).ok());
        if let Some(element) = menu.get_untracked()
            && !element.contains(inside.as_ref())
        {
            close(menu);
        }
    };
    view! {
        <details
            class="menu"
            node_ref=menu
            on:toggle=on(toggled)
            on:focusout=on(leave)
            on:keydown=on(move |event: web_sys::KeyboardEvent| {
                // The selection is another step of the ladder.
                if event.key() == "Escape" && leave_by_key(menu) {
                    event.stop_propagation();
                }
            })
        >
            <summary>{icon(drawing)} {title}</summary>
            <div class="menu-list">{children()}</div>
        </details>
    }
}

#[component]
fn OpenMenu() -> impl IntoView {
    let session: Session = expect_context();
    let menu = NodeRef::<Details>::new();
    let file = NodeRef::<leptos::html::Input>::new();
    let chosen = move |_| {
        let Some(input) = file.get_untracked() else { return };
        if let Some(chosen) = input.files().and_then(|files| files.get(0)) {
            opening::open_file(session, &chosen, || {});
        }
        // The same file can be chosen again after it was changed.
        input.set_value("");
    };
    // The examples are asked for when somebody first looks.
    let was_opened = RwSignal::new(false);
    view! {
        <Menu title="Open" drawing=icon::OPEN menu was_opened>
            {(!browser::is_embedded()).then(|| view! {
                <button on:click=on(move |_| { close(menu); session.send(Event::Act(Act::Designs)); })>"Your designs…"</button>
            })}
            <button on:click=on(move |_| { close(menu); session.send(Event::Act(Act::Open)); })>"Open a file…"</button>
            <button on:click=on(move |_| { close(menu); session.replace(&Design::default()); })>"New design"</button>
            <div class="menu-part" role="group" aria-label="Open an example">
                <p>"Open an example"</p>
                {live(move || was_opened.get().then(|| view! { <Examples menu /> }))}
            </div>
            <p>"A sketch, a saved design or an exported picture. What is open now can be brought back with Undo"</p>
        </Menu>
        <input id=FILE_ID class="visually-hidden" type="file" tabindex="-1" aria-label="File to open" accept=".sketch,.json,.svg,.png,.txt,.md" node_ref=file on:change=on(chosen) />
    }
}

/// A button an example.
#[component]
fn Examples(menu: NodeRef<Details>) -> impl IntoView {
    let session: Session = expect_context();
    let read = |answer| if let Answer::Examples(examples) = answer { Some(examples) } else { None };
    let asked = session.asked(|| Some(Question::Examples), read);
    live(move || match asked.get() {
        Asked::Waiting => view! { <p class="loading muted" role="status">"They are being loaded…"</p> }.into_any(),
        Asked::Failed(reason) => view! { <p class="problem" role="alert">"They could not be loaded: "{reason}</p> }.into_any(),
        Asked::There(examples) => {
            let button = |Example { name, about, sketch }: Example| {
                let open = move |_| {
                    close(menu);
                    session.replace(&sketch::parse(&sketch).design);
                };
                view! { <button class="example" title=about on:click=on(open)>{name}</button> }
            };
            examples.into_iter().map(button).collect_view().into_any()
        }
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Export {
    Yaml,
    Json,
    Script,
    Design,
    Sketch,
    Light,
    Dark,
}

impl Export {
    const ALL: [(Self, &'static str); 7] = [
        (Self::Yaml, "Template as YAML"),
        (Self::Json, "Template as JSON"),
        (Self::Script, "Deploy script"),
        (Self::Design, "Design"),
        (Self::Sketch, "Sketch"),
        (Self::Light, "Picture, light"),
        (Self::Dark, "Picture, dark"),
    ];

    /// What the engine must be asked for it; nothing when the page can write it itself.
    fn question(self) -> Option<Question> {
        match self {
            Self::Yaml => Some(Question::Text(Writing::Yaml)),
            Self::Json => Some(Question::Text(Writing::Json)),
            Self::Script => Some(Question::Text(Writing::Script)),
            Self::Design | Self::Sketch | Self::Light | Self::Dark => None,
        }
    }

    /// The file's ending and its media type.
    fn form(self) -> (&'static str, &'static str) {
        match self {
            Self::Yaml => (".template.yaml", "application/yaml"),
            Self::Json => (".template.json", "application/json"),
            Self::Script => (".deploy.sh", "text/x-shellscript"),
            Self::Design => (".groundplan.json", "application/json"),
            Self::Sketch => (".sketch", "text/plain"),
            Self::Light => (".svg", "image/svg+xml"),
            Self::Dark => (".dark.svg", "image/svg+xml"),
        }
    }

    /// The file's content; the error says why it cannot be had.
    async fn content(self, session: Session, design: &Design) -> Result<String, String> {
        if let Some(question) = self.question() {
            let text = text_of(session.ask(question).await?).ok_or("The engine answered something else")?;
            return Ok(text.text);
        }
        Ok(match self {
            Self::Design => saved::write(design),
            Self::Light => picture::draw(design, PictureTheme::Light),
            Self::Dark => picture::draw(design, PictureTheme::Dark),
            _ => sketch::print(design),
        })
    }
}

#[component]
fn ExportMenu() -> impl IntoView {
    let session: Session = expect_context();
    let panels: Panels = expect_context();
    let comparing: Comparing = expect_context();
    let menu = NodeRef::<Details>::new();
    let export = move |what: Export| {
        close(menu);
        let (document, design) = (session.document(), untrack(move || session.committed()));
        let fail = move |title: String, line: String| session.tell(Some(Notice { title, lines: vec![line], is_error: true, offer: None }));
        leptos::task::spawn_local(async move {
            let (ending, media_type) = what.form();
            let text = match what.content(session, &design).await {
                Ok(text) => text,
                Err(reason) => return fail("This could not be exported. Try again".to_owned(), reason),
            };
            let name = browser::file_stem(&design.settings().name) + ending;
            if browser::download(&name, media_type, &text).is_ok() {
                if what.question().is_some() {
                    comparing.exported(document, design);
                }
            } else {
                fail(format!("This browser did not save {name}"), "Copy it from the drawer below instead".to_owned());
            }
        });
    };
    let png = move |scale: u32| {
        close(menu);
        let design = untrack(move || session.committed());
        files::take_png(session, design, panels.theme.get_untracked().of_picture(), scale, false);
    };
    let act = move |act: Act| view! { <button on:click=on(move |_| { close(menu); session.send(Event::Act(act)); })>{act.action().words}</button> };
    view! {
        <Menu title="Export" drawing=icon::DOWNLOAD menu>
            {Export::ALL.map(|(what, words)| view! { <button on:click=on(move |_| export(what))>{words}</button> }).collect_view()}
            {[Act::Save, Act::SaveAs].map(act)}
            <div class="menu-part sizes" role="group" aria-label="Picture as PNG">
                <p>"Picture as PNG"</p>
                {(1..=4).map(|scale| view! { <button aria-label=format!("PNG, {scale} times") on:click=on(move |_| png(scale))>{scale}" ×"</button> }).collect_view()}
            </div>
            {[Act::CopyImage, Act::Share].map(act)}
        </Menu>
    }
}
