//! From a push to an action: taken, stored, confirmed, acted on, and not fooled.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

mod acting;
#[path = "../common/mod.rs"]
mod common;
mod confirming;
mod doubting;
mod harness;
#[cfg(feature = "tower")]
mod service;
mod taking;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod working;
