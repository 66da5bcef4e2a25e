//! JSON that says of itself that it is an outcome, or a record of one of the providers.

use core::fmt::Debug;

use kyc_model::{
    greenid::RichVerificationResult,
    outcome::{OutcomeParts, Reference, VerificationOutcome},
    smileid::{JobResult, JobStatus, V3StatusDocument},
};
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    canary::{silent_debug, silent_error},
    promises::{self, comes_back},
};

/// Outcomes, their parts and references, and the records of both providers.
pub(crate) fn outcome(bytes: &[u8]) {
    let outcome = serde_json::from_slice::<VerificationOutcome>(bytes).ok();
    if let Some(outcome) = &outcome {
        comes_back(outcome);
        promises::outcome(outcome, bytes);
        // As strict as the one constructor that there is.
        let parts = outcome.parts().clone();
        assert!(VerificationOutcome::new(parts).is_ok_and(|again| &again == outcome));
    }
    match serde_json::from_slice::<OutcomeParts>(bytes) {
        Ok(parts) => {
            silent_parts(bytes, &parts);
            match VerificationOutcome::new(parts) {
                Ok(checked) => assert!(outcome.is_some_and(|read| read == checked)),
                Err(error) => {
                    silent_error(bytes, &error);
                    assert!(outcome.is_none(), "an impossible outcome");
                }
            }
        }
        Err(error) => {
            silent_error(bytes, &error);
            assert!(outcome.is_none());
        }
    }
    read::<Reference>(bytes);
    read::<JobStatus>(bytes);
    read::<JobResult>(bytes);
    read::<V3StatusDocument>(bytes);
    read::<RichVerificationResult>(bytes);
}

/// `Debug` shows nothing but the program's own words: ids of rows, versions, hashes, media types. No decoder takes those from a
/// provider; in JSON they are what the store says, and an outcome is as good as the store that it comes from.
fn silent_parts(bytes: &[u8], parts: &OutcomeParts) {
    let mut others = parts.clone();
    for entry in others.history.drain(..) {
        silent_parts(bytes, entry.parts());
    }
    others.decided_by = "".into();
    others.table_version = "".into();
    for reason in &mut others.reasons {
        reason.rule = None;
    }
    for evidence in &mut others.evidence {
        evidence.sha256 = None;
    }
    if let Some(raw) = &mut others.raw {
        raw.media_type.clear();
        raw.sha256.clear();
    }
    silent_debug(bytes, &others);
}

fn read<T: Debug + PartialEq + Serialize + DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    let value = serde_json::from_slice::<T>(bytes)
        .inspect_err(|error| silent_error(bytes, error))
        .ok()?;
    silent_debug(bytes, &value);
    comes_back(&value);
    Some(value)
}
