//! What a user would write instead: derived structs without signature, duplicates, limits or paths.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

#[derive(Clone, Deserialize)]
pub struct Status {
    pub timestamp: Option<String>,
    pub signature: Option<String>,
    pub job_complete: Option<bool>,
    pub job_success: Option<bool>,
    pub code: Option<String>,
    pub result: Option<Job>,
    pub history: Option<Vec<Job>>,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Job {
    pub confidence_value: Option<String>,
    #[serde(rename = "JSONVersion")]
    pub json_version: Option<String>,
    pub actions: Option<BTreeMap<String, String>>,
    pub result_text: Option<String>,
    pub result_code: Option<String>,
    pub result_type: Option<String>,
    pub is_final_result: Option<String>,
    pub is_machine_result: Option<String>,
    pub partner_params: Option<Params>,
    pub source: Option<String>,
    #[serde(rename = "SmileJobID")]
    pub smile_job_id: Option<String>,
}

#[derive(Clone, Deserialize)]
pub struct Params {
    pub job_type: Option<String>,
    pub user_id: Option<String>,
    pub job_id: Option<String>,
}

/// The same with the undocumented members kept, as serde keeps them.
#[derive(Clone, Deserialize)]
pub struct KeptStatus {
    pub timestamp: Option<String>,
    pub signature: Option<String>,
    pub job_complete: Option<bool>,
    pub job_success: Option<bool>,
    pub code: Option<String>,
    pub result: Option<KeptJob>,
    pub history: Option<Vec<KeptJob>>,
    #[serde(flatten)]
    pub extra: BTreeMap<String, Value>,
}

#[derive(Clone, Deserialize)]
pub struct KeptJob {
    #[serde(flatten)]
    pub job: Job,
    #[serde(flatten)]
    pub extra: BTreeMap<String, Value>,
}
