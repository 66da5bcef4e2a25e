//! The crate's own helpers for whoever receives callbacks.

use http::HeaderMap;
use serde_json::json;
use smileid::testing;

use crate::{AT, V3, at, credentials, receive};

#[test]
fn the_helpers_sign_what_the_verifier_takes() {
    let members = json!({"ResultCode": "0810", "PartnerParams": {"user_id": "u", "job_id": "j"}});
    let body = testing::v1_callback(&credentials(), members.as_object().unwrap(), at(AT)).unwrap();
    assert!(
        receive(&HeaderMap::new(), &body)
            .unwrap()
            .reference("085")
            .is_some()
    );
    let headers = testing::v3_headers(&credentials(), "job_01", "user_01", at(AT)).unwrap();
    let event = receive(&headers, &V3.to_owned().into()).unwrap();
    assert_eq!(event.job_id_header.unwrap().expose(), "job_01");
}
