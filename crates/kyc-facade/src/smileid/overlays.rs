//! What turns an approval into a review. Source: decision tables, 2.3.

use kyc_model::{
    Lenient, Sensitive,
    outcome::{Environment, ReasonCategory},
    smileid::{ActionValue, Antifraud, JobResult, JobType},
};

use serde_json::Value;

use super::{
    checks::{Actions, Group, step},
    data::is_placeholder,
};

/// The overlays that apply to an approval made from these results, in the order of the table. Facts about the person (S1,
/// S3) count in every entry of the same job: an id look-up carries them, wherever it stands.
pub(crate) fn overlays(
    results: &[&JobResult],
    of_the_job: &[&JobResult],
    job_type: Option<JobType>,
    environment: Environment,
    actions: &Actions<'_>,
) -> Vec<(&'static str, ReasonCategory)> {
    use ReasonCategory as C;

    let mut found = Vec::new();
    let fraud = of_the_job
        .iter()
        .filter_map(|result| result.antifraud.as_deref())
        .find_map(antifraud);
    found.extend(fraud.map(|category| ("S1", category)));
    if contradicting_check(results, job_type, actions) {
        found.push(("S2", C::ContradictoryChecks));
    }
    let alive = || of_the_job.iter().map(|result| &result.id_fields.is_alive);
    if alive().any(|alive| *alive == Some(Lenient::Value(false))) {
        found.push(("S3", C::SubjectDeceased));
    } else if alive().any(|alive| {
        matches!(alive, Some(Lenient::Unreadable(json)) if !json.expose().as_str().is_some_and(is_placeholder))
    }) {
        found.push(("S3", C::UnrecognizedValue));
    }
    if job_type == Some(JobType::BusinessVerification)
        && results.iter().any(|result| business_not_active(result))
    {
        found.push(("S4", C::BusinessNotActive));
    }
    if job_type == Some(JobType::Aml) && results.iter().any(|result| people_found(result)) {
        found.push(("S5", C::ContradictoryChecks));
    }
    let steered = results
        .iter()
        .filter_map(|result| result.partner_params.as_ref())
        .any(|params| params.sandbox_result.is_some());
    if steered && environment == Environment::Production {
        found.push(("S6", C::ContradictoryAnswer));
    }
    found
}

/// S1. A fraud signal that cannot be read is not the absence of one.
pub(crate) fn antifraud(antifraud: &Antifraud) -> Option<ReasonCategory> {
    use ReasonCategory::{FraudSignal, UnrecognizedValue};

    let detected = match &antifraud.summary {
        None => None,
        Some(Lenient::Unreadable(_)) => Some(UnrecognizedValue),
        Some(Lenient::Value(summary)) => match &summary.fraud_detected {
            Some(Lenient::Value(true)) => Some(FraudSignal),
            Some(Lenient::Value(false)) | None => None,
            Some(Lenient::Unreadable(_)) => Some(UnrecognizedValue),
        },
    };
    let suspects = match &antifraud.smile_secure {
        None => None,
        Some(Lenient::Unreadable(_)) => Some(UnrecognizedValue),
        // V3 writes its members in snake case.
        Some(Lenient::Value(secure)) if has_entries(secure.extra.expose().get("suspect_users")) => {
            Some(FraudSignal)
        }
        Some(Lenient::Value(secure)) => match &secure.suspect_users {
            Some(Lenient::Value(users)) if !users.is_empty() => Some(FraudSignal),
            Some(Lenient::Value(_)) | None => None,
            Some(Lenient::Unreadable(_)) => Some(UnrecognizedValue),
        },
    };
    match (detected, suspects) {
        (Some(FraudSignal), _) | (_, Some(FraudSignal)) => Some(FraudSignal),
        (detected, suspects) => detected.or(suspects),
    }
}

fn has_entries(member: Option<&Value>) -> bool {
    match member {
        None | Some(Value::Null) => false,
        Some(Value::Array(entries)) => !entries.is_empty(),
        Some(_) => true,
    }
}

/// S2. "Approved" is documented as "all applicable Actions passed".
fn contradicting_check(
    results: &[&JobResult],
    job_type: Option<JobType>,
    actions: &Actions<'_>,
) -> bool {
    use ActionValue as V;
    let basic_kyc = job_type == Some(JobType::EnhancedKyc)
        && results
            .iter()
            .any(|result| result.code().is_some_and(|code| code.as_str() == "1020"));
    actions.iter().any(|action| {
        let step = step(&action.action);
        let counts = step.group == Group::Verdict || (step.group == Group::Detail && basic_kyc);
        let failed = matches!(
            action.value,
            Lenient::Value(V::Failed | V::Rejected | V::NotVerified | V::NoMatch)
        );
        counts && failed && !actions.twin_passed(&step)
    })
}

fn business_not_active(result: &JobResult) -> bool {
    let status = result
        .company_information
        .as_ref()
        .and_then(|company| company.status.as_ref());
    match status {
        None => false,
        Some(Lenient::Unreadable(_)) => true,
        Some(Lenient::Value(status)) => {
            let status: &Sensitive<String> = status;
            !is_placeholder(status.expose())
                && !status.expose().trim().eq_ignore_ascii_case("active")
        }
    }
}

fn people_found(result: &JobResult) -> bool {
    let counted = match &result.aml.no_of_persons_found {
        None => false,
        Some(Lenient::Value(count)) => *count > 0,
        Some(Lenient::Unreadable(_)) => true,
    };
    let named = match &result.aml.people {
        None => false,
        Some(Lenient::Value(people)) => !people.is_empty(),
        Some(Lenient::Unreadable(_)) => true,
    };
    counted || named
}

#[cfg(test)]
mod tests;
