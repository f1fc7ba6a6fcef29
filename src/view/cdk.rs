//! The CDK program of the committed design: its files, one at a time.

use groundplan_engine::answer::File;
use groundplan_engine::{Answer, Question, Writing};
use leptos::prelude::*;

use super::answered::answered;
use super::comparing::Comparing;
use super::icon::{self, icon};
use super::listing::Listing;
use super::template::lines;
use crate::browser;
use crate::erased::{derive, live, memo, on};
use crate::session::{Notice, Session};

/// The program, asked for only while it is shown, or what differs from an earlier one.
#[component]
pub fn CdkPanel() -> impl IntoView {
    let session: Session = expect_context();
    let comparing: Comparing = expect_context();
    let question = move || (!comparing.is_on()).then_some(Question::Program);
    let asked = session.asked(question, |answer| if let Answer::Program(files) = answer { Some(files) } else { None });
    let files = memo(move || asked.get().there().unwrap_or_default());
    let chosen = RwSignal::new(None::<String>);
    // What was chosen is gone when the design gets another name; then the file that says most stands in, as it does at first.
    let current = memo(move || {
        let wanted = chosen.get();
        files.with(|files| {
            let found = files.iter().find(|file| Some(&file.path) == wanted.as_ref());
            found.or_else(|| files.iter().max_by_key(|file| file.text.len())).cloned()
        })
    });
    let lines = derive(move || current.with(|file| file.as_ref().map(|file| lines(&file.text, &file.nodes))).unwrap_or_default());
    let plain =
        move || answered(session, PROGRAM, asked, move |_| view! { <Listing title=TITLE lines is_template=false /> }.into_any()).into_any();
    view! {
        <div class="choice files">
            {live(move || (!comparing.is_on() && !files.with(Vec::is_empty)).then(|| view! { <Files files current chosen /> }))}
            {comparing.control()}
        </div>
        {comparing.text((PROGRAM, TITLE), || Writing::Program, plain)}
    }
}

/// What the program is called, at the beginning of a sentence and within one.
const PROGRAM: &str = "The CDK program";
const TITLE: &str = "CDK program";

/// The choice of a file, and the ways to take files away.
#[component]
fn Files(
    /// All files.
    files: Memo<Vec<File>>,
    /// The one that is shown.
    current: Memo<Option<File>>,
    /// The path of the one that somebody chose.
    chosen: RwSignal<Option<String>>,
) -> impl IntoView {
    let session: Session = expect_context();
    let comparing: Comparing = expect_context();
    let save = move |file: &File| {
        let name = file.path.rsplit('/').next().unwrap_or(&file.path);
        let is_saved = browser::download(name, "text/plain", &file.text).is_ok();
        if !is_saved {
            let lines = vec!["Copy it from the drawer instead".to_owned()];
            session.tell(Some(Notice { title: format!("This browser did not save {name}"), lines, is_error: true, offer: None }));
        }
        is_saved
    };
    let exported = move || comparing.exported(session.document(), untrack(move || session.committed()));
    let save_one = move |_| {
        if current.get_untracked().is_some_and(|file| save(&file)) {
            exported();
        }
    };
    let save_all = move |_| {
        // Of each file it is told when it is not saved.
        if files.with_untracked(|files| files.iter().map(save).filter(|is_saved| !is_saved).count()) == 0 {
            exported();
        }
    };
    let options = move || {
        let current = current.get().map(|file| file.path).unwrap_or_default();
        let paths = files.with(|files| files.iter().map(|file| file.path.clone()).collect::<Vec<_>>());
        paths.into_iter().map(|path| view! { <option value=path.clone() selected=path == current>{path.clone()}</option> }).collect_view()
    };
    view! {
        <select aria-label="File of the program" on:change=on(move |event| chosen.set(Some(event_target_value(&event))))>{live(options)}</select>
        <button type="button" aria-label="Download this file" title="Download this file" on:click=on(save_one)>{icon(icon::DOWNLOAD)}</button>
        <button type="button" on:click=on(save_all)>"Download all"</button>
    }
}
