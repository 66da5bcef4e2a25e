//! gungraun's summaries: one line of JSON for each benchmark.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::failure::Failure;

/// The version of gungraun's summaries that is read here.
const VERSION: &str = "7";

/// What one benchmark counted.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub(in super::super) struct Counted {
    pub(in super::super) instructions: u64,
    /// The first benchmark of the same group with the same id, where this one is not the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in super::super) floor: Option<String>,
}

#[derive(Deserialize)]
struct Summary {
    version: String,
    group: String,
    function_name: String,
    id: Option<String>,
    profiles: Vec<Profile>,
}

#[derive(Deserialize)]
struct Profile {
    tool: String,
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    total: Total,
}

#[derive(Deserialize)]
struct Total {
    metrics: BTreeMap<String, Metric>,
}

#[derive(Deserialize)]
struct Metric {
    values: Values,
}

#[derive(Deserialize)]
struct Values {
    new: Option<f64>,
}

impl Summary {
    fn name(&self, package: &str) -> String {
        let Self {
            group,
            function_name,
            ..
        } = self;
        let id = self.id.as_deref().map(|id| format!(" {id}"));
        format!(
            "{package} {group}::{function_name}{}",
            id.unwrap_or_default()
        )
    }

    fn instructions(&self) -> Option<u64> {
        let profile = self
            .profiles
            .iter()
            .find(|profile| profile.tool == "Callgrind")?;
        Some(profile.data.total.metrics.get("Ir")?.values.new? as u64)
    }
}

/// What a package's benchmarks counted, by name.
pub(super) fn read(package: &str, text: &str) -> Result<BTreeMap<String, Counted>, Failure> {
    let summaries = text
        .lines()
        .filter(|line| line.starts_with('{'))
        .map(serde_json::from_str)
        .collect::<Result<Vec<Summary>, _>>()
        .map_err(|error| {
            Failure::new(format!("a summary of gungraun is of another form: {error}"))
        })?;
    let mut counts = BTreeMap::new();
    for summary in &summaries {
        if summary.version != VERSION {
            let version = &summary.version;
            let what = format!("gungraun wrote summaries of version {version}, {VERSION} is read");
            return Err(Failure::new(what));
        }
        let name = summary.name(package);
        let Some(instructions) = summary.instructions() else {
            return Err(Failure::new(format!(
                "{name}: gungraun counted no instructions"
            )));
        };
        let floor = summaries
            .iter()
            .find(|other| other.group == summary.group && other.id == summary.id)
            .map(|floor| floor.name(package))
            .filter(|floor| *floor != name);
        counts.insert(
            name,
            Counted {
                instructions,
                floor,
            },
        );
    }
    Ok(counts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(function: &str, id: &str, instructions: u64) -> String {
        format!(
            r#"{{"version":"7","group":"reply","function_name":"{function}","id":{id},"module_path":"x","profiles":[{{"tool":"Callgrind","data":{{"parts":[],"total":{{"regressions":[],"metrics":{{"Ir":{{"change":null,"values":{{"new":{instructions},"old":1}}}}}}}}}}}}]}}"#
        )
    }

    #[test]
    fn the_first_of_a_group_is_the_floor_of_the_others() {
        let text = [
            line("tokens", "\"small\"", 100),
            line("decode", "\"small\"", 180),
            line("decode", "\"large\"", 1800),
            "something else".to_owned(),
        ]
        .join("\n");
        let counts = read("greenid-soap", &text).unwrap();
        let listed: Vec<_> = counts
            .iter()
            .map(|(name, count)| (name.as_str(), count.instructions, count.floor.as_deref()))
            .collect();
        let floor = "greenid-soap reply::tokens small";
        assert_eq!(
            listed,
            [
                ("greenid-soap reply::decode large", 1800, None),
                ("greenid-soap reply::decode small", 180, Some(floor)),
                (floor, 100, None),
            ]
        );
    }

    #[test]
    fn another_version_or_form_is_refused() {
        let other = line("decode", "null", 1).replace(r#""version":"7""#, r#""version":"8""#);
        assert!(read("a", &other).is_err());
        assert!(read("a", r#"{"version":"7"}"#).is_err());
        let without = line("decode", "null", 1).replace("Callgrind", "DHAT");
        assert!(read("a", &without).is_err());
        assert_eq!(read("a", &line("decode", "null", 1)).unwrap().len(), 1);
    }
}
