//! The steps of a job: what is said of it, and from when on.

/// From when on what is said.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step {
    /// Not before the settle time has passed.
    pub(super) is_settled: bool,
    pub(super) state: JobState,
}

impl Step {
    pub(super) const fn immediate(state: JobState) -> Self {
        Self {
            is_settled: false,
            state,
        }
    }

    pub(super) const fn after_settling(state: JobState) -> Self {
        Self {
            is_settled: true,
            state,
        }
    }
}

/// What is said of a job.
#[derive(Clone, Copy, Debug)]
pub(super) enum JobState {
    /// The images are not there yet.
    NoZip,
    /// Nothing is decided yet.
    InProgress,
    /// There is a result.
    Result {
        is_complete: bool,
        success: Success,
        entry: ResultEntry,
        /// What is in the history before it, the newest first; where nothing is stated, the results of earlier steps and the
        /// number's look-up where the product has one.
        earlier: Option<&'static [ResultEntry]>,
    },
}

/// `job_success`.
#[derive(Clone, Copy, Debug)]
pub(super) enum Success {
    /// As the code of the verdict has it.
    FromVerdict,
    Override(bool),
}

impl JobState {
    pub(super) const fn done(entry: ResultEntry) -> Self {
        Self::Result {
            is_complete: true,
            success: Success::FromVerdict,
            entry,
            earlier: None,
        }
    }

    /// The number was looked up, the rest is under way.
    pub(super) const fn first_half() -> Self {
        Self::Result {
            is_complete: false,
            success: Success::Override(false),
            entry: ResultEntry::LOOK_UP,
            earlier: Some(&[]),
        }
    }

    pub(super) const fn with_success(self, stated: bool) -> Self {
        match self {
            Self::Result {
                is_complete,
                entry,
                earlier,
                ..
            } => Self::Result {
                is_complete,
                success: Success::Override(stated),
                entry,
                earlier,
            },
            other => other,
        }
    }

    /// The history holds these entries as well, the newest first, and no others.
    pub(super) const fn with_earlier(self, entries: &'static [ResultEntry]) -> Self {
        match self {
            Self::Result {
                is_complete,
                success,
                entry,
                ..
            } => Self::Result {
                is_complete,
                success,
                entry,
                earlier: Some(entries),
            },
            other => other,
        }
    }
}

/// One result.
#[derive(Clone, Copy, Debug)]
pub(super) struct ResultEntry {
    pub(super) verdict: Verdict,
    pub(super) is_final: FinalFlag,
    pub(super) extra: Extra,
}

impl ResultEntry {
    /// The number was found.
    pub(super) const LOOK_UP: Self = Self::new(Verdict::Code("1012"));

    pub(super) const fn new(verdict: Verdict) -> Self {
        Self {
            verdict,
            is_final: FinalFlag::Yes,
            extra: Extra::Nothing,
        }
    }

    pub(super) const fn with_final(mut self, flag: FinalFlag) -> Self {
        self.is_final = flag;
        self
    }

    pub(super) const fn with(mut self, extra: Extra) -> Self {
        self.extra = extra;
        self
    }
}

/// `IsFinalResult`.
#[derive(Clone, Copy, Debug)]
pub(super) enum FinalFlag {
    Yes,
    No,
    Text(&'static str),
}

/// What a result holds beside its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extra {
    Nothing,
    FraudSignal,
    FailedLiveness,
    Deceased,
    InactiveBusiness,
    NoJobType,
}

/// What is found; its code depends on the job type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Approved,
    ApprovedByReview,
    FaceMismatch,
    FaceMismatchByReview,
    Spoof,
    NoFace,
    PoorImage,
    Provisional,
    /// This code, whatever the job type.
    Code(&'static str),
}

impl Verdict {
    /// The code of it for a job type. Products without one take the nearest that they have.
    pub(super) const fn code(self, job_type: u64) -> &'static str {
        match (self, job_type) {
            (Self::Code(code), _) => code,
            (Self::Approved, 2) => "0820",
            (Self::Approved, 4) => "0840",
            (Self::Approved, 5 | 7) => "1012",
            (Self::Approved, 10) => "1031",
            (Self::Approved, _) => "0810",
            (Self::ApprovedByReview, 1) => "1210",
            (Self::ApprovedByReview, 2) => "1220",
            (Self::ApprovedByReview, 4) => "1240",
            (Self::ApprovedByReview, _) => Self::Approved.code(job_type),
            (Self::FaceMismatch, 2) => "0821",
            (Self::FaceMismatch, 4) => "0841",
            (Self::FaceMismatch, 5 | 7) => "1013",
            (Self::FaceMismatch, 10) => "1030",
            (Self::FaceMismatch, _) => "0811",
            (Self::FaceMismatchByReview, 1) => "1211",
            (Self::FaceMismatchByReview, 2) => "1221",
            (Self::FaceMismatchByReview, 4) => "1241",
            (Self::FaceMismatchByReview, _) => Self::FaceMismatch.code(job_type),
            (Self::Spoof, 1) => "0813",
            (Self::Spoof, 2) => "0823",
            (Self::Spoof, 4) => "0843",
            (Self::Spoof, 5 | 7 | 10) => Self::FaceMismatch.code(job_type),
            (Self::Spoof, _) => "0907",
            (Self::NoFace, 1) => "0911",
            (Self::NoFace, 2) => "0921",
            (Self::NoFace, 4) => "0941",
            (Self::PoorImage, 1) => "0912",
            (Self::PoorImage, 2) => "0922",
            (Self::PoorImage, 4) => "0942",
            (Self::NoFace | Self::PoorImage, _) => Self::FaceMismatch.code(job_type),
            (Self::Provisional, 1) => "0812",
            (Self::Provisional, 2) => "0822",
            (Self::Provisional, 4) => "0842",
            // Other products have no code for it: IsFinalResult says it.
            (Self::Provisional, _) => Self::Approved.code(job_type),
        }
    }

    pub(super) const fn is_by_review(self) -> bool {
        matches!(self, Self::ApprovedByReview | Self::FaceMismatchByReview)
    }
}

/// What is wrong with an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    None,
    OldPair,
    WrongSignature,
    NoSignature,
    OtherPerson,
    NotAuthorized,
    NoEnrolledUser,
    SystemError,
    FailsOnce,
    RateLimited,
    Html500,
    Slow,
    Hang,
    Reset,
    Truncated,
    Huge,
    Deep,
    NotJson,
    Empty,
}
