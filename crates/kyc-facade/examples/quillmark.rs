//! A provider of one's own, whole: Quillmark, which does not exist, compares a face with a document. Its API is
//! `GET /checks/{id}`, which answers `{"check": id, "state": "open" or "closed", "finding": .., "name": ..}`.
//!
//! ```sh
//! cargo run --package kyc-facade --example quillmark
//! ```
//!
//! Its test, `tests/conformance/quillmark.rs`, is all that the suite of `kyc_facade::conformance` needs to know of it.
#![allow(clippy::print_stdout, reason = "an example prints")]

use bytes::Bytes;
use http::{HeaderValue, Request, Response, header};
use kyc_facade::{AskOptions, Error, ErrorKind, Registry, VerificationProvider};
use kyc_http::{
    Answer, BoxFuture, Call, Payload, Phase, Repeat, ResponseLimits, Sender, TlsVerification,
    Transport, TransportError, is_transient_status, path_segment,
};
use kyc_model::{Sensitive, outcome::*};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

fn name() -> Provider {
    Provider::from("quillmark")
}

/// The provider: a key, and something to send with.
pub(crate) struct Quillmark {
    sender: Sender,
    key: SecretString,
}

/// What Quillmark answers.
#[derive(Deserialize)]
struct Finding {
    check: Option<Sensitive<String>>,
    state: String,
    finding: Option<String>,
    name: Option<Sensitive<String>>,
}

impl Quillmark {
    pub(crate) fn new(sender: impl Into<Sender>, key: String) -> Self {
        let (sender, key) = (sender.into(), key.into());
        Self { sender, key }
    }

    /// The question. The header with the key is marked, so that no HTTP library logs it.
    fn request(&self, id: &str) -> Result<Request<Bytes>, Error> {
        let url = format!("https://api.quillmark.example/checks/{}", path_segment(id)?);
        let mut key = HeaderValue::try_from(format!("Bearer {}", self.key.expose_secret()))
            .map_err(|_| Error::new(ErrorKind::InvalidConfiguration, Phase::NotSent))?;
        key.set_sensitive(true);
        let request = Request::get(url).header(header::AUTHORIZATION, key);
        (request.body(Bytes::new()))
            .map_err(|_| Error::new(ErrorKind::InvalidRequest, Phase::NotSent))
    }

    async fn ask(
        &self,
        asked: &Reference,
        options: &AskOptions,
    ) -> Result<VerificationOutcome, Error> {
        let id = match asked {
            Reference::Other(other) if other.provider == name() => other.ids.get("check"),
            _ => None,
        };
        let invalid = Error::new(ErrorKind::InvalidRequest, Phase::NotSent).with_path("check");
        let id = id.ok_or(invalid)?.expose();
        let call = Call::new("quillmark", "check", Environment::Production, Repeat::Safe);
        let sender = &self.sender;
        let asking = sender.send(call, |_| self.request(id), |reply, _| read(reply, id));
        decide(asked, &asking.await?, options)
    }
}

impl VerificationProvider for Quillmark {
    fn provider(&self) -> Provider {
        name()
    }

    fn outcome<'a>(
        &'a self,
        asked: &'a Reference,
        options: &'a AskOptions,
    ) -> BoxFuture<'a, Result<VerificationOutcome, Error>> {
        Box::pin(async move {
            let result = self.ask(asked, options).await;
            result.map_err(|error| error.with_provider(name()))
        })
    }
}

/// Reads a reply. Nothing of it goes into an error: not even serde's own, which quotes what it refuses.
fn read(reply: &Response<Bytes>, id: &str) -> Result<(Finding, Payload), Error> {
    let status = reply.status().as_u16();
    let error = |kind| Error::new(kind, Phase::Answered).with_http_status(status);
    match status {
        200 => {}
        401 | 403 => return Err(error(ErrorKind::NotAuthorized)),
        404 => return Err(error(ErrorKind::SubjectNotFound)),
        _ if is_transient_status(status) => {
            return Err(error(ErrorKind::ProviderFailure).with_retryable(true));
        }
        _ => return Err(error(ErrorKind::ProviderRefused)),
    }
    let malformed = || error(ErrorKind::MalformedAnswer);
    let finding: Finding = serde_json::from_slice(reply.body()).map_err(|_| malformed())?;
    let answered = finding.check.as_ref().map(Sensitive::expose);
    if answered.is_some_and(|answered| answered != id) {
        return Err(error(ErrorKind::WrongSubject));
    }
    let payload = Payload::new("application/json", reply.body().clone());
    Ok((finding, payload.map_err(|_| malformed())?))
}

/// The decision table. *verified* has one row; what no row knows is inconclusive.
fn decide(
    asked: &Reference,
    answer: &Answer<(Finding, Payload)>,
    options: &AskOptions,
) -> Result<VerificationOutcome, Error> {
    use {Decision as D, ReasonCategory as C, Remedy as R};
    let (found, payload) = &answer.reply;
    let is_checked = answer.source != Source::Unverified;
    let said = (found.state.as_str(), found.finding.as_deref());
    let (row, decision, category, remedy) = match said {
        _ if !is_checked => ("source", D::Inconclusive, C::SourceNotChecked, R::AskAgain),
        _ if found.check.is_none() => ("nobody", D::Inconclusive, C::IncompleteAnswer, R::AskAgain),
        ("open", None) => ("open", D::Pending, C::AwaitingResult, R::Wait),
        ("closed", Some("same_person")) => ("same", D::Verified, C::Approved, R::None),
        ("closed", Some("another")) => ("another", D::Rejected, C::FaceMismatch, R::NewAttempt),
        _ => ("other", D::Inconclusive, C::UnrecognizedValue, R::Review),
    };
    let (row, table) = (format!("quillmark/{row}"), "quillmark-1");
    let mut parts = OutcomeParts::inconclusive(asked.clone(), category.clone(), remedy, row, table);
    let code = found.finding.as_ref().unwrap_or(&found.state).as_str();
    parts.reasons = vec![Reason::new(category, Weight::Decisive).with_code(code)];
    parts.product = Product::DocumentVerification;
    parts.decision = decision;
    (parts.finality, parts.awaiting, parts.established) = match decision {
        D::Verified => (Finality::Final, None, vec![Established::FaceToDocument]),
        D::Rejected => (Finality::Final, None, vec![]),
        D::Pending => (Finality::Provisional, Some(Awaiting::Provider), vec![]),
        _ => (Finality::Unknown, None, vec![]),
    };
    let mut name = Field::new("name", FieldMatch::Returned, is_checked);
    name.verified = found.name.clone();
    parts.fields = vec![name];
    parts.signature = SignatureState::NotDue;
    parts.source = answer.source;
    parts.environment = answer.environment;
    parts.retrieved_at = Some(answer.retrieved_at);
    parts.raw = options.keep_raw.then(|| payload.to_raw());
    VerificationOutcome::new(parts)
        .map_err(|bug| Error::new(ErrorKind::Invariant, Phase::Answered).with_source(bug))
}

/// The reference of a check, which holds all that is needed to ask.
pub(crate) fn reference(check: &str) -> Reference {
    let mut other = OtherReference::new(name());
    other.ids.insert("check".to_owned(), check.into());
    Reference::Other(other)
}

/// Instead of the network: Quillmark's server, which knows two checks.
struct Canned;

impl Transport for Canned {
    fn send<'a>(
        &'a self,
        request: Request<Bytes>,
        _: ResponseLimits,
    ) -> BoxFuture<'a, Result<Response<Bytes>, TransportError>> {
        let body = match request.uri().path() {
            "/checks/c-1" => r#"{"check":"c-1","state":"closed","finding":"same_person"}"#,
            _ => r#"{"check":"c-2","state":"open"}"#,
        };
        Box::pin(async move { Ok(Response::new(Bytes::from_static(body.as_bytes()))) })
    }

    fn tls(&self) -> TlsVerification {
        TlsVerification::Verified
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let quillmark = Quillmark::new(Canned, "an-invented-key".to_owned());
    let registry = Registry::new().with(quillmark);
    for check in ["c-1", "c-2"] {
        let asked = reference(check);
        let outcome = registry.outcome(&asked, &AskOptions::default()).await?;
        let (decision, row) = (outcome.decision(), outcome.decided_by());
        let enough = outcome.satisfies(&Requirement::identity());
        println!("{check}: {decision}, by row {row}; enough to open an account: {enough}");
    }
    Ok(())
}
