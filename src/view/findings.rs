//! What the rules find: what is wrong, what AWS would say, and the repairs.

use groundplan_editor::{Event, Item};
use groundplan_synth::rules::{Finding, Severity, exceptions};
use leptos::prelude::*;

use super::icon::{self, icon};
use crate::session::Session;

/// The list of all findings.
#[component]
pub fn FindingsPanel() -> impl IntoView {
    let session: Session = expect_context();
    move || {
        let checked = session.checked.get();
        let allowed = (!checked.allowed.is_empty()).then(|| allowed_list(session, &checked.allowed));
        if checked.findings.is_empty() {
            let words =
                if session.order.with(Vec::is_empty) { "Nothing is drawn yet" } else { "The rules find nothing to say about this design" };
            return view! { <p class="empty">{icon(icon::DONE)} {words}</p> {allowed} {elsewhere()} }.into_any();
        }
        let items = checked.findings.iter().map(|finding| view! { <li>{card(session, finding, true)}</li> }).collect_view();
        view! { <ul class="findings">{items}</ul> {allowed} {elsewhere()} }.into_any()
    }
}

/// What is not looked at here: the page says so rather than seem to know.
fn elsewhere() -> impl IntoView {
    view! { <p class="elsewhere">"Written policies and network paths are checked on the command line: " <code>"groundplan check"</code></p> }
}

/// What the design allows, each with its reason and a way back.
fn allowed_list(session: Session, allowed: &[(Finding, String)]) -> impl IntoView + use<> {
    let count = allowed.len();
    let items = allowed.iter().map(|(finding, reason)| {
        let back = finding.clone();
        let take_back = move |_| {
            if let Some(patch) = session.with_design(|design| exceptions::forbid(design, &back)) {
                session.send(Event::Apply(patch));
            }
        };
        view! {
            <li class="allowed-finding">
                <p><strong>{finding.rule.name}</strong> " " {finding.message.clone()}</p>
                <p class="muted">"Allowed: " {reason.clone()}</p>
                <button type="button" class="link" on:click=take_back>"Object again"</button>
            </li>
        }
    });
    view! { <details class="allowed"><summary>{format!("Allowed by the design ({count})")}</summary><ul>{items.collect_view()}</ul></details> }
}

/// The way to allow a finding: its reason is asked for, since nobody else knows it later.
fn allow_form(session: Session, finding: &Finding) -> impl IntoView + use<> {
    let finding = finding.clone();
    let reason = NodeRef::<leptos::html::Input>::new();
    let label = format!("Why {} is allowed here", finding.rule.name);
    let allow = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let words = reason.get_untracked().map(|input| input.value()).unwrap_or_default();
        if words.trim().is_empty() {
            return;
        }
        if let Some(patch) = session.with_design(|design| exceptions::allow(design, &finding, &words)) {
            session.send(Event::Apply(patch));
        }
    };
    view! {
        <details class="allow">
            <summary>"Allow…"</summary>
            <form on:submit=allow>
                <input node_ref=reason type="text" required=true maxlength="200" aria-label=label placeholder="Reason" />
                <button type="submit">"Allow"</button>
            </form>
        </details>
    }
}

/// The icon and word of a severity: never the colour alone.
pub fn severity_icon(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => icon::ERROR,
        Severity::Warning => icon::WARNING,
        Severity::Info => icon::INFO,
    }
}

/// One finding with its repairs; `with_place` adds a button that goes there.
pub fn card(session: Session, finding: &Finding, with_place: bool) -> impl IntoView + use<> {
    let item = finding.node.map(Item::Node).or(finding.connection.map(Item::Connection));
    let place = item.filter(|_| with_place).map(|item| {
        let name = session.with_design(|design| match item {
            Item::Node(id) => design.node(id).map(|node| node.name.clone()).unwrap_or_default(),
            Item::Connection(id) => {
                design.connection(id).map(|connection| crate::session::connection_words(design, connection)).unwrap_or_default()
            }
        });
        view! { <button class="link" on:click=move |_| { session.send(Event::Select(vec![item])); }>{name}</button> }
    });
    let fixes = finding.fixes.iter().map(|fix| {
        let patch = fix.patch.clone();
        let price = fix.monthly_usd.map(|price| format!(" (${price:.2} a month)")).unwrap_or_default();
        let words = format!("{}{price}", fix.title);
        view! { <button class="fix" on:click=move |_| { session.send(Event::Apply(patch.clone())); }>{words}</button> }
    });
    let says =
        (!finding.aws_says.is_empty()).then(|| view! { <p class="aws-says">"AWS would say: " <q>{finding.aws_says.clone()}</q></p> });
    let severity = finding.rule.severity;
    let allow = item.is_some().then(|| allow_form(session, finding));
    view! {
        <article class=format!("finding severity-{severity}")>
            <span class="severity">{icon(severity_icon(severity))} {severity.to_string()}</span>
            <div class="finding-words">
                <p>{place} " " {finding.message.clone()}</p>
                {says}
                <div class="fixes">{fixes.collect_view()} {allow}</div>
            </div>
            <a class="rule-name" href=finding.rule.source target="_blank" rel="noopener noreferrer" title="The source of the fact, at AWS">{finding.rule.name}</a>
        </article>
    }
}
