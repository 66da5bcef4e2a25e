//! A provider without HTTP that passes the suite, or has one flaw. Its server answers `verdict|id|name;`.

use core::{future::pending, time::Duration};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use kyc_facade::{
    AskOptions, Error, ErrorKind, VerificationProvider,
    conformance::{Bench, Conduct, ID, PERSON, Reply, UNKNOWN_VALUE, Verdict, Wire},
};
use kyc_http::{
    BoxFuture, Payload, Phase, ResponseLimits, TlsVerification, Transport, is_transient_status,
};
use kyc_model::{
    Lenient,
    outcome::{
        Awaiting, Decision, Established, Finality, OtherReference, OutcomeParts, Product, Provider,
        Reason, ReasonCategory, Reference, Remedy, Source, VerificationOutcome, Weight,
    },
};
use serde_json::json;

/// What is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flaw {
    None,
    PendingIsVerified,
    RejectedIsVerified,
    RejectionIsProvisional,
    UnknownIsVerified,
    UnknownIsRejected,
    UnknownIsAnError,
    UnknownIsDropped,
    TruncatedIsFine,
    TakesTheFirstOfTwo,
    ReadsWhateverBytes,
    CallsGarbagePending,
    KnowsNoLimit,
    IgnoresTheStatus,
    NeverRetries,
    ForgetsTheStatus,
    ForgetsRetryAfter,
    AlwaysRetries,
    FollowsRedirects,
    SaysNotSent,
    SaysAnswered,
    BelievesAnyId,
    IgnoresLetterCase,
    BelievesAnswersAboutNobody,
    TrustsAnybody,
    AsksWithoutAnId,
    VouchesForItself,
    TellsNoTime,
    EstablishesMore,
    ForgetsTheId,
    NestsTooDeep,
    KeepsNoPayload,
    KeepsEveryPayload,
    LeaksInPath,
    LeaksInSource,
    LeaksInOutcome,
    LeaksInEvent,
    LeaksInSpan,
    LeaksBeforeItsFuture,
    LeaksInLog,
    Panics,
    Hangs,
    AsksNothing,
    PlantsNothing,
}

/// The flaw, and what the provider "logs".
#[derive(Clone)]
pub(super) struct Plain {
    pub(super) flaw: Flaw,
    pub(super) log: Arc<Mutex<String>>,
}

struct Asking {
    plain: Plain,
    wire: Wire,
}

struct Answer<'a> {
    verdict: &'a str,
    id: &'a str,
    name: &'a str,
}

fn acme() -> Provider {
    Provider::from("acme")
}

fn reference(id: &str) -> Reference {
    let mut other = OtherReference::new(acme());
    other.ids.insert("id".to_owned(), id.into());
    Reference::Other(other)
}

impl Bench for Plain {
    fn reference(&self) -> Reference {
        reference(ID)
    }

    fn provider(&self, wire: Wire) -> Box<dyn VerificationProvider> {
        let plain = self.clone();
        Box::new(Asking { plain, wire })
    }

    fn reply(&self, verdict: Verdict, subject: Option<&str>) -> Reply {
        let verdict = match verdict {
            Verdict::Verified => "verified",
            Verdict::Rejected => "rejected",
            Verdict::Pending => "pending",
            _ => UNKNOWN_VALUE,
        };
        let name = match self.flaw {
            Flaw::PlantsNothing => "Zanele Invented",
            _ => PERSON,
        };
        let body = format!("{verdict}|{}|{name};", subject.unwrap_or_default());
        Reply::new("text/plain", body)
    }

    fn established(&self) -> Vec<Established> {
        vec![Established::IdRecord]
    }
}

impl VerificationProvider for Asking {
    fn provider(&self) -> Provider {
        acme()
    }

    fn outcome<'a>(
        &'a self,
        asked: &'a Reference,
        options: &'a AskOptions,
    ) -> BoxFuture<'a, Result<VerificationOutcome, Error>> {
        if self.has(Flaw::LeaksBeforeItsFuture)
            && let Reference::Other(other) = asked
        {
            let id = other.ids.get("id").map(|id| id.expose().as_str());
            tracing::trace!(id, "asked");
        }
        Box::pin(self.ask(asked, options))
    }
}

impl Asking {
    fn has(&self, flaw: Flaw) -> bool {
        self.plain.flaw == flaw
    }

    async fn ask(
        &self,
        asked: &Reference,
        options: &AskOptions,
    ) -> Result<VerificationOutcome, Error> {
        let id = match asked {
            Reference::Other(other) if *asked.provider() == acme() => other.ids.get("id"),
            _ => None,
        };
        let id = match id {
            Some(id) => id.expose(),
            None if self.has(Flaw::AsksWithoutAnId) => "",
            None => return Err(Error::new(ErrorKind::InvalidRequest, Phase::NotSent)),
        };
        if self.has(Flaw::AsksNothing) {
            return self.decide(asked, "verified", &Reply::new("", ""), options);
        }
        if self.has(Flaw::Hangs) && self.wire.conduct() == &Conduct::Hang {
            pending::<()>().await;
        }
        let reply = self.exchange()?;
        let status = reply.status;
        if status == 302 && self.has(Flaw::FollowsRedirects) {
            self.exchange()?;
        }
        if status != 200 && !self.has(Flaw::IgnoresTheStatus) {
            return Err(self.refusal(&reply));
        }
        let text = match core::str::from_utf8(&reply.body) {
            Ok(text) => text.to_owned(),
            Err(_) if self.has(Flaw::ReadsWhateverBytes) => {
                String::from_utf8_lossy(&reply.body).into_owned()
            }
            Err(_) => return Err(self.malformed("")),
        };
        let Some(answer) = self.parse(&text) else {
            assert!(!self.has(Flaw::Panics), "cannot read {text}");
            if self.has(Flaw::CallsGarbagePending) {
                return self.decide(asked, "pending", &reply, options);
            }
            return Err(self.malformed(&text));
        };
        self.show(answer.name);
        self.check_id(id, answer.id)?;
        let verdict = match answer.id {
            "" if !self.has(Flaw::BelievesAnswersAboutNobody) => "",
            _ => answer.verdict,
        };
        self.decide(asked, verdict, &reply, options)
    }

    fn exchange(&self) -> Result<Reply, Error> {
        let limit = match self.plain.flaw {
            Flaw::KnowsNoLimit => usize::MAX,
            _ => ResponseLimits::DEFAULT_MAX_BODY_BYTES,
        };
        self.wire.exchange(limit).map_err(|error| {
            let phase = match self.plain.flaw {
                Flaw::SaysNotSent => Phase::NotSent,
                Flaw::SaysAnswered => Phase::Answered,
                _ => error.phase(),
            };
            let retryable = error.is_retryable() && !self.has(Flaw::NeverRetries);
            Error::new(ErrorKind::Transport, phase).with_retryable(retryable)
        })
    }

    fn refusal(&self, reply: &Reply) -> Error {
        let transient = is_transient_status(reply.status);
        let kind = match reply.status {
            401 => ErrorKind::NotAuthorized,
            _ if transient => ErrorKind::ProviderFailure,
            _ => ErrorKind::ProviderRefused,
        };
        let retryable =
            (transient && !self.has(Flaw::NeverRetries)) || self.has(Flaw::AlwaysRetries);
        let mut error = Error::new(kind, Phase::Answered).with_retryable(retryable);
        if !self.has(Flaw::ForgetsTheStatus) {
            error = error.with_http_status(reply.status);
        }
        let wait = reply
            .headers
            .iter()
            .find(|(name, _)| *name == "retry-after");
        if let Some((_, seconds)) = wait.filter(|_| !self.has(Flaw::ForgetsRetryAfter)) {
            error = error.with_retry_after(Duration::from_secs(seconds.parse().unwrap()));
        }
        error
    }

    fn parse<'a>(&self, text: &'a str) -> Option<Answer<'a>> {
        let text = match self.plain.flaw {
            Flaw::TakesTheFirstOfTwo => text.split_once(';')?.0,
            Flaw::TruncatedIsFine => text.strip_suffix(';').unwrap_or(text),
            Flaw::KnowsNoLimit => text.trim_end().strip_suffix(';')?,
            _ => text.strip_suffix(';')?,
        };
        let mut parts = text.split('|');
        let answer = Answer {
            verdict: parts.next()?,
            id: parts.next()?,
            name: parts.next()?,
        };
        (parts.next().is_none() && !text.contains(';')).then_some(answer)
    }

    fn malformed(&self, text: &str) -> Error {
        let error = Error::new(ErrorKind::MalformedAnswer, Phase::Answered);
        match self.plain.flaw {
            Flaw::LeaksInPath => error.with_path(text),
            Flaw::LeaksInSource => error.with_source(format!("cannot read {text}")),
            Flaw::AlwaysRetries => error.with_retryable(true),
            _ => error,
        }
    }

    fn show(&self, name: &str) {
        match self.plain.flaw {
            Flaw::LeaksInEvent => tracing::trace!(name, "read"),
            Flaw::LeaksInSpan => drop(tracing::info_span!("reading", name)),
            Flaw::LeaksInLog => self.plain.log.lock().unwrap().push_str(name),
            _ => {}
        }
    }

    fn check_id(&self, asked: &str, answered: &str) -> Result<(), Error> {
        let is_same = match self.plain.flaw {
            Flaw::BelievesAnyId | Flaw::AsksWithoutAnId => true,
            Flaw::IgnoresLetterCase => asked.eq_ignore_ascii_case(answered),
            _ => asked == answered,
        };
        if is_same || answered.is_empty() {
            return Ok(());
        }
        Err(Error::new(ErrorKind::WrongSubject, Phase::Answered))
    }

    fn decide(
        &self,
        asked: &Reference,
        verdict: &str,
        reply: &Reply,
        options: &AskOptions,
    ) -> Result<VerificationOutcome, Error> {
        let source = match (self.plain.flaw, self.wire.tls()) {
            (Flaw::VouchesForItself, _) => Source::CallerVouched,
            (Flaw::TrustsAnybody, _) | (_, TlsVerification::Verified) => Source::Asked,
            _ => Source::Unverified,
        };
        let decision = match (verdict, self.plain.flaw) {
            _ if source == Source::Unverified => Decision::Inconclusive,
            ("verified", _)
            | ("pending", Flaw::PendingIsVerified)
            | ("rejected", Flaw::RejectedIsVerified) => Decision::Verified,
            ("rejected", _) => Decision::Rejected,
            ("pending", _) => Decision::Pending,
            (UNKNOWN_VALUE, Flaw::UnknownIsVerified) => Decision::Verified,
            (UNKNOWN_VALUE, Flaw::UnknownIsRejected) => Decision::Rejected,
            (UNKNOWN_VALUE, Flaw::UnknownIsAnError) => return Err(self.malformed("")),
            _ => Decision::Inconclusive,
        };
        let mut parts = self.parts(asked, decision);
        if verdict == UNKNOWN_VALUE && !self.has(Flaw::UnknownIsDropped) {
            let category = ReasonCategory::UnrecognizedValue;
            parts
                .reasons
                .push(Reason::new(category, Weight::Advisory).with_code(verdict));
        }
        parts.source = source;
        if !self.has(Flaw::TellsNoTime) {
            parts.retrieved_at = "2026-01-02T03:04:05Z".parse().ok();
        }
        let keep = match self.plain.flaw {
            Flaw::KeepsNoPayload => false,
            Flaw::KeepsEveryPayload => true,
            _ => options.keep_raw,
        };
        let payload = Payload::new("text/plain", Bytes::clone(&reply.body));
        parts.raw = payload
            .ok()
            .filter(|_| keep)
            .map(|payload| payload.to_raw());
        VerificationOutcome::new(parts)
            .map_err(|bug| Error::new(ErrorKind::Invariant, Phase::Answered).with_source(bug))
    }

    fn parts(&self, asked: &Reference, decision: Decision) -> OutcomeParts {
        let reference = match self.plain.flaw {
            Flaw::ForgetsTheId => reference("another"),
            _ => asked.clone(),
        };
        let row = match self.plain.flaw {
            Flaw::LeaksInOutcome => PERSON,
            _ => "acme/1",
        };
        let verified = decision == Decision::Verified;
        let (category, remedy) = match verified {
            true => (ReasonCategory::Approved, Remedy::None),
            false => (ReasonCategory::NotDetermined, Remedy::Review),
        };
        let mut parts = OutcomeParts::inconclusive(reference, category, remedy, row, "acme-1");
        parts.product = Product::EnhancedKyc;
        if self.has(Flaw::NestsTooDeep) {
            let deep = (0..200).fold(json!(true), |inner, _| json!([inner]));
            parts.flags.complete = Some(Lenient::Unreadable(deep.into()));
        }
        parts.decision = decision;
        parts.finality = match decision {
            Decision::Rejected if self.has(Flaw::RejectionIsProvisional) => Finality::Provisional,
            Decision::Verified | Decision::Rejected => Finality::Final,
            Decision::Pending => Finality::Provisional,
            _ => Finality::Unknown,
        };
        parts.awaiting = (decision == Decision::Pending).then_some(Awaiting::Provider);
        if verified {
            parts.established.push(Established::IdRecord);
        }
        if verified && self.has(Flaw::EstablishesMore) {
            parts.established.push(Established::Liveness);
        }
        parts
    }
}
