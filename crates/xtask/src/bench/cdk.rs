//! What the CDK takes for the same designs: its program, run as `cdk synth` runs it.

use std::time::Instant;

use anyhow::Context;

use super::{NODES, write_sample};
use crate::places::Places;
use crate::process;
use crate::report::Work;
use crate::setup;

/// CloudFormation takes 500 resources a stack, and the CDK refuses more; a benchmark goes on.
const CONTEXT: &str = "{\"@aws-cdk/core:stackResourceLimit\": 0}";

/// The whole time of each program, the start of Python and of the CDK's engine included: a person waits for both.
pub(super) fn rows(places: &Places) -> anyhow::Result<Vec<(String, String)>> {
    let environment = setup::require(places, &[&setup::PYTHON_CDK])?;
    let python = environment.variable("GROUNDPLAN_PYTHON_CDK").context("the virtual environment is missing")?.to_owned();
    let work = Work::begin("bench-cdk", Some("some minutes"));
    let log = places.log("bench-cdk");
    process::start_log(&log)?;
    let folder = places.native_target().join("bench-cdk");
    let mut rows = Vec::new();
    for nodes in NODES {
        let own = folder.join(nodes.to_string());
        if let Err(error) = write_sample(places, &environment, nodes, ("cdk", "."), &own, &log) {
            work.failed();
            return Err(error);
        }
        let mut program = environment.native(places, &python);
        program.arg("app.py").current_dir(&own);
        program.env("CDK_OUTDIR", own.join("cdk.out")).env("CDK_CONTEXT_JSON", CONTEXT);
        program.env("JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION", "1").env("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "1");
        let began = Instant::now();
        if let Err(error) = process::must(&mut program, &log) {
            work.failed();
            return Err(error);
        }
        rows.push((format!("beside it, cdk synth: {nodes} nodes/whole program"), format!("{:.2} s", began.elapsed().as_secs_f64())));
    }
    work.done();
    Ok(rows)
}
