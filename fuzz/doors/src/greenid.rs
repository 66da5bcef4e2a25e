//! What greenID answers, or what somebody answers in its name.

use bytes::Bytes;
use greenid_soap::{
    GetVerificationResult, IsUserIdRegistered, Name, Operation, RegisterUser, decode, saved,
};
use http::Response;
use kyc_facade::greenid::{Policy, Provenance, TABLE_VERSION, decide_verification_result};
use kyc_http::ResponseLimits;
use kyc_model::{
    greenid::RichVerificationResult,
    outcome::{Decision, Environment, GreenidReference, SignatureState, Source},
};
use roxmltree::Document;
use serde_json::Value;

use crate::{
    canary::silent_error,
    oracle,
    promises::{self, comes_back, now, reading},
};

const STATUSES: [u16; 8] = [200, 200, 200, 200, 500, 404, 503, 202];

/// Replies to all three operations. The first byte says how the body came.
pub(crate) fn replies(bytes: &[u8]) {
    result(bytes);
    registered(bytes);
}

/// `getVerificationResult` and `registerUser`, results and faults.
fn result(bytes: &[u8]) {
    let Some((how, body)) = bytes.split_first() else {
        return;
    };
    for operation in [Operation::GetVerificationResult, Operation::RegisterUser] {
        let record = reading(body, |body, limits| {
            decode::verification_result(body, operation, limits)
        });
        if let Some(record) = record {
            read_alike(body, operation, &record);
            comes_back(&record);
            decided(body, *how, &record);
        }
    }
    reading(body, saved_record);
    let _ = saved::looks_like_soap(body);
    replied(body, *how);
}

fn saved_record(
    body: &[u8],
    limits: ResponseLimits,
) -> greenid_soap::Result<(Operation, RichVerificationResult)> {
    let saved = saved::read(Bytes::copy_from_slice(body), limits)?;
    assert!(decode::verification_result(body, saved.operation, limits)? == saved.record);
    Ok((saved.operation, saved.record))
}

/// A document inside of which the bytes stand where a result is due: what the XML reader makes of them.
pub(crate) fn xml(bytes: &[u8]) {
    let mut body = b"<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/' \
        xmlns:n='http://services.registrations.edentiti.com/' xmlns:i='http://www.w3.org/2001/XMLSchema-instance'>\
        <s:Body><n:getVerificationResultResponse><return>"
        .to_vec();
    body.extend(bytes);
    body.extend(b"</return></n:getVerificationResultResponse></s:Body></s:Envelope>");
    let operation = Operation::GetVerificationResult;
    let record = reading(&body, |body, limits| {
        decode::verification_result(body, operation, limits)
    });
    if let Some(record) = record {
        read_alike(&body, operation, &record);
        comes_back(&record);
    }
}

/// `isUserIdRegistered`.
fn registered(bytes: &[u8]) {
    let Some((how, body)) = bytes.split_first() else {
        return;
    };
    if let Some(is_registered) = reading(body, decode::registered) {
        if is_comparable(body) {
            assert_eq!(oracle::greenid::registered(body), Ok(is_registered));
        }
        limits_held(body);
    }
    let question = IsUserIdRegistered::new("invented-user").expect("a question");
    let reply = reply(body, *how);
    match question.read_reply(&reply, ResponseLimits::default()) {
        Ok(_) => assert_eq!(reply.status(), 200),
        Err(error) => silent_error(body, &error),
    }
}

/// roxmltree is stricter about names and attribute values beyond ASCII and knows the prefix `xml`.
fn is_comparable(body: &[u8]) -> bool {
    let knows_prefix = |window: &[u8]| window.eq_ignore_ascii_case(b"xml:");
    body.is_ascii() && !body.windows(3).any(knows_prefix) && !mistakes_a_carriage_return(body)
}

/// roxmltree leaves a carriage return as it is beside a reference, and takes one that a reference stands for as the end of
/// a line. In XML (2.11) it is the other way round.
fn mistakes_a_carriage_return(body: &[u8]) -> bool {
    if body.contains(&b'\r') && body.contains(&b'&') {
        return true;
    }
    let text = String::from_utf8_lossy(body);
    let stands_for_one = |reference: &str| {
        let number = reference.split(';').next().unwrap_or_default();
        let number = match number.strip_prefix('x') {
            Some(digits) => u32::from_str_radix(digits, 16),
            None => number.parse(),
        };
        number == Ok(13)
    };
    text.split("&#").skip(1).any(stands_for_one)
}

/// What is well-formed for our reader is so for another one, and says the same.
pub(crate) fn read_alike(body: &[u8], operation: Operation, record: &RichVerificationResult) {
    limits_held(body);
    if !is_comparable(body) {
        return;
    }
    let mut ours = serde_json::to_value(record).expect("a record is JSON");
    if let Value::Object(members) = &mut ours {
        // Only our reader counts what it skips.
        members.remove("nil_entries");
        members.remove("unrecognized");
    }
    assert_eq!(oracle::greenid::result(body, operation), Ok(ours));
}

/// As deep, as long and as broad as the documentation of the decoder allows.
fn limits_held(body: &[u8]) {
    let Ok(document) = oracle::greenid::document(body) else {
        return;
    };
    let elements = |document: &Document<'_>| {
        document
            .descendants()
            .filter(roxmltree::Node::is_element)
            .count()
    };
    assert!(elements(&document) <= 200_000);
    for node in document.descendants().filter(roxmltree::Node::is_element) {
        assert!(node.ancestors().filter(roxmltree::Node::is_element).count() <= 64);
        assert!(node.attributes().len() <= 64);
    }
}

/// What is decided of a record, asked for or saved.
fn decided(body: &[u8], how: u8, record: &RichVerificationResult) {
    let answered = record.user_id.as_ref().map(|id| id.expose().as_str());
    let asked = GreenidReference::new(answered.unwrap_or("invented-user"));
    let other = GreenidReference::new("somebody-else");
    let mut policy = Policy::default();
    policy.admin_override_needs_review = how & 0x10 != 0;
    if how & 0x20 != 0 {
        policy.required_checks = vec!["AEC".to_owned()];
    }
    let ours = match how & 0x40 {
        0 => Source::Asked,
        _ => Source::CallerVouched,
    };
    for source in [ours, Source::Unverified] {
        let mut provenance = Provenance::saved(SignatureState::NotDue);
        provenance.source = source;
        provenance.environment = Environment::Production;
        provenance.retrieved_at = Some(now());
        provenance.asked = Some(asked.clone());
        let outcome = match decide_verification_result(record, &policy, &provenance) {
            Ok(outcome) => outcome,
            Err(error) => {
                silent_error(body, &error);
                continue;
            }
        };
        promises::decided(&outcome, body);
        assert_eq!(outcome.parts().table_version, TABLE_VERSION);
        if outcome.decision() == Decision::Verified {
            assert!(approves(record));
        }
        // About somebody else it says nothing.
        provenance.asked = Some(other.clone());
        if answered.is_some_and(|id| !id.is_empty() && id != "somebody-else") {
            let error = decide_verification_result(record, &policy, &provenance);
            silent_error(body, &error.expect_err("an answer about somebody else"));
        }
    }
}

/// The three words that approve, to the letter, and about somebody.
pub(crate) fn approves(record: &RichVerificationResult) -> bool {
    let outcome = record.outcome.as_ref().map(|outcome| outcome.as_str());
    let approves = matches!(
        outcome,
        Some("VERIFIED" | "VERIFIED_ADMIN" | "VERIFIED_WITH_CHANGES")
    );
    approves
        && record
            .user_id
            .as_ref()
            .is_some_and(|id| !id.expose().is_empty())
}

fn reply(body: &[u8], how: u8) -> Response<Bytes> {
    let status = STATUSES
        .get(usize::from(how & 7))
        .copied()
        .unwrap_or_default();
    let content_type = match how & 8 {
        0 => "text/xml; charset=utf-8",
        _ => "text/xml; charset=iso-8859-1",
    };
    Response::builder()
        .status(status)
        .header("content-type", content_type)
        .body(Bytes::copy_from_slice(body))
        .expect("a response")
}

fn replied(body: &[u8], how: u8) {
    let limits = ResponseLimits::default();
    let reply = reply(body, how);
    let asked = "invented-user-1";
    let question = GetVerificationResult::new(asked).expect("a question");
    let person = RegisterUser::builder(Name::new("Ada", "Invented"))
        .user_id(asked)
        .build();
    let answers = [
        Some(question.read_reply(&reply, limits)),
        person.ok().map(|person| person.read_reply(&reply, limits)),
    ];
    for answer in answers.into_iter().flatten() {
        match answer {
            Ok(answer) => {
                assert_eq!(reply.status(), 200);
                assert_eq!(how & 8, 0, "read in another encoding");
                let answered = answer
                    .record
                    .user_id
                    .as_ref()
                    .map(|id| id.expose().as_str());
                assert!(matches!(answered, None | Some("" | "invented-user-1")));
            }
            Err(error) => silent_error(body, &error),
        }
    }
}
