//! The intake as a service.

use core::time::Duration;
use std::sync::Arc;

use bytes::Bytes;
use http::Request;
use http_body_util::{Full, StreamBody};
use kyc_receiver::{IntakeService, MemoryStore};
use tower_service::Service;

use crate::harness::{at, callback, harness_with, result};

#[tokio::test]
async fn bodies_are_read_within_limits_of_size_and_time() {
    let harness = harness_with(Arc::new(MemoryStore::new()));
    let intake = harness.intake.clone().with_max_body_bytes(2000);
    let mut service = IntakeService::new(intake).with_time_limit(Duration::from_millis(200));
    let good = Request::post("/")
        .body(Full::new(callback(&result("0810"), at())))
        .unwrap();
    assert_eq!(service.call(good).await.unwrap().status(), 200);
    let large = Request::post("/")
        .body(Full::new(Bytes::from(vec![b' '; 2001])))
        .unwrap();
    assert_eq!(service.call(large).await.unwrap().status(), 413);
    let slow = futures_util::stream::pending::<Result<http_body::Frame<Bytes>, std::io::Error>>();
    let slow = Request::post("/").body(StreamBody::new(slow)).unwrap();
    assert_eq!(service.call(slow).await.unwrap().status(), 503);
}
