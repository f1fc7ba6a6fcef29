//! The task sizes that Fargate offers: which memory goes with which CPU.
//!
//! Source: <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html>, read in November 2026.

/// The memory that goes with one CPU value, in MiB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Memory {
    /// From least to most in equal steps.
    Steps {
        /// Least memory.
        least: i64,
        /// Most memory.
        most: i64,
        /// The step between two values.
        step: i64,
    },
    /// Just these values.
    Just(&'static [i64]),
}

/// The CPU values in CPU units (1024 units are one virtual CPU), in rising order.
pub const CPU: &[i64] = &[256, 512, 1024, 2048, 4096, 8192, 16384, 32768];

/// The memory that goes with a CPU value; `None` for a CPU value that Fargate does not have.
pub fn memory(cpu: i64) -> Option<Memory> {
    let steps = |least, most, step| Some(Memory::Steps { least, most, step });
    match cpu {
        256 => Some(Memory::Just(&[512, 1024, 2048])),
        512 => steps(1024, 4096, 1024),
        1024 => steps(2048, 8192, 1024),
        2048 => steps(4096, 16384, 1024),
        4096 => steps(8192, 30720, 1024),
        8192 => steps(16384, 61440, 4096),
        16384 => steps(32768, 122_880, 8192),
        32768 => Some(Memory::Just(&[61440, 122_880, 249_856])),
        _ => None,
    }
}

impl Memory {
    /// True when this much memory, in MiB, is offered.
    pub fn offers(self, wanted: i64) -> bool {
        self.values().contains(&wanted)
    }

    /// All values in MiB, in rising order.
    pub fn values(self) -> Vec<i64> {
        match self {
            Self::Just(values) => values.to_vec(),
            Self::Steps { least, most, step } => (0..=(most - least) / step).map(|index| least + index * step).collect(),
        }
    }

    /// The value nearest to a wish, the larger of two that are equally near.
    pub fn nearest(self, wish: i64) -> Option<i64> {
        self.values().into_iter().min_by_key(|value| (value.abs_diff(wish), std::cmp::Reverse(*value)))
    }

    /// The values in words: `1024 to 4096 MiB in steps of 1024`.
    pub fn words(self) -> String {
        match self {
            Self::Steps { least, most, step } => format!("{least} to {most} MiB in steps of {step}"),
            Self::Just(values) => {
                let words: Vec<String> = values.iter().map(ToString::to_string).collect();
                match words.split_last() {
                    Some((last, first)) if !first.is_empty() => format!("{} or {last} MiB", first.join(", ")),
                    _ => format!("{} MiB", words.join("")),
                }
            }
        }
    }
}

/// The CPU values that go with this much memory, in rising order.
pub fn cpu_for(memory_mib: i64) -> Vec<i64> {
    CPU.iter().copied().filter(|cpu| memory(*cpu).is_some_and(|offer| offer.offers(memory_mib))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_those_that_fargate_offers() {
        for (cpu, mib, offered) in [
            (256, 512, true),
            (256, 1536, false),
            (512, 512, false),
            (1024, 8192, true),
            (4096, 30720, true),
            (4096, 31744, false),
            (8192, 20480, true),
            (8192, 17408, false),
            (32768, 249_856, true),
            (32768, 65536, false),
        ] {
            assert_eq!(memory(cpu).unwrap().offers(mib), offered, "{cpu} with {mib}");
        }
        assert_eq!(memory(300), None);
        assert_eq!(cpu_for(2048), [256, 512, 1024]);
    }

    #[test]
    fn the_nearest_size_rounds_up_when_in_doubt() {
        assert_eq!(memory(256).unwrap().nearest(1536), Some(2048));
        assert_eq!(memory(512).unwrap().nearest(9000), Some(4096));
        assert_eq!(memory(512).unwrap().nearest(0), Some(1024));
    }

    #[test]
    fn words_say_what_is_offered() {
        assert_eq!(memory(256).unwrap().words(), "512, 1024 or 2048 MiB");
        assert_eq!(memory(512).unwrap().words(), "1024 to 4096 MiB in steps of 1024");
    }
}
