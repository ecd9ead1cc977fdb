//! How much speaks for a cause, and which lines do.

use crate::diagnosis::finding::Clue;

/// The words say the cause by themselves.
pub(crate) const SAYS: f32 = 40.0;
/// The words fit it, and little else.
pub(crate) const FITS: f32 = 12.0;
/// The words fit it, and another cause as well.
const LEANS: f32 = 6.0;
/// What is seen elsewhere explains words that alone would say another cause.
pub(crate) const SETTLES: f32 = 150.0;
/// The words fit it among others.
const HINTS: f32 = 3.0;

/// Words that speak for a cause, in lower case.
#[derive(Debug)]
pub(crate) struct Sign {
    pub words: &'static str,
    pub weight: f32,
    /// One of these must stand on the same line.
    pub with: &'static [&'static str],
    /// None of these may stand on the same line.
    pub without: &'static [&'static str],
    /// No other cause is told in these words, as a dead secret is in those of a wrong one.
    pub alone: bool,
}

impl Sign {
    pub const fn new(words: &'static str, weight: f32) -> Self {
        Self { words, weight, with: &[], without: &[], alone: false }
    }
    pub const fn says(words: &'static str) -> Self {
        Self::new(words, SAYS)
    }
    pub const fn fits(words: &'static str) -> Self {
        Self::new(words, FITS)
    }
    pub const fn leans(words: &'static str) -> Self {
        Self::new(words, LEANS)
    }
    pub const fn hints(words: &'static str) -> Self {
        Self::new(words, HINTS)
    }
    pub const fn alone(mut self) -> Self {
        self.alone = true;
        self
    }
    pub const fn with(mut self, with: &'static [&'static str]) -> Self {
        self.with = with;
        self
    }
    pub const fn without(mut self, without: &'static [&'static str]) -> Self {
        self.without = without;
        self
    }
}

/// Weight and reasons of one cause. Weights are odds: a cause's confidence is its share of the sum of
/// all, so causes compete, and where several fit equally none is sure.
#[derive(Clone, Debug, Default)]
pub(crate) struct Weighed {
    pub weight: f32,
    pub evidence: Vec<Clue>,
    pub against: Vec<Clue>,
}

impl Weighed {
    /// At least this much, because of this line.
    pub fn at_least(mut self, weight: f32, because: impl Into<Option<Clue>>) -> Self {
        self.weight = self.weight.max(weight);
        if let Some(clue) = because.into() {
            self.evidence.push(clue);
        }
        self
    }

    /// More by a factor, because of this line.
    pub fn times(mut self, factor: f32, because: impl Into<Option<Clue>>) -> Self {
        self.weight *= factor;
        if let Some(clue) = because.into() {
            self.evidence.push(clue);
        }
        self
    }

    /// Less by a factor, because this line speaks against it.
    pub fn unless(mut self, factor: f32, against: impl Into<Option<Clue>>) -> Self {
        self.weight *= factor;
        if let Some(clue) = against.into() {
            self.against.push(clue);
        }
        self
    }
}
