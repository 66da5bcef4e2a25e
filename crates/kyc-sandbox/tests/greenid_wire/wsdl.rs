//! The description, and the address in it.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
};

use http::Request;
use kyc_sandbox::Sandbox;

use super::{Answered, send, start};

async fn got(url: String) -> Answered {
    send(Request::get(url).body(Vec::new()).unwrap()).await
}

fn address(description: &str) -> &str {
    let (_, behind) = description.split_once("<soap:address location=\"").unwrap();
    behind.split_once('"').unwrap().0
}

#[tokio::test]
async fn it_is_served_in_any_letter_case_with_the_right_address() {
    let sandbox = start(Sandbox::builder()).await;
    for (endpoint, passwords) in [
        (sandbox.greenid_endpoint(), 0),
        (sandbox.greenid_password_endpoint(), 3),
    ] {
        for query in ["wsdl", "WSDL", "Wsdl", "wsdl=1"] {
            let answered = got(format!("{endpoint}?{query}")).await;
            assert_eq!(answered.status, 200);
            assert_eq!(answered.headers["content-type"], "text/xml;charset=UTF-8");
            assert_eq!(address(&answered.body), endpoint);
            assert_eq!(
                answered.body.matches("name=\"password\"").count(),
                passwords
            );
        }
        let slashed = got(format!("{endpoint}/?wsdl")).await;
        assert_eq!((slashed.status, address(&slashed.body)), (200, &*endpoint));
        let head = Request::head(format!("{endpoint}?wsdl")).body(Vec::new());
        let head = send(head.unwrap()).await;
        assert_eq!((head.status, &*head.body), (200, ""));
        assert_eq!(head.headers["content-type"], "text/xml;charset=UTF-8");
        assert_eq!(got(format!("{endpoint}?xsd")).await.status, 405);
    }
}

#[tokio::test]
async fn the_address_is_the_one_by_which_the_client_came() {
    let sandbox = start(Sandbox::builder()).await;
    for (host, expected) in [
        ("bank-test.example:8443", "http://bank-test.example:8443/"),
        ("a&b", "http://a&amp;b/"),
        ("\"><x", &format!("{}/", sandbox.base_url())),
    ] {
        let mut stream = TcpStream::connect(sandbox.address()).unwrap();
        let request = format!(
            "GET /Registrations-Registrations/VerificationServices?wsdl HTTP/1.1\r\nHost: {host}\r\n\
             Connection: close\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut answered = String::new();
        stream.read_to_string(&mut answered).unwrap();
        assert_eq!(
            address(&answered),
            format!("{expected}Registrations-Registrations/VerificationServices")
        );
    }
}

#[tokio::test]
async fn it_spells_the_records_as_they_are_answered() {
    let sandbox = start(Sandbox::builder().spec_spelling(true)).await;
    let description = got(format!("{}?wsdl", sandbox.greenid_endpoint())).await;
    assert!(description.body.contains("name=\"uniqueReferenceNumber\""));
    assert!(!description.body.contains("name=\"uniqueReferenceNo\""));
}
