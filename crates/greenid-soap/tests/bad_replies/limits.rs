//! What is larger than the limits.

use std::time::{Duration, Instant};

use greenid_soap::{ErrorKind, Operation, decode};

use crate::common::{limits, message, read, refuse, text};

#[test]
fn limits_on_counts() {
    let attributes = |count: usize| -> String {
        let all: String = (0..count).map(|n| format!(" a{n}=''")).collect();
        message(&format!("<outcome{all}/>"))
    };
    assert!(read(attributes(64)).is_ok());
    assert_eq!(refuse(attributes(65)).0, ErrorKind::TooMany);

    // Three are bound already; 128 may be.
    let namespaces = |count: usize| -> String {
        let open: String = (0..count / 25)
            .map(|n| {
                let all: String = (0..25).map(|m| format!(" xmlns:n{n}x{m}='u'")).collect();
                format!("<q{all}>")
            })
            .collect();
        message(&format!("{open}{}", "</q>".repeat(count / 25)))
    };
    let most = namespaces(125);
    assert!(read(&most).is_ok());
    let one_more = most.replacen("</q>", "<q xmlns:z='u'/></q>", 1);
    assert_eq!(refuse(one_more).0, ErrorKind::TooMany);
    // The same ones again are bound again.
    let again = |levels: usize| {
        let all: String = (0..25).map(|n| format!(" xmlns:n{n}='u'")).collect();
        let open = format!("<q{all}>").repeat(levels);
        message(&format!("{open}{}", "</q>".repeat(levels)))
    };
    assert!(read(again(5)).is_ok());
    assert_eq!(refuse(again(6)).0, ErrorKind::TooMany);
    let one_after_another: String = (0..500).map(|n| format!("<q xmlns:n{n}='u'/>")).collect();
    assert!(read(message(&one_after_another)).is_ok());

    let start = Instant::now();
    assert!(read(message(&"<q/>".repeat(199_995))).is_ok());
    assert_eq!(
        refuse(message(&"<q/>".repeat(199_996))).0,
        ErrorKind::TooMany
    );
    assert!(start.elapsed() < Duration::from_secs(10));
}

#[test]
fn limits_on_entries() {
    let documents = |records: &str| {
        message(&format!(
            "<individualResults><postOfficeData>{records}</postOfficeData></individualResults>"
        ))
    };
    // With their check. They all count together, and those that are nil are not kept.
    let nil = "<records xsi:nil='true'/>".repeat(1_000);
    let room = documents("").len() + nil.len();
    let most = |room: usize| 100 + room / 64 - 1;
    let close = "<records/>";
    let fitting = (0..).find(|count| *count > most(room + count * close.len()));
    let fitting = fitting.unwrap() - 1;
    let record = read(documents(&(close.repeat(fitting) + &nil))).unwrap();
    let data = record.individual_results[0].post_office_data.as_ref();
    assert_eq!(data.unwrap().records.len(), fitting);
    let (kind, path) = refuse(documents(&(close.repeat(fitting + 1) + &nil)));
    assert_eq!(kind, ErrorKind::TooMany);
    let at = format!("return.individualResults[0].postOfficeData.records[{fitting}]");
    assert_eq!(path, Some(at));

    for entry in ["<individualResults/>", "<fieldResults/>"] {
        let entries = entry.repeat(1_000);
        let (kind, path) = refuse(match entry {
            "<individualResults/>" => message(&entries),
            _ => message(&format!("<individualResults>{entries}</individualResults>")),
        });
        assert_eq!(kind, ErrorKind::TooMany, "{entry}");
        assert!(path.unwrap().ends_with(']'), "{entry}");
    }
    // As many as that are read where greenID would have said something of each.
    let field = "<fieldResults><name>dob</name><status>CHECKED</status></fieldResults>";
    let fields = message(&format!(
        "<individualResults>{}</individualResults>",
        field.repeat(10_000)
    ));
    let record = read(fields).unwrap();
    assert_eq!(record.individual_results[0].field_results.len(), 10_000);
}

#[test]
fn limits_on_size() {
    let inner = "<r>é&\"</r>".repeat(200_000);
    let escaped = inner
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;");
    let body = message(&format!(
        "<individualResults><resultData>{escaped}</resultData></individualResults>"
    ));
    assert!(body.len() > 4 * 1024 * 1024 && body.len() < 8 * 1024 * 1024);
    let record = read(&body).unwrap();
    assert_eq!(
        text(&record.individual_results[0].result_data),
        Some(&*inner)
    );

    let over = message(&format!("<q>{}</q>", "x".repeat(8 * 1024 * 1024)));
    assert_eq!(refuse(&over), (ErrorKind::TooLarge, None));
    let tight = limits().with_max_body_bytes(over.len());
    assert!(
        decode::verification_result(over.as_bytes(), Operation::GetVerificationResult, tight)
            .is_ok()
    );
}
