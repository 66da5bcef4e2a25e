//! Multipart bodies.

use core::convert::Infallible;
use std::collections::HashMap;

use bytes::Bytes;
use futures_util::{FutureExt as _, stream};
use http::header;
use multer::Multipart;
use serde_json::Value;

use super::error;
use crate::wire::{Answer, Incoming};

const MAX_PARTS: usize = 200;
const MAX_TEXT_BYTES: usize = 16 * 1024;

/// The parts of a form by name.
#[derive(Debug, Default)]
pub(super) struct Form(HashMap<String, Vec<Part>>);

#[derive(Debug)]
struct Part {
    is_file: bool,
    content: Bytes,
}

impl Form {
    pub(super) fn read(incoming: &Incoming) -> Result<Self, Answer> {
        let boundary = incoming
            .header(header::CONTENT_TYPE.as_str())
            .and_then(|media_type| multer::parse_boundary(media_type).ok())
            .ok_or_else(error::not_multipart)?;
        let body = stream::iter([Ok::<_, Infallible>(incoming.body.clone())]);
        // The whole body is in memory, so nothing is ever waited for.
        parts(Multipart::new(body, boundary))
            .now_or_never()
            .and_then(Result::ok)
            .map(Self)
            .ok_or_else(|| error::bad_request("The form cannot be read."))
    }

    fn part(&self, name: &str) -> Option<&Part> {
        self.0.get(name)?.first()
    }

    /// A part that is text and not empty.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        let text = core::str::from_utf8(&self.part(name)?.content).ok()?;
        Some(text).filter(|text| !text.is_empty())
    }

    /// A part that is an object in JSON.
    pub(super) fn object(&self, name: &str) -> Option<serde_json::Map<String, Value>> {
        serde_json::from_str(self.text(name)?).ok()
    }

    /// Those of the named parts that are text.
    pub(super) fn texts(&self, names: &[&str]) -> serde_json::Map<String, Value> {
        let text = |name: &&str| Some(((*name).to_owned(), self.text(name)?.into()));
        names.iter().filter_map(text).collect()
    }

    /// What is remembered has to be small; files are not.
    pub(super) fn check_sizes(&self) -> Result<(), Answer> {
        for (name, parts) in &self.0 {
            let is_long = |part: &Part| !part.is_file && part.content.len() > MAX_TEXT_BYTES;
            if parts.iter().any(is_long) {
                return Err(error::missing(name));
            }
        }
        Ok(())
    }

    /// How many files of this name there are.
    pub(super) fn files(&self, name: &str) -> usize {
        let is_full = |part: &&Part| part.is_file && !part.content.is_empty();
        self.0
            .get(name)
            .map_or(0, |parts| parts.iter().filter(is_full).count())
    }
}

async fn parts(mut form: Multipart<'_>) -> Result<HashMap<String, Vec<Part>>, multer::Error> {
    let mut parts: HashMap<String, Vec<Part>> = HashMap::new();
    let mut count = 0;
    while let Some(field) = form.next_field().await? {
        count += 1;
        if count > MAX_PARTS {
            break;
        }
        let name = field.name().unwrap_or_default().to_owned();
        let is_file = field.file_name().is_some();
        let content = field.bytes().await?;
        parts
            .entry(name)
            .or_default()
            .push(Part { is_file, content });
    }
    Ok(parts)
}
