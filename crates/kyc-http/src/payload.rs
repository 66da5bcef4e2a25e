//! The bytes that an answer came as.

use core::{fmt, str::Utf8Error};

use bytes::Bytes;
use kyc_model::{Sensitive, Word, outcome::RawPayload};
use sha2::{Digest, Sha256};

/// The bytes of an answer with their media type. `Debug` shows neither.
#[derive(Clone, PartialEq, Eq)]
pub struct Payload {
    media_type: Word,
    bytes: Bytes,
}

impl Payload {
    /// The bytes of an answer, which must be UTF-8.
    ///
    /// # Errors
    /// Where they are not.
    pub fn new(media_type: impl Into<Word>, bytes: Bytes) -> Result<Self, Utf8Error> {
        core::str::from_utf8(&bytes)?;
        Ok(Self {
            media_type: media_type.into(),
            bytes,
        })
    }

    /// Lower-case hexadecimal SHA-256 of the bytes.
    #[must_use]
    pub fn sha256(&self) -> String {
        let mut text = String::with_capacity(64);
        for byte in Sha256::digest(&self.bytes) {
            let digits = [byte >> 4, byte & 0x0f];
            text.extend(digits.map(|digit| char::from_digit(digit.into(), 16).unwrap_or_default()));
        }
        text
    }

    /// The payload in the form that an outcome keeps.
    #[must_use]
    pub fn to_raw(&self) -> RawPayload {
        let text = String::from_utf8_lossy(&self.bytes).into_owned();
        RawPayload::new(
            self.media_type.to_string(),
            self.sha256(),
            Sensitive::new(text),
        )
    }
}

impl fmt::Debug for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Payload([{} bytes])", self.bytes.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_hashed_kept_and_not_shown() {
        let payload = Payload::new("text/xml", Bytes::from_static(b"abc")).unwrap();
        let hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(payload.sha256(), hash);
        let raw = payload.to_raw();
        assert_eq!(raw.media_type, "text/xml");
        assert_eq!(raw.sha256, hash);
        assert_eq!(raw.text.expose(), "abc");
        assert_eq!(format!("{payload:?}"), "Payload([3 bytes])");
        assert!(Payload::new("text/xml", Bytes::from_static(&[0xff])).is_err());
    }
}
