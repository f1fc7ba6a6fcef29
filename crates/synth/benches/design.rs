//! How long reading, checking, synthesis and routing take for designs of 30, 300 and 3,000 nodes.

#![allow(missing_docs, reason = "criterion's macros make undocumented items")]

use std::fmt::Write as _;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use groundplan_synth::design::{Design, saved, sketch};
use groundplan_synth::picture::{layout, route};
use groundplan_synth::{rules, synthesize};

/// A sound design of about so many nodes: one VPC, and services that share two subnets, each with a container, logs and an image.
fn design_of(nodes: usize) -> Design {
    let mut text = String::from(
        "vpc main cidr=10.0.0.0/16\n  zone a number=1\n    subnet public-a cidr=10.0.0.0/24 access=public\n      nat nat-a\n    \
         subnet private-a cidr=10.0.16.0/20 access=private\n  zone b number=2\n    subnet public-b cidr=10.0.1.0/24 access=public\n    \
         subnet private-b cidr=10.0.32.0/20 access=private\n  load-balancer site\n  cluster all\n",
    );
    let services = nodes.saturating_sub(10) / 4;
    for index in 0..services {
        let _ = writeln!(text, "    service web-{index}\n      container app-{index} port=8080");
    }
    for index in 0..services {
        let _ = writeln!(text, "repository image-{index}\nlog-group logs-{index}");
    }
    text.push_str("site -> public-a : spans\nsite -> public-b : spans\n");
    for index in 0..services {
        let _ = writeln!(
            text,
            "site -> web-{index} : forwards path=/{index}/*\nweb-{index} -> private-a : runs\nweb-{index} -> private-b : runs\n\
             app-{index} -> image-{index} : pulls\napp-{index} -> logs-{index} : logs"
        );
    }
    let mut design = sketch::parse(&text).design;
    // The patch was made of this very design.
    let _ = layout::place_missing(&design).apply(&mut design);
    design
}

fn designs(criterion: &mut Criterion) {
    for nodes in [30, 300, 3000] {
        let design = design_of(nodes);
        let text = sketch::print(&design);
        let json = saved::write(&design);
        let mut group = criterion.benchmark_group(format!("{nodes} nodes"));
        group.sample_size(10);
        let id = |name: &str| BenchmarkId::from_parameter(name);
        group.bench_function(id("read a sketch"), |bencher| bencher.iter(|| sketch::parse(&text)));
        group.bench_function(id("read the saved form"), |bencher| bencher.iter(|| saved::read(&json)));
        group.bench_function(id("check all rules"), |bencher| bencher.iter(|| rules::check(&design)));
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
