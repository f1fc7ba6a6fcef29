//! How a command talks while it works: a line when something starts, a line with the time when it ends.

use std::time::{Duration, Instant};

/// A piece of work that has been announced.
pub(crate) struct Work {
    name: String,
    began: Instant,
}

impl Work {
    /// Says what begins, and how long it takes when that is known to be long.
    pub(crate) fn begin(name: &str, takes: Option<&str>) -> Self {
        match takes {
            Some(takes) => println!("... {name} (takes {takes})"),
            None => println!("... {name}"),
        }
        Self { name: name.to_owned(), began: Instant::now() }
    }

    /// Says that the work is done, with its time.
    pub(crate) fn done(&self) -> Duration {
        let took = self.began.elapsed();
        println!("ok  {} in {}", self.name, time(took));
        took
    }

    /// Says that the work failed, with its time.
    pub(crate) fn failed(&self) -> Duration {
        let took = self.began.elapsed();
        println!("BAD {} after {}", self.name, time(took));
        took
    }
}

/// A duration as a person reads it: `0.4 s`, `3 min 05 s`.
pub(crate) fn time(duration: Duration) -> String {
    let seconds = duration.as_secs();
    if seconds < 60 { format!("{:.1} s", duration.as_secs_f64()) } else { format!("{} min {:02} s", seconds / 60, seconds % 60) }
}

#[cfg(test)]
mod tests {
    use super::time;
    use std::time::Duration;

    #[test]
    fn a_time_is_short() {
        assert_eq!(time(Duration::from_millis(420)), "0.4 s");
        assert_eq!(time(Duration::from_secs(185)), "3 min 05 s");
    }
}
