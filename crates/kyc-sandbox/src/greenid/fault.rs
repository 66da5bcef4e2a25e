//! Faults: HTTP 500, `faultDetails` with a code.

use http::StatusCode;

use super::{
    NAMESPACE,
    element::{Element, Spelling},
    reply::{MEDIA_TYPE, SOAP, enveloped},
};
use crate::wire::Answer;

/// Why there is no result. No text quotes what was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    Service(ServiceFault),
    /// These fields are missing or of no use.
    Fields(Vec<String>),
    /// One of the service that says no code.
    WithoutDetail,
    /// The envelope is not of SOAP 1.1.
    VersionMismatch,
    /// The message is none that the service knows; the text says what is wrong.
    Message(&'static str),
}

/// A fault with a code. Source: faults and errors page; the words around the code are ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ServiceFault {
    pub(super) code: &'static str,
    pub(super) text: &'static str,
    pub(super) details: &'static str,
}

const fn of(code: &'static str, text: &'static str, details: &'static str) -> ServiceFault {
    ServiceFault {
        code,
        text,
        details,
    }
}

pub(super) const USER_ID_NOT_FOUND: ServiceFault =
    of("UserIdNotFoundFault", "User id not found", "No such user");
pub(super) const INVALID_CUSTOMER_ID: ServiceFault = of(
    "InvalidCustomerIdFault",
    "Invalid customer id",
    "No such customer",
);
pub(super) const INVALID_PASSWORD: ServiceFault = of(
    "InvalidPasswordFault",
    "Invalid password",
    "Id or password is wrong",
);
pub(super) const INVALID_CERTIFICATE: ServiceFault = of(
    "InvalidCertificateException",
    "Invalid certificate",
    "The certificate is missing or not known",
);
pub(super) const INVALID_IP_ADDRESS: ServiceFault = of(
    "InvalidIPAddressFault",
    "Invalid IP address",
    "The address is not allowed",
);
pub(super) const FIELD_VALIDATION: ServiceFault = of(
    "FieldValidationFault",
    "Invalid input field - givenName",
    "Value of [] for givenName is invalid",
);
pub(super) const INVALID_SOURCE_ID: ServiceFault = of(
    "InvalidSourceIdFault",
    "Invalid source id",
    "The source is not in the list",
);
pub(super) const USER_ID_IN_USE: ServiceFault =
    of("UserIdInUseFault", "User id in use", "The user id is taken");
pub(super) const USER_ID_FOR_INVITATION: ServiceFault = of(
    "UserIdForInvitationFault",
    "User id for invitation",
    "The user id is reserved",
);
pub(super) const SYSTEM: ServiceFault = of(
    "SystemFault",
    "System error",
    "An unexpected error occurred",
);
pub(super) const UNKNOWN: ServiceFault =
    of("InventedFault", "Invented fault", "No page names this code");

impl From<ServiceFault> for Fault {
    fn from(fault: ServiceFault) -> Self {
        Self::Service(fault)
    }
}

impl Fault {
    pub(super) fn answer(&self) -> Answer {
        // greenID says Server for mistakes of the caller too.
        let (role, text, detail) = match self {
            Self::Service(fault) => (
                "Server",
                fault.text.to_owned(),
                Some((fault.code, fault.details.to_owned())),
            ),
            Self::Fields(names) => (
                "Server",
                invalid_fields(names),
                Some((FIELD_VALIDATION.code, invalid_values(names))),
            ),
            Self::WithoutDetail => ("Server", SYSTEM.text.to_owned(), None),
            Self::VersionMismatch => (
                "VersionMismatch",
                "The envelope is not one of SOAP 1.1".to_owned(),
                None,
            ),
            Self::Message(text) => ("Server", (*text).to_owned(), None),
        };
        let mut body = format!("<env:Fault xmlns:env='{SOAP}'>");
        let mut member = |element: Element| element.write(&mut body, Spelling::Live);
        member(Element::text("faultcode", format!("env:{role}")));
        member(Element::text("faultstring", text));
        if let Some((code, details)) = detail {
            body.push_str(&format!(
                "<detail><ns2:faultDetails xmlns:ns2=\"{NAMESPACE}\">"
            ));
            Element::text("code", code).write(&mut body, Spelling::Live);
            Element::text("details", details).write(&mut body, Spelling::Live);
            body.push_str("</ns2:faultDetails></detail>");
        }
        body.push_str("</env:Fault>");
        Answer::of(
            StatusCode::INTERNAL_SERVER_ERROR,
            MEDIA_TYPE,
            enveloped(&body),
        )
    }
}

fn invalid_fields(names: &[String]) -> String {
    match names {
        [name] => format!("Invalid input field - {name}"),
        names => format!("Invalid input field(s) - {}", names.join(", ")),
    }
}

/// The real service writes what was sent between the brackets.
fn invalid_values(names: &[String]) -> String {
    let sentences: Vec<_> = names
        .iter()
        .map(|name| format!("Value of [] for {name} is invalid"))
        .collect();
    sentences.join(". ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(fault: &Fault) -> String {
        let answer = fault.answer();
        assert_eq!(answer.response.status(), 500);
        assert_eq!(
            answer.response.headers()["content-type"],
            "text/xml;charset=UTF-8"
        );
        String::from_utf8(answer.response.body().to_vec()).unwrap()
    }

    #[test]
    fn a_fault_has_the_recorded_layout() {
        assert_eq!(
            body(&USER_ID_NOT_FOUND.into()),
            "<env:Envelope xmlns:env='http://schemas.xmlsoap.org/soap/envelope/'><env:Header></env:Header><env:Body>\
             <env:Fault xmlns:env='http://schemas.xmlsoap.org/soap/envelope/'><faultcode>env:Server</faultcode>\
             <faultstring>User id not found</faultstring><detail>\
             <ns2:faultDetails xmlns:ns2=\"http://services.registrations.edentiti.com/\">\
             <code>UserIdNotFoundFault</code><details>No such user</details></ns2:faultDetails></detail>\
             </env:Fault></env:Body></env:Envelope>"
        );
    }

    #[test]
    fn several_fields_are_listed() {
        let names = |names: &[&str]| Fault::Fields(names.iter().map(|n| (*n).to_owned()).collect());
        let one = body(&names(&["userId"]));
        assert!(one.contains("<faultstring>Invalid input field - userId</faultstring>"));
        assert!(one.contains("<details>Value of [] for userId is invalid</details>"));
        let two = body(&names(&["email", "dob"]));
        assert!(two.contains("<faultstring>Invalid input field(s) - email, dob</faultstring>"));
        assert!(two.contains("Value of [] for email is invalid. Value of [] for dob is invalid<"));
    }

    #[test]
    fn a_fault_of_the_protocol_has_no_detail() {
        let text = body(&Fault::VersionMismatch);
        assert!(text.contains("<faultcode>env:VersionMismatch</faultcode>"));
        assert!(!text.contains("detail"));
        assert!(
            body(&Fault::Message("x")).contains("<faultcode>env:Server</faultcode><faultstring>x<")
        );
        assert!(!body(&Fault::WithoutDetail).contains("detail"));
    }
}
