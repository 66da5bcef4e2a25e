//! Every scenario: what greenID answers, and what must become of that.

use kyc_model::outcome::Decision::{Inconclusive, NeedsReview, Pending, Rejected, Verified};

use super::{Plot, Story, breaks, fails, goes, plot, shows};
use crate::{
    greenid::{
        fault::{self, Fault},
        mishap::Mishap,
        people::{lists, odd, outcomes, post_office},
    },
    scenario::LeadsTo,
};
use LeadsTo::{Decision, Error, Then};

const VERIFIED: LeadsTo = Decision(Verified, "greenid/VERIFIED");
const BY_ADMIN: LeadsTo = Decision(Verified, "greenid/VERIFIED_ADMIN");

pub(crate) const PLOTS: &[Plot] = &[
    shows(
        "verified",
        "VERIFIED by the electoral roll",
        outcomes::verified,
        VERIFIED,
    ),
    shows(
        "verified-with-changes",
        "VERIFIED_WITH_CHANGES: fields confirmed, added and changed",
        outcomes::verified_with_changes,
        Decision(Verified, "greenid/VERIFIED_WITH_CHANGES"),
    ),
    shows(
        "verified-admin",
        "VERIFIED_ADMIN: an administrator verified one check",
        outcomes::verified_by_admin,
        BY_ADMIN,
    ),
    shows(
        "verified-admin-without-checks",
        "VERIFIED_ADMIN without any check",
        outcomes::verified_by_admin_without_checks,
        BY_ADMIN,
    ),
    shows(
        "verified-assisted",
        "VERIFIED in mode ASSISTED",
        outcomes::assisted,
        VERIFIED,
    ),
    shows(
        "verified-externally",
        "VERIFIED in mode EXTERNAL, without any check",
        outcomes::verified_externally,
        VERIFIED,
    ),
    shows(
        "in-progress",
        "IN_PROGRESS: the background checks were not enough",
        outcomes::in_progress,
        Decision(Pending, "greenid/IN_PROGRESS"),
    ),
    plot(
        "in-progress-then-verified",
        "IN_PROGRESS until the settle time has passed, then VERIFIED",
        goes(outcomes::in_progress, Some(outcomes::verified), None),
        Then(
            (Pending, "greenid/IN_PROGRESS"),
            (Verified, "greenid/VERIFIED"),
        ),
    ),
    shows(
        "pending",
        "PENDING: changed data awaits a review",
        outcomes::pending,
        Decision(NeedsReview, "greenid/PENDING"),
    ),
    shows(
        "locked-out",
        "LOCKED_OUT",
        outcomes::locked_out,
        Decision(Rejected, "greenid/LOCKED_OUT"),
    ),
    shows(
        "post-office",
        "VERIFIED at a post office with a passport and a bill",
        post_office::verified,
        VERIFIED,
    ),
    shows(
        "post-office-no-photo",
        "VERIFIED at a post office with a bill alone",
        post_office::without_photo,
        VERIFIED,
    ),
    shows(
        "post-office-expired",
        "VERIFIED at a post office with a passport that had expired",
        post_office::expired,
        VERIFIED,
    ),
    shows(
        "post-office-flag",
        "VERIFIED at a post office, but a match flag says N",
        post_office::with_other_flag,
        Decision(NeedsReview, "G5"),
    ),
    shows(
        "watchlist-hit",
        "VERIFIED, but a list check says FOUND_ON_LIST",
        lists::hit,
        Decision(NeedsReview, "G1"),
    ),
    shows(
        "watchlist-failed",
        "VERIFIED, but a list check says FAILED",
        lists::failed,
        Decision(NeedsReview, "G1"),
    ),
    shows(
        "watchlist-review",
        "VERIFIED, but a list check says MATCH_REVIEW_REQUIRED",
        lists::in_review,
        Decision(NeedsReview, "G1"),
    ),
    shows(
        "watchlist-not-completed",
        "VERIFIED, but the list check says ERROR",
        lists::not_completed,
        Decision(NeedsReview, "G3"),
    ),
    shows(
        "watchlist-hit-in-progress",
        "IN_PROGRESS, and a list check says FOUND_ON_LIST",
        lists::hit_in_progress,
        Decision(Pending, "greenid/IN_PROGRESS"),
    ),
    shows(
        "not-on-list",
        "VERIFIED; the list check says NOT_FOUND_ON_LIST",
        lists::not_found_on_list,
        VERIFIED,
    ),
    shows(
        "source-error",
        "VERIFIED, although one source says ERROR",
        outcomes::source_in_error,
        VERIFIED,
    ),
    shows(
        "no-supporting-check",
        "VERIFIED without a check that verified",
        outcomes::without_support,
        Decision(NeedsReview, "G4"),
    ),
    shows(
        "unknown-states",
        "VERIFIED, with a state, mode, method and status of no table",
        odd::unknown_states,
        Decision(NeedsReview, "G2"),
    ),
    shows(
        "unknown-outcome",
        "an outcome of no table",
        odd::unknown_outcome,
        Decision(Inconclusive, "greenid/other"),
    ),
    shows(
        "no-outcome",
        "an answer without outcome",
        odd::without_outcome,
        Decision(Inconclusive, "greenid/absent"),
    ),
    shows(
        "no-user-id",
        "an answer without userId",
        odd::without_user_id,
        Decision(Inconclusive, "greenid/no_user_id"),
    ),
    shows(
        "nil-items",
        "VERIFIED, with null entries in its lists",
        odd::nil_items,
        VERIFIED,
    ),
    shows(
        "difficult-texts",
        "VERIFIED, with markup, blanks and letters beyond ASCII in the texts",
        odd::difficult_texts,
        VERIFIED,
    ),
    shows(
        "other-person",
        "an answer about somebody else",
        odd::other_person,
        Error("wrong subject"),
    ),
    fails(fault::USER_ID_NOT_FOUND, "not-found", "not found"),
    fails(
        fault::INVALID_CUSTOMER_ID,
        "invalid-customer",
        "not authorized",
    ),
    fails(
        fault::INVALID_PASSWORD,
        "invalid-password",
        "not authorized",
    ),
    fails(
        fault::INVALID_CERTIFICATE,
        "invalid-certificate",
        "not authorized",
    ),
    fails(
        fault::INVALID_IP_ADDRESS,
        "invalid-ip-address",
        "not authorized",
    ),
    fails(
        fault::FIELD_VALIDATION,
        "field-validation",
        "request refused",
    ),
    fails(
        fault::INVALID_SOURCE_ID,
        "invalid-source-id",
        "request refused",
    ),
    fails(fault::USER_ID_IN_USE, "user-id-in-use", "request refused"),
    fails(
        fault::USER_ID_FOR_INVITATION,
        "user-id-for-invitation",
        "request refused",
    ),
    fails(fault::SYSTEM, "system-fault", "provider failure"),
    fails(fault::UNKNOWN, "unknown-fault", "request refused"),
    plot(
        "fault-without-detail",
        "a fault without faultDetails",
        Story::Fails(Fault::WithoutDetail),
        Error("request refused"),
    ),
    breaks(Mishap::Slow, "slow", "VERIFIED, after a while", VERIFIED),
    breaks(
        Mishap::Hang,
        "hang",
        "no answer",
        Error("transport failure"),
    ),
    breaks(
        Mishap::Reset,
        "reset",
        "the connection is reset",
        Error("transport failure"),
    ),
    breaks(
        Mishap::Truncated,
        "truncated",
        "half of an answer",
        Error("transport failure"),
    ),
    breaks(
        Mishap::Html500,
        "html-500",
        "HTTP 500 with an HTML page",
        Error("provider failure"),
    ),
    breaks(
        Mishap::RateLimited,
        "rate-limited",
        "HTTP 429 with Retry-After",
        Error("provider failure"),
    ),
    breaks(
        Mishap::Huge,
        "huge",
        "an answer of 9 MiB",
        Error("transport failure"),
    ),
    breaks(
        Mishap::Empty,
        "empty",
        "an empty body",
        Error("malformed answer"),
    ),
    breaks(
        Mishap::NotXml,
        "not-xml",
        "a body that is no XML",
        Error("malformed answer"),
    ),
    breaks(
        Mishap::Doctype,
        "doctype",
        "an answer with a DOCTYPE",
        Error("malformed answer"),
    ),
];
