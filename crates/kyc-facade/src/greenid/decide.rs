//! From greenID's verification result to the one outcome. Source: decision tables, parts 1 and 3.

use std::time::Duration;

use kyc_model::{
    Sensitive, Timestamp,
    greenid::{OverallOutcome, RichVerificationResult},
    outcome::{
        Awaiting, Decision, Finality, GreenidReference, OutcomeParts, Product, Provider, Reason,
        ReasonCategory, Reference, Remedy, Source, VerificationOutcome, Weight,
    },
};

use super::{Policy, TABLE_VERSION, checks, established, overlays, post_office, sources};
use crate::{
    Error,
    ruling::{Ruling, finish, is_another, is_ours},
};

/// All that is known of an answer of greenID besides what it says; the account is the customer id.
pub type Provenance = crate::Provenance<GreenidReference>;

/// How far in the future a date of verification may lie before it contradicts: clocks differ.
const CLOCK_DIFFERENCE: Duration = Duration::from_secs(5 * 60);

/// The row of an overall outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) id: &'static str,
    pub(crate) decision: Decision,
    pub(crate) finality: Finality,
    pub(crate) awaiting: Option<Awaiting>,
    pub(crate) category: ReasonCategory,
}

pub(crate) fn row(outcome: Option<&OverallOutcome>) -> Row {
    use OverallOutcome as O;
    use ReasonCategory as C;
    let row = |id, decision, finality, awaiting, category| Row {
        id,
        decision,
        finality,
        awaiting,
        category,
    };
    let (verified, is_final) = (Decision::Verified, Finality::Final);
    let stated = outcome.filter(|outcome| !outcome.as_str().is_empty());
    match stated {
        Some(O::Verified) => row("greenid/VERIFIED", verified, is_final, None, C::Approved),
        Some(O::VerifiedAdmin) => row(
            "greenid/VERIFIED_ADMIN",
            verified,
            is_final,
            None,
            C::VerifiedByAdmin,
        ),
        Some(O::VerifiedWithChanges) => row(
            "greenid/VERIFIED_WITH_CHANGES",
            verified,
            is_final,
            None,
            C::VerifiedWithChanges,
        ),
        Some(O::Pending) => row(
            "greenid/PENDING",
            Decision::NeedsReview,
            Finality::Provisional,
            None,
            C::DataChangeReview,
        ),
        Some(O::InProgress) => row(
            "greenid/IN_PROGRESS",
            Decision::Pending,
            Finality::Provisional,
            Some(Awaiting::Subject),
            C::MoreChecksNeeded,
        ),
        Some(O::LockedOut) => row(
            "greenid/LOCKED_OUT",
            Decision::Rejected,
            is_final,
            None,
            C::LockedOut,
        ),
        Some(_) => row(
            "greenid/other",
            Decision::Inconclusive,
            Finality::Unknown,
            None,
            C::UnrecognizedValue,
        ),
        None => row(
            "greenid/absent",
            Decision::Inconclusive,
            Finality::Unknown,
            None,
            C::IncompleteAnswer,
        ),
    }
}

const NO_USER_ID: &str = "greenid/no_user_id";

/// Decides a verification result. `policy` can only lower an approval.
///
/// # Errors
/// `WrongSubject` when its userId is not the one asked for; `InvalidRequest` when the source is one that we asked and
/// `asked` is missing. It may lack the userId for a registration, whose userId greenID issued.
pub fn decide_verification_result(
    result: &RichVerificationResult,
    policy: &Policy,
    provenance: &Provenance,
) -> Result<VerificationOutcome, Error> {
    let user_id = result.user_id.as_ref().filter(|id| !id.expose().is_empty());
    let asked = provenance.asked.as_ref();
    if is_ours(provenance.source) && asked.is_none() {
        return Err(Error::invalid_reference("asked").with_provider(Provider::Greenid));
    }
    if is_another(asked.and_then(|asked| asked.user_id.as_ref()), user_id) {
        return Err(Error::wrong_subject().with_provider(Provider::Greenid));
    }
    let mut ruling = ruling(row(result.outcome.as_ref()), result);
    if user_id.is_none() {
        ruling.overrule(
            NO_USER_ID,
            Decision::Inconclusive,
            Finality::Unknown,
            ReasonCategory::IncompleteAnswer,
        );
    }
    let mut policy_decided = false;
    if ruling.decision == Decision::Verified {
        ruling.established = established::established(result);
        ruling.overlay(overlays::overlays(result));
        let lowered = overlays::policy(result, policy);
        if ruling.decision == Decision::Verified {
            policy_decided = !lowered.is_empty();
            ruling.overlay(lowered);
        } else {
            ruling.alert(lowered);
        }
    } else if overlays::has_list_hit(result) && ruling.decided_by != NO_USER_ID {
        ruling.alert([("G1", ReasonCategory::WatchlistMatch)]);
    }
    let advisories = advisories(result, &ruling, provenance.retrieved_at);
    ruling.reasons.extend(advisories);

    let mut reference = asked.cloned().unwrap_or_default();
    reference.user_id = reference.user_id.or_else(|| user_id.cloned());
    reference.customer_id = reference.customer_id.or_else(|| provenance.account.clone());
    let mut parts = ruling.into_parts(
        Product::GreenidRule,
        Reference::Greenid(reference),
        TABLE_VERSION,
        provenance,
    );
    if policy_decided {
        // Nothing is wrong with an administrator's word; the caller wants to see it.
        parts.remedy = Remedy::Review;
    }
    add_content(&mut parts, result);
    let decided_by_rule_3 = parts.decided_by == NO_USER_ID;
    finish(parts, decided_by_rule_3, provenance)
}

fn ruling(row: Row, result: &RichVerificationResult) -> Ruling {
    let mut decisive = Reason::new(row.category, Weight::Decisive);
    decisive.code = result
        .outcome
        .as_ref()
        .map(|outcome| Sensitive::new(outcome.as_str().to_owned()));
    Ruling {
        decision: row.decision,
        finality: row.finality,
        awaiting: row.awaiting,
        decided_by: row.id.into(),
        reasons: vec![decisive],
        established: Vec::new(),
    }
}

fn add_content(parts: &mut OutcomeParts, result: &RichVerificationResult) {
    let source_checked = parts.source != Source::Unverified;
    for check in &result.individual_results {
        parts.checks.push(checks::check(check, source_checked));
        if let Some(data) = &check.post_office_data {
            parts
                .checks
                .extend(post_office::checks(data, source_checked));
            parts.evidence.extend(post_office::evidence(data));
        }
    }
    parts.decided_at = result.verified_at();
}

/// Reasons that change no decision, each category once.
fn advisories(
    result: &RichVerificationResult,
    ruling: &Ruling,
    retrieved_at: Option<Timestamp>,
) -> Vec<Reason> {
    use ReasonCategory as C;
    let mut found: Vec<C> = Vec::new();
    found.extend(checks::mode(result.mode.as_ref()).1);
    if result.rule_id.is_none() || result.nil_entries > 0 {
        found.push(C::IncompleteAnswer);
    }
    if let Some(text) = not_blank(result.date_verified.as_ref()) {
        let verifies = row(result.outcome.as_ref()).decision == Decision::Verified;
        let latest = retrieved_at.and_then(|asked| asked.checked_add(CLOCK_DIFFERENCE));
        match kyc_model::greenid::read_date_time(text.expose()) {
            None => found.push(C::UnrecognizedValue),
            Some(at) if !verifies || latest.is_some_and(|latest| at > latest) => {
                found.push(C::ContradictoryAnswer);
            }
            Some(_) => {}
        }
    }
    for check in &result.individual_results {
        found.extend(sources::category(checks::name(check), check.state.as_ref()));
        found.extend(checks::mode(check.mode.as_ref()).1);
        if check.field_results.iter().any(checks::is_odd) {
            found.push(C::UnrecognizedValue);
        }
        if let Some(data) = &check.post_office_data {
            let verified_at = check.verified_at().or(result.verified_at());
            found.extend(post_office::advisories(data, verified_at));
        }
    }
    let mut reasons: Vec<Reason> = Vec::new();
    for category in found {
        let stands = ruling.reasons.iter().chain(&reasons);
        if !stands.into_iter().any(|reason| reason.category == category) {
            reasons.push(Reason::new(category, Weight::Advisory));
        }
    }
    reasons
}

fn not_blank(text: Option<&Sensitive<String>>) -> Option<&Sensitive<String>> {
    text.filter(|text| !text.expose().trim().is_empty())
}
