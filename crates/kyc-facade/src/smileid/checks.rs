//! Every Action is one check. Source: decision tables, 2.6.

use kyc_model::{
    Lenient, Sensitive, Word,
    outcome::{Check, CheckKind, CheckResult, Claim, Field, FieldMatch, PerformedBy},
    smileid::{Action, ActionKey, ActionValue, JobResult},
};

/// How an Action's value is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Group {
    /// A verdict of the machine.
    Verdict,
    /// A verdict of a human reviewer.
    Human,
    /// Anything that is no verdict.
    Extra,
    /// Basic KYC: a detail is compared.
    Detail,
    /// A watch list.
    Watchlist,
}

/// What an Action key stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) kind: CheckKind,
    pub(crate) group: Group,
    pub(crate) performed_by: PerformedBy,
    pub(crate) human_twin: Option<ActionKey>,
    pub(crate) claim: Option<Claim>,
}

impl Step {
    fn of(kind: CheckKind, group: Group) -> Self {
        Self {
            kind,
            group,
            performed_by: PerformedBy::Machine,
            human_twin: None,
            claim: None,
        }
    }

    fn with_twin(mut self, twin: ActionKey) -> Self {
        self.human_twin = Some(twin);
        self
    }

    fn by_reviewer(mut self) -> Self {
        self.performed_by = PerformedBy::ProviderReviewer;
        self
    }

    fn about(mut self, claim: Claim) -> Self {
        self.claim = Some(claim);
        self
    }
}

pub(crate) fn step(key: &ActionKey) -> Step {
    use ActionKey as K;
    use CheckKind as C;
    use Group::{Detail, Extra, Human, Verdict, Watchlist};
    match key {
        K::VerifyIdNumber => Step::of(C::IdNumber, Verdict),
        K::VerifyDocument | K::DocumentCheck => {
            Step::of(C::Document, Verdict).with_twin(K::HumanReviewDocumentCheck)
        }
        K::LivenessCheck => Step::of(C::Liveness, Verdict).with_twin(K::HumanReviewLivenessCheck),
        K::SelfieCheck => Step::of(C::Liveness, Verdict).with_twin(K::HumanReviewSelfieCheck),
        K::SelfieToIdAuthorityCompare => {
            Step::of(C::FaceToAuthority, Verdict).with_twin(K::HumanReviewCompare)
        }
        K::SelfieToIdCardCompare => {
            Step::of(C::FaceToDocument, Verdict).with_twin(K::HumanReviewCompare)
        }
        K::SelfieToRegisteredSelfieCompare => {
            Step::of(C::FaceToEnrolled, Verdict).with_twin(K::HumanReviewCompare)
        }
        K::VerifyBusiness => Step::of(C::BusinessRecord, Verdict),
        K::HumanReviewCompare => Step::of(C::FaceCompare, Human).by_reviewer(),
        K::HumanReviewDocumentCheck => Step::of(C::Document, Human).by_reviewer(),
        K::HumanReviewLivenessCheck | K::HumanReviewSelfieCheck => {
            Step::of(C::Liveness, Human).by_reviewer()
        }
        K::HumanReviewUpdateSelfie => Step::of(C::Enrolment, Extra).by_reviewer(),
        K::RegisterSelfie | K::UpdateRegisteredSelfieOnFile => Step::of(C::Enrolment, Extra),
        K::SelfieProvided => Step::of(C::Capture, Extra),
        K::ReturnPersonalInfo | K::ReturnBusinessInfo => Step::of(C::DataReturned, Extra),
        K::Names => Step::of(C::DataMatch, Detail).about(Claim::Name),
        K::Dob => Step::of(C::DataMatch, Detail).about(Claim::Birthdate),
        K::Gender => Step::of(C::DataMatch, Detail).about(Claim::Gender),
        K::PhoneNumber => Step::of(C::DataMatch, Detail).about(Claim::PhoneNumber),
        K::IdVerification => Step::of(C::DataMatch, Detail).about(Claim::IdNumber),
        K::Listed => Step::of(C::Watchlist, Watchlist),
        other if other.as_str().starts_with("Human_Review") => {
            Step::of(C::Other, Extra).by_reviewer()
        }
        _ => Step::of(C::Other, Extra),
    }
}

/// The result of a check by its value and group, before a machine's hand-over to its human twin is considered.
pub(crate) fn result(value: Option<&ActionValue>, group: Group) -> CheckResult {
    use ActionValue as V;
    use CheckResult as R;
    let Some(value) = value else {
        return R::Inconclusive;
    };
    match (value, group) {
        (V::ProvisionallyApproved | V::UnderReview | V::SentToHumanReview, _) => R::Pending,
        (V::NotApplicable | V::NotDone | V::NotProvided, _) => R::NotPerformed,
        (V::Listed, Group::Watchlist) => R::NeedsReview,
        (_, Group::Watchlist) => R::Inconclusive,
        (V::NotReturned, Group::Detail) => R::Inconclusive,
        (V::NotReturned, _) => R::Failed,
        (V::Passed | V::Completed | V::Verified | V::Approved | V::Returned | V::ExactMatch, _) => {
            R::Passed
        }
        (V::PartialMatch | V::Transposed, _) => R::NeedsReview,
        (V::NoMatch | V::Failed | V::Rejected | V::NotVerified, _) => R::Failed,
        _ => R::Inconclusive,
    }
}

/// What a detail's value says of the comparison.
pub(crate) fn detail(value: Option<&ActionValue>) -> FieldMatch {
    use ActionValue as V;
    match value {
        Some(V::Passed | V::Completed | V::Verified | V::Approved | V::ExactMatch) => {
            FieldMatch::Match
        }
        Some(V::Returned) => FieldMatch::Returned,
        Some(V::PartialMatch | V::Transposed) => FieldMatch::Partial,
        Some(V::NoMatch | V::Failed | V::Rejected | V::NotVerified) => FieldMatch::Mismatch,
        Some(V::Listed | V::Unknown(_)) | None => FieldMatch::Unrecognized,
        Some(_) => FieldMatch::NotAvailable,
    }
}

/// The Actions of the results that an outcome is made from.
pub(crate) struct Actions<'a> {
    results: &'a [&'a JobResult],
    /// By the place of the key in the list of known ones. Nothing asks about any other key.
    tally: [Tally; ActionKey::KNOWN.len()],
}

/// Which results the Actions of one key have.
#[derive(Clone, Copy, Default)]
struct Tally {
    passed: bool,
    failed: bool,
}

impl<'a> Actions<'a> {
    pub(crate) fn of(results: &'a [&'a JobResult]) -> Self {
        let mut actions = Self {
            results,
            tally: Default::default(),
        };
        for action in actions.iter() {
            let place = action.action.known_index();
            if let Some(of_key) = place.and_then(|at| actions.tally.get_mut(at)) {
                match result(action.value.value(), step(&action.action).group) {
                    CheckResult::Passed => of_key.passed = true,
                    CheckResult::Failed => of_key.failed = true,
                    _ => {}
                }
            }
        }
        actions
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &'a Action> + use<'a> {
        self.results
            .iter()
            .filter_map(|result| result.actions.as_ref())
            .flatten()
    }

    fn tally(&self, key: &ActionKey) -> Tally {
        key.known_index()
            .and_then(|at| self.tally.get(at))
            .copied()
            .unwrap_or_default()
    }

    /// Whether a key is there with a result of *passed*, and none of *failed*.
    pub(crate) fn passed(&self, key: &ActionKey) -> bool {
        let tally = self.tally(key);
        tally.passed && !tally.failed
    }

    /// Whether a reviewer's step is there with a result of *passed*, and none of *failed*.
    pub(crate) fn human_passed(&self) -> bool {
        self.iter()
            .any(|action| step(&action.action).group == Group::Human && self.passed(&action.action))
    }

    /// Whether the human twin of a machine's step passed.
    pub(crate) fn twin_passed(&self, step: &Step) -> bool {
        step.human_twin
            .as_ref()
            .is_some_and(|twin| self.passed(twin))
    }

    /// Whether the human twin of a machine's step failed.
    pub(crate) fn twin_failed(&self, step: &Step) -> bool {
        step.human_twin
            .as_ref()
            .is_some_and(|twin| self.tally(twin).failed)
    }

    fn result(&self, action: &Action, step: &Step) -> CheckResult {
        let plain = result(action.value.value(), step.group);
        let handed_over = plain == CheckResult::Pending
            && step.group == Group::Verdict
            && step.human_twin.as_ref().is_some_and(|twin| {
                let twin = self.tally(twin);
                twin.passed || twin.failed
            });
        if handed_over {
            CheckResult::NotPerformed
        } else {
            plain
        }
    }

    /// One check for each Action.
    pub(crate) fn checks(&self, source_checked: bool) -> Vec<Check> {
        let lists = self
            .results
            .iter()
            .filter_map(|result| result.actions.as_ref());
        let mut checks = Vec::with_capacity(lists.map(Vec::len).sum());
        checks.extend(self.iter().map(|action| self.check(action, source_checked)));
        checks
    }

    fn check(&self, action: &Action, source_checked: bool) -> Check {
        let step = step(&action.action);
        let result = self.result(action, &step);
        let name = Sensitive::new(action.action.to_word());
        let mut fields = Vec::new();
        if step.group == Group::Detail {
            let mut field = Field::new(name.clone(), detail(action.value.value()), source_checked);
            field.claim = step.claim;
            fields.push(field);
        }
        let mut check = Check::new(step.kind, name, result, step.performed_by);
        check.value = Some(raw_value(&action.value));
        check.fields = fields;
        check
    }
}

fn raw_value(value: &Lenient<ActionValue>) -> Sensitive<Word> {
    Sensitive::new(match value {
        Lenient::Value(value) => value.to_word(),
        Lenient::Unreadable(json) => json.expose().to_string().into(),
    })
}

#[cfg(test)]
mod tests;
