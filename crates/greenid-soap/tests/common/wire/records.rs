//! Any record that a message can hold.

use kyc_model::{Sensitive, greenid::*};
use proptest::prelude::*;

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[ -~éЖ漢\u{1F600}\t\n\r]{0,12}",
        1 => Just(String::new()),
        1 => Just("   padded   ".to_owned()),
        1 => Just("a]]>b&amp;<c/>".to_owned()),
    ]
}

fn member() -> impl Strategy<Value = Option<Sensitive<String>>> {
    prop::option::of(any_text().prop_map(Sensitive::new))
}

fn code<T: for<'a> From<&'a str> + Clone + core::fmt::Debug>(
    known: &'static [T],
) -> impl Strategy<Value = Option<T>> {
    prop::option::of(prop_oneof![
        3 => prop::sample::select(known),
        1 => any_text().prop_map(|text| T::from(text.as_str())),
    ])
}

fn any_field() -> impl Strategy<Value = RichFieldResult> {
    (
        (member(), member(), member(), member(), member()),
        code(FieldStatus::KNOWN),
        code(DataInfo::KNOWN),
    )
        .prop_map(
            |((name, data, data_difference, label, format), status, data_info)| {
                let mut field = RichFieldResult::default();
                field.name = name;
                field.data = data;
                field.data_difference = data_difference;
                field.label = label;
                field.format = format;
                field.status = status;
                field.data_info = data_info;
                field
            },
        )
}

fn any_post_office() -> impl Strategy<Value = PostOfficeData> {
    let header = prop::collection::vec(member(), 19).prop_map(|texts| {
        let mut texts = texts.into_iter().map(Option::unwrap_or_default).map(Some);
        let mut next = || {
            texts
                .next()
                .flatten()
                .filter(|text| !text.expose().is_empty())
        };
        let mut header = DetailRecordHeader::default();
        header.amount = next();
        header.channel_id = next();
        header.date = next();
        header.date_of_birth = next();
        header.filler = next();
        header.form_version = next();
        header.given_name = next();
        header.id = next();
        header.id_wizard_ref_no = next();
        header.payment_method = next();
        header.phone_no = next();
        header.post_office_name = next();
        header.record_no = next();
        header.record_type = next();
        header.reference_no = next();
        header.surname = next();
        header.total_number_of_id_documents = next();
        header.type_code = next();
        header.unique_reference_number = next();
        header
    });
    let record = prop::collection::vec(member(), 22).prop_map(|texts| {
        let mut texts = texts.into_iter();
        let mut next = || texts.next().flatten();
        let mut record = DocumentRecord::default();
        record.amount = next();
        record.comments = next();
        record.country_of_issue = next();
        record.date_of_birth_matches_form = next();
        record.document_expiry_date = next();
        record.document_name = next();
        record.document_number = next();
        record.filler = next();
        record.id = next();
        record.id_document_type = next();
        record.id_wizard_ref_no = next();
        record.issued_by = next();
        record.issue_date = next();
        record.name_matches_form = next();
        record.photo_match = next();
        record.record_no = next();
        record.record_type = next();
        record.reference_no = next();
        record.residential_address_matches_form = next();
        record.state_or_territory_of_issue = next();
        record.utility_account_issuer = next();
        record.utility_account_type = next();
        record
    });
    (
        (member(), member(), member()),
        prop::option::of(header),
        prop::collection::vec(record, 0..3),
    )
        .prop_map(
            |((customer_id, documents, po_file_name), header, records)| {
                let mut data = PostOfficeData::default();
                data.customer_id = customer_id;
                data.documents = documents;
                data.po_file_name = po_file_name;
                data.header = header;
                data.records = records;
                data
            },
        )
}

fn any_check() -> impl Strategy<Value = RichCheckResult> {
    (
        (member(), member(), member()),
        code(CheckState::KNOWN),
        code(CheckMethod::KNOWN),
        code(Mode::KNOWN),
        prop::collection::vec(any_field(), 0..4),
        prop::option::weighted(0.3, any_post_office()),
    )
        .prop_map(
            |((name, result_data, date_verified), state, method, mode, fields, post_office)| {
                let mut check = RichCheckResult::default();
                check.name = name;
                check.result_data = result_data;
                check.date_verified = date_verified;
                check.state = state;
                check.method = method;
                check.mode = mode;
                check.field_results = fields;
                check.post_office_data = post_office.map(Box::new);
                check
            },
        )
}

/// Any record that a reply can carry.
pub fn any_result() -> impl Strategy<Value = RichVerificationResult> {
    (
        (member(), member(), member(), member()),
        code(OverallOutcome::KNOWN),
        code(Mode::KNOWN),
        prop::collection::vec(any_check(), 0..4),
    )
        .prop_map(
            |((user_id, transaction_id, rule_id, date_verified), outcome, mode, checks)| {
                let mut record = RichVerificationResult::default();
                record.user_id = user_id;
                record.transaction_id = transaction_id;
                record.rule_id = rule_id;
                record.date_verified = date_verified;
                record.outcome = outcome;
                record.mode = mode;
                record.individual_results = checks;
                record
            },
        )
}
