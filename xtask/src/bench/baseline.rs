//! The committed ratios of ours, and what has become worse than them.

use std::{collections::BTreeMap, fs, path::PathBuf};

use measure::{GroupReport, Row};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{failure::Failure, flags};

/// A ratio that is worse by no more than this is noise.
const TOLERATED: f64 = 0.10;

/// By work, and by candidate.
pub(super) type Ratios = BTreeMap<String, BTreeMap<String, Kept>>;

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
pub(super) struct Kept {
    /// Times of the floor.
    ratio: f64,
    /// From the first to the third quartile.
    spread: f64,
}

impl Kept {
    fn of(row: &Row) -> Self {
        let rounded = |number: f64| (number * 1e4).round() / 1e4;
        Self {
            ratio: rounded(row.ratio),
            spread: rounded(row.quartiles.1 - row.quartiles.0),
        }
    }
}

/// What is to be kept of these groups: the candidates with a target.
pub(super) fn of(groups: &[GroupReport]) -> Ratios {
    groups
        .iter()
        .map(|group| {
            let ours = group.rows.iter().filter(|row| row.target.is_some());
            let kept = ours.map(|row| (row.name.clone(), Kept::of(row))).collect();
            (group.name.clone(), kept)
        })
        .filter(|(_, kept): &(_, BTreeMap<_, _>)| !kept.is_empty())
        .collect()
}

/// A line for each ratio that is worse by more than the tolerance and by more than either spread.
pub(super) fn worse(baseline: &Ratios, now: &Ratios) -> Vec<String> {
    let mut found = Vec::new();
    for (work, candidates) in now {
        for (name, now) in candidates {
            let Some(before) = baseline.get(work).and_then(|kept| kept.get(name)) else {
                continue;
            };
            let grown = now.ratio - before.ratio;
            let noise = before.spread.max(now.spread).max(before.ratio * TOLERATED);
            if grown > noise {
                found.push(format!(
                    "{work}, {name}: {:.2} times the floor, {:.2} in the baseline",
                    now.ratio, before.ratio
                ));
            }
        }
    }
    found
}

/// Work that is in the baseline and was not measured.
pub(super) fn gone(baseline: &Ratios, now: &Ratios) -> Vec<String> {
    let missing = baseline.keys().filter(|work| !now.contains_key(*work));
    missing
        .map(|work| format!("{work}: in the baseline, and not measured"))
        .collect()
}

/// A baseline of the project; empty where there is none yet.
pub(super) fn read<T: DeserializeOwned + Default>(name: &str) -> Result<T, Failure> {
    let place = place(name);
    match fs::read(&place) {
        Ok(bytes) => serde_json::from_slice(&bytes)
            .map_err(|error| Failure::new(format!("{}: {error}", place.display()))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(T::default()),
        Err(error) => Err(Failure::io(&place, &error)),
    }
}

pub(super) fn place(name: &str) -> PathBuf {
    flags::root().join("xtask/baseline").join(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::report::{Report, tests::LINES};

    fn ratios(ratio: f64, spread: f64) -> Ratios {
        let kept = BTreeMap::from([("ours".to_owned(), Kept { ratio, spread })]);
        BTreeMap::from([("decode".to_owned(), kept)])
    }

    #[test]
    fn the_ratios_of_ours_are_kept_and_nothing_else() {
        let kept = of(&Report::read_lines(LINES).unwrap().groups);
        let text = serde_json::to_string(&kept).unwrap();
        assert_eq!(
            text,
            r#"{"client":{"ours":{"ratio":1.6,"spread":0.2}},"decode, 3 KB":{"ours":{"ratio":1.8,"spread":0.2}}}"#
        );
    }

    #[test]
    fn worse_is_beyond_the_tolerance_and_the_spread() {
        let before = ratios(2.0, 0.1);
        assert_eq!(worse(&before, &ratios(2.19, 0.1)), Vec::<String>::new());
        assert_eq!(
            worse(&before, &ratios(2.21, 0.1)),
            ["decode, ours: 2.21 times the floor, 2.00 in the baseline"]
        );
        assert_eq!(worse(&before, &ratios(2.21, 0.3)), Vec::<String>::new());
        assert_eq!(
            worse(&ratios(2.0, 0.3), &ratios(2.21, 0.1)),
            Vec::<String>::new()
        );
        assert_eq!(
            worse(&Ratios::new(), &ratios(9.0, 0.1)),
            Vec::<String>::new()
        );
        assert_eq!(worse(&before, &ratios(1.0, 0.1)), Vec::<String>::new());
    }

    #[test]
    fn what_is_no_longer_measured_is_told() {
        assert_eq!(
            gone(&ratios(2.0, 0.1), &Ratios::new()),
            ["decode: in the baseline, and not measured"]
        );
        assert!(gone(&ratios(2.0, 0.1), &ratios(2.0, 0.1)).is_empty());
    }
}
