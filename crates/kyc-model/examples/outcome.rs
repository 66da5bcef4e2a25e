//! Reads a stored outcome and asks it the questions that matter before an account is opened.
//!
//! ```sh
//! cargo run --package kyc-model --example outcome
//! ```
#![allow(clippy::print_stdout, reason = "an example prints")]

use kyc_model::outcome::{Established, Requirement, VerificationOutcome};

/// As `serde_json::to_string` wrote it when the provider had been asked. The person is invented.
const STORED: &str = r#"{
  "provider": "smileid", "product": "biometric_kyc",
  "reference": {"version": 1, "provider": "smileid", "api": "v1", "partner_id": "085", "user_id": "u-1", "job_id": "j-1", "job_type": 1},
  "decision": "verified", "finality": "final", "decided_by": "smileid/1/0810", "table_version": "smileid-2026-11-21",
  "remedy": "none", "established": ["face_to_id", "liveness"],
  "reasons": [{"category": "approved", "weight": "decisive", "code": "0810", "text": "Enroll User"}],
  "source": "asked", "signature": "valid", "environment": "production",
  "fields": [{"name": "FullName", "result": "returned", "verified": "Zanele Invented", "source_checked": true}],
  "answered_at": "2026-01-02T03:04:06.123Z", "retrieved_at": "2026-01-02T03:04:05.678Z"
}"#;

fn main() -> Result<(), Box<dyn core::error::Error>> {
    let outcome: VerificationOutcome = serde_json::from_str(STORED)?;
    println!(
        "{}, {}, because of {} by row {}",
        outcome.decision(),
        outcome.finality(),
        outcome.category().as_str(),
        outcome.decided_by()
    );

    // What a person supplied prints as its kind and length, until somebody asks for it by `expose`.
    for field in &outcome.parts().fields {
        println!("{}: {:?}", field.name.expose(), field.verified);
    }

    // *verified* does not say what was verified: the caller says what it needs.
    for (need, requirement) in [
        ("identity", Requirement::identity()),
        (
            "identity and address",
            Requirement::identity().and(Established::Address),
        ),
        ("a company", Requirement::only(Established::Business)),
    ] {
        println!("{need}: lacks {:?}", outcome.shortfalls(&requirement));
    }

    // An outcome that contradicts itself cannot be built, and not be read either.
    for (what, from, to) in [
        (
            "rejected, and a face matched",
            r#""decision": "verified""#,
            r#""decision": "rejected""#,
        ),
        (
            "verified, by nobody knows whom",
            r#""asked""#,
            r#""unverified""#,
        ),
        (
            "verified, but not finally",
            r#""final""#,
            r#""provisional""#,
        ),
    ] {
        match serde_json::from_str::<VerificationOutcome>(&STORED.replace(from, to)) {
            Ok(_) => return Err(what.into()),
            Err(error) => println!("{what}: {error}"),
        }
    }

    // Further answers about the same job. Which is to be stored, and should a person look?
    let overturned = STORED
        .replace("03:04:06", "07:08:09")
        .replace(r#""decision": "verified""#, r#""decision": "rejected""#)
        .replace(r#"["face_to_id", "liveness"]"#, "[]")
        .replace(r#""approved""#, r#""face_mismatch""#)
        .replace(r#""remedy": "none""#, r#""remedy": "new_attempt""#)
        .replace("0810", "0811");
    for (what, answer) in [("the same again", STORED), ("overturned", &overturned)] {
        let new: VerificationOutcome = serde_json::from_str(answer)?;
        let found = new.relation_to(&outcome);
        println!("{what}: {}, alert {}", found.relation, found.alert);
    }
    Ok(())
}
