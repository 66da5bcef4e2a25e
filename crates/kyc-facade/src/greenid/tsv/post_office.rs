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
