//! greenID's records as typed data, in canonical form: no spelling quirk of the wire is visible here, except in
//! [`FaultCode`], which keeps every known spelling.

mod codes;
mod post_office;
mod readings;
mod result;

pub use codes::{CheckMethod, CheckState, DataInfo, FaultCode, FieldStatus, Mode, OverallOutcome};
pub use post_office::{DetailRecordHeader, DocumentRecord, PostOfficeData};
pub use readings::{
    AustralianState, Date, MatchFlag, PaymentMethod, Reading, UniqueReference, UtilityAccountType,
    read_date_time,
};
pub use result::{Fault, RichCheckResult, RichFieldResult, RichVerificationResult};
