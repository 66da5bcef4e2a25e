//! `kyc sign` and `kyc verify-signature`.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use common::{KEY, PARTNER, Run, kyc, kyc_with_key, run};

const AT: &str = "2026-01-02T03:04:05.678Z";
/// Of `AT` by the key and partner of the tests, by another implementation of HMAC-SHA256.
const SIGNATURE: &str = "z+I59+oOCxg0FSNBi+hilqgr+5GcejwTjVLU0wYxUpg=";

fn verify(timestamp: &str, signature: &str, variables: &[(&str, &str)]) -> Run {
    let mut command = kyc_with_key(&[
        "verify-signature",
        "--timestamp",
        timestamp,
        "--signature",
        signature,
    ]);
    command.envs(variables.iter().copied());
    run(command, b"")
}

#[test]
fn the_signature_of_a_timestamp() {
    let signed = run(kyc_with_key(&["sign", "--timestamp", AT]), b"");
    assert_eq!(signed.status, 0, "{signed:?}");
    assert_eq!(
        (signed.out.trim_end(), signed.err.as_str()),
        (SIGNATURE, "")
    );
    // What is signed is the exact text, whatever it means.
    let odd = run(kyc_with_key(&["sign", "--timestamp", "canary"]), b"");
    assert_eq!(odd.status, 0, "{odd:?}");
    assert!(
        odd.err.contains("no form that Smile ID is known to take"),
        "{odd:?}"
    );
    assert!(!odd.err.contains("canary"), "{odd:?}");
    assert_eq!(verify("canary", odd.out.trim_end(), &[]).status, 0);
}

#[test]
fn a_pair_that_fits() {
    let run = verify(AT, SIGNATURE, &[]);
    assert_eq!((run.status, run.err.as_str()), (0, ""), "{run:?}");
    assert!(run.out.starts_with("VALID\n"), "{run:?}");
    assert!(run.out.contains("It was signed "), "{run:?}");
}

#[test]
fn the_likely_mistake_is_named() {
    for (timestamp, signature, variables, cause, next) in [
        (
            AT,
            SIGNATURE,
            &[("SMILEID_PARTNER_ID", "85")][..],
            "made for the partner id with other leading zeros",
            "set SMILEID_PARTNER_ID as the portal shows it",
        ),
        (
            "2026-01-02T03:04:05.678000Z",
            SIGNATURE,
            &[],
            "the timestamp was written anew on the way",
            "check the bytes as they arrived",
        ),
        (
            AT,
            SIGNATURE,
            &[
                ("SMILEID_API_KEY", "another-key"),
                ("SMILEID_OTHER_API_KEY", KEY),
            ],
            "made with the credentials of another environment or account",
            "with the credentials of SMILEID_OTHER_API_KEY instead",
        ),
        (
            AT,
            SIGNATURE,
            &[
                ("SMILEID_PARTNER_ID", "777"),
                ("SMILEID_OTHER_PARTNER_ID", PARTNER),
                ("SMILEID_OTHER_API_KEY", KEY),
            ],
            "made with the credentials of another environment or account",
            "with the credentials of SMILEID_OTHER_API_KEY instead",
        ),
        (
            AT,
            SIGNATURE,
            &[("SMILEID_API_KEY", "another-key")],
            "fits none of the keys",
            "set SMILEID_OTHER_API_KEY as well",
        ),
        (
            AT,
            "canary",
            &[],
            "not padded standard base64 of 32 bytes",
            "cut off, quoted or encoded anew",
        ),
    ] {
        let run = verify(timestamp, signature, variables);
        assert_eq!((run.status, run.out.as_str()), (1, ""), "{run:?}");
        assert!(run.err.starts_with("kyc: not authentic: "), "{run:?}");
        assert!(run.err.contains(cause) && run.err.contains(next), "{run:?}");
        assert!(
            !run.err.contains("canary") && !run.err.contains(SIGNATURE),
            "{run:?}"
        );
    }
}

#[test]
fn both_variables_are_needed() {
    for arguments in [
        &["sign", "--timestamp", AT][..],
        &[
            "verify-signature",
            "--timestamp",
            AT,
            "--signature",
            SIGNATURE,
        ],
    ] {
        let run = run(kyc(arguments), b"");
        assert_eq!((run.status, run.out.as_str()), (1, ""), "{run:?}");
        for name in ["SMILEID_PARTNER_ID", "SMILEID_API_KEY"] {
            assert!(run.err.contains(name), "{run:?}");
        }
        assert!(!run.err.contains("SMILEID_SERVER"), "{run:?}");
    }
    let half = verify(AT, SIGNATURE, &[("SMILEID_OTHER_PARTNER_ID", "085")]);
    assert_eq!(half.status, 1, "{half:?}");
    assert!(
        half.err.contains("SMILEID_OTHER_API_KEY is not"),
        "{half:?}"
    );
}

#[test]
fn usage() {
    for arguments in [
        &["sign"][..],
        &["sign", "--timestamp", ""],
        &["verify-signature", "--timestamp", AT],
        &["verify-signature", "--signature", SIGNATURE],
        &["sign", "--timestamp", AT, "--api-key", "k"],
    ] {
        let run = run(kyc(arguments), b"");
        assert_eq!((run.status, run.out.as_str()), (2, ""), "{run:?}");
    }
    for command in ["sign", "verify-signature", "callback", "report"] {
        let run = run(kyc(&[command, "--help"]), b"");
        assert_eq!((run.status, run.err.as_str()), (0, ""), "{run:?}");
        for line in run.out.lines() {
            assert!(line.chars().count() <= 80, "{line}");
        }
        assert!(run.out.contains("Exit status:\n"), "{run:?}");
    }
}
