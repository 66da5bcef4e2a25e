//! Whether this machine's clock agrees with a server's.

use core::time::Duration;

use super::{
    finding::{Check, Finding},
    watched::Dates,
};

const WARNING: Duration = Duration::from_secs(60);
const FAILURE: Duration = Duration::from_secs(5 * 60);

/// Compares the time in the `Date` of an answer with the time at which it came.
pub(super) fn compare(dates: Option<Dates>) -> Finding {
    let Some(Dates { server, here }) = dates else {
        return Finding::skipped(Check::Clock, "the server did not say what time it is");
    };
    let (apart, way) = match here.since(server) {
        Some(apart) => (apart, "ahead of"),
        None => (server.since(here).unwrap_or_default(), "behind"),
    };
    // `Date` has whole seconds.
    if apart <= Duration::from_secs(2) {
        return Finding::ok(Check::Clock, "agrees with the server's");
    }
    let what = format!("{} {way} the server's", words(apart));
    if apart > FAILURE {
        Finding::failed(Check::Clock, what).next(
            "set this machine's clock by a time server: signatures and certificates are judged by the time",
        )
    } else if apart > WARNING {
        Finding::warning(Check::Clock, what)
            .next("set this machine's clock by a time server: signatures hold the time")
    } else {
        Finding::ok(Check::Clock, what)
    }
}

fn words(time: Duration) -> String {
    let (number, what) = match time.as_secs() {
        seconds @ 0..120 => (seconds, "second"),
        seconds @ 120..7200 => (seconds / 60, "minute"),
        seconds @ 7200..172_800 => (seconds / 3600, "hour"),
        seconds => (seconds / 86400, "day"),
    };
    let s = if number == 1 { "" } else { "s" };
    format!("{number} {what}{s}")
}

#[cfg(test)]
mod tests {
    use super::super::finding::Verdict;
    use super::*;

    #[test]
    fn by_how_far_they_are_apart() {
        for (here, verdict, what) in [
            (
                "2026-01-02T03:04:05.000Z",
                Verdict::Ok,
                "agrees with the server's",
            ),
            (
                "2026-01-02T03:04:07.000Z",
                Verdict::Ok,
                "agrees with the server's",
            ),
            (
                "2026-01-02T03:04:03.000Z",
                Verdict::Ok,
                "agrees with the server's",
            ),
            (
                "2026-01-02T03:04:08.500Z",
                Verdict::Ok,
                "3 seconds ahead of the server's",
            ),
            (
                "2026-01-02T03:05:05.000Z",
                Verdict::Ok,
                "60 seconds ahead of the server's",
            ),
            (
                "2026-01-02T03:05:06.000Z",
                Verdict::Warning,
                "61 seconds ahead of the server's",
            ),
            (
                "2026-01-02T03:03:04.000Z",
                Verdict::Warning,
                "61 seconds behind the server's",
            ),
            (
                "2026-01-02T03:09:05.000Z",
                Verdict::Warning,
                "5 minutes ahead of the server's",
            ),
            (
                "2026-01-02T03:09:06.000Z",
                Verdict::Failed,
                "5 minutes ahead of the server's",
            ),
            (
                "2026-01-02T02:59:04.000Z",
                Verdict::Failed,
                "5 minutes behind the server's",
            ),
            (
                "2026-01-02T06:04:05.000Z",
                Verdict::Failed,
                "3 hours ahead of the server's",
            ),
            (
                "1970-01-01T00:00:00.000Z",
                Verdict::Failed,
                "20455 days behind the server's",
            ),
        ] {
            let finding = compare(Some(Dates {
                server: "2026-01-02T03:04:05Z".parse().unwrap(),
                here: here.parse().unwrap(),
            }));
            assert_eq!(
                (finding.verdict, finding.what.as_str()),
                (verdict, what),
                "{here}"
            );
            assert_eq!(finding.next.is_some(), verdict != Verdict::Ok, "{here}");
        }
        assert_eq!(compare(None).verdict, Verdict::Skipped);
    }
}
