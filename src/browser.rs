//! The few things that only a browser can do: files, storage, the clipboard, the theme.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Storage, Url};

/// True in a page of somebody else, which decides what is kept: `public/boot.js` marks the root.
pub fn is_embedded() -> bool {
    let root = web_sys::window().and_then(|window| window.document()).and_then(|document| document.document_element());
    root.is_some_and(|root| root.has_attribute("data-embed"))
}

/// True in such a page where the design is only looked at.
pub fn is_looked_at() -> bool {
    let root = web_sys::window().and_then(|window| window.document()).and_then(|document| document.document_element());
    root.and_then(|root| root.get_attribute("data-embed")).is_some_and(|mode| mode == "view")
}

fn storage() -> Option<Storage> {
    if is_embedded() {
        return None;
    }
    web_sys::window()?.local_storage().ok().flatten()
}

/// A text from the browser's storage.
pub fn stored(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

/// The browser has no storage for this page, or it is full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotStored;

/// Keeps a text in the browser's storage.
pub fn store(key: &str, text: &str) -> Result<(), NotStored> {
    storage().ok_or(NotStored)?.set_item(key, text).map_err(|_| NotStored)
}

/// Takes a text out of the browser's storage.
pub fn remove(key: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(key);
    }
}

/// The names of all texts in the browser's storage.
pub fn stored_keys() -> Vec<String> {
    let all = storage().map(|storage| (0..storage.length().unwrap_or(0)).filter_map(|at| storage.key(at).ok().flatten()).collect());
    all.unwrap_or_default()
}

/// The storage of this tab alone, which a reload leaves as it is.
fn tab_storage() -> Option<Storage> {
    if is_embedded() {
        return None;
    }
    web_sys::window()?.session_storage().ok().flatten()
}

/// A text from the storage of this tab.
pub fn tab_stored(key: &str) -> Option<String> {
    tab_storage()?.get_item(key).ok().flatten()
}

/// Keeps a text for this tab; where that fails nothing is lost.
pub fn tab_store(key: &str, text: &str) {
    if let Some(storage) = tab_storage() {
        let _ = storage.set_item(key, text);
    }
}

/// Offers a text as a file to save.
pub fn download(name: &str, kind: &str, text: &str) -> Result<(), JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    let parts = js_sys::Array::of1(&JsValue::from_str(text));
    let blob = Blob::new_with_str_sequence_and_options(&parts, &options)?;
    let address = Url::create_object_url_with_blob(&blob)?;
    let document = web_sys::window().and_then(|window| window.document()).ok_or(JsValue::NULL)?;
    let link: HtmlAnchorElement = document.create_element("a")?.dyn_into()?;
    link.set_href(&address);
    link.set_download(name);
    link.click();
    Url::revoke_object_url(&address)
}

/// Draws a picture as pixels, so many a unit on each side, and saves them as a file or puts them on the clipboard. The error says why not.
pub async fn take_png(svg: &str, scale: u32, name: &str, copies: bool) -> Result<(), String> {
    let function = if copies { "copyPng" } else { "savePng" };
    ask_beside("picture.js", function, &js_sys::Array::of3(&svg.into(), &scale.into(), &name.into())).await.map(drop)
}

/// What a function of one of the page's own modules promises. The error is its message.
pub async fn ask_beside(module: &str, function: &str, given: &js_sys::Array) -> Result<JsValue, String> {
    let asked = async {
        let module = load_beside(module).await?;
        let function = js_sys::Reflect::get(&module, &function.into())?.dyn_into::<js_sys::Function>()?;
        awaited(&function.apply(&JsValue::NULL, given)?).await
    };
    asked.await.map_err(|error| String::from(js_sys::Error::from(error).message()))
}

/// Loads one of the page's own modules, which is fetched when somebody first wants what it does: see `public/boot.js`.
pub async fn load_beside(name: &str) -> Result<JsValue, JsValue> {
    let load = js_sys::Reflect::get(&js_sys::global(), &"loadBeside".into())?.dyn_into::<js_sys::Function>()?;
    awaited(&load.call1(&JsValue::NULL, &name.into())?).await
}

async fn awaited(promise: &JsValue) -> Result<JsValue, JsValue> {
    wasm_bindgen_futures::JsFuture::from(js_sys::Promise::resolve(promise)).await
}

/// Puts a picture into an element for the printer, or takes it out again.
pub fn show_svg(id: &str, svg: Option<&str>) {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    let Some(area) = document.get_element_by_id(id) else { return };
    area.set_text_content(None);
    // Read as a picture, what stands in it is text and never a page.
    let parsed = svg.and_then(|svg| web_sys::DomParser::new().ok()?.parse_from_string(svg, web_sys::SupportedType::ImageSvgXml).ok());
    if let Some(picture) = parsed.and_then(|parsed| parsed.document_element()) {
        let _ = area.append_child(&picture);
    }
}

/// The clipboard, which a page has at a secure address alone.
fn clipboard() -> Option<web_sys::Clipboard> {
    let navigator = web_sys::window()?.navigator();
    let clipboard = js_sys::Reflect::get(&navigator, &JsValue::from_str("clipboard")).ok()?;
    clipboard.dyn_into().ok()
}

/// Puts a text on the clipboard; the browser may refuse silently.
pub fn copy(text: &str) {
    if let Some(clipboard) = clipboard() {
        let _ = clipboard.write_text(text);
    }
}

/// The text on the clipboard; `None` when the browser or the person does not let the page read it.
pub async fn copied() -> Option<String> {
    wasm_bindgen_futures::JsFuture::from(clipboard()?.read_text()).await.ok()?.as_string()
}

/// How often the page's pending work is let through before the focus waits for the next picture.
const MOST_TICKS: usize = 4;

/// Gives the focus to an element that is about to appear: before the next key, so that no letter is lost.
pub fn focus_soon(id: String) {
    leptos::task::spawn_local(async move {
        for _ in 0..MOST_TICKS {
            leptos::task::tick().await;
            if focus(&id) {
                return;
            }
        }
        leptos::prelude::request_animation_frame(move || {
            focus(&id);
        });
    });
}

/// Gives the focus to the first field in sight within what a selector finds: at once, before the next key, or as soon as it is drawn.
pub fn focus_first_field(within: &'static str) {
    if !focus_in_sight(within) {
        leptos::prelude::request_animation_frame(move || {
            focus_in_sight(within);
        });
    }
}

fn focus_in_sight(within: &str) -> bool {
    // Of a group of radio buttons the chosen one takes the focus; without a field a button does.
    ["input:not([type=radio]:not(:checked)), select, textarea", "button"].into_iter().any(|kind| {
        let fields = format!("{within} :is({kind}):enabled");
        let Ok(fields) = leptos::prelude::document().query_selector_all(&fields) else { return false };
        let mut fields = (0..fields.length()).filter_map(|at| fields.get(at)?.dyn_into::<web_sys::HtmlElement>().ok());
        // What is folded away does not take it.
        fields.any(|field| field.focus().is_ok() && field.matches(":focus") == Ok(true))
    })
}

/// Gives the focus to an element; answers whether there is one.
pub fn focus(id: &str) -> bool {
    let element = web_sys::window().and_then(|window| window.document()).and_then(|document| document.get_element_by_id(id));
    let element = element.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
    element.is_some_and(|element| element.focus().is_ok())
}

/// Gives the focus to the control of a field in the inspector as soon as it is there.
pub fn focus_field(field: &str) {
    let selector = format!(".inspector [data-field=\"{field}\"] :is(input, select, textarea)");
    leptos::prelude::request_animation_frame(move || {
        let found = web_sys::window().and_then(|window| window.document()?.query_selector(&selector).ok().flatten());
        if let Some(element) = found.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _ = element.focus();
        }
    });
}

/// So many pictures at most are waited for an element that an answer of the engine brings.
const MOST_PICTURES: u32 = 120;

/// Unfolds what is around the first element that a selector finds, and gives it the focus, as soon as it is there.
pub fn unfold_and_focus(selector: String) {
    look_for(selector, MOST_PICTURES);
}

fn look_for(selector: String, pictures: u32) {
    leptos::prelude::request_animation_frame(move || {
        let found = leptos::prelude::document().query_selector(&selector).ok().flatten();
        let Some(element) = found.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) else {
            if pictures > 0 {
                look_for(selector, pictures - 1);
            }
            return;
        };
        let mut around = element.closest("details:not([open])");
        while let Ok(Some(details)) = around {
            let _ = details.set_attribute("open", "");
            around = element.closest("details:not([open])");
        }
        let _ = element.focus();
        element.scroll_into_view();
    });
}

/// Gives the page's root element an attribute; the style sheet reads it.
pub fn mark_root(name: &str, value: &str) {
    let root = web_sys::window().and_then(|window| window.document()).and_then(|document| document.document_element());
    if let Some(root) = root {
        let _ = root.set_attribute(name, value);
    }
}

/// Milliseconds from the moment from which events count theirs.
pub fn now() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map(|performance| performance.now()).unwrap_or_default()
}

/// True on the platforms where shortcuts use Command.
pub fn is_mac() -> bool {
    web_sys::window()
        .and_then(|window| window.navigator().platform().ok())
        .is_some_and(|name| name.starts_with("Mac") || name.starts_with("iP"))
}

/// Scrolls an element into view after the next picture.
pub fn show_soon(id: String) {
    leptos::prelude::request_animation_frame(move || {
        show(web_sys::window().and_then(|window| window.document()).and_then(|document| document.get_element_by_id(&id)));
    });
}

/// The same with its beginning at the top: what is about to be read goes on below it.
pub fn show_from_start_soon(id: String) {
    leptos::prelude::request_animation_frame(move || {
        if let Some(element) = leptos::prelude::document().get_element_by_id(&id) {
            element.scroll_into_view();
        }
    });
}

/// The same for what a selector finds within an element.
pub fn show_within(element: &web_sys::Element, selector: String) {
    let element = element.clone();
    leptos::prelude::request_animation_frame(move || show(element.query_selector(&selector).ok().flatten()));
}

/// The place of the line on which an event of the pointer came.
pub fn line_of(event: &web_sys::Event) -> Option<usize> {
    let element = event.target()?.dyn_into::<web_sys::Element>().ok()?;
    element.closest("[data-line]").ok()??.get_attribute("data-line")?.parse().ok()
}

/// The first of so many lines that is in sight.
pub fn first_line_in_sight(element: &web_sys::HtmlElement, count: usize) -> usize {
    let height = f64::from(element.scroll_height()) / count.max(1) as f64;
    (f64::from(element.scroll_top()) / height.max(1.0)).ceil() as usize
}

/// Brings one of an element's lines into sight and marks it. One that was `sought` comes into the middle, and the element gets the focus.
pub fn show_line(element: &web_sys::HtmlElement, at: usize, sought: bool) {
    if let Some(old) = element.query_selector(".found").ok().flatten() {
        let _ = old.class_list().remove_1("found");
    }
    if let Some(line) = element.query_selector(&format!("[data-line='{at}']")).ok().flatten() {
        let _ = line.class_list().add_1("found");
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(if sought { web_sys::ScrollLogicalPosition::Center } else { web_sys::ScrollLogicalPosition::Nearest });
        line.scroll_into_view_with_scroll_into_view_options(&options);
    }
    if sought {
        let _ = element.focus();
    }
}

fn show(element: Option<web_sys::Element>) {
    if let Some(element) = element {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// A file name from a title: letters, digits and hyphens, never empty.
pub fn file_stem(title: &str) -> String {
    let mut stem = String::new();
    for letter in title.chars() {
        if letter.is_alphanumeric() {
            stem.extend(letter.to_lowercase());
        } else if !stem.ends_with('-') && !stem.is_empty() {
            stem.push('-');
        }
    }
    let stem: String = stem.trim_end_matches('-').chars().take(60).collect();
    if stem.is_empty() { "design".to_owned() } else { stem }
}

/// True when text is marked on the page.
pub fn has_marked_text() -> bool {
    let marked = web_sys::window().and_then(|window| window.get_selection().ok().flatten());
    marked.is_some_and(|selection| !selection.is_collapsed())
}

/// The address of the page without what stands behind its `#`, and that part.
pub fn address() -> (String, String) {
    let address = web_sys::window().and_then(|window| window.location().href().ok()).unwrap_or_default();
    let (page, fragment) = address.split_once('#').unwrap_or((&address, ""));
    (page.to_owned(), fragment.to_owned())
}

/// Takes a part behind the `#` of the address away, without a step of the browser's history. Another one stays.
pub fn forget_fragment(old: &str) {
    let (page, fragment) = address();
    if let Some(history) = web_sys::window().and_then(|window| window.history().ok()).filter(|_| fragment == old) {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&page));
    }
}

/// What the page's script tag says under a name, which `Trunk.toml` writes there.
pub fn script_data(name: &str) -> Option<String> {
    let document = web_sys::window()?.document()?;
    document.query_selector("script[data-wasm]").ok().flatten()?.get_attribute(&format!("data-{name}"))
}
