//! What is wrong with an answer, or with its way.

use super::{APPROVED, Fault, LeadsTo, Scenario, ScenarioEntry, Service, VERIFIED};

/// An approval whose answer has a fault.
const fn faulty(
    name: &'static str,
    description: &'static str,
    leads_to: LeadsTo,
    fault: Fault,
) -> ScenarioEntry {
    ScenarioEntry {
        scenario: Scenario::new(Service::SmileidV1, name, description, leads_to),
        job_type: 1,
        steps: APPROVED,
        fault,
    }
}

pub(super) const WITH_FAULT: &[ScenarioEntry] = &[
    faulty(
        "replayed",
        "approved, signed with an old pair, which is valid for ever",
        VERIFIED,
        Fault::OldPair,
    ),
    faulty(
        "bad-signature",
        "approved, and the signature does not fit",
        LeadsTo::Error("not authentic"),
        Fault::WrongSignature,
    ),
    faulty(
        "unsigned",
        "approved, without a signature",
        LeadsTo::Error("not authentic"),
        Fault::NoSignature,
    ),
    faulty(
        "other-person",
        "approved, and it is about somebody else",
        LeadsTo::Error("wrong subject"),
        Fault::OtherPerson,
    ),
    faulty(
        "not-authorized",
        "code 2205 whatever the signature",
        LeadsTo::Error("not authorized"),
        Fault::NotAuthorized,
    ),
    faulty(
        "no-enrolled-user",
        "code 2210",
        LeadsTo::Error("not found"),
        Fault::NoEnrolledUser,
    ),
    faulty(
        "system-error",
        "HTTP 500 with code 2301",
        LeadsTo::Error("provider failure"),
        Fault::SystemError,
    ),
    faulty(
        "fails-once",
        "HTTP 503 to the first question, then approved",
        VERIFIED,
        Fault::FailsOnce,
    ),
    faulty(
        "rate-limited",
        "HTTP 429 with Retry-After: 1, always",
        LeadsTo::Error("provider failure"),
        Fault::RateLimited,
    ),
    faulty(
        "html-500",
        "HTTP 500 with a page of HTML",
        LeadsTo::Error("provider failure"),
        Fault::Html500,
    ),
    faulty("slow", "approved, after a while", VERIFIED, Fault::Slow),
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
    faulty(
        "huge",
        "approved, in 9 MiB",
        LeadsTo::Error("transport failure"),
        Fault::Huge,
    ),
    faulty(
        "deep",
        "approved, with a member nested 100,000 deep",
        LeadsTo::Error("malformed answer"),
        Fault::Deep,
    ),
    faulty(
        "not-json",
        "HTTP 200 and no JSON",
        LeadsTo::Error("malformed answer"),
        Fault::NotJson,
    ),
    faulty(
        "empty",
        "HTTP 200 and nothing",
        LeadsTo::Error("malformed answer"),
        Fault::Empty,
    ),
];
