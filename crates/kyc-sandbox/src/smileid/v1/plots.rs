//! What happens in each scenario.

use kyc_model::outcome::Decision::{Inconclusive, NeedsReview, Pending, Rejected, Verified};

use super::course::{
    Act, Flag, Line, More, Stage, Twist,
    Verdict::{
        Approved, ApprovedByReview, Code, FaceMismatch, FaceMismatchByReview, NoFace, PoorImage,
        Provisional, Spoof,
    },
};
use crate::scenario::{LeadsTo, Scenario, Service};

/// A scenario, the job type it has where nobody submitted another, and its course.
#[derive(Debug)]
pub(crate) struct Plot {
    pub(crate) scenario: Scenario,
    pub(super) job_type: u64,
    pub(super) acts: &'static [Act],
    pub(super) twist: Twist,
}

const fn plot(
    name: &'static str,
    shows: &'static str,
    leads_to: LeadsTo,
    job_type: u64,
    acts: &'static [Act],
) -> Plot {
    Plot {
        scenario: Scenario::new(Service::SmileidV1, name, shows, leads_to),
        job_type,
        acts,
        twist: Twist::None,
    }
}

/// An approval that is spoilt on its way.
const fn spoilt(name: &'static str, shows: &'static str, leads_to: LeadsTo, twist: Twist) -> Plot {
    Plot {
        scenario: Scenario::new(Service::SmileidV1, name, shows, leads_to),
        job_type: 1,
        acts: APPROVED,
        twist,
    }
}

const VERIFIED: LeadsTo = LeadsTo::Decision(Verified, "smileid/1/0810");

const LOOK_UP: Line = Line::new(Code("1012"));
const APPROVED: &[Act] = &[Act::at_once(Stage::done(Line::new(Approved)))];
const IN_PROGRESS: Act = Act::at_once(Stage::first_half());

/// The whole table, in the order in which it is printed.
pub(crate) const PLOTS: &[Plot] = &[
    plot(
        "approved",
        "number and face fit (job type 1, code 0810)",
        VERIFIED,
        1,
        APPROVED,
    ),
    plot(
        "approved-by-review",
        "a reviewer of Smile ID approved (1210)",
        LeadsTo::Decision(Verified, "smileid/1/1210"),
        1,
        &[Act::at_once(Stage::done(Line::new(ApprovedByReview)))],
    ),
    plot(
        "rejected",
        "the faces differ (0811)",
        LeadsTo::Decision(Rejected, "smileid/1/0811"),
        1,
        &[Act::at_once(Stage::done(Line::new(FaceMismatch)))],
    ),
    plot(
        "rejected-by-review",
        "a reviewer says that the faces differ (1211)",
        LeadsTo::Decision(Rejected, "smileid/1/1211"),
        1,
        &[Act::at_once(Stage::done(Line::new(FaceMismatchByReview)))],
    ),
    plot(
        "spoof",
        "no live person before the camera (0813)",
        LeadsTo::Decision(Rejected, "smileid/1/0813"),
        1,
        &[Act::at_once(Stage::done(Line::new(Spoof)))],
    ),
    plot(
        "no-face",
        "no face in the selfie (0911)",
        LeadsTo::Decision(Rejected, "smileid/1/0911"),
        1,
        &[Act::at_once(Stage::done(Line::new(NoFace)))],
    ),
    plot(
        "poor-image",
        "the selfie is too poor (0912)",
        LeadsTo::Decision(Rejected, "smileid/1/0912"),
        1,
        &[Act::at_once(Stage::done(Line::new(PoorImage)))],
    ),
    plot(
        "provisional",
        "waits for a reviewer of Smile ID (0812, IsFinalResult false)",
        LeadsTo::Decision(Pending, "F7"),
        1,
        &[Act::at_once(Stage::done(
            Line::new(Provisional).with_final(Flag::No),
        ))],
    ),
    plot(
        "provisional-then-approved",
        "waits for a reviewer, who then approves (0812, 1210)",
        LeadsTo::Then((Pending, "F7"), (Verified, "smileid/1/1210")),
        1,
        &[
            Act::at_once(Stage::done(Line::new(Provisional).with_final(Flag::No))),
            Act::settled(Stage::done(Line::new(ApprovedByReview))),
        ],
    ),
    plot(
        "left-provisional",
        "final, and still provisional (0812, IsFinalResult true)",
        LeadsTo::Decision(NeedsReview, "F15"),
        1,
        &[Act::at_once(Stage::done(Line::new(Provisional)))],
    ),
    plot(
        "pending",
        "the number is found, the face is not compared yet (1012, job_complete false)",
        LeadsTo::Decision(Pending, "L1"),
        1,
        &[IN_PROGRESS],
    ),
    plot(
        "pending-then-approved",
        "as pending, then as approved",
        LeadsTo::Then((Pending, "L1"), (Verified, "smileid/1/0810")),
        1,
        &[IN_PROGRESS, Act::settled(Stage::done(Line::new(Approved)))],
    ),
    plot(
        "pending-then-rejected",
        "as pending, then as rejected",
        LeadsTo::Then((Pending, "L1"), (Rejected, "smileid/1/0811")),
        1,
        &[
            IN_PROGRESS,
            Act::settled(Stage::done(Line::new(FaceMismatch))),
        ],
    ),
    plot(
        "no-zip",
        "the images never came (code 2314)",
        LeadsTo::Decision(Pending, "F1"),
        1,
        &[Act::at_once(Stage::NoZip)],
    ),
    plot(
        "issuer-unavailable",
        "the ID authority does not answer (0908)",
        LeadsTo::Decision(Inconclusive, "smileid/1/0908"),
        1,
        &[Act::at_once(Stage::done(Line::new(Code("0908"))))],
    ),
    plot(
        "unusable-submission",
        "the zip is broken (0903)",
        LeadsTo::Decision(Inconclusive, "smileid/1/0903"),
        1,
        &[Act::at_once(Stage::done(Line::new(Code("0903"))))],
    ),
    plot(
        "unknown-code",
        "a code that no page lists (0899)",
        LeadsTo::Decision(Inconclusive, "F17"),
        1,
        &[Act::at_once(Stage::done(Line::new(Code("0899"))))],
    ),
    plot(
        "contradictory",
        "approved, and job_success is false",
        LeadsTo::Decision(Inconclusive, "F9"),
        1,
        &[Act::at_once(
            Stage::done(Line::new(Approved)).with_success(false),
        )],
    ),
    plot(
        "unreadable-flag",
        "approved, and IsFinalResult is \"yes\"",
        LeadsTo::Decision(Inconclusive, "F6"),
        1,
        &[Act::at_once(Stage::done(
            Line::new(Approved).with_final(Flag::Text("yes")),
        ))],
    ),
    plot(
        "no-job-type",
        "approved, without a job type",
        LeadsTo::Decision(Inconclusive, "F5"),
        1,
        &[Act::at_once(Stage::done(
            Line::new(Approved).with(More::NoJobType),
        ))],
    ),
    plot(
        "fraud-signal",
        "approved, and a signal of fraud beside it",
        LeadsTo::Decision(NeedsReview, "S1"),
        1,
        &[Act::at_once(Stage::done(
            Line::new(Approved).with(More::FraudSignal),
        ))],
    ),
    plot(
        "failed-check",
        "approved, and the liveness check failed",
        LeadsTo::Decision(NeedsReview, "S2"),
        1,
        &[Act::at_once(Stage::done(
            Line::new(Approved).with(More::FailedLiveness),
        ))],
    ),
    plot(
        "deceased",
        "approved, and the register says that the person is dead",
        LeadsTo::Decision(NeedsReview, "S3"),
        1,
        &[Act::at_once(Stage::done(
            Line::new(Approved).with(More::Deceased),
        ))],
    ),
    plot(
        "look-up-first",
        "the result is the number's look-up, the face stands in the history",
        LeadsTo::Decision(Verified, "L6"),
        1,
        &[Act::at_once(
            Stage::done(LOOK_UP).before(&[Line::new(Approved)]),
        )],
    ),
    plot(
        "look-up-only",
        "complete, and the face is nowhere",
        LeadsTo::Decision(Inconclusive, "L3"),
        1,
        &[Act::at_once(Stage::done(LOOK_UP).before(&[]))],
    ),
    plot(
        "number-not-found",
        "the face is approved, the number was not found (history 1013)",
        LeadsTo::Decision(NeedsReview, "H2"),
        1,
        &[Act::at_once(
            Stage::done(Line::new(Approved)).before(&[Line::new(Code("1013"))]),
        )],
    ),
    plot(
        "history-conflict",
        "approved, and a reviewer called it a spoof (history 1212)",
        LeadsTo::Decision(Inconclusive, "H1"),
        1,
        &[Act::at_once(
            Stage::done(Line::new(Approved)).before(&[Line::new(Code("1212")), LOOK_UP]),
        )],
    ),
    plot(
        "document-approved",
        "the document is sound, the face fits (job type 6, 0810)",
        LeadsTo::Decision(Verified, "smileid/6/0810"),
        6,
        APPROVED,
    ),
    plot(
        "document-rejected",
        "the document failed (0811)",
        LeadsTo::Decision(Rejected, "smileid/6/0811"),
        6,
        &[Act::at_once(Stage::done(Line::new(FaceMismatch)))],
    ),
    plot(
        "document-unusable",
        "no document to be made out (0812, which is provisional in job type 1)",
        LeadsTo::Decision(Rejected, "smileid/6/0812"),
        6,
        &[Act::at_once(Stage::done(Line::new(Code("0812"))))],
    ),
    plot(
        "document-expired",
        "the document has expired (0817)",
        LeadsTo::Decision(NeedsReview, "smileid/6/0817"),
        6,
        &[Act::at_once(Stage::done(Line::new(Code("0817"))))],
    ),
    plot(
        "enhanced-document-approved",
        "document, face and register agree (job type 11, 0810)",
        LeadsTo::Decision(Verified, "smileid/11/0810"),
        11,
        APPROVED,
    ),
    plot(
        "id-found",
        "the number exists (job type 5, 1012): nobody was identified",
        LeadsTo::Decision(Verified, "smileid/5/1012"),
        5,
        APPROVED,
    ),
    plot(
        "id-not-found",
        "the number does not exist (1013)",
        LeadsTo::Decision(Rejected, "smileid/5/1013"),
        5,
        &[Act::at_once(Stage::done(Line::new(Code("1013"))))],
    ),
    plot(
        "id-authority-down",
        "the register is not available (1015)",
        LeadsTo::Decision(Inconclusive, "smileid/5/1015"),
        5,
        &[Act::at_once(Stage::done(Line::new(Code("1015"))))],
    ),
    plot(
        "id-data-match",
        "number and data fit exactly (1020)",
        LeadsTo::Decision(Verified, "smileid/5/1020"),
        5,
        &[Act::at_once(Stage::done(Line::new(Code("1020"))))],
    ),
    plot(
        "id-data-partial-match",
        "some data fit partly (1021)",
        LeadsTo::Decision(NeedsReview, "smileid/5/1021"),
        5,
        &[Act::at_once(Stage::done(Line::new(Code("1021"))))],
    ),
    plot(
        "selfie-registered",
        "a live face was stored (job type 4, 0840): nobody was identified",
        LeadsTo::Decision(Verified, "smileid/4/0840"),
        4,
        APPROVED,
    ),
    plot(
        "selfie-authenticated",
        "the same face as the registered one (job type 2, 0820)",
        LeadsTo::Decision(Verified, "smileid/2/0820"),
        2,
        APPROVED,
    ),
    plot(
        "selfie-mismatch",
        "another face than the registered one (0821)",
        LeadsTo::Decision(Rejected, "smileid/2/0821"),
        2,
        &[Act::at_once(Stage::done(Line::new(FaceMismatch)))],
    ),
    plot(
        "business-found",
        "the company is registered (job type 7, 1012)",
        LeadsTo::Decision(Verified, "smileid/7/1012"),
        7,
        APPROVED,
    ),
    plot(
        "business-inactive",
        "the company is registered and struck off",
        LeadsTo::Decision(NeedsReview, "S4"),
        7,
        &[Act::at_once(Stage::done(
            Line::new(Approved).with(More::InactiveBusiness),
        ))],
    ),
    plot(
        "watchlist-clear",
        "on no list (job type 10, 1031)",
        LeadsTo::Decision(Verified, "smileid/10/1031"),
        10,
        APPROVED,
    ),
    plot(
        "watchlist-hit",
        "somebody of that name is on a list (1030)",
        LeadsTo::Decision(NeedsReview, "smileid/10/1030"),
        10,
        &[Act::at_once(Stage::done(Line::new(Code("1030"))))],
    ),
    spoilt(
        "replayed",
        "approved, signed with an old pair, which is valid for ever",
        VERIFIED,
        Twist::OldPair,
    ),
    spoilt(
        "bad-signature",
        "approved, and the signature does not fit",
        LeadsTo::Error("not authentic"),
        Twist::WrongSignature,
    ),
    spoilt(
        "unsigned",
        "approved, without a signature",
        LeadsTo::Error("not authentic"),
        Twist::NoSignature,
    ),
    spoilt(
        "other-person",
        "approved, and it is about somebody else",
        LeadsTo::Error("wrong subject"),
        Twist::OtherPerson,
    ),
    spoilt(
        "not-authorized",
        "code 2205 whatever the signature",
        LeadsTo::Error("not authorized"),
        Twist::NotAuthorized,
    ),
    spoilt(
        "no-enrolled-user",
        "code 2210",
        LeadsTo::Error("not found"),
        Twist::NoEnrolledUser,
    ),
    spoilt(
        "system-error",
        "HTTP 500 with code 2301",
        LeadsTo::Error("provider failure"),
        Twist::SystemError,
    ),
    spoilt(
        "fails-once",
        "HTTP 503 to the first question, then approved",
        VERIFIED,
        Twist::FailsOnce,
    ),
    spoilt(
        "rate-limited",
        "HTTP 429 with Retry-After: 1, always",
        LeadsTo::Error("provider failure"),
        Twist::RateLimited,
    ),
    spoilt(
        "html-500",
        "HTTP 500 with a page of HTML",
        LeadsTo::Error("provider failure"),
        Twist::Html500,
    ),
    spoilt("slow", "approved, after two seconds", VERIFIED, Twist::Slow),
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
    spoilt(
        "huge",
        "approved, in 9 MiB",
        LeadsTo::Error("transport failure"),
        Twist::Huge,
    ),
    spoilt(
        "deep",
        "approved, with a member nested 100,000 deep",
        LeadsTo::Error("malformed answer"),
        Twist::Deep,
    ),
    spoilt(
        "not-json",
        "HTTP 200 and no JSON",
        LeadsTo::Error("malformed answer"),
        Twist::NotJson,
    ),
    spoilt(
        "empty",
        "HTTP 200 and nothing",
        LeadsTo::Error("malformed answer"),
        Twist::Empty,
    ),
];
