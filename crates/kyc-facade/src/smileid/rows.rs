//! The rows of (job type, result code). Source: decision tables, 2.2.

use kyc_model::{
    Word,
    outcome::ReasonCategory,
    smileid::{JobType, ResultCode},
};

/// What kind of answer a code is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Class {
    /// A: approved.
    Approved,
    /// R: refused.
    Refused,
    /// N: finished, a person of the caller's must look.
    NeedsPerson,
    /// E: finished, nothing decided.
    Undecided,
    /// P: the provider is still reviewing.
    Provisional,
    /// L: the look-up half of a two-part job.
    LookUp,
    /// U: not listed.
    Unlisted,
}

/// What a row says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) class: Class,
    pub(crate) category: ReasonCategory,
    pub(crate) spoof_suspected: bool,
}

impl Row {
    const fn new(class: Class, category: ReasonCategory) -> Self {
        Self {
            class,
            category,
            spoof_suspected: false,
        }
    }

    const fn with_spoof_suspected(mut self) -> Self {
        self.spoof_suspected = true;
        self
    }
}

/// The listed row of a code. Nothing is ever inferred from the number family.
pub(crate) fn listed(job_type: JobType, code: ResultCode) -> Option<Row> {
    use Class::{Approved, LookUp, NeedsPerson, Provisional, Refused, Undecided, Unlisted};
    use ReasonCategory as C;

    let awaiting = Row::new(Provisional, C::AwaitingHumanReview);
    Some(match (job_type.number(), code.as_str()) {
        (1 | 2 | 4 | 5 | 6 | 7 | 10 | 11, "0001") => Row::new(Undecided, C::SubmissionUnusable),
        (1 | 2 | 4 | 6 | 11, "0903") => Row::new(Undecided, C::SubmissionUnusable),
        (1 | 2 | 4 | 6 | 11, "0907") => Row::new(Refused, C::SpoofSuspected),
        (1 | 2 | 4 | 5 | 6 | 7 | 10 | 11, "0908") => Row::new(Undecided, C::IssuerUnavailable),

        (5, "1012") => Row::new(Approved, C::RecordFound),
        (5, "1013") => Row::new(Refused, C::IdNotFound),
        (5, "1014") => Row::new(Undecided, C::InvalidInput),
        (5, "1015") => Row::new(Undecided, C::IssuerUnavailable),
        (5, "1016") => Row::new(Undecided, C::ProductNotEnabled),
        (5, "1020") => Row::new(Approved, C::ExactMatch),
        (5, "1021") => Row::new(NeedsPerson, C::PartialMatch),
        (5, "1022") => Row::new(Refused, C::NoMatch),
        (5, "1023") => Row::new(Refused, C::IdNotFound),
        (5, "1010" | "1011") => Row::new(Unlisted, C::UnlistedCombination),

        (7, "1012") => Row::new(Approved, C::BusinessRecordFound),
        (7, "1013") => Row::new(Refused, C::IdNotFound),
        (7, "1014") => Row::new(Undecided, C::InvalidInput),
        (7, "1015") => Row::new(Undecided, C::IssuerUnavailable),
        (7, "1016") => Row::new(Undecided, C::ProductNotEnabled),

        (10, "1030") => Row::new(NeedsPerson, C::WatchlistMatch),
        (10, "1031") => Row::new(Approved, C::NotListed),
        (10, "1017") => Row::new(NeedsPerson, C::AdverseMedia),

        (1, "0810") => Row::new(Approved, C::Approved),
        (1, "0811") => Row::new(Refused, C::FaceMismatch),
        (1, "0812" | "0815") => awaiting,
        (1, "0813") => Row::new(Refused, C::SpoofSuspected),
        (1, "0814") => awaiting.with_spoof_suspected(),
        (1, "0816" | "0817") => Row::new(Unlisted, C::UnlistedCombination),
        (1, "0911") => Row::new(Refused, C::NoFaceFound),
        (1, "0912") => Row::new(Refused, C::ImageQuality),
        (1, "1210") => Row::new(Approved, C::ApprovedByHumanReview),
        (1, "1211") => Row::new(Refused, C::FaceMismatch),
        (1, "1212") => Row::new(Refused, C::SpoofSuspected),
        (1, "1213") => Row::new(NeedsPerson, C::LivenessUndetermined),
        (1, "1214") => Row::new(Refused, C::DocumentCheckFailed),

        (1 | 11, "1012") => Row::new(LookUp, C::RecordFound),
        (1 | 11, "1020") => Row::new(LookUp, C::ExactMatch),
        (1 | 11, "1021") => Row::new(LookUp, C::PartialMatch),
        (1 | 11, "1013" | "1023") => Row::new(LookUp, C::IdNotFound),
        (1 | 11, "1022") => Row::new(LookUp, C::NoMatch),
        (1 | 11, "1014") => Row::new(LookUp, C::InvalidInput),
        (1 | 11, "1015") => Row::new(LookUp, C::IssuerUnavailable),
        (1 | 11, "1016") => Row::new(LookUp, C::ProductNotEnabled),

        (2, "0820") => Row::new(Approved, C::Approved),
        (2, "0821") => Row::new(Refused, C::FaceMismatch),
        (2, "0822" | "0825") => awaiting,
        (2, "0823") => Row::new(Refused, C::SpoofSuspected),
        (2, "0824") => awaiting.with_spoof_suspected(),
        (2, "0921") => Row::new(Refused, C::NoFaceFound),
        (2, "0922") => Row::new(Refused, C::ImageQuality),
        (2, "1220") => Row::new(Approved, C::ApprovedByHumanReview),
        (2, "1221") => Row::new(Refused, C::FaceMismatch),
        (2, "1222") => Row::new(Refused, C::SpoofSuspected),

        (4, "0840") => Row::new(Approved, C::Approved),
        (4, "0841") => Row::new(Refused, C::ImageQuality),
        (4, "0842") => awaiting,
        (4, "0843") => Row::new(Refused, C::SpoofSuspected),
        (4, "0844" | "0846") => awaiting.with_spoof_suspected(),
        (4, "0941") => Row::new(Refused, C::NoFaceFound),
        (4, "0942") => Row::new(Refused, C::ImageQuality),
        (4, "1240") => Row::new(Approved, C::ApprovedByHumanReview),
        (4, "1241") => Row::new(Refused, C::ImageQuality),
        (4, "1242") => Row::new(Refused, C::SpoofSuspected),

        // The same numbers as in job type 1, with other meanings.
        (6 | 11, "0810") => Row::new(Approved, C::Approved),
        (6 | 11, "0811") => Row::new(Refused, C::DocumentCheckFailed),
        (6 | 11, "0812") => Row::new(Refused, C::DocumentUnusable),
        (6 | 11, "0816") => Row::new(Refused, C::UnsupportedDocument),
        (6 | 11, "0817") => Row::new(NeedsPerson, C::ExpiredDocument),
        (6, "1014") => Row::new(Undecided, C::InvalidInput),

        _ => return None,
    })
}

/// The id of a row, written out only where somebody reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RowId {
    /// The listed row of a code.
    Listed(JobType, ResultCode),
    /// The code is in no list of the job type.
    DefaultCode,
    /// The job type is in no list.
    DefaultJobType,
}

impl RowId {
    pub(crate) fn to_word(self) -> Word {
        match self {
            Self::Listed(job_type, code) => format!("smileid/{}/{code}", job_type.number()).into(),
            Self::DefaultCode => "smileid/default/code".into(),
            Self::DefaultJobType => "smileid/default/job_type".into(),
        }
    }
}

/// The row of a code, the default row where it is not listed, and the id of the row.
pub(crate) fn row(job_type: JobType, code: Option<ResultCode>) -> (Row, RowId) {
    if let Some(code) = code
        && let Some(row) = listed(job_type, code)
    {
        return (row, RowId::Listed(job_type, code));
    }
    let id = if matches!(job_type.number(), 1 | 2 | 4 | 5 | 6 | 7 | 10 | 11) {
        RowId::DefaultCode
    } else {
        RowId::DefaultJobType
    };
    let row = Row::new(Class::Unlisted, ReasonCategory::UnlistedCombination);
    (row, id)
}
