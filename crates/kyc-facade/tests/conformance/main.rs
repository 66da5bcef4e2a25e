//! Every provider of this repository against the suite of `kyc_facade::conformance`, and the suite against providers that
//! are broken in one way each.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "clippy sees no test in the helpers of a test program"
)]

mod adapters;
mod broken;
mod quillmark;
#[cfg(all(feature = "reqwest", feature = "rustls-ring"))]
mod served;

use kyc_facade::conformance::{Bench, Case, Suite};

async fn passes(bench: impl Bench) {
    let report = Suite::new(bench).run().await;
    assert!(report.is_conformant(), "{report}");
    assert_eq!(report.played(), Case::ALL);
    assert_eq!(report.to_string(), "26 of 26 cases passed");
}

#[tokio::test]
async fn smile_id_passes() {
    passes(adapters::SmileV1).await;
}

#[tokio::test]
async fn smile_id_v3_passes() {
    passes(adapters::SmileV3).await;
}

#[tokio::test]
async fn greenid_passes() {
    passes(adapters::Greenid).await;
}

#[tokio::test]
async fn the_example_passes() {
    passes(quillmark::QuillmarkBench).await;
}

/// It asks by an HTTP client of its own, so the suite cannot take its TLS away.
#[cfg(all(feature = "reqwest", feature = "rustls-ring"))]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_provider_over_sockets_passes() {
    let suite = Suite::new(served::Served::new()).leave_out(Case::UntrustedTls);
    assert_eq!(
        suite.run().await.to_string(),
        "25 of 25 cases passed\nuntrusted_tls: left out"
    );
}
