//! Every kind of bad reply: its error, its path, and no value anywhere.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]

#[path = "../common/mod.rs"]
mod common;
mod limits;
mod shapes;

use common::{
    CANARY, SERVICE, checked, envelope, fault, limits, message, read, refuse, response, sample,
};
use greenid_soap::{
    ErrorKind, FaultKind, GetVerificationResult, IsUserIdRegistered, Name, Operation, RegisterUser,
    decode, saved,
};
use http::Response;

fn ask(reply: &Response<bytes::Bytes>) -> (ErrorKind, Option<String>) {
    let request = GetVerificationResult::new("g2rUPcc8").unwrap();
    checked(request.read_reply(reply, limits()).unwrap_err())
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
fn a_media_type_that_is_in_no_list_is_neither_kept_nor_shown() {
    for (stated, kept) in [
        ("text/xml; name=zq9canary", "text/xml"),
        ("Application/SOAP+XML; action=x", "application/soap+xml"),
        ("application/zq9canary", "application/octet-stream"),
    ] {
        let mut reply = response(200, sample());
        let value = stated.parse().unwrap();
        reply.headers_mut().insert("content-type", value);
        let request = GetVerificationResult::new("g2rUPcc8").unwrap();
        let raw = request
            .read_reply(&reply, limits())
            .unwrap()
            .payload
            .to_raw();
        assert_eq!(raw.media_type, kept);
        assert!(!format!("{raw:?}").contains("zq9canary"), "{stated}");
    }
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
fn a_failed_server_is_asked_again_whatever_its_page_is_written_in() {
    let xhtml = format!("<?xml version='1.0'?><!DOCTYPE html PUBLIC 'x' 'y'><html>{CANARY}</html>");
    let person = RegisterUser::builder(Name::new("Joanna", "Citizen"))
        .build()
        .unwrap();
    let latin = |text: &str| [text.as_bytes(), &[0xE9], b"</html>"].concat();
    let declared = "<?xml version='1.0' encoding='ISO-8859-1'?><html>";
    for (media_type, body, kind) in [
        (
            "text/html;charset=ISO-8859-1",
            "<html><body></body></html>".into(),
            ErrorKind::UnsupportedEncoding,
        ),
        ("text/xml", latin(declared), ErrorKind::UnsupportedEncoding),
        ("text/html", latin("<html>"), ErrorKind::InvalidUtf8),
        ("text/html", xhtml.into_bytes(), ErrorKind::Doctype),
        ("text/xml", b"<error/>".to_vec(), ErrorKind::NotSoap),
    ] {
        for (status, is_retryable) in [(500, true), (200, false)] {
            let mut reply = response(status, body.clone());
            let value = media_type.parse().unwrap();
            reply.headers_mut().insert("content-type", value);
            let request = GetVerificationResult::new("g2rUPcc8").unwrap();
            let error = request.read_reply(&reply, limits()).unwrap_err();
            assert_eq!(error.kind(), kind);
            assert_eq!(error.is_retryable(), is_retryable, "{status} {kind:?}");
            let error = person.read_reply(&reply, limits()).unwrap_err();
            assert!(error.may_be_registered() && !error.is_retryable());
        }
    }
}

#[test]
fn a_page_that_is_no_envelope_is_a_failed_server_however_it_is_spoiled() {
    let person = RegisterUser::builder(Name::new("Joanna", "Citizen"))
        .build()
        .unwrap();
    let attributes: String = (0..65).map(|n| format!(" a{n}=''")).collect();
    let in_envelope = |inside: &str| envelope(&format!("<m>{inside}</m>"));
    for (body, at_200, at_500) in [
        (
            "<h1>Down\u{7}</h1>".to_owned(),
            ErrorKind::IllegalCharacter,
            ErrorKind::HttpStatus,
        ),
        (
            format!("<body title=\"&copy; {CANARY}\">Down</body>"),
            ErrorKind::UndefinedEntity,
            ErrorKind::HttpStatus,
        ),
        (
            "<x:h1>Down</x:h1>".to_owned(),
            ErrorKind::UnboundPrefix,
            ErrorKind::HttpStatus,
        ),
        (
            "<h1 a='' a=''>Down</h1>".to_owned(),
            ErrorKind::DuplicateAttribute,
            ErrorKind::HttpStatus,
        ),
        (
            format!("<h1{attributes}>Down</h1>"),
            ErrorKind::TooMany,
            ErrorKind::HttpStatus,
        ),
        (
            "<?xml version='1.0'?>\u{FFFF}<a/>".to_owned(),
            ErrorKind::IllegalCharacter,
            ErrorKind::HttpStatus,
        ),
        // An envelope whose own tag cannot be read, and one that is of no SOAP.
        (
            envelope("").replacen('>', " a='' a=''>", 1),
            ErrorKind::DuplicateAttribute,
            ErrorKind::HttpStatus,
        ),
        (
            "<Envelope>\u{7}</Envelope>".to_owned(),
            ErrorKind::IllegalCharacter,
            ErrorKind::HttpStatus,
        ),
        // These say by themselves what came.
        (
            "<h1>Down</h1>".to_owned(),
            ErrorKind::NotSoap,
            ErrorKind::NotSoap,
        ),
        ("<h1".to_owned(), ErrorKind::Truncated, ErrorKind::Truncated),
    ] {
        let request = GetVerificationResult::new("g2rUPcc8").unwrap();
        let read = |status: u16| request.read_reply(&response(status, body.clone()), limits());
        assert_eq!(read(200).unwrap_err().kind(), at_200, "{body}");
        let error = read(500).unwrap_err();
        assert!(error.is_retryable(), "{body}");
        assert_eq!(error.http_status(), Some(500));
        assert_eq!(checked(error), (at_500, None), "{body}");
        let error = person.read_reply(&response(500, body.clone()), limits());
        let error = error.unwrap_err();
        assert!(error.may_be_registered() && !error.is_retryable(), "{body}");
    }
    // An envelope that is broken inside is an answer.
    for (body, kind) in [
        (in_envelope("\u{7}"), ErrorKind::IllegalCharacter),
        (
            format!("<!--{}-->{}", "\u{e9}".repeat(3000), in_envelope("\u{7}")),
            ErrorKind::IllegalCharacter,
        ),
        (
            message("<outcome>&copy;</outcome>"),
            ErrorKind::UndefinedEntity,
        ),
        (message("<x:outcome/>"), ErrorKind::UnboundPrefix),
        (
            message("<outcome a='' a=''/>"),
            ErrorKind::DuplicateAttribute,
        ),
    ] {
        let request = GetVerificationResult::new("g2rUPcc8").unwrap();
        let error = request.read_reply(&response(500, body.clone()), limits());
        let error = error.unwrap_err();
        assert!(!error.is_retryable(), "{body}");
        assert_eq!(error.kind(), kind, "{body}");
    }
    // One that is too large is not read, but for what it is.
    let tight = limits().with_max_body_bytes(300);
    for (start, kind) in [
        ("<h1>", ErrorKind::HttpStatus),
        (&*envelope(""), ErrorKind::TooLarge),
    ] {
        let body = start.to_owned() + &" ".repeat(300);
        let request = GetVerificationResult::new("g2rUPcc8").unwrap();
        let error = request.read_reply(&response(500, body), tight).unwrap_err();
        assert_eq!(error.kind(), kind, "{start}");
        assert_eq!(error.is_retryable(), kind == ErrorKind::HttpStatus);
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
fn what_was_saved_cut_short_stays_so_and_may_have_registered_somebody() {
    let body = sample();
    let cut = body.find("VERIFIED").unwrap();
    let of_registration = body.replace("getVerificationResultR", "registerUserR");
    let cut_later = of_registration.find("VERIFIED").unwrap();
    let twice = of_registration.replace("</outcome>", "</outcome><outcome>PENDING</outcome>");
    for (body, kind, may_be_registered) in [
        (&body[..cut], ErrorKind::Truncated, false),
        (&of_registration[..cut_later], ErrorKind::Truncated, true),
        (
            &of_registration[..of_registration.len() - 3],
            ErrorKind::Truncated,
            true,
        ),
        (&twice, ErrorKind::DuplicateMember, true),
        (&of_registration[..40], ErrorKind::Truncated, false),
    ] {
        let error = saved::read(body.to_owned(), limits()).unwrap_err();
        assert_eq!(error.kind(), kind);
        assert_eq!(error.may_be_registered(), may_be_registered, "{error}");
        assert!(!error.is_retryable(), "{error}");
    }
    // Nor does a body alone say that it was an answer that could be had again.
    assert!(!read(&body[..cut]).unwrap_err().is_retryable());
    let request = GetVerificationResult::new("g2rUPcc8").unwrap();
    let asked = request.read_reply(&response(200, body[..cut].to_owned()), limits());
    assert!(asked.unwrap_err().is_retryable());
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
        // The outermost tag ends behind the first few kilobytes, a character of two bytes across every boundary.
        (format!("<!--{}--><Envelope/>", "\u{e9}".repeat(3000)), true),
        (
            format!("<!--x{}--><Envelope/>", "\u{e9}".repeat(3000)),
            true,
        ),
        (
            format!("<Envelope><!--x{}--></Envelope>", "\u{e9}".repeat(3000)),
            true,
        ),
        // What is wrong behind it, the reader says.
        (format!("<Envelope>{}\u{1}", " ".repeat(3000)), true),
        ("<html/>".to_owned(), false),
        ("<a/>".to_owned(), false),
        ("{\"Envelope\":1}".to_owned(), false),
        (String::new(), false),
    ] {
        assert_eq!(saved::looks_like_soap(body.as_bytes()), looks, "{body}");
    }
}
