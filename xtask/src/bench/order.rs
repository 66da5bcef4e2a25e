//! What is asked of `cargo xtask bench`.

use crate::flags::number;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Order {
    pub(super) what: What,
    /// A package, a benchmark, or a part of the name of a work.
    pub(super) word: Option<String>,
    pub(super) rounds: Option<u64>,
    pub(super) check: bool,
    pub(super) bless: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum What {
    #[default]
    Ratios,
    Instructions,
    Rivals,
    Cost,
    WriteDocs,
}

impl Order {
    pub(crate) fn parse(mut args: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut order = Self::default();
        while let Some(argument) = args.next() {
            let what = match argument.as_str() {
                "--instructions" => What::Instructions,
                "--rivals" => What::Rivals,
                "--cost" => What::Cost,
                "--write-docs" => What::WriteDocs,
                "--check" => {
                    order.check = true;
                    continue;
                }
                "--bless" => {
                    order.bless = true;
                    continue;
                }
                "--rounds" => {
                    let rounds = number(&argument, args.next())?;
                    order.rounds = Some(rounds).filter(|rounds| *rounds > 0);
                    order.rounds.ok_or("--rounds needs a number above 0")?;
                    continue;
                }
                flag if flag.starts_with('-') => return Err(format!("unknown argument {flag:?}")),
                _ if order.word.is_some() => return Err("bench takes one word".to_owned()),
                _ => {
                    order.word = Some(argument);
                    continue;
                }
            };
            if order.what != What::Ratios {
                return Err("bench does one thing at a time".to_owned());
            }
            order.what = what;
        }
        order.sensible()
    }

    fn sensible(self) -> Result<Self, String> {
        let has_baseline = matches!(self.what, What::Ratios | What::Instructions);
        if (self.check || self.bless) && !has_baseline {
            return Err("--check and --bless are for ratios and instructions".to_owned());
        }
        if self.word.is_some() && !has_baseline && self.what != What::Cost {
            return Err("a word is for ratios, instructions and cost".to_owned());
        }
        if self.rounds.is_some() && !matches!(self.what, What::Ratios | What::Rivals) {
            return Err("--rounds is for ratios and rivals".to_owned());
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Order, String> {
        Order::parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn one_thing_at_a_time_with_its_options() {
        assert_eq!(parsed(""), Ok(Order::default()));
        assert_eq!(
            parsed("--rounds 5 greenid --check"),
            Ok(Order {
                what: What::Ratios,
                word: Some("greenid".to_owned()),
                rounds: Some(5),
                check: true,
                bless: false,
            })
        );
        assert_eq!(
            parsed("--instructions --bless").map(|order| (order.what, order.bless)),
            Ok((What::Instructions, true))
        );
        assert_eq!(
            parsed("--cost kyc-facade").map(|order| (order.what, order.word)),
            Ok((What::Cost, Some("kyc-facade".to_owned())))
        );
        for line in [
            "--instructions --cost",
            "--cost --check",
            "--rivals smileid",
            "--instructions --rounds 3",
        ] {
            assert!(parsed(line).is_err(), "{line}");
        }
    }
}
