//! What stands around an answer.

use http::StatusCode;

use super::{
    NAMESPACE,
    element::{Element, Spelling},
    request::Operation,
};
use crate::wire::Answer;

pub(super) const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";
pub(super) const MEDIA_TYPE: &str = "text/xml;charset=UTF-8";

/// The envelope around this body. Its declaration has single quotes, as on the live wire.
pub(super) fn enveloped(body: &str) -> String {
    format!(
        "<env:Envelope xmlns:env='{SOAP}'><env:Header></env:Header><env:Body>{body}</env:Body></env:Envelope>"
    )
}

/// An operation's response around its `return`.
pub(super) fn answer(operation: Operation, returned: &Element, spelling: Spelling) -> Answer {
    let name = operation.name();
    let mut body = format!("<ns2:{name}Response xmlns:ns2=\"{NAMESPACE}\">");
    returned.write(&mut body, spelling);
    body.push_str(&format!("</ns2:{name}Response>"));
    Answer::of(StatusCode::OK, MEDIA_TYPE, enveloped(&body))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_boolean_is_answered_in_one_line() {
        let returned = Element::text("return", "true");
        let answer = answer(Operation::IsUserIdRegistered, &returned, Spelling::Live);
        assert_eq!(
            core::str::from_utf8(answer.response.body()).unwrap(),
            "<env:Envelope xmlns:env='http://schemas.xmlsoap.org/soap/envelope/'><env:Header></env:Header>\
             <env:Body><ns2:isUserIdRegisteredResponse xmlns:ns2=\"http://services.registrations.edentiti.com/\">\
             <return>true</return></ns2:isUserIdRegisteredResponse></env:Body></env:Envelope>"
        );
        assert_eq!(answer.response.status(), 200);
        assert_eq!(
            answer.response.headers()["content-type"],
            "text/xml;charset=UTF-8"
        );
    }
}
