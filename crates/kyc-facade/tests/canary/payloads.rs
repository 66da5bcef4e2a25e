//! Every decoder and every decision, over every fixture, planted and broken.

use std::{fs, path::Path};

use bytes::Bytes;
use greenid_soap::{GetVerificationResult, IsUserIdRegistered, Name, Operation, RegisterUser};
use kyc_facade::{Normalizer, ResumeHandle};
use kyc_http::ResponseLimits;
use kyc_model::{
    Timestamp,
    outcome::{OutcomeParts, Reference, Requirement, VerificationOutcome},
};
use smileid::{ApiKey, Credentials, JobStatusRequest, signature};

use crate::{
    CANARY,
    plant::{self, Depth, ID},
    sink,
};

pub(crate) const AT: &str = "2026-01-02T03:04:05.678Z";

pub(crate) fn now() -> Timestamp {
    AT.parse().unwrap()
}

pub(crate) fn smile_credentials() -> Credentials {
    Credentials::new("085", ApiKey::new("CanaryKey-0123456789")).unwrap()
}

/// The same document with a pair that our key made.
pub(crate) fn signed(body: &str) -> String {
    let Ok(serde_json::Value::Object(mut members)) = serde_json::from_str(body) else {
        return body.to_owned();
    };
    let pair = signature::sign(&smile_credentials(), AT, now()).unwrap();
    members.insert("timestamp".to_owned(), AT.into());
    members.insert("signature".to_owned(), pair.into());
    serde_json::Value::Object(members).to_string()
}

/// Returns how many payloads were played.
pub(crate) fn drive() -> usize {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures"));
    let mut count = 0;
    for provider in ["smileid", "greenid"] {
        for operation in fs::read_dir(root.join(provider)).unwrap() {
            let Ok(cases) = fs::read_dir(operation.unwrap().path()) else {
                continue;
            };
            for case in cases {
                for file in fs::read_dir(case.unwrap().path()).unwrap() {
                    let path = file.unwrap().path();
                    let name = path.file_name().unwrap().to_str().unwrap();
                    if name != "meta.toml" {
                        sink::scene(path.strip_prefix(root).unwrap().to_str().unwrap());
                        count += play(&fs::read(&path).unwrap());
                    }
                }
            }
        }
    }
    count
}

fn play(body: &[u8]) -> usize {
    let Ok(text) = core::str::from_utf8(body) else {
        return 0;
    };
    let mut planted = Vec::new();
    for depth in [Depth::Personal, Depth::Everything] {
        match plant::json(text, depth) {
            Some(json) => planted.extend([signed(&json), json]),
            None => planted.push(plant::xml(text, depth)),
        }
    }
    for body in &planted {
        decode(body);
        read_as_reply(body);
    }
    if let Some(body) = planted.first() {
        // Broken in the middle of a canary, and with a value of the wrong kind.
        let cut = body.find(CANARY).map_or(0, |at| at + 3);
        decode(body.get(..cut).unwrap());
        for (good, bad) in [
            ("\"Canary", "Canary\""),
            ("\"Canary-id\"", "[\"Canary-id\"]"),
            (
                "\"ResultCode\":\"",
                "\"ResultCode\":{\"Canary\":1},\"x\":\"",
            ),
            ("<outcome>", "<outcome><Canary/>"),
            ("<userId>", "<userId>Canary<b/>"),
        ] {
            if body.contains(good) {
                decode(&body.replacen(good, bad, 1));
            }
        }
    }
    planted.len()
}

fn decode(body: &str) {
    let limits = ResponseLimits::default();
    let bytes = Bytes::copy_from_slice(body.as_bytes());

    sink::result(&smileid::decode::job_status(&bytes, limits));
    sink::result(&smileid::decode::job_result(&bytes, limits));
    sink::result(&smileid::decode::v3_status(&bytes, limits));
    for credentials in [None, Some(&smile_credentials())] {
        sink::result(&smileid::saved::read(
            bytes.clone(),
            credentials,
            limits,
            now(),
        ));
    }
    for operation in Operation::ALL {
        sink::result(&greenid_soap::decode::verification_result(
            &bytes, operation, limits,
        ));
    }
    sink::result(&greenid_soap::decode::registered(&bytes, limits));
    let verifier = smileid::callback::Verifier::new(smile_credentials());
    let headers = smileid::testing::v3_headers(&smile_credentials(), ID, CANARY, now()).unwrap();
    for headers in [http::HeaderMap::new(), headers] {
        let event = verifier.receive(&headers, &bytes, now());
        sink::result(&event);
        if let Ok(event) = event {
            sink::debug(&event.reference("085"));
        }
    }
    sink::debug(&verifier);
    sink::result(&greenid_soap::saved::read(bytes.clone(), limits));
    decide(body);
}

fn read_as_reply(body: &str) {
    let limits = ResponseLimits::default();
    let bytes = Bytes::copy_from_slice(body.as_bytes());
    for id in [ID, "Canary-other"] {
        let question = JobStatusRequest::new(id, id).unwrap();
        let person = RegisterUser::builder(Name::new(CANARY, CANARY))
            .user_id(id)
            .build()
            .unwrap();
        let result = GetVerificationResult::new(id).unwrap();
        let taken = IsUserIdRegistered::new(id).unwrap();
        for status in [200, 400, 500] {
            let reply = http::Response::builder()
                .status(status)
                .header("content-type", CANARY)
                .body(bytes.clone())
                .unwrap();
            sink::result(&question.read_reply(&smile_credentials(), &reply, limits, now()));
            sink::result(&result.read_reply(&reply, limits));
            sink::result(&person.read_reply(&reply, limits));
            sink::result(&taken.read_reply(&reply, limits));
        }
    }
}

fn decide(body: &str) {
    let mut normalizer = Normalizer::new();
    normalizer.smileid.credentials = Some(smile_credentials());
    for vouched in [false, true] {
        normalizer.smileid.vouch_for_source = vouched;
        normalizer.greenid.vouch_for_source = vouched;
        normalizer.smileid.keep_raw = vouched;
        normalizer.greenid.keep_raw = vouched;
        let outcome = normalizer.normalize(body.as_bytes(), now());
        sink::result(&outcome);
        if let Ok(outcome) = outcome {
            show(&outcome);
        }
    }
    sink::debug(&normalizer);
    // What the model refuses, it does not quote.
    sink::result(&serde_json::from_str::<VerificationOutcome>(body));
    sink::result(&serde_json::from_str::<ResumeHandle>(body));
    sink::result(&serde_json::from_str::<Reference>(body));
}

fn show(outcome: &VerificationOutcome) {
    sink::debug(&outcome.parts());
    sink::debug(outcome.reference());
    sink::debug(&ResumeHandle::from(outcome.reference()));
    sink::debug(&outcome.satisfies(&Requirement::identity()));
    sink::display(&outcome.decision());
    let json = serde_json::to_string(outcome).unwrap();
    sink::result(&serde_json::from_str::<VerificationOutcome>(&json));
    // An impossible one is refused, without saying whose it is.
    let mut parts: OutcomeParts = outcome.parts().clone();
    parts.reasons.clear();
    sink::result(&VerificationOutcome::new(parts));
    let broken = json.replacen("\"decision\":\"", "\"decision\":\"Canary", 1);
    sink::result(&serde_json::from_str::<VerificationOutcome>(&broken));
}
