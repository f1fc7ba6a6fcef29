//! What the rules find: what is wrong, what AWS would say, and the repairs.

use groundplan_editor::{Event, Item};
use groundplan_engine::answer::{Allowed, Finding, Mended, Undecided};
use groundplan_engine::{Answer, Question};
use groundplan_synth::catalog::capitalized;
use groundplan_synth::decimal;
use groundplan_synth::rules::{Severity, exceptions};
use groundplan_synth::words::plain;
use leptos::prelude::*;

use super::icon::{self, icon};
use crate::browser;
use crate::erased::{live, live_flag, memo, on};
use crate::session::{Notice, Session};

/// The list of all findings.
#[component]
pub fn FindingsPanel() -> impl IntoView {
    let session: Session = expect_context();
    let trouble = memo(move || session.checked.with(|checked| checked.trouble.clone()));
    let is_known = memo(move || session.checked.with(|checked| checked.revision.is_some()));
    let findings = memo(move || session.checked.with(|checked| checked.findings.clone()));
    let undecided = memo(move || session.checked.with(|checked| checked.undecided.clone()));
    let allowed = memo(move || session.checked.with(|checked| checked.allowed.clone()));
    let list = move || {
        let findings = findings.get();
        if session.quiet.get() {
            return view! { <p class="empty">{icon(icon::INFO)} "This step of the lesson leaves it to you to find what is wrong"</p> }
                .into_any();
        }
        if findings.is_empty() {
            let is_open = undecided.with(|all| !all.is_empty());
            let (drawing, words) = match (is_known.get(), session.order.with(Vec::is_empty)) {
                (false, _) => (icon::INFO, "The rules are being loaded"),
                (true, true) => (icon::INFO, "Nothing is drawn yet"),
                (true, false) if is_open => (icon::INFO, "The rules find nothing wrong, as far as can be told"),
                (true, false) => (icon::DONE, "The rules find nothing to say about this design"),
            };
            return view! { <p class="empty">{icon(drawing)} {words}</p> }.into_any();
        }
        let groups = [
            (Severity::Error, "It will not deploy or not run"),
            (Severity::Warning, "It runs, but not as one would want"),
            (Severity::Info, "Worth knowing"),
        ];
        let group = |(severity, words): (Severity, &str)| {
            let own: Vec<&Finding> = findings.iter().filter(|finding| finding.severity == severity).collect();
            let title = format!("{words} ({})", own.len());
            let items = own.iter().map(|finding| view! { <li>{card(session, finding, true)}</li> }).collect_view();
            (!own.is_empty()).then(|| view! { <section><h3>{title}</h3><ul class="findings">{items}</ul></section> })
        };
        view! { <MendAll /> {groups.map(group).into_iter().collect_view()} }.into_any()
    };
    view! {
        {live(move || trouble.get().map(|reason| view! {
            <div class="not-loaded">
                <p class="problem" role="alert">"This is not checked: "{reason}</p>
                <button type="button" on:click=on(move |_| session.ask_again())>"Try again"</button>
            </div>
        }))}
        {live(list)}
        {live(move || {
            let undecided = undecided.get();
            (!undecided.is_empty()).then(|| undecided_list(session, &undecided))
        })}
        {live(move || {
            let allowed = allowed.get();
            (!allowed.is_empty()).then(|| allowed_list(session, &allowed))
        })}
    }
}

/// A button that applies the first repair of every error and warning, as one step; and of which day prices are.
#[component]
fn MendAll() -> impl IntoView {
    let session: Session = expect_context();
    let is_busy = RwSignal::new(false);
    let of =
        |checked: &crate::session::Checked, test: fn(&Finding) -> bool| checked.findings.iter().filter(|finding| test(finding)).count();
    let mendable =
        move || session.checked.with(|checked| of(checked, |finding| finding.severity != Severity::Info && !finding.fixes.is_empty()));
    let prices = move || {
        session.checked.with(|checked| {
            let has_prices = of(checked, |finding| finding.fixes.iter().any(|fix| fix.monthly_usd.is_some())) > 0;
            has_prices.then(|| format!("Prices are those of {}, without traffic", checked.prices_of))
        })
    };
    let mend = move |_| {
        is_busy.set(true);
        leptos::task::spawn_local(async move {
            match session.ask(Question::Mend).await {
                Ok(Answer::Mend(mended)) => {
                    if session.mend(&mended.changes) {
                        tell_mended(session, &mended);
                    }
                }
                Ok(_) => {}
                Err(reason) => {
                    let title = "This could not be mended. Try again".to_owned();
                    session.tell(Some(Notice { title, lines: vec![reason], is_error: true, offer: None }));
                }
            }
            is_busy.try_set(false);
        });
    };
    view! {
        <div class="mend-all">
            {live(move || (mendable() > 0).then(|| view! {
                <button type="button" disabled=live_flag(move || is_busy.get()) on:click=on(mend)>
                    {live(move || if is_busy.get() { "Mending…".to_owned() } else { format!("Apply the first repair of all ({})", mendable()) })}
                </button>
            }))}
            {live(move || prices().map(|words| view! { <p class="muted">{words}</p> }))}
        </div>
    }
}

/// How many repairs a notice names.
const MOST_STEPS: usize = 12;

fn tell_mended(session: Session, mended: &Mended) {
    let count = mended.steps.len();
    let title = if count == 1 { "1 repair was made".to_owned() } else { format!("{count} repairs were made as one step") };
    let mut lines = vec!["Undo takes them back".to_owned()];
    lines.extend(mended.steps.iter().take(MOST_STEPS).map(|step| format!("{}: {}", step.rule, step.title)));
    if count > MOST_STEPS {
        lines.push(format!("and {} more", count - MOST_STEPS));
    }
    session.tell(Some(Notice { title, lines, is_error: false, offer: None }));
}

/// The findings that a choice picks, as cards without their place; they are drawn anew only when they are others.
pub fn some(session: Session, choose: impl Fn(&Finding) -> bool + Send + Sync + 'static) -> impl IntoView {
    let chosen = memo(move || {
        session.checked.with(|checked| checked.findings.iter().filter(|finding| choose(finding)).cloned().collect::<Vec<_>>())
    });
    live(move || chosen.get().iter().map(|finding| card(session, finding, false)).collect_view())
}

/// What no rule can tell, since something decides that only deployment knows: each with its place, and no repair.
fn undecided_list(session: Session, undecided: &[Undecided]) -> impl IntoView + use<> {
    let title = format!("Cannot tell ({})", undecided.len());
    let items = undecided.iter().map(|Undecided { finding, depends }| {
        let place = place_of(finding).map(|item| place_button(session, item, finding.field.clone()));
        let allow = place_of(finding).map(|_| allow_form(session, finding));
        view! {
            <li>
                <article class="finding">
                    <span class="severity">{icon(icon::INFO)} "cannot tell"</span>
                    <div class="finding-words">
                        <p>{place} " " {capitalized(&finding.message)}</p>
                        <p class="muted">"It depends: " {depends.clone()}</p>
                        <div class="fixes">{allow}</div>
                    </div>
                    <a class="rule-name" href=finding.source.clone() target="_blank" rel="noopener noreferrer" title="The source of the fact, at AWS">{finding.rule.clone()}</a>
                </article>
            </li>
        }
    });
    view! { <section><h3>{title}</h3><ul class="findings">{items.collect_view()}</ul></section> }
}

/// What the design allows, each with its reason and a way back.
fn allowed_list(session: Session, allowed: &[Allowed]) -> impl IntoView + use<> {
    let count = allowed.len();
    let items = allowed.iter().map(|Allowed { finding, reason }| {
        let back = finding.clone();
        let take_back = move |_| {
            if let Some(patch) =
                session.with_design(|design| exceptions::forbid(design, back.node, back.connection, &[&back.rule, &back.code]))
            {
                session.send(Event::Apply(patch));
            }
        };
        view! {
            <li class="allowed-finding">
                <p><strong>{finding.rule.clone()}</strong> " " {capitalized(&finding.message)}</p>
                <p class="muted">"Allowed: " {reason.clone()}</p>
                <button type="button" class="link" on:click=on(take_back)>"Object again"</button>
            </li>
        }
    });
    view! { <details class="allowed"><summary>{format!("Allowed by the design ({count})")}</summary><ul>{items.collect_view()}</ul></details> }
}

/// The way to allow a finding: its reason is asked for, since nobody else knows it later.
fn allow_form(session: Session, finding: &Finding) -> impl IntoView + use<> {
    let finding = finding.clone();
    let reason = NodeRef::<leptos::html::Input>::new();
    let label = format!("Why {} is allowed here", finding.rule);
    let allow = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let words = reason.get_untracked().map(|input| input.value()).unwrap_or_default();
        if words.trim().is_empty() {
            return;
        }
        if let Some(patch) =
            session.with_design(|design| exceptions::allow(design, finding.node, finding.connection, &finding.rule, &words))
        {
            session.send(Event::Apply(patch));
        }
    };
    view! {
        <details class="allow">
            <summary>"Allow…"</summary>
            <form on:submit=on(allow)>
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

/// The node or connection that a finding is about.
fn place_of(finding: &Finding) -> Option<Item> {
    finding.node.map(Item::Node).or(finding.connection.map(Item::Connection))
}

/// A button that goes to a node or connection, and to one of its fields.
fn place_button(session: Session, item: Item, field: Option<String>) -> impl IntoView + use<> {
    let name = session.with_design(|design| match item {
        Item::Node(id) => design.node(id).map(|node| plain(&node.name)).unwrap_or_default(),
        Item::Connection(id) => {
            design.connection(id).map(|connection| crate::session::connection_words(design, connection)).unwrap_or_default()
        }
    });
    let go = move |_| {
        session.send(Event::Select(vec![item]));
        if let Some(field) = &field {
            browser::focus_field(field);
        }
    };
    view! { <button class="link" on:click=on(go)>{name}</button> }
}

/// One finding with its repairs; `with_place` adds a button that goes there.
pub fn card(session: Session, finding: &Finding, with_place: bool) -> impl IntoView + use<> {
    let item = place_of(finding);
    let place = item.filter(|_| with_place).map(|item| place_button(session, item, finding.field.clone()));
    let fixes = finding.fixes.iter().map(|fix| {
        let changes = fix.changes.clone();
        let price = fix.monthly_usd.map(|price| format!(" (${} a month)", decimal::rounded(price, 2))).unwrap_or_default();
        let words = format!("{}{price}", fix.title);
        view! { <button class="fix" on:click=on(move |_| { session.mend(&changes); })>{words}</button> }
    });
    let says =
        (!finding.aws_says.is_empty()).then(|| view! { <p class="aws-says">"AWS would say: " <q>{finding.aws_says.clone()}</q></p> });
    let severity = finding.severity;
    let allow = item.is_some().then(|| allow_form(session, finding));
    view! {
        <article class=format!("finding severity-{severity}")>
            <span class="severity">{icon(severity_icon(severity))} {severity.to_string()}</span>
            <div class="finding-words">
                <p>{place} " " {finding.message.clone()}</p>
                {says}
                <div class="fixes">{fixes.collect_view()} {allow}</div>
            </div>
            <a class="rule-name" href=finding.source.clone() target="_blank" rel="noopener noreferrer" title="The source of the fact, at AWS">{finding.rule.clone()}</a>
        </article>
    }
}
