//! The work of `crates/synth/benches/design.rs` that a person waits for, in the browser: the same crate as WebAssembly.

use std::time::Duration;

use groundplan_synth::design::sketch;
use groundplan_synth::{rules, synthesize};
use wasm_bindgen_test::{Criterion, wasm_bindgen_bench, wasm_bindgen_test_configure};

#[path = "../crates/synth/benches/support/edited.rs"]
mod edited;
#[path = "../crates/synth/benches/support/sample.rs"]
mod sample;

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_bench]
fn designs(criterion: &mut Criterion) {
    let taken = std::mem::take(criterion);
    *criterion = taken.sample_size(10).warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(3));
    for nodes in [30, 300, 1000, 3000] {
        let design = sketch::parse(&sample::sketch_of(nodes)).design;
        let mut turn = 0;
        criterion.bench_function(&format!("{nodes} nodes/check all rules after an edit"), |bencher| {
            bencher.iter(|| rules::check(&edited::edited(&design, &mut turn)));
        });
        criterion.bench_function(&format!("{nodes} nodes/synthesize YAML"), |bencher| {
            bencher.iter(|| synthesize::synthesize(&design).to_yaml());
        });
    }
}
