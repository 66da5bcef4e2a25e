//! What an approval shows: at most the row's set, and each entry only where a passed check backs it.
//! Source: decision tables, part 7.

use kyc_model::{
    Lenient,
    outcome::{Established, FieldMatch, Product},
    smileid::{ActionKey, ActionValue as V, JobType, ResultCode},
};

use super::checks::{self, Actions, Group, Step, step};

/// The most that a row can show.
pub(crate) fn at_most(job_type: JobType, code: Option<ResultCode>) -> &'static [Established] {
    use Established as E;
    match (job_type.number(), code.as_ref().map(ResultCode::as_str)) {
        (1, _) => &[E::IdRecord, E::FaceToId, E::FaceToDocument, E::Liveness],
        (2, _) => &[E::FaceToEnrolled, E::Liveness],
        (4, _) => &[E::Enrolled, E::Liveness],
        (5, Some("1012")) => &[E::IdRecord],
        (5, Some("1020")) => &[E::IdRecord, E::IdDataMatch],
        (6, _) => &[E::Document, E::FaceToDocument, E::Liveness],
        (7, _) => &[E::Business],
        (10, Some("1031")) => &[E::WatchlistClear],
        (11, _) => &[
            E::Document,
            E::FaceToDocument,
            E::Liveness,
            E::DocumentToRecord,
        ],
        _ => &[],
    }
}

/// The entries of the row's set that a passed check backs.
pub(crate) fn established(
    job_type: JobType,
    code: Option<ResultCode>,
    actions: &Actions<'_>,
) -> Vec<Established> {
    at_most(job_type, code)
        .iter()
        .filter(|entry| is_backed(entry, actions))
        .cloned()
        .collect()
}

fn is_backed(entry: &Established, actions: &Actions<'_>) -> bool {
    use ActionKey as K;
    use Established as E;
    let any = |keys: &[ActionKey]| keys.iter().any(|key| is_passed(key, actions));
    match entry {
        E::IdRecord | E::DocumentToRecord => any(&[K::VerifyIdNumber]),
        E::IdDataMatch => details_match(actions),
        E::FaceToId => any(&[K::SelfieToIdAuthorityCompare]),
        E::FaceToDocument => any(&[K::SelfieToIdCardCompare]),
        E::FaceToEnrolled => any(&[K::SelfieToRegisteredSelfieCompare]),
        E::Liveness => any(&[K::LivenessCheck, K::SelfieCheck]),
        E::Document => any(&[K::VerifyDocument, K::DocumentCheck]),
        E::Business => any(&[K::VerifyBusiness]),
        E::Enrolled => any(&[K::RegisterSelfie, K::UpdateRegisteredSelfieOnFile]),
        // `WatchlistClear` with them: no value of `Listed` is *passed* (2.6), so a clean list of V1 shows nothing until part 7
        // and 2.6 agree.
        _ => false,
    }
}

/// Whether a step passed, or its human twin did in its stead.
fn is_passed(key: &ActionKey, actions: &Actions<'_>) -> bool {
    let step = step(key);
    if actions.twin_failed(&step) {
        return false;
    }
    actions.passed(key) || (actions.twin_passed(&step) && twin_speaks_for(key, &step, actions))
}

/// A reviewer's comparison of some faces says nothing of faces that were never compared: it speaks for a step that was
/// handed over, and for one that the machine decided or gave up only where no other step shares the reviewer.
fn twin_speaks_for(key: &ActionKey, of: &Step, actions: &Actions<'_>) -> bool {
    let handed_over = |key: &ActionKey| {
        actions.iter().any(|action| {
            action.action == *key
                && matches!(
                    action.value,
                    Lenient::Value(
                        V::ProvisionallyApproved | V::UnderReview | V::SentToHumanReview
                    )
                )
        })
    };
    let overruled = |key: &ActionKey| {
        actions.iter().any(|action| {
            action.action == *key
                && matches!(
                    action.value,
                    Lenient::Value(
                        V::Failed
                            | V::Rejected
                            | V::NotVerified
                            | V::NoMatch
                            | V::UnableToDetermine
                    )
                )
        })
    };
    let shared = ActionKey::KNOWN.iter().any(|other| {
        other != key
            && step(other).human_twin == of.human_twin
            && (handed_over(other) || overruled(other))
    });
    handed_over(key) || (overruled(key) && !shared)
}

/// Basic KYC: the name is the same, and no compared detail is another or only partly the same.
fn details_match(actions: &Actions<'_>) -> bool {
    let mut name = false;
    for action in actions.iter() {
        if step(&action.action).group != Group::Detail {
            continue;
        }
        match checks::detail(action.value.value()) {
            FieldMatch::Match => name |= action.action == ActionKey::Names,
            FieldMatch::Mismatch | FieldMatch::Partial | FieldMatch::Unrecognized => return false,
            _ => {}
        }
    }
    name
}

/// What an approval of V3 shows. V3 reports no Actions, so it is the product's set.
pub(crate) fn of_v3_product(product: &Product) -> &'static [Established] {
    use Established as E;
    match product {
        Product::BiometricKyc => &[E::IdRecord, E::FaceToId, E::FaceToDocument, E::Liveness],
        Product::DocumentVerification | Product::ResidencyDocumentVerification => {
            &[E::Document, E::FaceToDocument, E::Liveness]
        }
        Product::EnhancedDocumentVerification => &[
            E::Document,
            E::FaceToDocument,
            E::Liveness,
            E::DocumentToRecord,
        ],
        Product::BasicKyc => &[E::IdRecord, E::IdDataMatch],
        Product::EnhancedKyc => &[E::IdRecord],
        Product::AddressVerification => &[E::Address],
        Product::SmartSelfieAuthentication => &[E::FaceToEnrolled, E::Liveness],
        Product::SmartSelfieRegistration => &[E::Enrolled, E::Liveness],
        Product::Aml | Product::OneTimeAml | Product::AmlMonitoring => &[E::WatchlistClear],
        _ => &[],
    }
}

#[cfg(test)]
mod tests;
