//! Every kind of bad reply: its error, its path, and no value anywhere.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]

mod common;

use std::time::{Duration, Instant};

use common::{
    CANARY, SERVICE, SOAP, XSI, checked, envelope, fault, limits, message, read, refuse, response,
    sample, text,
};
use greenid_soap::{
    ErrorKind, FaultKind, GetVerificationResult, IsUserIdRegistered, Operation, decode, saved,
};
use http::Response;

fn ask(reply: &Response<bytes::Bytes>) -> (ErrorKind, Option<String>) {
    let request = GetVerificationResult::new("g2rUPcc8").unwrap();
    checked(request.read_reply(reply, limits()).unwrap_err())
}

/// The message with this element saying that it is nil.
fn nil(message: &str, name: &str) -> String {
    let says = format!("<{name} xmlns:i='{XSI}' i:nil='true'");
    message.replacen(&format!("<{name}"), &says, 1)
}

#[test]
fn shapes() {
    let good = message("<outcome>VERIFIED</outcome>");
    let at = |path: &str| Some(path.to_owned());
    let body = at("Envelope.Body");
    for (name, text, kind, path) in [
        ("empty", String::new(), ErrorKind::Empty, None),
        ("blanks", " \r\n\t".to_owned(), ErrorKind::Empty, None),
        (
            "a mark alone",
            "\u{FEFF}".to_owned(),
            ErrorKind::Empty,
            None,
        ),
        ("words", format!("{CANARY}!"), ErrorKind::NotXml, None),
        (
            "JSON",
            format!("{{\"a\":\"{CANARY}\"}}"),
            ErrorKind::NotXml,
            None,
        ),
        (
            "two marks",
            format!("\u{FEFF}\u{FEFF}{good}"),
            ErrorKind::NotXml,
            None,
        ),
        (
            "HTML",
            format!("<!doctype HTML><html>{CANARY}</html>"),
            ErrorKind::NotXml,
            None,
        ),
        (
            "HTML without doctype",
            format!("\n<HTML>{CANARY}"),
            ErrorKind::NotXml,
            None,
        ),
        (
            "another root",
            format!("<{CANARY}/>"),
            ErrorKind::NotSoap,
            None,
        ),
        (
            "DOCTYPE",
            format!("<!DOCTYPE a [<!ENTITY b \"{CANARY}\">]>{good}"),
            ErrorKind::Doctype,
            None,
        ),
        (
            "DOCTYPE never closed",
            format!("<!DOCTYPE a [{CANARY} "),
            ErrorKind::Doctype,
            None,
        ),
        (
            "billion laughs",
            format!(
                "<?xml version='1.0'?><!DOCTYPE l [<!ENTITY a 'x'><!ENTITY b '&a;&a;'>]>{good}"
            ),
            ErrorKind::Doctype,
            None,
        ),
        (
            "DOCTYPE inside",
            message("<!DOCTYPE a><outcome/>"),
            ErrorKind::Doctype,
            at("return"),
        ),
        (
            "undefined entity",
            message("<outcome>&Canary;</outcome>"),
            ErrorKind::UndefinedEntity,
            at("return.outcome"),
        ),
        (
            "undefined entity in an unknown element",
            message("<q>&nbsp;</q>"),
            ErrorKind::UndefinedEntity,
            at("return.(unknown element)"),
        ),
        (
            "undefined entity in an attribute",
            message("<outcome a='&nbsp;'/>"),
            ErrorKind::UndefinedEntity,
            at("return"),
        ),
        (
            "an entity without end",
            message("<outcome>a&amp b</outcome>"),
            ErrorKind::MalformedXml,
            at("return.outcome"),
        ),
        (
            "two Bodies",
            good.replace("</env:Body>", "</env:Body><env:Body></env:Body>"),
            ErrorKind::DuplicateMember,
            body.clone(),
        ),
        (
            "two Headers",
            good.replace("<env:Body>", "<env:Header/><env:Body>"),
            ErrorKind::DuplicateMember,
            at("Envelope.Header"),
        ),
        (
            "a header that must be understood",
            good.replace(
                "</env:Header>",
                "<a:b xmlns:a='urn:a' env:mustUnderstand='1'/></env:Header>",
            ),
            ErrorKind::UnexpectedMessage,
            at("Envelope.Header"),
        ),
        (
            "no Body",
            format!("<e:Envelope xmlns:e='{SOAP}'/>"),
            ErrorKind::MissingMember,
            body.clone(),
        ),
        (
            "an empty Body",
            envelope(""),
            ErrorKind::UnexpectedMessage,
            body.clone(),
        ),
        (
            "a Body of text",
            envelope(CANARY),
            ErrorKind::WrongType,
            body.clone(),
        ),
        (
            "two messages",
            good.replace("</env:Body>", "<a/></env:Body>"),
            ErrorKind::UnexpectedMessage,
            body.clone(),
        ),
        (
            "a message and a fault",
            good.replace("</env:Body>", "<env:Fault/></env:Body>"),
            ErrorKind::UnexpectedMessage,
            body.clone(),
        ),
        (
            "a message that is nil",
            envelope(&format!(
                "<n:getVerificationResultResponse xmlns:n='{SERVICE}' xmlns:i='http://www.w3.org/2001/XMLSchema-instance' \
                 i:nil='true'/>"
            )),
            ErrorKind::UnexpectedMessage,
            body.clone(),
        ),
        (
            "a Body that says it is nil, around a message",
            nil(&good, "env:Body"),
            ErrorKind::UnexpectedMessage,
            body.clone(),
        ),
        (
            "an Envelope that says it is nil, around a message",
            nil(&good, "env:Envelope"),
            ErrorKind::UnexpectedMessage,
            None,
        ),
        (
            "the answer to another operation",
            good.replace("getVerificationResultResponse", "registerUserResponse"),
            ErrorKind::UnexpectedMessage,
            body.clone(),
        ),
        (
            "the request sent back",
            good.replace("getVerificationResultResponse", "getVerificationResult"),
            ErrorKind::UnexpectedMessage,
            body.clone(),
        ),
        (
            "an unbound prefix",
            message("<x:outcome>VERIFIED</x:outcome>"),
            ErrorKind::UnboundPrefix,
            at("return"),
        ),
        (
            "an unbound prefix in an unknown element",
            message("<q><x:r/></q>"),
            ErrorKind::UnboundPrefix,
            at("return.(unknown element)"),
        ),
        (
            "an unbound prefix of an attribute",
            message("<outcome x:a='1'/>"),
            ErrorKind::UnboundPrefix,
            at("return"),
        ),
        (
            "a prefix used after its element",
            message("<q xmlns:x='urn:x'/><x:r/>"),
            ErrorKind::UnboundPrefix,
            at("return"),
        ),
        (
            "a duplicate attribute",
            message("<outcome a='1' a='2'/>"),
            ErrorKind::DuplicateAttribute,
            at("return"),
        ),
        (
            "a duplicate attribute by two prefixes",
            message("<outcome xmlns:p='u' xmlns:q='u' p:a='1' q:a='2'/>"),
            ErrorKind::DuplicateAttribute,
            at("return"),
        ),
        (
            "trailing element",
            format!("{good}<a/>"),
            ErrorKind::MalformedXml,
            None,
        ),
        (
            "trailing text",
            format!("{good} {CANARY}"),
            ErrorKind::MalformedXml,
            None,
        ),
        (
            "trailing CDATA",
            format!("{good}<![CDATA[ ]]>"),
            ErrorKind::MalformedXml,
            None,
        ),
        (
            "leading text",
            format!("<!-- -->{CANARY}{good}"),
            ErrorKind::MalformedXml,
            None,
        ),
        (
            "stray text in a record",
            message(&format!(
                "<individualResults>{CANARY}<name/></individualResults>"
            )),
            ErrorKind::WrongType,
            at("return.individualResults[0]"),
        ),
        (
            "an element in a text",
            message("<outcome>VER<b/>IFIED</outcome>"),
            ErrorKind::WrongType,
            at("return.outcome"),
        ),
        (
            "a control character",
            message("<outcome>VERIFIED\u{1}</outcome>"),
            ErrorKind::IllegalCharacter,
            None,
        ),
        (
            "U+FFFE",
            message("<outcome>\u{FFFE}</outcome>"),
            ErrorKind::IllegalCharacter,
            None,
        ),
        (
            "a reference to NUL",
            message("<outcome>&#0;</outcome>"),
            ErrorKind::IllegalCharacter,
            at("return.outcome"),
        ),
        (
            "a reference to a control character",
            message("<outcome>&#x1f;</outcome>"),
            ErrorKind::IllegalCharacter,
            at("return.outcome"),
        ),
        (
            "a reference to a surrogate",
            message("<outcome>&#xD800;</outcome>"),
            ErrorKind::IllegalCharacter,
            at("return.outcome"),
        ),
        (
            "a reference that is no number",
            message("<outcome>&#x;&#+1;</outcome>"),
            ErrorKind::MalformedXml,
            at("return.outcome"),
        ),
        (
            "mismatched tags",
            message("<outcome>VERIFIED</outcom>"),
            ErrorKind::MalformedXml,
            at("return.outcome"),
        ),
        (
            "an end without start",
            format!("{good}</a>"),
            ErrorKind::MalformedXml,
            None,
        ),
        (
            "a raw <",
            message("<outcome>a < b</outcome>"),
            ErrorKind::MalformedXml,
            at("return.outcome"),
        ),
        (
            "]]> in a text",
            message("<outcome>]]></outcome>"),
            ErrorKind::MalformedXml,
            at("return.outcome"),
        ),
        (
            "-- in a comment",
            message("<!-- a -- b -->"),
            ErrorKind::MalformedXml,
            at("return"),
        ),
        (
            "attributes without a blank between",
            message("<outcome a='1'b='2'/>"),
            ErrorKind::MalformedXml,
            at("return"),
        ),
        (
            "an attribute without quotes",
            message("<outcome a=1/>"),
            ErrorKind::MalformedXml,
            at("return"),
        ),
        (
            "an attribute without value",
            message("<outcome a/>"),
            ErrorKind::MalformedXml,
            at("return"),
        ),
        (
            "< in an attribute",
            message("<outcome a='<'/>"),
            ErrorKind::MalformedXml,
            at("return"),
        ),
        (
            "a name that is none",
            message("<1a/>"),
            ErrorKind::MalformedXml,
            at("return.(unknown element)"),
        ),
        (
            "a name with two colons",
            message("<a xmlns:b='urn:b'><b:c:d/></a>"),
            ErrorKind::MalformedXml,
            at("return.(unknown element)"),
        ),
        (
            "a prefix bound to nothing",
            message("<a xmlns:b=''/>"),
            ErrorKind::MalformedXml,
            at("return"),
        ),
        (
            "the prefix xmlns bound",
            message("<a xmlns:xmlns='urn:b'/>"),
            ErrorKind::MalformedXml,
            at("return"),
        ),
        (
            "a declaration that is not first",
            format!(" <?xml version='1.0'?>{good}"),
            ErrorKind::MalformedXml,
            None,
        ),
        (
            "XML 1.1",
            format!("<?xml version='1.1'?>{good}"),
            ErrorKind::MalformedXml,
            None,
        ),
        (
            "a declaration of another encoding",
            format!("<?xml version='1.0' encoding='ISO-8859-1'?>{good}"),
            ErrorKind::UnsupportedEncoding,
            None,
        ),
        (
            "a declaration of UTF-16 in UTF-8",
            format!("<?xml version='1.0' encoding='UTF-16'?>{good}"),
            ErrorKind::UnsupportedEncoding,
            None,
        ),
    ] {
        assert_eq!(refuse(&text), (kind, path), "{name}: {text}");
    }
    assert!(read(good).is_ok());
}

#[test]
fn declarations_and_marks_that_are_fine() {
    let good = sample();
    for opening in [
        "\u{FEFF}",
        "<?xml version=\"1.0\"?>",
        "<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\r\n",
        "\u{FEFF}<?xml version=\"1.0\" encoding=\"US-ASCII\"?><!-- a --><?b c?>\n",
        "\n\n",
    ] {
        assert_eq!(
            read(format!("{opening}{good}\n<!-- z -->\n")).unwrap(),
            read(&good).unwrap(),
            "{opening}"
        );
    }
}

#[test]
fn encodings() {
    let good = message("<outcome>VERIFIED</outcome>");
    let utf16 = |mark: bool, big: bool| -> Vec<u8> {
        mark.then_some(0xFEFF)
            .into_iter()
            .chain(good.encode_utf16())
            .flat_map(|unit| {
                if big {
                    unit.to_be_bytes()
                } else {
                    unit.to_le_bytes()
                }
            })
            .collect()
    };
    for (mark, big) in [(true, true), (true, false), (false, true), (false, false)] {
        assert_eq!(refuse(utf16(mark, big)).0, ErrorKind::UnsupportedEncoding);
    }
    let mut latin = b"<?xml version='1.0' encoding='ISO-8859-1'?>".to_vec();
    latin.extend_from_slice(good.replace("VERIFIED", "V\u{1}").as_bytes());
    let at = latin.iter().position(|b| *b == 1).unwrap();
    latin[at] = 0xE9;
    assert_eq!(refuse(&latin).0, ErrorKind::UnsupportedEncoding);
    let undeclared = &latin[43..];
    assert_eq!(refuse(undeclared).0, ErrorKind::InvalidUtf8);
    // In a part that is skipped, too.
    let mut skipped = message("<q>E</q>").into_bytes();
    let at = skipped.windows(4).position(|w| w == b">E</").unwrap();
    skipped[at + 1] = 0xFF;
    assert_eq!(refuse(&skipped).0, ErrorKind::InvalidUtf8);

    for (media_type, is_fine) in [
        ("text/xml", true),
        ("text/xml; charset=UTF-8", true),
        ("text/xml;charset=\"utf-8\"", true),
        ("text/xml; charset=us-ascii", true),
        ("application/soap+xml; action=x; charset=utf-8", true),
        ("text/xml; charset=iso-8859-1", false),
        ("text/xml; CHARSET='UTF-16'", false),
        ("text/xml; charset=", false),
    ] {
        let mut reply = response(200, sample());
        let value = media_type.parse().unwrap();
        reply.headers_mut().insert("content-type", value);
        let request = GetVerificationResult::new("g2rUPcc8").unwrap();
        let read = request.read_reply(&reply, limits());
        assert_eq!(read.is_ok(), is_fine, "{media_type}");
        if let Err(error) = read {
            let (kind, path) = checked(error);
            assert_eq!(kind, ErrorKind::UnsupportedEncoding);
            assert_eq!(path.as_deref(), Some("Content-Type"));
        }
    }
}

#[test]
fn limits_on_counts() {
    let attributes = |count: usize| -> String {
        let all: String = (0..count).map(|n| format!(" a{n}=''")).collect();
        message(&format!("<outcome{all}/>"))
    };
    assert!(read(attributes(64)).is_ok());
    assert_eq!(refuse(attributes(65)).0, ErrorKind::TooMany);

    // Four are bound already.
    let namespaces = |count: usize| -> String {
        let open: String = (0..count / 25)
            .map(|n| {
                let all: String = (0..25).map(|m| format!(" xmlns:n{n}x{m}='u'")).collect();
                format!("<q{all}>")
            })
            .collect();
        message(&format!("{open}{}", "</q>".repeat(count / 25)))
    };
    assert!(read(namespaces(100)).is_ok());
    assert_eq!(refuse(namespaces(150)).0, ErrorKind::TooMany);
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

#[test]
fn statuses() {
    for (status, body, kind) in [
        (500, sample(), ErrorKind::Contradictory),
        (
            200,
            fault("UserIdNotFoundFault"),
            ErrorKind::Fault(FaultKind::SubjectNotFound),
        ),
        (
            500,
            fault("SystemFault"),
            ErrorKind::Fault(FaultKind::ProviderFailure),
        ),
        (
            400,
            fault("FieldValidationFault"),
            ErrorKind::Fault(FaultKind::BadRequest),
        ),
        (
            503,
            fault("SystemFault"),
            ErrorKind::Fault(FaultKind::ProviderFailure),
        ),
        (500, format!("<html>{CANARY}</html>"), ErrorKind::NotXml),
        (200, format!("<html>{CANARY}</html>"), ErrorKind::NotXml),
        (502, format!("<html>{CANARY}</html>"), ErrorKind::HttpStatus),
        (500, String::new(), ErrorKind::Empty),
        (404, String::new(), ErrorKind::HttpStatus),
        (403, sample(), ErrorKind::HttpStatus),
        (302, sample(), ErrorKind::HttpStatus),
        (202, sample(), ErrorKind::HttpStatus),
        (204, String::new(), ErrorKind::HttpStatus),
    ] {
        let request = GetVerificationResult::new("g2rUPcc8").unwrap();
        let error = request
            .read_reply(&response(status, body), limits())
            .unwrap_err();
        assert_eq!(error.http_status(), Some(status));
        assert!(error.to_string().contains(&format!("HTTP {status}")));
        let retryable = matches!(status, 502)
            || kind == ErrorKind::Fault(FaultKind::ProviderFailure)
            || (status == 500 && matches!(kind, ErrorKind::NotXml | ErrorKind::Empty));
        assert_eq!(error.is_retryable(), retryable, "{status} {kind:?}");
        assert!(!error.may_be_registered());
        assert_eq!(checked(error).0, kind, "{status}");
    }
}

#[test]
fn somebody_else() {
    let other = |id: &str| response(200, sample().replace("<userId>g2rUPcc8</userId>", id));
    for id in [
        format!("<userId>{CANARY}</userId>"),
        "<userId>G2rUPcc8</userId>".to_owned(),
        "<userId> g2rUPcc8</userId>".to_owned(),
        "<userId>g2rUPcc8&#10;</userId>".to_owned(),
        "<userId> </userId>".to_owned(),
    ] {
        let expected = (ErrorKind::WrongSubject, Some("return.userId".to_owned()));
        assert_eq!(ask(&other(&id)), expected, "{id}");
    }
    // About nobody: for whoever decides.
    for id in ["", "<userId/>", "<userId xsi:nil='true'/>"] {
        let request = GetVerificationResult::new("g2rUPcc8").unwrap();
        assert!(request.read_reply(&other(id), limits()).is_ok(), "{id}");
    }
}

#[test]
fn is_user_id_registered() {
    let reply = |content: &str| {
        envelope(&format!(
            "<n:isUserIdRegisteredResponse xmlns:n='{SERVICE}'>{content}</n:isUserIdRegisteredResponse>"
        ))
    };
    for (content, expected) in [
        ("<return>true</return>", Ok(true)),
        ("<return>false</return>", Ok(false)),
        ("<return> 1\n</return>", Ok(true)),
        ("<n:return>0</n:return>", Ok(false)),
        ("<return>TRUE</return>", Err(ErrorKind::WrongType)),
        ("<return>yes</return>", Err(ErrorKind::WrongType)),
        ("<return/>", Err(ErrorKind::WrongType)),
        ("<return><a/></return>", Err(ErrorKind::WrongType)),
        ("", Err(ErrorKind::MissingMember)),
        (
            "<return>true</return><return>false</return>",
            Err(ErrorKind::DuplicateMember),
        ),
    ] {
        let request = IsUserIdRegistered::new("u").unwrap();
        let read = request.read_reply(&response(200, reply(content)), limits());
        assert_eq!(
            read.map(|reply| reply.is_registered).map_err(|e| e.kind()),
            expected,
            "{content}"
        );
    }
    let result = message("<outcome>VERIFIED</outcome>");
    let error = decode::registered(result.as_bytes(), limits()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnexpectedMessage);
}

#[test]
fn saved_replies() {
    let saved_reply = saved::read(sample(), limits()).unwrap();
    assert_eq!(saved_reply.operation, Operation::GetVerificationResult);
    assert_eq!(saved_reply.record, read(sample()).unwrap());
    assert_eq!(saved_reply.payload.to_raw().text.expose(), &sample());
    assert_eq!(saved_reply.payload.to_raw().media_type, "text/xml");
    let registered = sample().replace("getVerificationResultR", "registerUserR");
    let registered = saved::read(registered, limits()).unwrap();
    assert_eq!(registered.operation, Operation::RegisterUser);

    for (body, kind) in [
        (
            fault("UserIdNotFoundFault"),
            ErrorKind::Fault(FaultKind::SubjectNotFound),
        ),
        (
            sample().replace("getVerificationResultR", "isUserIdRegisteredR"),
            ErrorKind::UnrecognizedPayload,
        ),
        (envelope("<a/>"), ErrorKind::UnrecognizedPayload),
        ("<a/>".to_owned(), ErrorKind::NotSoap),
        ("{}".to_owned(), ErrorKind::NotXml),
    ] {
        assert_eq!(checked(saved::read(body, limits()).unwrap_err()).0, kind);
    }

    for (body, looks) in [
        (sample(), true),
        (
            format!("\u{FEFF}<?xml version='1.0'?><!-- -->{}", sample()),
            true,
        ),
        (fault("x"), true),
        (
            "<Envelope xmlns='http://www.w3.org/2003/05/soap-envelope'/>".to_owned(),
            true,
        ),
        ("<html/>".to_owned(), false),
        ("<a/>".to_owned(), false),
        ("{\"Envelope\":1}".to_owned(), false),
        (String::new(), false),
    ] {
        assert_eq!(saved::looks_like_soap(body.as_bytes()), looks, "{body}");
    }
}
