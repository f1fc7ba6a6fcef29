//! A connection on the canvas: its line, and its label above everything.

use groundplan_synth::design::ConnectionId;
use groundplan_synth::meaning;
use groundplan_synth::picture::lens;
use leptos::prelude::*;

use crate::erased::memo;
use crate::session::{Detail, Session};

/// The views that speak of a connection as it is now, as classes.
fn views(session: Session, id: ConnectionId) -> String {
    session.with_design(|design| lens::classes_of_verb(design.connection(id).and_then(|connection| meaning::by_id(&connection.verb))))
}

/// The line with its arrow head.
#[component]
pub fn ConnectionView(
    /// The connection.
    id: ConnectionId,
) -> impl IntoView {
    let session: Session = expect_context();
    let line = session.connection(id).map(|connection| connection.line);
    move || {
        let line = line.as_ref()?.get()?;
        let color = format!("var(--{})", line.color);
        let dashes = (!line.dashes.is_empty()).then_some(line.dashes);
        let head = (session.drawn_detail() != Detail::Far).then(|| view! { <path class="head" d=line.head fill=color.clone() /> });
        Some(view! {
            <g data-connection=id.0 class=views(session, id)>
                <path d=line.path fill="none" stroke=color stroke-width="1.5" stroke-dasharray=dashes />
                {head}
            </g>
        })
    }
}

/// The line of something that is dragged: its ways change and nothing else of it is drawn anew.
#[component]
pub fn LiftedLine(
    /// The connection.
    id: ConnectionId,
) -> impl IntoView {
    let session: Session = expect_context();
    let line = session.connection(id).map(|connection| connection.line);
    let now = memo(move || line.as_ref().and_then(|line| line.get()));
    let look = memo(move || now.with(|line| line.as_ref().map(|line| (line.color, line.dashes))));
    let path = move || now.with(|line| line.as_ref().map(|line| line.path.clone()));
    let head = move || now.with(|line| line.as_ref().map(|line| line.head.clone()));
    move || {
        let (color, dashes) = look.get()?;
        let color = format!("var(--{color})");
        Some(view! {
            <g data-connection=id.0 class=views(session, id)>
                <path d=path fill="none" stroke=color.clone() stroke-width="1.5" stroke-dasharray=(!dashes.is_empty()).then_some(dashes) />
                <path class="head" d=head fill=color />
            </g>
        })
    }
}

/// The label on its plate.
#[component]
pub fn LabelView(
    /// The connection.
    id: ConnectionId,
) -> impl IntoView {
    let session: Session = expect_context();
    let line = session.connection(id).map(|connection| connection.line);
    move || {
        let line = line.as_ref()?.get().filter(|_| session.drawn_detail() == Detail::Near)?;
        let (x, y) = line.plate?;
        Some(view! {
            <g class=format!("label{}", views(session, id))>
                <rect x=x - line.plate_width / 2 y=y - 9 width=line.plate_width height="18" rx="5" />
                <text x=x y=y + 4 text-anchor="middle" font-size="11">{line.label}</text>
            </g>
        })
    }
}
