//! The messages that are spoiled: those of the fixtures that can be read.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use kyc_facade::Normalizer;
use roxmltree::Document;

use crate::{json::Json, promises::now};

/// Largest message: what is spoiled in a long one is mostly of no matter.
const MAX_BYTES: usize = 6_000;

/// Every message of Smile ID that is JSON, and the outcomes of some, as JSON too.
pub(super) static SMILE: LazyLock<Vec<Json>> = LazyLock::new(|| {
    let messages: Vec<Json> = ["job_status", "result", "v3_status"]
        .into_iter()
        .flat_map(|operation| payloads("smileid", operation))
        .filter(|payload| payload.len() <= MAX_BYTES)
        .filter_map(|payload| Json::read(&payload))
        .filter(|json| json.depth() > 1 && !json.has_twins())
        .collect();
    let mut normalizer = Normalizer::new();
    normalizer.smileid.vouch_for_source = true;
    let outcomes: Vec<Json> = messages
        .iter()
        .step_by(16)
        .filter_map(|message| {
            let outcome = normalizer.normalize(message.to_string().as_bytes(), now());
            Json::read(&serde_json::to_vec(&outcome.ok()?).ok()?)
        })
        .collect();
    assert!(messages.len() > 250 && outcomes.len() > 10);
    [messages, outcomes].concat()
});

/// Every message of greenID that is XML.
pub(super) static GREENID: LazyLock<Vec<String>> = LazyLock::new(|| {
    let messages: Vec<String> = [
        "get_verification_result",
        "register_user",
        "is_user_id_registered",
    ]
    .into_iter()
    .flat_map(|operation| payloads("greenid", operation))
    .filter(|payload| payload.len() <= MAX_BYTES)
    .filter_map(|payload| String::from_utf8(payload).ok())
    .filter(|text| Document::parse(text).is_ok())
    .collect();
    assert!(messages.len() > 250);
    messages
});

/// The answers of an operation, in the order of the names of their cases.
fn payloads(provider: &str, operation: &str) -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures");
    let cases = fs::read_dir(root.join(provider).join(operation)).expect("the fixtures");
    let mut cases: Vec<PathBuf> = cases.filter_map(|case| Some(case.ok()?.path())).collect();
    cases.sort();
    cases
        .iter()
        .filter_map(|case| {
            let files = fs::read_dir(case)
                .ok()?
                .filter_map(|file| Some(file.ok()?.path()));
            let payload = files.into_iter().find(|path| {
                path.file_stem()
                    .is_some_and(|stem| stem == "response" || stem == "payload")
            });
            fs::read(payload?).ok()
        })
        .collect()
}
