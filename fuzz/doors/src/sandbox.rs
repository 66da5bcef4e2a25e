//! What the sandbox is asked by whoever reaches its port on this machine.

use core::time::Duration;
use std::sync::LazyLock;

use bytes::Bytes;
use greenid_soap::{Operation, decode, saved};
use http::{Method, Request, Response};
use kyc_http::ResponseLimits;
use kyc_sandbox::{Builder, InProcessSandbox};
use serde_json::{Value, json};
use smileid::{Credentials, JobStatusRequest, signature};

use crate::{oracle, promises::now};

/// The invented key of the account, for V3 tokens.
const KEY: &str = "fake-api-key-0123456789";

static SANDBOX: LazyLock<InProcessSandbox> = LazyLock::new(|| {
    let builder = Builder::default().smileid_api_key(KEY);
    let sandbox = InProcessSandbox::new(builder).expect("a sandbox");
    sandbox.clock().stop_at(now());
    sandbox
});

/// A sandbox that nobody has asked anything, always the same.
fn fresh() -> InProcessSandbox {
    fastrand::seed(7);
    SANDBOX.reset_copy().expect("a sandbox")
}

/// Asks a sandbox that knows nothing yet, and another one, which answers the same.
fn asked(
    request: impl Fn(&InProcessSandbox) -> Request<Bytes>,
) -> (InProcessSandbox, Response<Bytes>) {
    let once = || {
        let sandbox = fresh();
        let answer = sandbox.answer(request(&sandbox));
        (sandbox, answer)
    };
    let (sandbox, answer) = once();
    let (_, again) = once();
    assert_eq!(answer.status(), again.status());
    assert!(answer.body() == again.body(), "asked twice, two answers");
    (sandbox, answer)
}

fn media_type(answer: &Response<Bytes>) -> &str {
    let stated = answer.headers().get("content-type");
    stated
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

/// Any of the sandbox's doors; the two upper bits of the first byte say which.
pub(crate) fn ask(bytes: &[u8]) {
    match bytes.first().map(|how| how >> 6) {
        Some(2) => zip(bytes),
        Some(3) => smile(bytes),
        _ => soap(bytes),
    }
}

/// SOAP requests and questions for the WSDL. The first byte says which; of a WSDL the rest is the `Host`.
fn soap(bytes: &[u8]) {
    let Some((how, body)) = bytes.split_first() else {
        return;
    };
    let service = match how & 1 {
        0 => "VerificationServices",
        _ => "VerificationServicesPassword",
    };
    let url = format!("http://localhost/Registrations-Registrations/{service}");
    if how & 2 != 0 {
        return wsdl(&url, body);
    }
    let post = |_: &InProcessSandbox| {
        Request::post(&url)
            .header("content-type", "text/xml; charset=utf-8")
            .body(Bytes::copy_from_slice(body))
            .expect("a request")
    };
    let (sandbox, answer) = asked(post);
    assert!(matches!(
        answer.status().as_u16(),
        200 | 500 | 503 | 502 | 429
    ));
    if media_type(&answer).starts_with("text/xml") {
        answered(answer.body());
    }
    // Whatever it remembers of that, it still answers.
    let again = sandbox.answer(post(&sandbox));
    if media_type(&again).starts_with("text/xml") {
        answered(again.body());
    }
}

/// What the sandbox says is a message or a fault for our own reader.
fn answered(body: &[u8]) {
    let limits = ResponseLimits::default();
    let is_answer = saved::read(body.to_vec(), limits).is_ok()
        || decode::registered(body, limits).is_ok()
        || Operation::ALL.into_iter().any(|operation| {
            decode::verification_result(body, operation, limits)
                .is_err_and(|error| is_fault(&error))
        });
    assert!(is_answer || is_broken_on_purpose(body));
}

fn is_fault(error: &greenid_soap::Error) -> bool {
    matches!(error.kind(), greenid_soap::ErrorKind::Fault(_))
}

/// Scenarios that answer nonsense: nothing, no XML, a DOCTYPE, more than a client should read.
fn is_broken_on_purpose(body: &[u8]) -> bool {
    matches!(body, b"" | b"OK")
        || body.starts_with(b"<!DOCTYPE")
        || body.len() > ResponseLimits::DEFAULT_MAX_BODY_BYTES
}

fn wsdl(url: &str, host: &[u8]) {
    let ask = |_: &InProcessSandbox| {
        let mut request = Request::get(format!("{url}?wsdl"));
        if let Ok(host) = http::HeaderValue::from_bytes(host) {
            request = request.header("host", host);
        }
        request.body(Bytes::new()).expect("a request")
    };
    let (_, answer) = asked(ask);
    assert_eq!(answer.status(), 200);
    let document = oracle::greenid::document(answer.body()).expect("a WSDL is XML");
    assert_eq!(document.root_element().tag_name().name(), "definitions");
}

fn credentials(sandbox: &InProcessSandbox) -> Credentials {
    sandbox
        .account()
        .smileid_credentials()
        .expect("credentials")
}

/// The members of a V1 request with the pair of timestamp and signature that is due.
fn signed(sandbox: &InProcessSandbox, mut members: Value) -> Bytes {
    let at = now().to_rfc3339_millis();
    let pair = signature::sign(&credentials(sandbox), &at, now()).expect("a signature");
    members["timestamp"] = at.into();
    members["signature"] = pair.into();
    members.to_string().into()
}

fn post(path: &str, body: Bytes) -> Request<Bytes> {
    Request::post(format!("http://localhost{path}"))
        .header("content-type", "application/json")
        .body(body)
        .expect("a request")
}

/// The zip of a job. The first byte says of what job type.
fn zip(bytes: &[u8]) {
    let Some((how, zip)) = bytes.split_first() else {
        return;
    };
    let job_type = [1, 2, 4, 6, 8, 9, 11]
        .get(usize::from(how & 7))
        .copied()
        .unwrap_or(1);
    let sandbox = fresh();
    let partner_id = sandbox.account().smileid_partner_id().to_owned();
    let job = json!({
        "smile_client_id": partner_id,
        "file_name": "selfie.zip",
        "callback_url": "",
        "use_enrolled_image": how & 8 != 0,
        "partner_params": { "user_id": "u-1", "job_id": "approved", "job_type": job_type },
    });
    let prepared = sandbox.answer(post("/v1/upload", signed(&sandbox, job)));
    let prepared: Value = serde_json::from_slice(prepared.body()).expect("JSON");
    let Some(url) = prepared["upload_url"].as_str() else {
        panic!("no job was made: {prepared}");
    };
    let put = || {
        Request::builder()
            .method(Method::PUT)
            .uri(url)
            .body(Bytes::copy_from_slice(zip))
            .expect("a request")
    };
    // A store of files takes everything, and a second zip changes nothing.
    assert_eq!(sandbox.answer(put()).status(), 200);
    let status = job_status(&sandbox, job_type);
    assert_eq!(sandbox.answer(put()).status(), 200);
    assert_eq!(job_status(&sandbox, job_type), status);
    let is_whole = zip::ZipArchive::new(std::io::Cursor::new(zip))
        .is_ok_and(|mut archive| archive.by_name("info.json").is_ok());
    assert!(
        is_whole || status.as_deref() == Some("0903"),
        "approved without a zip"
    );
}

/// What the job comes to, by our own client's reading.
fn job_status(sandbox: &InProcessSandbox, job_type: u64) -> Option<String> {
    sandbox.clock().advance(Duration::from_secs(60));
    let keys = credentials(sandbox);
    let question = JobStatusRequest::new("u-1", "approved").expect("a question");
    let request = question
        .to_http(&smileid::Server::Sandbox, &keys, now())
        .expect("a request");
    let answer = sandbox.answer(post("/v1/job_status", request.into_body()));
    let reply = question
        .read_reply(&keys, &answer, ResponseLimits::default(), now())
        .expect("an answer that our client reads");
    let result = reply.record.result.as_ref()?.record()?.clone();
    assert_eq!(result.job_type().map(|read| read.number()), Some(job_type));
    Some(result.code()?.as_str().to_owned())
}

/// Requests of Smile ID's APIs. The first byte chooses the path; `@PAIR@` stands for the members that sign.
fn smile(bytes: &[u8]) {
    const PATHS: [(Method, &str); 8] = [
        (Method::POST, "/v1/job_status"),
        (Method::POST, "/v1/upload"),
        (Method::POST, "/v1/id_verification"),
        (Method::POST, "/v1/async_id_verification"),
        (Method::POST, "/v3/token"),
        (Method::POST, "/v3/biometric_kyc"),
        (Method::POST, "/v3/enhanced_kyc"),
        (Method::GET, "/v3/status/"),
    ];
    let Some((how, body)) = bytes.split_first() else {
        return;
    };
    let (method, path) = &PATHS[usize::from(how & 7)];
    let body = String::from_utf8_lossy(body);
    let ask = |sandbox: &InProcessSandbox| {
        let pair = signed(sandbox, json!({}));
        let pair = String::from_utf8_lossy(&pair);
        let body = body.replace("@PAIR@", pair.trim_matches(['{', '}']));
        let media_type = match how & 8 {
            0 => "application/json",
            _ => "multipart/form-data; boundary=B",
        };
        let job = match *method {
            Method::GET => &*body,
            _ => "",
        };
        Request::builder()
            .method(method)
            .uri(format!("http://localhost{path}{job}"))
            .header("content-type", media_type)
            .header("smileid-partner-id", sandbox.account().smileid_partner_id())
            .header("smileid-api-key", KEY)
            .header("smileid-token", token(sandbox))
            .body(Bytes::from(body.clone()))
            .ok()
    };
    if ask(&SANDBOX).is_none() {
        // No URL can be made of it.
        return;
    }
    let (sandbox, answer) = asked(|sandbox| ask(sandbox).expect("a request"));
    assert!((200..600).contains(&answer.status().as_u16()));
    if media_type(&answer).starts_with("application/json") {
        let _: Value = serde_json::from_slice(answer.body()).expect("an answer is JSON");
    }
    let _ = sandbox.answer(ask(&sandbox).expect("a request"));
}

/// A V3 token of this sandbox.
fn token(sandbox: &InProcessSandbox) -> String {
    let request = Request::post("http://localhost/v3/token")
        .header("smileid-partner-id", sandbox.account().smileid_partner_id())
        .header("smileid-api-key", KEY)
        .body(Bytes::new())
        .expect("a request");
    let answer = sandbox.answer(request);
    let answer: Value = serde_json::from_slice(answer.body()).expect("JSON");
    answer["token"].as_str().expect("a token").to_owned()
}
