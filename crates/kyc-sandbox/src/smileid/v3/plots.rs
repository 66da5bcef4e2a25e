//! What happens in each scenario of V3.

use kyc_model::outcome::Decision::{Inconclusive, NeedsReview, Pending, Rejected, Verified};

use super::ids;
use crate::scenario::{LeadsTo, Scenario, Service};

/// A scenario, its verdict, and how its answer is spoilt on its way.
#[derive(Debug)]
pub(crate) struct Plot {
    pub(crate) scenario: Scenario,
    pub(super) verdict: Verdict,
    pub(super) twist: Twist,
    /// What V1 calls the like; V3 takes those names, too.
    also: &'static [&'static str],
}

impl Plot {
    /// Whether a job id, or the name that it was given, chooses this scenario.
    pub(super) fn is_named_by(&self, job_id: &str, name: &str) -> bool {
        name == self.scenario.name
            || self.also.contains(&name)
            || ids::names(job_id, self.scenario.name)
    }
}

/// A status, and the reason that only webhooks tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Verdict {
    pub(super) status: &'static str,
    pub(super) reason: Option<&'static str>,
    /// It is there only when the settle time has passed.
    pub(super) is_later: bool,
}

impl Verdict {
    pub(super) const fn new(status: &'static str, reason: Option<&'static str>) -> Self {
        Self {
            status,
            reason,
            is_later: false,
        }
    }

    pub(super) const fn later(mut self) -> Self {
        self.is_later = true;
        self
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Twist {
    None,
    OtherJob,
    TokenRefusedOnce,
    RateLimited,
    Internal,
    Html500,
    Slow,
    Hang,
    Reset,
    Truncated,
}

const CLEAR: Verdict = Verdict::new("clear", None);
const IS_CLEAR: LeadsTo = LeadsTo::Decision(Verified, "smileid3/clear/none");

const fn plot(
    name: &'static str,
    shows: &'static str,
    leads_to: LeadsTo,
    verdict: Verdict,
    also: &'static [&'static str],
) -> Plot {
    Plot {
        scenario: Scenario::new(Service::SmileidV3, name, shows, leads_to),
        verdict,
        twist: Twist::None,
        also,
    }
}

const fn spoilt(name: &'static str, shows: &'static str, leads_to: LeadsTo, twist: Twist) -> Plot {
    Plot {
        scenario: Scenario::new(Service::SmileidV3, name, shows, leads_to),
        verdict: CLEAR,
        twist,
        also: &[],
    }
}

/// The whole table, in the order in which it is printed.
pub(crate) const PLOTS: &[Plot] = &[
    plot("clear", "approved", IS_CLEAR, CLEAR, &["approved"]),
    plot(
        "attention",
        "finished, somebody has to look",
        LeadsTo::Decision(NeedsReview, "smileid3/attention/other"),
        Verdict::new("attention", Some("document_expired")),
        &["document-expired"],
    ),
    plot(
        "block",
        "refused",
        LeadsTo::Decision(Rejected, "smileid3/block/other"),
        Verdict::new("block", Some("face_verification_failed")),
        &["rejected", "spoof"],
    ),
    plot(
        "error",
        "nothing was decided",
        LeadsTo::Decision(Inconclusive, "smileid3/error/other"),
        Verdict::new("error", Some("service_unavailable")),
        &["issuer-unavailable"],
    ),
    plot(
        "unknown-status",
        "a status that no page lists",
        LeadsTo::Decision(Inconclusive, "smileid3/other"),
        Verdict::new("pondering", None),
        &["unknown-code"],
    ),
    plot(
        "processing",
        "not done, for ever",
        LeadsTo::Decision(Pending, "smileid3/processing"),
        Verdict::new("processing", None),
        &["pending", "provisional", "no-zip"],
    ),
    plot(
        "processing-then-clear",
        "not done, then approved",
        LeadsTo::Then(
            (Pending, "smileid3/processing"),
            (Verified, "smileid3/clear/none"),
        ),
        CLEAR.later(),
        &["pending-then-approved"],
    ),
    spoilt(
        "other-job",
        "approved, and it is about another job",
        LeadsTo::Error("wrong subject"),
        Twist::OtherJob,
    ),
    spoilt(
        "token-refused-once",
        "HTTP 401 to the first question, then approved",
        IS_CLEAR,
        Twist::TokenRefusedOnce,
    ),
    spoilt(
        "rate-limited",
        "HTTP 429 with Retry-After: 1, always",
        LeadsTo::Error("provider failure"),
        Twist::RateLimited,
    ),
    spoilt(
        "system-error",
        "HTTP 500",
        LeadsTo::Error("provider failure"),
        Twist::Internal,
    ),
    spoilt(
        "html-500",
        "HTTP 500 with a page of HTML",
        LeadsTo::Error("provider failure"),
        Twist::Html500,
    ),
    spoilt("slow", "approved, after two seconds", IS_CLEAR, Twist::Slow),
    spoilt(
        "hang",
        "no answer at all",
        LeadsTo::Error("transport failure"),
        Twist::Hang,
    ),
    spoilt(
        "reset",
        "the connection is reset",
        LeadsTo::Error("transport failure"),
        Twist::Reset,
    ),
    spoilt(
        "truncated",
        "half of the answer, then the end",
        LeadsTo::Error("transport failure"),
        Twist::Truncated,
    ),
];
