//! What every store does, tried on each of them: in memory, in an SQLite file and, where `DATABASE_URL` names one, in
//! PostgreSQL.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

mod actions;
#[path = "../common/mod.rs"]
mod common;
mod concurrency;
mod deliveries;
mod settling;
mod upkeep;
