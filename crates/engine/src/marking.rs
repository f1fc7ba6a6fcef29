//! The table of a class for a page that hands the files over. Questions and answers are JSON, for `public/marking.js` writes and reads them
//! itself and the page only carries them.
//!
//! - `{"lesson": …, "seed": "7", "step": id or null, "files": [{"name": …, "text": …} or {"name": …, "error": …}]}` asks for marks (with `prepares` also
//!   for the program to be ready for them):
//!   `{"goals": [{"step": id, "of": the step's title, "title": …}], "rows": [{"name": …, "goals": [null or what is missing]} or {"name": …, "error": …}]}`
//! - `{"marks": such an answer}` asks for `{"csv": …}`.

use groundplan_synth::design::saved;
use groundplan_synth::words::plain;
use groundplan_workshop::course::Course;
use groundplan_workshop::lesson::Lesson;
use groundplan_workshop::mark::{self, Column, Row, Table};
use serde_json::{Value as Json, json};

/// The id of the lesson by which to mark; empty when a table is to be written.
pub(crate) fn lesson_of(asked: &Json) -> &str {
    text(asked, "lesson").unwrap_or_default()
}

/// The seed that chose the faults of the class.
pub(crate) fn seed_of(asked: &Json) -> Result<u64, String> {
    let seed = text(asked, "seed").unwrap_or_default();
    seed.parse().map_err(|_| format!("found the seed {}, expected a whole number from 0 on", plain(seed)))
}

/// Marks files.
pub(crate) fn marked(course: &Course<'_>, asked: &Json) -> Result<Json, String> {
    let step = text(asked, "step").map(|id| step_of(course.lesson, id)).transpose()?;
    let files = asked.get("files").and_then(Json::as_array).ok_or("there are no files")?;
    let file = |file: &Json| {
        let design = match (text(file, "text"), text(file, "error")) {
            (Some(text), _) => mark::read(text),
            (None, error) => Err(plain(error.unwrap_or("it has no text"))),
        };
        (text(file, "name").unwrap_or_default().to_owned(), design)
    };
    if asked.get("prepares").is_some() {
        prepare(course, step);
    }
    let table = Table::of(course, step, files.iter().map(file));
    let title = |id: &str| course.lesson.steps.iter().find(|step| step.id == id).map(|step| plain(&step.title));
    let goal = |goal: &Column| json!({ "step": goal.step, "of": title(&goal.step), "title": goal.title });
    let row = |row: &Row| match &row.results {
        Ok(results) => json!({ "name": row.name, "goals": results }),
        Err(reason) => json!({ "name": row.name, "error": reason }),
    };
    Ok(json!({ "goals": table.goals.iter().map(goal).collect::<Vec<_>>(), "rows": table.rows.iter().map(row).collect::<Vec<_>>() }))
}

/// So often is each of the author's designs judged beforehand: a browser makes a function fast once it has run a while.
const REHEARSALS: usize = 3;

/// Judges the author's own designs: a browser compiles a program while it runs, and the class need not wait for that.
fn prepare(course: &Course<'_>, step: Option<usize>) {
    for _ in 0..REHEARSALS {
        let texts = (0..course.lesson.steps.len()).filter_map(|place| course.start(place)).map(saved::write);
        std::hint::black_box(Table::of(course, step, texts.map(|text| (String::new(), mark::read(&text)))));
    }
}

/// Writes a table as CSV.
pub(crate) fn csv(table: &Json) -> Result<Json, String> {
    let list = |json: &Json, name: &str| json.get(name).and_then(Json::as_array).cloned().ok_or("this is no table");
    let column = |goal: &Json| Some(Column { step: text(goal, "step")?.to_owned(), title: text(goal, "title")?.to_owned() });
    let row = |row: &Json| {
        let results = match list(row, "goals") {
            Ok(goals) => Ok(goals.iter().map(|why| why.as_str().map(ToOwned::to_owned)).collect()),
            Err(_) => Err(text(row, "error")?.to_owned()),
        };
        Some(Row { name: text(row, "name")?.to_owned(), results })
    };
    let goals = list(table, "goals")?.iter().map(column).collect::<Option<_>>().ok_or("a goal has no step or no title")?;
    let rows = list(table, "rows")?.iter().map(row).collect::<Option<_>>().ok_or("a row has no name or no marks")?;
    Ok(json!({ "csv": Table { goals, rows }.csv()? }))
}

fn text<'a>(json: &'a Json, name: &str) -> Option<&'a str> {
    json.get(name)?.as_str()
}

fn step_of(lesson: &Lesson, id: &str) -> Result<usize, String> {
    let ids = || lesson.steps.iter().map(|step| step.id.as_str()).collect::<Vec<_>>().join(", ");
    lesson.step(id).ok_or_else(|| format!("found the step {}, expected one of {}", plain(id), ids()))
}
