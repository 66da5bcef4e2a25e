//! Requests with faults of transmission: each gets an answer that is XML.

use fastrand::Rng;
use kyc_sandbox::Sandbox;
use roxmltree::Document;

use super::{message, post, start};

const ROUNDS: usize = 500;
const MARKUP: &[u8] = b"<>&;\"'=/!?[]-:x\0\xff";

/// Bytes changed, cut out, doubled.
fn mutated(message: &str, random: &mut Rng) -> Vec<u8> {
    let mut bytes = message.as_bytes().to_vec();
    for _ in 0..random.usize(1..3) {
        let at = random.usize(..bytes.len());
        let end = (at + random.usize(1..8)).min(bytes.len());
        match random.u8(..3) {
            0 => bytes[at] = MARKUP[random.usize(..MARKUP.len())],
            1 => drop(bytes.drain(at..end)),
            _ => {
                let doubled = bytes[at..end].to_vec();
                bytes.splice(at..at, doubled);
            }
        }
    }
    bytes
}

#[tokio::test]
async fn every_mutation_is_answered_with_xml() {
    let sandbox = start(Sandbox::builder()).await;
    let message = message("getVerificationResult", "<userId>verified.1</userId>");
    let mut random = Rng::with_seed(4711);
    let mut statuses = [0, 0];
    for round in 0..ROUNDS {
        let answered = post(&sandbox, mutated(&message, &mut random)).await;
        Document::parse(&answered.body).unwrap_or_else(|error| panic!("{round}: {error}"));
        statuses[usize::from(answered.status == 500)] += 1;
        assert!(matches!(answered.status, 200 | 500), "{round}");
        assert_eq!(
            answered.status == 200,
            answered.body.contains("<return>"),
            "{round}"
        );
    }
    assert!(statuses.iter().all(|count| *count > 0), "{statuses:?}");
}
