//! Bodies that are no answer, by their form.

use greenid_soap::ErrorKind;

use crate::common::{CANARY, SERVICE, SOAP, XSI, envelope, message, read, refuse, sample};

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
fn what_stands_elsewhere_is_not_taken_for_nothing() {
    let checks = "<individualResults><name>a</name><fieldResults><status>x</status></fieldResults>\
                  </individualResults>";
    let with = |from: &str, to: &str| {
        let text = message(&format!("{checks}<outcome>VERIFIED</outcome>"));
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    };
    let of_office = |content: &str| {
        format!("<individualResults><postOfficeData{content}</individualResults>{checks}")
    };
    for (text, path) in [
        (
            with("<outcome>", "<individualResults href='#c1'/><outcome>"),
            Some("return.individualResults[1]"),
        ),
        (
            with(
                "<outcome>",
                "<individualResults href='#c1' xsi:nil='true'/><outcome>",
            ),
            Some("return.individualResults"),
        ),
        (
            with("<fieldResults>", "<fieldResults href=''>"),
            Some("return.individualResults[0].fieldResults[0]"),
        ),
        (
            with("<outcome>", "<outcome href=\"#o\">"),
            Some("return.outcome"),
        ),
        (
            with(checks, &of_office(" href='#p'/>")),
            Some("return.individualResults[0].postOfficeData"),
        ),
        (
            with(checks, &of_office("><records href='#r'/></postOfficeData>")),
            Some("return.individualResults[0].postOfficeData.records[0]"),
        ),
        (with("<return>", "<return href='#r'>"), Some("return")),
        (
            with(" xmlns:ns2", " href='#m' xmlns:ns2"),
            Some("Envelope.Body"),
        ),
    ] {
        assert_eq!(
            refuse(&text),
            (ErrorKind::WrongType, path.map(str::to_owned)),
            "{text}"
        );
    }
    // Of what is not documented and of another namespace, as of any attribute.
    for attribute in ["xmlns:x='urn:x' x:href='#c1'", "hrefs='#c1'"] {
        let text = with("<outcome>", &format!("<outcome {attribute}>"));
        assert!(read(text).is_ok());
    }
    let text = with("<outcome>", "<a href='#c1'><a href='#c2'/></a><outcome>");
    assert!(read(text).is_ok());
}
