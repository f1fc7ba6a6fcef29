//! What other checkers take for the templates of the same designs: cfn-lint, and AWS's own validator.

use std::process::Command;
use std::time::Instant;

use anyhow::{Context, ensure};

use super::write_sample;
use crate::places::Places;
use crate::process;
use crate::report::Work;
use crate::setup;

/// How many nodes the designs have. CloudFormation takes 500 resources and 1 MB a stack; on a larger template cfn-lint works for many
/// minutes.
const NODES: [usize; 2] = [30, 300];

/// The file of a template.
const TEMPLATE: &str = "template.yaml";

/// Prints the seconds until the first answer of a process, and those of one call after it.
const VALIDATE: &str = "\
import sys, time
began = time.perf_counter()
from cloudformation_validate import CompositeEngine, PseudoParameterOverrides, Severity, ValidateConfig
engine = CompositeEngine()
config = ValidateConfig(severity_level=Severity.WARN, pseudo_parameter_overrides=PseudoParameterOverrides(region=\"eu-west-1\"))
with open(sys.argv[1], \"rb\") as file: template = file.read()
engine.validate_template(template, config)
first = time.perf_counter()
engine.validate_template(template, config)
print(first - began, time.perf_counter() - first)
";

/// The whole time of cfn-lint's program, and that of AWS's validator until its first answer and for a further one.
pub(super) fn rows(places: &Places) -> anyhow::Result<Vec<(String, String)>> {
    let environment = setup::require(places, &[&setup::PYTHON_LINT])?;
    let program = |name: &str| environment.variable(name).context("the virtual environment is missing").map(ToOwned::to_owned);
    let (linter, python) = (program("GROUNDPLAN_CFN_LINT")?, program("GROUNDPLAN_PYTHON_LINT")?);
    let work = Work::begin("bench-linters", Some("some minutes"));
    let log = places.log("bench-linters");
    process::start_log(&log)?;
    let mut rows = Vec::new();
    for nodes in NODES {
        let folder = places.native_target().join("bench-linters").join(nodes.to_string());
        write_sample(places, &environment, nodes, ("synth", TEMPLATE), &folder, &log)?;
        let template = folder.join(TEMPLATE);
        let mut cfn_lint = environment.native(places, &linter);
        cfn_lint.arg(&template);
        // Its code tells of findings only.
        let (took, _) = timed(&mut cfn_lint)?;
        rows.push((format!("beside it, cfn-lint: {nodes} nodes/whole program"), format!("{took:.2} s")));
        let mut validator = environment.native(places, &python);
        validator.args(["-c", VALIDATE]).arg(&template);
        let (_, printed) = timed(&mut validator)?;
        let seconds: Vec<f64> = printed.split_whitespace().filter_map(|word| word.parse().ok()).collect();
        ensure!(seconds.len() == 2, "AWS's validator said {printed:?}");
        rows.push((format!("beside it, AWS's validator: {nodes} nodes/until the first answer"), format!("{:.2} s", seconds[0])));
        rows.push((format!("beside it, AWS's validator: {nodes} nodes/a further call"), format!("{:.1} ms", seconds[1] * 1000.0)));
    }
    work.done();
    Ok(rows)
}

/// Runs a command to its end: the seconds it took, and what it printed.
fn timed(command: &mut Command) -> anyhow::Result<(f64, String)> {
    let began = Instant::now();
    let output = command.output().with_context(|| format!("{command:?} cannot be run"))?;
    Ok((began.elapsed().as_secs_f64(), String::from_utf8_lossy(&output.stdout).into_owned()))
}
