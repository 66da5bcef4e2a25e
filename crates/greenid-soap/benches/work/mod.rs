//! The work that the benchmarks share: the same bytes, done in the same ways.
#![allow(
    dead_code,
    clippy::expect_used,
    reason = "each benchmark takes its part, and stops where a part fails"
)]

pub(crate) mod fit;
pub(crate) mod reply;
pub(crate) mod worst;

use bytes::Bytes;
use greenid_soap::{GetVerificationResult, Operation, VerificationReply, decode};
use http::Response;
use kyc_http::ResponseLimits;
use kyc_model::greenid::RichVerificationResult;
use quick_xml::{Reader, events::Event};

/// The userId in every reply.
pub(crate) const USER_ID: &str = "g2rUPcc8";

/// The floor: every token of quick-xml, in its default configuration, and nothing made of it.
pub(crate) fn tokens(text: &str) -> usize {
    let mut reader = Reader::from_str(text);
    let mut count = 0;
    loop {
        match reader.read_event().expect("sound XML") {
            Event::Eof => return count,
            _ => count += 1,
        }
    }
}

/// Ours: from bytes to records, as the client reads a reply's body.
pub(crate) fn ours(body: &[u8]) -> RichVerificationResult {
    ours_within(body, ResponseLimits::default())
}

/// Ours, of bodies up to another size.
pub(crate) fn ours_within(body: &[u8], limits: ResponseLimits) -> RichVerificationResult {
    decode::verification_result(body, Operation::GetVerificationResult, limits)
        .expect("a verification result")
}

/// Ours with what is around it: status, headers, the payload that is kept, whom it is about.
pub(crate) fn whole_reply(
    question: &GetVerificationResult,
    reply: &Response<Bytes>,
) -> VerificationReply {
    question
        .read_reply(reply, ResponseLimits::default())
        .expect("a verification result")
}

/// The question that every reply answers.
pub(crate) fn question() -> GetVerificationResult {
    GetVerificationResult::new(USER_ID).expect("a userId")
}

/// The reply over HTTP.
pub(crate) fn response(body: &str) -> Response<Bytes> {
    Response::builder()
        .header("content-type", "text/xml;charset=utf-8")
        .body(Bytes::copy_from_slice(body.as_bytes()))
        .expect("a response")
}
