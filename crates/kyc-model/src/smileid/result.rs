//! One result of a job: `result` of a job-status reply, an entry of `history`, a callback, a synchronous reply.

use serde::Serialize;
use serde_json::Value;

use super::{
    ActionKey, ActionValue, Aml, Antifraud, IdFields, ImageLinks, JobType, ResultCode, ResultType,
    SubmissionSource,
};
use crate::{
    Confidence, Lenient, Sensitive, Sparse,
    record::{quiet, record},
    sparse::parts,
};

record! {
    /// A result, with every member that the job-status page and the official SDKs know.
    ///
    /// Source: job-status page, `result` and `history`; official SDK samples for the members beyond it.
    pub struct JobResult {
        /// `ConfidenceValue`, 0 to 100. Never decides anything.
        confidence_value: Option<Lenient<Confidence>>,
        /// `JSONVersion`.
        json_version: Option<Sensitive<String>>,
        /// `Actions`: the steps of the job, in the order in which they came.
        actions: Option<Vec<Action>>,
        /// `ResultText`: words for people. Never compare it.
        result_text: Option<Sensitive<String>>,
        /// `ResultCode`: the verdict, read together with the job type.
        result_code: Option<Lenient<ResultCode>>,
        /// `ResultType`.
        result_type: Option<ResultType>,
        /// `IsFinalResult`: whether anything more will come for this result.
        is_final_result: Option<Lenient<bool>>,
        /// `IsMachineResult`.
        is_machine_result: Option<Lenient<bool>>,
        /// `PartnerParams`: what the partner sent with the job.
        partner_params: Option<PartnerParams>,
        /// `Source`: how the job was submitted.
        source: Option<SubmissionSource>,
        /// `SmileJobID`: Smile ID's own number of the job, ten digits with leading zeros.
        smile_job_id: Option<Sensitive<String>>,
        /// `timestamp` of this entry, exact text. Entries of the time before HMAC have numbers.
        timestamp: Option<Lenient<Sensitive<String>>>,
        /// `signature` of this entry. Covers its timestamp and the partner id, never the result. A fact about the entry:
        /// never an error and never decisive.
        signature: Option<Lenient<Sensitive<String>>>,
        /// What the issuing authority returned.
        id_fields: Sparse<IdFields>,
        /// `Antifraud`.
        antifraud: Option<Box<Antifraud>>,
        /// `ImageLinks`, on callbacks and some results. Links expire.
        image_links: Option<Box<ImageLinks>>,
        /// `kyc_receipt`: a link to the receipt.
        kyc_receipt: Option<Sensitive<String>>,
        /// `kyb_receipt`: a link to the receipt of a company check.
        kyb_receipt: Option<Sensitive<String>>,
        /// Watch-list members (JT10).
        aml: Sparse<Aml>,
        /// `company_information` (JT7).
        company_information: Option<Box<CompanyInformation>>,
    }
}

parts!(Aml, IdFields);

quiet! {
    /// One entry of `Actions`.
    #[derive(Clone, Debug, PartialEq, Serialize)]
    #[non_exhaustive]
    pub struct Action {
        /// The step.
        pub action: ActionKey,
        /// What became of it; unreadable where Smile ID sent something that is no text.
        pub value: Lenient<ActionValue>,
    }
}

impl Action {
    /// A step and what became of it.
    #[must_use]
    pub const fn new(action: ActionKey, value: Lenient<ActionValue>) -> Self {
        Self { action, value }
    }
}

record! {
    /// `PartnerParams`: the partner's own ids and whatever else was sent with the job.
    pub struct PartnerParams {
        /// `job_type`: which product ran. A number or its plain decimal text.
        job_type: Option<Lenient<JobType>>,
        /// `user_id`: the partner's id of the person.
        user_id: Option<Sensitive<String>>,
        /// `job_id`: the partner's id of the job.
        job_id: Option<Sensitive<String>>,
        /// `optional_info`: the partner's own tracking information.
        optional_info: Option<Sensitive<Value>>,
        /// `sandbox_result`: steers Smile ID's sandbox. Has no business in production.
        sandbox_result: Option<Lenient<Sensitive<String>>>,
    }
}

record! {
    /// `company_information` of a business verification (JT7). Values are texts, `N/A` for missing ones.
    pub struct CompanyInformation {
        /// `status`, such as `ACTIVE`.
        status: Option<Lenient<Sensitive<String>>>,
        /// `legal_name`.
        legal_name: Option<Lenient<Sensitive<String>>>,
        /// `registration_number`.
        registration_number: Option<Lenient<Sensitive<String>>>,
        /// `company_type`.
        company_type: Option<Lenient<Sensitive<String>>>,
        /// `country`.
        country: Option<Lenient<Sensitive<String>>>,
    }
}

impl JobResult {
    /// The job type, if it is there in a documented form.
    #[must_use]
    pub fn job_type(&self) -> Option<JobType> {
        self.partner_params
            .as_ref()?
            .job_type
            .as_ref()?
            .value()
            .copied()
    }

    /// The result code, if it is there as four digits.
    #[must_use]
    pub fn code(&self) -> Option<ResultCode> {
        self.result_code.as_ref()?.value().copied()
    }
}
