//! Times as the service prints them: with the offset of Melbourne's winter.

use core::time::Duration;

use kyc_model::Timestamp;

const OFFSET: Duration = Duration::from_secs(10 * 60 * 60);

/// An `xs:dateTime` with its offset.
pub(super) fn date_time(at: Timestamp) -> String {
    let local = local(at);
    format!("{}+10:00", local.strip_suffix('Z').unwrap_or(&local))
}

/// A day in the parts that the Post Office's formats are made of.
pub(super) struct Day {
    pub(super) year: String,
    pub(super) month: String,
    pub(super) day: String,
}

impl Day {
    pub(super) fn of(at: Timestamp) -> Self {
        let local = local(at);
        let mut parts = local.split(['-', 'T']).map(str::to_owned);
        let mut part = || parts.next().unwrap_or_default();
        Self {
            year: part(),
            month: part(),
            day: part(),
        }
    }

    /// `ddmmyy`.
    pub(super) fn short(&self) -> String {
        let century_of = self.year.char_indices().nth(2).map_or(0, |(at, _)| at);
        let (_, year) = self.year.split_at_checked(century_of).unwrap_or_default();
        format!("{}{}{year}", self.day, self.month)
    }

    /// `dd/mm/yyyy` of the fifth of a month, so many years away.
    pub(super) fn years_away(&self, years: i32) -> String {
        let year = self.year.parse().unwrap_or(2026_i32).saturating_add(years);
        format!("05/06/{year:04}")
    }
}

fn local(at: Timestamp) -> String {
    at.checked_add(OFFSET).unwrap_or(at).to_rfc3339_millis()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_times_are_local() {
        let at: Timestamp = "2026-01-31T20:03:04.005Z".parse().unwrap();
        assert_eq!(date_time(at), "2026-02-01T06:03:04.005+10:00");
        let day = Day::of(at);
        assert_eq!(day.short(), "010226");
        assert_eq!(day.years_away(5), "05/06/2031");
        assert_eq!(day.years_away(-5), "05/06/2021");
        let read = kyc_model::greenid::read_date_time(&date_time(at));
        assert_eq!(read, Some(at));
    }
}
