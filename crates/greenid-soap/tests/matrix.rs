//! The rows of the two correctness matrices, each with its safe answer. Sources: `spikes.md` 1.4, `xml-in-rust.md` 4.3.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]

mod common;

use std::time::{Duration, Instant};

use common::{SERVICE, SOAP, XSI, envelope, message, read, refuse, text};
use greenid_soap::ErrorKind;
use kyc_model::greenid::{OverallOutcome, RichVerificationResult};

fn outcome(body: impl AsRef<[u8]>) -> Option<String> {
    let record = read(body).unwrap();
    record.outcome.map(|outcome| outcome.as_str().to_owned())
}

fn rule_id(members: &str) -> Option<String> {
    text(&read(message(members)).unwrap().rule_id).map(str::to_owned)
}

fn unknown(record: &RichVerificationResult) -> Vec<(&str, u64)> {
    let counts = record.unrecognized.expose();
    counts.iter().map(|(path, n)| (path.as_str(), *n)).collect()
}

#[test]
fn prefixes_are_free_and_namespaces_are_not() {
    let verified = Some("VERIFIED".to_owned());
    for (row, body) in [
        (
            "other prefixes",
            format!(
                "<S:Envelope xmlns:S='{SOAP}' xmlns:g='{SERVICE}'><S:Body><g:getVerificationResultResponse><return>\
                 <outcome>VERIFIED</outcome></return></g:getVerificationResultResponse></S:Body></S:Envelope>"
            ),
        ),
        (
            "default namespaces, members qualified by the inner one",
            format!(
                "<Envelope xmlns='{SOAP}'><Body><getVerificationResultResponse xmlns='{SERVICE}'><return><outcome>\
                 VERIFIED</outcome></return></getVerificationResultResponse></Body></Envelope>"
            ),
        ),
        (
            "qualified children",
            envelope(&format!(
                "<n:getVerificationResultResponse xmlns:n='{SERVICE}'><n:return><n:outcome>VERIFIED</n:outcome></n:return>\
                 </n:getVerificationResultResponse>"
            )),
        ),
        (
            "a default namespace taken back",
            format!(
                "<Envelope xmlns='{SOAP}'><Body><getVerificationResultResponse xmlns='{SERVICE}'><return xmlns=''>\
                 <outcome>VERIFIED</outcome></return></getVerificationResultResponse></Body></Envelope>"
            ),
        ),
        (
            "a namespace with character references",
            envelope(&format!(
                "<n:getVerificationResultResponse xmlns:n='{}'><return><outcome>VERIFIED</outcome></return>\
                 </n:getVerificationResultResponse>",
                SERVICE.replace('h', "&#104;")
            )),
        ),
        (
            "a prefix bound anew inside",
            envelope(&format!(
                "<n:getVerificationResultResponse xmlns:n='{SERVICE}'><return><x xmlns:n='urn:x'><n:y/></x>\
                 <n:outcome>VERIFIED</n:outcome></return></n:getVerificationResultResponse>"
            )),
        ),
        (
            "unqualified children",
            message("<outcome>VERIFIED</outcome>"),
        ),
    ] {
        assert_eq!(outcome(&body), verified, "{row}");
    }
}

#[test]
fn foreign_namespaces_are_refused_or_not_ours() {
    let response = |namespace: &str| {
        envelope(&format!(
            "<n:getVerificationResultResponse xmlns:n='{namespace}'><return><outcome>VERIFIED</outcome></return>\
             </n:getVerificationResultResponse>"
        ))
    };
    for namespace in [
        "http://services.registrations.edentiti.com",
        "https://services.registrations.edentiti.com/",
        "http://registrations.edentiti.com/",
        "http://dynamicform.services.registrations.edentiti.com/",
        "urn:x",
    ] {
        let refused = refuse(response(namespace));
        assert_eq!(
            refused,
            (
                ErrorKind::UnexpectedMessage,
                Some("Envelope.Body".to_owned())
            )
        );
    }
    let unqualified = envelope(
        "<getVerificationResultResponse><return><outcome>VERIFIED</outcome></return></getVerificationResultResponse>",
    );
    assert_eq!(refuse(unqualified).0, ErrorKind::UnexpectedMessage);

    // `return` in the namespace of the envelope is not greenID's.
    let inherited = format!(
        "<Envelope xmlns='{SOAP}'><Body><n:getVerificationResultResponse xmlns:n='{SERVICE}'><return><outcome>VERIFIED\
         </outcome></return></n:getVerificationResultResponse></Body></Envelope>"
    );
    assert_eq!(
        refuse(inherited),
        (ErrorKind::MissingMember, Some("return".to_owned()))
    );

    // SOAP 1.2, and an envelope of no namespace.
    for namespace in ["http://www.w3.org/2003/05/soap-envelope", "", "urn:x"] {
        let body = message("<outcome>VERIFIED</outcome>").replace(SOAP, namespace);
        let kind = refuse(&body).0;
        let expected = if namespace.is_empty() {
            ErrorKind::MalformedXml
        } else {
            ErrorKind::NotSoap
        };
        assert_eq!(kind, expected, "{namespace}");
    }

    // A member of the same name in another namespace is neither ours nor a duplicate.
    let beside =
        message("<x:outcome xmlns:x='urn:x'>VERIFIED</x:outcome><outcome>IN_PROGRESS</outcome>");
    let record = read(beside).unwrap();
    assert_eq!(record.outcome, Some(OverallOutcome::InProgress));
    assert_eq!(unknown(&record), [("return.outcome", 1)]);
    let alone = message("<x:outcome xmlns:x='urn:x'>VERIFIED</x:outcome>");
    assert_eq!(read(alone).unwrap().outcome, None);
}

#[test]
fn nil_absent_and_empty_are_told_apart() {
    for (members, expected) in [
        ("", None),
        ("<ruleId xsi:nil=\"true\"/>", None),
        ("<ruleId xsi:nil='1'></ruleId>", None),
        ("<ruleId xsi:nil=' true '> <!-- --> </ruleId>", None),
        (&*format!("<ruleId xmlns:q='{XSI}' q:nil='true'/>"), None),
        ("<ruleId xsi:nil='false'>a</ruleId>", Some("a")),
        ("<ruleId xsi:nil='0'/>", Some("")),
        ("<ruleId/>", Some("")),
        ("<ruleId></ruleId>", Some("")),
        ("<ruleId nil='true'>a</ruleId>", Some("a")),
        ("<ruleId xmlns:q='urn:q' q:nil='true'>a</ruleId>", Some("a")),
    ] {
        assert_eq!(rule_id(members).as_deref(), expected, "{members}");
    }
    assert_eq!(
        read(message("<outcome/>")).unwrap().outcome,
        Some(OverallOutcome::Unknown(String::new()))
    );
    // It says it is nil, and is not.
    for content in ["a", "<b/>", "&#32;"] {
        let body = message(&format!("<ruleId xsi:nil='true'>{content}</ruleId>"));
        assert_eq!(
            refuse(&body),
            (ErrorKind::WrongType, Some("return.ruleId".to_owned()))
        );
    }
    let odd = message("<ruleId xsi:nil='TRUE'/>");
    assert_eq!(refuse(odd).0, ErrorKind::WrongType);
}

#[test]
fn the_same_words_mean_what_their_own_scope_says() {
    let nil = "<name x:nil='true'/>";
    let foreign = format!("<individualResults xmlns:x='urn:a'>{nil}</individualResults>");
    let ours = format!("<individualResults xmlns:x='{XSI}'>{nil}</individualResults>");
    for (members, expected) in [
        (format!("{foreign}{ours}"), [Some(""), None]),
        (format!("{ours}{foreign}"), [None, Some("")]),
    ] {
        let record = read(message(&members)).unwrap();
        let checks = &record.individual_results;
        assert_eq!([text(&checks[0].name), text(&checks[1].name)], expected);
    }
    let outside = message(&format!(
        "{ours}<individualResults>{nil}</individualResults>"
    ));
    assert_eq!(refuse(outside).0, ErrorKind::UnboundPrefix);
}

#[test]
fn nil_records_are_absent_and_nil_entries_are_dropped_and_counted() {
    let record = read(message(
        "<individualResults xsi:nil='true'/><individualResults><name>A</name><postOfficeData xsi:nil='true'/>\
         <fieldResults xsi:nil='true'/></individualResults><individualResults xsi:nil='1'></individualResults>\
         <individualResults><name>B</name><postOfficeData><header xsi:nil='true'/><records xsi:nil='true'/>\
         </postOfficeData></individualResults>",
    ))
    .unwrap();
    assert_eq!(record.nil_entries, 4);
    let names: Vec<_> = record
        .individual_results
        .iter()
        .map(|check| text(&check.name).unwrap())
        .collect();
    assert_eq!(names, ["A", "B"]);
    assert_eq!(record.individual_results[0].post_office_data, None);
    let data = record.individual_results[1]
        .post_office_data
        .as_ref()
        .unwrap();
    assert_eq!((&data.header, data.records.len()), (&None, 0));
}

#[test]
fn texts_keep_every_character() {
    for (members, expected) in [
        ("<ruleId><![CDATA[a<b]]></ruleId>", "a<b"),
        (
            "<ruleId>x<![CDATA[a]]]]><![CDATA[>b]]>y</ruleId>",
            "xa]]>by",
        ),
        ("<ruleId>&lt;&gt;&amp;&quot;&apos;</ruleId>", "<>&\"'"),
        ("<ruleId>&#65;&#x42;&#x1F600;</ruleId>", "AB\u{1F600}"),
        ("<ruleId>UN<!-- -->VERIFIED</ruleId>", "UNVERIFIED"),
        ("<ruleId>UN<?pi x?>VERIFIED</ruleId>", "UNVERIFIED"),
        ("<ruleId>  a  </ruleId>", "  a  "),
        ("<ruleId>   </ruleId>", "   "),
        ("<ruleId>\ta\n</ruleId>", "\ta\n"),
        ("<ruleId>a\r\nb\rc\r\n\nd</ruleId>", "a\nb\nc\n\nd"),
        ("<ruleId>a&#13;b</ruleId>", "a\rb"),
        ("<ruleId>a\r&amp;\r&lt;\r</ruleId>", "a\n&\n<\n"),
        ("<ruleId><![CDATA[a\r\nb]]></ruleId>", "a\nb"),
        ("<ruleId>]] ></ruleId>", "]] >"),
    ] {
        assert_eq!(rule_id(members).as_deref(), Some(expected), "{members:?}");
    }
    // A comment cannot hide a part of the outcome, and blanks do not vanish.
    assert_eq!(
        outcome(message("<outcome>VERI<!-- -->FIED</outcome>")),
        Some("VERIFIED".to_owned())
    );
    let padded = read(message("<outcome> VERIFIED</outcome>")).unwrap();
    assert!(!padded.outcome.unwrap().is_known());
}

#[test]
fn order_unknown_elements_and_interleaved_lists() {
    let record = read(message(
        "<userId a='1'>u</userId><individualResults><state>PASSED</state><fieldResults><name>f1</name></fieldResults>\
         <name>A</name><fieldsResults><name>f2</name></fieldsResults><q/><fieldResult><name>f3</name></fieldResult>\
         </individualResults><outcome>VERIFIED</outcome><individualResult><name>B</name></individualResult>\
         <q><z/>text</q><q/><ruleId>r</ruleId><individualResults><name>C</name></individualResults>",
    ))
    .unwrap();
    let checks: Vec<_> = record
        .individual_results
        .iter()
        .map(|check| text(&check.name).unwrap())
        .collect();
    assert_eq!(checks, ["A", "B", "C"]);
    let fields: Vec<_> = record.individual_results[0]
        .field_results
        .iter()
        .map(|field| text(&field.name).unwrap())
        .collect();
    assert_eq!(fields, ["f1", "f2", "f3"]);
    assert_eq!(
        unknown(&record),
        [("return.individualResults.q", 1), ("return.q", 2)]
    );
}

#[test]
fn unknown_elements_around_the_message_are_counted_too() {
    let body = message("<outcome>VERIFIED</outcome>")
        .replace("</env:Header>", "<h xmlns='urn:h'>x</h></env:Header>")
        .replace("</env:Body>", "</env:Body><t xmlns='urn:t'/>")
        .replace("</return>", "</return><beside/>");
    let record = read(body).unwrap();
    let names: Vec<_> = unknown(&record);
    assert!(names.contains(&("Envelope.Header.h", 1)), "{names:?}");
    assert!(names.contains(&("Envelope.t", 1)), "{names:?}");
    assert!(names.iter().any(|(path, _)| path.ends_with("beside")));
}

#[test]
fn at_most_64_unknown_paths_are_told_apart() {
    let many: String = (0..100).map(|n| format!("<u{n}/><u{n}/>")).collect();
    let record = read(message(&many)).unwrap();
    let counts = record.unrecognized.expose();
    assert_eq!(counts.len(), 65);
    assert_eq!(counts["..."], 72);
    assert_eq!(counts.values().sum::<u64>(), 200);
}

#[test]
fn what_stands_twice_is_refused_with_its_path() {
    for (members, path) in [
        (
            "<outcome>IN_PROGRESS</outcome><outcome>VERIFIED</outcome>",
            "return.outcome",
        ),
        (
            "<outcome xsi:nil='true'/><outcome>VERIFIED</outcome>",
            "return.outcome",
        ),
        (
            &*format!("<outcome>A</outcome><o:outcome xmlns:o='{SERVICE}'>B</o:outcome>"),
            "return.outcome",
        ),
        (
            "<individualResults/><individualResults><state/><state/></individualResults>",
            "return.individualResults[1].state",
        ),
        (
            "<individualResults><postOfficeData/><postOfficeData/></individualResults>",
            "return.individualResults[0].postOfficeData",
        ),
        (
            "<individualResults><postOfficeData><records><issuedate/><issueDate/></records></postOfficeData>\
             </individualResults>",
            "return.individualResults[0].postOfficeData.records[0].issuedate",
        ),
    ] {
        assert_eq!(
            refuse(message(members)),
            (ErrorKind::DuplicateMember, Some(path.to_owned())),
            "{members}"
        );
    }
}

#[test]
fn what_is_missing_is_absent_or_an_error() {
    // Whoever decides sees that nothing is there.
    let record = read(message("")).unwrap();
    assert_eq!((record.outcome, record.user_id), (None, None));
    let response = |content: &str| {
        envelope(&format!(
            "<n:getVerificationResultResponse xmlns:n='{SERVICE}' xmlns:xsi='{XSI}'>{content}\
             </n:getVerificationResultResponse>"
        ))
    };
    for content in ["", "<return xsi:nil='true'/>", "<x/>"] {
        assert_eq!(
            refuse(response(content)),
            (ErrorKind::MissingMember, Some("return".to_owned()))
        );
    }
    assert_eq!(
        refuse(response("<return/><return/>")),
        (ErrorKind::DuplicateMember, Some("return".to_owned()))
    );
}

#[test]
fn every_spelling_of_the_post_office_members() {
    for (header, record) in [
        (
            ["totalNumberOfIdDocuments", "uniqueReferenceNo"],
            ["dateOfBirthMatchesForm", "issuedate", "nameMatchesform"],
        ),
        (
            ["totalNumberOfIdDocument", "uniqueReferenceNumber"],
            ["dateOfBirthMatchesaForm", "issueDate", "nameMatchesForm"],
        ),
    ] {
        let write = |names: &[&str]| -> String {
            names
                .iter()
                .enumerate()
                .map(|(n, name)| format!("<{name}>v{n}</{name}>"))
                .collect()
        };
        let result = read(message(&format!(
            "<individualResults><postOfficeData><header>{}</header><records>{}</records></postOfficeData>\
             </individualResults>",
            write(&header),
            write(&record)
        )))
        .unwrap();
        assert!(result.unrecognized.expose().is_empty());
        let data = result.individual_results[0]
            .post_office_data
            .as_ref()
            .unwrap();
        let header = data.header.as_ref().unwrap();
        assert_eq!(text(&header.total_number_of_id_documents), Some("v0"));
        assert_eq!(text(&header.unique_reference_number), Some("v1"));
        let document = &data.records[0];
        assert_eq!(text(&document.date_of_birth_matches_form), Some("v0"));
        assert_eq!(text(&document.issue_date), Some("v1"));
        assert_eq!(text(&document.name_matches_form), Some("v2"));
    }
}

#[test]
fn both_forms_of_a_date() {
    for (form, instant) in [
        ("2014-09-25T13:13:54.907+10:00", "2014-09-25T03:13:54.907Z"),
        ("2017-10-20T13:51:33.433+1000", "2017-10-20T03:51:33.433Z"),
    ] {
        let record = read(message(&format!("<dateVerified>{form}</dateVerified>"))).unwrap();
        assert_eq!(text(&record.date_verified), Some(form));
        assert_eq!(record.verified_at().unwrap().to_string(), instant);
    }
}

#[test]
fn result_data_is_opaque_escaped_or_in_cdata() {
    let inner = "<?xml version=\"1.0\"?><!DOCTYPE x><raw a='&b;'><outcome>VERIFIED</outcome>";
    let escaped = inner.replace('&', "&amp;").replace('<', "&lt;");
    for written in [escaped, format!("<![CDATA[{inner}]]>")] {
        let record = read(message(&format!(
            "<individualResults><resultData>{written}</resultData></individualResults>"
        )))
        .unwrap();
        assert_eq!(text(&record.individual_results[0].result_data), Some(inner));
        assert_eq!(record.outcome, None);
    }
    // Not escaped it is no text.
    assert_eq!(
        refuse(message(
            "<individualResults><resultData><raw/></resultData></individualResults>"
        )),
        (
            ErrorKind::WrongType,
            Some("return.individualResults[0].resultData".to_owned())
        )
    );
}

#[test]
fn deep_nesting_costs_nothing() {
    for levels in [20_000, 200_000] {
        let body = message(&format!(
            "{}{}",
            "<q>".repeat(levels),
            "</q>".repeat(levels)
        ));
        let start = Instant::now();
        assert_eq!(
            refuse(&body),
            (
                ErrorKind::TooDeep,
                Some("return.(unknown element)".to_owned())
            )
        );
        // Refused at the limit; a busy machine may take its time for that.
        assert!(start.elapsed() < Duration::from_secs(10));
    }
    // Envelope, Body, the response and `return` are four of the 64.
    let nested = |levels: usize| {
        message(&format!(
            "{}{}",
            "<q>".repeat(levels),
            "</q>".repeat(levels)
        ))
    };
    assert!(read(nested(60)).is_ok());
    assert_eq!(refuse(nested(61)).0, ErrorKind::TooDeep);
}
