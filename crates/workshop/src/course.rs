//! The way through a lesson as its author made it: the design with which each step starts, and the one that solves it.

use groundplan_synth::design::Design;

use crate::change::Places;
use crate::lesson::{Fault, Lesson, Step};

/// A lesson with its designs for one seed. The same seed gives everybody the same faults.
pub struct Course<'a> {
    /// The lesson.
    pub lesson: &'a Lesson,
    /// The seed that chose the faults.
    pub seed: u64,
    stages: Vec<Stage>,
}

struct Stage {
    start: Design,
    solution: Design,
    fault: Option<usize>,
}

/// Changes of a lesson that do not go with their design.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    /// The line of the step or fault, counted from 1.
    pub line: usize,
    /// What does not fit.
    pub message: String,
}

impl<'a> Course<'a> {
    /// Works all designs out; the error says which changes do not fit.
    pub fn of(lesson: &'a Lesson, seed: u64) -> Result<Self, Misfit> {
        let mut order = shuffled(lesson.faults.len(), seed).into_iter();
        let mut good = Design::default();
        let mut stages = Vec::new();
        for step in &lesson.steps {
            let misfit = |line: usize, message: String| Misfit { line, message };
            if let Some(start) = &step.start {
                good = start.clone();
            }
            let fault = if step.draws { order.next() } else { None };
            if let Some(place) = fault {
                let start = faulty(&good, &lesson.faults[place]).map_err(|message| misfit(lesson.faults[place].line, message))?;
                stages.push(Stage { start, solution: good.clone(), fault });
                continue;
            }
            let start = good.clone();
            if let Some(changes) = &step.solution {
                good = changes.apply(&good, &Places::new()).map_err(|message| misfit(step.line, message))?;
            }
            stages.push(Stage { start, solution: good.clone(), fault: None });
        }
        Ok(Self { lesson, seed, stages })
    }

    /// A step by its place.
    pub fn step(&self, place: usize) -> Option<&'a Step> {
        self.lesson.steps.get(place)
    }

    /// The author's start of a step. A student starts with what they made in the step before, unless [`Self::begins_anew`].
    pub fn start(&self, place: usize) -> Option<&Design> {
        self.stages.get(place).map(|stage| &stage.start)
    }

    /// The author's design that solves a step.
    pub fn solution(&self, place: usize) -> Option<&Design> {
        self.stages.get(place).map(|stage| &stage.solution)
    }

    /// The fault that a step starts with.
    pub fn fault(&self, place: usize) -> Option<&'a Fault> {
        self.lesson.faults.get(self.stages.get(place)?.fault?)
    }

    /// True when a step has a start of its own.
    pub fn begins_anew(&self, place: usize) -> bool {
        self.step(place).is_some_and(|step| step.start.is_some() || step.draws)
    }

    /// What a student finds when a step begins: what they made in the step before, or the step's own start.
    pub fn opening(&self, place: usize, made: Option<&Design>) -> Option<Design> {
        let own = self.start(place)?;
        Some(made.filter(|_| !self.begins_anew(place)).unwrap_or(own).clone())
    }
}

/// A good design with a fault in it.
pub fn faulty(good: &Design, fault: &Fault) -> Result<Design, String> {
    fault.changes.apply(good, &Places::new())
}

/// The numbers below `count` in an order that the seed chooses.
fn shuffled(count: usize, seed: u64) -> Vec<usize> {
    let mut state = seed;
    let mut order: Vec<usize> = (0..count).collect();
    for place in (1..count).rev() {
        let other = usize::try_from(next(&mut state) % (place as u64 + 1)).unwrap_or(0);
        order.swap(place, other);
    }
    order
}

/// The next number of SplitMix64: a few lines that give the same numbers everywhere, which no crate promises for all its versions.
/// Source: Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", <https://doi.org/10.1145/2714064.2660195>.
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_those_of_splitmix64() {
        // The first outputs for the seed 1234567, as Java's SplittableRandom and the reference implementation give them.
        let mut state = 1_234_567;
        let numbers: Vec<u64> = (0..3).map(|_| next(&mut state)).collect();
        assert_eq!(numbers, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }

    #[test]
    fn a_seed_gives_one_order_and_seeds_give_many() {
        assert_eq!(shuffled(10, 7), shuffled(10, 7));
        let orders: std::collections::BTreeSet<Vec<usize>> = (0..50).map(|seed| shuffled(10, seed)).collect();
        assert!(orders.len() > 45, "{}", orders.len());
        for order in orders {
            let mut sorted = order.clone();
            sorted.sort_unstable();
            assert_eq!(sorted, (0..10).collect::<Vec<_>>());
        }
    }
}
