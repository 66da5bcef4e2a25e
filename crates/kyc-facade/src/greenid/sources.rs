//! What a check is, by its name and state. Source: decision tables, 3.4.

use kyc_model::{
    greenid::CheckState,
    outcome::{CheckKind, CheckResult, ReasonCategory},
};

/// What is known of a check's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NamedSource {
    pub(crate) kind: CheckKind,
    /// Whether it is an identity source that greenID documents.
    pub(crate) known: bool,
}

const REGISTERS_OF: [&str; 8] = ["act", "nsw", "nt", "qld", "sa", "tas", "vic", "wa"];

/// The source of a check's name, in any letter case; `None` for a name that is in no list.
pub(crate) fn named(name: &str) -> Option<NamedSource> {
    use CheckKind as K;
    let name = name.to_ascii_lowercase();
    let kind = match name.as_str() {
        "aec" | "vicec" => K::ElectoralRoll,
        "passportdvs" | "nzpassport" => K::Passport,
        "visa" | "visadvs" | "immicarddvs" => K::Visa,
        "birthcertificatedvs"
        | "marriagecertificatedvs"
        | "changeofnamecertificatedvs"
        | "citizenshipcertificatedvs"
        | "nzcitizenship" => K::CivilCertificate,
        "medicaredvs" | "medibank" => K::HealthCard,
        "centrelinkdvs" => K::ConcessionCard,
        "dnb" => K::CreditHeader,
        "docupload" => K::DocumentUpload,
        "postoffice" => K::PostOffice,
        other if is_licence_register(other) => K::DriversLicence,
        _ => return None,
    };
    Some(NamedSource {
        known: kind != K::DocumentUpload,
        kind,
    })
}

/// Only registers of the states that there are: an invented name must not pass for a known source.
fn is_licence_register(name: &str) -> bool {
    ["rego", "regodvs", "rego_old"].iter().any(|end| {
        name.strip_suffix(end)
            .is_some_and(|state| REGISTERS_OF.contains(&state))
    })
}

pub(crate) fn is_known(name: Option<&str>) -> bool {
    name.and_then(named).is_some_and(|source| source.known)
}

/// The kind of a check: by its name, else by its state.
pub(crate) fn kind(name: Option<&str>, state: Option<&CheckState>) -> CheckKind {
    if let Some(source) = name.and_then(named) {
        return source.kind;
    }
    match state {
        Some(state) if is_list_state(state) => CheckKind::Watchlist,
        _ => CheckKind::Other,
    }
}

/// Whether only list checks have this state; `FAILED` is one of a known source too.
pub(crate) const fn is_list_state(state: &CheckState) -> bool {
    matches!(
        state,
        CheckState::Passed
            | CheckState::NotFoundOnList
            | CheckState::Failed
            | CheckState::FoundOnList
            | CheckState::MatchReviewRequired
    )
}

/// Whether a source verified the person in this state.
pub(crate) const fn verifies(state: &CheckState) -> bool {
    matches!(
        state,
        CheckState::Verified | CheckState::VerifiedAdmin | CheckState::VerifiedWithChanges
    )
}

/// Whether a check names the person as listed: a lead that somebody has to look at.
pub(crate) fn is_list_hit(name: Option<&str>, state: Option<&CheckState>) -> bool {
    match state {
        Some(CheckState::FoundOnList | CheckState::MatchReviewRequired) => true,
        Some(CheckState::Failed) => !is_known(name),
        _ => false,
    }
}

/// A state, `None` where it is absent, nil or empty.
pub(crate) fn stated(state: Option<&CheckState>) -> Option<&CheckState> {
    state.filter(|state| !state.as_str().is_empty())
}

/// The result of a check by its state.
pub(crate) fn result(state: Option<&CheckState>) -> CheckResult {
    use CheckResult as R;
    use CheckState as S;
    match stated(state) {
        Some(
            S::Verified | S::VerifiedAdmin | S::VerifiedWithChanges | S::Passed | S::NotFoundOnList,
        ) => R::Passed,
        Some(S::Failed | S::FoundOnList | S::AutoFail | S::LockedOut) => R::Failed,
        Some(S::MatchReviewRequired | S::Pending) => R::NeedsReview,
        Some(S::InProgress) => R::Pending,
        Some(S::Empty) => R::NotPerformed,
        _ => R::Inconclusive,
    }
}

/// The reason that a check's state gives, if it gives one.
pub(crate) fn category(name: Option<&str>, state: Option<&CheckState>) -> Option<ReasonCategory> {
    use CheckState as S;
    use ReasonCategory as C;
    Some(match stated(state) {
        Some(S::Verified | S::Empty) => return None,
        Some(S::VerifiedAdmin) => C::VerifiedByAdmin,
        Some(S::VerifiedWithChanges) => C::VerifiedWithChanges,
        Some(S::Passed | S::NotFoundOnList) => C::NotListed,
        Some(S::Failed) if is_known(name) => C::NoMatch,
        Some(S::Failed | S::FoundOnList | S::MatchReviewRequired) => C::WatchlistMatch,
        Some(S::AutoFail) => C::NoMatch,
        Some(S::InProgress) => C::MoreChecksNeeded,
        Some(S::Pending) => C::DataChangeReview,
        Some(S::LockedOut) => C::LockedOut,
        Some(S::Error) => C::IssuerUnavailable,
        None => C::IncompleteAnswer,
        Some(_) => C::UnrecognizedValue,
    })
}
