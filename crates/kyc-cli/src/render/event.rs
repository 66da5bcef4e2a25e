//! A callback that was checked, and what became of asking about it.

use kyc_facade::smileid::{Confirmed, Difference};
use kyc_model::{Lenient, Timestamp, outcome::Decision};
use smileid::callback::{Event, EventKind, Freshness};

use super::{Look, page::Page, people, sections::Mask, table::Table};

const COVERS: &str = "The signature was made with your key. It covers the timestamp and your partner id, never the \
                      content: whoever saw one pair can post any verdict with it.";

/// The event as it was received at this time.
pub(crate) fn event(event: &Event, at: Timestamp, partner_id: &str, show_personal: bool) -> String {
    let personal = Mask::new(show_personal);
    let mut text = "AUTHENTIC\n".to_owned();
    people::push_wrapped(&mut text, COVERS, Page::NARROW.width);
    text.push('\n');
    text.push_str(&facts(event, at, partner_id, &personal).text(Page::NARROW));
    text.push_str("\nWhat a confirmation would have to say\n");
    for line in expected(event, partner_id, &personal) {
        people::push_wrapped(&mut text, &line, Page::NARROW.width);
    }
    if personal.has_hidden() {
        text.push_str("\n(hidden) stands for a personal value; --show-personal shows it.\n");
    }
    text
}

/// What the answer says about the event, and the answer.
///
/// `to_check`: what would tell that it is a job of the caller, unless that was told.
pub(crate) fn confirmed(
    confirmed: &Confirmed,
    to_check: Option<&str>,
    show_personal: bool,
) -> String {
    let mut text = "\n".to_owned();
    let is_pending = confirmed.outcome.decision() == Decision::Pending;
    let is_refuted = confirmed
        .differences
        .iter()
        .any(|difference| difference.refutes());
    let verdict = if is_refuted {
        "CONTRADICTED: the answer says something else. The callback may have been forged."
            .to_owned()
    } else if is_pending {
        "NOT CONFIRMED YET: the answer is pending, so there is nothing to compare.".to_owned()
    } else if confirmed.is_alarming() {
        "CONFIRMED WITH A WARNING: the answer says the same. Look at the event before you act on it."
            .to_owned()
    } else {
        let same = "CONFIRMED: the answer about the job that the callback names says the same. Act on the answer";
        match to_check {
            None => format!("{same}."),
            Some(what) => format!("{same} if that job is yours: {what}."),
        }
    };
    people::push_wrapped(&mut text, &verdict, Page::NARROW.width);
    for difference in &confirmed.differences {
        people::push_wrapped(
            &mut text,
            &format!("- {}", differs(*difference)),
            Page::NARROW.width,
        );
    }
    text.push_str("\nThe answer\n");
    let look = Look {
        show_personal,
        show_ids: show_personal,
        explain: false,
        page: Page::NARROW,
    };
    text.push_str(&people::text(&confirmed.outcome, None, &look));
    text
}

/// That the key made a signature, and when.
pub(crate) fn pair(signed_at: Option<Timestamp>, now: Timestamp) -> String {
    let mut text = "VALID\n".to_owned();
    people::push_wrapped(&mut text, COVERS, Page::NARROW.width);
    let when = match signed_at {
        Some(signed_at) => format!("It was signed {}.", distance(signed_at, now)),
        None => "The timestamp is in no form that Smile ID is known to write.".to_owned(),
    };
    people::push_wrapped(&mut text, &when, Page::NARROW.width);
    text
}

const fn differs(difference: Difference) -> &'static str {
    match difference {
        Difference::Verdict => "No result of the job has the event's result code or status.",
        Difference::SmileJobId => "The event names another job of Smile ID's counting.",
        Difference::HeaderIds => "The headers of the event name another job or user than its body.",
        Difference::FraudSignal => {
            "The event tells of a signal of fraud, which the answer does not repeat and so does not count."
        }
        _ => "They differ in a way that this program does not know.",
    }
}

fn facts(event: &Event, at: Timestamp, partner_id: &str, personal: &Mask) -> Table<2> {
    let mut table = Table::new();
    let mut fact = |name: &str, value: String| {
        if !value.is_empty() {
            table.row([name.to_owned(), value]);
        }
    };
    fact(
        "kind",
        match event.kind {
            EventKind::V1(_) => "V1 callback",
            EventKind::V3(_) => "V3 webhook",
            _ => "unknown: no document that this program knows",
        }
        .to_owned(),
    );
    if let Some(signed_at) = event.signed_at {
        fact("signed at", signed_at.to_rfc3339_millis());
    }
    fact("freshness", freshness(event, at));
    match &event.kind {
        EventKind::V1(result) => {
            fact("result code", personal.listed(event.code()));
            fact("words", personal.word(result.result_text.as_ref()));
            let is_final = result.is_final_result.as_ref().and_then(Lenient::value);
            fact(
                "final",
                is_final.map_or_else(String::new, |flag| yes_or_no(*flag)),
            );
            let job_type = result.job_type();
            fact(
                "job type",
                job_type.map_or_else(String::new, |one| one.number().to_string()),
            );
            fact("Smile job id", personal.show(result.smile_job_id.as_ref()));
        }
        EventKind::V3(document) => {
            let status = document.status.as_ref();
            fact("status", personal.listed(status.map(|one| one.as_str())));
            let reason = document.reason.as_ref().and_then(Lenient::value);
            fact("reason", personal.listed(reason.map(|one| one.as_str())));
            let product = document.product.as_ref();
            fact("product", personal.listed(product.map(|one| one.as_str())));
            let version = event.api_version.as_ref();
            fact("API version", personal.word(version));
            if event.ids_disagree() {
                fact(
                    "ids",
                    "headers and body name another job or user".to_owned(),
                );
            }
        }
        _ => {}
    }
    if let Some(reference) = event.reference(partner_id) {
        fact("user id", personal.show(reference.user_id.as_ref()));
        fact("job id", personal.show(reference.job_id.as_ref()));
    }
    fact("delivery key", event.delivery_key());
    fact("payload hash", event.payload.sha256());
    table
}

fn yes_or_no(flag: bool) -> String {
    if flag { "yes" } else { "no" }.to_owned()
}

fn freshness(event: &Event, at: Timestamp) -> String {
    let name = match event.freshness {
        Freshness::Fresh => "fresh",
        Freshness::Stale => "stale",
        Freshness::Future => "future",
        _ => "unknown",
    };
    match event.signed_at {
        Some(signed_at) => format!("{name}: signed {}", distance(signed_at, at)),
        None => format!("{name}: the signed text is no instant in a known form"),
    }
}

/// How long before or after `at` something was signed.
fn distance(signed_at: Timestamp, at: Timestamp) -> String {
    let (distance, side) = match at.since(signed_at) {
        Some(age) => (age, "before"),
        None => (signed_at.since(at).unwrap_or_default(), "after"),
    };
    let seconds = distance.as_secs();
    let (count, unit) = match seconds {
        0..120 => (seconds, "second"),
        120..7200 => (seconds / 60, "minute"),
        7200..172_800 => (seconds / 3600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {unit}{plural} {side} {}", at.to_rfc3339_millis())
}

/// In sentences, what Smile ID has to answer so that the event is confirmed.
fn expected(event: &Event, partner_id: &str, personal: &Mask) -> Vec<String> {
    if event.reference(partner_id).is_none() {
        return vec!["Nothing can be asked: the event names no job.".to_owned()];
    }
    let code = |code: Option<&str>| match code {
        None => "no code, so nothing can confirm it".to_owned(),
        code => personal.listed(code),
    };
    match &event.kind {
        EventKind::V1(result) => {
            let mut lines = vec![format!(
                "- The result of this job and user, or an entry of its history, has the result code {}.",
                code(event.code())
            )];
            if result.smile_job_id.is_some() {
                lines.push("- Where it names a Smile job id, that is the one above.".to_owned());
            }
            lines
        }
        EventKind::V3(document) => {
            let status = document.status.as_ref().map(|status| status.as_str());
            let mut lines = vec![format!("- The status of this job is {}.", code(status))];
            if event.ids_disagree() {
                lines.push(
                    "- No answer can: headers and body of the event name another job or user."
                        .to_owned(),
                );
            }
            lines
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_told_in_the_unit_that_fits() {
        let at: Timestamp = "2026-01-02T03:04:05Z".parse().unwrap();
        for (signed_at, expected) in [
            ("2026-01-02T03:04:05Z", "0 seconds before"),
            ("2026-01-02T03:04:04Z", "1 second before"),
            ("2026-01-02T03:02:06Z", "119 seconds before"),
            ("2026-01-02T03:02:05Z", "2 minutes before"),
            ("2026-01-02T01:04:05Z", "2 hours before"),
            ("2025-12-31T03:04:05Z", "2 days before"),
            ("2026-01-02T03:05:05Z", "60 seconds after"),
        ] {
            let text = distance(signed_at.parse().unwrap(), at);
            assert_eq!(text, format!("{expected} 2026-01-02T03:04:05.000Z"));
        }
    }
}
