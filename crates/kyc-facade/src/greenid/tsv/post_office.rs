//! 3.6: what Australia Post scanned.

use super::*;
use crate::greenid::post_office;

#[test]
fn post_office_documents_are_checks_as_the_table_says() {
    for line in lines("post_office") {
        let name = line.name();
        let result_of = |record: &DocumentRecord| post_office::document_result(record);
        match line.id {
            "post_office/flag/absent" => {
                let flag = DocumentRecord::default().name_match();
                assert_eq!(flag, MatchFlag::NotApplicable, "{name}");
                let matched = post_office::flag_match(flag);
                assert_eq!(Some(matched.as_str()), line.extra("result"), "{name}");
            }
            id if id.starts_with("post_office/flag/") => {
                for (raw, of) in [
                    ("Y", "Y"),
                    ("X", "X"),
                    ("  ", "blank"),
                    ("N", "other"),
                    ("y", "other"),
                ] {
                    if id != format!("post_office/flag/{of}") {
                        continue;
                    }
                    let record = document([raw; 4]);
                    for flag in [
                        record.name_match(),
                        record.birth_date_match(),
                        record.address_match(),
                        record.photo_match_flag(),
                    ] {
                        let matched = post_office::flag_match(flag);
                        assert_eq!(Some(matched.as_str()), line.extra("result"), "{name}");
                    }
                }
            }
            id if id.starts_with("post_office/record/") => {
                let flags = match id {
                    "post_office/record/passed" => ["Y", "X", "X", "X"],
                    "post_office/record/inconclusive" => ["X", " ", "X", "X"],
                    "post_office/record/needs_review" => ["Y", "Y", "Y", "N"],
                    other => panic!("{other} is in the table and not in the code"),
                };
                let result = result_of(&document(flags));
                assert_eq!(Some(result.as_str()), line.extra("result"), "{name}");
            }
            id => {
                let mut case = visit(vec![document(["Y", "Y", "X", "X"])]);
                let data = case.post_office_data.as_mut().unwrap();
                let mut header = DetailRecordHeader::default();
                header.date = Some("250914".into());
                match id {
                    "post_office/advisory/no_photo_match" => {}
                    "post_office/advisory/expired_document" => {
                        data.records[0].document_expiry_date = Some("24/09/2014".into());
                    }
                    "post_office/advisory/incomplete_answer" => {
                        header.total_number_of_id_documents = Some("2".into());
                    }
                    "post_office/advisory/unrecognized_value" => header.amount = Some("-1".into()),
                    other => panic!("{other} is in the table and not in the code"),
                }
                data.header = Some(header);
                let outcome = decide(&result("VERIFIED", vec![case]));
                assert_eq!(outcome.decision(), Decision::Verified, "{name}");
                assert!(has(&outcome, &line.category(), Weight::Advisory), "{name}");
            }
        }
    }
}

fn told(outcome: &VerificationOutcome, category: ReasonCategory) -> bool {
    assert_eq!(outcome.decision(), Decision::Verified);
    has(outcome, &category, Weight::Advisory)
}

#[test]
fn each_text_of_the_file_that_cannot_be_read_is_told() {
    let decided = |header: DetailRecordHeader, change: fn(&mut DocumentRecord)| {
        let mut record = document(["Y", "Y", "X", "Y"]);
        change(&mut record);
        let mut case = visit(vec![record]);
        case.post_office_data.as_mut().unwrap().header = Some(header);
        decide(&result("VERIFIED", vec![case]))
    };
    let of_header = |change: fn(&mut DetailRecordHeader)| {
        let mut header = DetailRecordHeader::default();
        change(&mut header);
        told(&decided(header, |_| {}), ReasonCategory::UnrecognizedValue)
    };
    assert!(!of_header(|_| {}));
    let headers: [fn(&mut DetailRecordHeader); 7] = [
        |header| header.amount = Some("?".into()),
        |header| header.date = Some("?".into()),
        |header| header.date_of_birth = Some("?".into()),
        |header| header.form_version = Some("?".into()),
        |header| header.payment_method = Some("?".into()),
        |header| header.total_number_of_id_documents = Some("?".into()),
        |header| header.unique_reference_number = Some("?".into()),
    ];
    for (index, change) in headers.into_iter().enumerate() {
        assert!(of_header(change), "header {index}");
    }
    let records: [fn(&mut DocumentRecord); 5] = [
        |record| record.amount = Some("?".into()),
        |record| record.document_expiry_date = Some("?".into()),
        |record| record.issue_date = Some("?".into()),
        |record| record.state_or_territory_of_issue = Some("?".into()),
        |record| record.utility_account_type = Some("?".into()),
    ];
    for (index, change) in records.into_iter().enumerate() {
        let outcome = decided(DetailRecordHeader::default(), change);
        assert!(
            told(&outcome, ReasonCategory::UnrecognizedValue),
            "record {index}"
        );
    }
}

#[test]
fn a_document_has_expired_when_its_last_day_is_before_the_one_it_was_seen_on() {
    let expired = |visited: Option<&str>, verified: Option<&str>, expires: &str| {
        let mut record = document(["Y", "Y", "X", "Y"]);
        record.document_expiry_date = Some(expires.into());
        let mut case = visit(vec![record]);
        let mut header = DetailRecordHeader::default();
        header.date = visited.map(Into::into);
        case.post_office_data.as_mut().unwrap().header = Some(header);
        let mut result = result("VERIFIED", vec![case]);
        result.date_verified = verified.map(Into::into);
        told(&decide(&result), ReasonCategory::ExpiredDocument)
    };
    let verified = Some("2025-09-25T10:00:00Z");
    for (visited, verified, expires, has_expired) in [
        (Some("250914"), verified, "24/09/2014", true),
        (Some("250914"), verified, "25/09/2014", false),
        (Some("250914"), verified, "26/09/2014", false),
        (None, verified, "24/09/2025", true),
        (None, verified, "25/09/2025", false),
        (None, verified, "26/09/2025", false),
        (None, None, "24/09/1914", false),
    ] {
        assert_eq!(
            expired(visited, verified, expires),
            has_expired,
            "{visited:?} {verified:?} {expires}"
        );
    }
}
