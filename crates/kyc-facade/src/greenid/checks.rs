//! Every check of greenID as a check of the outcome, with its fields. Source: decision tables, 3.2, 3.4 and 3.5.

use kyc_model::{
    Sensitive,
    greenid::{CheckState, DataInfo, FieldStatus, Mode, RichCheckResult, RichFieldResult},
    outcome::{Check, Claim, Field, FieldMatch, PerformedBy, ReasonCategory},
};

use super::sources;

/// Who performed a check of this mode, and the reason that the mode gives.
pub(crate) fn mode(mode: Option<&Mode>) -> (PerformedBy, Option<ReasonCategory>) {
    match mode {
        None => (PerformedBy::Machine, None),
        Some(Mode::PostOffice) => (PerformedBy::PostOffice, None),
        Some(Mode::Assisted) => (PerformedBy::Admin, Some(ReasonCategory::AssistedByAdmin)),
        Some(Mode::External) => (
            PerformedBy::External,
            Some(ReasonCategory::VerifiedExternally),
        ),
        Some(_) => (
            PerformedBy::Unspecified,
            Some(ReasonCategory::UnrecognizedValue),
        ),
    }
}

/// The check itself; a Post Office check's documents are checks of their own.
pub(crate) fn check(result: &RichCheckResult, source_checked: bool) -> Check {
    let name = name(result);
    let performed_by = match &result.state {
        Some(CheckState::VerifiedAdmin) => PerformedBy::Admin,
        _ => mode(result.mode.as_ref()).0,
    };
    let mut check = Check::new(
        sources::kind(name, result.state.as_ref()),
        name.unwrap_or_default(),
        sources::result(result.state.as_ref()),
        performed_by,
    );
    check.value = result
        .state
        .as_ref()
        .map(|state| Sensitive::new(state.to_word()));
    check.method = result
        .method
        .as_ref()
        .map(|method| Sensitive::new(method.to_word()));
    check.at = result.verified_at();
    check.fields = result
        .field_results
        .iter()
        .map(|one| field(one, source_checked))
        .collect();
    check
}

pub(crate) fn name(result: &RichCheckResult) -> Option<&str> {
    result.name.as_ref().map(|name| name.expose().as_str())
}

fn not_empty(text: &Option<Sensitive<String>>) -> Option<&Sensitive<String>> {
    text.as_ref().filter(|text| !text.expose().is_empty())
}

/// What a field's status means, by whether a changed value stands beside it.
pub(crate) fn field_match(status: Option<&FieldStatus>, changed: bool) -> FieldMatch {
    let status = status.filter(|status| !status.as_str().is_empty());
    match (status, changed) {
        (Some(FieldStatus::Addition), _) => FieldMatch::Added,
        (_, true) => FieldMatch::Changed,
        (Some(FieldStatus::Confirmed), false) => FieldMatch::Match,
        (None, false) => FieldMatch::NotAvailable,
        (Some(_), false) => FieldMatch::Unrecognized,
    }
}

/// Whether a field gives the reason `unrecognized_value`: an addition that was changed is in no table.
pub(crate) fn is_odd(field: &RichFieldResult) -> bool {
    field.status == Some(FieldStatus::Addition) && not_empty(&field.data_difference).is_some()
}

pub(crate) fn field(result: &RichFieldResult, source_checked: bool) -> Field {
    let changed = not_empty(&result.data_difference);
    let name = result.name.clone().unwrap_or_default();
    let matched = field_match(result.status.as_ref(), changed.is_some());
    let claim = claim(name.expose());
    let mut field = Field::new(name, matched, source_checked);
    field.claim = claim;
    let data = result.data.clone();
    match field.result {
        FieldMatch::Added => field.verified = data,
        FieldMatch::Changed => {
            field.submitted = data;
            field.verified = changed.cloned();
        }
        FieldMatch::Match => {
            field.submitted = data.clone();
            field.verified = data;
        }
        _ => field.submitted = data,
    }
    field.address = result
        .data_info
        .as_ref()
        .map(|info| Sensitive::new(info.as_str().to_owned()));
    field
}

/// The OpenID claim of a field's name.
pub(crate) fn claim(name: &str) -> Option<Claim> {
    Some(match name.to_ascii_lowercase().as_str() {
        "givenname" => Claim::GivenName,
        "middlenames" | "middlename" => Claim::MiddleName,
        "surname" => Claim::FamilyName,
        "dob" => Claim::Birthdate,
        "email" => Claim::Email,
        "homephone" | "workphone" | "mobile" | "mobilephone" => Claim::PhoneNumber,
        "gender" => Claim::Gender,
        "propertyname" | "flatnumber" | "streetnumber" | "streetname" | "streettype" => {
            Claim::StreetAddress
        }
        "suburb" => Claim::Locality,
        "state" => Claim::Region,
        "postcode" => Claim::PostalCode,
        "country" => Claim::Country,
        _ => return None,
    })
}

/// Whether a field's result is evidence under its check's state.
pub(crate) fn is_evidence(state: Option<&CheckState>, matched: &FieldMatch) -> bool {
    state.is_some_and(sources::verifies)
        && matches!(matched, FieldMatch::Match | FieldMatch::Changed)
}

/// The fields of a check that are evidence: not of a check made outside greenID, not of an address that is not said to be
/// the current one.
pub(crate) fn evidence(
    result: &RichCheckResult,
) -> impl Iterator<Item = (&RichFieldResult, Claim)> {
    let inside = result.mode != Some(Mode::External);
    result
        .field_results
        .iter()
        .filter(move |_| inside)
        .filter(|field| {
            let changed = not_empty(&field.data_difference).is_some();
            let matched = field_match(field.status.as_ref(), changed);
            is_current(field.data_info.as_ref()) && is_evidence(result.state.as_ref(), &matched)
        })
        .filter_map(|field| Some((field, claim(field.name.as_ref()?.expose())?)))
}

/// An address of a kind that is in no list is not known to be the current one.
fn is_current(info: Option<&DataInfo>) -> bool {
    info.is_none_or(|info| *info == DataInfo::CurrentAddress || info.as_str().is_empty())
}
