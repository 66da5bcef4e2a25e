//! What the pages ask of single fields. Source: web method details and address handling pages.

use core::time::Duration;

use kyc_model::{
    Timestamp,
    greenid::{AustralianState, Date, read_date_time},
};

pub(super) type Rule = fn(&str) -> bool;

const MAX_CHARS: usize = 255;
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

pub(super) fn fits(text: &str) -> bool {
    text.chars().count() <= MAX_CHARS
}

pub(super) fn any(_: &str) -> bool {
    true
}

pub(super) fn state(text: &str) -> bool {
    AustralianState::from(text).is_known()
}

pub(super) fn postcode(text: &str) -> bool {
    is_digits(text, 4)
}

/// The page says `AU`; clients of the live service send `AUS` too.
pub(super) fn country(text: &str) -> bool {
    matches!(text, "AU" | "AUS")
}

pub(super) fn phone(text: &str) -> bool {
    is_digits(text, 10)
}

pub(super) fn mobile(text: &str) -> bool {
    phone(text) && text.starts_with("04")
}

/// The real service knows all top-level domains; here any word is one.
pub(super) fn email(text: &str) -> bool {
    let is_plain = !text.contains(char::is_whitespace);
    let Some((local, domain)) = text.rsplit_once('@').filter(|_| is_plain) else {
        return false;
    };
    let Some((host, top)) = domain.rsplit_once('.') else {
        return false;
    };
    let is_word = top.len() >= 2 && top.bytes().all(|b| b.is_ascii_alphabetic());
    is_word && !local.is_empty() && !local.contains('@') && host.split('.').all(|l| !l.is_empty())
}

/// A day that is not in the future, as `xs:date` or `xs:dateTime`, with or without an offset.
pub(super) fn date_of_birth(text: &str, now: Timestamp) -> Option<Date> {
    let text = text.trim();
    let (day, behind) = text.split_at_checked(10)?;
    let time = if behind.starts_with('T') {
        text.to_owned()
    } else {
        format!("{day}T00:00:00{behind}")
    };
    read_date_time(&time).or_else(|| read_date_time(&format!("{time}Z")))?;
    let begins = read_date_time(&format!("{day}T00:00:00Z"))?;
    // It is tomorrow already in Australia.
    if begins > now.checked_add(DAY)? {
        return None;
    }
    let mut parts = day.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    Date::from_slashed(&format!("{day}/{month}/{year}"))
}

fn is_digits(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_birth_in_every_form() {
        let now: Timestamp = "2026-01-02T03:04:05Z".parse().unwrap();
        let read = |text: &str| date_of_birth(text, now).map(Date::to_iso);
        for text in [
            "1985-03-04",
            " 1985-03-04Z",
            "1985-03-04+10:00",
            "1985-03-04T00:00:00",
            "1985-03-04T00:00:00Z",
            "1985-03-04T13:13:54.907+10:00",
        ] {
            assert_eq!(read(text).as_deref(), Some("1985-03-04"), "{text}");
        }
        for text in [
            "",
            "04/03/1985",
            "1985-02-30",
            "1985-03-04X",
            "1985-03-04T25:00:00",
            "1985-3-4",
            "2026-01-04",
            "19850304",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn emails_phones_and_places() {
        for (rule, good, bad) in [
            (
                email as Rule,
                &["a@b.au", "a.b+c@d.example.invalid"][..],
                &[
                    "a", "a@b", "@b.au", "a@b.a", "a b@c.au", "a@@b.au", "a@b..au", "a@b.4u",
                ][..],
            ),
            (
                phone,
                &["0255500000"],
                &["025550000", "+61255500000", "02 5550 0000"],
            ),
            (mobile, &["0491570006"], &["0255500000"]),
            (postcode, &["2999"], &["299", "29999", "299a"]),
            (state, &["NSW", "ACT"], &["nsw", "XYZ"]),
            (country, &["AU", "AUS"], &["NZ", "Australia"]),
        ] {
            assert!(good.iter().all(|text| rule(text)), "{good:?}");
            assert!(!bad.iter().any(|text| rule(text)), "{bad:?}");
        }
    }
}
