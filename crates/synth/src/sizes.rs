//! What Fargate offers for the CPU and the memory of a task, each with what it costs in a month: what a form offers.

use crate::catalog::{fargate, scaling, service, task_definition};
use crate::decimal::rounded;
use crate::design::Node;
use crate::prices;

const CPU: &str = "cpu";
const MEMORY: &str = "memory";

/// A value that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Size {
    /// CPU units or MiB.
    pub value: i64,
    /// The value with its price for a month: `1024 – $36.04`.
    pub words: String,
}

/// What can be chosen for a field of a node; `None` when the field is no size of a task, or the other one is known only at deployment.
pub fn offered(node: &Node, field: &str) -> Option<Vec<Size>> {
    if !task_definition::has_one(node) {
        return None;
    }
    let (cpu, memory) = (task_definition::cpu(&node.fields).number(), task_definition::memory(&node.fields).number());
    let pairs: Vec<(i64, i64, i64)> = match field {
        CPU => {
            let wish = memory?;
            fargate::CPU.iter().filter_map(|cpu| Some((*cpu, *cpu, fargate::memory(*cpu)?.nearest(wish)?))).collect()
        }
        MEMORY => fargate::memory(cpu?)?.values().into_iter().map(|memory| (memory, cpu.unwrap_or_default(), memory)).collect(),
        _ => return None,
    };
    let (tasks, _) = tasks(node);
    let size = |(value, cpu, memory): (i64, i64, i64)| {
        let price = rounded(prices::task_month_usd(node, cpu, memory) * tasks as f64, 2);
        Size { value, words: format!("{value} – ${price}") }
    };
    Some(pairs.into_iter().map(size).collect())
}

/// For how many tasks the prices are, and whether that is all of them: who scales, runs on spare capacity or has a number that only
/// deployment knows pays for what runs.
fn tasks(node: &Node) -> (i64, bool) {
    let is_fixed = node.kind == service::KIND.id && !scaling::is_on(node) && scaling::spot_percent(node) == 0;
    let count = is_fixed.then(|| service::desired_count(&node.fields).number()).flatten();
    count.filter(|count| *count > 0).map_or((1, false), |count| (count, true))
}

/// What the prices are of.
pub fn note(node: &Node) -> String {
    let which = match tasks(node) {
        (1, true) => "the one task".to_owned(),
        (count, true) => format!("all {count} tasks"),
        (_, false) => "each task that runs all the time".to_owned(),
    };
    format!("For a month of {which}, on demand: {}, {}", prices::REGION, prices::READ)
}

/// The memory that has to be set along with another CPU value; `None` when what is set goes with it, or is no number.
pub fn memory_with(node: &Node, cpu: i64) -> Option<i64> {
    let set = task_definition::memory(&node.fields).number()?;
    let offer = fargate::memory(cpu)?;
    offer.nearest(set).filter(|nearest| *nearest != set)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;
    use crate::design::sketch::parse;

    #[track_caller]
    fn check(fields: &str, field: &str, count: usize, first: &str, last: &str) {
        let design = parse(&format!("vpc main\n  cluster work\n    service web {fields}\n")).design;
        let node = design.node(design.find("web").unwrap()).unwrap();
        let sizes = offered(node, field).unwrap();
        let words: Vec<&str> = sizes.iter().map(|size| size.words.as_str()).collect();
        assert_eq!((sizes.len(), words[0], words[count - 1]), (count, first, last));
    }

    /// Half a virtual CPU: 0.5 × 0.04048 × 730 = 14.7752; a gigabyte: 0.004445 × 730 = 3.24485.
    #[test]
    fn a_form_offers_what_fargate_has_with_its_price() {
        check("cpu=512 memory=1024 desired_count=1", "memory", 4, "1024 – $18.02", "4096 – $27.75");
        check("cpu=512 memory=1024 desired_count=2", "memory", 4, "1024 – $36.04", "4096 – $55.51");
        check("cpu=512 memory=1024 desired_count=1", "cpu", 8, "256 – $10.63", "32768 – $1140.30");
        check("cpu=512 memory=1024 architecture=ARM64 desired_count=1", "memory", 4, "1024 – $14.42", "4096 – $22.21");
        let design = parse("vpc main\n  cluster work\n    service web cpu=512 memory=1024 desired_count=2\nbucket photos\n").design;
        let node = |name: &str| design.node(design.find(name).unwrap()).unwrap();
        assert_eq!((offered(node("web"), "desired_count"), offered(node("photos"), "cpu")), (None, None));
        assert_eq!((memory_with(node("web"), 1024), memory_with(node("web"), 256)), (Some(2048), None));
        assert_eq!(note(node("web")), "For a month of all 2 tasks, on demand: us-east-1, November 2026");
    }
}
