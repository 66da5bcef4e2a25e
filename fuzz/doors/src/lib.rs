//! The doors of the project, as whoever sends it anything finds them: every function takes bytes that nobody has looked
//! at and panics where a promise does not hold.
//!
//! `fuzz/fuzz_targets` calls each door by a target of its name; `tests/replay.rs` sends the committed corpus and the
//! fixtures through the same functions with ordinary `cargo test`.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unreachable,
    reason = "a promise that does not hold has to be seen"
)]

mod callback;
mod canary;
mod greenid;
pub mod json;
mod normalize;
pub mod oracle;
mod outcome;
mod promises;
#[cfg(feature = "sandbox")]
mod sandbox;
mod smileid;
pub mod spoiled;

pub use canary::CANARY;

/// A door: its name, which is that of its fuzz target, and what is done with bytes that come to it.
pub type Door = (&'static str, fn(&[u8]));

/// Every door.
pub const DOORS: &[Door] = &[
    ("smile_job_status", smileid::job_status),
    ("smile_v3", smileid::v3),
    ("smile_callback", callback::receive),
    ("greenid_replies", greenid::replies),
    ("xml_reader", greenid::xml),
    ("normalize", normalize::normalize),
    ("outcome_json", outcome::outcome),
    ("spoiled_smile", spoiled::smile),
    ("spoiled_greenid", spoiled::greenid),
    #[cfg(feature = "sandbox")]
    ("sandbox", sandbox::ask),
];

/// Sends bytes to the door of this name.
///
/// # Panics
/// Where a promise does not hold, and where there is no such door.
pub fn enter(name: &str, bytes: &[u8]) {
    let door = DOORS.iter().find(|(door, _)| *door == name);
    let (_, enter) = door.expect("no door has this name");
    enter(bytes);
}
