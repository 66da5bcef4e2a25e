//! Exit statuses.

use kyc_model::outcome::Decision;

/// Done.
pub(crate) const DONE: u8 = 0;
/// Every record was mapped.
pub(crate) const MAPPED: u8 = 0;
/// No outcome, or not for every record.
pub(crate) const ERROR: u8 = 1;
/// The command line is wrong.
pub(crate) const USAGE: u8 = 2;
/// A decision is another one than in an earlier run.
pub(crate) const CHANGED: u8 = 3;
/// Somebody pressed Ctrl-C.
pub(crate) const INTERRUPTED: u8 = 130;

/// The exit status that stands for a decision.
pub(crate) const fn of(decision: Decision) -> u8 {
    match decision {
        Decision::Verified => 0,
        Decision::Rejected => 10,
        Decision::NeedsReview => 11,
        Decision::Pending => 12,
        Decision::Inconclusive => 13,
    }
}

/// The exit statuses of `kyc outcome`, for its help.
pub(crate) const OUTCOME_HELP: &str = "\
Exit status:
  0   verified: the provider says yes, finally
  10  rejected: the provider says no
  11  needs_review: a person on your side must look
  12  pending: the provider or the person is not done
  13  inconclusive: nobody could decide
  1   error: there is no outcome, or --save failed
  2   usage: the command line is wrong

Exit status 0 says that the provider verified, not what: read `established`.";

/// The exit statuses of `kyc normalize`, for its help.
pub(crate) const NORMALIZE_HELP: &str = "\
Exit status:
  0    every record was mapped to an outcome, whatever it decided; or nobody
       read on
  1    a record or a file failed, and the others were mapped; or nothing could
       be done, and standard error says why
  2    usage: the command line is wrong
  3    --diff: every record was mapped, and a decision has changed
  130  interrupted by Ctrl-C; what was printed until then is whole";
