//! Two readers of the same bytes: ours, and structs that yaserde derives. Where they differ, the difference is listed
//! here with its reason, and a reason that no message needs any more fails the test.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]

mod common;
#[path = "common/fixtures.rs"]
mod fixtures;
#[path = "common/oracle.rs"]
mod oracle;

use std::collections::BTreeMap;

use common::wire::{self, Freedom};
use greenid_soap::{ErrorKind, Operation, decode};
use proptest::prelude::*;
use serde_json::{Map, Value};

/// What both readers make of one message.
#[derive(Debug)]
enum Comparison {
    Agree,
    BothRefuse,
    /// Why the second reader refuses.
    OnlyOurs(String),
    /// The kind of our error.
    OnlyOracle(String),
    Differ {
        ours: String,
        oracle: String,
    },
}

fn compare(bytes: &[u8], operation: Operation, in_any_order: bool) -> Comparison {
    let ours = decode::verification_result(bytes, operation, kyc_http::ResponseLimits::default());
    let theirs = oracle::read(bytes, operation);
    match (ours, theirs) {
        (Err(_), Err(_)) => Comparison::BothRefuse,
        (Ok(ours), Ok(theirs)) => {
            let mut ours = serde_json::to_value(ours).unwrap();
            let members = ours.as_object_mut().unwrap();
            // Only our reader counts what it skips.
            members.remove("nil_entries");
            members.remove("unrecognized");
            let ours = comparable(ours, in_any_order).unwrap_or_default();
            let theirs = comparable(theirs, in_any_order).unwrap_or_default();
            if ours == theirs {
                Comparison::Agree
            } else {
                Comparison::Differ {
                    ours: ours.to_string(),
                    oracle: theirs.to_string(),
                }
            }
        }
        (Ok(_), Err(reason)) => Comparison::OnlyOurs(reason),
        (Err(error), Ok(_)) => Comparison::OnlyOracle(format!("{:?}", error.kind())),
    }
}

/// What the second reader loses on every message is taken from both: it trims texts, and a nil member, an empty one and
/// one that is not there are all the same to it. The other spellings are folded into the first.
fn comparable(value: Value, in_any_order: bool) -> Option<Value> {
    match value {
        Value::String(text) => {
            let text = text.trim();
            (!text.is_empty()).then(|| text.into())
        }
        Value::Array(entries) => {
            let mut entries: Vec<Value> = entries
                .into_iter()
                .filter_map(|entry| comparable(entry, in_any_order))
                .collect();
            if in_any_order {
                entries.sort_by_key(Value::to_string);
            }
            (!entries.is_empty()).then(|| entries.into())
        }
        Value::Object(members) => {
            let mut folded = Map::new();
            for (name, value) in members {
                let name = name
                    .trim_end_matches("_2")
                    .trim_end_matches("_3")
                    .to_owned();
                match (folded.get_mut(&name), value) {
                    (Some(Value::Array(all)), Value::Array(more)) => all.extend(more),
                    (Some(_), Value::Null) => {}
                    (_, value) => {
                        folded.insert(name, value);
                    }
                }
            }
            let members: Map<String, Value> = folded
                .into_iter()
                .filter_map(|(name, value)| Some((name, comparable(value, in_any_order)?)))
                .collect();
            (!members.is_empty()).then(|| members.into())
        }
        Value::Null => None,
        other => Some(other),
    }
}

/// Fixtures that only the second reader accepts, and why ours must not.
const REFUSED_BY_OURS_ALONE: &[(ErrorKind, &[&str])] = &[
    // A member that stands twice contradicts itself: which one counts would be a guess. yaserde takes the last.
    (
        ErrorKind::DuplicateMember,
        &[
            "bodies-two",
            "post-office-both-spellings",
            "returns-two",
            "twice-outcome",
            "twice-outcome-qualified",
            "twice-outcome-same",
            "twice-post-office-data",
            "twice-state",
            "twice-user-id",
            "twice-user-id-empty",
        ],
    ),
    // yaserde stops behind the root and takes XML 1.1.
    (
        ErrorKind::MalformedXml,
        &[
            "cdata-outside",
            "tag-closed-too-often",
            "trailing-element",
            "trailing-envelope",
            "trailing-text",
            "version-1-1",
        ],
    ),
    // yaserde makes an empty person of a nil result.
    (ErrorKind::MissingMember, &["nil-return"]),
    // yaserde takes quadratic time instead.
    (
        ErrorKind::TooDeep,
        &["deep-nesting", "deep-nesting-of-checks"],
    ),
    (ErrorKind::TooMany, &["attributes-many", "namespaces-many"]),
    // A fault, a second result or a header that must be understood changes what the message means.
    (
        ErrorKind::UnexpectedMessage,
        &[
            "fault-before-result",
            "fault-behind-result",
            "header-must-understand",
            "results-two",
        ],
    ),
    // The service writes UTF-8; anything else came from elsewhere. yaserde decodes it.
    (
        ErrorKind::UnsupportedEncoding,
        &[
            "iso-8859-1",
            "iso-8859-1-declared",
            "utf-16-big-endian",
            "utf-16-little-endian",
        ],
    ),
    // yaserde knows nothing of xsi:nil, and skips text where only members may stand.
    (
        ErrorKind::WrongType,
        &[
            "nil-check-with-content",
            "nil-unreadable",
            "nil-with-text",
            "text-between-members",
        ],
    ),
];

/// Fixtures that ours alone reads.
const READ_BY_OURS_ALONE: &[&str] = &[
    // One yaserde struct takes members with the service's namespace or without it, never both.
    "children-qualified",
    "default-namespace-of-service",
    "return-qualified",
    // yaserde cannot read on after a processing instruction inside a text.
    "text-instruction-inside",
];

/// Fixtures that both read, and read differently: yaserde gathers each spelling of a list by itself, so the order of a
/// list in several spellings is lost to it.
const READ_DIFFERENTLY: &[&str] = &["list-spellings-mixed"];

#[test]
fn both_readers_agree_on_every_fixture_or_the_reason_is_listed() {
    let mut refused: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let (mut read, mut different, mut agreed) = (Vec::new(), Vec::new(), 0);
    let cases = [Operation::GetVerificationResult, Operation::RegisterUser]
        .into_iter()
        .zip(["get_verification_result", "register_user"])
        .flat_map(|(operation, folder)| {
            fixtures::cases(folder)
                .into_iter()
                .map(move |case| (operation, case))
        });
    for (operation, case) in cases {
        match compare(&case.payload, operation, false) {
            Comparison::Agree => agreed += 1,
            Comparison::BothRefuse => {}
            Comparison::OnlyOracle(kind) => refused.entry(kind).or_default().push(case.name),
            Comparison::OnlyOurs(_) => read.push(case.name),
            Comparison::Differ { .. } => different.push(case.name),
        }
    }
    let listed: BTreeMap<String, Vec<String>> = REFUSED_BY_OURS_ALONE
        .iter()
        .map(|(kind, names)| {
            let names = names.iter().map(|&name| name.to_owned()).collect();
            (format!("{kind:?}"), names)
        })
        .collect();
    assert_eq!(refused, listed);
    assert_eq!(read, READ_BY_OURS_ALONE);
    assert_eq!(different, READ_DIFFERENTLY);
    assert!(agreed > 300, "{agreed}");
}

/// Faults that only the second reader reads, or reads differently.
const FAULTS_READ_DIFFERENTLY: &[&str] = &[
    // Beside a result a fault contradicts it, and ours refuses both.
    "fault-before-result",
    "fault-behind-result",
    // One yaserde struct takes members with a namespace or without one, never both.
    "fault-members-qualified",
];

#[test]
fn both_readers_agree_on_every_fault_or_the_reason_is_listed() {
    let (mut agreed, mut different) = (0, Vec::new());
    for folder in [
        "get_verification_result",
        "is_user_id_registered",
        "register_user",
    ] {
        for case in fixtures::cases(folder) {
            let limits = kyc_http::ResponseLimits::default();
            let ours = decode::registered(&case.payload, limits);
            let ours = ours.err().and_then(|error| error.fault().cloned());
            let theirs = oracle::fault(&case.payload).ok();
            match (ours, theirs) {
                (Some(ours), Some(theirs)) => {
                    let ours = comparable(serde_json::to_value(ours).unwrap(), false);
                    if ours == comparable(theirs, false) {
                        agreed += 1;
                    } else {
                        different.push(case.name);
                    }
                }
                (None, None) => {}
                (_, _) => different.push(case.name),
            }
        }
    }
    assert_eq!(different, FAULTS_READ_DIFFERENTLY);
    assert!(agreed > 30, "{agreed}");
}

/// Answers to `isUserIdRegistered` that only the second reader accepts: of two it takes the last.
const ANSWERS_REFUSED_BY_OURS_ALONE: &[&str] = &["twice"];

#[test]
fn both_readers_agree_on_every_answer_of_yes_or_no_or_the_reason_is_listed() {
    let (mut agreed, mut different) = (0, Vec::new());
    for case in fixtures::cases("is_user_id_registered") {
        let limits = kyc_http::ResponseLimits::default();
        let ours = decode::registered(&case.payload, limits).ok();
        let theirs = oracle::registered(&case.payload).ok();
        let theirs = theirs.and_then(|text| match text.trim() {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        });
        if ours == theirs {
            agreed += 1;
        } else {
            different.push(case.name);
        }
    }
    assert_eq!(different, ANSWERS_REFUSED_BY_OURS_ALONE);
    assert!(agreed > 8, "{agreed}");
}

/// What both readers can be asked: `READ_BY_OURS_ALONE` says why members are not qualified.
const COMMON: Freedom = Freedom {
    qualified: false,
    spellings: false,
    ..Freedom::ALL
};

fn assert_agreement(text: &str, in_any_order: bool) -> Result<(), TestCaseError> {
    match compare(
        text.as_bytes(),
        Operation::GetVerificationResult,
        in_any_order,
    ) {
        Comparison::Agree => {}
        Comparison::OnlyOurs(reason) => {
            prop_assert!(reason.contains("Expected end tag"), "{reason} of {text}");
            prop_assert!(text.contains("<?pi"), "{reason} of {text}");
        }
        Comparison::Differ { ours, oracle } => prop_assert_eq!(ours, oracle, "{}", text),
        other => prop_assert!(false, "{other:?} of {text}"),
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn both_readers_agree_on_generated_messages(record in wire::records::any_result(), seed in any::<u64>()) {
        let (text, _) = wire::write(&record, seed, COMMON);
        assert_agreement(&text, false)?;
    }

    #[test]
    fn and_on_the_other_spellings_but_for_the_order(record in wire::records::any_result(), seed in any::<u64>()) {
        let freedom = Freedom { spellings: true, ..COMMON };
        let (text, _) = wire::write(&record, seed, freedom);
        assert_agreement(&text, true)?;
    }
}
