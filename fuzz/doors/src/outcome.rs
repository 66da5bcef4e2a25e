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
    let outcome = read::<VerificationOutcome>(bytes);
    if let Some(outcome) = &outcome {
        promises::outcome(outcome, bytes);
        // As strict as the one constructor that there is.
        let parts = outcome.parts().clone();
        assert!(VerificationOutcome::new(parts).is_ok_and(|again| &again == outcome));
    }
    match serde_json::from_slice::<OutcomeParts>(bytes) {
        Ok(parts) => {
            silent_debug(bytes, &parts);
            match VerificationOutcome::new(parts) {
                Ok(checked) => assert!(outcome.is_some_and(|read| read == checked)),
                Err(error) => {
                    silent_error(bytes, &error);
                    assert!(outcome.is_none(), "an impossible outcome");
                }
            }
        }
        Err(_) => assert!(outcome.is_none()),
    }
    read::<Reference>(bytes);
    read::<JobStatus>(bytes);
    read::<JobResult>(bytes);
    read::<V3StatusDocument>(bytes);
    read::<RichVerificationResult>(bytes);
}

fn read<T: Debug + PartialEq + Serialize + DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    let value = serde_json::from_slice::<T>(bytes).ok()?;
    silent_debug(bytes, &value);
    comes_back(&value);
    Some(value)
}
