//! What the raw texts of a Post Office file mean.

use core::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{Sensitive, Timestamp, open_enum};

/// A typed reading of a raw text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading<T> {
    /// Absent or blanks only: not applicable.
    Blank,
    /// Read.
    Value(T),
    /// There, and in no documented form.
    Unreadable,
}

impl<T> Reading<T> {
    pub(super) fn of(raw: Option<&str>, read: impl FnOnce(&str) -> Option<T>) -> Self {
        // Fixed-width fields are padded with blanks.
        match raw.map(|text| text.trim_matches(' ')) {
            None | Some("") => Self::Blank,
            Some(text) => read(text).map_or(Self::Unreadable, Self::Value),
        }
    }

    /// The value, if it was read.
    pub fn value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Blank | Self::Unreadable => None,
        }
    }

    /// Whether something stands there that cannot be read.
    pub const fn is_unreadable(&self) -> bool {
        matches!(self, Self::Unreadable)
    }
}

/// A calendar date. Its JSON form is `YYYY-MM-DD`. It may be somebody's birth date, so nothing prints it by accident:
///
/// ```compile_fail,E0277
/// # let date = kyc_model::greenid::Date::new(1980, 12, 1);
/// println!("{}", date.unwrap());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(jiff::civil::Date);

impl Date {
    /// The date, or `None` when there is no such day.
    #[must_use]
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        jiff::civil::Date::new(year, month, day).ok().map(Self)
    }

    /// Year, month and day.
    #[must_use]
    pub fn parts(self) -> (i16, i8, i8) {
        (self.0.year(), self.0.month(), self.0.day())
    }

    /// The date as `YYYY-MM-DD`. Whoever calls this decides that the data may go where it goes next.
    #[must_use]
    pub fn to_iso(self) -> String {
        self.0.to_string()
    }

    /// Reads `dd/mm/yyyy`.
    #[must_use]
    pub fn from_slashed(text: &str) -> Option<Self> {
        let mut parts = text.split('/');
        let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
        let plain = parts.next().is_none() && (day.len(), month.len(), year.len()) == (2, 2, 4);
        plain.then(|| Self::of_digits(year, month, day)).flatten()
    }

    /// Reads `ddmmyyyy`.
    #[must_use]
    pub fn from_ddmmyyyy(text: &str) -> Option<Self> {
        let (day, rest) = text.split_at_checked(2)?;
        let (month, year) = rest.split_at_checked(2)?;
        (year.len() == 4)
            .then(|| Self::of_digits(year, month, day))
            .flatten()
    }

    /// Reads `ddmmyy` with a year of this century.
    #[must_use]
    pub fn from_ddmmyy(text: &str) -> Option<Self> {
        let (day, rest) = text.split_at_checked(2)?;
        let (month, year) = rest.split_at_checked(2)?;
        (year.len() == 2)
            .then(|| Self::of_digits(&format!("20{year}"), month, day))
            .flatten()
    }

    fn of_digits(year: &str, month: &str, day: &str) -> Option<Self> {
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        if !digits(year) || !digits(month) || !digits(day) {
            return None;
        }
        Self::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
    }
}

impl fmt::Debug for Date {
    /// A date may be somebody's birth date.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[sensitive date]")
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)
            .ok()
            .and_then(|text| text.parse().ok())
            .map(Self)
            .ok_or_else(|| serde::de::Error::custom("not a date of the form YYYY-MM-DD"))
    }
}

/// One of the four match flags of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MatchFlag {
    /// Y.
    Match,
    /// X, blank or absent: not applicable, which is normal for a bill or a health card.
    NotApplicable,
    /// Anything else.
    Unrecognized,
}

impl MatchFlag {
    pub(super) fn read(raw: Option<&Sensitive<String>>) -> Self {
        match raw.map(|text| text.expose().trim_matches(' ')) {
            Some("Y") => Self::Match,
            None | Some("" | "X") => Self::NotApplicable,
            Some(_) => Self::Unrecognized,
        }
    }
}

/// How the visit was paid for. May differ by contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PaymentMethod {
    /// 00: cash, EFTPOS or direct debit.
    Direct,
    /// 01 to 09: so many cheques.
    Cheques(u8),
    /// 11: VISA.
    Visa,
    /// 12: MasterCard.
    MasterCard,
}

impl PaymentMethod {
    pub(super) fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "00" => Self::Direct,
            "11" => Self::Visa,
            "12" => Self::MasterCard,
            _ => match text.as_bytes() {
                [b'0', count @ b'1'..=b'9'] => Self::Cheques(count.wrapping_sub(b'0')),
                _ => return None,
            },
        })
    }
}

open_enum! {
    /// A state or territory of Australia.
    pub enum AustralianState {
        /// Australian Capital Territory.
        Act => "ACT",
        /// New South Wales.
        Nsw => "NSW",
        /// Northern Territory.
        Nt => "NT",
        /// Queensland.
        Qld => "QLD",
        /// South Australia.
        Sa => "SA",
        /// Tasmania.
        Tas => "TAS",
        /// Victoria.
        Vic => "VIC",
        /// Western Australia.
        Wa => "WA",
    }
}

open_enum! {
    /// What a utility account is for.
    pub enum UtilityAccountType {
        /// Electricity.
        Electricity => "01",
        /// Gas.
        Gas => "02",
        /// Water.
        Water => "03",
        /// Telephone.
        Telephone => "04",
    }
}

/// `wwwwwwttnnnnn` in its parts. Only the meaning of the first is documented.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UniqueReference {
    /// `wwwwww`: the work centre code of Australia Post.
    pub work_centre: String,
    /// `tt`.
    pub t: String,
    /// `nnnnn`.
    pub n: String,
}

impl UniqueReference {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (work_centre, rest) = text.split_at_checked(6)?;
        let (t, n) = rest.split_at_checked(2)?;
        let plain = n.len() == 5 && text.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| Self {
            work_centre: work_centre.to_owned(),
            t: t.to_owned(),
            n: n.to_owned(),
        })
    }
}

impl fmt::Debug for UniqueReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[sensitive unique reference]")
    }
}

pub(super) fn whole_number(text: &str) -> Option<u64> {
    let plain = text.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

pub(super) fn form_version(text: &str) -> Option<char> {
    let mut letters = text.chars();
    let letter = letters.next().filter(char::is_ascii_uppercase)?;
    letters.next().is_none().then_some(letter)
}

/// Reads a `dateVerified`: xs:dateTime with an offset, with or without its colon. Without an offset the instant is not
/// known.
#[must_use]
pub fn read_date_time(text: &str) -> Option<Timestamp> {
    let text = text.trim_matches([' ', '\t', '\r', '\n']);
    (text.len() <= 40).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_every_form() {
        let date = |year, month, day| Date::new(year, month, day);
        assert_eq!(Date::from_slashed("29/02/2024"), date(2024, 2, 29));
        assert_eq!(Date::from_ddmmyyyy("01121980"), date(1980, 12, 1));
        assert_eq!(Date::from_ddmmyy("250914"), date(2014, 9, 25));
        assert_eq!(date(1980, 12, 1).unwrap().to_iso(), "1980-12-01");
        for text in [
            "30/02/2024",
            "1/2/2024",
            "01-02-2024",
            "01/02/24",
            "01/02/2024/",
            "",
            "aa/bb/cccc",
            "+1/02/2024",
        ] {
            assert_eq!(Date::from_slashed(text), None, "{text}");
        }
        for text in ["0112198", "011219800", "31021980", "+1121980", "é1121980"] {
            assert_eq!(Date::from_ddmmyyyy(text), None, "{text}");
        }
        for text in ["2509", "25092014", "320914", "25091é"] {
            assert_eq!(Date::from_ddmmyy(text), None, "{text}");
        }
    }

    #[test]
    fn a_date_shows_itself_on_request_only_and_reads_its_own_json() {
        let date = Date::new(1980, 12, 1).unwrap();
        assert_eq!(format!("{date:?}"), "[sensitive date]");
        let json = serde_json::to_string(&date).unwrap();
        assert_eq!(json, "\"1980-12-01\"");
        assert_eq!(serde_json::from_str::<Date>(&json).unwrap(), date);
    }

    #[test]
    fn date_times_with_an_offset() {
        for (text, expected) in [
            (
                "2014-09-25T13:13:54.907+10:00",
                Some("2014-09-25T03:13:54.907Z"),
            ),
            (
                "2017-10-20T13:51:33.433+1000",
                Some("2017-10-20T03:51:33.433Z"),
            ),
            ("2017-10-20T13:51:33Z", Some("2017-10-20T13:51:33Z")),
            (
                "2017-10-20T13:51:33.433-0330",
                Some("2017-10-20T17:21:33.433Z"),
            ),
            ("2017-10-20T13:51:33", None),
            ("2017-10-20", None),
            ("", None),
            ("yesterday", None),
            ("éé", None),
        ] {
            let read = read_date_time(text).map(|at| at.to_string());
            assert_eq!(read.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn blanks_are_not_applicable_and_the_rest_is_read_or_not() {
        assert_eq!(Reading::of(None, whole_number), Reading::Blank);
        assert_eq!(Reading::of(Some("   "), whole_number), Reading::Blank);
        assert_eq!(
            Reading::of(Some("0001995 "), whole_number),
            Reading::Value(1995)
        );
        assert_eq!(Reading::of(Some("-5"), whole_number), Reading::Unreadable);
        assert_eq!(Reading::of(Some("B"), form_version), Reading::Value('B'));
        assert_eq!(Reading::of(Some("b"), form_version), Reading::Unreadable);
        assert_eq!(Reading::of(Some("AB"), form_version), Reading::Unreadable);
        for (text, method) in [
            ("00", Some(PaymentMethod::Direct)),
            ("03", Some(PaymentMethod::Cheques(3))),
            ("11", Some(PaymentMethod::Visa)),
            ("12", Some(PaymentMethod::MasterCard)),
            ("10", None),
            ("0", None),
            ("003", None),
        ] {
            assert_eq!(PaymentMethod::parse(text), method, "{text}");
        }
        let reference = UniqueReference::parse("1234560100042").unwrap();
        assert_eq!(
            (
                reference.work_centre.as_str(),
                reference.t.as_str(),
                reference.n.as_str()
            ),
            ("123456", "01", "00042")
        );
        assert_eq!(
            format!("{:?}", Reading::Value(reference)),
            "Value([sensitive unique reference])"
        );
        for text in ["123456010004", "12345601000421", "12345a0100042"] {
            assert_eq!(UniqueReference::parse(text), None, "{text}");
        }
    }

    #[test]
    fn match_flags() {
        let flag = |text: &str| MatchFlag::read(Some(&text.into()));
        assert_eq!(flag("Y"), MatchFlag::Match);
        assert_eq!(flag(" Y "), MatchFlag::Match);
        assert_eq!(flag("X"), MatchFlag::NotApplicable);
        assert_eq!(flag("  "), MatchFlag::NotApplicable);
        assert_eq!(MatchFlag::read(None), MatchFlag::NotApplicable);
        for text in ["N", "y", "YES", "YX"] {
            assert_eq!(flag(text), MatchFlag::Unrecognized, "{text}");
        }
    }
}
