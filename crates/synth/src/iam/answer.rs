//! An answer in three values: yes, no, or it depends on something that is known only at deployment or at run time.

use crate::ordered::Order;

/// Yes, no, or what it depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Whatever happens.
    Yes,
    /// Never.
    No,
    /// On what, sorted: parameters, names that CloudFormation gives, keys of the request.
    Depends(Vec<String>),
}

impl Answer {
    /// An answer that depends on one thing.
    pub fn depends(on: impl Into<String>) -> Self {
        Self::Depends(vec![on.into()])
    }
    /// Yes or no.
    pub fn known(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }
    /// An answer that depends on several things.
    pub fn on_all(mut things: Vec<String>) -> Self {
        things.order();
        things.dedup();
        Self::Depends(things)
    }
    /// True for a certain yes.
    pub fn is_yes(&self) -> bool {
        *self == Self::Yes
    }
    /// True for a certain no.
    pub fn is_no(&self) -> bool {
        *self == Self::No
    }
    /// Both have to hold.
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Yes, other) => other,
            (one, Self::Yes) => one,
            (Self::Depends(mut one), Self::Depends(other)) => {
                one.extend(other);
                Self::on_all(one)
            }
        }
    }
    /// One of both has to hold.
    pub fn or(self, other: Self) -> Self {
        self.negated().and(other.negated()).negated()
    }
    /// The other way round.
    pub fn negated(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            depends @ Self::Depends(_) => depends,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certain_answer_outweighs_one_that_depends() {
        let depends = || Answer::depends("a parameter");
        for (one, other, both, either) in [
            (Answer::Yes, depends(), depends(), Answer::Yes),
            (Answer::No, depends(), Answer::No, depends()),
            (Answer::Yes, Answer::No, Answer::No, Answer::Yes),
        ] {
            assert_eq!(one.clone().and(other.clone()), both);
            assert_eq!(other.clone().and(one.clone()), both);
            assert_eq!(one.clone().or(other.clone()), either);
            assert_eq!(other.or(one), either);
        }
        assert_eq!(depends().and(Answer::depends("b")), Answer::Depends(vec!["a parameter".to_owned(), "b".to_owned()]));
    }
}
