//! How long reading, checking, synthesis and routing take for designs of 30 to 3,000 nodes.

#![allow(missing_docs, reason = "criterion's macros make undocumented items")]

use criterion::{BatchSize, BenchmarkId, Criterion, criterion_group, criterion_main};
use groundplan_synth::design::{Design, saved, sketch};
use groundplan_synth::picture::{layout, route};
use groundplan_synth::rules::{self, Reviewer};
use groundplan_synth::synthesize;

#[path = "support/edited.rs"]
mod edited;
#[path = "support/sample.rs"]
mod sample;

/// The sample with a place for every node.
fn design_of(nodes: usize) -> Design {
    let mut design = sketch::parse(&sample::sketch_of(nodes)).design;
    // The patch was made of this very design.
    let _ = layout::place_missing(&design).apply(&mut design);
    design
}

fn designs(criterion: &mut Criterion) {
    for nodes in [30, 300, 1000, 3000] {
        let design = design_of(nodes);
        let text = sketch::print(&design);
        let json = saved::write(&design);
        let mut group = criterion.benchmark_group(format!("{nodes} nodes"));
        group.sample_size(10);
        let id = |name: &str| BenchmarkId::from_parameter(name);
        group.bench_function(id("read a sketch"), |bencher| bencher.iter(|| sketch::parse(&text)));
        group.bench_function(id("read the saved form"), |bencher| bencher.iter(|| saved::read(&json)));
        group.bench_function(id("check all rules of a design that is new"), |bencher| {
            bencher.iter_batched(|| sketch::parse(&text).design, |design| rules::review(&design), BatchSize::LargeInput);
        });
        for change in edited::CHANGES {
            // As the engine does it: one design that goes on, and a reviewer that follows.
            let (mut design, mut reviewer, mut turn) = (sketch::parse(&text).design, Reviewer::default(), 0);
            reviewer.review(&design);
            group.bench_function(id(&format!("check all rules after {}", change.0)), |bencher| {
                bencher.iter(|| {
                    edited::edit(&mut design, change, &mut turn);
                    reviewer.review(&design)
                });
            });
        }
        group.bench_function(id("synthesize YAML"), |bencher| bencher.iter(|| synthesize::synthesize(&design).to_yaml()));
        // Routing works on one screen of a design; thousands of lines at once are for the command line.
        if nodes <= 300 {
            group.bench_function(id("route all lines"), |bencher| bencher.iter(|| route::route_all(&design)));
        }
        group.finish();
    }
}

criterion_group!(benches, designs);
criterion_main!(benches);
