//! Records as the members of a message.

use kyc_model::{Sensitive, greenid::*};

use super::{Content, Node};

fn push(into: &mut Vec<Node>, names: &'static [&'static str], text: Option<&str>) {
    if let Some(text) = text {
        into.push(Node {
            names,
            content: Content::Text(text.to_owned()),
            is_entry: false,
        });
    }
}

fn raw(text: &Option<Sensitive<String>>) -> Option<&str> {
    text.as_ref().map(|text| text.expose().as_str())
}

macro_rules! texts {
    ($into:ident, $record:ident, { $( $field:ident: $($name:literal)|+, )+ }) => {
        $( push(&mut $into, &[$($name),+], raw(&$record.$field)); )+
    };
}

macro_rules! codes {
    ($into:ident, $record:ident, { $( $field:ident: $name:literal, )+ }) => {
        $( push(&mut $into, &[$name], $record.$field.as_ref().map(|code| code.as_str())); )+
    };
}

fn entry(names: &'static [&'static str], members: Vec<Node>) -> Node {
    Node {
        names,
        content: Content::Members(members),
        is_entry: true,
    }
}

pub(super) fn result(record: &RichVerificationResult) -> Vec<Node> {
    let mut all = Vec::new();
    texts!(all, record, { date_verified: "dateVerified", });
    for check in &record.individual_results {
        let names = &["individualResults", "individualResult"];
        all.push(entry(names, check_result(check)));
    }
    codes!(all, record, { mode: "mode", outcome: "outcome", });
    texts!(all, record, { rule_id: "ruleId", transaction_id: "transactionId", user_id: "userId", });
    all
}

fn check_result(check: &RichCheckResult) -> Vec<Node> {
    let mut all = Vec::new();
    texts!(all, check, { date_verified: "dateVerified", });
    for field in &check.field_results {
        let mut members = Vec::new();
        texts!(members, field, { data: "data", data_difference: "dataDifference", });
        codes!(members, field, { data_info: "dataInfo", });
        texts!(members, field, { format: "format", label: "label", name: "name", });
        codes!(members, field, { status: "status", });
        all.push(entry(
            &["fieldResults", "fieldsResults", "fieldResult"],
            members,
        ));
    }
    codes!(all, check, { method: "method", mode: "mode", });
    texts!(all, check, { name: "name", });
    if let Some(data) = &check.post_office_data {
        all.push(Node {
            is_entry: false,
            ..entry(&["postOfficeData"], post_office_data(data))
        });
    }
    texts!(all, check, { result_data: "resultData", });
    codes!(all, check, { state: "state", });
    all
}

fn post_office_data(data: &PostOfficeData) -> Vec<Node> {
    let mut all = Vec::new();
    texts!(all, data, { customer_id: "customerId", documents: "documents", });
    if let Some(header) = &data.header {
        let mut members = Vec::new();
        texts!(members, header, {
            amount: "amount", channel_id: "channelId", date: "date", date_of_birth: "dateOfBirth",
            filler: "filler", form_version: "formVersion", given_name: "givenName", id: "id",
            id_wizard_ref_no: "idWizardRefNo", payment_method: "paymentMethod", phone_no: "phoneNo",
            post_office_name: "postOfficeName", record_no: "recordNo", record_type: "recordType",
            reference_no: "referenceNo", surname: "surname",
            total_number_of_id_documents: "totalNumberOfIdDocuments" | "totalNumberOfIdDocument",
            type_code: "typeCode",
            unique_reference_number: "uniqueReferenceNo" | "uniqueReferenceNumber",
        });
        all.push(Node {
            is_entry: false,
            ..entry(&["header"], members)
        });
    }
    texts!(all, data, { po_file_name: "poFileName", });
    for record in &data.records {
        let mut members = Vec::new();
        texts!(members, record, {
            amount: "amount", comments: "comments", country_of_issue: "countryOfIssue",
            date_of_birth_matches_form: "dateOfBirthMatchesForm" | "dateOfBirthMatchesaForm",
            document_expiry_date: "documentExpiryDate", document_name: "documentName",
            document_number: "documentNumber", filler: "filler", id: "id",
            id_document_type: "idDocumentType", id_wizard_ref_no: "idWizardRefNo",
            issued_by: "issuedBy", issue_date: "issuedate" | "issueDate",
            name_matches_form: "nameMatchesform" | "nameMatchesForm", photo_match: "photoMatch",
            record_no: "recordNo", record_type: "recordType", reference_no: "referenceNo",
            residential_address_matches_form: "residentialAddressMatchesForm",
            state_or_territory_of_issue: "stateOrTerritoryOfIssue",
            utility_account_issuer: "utilityAccountIssuer",
            utility_account_type: "utilityAccountType",
        });
        all.push(entry(&["records"], members));
    }
    all
}
