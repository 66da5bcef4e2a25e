//! Every scenario: what greenID answers, and what must become of that.

use kyc_model::outcome::Decision::{Inconclusive, NeedsReview, Pending, Rejected, Verified};

use super::{Behavior, ScenarioEntry, entry, faulty, one_result, results, soap_fault};
use crate::{
    greenid::{
        fault::{self, Fault},
        results::{lists, outcomes, post_office, undocumented},
        transport_fault::TransportFault,
    },
    scenario::LeadsTo,
};
use LeadsTo::{Decision, Error, Then};

const VERIFIED: LeadsTo = Decision(Verified, "greenid/VERIFIED");
const BY_ADMIN: LeadsTo = Decision(Verified, "greenid/VERIFIED_ADMIN");

pub(crate) const SCENARIOS: &[ScenarioEntry] = &[
    one_result(
        "verified",
        "VERIFIED by the electoral roll",
        outcomes::verified,
        VERIFIED,
    ),
    one_result(
        "verified-with-changes",
        "VERIFIED_WITH_CHANGES: fields confirmed, added and changed",
        outcomes::verified_with_changes,
        Decision(Verified, "greenid/VERIFIED_WITH_CHANGES"),
    ),
    one_result(
        "verified-admin",
        "VERIFIED_ADMIN: an administrator verified one check",
        outcomes::verified_by_admin,
        BY_ADMIN,
    ),
    one_result(
        "verified-admin-without-checks",
        "VERIFIED_ADMIN without any check",
        outcomes::verified_by_admin_without_checks,
        BY_ADMIN,
    ),
    one_result(
        "verified-assisted",
        "VERIFIED in mode ASSISTED",
        outcomes::assisted,
        VERIFIED,
    ),
    one_result(
        "verified-externally",
        "VERIFIED in mode EXTERNAL, without any check",
        outcomes::verified_externally,
        VERIFIED,
    ),
    one_result(
        "in-progress",
        "IN_PROGRESS: the background checks were not enough",
        outcomes::in_progress,
        Decision(Pending, "greenid/IN_PROGRESS"),
    ),
    entry(
        "in-progress-then-verified",
        "IN_PROGRESS until the settle time has passed, then VERIFIED",
        results(outcomes::in_progress, Some(outcomes::verified), None),
        Then(
            (Pending, "greenid/IN_PROGRESS"),
            (Verified, "greenid/VERIFIED"),
        ),
    ),
    one_result(
        "pending",
        "PENDING: changed data awaits a review",
        outcomes::pending,
        Decision(NeedsReview, "greenid/PENDING"),
    ),
    one_result(
        "locked-out",
        "LOCKED_OUT",
        outcomes::locked_out,
        Decision(Rejected, "greenid/LOCKED_OUT"),
    ),
    one_result(
        "post-office",
        "VERIFIED at a post office with a passport and a bill",
        post_office::verified,
        VERIFIED,
    ),
    one_result(
        "post-office-no-photo",
        "VERIFIED at a post office with a bill alone",
        post_office::without_photo,
        VERIFIED,
    ),
    one_result(
        "post-office-expired",
        "VERIFIED at a post office with a passport that had expired",
        post_office::expired,
        VERIFIED,
    ),
    one_result(
        "post-office-flag",
        "VERIFIED at a post office, but a match flag says N",
        post_office::with_other_flag,
        Decision(NeedsReview, "G5"),
    ),
    one_result(
        "watchlist-hit",
        "VERIFIED, but a list check says FOUND_ON_LIST",
        lists::hit,
        Decision(NeedsReview, "G1"),
    ),
    one_result(
        "watchlist-failed",
        "VERIFIED, but a list check says FAILED",
        lists::failed,
        Decision(NeedsReview, "G1"),
    ),
    one_result(
        "watchlist-review",
        "VERIFIED, but a list check says MATCH_REVIEW_REQUIRED",
        lists::in_review,
        Decision(NeedsReview, "G1"),
    ),
    one_result(
        "watchlist-not-completed",
        "VERIFIED, but the list check says ERROR",
        lists::not_completed,
        Decision(NeedsReview, "G3"),
    ),
    one_result(
        "watchlist-hit-in-progress",
        "IN_PROGRESS, and a list check says FOUND_ON_LIST",
        lists::hit_in_progress,
        Decision(Pending, "greenid/IN_PROGRESS"),
    ),
    one_result(
        "not-on-list",
        "VERIFIED; the list check says NOT_FOUND_ON_LIST",
        lists::not_found_on_list,
        VERIFIED,
    ),
    one_result(
        "source-error",
        "VERIFIED, although one source says ERROR",
        outcomes::source_in_error,
        VERIFIED,
    ),
    one_result(
        "no-supporting-check",
        "VERIFIED without a check that verified",
        outcomes::without_support,
        Decision(NeedsReview, "G4"),
    ),
    one_result(
        "unknown-states",
        "VERIFIED, with a state, mode, method and status of no table",
        undocumented::unknown_states,
        Decision(NeedsReview, "G2"),
    ),
    one_result(
        "unknown-outcome",
        "an outcome of no table",
        undocumented::unknown_outcome,
        Decision(Inconclusive, "greenid/other"),
    ),
    one_result(
        "no-outcome",
        "an answer without outcome",
        undocumented::without_outcome,
        Decision(Inconclusive, "greenid/absent"),
    ),
    one_result(
        "no-user-id",
        "an answer without userId",
        undocumented::without_user_id,
        Decision(Inconclusive, "greenid/no_user_id"),
    ),
    one_result(
        "nil-items",
        "VERIFIED, with null entries in its lists",
        undocumented::nil_items,
        VERIFIED,
    ),
    one_result(
        "difficult-texts",
        "VERIFIED, with markup, blanks and letters beyond ASCII in the texts",
        undocumented::difficult_texts,
        VERIFIED,
    ),
    one_result(
        "other-person",
        "an answer about somebody else",
        undocumented::other_person,
        Error("wrong subject"),
    ),
    soap_fault(fault::USER_ID_NOT_FOUND, "not-found", "not found"),
    soap_fault(
        fault::INVALID_CUSTOMER_ID,
        "invalid-customer",
        "not authorized",
    ),
    soap_fault(
        fault::INVALID_PASSWORD,
        "invalid-password",
        "not authorized",
    ),
    soap_fault(
        fault::INVALID_CERTIFICATE,
        "invalid-certificate",
        "not authorized",
    ),
    soap_fault(
        fault::INVALID_IP_ADDRESS,
        "invalid-ip-address",
        "not authorized",
    ),
    soap_fault(
        fault::FIELD_VALIDATION,
        "field-validation",
        "request refused",
    ),
    soap_fault(
        fault::INVALID_SOURCE_ID,
        "invalid-source-id",
        "request refused",
    ),
    soap_fault(fault::USER_ID_IN_USE, "user-id-in-use", "request refused"),
    soap_fault(
        fault::USER_ID_FOR_INVITATION,
        "user-id-for-invitation",
        "request refused",
    ),
    soap_fault(fault::SYSTEM, "system-fault", "provider failure"),
    soap_fault(fault::UNKNOWN, "unknown-fault", "request refused"),
    entry(
        "fault-without-detail",
        "a fault without faultDetails",
        Behavior::Fault(Fault::WithoutDetail),
        Error("request refused"),
    ),
    faulty(
        TransportFault::Slow,
        "slow",
        "VERIFIED, after a while",
        VERIFIED,
    ),
    faulty(
        TransportFault::Hang,
        "hang",
        "no answer",
        Error("transport failure"),
    ),
    faulty(
        TransportFault::Reset,
        "reset",
        "the connection is reset",
        Error("transport failure"),
    ),
    faulty(
        TransportFault::Truncated,
        "truncated",
        "half of an answer",
        Error("transport failure"),
    ),
    faulty(
        TransportFault::Html500,
        "html-500",
        "HTTP 500 with an HTML page",
        Error("provider failure"),
    ),
    faulty(
        TransportFault::RateLimited,
        "rate-limited",
        "HTTP 429 with Retry-After",
        Error("provider failure"),
    ),
    faulty(
        TransportFault::Huge,
        "huge",
        "an answer of 9 MiB",
        Error("transport failure"),
    ),
    faulty(
        TransportFault::Empty,
        "empty",
        "an empty body",
        Error("malformed answer"),
    ),
    faulty(
        TransportFault::NotXml,
        "not-xml",
        "a body that is no XML",
        Error("malformed answer"),
    ),
    faulty(
        TransportFault::Doctype,
        "doctype",
        "an answer with a DOCTYPE",
        Error("malformed answer"),
    ),
];
