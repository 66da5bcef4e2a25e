//! The canary test: every client, decoder, error, `Debug` and `Display` runs over all fixtures and over failing servers,
//! with names, ids, keys, passwords and links in them that are made of one word. That word must never show up in what is
//! printed, logged or traced at any level by any crate, in an error chain or in a panic.
#![cfg(all(
    feature = "blocking",
    feature = "greenid",
    feature = "reqwest",
    feature = "rustls-ring",
    feature = "smileid",
    feature = "tracing"
))]
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "clippy sees no test in the helpers of a test program"
)]

mod configuration;
mod payloads;
mod plant;
mod requests;
mod sink;

/// What must never show up.
const CANARY: &str = "Canary";

#[test]
fn no_value_of_a_person_and_no_secret_shows_up_anywhere() {
    sink::listen();
    configuration::drive();
    let count = payloads::drive();
    assert!(count > 1500, "only {count} payloads were planted");
    requests::drive();
    sink::assert_silent();
}
