//! The command line.

use std::path::{Path, PathBuf};

use crate::{
    bench,
    checks::{self, List},
    clients::Suite,
    records::{Order, Wanted},
};

pub(crate) const USAGE: &str = "\
usage: cargo xtask <command>

  fixtures [--check] [--dir DIR]
      Writes every synthetic fixture afresh. With --check writes nothing and fails when a file differs, is missing or is
      too many. DIR is the fixtures directory; recorded fixtures in it are left alone.

  fixtures record --list FILE [--out DIR]
      Performs the listed job-status requests, replaces everything personal in the exchanges, and stores them as recorded
      fixtures in DIR (fixtures/smileid/job_status unless given).
      FILE is TOML:
          [[request]]
          case = \"name-of-the-case\"
          user_id = \"...\"
          job_id = \"...\"
          history = true        # optional, false unless given
          image_links = true    # optional, false unless given
          job_type = 1          # optional: the job type you expect
      Environment: SMILEID_PARTNER_ID, SMILEID_API_KEY, SMILEID_SERVER (0 sandbox, 1 production, or a URL ending in /v1).

  clients [NAME...]
      Runs the providers' own SDKs and stock SOAP clients against `kyc sandbox`: all of them, or those that are named:
      smile-id-core, smile-identity-core, zeep, soap, usesmileid. Installs them first into clients/ of the target
      directory, in the versions that crates/kyc-sandbox/tests/clients pins.
      Needs Python 3.11 or newer with pip for the Python ones, Node.js 20.19 or newer with npm for the others.

  ci [--list] [WORD...]
      All that has to hold before a change lands, in at most 30 minutes on two cores; only the steps whose name holds one
      of the words. --list names the steps and runs none.
      Needs a C compiler, Python 3.11 or newer with pip, Node.js 20.19 or newer with npm, and PostgreSQL, Chromium and
      Valgrind, which it installs from Debian's packages where they are not there.

  assurance [--list] [--fuzz-seconds N] [WORD...]
      What takes longer or needs a tool of its own, before a release: all 10,000 result codes, packages, the oldest
      toolchains, advisories, each feature alone, Miri, mutants, fuzzing (600 seconds for each target unless
      given). Goes on after a failure and names all of them. The tools are installed below the target directory.
      Needs rustup with a nightly toolchain that has miri and rust-src.

  records --count N --out FILE [--provider smileid|greenid|mixed] [--seed S]
      Writes N invented saved replies as NDJSON, a small share of them broken; the same ones for the same seed (1 unless
      given).

  bench [WORD] [--rounds N] [--check] [--bless]
      Runs the benchmarks and prints what ours takes beside the floor, the target and the rivals. WORD names a package or
      a benchmark, or is part of the name of a work. Names what is worse than xtask/baseline/ratios.json; --check then
      fails, --bless rewrites it. All figures are kept in bench/report.json of the target directory.
  bench --instructions [WORD] [--check] [--bless]
      The same with instruction counts, held against xtask/baseline/instructions.json. Needs valgrind.
  bench --rivals [--rounds N]
      Ours beside the Python and Node packages of xtask/rivals, on the same bytes. Needs what `clients` needs.
  bench [WORD] --cost
      What each crate costs whoever depends on it: crates, clean build, size. Takes minutes, and fails where a crate has
      a dependency that it does not use. Needs Linux.
  bench --write-docs
      Writes the tables of docs/performance.md from the kept figures.
";

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    Fixtures { check: bool, dir: PathBuf },
    Record { list: PathBuf, out: PathBuf },
    Clients { suites: Vec<Suite> },
    Records(Order),
    Checks(checks::Order),
    Bench(bench::Order),
}

/// Reads the arguments after the program's name, or says what is wrong with them.
pub(crate) fn parse(args: impl IntoIterator<Item = String>) -> Result<Command, String> {
    let mut args = args.into_iter();
    match args.next().as_deref() {
        Some("fixtures") => fixtures(args.collect()),
        Some("clients") => clients(args),
        Some("records") => records(args),
        Some("ci") => checks(List::Ci, args),
        Some("assurance") => checks(List::Assurance, args),
        Some("bench") => bench::Order::parse(args).map(Command::Bench),
        Some(other) => Err(format!("unknown command {other:?}")),
        None => Err("no command".to_owned()),
    }
}

fn fixtures(args: Vec<String>) -> Result<Command, String> {
    let mut args = args.into_iter().peekable();
    if args.next_if(|first| first == "record").is_some() {
        let (mut list, mut out) = (None, fixtures_dir().join("smileid/job_status"));
        while let Some(flag) = args.next() {
            match flag.as_str() {
                "--list" => list = Some(value(&flag, args.next())?),
                "--out" => out = value(&flag, args.next())?,
                other => return Err(format!("unknown argument {other:?}")),
            }
        }
        let list = list.ok_or("fixtures record needs --list FILE")?;
        return Ok(Command::Record { list, out });
    }
    let (mut check, mut dir) = (false, fixtures_dir());
    while let Some(flag) = args.next() {
        match flag.as_str() {
            "--check" => check = true,
            "--dir" => dir = value(&flag, args.next())?,
            other => return Err(format!("unknown argument {other:?}")),
        }
    }
    Ok(Command::Fixtures { check, dir })
}

fn clients(names: impl Iterator<Item = String>) -> Result<Command, String> {
    let mut suites = names
        .map(|name| Suite::named(&name).ok_or_else(|| format!("unknown client {name:?}")))
        .collect::<Result<Vec<_>, _>>()?;
    if suites.is_empty() {
        suites.extend(Suite::ALL);
    }
    Ok(Command::Clients { suites })
}

fn records(mut args: impl Iterator<Item = String>) -> Result<Command, String> {
    let (mut count, mut out) = (None, None);
    let (mut provider, mut seed) = (Wanted::Mixed, 1);
    while let Some(flag) = args.next() {
        match flag.as_str() {
            "--count" => count = Some(number(&flag, args.next())?),
            "--seed" => seed = number(&flag, args.next())?,
            "--out" => out = Some(value(&flag, args.next())?),
            "--provider" => {
                provider = match args.next().as_deref() {
                    Some("smileid") => Wanted::Smileid,
                    Some("greenid") => Wanted::Greenid,
                    Some("mixed") => Wanted::Mixed,
                    _ => return Err("--provider is smileid, greenid or mixed".to_owned()),
                }
            }
            other => return Err(format!("unknown argument {other:?}")),
        }
    }
    Ok(Command::Records(Order {
        count: count.ok_or("records needs --count N")?,
        out: out.ok_or("records needs --out FILE")?,
        provider,
        seed,
    }))
}

fn checks(list: List, mut args: impl Iterator<Item = String>) -> Result<Command, String> {
    let mut order = checks::Order {
        list,
        words: Vec::new(),
        fuzz_seconds: 600,
        is_dry: false,
    };
    while let Some(flag) = args.next() {
        match flag.as_str() {
            "--list" => order.is_dry = true,
            "--fuzz-seconds" if list == List::Assurance => {
                order.fuzz_seconds = number(&flag, args.next())?;
            }
            word if !word.starts_with('-') => order.words.push(flag),
            other => return Err(format!("unknown argument {other:?}")),
        }
    }
    Ok(Command::Checks(order))
}

pub(crate) fn number(flag: &str, next: Option<String>) -> Result<u64, String> {
    next.and_then(|text| text.parse().ok())
        .ok_or_else(|| format!("{flag} needs a number"))
}

fn value(flag: &str, next: Option<String>) -> Result<PathBuf, String> {
    next.map(PathBuf::from)
        .ok_or_else(|| format!("{flag} needs a value"))
}

/// The directory of the workspace.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap_or(Path::new("."))
}

pub(crate) fn fixtures_dir() -> PathBuf {
    root().join("fixtures")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Command, String> {
        parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn commands_and_their_flags() {
        assert_eq!(
            parsed("fixtures --check --dir d"),
            Ok(Command::Fixtures {
                check: true,
                dir: "d".into()
            })
        );
        assert_eq!(
            parsed("fixtures record --out o --list l"),
            Ok(Command::Record {
                list: "l".into(),
                out: "o".into()
            })
        );
    }

    #[test]
    fn clients_are_all_of_them_or_the_named_ones() {
        assert_eq!(
            parsed("clients"),
            Ok(Command::Clients {
                suites: Suite::ALL.to_vec()
            })
        );
        assert_eq!(
            parsed("clients zeep soap"),
            Ok(Command::Clients {
                suites: vec![Suite::Zeep, Suite::Soap]
            })
        );
    }

    #[test]
    fn every_client_is_in_the_usage() {
        for suite in Suite::ALL {
            assert!(USAGE.contains(suite.name()), "{}", suite.name());
        }
    }

    #[test]
    fn records_and_their_flags() {
        let order = |count, provider, seed| {
            Ok(Command::Records(Order {
                count,
                out: "o".into(),
                provider,
                seed,
            }))
        };
        assert_eq!(
            parsed("records --count 5 --out o"),
            order(5, Wanted::Mixed, 1)
        );
        assert_eq!(
            parsed("records --out o --provider greenid --seed 9 --count 7"),
            order(7, Wanted::Greenid, 9)
        );
    }

    #[test]
    fn checks_are_all_of_them_or_those_that_hold_a_word() {
        let order = |list, words: &[&str], fuzz_seconds, is_dry| {
            Ok(Command::Checks(checks::Order {
                list,
                words: words.iter().map(|&word| word.to_owned()).collect(),
                fuzz_seconds,
                is_dry,
            }))
        };
        assert_eq!(parsed("ci"), order(List::Ci, &[], 600, false));
        assert_eq!(
            parsed("ci --list clippy README"),
            order(List::Ci, &["clippy", "README"], 600, true)
        );
        assert_eq!(
            parsed("assurance --fuzz-seconds 5 fuzz"),
            order(List::Assurance, &["fuzz"], 5, false)
        );
    }

    #[test]
    fn anything_else_is_refused() {
        for line in [
            "",
            "fixture",
            "fixtures --chekc",
            "fixtures --dir",
            "fixtures record",
            "fixtures record --list",
            "fixtures record --check",
            "clients savon",
            "clients --all",
            "records",
            "records --count 5",
            "records --count many --out o",
            "records --count 5 --out o --provider acme",
            "ci --fuzz-seconds 5",
            "ci --all",
            "assurance --fuzz-seconds",
            "bench --rounds",
            "bench --rounds 0",
            "bench one two",
            "bench --cost --rivals",
            "bench --write-docs --check",
            "bench --rivals --bless",
        ] {
            assert!(parsed(line).is_err(), "{line}");
        }
    }
}
