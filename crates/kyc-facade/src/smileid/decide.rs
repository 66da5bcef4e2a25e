//! From Smile ID's records to the one outcome, rule by rule. Source: decision tables, part 1.

use std::collections::BTreeSet;

use kyc_model::{
    Lenient, Sensitive, Timestamp,
    outcome::{
        Decision, OutcomeParts, Product, Provider, Reason, ReasonCategory, Reference, SmileApi,
        SmileReference, Source, VerificationOutcome, Weight,
    },
    smileid::{ActionValue, JobResult, JobStatus, JobType, ResultCode, StatusCode, StatusResult},
};

use super::{
    TABLE_VERSION,
    checks::{Actions, Group, step},
    data, established,
    flags::{self, Facts, Flag, Shape, Verdict},
    halves::{self, OtherHalf},
    overlays,
    rows::{self, Class, Row},
};
use crate::{
    Error,
    ruling::{Ruling, finish, is_another},
};

/// All that is known of an answer of Smile ID besides what it says; the account is the partner id.
pub type Provenance = crate::Provenance<SmileReference>;

impl Ruling {
    fn of(verdict: Verdict, row: Option<(&RowOf<'_>, Row)>) -> Self {
        let by_half = verdict.category.is_none() && verdict.rule.starts_with('L');
        let unread = by_half
            && row.as_ref().is_some_and(|(of, _)| {
                Flag::read(of.result.is_final_result.as_ref()) == Flag::Unreadable
            });
        let (category, decided_by, described) = match (verdict.category, row) {
            (None, Some((of, row))) if by_half => {
                (of.category(&row), verdict.rule.to_owned(), Some(of))
            }
            (None, Some((of, row))) => (of.category(&row), of.id(), Some(of)),
            (Some(category), of) => (category, verdict.rule.to_owned(), of.map(|(of, _)| of)),
            (None, None) => (
                ReasonCategory::UnlistedCombination,
                verdict.rule.to_owned(),
                None,
            ),
        };
        // An entry that cannot be read as final has told nothing, whatever its code.
        let unread = unread && verdict.decision == Decision::Inconclusive;
        let category = if unread {
            ReasonCategory::UnrecognizedValue
        } else {
            category
        };
        let mut decisive = Reason::new(category, Weight::Decisive);
        if let Some(of) = described {
            decisive.code = of.raw_code();
            decisive.text = of.result.result_text.clone();
            // Where the rule of the two halves decides, the row of the other half speaks.
            decisive.rule = by_half.then(|| of.id());
        }
        Self {
            decision: verdict.decision,
            finality: verdict.finality,
            awaiting: verdict.awaiting,
            decided_by,
            reasons: vec![decisive],
            established: Vec::new(),
        }
    }
}

/// A result and the row it falls under.
struct RowOf<'a> {
    result: &'a JobResult,
    job_type: Option<JobType>,
}

impl<'a> RowOf<'a> {
    fn new(result: &'a JobResult) -> Self {
        Self {
            result,
            job_type: result.job_type(),
        }
    }

    fn row(&self) -> Option<(Row, String)> {
        self.job_type
            .map(|job_type| rows::row(job_type, self.result.code()))
    }

    fn id(&self) -> String {
        self.row().map(|(_, id)| id).unwrap_or_default()
    }

    fn raw_code(&self) -> Option<Sensitive<String>> {
        Some(Sensitive::new(match self.result.result_code.as_ref()? {
            Lenient::Value(code) => code.to_string(),
            Lenient::Unreadable(json) => json.expose().to_string(),
        }))
    }

    /// The row's category, refined by what the Actions say of the cause.
    fn category(&self, row: &Row) -> ReasonCategory {
        let actions = Actions::of(&[self.result]);
        match self.result.code().as_ref().map(ResultCode::as_str) {
            Some("0001")
                if actions.iter().any(|action| {
                    action.value == Lenient::Value(ActionValue::IdAuthorityPhotoNotAvailable)
                }) =>
            {
                ReasonCategory::AuthorityPhotoUnavailable
            }
            Some("0810")
                if row.category == ReasonCategory::Approved
                    && actions.iter().any(|action| {
                        step(&action.action).group == Group::Human && actions.passed(&action.action)
                    }) =>
            {
                ReasonCategory::ApprovedByHumanReview
            }
            _ => row.category.clone(),
        }
    }

    fn facts(&self, shape: Shape) -> Facts {
        Facts {
            shape,
            is_final: Flag::read(self.result.is_final_result.as_ref()),
            class: self.row().map(|(row, _)| row.class),
            lookup_product: matches!(
                self.job_type,
                Some(JobType::EnhancedKyc | JobType::BusinessVerification | JobType::Aml)
            ),
        }
    }

    fn product(&self) -> Product {
        let code = self.result.code();
        match self.job_type {
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
}

/// Decides a job-status reply.
///
/// # Errors
/// `WrongSubject` when its ids are not the ids asked for; `InvalidRequest` when the source is one that we asked and
/// `asked` does not hold the ids.
pub fn decide_job_status(
    status: &JobStatus,
    provenance: &Provenance,
) -> Result<VerificationOutcome, Error> {
    check_bound(provenance)?;
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
/// `asked` does not hold the ids.
pub fn decide_result(
    result: &JobResult,
    provenance: &Provenance,
) -> Result<VerificationOutcome, Error> {
    check_bound(provenance)?;
    let answered_at = result_time(result).or(provenance.retrieved_at);
    let mut parts = decide_with_result(result, Shape::Bare, None, provenance, answered_at)?;
    parts.answered_at = signed_at(result);
    close(parts, provenance)
}

/// An answer to a question of ours is bound to the ids that were asked for; without them nobody could tell whose it is.
pub(super) fn check_bound(provenance: &Provenance) -> Result<(), Error> {
    let has = |id: Option<&Sensitive<String>>| id.is_some_and(|id| !id.expose().is_empty());
    let asked = provenance.asked.as_ref();
    let bound = asked.is_some_and(|asked| match asked.api {
        SmileApi::V3 => has(asked.job_id.as_ref()),
        _ => has(asked.job_id.as_ref()) && has(asked.user_id.as_ref()),
    });
    if is_ours(provenance.source) && !bound {
        return Err(Error::invalid_reference("asked"));
    }
    Ok(())
}

pub(super) const fn is_ours(source: Source) -> bool {
    matches!(source, Source::Asked | Source::Confirmed | Source::Loopback)
}

fn result_time(result: &JobResult) -> Option<Timestamp> {
    smileid::read_time(result.timestamp.as_ref()?.value()?.expose())
}

/// The time of a bare result, where a signature beside it says that it is the signed one.
fn signed_at(result: &JobResult) -> Option<Timestamp> {
    let is_signed = result
        .signature
        .as_ref()
        .and_then(Lenient::value)
        .is_some_and(|signature| !signature.expose().is_empty());
    is_signed.then(|| result_time(result)).flatten()
}

fn decide_without_result(status: &JobStatus, provenance: &Provenance) -> OutcomeParts {
    let code = status.code.as_ref().and_then(Lenient::value);
    let verdict = flags::without_result(
        Flag::read(status.job_complete.as_ref()),
        code == Some(&StatusCode::NoZipReceived),
    );
    let mut ruling = Ruling::of(verdict, None);
    if let Some(reason) = ruling.reasons.first_mut() {
        reason.code = code.map(|code| Sensitive::new(code.as_str().to_owned()));
        reason.text = match &status.result {
            Some(StatusResult::Text(words)) => Some(words.clone()),
            _ => None,
        };
    }
    let reference = provenance.asked.clone().unwrap_or_default();
    let product = reference.job_type.map_or(Product::Unspecified, |job_type| {
        let mut asked = JobResult::default();
        asked.partner_params = Some(Default::default());
        RowOf {
            result: &asked,
            job_type: Some(job_type),
        }
        .product()
    });
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
    let of = RowOf::new(result);
    let mut used = vec![result];
    let mut ruling = match unbound(result, provenance) {
        Some(verdict) => Ruling::of(verdict, of.row().map(|(row, _)| (&of, row))),
        None => rule(&of, shape, history, &mut used),
    };
    if ruling.decision == Decision::Verified {
        let actions = Actions::of(&used);
        if let Some(job_type) = of.job_type {
            // The other half of a look-up decides what an approval can show.
            let code = used.get(1).unwrap_or(&result).code();
            ruling.established = established::established(job_type, code, &actions);
        }
        let mut of_the_job = used.clone();
        let entries = history.unwrap_or_default().iter();
        of_the_job.extend(entries.filter(|entry| halves::may_be_same_job(result, entry)));
        let environment = provenance.environment;
        ruling.overlay(overlays::overlays(
            &used,
            &of_the_job,
            of.job_type,
            environment,
        ));
    }
    add_row_advisories(&mut ruling, &of, &used);

    let mut reference = provenance.asked.clone().unwrap_or_default();
    if let Some(params) = &result.partner_params {
        reference.user_id = reference.user_id.or_else(|| params.user_id.clone());
        reference.job_id = reference.job_id.or_else(|| params.job_id.clone());
        reference.job_type = reference.job_type.or(of.job_type);
    }
    reference.smile_job_id = result.smile_job_id.clone().or(reference.smile_job_id);
    let mut parts = assemble(ruling, of.product(), reference, provenance);
    let source_checked = provenance.source != Source::Unverified;
    parts.checks = Actions::of(&used).checks(source_checked);
    parts
        .reasons
        .extend(data::advisories(&used, &parts.checks, answered_at));
    parts.flags.is_final = result.is_final_result.clone();
    parts.confidence = used
        .iter()
        .rev()
        .find_map(|result| result.confidence_value.as_ref()?.value().copied());
    parts.decided_at = result_time(result);
    for result in &used {
        parts.fields.extend(data::fields(result, source_checked));
        parts.evidence.extend(data::evidence(result));
        parts.watchlist.extend(data::watchlist(result));
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

/// Rules 5 to 7: flags, row, two halves. Puts the other half behind the result in `used` where it takes part.
fn rule<'a>(
    of: &RowOf<'a>,
    shape: Shape,
    history: Option<&'a [JobResult]>,
    used: &mut Vec<&'a JobResult>,
) -> Ruling {
    let row = of.row().map(|(row, _)| row);
    let verdict = flags::with_result(of.facts(shape));
    let verdict = verdict.unwrap_or_else(|| {
        let other = OtherHalf::read(of.result, history);
        let code = of.result.code();
        let code = code.as_ref().map_or("", ResultCode::as_str);
        let verdict = halves::decide(code, shape, &other);
        if let OtherHalf::Settled(_, entries) = other {
            used.extend(entries);
        }
        verdict
    });
    let lowered = halves::lower(&verdict, of.result, history);
    let speaks = used.get(1).map(|entry| RowOf::new(entry));
    let mut ruling = match &speaks {
        Some(other) if verdict.category.is_none() => {
            Ruling::of(verdict, other.row().map(|(row, _)| (other, row)))
        }
        _ => Ruling::of(verdict, row.map(|row| (of, row))),
    };
    if let Some(lowered) = lowered {
        let category = lowered.category.unwrap_or(ReasonCategory::HistoryConflict);
        ruling.overrule(lowered.rule, lowered.decision, lowered.finality, category);
    }
    ruling
}

/// The rows that took part and did not decide.
fn add_row_advisories(ruling: &mut Ruling, of: &RowOf<'_>, used: &[&JobResult]) {
    let own = core::iter::once(RowOf::new(of.result));
    let halves = used.iter().skip(1).map(|result| RowOf::new(result));
    for row_of in own.chain(halves) {
        let Some((row, id)) = row_of.row() else {
            continue;
        };
        let named = ruling.decided_by == id
            || ruling
                .reasons
                .iter()
                .any(|reason| reason.rule.as_deref() == Some(&id));
        let category = row_of.category(&row);
        if !named && (category != *ruling.category() || row.class == Class::LookUp) {
            let mut reason = Reason::new(category, Weight::Advisory).with_rule(id);
            reason.code = row_of.raw_code();
            reason.text = row_of.result.result_text.clone();
            ruling.reasons.push(reason);
        }
        if row.spoof_suspected {
            ruling.reasons.push(Reason::new(
                ReasonCategory::SpoofSuspected,
                Weight::Advisory,
            ));
        }
    }
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

/// Each entry of history becomes an outcome of its own, decided as a bare result.
fn add_history(
    parts: &mut OutcomeParts,
    result: Option<&JobResult>,
    history: Option<&[JobResult]>,
    provenance: &Provenance,
    answered_at: Option<Timestamp>,
) -> Result<(), Error> {
    let user = |result: &JobResult| result.partner_params.as_ref()?.user_id.clone();
    let history = history.unwrap_or_default();
    let this_user = provenance
        .asked
        .as_ref()
        .and_then(|asked| asked.user_id.clone())
        .or_else(|| result.and_then(user));
    let users: BTreeSet<_> = history.iter().filter_map(user).collect();
    let of_several_people = this_user.is_none() && users.len() > 1;
    let entry_provenance = Provenance {
        asked: None,
        sha256: None,
        raw: None,
        ..provenance.clone()
    };
    for entry in history {
        let foreign = of_several_people
            || matches!((&this_user, user(entry)), (Some(this), Some(other)) if *this != other);
        if foreign {
            parts.reasons.push(
                Reason::new(ReasonCategory::UnrecognizedValue, Weight::Advisory)
                    .with_rule("history of another user"),
            );
            continue;
        }
        let answered_at = result_time(entry).or(answered_at);
        let entry_parts =
            decide_with_result(entry, Shape::Bare, None, &entry_provenance, answered_at)?;
        parts.history.push(close(entry_parts, &entry_provenance)?);
    }
    Ok(())
}

/// The last rules of every outcome.
pub(super) fn close(
    parts: OutcomeParts,
    provenance: &Provenance,
) -> Result<VerificationOutcome, Error> {
    let decided_by_rule_3 = parts.decided_by.starts_with("P3");
    finish(parts, decided_by_rule_3, provenance)
}
