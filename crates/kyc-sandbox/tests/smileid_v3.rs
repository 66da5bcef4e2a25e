//! V3 on the wire, by hand: tokens, statuses, jobs about the test identities, replays.
#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

mod common;
#[path = "common/receiver.rs"]
mod receiver;

use core::time::Duration;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use bytes::Bytes;
use http::{HeaderMap, Method, Request};
use kyc_http::{ResponseLimits, Transport as _};
use kyc_model::Timestamp;
use kyc_sandbox::{Builder, Sandbox};
use receiver::Callbacks;
use serde_json::{Value, json};

const AT: &str = "2026-01-02T03:04:05.678Z";
const KEY: &str = "fake-api-key-0123456789";

async fn start(builder: Builder) -> Sandbox {
    let sandbox = builder
        .settle_after(Duration::from_secs(60))
        .start()
        .await
        .unwrap();
    sandbox.clock().stop_at(AT.parse().unwrap());
    sandbox
}

struct Reply {
    status: u16,
    headers: HeaderMap,
    body: Value,
}

async fn send(
    sandbox: &Sandbox,
    method: Method,
    path: &str,
    headers: &[(&'static str, &str)],
    body: String,
) -> Reply {
    let mut request = Request::new(Bytes::from(body));
    *request.method_mut() = method;
    *request.uri_mut() = format!("{}/v3{path}", sandbox.base_url()).parse().unwrap();
    for (name, value) in headers {
        request.headers_mut().insert(*name, value.parse().unwrap());
    }
    let reply = common::TRANSPORT
        .send(request, ResponseLimits::default())
        .await
        .unwrap();
    Reply {
        status: reply.status().as_u16(),
        body: serde_json::from_slice(reply.body()).unwrap(),
        headers: reply.headers().clone(),
    }
}

const MULTIPART: (&str, &str) = ("content-type", "multipart/form-data; boundary=frontier");

/// A form of texts, and of files where the name ends in an `@`.
fn form(parts: &[(&str, &str)]) -> String {
    let mut body = String::new();
    for (name, content) in parts {
        let (name, file) = match name.strip_suffix('@') {
            Some(name) => (name, "; filename=\"image.jpg\""),
            None => (*name, ""),
        };
        body += &format!(
            "--frontier\r\ncontent-disposition: form-data; name=\"{name}\"{file}\r\n\r\n{content}\r\n"
        );
    }
    body + "--frontier--\r\n"
}

async fn token_for(sandbox: &Sandbox, parts: &[(&str, &str)]) -> String {
    let account = [
        ("smileid-partner-id", "8085"),
        ("smileid-api-key", KEY),
        MULTIPART,
    ];
    let reply = send(sandbox, Method::POST, "/token", &account, form(parts)).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    reply.body["token"].as_str().unwrap().to_owned()
}

async fn status(sandbox: &Sandbox, token: &str, job_id: &str) -> Reply {
    let path = format!("/status/{job_id}");
    send(
        sandbox,
        Method::GET,
        &path,
        &[("smileid-token", token)],
        String::new(),
    )
    .await
}

#[tokio::test]
async fn a_token_is_a_jwt_of_fifteen_minutes_for_the_right_account_only() {
    let sandbox = start(Builder::default().smileid_partner_id("085")).await;
    let json = ("content-type", "application/json");
    for (expected, message, headers, body) in [
        (
            400,
            "smileid-partner-id header is required.",
            vec![("smileid-api-key", KEY)],
            "",
        ),
        (
            401,
            "Invalid authentication credentials.",
            vec![("smileid-partner-id", "85")],
            "",
        ),
        (
            401,
            "Invalid authentication credentials.",
            vec![("smileid-partner-id", "85"), ("smileid-api-key", "other")],
            "",
        ),
        (
            401,
            "Invalid authentication credentials.",
            vec![("smileid-partner-id", "085"), ("smileid-api-key", KEY)],
            "",
        ),
        (
            415,
            "Unsupported Media Type. Required Content-Type is multipart/form-data",
            vec![("smileid-partner-id", "85"), ("smileid-api-key", KEY), json],
            "{}",
        ),
    ] {
        let reply = send(&sandbox, Method::POST, "/token", &headers, body.to_owned()).await;
        assert_eq!(
            (reply.status, reply.body["message"].as_str()),
            (expected, Some(message))
        );
        assert!(reply.body["status"].is_string());
    }
    let account = [("smileid-partner-id", "85"), ("smileid-api-key", KEY)];
    let reply = send(&sandbox, Method::POST, "/token", &account, String::new()).await;
    let token = reply.body["token"].as_str().unwrap();
    let parts: Vec<_> = token.split('.').collect();
    assert_eq!(parts.len(), 3);
    let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(parts[1]).unwrap()).unwrap();
    // 2026-01-02T03:19:05Z
    assert_eq!(claims["exp"], 1_767_323_945);
    let job = "job_0c1earzzzzzzzzzzzzzzzzzzzz";
    assert_eq!(status(&sandbox, token, job).await.status, 200);
    sandbox.clock().advance(Duration::from_secs(15 * 60));
    let reply = status(&sandbox, token, job).await;
    assert_eq!(
        (reply.status, &reply.body["message"]),
        (401, &"Invalid authentication credentials.".into())
    );
}

#[tokio::test]
async fn a_status_has_no_reason_and_no_signature() {
    let sandbox = start(Builder::default()).await;
    let token = token_for(&sandbox, &[]).await;
    let job = "job_0b10ckzzzzzzzzzzzzzzzzzzzz";
    let reply = status(&sandbox, &token, job).await;
    let user = "user_0b10ckzzzzzzzzzzzzzzzzzzzz";
    assert_eq!(
        reply.body,
        json!({ "status": "block", "job_id": job, "user_id": user, "message": "Job completed", "created_at": AT })
    );
    assert_eq!(reply.headers["job_id"], job);
    assert!(reply.headers.contains_key("api_version"));
    for (name, status) in [
        ("clear.7", "clear"),
        ("approved.7", "clear"),
        ("rejected", "block"),
        ("pending", "processing"),
    ] {
        let named = self::status(&sandbox, &token, name).await;
        assert_eq!(
            (&named.body["status"], &named.body["job_id"]),
            (&status.into(), &name.into())
        );
    }
    let unknown = status(&sandbox, &token, "job_7zzzzzzzzzzzzzzzzzzzzzzzzz").await;
    assert_eq!(
        (unknown.status, &unknown.body["status"]),
        (404, &"not_found".into())
    );
    assert_eq!(
        (&unknown.body["user_id"], &unknown.body["message"]),
        (&"unknown".into(), &"Job not found".into())
    );
    let malformed = status(&sandbox, &token, "job_1").await;
    assert_eq!(malformed.status, 400);
    let foreign = [("smileid-token", &*token), ("user-id", "somebody-else")];
    let path = format!("/status/{job}");
    assert_eq!(
        send(&sandbox, Method::GET, &path, &foreign, String::new())
            .await
            .status,
        403
    );
    let bound = token_for(&sandbox, &[("user_id", "somebody")]).await;
    let foreign = status(&sandbox, &bound, job).await;
    assert_eq!(
        (foreign.status, &foreign.body["message"]),
        (403, &"Token is not authorized for this user ID.".into())
    );
}

/// On this machine, and nobody is there.
const NOWHERE: &str = "http://127.0.0.1:9/";

const CONSENT: &str = "{\"granted\":true,\"granted_at\":\"2026-01-02T03:04:05Z\",\"notice_language\":\"EN\",\
    \"notice_privacy_policy_url\":\"https://example.com/privacy\"}";

fn kyc(person: &Value, callback_url: &str) -> Vec<(&'static str, String)> {
    vec![
        ("callback_url", callback_url.to_owned()),
        ("country", "NG".to_owned()),
        ("id_type", "NIN_V2".to_owned()),
        ("id_number", "00000000000".to_owned()),
        ("user_details", person.to_string()),
        ("consent", CONSENT.to_owned()),
    ]
}

fn person(last_name: &str, given_names: &str) -> Value {
    json!({ "last_name": last_name, "given_names": given_names, "email": "a.b@example.com" })
}

async fn submit(sandbox: &Sandbox, path: &str, parts: &[(&str, String)]) -> Reply {
    let token = token_for(sandbox, &[]).await;
    let parts: Vec<_> = parts
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    send(
        sandbox,
        Method::POST,
        path,
        &[("smileid-token", &token), MULTIPART],
        form(&parts),
    )
    .await
}

/// When a job that was taken at this time is done.
fn webhook_time(created_at: &Value) -> String {
    let created_at: Timestamp = created_at.as_str().unwrap().parse().unwrap();
    created_at
        .checked_add(Duration::from_secs(60))
        .unwrap()
        .to_rfc3339_millis()
}

#[tokio::test]
async fn the_test_identities_have_their_outcomes_and_a_stranger_is_blocked() {
    let sandbox = start(Builder::default()).await;
    let callbacks = Callbacks::answering(&[200]);
    for (last_name, given_names, status, reason) in [
        ("Clearwater", "Amina Fatou", "clear", Value::Null),
        (
            "Oldfield",
            "Tunde Bakare",
            "attention",
            "document_expired".into(),
        ),
        ("Dangerfield", "Rashid Omar", "block", "high_risk".into()),
        (
            "Glitchford",
            "Chidinma Obi",
            "error",
            "internal_error".into(),
        ),
        ("Nobody", "At All", "block", "identifier_not_found".into()),
    ] {
        let mut parts = kyc(&person(last_name, given_names), &callbacks.url);
        parts.push(("partner_params", "{\"note\":\"kept\"}".to_owned()));
        let accepted = submit(&sandbox, "/enhanced_kyc", &parts).await;
        assert_eq!(
            (accepted.status, &accepted.body["status"]),
            (202, &"accepted".into())
        );
        let job_id = accepted.body["job_id"].as_str().unwrap();
        let token = token_for(&sandbox, &[]).await;
        let open = self::status(&sandbox, &token, job_id).await;
        assert_eq!(
            (open.status, &open.body["status"]),
            (202, &"processing".into())
        );
        let path = format!("/replay/{job_id}");
        let early = send(
            &sandbox,
            Method::POST,
            &path,
            &[("smileid-token", &token)],
            String::new(),
        )
        .await;
        assert_eq!(early.status, 409);
        sandbox.clock().advance(Duration::from_secs(60));
        let done = self::status(&sandbox, &token, job_id).await;
        assert_eq!((done.status, &done.body["status"]), (200, &status.into()));
        assert_eq!(done.body["user_id"], accepted.body["user_id"]);
        let webhook: Value = serde_json::from_str(&callbacks.next().body).unwrap();
        assert_eq!(
            (&webhook["status"], &webhook["reason"]),
            (&status.into(), &reason)
        );
        assert_eq!(webhook["product"], "enhanced_kyc");
        assert_eq!(
            webhook["completed_at"],
            webhook_time(&accepted.body["created_at"])
        );
        assert_eq!(
            webhook["id_fields"]["full_name"],
            format!("{given_names} {last_name}")
        );
        assert_eq!(webhook["consent"]["granted"], true);
        assert_eq!(webhook["partner_params"]["note"], "kept");

        let nowhere = send(
            &sandbox,
            Method::POST,
            &path,
            &[("smileid-token", &token)],
            String::new(),
        )
        .await;
        assert_eq!(
            (nowhere.status, &nowhere.body["message"]),
            (400, &"No valid callback URL available".into())
        );
        let again = send(
            &sandbox,
            Method::POST,
            &path,
            &[("smileid-token", &token), MULTIPART],
            form(&[("callback_url", &callbacks.url)]),
        )
        .await;
        assert_eq!(again.status, 202);
        assert!(callbacks.next().head.to_lowercase().contains(job_id));
    }
}

#[tokio::test]
async fn a_job_that_lacks_something_is_refused_by_the_name_of_it() {
    let sandbox = start(Builder::default()).await;
    let all = kyc(&person("Clearwater", "Amina Fatou"), NOWHERE);
    let without = |name: &str| {
        all.iter()
            .filter(|(part, _)| *part != name)
            .cloned()
            .collect::<Vec<_>>()
    };
    for name in ["country", "id_type", "id_number", "user_details", "consent"] {
        let reply = submit(&sandbox, "/enhanced_kyc", &without(name)).await;
        let message = format!("Required field '{name}' is missing or invalid.");
        assert_eq!(
            (reply.status, &reply.body["message"]),
            (400, &message.into())
        );
    }
    let anonymous = kyc(
        &json!({ "last_name": "Clearwater", "given_names": "Amina Fatou" }),
        NOWHERE,
    );
    let reply = submit(&sandbox, "/enhanced_kyc", &anonymous).await;
    assert_eq!(
        reply.body["message"],
        "Either email or phone_number is required."
    );
    let mut refused = without("consent");
    refused.push(("consent", CONSENT.replace("true", "false")));
    let reply = submit(&sandbox, "/enhanced_kyc", &refused).await;
    assert_eq!(
        reply.body["message"],
        "Required field 'consent.granted' is missing or invalid."
    );
    let reply = submit(&sandbox, "/enhanced_kyc", &without("callback_url")).await;
    let message = reply.body["message"].as_str().unwrap();
    assert!(
        message.starts_with("A valid callback_url is required"),
        "{message}"
    );
    let mut long = all.clone();
    long.push(("partner_params", "x".repeat(20_000)));
    assert_eq!(submit(&sandbox, "/enhanced_kyc", &long).await.status, 400);
    let reply = submit(&sandbox, "/biometric_kyc", &all).await;
    assert_eq!(
        reply.body["message"],
        "Required field 'selfie_image' is missing or invalid."
    );
    let mut whole = all.clone();
    whole.push(("selfie_image@", "image".to_owned()));
    whole.push(("liveness_images@", "image".to_owned()));
    assert_eq!(submit(&sandbox, "/biometric_kyc", &whole).await.status, 202);
    assert_eq!(submit(&sandbox, "/no_such_product", &all).await.status, 404);
}
