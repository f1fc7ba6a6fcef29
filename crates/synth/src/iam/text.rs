//! Text that is partly known only at deployment: ARNs with names, regions and parameters in them, and patterns for them.
//!
//! What is not known stands as a [`Token`]. Two tokens of one name are equal; anything else that a token may be is no fact, and
//! a comparison that needs it answers that it depends on the token.

use std::fmt;

use super::answer::Answer;

/// What a token may stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Nature {
    /// One part of an ARN that belongs to one thing alone: the region, the account, a name that CloudFormation makes.
    /// It has neither `:` nor `/` in it, and two different ones are never equal.
    Own,
    /// Anything: the value of a parameter, or what the caller chooses, such as the key of an object.
    Open,
    /// A policy variable, which the request fills in: `${aws:username}`.
    Variable,
}

/// A part of a text that is not known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Token {
    /// What it is called, for people and for comparing: `AWS::Region`, `PhotosBucket`.
    pub name: String,
    /// What it may stand for.
    pub nature: Nature,
}

/// A part of a text or a pattern.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Piece {
    /// One letter.
    Letter(char),
    /// `*` of a pattern: any letters or none.
    Any,
    /// `?` of a pattern: any one letter.
    One,
    /// What is not known.
    Token(Token),
}

/// A text, or a pattern when it has wildcards.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Text(pub Vec<Piece>);

impl Text {
    /// A text that is known; `*` and `?` are letters like others.
    pub fn known(text: &str) -> Self {
        Self(text.chars().map(Piece::Letter).collect())
    }

    /// A text that is one token.
    pub fn token(name: impl Into<String>, nature: Nature) -> Self {
        Self(vec![Piece::Token(Token { name: name.into(), nature })])
    }

    /// The text with another behind it.
    #[must_use]
    pub fn then(mut self, other: &Self) -> Self {
        self.0.extend(other.0.iter().cloned());
        self
    }

    /// The letters, when all of it is known.
    pub fn as_known(&self) -> Option<String> {
        let letter = |piece: &Piece| match piece {
            Piece::Letter(letter) => Some(*letter),
            _ => None,
        };
        self.0.iter().map(letter).collect()
    }

    /// The text as a pattern: `*` and `?` become wildcards, and with `variables` so do `${…}` become what the request fills in.
    /// `${*}`, `${?}` and `${$}` are the letters themselves.
    /// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>.
    #[must_use]
    pub fn into_pattern(self, variables: bool) -> Self {
        let mut pattern = Vec::with_capacity(self.0.len());
        let mut rest = self.0.into_iter().peekable();
        while let Some(piece) = rest.next() {
            match piece {
                Piece::Letter('$') if variables && rest.peek() == Some(&Piece::Letter('{')) => {
                    rest.next();
                    let inner: String = rest
                        .by_ref()
                        .map_while(|piece| {
                            if let Piece::Letter(letter) = piece { Some(letter) } else { None }.filter(|letter| *letter != '}')
                        })
                        .collect();
                    pattern.push(match inner.as_str() {
                        "*" | "?" | "$" => Piece::Letter(inner.chars().next().unwrap_or_default()),
                        _ => Piece::Token(Token { name: inner, nature: Nature::Variable }),
                    });
                }
                Piece::Letter('*') => pattern.push(Piece::Any),
                Piece::Letter('?') => pattern.push(Piece::One),
                other => pattern.push(other),
            }
        }
        Self(pattern)
    }

    /// A pattern as a text that stands for all it matches: its wildcards become what the caller chooses.
    #[must_use]
    pub fn into_subject(self) -> Self {
        let piece = |piece: Piece| match piece {
            Piece::Any | Piece::One => Piece::Token(Token { name: "what stands for *".to_owned(), nature: Nature::Open }),
            other => other,
        };
        Self(self.0.into_iter().map(piece).collect())
    }

    /// The text in lower case, for what IAM compares without case.
    #[must_use]
    pub fn lowercase(self) -> Self {
        let piece = |piece: Piece| match piece {
            Piece::Letter(letter) => Piece::Letter(letter.to_ascii_lowercase()),
            other => other,
        };
        Self(self.0.into_iter().map(piece).collect())
    }

    /// The parts between a letter, at most `most` of them; the last has the rest.
    pub fn split(&self, at: char, most: usize) -> Vec<Self> {
        let parts = self.0.splitn(most, |piece| *piece == Piece::Letter(at));
        parts.map(|part| Self(part.to_vec())).collect()
    }

    /// The tokens in it.
    pub fn tokens(&self) -> impl Iterator<Item = &Token> {
        self.0.iter().filter_map(|piece| if let Piece::Token(token) = piece { Some(token) } else { None })
    }

    /// True when it starts with the other, piece by piece.
    pub fn starts_with(&self, other: &Self) -> bool {
        self.0.starts_with(&other.0)
    }

    /// Whether a pattern matches a text.
    pub fn matches(&self, text: &Self) -> Answer {
        // Most patterns differ from a text before their first wildcard, and many end in one.
        let alike = |(own, other): &(&Piece, &Piece)| matches!(own, Piece::Letter(_)) && own == other;
        let same = self.0.iter().zip(&text.0).take_while(alike).count();
        let (pattern, rest) = (&self.0[same..], &text.0[same..]);
        match (pattern, rest) {
            ([], []) | ([Piece::Any], _) => return Answer::Yes,
            ([Piece::Letter(_), ..], [Piece::Letter(_), ..] | []) | ([], [Piece::Letter(_), ..]) => return Answer::No,
            _ => {}
        }
        if walk(pattern, rest, false) {
            return Answer::Yes;
        }
        let is_known = |pieces: &[Piece]| !pieces.iter().any(|piece| matches!(piece, Piece::Token(_)));
        if (is_known(pattern) && is_known(rest)) || !walk(pattern, rest, true) {
            return Answer::No;
        }
        let apart = |one: &Self, other: &Self| {
            one.tokens().filter(|token| !other.tokens().any(|also| also == *token)).map(|token| token.name.clone()).collect::<Vec<String>>()
        };
        let mut differing = apart(self, text);
        differing.extend(apart(text, self));
        if differing.is_empty() {
            differing.extend(self.tokens().map(|token| token.name.clone()));
        }
        Answer::on_all(differing)
    }
}

/// As IAM and CloudFormation write it: `arn:aws:s3:::${PhotosBucket}/*`.
impl fmt::Display for Text {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|piece| match piece {
            Piece::Letter(letter) => write!(formatter, "{letter}"),
            Piece::Any => formatter.write_str("*"),
            Piece::One => formatter.write_str("?"),
            Piece::Token(token) => write!(formatter, "${{{}}}", token.name),
        })
    }
}

/// True when a pattern can match a text; with `lenient` a token may be whatever it can stand for.
fn walk(pattern: &[Piece], text: &[Piece], lenient: bool) -> bool {
    // `reached[j]`: the pattern so far matches the first `j` pieces of the text.
    let width = text.len() + 1;
    let mut reached = vec![false; width];
    reached[0] = true;
    if lenient {
        spread_empty(&mut reached, text);
    }
    let mut next = vec![false; width];
    for piece in pattern {
        next.fill(false);
        for at in 0..width {
            if !reached[at] {
                continue;
            }
            match (piece, text.get(at)) {
                (Piece::Any, _) => next[at..].fill(true),
                (Piece::One | Piece::Letter(_), Some(Piece::Letter(found))) => {
                    next[at + 1] |= *piece == Piece::One || *piece == Piece::Letter(*found);
                }
                (Piece::Token(one), Some(Piece::Token(other))) if one == other => next[at + 1] = true,
                _ => {}
            }
            if !lenient {
                continue;
            }
            // A token of the text takes in a part of the pattern and stays open for more.
            if let Some(Piece::Token(token)) = text.get(at)
                && may_hold(token, piece)
            {
                next[at] = true;
                next[at + 1] = true;
            }
            // A token of the pattern takes in parts of the text, or nothing.
            if let Piece::Token(token) = piece {
                next[at] = true;
                for end in at..text.len() {
                    if !may_hold(token, &text[end]) {
                        break;
                    }
                    next[end + 1] = true;
                }
            }
        }
        if lenient {
            spread_empty(&mut next, text);
        }
        std::mem::swap(&mut reached, &mut next);
        if !reached.contains(&true) {
            return false;
        }
    }
    reached[text.len()]
}

/// A token that may be anything may be nothing.
fn spread_empty(reached: &mut [bool], text: &[Piece]) {
    for at in 0..text.len() {
        if reached[at] && matches!(&text[at], Piece::Token(token) if token.nature != Nature::Own) {
            reached[at + 1] = true;
        }
    }
}

/// True when a token may stand for a piece, among others.
fn may_hold(token: &Token, piece: &Piece) -> bool {
    match (token.nature, piece) {
        (Nature::Own, Piece::Letter(':' | '/')) => false,
        (Nature::Own, Piece::Token(other)) => other.nature != Nature::Own,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `<Name>` is a name that belongs to one thing, `<?name>` may be anything.
    fn text(written: &str) -> Text {
        let mut result = Text::default();
        for (index, part) in written.split('<').enumerate() {
            let Some((name, rest)) = part.split_once('>').filter(|_| index > 0) else {
                result = result.then(&Text::known(part));
                continue;
            };
            let token = match name.strip_prefix('?') {
                Some(open) => Text::token(open, Nature::Open),
                None => Text::token(name, Nature::Own),
            };
            result = result.then(&token).then(&Text::known(rest));
        }
        result
    }

    #[track_caller]
    fn check(pattern: &str, subject: &str, expected: Option<bool>) {
        let found = text(pattern).into_pattern(true).matches(&text(subject));
        let found = match found {
            Answer::Yes => Some(true),
            Answer::No => Some(false),
            Answer::Depends(_) => None,
        };
        assert_eq!(found, expected, "{pattern} on {subject}");
    }

    #[test]
    fn wildcards_match_as_iam_matches_them() {
        for (pattern, subject, expected) in [
            ("*", "", true),
            ("s3:Get*", "s3:GetObject", true),
            ("s3:Get*", "s3:PutObject", false),
            ("a?c", "abc", true),
            ("a?c", "ac", false),
            ("a?c", "abbc", false),
            ("*b*", "aabaa", true),
            ("a*b*c", "axxbyyc", true),
            ("a*b*c", "axxcyyb", false),
            ("${*}", "*", true),
            ("${*}", "a", false),
        ] {
            check(pattern, subject, Some(expected));
        }
    }

    #[test]
    fn what_is_not_known_is_equal_to_itself_and_to_nothing_else_for_certain() {
        check("arn:aws:s3:::<A>/*", "arn:aws:s3:::<A>/<?key>", Some(true));
        check("arn:aws:s3:::<A>/*", "arn:aws:s3:::<B>/<?key>", Some(false));
        check("arn:aws:s3:::<A>", "arn:aws:s3:::<A>/<?key>", Some(false));
        check("arn:aws:s3:::<A>/up/*", "arn:aws:s3:::<A>/<?key>", None);
        check("arn:aws:s3:::photos/*", "arn:aws:s3:::<A>/<?key>", None);
        check("arn:aws:sqs:eu-west-1:*:x", "arn:aws:sqs:<Region>:<Account>:x", None);
        check("arn:aws:sqs:eu-west-1:*:x", "arn:aws:sqs:<Region>:<Account>:y", Some(false));
        check("arn:aws:sqs:*:*:x", "arn:aws:sqs:<Region>:<Account>:x", Some(true));
        check("<?Parameter>", "arn:aws:sqs:<Region>:<Account>:x", None);
        check("arn:<?P>:x", "arn:<?P>:x", Some(true));
        check("a-<?P>", "b-<?P>", Some(false));
        check("home/${aws:username}/*", "home/ann/file", None);
        check("home/${aws:username}/*", "away/ann/file", Some(false));
    }

    #[test]
    fn a_pattern_covers_another_when_it_matches_all_of_it() {
        let covers = |one: &str, other: &str| text(one).into_pattern(true).matches(&text(other).into_pattern(true).into_subject());
        assert!(covers("s3:*", "s3:Get*").is_yes());
        assert!(covers("s3:Get*", "s3:Put*").is_no());
        assert!(matches!(covers("s3:GetObject", "s3:*"), Answer::Depends(_)));
    }
}
