//! A second reader of the same messages: structs that yaserde derives, as the service's documents draw them. Test only:
//! yaserde's reader takes quadratic time in the depth and logs what it reads.

#![allow(clippy::unwrap_used, unreachable_pub)]

use greenid_soap::Operation;
use serde::Serialize;
use serde_json::Value;
use yaserde::YaDeserialize;

#[derive(Debug, Default, YaDeserialize)]
#[yaserde(
    prefix = "soapenv",
    namespaces = { "soapenv" = "http://schemas.xmlsoap.org/soap/envelope/" }
)]
struct Envelope {
    #[yaserde(rename = "Body", prefix = "soapenv")]
    body: Body,
}

#[derive(Debug, Default, YaDeserialize)]
#[yaserde(
    prefix = "soapenv",
    namespaces = {
        "ser" = "http://services.registrations.edentiti.com/",
        "soapenv" = "http://schemas.xmlsoap.org/soap/envelope/"
    }
)]
struct Body {
    #[yaserde(rename = "getVerificationResultResponse", prefix = "ser")]
    get_verification_result: Option<Response>,
    #[yaserde(rename = "registerUserResponse", prefix = "ser")]
    register_user: Option<Response>,
    #[yaserde(rename = "isUserIdRegisteredResponse", prefix = "ser")]
    is_user_id_registered: Option<Registered>,
    #[yaserde(rename = "Fault", prefix = "soapenv")]
    fault: Option<Fault>,
}

#[derive(Debug, Default, YaDeserialize)]
#[yaserde(prefix = "ser", namespaces = { "ser" = "http://services.registrations.edentiti.com/" })]
struct Response {
    #[yaserde(rename = "return")]
    result: RichVerificationResult,
}

#[derive(Debug, Default, YaDeserialize)]
#[yaserde(prefix = "ser", namespaces = { "ser" = "http://services.registrations.edentiti.com/" })]
struct Registered {
    #[yaserde(rename = "return")]
    is_registered: Option<String>,
}

#[derive(Debug, Default, YaDeserialize)]
struct Fault {
    #[yaserde(rename = "faultcode")]
    fault_code: Option<String>,
    #[yaserde(rename = "faultstring")]
    fault_string: Option<String>,
    #[yaserde(rename = "detail")]
    detail: Option<Detail>,
}

#[derive(Debug, Default, YaDeserialize)]
#[yaserde(namespaces = { "ser" = "http://services.registrations.edentiti.com/" })]
struct Detail {
    #[yaserde(rename = "faultDetails", prefix = "ser")]
    fault_details: Option<FaultDetails>,
}

#[derive(Debug, Default, YaDeserialize)]
#[yaserde(prefix = "ser", namespaces = { "ser" = "http://services.registrations.edentiti.com/" })]
struct FaultDetails {
    #[yaserde(rename = "code")]
    code: Option<String>,
    #[yaserde(rename = "details")]
    details: Option<String>,
}

macro_rules! record {
    ($name:ident {
        $( one { $( $one:ident: $one_of:ident = $one_wire:literal, )+ } )?
        $( lists { $( $list:ident: $list_of:ident = $list_wire:literal, )+ } )?
        texts { $( $text:ident = $wire:literal, )+ }
    }) => {
        #[derive(Debug, Default, Serialize, YaDeserialize)]
        pub struct $name {
            $( $(
                #[yaserde(rename = $one_wire)]
                $one: Option<$one_of>,
            )+ )?
            $( $(
                #[yaserde(rename = $list_wire)]
                $list: Vec<$list_of>,
            )+ )?
            $(
                #[yaserde(rename = $wire)]
                $text: Option<String>,
            )+
        }
    };
}

// A name of the model and what it is called on the wire; `_2` and `_3` are the other spellings.
record!(RichVerificationResult {
    lists {
        individual_results: RichCheckResult = "individualResults",
        individual_results_2: RichCheckResult = "individualResult",
    }
    texts {
        user_id = "userId",
        outcome = "outcome",
        transaction_id = "transactionId",
        rule_id = "ruleId",
        mode = "mode",
        date_verified = "dateVerified",
    }
});

record!(RichCheckResult {
    one {
        post_office_data: PostOfficeData = "postOfficeData",
    }
    lists {
        field_results: RichFieldResult = "fieldResults",
        field_results_2: RichFieldResult = "fieldsResults",
        field_results_3: RichFieldResult = "fieldResult",
    }
    texts {
        name = "name",
        state = "state",
        method = "method",
        result_data = "resultData",
        mode = "mode",
        date_verified = "dateVerified",
    }
});

record!(RichFieldResult {
    texts {
        name = "name",
        status = "status",
        data_difference = "dataDifference",
        data = "data",
        data_info = "dataInfo",
        label = "label",
        format = "format",
    }
});

record!(PostOfficeData {
    one {
        header: DetailRecordHeader = "header",
    }
    lists {
        records: DocumentRecord = "records",
    }
    texts {
        customer_id = "customerId",
        documents = "documents",
        po_file_name = "poFileName",
    }
});

record!(DetailRecordHeader {
    texts {
        amount = "amount",
        channel_id = "channelId",
        date = "date",
        date_of_birth = "dateOfBirth",
        filler = "filler",
        form_version = "formVersion",
        given_name = "givenName",
        id = "id",
        id_wizard_ref_no = "idWizardRefNo",
        payment_method = "paymentMethod",
        phone_no = "phoneNo",
        post_office_name = "postOfficeName",
        record_no = "recordNo",
        record_type = "recordType",
        reference_no = "referenceNo",
        surname = "surname",
        total_number_of_id_documents = "totalNumberOfIdDocuments",
        total_number_of_id_documents_2 = "totalNumberOfIdDocument",
        type_code = "typeCode",
        unique_reference_number = "uniqueReferenceNo",
        unique_reference_number_2 = "uniqueReferenceNumber",
    }
});

record!(DocumentRecord {
    texts {
        amount = "amount",
        comments = "comments",
        country_of_issue = "countryOfIssue",
        date_of_birth_matches_form = "dateOfBirthMatchesForm",
        date_of_birth_matches_form_2 = "dateOfBirthMatchesaForm",
        document_expiry_date = "documentExpiryDate",
        document_name = "documentName",
        document_number = "documentNumber",
        filler = "filler",
        id = "id",
        id_document_type = "idDocumentType",
        id_wizard_ref_no = "idWizardRefNo",
        issued_by = "issuedBy",
        issue_date = "issuedate",
        issue_date_2 = "issueDate",
        name_matches_form = "nameMatchesform",
        name_matches_form_2 = "nameMatchesForm",
        photo_match = "photoMatch",
        record_no = "recordNo",
        record_type = "recordType",
        reference_no = "referenceNo",
        residential_address_matches_form = "residentialAddressMatchesForm",
        state_or_territory_of_issue = "stateOrTerritoryOfIssue",
        utility_account_issuer = "utilityAccountIssuer",
        utility_account_type = "utilityAccountType",
    }
});

fn body(bytes: &[u8]) -> Result<Body, String> {
    let envelope: Envelope =
        yaserde::de::from_reader(bytes).map_err(|error: yaserde::Error| error.to_string())?;
    Ok(envelope.body)
}

/// What the second reader makes of an answer to this operation, or why it refuses.
pub fn records(bytes: &[u8], operation: Operation) -> Result<RichVerificationResult, String> {
    let body = body(bytes)?;
    let response = match operation {
        Operation::RegisterUser => body.register_user,
        _ => body.get_verification_result,
    };
    Ok(response.ok_or("no answer to this operation")?.result)
}

/// The same as JSON of the model's shape.
pub fn read(bytes: &[u8], operation: Operation) -> Result<Value, String> {
    records(bytes, operation).map(|result| serde_json::to_value(result).unwrap())
}

/// What it makes of an answer to `isUserIdRegistered`: the text.
pub fn registered(bytes: &[u8]) -> Result<String, String> {
    let response = body(bytes)?.is_user_id_registered;
    let text = response.ok_or("no answer to this operation")?.is_registered;
    text.ok_or_else(|| "no return".to_owned())
}

/// What it makes of a fault.
pub fn fault(bytes: &[u8]) -> Result<Value, String> {
    let fault = body(bytes)?.fault.ok_or("no fault")?;
    let details = fault.detail.and_then(|detail| detail.fault_details);
    let details = details.unwrap_or_default();
    Ok(serde_json::json!({
        "fault_code": fault.fault_code,
        "fault_string": fault.fault_string,
        "code": details.code,
        "details": details.details,
    }))
}
