//! From Smile ID's records to the one outcome, rule by rule. Source: decision tables, part 1.

mod history;
mod row_of;

use history::add_history;
use kyc_model::{
    Lenient, Sensitive, Timestamp,
    outcome::{
        Decision, OutcomeParts, Product, Provider, Reason, ReasonCategory, Reference,
        SignatureState, SmileApi, SmileReference, Source, VerificationOutcome, Weight,
    },
    smileid::{JobResult, JobStatus, JobType, ResultCode, StatusCode, StatusResult},
};
use row_of::{RowOf, add_row_advisories, rule};

use super::{
    TABLE_VERSION,
    checks::Actions,
    data, established,
    flags::{self, Flag, Shape, Verdict},
    halves, overlays,
};
use crate::{
    Error,
    ruling::{Ruling, finish, is_another, is_ours},
};

/// All that is known of an answer of Smile ID besides what it says; the account is the partner id.
pub type Provenance = crate::Provenance<SmileReference>;

fn product(job_type: Option<JobType>, code: Option<ResultCode>) -> Product {
    match job_type {
        None => Product::Unspecified,
        Some(JobType::BiometricKyc) => Product::BiometricKyc,
        Some(JobType::SmartSelfieAuthentication) => Product::SmartSelfieAuthentication,
        Some(JobType::SmartSelfieRegistration) => Product::SmartSelfieRegistration,
        Some(JobType::EnhancedKyc) => match code.as_ref().map(ResultCode::as_str) {
            Some("1020" | "1021" | "1022" | "1023") => Product::BasicKyc,
            _ => Product::EnhancedKyc,
        },
        Some(JobType::DocumentVerification) => Product::DocumentVerification,
        Some(JobType::BusinessVerification) => Product::BusinessVerification,
        Some(JobType::UpdatePhoto) => Product::UpdatePhoto,
        Some(JobType::CompareUserInfo) => Product::CompareUserInfo,
        Some(JobType::Aml) => Product::Aml,
        Some(JobType::EnhancedDocumentVerification) => Product::EnhancedDocumentVerification,
        Some(JobType::AddressVerification) => Product::AddressVerification,
        Some(JobType::OneTimeAml) => Product::OneTimeAml,
        Some(other) => Product::from(format!("job_type_{}", other.number())),
    }
}

/// Decides a job-status reply.
///
/// # Errors
/// `WrongSubject` when its ids are not the ids asked for; `InvalidRequest` when the source is one that we asked and
/// `asked` does not hold the ids, or the signature is not known to be valid.
pub fn decide_job_status(
    status: &JobStatus,
    provenance: &Provenance,
) -> Result<VerificationOutcome, Error> {
    check_bound(provenance, SmileApi::V1)?;
    let shape = Shape::Wrapped {
        complete: Flag::read(status.job_complete.as_ref()),
        success: Flag::read(status.job_success.as_ref()),
    };
    let signed_at = status
        .timestamp
        .as_ref()
        .and_then(|text| smileid::read_time(text.expose()));
    let answered_at = signed_at.or(provenance.retrieved_at);
    let result = status.result.as_ref().and_then(StatusResult::record);
    let mut parts = match result {
        Some(result) => {
            let history = status.history.as_deref();
            decide_with_result(result, shape, history, provenance, answered_at)?
        }
        None => decide_without_result(status, provenance),
    };
    parts.answered_at = signed_at;
    parts.flags.complete = status.job_complete.clone();
    parts.flags.success = status.job_success.clone();
    parts
        .evidence
        .extend(data::receipt("kyc_receipt", status.kyc_receipt.as_ref()));
    parts
        .evidence
        .extend(data::receipt("kyb_receipt", status.kyb_receipt.as_ref()));
    if let Some(links) = &status.image_links {
        parts.evidence.extend(data::image_links(links));
    }
    add_history(
        &mut parts,
        result,
        status.history.as_deref(),
        provenance,
        answered_at,
    )?;
    close(parts, provenance)
}

/// Decides a bare result: a callback's body, a synchronous reply, an entry of history.
///
/// # Errors
/// `WrongSubject` when its ids are not the ids asked for; `InvalidRequest` when the source is one that we asked and
/// `asked` does not hold the ids, or the signature is not known to be valid.
pub fn decide_result(
    result: &JobResult,
    provenance: &Provenance,
) -> Result<VerificationOutcome, Error> {
    check_bound(provenance, SmileApi::V1)?;
    let asked_at = provenance.retrieved_at;
    let mut parts = decide_with_result(result, Shape::Bare, None, provenance, asked_at)?;
    parts.answered_at = parts.decided_at.filter(|_| is_signed(result));
    close(parts, provenance)
}

/// An answer to a question of ours is bound to the ids that were asked for; without them nobody could tell whose it is. The
/// job alone is enough where both question and answer are of V3. All that V1 answers is signed: a forged refusal harms, too.
pub(super) fn check_bound(provenance: &Provenance, answered_by: SmileApi) -> Result<(), Error> {
    let has = |id: Option<&Sensitive<String>>| id.is_some_and(|id| !id.expose().is_empty());
    let asked = provenance.asked.as_ref();
    let bound = asked.is_some_and(|asked| {
        let by_job = (asked.api, answered_by) == (SmileApi::V3, SmileApi::V3);
        has(asked.job_id.as_ref()) && (by_job || has(asked.user_id.as_ref()))
    });
    if !is_ours(provenance.source) {
        return Ok(());
    }
    if !bound {
        return Err(Error::invalid_reference("asked"));
    }
    if answered_by == SmileApi::V1 && provenance.signature != SignatureState::Valid {
        return Err(Error::invalid_reference("signature"));
    }
    Ok(())
}

fn v1_reference(provenance: &Provenance) -> SmileReference {
    let mut reference = provenance.asked.clone().unwrap_or_default();
    reference.api = SmileApi::V1;
    reference
}

fn result_time(result: &JobResult) -> Option<Timestamp> {
    match result.timestamp.as_ref()? {
        Lenient::Value(text) => smileid::read_time(text.expose()),
        Lenient::Unreadable(json) => smileid::read_time(&json.expose().as_u64()?.to_string()),
    }
}

/// Whether a signature beside the time of a bare result says that it is the signed one.
fn is_signed(result: &JobResult) -> bool {
    result
        .signature
        .as_ref()
        .and_then(Lenient::value)
        .is_some_and(|signature| !signature.expose().is_empty())
}

fn decide_without_result(status: &JobStatus, provenance: &Provenance) -> OutcomeParts {
    let code = status.code.as_ref().and_then(Lenient::value);
    let verdict = flags::without_result(
        Flag::read(status.job_complete.as_ref()),
        code == Some(&StatusCode::NoZipReceived),
    );
    let mut ruling = Ruling::without_result(verdict);
    if let Some(reason) = ruling.reasons.first_mut() {
        reason.code = code.map(|code| Sensitive::new(code.as_str().to_owned()));
        reason.text = match &status.result {
            Some(StatusResult::Text(words)) => Some(words.clone()),
            _ => None,
        };
    }
    let reference = v1_reference(provenance);
    let product = product(reference.job_type, None);
    assemble(ruling, product, reference, provenance)
}

fn decide_with_result(
    result: &JobResult,
    shape: Shape,
    history: Option<&[JobResult]>,
    provenance: &Provenance,
    answered_at: Option<Timestamp>,
) -> Result<OutcomeParts, Error> {
    check_subject(result, provenance)?;
    let decided_at = result_time(result);
    let answered_at = match shape {
        Shape::Wrapped { .. } => answered_at,
        Shape::Bare => decided_at.or(answered_at),
    };
    let of = RowOf::new(result);
    let mut used = vec![result];
    let mut ruling = match unbound(result, provenance) {
        Some(verdict) => Ruling::of(verdict, result, of.as_ref()),
        None => rule(result, of.as_ref(), shape, history, &mut used),
    };
    let job_type = of.as_ref().map(|of| of.job_type);
    let actions = Actions::of(&used);
    let approved = ruling.decision == Decision::Verified;
    let lowered = halves::LOWERS_AN_APPROVAL.contains(&&*ruling.decided_by);
    if approved || lowered {
        if let Some(job_type) = job_type.filter(|_| approved) {
            // The other half of a look-up decides what an approval can show.
            let code = used.get(1).unwrap_or(&result).code();
            ruling.established = established::established(job_type, code, &actions);
        }
        let mut of_the_job = used.clone();
        let entries = history.unwrap_or_default().iter();
        of_the_job.extend(entries.filter(|entry| halves::may_be_same_job(result, entry)));
        let environment = provenance.environment;
        let overlays = overlays::overlays(&used, &of_the_job, job_type, environment, &actions);
        if approved {
            ruling.overlay(overlays);
        } else {
            // Whoever reviews what history has lowered has to know these as well.
            ruling.alert(overlays);
        }
    }
    add_row_advisories(&mut ruling, of.as_ref(), &used);

    let mut reference = v1_reference(provenance);
    if let Some(params) = &result.partner_params {
        reference.user_id = reference.user_id.or_else(|| params.user_id.clone());
        reference.job_id = reference.job_id.or_else(|| params.job_id.clone());
        reference.job_type = reference.job_type.or(job_type);
    }
    reference.smile_job_id = result.smile_job_id.clone().or(reference.smile_job_id);
    let product = product(job_type, result.code());
    let mut parts = assemble(ruling, product, reference, provenance);
    let source_checked = provenance.source != Source::Unverified;
    parts.checks = actions.checks(source_checked);
    parts.reasons.extend(data::advisories(
        &used,
        &actions,
        &parts.checks,
        answered_at,
    ));
    parts.flags.is_final = result.is_final_result.clone();
    parts.confidence = used
        .iter()
        .rev()
        .find_map(|result| result.confidence_value.as_ref()?.value().copied());
    parts.decided_at = decided_at;
    for result in &used {
        parts.fields.extend(data::fields(result, source_checked));
        parts.evidence.extend(data::evidence(result));
        let hits = data::watchlist(result);
        parts.watchlist.extend(hits.listed);
        if hits.left_out {
            let alert = Reason::new(ReasonCategory::IncompleteAnswer, Weight::Alert);
            parts.reasons.push(alert);
        }
    }
    Ok(parts)
}

/// Rule 3, first half: the ids in the answer equal the ids asked for, byte for byte.
fn check_subject(result: &JobResult, provenance: &Provenance) -> Result<(), Error> {
    let (Some(asked), Some(params)) = (&provenance.asked, &result.partner_params) else {
        return Ok(());
    };
    if is_another(asked.user_id.as_ref(), params.user_id.as_ref())
        || is_another(asked.job_id.as_ref(), params.job_id.as_ref())
    {
        return Err(Error::wrong_subject().with_provider(Provider::Smileid));
    }
    Ok(())
}

/// Rule 3, second half: an answer about nobody, or about another product.
fn unbound(result: &JobResult, provenance: &Provenance) -> Option<Verdict> {
    let empty =
        |id: &Option<Sensitive<String>>| id.as_ref().is_none_or(|id| id.expose().is_empty());
    let incomplete = match &result.partner_params {
        Some(params) => empty(&params.user_id) || empty(&params.job_id),
        // Where nothing was asked, rule F5 speaks of missing PartnerParams.
        None => provenance.asked.is_some(),
    };
    if incomplete {
        return Some(flags::inconclusive("P3a", ReasonCategory::IncompleteAnswer));
    }
    let expected = provenance.asked.as_ref().and_then(|asked| asked.job_type);
    let smile_job_id = provenance
        .asked
        .as_ref()
        .and_then(|asked| asked.smile_job_id.as_ref());
    let differs = matches!((expected, result.job_type()), (Some(a), Some(b)) if a != b)
        || is_another(smile_job_id, result.smile_job_id.as_ref());
    differs.then(|| flags::inconclusive("P3b", ReasonCategory::ContradictoryAnswer))
}

pub(super) fn assemble(
    ruling: Ruling,
    product: Product,
    mut reference: SmileReference,
    provenance: &Provenance,
) -> OutcomeParts {
    reference.partner_id = reference.partner_id.or_else(|| provenance.account.clone());
    ruling.into_parts(
        product,
        Reference::Smileid(reference),
        TABLE_VERSION,
        provenance,
    )
}

/// The last rules of every outcome.
pub(super) fn close(
    parts: OutcomeParts,
    provenance: &Provenance,
) -> Result<VerificationOutcome, Error> {
    let decided_by_rule_3 = parts.decided_by.starts_with("P3");
    finish(parts, decided_by_rule_3, provenance)
}
