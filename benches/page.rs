//! The work of `crates/synth/benches/design.rs` that a person waits for, in the browser: the same crate as WebAssembly.

use std::time::Duration;

use groundplan_synth::design::sketch;
use groundplan_synth::rules::Reviewer;
use groundplan_synth::synthesize;
use wasm_bindgen_test::{Criterion, console_log, wasm_bindgen_bench, wasm_bindgen_test_configure};

#[path = "../crates/synth/benches/support/edited.rs"]
mod edited;
#[path = "../crates/synth/benches/support/sample.rs"]
mod sample;
#[path = "../crates/synth/benches/support/swept.rs"]
mod swept;

wasm_bindgen_test_configure!(run_in_browser);

/// The page must answer its driver within half a minute, so each size has a benchmark of its own.
macro_rules! sizes {
    ($($cpu:ident $port:ident $place:ident $name:ident $connection:ident $synthesize:ident $nodes:literal)*) => {
        $(
            sizes!(check $cpu 0 $nodes);
            sizes!(check $port 1 $nodes);
            sizes!(check $place 2 $nodes);
            sizes!(check $name 3 $nodes);
            sizes!(check $connection 4 $nodes);

            #[wasm_bindgen_bench]
            fn $synthesize(criterion: &mut Criterion) {
                let design = sketch::parse(&sample::sketch_of($nodes)).design;
                measure(criterion, concat!($nodes, " nodes/synthesize YAML"), || {
                    std::hint::black_box(synthesize::synthesize(&design).to_yaml());
                });
            }
        )*
    };
    (check $name:ident $change:literal $nodes:literal) => {
        #[wasm_bindgen_bench]
        fn $name(criterion: &mut Criterion) {
            let design = sketch::parse(&sample::sketch_of($nodes)).design;
            let (mut design, mut reviewer, mut turn) = (design, Reviewer::default(), 0);
            reviewer.review(&design);
            let change = edited::CHANGES[$change];
            measure(criterion, &format!(concat!($nodes, " nodes/check all rules after {}"), change.0), || {
                edited::edit(&mut design, change, &mut turn);
                std::hint::black_box(reviewer.review(&design));
            });
        }
    };
}

sizes! {
    cpu_30 port_30 move_30 name_30 connection_30 synthesize_30 30
    cpu_300 port_300 move_300 name_300 connection_300 synthesize_300 300
    cpu_1000 port_1000 move_1000 name_1000 connection_1000 synthesize_1000 1000
    cpu_3000 port_3000 move_3000 name_3000 connection_3000 synthesize_3000 3000
}

/// What the check after a change of one field may take, in milliseconds.
const TARGET: f64 = 4.0;

/// A change of each field there is, in a design of 1,000 nodes: what most of them take, and those that take too long.
#[wasm_bindgen_bench]
fn fields_1000(_: &mut Criterion) {
    let Some(clock) = web_sys::window().and_then(|window| window.performance()) else { return };
    let times = swept::every_field(&sample::sketch_of(1000), || clock.now());
    let row = |name: &str, time: f64| {
        console_log!("1000 nodes/check all rules after a change of {name} time: [{time:.2} ms {time:.2} ms {time:.2} ms]");
    };
    row("one field, half of all fields", times[times.len() / 2].1);
    row("one field, nine of ten", times[times.len() / 10].1);
    for (name, time) in times.iter().filter(|(_, time)| *time >= TARGET) {
        row(name, *time);
    }
}

fn measure(criterion: &mut Criterion, name: &str, mut work: impl FnMut()) {
    let taken = std::mem::take(criterion);
    *criterion = taken.sample_size(10).warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(2));
    criterion.bench_function(name, |bencher| bencher.iter(&mut work));
}
