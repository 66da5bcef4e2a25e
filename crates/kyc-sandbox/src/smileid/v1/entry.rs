//! One result as it stands in a reply, in the history or in a callback.

use serde_json::{Map, Value, json};

use super::{
    job::Job,
    steps::{Extra, Fault, FinalFlag, ResultEntry},
};

/// The members of a result.
pub(super) fn members(job: &Job, entry: ResultEntry) -> Map<String, Value> {
    let code = entry.verdict.code(job.job_type);
    let is_by_review = entry.verdict.is_by_review() || code.starts_with("12");
    let mut members = Map::new();
    let mut put = |name: &str, value: Value| members.insert(name.to_owned(), value);
    put("JSONVersion", "1.0.0".into());
    put("SmileJobID", job.smile_job_id().into());
    put("PartnerParams", partner_params(job, entry.extra));
    put(
        "ResultType",
        result_type(job.job_type, code, is_by_review).into(),
    );
    put("ResultText", text(job.job_type, code).into());
    put("ResultCode", code.into());
    match entry.is_final {
        FinalFlag::Yes => put("IsFinalResult", "true".into()),
        FinalFlag::No => put("IsFinalResult", "false".into()),
        FinalFlag::Text(text) => put("IsFinalResult", text.into()),
    };
    let is_machine = if is_by_review { "false" } else { "true" };
    put("IsMachineResult", is_machine.into());
    if matches!(code, "0810" | "0820" | "0840" | "1210" | "1220") {
        put("ConfidenceValue", "99".into());
    }
    put("Actions", actions(job.job_type, code, entry.extra));
    put("Source", job.source().into());
    if shows_identity(job.job_type, code) {
        put("Country", job.id_text("country", "NG").into());
        put("IDType", job.id_text("id_type", "NIN_V2").into());
        put("IDNumber", job.id_text("id_number", "00000000000").into());
        put("FullName", "Zanele Invented".into());
        put("DOB", "1990-01-31".into());
        put("Gender", "F".into());
        put("ExpirationDate", "Not Available".into());
    }
    match (entry.extra, job.job_type) {
        (Extra::FraudSignal, _) => {
            put(
                "Antifraud",
                json!({ "summary": { "fraud_detected": true, "fraud_sources": ["smile_secure"] } }),
            );
        }
        (Extra::Deceased, _) => {
            put("IsAlive", false.into());
        }
        (_, 7) => {
            put("company_information", company(entry.extra));
        }
        (_, 10) => {
            put("no_of_persons_found", u8::from(code == "1030").into());
            put("people", people(code));
            put("StrictMatch", true.into());
        }
        _ => {}
    }
    members
}

fn partner_params(job: &Job, extra: Extra) -> Value {
    let mut params = job.params.clone();
    let user_id = match job.fault {
        Fault::OtherPerson => "somebody-else",
        _ => &job.user_id,
    };
    params.insert("user_id".to_owned(), user_id.into());
    params.insert("job_id".to_owned(), job.job_id.clone().into());
    if extra == Extra::NoJobType {
        params.remove("job_type");
    } else if !params.contains_key("job_type") {
        params.insert("job_type".to_owned(), job.job_type.into());
    }
    Value::Object(params)
}

const fn is_look_up(code: &str) -> bool {
    matches!(code.as_bytes(), [b'1', b'0', _, _])
}

fn shows_identity(job_type: u64, code: &str) -> bool {
    match job_type {
        1 | 5 => matches!(code, "0810" | "1210" | "1012" | "1020" | "1021"),
        6 | 11 => matches!(code, "0810" | "0817"),
        _ => false,
    }
}

fn result_type(job_type: u64, code: &str, is_by_review: bool) -> &'static str {
    match job_type {
        _ if is_by_review => "DIVA",
        6 | 11 => "Document Verification",
        7 => "Business Verification",
        _ if is_look_up(code) => "ID Verification",
        _ => "SAIA",
    }
}

/// Source: result-code pages. A client must never read it.
fn text(job_type: u64, code: &str) -> &'static str {
    match (job_type, code) {
        (6 | 11, "0810") => "Document Verified",
        (6 | 11, "0811") => "Document Verification Failed",
        (6 | 11, "0812") => "Document Not Classifiable",
        (6 | 11, "0817") => "Document Expired",
        (_, "0810") => "Enroll User",
        (_, "0811" | "0821" | "0841") => "Failed Enroll, Compare Failed",
        (_, "0812" | "0822" | "0842") => "Provisional Enroll, Awaiting Human Review",
        (_, "0813" | "0823" | "0843" | "0907") => "Possible Spoof",
        (_, "0820") => "Authenticate User",
        (_, "0840") => "Register User",
        (_, "0903") => "Zip File Corrupt Or Incomplete",
        (_, "0908") => "Issuer Not Available",
        (_, "0911" | "0921" | "0941") => "No Face Found",
        (_, "0912" | "0922" | "0942") => "Image Quality Judged Too Poor",
        (7, "1012") => "Business Verified",
        (_, "1012") => "ID Number Validated",
        (_, "1013") => "Unable to Validate ID",
        (_, "1014") => "Unsupported ID Number Format",
        (_, "1015") => "Database Unavailable",
        (_, "1020") => "Exact Match",
        (_, "1021") => "Partial Match",
        (_, "1030") => "Found on list",
        (_, "1031") => "Not found on list",
        (_, "1210" | "1220" | "1240") => "Enroll User, Human Review",
        (_, "1211" | "1221" | "1241") => "Failed Enroll, Human Review",
        (_, "1212" | "1222" | "1242") => "Possible Spoof, Human Review",
        _ => "A text that no page lists",
    }
}

fn actions(job_type: u64, code: &str, extra: Extra) -> Value {
    let face = match code {
        "0810" | "0820" | "0840" | "0817" => "Completed",
        "0811" | "0821" | "0841" | "1211" | "1221" | "1241" => "Failed",
        "0812" | "0822" | "0842" => "Under Review",
        "1210" | "1220" | "1240" => "Completed",
        _ => "Not Done",
    };
    let live = match code {
        _ if extra == Extra::FailedLiveness => "Failed",
        "0813" | "0823" | "0843" | "0907" | "1212" => "Failed",
        "0911" | "0912" | "0921" | "0922" | "0941" | "0942" | "0903" | "0908" => "Not Done",
        _ => "Passed",
    };
    let number = match code {
        "1013" => "Not Verified",
        "1014" => "Not Done",
        "0908" | "1015" => "Issuer Unavailable",
        "0903" => "Not Done",
        _ => "Verified",
    };
    let returned = if number == "Verified" {
        "Returned"
    } else {
        "Not Returned"
    };
    let review = match code {
        "1210" | "1220" | "1240" => "Passed",
        "1211" | "1221" | "1241" => "Failed",
        _ => "Not Applicable",
    };
    match job_type {
        5 if matches!(code, "1020" | "1021") => json!({
            "Verify_ID_Number": "Verified",
            "Return_Personal_Info": "Not Applicable",
            "Names": if code == "1020" { "Exact Match" } else { "Partial Match" },
            "DOB": "Exact Match",
            "Gender": "Not Provided",
            "Phone_Number": "Not Provided",
        }),
        7 => json!({ "Verify_Business": number, "Return_Business_Info": returned }),
        10 => match code {
            "1030" => json!({ "Listed": "Listed" }),
            _ => json!({ "Listed": "Not Applicable" }),
        },
        _ if is_look_up(code) => {
            json!({ "Verify_ID_Number": number, "Return_Personal_Info": returned })
        }
        2 => json!({
            "Liveness_Check": live,
            "Selfie_To_Registered_Selfie_Compare": face,
            "Human_Review_Compare": review,
        }),
        4 => json!({
            "Liveness_Check": live,
            "Register_Selfie": if face == "Completed" { "Approved" } else { "Rejected" },
            "Human_Review_Selfie_Check": review,
        }),
        6 | 11 => json!({
            "Document_Check": if matches!(code, "0811" | "0812") { "Failed" } else { "Passed" },
            "Verify_Document": if job_type == 11 { number } else { "Not Applicable" },
            "Liveness_Check": live,
            "Selfie_To_ID_Card_Compare": face,
            "Return_Personal_Info": "Returned",
        }),
        _ => json!({
            "Verify_ID_Number": number,
            "Return_Personal_Info": returned,
            "Liveness_Check": live,
            "Register_Selfie": if face == "Completed" { "Approved" } else { "Not Done" },
            "Selfie_To_ID_Authority_Compare": face,
            "Selfie_To_ID_Card_Compare": "Not Applicable",
            "Selfie_To_Registered_Selfie_Compare": "Not Applicable",
            "Update_Registered_Selfie_On_File": "Not Applicable",
            "Human_Review_Compare": review,
            "Human_Review_Liveness_Check": review,
            "Human_Review_Update_Selfie": "Not Applicable",
        }),
    }
}

fn company(extra: Extra) -> Value {
    let status = match extra {
        Extra::InactiveBusiness => "STRUCK OFF",
        _ => "ACTIVE",
    };
    json!({
        "legal_name": "Invented Trading Limited",
        "registration_number": "0000001",
        "company_type": "PRIVATE_COMPANY_LIMITED_BY_SHARES",
        "country": "NG",
        "status": status,
    })
}

fn people(code: &str) -> Value {
    if code != "1030" {
        return json!([]);
    }
    json!([{
        "name": "Zanele Invented",
        "aliases": ["Z. Invented"],
        "nationalities": ["NG"],
        "dates_of_birth": ["1990-01-31"],
        "addresses": [],
        "adverse_media": [],
        "associations": [],
        "pep": { "pep_level": 2, "political_positions": [], "sources": [] },
        "sanctions": [],
    }])
}
