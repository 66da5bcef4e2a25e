//! greenID: decision tables, and the provider over its client.

mod checks;
mod decide;
mod established;
mod overlays;
mod post_office;
#[cfg(feature = "client")]
mod provider;
mod saved;
mod sources;
#[cfg(test)]
mod tsv;

pub use decide::{Provenance, decide_verification_result};
#[cfg(feature = "client")]
pub use provider::GreenidProvider;
pub use saved::{SavedOptions, decide_saved};

/// The version of the tables, as it stands in every outcome.
pub const TABLE_VERSION: &str = "greenid-2026-11-21";

/// What a caller asks for beyond the rule set. It can only lower an approval to a review.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Policy {
    /// Names of checks, in any letter case, that must have passed.
    pub required_checks: Vec<String>,
    /// Whether a person of yours must look at an outcome `VERIFIED_ADMIN`, by which an administrator overrode the rule set. A
    /// single check that an administrator passed is told by its `performed_by` and lowers nothing.
    pub admin_override_needs_review: bool,
}
