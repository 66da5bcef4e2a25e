//! A result beside the row that it falls under, and what that rules.

use kyc_model::{
    Lenient, Sensitive,
    outcome::{Decision, Reason, ReasonCategory, Weight},
    smileid::{ActionValue, JobResult, JobType, ResultCode},
};

use crate::{
    ruling::Ruling,
    smileid::{
        checks::Actions,
        flags::{self, Facts, Flag, Shape, Verdict},
        halves::{self, OtherHalf},
        rows::{self, Class, Row, RowId},
    },
};

impl Ruling {
    /// A reply without a result falls under no row.
    pub(super) fn without_result(verdict: Verdict) -> Self {
        let category = verdict
            .category
            .unwrap_or(ReasonCategory::UnlistedCombination);
        Self {
            decision: verdict.decision,
            finality: verdict.finality,
            awaiting: verdict.awaiting,
            decided_by: verdict.rule.into(),
            reasons: vec![Reason::new(category, Weight::Decisive)],
            established: Vec::new(),
        }
    }

    /// `result` is the one that speaks; without a readable job type it has no row.
    pub(super) fn of(verdict: Verdict, result: &JobResult, row: Option<&RowOf<'_>>) -> Self {
        let by_half = verdict.category.is_none() && verdict.rule.starts_with('L');
        let unread = by_half
            && row.is_some_and(|of| {
                Flag::read(of.result.is_final_result.as_ref()) == Flag::Unreadable
            });
        let (category, decided_by) = match (verdict.category, row) {
            (None, Some(of)) if by_half => (of.category(), verdict.rule.into()),
            (None, Some(of)) => (of.category(), of.id.to_word()),
            (Some(category), _) => (category, verdict.rule.into()),
            (None, None) => (ReasonCategory::UnlistedCombination, verdict.rule.into()),
        };
        // An entry that cannot be read as final has told nothing, whatever its code.
        let unread = unread && verdict.decision == Decision::Inconclusive;
        let category = if unread {
            ReasonCategory::UnrecognizedValue
        } else {
            category
        };
        let mut decisive = Reason::new(category, Weight::Decisive);
        decisive.code = raw_code(result);
        decisive.text = result.result_text.clone();
        // Where the rule of the two halves decides, the row of the other half speaks.
        decisive.rule = row.filter(|_| by_half).map(|of| of.id.to_word());
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

/// A result of a readable job type, and the row it falls under.
pub(super) struct RowOf<'a> {
    result: &'a JobResult,
    pub(super) job_type: JobType,
    row: Row,
    id: RowId,
}

fn raw_code(result: &JobResult) -> Option<Sensitive<String>> {
    Some(Sensitive::new(match result.result_code.as_ref()? {
        Lenient::Value(code) => code.to_string(),
        Lenient::Unreadable(json) => json.expose().to_string(),
    }))
}

impl<'a> RowOf<'a> {
    pub(super) fn new(result: &'a JobResult) -> Option<Self> {
        let job_type = result.job_type()?;
        let (row, id) = rows::row(job_type, result.code());
        Some(Self {
            result,
            job_type,
            row,
            id,
        })
    }

    /// The row's category, refined by what the Actions say of the cause.
    fn category(&self) -> ReasonCategory {
        let own = [self.result];
        let actions = || Actions::of(&own);
        match self.result.code().as_ref().map(ResultCode::as_str) {
            Some("0001")
                if actions().iter().any(|action| {
                    action.value == Lenient::Value(ActionValue::IdAuthorityPhotoNotAvailable)
                }) =>
            {
                ReasonCategory::AuthorityPhotoUnavailable
            }
            Some("0810")
                if self.row.category == ReasonCategory::Approved && actions().human_passed() =>
            {
                ReasonCategory::ApprovedByHumanReview
            }
            _ => self.row.category.clone(),
        }
    }
}

fn facts(result: &JobResult, of: Option<&RowOf<'_>>, shape: Shape) -> Facts {
    Facts {
        shape,
        is_final: Flag::read(result.is_final_result.as_ref()),
        class: of.map(|of| of.row.class),
        lookup_product: matches!(
            of.map(|of| of.job_type),
            Some(JobType::EnhancedKyc | JobType::BusinessVerification | JobType::Aml)
        ),
    }
}

/// Rules 5 to 7: flags, row, two halves. Puts the other half behind the result in `used` where it takes part.
pub(super) fn rule<'a>(
    result: &'a JobResult,
    of: Option<&RowOf<'a>>,
    shape: Shape,
    history: Option<&'a [JobResult]>,
    used: &mut Vec<&'a JobResult>,
) -> Ruling {
    let verdict = flags::with_result(facts(result, of, shape));
    let verdict = verdict.unwrap_or_else(|| {
        let other = OtherHalf::read(result, history);
        let code = result.code();
        let code = code.as_ref().map_or("", ResultCode::as_str);
        let verdict = halves::decide(code, shape, &other);
        if let OtherHalf::Settled(_, entries) = other {
            used.extend(entries);
        }
        verdict
    });
    let lowered = halves::lower(&verdict, result, history);
    let mut ruling = match used.get(1) {
        Some(half) if verdict.category.is_none() => {
            Ruling::of(verdict, half, RowOf::new(half).as_ref())
        }
        _ => Ruling::of(verdict, result, of),
    };
    if let Some(lowered) = lowered {
        let category = lowered.category.unwrap_or(ReasonCategory::HistoryConflict);
        ruling.overrule(lowered.rule, lowered.decision, lowered.finality, category);
    }
    ruling
}

/// The rows that took part and did not decide.
pub(super) fn add_row_advisories(ruling: &mut Ruling, of: Option<&RowOf<'_>>, used: &[&JobResult]) {
    if let Some(of) = of {
        add_row_advisory(ruling, of);
    }
    for half in used.iter().skip(1) {
        if let Some(of) = RowOf::new(half) {
            add_row_advisory(ruling, &of);
        }
    }
}

fn add_row_advisory(ruling: &mut Ruling, of: &RowOf<'_>) {
    let category = of.category();
    if category != *ruling.category() || of.row.class == Class::LookUp {
        let id = of.id.to_word();
        let named = ruling.decided_by == id
            || ruling
                .reasons
                .iter()
                .any(|reason| reason.rule.as_ref() == Some(&id));
        if !named {
            let mut reason = Reason::new(category, Weight::Advisory).with_rule(id);
            reason.code = raw_code(of.result);
            reason.text = of.result.result_text.clone();
            ruling.reasons.push(reason);
        }
    }
    if of.row.spoof_suspected {
        ruling.reasons.push(Reason::new(
            ReasonCategory::SpoofSuspected,
            Weight::Advisory,
        ));
    }
}
