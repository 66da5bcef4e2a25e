//! The cases under `fixtures/smileid`, for the tests of every crate that reads them.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    unreachable_pub
)]

use std::{
    fs,
    path::{Path, PathBuf},
};

use bytes::Bytes;
use http::Response;
use kyc_model::{Timestamp, outcome::SmileReference, smileid::JobType};
use serde::Deserialize;
use smileid::{ApiKey, Credentials, JobStatusRequest};

/// One case: what was asked, and what came.
pub struct Case {
    pub name: String,
    pub meta: Meta,
    pub payload: Bytes,
    directory: PathBuf,
}

#[derive(Deserialize)]
pub struct Meta {
    pub shows: String,
    pub provenance: String,
    pub request: Option<Request>,
    pub response: Option<Reply>,
}

#[derive(Deserialize)]
pub struct Request {
    pub user_id: String,
    pub job_id: String,
    pub job_type: Option<u64>,
    pub history: bool,
    pub image_links: bool,
    pub sent_at: String,
}

#[derive(Deserialize)]
pub struct Reply {
    pub status: u16,
    pub content_type: String,
}

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../fixtures/smileid")
        .canonicalize()
        .unwrap()
}

/// The test account that all fixtures are signed with.
pub fn credentials() -> Credentials {
    Credentials::new("085", ApiKey::new("fake-api-key-0123456789")).unwrap()
}

/// All cases of an operation, by name.
pub fn cases(operation: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = fs::read_dir(root().join(operation))
        .unwrap()
        .map(|entry| read(entry.unwrap().path()))
        .collect();
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    assert!(!cases.is_empty());
    cases
}

fn read(directory: PathBuf) -> Case {
    let meta = fs::read_to_string(directory.join("meta.toml")).unwrap();
    let payload = fs::read_dir(&directory)
        .unwrap()
        .map(|file| file.unwrap().path())
        .find(|path| {
            let name = path.file_name().unwrap().to_str().unwrap();
            name.starts_with("response.") || name.starts_with("payload.")
        })
        .unwrap();
    Case {
        name: directory.file_name().unwrap().to_str().unwrap().to_owned(),
        meta: toml::from_str(&meta).unwrap(),
        payload: fs::read(payload).unwrap().into(),
        directory,
    }
}

impl Case {
    pub fn sent_at(&self) -> Timestamp {
        let sent_at = self
            .meta
            .request
            .as_ref()
            .map(|request| request.sent_at.as_str());
        sent_at
            .unwrap_or("2026-01-02T03:04:05.678Z")
            .parse()
            .unwrap()
    }

    pub fn request(&self) -> JobStatusRequest {
        let request = self.meta.request.as_ref().unwrap();
        JobStatusRequest::new(request.user_id.clone(), request.job_id.clone())
            .unwrap()
            .return_history(request.history)
            .return_image_links(request.image_links)
    }

    pub fn request_bytes(&self) -> Vec<u8> {
        fs::read(self.directory.join("request.json")).unwrap()
    }

    pub fn reference(&self) -> SmileReference {
        let request = self.meta.request.as_ref().unwrap();
        let reference = SmileReference::new(request.user_id.as_str(), request.job_id.as_str());
        match request.job_type {
            Some(number) => reference.with_job_type(JobType::from_number(number)),
            None => reference,
        }
    }

    pub fn reply(&self) -> Response<Bytes> {
        let reply = self.meta.response.as_ref().unwrap();
        Response::builder()
            .status(reply.status)
            .header("content-type", &reply.content_type)
            .body(self.payload.clone())
            .unwrap()
    }
}
