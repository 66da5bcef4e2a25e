//! The cases under `fixtures/greenid`, for the tests of every crate that reads them.
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
use greenid_soap::Credentials;
use http::Response;
use serde::Deserialize;

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
    pub request: Request,
    pub response: Reply,
}

#[derive(Deserialize)]
pub struct Request {
    pub service: String,
    pub user_id: Option<String>,
}

#[derive(Deserialize)]
pub struct Reply {
    pub status: u16,
    pub content_type: String,
}

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../fixtures/greenid")
        .canonicalize()
        .unwrap()
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
            name.starts_with("response.")
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
    pub fn credentials(&self) -> Credentials {
        match self.meta.request.service.as_str() {
            "password" => {
                Credentials::password("invented-customer", "invented-password".to_owned())
            }
            _ => Credentials::certificate("invented-customer"),
        }
        .unwrap()
    }

    pub fn request_bytes(&self) -> Vec<u8> {
        fs::read(self.directory.join("request.xml")).unwrap()
    }

    pub fn reply(&self) -> Response<Bytes> {
        Response::builder()
            .status(self.meta.response.status)
            .header("content-type", &self.meta.response.content_type)
            .body(self.payload.clone())
            .unwrap()
    }
}
