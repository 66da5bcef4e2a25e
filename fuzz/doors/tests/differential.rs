//! Two readers of the same messages: ours, and walks over JSON and over roxmltree's document that were written apart from
//! it. Where they differ, the difference is listed here with its reason.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

use std::{collections::BTreeMap, fs, path::Path};

use doors::{
    json::Json,
    oracle::{greenid as second_greenid, smileid as second_smileid},
    spoiled,
};
use greenid_soap::Operation;
use kyc_http::ResponseLimits;
use serde_json::Value;

/// The fixtures of an operation: case and payload.
fn cases(operation: &str) -> Vec<(String, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures");
    let mut cases: Vec<(String, Vec<u8>)> = fs::read_dir(root.join(operation))
        .unwrap()
        .map(|case| case.unwrap())
        .map(|case| {
            let payload = fs::read_dir(case.path())
                .unwrap()
                .map(|file| file.unwrap().path())
                .find(|path| {
                    let stem = path.file_stem().unwrap();
                    stem == "response" || stem == "payload"
                });
            let name = case.file_name().into_string().unwrap();
            (name, fs::read(payload.unwrap()).unwrap())
        })
        .collect();
    cases.sort();
    cases
}

fn limits() -> ResponseLimits {
    ResponseLimits::default()
}

fn canonical<T: serde::Serialize, E>(read: Result<T, E>) -> Option<Value> {
    read.ok()
        .map(|record| serde_json::to_value(record).unwrap())
}

/// What our decoder and the walk make of one message of Smile ID: job status, bare result, V3 status.
fn smile_readings(body: &[u8]) -> [[Option<Value>; 2]; 3] {
    use smileid::decode;
    [
        [
            canonical(decode::job_status(body, limits())),
            second_smileid::job_status(body),
        ],
        [
            canonical(decode::job_result(body, limits())),
            second_smileid::job_result(body),
        ],
        [
            canonical(decode::v3_status(body, limits())),
            second_smileid::v3_status(body),
        ],
    ]
}

/// Counts the readings on which both agree: of a record, and that there is none.
fn agreed(body: &[u8], name: &str) -> (usize, usize) {
    let (mut read, mut refused) = (0, 0);
    for [ours, theirs] in smile_readings(body) {
        assert_eq!(ours, theirs, "{name}");
        match ours {
            Some(_) => read += 1,
            None => refused += 1,
        }
    }
    (read, refused)
}

#[test]
fn both_readers_agree_on_every_fixture_of_smile_id() {
    let (mut read, mut refused) = (0, 0);
    for operation in ["smileid/job_status", "smileid/result", "smileid/v3_status"] {
        for (name, payload) in cases(operation) {
            let (more_read, more_refused) = agreed(&payload, &name);
            read += more_read;
            refused += more_refused;
        }
    }
    assert!(read > 900 && refused > 60, "{read} read, {refused} refused");
}

#[test]
fn and_on_messages_with_one_thing_wrong() {
    let (mut read, mut refused) = (0, 0);
    for choices in choices(4_000) {
        let message = spoiled::smile_message(&choices);
        let (more_read, more_refused) = agreed(&message, &String::from_utf8_lossy(&message));
        read += more_read;
        refused += more_refused;
    }
    assert!(
        read > 4_000 && refused > 1_000,
        "{read} read, {refused} refused"
    );
}

/// Bytes that choose, the same ones every time.
fn choices(count: u64) -> impl Iterator<Item = Vec<u8>> {
    (0..count).map(|number| {
        let mut state = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        core::iter::repeat_with(|| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state.to_le_bytes()[3]
        })
        .take(48)
        .collect()
    })
}

/// What the two readers of greenID make of one message.
#[derive(Debug, PartialEq)]
enum Comparison {
    Agree,
    BothRefuse,
    /// Why the second reader refuses.
    OnlyOurs(String),
    /// The kind of our error.
    OnlySecond(String),
    Differ,
}

fn compare<T: PartialEq>(
    ours: Result<T, greenid_soap::Error>,
    second: Result<T, String>,
) -> Comparison {
    match (ours, second) {
        (Ok(ours), Ok(second)) if ours == second => Comparison::Agree,
        (Ok(_), Ok(_)) => Comparison::Differ,
        (Err(_), Err(_)) => Comparison::BothRefuse,
        (Ok(_), Err(reason)) => Comparison::OnlyOurs(reason),
        (Err(error), Ok(_)) => Comparison::OnlySecond(format!("{:?}", error.kind())),
    }
}

fn compare_results(body: &[u8], operation: Operation) -> Comparison {
    let ours = greenid_soap::decode::verification_result(body, operation, limits()).map(|record| {
        let mut record = serde_json::to_value(record).unwrap();
        let members = record.as_object_mut().unwrap();
        // Only our reader counts what it skips.
        members.remove("nil_entries");
        members.remove("unrecognized");
        record
    });
    compare(ours, second_greenid::result(body, operation))
}

/// Fixtures that only the second reader accepts, by the kind of our error, and why ours must not.
const REFUSED_BY_OURS_ALONE: &[(&str, &[&str])] = &[
    // roxmltree leaves out a reference to a character that there is not.
    (
        "IllegalCharacter",
        &[
            "character-reference-too-large",
            "character-surrogate-reference",
        ],
    ),
    // The service writes XML 1.0.
    ("MalformedXml", &["version-1-1"]),
    // The limits are ours.
    ("TooDeep", &["deep-nesting", "deep-nesting-of-checks"]),
    ("TooMany", &["attributes-many", "namespaces-many"]),
    // The walk looks for the message alone: not at a fault beside it, nor at headers.
    (
        "UnexpectedMessage",
        &[
            "fault-before-result",
            "fault-behind-result",
            "header-must-understand",
        ],
    ),
    // The bytes are ASCII, so the walk reads them; what else the writer meant, nobody knows.
    ("UnsupportedEncoding", &["iso-8859-1-declared"]),
    // The walk believes `xsi:nil` without a look at the content, and skips text between members.
    (
        "WrongType",
        &[
            "nil-check-with-content",
            "nil-unreadable",
            "nil-with-text",
            "text-between-members",
        ],
    ),
];

#[test]
fn both_readers_agree_on_every_fixture_of_greenid_or_the_reason_is_listed() {
    let mut refused: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let (mut agreed, mut both_refuse, mut other) = (0, 0, Vec::new());
    let mut count = |name: String, comparison| match comparison {
        Comparison::Agree => agreed += 1,
        Comparison::BothRefuse => both_refuse += 1,
        Comparison::OnlySecond(kind) => refused.entry(kind).or_default().push(name),
        comparison => other.push((name, comparison)),
    };
    for (operation, folder) in [
        (
            Operation::GetVerificationResult,
            "greenid/get_verification_result",
        ),
        (Operation::RegisterUser, "greenid/register_user"),
    ] {
        for (name, payload) in cases(folder) {
            count(name, compare_results(&payload, operation));
        }
    }
    for (name, payload) in cases("greenid/is_user_id_registered") {
        let ours = greenid_soap::decode::registered(&payload, limits());
        count(name, compare(ours, second_greenid::registered(&payload)));
    }
    let listed: BTreeMap<String, Vec<String>> = REFUSED_BY_OURS_ALONE
        .iter()
        .map(|(kind, names)| {
            let names = names.iter().map(|&name| name.to_owned()).collect();
            ((*kind).to_owned(), names)
        })
        .collect();
    assert_eq!(refused, listed);
    assert_eq!(other, []);
    assert!(agreed > 300, "{agreed} agreed, {both_refuse} both refused");
}

#[test]
fn what_ours_reads_of_a_spoiled_message_the_second_reader_reads_alike() {
    let (mut read, mut refused) = (0, 0);
    for choices in choices(4_000) {
        let message = spoiled::greenid_message(&choices);
        if !message.is_ascii() {
            continue;
        }
        match compare_results(&message, Operation::GetVerificationResult) {
            Comparison::Agree => read += 1,
            Comparison::BothRefuse | Comparison::OnlySecond(_) => refused += 1,
            other => panic!("{other:?} of {}", String::from_utf8_lossy(&message)),
        }
    }
    assert!(
        read > 500 && refused > 500,
        "{read} read, {refused} refused"
    );
}

#[test]
fn the_walk_keeps_order_and_sees_twins() {
    let json = Json::read(br#"{"Actions":{"b":"1","a":"2"}}"#).unwrap();
    assert_eq!(json.to_string(), r#"{"Actions":{"b":"1","a":"2"}}"#);
    assert_eq!(
        second_smileid::job_result(br#"{"DOB":"1","DOB":"1"}"#),
        None
    );
}
