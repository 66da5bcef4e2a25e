use core::fmt;

use serde::{Deserialize, Serialize};

use crate::Target;

/// One candidate's figures.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Row {
    /// The candidate.
    pub name: String,
    /// What it has to reach.
    pub target: Option<Target>,
    /// Median of the times of one piece of work, in nanoseconds.
    pub nanoseconds: f64,
    /// Median of its ratios to the floor, round by round.
    pub ratio: f64,
    /// First and third quartile of these ratios.
    pub quartiles: (f64, f64),
}

impl Row {
    pub(crate) fn new(name: String, target: Option<Target>, taken: &[f64], floor: &[f64]) -> Self {
        let ratios: Vec<f64> = taken
            .iter()
            .zip(floor)
            .map(|(own, floor)| own / floor)
            .collect();
        Self {
            name,
            target,
            nanoseconds: quantile(taken, 0.5),
            ratio: quantile(&ratios, 0.5),
            quartiles: (quantile(&ratios, 0.25), quantile(&ratios, 0.75)),
        }
    }

    /// Whether the target is reached; nothing where there is none.
    #[must_use]
    pub fn is_met(&self) -> Option<bool> {
        self.target.map(|target| target.is_met(self.ratio))
    }
}

/// The figures of one group.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[non_exhaustive]
pub struct GroupReport {
    /// The work.
    pub name: String,
    /// How many bytes one piece of work takes in.
    pub bytes: Option<usize>,
    /// The candidates, the floor first.
    pub rows: Vec<Row>,
}

impl fmt::Display for GroupReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.name)?;
        if let Some(bytes) = self.bytes {
            write!(f, " ({bytes} bytes)")?;
        }
        writeln!(f)?;
        for row in &self.rows {
            write!(
                f,
                "  {:<44} {:>7.2}x  ({:.2} to {:.2})  {:>10}",
                row.name,
                row.ratio,
                row.quartiles.0,
                row.quartiles.1,
                time(row.nanoseconds)
            )?;
            if let Some(bytes) = self.bytes {
                write!(f, "  {:>7.0} MB/s", bytes as f64 * 1e3 / row.nanoseconds)?;
            }
            match (row.target, row.is_met()) {
                (Some(Target::TimesFloor(most)), Some(met)) => {
                    write!(f, "  at most {most}: {}", verdict(met))?;
                }
                (Some(Target::RateOfFloor(least)), Some(met)) => write!(
                    f,
                    "  {:.2} of the floor's rate, at least {least}: {}",
                    row.ratio.recip(),
                    verdict(met)
                )?,
                _ => {}
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

fn verdict(met: bool) -> &'static str {
    if met { "met" } else { "MISSED" }
}

fn time(nanoseconds: f64) -> String {
    match nanoseconds {
        ns if ns < 1e3 => format!("{ns:.0} ns"),
        ns if ns < 1e6 => format!("{:.2} us", ns / 1e3),
        ns if ns < 1e9 => format!("{:.2} ms", ns / 1e6),
        ns => format!("{:.2} s", ns / 1e9),
    }
}

fn quantile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = (sorted.len().saturating_sub(1)) as f64 * share;
    let (low, high) = (at.floor() as usize, at.ceil() as usize);
    match (sorted.get(low), sorted.get(high)) {
        (Some(low), Some(high)) => low + (high - low) * at.fract(),
        _ => f64::NAN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_is_the_median_of_the_ratios_of_each_round() {
        // A slow round slows both, and leaves the ratio alone.
        let row = Row::new(
            "ours".into(),
            Some(Target::TimesFloor(2.0)),
            &[20.0, 200.0, 22.0],
            &[10.0, 100.0, 10.0],
        );
        assert_eq!(row.ratio, 2.0);
        assert_eq!(row.nanoseconds, 22.0);
        assert_eq!(row.is_met(), Some(true));
        assert!(Target::RateOfFloor(0.5).is_met(2.0));
        assert!(!Target::RateOfFloor(0.5).is_met(2.1));
        assert!(!Target::TimesFloor(1.9).is_met(2.0));
    }

    #[test]
    fn quantiles_lie_between_their_neighbors() {
        assert_eq!(quantile(&[4.0, 1.0, 2.0], 0.5), 2.0);
        assert_eq!(quantile(&[1.0, 2.0], 0.5), 1.5);
        assert!(quantile(&[], 0.5).is_nan());
    }
}
