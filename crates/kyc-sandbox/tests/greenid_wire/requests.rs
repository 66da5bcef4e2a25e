//! What is taken, and what is refused.

use std::time::Instant;

use http::Request;
use kyc_sandbox::Sandbox;

use super::{ACCOUNT, Answered, NAMESPACE, SOAP, enveloped, message, post, send, start};

async fn sandbox() -> Sandbox {
    start(Sandbox::builder()).await
}

fn is_verified(answered: &Answered) -> bool {
    answered.status == 200 && answered.text("outcome") == Some("VERIFIED")
}

#[tokio::test]
async fn any_prefix_order_and_header_is_taken() {
    let sandbox = sandbox().await;
    let reversed = "<userId>verified</userId><unknown><a/></unknown><password>invented-password</password>\n\
        <customerId>invented-customer</customerId>";
    for message in [
        format!(
            "\u{feff}<?xml version=\"1.0\" encoding=\"UTF-8\"?><Envelope xmlns=\"{SOAP}\"><Header>\
             <s xmlns=\"urn:x\"><userId>pending</userId></s></Header><Body><q:getVerificationResult \
             xmlns:q='{NAMESPACE}'><userId xmlns=''>verified</userId><password xmlns=''>invented-password</password>\
             <customerId xmlns=''>invented-customer</customerId></q:getVerificationResult></Body></Envelope>"
        ),
        enveloped(&format!(
            "<!-- x --><ser:getVerificationResult>{reversed}</ser:getVerificationResult>"
        )),
        enveloped(&format!(
            "<getVerificationResult xmlns='{NAMESPACE}' xmlns:soapenv='urn:x'>{}</getVerificationResult>",
            format!("{ACCOUNT}<userId>verified</userId>")
                .replace("<customerId", "<customerId xmlns=''")
                .replace("<password", "<password xmlns=''")
                .replace("<userId", "<userId xmlns=''")
        )),
    ] {
        assert!(
            is_verified(&post(&sandbox, message.clone()).await),
            "{message}"
        );
    }
}

#[tokio::test]
async fn any_soap_action_and_media_type_of_soap_1_1_is_taken() {
    let sandbox = sandbox().await;
    let body = message("getVerificationResult", "<userId>verified</userId>");
    let asked = |headers: &[(&str, &str)]| {
        let mut request = Request::post(sandbox.greenid_password_endpoint());
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(body.clone().into_bytes()).unwrap()
    };
    for headers in [
        &[][..],
        &[("content-type", "text/xml")],
        &[
            ("content-type", "TEXT/XML ;charset=\"utf-8\""),
            ("soapaction", "getVerificationResult"),
        ],
        &[("soapaction", "\"urn:something\"")],
        &[("content-type", "application/xml")],
        &[("content-type", "")],
    ] {
        assert!(is_verified(&send(asked(headers)).await), "{headers:?}");
    }
    let soap_1_2 = ("content-type", "application/soap+xml; charset=utf-8");
    assert_eq!(send(asked(&[soap_1_2])).await.status, 415);
}

#[tokio::test]
async fn qualified_children_are_as_good_as_absent() {
    let sandbox = sandbox().await;
    let asked = |members: String| {
        enveloped(&format!(
            "<ser:getVerificationResult>{members}</ser:getVerificationResult>"
        ))
    };
    let qualified = |name: &str| {
        let members = format!("{ACCOUNT}<userId>verified</userId>");
        let members = members.replace(&format!("<{name}"), &format!("<ser:{name}"));
        asked(members.replace(&format!("</{name}"), &format!("</ser:{name}")))
    };
    for (name, code) in [
        ("customerId", "InvalidCustomerIdFault"),
        ("password", "InvalidPasswordFault"),
        ("userId", "UserIdNotFoundFault"),
    ] {
        let answered = post(&sandbox, qualified(name)).await;
        assert_eq!(answered.fault(), Some(code), "{name}");
    }
}

#[tokio::test]
async fn a_user_id_has_one_to_255_characters() {
    let sandbox = sandbox().await;
    for members in [
        String::new(),
        "<userId/>".to_owned(),
        format!("<userId>{}</userId>", "é".repeat(256)),
    ] {
        let asked = post(&sandbox, message("getVerificationResult", &members)).await;
        assert_eq!(asked.fault(), Some("UserIdNotFoundFault"));
        let registered = post(&sandbox, message("isUserIdRegistered", &members)).await;
        assert_eq!(registered.text("return"), Some("false"));
    }
    let longest = format!("<userId>{}</userId>", "é".repeat(255));
    let answered = post(&sandbox, message("getVerificationResult", &longest)).await;
    assert_eq!(answered.fault(), Some("UserIdNotFoundFault"));
}

#[tokio::test]
async fn the_certificate_service_does_not_look_at_a_password() {
    let sandbox = sandbox().await;
    for password in ["", "<password>wrong</password>"] {
        let members = format!(
            "<customerId>invented-customer</customerId>{password}<userId>verified</userId>"
        );
        let body = enveloped(&format!(
            "<ser:getVerificationResult>{members}</ser:getVerificationResult>"
        ));
        let request = Request::post(sandbox.greenid_endpoint());
        let answered = send(request.body(body.clone().into_bytes()).unwrap()).await;
        assert!(is_verified(&answered));
        let answered = post(&sandbox, body).await;
        assert_eq!(answered.fault(), Some("InvalidPasswordFault"));
    }
}

#[tokio::test]
async fn what_is_no_call_of_soap_1_1_gets_a_fault_of_the_protocol() {
    let sandbox = sandbox().await;
    let good = message("getVerificationResult", "<userId>verified</userId>");
    let soap_1_2 = good.replace(SOAP, "http://www.w3.org/2003/05/soap-envelope");
    let latin_1: Vec<u8> = good
        .replace("verified", "verifi\u{e9}d")
        .chars()
        .map(|letter| u8::try_from(u32::from(letter)).unwrap())
        .collect();
    let utf_16: Vec<u8> = good.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for (body, code) in [
        (soap_1_2.into_bytes(), "env:VersionMismatch"),
        (Vec::new(), "env:Server"),
        (b"{}".to_vec(), "env:Server"),
        (good.replace("</ser", "</other").into_bytes(), "env:Server"),
        (
            good.replace("getVerificationResult", "wipeData")
                .into_bytes(),
            "env:Server",
        ),
        (
            good.replace(NAMESPACE, "urn:other").into_bytes(),
            "env:Server",
        ),
        (latin_1, "env:Server"),
        (utf_16, "env:Server"),
    ] {
        let answered = post(&sandbox, body).await;
        assert_eq!(answered.fault(), None);
        assert_eq!(
            (answered.status, answered.text("faultcode")),
            (500, Some(code))
        );
    }
}

#[tokio::test]
async fn messages_made_to_cost_much_are_refused_at_once() {
    let sandbox = sandbox().await;
    let good = message("getVerificationResult", "<userId>verified</userId>");
    let laughs =
        "<!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;\">]>";
    let inside = |extra: String| good.replace("<userId>", &format!("{extra}<userId>"));
    let attributes: String = (0..120_000)
        .map(|number| format!(" a{number}=''"))
        .collect();
    let namespaces: String = (0..3_000)
        .map(|number| format!("<a xmlns:a{number}='urn:{number}'>"))
        .collect();
    let begun = Instant::now();
    for (name, body) in [
        ("doctype", format!("<!DOCTYPE soapenv:Envelope>{good}")),
        (
            "laughs",
            format!("{laughs}{}", good.replace("verified", "&c;")),
        ),
        (
            "deep",
            inside("<a>".repeat(100_000) + &"</a>".repeat(100_000)),
        ),
        ("wide", inside("<a/>".repeat(100_000))),
        ("attributes", inside(format!("<a{attributes}/>"))),
        (
            "namespaces",
            inside(namespaces.clone() + &"</a>".repeat(3_000)),
        ),
    ] {
        let answered = post(&sandbox, body).await;
        assert_eq!(answered.text("faultcode"), Some("env:Server"), "{name}");
    }
    assert!(begun.elapsed().as_secs() < 5);
    assert!(is_verified(&post(&sandbox, good).await));
}

#[tokio::test]
async fn other_paths_and_methods_are_refused_in_plain_text() {
    let sandbox = sandbox().await;
    let endpoint = sandbox.greenid_endpoint();
    for (method, url, status) in [
        ("POST", format!("{endpoint}V2"), 404),
        ("GET", format!("{endpoint}V2?wsdl"), 404),
        ("GET", endpoint.clone(), 405),
        ("PUT", endpoint.clone(), 405),
        ("DELETE", format!("{endpoint}?wsdl"), 405),
    ] {
        let request = Request::builder().method(method).uri(&url);
        let answered = send(request.body(Vec::new()).unwrap()).await;
        assert_eq!(answered.status, status, "{method} {url}");
        assert_eq!(
            answered.headers["content-type"],
            "text/plain; charset=utf-8"
        );
        let allowed = answered
            .headers
            .get("allow")
            .map(|allowed| allowed.to_str().unwrap());
        assert_eq!(allowed, (status == 405).then_some("GET, HEAD, POST"));
    }
}
