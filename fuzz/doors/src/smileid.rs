//! What Smile ID answers, or what somebody answers in its name.

use std::{collections::BTreeSet, sync::LazyLock};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use bytes::Bytes;
use http::Response;
use kyc_facade::smileid::{Provenance, decide_job_status, decide_result, decide_v3};
use kyc_http::ResponseLimits;
use kyc_model::{
    Sensitive,
    outcome::{
        Decision, Environment, Product, SignatureState, SmileApi, SmileReference, Source,
        VerificationOutcome,
    },
    smileid::{JobResult, JobStatus, JobType, StatusResult, V3StatusDocument},
};
use serde_json::Value;
use smileid::{
    ApiKey, Credentials, JobStatusRequest, Server, decode, signature,
    v3::{StatusRequest, TokenRequest},
};

use crate::{
    canary::{silent_debug, silent_error},
    json::Json,
    oracle,
    promises::{self, comes_back, now, reading},
};

const STATUSES: [u16; 8] = [200, 200, 200, 200, 400, 404, 503, 202];

/// The invented account that all fixtures are signed with.
pub(crate) fn credentials() -> Credentials {
    Credentials::new("085", ApiKey::new("fake-api-key-0123456789")).expect("credentials")
}

/// Job type and code of the rows that approve, from the table that was written by hand.
static APPROVING: LazyLock<BTreeSet<(u64, &'static str)>> = LazyLock::new(|| {
    let table = include_str!("../../../fixtures/decisions/smileid.tsv");
    let rows = table.lines().filter_map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        match cells.as_slice() {
            ["row", _, job_type, code, _, "A", ..] => Some((job_type.parse().ok()?, *code)),
            _ => None,
        }
    });
    let rows: BTreeSet<_> = rows.collect();
    assert_eq!(rows.len(), 12, "rows of class A");
    rows
});

/// Job status: the decoder, the reply to a question, and the decision. The first byte says how the body came.
pub(crate) fn job_status(bytes: &[u8]) {
    let Some((how, body)) = bytes.split_first() else {
        return;
    };
    let status = reading(body, decode::job_status);
    read_alike(oracle::smileid::job_status(body), status.as_ref());
    if let Some(status) = &status {
        comes_back(status);
        status_decided(body, *how, status);
        status_replied(body, *how, status);
    }
    let result = reading(body, decode::job_result);
    read_alike(oracle::smileid::job_result(body), result.as_ref());
    if let Some(result) = &result {
        comes_back(result);
        result_decided(body, *how, result);
    }
}

/// Both readers read it alike, or neither does.
pub(crate) fn read_alike(theirs: Option<Value>, ours: Option<&impl serde::Serialize>) {
    let ours = ours.map(|record| serde_json::to_value(record).expect("a record is JSON"));
    assert_eq!(ours, theirs);
}

/// From where it came, chosen by a byte: nobody vouches, or one of the others.
fn sources(how: u8) -> impl Iterator<Item = Provenance> {
    let ways = [
        (Source::Asked, SignatureState::Valid),
        (Source::Confirmed, SignatureState::Valid),
        (Source::Loopback, SignatureState::Valid),
        (Source::CallerVouched, SignatureState::NotChecked),
    ];
    let way = ways.into_iter().nth(usize::from(how >> 4 & 3));
    let unverified = (Source::Unverified, SignatureState::Valid);
    way.into_iter()
        .chain([unverified])
        .map(|(source, signature)| {
            let mut provenance = Provenance::saved(signature);
            provenance.source = source;
            provenance.environment = Environment::Production;
            provenance
        })
}

/// Of our own questions it is known what was asked.
fn is_ours(source: Source) -> bool {
    matches!(source, Source::Asked | Source::Confirmed | Source::Loopback)
}

fn text(text: Option<&Sensitive<String>>) -> Option<&str> {
    text.map(|text| text.expose().as_str())
}

fn asked(result: Option<&JobResult>) -> SmileReference {
    let params = result.and_then(|result| result.partner_params.as_ref());
    let id =
        |id: Option<&str>, other: &str| id.filter(|id| !id.is_empty()).unwrap_or(other).to_owned();
    SmileReference::new(
        id(
            text(params.and_then(|params| params.user_id.as_ref())),
            "u-1",
        ),
        id(
            text(params.and_then(|params| params.job_id.as_ref())),
            "j-1",
        ),
    )
}

fn judged(
    outcome: Result<VerificationOutcome, kyc_facade::Error>,
    body: &[u8],
    approves: impl Fn() -> bool,
) {
    match outcome {
        Ok(outcome) => {
            promises::decided(&outcome, body);
            if outcome.decision() == Decision::Verified {
                assert!(approves(), "verified, and no row of the table says so");
            }
        }
        Err(error) => silent_error(body, &error),
    }
}

fn status_decided(body: &[u8], how: u8, status: &JobStatus) {
    let record = status.result.as_ref().and_then(StatusResult::record);
    for mut provenance in sources(how) {
        let reference = asked(record);
        if is_ours(provenance.source) {
            provenance.asked = Some(reference.clone());
        }
        judged(decide_job_status(status, &provenance), body, || {
            status_approves(body)
        });
        // What is about another job type than the one that was started says nothing.
        provenance.asked = Some(reference.with_job_type(JobType::from_number(77)));
        if let Ok(outcome) = decide_job_status(status, &provenance) {
            assert_ne!(outcome.decision(), Decision::Verified);
        }
        // About somebody else it is an error, where it says about whom it is.
        if record.and_then(JobResult::job_type).is_some() {
            provenance.asked = Some(SmileReference::new("somebody-else", "another-job"));
            if let Ok(outcome) = decide_job_status(status, &provenance) {
                assert_ne!(outcome.decision(), Decision::Verified);
            }
        }
    }
}

fn result_decided(body: &[u8], how: u8, result: &JobResult) {
    for mut provenance in sources(how) {
        if is_ours(provenance.source) {
            provenance.asked = Some(asked(Some(result)));
        }
        judged(decide_result(result, &provenance), body, || {
            result_approves(body)
        });
    }
}

/// What the bytes must say for a job status to be approved, read by a walk over JSON: complete, successful, and a row of
/// class A in `result` or, for the two-part products, in `history`.
pub(crate) fn status_approves(body: &[u8]) -> bool {
    let Some(json) = Json::read(body) else {
        return false;
    };
    let is_true = |name| json.member(name).is_some_and(is_true);
    let Some(result) = json.member("result") else {
        return false;
    };
    let job_type = job_type(result);
    let has_two_parts = matches!(job_type, Some(1 | 11));
    let mut entries = vec![result];
    if let Some(Json::Array(history)) = json.member("history")
        && has_two_parts
    {
        entries.extend(
            history
                .iter()
                .filter(|entry| self::job_type(entry) == job_type),
        );
    }
    is_true("job_complete") && is_true("job_success") && entries.into_iter().any(is_approving)
}

/// The same of a bare result.
pub(crate) fn result_approves(body: &[u8]) -> bool {
    Json::read(body).is_some_and(|json| is_approving(&json))
}

fn is_true(json: &Json) -> bool {
    match json {
        Json::Scalar(Value::Bool(value)) => *value,
        json => json
            .text()
            .is_some_and(|text| text.eq_ignore_ascii_case("true")),
    }
}

fn job_type(result: &Json) -> Option<u64> {
    match result.member("PartnerParams")?.member("job_type")? {
        Json::Scalar(Value::Number(number)) => number.as_u64(),
        json => json.text()?.parse().ok(),
    }
}

fn is_approving(result: &Json) -> bool {
    let code = result.member("ResultCode").and_then(Json::text);
    let is_final = result.member("IsFinalResult").is_none_or(is_true);
    is_final
        && job_type(result)
            .zip(code)
            .is_some_and(|pair| APPROVING.contains(&pair))
}

fn reply(body: &[u8], how: u8) -> Response<Bytes> {
    let status = STATUSES
        .get(usize::from(how & 7))
        .copied()
        .unwrap_or_default();
    Response::builder()
        .status(status)
        .header("content-type", "application/json")
        .body(Bytes::copy_from_slice(body))
        .expect("a response")
}

fn status_replied(body: &[u8], how: u8, status: &JobStatus) {
    let result = status.result.as_ref().and_then(StatusResult::record);
    let asked = asked(result);
    let (user_id, job_id) = (text(asked.user_id.as_ref()), text(asked.job_id.as_ref()));
    let reply = reply(body, how);
    let limits = ResponseLimits::default();
    for (job_id, is_it) in [(job_id.unwrap_or_default(), true), ("another-job", false)] {
        let Ok(question) = JobStatusRequest::new(user_id.unwrap_or_default(), job_id) else {
            continue;
        };
        match question.read_reply(&credentials(), &reply, limits, now()) {
            Ok(read) => {
                assert_eq!(reply.status(), 200);
                assert!(&read.record == status);
                let (at, pair) = (
                    text(status.timestamp.as_ref()),
                    text(status.signature.as_ref()),
                );
                let (at, pair) = (at.expect("a timestamp"), pair.expect("a signature"));
                assert!(signature::verify(&credentials(), at, pair, now()).is_ok());
                let answered = result
                    .and_then(|result| result.partner_params.as_ref())
                    .and_then(|params| text(params.job_id.as_ref()));
                assert!(answered.is_none_or(|id| id == job_id));
                silent_debug(body, &read);
            }
            Err(error) => {
                silent_error(body, &error);
                let is_read = is_it && reply.status() == 200;
                if is_read && error.kind() == smileid::ErrorKind::WrongSubject {
                    // An empty id is nobody's.
                    let params = result.and_then(|result| result.partner_params.as_ref());
                    let params = params.expect("ids");
                    let ids = [text(params.user_id.as_ref()), text(params.job_id.as_ref())];
                    assert!(ids.contains(&Some("")));
                }
            }
        }
    }
}

/// V3: a status document or a token. The first byte says how the body came.
pub(crate) fn v3(bytes: &[u8]) {
    v3_status(bytes);
    v3_token(bytes);
}

/// V3 status documents: replies and the bodies of webhooks.
pub(crate) fn v3_status(bytes: &[u8]) {
    let Some((how, body)) = bytes.split_first() else {
        return;
    };
    let document = reading(body, decode::v3_status);
    read_alike(oracle::smileid::v3_status(body), document.as_ref());
    let Some(document) = document else {
        return;
    };
    comes_back(&document);
    v3_decided(body, *how, &document);
    let answered = text(document.job_id.as_ref()).unwrap_or("job_1");
    for job_id in [answered, "job_somebody_elses"] {
        let Ok(question) = StatusRequest::new(job_id) else {
            continue;
        };
        let reply = reply(body, *how);
        match question.read_reply(&reply, ResponseLimits::default()) {
            Ok(read) => {
                assert!(matches!(reply.status().as_u16(), 200 | 202));
                assert!(read.record == document);
                assert!(document.job_id.is_none() || job_id == answered);
                silent_debug(body, &read);
            }
            Err(error) => silent_error(body, &error),
        }
    }
}

fn v3_decided(body: &[u8], how: u8, document: &V3StatusDocument) {
    let job_id = text(document.job_id.as_ref()).filter(|id| !id.is_empty());
    let product = match how >> 6 {
        0 => Product::BiometricKyc,
        1 => Product::EnhancedKyc,
        2 => Product::SmartSelfieRegistration,
        _ => Product::BusinessVerification,
    };
    for product in [None, Some(product)] {
        for mut provenance in sources(how) {
            if is_ours(provenance.source) {
                provenance.asked = Some(v3_reference(job_id.unwrap_or("job_1")));
            }
            judged(
                decide_v3(document, product.as_ref(), &provenance),
                body,
                || v3_approves(body),
            );
        }
    }
}

fn v3_reference(job_id: &str) -> SmileReference {
    let mut reference = SmileReference::default();
    reference.api = SmileApi::V3;
    reference.job_id = Some(job_id.into());
    reference
}

/// What the bytes must say for a V3 status to be approved.
pub(crate) fn v3_approves(body: &[u8]) -> bool {
    let Some(json) = Json::read(body) else {
        return false;
    };
    let is_clear = json
        .member("status")
        .and_then(Json::text)
        .is_some_and(|status| status.eq_ignore_ascii_case("clear"));
    let has_reason = json
        .member("reason")
        .is_some_and(|reason| *reason != Json::Scalar(Value::Null));
    is_clear && !has_reason
}

/// The reply to a question for a V3 token.
fn v3_token(bytes: &[u8]) {
    let Some((how, body)) = bytes.split_first() else {
        return;
    };
    let reply = reply(body, *how);
    let read = |limits| TokenRequest::new().read_reply(&reply, limits);
    if let Some(less) = body.len().checked_sub(1) {
        assert!(read(ResponseLimits::default().with_max_body_bytes(less)).is_err());
    }
    let token = match read(ResponseLimits::default()) {
        Ok(token) => token,
        Err(error) => return silent_error(body, &error),
    };
    assert_eq!(reply.status(), 200);
    silent_debug(body, &token);
    let text = Json::read(body).expect("JSON");
    let text = text.member("token").and_then(Json::text).expect("a token");
    // Usable is what says that it lives for a minute and more.
    let left = expiry(text).map(|at| i128::from(at) - i128::from(now().unix_millis()) / 1000);
    if token.is_usable_at(now()) {
        assert!(left.is_some_and(|left| left >= 60));
    } else {
        assert!(left.is_none_or(|left| left <= 61 || left > 200_000_000_000));
    }
    let request = StatusRequest::new("job_1").and_then(|job| job.to_http(&Server::Sandbox, &token));
    match request {
        Ok(request) => {
            assert_eq!(
                request.headers()["smileid-token"].as_bytes(),
                text.as_bytes()
            );
            assert!(request.headers()["smileid-token"].is_sensitive());
            silent_debug(body, &request);
        }
        Err(error) => silent_error(body, &error),
    }
}

/// `exp` of a JWT, in seconds.
fn expiry(token: &str) -> Option<i64> {
    let claims = token.split('.').nth(1)?.trim_end_matches('=');
    let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok()?;
    claims.get("exp")?.as_i64()
}
