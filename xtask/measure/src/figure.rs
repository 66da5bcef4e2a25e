use core::fmt;

use serde::{Deserialize, Serialize};

/// What a figure has to keep to.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// No more than this.
    AtMost(f64),
    /// No less than this.
    AtLeast(f64),
}

impl Bound {
    /// Whether a value keeps to it.
    #[must_use]
    pub fn is_kept_by(self, value: f64) -> bool {
        match self {
            Self::AtMost(most) => value <= most,
            Self::AtLeast(least) => value >= least,
        }
    }
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtMost(most) => write!(f, "at most {most}"),
            Self::AtLeast(least) => write!(f, "at least {least}"),
        }
    }
}

/// What is counted once and is no time of a piece of work: memory, a share, a slope.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Figure {
    /// What was counted.
    pub figure: String,
    /// How much.
    pub value: f64,
    /// Of what.
    pub unit: String,
    /// What it has to keep to.
    pub bound: Option<Bound>,
}

impl Figure {
    /// A figure without a bound.
    #[must_use]
    pub fn new(figure: &str, value: f64, unit: &str) -> Self {
        Self {
            figure: figure.to_owned(),
            value,
            unit: unit.to_owned(),
            bound: None,
        }
    }

    /// The same figure with what it has to keep to.
    #[must_use]
    pub const fn within(mut self, bound: Bound) -> Self {
        self.bound = Some(bound);
        self
    }

    /// Whether it keeps to its bound; nothing where there is none.
    #[must_use]
    pub fn is_met(&self) -> Option<bool> {
        self.bound.map(|bound| bound.is_kept_by(self.value))
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {:.2} {}", self.figure, self.value, self.unit)?;
        match (self.bound, self.is_met()) {
            (Some(bound), Some(true)) => write!(f, "  {bound}: met"),
            (Some(bound), Some(false)) => write!(f, "  {bound}: MISSED"),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_held_against_its_bound() {
        let memory = Figure::new("memory", 99.5, "MB");
        assert_eq!(memory.is_met(), None);
        let memory = memory.within(Bound::AtMost(100.0));
        assert_eq!(memory.is_met(), Some(true));
        assert_eq!(memory.to_string(), "memory: 99.50 MB  at most 100: met");
        let share = Figure::new("share", 0.4, "of the rate").within(Bound::AtLeast(0.5));
        assert_eq!(share.is_met(), Some(false));
    }
}
