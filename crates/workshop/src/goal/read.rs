//! Reading a goal: a line a question, and what is wrong with a line by its place.

use groundplan_synth::catalog::{self, Field, Kind, internet};
use groundplan_synth::design::sketch;
use groundplan_synth::iam::actions;
use groundplan_synth::meaning;
use groundplan_synth::rules::{self, Severity};
use groundplan_synth::words::nearest;

use super::tokens::{Token, tokens};
use super::words::placeholders;
use super::{Asks, Clause, Condition, Goal, Rules, Test, Variable, Whence};
use crate::Problem;
use crate::words::meant;

/// What a line can start with.
const WORDS: &[&str] = &[
    "exists",
    "inside",
    "connected",
    "field",
    "named",
    "reachable",
    "allowed",
    "allowed-only",
    "lets-in",
    "left",
    "count",
    "no-finding",
    "equal",
    "not",
    "hint",
    "met",
    "unmet",
];
/// The most lines of a goal: each may be asked for many nodes.
const MOST_LINES: usize = 60;
/// The most variables of a goal: each makes the search deeper.
const MOST_VARIABLES: usize = 12;

/// What a line is missing: the column, counted from 1, and the words.
type Mistake = (usize, String);

/// Reads the lines of a goal, of which the first is the given one of its file.
pub fn read(title: &str, keeps: bool, text: &str, line: usize, problems: &mut Vec<Problem>) -> Goal {
    let before = problems.len();
    let mut reader = Reader { goal: empty(title, keeps, line) };
    for (index, content) in text.lines().enumerate() {
        let number = line + 1 + index;
        let outcome = if index < MOST_LINES {
            reader.line(content, number)
        } else {
            Err((1, format!("found more than {MOST_LINES} lines, expected fewer")))
        };
        if let Err((column, message)) = outcome {
            problems.push(Problem { line: Some(number), column: Some(column), message });
        }
        if index >= MOST_LINES {
            break;
        }
    }
    let goal = reader.goal;
    let has_mistakes = problems.len() > before;
    let mut missing = |message: &str| problems.push(Problem { line: Some(line), column: Some(1), message: message.to_owned() });
    if title.is_empty() {
        missing("found a goal without words, expected what is to be reached behind `goal`: ```goal The service runs");
    }
    if goal.clauses.is_empty() && !has_mistakes {
        missing("found a goal that asks nothing, expected lines such as `exists service web`");
    }
    goal
}

fn empty(title: &str, keeps: bool, line: usize) -> Goal {
    Goal {
        title: title.to_owned(),
        line,
        keeps,
        variables: Vec::new(),
        clauses: Vec::new(),
        hints: Vec::new(),
        met: String::new(),
        unmet: String::new(),
    }
}

struct Reader {
    goal: Goal,
}

impl Reader {
    fn line(&mut self, content: &str, number: usize) -> Result<(), Mistake> {
        let words = tokens(content);
        let Some(first) = words.first().filter(|first| !first.text.starts_with('#')) else { return Ok(()) };
        let text = content[content.find(first.text).unwrap_or(0) + first.text.len()..].trim();
        match first.text {
            "hint" | "met" | "unmet" => self.words(*first, content, text),
            "not" => {
                let mut words = Words { all: &words[1..], end: content.chars().count() + 1 };
                let at = words.all.first().map_or(words.end, |token| token.column);
                let asks = self.asks(&mut words)?;
                if matches!(
                    asks,
                    Asks::Exists(_)
                        | Asks::Count { .. }
                        | Asks::NoFinding { .. }
                        | Asks::AllowedOnly { .. }
                        | Asks::LetsIn { .. }
                        | Asks::Left { .. }
                ) {
                    return Err((
                        at,
                        "found something that cannot be turned round, expected `count KIND = 0` or another question".to_owned(),
                    ));
                }
                self.goal.clauses.push(Clause { line: number, is_not: true, asks });
                words.done()
            }
            _ => {
                let mut words = Words { all: &words, end: content.chars().count() + 1 };
                let asks = self.asks(&mut words)?;
                self.goal.clauses.push(Clause { line: number, is_not: false, asks });
                words.done()
            }
        }
    }

    /// `hint …`, `met …`, `unmet …`
    fn words(&mut self, first: Token<'_>, content: &str, text: &str) -> Result<(), Mistake> {
        if text.is_empty() {
            return Err((first.column, format!("found {} alone, expected a sentence behind it", first.text)));
        }
        let offset = content.chars().count() - content[content.find(text).unwrap_or(0)..].chars().count();
        for (name, column) in placeholders(text) {
            self.variable(Token { text: &name, column: offset + column + 1 })?;
        }
        match first.text {
            "hint" => self.goal.hints.push(text.to_owned()),
            "met" => text.clone_into(&mut self.goal.met),
            _ => text.clone_into(&mut self.goal.unmet),
        }
        Ok(())
    }

    fn asks(&mut self, words: &mut Words<'_>) -> Result<Asks, Mistake> {
        let first = words.next(&format!("what is asked: one of {}", WORDS.join(", ")))?;
        match first.text {
            "exists" => self.exists(words),
            "inside" => {
                let inner = self.next_variable(words)?;
                Ok(Asks::Inside { inner, outer: self.next_variable(words)? })
            }
            "connected" => self.connected(words),
            "field" => {
                let of = self.next_variable(words)?;
                let condition = words.next("a field and its value: `cpu>=512`")?;
                let kinds = self.goal.variables[of].kinds.clone();
                Ok(Asks::Field { of, condition: read_condition(condition, &|name| field_of(&kinds, name))? })
            }
            "named" => {
                let of = self.next_variable(words)?;
                let name = words.next("the name")?;
                Ok(Asks::Named { of, name: name.text.trim_matches('"').to_owned() })
            }
            "reachable" => self.reachable(words),
            "allowed" => self.allowed(words),
            "allowed-only" => self.allowed_only(words),
            "lets-in" => {
                let whom = self.next_variable(words)?;
                words.keyword("only")?;
                Ok(Asks::LetsIn { whom, only: self.next_variable(words)? })
            }
            "left" => {
                let of = self.next_variable(words)?;
                let (test, number) = words.comparison()?;
                Ok(Asks::Left { of, test, number })
            }
            "count" => self.count(words),
            "no-finding" => self.no_finding(words),
            "equal" => Ok(Asks::Equal),
            wrong => {
                let near = meant(nearest(wrong, WORDS.iter().copied()), || format!("expected one of {}", WORDS.join(", ")));
                Err((first.column, format!("found {wrong}, {near}")))
            }
        }
    }

    /// `exists service|task web cpu>=512`
    fn exists(&mut self, words: &mut Words<'_>) -> Result<Asks, Mistake> {
        let kinds = read_kinds(words.next("a kind: `exists service web`")?)?;
        let name = words.next("a name by which the goal calls it: `exists service web`")?;
        if self.goal.variables.iter().any(|variable| variable.name == name.text) {
            return Err((name.column, format!("found {} a second time, expected another name", name.text)));
        }
        if !name.text.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_".contains(letter)) || name.text == internet::KIND.id {
            return Err((
                name.column,
                format!("found {}, expected a name of letters, digits, `-` and `_`, not `{}`", name.text, internet::KIND.id),
            ));
        }
        if self.goal.variables.len() == MOST_VARIABLES {
            return Err((name.column, format!("found more than {MOST_VARIABLES} nodes in one goal, expected fewer: write two goals")));
        }
        let conditions =
            words.rest().iter().map(|token| read_condition(*token, &|name| field_of(&kinds, name))).collect::<Result<_, _>>()?;
        self.goal.variables.push(Variable { name: name.text.to_owned(), kinds, conditions });
        Ok(Asks::Exists(self.goal.variables.len() - 1))
    }

    /// `connected web -> votes : read`
    fn connected(&mut self, words: &mut Words<'_>) -> Result<Asks, Mistake> {
        let from = self.next_variable(words)?;
        words.keyword("->")?;
        let to = self.next_variable(words)?;
        words.keyword(":")?;
        let word = words.next("what the connection means")?;
        let verb = meaning::by_id(word.text).ok_or_else(|| {
            let verbs = || meaning::VERBS.iter().map(|verb| verb.id);
            let near = meant(nearest(word.text, verbs()), || format!("expected one of {}", verbs().collect::<Vec<_>>().join(", ")));
            (word.column, format!("found {}, {near}", word.text))
        })?;
        let pairs =
            self.goal.variables[from].kinds.iter().flat_map(|one| self.goal.variables[to].kinds.iter().map(move |other| (one, other)));
        if !pairs.into_iter().any(|(one, other)| verb.can_join(one, other)) {
            let (one, other) = (&self.goal.variables[from], &self.goal.variables[to]);
            return Err((
                word.column,
                format!("found {}, which joins no {} with a {}", verb.id, kind_words(&one.kinds), kind_words(&other.kinds)),
            ));
        }
        let conditions = words.rest().iter().map(|token| read_condition(*token, &|name| verb.field(name))).collect::<Result<_, _>>()?;
        Ok(Asks::Connected { from, to, verb, conditions })
    }

    /// `reachable internet -> site port 443`
    fn reachable(&mut self, words: &mut Words<'_>) -> Result<Asks, Mistake> {
        let from = self.end(words)?;
        words.keyword("->")?;
        let at = words.all.first().map_or(words.end, |token| token.column);
        let to = self.end(words)?;
        if from == to {
            return Err((at, "found the same end twice, expected two different ones".to_owned()));
        }
        let mut port = None;
        if words.take("port") {
            let word = words.next("a port from 1 to 65535")?;
            let number: Option<u16> = word.text.parse().ok().filter(|number| *number > 0);
            port = Some(number.ok_or_else(|| (word.column, format!("found {}, expected a port from 1 to 65535", word.text)))?);
        }
        Ok(Asks::Reachable { from, to, port })
    }

    fn end(&self, words: &mut Words<'_>) -> Result<Whence, Mistake> {
        if words.take(internet::KIND.id) {
            return Ok(Whence::Internet);
        }
        self.next_variable(words).map(Whence::Variable)
    }

    /// `allowed app s3:GetObject pictures`, `allowed app ecr:GetAuthorizationToken at-start`
    fn allowed(&mut self, words: &mut Words<'_>) -> Result<Asks, Mistake> {
        let who = self.next_variable(words)?;
        let word = words.next("an action: `s3:GetObject`")?;
        let action = actions::action(word.text).ok_or_else(|| {
            let near = meant(actions::nearest_action(word.text), || "expected one such as s3:GetObject".to_owned());
            (word.column, format!("found {}, which is no IAM action; {near}", word.text))
        })?;
        let mut at_start = words.take("at-start");
        let mut on = None;
        if !at_start && !words.all.is_empty() {
            on = Some(self.next_variable(words)?);
            at_start = words.take("at-start");
        }
        if on.is_none() && !action.resources.is_empty() {
            return Err((word.column, format!("found {} alone, expected behind it on what: it acts on a resource", action.name)));
        }
        Ok(Asks::Allowed { who, action: action.name, on, at_start })
    }

    /// `allowed-only app pictures read write`
    fn allowed_only(&mut self, words: &mut Words<'_>) -> Result<Asks, Mistake> {
        let who = self.next_variable(words)?;
        let on = self.next_variable(words)?;
        let grants = || self.goal.variables[on].kinds.iter().filter_map(|kind| kind.access).flat_map(|access| access.grants);
        let mut verbs = Vec::new();
        let mut word = words.next("what it may do: `read`")?;
        loop {
            let grant = grants().find(|grant| grant.verb == word.text).ok_or_else(|| {
                let all = grants().map(|grant| grant.verb).collect::<Vec<_>>().join(", ");
                let expected =
                    if all.is_empty() { "a store, queue or the like, which a program uses".to_owned() } else { format!("one of {all}") };
                (word.column, format!("found {}, expected {expected}", word.text))
            })?;
            verbs.push(grant.verb);
            if words.all.is_empty() {
                return Ok(Asks::AllowedOnly { who, on, verbs });
            }
            word = words.next("what it may do")?;
        }
    }

    /// `count subnet access=public in net >= 2`
    fn count(&mut self, words: &mut Words<'_>) -> Result<Asks, Mistake> {
        let kinds = read_kinds(words.next("a kind: `count subnet >= 2`")?)?;
        let is_test = |token: &Token<'_>| Test::ALL.iter().any(|(sign, _)| *sign == token.text);
        let mut conditions = Vec::new();
        let mut inside = None;
        while let Some(token) = words.all.first().copied().filter(|token| !is_test(token)) {
            words.all = &words.all[1..];
            if token.text == "in" {
                inside = Some(self.next_variable(words)?);
            } else {
                conditions.push(read_condition(token, &|name| field_of(&kinds, name))?);
            }
        }
        let (test, number) = words.comparison()?;
        Ok(Asks::Count { kinds, conditions, inside, test, number })
    }

    /// `no-finding image-pull-route on web`
    fn no_finding(&mut self, words: &mut Words<'_>) -> Result<Asks, Mistake> {
        let word = words.next("a rule, `error`, `warning` or `fault`")?;
        let by = match word.text {
            "error" => Rules::Severity(Severity::Error),
            "warning" => Rules::Severity(Severity::Warning),
            "fault" => Rules::Fault,
            name => Rules::One(find_rule(name).map_err(|message| (word.column, message))?),
        };
        let on = if words.take("on") { Some(self.next_variable(words)?) } else { None };
        Ok(Asks::NoFinding { by, on })
    }

    fn next_variable(&self, words: &mut Words<'_>) -> Result<usize, Mistake> {
        self.variable(words.next("a node of the goal")?)
    }

    fn variable(&self, token: Token<'_>) -> Result<usize, Mistake> {
        let place = self.goal.variables.iter().position(|variable| variable.name == token.text);
        place.ok_or_else(|| {
            let names = || self.goal.variables.iter().map(|variable| variable.name.as_str());
            let near = meant(nearest(token.text, names()), || format!("expected a line `exists KIND {}` before it", token.text));
            (token.column, format!("found {}, of which nothing is known yet; {near}", token.text))
        })
    }
}

/// The rule with a name, or what may be meant.
pub(crate) fn find_rule(name: &str) -> Result<&'static rules::Rule, String> {
    rules::by_name(name).ok_or_else(|| {
        let near = meant(nearest(name, rules::ALL.iter().map(|rule| rule.name)), || "`groundplan explain` lists all rules".to_owned());
        format!("found {name}, which is no rule; {near}")
    })
}

fn read_kinds(token: Token<'_>) -> Result<Vec<&'static Kind>, Mistake> {
    let one = |id: &str| {
        catalog::by_id(id).ok_or_else(|| {
            let ids = || catalog::KINDS.iter().map(|kind| kind.id);
            let near = meant(nearest(id, ids()), || format!("expected one of {}", ids().collect::<Vec<_>>().join(", ")));
            (token.column, format!("found {id}, which is no kind; {near}"))
        })
    };
    token.text.split('|').map(one).collect()
}

fn kind_words(kinds: &[&'static Kind]) -> String {
    kinds.iter().map(|kind| kind.id).collect::<Vec<_>>().join(" or ")
}

fn field_of(kinds: &[&'static Kind], name: &str) -> Option<&'static Field> {
    kinds.iter().find_map(|kind| kind.field(name))
}

fn read_condition(token: Token<'_>, known: &dyn Fn(&str) -> Option<&'static Field>) -> Result<Condition, Mistake> {
    let first = Test::ALL
        .iter()
        .filter_map(|(sign, test)| Some((token.text.find(sign)?, *sign, *test)))
        .min_by_key(|(at, sign, _)| (*at, usize::MAX - sign.len()));
    let Some((at, sign, test)) = first.filter(|(at, ..)| *at > 0) else {
        return Err((token.column, format!("found {}, expected a field and its value: `cpu>=512`", token.text)));
    };
    let (name, written) = (&token.text[..at], &token.text[at + sign.len()..]);
    let Some(field) = known(name) else { return Err((token.column, format!("found {name}, which is no field of it"))) };
    let column = token.column + token.text[..at + sign.len()].chars().count();
    if written == "*" {
        if !matches!(test, Test::Is | Test::IsNot) {
            return Err((column, "found *, expected a value".to_owned()));
        }
        return Ok(Condition { field: name.to_owned(), test, value: None });
    }
    let value = sketch::parse_value(written).map_err(|message| (column, message))?;
    // What is compared for being larger may be more than the field takes.
    if let Some(problem) = field.form.problem(&value).filter(|_| matches!(test, Test::Is | Test::IsNot)) {
        return Err((column, format!("found {written}, but {problem}")));
    }
    Ok(Condition { field: name.to_owned(), test, value: Some(value) })
}

/// The words of a line that are still to be read.
struct Words<'a> {
    all: &'a [Token<'a>],
    /// The column behind the line.
    end: usize,
}

impl<'a> Words<'a> {
    fn next(&mut self, expected: &str) -> Result<Token<'a>, Mistake> {
        let (first, rest) = self.all.split_first().ok_or_else(|| (self.end, format!("found the end of the line, expected {expected}")))?;
        self.all = rest;
        Ok(*first)
    }

    fn keyword(&mut self, word: &str) -> Result<(), Mistake> {
        let found = self.next(&format!("`{word}`"))?;
        if found.text == word { Ok(()) } else { Err((found.column, format!("found {}, expected `{word}`", found.text))) }
    }

    fn take(&mut self, word: &str) -> bool {
        let found = self.all.first().is_some_and(|token| token.text == word);
        if found {
            self.all = &self.all[1..];
        }
        found
    }

    /// `>= 2`
    fn comparison(&mut self) -> Result<(Test, i64), Mistake> {
        let sign = self.next("how many: `>= 2`")?;
        let test = Test::ALL.iter().find(|(other, _)| *other == sign.text);
        let (_, test) = test.ok_or_else(|| (sign.column, format!("found {}, expected how many: `>= 2`", sign.text)))?;
        let word = self.next("a number")?;
        let number = word.text.parse().map_err(|_| (word.column, format!("found {}, expected a number", word.text)))?;
        Ok((*test, number))
    }

    fn rest(&mut self) -> &'a [Token<'a>] {
        std::mem::take(&mut self.all)
    }

    fn done(&self) -> Result<(), Mistake> {
        self.all.first().map_or(Ok(()), |token| Err((token.column, format!("found {}, expected the end of the line", token.text))))
    }
}
