//! All figures, as they are kept between runs.

use std::{collections::BTreeMap, fs, io, path::PathBuf};

use measure::{Figure, GroupReport};
use serde::{Deserialize, Serialize};

use super::{cost::Consumer, instructions::Counted, machine::Machine};
use crate::{cargo, failure::Failure};

/// What was measured last, of each kind.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default)]
pub(super) struct Report {
    pub(super) machine: Machine,
    pub(super) groups: Vec<GroupReport>,
    pub(super) figures: Vec<Figure>,
    pub(super) instructions: BTreeMap<String, Counted>,
    pub(super) cost: Vec<Consumer>,
}

/// A line of `MEASURE_OUT`.
#[derive(Deserialize)]
#[serde(untagged)]
enum Line {
    Group(GroupReport),
    Figure(Figure),
}

impl Report {
    /// The figures of one run, from the lines that it wrote.
    pub(super) fn read_lines(text: &str) -> Result<Self, Failure> {
        let mut report = Self::default();
        for line in text.lines() {
            match serde_json::from_str(line) {
                Ok(Line::Group(group)) => report.groups.push(group),
                Ok(Line::Figure(figure)) => report.figures.push(figure),
                Err(error) => {
                    let what = format!("a benchmark wrote what is no measurement: {error}");
                    return Err(Failure::new(what));
                }
            }
        }
        Ok(report)
    }

    /// Takes over what another run measured, in place of older figures for the same work.
    pub(super) fn merge(&mut self, newer: &Self) {
        put(&mut self.groups, &newer.groups, |group| &group.name);
        put(&mut self.figures, &newer.figures, |figure| &figure.figure);
    }

    /// What was kept; nothing where nothing was.
    pub(super) fn load() -> Result<Self, Failure> {
        let place = place()?;
        match fs::read(&place) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map_err(|error| Failure::new(format!("{}: {error}; delete it", place.display()))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(Failure::io(&place, &error)),
        }
    }

    pub(super) fn keep(&self) -> Result<PathBuf, Failure> {
        let place = place()?;
        super::write_json(&place, self)?;
        Ok(place)
    }
}

fn put<T: Clone>(kept: &mut Vec<T>, newer: &[T], name: impl Fn(&T) -> &String) {
    for entry in newer {
        match kept.iter_mut().find(|old| name(old) == name(entry)) {
            Some(old) => old.clone_from(entry),
            None => kept.push(entry.clone()),
        }
    }
}

/// Where everything that is measured is kept.
pub(super) fn directory() -> Result<PathBuf, Failure> {
    let directory = cargo::target_directory()?.join("bench");
    fs::create_dir_all(&directory).map_err(|error| Failure::io(&directory, &error))?;
    Ok(directory)
}

fn place() -> Result<PathBuf, Failure> {
    Ok(directory()?.join("report.json"))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in super::super) const LINES: &str = concat!(
        r#"{"name":"decode, 3 KB","bytes":3000,"rows":["#,
        r#"{"name":"tokens","target":null,"nanoseconds":1000.0,"ratio":1.0,"quartiles":[1.0,1.0]},"#,
        r#"{"name":"ours","target":{"times_floor":1.9},"nanoseconds":1800.0,"ratio":1.8,"quartiles":[1.7,1.9]},"#,
        r#"{"name":"rival","target":null,"nanoseconds":3500.0,"ratio":3.5,"quartiles":[3.4,3.6]}]}"#,
        "\n",
        r#"{"name":"client","bytes":null,"rows":["#,
        r#"{"name":"bare","target":null,"nanoseconds":10000.0,"ratio":1.0,"quartiles":[1.0,1.0]},"#,
        r#"{"name":"ours","target":{"rate_of_floor":0.8},"nanoseconds":16000.0,"ratio":1.6,"quartiles":[1.5,1.7]}]}"#,
        "\n",
        r#"{"figure":"memory","value":41.5,"unit":"MB","bound":{"at_most":100.0}}"#,
        "\n"
    );

    #[test]
    fn lines_are_groups_and_figures() {
        let report = Report::read_lines(LINES).unwrap();
        let names: Vec<_> = report.groups.iter().map(|group| &group.name).collect();
        assert_eq!(names, ["decode, 3 KB", "client"]);
        assert_eq!(report.groups[0].rows[1].is_met(), Some(true));
        assert_eq!(report.groups[1].rows[1].is_met(), Some(false));
        assert_eq!(report.figures[0].value, 41.5);
        assert!(Report::read_lines("{\"name\":1}").is_err());
    }

    #[test]
    fn a_newer_run_takes_the_place_of_the_older_one_and_leaves_the_rest() {
        let mut kept = Report::read_lines(LINES).unwrap();
        let newer = LINES
            .lines()
            .last()
            .map(|line| line.replace("41.5", "39"))
            .unwrap();
        kept.merge(&Report::read_lines(&newer).unwrap());
        assert_eq!(kept.groups.len(), 2);
        assert_eq!(kept.figures.len(), 1);
        assert_eq!(kept.figures[0].value, 39.0);
    }
}
