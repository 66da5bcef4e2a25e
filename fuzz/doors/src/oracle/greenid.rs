//! A second reader of greenID's replies: a walk over roxmltree's document, led by tables of members. Its record is the
//! canonical JSON of `kyc-model`, without the counts of what was skipped.

use greenid_soap::Operation;
use roxmltree::{Document, Node, ParsingOptions};
use serde_json::{Map, Value};

const SERVICE: &str = "http://services.registrations.edentiti.com/";
const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const SCHEMA_INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// Which members are called what on the wire, each spelling, and in the record.
struct Table {
    texts: &'static [(&'static [&'static str], &'static str)],
    records: &'static [(&'static str, &'static str, &'static Table)],
    lists: &'static [(&'static [&'static str], &'static str, &'static Table)],
}

const RESULT: Table = Table {
    texts: &[
        (&["userId"], "user_id"),
        (&["outcome"], "outcome"),
        (&["transactionId"], "transaction_id"),
        (&["ruleId"], "rule_id"),
        (&["mode"], "mode"),
        (&["dateVerified"], "date_verified"),
    ],
    records: &[],
    lists: &[(
        &["individualResults", "individualResult"],
        "individual_results",
        &CHECK,
    )],
};

const CHECK: Table = Table {
    texts: &[
        (&["name"], "name"),
        (&["state"], "state"),
        (&["method"], "method"),
        (&["resultData"], "result_data"),
        (&["mode"], "mode"),
        (&["dateVerified"], "date_verified"),
    ],
    records: &[("postOfficeData", "post_office_data", &POST_OFFICE)],
    lists: &[(
        &["fieldResults", "fieldsResults", "fieldResult"],
        "field_results",
        &FIELD,
    )],
};

const FIELD: Table = Table {
    texts: &[
        (&["name"], "name"),
        (&["status"], "status"),
        (&["dataDifference"], "data_difference"),
        (&["data"], "data"),
        (&["dataInfo"], "data_info"),
        (&["label"], "label"),
        (&["format"], "format"),
    ],
    records: &[],
    lists: &[],
};

const POST_OFFICE: Table = Table {
    texts: &[
        (&["customerId"], "customer_id"),
        (&["documents"], "documents"),
        (&["poFileName"], "po_file_name"),
    ],
    records: &[("header", "header", &HEADER)],
    lists: &[(&["records"], "records", &DOCUMENT)],
};

const HEADER: Table = Table {
    texts: &[
        (&["amount"], "amount"),
        (&["channelId"], "channel_id"),
        (&["date"], "date"),
        (&["dateOfBirth"], "date_of_birth"),
        (&["filler"], "filler"),
        (&["formVersion"], "form_version"),
        (&["givenName"], "given_name"),
        (&["id"], "id"),
        (&["idWizardRefNo"], "id_wizard_ref_no"),
        (&["paymentMethod"], "payment_method"),
        (&["phoneNo"], "phone_no"),
        (&["postOfficeName"], "post_office_name"),
        (&["recordNo"], "record_no"),
        (&["recordType"], "record_type"),
        (&["referenceNo"], "reference_no"),
        (&["surname"], "surname"),
        (
            &["totalNumberOfIdDocument", "totalNumberOfIdDocuments"],
            "total_number_of_id_documents",
        ),
        (&["typeCode"], "type_code"),
        (
            &["uniqueReferenceNumber", "uniqueReferenceNo"],
            "unique_reference_number",
        ),
    ],
    records: &[],
    lists: &[],
};

const DOCUMENT: Table = Table {
    texts: &[
        (&["amount"], "amount"),
        (&["comments"], "comments"),
        (&["countryOfIssue"], "country_of_issue"),
        (
            &["dateOfBirthMatchesaForm", "dateOfBirthMatchesForm"],
            "date_of_birth_matches_form",
        ),
        (&["documentExpiryDate"], "document_expiry_date"),
        (&["documentName"], "document_name"),
        (&["documentNumber"], "document_number"),
        (&["filler"], "filler"),
        (&["id"], "id"),
        (&["idDocumentType"], "id_document_type"),
        (&["idWizardRefNo"], "id_wizard_ref_no"),
        (&["issuedBy"], "issued_by"),
        (&["issueDate", "issuedate"], "issue_date"),
        (&["nameMatchesForm", "nameMatchesform"], "name_matches_form"),
        (&["photoMatch"], "photo_match"),
        (&["recordNo"], "record_no"),
        (&["recordType"], "record_type"),
        (&["referenceNo"], "reference_no"),
        (
            &["residentialAddressMatchesForm"],
            "residential_address_matches_form",
        ),
        (&["stateOrTerritoryOfIssue"], "state_or_territory_of_issue"),
        (&["utilityAccountIssuer"], "utility_account_issuer"),
        (&["utilityAccountType"], "utility_account_type"),
    ],
    records: &[],
    lists: &[],
};

/// The document in a body, if it is one without a DOCTYPE.
pub(crate) fn document(body: &[u8]) -> Result<Document<'_>, String> {
    let text = core::str::from_utf8(body).map_err(|error| error.to_string())?;
    let options = ParsingOptions {
        allow_dtd: false,
        ..ParsingOptions::default()
    };
    Document::parse_with_options(text.strip_prefix('\u{feff}').unwrap_or(text), options)
        .map_err(|error| error.to_string())
}

/// The record of a reply to this operation, or why there is none.
///
/// # Errors
/// What is wrong with the document.
pub fn result(body: &[u8], operation: Operation) -> Result<Value, String> {
    let document = document(body)?;
    let returned = returned(&document, operation.response_name())?;
    record(returned, &RESULT).map(Value::Object)
}

/// The answer to `isUserIdRegistered`, or why there is none.
///
/// # Errors
/// What is wrong with the document.
pub fn registered(body: &[u8]) -> Result<bool, String> {
    let document = document(body)?;
    let returned = returned(&document, Operation::IsUserIdRegistered.response_name())?;
    match text(returned)?.trim_matches([' ', '\t', '\n', '\r']) {
        "true" | "1" => Ok(true),
        "false" | "0" => Ok(false),
        _ => Err("no boolean".to_owned()),
    }
}

fn returned<'a, 'input>(
    document: &'a Document<'input>,
    response: &str,
) -> Result<Node<'a, 'input>, String> {
    let envelope = document.root_element();
    if !envelope.has_tag_name((SOAP, "Envelope")) {
        return Err("no envelope".to_owned());
    }
    let body = only(envelope, |node| node.has_tag_name((SOAP, "Body")))?;
    let response = only(body, |node| node.has_tag_name((SERVICE, response)))?;
    only(response, |node| is_member(*node, "return"))
}

/// The one child of this kind that is not nil.
fn only<'a, 'input>(
    node: Node<'a, 'input>,
    is_it: impl Fn(&Node<'a, 'input>) -> bool,
) -> Result<Node<'a, 'input>, String> {
    let mut found = node.children().filter(is_it);
    match (found.next(), found.next()) {
        (Some(one), None) if !is_nil(one) => Ok(one),
        _ => Err("not exactly one".to_owned()),
    }
}

fn is_member(node: Node<'_, '_>, name: &str) -> bool {
    let tag = node.tag_name();
    let namespace = tag.namespace().unwrap_or_default();
    node.is_element() && tag.name() == name && (namespace.is_empty() || namespace == SERVICE)
}

fn is_nil(node: Node<'_, '_>) -> bool {
    node.attribute((SCHEMA_INSTANCE, "nil"))
        .is_some_and(|nil| matches!(nil.trim(), "true" | "1"))
}

fn record(node: Node<'_, '_>, table: &Table) -> Result<Map<String, Value>, String> {
    let mut record = Map::new();
    for child in node.children().filter(Node::is_element) {
        let is = |name: &&str| is_member(child, name);
        if let Some((_, name)) = table.texts.iter().find(|(wire, _)| wire.iter().any(is)) {
            if !is_nil(child) {
                once(&mut record, name, text(child)?.into())?;
            }
        } else if let Some((_, name, inside)) = table.records.iter().find(|(wire, ..)| is(wire)) {
            if !is_nil(child) {
                once(&mut record, name, self::record(child, inside)?.into())?;
            }
        } else if let Some((_, name, inside)) =
            table.lists.iter().find(|(wire, ..)| wire.iter().any(is))
            && !is_nil(child)
        {
            let entry = self::record(child, inside)?;
            let list = record
                .entry(*name)
                .or_insert_with(|| Value::Array(Vec::new()));
            if let Value::Array(list) = list {
                list.push(entry.into());
            }
        }
    }
    Ok(record)
}

fn once(record: &mut Map<String, Value>, name: &str, value: Value) -> Result<(), String> {
    match record.insert(name.to_owned(), value) {
        None => Ok(()),
        Some(_) => Err("a member twice".to_owned()),
    }
}

fn text(node: Node<'_, '_>) -> Result<String, String> {
    let mut text = String::new();
    for child in node.children() {
        if child.is_element() {
            return Err("an element inside a text".to_owned());
        }
        if child.is_text() {
            text.push_str(child.text().unwrap_or_default());
        }
    }
    Ok(text)
}
