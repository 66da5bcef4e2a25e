//! From the wire to `kyc-model` records: one pass over the bytes, strict about XML and SOAP, lenient where greenID is.
//!
//! Lenient: any prefixes, members in any order and qualified or not, lists with other members between their entries,
//! absent and `xsi:nil` members, nil list entries (dropped and counted), the known spellings of the Post Office members
//! and of the lists, CDATA, comments, unknown elements (counted and named). Nothing is trimmed.
//!
//! Strict: no DOCTYPE, no entities but the five of XML, no forbidden character, UTF-8 only, namespaces that are bound,
//! attributes and scalars that stand once, one envelope, one body, one message, whose members stand in it and are not
//! referred to (`href`). What failed is told by its path of
//! documented names, never by its value.
//!
//! Limits besides the size of the body: 64 levels, 200,000 elements, 64 attributes per element, declarations
//! included, 128 namespace bindings at a time, 100 entries of lists and one more for every 64 bytes, 64 paths of unknown
//! elements (more are counted under `...`).

mod attributes;
mod bytes;
mod envelope;
mod pull;
mod records;
mod scope;
mod step;
mod tag;
mod text;
mod tokens;
mod unknown;

use kyc_http::ResponseLimits;
use kyc_model::{
    Sensitive,
    greenid::{Fault, RichVerificationResult},
};

use crate::{Error, ErrorKind, Operation, Result, check};
use envelope::Answer;
use pull::Pull;

pub(crate) use attributes::is_utf8;
pub(crate) use scope::{SERVICE as SERVICE_NAMESPACE, SOAP as SOAP_NAMESPACE};

/// Reads the reply to an operation that returns a verification result. It is not compared with any request.
///
/// # Errors
/// A fault of greenID, and all kinds of [`ErrorKind`] that a body can have. Of a registration, unless greenID refused, each
/// says that the person [may be registered](Error::may_be_registered), and none that it may be tried again.
pub fn verification_result(
    body: &[u8],
    operation: Operation,
    limits: ResponseLimits,
) -> Result<RichVerificationResult> {
    read_result(body, operation, limits).map_err(|error| match operation {
        // Whoever knows whether a userId was sent says it again.
        Operation::RegisterUser => error.of_registration(true),
        Operation::GetVerificationResult | Operation::IsUserIdRegistered => error,
    })
}

fn read_result(
    body: &[u8],
    operation: Operation,
    limits: ResponseLimits,
) -> Result<RichVerificationResult> {
    let document = bytes::document(body, limits)?;
    let mut pull = Pull::new(&document);
    let answer = envelope::read(&mut pull, |pull, message| {
        if !message.is_service(operation.response_name()) {
            return Err(ErrorKind::UnexpectedMessage);
        }
        records::result_message(pull)
    });
    reply(&pull, answer).map(|record| counted(pull, record))
}

/// Reads the reply to `isUserIdRegistered`.
///
/// # Errors
/// As for [`verification_result`].
pub fn registered(body: &[u8], limits: ResponseLimits) -> Result<bool> {
    let document = bytes::document(body, limits)?;
    let mut pull = Pull::new(&document);
    let answer = envelope::read(&mut pull, |pull, message| {
        if !message.is_service(Operation::IsUserIdRegistered.response_name()) {
            return Err(ErrorKind::UnexpectedMessage);
        }
        records::registered_message(pull)
    });
    reply(&pull, answer)
}

/// Reads the result in any message that has one, and tells which operation it answers. The errors of one that answers a
/// registration say so.
pub(crate) fn any_result(
    body: &[u8],
    limits: ResponseLimits,
) -> Result<(Operation, RichVerificationResult)> {
    let document = bytes::document(body, limits)?;
    let mut pull = Pull::new(&document);
    let mut is_of_registration = false;
    let answer = envelope::read(&mut pull, |pull, message| {
        let operation = [Operation::GetVerificationResult, Operation::RegisterUser]
            .into_iter()
            .find(|operation| message.is_service(operation.response_name()))
            .ok_or(ErrorKind::UnrecognizedPayload)?;
        is_of_registration = operation == Operation::RegisterUser;
        Ok((operation, records::result_message(pull)?))
    });
    match reply(&pull, answer) {
        Ok((operation, record)) => Ok((operation, counted(pull, record))),
        Err(error) if is_of_registration => Err(error.of_registration(true)),
        Err(error) => Err(error),
    }
}

/// The fault in a body, if it is a message with one.
pub(crate) fn fault(body: &[u8], limits: ResponseLimits) -> Option<Fault> {
    let document = bytes::document(body, limits).ok()?;
    let mut pull = Pull::new(&document);
    match envelope::read(&mut pull, |_, _| Err::<(), _>(ErrorKind::UnexpectedMessage)) {
        Ok(Answer::Fault(fault)) => Some(fault),
        _ => None,
    }
}

/// Whether the outermost element is the envelope of SOAP, as far as the body can be read, whatever its size.
pub(crate) fn is_in_envelope(body: &[u8]) -> bool {
    let text = body.utf8_chunks().next().map_or("", |chunk| chunk.valid());
    let end = text.find(|c| !check::is_xml_char(c)).unwrap_or(text.len());
    let readable = text.get(..end).unwrap_or_default().as_bytes();
    let limits = ResponseLimits::default().with_max_body_bytes(readable.len());
    bytes::document(readable, limits).is_ok_and(|document| {
        Pull::new(&document)
            .root()
            .is_ok_and(|root| root.is_soap("Envelope"))
    })
}

/// Whether the outermost element is named `Envelope`, in whatever namespace.
pub(crate) fn has_envelope(body: &[u8], limits: ResponseLimits) -> bool {
    /// The outermost tag hardly ever ends behind these.
    const HEAD: usize = 2048;
    let text = body.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(body);
    if !text.trim_ascii_start().starts_with(b"<") {
        return false;
    }
    let head = body
        .get(..HEAD)
        .and_then(|head| head.utf8_chunks().next())
        .map(|head| head.valid().as_bytes());
    head.is_some_and(|head| begins_with_envelope(head, limits))
        || begins_with_envelope(body, limits)
}

fn begins_with_envelope(body: &[u8], limits: ResponseLimits) -> bool {
    bytes::document(body, limits).is_ok_and(|document| {
        Pull::new(&document)
            .root()
            .is_ok_and(|root| root.local == "Envelope")
    })
}

/// With what was counted up to the end of the document: it may stand behind the message, too.
fn counted(mut pull: Pull<'_>, mut record: RichVerificationResult) -> RichVerificationResult {
    let (nil_entries, unknown) = pull.take_counts();
    record.nil_entries = nil_entries;
    record.unrecognized = Sensitive::new(unknown);
    record
}

fn reply<T>(pull: &Pull<'_>, answer: core::result::Result<Answer<T>, ErrorKind>) -> Result<T> {
    match answer {
        Ok(Answer::Reply(reply)) => Ok(reply),
        Ok(Answer::Fault(fault)) => Err(Error::of_fault(fault)),
        Err(kind) => {
            let error = Error::answered(kind);
            Err(match pull.path() {
                Some(path) => error.at(path),
                None => error,
            })
        }
    }
}
