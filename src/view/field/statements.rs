//! The statements of a policy: a card each with its actions, resources and conditions, and what it comes to now. What no row can show
//! stands among its further elements, and all of it as text.

use groundplan_editor::Item;
use groundplan_editor::statement::{self, ACTIONS, Condition, List, RESOURCES};
use groundplan_engine::answer::{Needed, StatementPart as Part, StatementStanding as Standing, Statements as Told, Suggest};
use groundplan_engine::{Answer, Question};
use groundplan_synth::catalog::Field;
use groundplan_synth::design::NodeId;
use groundplan_synth::value::{Map, Value};
use leptos::prelude::*;

use super::Setter;
use super::codec::{item_text, list_item_text, read_item, read_list_item};
use super::combo::asking;
use super::controls::choice;
use super::entries::MEMBERS;
use super::rows::{Pairs, Rows};
use crate::browser::focus_soon;
use crate::erased::{derive, each, live, live_flag, live_text, memo, on};
use crate::session::{Session, connection_words};
use crate::view::findings;
use crate::view::icon::{self, icon};
use crate::view::inspector::permissions::{because_view, kept, listed, right_view, select};

/// What the cards of one field share.
#[derive(Clone, Copy)]
struct Sheet {
    session: Session,
    node: NodeId,
    field: &'static Field,
    id: StoredValue<String>,
    shown: Signal<Option<Value>>,
    set: Setter,
    /// A new statement is a card of its own until something stands in it.
    is_adding: RwSignal<bool>,
    told: Memo<Option<Told>>,
}

impl Sheet {
    fn all(self) -> Vec<Value> {
        self.shown.get().as_ref().and_then(Value::as_list).unwrap_or_default().to_vec()
    }

    /// The members of a statement; nothing when it is an expression.
    fn statement(self, at: usize) -> Option<Map> {
        match self.all().get(at) {
            Some(value) => value.as_map().cloned(),
            None => Some([("Effect".to_owned(), Value::text("Allow"))].into_iter().collect()),
        }
    }

    fn id(self, at: usize, part: &str) -> String {
        self.id.with_value(|id| format!("{id}-{at}-{part}"))
    }

    fn write(self, all: Vec<Value>) {
        self.set.run(((!all.is_empty()).then_some(Value::List(all)), false));
    }

    fn change(self, at: usize, change: impl FnOnce(&mut Map)) {
        let Some((mut all, before)) = untrack(|| Some((self.all(), self.statement(at)?))) else { return };
        let mut members = before.clone();
        change(&mut members);
        match all.get_mut(at) {
            // Nothing is a step of the history that changes nothing.
            Some(_) if members.iter().eq(before.iter()) => return,
            Some(statement) => *statement = Value::Map(members),
            None => {
                self.is_adding.set(false);
                all.push(Value::Map(members));
            }
        }
        self.write(all);
    }

    /// What is told of a statement.
    fn standing<T>(self, at: usize, part: impl Fn(&Standing) -> Vec<T>) -> Vec<T> {
        self.told.with(|told| told.as_ref().and_then(|told| told.each.get(at)).map(part)).unwrap_or_default()
    }

    fn asking(
        self,
        at: usize,
        part: Part,
        id: String,
        label: Signal<String>,
        current: Signal<String>,
        choose: Callback<String>,
    ) -> AnyView {
        let ask = move |typed| Suggest { node: self.node, field: self.field.name.to_owned(), statement: at, part, typed };
        asking(id, label, current, choose, ask)
    }
}

/// The number of the row of a condition that is not there yet.
const NEW: usize = usize::MAX;

/// The control of a field with statements.
pub(super) fn statements(field: &'static Field, node: NodeId, id: &str, shown: Signal<Option<Value>>, set: Setter) -> AnyView {
    let session: Session = expect_context();
    let question = move || Some(Question::Statements(node, field.name.to_owned()));
    let told = kept(session.asked(question, |answer| if let Answer::Statements(told) = answer { Some(told) } else { None }));
    let is_adding = RwSignal::new(false);
    let sheet = Sheet { session, node, field, id: StoredValue::new(id.to_owned()), shown, set, is_adding, told };
    let count = memo(move || sheet.all().len());
    let cards = move || (0..count.get() + usize::from(is_adding.get())).collect::<Vec<_>>();
    let add = move |_| {
        is_adding.set(true);
        focus_soon(sheet.id(count.get_untracked(), "Action-add"));
    };
    let add_id = format!("{id}-add-entry");
    view! {
        <ul class="entry-cards">{each(cards, move |at| card(sheet, at))}</ul>
        <button type="button" class="add" id=add_id disabled=live_flag(move || is_adding.get()) on:click=on(add)>"Add statement"</button>
        {live(move || added(sheet))}
    }
    .into_any()
}

fn card(sheet: Sheet, at: usize) -> AnyView {
    let title = format!("Statement {}", at + 1);
    let is_written = memo(move || at < sheet.all().len());
    let step = move |by: isize, button: &'static str| {
        move |_| {
            let mut all = untrack(|| sheet.all());
            let Some(to) = at.checked_add_signed(by).filter(|to| *to < all.len() && at < all.len()) else { return };
            all.swap(at, to);
            sheet.write(all);
            focus_soon(sheet.id(to, button));
        }
    };
    let duplicate = move |_| {
        let mut all = untrack(|| sheet.all());
        if let Some(own) = all.get(at).cloned() {
            all.insert(at + 1, own);
            sheet.write(all);
            focus_soon(sheet.id(at + 1, "Effect"));
        }
    };
    let remove = move |_| {
        let mut all = untrack(|| sheet.all());
        if at < all.len() {
            all.remove(at);
            sheet.write(all);
        } else {
            sheet.is_adding.set(false);
        }
        sheet.id.with_value(|id| focus_soon(format!("{id}-add-entry")));
    };
    let is_readable = memo(move || sheet.statement(at).is_some());
    let (moved, copied, removed) = (title.clone(), title.clone(), title.clone());
    let button = move |part: &'static str, words: &str, sign: AnyView, act: Box<dyn FnMut(web_sys::MouseEvent)>| {
        let label = format!("{words} {}", moved.to_lowercase());
        view! { <button type="button" class="quiet remove" id=sheet.id(at, part) title=words.to_owned() aria-label=label on:click=act>{sign}</button> }
    };
    view! {
        <li class="entry-card">
            <div class="entry-head" role="group" aria-label=copied>
                <span>{title}</span>
                {button("up", "Move up", "↑".into_any(), on(step(-1, "up")))}
                {button("down", "Move down", "↓".into_any(), on(step(1, "down")))}
                {button("copy", "Duplicate", icon(icon::COPY).into_any(), on(duplicate))}
                {button("remove", "Remove", icon(icon::DELETE).into_any(), on(remove))}
            </div>
            {live(move || if is_readable.get() { form(sheet, at) } else {
                view! { <p class="muted">"It is an expression: edit it as text"</p> }.into_any()
            })}
            {findings::some(sheet.session, move |finding| {
                finding.node == Some(sheet.node) && finding.field.as_deref() == Some(sheet.field.name) && finding.entry == Some(at)
            })}
            {live(move || is_written.get().then(|| evaluation(sheet, at, &removed)))}
        </li>
    }
    .into_any()
}

/// The controls of a statement.
fn form(sheet: Sheet, at: usize) -> AnyView {
    let effect = derive(move || sheet.statement(at).and_then(|members| members.get("Effect").cloned()));
    let set_effect = Callback::new(move |(value, _): (Option<Value>, bool)| {
        if let Some(value) = value {
            sheet.change(at, move |members| {
                members.insert("Effect".to_owned(), value);
            });
        }
    });
    let id = sheet.id(at, "Effect");
    let known = ["Allow", "Deny"].map(str::to_owned).to_vec();
    let others = derive(move || sheet.statement(at).map(|members| statement::others(&members)).unwrap_or_default());
    let set_others = Callback::new(move |(pairs, typing): (Pairs, bool)| {
        if !typing {
            sheet.change(at, move |members| statement::write_others(members, pairs));
        }
    });
    let names = move || others.get().into_iter().map(|(name, _)| name).collect::<Vec<_>>().join(", ");
    let summary = move || if others.with(Vec::is_empty) { "Further elements".to_owned() } else { format!("Further elements: {}", names()) };
    let label = format!("Further elements of statement {}", at + 1);
    view! {
        <div class="statement-row"><label for=id.clone()>"Effect"</label>{choice(id, known, effect, set_effect, |text| Value::text(text))}</div>
        {list_view(sheet, at, ACTIONS, Part::Action)}
        {list_view(sheet, at, RESOURCES, Part::Resource)}
        {conditions_view(sheet, at)}
        <details class="more">
            <summary>{live_text(summary)}</summary>
            <Rows id=sheet.id(at, "others") label kind=MEMBERS pairs=others change=set_others />
        </details>
    }
    .into_any()
}

/// The actions or the resources of a statement.
fn list_view(sheet: Sheet, at: usize, list: List, part: Part) -> AnyView {
    const THESE: &str = "These";
    let items = move || sheet.statement(at).and_then(|members| list.items(&members));
    let texts = memo(move || items().map(|items| items.iter().map(list_item_text).collect::<Vec<String>>()));
    let put = move |row: usize, text: Option<String>| {
        let value = match text.as_deref().map(read_list_item) {
            Some(Ok(value)) => Some(value),
            // What cannot be read is a text: the rules say what is wrong with it.
            Some(Err(_)) => text.map(Value::text),
            None => None,
        };
        sheet.change(at, move |members| {
            let Some(mut items) = list.items(members) else { return };
            let is_twin = value.as_ref().is_some_and(|value| items.contains(value));
            match value {
                Some(_) if is_twin => return,
                Some(value) if row < items.len() => items[row] = value,
                Some(value) => items.push(value),
                None => drop(items.remove(row)),
            }
            list.write(members, items);
        });
    };
    let row_view = move |row: usize| {
        let current = derive(move || texts.get().and_then(|texts| texts.get(row).cloned()).unwrap_or_default());
        let label = derive(move || format!("{} {} of statement {}", list.these, row + 1, at + 1));
        let words = move || {
            let text = current.get();
            let found = sheet.standing(at, |standing| standing.actions.iter().filter(|one| one.text == text).cloned().collect());
            found.into_iter().next().filter(|_| part == Part::Action).map(|one| view! { <span class="muted words">{one.words}</span> })
        };
        let choose = Callback::new(move |text| put(row, Some(text)));
        let remove = move |_| {
            put(row, None);
            focus_soon(sheet.id(at, &format!("{}-add", list.these)));
        };
        view! {
            <li class="statement-row">
                {sheet.asking(at, part, sheet.id(at, &format!("{}-{row}", list.these)), label, current, choose)}
                {live(words)}
                <button type="button" class="quiet remove" title="Remove" aria-label=live_text(move || format!("Remove {}", current.get())) on:click=on(remove)>{icon(icon::CLOSE)}</button>
            </li>
        }
    };
    let which = derive(move || {
        let is_but = sheet.statement(at).is_some_and(|members| list.is_but(&members));
        Some(Value::text(if is_but { list.but } else { THESE }))
    });
    let turn = Callback::new(move |(value, _): (Option<Value>, bool)| {
        sheet.change(at, move |members| list.turn(members, value != Some(Value::text(THESE))));
    });
    let choices = vec![THESE.to_owned(), list.but.to_owned()];
    let (which_id, add_id) = (sheet.id(at, list.but), sheet.id(at, &format!("{}-add", list.these)));
    let title = format!("{}s", list.these);
    let add = Callback::new(move |text| put(usize::MAX, Some(text)));
    let add_label = derive(move || format!("Add {} to statement {}", list.these.to_lowercase(), at + 1));
    view! {
        <div class="statement-part" role="group" aria-label=title.clone() hidden=live_flag(move || texts.with(Option::is_none))>
            <div class="statement-row">
                <label for=which_id.clone()>{title.clone()}</label>
                {choice(which_id, choices, which, turn, |text| Value::text(text))}
            </div>
            <ul>{each(move || (0..texts.get().map_or(0, |texts| texts.len())).collect(), row_view)}</ul>
            <div class="statement-row"><span class="muted">"Add"</span>{sheet.asking(at, part, add_id, add_label, derive(String::new), add)}</div>
        </div>
    }
    .into_any()
}

/// The conditions of a statement, and a row for one more.
fn conditions_view(sheet: Sheet, at: usize) -> AnyView {
    let rows = memo(move || sheet.statement(at).and_then(|members| statement::conditions(&members)));
    let draft = RwSignal::new(Condition::default());
    let put = move |row: usize, new: Option<Condition>| {
        sheet.change(at, move |members| {
            let Some(mut rows) = statement::conditions(members) else { return };
            match new {
                Some(new) if row < rows.len() => rows[row] = new,
                Some(new) => rows.push(new),
                None => drop(rows.remove(row)),
            }
            statement::write_conditions(members, rows);
        });
    };
    let row_view = move |row: Option<usize>| {
        let current = move || match row {
            Some(row) => rows.get().and_then(|rows| rows.get(row).cloned()).unwrap_or_default(),
            None => draft.get(),
        };
        let change = move |change: &dyn Fn(&mut Condition)| {
            let mut new = untrack(current);
            change(&mut new);
            let is_whole = !new.operator.is_empty() && !new.key.is_empty() && new.value.is_some();
            match row {
                Some(_) if !is_whole => {}
                Some(row) => put(row, Some(new)),
                None if is_whole => {
                    draft.set(Condition::default());
                    put(usize::MAX, Some(new));
                }
                None => draft.set(new),
            }
        };
        let place = row.map_or_else(|| "new condition".to_owned(), |row| format!("condition {}", row + 1));
        let id =
            move |part: &str| sheet.id(at, &format!("{}-{part}", row.map_or_else(|| "new".to_owned(), |row| format!("condition-{row}"))));
        let (of_operator, of_key, of_value) = (place.clone(), place.clone(), format!("Value of {place}, statement {}", at + 1));
        let operator = sheet.asking(
            at,
            Part::Operator,
            id("operator"),
            derive(move || format!("Operator of {of_operator}, statement {}", at + 1)),
            derive(move || current().operator),
            Callback::new(move |text: String| change(&|row| row.operator.clone_from(&text))),
        );
        let key = sheet.asking(
            at,
            Part::Key,
            id("key"),
            derive(move || format!("Key of {of_key}, statement {}", at + 1)),
            derive(move || current().key),
            Callback::new(move |text: String| change(&|row| row.key.clone_from(&text))),
        );
        let text = move || current().value.map(|value| item_text(&value)).unwrap_or_default();
        let typed = move |event| {
            let text = event_target_value(&event);
            let value = read_item(&text).unwrap_or_else(|_| Value::text(&text));
            change(&|row| row.value = (!text.trim().is_empty()).then(|| value.clone()));
        };
        let remove = row.map(|row| {
            let gone = move |_| {
                put(row, None);
                focus_soon(sheet.id(at, "new-operator"));
            };
            view! { <button type="button" class="quiet remove" title="Remove" aria-label=format!("Remove {place}") on:click=on(gone)>{icon(icon::CLOSE)}</button> }
        });
        view! {
            <li class="statement-row condition">
                {operator} {key}
                <input type="text" id=id("value") autocomplete="off" spellcheck="false" aria-label=of_value prop:value=live_text(text) on:change=on(typed) />
                {remove}
            </li>
        }
    };
    let numbers = move || (0..rows.get().map_or(0, |rows| rows.len())).chain([NEW]).collect();
    view! {
        <details class="more" hidden=live_flag(move || rows.with(Option::is_none))>
            <summary>{live_text(move || match rows.with(|rows| rows.as_ref().map_or(0, Vec::len)) {
                0 => "Conditions".to_owned(),
                count => format!("Conditions: {count}"),
            })}</summary>
            <p class="muted">"All of them have to hold: operator, key and value"</p>
            <ul>{each(numbers, move |row| row_view((row != NEW).then_some(row)))}</ul>
        </details>
    }
    .into_any()
}

/// What a statement comes to now, and the connections that need it.
fn evaluation(sheet: Sheet, at: usize, title: &str) -> AnyView {
    let rights = memo(move || sheet.standing(at, |standing| standing.rights.clone()));
    let serves = memo(move || sheet.standing(at, |standing| standing.serves.clone()));
    let summary = move || match sheet.standing(at, |standing| vec![standing.summary.clone()]).pop() {
        Some(summary) => summary,
        None => "Being worked out…".to_owned(),
    };
    view! {
        <div class="granted" role="group" aria-label=format!("What {} comes to", title.to_lowercase())>
            {live(move || serves.get().into_iter().map(|because| because_view(sheet.session, because)).collect_view())}
            <details class="more">
                <summary>{live_text(summary)}</summary>
                <ul>{live(move || rights.get().into_iter().map(|right| right_view(sheet.session, right)).collect_view())}</ul>
            </details>
        </div>
    }
    .into_any()
}

/// What connections add to the same role by themselves.
fn added(sheet: Sheet) -> Option<AnyView> {
    let needed: Vec<Needed> = sheet.told.get()?.added;
    let count = needed.len();
    let rows = needed.into_iter().map(|Needed { connection, actions, resources, .. }| {
        let words =
            connection.and_then(|id| sheet.session.with_design(|design| Some((id, connection_words(design, design.connection(id)?)))));
        let number = connection.map(|id| id.0);
        view! { <li data-for=number>{words.map(|(id, words)| select(sheet.session, Item::Connection(id), words))} {listed(actions, resources)}</li> }
    });
    (count > 0).then(|| {
        view! {
            <details class="more"><summary>{format!("Added by connections: {count}")}</summary><div class="granted"><ul>{rows.collect_view()}</ul></div></details>
        }
        .into_any()
    })
}
