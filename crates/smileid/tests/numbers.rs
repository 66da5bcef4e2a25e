//! Numbers, and what only looks like one: read alike with and without serde_json's feature `arbitrary_precision`, which
//! any crate of a build can turn on. `cargo xtask ci` runs these tests both ways.
#![allow(clippy::indexing_slicing, clippy::unwrap_used)]

use kyc_http::ResponseLimits;
use kyc_model::{
    Lenient,
    smileid::{JobResult, JobStatus, StatusResult, V3StatusDocument},
};
use serde_json::{Value, json};
use smileid::{Error, ErrorKind, decode};

const NUMBER: &str = "$serde_json::private::Number";

fn result(body: &str) -> Result<JobResult, Error> {
    decode::job_result(body.as_bytes(), ResponseLimits::default())
}

fn status(body: &str) -> Result<JobStatus, Error> {
    decode::job_status(body.as_bytes(), ResponseLimits::default())
}

fn v3(body: &str) -> Result<V3StatusDocument, Error> {
    decode::v3_status(body.as_bytes(), ResponseLimits::default())
}

fn is_unreadable<T>(member: Option<&Lenient<T>>) -> bool {
    matches!(member, Some(Lenient::Unreadable(_)))
}

#[test]
fn a_number_is_no_record() {
    let wrong = |read: Result<(), Error>, path: &str| {
        let error = read.unwrap_err();
        assert_eq!(
            (error.kind(), error.path()),
            (ErrorKind::WrongType, Some(path))
        );
    };
    for number in ["0", "1", "-1", "1.5", "1e3"] {
        for member in [
            "Antifraud",
            "company_information",
            "PartnerParams",
            "Actions",
            "ImageLinks",
        ] {
            wrong(
                result(&format!(r#"{{"{member}":{number}}}"#)).map(drop),
                member,
            );
        }
        for member in ["result", "history", "image_links"] {
            wrong(
                status(&format!(r#"{{"{member}":{number}}}"#)).map(drop),
                member,
            );
        }
        wrong(
            v3(&format!(r#"{{"antifraud":{number}}}"#)).map(drop),
            "antifraud",
        );

        let v1 = result(&format!(r#"{{"Antifraud":{{"summary":{number},"smile_secure":{{"SuspectUsers":{number}}}}},"people":{number}}}"#)).unwrap();
        let antifraud = v1.antifraud.as_ref().unwrap();
        assert!(is_unreadable(antifraud.summary.as_ref()), "{number}");
        let secure = antifraud.smile_secure.as_ref().unwrap().value().unwrap();
        assert!(is_unreadable(secure.suspect_users.as_ref()), "{number}");
        assert!(is_unreadable(v1.aml.people.as_ref()), "{number}");
        let v3 = v3(&format!(
            r#"{{"partner_params":{number},"id_fields":{number}}}"#
        ))
        .unwrap();
        assert!(is_unreadable(v3.partner_params.as_ref()), "{number}");
        assert!(is_unreadable(v3.id_fields.as_ref()), "{number}");
    }
}

#[test]
fn an_object_is_no_number_whatever_its_member_is_called() {
    let look_alike = format!(r#"{{"{NUMBER}":"1"}}"#);
    let escaped = r#"{"$serde_json\u003a:private::Number":"\u0031"}"#;
    let kept = json!({ NUMBER: "1" });
    for object in [&*look_alike, escaped] {
        let read = result(&format!(
            r#"{{"PartnerParams":{{"job_type":{object}}},"no_of_persons_found":{object},"ConfidenceValue":{object},"IDNumber":{object},"FullData":{object},"Antifraud":{object},"Actions":{object},"Invented":[{object}]}}"#
        ))
        .unwrap();
        assert!(is_unreadable(
            read.partner_params.as_ref().unwrap().job_type.as_ref()
        ));
        assert!(is_unreadable(read.aml.no_of_persons_found.as_ref()));
        assert!(is_unreadable(read.confidence_value.as_ref()));
        assert!(is_unreadable(read.id_fields.id_number.as_ref()));
        assert_eq!(read.id_fields.full_data.as_ref().unwrap().expose(), &kept);
        assert_eq!(
            Value::Object(read.antifraud.unwrap().extra.expose().clone()),
            kept
        );
        assert_eq!(read.actions.unwrap()[0].action.as_str(), NUMBER);
        assert_eq!(read.extra.expose()["Invented"], json!([kept]));
    }
    let twice = result(&format!(
        r#"{{"Invented":{{"{NUMBER}":"1","{NUMBER}":"2"}}}}"#
    ));
    assert_eq!(twice.unwrap_err().kind(), ErrorKind::DuplicateMember);
}

#[test]
fn a_number_is_a_text_only_where_it_has_lost_no_digit() {
    let read = |number: &str| {
        result(&format!(
            r#"{{"IDNumber":{number},"SecondaryIDNumber":{number}}}"#
        ))
        .map(|result| {
            (
                result.id_fields.id_number.clone().unwrap(),
                result.id_fields.secondary_id_number.clone(),
            )
        })
    };
    for digits in [
        "0",
        "7",
        "-7",
        "18446744073709551615",
        "-9223372036854775808",
    ] {
        let (first, second) = read(digits).unwrap();
        for number in [first, second.unwrap()] {
            assert_eq!(number.value().unwrap().expose(), digits);
        }
    }
    for number in [
        "-0",
        "1.0",
        "1.5",
        "1e3",
        "1E3",
        "1e300",
        "18446744073709551616",
        "-9223372036854775809",
    ] {
        let (first, second) = read(number).unwrap();
        assert!(is_unreadable(Some(&first)), "{number}");
        assert!(second.is_none(), "{number}");
    }
    // Refused as malformed, or kept as what nobody can read.
    assert!(
        read("1e999").is_err_and(|error| error.kind() == ErrorKind::MalformedJson)
            || read("1e999")
                .is_ok_and(|(first, second)| is_unreadable(Some(&first)) && second.is_none())
    );
}

#[test]
fn numbers_are_kept_as_numbers() {
    let read = result(r#"{"PartnerParams":{"job_type":1},"ConfidenceValue":99.5,"no_of_persons_found":2,"FullData":[0,-7,99.5,{"a":1}],"QueueTime":0.41}"#).unwrap();
    assert_eq!(read.job_type().map(|job| job.number()), Some(1));
    assert!(read.confidence_value.unwrap().value().is_some());
    assert_eq!(
        read.aml.no_of_persons_found.as_ref().unwrap().value(),
        Some(&2)
    );
    let kept = read.id_fields.full_data.as_ref().unwrap().expose();
    assert_eq!(kept.to_string(), r#"[0,-7,99.5,{"a":1}]"#);
    assert_eq!(read.extra.expose()["QueueTime"].to_string(), "0.41");
    let read = status(r#"{"result":"words"}"#).unwrap();
    assert!(matches!(read.result, Some(StatusResult::Text(_))));
}
