//! Smile ID: decision tables, and the provider over its client.

mod checks;
#[cfg(feature = "client")]
mod confirm;
mod data;
mod decide;
mod decide_v3;
mod established;
pub(crate) mod flags;
mod halves;
mod overlays;
#[cfg(feature = "client")]
mod provider;
pub(crate) mod rows;
mod saved;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tsv;
mod v3;

#[cfg(feature = "client")]
pub use confirm::{Confirmed, Difference};
pub use decide::{Provenance, decide_job_status, decide_result};
pub use decide_v3::decide_v3;
#[cfg(feature = "client")]
pub use provider::SmileProvider;
pub use saved::{SavedOptions, decide_saved};

/// The version of the tables, as it stands in every outcome.
pub const TABLE_VERSION: &str = "smileid-2026-11-21";
