//! What the suite needs to know of the example provider.

#[allow(dead_code, reason = "the example's own program")]
#[path = "../../examples/quillmark.rs"]
mod example;

use example::{Quillmark, reference};
use kyc_facade::{
    VerificationProvider,
    conformance::{Bench, ID, PERSON, Reply, SECRET, UNKNOWN_VALUE, Verdict, Wire},
};
use kyc_http::{RetryPolicy, Sender};
use kyc_model::outcome::{Established, Reference};

/// What the conformance suite needs to know of Quillmark.
pub(crate) struct QuillmarkBench;

impl Bench for QuillmarkBench {
    fn reference(&self) -> Reference {
        reference(ID)
    }

    fn provider(&self, wire: Wire) -> Box<dyn VerificationProvider> {
        let sender = Sender::new(wire).with_retry(RetryPolicy::never());
        Box::new(Quillmark::new(sender, SECRET.to_owned()))
    }

    fn reply(&self, verdict: Verdict, subject: Option<&str>) -> Reply {
        let (state, finding) = match verdict {
            Verdict::Verified => ("closed", Some("same_person")),
            Verdict::Rejected => ("closed", Some("another")),
            Verdict::Pending => ("open", None),
            _ => ("closed", Some(UNKNOWN_VALUE)),
        };
        let body = serde_json::json!({"check": subject, "state": state, "finding": finding, "name": PERSON});
        Reply::new("application/json", body.to_string())
    }

    fn established(&self) -> Vec<Established> {
        vec![Established::FaceToDocument]
    }
}
