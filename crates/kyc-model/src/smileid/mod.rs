//! Smile ID's records as typed data, in canonical form: no spelling quirk of the wire is visible here.

mod codes;
mod data;
mod job_status;
mod result;

pub use codes::{
    ActionKey, ActionValue, JobType, ResultCode, ResultType, StatusCode, SubmissionSource,
    V3Reason, V3Status,
};
pub use data::{
    Aml, AmlPerson, Antifraud, AntifraudSummary, Consent, FraudRisk, IdFields, IdText, ImageLinks,
    Pep, Sanction, SanctionSource, SmileSecure, SuspectUser, UserProvidedInfo, V3IdFields,
};
pub use job_status::{JobStatus, StatusResult, V3StatusDocument};
pub use result::{Action, CompanyInformation, JobResult, PartnerParams};
