//! What turns an approval into a review. Source: decision tables, 3.3.

use kyc_model::{
    greenid::{CheckState, Mode, OverallOutcome, RichVerificationResult},
    outcome::{CheckResult, ReasonCategory},
};

use super::{Policy, checks::name, post_office, sources};

/// The overlays that apply to an approval, in the order of the table.
pub(crate) fn overlays(result: &RichVerificationResult) -> Vec<(&'static str, ReasonCategory)> {
    use ReasonCategory as C;

    let checks = &result.individual_results;
    let mut found = Vec::new();
    if has_list_hit(result) {
        found.push(("G1", C::WatchlistMatch));
    }
    let unlisted = checks
        .iter()
        .any(|check| sources::stated(check.state.as_ref()).is_some_and(|state| !state.is_known()));
    if unlisted {
        found.push(("G2", C::UnrecognizedValue));
    }
    let incomplete = checks.iter().any(|check| {
        matches!(check.state, Some(CheckState::Error | CheckState::LockedOut))
            && !sources::is_known(name(check))
    });
    if incomplete {
        found.push(("G3", C::CheckNotCompleted));
    }
    let needs_support = matches!(
        result.outcome,
        Some(OverallOutcome::Verified | OverallOutcome::VerifiedWithChanges)
    ) && result.mode != Some(Mode::External);
    let supported = checks
        .iter()
        .any(|check| check.state.as_ref().is_some_and(sources::verifies));
    if needs_support && !supported {
        found.push(("G4", C::NoSupportingCheck));
    }
    let flagged = checks
        .iter()
        .filter_map(|check| check.post_office_data.as_deref())
        .any(post_office::has_unrecognized_flag);
    if flagged {
        found.push(("G5", C::DocumentFlagNotAffirmed));
    }
    found
}

pub(crate) fn has_list_hit(result: &RichVerificationResult) -> bool {
    result
        .individual_results
        .iter()
        .any(|check| sources::is_list_hit(name(check), check.state.as_ref()))
}

/// What the caller's policy lowers.
pub(crate) fn policy(
    result: &RichVerificationResult,
    policy: &Policy,
) -> Vec<(&'static str, ReasonCategory)> {
    let mut found = Vec::new();
    let missing = policy.required_checks.iter().any(|required| {
        !result.individual_results.iter().any(|check| {
            name(check).is_some_and(|name| name.eq_ignore_ascii_case(required))
                && sources::result(check.state.as_ref()) == CheckResult::Passed
        })
    });
    if missing {
        found.push(("policy/required_checks", ReasonCategory::CheckNotCompleted));
    }
    if policy.admin_override_needs_review && result.outcome == Some(OverallOutcome::VerifiedAdmin) {
        found.push((
            "policy/admin_override_needs_review",
            ReasonCategory::VerifiedByAdmin,
        ));
    }
    found
}
