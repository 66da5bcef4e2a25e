//! What an approval of greenID shows. Source: decision tables, part 7.

use std::collections::BTreeSet;

use kyc_model::{
    greenid::{Mode, RichCheckResult, RichVerificationResult},
    outcome::{CheckKind, CheckResult, Claim, Established},
};

use super::{
    checks::{evidence, name},
    post_office, sources,
};

pub(crate) fn established(result: &RichVerificationResult) -> Vec<Established> {
    // greenID itself attests nothing of what was verified outside and loaded.
    if result.mode == Some(Mode::External) {
        return Vec::new();
    }
    let checks = || {
        result
            .individual_results
            .iter()
            .filter(|check| check.mode != Some(Mode::External))
    };
    let verifying = || checks().filter(|check| check.state.as_ref().is_some_and(sources::verifies));
    let mut found = Vec::new();
    if verifying().any(|check| sources::is_known(name(check))) {
        found.push(Established::IdRecord);
    }

    let evidence: Vec<_> = checks().flat_map(evidence).collect();
    let claims: BTreeSet<&Claim> = evidence.iter().map(|(_, claim)| claim).collect();
    let has = |claim: &Claim| claims.contains(claim);
    let street = evidence.iter().any(|(field, _)| {
        let name = field.name.as_ref().map(|name| name.expose().as_str());
        name.is_some_and(|name| name.eq_ignore_ascii_case("streetName"))
    });
    let named = has(&Claim::GivenName) && has(&Claim::FamilyName);
    let address = street && (has(&Claim::Locality) || has(&Claim::PostalCode));
    if named && (has(&Claim::Birthdate) || address) {
        found.push(Established::IdDataMatch);
    }
    if address {
        found.push(Established::Address);
    }
    if verifying().any(has_passed_document) {
        found.push(Established::Document);
    }
    let may_be_open =
        result.nil_entries > 0 || result.individual_results.iter().any(may_be_open_list);
    if checks().any(is_clear_list) && !may_be_open {
        found.push(Established::WatchlistClear);
    }
    found
}

fn has_passed_document(check: &RichCheckResult) -> bool {
    let kind = sources::kind(name(check), check.state.as_ref());
    kind == CheckKind::PostOffice
        && check.post_office_data.as_ref().is_some_and(|data| {
            data.records
                .iter()
                .any(|record| post_office::document_result(record) == CheckResult::Passed)
        })
}

/// A source that has a kind of its own screens no list, whatever its state is called.
fn is_clear_list(check: &RichCheckResult) -> bool {
    let state = check.state.as_ref();
    sources::kind(name(check), state) == CheckKind::Watchlist
        && sources::result(state) == CheckResult::Passed
}

/// Only its state tells a list check, so one that is not finished looks like any other of a name that is in no list. A hit
/// is one wherever it comes from.
fn may_be_open_list(check: &RichCheckResult) -> bool {
    let (name, state) = (name(check), check.state.as_ref());
    let is_finished = matches!(
        sources::result(state),
        CheckResult::Passed | CheckResult::NotPerformed
    );
    sources::is_list_hit(name, state) || (name.and_then(sources::named).is_none() && !is_finished)
}
