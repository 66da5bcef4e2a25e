//! Faults become typed errors. Source: decision tables, 3.7.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]

mod common;

use common::{CANARY, SERVICE, checked, envelope, fault, read, refuse, text};
use greenid_soap::{ErrorKind, FaultKind};
use kyc_model::greenid::FaultCode;

#[test]
fn every_code_in_every_spelling() {
    let table = [
        ("UserIdNotFoundFault", FaultKind::SubjectNotFound),
        ("InvalidCustomerIdFault", FaultKind::NotAuthorized),
        ("InvalidCustomerIdException", FaultKind::NotAuthorized),
        ("InvalidAccountIdException", FaultKind::NotAuthorized),
        ("InvalidPasswordFault", FaultKind::NotAuthorized),
        ("InvalidCertificateException", FaultKind::NotAuthorized),
        ("InvalidCertificateFault", FaultKind::NotAuthorized),
        ("InvalidIPAddressFault", FaultKind::NotAuthorized),
        ("FieldValidationFault", FaultKind::BadRequest),
        ("InvalidSourceIdFault", FaultKind::BadRequest),
        ("UserIdInUseFault", FaultKind::Conflict),
        ("UserIdForInvitationFault", FaultKind::Conflict),
        ("SystemFault", FaultKind::ProviderFailure),
        ("SystemException", FaultKind::ProviderFailure),
    ];
    for (code, kind) in table {
        let error = read(fault(code)).unwrap_err();
        assert_eq!(error.provider_code(), Some(code));
        assert_eq!(error.is_retryable(), kind == FaultKind::ProviderFailure);
        assert!(error.to_string().contains(code), "{error}");
        assert_eq!(checked(error), (ErrorKind::Fault(kind), None));
    }
    assert_eq!(table.len(), FaultCode::KNOWN.len());

    for code in [CANARY, "", " SystemFault", "systemfault"] {
        let error = read(fault(code)).unwrap_err();
        assert_eq!(error.provider_code(), Some(code));
        assert!(!error.is_retryable());
        assert_eq!(
            checked(error),
            (ErrorKind::Fault(FaultKind::UnknownCode), None)
        );
    }
}

#[test]
fn its_texts_are_there_for_whoever_asks() {
    let error = read(fault("SystemFault")).unwrap_err();
    let record = error.fault().unwrap();
    assert_eq!(record.code, Some(FaultCode::System));
    assert_eq!(text(&record.fault_code), Some("env:Server"));
    assert_eq!(text(&record.fault_string), Some("Canary-4711 string"));
    assert_eq!(text(&record.details), Some("Canary-4711 details"));
    assert!(!format!("{record:?}").contains("Canary"));
}

#[test]
fn shapes_of_faults() {
    for (name, inside, code) in [
        ("nothing", "", None),
        (
            "no detail",
            "<faultcode>env:Client</faultcode><faultstring/>",
            None,
        ),
        ("an empty detail", "<detail/>", None),
        (
            "another detail",
            "<detail><x:y xmlns:x='urn:x'><code>SystemFault</code></x:y></detail>",
            None,
        ),
        (
            "an unqualified detail",
            "<detail><faultDetails><code>SystemFault</code></faultDetails></detail>",
            Some("SystemFault"),
        ),
        (
            "qualified parts, an actor, another order",
            &*format!(
                "<env:detail><x/><n:faultDetails xmlns:n='{SERVICE}'><n:code>SystemFault</n:code></n:faultDetails></env:detail>\
                 <faultactor>a</faultactor><env:faultcode>c</env:faultcode>"
            ),
            Some("SystemFault"),
        ),
        (
            "a code outside of its place",
            "<code>SystemFault</code><detail><code>SystemFault</code></detail>",
            None,
        ),
    ] {
        let error = read(envelope(&format!("<env:Fault>{inside}</env:Fault>"))).unwrap_err();
        assert_eq!(error.provider_code(), code, "{name}");
        assert!(matches!(error.kind(), ErrorKind::Fault(_)), "{name}");
    }
}

#[test]
fn faults_that_contradict_themselves() {
    for (inside, path) in [
        ("<faultcode/><faultcode/>", "Fault.faultcode"),
        ("<detail/><detail/>", "Fault.detail"),
        (
            "<detail><faultDetails/><faultDetails/></detail>",
            "Fault.detail.faultDetails",
        ),
        (
            "<detail><faultDetails><code>SystemFault</code><code>x</code></faultDetails></detail>",
            "Fault.detail.faultDetails.code",
        ),
    ] {
        assert_eq!(
            refuse(envelope(&format!("<env:Fault>{inside}</env:Fault>"))),
            (ErrorKind::DuplicateMember, Some(path.to_owned()))
        );
    }
    // In another namespace it is no fault.
    let foreign = envelope("<x:Fault xmlns:x='http://www.w3.org/2003/05/soap-envelope'/>");
    assert_eq!(refuse(foreign).0, ErrorKind::UnexpectedMessage);
}
