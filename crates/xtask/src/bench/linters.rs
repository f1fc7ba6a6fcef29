//! What other checkers take for the templates of the same designs: cfn-lint, and AWS's own validator.

use std::io::Read;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, anyhow, bail};

use super::write_sample;
use crate::places::Places;
use crate::process;
use crate::report::Work;
use crate::setup;

/// How many nodes the designs have. CloudFormation takes 500 resources and 1 MB a stack, so that nobody deploys the largest.
const NODES: [usize; 3] = [30, 300, 3000];

/// Nobody waits longer for a checker, and no benchmark does.
const PATIENCE: Duration = Duration::from_secs(180);

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

/// The same for the one in WebAssembly.
const VALIDATE_IN_NODE: &str = "\
const [module, file] = process.argv.slice(1);
const began = performance.now();
const { RegoEngine, TemplateFile } = require(module);
const engine = new RegoEngine();
engine.validateStandard(new TemplateFile(file));
const first = performance.now();
engine.validateStandard(new TemplateFile(file));
console.log((first - began) / 1000, (performance.now() - first) / 1000);
";

/// The whole time of cfn-lint's program, and that of AWS's validator until its first answer and for a further one, as Python's package and
/// in WebAssembly.
pub(super) fn rows(places: &Places) -> anyhow::Result<Vec<(String, String)>> {
    let environment = setup::require(places, &[&setup::PYTHON_LINT, &setup::VALIDATOR])?;
    let program = |name: &str| environment.variable(name).context("the virtual environment is missing").map(ToOwned::to_owned);
    let (linter, python, module) = (program("GROUNDPLAN_CFN_LINT")?, program("GROUNDPLAN_PYTHON_LINT")?, program("GROUNDPLAN_VALIDATOR")?);
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
        let took = timed(&mut cfn_lint)?.map_or_else(|| over(PATIENCE), |(took, _)| format!("{took:.2} s"));
        rows.push((format!("beside it, cfn-lint: {nodes} nodes/whole program"), took));
        let mut in_python = environment.native(places, &python);
        in_python.args(["-c", VALIDATE]).arg(&template);
        rows.extend(validated("AWS's validator", nodes, &mut in_python)?);
        let mut in_node = environment.native(places, "node");
        in_node.args(["-e", VALIDATE_IN_NODE]).arg(&module).arg(&template);
        rows.extend(validated("AWS's validator in WebAssembly", nodes, &mut in_node)?);
    }
    work.done();
    Ok(rows)
}

/// What a validator took until its first answer, and for one more.
fn validated(name: &str, nodes: usize, command: &mut Command) -> anyhow::Result<[(String, String); 2]> {
    let [first, further] = match timed(command)? {
        None => [over(PATIENCE), over(PATIENCE)],
        Some((_, printed)) => {
            let seconds: Vec<f64> = printed.split_whitespace().filter_map(|word| word.parse().ok()).collect();
            let [first, further] = seconds.as_slice() else { bail!("{name} said {printed:?}") };
            [format!("{first:.2} s"), format!("{:.1} ms", further * 1000.0)]
        }
    };
    let row = |what: &str| format!("beside it, {name}: {nodes} nodes/{what}");
    Ok([(row("until the first answer"), first), (row("a further call"), further)])
}

fn over(time: Duration) -> String {
    format!("over {} s", time.as_secs())
}

/// Runs a command to its end: the seconds it took, and what it printed; nothing when it goes on for too long.
fn timed(command: &mut Command) -> anyhow::Result<Option<(f64, String)>> {
    let began = Instant::now();
    let mut child = command.stdout(Stdio::piped()).spawn().with_context(|| format!("{command:?} cannot be run"))?;
    // Read beside it: a full pipe would make it wait for ever.
    let mut output = child.stdout.take().context("there is no output")?;
    let printed = thread::spawn(move || {
        let mut text = String::new();
        output.read_to_string(&mut text).map(|_| text)
    });
    while child.try_wait()?.is_none() {
        if began.elapsed() > PATIENCE {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        thread::sleep(Duration::from_millis(10));
    }
    let took = began.elapsed().as_secs_f64();
    let printed = printed.join().map_err(|_| anyhow!("the output cannot be read"))?.context("the output is no text")?;
    Ok(Some((took, printed)))
}
