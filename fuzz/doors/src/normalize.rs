//! What `kyc normalize` is given: saved payloads, bare, as text, or in an envelope that names the provider.

use kyc_facade::Normalizer;
use kyc_http::ResponseLimits;
use kyc_model::outcome::{
    Decision, Environment, GreenidReference, Provider, SignatureState, SmileApi, SmileReference,
    Source,
};
use serde_json::value::RawValue;

use crate::{
    canary::silent_error,
    greenid,
    promises::{self, now, reading},
    smileid::{self, credentials},
};

/// The first byte says how the payload is taken.
pub(crate) fn normalize(bytes: &[u8]) {
    let Some((how, record)) = bytes.split_first() else {
        return;
    };
    let vouched = how & 1 != 0;
    let normalizer = normalizer(*how);
    // An envelope is longer than the payload, and only that is held to a limit.
    let outcome = normalizer.normalize(record, now());
    let again = normalizer.normalize(record, now());
    let outcome = match (outcome, again) {
        (Ok(outcome), Ok(again)) => {
            assert!(outcome == again, "two readings, two outcomes");
            outcome
        }
        (Err(error), Err(again)) => {
            assert_eq!(format!("{error:?}"), format!("{again:?}"));
            return silent_error(record, &error);
        }
        _ => panic!("two readings, two answers"),
    };
    promises::decided(&outcome, record);
    let (source, signature) = (outcome.source(), outcome.signature());
    let expected = if vouched {
        Source::CallerVouched
    } else {
        Source::Unverified
    };
    assert_eq!(source, expected);
    if how & 2 == 0 {
        assert_ne!(signature, SignatureState::Valid, "checked without a key");
    }
    assert_eq!(outcome.parts().raw.is_some(), how & 4 != 0);
    assert_eq!(outcome.parts().retrieved_at, None);
    if let Some(provider) = &normalizer.provider {
        assert_eq!(outcome.provider(), provider);
    }
    if outcome.decision() == Decision::Verified {
        assert!(vouched);
        let payload = payload(record);
        let approves = match outcome.provider() {
            Provider::Greenid => greenid_approves(&payload),
            _ if is_v3(&outcome) => smileid::v3_approves(&payload),
            _ => smileid::status_approves(&payload) || smileid::result_approves(&payload),
        };
        assert!(approves, "verified, and nothing in it says so");
    }
}

fn normalizer(how: u8) -> Normalizer {
    let mut normalizer = Normalizer::new();
    normalizer.smileid.vouch_for_source = how & 1 != 0;
    normalizer.greenid.vouch_for_source = how & 1 != 0;
    normalizer.smileid.credentials = (how & 2 != 0).then(credentials);
    normalizer.smileid.keep_raw = how & 4 != 0;
    normalizer.greenid.keep_raw = how & 4 != 0;
    normalizer.provider = match how >> 3 & 3 {
        1 => Some(Provider::Smileid),
        2 => Some(Provider::Greenid),
        _ => None,
    };
    if how & 0x20 != 0 {
        let mut asked = SmileReference::new("invented-user-1", "invented-job-1");
        asked.product = Some(kyc_model::outcome::Product::BiometricKyc);
        normalizer.smileid.asked = Some(asked);
        normalizer.greenid.asked = Some(GreenidReference::new("invented-user-1"));
    }
    if how & 0x40 != 0 {
        normalizer.smileid.environment = Some(Environment::Production);
        normalizer.greenid.environment = Some(Environment::Sandbox);
    }
    normalizer
}

fn is_v3(outcome: &kyc_model::outcome::VerificationOutcome) -> bool {
    matches!(outcome.reference(), kyc_model::outcome::Reference::Smileid(smile) if smile.api == SmileApi::V3)
}

/// The document inside a line: the value of `payload` beside `provider`, or the line; and of a text its content.
fn payload(record: &[u8]) -> Vec<u8> {
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Line<'a> {
        #[serde(rename = "provider")]
        _provider: String,
        #[serde(borrow)]
        payload: &'a RawValue,
    }
    let inside = match serde_json::from_slice::<Line<'_>>(record) {
        Ok(line) => line.payload.get().as_bytes(),
        Err(_) => record,
    };
    match serde_json::from_slice::<String>(inside) {
        Ok(text) => text.into_bytes(),
        Err(_) => inside.to_vec(),
    }
}

fn greenid_approves(payload: &[u8]) -> bool {
    let read = |body: &[u8], limits: ResponseLimits| {
        greenid_soap::saved::read(body.to_vec(), limits).map(|saved| saved.record)
    };
    reading(payload, read).is_some_and(|record| greenid::approves(&record))
}
