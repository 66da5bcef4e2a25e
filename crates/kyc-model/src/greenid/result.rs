//! The verification result. Source: spec page "getVerificationResult", tables RichVerificationResult, RichCheckResult
//! and RichFieldResult.

use std::collections::BTreeMap;

use super::{
    CheckMethod, CheckState, DataInfo, FieldStatus, Mode, OverallOutcome, PostOfficeData,
    read_date_time,
};
use crate::{Sensitive, Timestamp, record::closed_record};

closed_record! {
    /// `RichVerificationResult`: whether a person's verification is complete, whether it succeeded, and what changed.
    pub struct RichVerificationResult {
        /// `userId`: the client's own id of the person. Not null by contract.
        user_id: Option<Sensitive<String>>,
        /// `outcome` of the whole verification. Not null by contract.
        outcome: Option<OverallOutcome>,
        /// `transactionId`: to be ignored, kept by the provider for compatibility only.
        transaction_id: Option<Sensitive<String>>,
        /// `ruleId`: the rule set that determined the outcome. Not null by contract.
        rule_id: Option<Sensitive<String>>,
        /// `mode`: how the verification was made.
        mode: Option<Mode>,
        /// `dateVerified`: when the user became verified, exact text.
        date_verified: Option<Sensitive<String>>,
        /// `individualResults`: the checks that were attempted.
        individual_results: Vec<RichCheckResult>,
        /// How many entries of the message's lists were nil and are left out here.
        nil_entries: u64,
        /// Elements this library does not know: their path of local names, and how often each came.
        unrecognized: Sensitive<BTreeMap<String, u64>>,
    }
}

closed_record! {
    /// `RichCheckResult`: one check that was attempted.
    pub struct RichCheckResult {
        /// `name`, such as `AEC` for the electoral roll. Not null by contract.
        name: Option<Sensitive<String>>,
        /// `state`. Not null by contract.
        state: Option<CheckState>,
        /// `method`.
        method: Option<CheckMethod>,
        /// `resultData`: extra data of the source, opaque. By default not returned.
        result_data: Option<Sensitive<String>>,
        /// `mode`: how this check was made.
        mode: Option<Mode>,
        /// `dateVerified` of this check, exact text.
        date_verified: Option<Sensitive<String>>,
        /// `fieldResults`: the fields that were successfully checked or changed.
        field_results: Vec<RichFieldResult>,
        /// `postOfficeData`: present if and only if the check is `PostOffice`. Boxed, since few checks have it and it is three
        /// times as large as the rest.
        post_office_data: Option<Box<PostOfficeData>>,
    }
}

closed_record! {
    /// `RichFieldResult`: one field that was successfully checked or changed.
    pub struct RichFieldResult {
        /// `name`. Not null by contract.
        name: Option<Sensitive<String>>,
        /// `status`. Not null by contract.
        status: Option<FieldStatus>,
        /// `dataDifference`: the value it was changed to, and then verified.
        data_difference: Option<Sensitive<String>>,
        /// `data`: the value supplied at registration; of an addition the added value.
        data: Option<Sensitive<String>>,
        /// `dataInfo`: which address it belongs to.
        data_info: Option<DataInfo>,
        /// `label`: the name as people see it. Changes without notice.
        label: Option<Sensitive<String>>,
        /// `format`, such as `plain`.
        format: Option<Sensitive<String>>,
    }
}

closed_record! {
    /// What a fault says. Its texts can quote what the caller sent.
    pub struct Fault {
        /// `code` of `faultDetails`.
        code: Option<super::FaultCode>,
        /// `details` of `faultDetails`.
        details: Option<Sensitive<String>>,
        /// `faultcode`: greenID always says `Server`, also for mistakes of the caller.
        fault_code: Option<Sensitive<String>>,
        /// `faultstring`.
        fault_string: Option<Sensitive<String>>,
    }
}

impl RichVerificationResult {
    /// `dateVerified` as an instant, where it can be read as one.
    #[must_use]
    pub fn verified_at(&self) -> Option<Timestamp> {
        read_date_time(self.date_verified.as_ref()?.expose())
    }
}

impl RichCheckResult {
    /// `dateVerified` as an instant, where it can be read as one.
    #[must_use]
    pub fn verified_at(&self) -> Option<Timestamp> {
        read_date_time(self.date_verified.as_ref()?.expose())
    }
}
