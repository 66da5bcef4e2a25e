//! Parts that most records leave empty.

use core::{
    fmt,
    ops::{Deref, DerefMut},
};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A part of a record that takes the room of one pointer until something is written into it. It reads, writes, compares
/// and serializes as the part itself.
///
/// A history holds thousands of results, and hardly one of them has every part.
///
/// ```
/// use kyc_model::{Sparse, smileid::IdFields};
/// let mut fields = Sparse::<IdFields>::default();
/// assert!(fields.country.is_none());
/// fields.country = Some(kyc_model::Lenient::Value("NG".into()));
/// assert!(fields.country.is_some());
/// ```
#[derive(Clone)]
pub struct Sparse<T>(Option<Box<T>>);

/// A part with an empty form that all who have nothing share.
pub trait Part: Default + 'static {
    /// The empty part.
    fn empty() -> &'static Self;
}

/// Declares parts.
macro_rules! parts {
    ($($part:ty),+ $(,)?) => { $(
        impl $crate::sparse::Part for $part {
            fn empty() -> &'static Self {
                static EMPTY: ::std::sync::LazyLock<$part> = ::std::sync::LazyLock::new(Default::default);
                &EMPTY
            }
        }
    )+ };
}
pub(crate) use parts;

impl<T> Default for Sparse<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T: Part> Deref for Sparse<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.0.as_deref().unwrap_or_else(|| T::empty())
    }
}

impl<T: Part> DerefMut for Sparse<T> {
    fn deref_mut(&mut self) -> &mut T {
        self.0.get_or_insert_default()
    }
}

impl<T> From<T> for Sparse<T> {
    fn from(part: T) -> Self {
        Self(Some(Box::new(part)))
    }
}

impl<T: Part + PartialEq> PartialEq for Sparse<T> {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (None, None) => true,
            _ => **self == **other,
        }
    }
}

impl<T: Part + fmt::Debug> fmt::Debug for Sparse<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: Part + Serialize> Serialize for Sparse<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (**self).serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Sparse<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::smileid::{Aml, JobResult};

    #[test]
    fn an_empty_part_is_one_that_was_never_written() {
        let mut written = Sparse::<Aml>::default();
        assert_eq!(written, Sparse::from(Aml::default()));
        written.strict_match = Some(crate::Lenient::Value(true));
        assert_ne!(written, Sparse::default());
        written.strict_match = None;
        assert_eq!(written, Sparse::default());
        assert_eq!(format!("{written:?}"), format!("{:?}", Aml::default()));
    }

    #[test]
    fn a_result_without_the_parts_is_small_and_has_none_of_them_in_json() {
        assert!(size_of::<JobResult>() <= 640, "{}", size_of::<JobResult>());
        assert_eq!(serde_json::to_string(&JobResult::default()).unwrap(), "{}");
        let json = r#"{"id_fields":{"country":"NG"},"aml":{"strict_match":true}}"#;
        let read: JobResult = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), json);
    }
}
