//! What the rules find: what is wrong, what AWS would say, and the repairs.

use groundplan_editor::{Event, Item};
use groundplan_synth::rules::{Finding, Severity};
use leptos::prelude::*;

use super::icon::{self, icon};
use crate::session::Session;

/// The list of all findings.
#[component]
pub fn FindingsPanel() -> impl IntoView {
    let session: Session = expect_context();
    move || {
        let checked = session.checked.get();
        if checked.findings.is_empty() {
            let words =
                if session.order.with(Vec::is_empty) { "Nothing is drawn yet" } else { "The rules find nothing to say about this design" };
            return view! { <p class="empty">{icon(icon::DONE)} {words}</p> }.into_any();
        }
        let items = checked.findings.iter().map(|finding| view! { <li>{card(session, finding, true)}</li> }).collect_view();
        view! { <ul class="findings">{items}</ul> }.into_any()
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
    view! {
        <article class=format!("finding severity-{severity}")>
            <span class="severity">{icon(severity_icon(severity))} {severity.to_string()}</span>
            <div class="finding-words">
                <p>{place} " " {finding.message.clone()}</p>
                {says}
                <div class="fixes">{fixes.collect_view()}</div>
            </div>
            <a class="rule-name" href=finding.rule.source target="_blank" rel="noopener noreferrer" title="The source of the fact, at AWS">{finding.rule.name}</a>
        </article>
    }
}
