//! How long judging takes: one design after a change, and the files of a class of 160 from their text to the table.

#![allow(missing_docs, reason = "criterion's macros make undocumented items")]
#![allow(clippy::expect_used, reason = "a benchmark stops where its ground is missing")]

use criterion::{Criterion, criterion_group, criterion_main};
use groundplan_synth::design::{Design, read_any, sketch};
use groundplan_workshop::course::Course;
use groundplan_workshop::judge::judge;
use groundplan_workshop::mark::Table;
use groundplan_workshop::read::read;

const LESSON: &str = include_str!("../../../lessons/fargate.md");
/// As many as a large room has seats.
const STUDENTS: usize = 160;

fn class(criterion: &mut Criterion) {
    let lesson = read(LESSON).expect("the lesson has no mistakes");
    let course = Course::of(&lesson, 1).expect("its designs fit");
    let last = lesson.steps.len() - 1;
    // Students are at different steps, half of them with names of their own.
    let files: Vec<String> = (0..STUDENTS)
        .map(|student| {
            let text = sketch::print(course.solution(student % (last + 1)).expect("a step"));
            if student % 2 == 0 { text } else { text.replace("web", "shop").replace("private-", "inner-") }
        })
        .collect();
    // Each with a name of its own: no two of them share an answer.
    let apart: Vec<String> = files.iter().enumerate().map(|(student, text)| text.replace("main", &format!("main-{student}"))).collect();
    let network = lesson.step("network").expect("the step");
    let design = course.solution(last).expect("a step").clone();
    let mut group = criterion.benchmark_group("lessons");
    group.sample_size(10);
    group.bench_function("read a lesson", |bencher| bencher.iter(|| read(LESSON)));
    group.bench_function("judge the step about the network after a change", |bencher| {
        // A changed design has nothing worked out yet.
        bencher.iter_batched(|| fresh(&design), |design| judge(&course, network, &design), criterion::BatchSize::SmallInput);
    });
    group.bench_function("mark 160 files", |bencher| {
        let design = |text: &String| ("a.sketch".to_owned(), Ok(read_any(text).design));
        bencher.iter(|| Table::of(&course, None, files.iter().map(design)));
    });
    group.bench_function("mark 160 files, no two alike", |bencher| {
        let design = |text: &String| ("a.sketch".to_owned(), Ok(read_any(text).design));
        bencher.iter(|| Table::of(&course, None, apart.iter().map(design)));
    });
    group.finish();
}

fn fresh(design: &Design) -> Design {
    sketch::parse(&sketch::print(design)).design
}

criterion_group!(benches, class);
criterion_main!(benches);
