//! Whether instruction counts are still what they were.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Counted, Tools};
use crate::failure::Failure;

/// With the same tools a count repeats exactly: more than this is a change of the code.
const TOLERATED: f64 = 0.03;
/// With other tools floor and ours both change; their ratio moves by less than this.
const TOLERATED_OF_RATIO: f64 = 0.10;

/// The committed counts, and what they were counted with.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
pub(super) struct Baseline {
    pub(super) tools: Tools,
    pub(super) counts: BTreeMap<String, Counted>,
}

#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Verdict {
    pub(super) worse: Vec<String>,
    pub(super) remarks: Vec<String>,
}

impl Baseline {
    /// Takes over what was counted now: all of it, or a part.
    pub(super) fn bless(&mut self, now: Self, is_part: bool) -> Result<(), Failure> {
        if !is_part {
            *self = now;
        } else if self.tools == now.tools {
            self.counts.extend(now.counts);
        } else {
            let what = "the baseline was counted with other tools: bless all of it, without a word";
            return Err(Failure::new(what));
        }
        Ok(())
    }
}

pub(super) fn times_floor(counts: &BTreeMap<String, Counted>, count: &Counted) -> Option<f64> {
    let floor = counts.get(count.floor.as_ref()?)?;
    Some(count.instructions as f64 / floor.instructions as f64)
}

/// Holds what was counted now against the baseline; `whole` when everything was counted.
pub(super) fn compare(baseline: &Baseline, now: &Baseline, whole: bool) -> Verdict {
    let mut verdict = Verdict::default();
    let same_tools = baseline.tools == now.tools;
    if !same_tools {
        verdict.remarks.push(format!(
            "the baseline was counted with {}, this is {}: only the ratios to the floors are compared, and those within {} %",
            named(&baseline.tools),
            named(&now.tools),
            TOLERATED_OF_RATIO * 100.0
        ));
    }
    for (name, count) in &now.counts {
        let Some(before) = baseline.counts.get(name) else {
            verdict
                .worse
                .push(format!("{name}: not in the baseline; bless it"));
            continue;
        };
        let (before, now, tolerated) = if same_tools {
            let instructions = |count: &Counted| Some(count.instructions as f64);
            (instructions(before), instructions(count), TOLERATED)
        } else {
            let ratio = |all: &Baseline, count| times_floor(&all.counts, count);
            (
                ratio(baseline, before),
                ratio(now, count),
                TOLERATED_OF_RATIO,
            )
        };
        if let (Some(before), Some(now)) = (before, now) {
            judge(&mut verdict, name, now / before - 1.0, tolerated);
        }
    }
    let gone = baseline
        .counts
        .keys()
        .filter(|name| !now.counts.contains_key(*name));
    if whole {
        let gone = gone.map(|name| format!("{name}: in the baseline, and not counted; bless it"));
        verdict.worse.extend(gone);
    }
    verdict
}

fn judge(verdict: &mut Verdict, name: &str, change: f64, tolerated: f64) {
    let percent = change * 100.0;
    if change > tolerated {
        verdict.worse.push(format!("{name}: {percent:+.1} %"));
    } else if change < -tolerated {
        let better = format!("{name}: {percent:+.1} %, better; bless it, so that it stays so");
        verdict.remarks.push(better);
    }
}

fn named(tools: &Tools) -> String {
    let Tools {
        rustc,
        target,
        valgrind,
    } = tools;
    format!("rustc {rustc}, {valgrind}, {target}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(rustc: &str, floor: u64, ours: u64) -> Baseline {
        let of = |instructions, floor: Option<&str>| Counted {
            instructions,
            floor: floor.map(str::to_owned),
        };
        Baseline {
            tools: Tools {
                rustc: rustc.to_owned(),
                target: "x86_64".to_owned(),
                valgrind: "valgrind-3.19.0".to_owned(),
            },
            counts: BTreeMap::from([
                ("floor".to_owned(), of(floor, None)),
                ("ours".to_owned(), of(ours, Some("floor"))),
            ]),
        }
    }

    fn worse(before: &Baseline, now: &Baseline) -> Vec<String> {
        compare(before, now, true).worse
    }

    #[test]
    fn with_the_same_tools_three_percent_more_is_too_much() {
        let before = counted("1.95.0", 1000, 2000);
        assert_eq!(
            worse(&before, &counted("1.95.0", 1000, 2059)),
            Vec::<String>::new()
        );
        assert_eq!(
            worse(&before, &counted("1.95.0", 1000, 2061)),
            ["ours: +3.0 %"]
        );
        assert_eq!(
            worse(&before, &counted("1.95.0", 1100, 2000)),
            ["floor: +10.0 %"]
        );
    }

    #[test]
    fn what_is_better_is_named_and_no_error() {
        let verdict = compare(
            &counted("1.95.0", 1000, 2000),
            &counted("1.95.0", 1000, 1900),
            true,
        );
        assert_eq!(verdict.worse, Vec::<String>::new());
        assert_eq!(
            verdict.remarks,
            ["ours: -5.0 %, better; bless it, so that it stays so"]
        );
    }

    #[test]
    fn with_other_tools_the_ratio_to_the_floor_is_compared() {
        let before = counted("1.95.0", 1000, 2000);
        let verdict = compare(&before, &counted("1.96.0", 1200, 2600), true);
        assert_eq!(verdict.worse, Vec::<String>::new());
        assert_eq!(verdict.remarks.len(), 1);
        assert!(
            verdict.remarks[0].contains("rustc 1.96.0"),
            "{:?}",
            verdict.remarks
        );
        assert_eq!(
            worse(&before, &counted("1.96.0", 1200, 2700)),
            ["ours: +12.5 %"]
        );
    }

    #[test]
    fn the_baseline_has_to_be_complete() {
        let (before, mut now) = (counted("1.95.0", 1000, 2000), counted("1.95.0", 1000, 2000));
        now.counts.remove("ours");
        assert_eq!(
            worse(&before, &now),
            ["ours: in the baseline, and not counted; bless it"]
        );
        assert_eq!(compare(&before, &now, false).worse, Vec::<String>::new());
        assert_eq!(
            worse(&now, &before),
            ["ours: not in the baseline; bless it"]
        );
    }

    #[test]
    fn a_part_is_blessed_only_with_the_same_tools() {
        let mut kept = counted("1.95.0", 1000, 2000);
        let mut part = counted("1.95.0", 1, 1900);
        part.counts.remove("floor");
        kept.bless(part.clone(), true).unwrap();
        assert_eq!(kept, counted("1.95.0", 1000, 1900));
        part.tools.rustc = "1.96.0".to_owned();
        assert!(kept.bless(part.clone(), true).is_err());
        kept.bless(part.clone(), false).unwrap();
        assert_eq!(kept, part);
    }
}
