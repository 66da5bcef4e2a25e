//! Every scenario of V3.

use kyc_model::outcome::Decision::{Inconclusive, NeedsReview, Pending, Rejected, Verified};

use super::ids;
use crate::scenario::{LeadsTo, Scenario, Service};

/// A scenario, its verdict, and what is wrong with its answers.
#[derive(Debug)]
pub(crate) struct ScenarioEntry {
    pub(crate) scenario: Scenario,
    pub(super) verdict: Verdict,
    pub(super) fault: Fault,
    /// What V1 calls the like; V3 takes those names, too.
    aliases: &'static [&'static str],
}

impl ScenarioEntry {
    /// Whether a job id, or the name that it was given, chooses this scenario.
    pub(super) fn is_named_by(&self, job_id: &str, name: &str) -> bool {
        name == self.scenario.name
            || self.aliases.contains(&name)
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
pub(super) enum Fault {
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

const fn entry(
    name: &'static str,
    description: &'static str,
    leads_to: LeadsTo,
    verdict: Verdict,
    aliases: &'static [&'static str],
) -> ScenarioEntry {
    ScenarioEntry {
        scenario: Scenario::new(Service::SmileidV3, name, description, leads_to),
        verdict,
        fault: Fault::None,
        aliases,
    }
}

const fn faulty(
    name: &'static str,
    description: &'static str,
    leads_to: LeadsTo,
    fault: Fault,
) -> ScenarioEntry {
    ScenarioEntry {
        scenario: Scenario::new(Service::SmileidV3, name, description, leads_to),
        verdict: CLEAR,
        fault,
        aliases: &[],
    }
}

/// The whole table, in the order in which it is printed.
pub(crate) const SCENARIOS: &[ScenarioEntry] = &[
    entry("clear", "approved", IS_CLEAR, CLEAR, &["approved"]),
    entry(
        "attention",
        "finished, somebody has to look",
        LeadsTo::Decision(NeedsReview, "smileid3/attention/other"),
        Verdict::new("attention", Some("document_expired")),
        &["document-expired"],
    ),
    entry(
        "block",
        "refused",
        LeadsTo::Decision(Rejected, "smileid3/block/other"),
        Verdict::new("block", Some("face_verification_failed")),
        &["rejected", "spoof"],
    ),
    entry(
        "error",
        "nothing was decided",
        LeadsTo::Decision(Inconclusive, "smileid3/error/other"),
        Verdict::new("error", Some("service_unavailable")),
        &["issuer-unavailable"],
    ),
    entry(
        "unknown-status",
        "a status that no page lists",
        LeadsTo::Decision(Inconclusive, "smileid3/other"),
        Verdict::new("pondering", None),
        &["unknown-code"],
    ),
    entry(
        "processing",
        "not done, for ever",
        LeadsTo::Decision(Pending, "smileid3/processing"),
        Verdict::new("processing", None),
        &["pending", "provisional", "no-zip"],
    ),
    entry(
        "processing-then-clear",
        "not done, then approved",
        LeadsTo::Then(
            (Pending, "smileid3/processing"),
            (Verified, "smileid3/clear/none"),
        ),
        CLEAR.later(),
        &["pending-then-approved"],
    ),
    faulty(
        "other-job",
        "approved, and it is about another job",
        LeadsTo::Error("wrong subject"),
        Fault::OtherJob,
    ),
    faulty(
        "token-refused-once",
        "HTTP 401 to the first question, then approved",
        IS_CLEAR,
        Fault::TokenRefusedOnce,
    ),
    faulty(
        "rate-limited",
        "HTTP 429 with Retry-After: 1, always",
        LeadsTo::Error("provider failure"),
        Fault::RateLimited,
    ),
    faulty(
        "system-error",
        "HTTP 500",
        LeadsTo::Error("provider failure"),
        Fault::Internal,
    ),
    faulty(
        "html-500",
        "HTTP 500 with a page of HTML",
        LeadsTo::Error("provider failure"),
        Fault::Html500,
    ),
    faulty("slow", "approved, after a while", IS_CLEAR, Fault::Slow),
    faulty(
        "hang",
        "no answer at all",
        LeadsTo::Error("transport failure"),
        Fault::Hang,
    ),
    faulty(
        "reset",
        "the connection is reset",
        LeadsTo::Error("transport failure"),
        Fault::Reset,
    ),
    faulty(
        "truncated",
        "half of the answer, then the end",
        LeadsTo::Error("transport failure"),
        Fault::Truncated,
    ),
];
