//! The page as a whole.

use askama::Template;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use kyc_model::{Timestamp, outcome::VerificationOutcome};
use sha2::{Digest as _, Sha256};

use super::{
    case::Case,
    cell::{Cell, Personal},
};

const STYLE: &str = include_str!("../../templates/report/style.css");

/// A page of one or many cases.
#[derive(Template)]
#[template(path = "report/page.html")]
pub(super) struct Page {
    style: &'static str,
    style_hash: String,
    version: &'static str,
    made_at: Cell,
    is_masked: bool,
    cases: Vec<Case>,
}

impl Page {
    /// The page of these outcomes, made at this instant.
    pub(super) fn new(outcomes: &[VerificationOutcome], made_at: Timestamp, mask: bool) -> Self {
        let personal = Personal { hide: mask };
        let numbered = outcomes.iter().zip(1_usize..);
        Self {
            style: STYLE,
            // The one style that a browser may apply.
            style_hash: STANDARD.encode(Sha256::digest(STYLE)),
            version: env!("CARGO_PKG_VERSION"),
            made_at: Cell::time(Some(made_at)),
            is_masked: mask,
            cases: numbered
                .map(|(outcome, number)| Case::new(outcome, number, made_at, personal))
                .collect(),
        }
    }
}
