//! The bytes that an answer came as.

use core::fmt;

use bytes::Bytes;
use kyc_model::{Sensitive, outcome::RawPayload};
use sha2::{Digest, Sha256};

use crate::{Error, ErrorKind, Result};

/// The bytes of an answer with their media type. `Debug` shows neither.
#[derive(Clone, PartialEq, Eq)]
pub struct Payload {
    media_type: String,
    bytes: Bytes,
}

impl Payload {
    pub(crate) fn new(media_type: &str, bytes: Bytes) -> Result<Self> {
        if core::str::from_utf8(&bytes).is_err() {
            return Err(Error::answered(ErrorKind::InvalidUtf8));
        }
        Ok(Self {
            media_type: media_type.to_owned(),
            bytes,
        })
    }

    /// Lower-case hexadecimal SHA-256 of the bytes.
    #[must_use]
    pub fn sha256(&self) -> String {
        use fmt::Write as _;
        let mut text = String::with_capacity(64);
        for byte in Sha256::digest(&self.bytes) {
            let _ = write!(text, "{byte:02x}");
        }
        text
    }

    /// The payload in the form that an outcome keeps.
    #[must_use]
    pub fn to_raw(&self) -> RawPayload {
        let text = String::from_utf8_lossy(&self.bytes).into_owned();
        RawPayload::new(self.media_type.clone(), self.sha256(), Sensitive::new(text))
    }
}

impl fmt::Debug for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Payload([{} bytes])", self.bytes.len())
    }
}
