//! The list of requests to perform.

use std::{fs, path::Path};

use serde::Deserialize;

use crate::failure::Failure;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    request: Vec<Listed>,
}

/// One request, with real ids.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Listed {
    pub(crate) case: String,
    pub(crate) user_id: String,
    pub(crate) job_id: String,
    #[serde(default)]
    pub(crate) history: bool,
    #[serde(default)]
    pub(crate) image_links: bool,
    pub(crate) job_type: Option<u64>,
}

pub(crate) fn read(path: &Path) -> Result<Vec<Listed>, Failure> {
    let text = fs::read_to_string(path).map_err(|error| Failure::io(path, &error))?;
    let list: List = toml::from_str(&text).map_err(|error| {
        // The parser's own words quote the line, and with it ids.
        let line = error.span().and_then(|span| text.get(..span.start));
        let line = line.map_or(0, |before| before.matches('\n').count()) + 1;
        Failure::new(format!(
            "{}: not a list of requests, line {line}",
            path.display()
        ))
    })?;
    for (index, listed) in list.request.iter().enumerate() {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let name = &listed.case;
        if name.is_empty() || name.len() > 80 || !name.chars().all(fits) {
            return Err(Failure::new(format!(
                "request {}: a case is named in lower-case letters, digits and hyphens",
                index + 1
            )));
        }
        if list
            .request
            .iter()
            .take(index)
            .any(|before| before.case == *name)
        {
            return Err(Failure::new(format!(
                "request {}: the case is listed twice",
                index + 1
            )));
        }
    }
    Ok(list.request)
}
