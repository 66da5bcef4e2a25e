//! The zip of a job: `info.json`, and the images that it names.

use std::io::{Cursor, Read as _};

use bytes::Bytes;
use serde_json::{Map, Value};
use zip::ZipArchive;

use super::job::Job;
use crate::smileid::ID_MEMBERS;

const MAX_ENTRIES: usize = 256;
const MAX_ID_BYTES: usize = 256;
const MAX_INFO_BYTES: u64 = 16 * 1024 * 1024;

/// Corrupt or incomplete: the job ends with code 0903.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unusable;

/// Looks whether the zip is sound, about this job, and complete. Returns what it says of the document.
pub(super) fn read(bytes: &Bytes, job: &Job) -> Result<Map<String, Value>, Unusable> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Unusable)?;
    if archive.len() > MAX_ENTRIES {
        return Err(Unusable);
    }
    let info = info(&mut archive)?;
    check_job(&info, job)?;
    let images = info
        .get("images")
        .and_then(Value::as_array)
        .ok_or(Unusable)?;
    let mut kinds = Vec::new();
    for image in images {
        kinds.push(check_image(image, &mut archive)?);
    }
    let has_selfie = job.uses_enrolled_image || kinds.iter().any(|kind| matches!(kind, 0 | 2));
    let has_card = kinds.iter().any(|kind| matches!(kind, 1 | 3));
    let wants_card = matches!(job.job_type, 6 | 11);
    if !has_selfie || (wants_card && !has_card) {
        return Err(Unusable);
    }
    match info.get("id_info") {
        Some(Value::Object(id_info)) => Ok(known(id_info)),
        _ => Ok(Map::new()),
    }
}

/// What a result repeats.
fn known(id_info: &Map<String, Value>) -> Map<String, Value> {
    let short = |value: &Value| {
        value
            .as_str()
            .is_some_and(|text| text.len() <= MAX_ID_BYTES)
    };
    ID_MEMBERS
        .into_iter()
        .filter_map(|name| {
            let value = id_info.get(name).filter(|value| short(value))?;
            Some((name.to_owned(), value.clone()))
        })
        .collect()
}

type Archive<'a> = ZipArchive<Cursor<&'a Bytes>>;

fn info(archive: &mut Archive<'_>) -> Result<Value, Unusable> {
    let entry = archive.by_name("info.json").map_err(|_| Unusable)?;
    let mut text = Vec::new();
    entry
        .take(MAX_INFO_BYTES)
        .read_to_end(&mut text)
        .map_err(|_| Unusable)?;
    serde_json::from_slice(&text).map_err(|_| Unusable)
}

/// A zip that was put to the URL of another job is of no use.
fn check_job(info: &Value, job: &Job) -> Result<(), Unusable> {
    info.get("package_information").ok_or(Unusable)?;
    let params = info
        .pointer("/misc_information/partner_params")
        .ok_or(Unusable)?;
    let is = |name, id: &str| params.get(name).and_then(Value::as_str) == Some(id);
    let is_type = params.get("job_type").is_none_or(|job_type| {
        let job_type = job_type
            .as_str()
            .map_or_else(|| job_type.to_string(), str::to_owned);
        job_type == job.job_type.to_string()
    });
    if is("user_id", &job.user_id) && is("job_id", &job.job_id) && is_type {
        Ok(())
    } else {
        Err(Unusable)
    }
}

/// The kind of an image, which is inside `info.json` or a file of the zip.
fn check_image(image: &Value, archive: &mut Archive<'_>) -> Result<u64, Unusable> {
    let kind = image.get("image_type_id").and_then(|kind| match kind {
        Value::String(text) => text.parse().ok(),
        kind => kind.as_u64(),
    });
    let kind = kind.filter(|kind| *kind <= 7).ok_or(Unusable)?;
    let text = |name| image.get(name).and_then(Value::as_str).unwrap_or_default();
    let is_here = !text("image").is_empty() || archive.by_name(text("file_name")).is_ok();
    if is_here { Ok(kind) } else { Err(Unusable) }
}
