//! What the HTTP side of a reply has to say.

use bytes::Bytes;
use http::{HeaderMap, Response, header};
use kyc_http::ResponseLimits;

use crate::{Error, ErrorKind, Payload, Result, decode};

/// Reads the body of a reply with `read`, if status and encoding allow it.
pub(crate) fn read<T>(
    reply: &Response<Bytes>,
    limits: ResponseLimits,
    read: impl FnOnce(&[u8]) -> Result<T>,
) -> Result<(T, Payload)> {
    let status = reply.status().as_u16();
    let body = reply.body();
    match status {
        // SOAP 1.1 over HTTP knows these two.
        200 => read_body(reply, read),
        500 => match read_body(reply, read) {
            Ok(_) => Err(Error::answered(ErrorKind::Contradictory)),
            Err(error) if is_page(error.kind(), body) => Err(error.of_failed_server()),
            Err(error) => Err(error),
        },
        _ => Err(match decode::fault(body, limits) {
            Some(fault) => Error::of_fault(fault),
            None => Error::answered(ErrorKind::HttpStatus),
        }),
    }
    .map_err(|error| error.with_status(status))
}

/// Whether a body with a status of failure that cannot be read is the page of a server. Most kinds say that by themselves; the
/// others only where the body is no envelope, which would be an answer.
fn is_page(kind: ErrorKind, body: &[u8]) -> bool {
    let is_of_the_body = !matches!(kind, ErrorKind::Fault(_) | ErrorKind::Truncated);
    is_of_the_body && !kind.may_be_page() && !decode::is_in_envelope(body)
}

fn read_body<T>(
    reply: &Response<Bytes>,
    read: impl FnOnce(&[u8]) -> Result<T>,
) -> Result<(T, Payload)> {
    if names_other_charset(reply.headers()) {
        return Err(Error::answered(ErrorKind::UnsupportedEncoding).at("Content-Type"));
    }
    let value = read(reply.body())?;
    let payload = Payload::new(media_type(reply.headers()), reply.body().clone())
        .map_err(|_| Error::answered(ErrorKind::InvalidUtf8))?;
    Ok((value, payload))
}

fn content_type(headers: &HeaderMap) -> &str {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

/// The media type without parameters; one that is in no list could be anything, a name included.
fn media_type(headers: &HeaderMap) -> &'static str {
    const KNOWN: [&str; 5] = [
        "text/xml",
        "application/xml",
        "application/soap+xml",
        "text/plain",
        "text/html",
    ];
    let stated = content_type(headers)
        .split(';')
        .next()
        .unwrap_or_default()
        .trim();
    KNOWN
        .into_iter()
        .find(|known| stated.eq_ignore_ascii_case(known))
        .unwrap_or("application/octet-stream")
}

fn names_other_charset(headers: &HeaderMap) -> bool {
    content_type(headers).split(';').skip(1).any(|parameter| {
        let (name, value) = parameter.split_once('=').unwrap_or_default();
        name.trim().eq_ignore_ascii_case("charset")
            && !decode::is_utf8(value.trim().trim_matches(['"', '\'']))
    })
}
