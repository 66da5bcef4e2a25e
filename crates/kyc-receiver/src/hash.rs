//! One hash over several parts.

use core::fmt::Write as _;

use sha2::{Digest, Sha256};

/// The lower-case hexadecimal SHA-256 of the parts, each behind its length, so that no two lists of parts run together.
pub(crate) fn of_parts(parts: &[&[u8]]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        // Lossless: no target has more than 64 bits of memory.
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    hasher
        .finalize()
        .iter()
        .fold(String::with_capacity(64), |mut text, byte| {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}

/// Whether the text is 64 lower-case hexadecimal digits.
pub(crate) fn is_hash(text: &str) -> bool {
    text.len() == 64
        && text
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// A type that holds such a hash as its text.
macro_rules! hash_text {
    ($(#[$docs:meta])* $name:ident, $what:literal) => {
        $(#[$docs])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            pub(crate) fn of_parts(parts: &[&[u8]]) -> Self {
                Self(crate::hash::of_parts(parts))
            }

            /// The 64 lower-case hexadecimal digits.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl core::str::FromStr for $name {
            type Err = crate::StoreError;

            #[doc = concat!("Reads ", $what, " back from its text.")]
            ///
            /// # Errors
            /// `Corrupt` when the text is not 64 lower-case hexadecimal digits. The error does not quote it.
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                if crate::hash::is_hash(text) {
                    Ok(Self(text.to_owned()))
                } else {
                    Err(crate::StoreError::new(crate::StoreErrorKind::Corrupt))
                }
            }
        }
    };
}
pub(crate) use hash_text;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_do_not_run_together() {
        let one = of_parts(&[b"ab", b"c"]);
        assert!(is_hash(&one));
        assert_ne!(one, of_parts(&[b"a", b"bc"]));
        assert_ne!(one, of_parts(&[b"abc"]));
        assert_ne!(one, of_parts(&[b"ab", b"c", b""]));
        assert_eq!(one, of_parts(&[b"ab", b"c"]));
        // sha256 of nothing.
        assert!(of_parts(&[]).starts_with("e3b0c442"));
    }
}
