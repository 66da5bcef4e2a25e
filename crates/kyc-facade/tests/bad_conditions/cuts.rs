//! Replies cut at every byte.

use std::sync::Mutex;

use greenid_soap::{Endpoint, ErrorKind as G, GetVerificationResult};
use kyc_http::{Phase, RetryPolicy, Sender, TransportErrorKind as T};
use smileid::{ApiKey, ErrorKind as S, JobStatusRequest};

use crate::{
    asking::{GREENID_REPLY, SMILE_REPLY, sender},
    common::server::read_request,
};

/// Answers each request with the next of `answers`, and closes the connection after each.
async fn serve_in_turn(answers: Vec<Vec<u8>>) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let answers = Mutex::new(answers.into_iter());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            if read_request(&mut stream).await.is_none() {
                continue;
            }
            let Some(answer) = answers.lock().unwrap().next() else {
                return;
            };
            let _ = tokio::io::AsyncWriteExt::write_all(&mut stream, &answer).await;
        }
    });
    format!("http://{address}")
}

/// The reply cut at every byte: first with a length that owns up to it, then with the full length.
fn cuts(reply: &str, is_honest: bool) -> Vec<Vec<u8>> {
    (0..reply.trim_end().len())
        .map(|cut| {
            let length = if is_honest { cut } else { reply.len() };
            let head =
                format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n");
            [head.as_bytes(), &reply.as_bytes()[..cut]].concat()
        })
        .collect()
}

fn never() -> Sender {
    sender().with_retry(RetryPolicy::never())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reply_of_smile_id_cut_at_any_byte_is_no_answer() {
    let request = JobStatusRequest::new("user-001", "job-001").unwrap();
    for is_honest in [true, false] {
        let answers = cuts(SMILE_REPLY, is_honest);
        let count = answers.len();
        let base = serve_in_turn(answers).await;
        let credentials =
            smileid::Credentials::new("085", ApiKey::new("fake-api-key-0123456789")).unwrap();
        let client =
            smileid::Client::new(format!("{base}/v1").parse().unwrap(), credentials, never());
        for cut in 0..count {
            let error = client.job_status(&request).await.unwrap_err();
            let expected = match (is_honest, cut) {
                (false, _) => (S::Transport(T::Interrupted), true),
                (true, 0) => (S::Empty, false),
                (true, _) => (S::Truncated, true),
            };
            assert_eq!(
                (error.kind(), error.is_retryable()),
                expected,
                "cut at {cut}"
            );
            assert_eq!(error.phase(), Phase::Answered, "cut at {cut}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reply_of_greenid_cut_at_any_byte_is_no_answer() {
    let request = GetVerificationResult::new("user-001").unwrap();
    for is_honest in [true, false] {
        let answers = cuts(GREENID_REPLY, is_honest);
        let count = answers.len();
        let base = serve_in_turn(answers).await;
        let endpoint = Endpoint::new(&format!("{base}/VerificationServicesPassword")).unwrap();
        let credentials = greenid_soap::Credentials::password("acme", "CanaryPassword").unwrap();
        let client = greenid_soap::Client::new(endpoint, credentials, never());
        for cut in 0..count {
            let error = client.get_verification_result(&request).await.unwrap_err();
            let expected = match (is_honest, cut) {
                (false, _) => (G::Transport(T::Interrupted), true),
                (true, 0) => (G::Empty, false),
                (true, _) => (G::Truncated, true),
            };
            assert_eq!(
                (error.kind(), error.is_retryable()),
                expected,
                "cut at {cut}"
            );
            assert_eq!(error.phase(), Phase::Answered, "cut at {cut}");
        }
    }
}
