//! The words after `cargo xtask`, taken out one by one; what is left over is an error.

use anyhow::{Context, bail};

/// The words that no command has taken yet.
pub(crate) struct Arguments(Vec<String>);

impl Arguments {
    /// The words of this process, without its name.
    pub(crate) fn from_env() -> Self {
        Self(std::env::args().skip(1).collect())
    }

    /// No words at all.
    pub(crate) fn none() -> Self {
        Self(Vec::new())
    }

    /// Takes the first word.
    pub(crate) fn command(&mut self) -> Option<String> {
        if self.0.is_empty() { None } else { Some(self.0.remove(0)) }
    }

    /// Takes `name` and says whether it was there.
    pub(crate) fn flag(&mut self, name: &str) -> bool {
        let before = self.0.len();
        self.0.retain(|word| word != name);
        self.0.len() < before
    }

    /// Takes `name VALUE` and `name=VALUE` wherever they stand and returns the values.
    pub(crate) fn values(&mut self, name: &str) -> anyhow::Result<Vec<String>> {
        let mut values = Vec::new();
        let mut rest = Vec::new();
        let mut words = std::mem::take(&mut self.0).into_iter();
        while let Some(word) = words.next() {
            if word == name {
                values.push(words.next().with_context(|| format!("`{name}` needs a value"))?);
            } else if let Some(value) = word.strip_prefix(name).and_then(|end| end.strip_prefix('=')) {
                values.push(value.to_owned());
            } else {
                rest.push(word);
            }
        }
        self.0 = rest;
        Ok(values)
    }

    /// Fails when a word is left that nobody took.
    pub(crate) fn finish(self) -> anyhow::Result<()> {
        match self.0.first() {
            None => Ok(()),
            Some(word) => bail!("`{word}` is not understood here; `cargo xtask help` lists the options"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Arguments;

    fn arguments(line: &str) -> Arguments {
        Arguments(line.split_whitespace().map(str::to_owned).collect())
    }

    #[test]
    fn a_value_follows_its_name_or_an_equals_sign() {
        let mut given = arguments("--only fmt --list --only=e2e");
        assert_eq!(given.values("--only").unwrap(), ["fmt", "e2e"]);
        assert!(given.flag("--list"));
        assert!(given.finish().is_ok());
    }

    #[test]
    fn a_name_without_its_value_is_an_error() {
        assert!(arguments("--port").values("--port").is_err());
    }

    #[test]
    fn a_word_that_nobody_takes_is_an_error() {
        assert!(arguments("--fast").finish().is_err());
    }
}
