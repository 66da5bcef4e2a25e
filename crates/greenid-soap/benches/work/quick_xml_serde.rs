//! An alternative: the same members by quick-xml's serde support, which does not look at namespaces.
#![allow(dead_code, clippy::expect_used, reason = "fields that are only filled")]

use serde::Deserialize;

type Text = Option<String>;

#[derive(Deserialize)]
struct Envelope {
    #[serde(rename = "Body")]
    body: Body,
}

#[derive(Deserialize)]
struct Body {
    #[serde(rename = "getVerificationResultResponse")]
    response: Response,
}

#[derive(Deserialize)]
struct Response {
    #[serde(rename = "return")]
    result: Outcome,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Outcome {
    date_verified: Text,
    #[serde(default)]
    individual_results: Vec<Check>,
    mode: Text,
    outcome: Text,
    rule_id: Text,
    transaction_id: Text,
    user_id: Text,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Check {
    date_verified: Text,
    #[serde(default)]
    field_results: Vec<Field>,
    method: Text,
    mode: Text,
    name: Text,
    post_office_data: Option<PostOfficeData>,
    result_data: Text,
    state: Text,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Field {
    data: Text,
    data_difference: Text,
    data_info: Text,
    format: Text,
    label: Text,
    name: Text,
    status: Text,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PostOfficeData {
    customer_id: Text,
    documents: Text,
    header: Option<Header>,
    po_file_name: Text,
    #[serde(default)]
    records: Vec<Document>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Header {
    amount: Text,
    channel_id: Text,
    date: Text,
    date_of_birth: Text,
    filler: Text,
    form_version: Text,
    given_name: Text,
    id: Text,
    id_wizard_ref_no: Text,
    payment_method: Text,
    phone_no: Text,
    post_office_name: Text,
    record_no: Text,
    record_type: Text,
    reference_no: Text,
    surname: Text,
    total_number_of_id_documents: Text,
    type_code: Text,
    unique_reference_no: Text,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Document {
    amount: Text,
    comments: Text,
    country_of_issue: Text,
    date_of_birth_matches_form: Text,
    document_expiry_date: Text,
    document_name: Text,
    document_number: Text,
    filler: Text,
    id: Text,
    id_document_type: Text,
    id_wizard_ref_no: Text,
    issued_by: Text,
    issuedate: Text,
    #[serde(rename = "nameMatchesform")]
    name_matches_form: Text,
    photo_match: Text,
    record_no: Text,
    record_type: Text,
    reference_no: Text,
    residential_address_matches_form: Text,
    state_or_territory_of_issue: Text,
    utility_account_issuer: Text,
    utility_account_type: Text,
}

/// From text to records.
pub(crate) fn read(text: &str) -> Outcome {
    quick_xml::de::from_str::<Envelope>(text)
        .expect("a verification result")
        .body
        .response
        .result
}
