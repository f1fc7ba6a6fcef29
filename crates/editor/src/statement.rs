//! A statement of a policy as a form has it: actions, resources and conditions in rows. A statement that is read and written again is
//! the same to the letter; what no row can show stays where it is, and [`others`] names it.
//!
//! Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>.

use groundplan_synth::value::{Map, Value};

/// A member that lists things, and the member that lists everything but them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct List {
    /// `Action`.
    pub these: &'static str,
    /// `NotAction`.
    pub but: &'static str,
}

/// What a statement is about.
pub const ACTIONS: List = List { these: "Action", but: "NotAction" };
/// What it is done to.
pub const RESOURCES: List = List { these: "Resource", but: "NotResource" };

/// The member with what a request has to fulfil.
const CONDITION: &str = "Condition";

/// One row of a condition.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Condition {
    /// `StringEquals`.
    pub operator: String,
    /// `aws:SourceAccount`.
    pub key: String,
    /// What it is compared with: a value, or a list of which one is enough.
    pub value: Option<Value>,
}

impl List {
    /// The member that a statement has of the two.
    fn member(self, statement: &Map) -> &'static str {
        if !statement.contains_key(self.these) && statement.contains_key(self.but) { self.but } else { self.these }
    }

    /// True when the statement is about everything but what it lists.
    pub fn is_but(self, statement: &Map) -> bool {
        self.member(statement) == self.but
    }

    /// What is listed; nothing when that is more than a list of texts and expressions.
    pub fn items(self, statement: &Map) -> Option<Vec<Value>> {
        let items = match statement.get(self.member(statement)) {
            Some(Value::List(items)) => items.clone(),
            Some(one) => vec![one.clone()],
            None => Vec::new(),
        };
        let is_plain = |item: &Value| item.as_list().is_none() && item.as_map().is_none();
        items.iter().all(is_plain).then_some(items)
    }

    /// Writes what is listed: one thing as such, unless it stood in a list already.
    pub fn write(self, statement: &mut Map, mut items: Vec<Value>) {
        let member = self.member(statement);
        let was_list = statement.get(member).is_some_and(|value| value.as_list().is_some());
        let value = match items.len() {
            0 => {
                statement.shift_remove(member);
                return;
            }
            1 if !was_list => items.remove(0),
            _ => Value::List(items),
        };
        statement.insert(member.to_owned(), value);
    }

    /// Makes it these, or everything but these; the member keeps its place.
    pub fn turn(self, statement: &mut Map, but: bool) {
        let (from, to) = if but { (self.these, self.but) } else { (self.but, self.these) };
        if statement.contains_key(to) {
            return;
        }
        let renamed =
            std::mem::take(statement).into_iter().map(|(name, value)| if name == from { (to.to_owned(), value) } else { (name, value) });
        *statement = renamed.collect();
    }
}

/// The conditions, a row for each key; nothing when they are written in another way than operator, key, value.
pub fn conditions(statement: &Map) -> Option<Vec<Condition>> {
    let mut rows = Vec::new();
    let Some(block) = statement.get(CONDITION) else { return Some(rows) };
    for (operator, keys) in block.as_map()? {
        for (key, value) in keys.as_map()? {
            rows.push(Condition { operator: operator.clone(), key: key.clone(), value: Some(value.clone()) });
        }
    }
    Some(rows)
}

/// Writes the conditions. Rows of one operator and key become one, with the values of both.
pub fn write_conditions(statement: &mut Map, rows: Vec<Condition>) {
    let mut block = Map::default();
    for Condition { operator, key, value } in rows {
        let Some(value) = value.filter(|_| !operator.is_empty() && !key.is_empty()) else { continue };
        let keys = block.entry(operator).or_insert_with(|| Value::Map(Map::default()));
        let Value::Map(keys) = keys else { continue };
        let value = match keys.get(&key) {
            Some(before) => {
                let both =
                    [before, &value].into_iter().flat_map(|value| value.as_list().map_or_else(|| vec![value.clone()], <[Value]>::to_vec));
                Value::List(both.collect())
            }
            None => value,
        };
        keys.insert(key, value);
    }
    if block.is_empty() {
        statement.shift_remove(CONDITION);
    } else {
        statement.insert(CONDITION.to_owned(), Value::Map(block));
    }
}

/// The members that have no rows of their own: `Sid`, `Principal`, and what cannot be shown in rows.
pub fn others(statement: &Map) -> Vec<(String, Value)> {
    let is_shown = |name: &str| {
        name == "Effect"
            || [ACTIONS, RESOURCES].iter().any(|list| list.member(statement) == name && list.items(statement).is_some())
            || (name == CONDITION && conditions(statement).is_some())
    };
    statement.iter().filter(|(name, _)| !is_shown(name)).map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// Writes those members; the others stay where they are.
pub fn write_others(statement: &mut Map, members: Vec<(String, Value)>) {
    for (name, _) in others(statement) {
        if !members.iter().any(|(other, _)| *other == name) {
            statement.shift_remove(&name);
        }
    }
    statement.extend(members);
}

#[cfg(test)]
mod tests {
    use groundplan_synth::design::sketch::{parse_value, value_text};

    use super::*;

    fn statement(text: &str) -> Map {
        parse_value(text).unwrap().as_map().unwrap().clone()
    }

    /// Changes a statement and compares with what is written then.
    #[track_caller]
    fn check(before: &str, change: impl Fn(&mut Map), after: &str) {
        let mut changed = statement(before);
        change(&mut changed);
        assert_eq!(value_text(&Value::Map(changed)), after);
    }

    /// Writes everything that can be read of it.
    fn rewrite(statement: &mut Map) {
        for list in [ACTIONS, RESOURCES] {
            if let Some(items) = list.items(statement) {
                list.write(statement, items);
            }
            list.turn(statement, list.is_but(statement));
        }
        if let Some(rows) = conditions(statement) {
            write_conditions(statement, rows);
        }
        let members = others(statement);
        write_others(statement, members);
    }

    #[test]
    fn what_is_read_and_written_is_the_same_to_the_letter() {
        for text in [
            "{Effect=Allow, Action=s3:GetObject, Resource=!Sub \"${PhotosBucket.Arn}/*\"}",
            "{Sid=One, Resource=[\"*\"], NotAction=[iam:PassRole], Effect=Deny}",
            "{Effect=Allow, Action=[a:B, a:C], NotResource=!GetAtt A.Arn, Condition={StringLike={s3:prefix=[\"a/*\", \"b/*\"]}, Bool={aws:SecureTransport=true}}}",
            "{Effect=!If [Live, Allow, Deny], Action=!Ref Actions, Principal={AWS=\"*\"}, Unheard=[1, {A=2}]}",
            "{Effect=Allow, Action=[[a:B]], NotAction=a:C, Condition=!Ref When}",
            "{}",
        ] {
            let before = value_text(&Value::Map(statement(text)));
            check(text, rewrite, &before);
        }
    }

    #[test]
    fn one_thing_stands_alone_and_more_in_a_list() {
        let write = |items: &'static [&'static str]| {
            move |statement: &mut Map| ACTIONS.write(statement, items.iter().map(|item| Value::text(*item)).collect())
        };
        check("{Effect=Allow}", write(&["a:B"]), "{Effect=Allow, Action=a:B}");
        check("{Action=a:B, Effect=Allow}", write(&["a:B", "a:C"]), "{Action=[a:B, a:C], Effect=Allow}");
        check("{NotAction=[a:B], Effect=Allow}", write(&["a:C"]), "{NotAction=[a:C], Effect=Allow}");
        check("{Action=a:B, Effect=Allow}", write(&[]), "{Effect=Allow}");
    }

    #[test]
    fn everything_but_is_another_member_at_the_same_place() {
        check("{Action=a:B, Effect=Deny}", |statement| ACTIONS.turn(statement, true), "{NotAction=a:B, Effect=Deny}");
        check("{Effect=Deny, NotResource=a, Sid=A}", |statement| RESOURCES.turn(statement, false), "{Effect=Deny, Resource=a, Sid=A}");
        // With both there is no telling which is meant: nothing is thrown away.
        check("{Action=a:B, NotAction=a:C}", |statement| ACTIONS.turn(statement, true), "{Action=a:B, NotAction=a:C}");
    }

    #[test]
    fn conditions_are_rows_and_those_of_one_key_are_joined() {
        let row = |operator: &str, key: &str, value: &str| Condition {
            operator: operator.to_owned(),
            key: key.to_owned(),
            value: (!value.is_empty()).then(|| Value::text(value)),
        };
        let rows = vec![row("StringLike", "s3:prefix", "a/*"), row("Bool", "x", "true"), row("StringLike", "s3:prefix", "b/*")];
        let more = rows.clone();
        check(
            "{Effect=Allow}",
            move |statement| write_conditions(statement, more.clone()),
            "{Effect=Allow, Condition={StringLike={s3:prefix=[a/*, b/*]}, Bool={x=\"true\"}}}",
        );
        check("{Condition={Bool={x=true}}, Sid=A}", |statement| write_conditions(statement, Vec::new()), "{Sid=A}");
        check("{Sid=A}", |statement| write_conditions(statement, vec![Condition::default()]), "{Sid=A}");
        assert_eq!(conditions(&statement("{Condition=!Ref When}")), None);
    }

    #[test]
    fn what_has_no_rows_is_named() {
        let names = |text: &str| others(&statement(text)).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
        assert_eq!(names("{Sid=A, Effect=Allow, Action=a:B, Principal=\"*\", Resource=a}"), ["Sid", "Principal"]);
        assert_eq!(names("{Action=a:B, NotAction=a:C, Resource={A=1}, Condition=x}"), ["NotAction", "Resource", "Condition"]);
        check(
            "{Sid=A, Effect=Allow, Odd=1}",
            |statement| write_others(statement, vec![("Sid".to_owned(), Value::text("B"))]),
            "{Sid=B, Effect=Allow}",
        );
    }
}
