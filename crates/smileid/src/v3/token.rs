//! `POST /v3/token`.

use core::{fmt, time::Duration};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, header};
use kyc_http::ResponseLimits;
use kyc_model::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use crate::{Credentials, Error, ErrorKind, Result, Server};

/// A token is fetched anew this long before it expires.
const LEEWAY: Duration = Duration::from_secs(60);

/// A question for a token that may ask for the status of any job.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct TokenRequest;

/// What V3 is asked with. It lives for 15 minutes.
#[derive(Clone)]
pub struct Token {
    secret: SecretString,
    expires_at: Option<Timestamp>,
}

#[derive(Deserialize)]
struct Reply {
    token: String,
}

#[derive(Deserialize)]
struct Claims {
    exp: i64,
}

impl TokenRequest {
    /// A question for a token.
    #[must_use]
    pub const fn new() -> Self {
        Self
    }

    /// The HTTP request. It holds the API key itself, in a header that is marked as sensitive.
    ///
    /// # Errors
    /// `InvalidConfiguration` when the partner id is no number or has leading zeros, which V3 refuses, or no key is valid
    /// at `now`.
    pub fn to_http(
        self,
        server: &Server,
        credentials: &Credentials,
        now: Timestamp,
    ) -> Result<Request<Bytes>> {
        let partner_id = credentials.partner_id();
        let is_number = partner_id.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number || partner_id.starts_with('0') {
            return Err(Error::configuration(
                "partner_id (V3 takes a number without leading zeros)",
            ));
        }
        let key = credentials.signing_key(now)?;
        let mut secret = HeaderValue::try_from(key.secret.expose_secret())
            .map_err(|_| Error::configuration("api_key"))?;
        secret.set_sensitive(true);
        Request::builder()
            .method(Method::POST)
            .uri(format!("{}/token", server.v3_base()))
            .header(header::ACCEPT, "application/json")
            .header(header::CONTENT_LENGTH, "0")
            .header("smileid-partner-id", partner_id)
            .header("smileid-api-key", secret)
            .body(Bytes::new())
            .map_err(|_| Error::configuration("server"))
    }

    /// Reads the token.
    ///
    /// # Errors
    /// Another HTTP status than 200; a body that is too large, not UTF-8, or without a token that a header can hold.
    pub fn read_reply(self, reply: &Response<Bytes>, limits: ResponseLimits) -> Result<Token> {
        let status = reply.status().as_u16();
        if status != 200 {
            return Err(Error::answered(ErrorKind::HttpStatus).with_status(status));
        }
        if reply.body().len() > limits.max_body_bytes {
            return Err(Error::answered(ErrorKind::TooLarge).with_status(status));
        }
        // serde skips what it does not need without a look at its encoding.
        let text = core::str::from_utf8(reply.body())
            .map_err(|_| Error::answered(ErrorKind::InvalidUtf8).with_status(status))?;
        let unusable = || {
            Error::answered(ErrorKind::UnrecognizedPayload)
                .with_status(status)
                .at("token")
        };
        // serde's own messages quote what they refuse.
        let reply: Reply = object(text.as_bytes()).ok_or_else(unusable)?;
        HeaderValue::try_from(reply.token.as_str()).map_err(|_| unusable())?;
        Ok(Token {
            expires_at: expiry(&reply.token),
            secret: reply.token.into(),
        })
    }
}

/// A JSON object: serde's derive takes a list of a record's values for the record, too.
fn object<'de, T: Deserialize<'de>>(json: &'de [u8]) -> Option<T> {
    json.trim_ascii_start()
        .starts_with(b"{")
        .then(|| serde_json::from_slice(json).ok())
        .flatten()
}

/// `exp` of a JWT. Its signature is for the server to check.
fn expiry(token: &str) -> Option<Timestamp> {
    let claims = token.split('.').nth(1)?;
    let claims = URL_SAFE_NO_PAD.decode(claims.trim_end_matches('=')).ok()?;
    let claims: Claims = object(&claims)?;
    Timestamp::from_unix_millis(claims.exp.checked_mul(1000)?).ok()
}

impl Token {
    /// Whether it can still be used at `now`, with a minute to spare. One that does not tell when it expires cannot.
    #[must_use]
    pub fn is_usable_at(&self, now: Timestamp) -> bool {
        self.expires_at
            .and_then(|at| at.since(now))
            .is_some_and(|left| left > LEEWAY)
    }

    pub(super) fn header(&self) -> Result<HeaderValue> {
        let mut value = HeaderValue::try_from(self.secret.expose_secret())
            .map_err(|_| Error::answered(ErrorKind::UnrecognizedPayload).at("token"))?;
        value.set_sensitive(true);
        Ok(value)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token")
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &'static [u8]) -> Result<Token> {
        let reply = Response::new(Bytes::from_static(body));
        TokenRequest::new().read_reply(&reply, ResponseLimits::default())
    }

    #[test]
    fn a_reply_is_utf_8_where_nobody_looks_too() {
        assert!(read(br#"{"token":"a.b.c","more":"x"}"#).is_ok());
        let error = read(b"{\"token\":\"a.b.c\",\"more\":\"\xff\"}").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidUtf8);
        let error = read(br#"{"token":"a.b.c","token":"d"}"#).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnrecognizedPayload);
    }

    #[test]
    fn a_list_is_no_token_and_no_claims() {
        let error = read(br#"["a.b.c"]"#).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnrecognizedPayload);
        let claims = |json: &str| format!("a.{}.c", URL_SAFE_NO_PAD.encode(json));
        let exp = Timestamp::from_unix_millis(4_102_444_800_000).ok();
        assert_eq!(expiry(&claims(r#" {"exp":4102444800}"#)), exp);
        assert_eq!(expiry(&claims("[4102444800]")), None);
    }

    #[test]
    fn a_token_that_no_header_can_hold_is_none() {
        let error = read(br#"{"token":"a.b\n.c"}"#).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnrecognizedPayload);
        assert_eq!(
            (error.path(), error.http_status()),
            (Some("token"), Some(200))
        );
    }
}
