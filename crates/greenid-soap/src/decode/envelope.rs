//! The SOAP 1.1 envelope around a message, and faults.

use kyc_model::greenid::Fault;

use super::{pull::Pull, records, tag::Tag};
use crate::ErrorKind;

/// What an envelope holds.
pub(super) enum Answer<T> {
    Reply(T),
    Fault(Fault),
}

/// Reads a whole document. `read` gets the one message in the body, unless it is a fault.
pub(super) fn read<'a, T>(
    pull: &mut Pull<'a>,
    read: impl FnOnce(&mut Pull<'a>, Tag<'a>) -> Result<T, ErrorKind>,
) -> Result<Answer<T>, ErrorKind> {
    let root = pull.root()?;
    if !root.is_soap("Envelope") {
        return Err(ErrorKind::NotSoap);
    }
    if root.flags.is_nil {
        return Err(ErrorKind::UnexpectedMessage);
    }
    let answer = pull.inside("Envelope", None, |pull| envelope(pull, read))?;
    pull.finish()?;
    Ok(answer)
}

fn envelope<'a, T>(
    pull: &mut Pull<'a>,
    read: impl FnOnce(&mut Pull<'a>, Tag<'a>) -> Result<T, ErrorKind>,
) -> Result<Answer<T>, ErrorKind> {
    let mut read = Some(read);
    let mut answer = None;
    let mut has_header = false;
    while let Some(tag) = pull.child()? {
        if tag.is_soap("Header") {
            let is_second = core::mem::replace(&mut has_header, true);
            pull.inside("Header", None, |pull| header(pull, is_second))?;
        } else if tag.is_soap("Body") {
            answer = Some(pull.inside("Body", None, |pull| {
                let read = read.take().ok_or(ErrorKind::DuplicateMember)?;
                if tag.flags.is_nil {
                    return Err(ErrorKind::UnexpectedMessage);
                }
                body(pull, read)
            })?);
        } else {
            pull.unknown(tag)?;
        }
    }
    answer.map_or_else(
        || pull.inside("Body", None, |_| Err(ErrorKind::MissingMember)),
        Ok,
    )
}

fn header(pull: &mut Pull<'_>, is_second: bool) -> Result<(), ErrorKind> {
    if is_second {
        return Err(ErrorKind::DuplicateMember);
    }
    while let Some(entry) = pull.child()? {
        if entry.flags.must_understand {
            return Err(ErrorKind::UnexpectedMessage);
        }
        pull.unknown(entry)?;
    }
    Ok(())
}

fn body<'a, T>(
    pull: &mut Pull<'a>,
    read: impl FnOnce(&mut Pull<'a>, Tag<'a>) -> Result<T, ErrorKind>,
) -> Result<Answer<T>, ErrorKind> {
    let message = pull.child()?.ok_or(ErrorKind::UnexpectedMessage)?;
    if message.is_nil()? {
        return Err(ErrorKind::UnexpectedMessage);
    }
    let answer = if message.is_soap("Fault") {
        Answer::Fault(pull.inside("Fault", None, records::fault)?)
    } else {
        Answer::Reply(read(pull, message)?)
    };
    match pull.child()? {
        None => Ok(answer),
        Some(_) => Err(ErrorKind::UnexpectedMessage),
    }
}
