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
