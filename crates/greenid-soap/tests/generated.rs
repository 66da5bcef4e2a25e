//! Whatever comes in: the record that was written, or a typed error, never a panic.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]

mod common;

use common::{limits, read, sample, wire};
use greenid_soap::{ErrorKind, GetVerificationResult, Operation, decode, saved};
use kyc_model::greenid::RichVerificationResult;
use proptest::prelude::*;

fn everything(bytes: &[u8]) {
    let mut errors = vec![
        decode::registered(bytes, limits()).err(),
        saved::read(bytes.to_vec(), limits()).err(),
        GetVerificationResult::new("g2rUPcc8")
            .unwrap()
            .read_reply(&common::response(500, bytes.to_vec()), limits())
            .err(),
    ];
    for operation in Operation::ALL {
        match decode::verification_result(bytes, operation, limits()) {
            Ok(record) => assert_round_trip(&record),
            Err(error) => errors.push(Some(error)),
        }
    }
    for error in errors.into_iter().flatten() {
        assert!(!error.to_string().is_empty());
    }
    let _ = saved::looks_like_soap(bytes);
}

fn assert_round_trip(record: &RichVerificationResult) {
    let json = serde_json::to_string(record).unwrap();
    assert_eq!(
        &serde_json::from_str::<RichVerificationResult>(&json).unwrap(),
        record
    );
}

#[test]
fn every_cut_of_a_realistic_reply_is_an_error() {
    for text in [
        sample(),
        format!(
            "\u{FEFF}<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- é -->{}",
            sample()
        ),
        common::message("<outcome>a<![CDATA[b]]>&#x43;<?pi d?><!-- e --></outcome>"),
        common::fault("SystemFault"),
    ] {
        let bytes = text.as_bytes();
        for end in 0..bytes.len() {
            let error = read(&bytes[..end]).unwrap_err();
            assert!(
                matches!(error.kind(), ErrorKind::Truncated | ErrorKind::Empty),
                "{:?} at {end}: {}",
                error.kind(),
                String::from_utf8_lossy(&bytes[end.saturating_sub(40)..end])
            );
        }
        everything(bytes);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read(record in wire::records::any_result(), seed in any::<u64>()) {
        let (text, expected) = wire::write(&record, seed, wire::Freedom::ALL);
        let read = read(&text);
        prop_assert!(read.is_ok(), "{:?} of {}", read, text);
        prop_assert_eq!(read.unwrap(), expected.clone(), "{}", text);
        assert_round_trip(&expected);
    }

    #[test]
    fn mutated_messages(
        record in wire::records::any_result(),
        seed in any::<u64>(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..4_u8), 1..6),
    ) {
        let (text, _) = wire::write(&record, seed, wire::Freedom::ALL);
        everything(&mutated(text.into_bytes(), edits));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        everything(&bytes);
    }

    #[test]
    fn arbitrary_markup(pieces in prop::collection::vec(piece(), 0..40)) {
        everything(pieces.concat().as_bytes());
        everything(common::message(&pieces.concat()).as_bytes());
    }

    #[test]
    fn mutated_sample(
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..4_u8), 1..6),
    ) {
        everything(&mutated(sample().into_bytes(), edits));
    }
}

fn mutated(mut bytes: Vec<u8>, edits: Vec<(prop::sample::Index, u8, u8)>) -> Vec<u8> {
    for (at, byte, kind) in edits {
        if bytes.is_empty() {
            break;
        }
        let at = at.index(bytes.len());
        match kind {
            0 => bytes[at] = byte,
            1 => {
                bytes.remove(at);
            }
            2 => bytes.insert(at, byte),
            _ => bytes[at] = b"<>&;/!?[]'\"=:-"[usize::from(byte) % 14],
        }
    }
    bytes
}

/// Pieces that XML is made of, and broken ones.
fn piece() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "<",
        ">",
        "/",
        "</",
        "/>",
        "<!--",
        "-->",
        "--",
        "<![CDATA[",
        "]]>",
        "<?",
        "?>",
        "<?xml ",
        "&",
        ";",
        "&amp;",
        "&#x0;",
        "&#65;",
        "&nope;",
        "<!DOCTYPE x",
        "<outcome>",
        "</outcome>",
        "<outcome/>",
        "outcome",
        "VERIFIED",
        "<individualResults>",
        "</individualResults>",
        "<ns2:name>",
        "</ns2:name>",
        "xsi:nil='true'",
        "xmlns='u'",
        "xmlns:p=''",
        "p:a='1'",
        " ",
        "\n",
        "\r",
        "=",
        "'",
        "\"",
        "é",
        "\u{FFFE}",
        "\u{0}",
        "<a b='c' b='c'>",
        "<é>",
        "<:a>",
        "<a:>",
        "<a:b:c>",
        "< a>",
        "</a >",
        "<a/ >",
    ])
}
