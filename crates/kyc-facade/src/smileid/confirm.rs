//! From an event to an outcome: only by asking.

use kyc_http::Phase;
use kyc_model::{
    Sensitive,
    outcome::{Decision, Provider, Reason, SmileApi, SmileReference, VerificationOutcome},
    smileid::JobResult,
};
use smileid::callback::{Event, EventKind};

use super::{SmileProvider, overlays, provider::Why};
use crate::{AskOptions, Error, ErrorKind};

/// What Smile ID said when it was asked about an event.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Confirmed {
    /// The outcome of **the answer**. Its source is `confirmed`; `loopback` and `unverified` stay
    /// what they are. Nothing of the event is in it: where only a webhook brings
    /// details, they stay in the event and stay unconfirmed.
    pub outcome: VerificationOutcome,
    /// In what the event and the answer differ. While the outcome is pending there is nothing to compare yet but a signal of
    /// fraud.
    pub differences: Vec<Difference>,
}

/// In what an event and the answer to it differ. It names no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Difference {
    /// No result of the job has the event's result code, or the V3 status is another.
    Verdict,
    /// The event names another job of Smile ID's counting.
    SmileJobId,
    /// The headers of the event name another job or user than its body.
    HeaderIds,
    /// The event tells of a signal of fraud, or of one that cannot be read, and the answer approves without it or is still
    /// open. A V3 status reply never repeats it: an approval stays one, but somebody has to look at the event.
    FraudSignal,
}

impl Difference {
    /// Whether the answer says otherwise than the event, so that one of them is late or forged. A signal that the answer merely
    /// does not repeat refutes nothing.
    #[must_use]
    pub const fn refutes(self) -> bool {
        !matches!(self, Self::FraudSignal)
    }
}

impl Confirmed {
    /// Whether somebody should look: the answer refutes the event, so it may have been forged, or does not repeat its signal
    /// of fraud.
    #[must_use]
    pub fn is_alarming(&self) -> bool {
        !self.differences.is_empty()
    }
}

impl SmileProvider {
    /// Asks Smile ID about an event, and decides the answer.
    ///
    /// `started` is the caller's own record of the job: its ids have to be the event's, and job type and product come from
    /// it alone, since nothing of an event is signed. Without it a V3 approval is *inconclusive*, for its product is not
    /// known.
    ///
    /// # Errors
    /// `InvalidRequest` for an event that names no job, `WrongSubject` when it is about another job than `started`, and all
    /// errors of asking.
    pub async fn confirm(
        &self,
        event: &Event,
        started: Option<&SmileReference>,
        options: &AskOptions,
    ) -> Result<Confirmed, Error> {
        let named = event
            .reference(self.partner_id())
            .ok_or_else(|| Error::invalid_reference("event"))?;
        let reference = match started {
            None => named.clone(),
            Some(started) if is_same_job(&named, started) => started.clone(),
            Some(_) => {
                let error = Error::new(ErrorKind::WrongSubject, Phase::NotSent);
                return Err(error.with_provider(Provider::Smileid));
            }
        };
        // A callback can be about any result of the job, not only about the one that is shown first.
        let options = options.with_history(true);
        let outcome = self.ask(&reference, &options, Why::Callback).await?;
        let mut differences = if outcome.decision() == Decision::Pending {
            Vec::new()
        } else {
            differences(event, &outcome)
        };
        let approves = matches!(outcome.decision(), Decision::Verified | Decision::Pending);
        if approves && tells_of_fraud(&event.kind) {
            differences.push(Difference::FraudSignal);
        }
        Ok(Confirmed {
            outcome,
            differences,
        })
    }
}

fn is_same_job(named: &SmileReference, started: &SmileReference) -> bool {
    let agrees = |named: &Option<Sensitive<String>>, started: &Option<Sensitive<String>>| {
        named.is_none() || started.is_none() || named == started
    };
    named.api == started.api
        && named.job_id == started.job_id
        && agrees(&named.user_id, &started.user_id)
        && (started.api == SmileApi::V3 || named.user_id == started.user_id)
}

fn differences(event: &Event, outcome: &VerificationOutcome) -> Vec<Difference> {
    let mut found = Vec::new();
    let is_told = match &event.kind {
        EventKind::V1(result) => {
            if names_another_smile_job(result, outcome) {
                found.push(Difference::SmileJobId);
            }
            event.code().is_some_and(|code| has_code(outcome, code))
        }
        EventKind::V3(document) => {
            // A status reply tells no reason, so only the status itself can be compared.
            let status = document.status.as_ref();
            status.is_some_and(|status| has_code(outcome, status.as_str()))
        }
        _ => false,
    };
    if !is_told {
        found.push(Difference::Verdict);
    }
    if event.ids_disagree() {
        found.push(Difference::HeaderIds);
    }
    found
}

fn tells_of_fraud(event: &EventKind) -> bool {
    let antifraud = match event {
        EventKind::V1(result) => result.antifraud.as_deref(),
        EventKind::V3(document) => document.antifraud.as_ref(),
        _ => None,
    };
    antifraud.and_then(overlays::antifraud).is_some()
}

fn has_code(outcome: &VerificationOutcome, code: &str) -> bool {
    let told = |reasons: &[Reason]| {
        reasons.iter().any(|reason| {
            let told = reason.code.as_ref();
            told.is_some_and(|told| told.expose() == code)
        })
    };
    let of_this_job = |entry: &&VerificationOutcome| same_ids(entry, outcome);
    told(outcome.reasons())
        || outcome
            .history()
            .iter()
            .filter(of_this_job)
            .any(|entry| told(entry.reasons()))
}

fn same_ids(one: &VerificationOutcome, other: &VerificationOutcome) -> bool {
    use kyc_model::outcome::Reference::Smileid;
    match (one.reference(), other.reference()) {
        (Smileid(one), Smileid(other)) => {
            one.job_id == other.job_id && one.user_id == other.user_id
        }
        _ => false,
    }
}

fn names_another_smile_job(result: &JobResult, outcome: &VerificationOutcome) -> bool {
    use kyc_model::outcome::Reference::Smileid;
    let told = |outcome: &VerificationOutcome| match outcome.reference() {
        Smileid(reference) => reference.smile_job_id.clone(),
        _ => None,
    };
    let Some(named) = &result.smile_job_id else {
        return false;
    };
    let known: Vec<_> = outcome
        .history()
        .iter()
        .filter(|entry| same_ids(entry, outcome))
        .chain([outcome])
        .filter_map(told)
        .collect();
    !known.is_empty() && !known.contains(named)
}
