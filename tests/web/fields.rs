//! What a person enters in a field's control is the value that the setter gets.

use groundplan_app::view::field::FieldView;
use groundplan_editor::command::Place;
use groundplan_synth::catalog::{Field, Form, Initial, Takes};
use groundplan_synth::design::{Design, NodeId};
use groundplan_synth::value::{self, Value};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};

use crate::support::{Stage, dispatch, settled};

const FIELD: Field = Field {
    name: "field",
    title: "Field",
    group: "Group",
    unit: "units",
    form: Form::Flag,
    example: "",
    initial: Initial::Nothing,
    takes: Takes::Functions,
    within: &[],
};

type Given = RwSignal<Vec<(Option<Value>, bool)>>;

/// A field's control that shows what was set, as the inspector's does.
struct Control {
    stage: Stage,
    given: Given,
    value: RwSignal<Option<Value>>,
}

impl Control {
    fn new(form: Form, initial: Initial, set: Option<Value>) -> Self {
        // A field is data of the program; this one is made for a test and lives as long.
        let field: &'static Field = Box::leak(Box::new(Field { form, initial, ..FIELD }));
        let signals = std::rc::Rc::new(std::cell::Cell::new(None));
        let made = signals.clone();
        let stage = Stage::mount(Design::default(), move |_| {
            let (given, value): (Given, _) = (RwSignal::new(Vec::new()), RwSignal::new(set));
            made.set(Some((given, value)));
            let set = Callback::new(move |(new, gesture): (Option<Value>, bool)| {
                value.set(new.clone());
                given.update(|all| all.push((new, gesture)));
            });
            let (place, owner) = (Some(Place::Node(NodeId(1), "field".to_owned())), Signal::derive(|| "test".to_owned()));
            view! { <FieldView field value set place nodes=[NodeId(1)].into() owner scope="test".to_owned() of="service" /> }
        });
        let (given, value) = signals.get().unwrap();
        Self { stage, given, value }
    }

    /// Enters a text as a person would, whatever the control is, and shows what it then says.
    fn enter(&self, text: &str) -> String {
        let control: web_sys::Element = self.stage.find("#test-field");
        if let Some(input) = control.dyn_ref::<HtmlInputElement>() {
            if input.type_() == "checkbox" {
                input.click();
                return input.checked().to_string();
            }
            input.set_value(text);
            dispatch(&control, "input");
            return input.value();
        }
        if let Some(select) = control.dyn_ref::<HtmlSelectElement>() {
            select.set_value(text);
            dispatch(&control, "change");
            return select.value();
        }
        let area: &HtmlTextAreaElement = control.dyn_ref().unwrap();
        area.set_value(text);
        dispatch(&control, "input");
        area.value()
    }

    /// Adds a row and enters its name, when rows have one, and its text.
    async fn add_row(&self, name: &str, text: &str) {
        self.stage.find::<web_sys::HtmlElement>("#test-field-add").click();
        settled().await;
        for (part, text) in [("name", name), ("value", text)].into_iter().filter(|(_, text)| !text.is_empty()) {
            let input: HtmlInputElement = self.stage.find(&format!("li:last-child > input[id$={part}]"));
            input.set_value(text);
            dispatch(&input, "input");
            settled().await;
        }
    }

    fn shown(&self) -> String {
        let control: web_sys::Element = self.stage.find("#test-field");
        match control.dyn_ref::<HtmlSelectElement>() {
            Some(select) => select.value(),
            None => control.dyn_ref::<HtmlInputElement>().map_or_else(
                || control.dyn_ref::<HtmlTextAreaElement>().unwrap().value(),
                |input| if input.type_() == "checkbox" { input.checked().to_string() } else { input.value() },
            ),
        }
    }

    fn problem(&self) -> Option<String> {
        self.stage.root.query_selector(".problem").unwrap().and_then(|element| element.text_content())
    }
}

/// Enters a text in an unset field; the setter gets the value, and the control keeps the text.
async fn check(form: Form, initial: Initial, text: &str, expected: Option<Value>) {
    let control = Control::new(form, initial, None);
    settled().await;
    control.enter(text);
    settled().await;
    let (value, _) = control.given.get_untracked().pop().expect("the setter was called");
    assert_eq!(value, expected, "{form:?}");
    assert_eq!(control.shown(), text, "{form:?}");
}

#[wasm_bindgen_test]
async fn every_form_gives_what_is_entered() {
    check(Form::Text { most: 20 }, Initial::Nothing, "a <b> & \"c\"", Some(Value::text("a <b> & \"c\""))).await;
    check(Form::Name { also: "-", most: 20 }, Initial::Text("web"), "shop-1", Some(Value::text("shop-1"))).await;
    check(Form::Number { least: 1, most: 10 }, Initial::Number(2), "7", Some(Value::Number(7))).await;
    check(Form::Numbers(&[256, 512]), Initial::Number(256), "512", Some(Value::Number(512))).await;
    check(Form::Flag, Initial::Flag(false), "true", Some(Value::Flag(true))).await;
    check(Form::Choice(&["HTTP", "HTTPS"]), Initial::Text("HTTP"), "HTTPS", Some(Value::text("HTTPS"))).await;
    check(Form::Cidr { shortest: 16, longest: 28 }, Initial::Nothing, "10.0.0.0/16", Some(Value::text("10.0.0.0/16"))).await;
    let tree = "{A=[1, {B=!Ref C}]}";
    check(Form::Tree, Initial::Nothing, tree, groundplan_synth::design::sketch::parse_value(tree).ok()).await;
    check(Form::Number { least: 1, most: 10 }, Initial::Nothing, "!Ref Count", Some(Value::reference("Count"))).await;
}

/// Adds rows to an unset field; the setter gets all of them as one value.
async fn check_rows(form: Form, rows: &[(&str, &str)], expected: Value) {
    let control = Control::new(form, Initial::Nothing, None);
    settled().await;
    for (name, text) in rows {
        control.add_row(name, text).await;
    }
    assert_eq!(control.given.get_untracked().pop().and_then(|(value, _)| value), Some(expected), "{form:?}");
    control.stage.find::<web_sys::HtmlElement>("li:first-child > button").click();
    settled().await;
    let left = control.given.get_untracked().pop().and_then(|(value, _)| value);
    let count = left.map_or(0, |value| value.as_list().map_or_else(|| value.as_map().map_or(0, value::Map::len), <[Value]>::len));
    assert_eq!(count, rows.len() - 1, "{form:?}");
}

#[wasm_bindgen_test]
async fn rows_become_lists_and_maps() {
    check_rows(
        Form::List,
        &[("", "a <b>"), ("", "443"), ("", "!Ref C")],
        Value::List(vec!["a <b>".into(), "443".into(), Value::reference("C")]),
    )
    .await;
    check_rows(Form::Map, &[("A", "1"), ("B", "x=y")], value::map([("A", Value::text("1")), ("B", Value::text("x=y"))])).await;
}

#[wasm_bindgen_test]
async fn an_emptied_field_stays_empty_until_it_is_left() {
    let control = Control::new(Form::Number { least: 1, most: 10 }, Initial::Number(2), Some(Value::Number(5)));
    settled().await;
    assert_eq!(control.shown(), "5");
    control.enter("");
    settled().await;
    assert_eq!((control.given.get_untracked().pop().unwrap().0, control.shown()), (None, String::new()));
    dispatch(&control.stage.find("#test-field"), "change");
    settled().await;
    assert_eq!(control.shown(), "2");
}

#[wasm_bindgen_test]
async fn the_control_follows_the_value() {
    let control = Control::new(Form::Number { least: 1, most: 10 }, Initial::Nothing, Some(Value::Number(5)));
    settled().await;
    control.value.set(Some(Value::Number(6)));
    settled().await;
    assert_eq!(control.shown(), "6");
    let control = Control::new(Form::Choice(&["HTTP", "HTTPS"]), Initial::Text("HTTP"), Some(Value::text("FTP")));
    settled().await;
    assert_eq!(control.shown(), "FTP", "a value outside of the list stays visible");
}

#[wasm_bindgen_test]
async fn a_wrong_value_says_what_was_expected() {
    let control = Control::new(Form::Number { least: 1, most: 10 }, Initial::Nothing, None);
    settled().await;
    assert_eq!(control.problem(), None);
    control.enter("11");
    settled().await;
    assert_eq!(control.problem().as_deref(), Some("11 is not a whole number from 1 to 10"));
    let control = Control::new(Form::Tree, Initial::Nothing, None);
    settled().await;
    control.enter("{A=1,\n  B=[2");
    settled().await;
    assert!(control.problem().unwrap().starts_with("Line 2, column 7: found the end"), "{:?}", control.problem());
    assert!(control.given.get_untracked().is_empty(), "what cannot be read is not set");
    let control = Control::new(Form::Map, Initial::Nothing, None);
    settled().await;
    control.add_row("A", "1").await;
    control.add_row("A", "2").await;
    assert_eq!(control.problem().as_deref(), Some("A is there twice"));
}
