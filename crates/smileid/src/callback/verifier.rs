//! From headers and bytes to an event.

use core::time::Duration;
use std::borrow::Cow;

use bytes::Bytes;
use http::{HeaderMap, HeaderName};
use kyc_http::ResponseLimits;
use kyc_model::{Sensitive, Timestamp};

use super::{Event, EventKind, Freshness, diagnosis};
use crate::{
    Credentials, Error, ErrorKind, Payload, Result,
    decode::{Names, Text},
    read_time, signature,
    time::MAX_TIMESTAMP_BYTES,
};

const RESPONSE_SIGNATURE: HeaderName = HeaderName::from_static("response-signature");
const RESPONSE_TIMESTAMP: HeaderName = HeaderName::from_static("response-timestamp");
const JOB_ID: HeaderName = HeaderName::from_static("job-id");
const USER_ID: HeaderName = HeaderName::from_static("user-id");
const API_VERSION: HeaderName = HeaderName::from_static("api-version");

/// Checks and reads what Smile ID pushes. V1 signs in the body, V3 in the headers `Response-Signature` and
/// `Response-Timestamp`; both at once are refused.
///
/// The order is: size, the names of the body's outermost members (they tell where the signature stands), the signature, and
/// only then the body's values. Freshness is told and refuses nothing; Smile ID documents no window, so both sides of it are
/// settings.
#[derive(Clone, Debug)]
#[must_use]
pub struct Verifier {
    credentials: Credentials,
    others: Vec<Credentials>,
    window: Duration,
    future_skew: Duration,
    limits: ResponseLimits,
}

/// The signed text, its signature, who signs there, and what it signs beside.
struct Signed<'d> {
    document: Text<'d>,
    names: Names,
    timestamp: Cow<'d, str>,
    signature: Cow<'d, str>,
    is_v3: bool,
}

impl Signed<'_> {
    fn kind(&self) -> Result<EventKind> {
        Ok(if self.is_v3 && self.names.are_of_v3() {
            EventKind::V3(Box::new(self.document.read()?))
        } else if !self.is_v3 && self.names.are_of_result() {
            EventKind::V1(Box::new(self.document.read()?))
        } else {
            self.document.check()?;
            EventKind::Unrecognized
        })
    }
}

impl Verifier {
    /// Checks against these keys. An event counts as fresh for 10 minutes, and for 1 minute before its time.
    pub fn new(credentials: Credentials) -> Self {
        Self {
            credentials,
            others: Vec::new(),
            window: Duration::from_secs(600),
            future_skew: Duration::from_secs(60),
            limits: ResponseLimits::default(),
        }
    }

    /// How old an event may be before it counts as [stale](Freshness::Stale). 10 minutes unless set: Smile ID sends again
    /// for some time when it gets no 2xx.
    pub const fn with_window(mut self, window: Duration) -> Self {
        self.window = window;
        self
    }

    /// How far ahead of this machine's clock an event may be before it counts as [future](Freshness::Future). 1 minute
    /// unless set.
    pub const fn with_future_skew(mut self, skew: Duration) -> Self {
        self.future_skew = skew;
        self
    }

    /// The largest body. 8 MiB unless set; a photo in base64 takes about 1.5 MB.
    pub const fn with_limits(mut self, limits: ResponseLimits) -> Self {
        self.limits = limits;
        self
    }

    /// Credentials of another environment or account, tried when none of ours fits. They vouch for nothing: they only tell
    /// the operator what was mixed up.
    pub fn also_diagnose_with(mut self, other: Credentials) -> Self {
        self.others.push(other);
        self
    }

    /// The partner whose callbacks these are.
    #[must_use]
    pub fn partner_id(&self) -> &str {
        self.credentials.partner_id()
    }

    /// Checks and reads one delivery. `now` chooses the keys that are valid and judges freshness.
    ///
    /// A stale event or one from the future is still an event, since its signature fits, and a document that is not known
    /// is one of the kind [`Unrecognized`](EventKind::Unrecognized).
    ///
    /// # Errors
    /// `TooLarge`; `SignatureMissing`, `SignatureMalformed`, `SignatureAmbiguous`; `SignatureMismatch`, then with a
    /// [likely cause](Error::likely_cause) where there is one; the shape errors of [`decode`](mod@crate::decode). Nothing
    /// of a delivery that is refused is to be believed.
    pub fn receive(&self, headers: &HeaderMap, body: &Bytes, now: Timestamp) -> Result<Event> {
        if body.len() > self.limits.max_body_bytes {
            return Err(Error::answered(ErrorKind::TooLarge));
        }
        let signed = self.signed(headers, body)?;
        let (text, signature) = (&*signed.timestamp, &*signed.signature);
        self.check_pair(text, signature, now)?;
        let signed_at = read_time(text);
        let kind = signed.kind()?;
        let header_id = |name: &HeaderName| {
            let id = one(headers, name)?.filter(|id| !id.is_empty());
            Ok::<_, Error>(id.map(|id| Sensitive::new(id.to_owned())))
        };
        let is_v3 = signed.is_v3;
        let from_headers = |name| if is_v3 { header_id(name) } else { Ok(None) };
        Ok(Event {
            freshness: self.freshness(signed_at, now),
            signed_at,
            job_id_header: from_headers(&JOB_ID)?,
            user_id_header: from_headers(&USER_ID)?,
            api_version: headers
                .get(&API_VERSION)
                .filter(|_| is_v3)
                .and_then(|version| version.to_str().ok())
                .map(Into::into),
            payload: Payload::new("application/json", body.clone())
                .map_err(|_| Error::answered(ErrorKind::InvalidUtf8))?,
            pair: Sensitive::new([text, signature].join("\n")),
            kind,
        })
    }

    /// Checks a timestamp's exact text and its signature alone, without a delivery. `now` chooses the keys that are valid.
    ///
    /// # Errors
    /// `SignatureMalformed`, also for a timestamp longer than 64 bytes; `SignatureMismatch`, then with a [likely cause](Error::likely_cause) where there is one.
    pub fn check_pair(&self, timestamp: &str, pair_signature: &str, now: Timestamp) -> Result<()> {
        if timestamp.len() > MAX_TIMESTAMP_BYTES {
            // Every key hashes it, and nobody has shown yet that they hold one.
            return Err(Error::answered(ErrorKind::SignatureMalformed).at("timestamp"));
        }
        signature::verify(&self.credentials, timestamp, pair_signature, now).map_err(|error| {
            let diagnose = || {
                diagnosis::likely_cause(&self.credentials, &self.others, timestamp, pair_signature)
            };
            let is_mismatch = error.kind() == ErrorKind::SignatureMismatch;
            error.with_likely_cause(is_mismatch.then(diagnose).flatten())
        })
    }

    fn signed<'d>(&self, headers: &'d HeaderMap, body: &'d [u8]) -> Result<Signed<'d>> {
        let missing = |name| Error::answered(ErrorKind::SignatureMissing).at(name);
        let in_header = one(headers, &RESPONSE_SIGNATURE)?;
        let at_header = one(headers, &RESPONSE_TIMESTAMP)?;
        let is_in_headers = in_header.is_some() || at_header.is_some();
        let filled = |text: &&str| !text.is_empty();
        if is_in_headers {
            let document = Text::of(body, self.limits)?;
            let names = document.names()?;
            if names.are_signed() {
                return Err(Error::answered(ErrorKind::SignatureAmbiguous));
            }
            let timestamp = at_header
                .filter(filled)
                .ok_or_else(|| missing("Response-Timestamp"))?;
            let signature = in_header
                .filter(filled)
                .ok_or_else(|| missing("Response-Signature"))?;
            return Ok(Signed {
                timestamp: timestamp.into(),
                signature: signature.into(),
                is_v3: true,
                document,
                names,
            });
        }
        let document = Text::of(body, self.limits)?;
        let in_body = document.head()?;
        let filled = |text: &Cow<'_, str>| !text.is_empty();
        Ok(Signed {
            timestamp: in_body
                .timestamp
                .filter(filled)
                .ok_or_else(|| missing("timestamp"))?,
            signature: in_body
                .signature
                .filter(filled)
                .ok_or_else(|| missing("signature"))?,
            is_v3: false,
            document,
            names: in_body.names,
        })
    }

    fn freshness(&self, signed_at: Option<Timestamp>, now: Timestamp) -> Freshness {
        let Some(at) = signed_at else {
            return Freshness::Unknown;
        };
        if let Some(age) = now.since(at) {
            return if age > self.window {
                Freshness::Stale
            } else {
                Freshness::Fresh
            };
        }
        let ahead = at.since(now).unwrap_or_default();
        if ahead > self.future_skew {
            Freshness::Future
        } else {
            Freshness::Fresh
        }
    }
}

/// The one value of a header, which must be text.
fn one<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Result<Option<&'h str>> {
    let mut values = headers.get_all(name).iter();
    let Some(value) = values.next() else {
        return Ok(None);
    };
    let path = || format!("header {name}");
    if values.next().is_some() {
        return Err(Error::answered(ErrorKind::SignatureAmbiguous).at(path()));
    }
    match core::str::from_utf8(value.as_bytes()) {
        Ok(text) => Ok(Some(text.trim())),
        Err(_) => Err(Error::answered(ErrorKind::SignatureMalformed).at(path())),
    }
}
