//! Every scenario, and its steps.

mod faulty;

use kyc_model::outcome::Decision::{Inconclusive, NeedsReview, Pending, Rejected, Verified};

use super::steps::{
    Extra, Fault, FinalFlag, JobState, ResultEntry, Step,
    Verdict::{
        Approved, ApprovedByReview, Code, FaceMismatch, FaceMismatchByReview, NoFace, PoorImage,
        Provisional, Spoof,
    },
};
use crate::scenario::{LeadsTo, Scenario, Service};

/// A scenario, the job type it has where nobody submitted another, its steps, and what is wrong with its answers.
#[derive(Debug)]
pub(crate) struct ScenarioEntry {
    pub(crate) scenario: Scenario,
    pub(super) job_type: u64,
    pub(super) steps: &'static [Step],
    pub(super) fault: Fault,
}

const fn entry(
    name: &'static str,
    description: &'static str,
    leads_to: LeadsTo,
    job_type: u64,
    steps: &'static [Step],
) -> ScenarioEntry {
    ScenarioEntry {
        scenario: Scenario::new(Service::SmileidV1, name, description, leads_to),
        job_type,
        steps,
        fault: Fault::None,
    }
}

const VERIFIED: LeadsTo = LeadsTo::Decision(Verified, "smileid/1/0810");

const LOOK_UP: ResultEntry = ResultEntry::LOOK_UP;
const APPROVED: &[Step] = &[Step::immediate(JobState::done(ResultEntry::new(Approved)))];
const IN_PROGRESS: Step = Step::immediate(JobState::first_half());

/// Every scenario, in the order in which they are printed.
pub(crate) fn all() -> impl Iterator<Item = &'static ScenarioEntry> {
    WITHOUT_FAULT.iter().chain(faulty::WITH_FAULT)
}

/// What an answer in order says.
const WITHOUT_FAULT: &[ScenarioEntry] = &[
    entry(
        "approved",
        "number and face fit (job type 1, code 0810)",
        VERIFIED,
        1,
        APPROVED,
    ),
    entry(
        "approved-by-review",
        "a reviewer of Smile ID approved (1210)",
        LeadsTo::Decision(Verified, "smileid/1/1210"),
        1,
        &[Step::immediate(JobState::done(ResultEntry::new(
            ApprovedByReview,
        )))],
    ),
    entry(
        "rejected",
        "the faces differ (0811)",
        LeadsTo::Decision(Rejected, "smileid/1/0811"),
        1,
        &[Step::immediate(JobState::done(ResultEntry::new(
            FaceMismatch,
        )))],
    ),
    entry(
        "rejected-by-review",
        "a reviewer says that the faces differ (1211)",
        LeadsTo::Decision(Rejected, "smileid/1/1211"),
        1,
        &[Step::immediate(JobState::done(ResultEntry::new(
            FaceMismatchByReview,
        )))],
    ),
    entry(
        "spoof",
        "no live person before the camera (0813)",
        LeadsTo::Decision(Rejected, "smileid/1/0813"),
        1,
        &[Step::immediate(JobState::done(ResultEntry::new(Spoof)))],
    ),
    entry(
        "no-face",
        "no face in the selfie (0911)",
        LeadsTo::Decision(Rejected, "smileid/1/0911"),
        1,
        &[Step::immediate(JobState::done(ResultEntry::new(NoFace)))],
    ),
    entry(
        "poor-image",
        "the selfie is too poor (0912)",
        LeadsTo::Decision(Rejected, "smileid/1/0912"),
        1,
        &[Step::immediate(JobState::done(ResultEntry::new(PoorImage)))],
    ),
    entry(
        "provisional",
        "waits for a reviewer of Smile ID (0812, IsFinalResult false)",
        LeadsTo::Decision(Pending, "F7"),
        1,
        &[Step::immediate(JobState::done(
            ResultEntry::new(Provisional).with_final(FinalFlag::No),
        ))],
    ),
    entry(
        "provisional-then-approved",
        "waits for a reviewer, who then approves (0812, 1210)",
        LeadsTo::Then((Pending, "F7"), (Verified, "smileid/1/1210")),
        1,
        &[
            Step::immediate(JobState::done(
                ResultEntry::new(Provisional).with_final(FinalFlag::No),
            )),
            Step::after_settling(JobState::done(ResultEntry::new(ApprovedByReview))),
        ],
    ),
    entry(
        "left-provisional",
        "final, and still provisional (0812, IsFinalResult true)",
        LeadsTo::Decision(NeedsReview, "F15"),
        1,
        &[Step::immediate(JobState::done(ResultEntry::new(
            Provisional,
        )))],
    ),
    entry(
        "pending",
        "the number is found, the face is not compared yet (1012, job_complete false)",
        LeadsTo::Decision(Pending, "L1"),
        1,
        &[IN_PROGRESS],
    ),
    entry(
        "pending-then-approved",
        "as pending, then as approved",
        LeadsTo::Then((Pending, "L1"), (Verified, "smileid/1/0810")),
        1,
        &[
            IN_PROGRESS,
            Step::after_settling(JobState::done(ResultEntry::new(Approved))),
        ],
    ),
    entry(
        "pending-then-rejected",
        "as pending, then as rejected",
        LeadsTo::Then((Pending, "L1"), (Rejected, "smileid/1/0811")),
        1,
        &[
            IN_PROGRESS,
            Step::after_settling(JobState::done(ResultEntry::new(FaceMismatch))),
        ],
    ),
    entry(
        "no-zip",
        "the images never came (code 2314)",
        LeadsTo::Decision(Pending, "F1"),
        1,
        &[Step::immediate(JobState::NoZip)],
    ),
    entry(
        "issuer-unavailable",
        "the ID authority does not answer (0908)",
        LeadsTo::Decision(Inconclusive, "smileid/1/0908"),
        1,
        &[Step::immediate(JobState::done(ResultEntry::new(Code(
            "0908",
        ))))],
    ),
    entry(
        "unusable-submission",
        "the zip is broken (0903)",
        LeadsTo::Decision(Inconclusive, "smileid/1/0903"),
        1,
        &[Step::immediate(JobState::done(ResultEntry::new(Code(
            "0903",
        ))))],
    ),
    entry(
        "unknown-code",
        "a code that no page lists (0899)",
        LeadsTo::Decision(Inconclusive, "F17"),
        1,
        &[Step::immediate(JobState::done(ResultEntry::new(Code(
            "0899",
        ))))],
    ),
    entry(
        "contradictory",
        "approved, and job_success is false",
        LeadsTo::Decision(Inconclusive, "F9"),
        1,
        &[Step::immediate(
            JobState::done(ResultEntry::new(Approved)).with_success(false),
        )],
    ),
    entry(
        "unreadable-flag",
        "approved, and IsFinalResult is \"yes\"",
        LeadsTo::Decision(Inconclusive, "F6"),
        1,
        &[Step::immediate(JobState::done(
            ResultEntry::new(Approved).with_final(FinalFlag::Text("yes")),
        ))],
    ),
    entry(
        "no-job-type",
        "approved, without a job type",
        LeadsTo::Decision(Inconclusive, "F5"),
        1,
        &[Step::immediate(JobState::done(
            ResultEntry::new(Approved).with(Extra::NoJobType),
        ))],
    ),
    entry(
        "fraud-signal",
        "approved, and a signal of fraud beside it",
        LeadsTo::Decision(NeedsReview, "S1"),
        1,
        &[Step::immediate(JobState::done(
            ResultEntry::new(Approved).with(Extra::FraudSignal),
        ))],
    ),
    entry(
        "failed-check",
        "approved, and the liveness check failed",
        LeadsTo::Decision(NeedsReview, "S2"),
        1,
        &[Step::immediate(JobState::done(
            ResultEntry::new(Approved).with(Extra::FailedLiveness),
        ))],
    ),
    entry(
        "deceased",
        "approved, and the register says that the person is dead",
        LeadsTo::Decision(NeedsReview, "S3"),
        1,
        &[Step::immediate(JobState::done(
            ResultEntry::new(Approved).with(Extra::Deceased),
        ))],
    ),
    entry(
        "look-up-first",
        "the result is the number's look-up, the face stands in the history",
        LeadsTo::Decision(Verified, "L6"),
        1,
        &[Step::immediate(
            JobState::done(LOOK_UP).with_earlier(&[ResultEntry::new(Approved)]),
        )],
    ),
    entry(
        "look-up-only",
        "complete, and the face is nowhere",
        LeadsTo::Decision(Inconclusive, "L3"),
        1,
        &[Step::immediate(JobState::done(LOOK_UP).with_earlier(&[]))],
    ),
    entry(
        "number-not-found",
        "the face is approved, the number was not found (history 1013)",
        LeadsTo::Decision(NeedsReview, "H2"),
        1,
        &[Step::immediate(
            JobState::done(ResultEntry::new(Approved))
                .with_earlier(&[ResultEntry::new(Code("1013"))]),
        )],
    ),
    entry(
        "history-conflict",
        "approved, and a reviewer called it a spoof (history 1212)",
        LeadsTo::Decision(Inconclusive, "H1"),
        1,
        &[Step::immediate(
            JobState::done(ResultEntry::new(Approved))
                .with_earlier(&[ResultEntry::new(Code("1212")), LOOK_UP]),
        )],
    ),
    entry(
        "document-approved",
        "the document is sound, the face fits (job type 6, 0810)",
        LeadsTo::Decision(Verified, "smileid/6/0810"),
        6,
        APPROVED,
    ),
    entry(
        "document-rejected",
        "the document failed (0811)",
        LeadsTo::Decision(Rejected, "smileid/6/0811"),
        6,
        &[Step::immediate(JobState::done(ResultEntry::new(
            FaceMismatch,
        )))],
    ),
    entry(
        "document-unusable",
        "no document to be made out (0812, which is provisional in job type 1)",
        LeadsTo::Decision(Rejected, "smileid/6/0812"),
        6,
        &[Step::immediate(JobState::done(ResultEntry::new(Code(
            "0812",
        ))))],
    ),
    entry(
        "document-expired",
        "the document has expired (0817)",
        LeadsTo::Decision(NeedsReview, "smileid/6/0817"),
        6,
        &[Step::immediate(JobState::done(ResultEntry::new(Code(
            "0817",
        ))))],
    ),
    entry(
        "enhanced-document-approved",
        "document, face and register agree (job type 11, 0810)",
        LeadsTo::Decision(Verified, "smileid/11/0810"),
        11,
        APPROVED,
    ),
    entry(
        "id-found",
        "the number exists (job type 5, 1012): nobody was identified",
        LeadsTo::Decision(Verified, "smileid/5/1012"),
        5,
        APPROVED,
    ),
    entry(
        "id-not-found",
        "the number does not exist (1013)",
        LeadsTo::Decision(Rejected, "smileid/5/1013"),
        5,
        &[Step::immediate(JobState::done(ResultEntry::new(Code(
            "1013",
        ))))],
    ),
    entry(
        "id-authority-down",
        "the register is not available (1015)",
        LeadsTo::Decision(Inconclusive, "smileid/5/1015"),
        5,
        &[Step::immediate(JobState::done(ResultEntry::new(Code(
            "1015",
        ))))],
    ),
    entry(
        "id-data-match",
        "number and data fit exactly (1020)",
        LeadsTo::Decision(Verified, "smileid/5/1020"),
        5,
        &[Step::immediate(JobState::done(ResultEntry::new(Code(
            "1020",
        ))))],
    ),
    entry(
        "id-data-partial-match",
        "some data fit partly (1021)",
        LeadsTo::Decision(NeedsReview, "smileid/5/1021"),
        5,
        &[Step::immediate(JobState::done(ResultEntry::new(Code(
            "1021",
        ))))],
    ),
    entry(
        "selfie-registered",
        "a live face was stored (job type 4, 0840): nobody was identified",
        LeadsTo::Decision(Verified, "smileid/4/0840"),
        4,
        APPROVED,
    ),
    entry(
        "selfie-authenticated",
        "the same face as the registered one (job type 2, 0820)",
        LeadsTo::Decision(Verified, "smileid/2/0820"),
        2,
        APPROVED,
    ),
    entry(
        "selfie-mismatch",
        "another face than the registered one (0821)",
        LeadsTo::Decision(Rejected, "smileid/2/0821"),
        2,
        &[Step::immediate(JobState::done(ResultEntry::new(
            FaceMismatch,
        )))],
    ),
    entry(
        "business-found",
        "the company is registered (job type 7, 1012)",
        LeadsTo::Decision(Verified, "smileid/7/1012"),
        7,
        APPROVED,
    ),
    entry(
        "business-inactive",
        "the company is registered and struck off",
        LeadsTo::Decision(NeedsReview, "S4"),
        7,
        &[Step::immediate(JobState::done(
            ResultEntry::new(Approved).with(Extra::InactiveBusiness),
        ))],
    ),
    entry(
        "watchlist-clear",
        "on no list (job type 10, 1031)",
        LeadsTo::Decision(Verified, "smileid/10/1031"),
        10,
        APPROVED,
    ),
    entry(
        "watchlist-hit",
        "somebody of that name is on a list (1030)",
        LeadsTo::Decision(NeedsReview, "smileid/10/1030"),
        10,
        &[Step::immediate(JobState::done(ResultEntry::new(Code(
            "1030",
        ))))],
    ),
];
