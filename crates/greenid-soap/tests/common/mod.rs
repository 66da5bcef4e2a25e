//! What the tests of this crate share.
#![allow(
    dead_code,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    unreachable_pub
)]

pub mod wire;

use bytes::Bytes;
use greenid_soap::{Credentials, Endpoint, Error, ErrorKind, Operation, decode};
use http::Response;
use kyc_http::{Phase, ResponseLimits};
use kyc_model::{Sensitive, greenid::RichVerificationResult};

pub const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";
pub const SERVICE: &str = "http://services.registrations.edentiti.com/";
pub const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";
pub const CANARY: &str = "Canary-4711";

pub fn limits() -> ResponseLimits {
    ResponseLimits::default()
}

pub fn password_endpoint() -> Endpoint {
    Endpoint::new(
        "https://test-au.vixverify.com/Registrations-Registrations/VerificationServicesPassword",
    )
    .unwrap()
}

pub fn certificate_endpoint() -> Endpoint {
    Endpoint::new("https://test-au.vixverify.com/Registrations-Registrations/VerificationServices")
        .unwrap()
}

pub fn certificate() -> Credentials {
    Credentials::certificate("acme").unwrap()
}

pub fn password() -> Credentials {
    Credentials::password("acme", "fake-password-0123").unwrap()
}

/// An envelope as the service writes it, around the content of its body.
pub fn envelope(body: &str) -> String {
    format!(
        "<env:Envelope xmlns:env='{SOAP}'><env:Header></env:Header><env:Body>{body}</env:Body></env:Envelope>"
    )
}

/// A reply to `getVerificationResult` with these members of `return`.
pub fn message(members: &str) -> String {
    envelope(&format!(
        "<ns2:getVerificationResultResponse xmlns:ns2=\"{SERVICE}\" xmlns:xsi=\"{XSI}\"><return>{members}</return>\
         </ns2:getVerificationResultResponse>"
    ))
}

pub fn fault(code: &str) -> String {
    envelope(&format!(
        "<env:Fault xmlns:env='{SOAP}'><faultcode>env:Server</faultcode><faultstring>{CANARY} string</faultstring>\
         <detail><ns2:faultDetails xmlns:ns2=\"{SERVICE}\"><code>{code}</code><details>{CANARY} details</details>\
         </ns2:faultDetails></detail></env:Fault>"
    ))
}

/// A whole reply in the documented style, with everything in it that a reply can have. All of it is invented.
pub fn sample() -> String {
    message(concat!(
        "<dateVerified>2014-09-26T13:51:33.433+10:00</dateVerified>",
        "<individualResults><dateVerified>2014-09-25T13:13:54.907+1000</dateVerified>",
        "<fieldResults><data>Jö</data><dataDifference>Joanna &amp; Co</dataDifference><format>plain</format>",
        "<label>Given name</label><name>givenName</name><status>CHANGED</status></fieldResults>",
        "<fieldResults><data>2000</data><dataInfo>currentAddress</dataInfo><format>plain</format>",
        "<label>Postcode</label><name>postcode</name><status>CHECKED</status></fieldResults>",
        "<method>BG</method><name>AEC</name>",
        "<resultData>&lt;?xml version=&quot;1.0&quot;?&gt;&lt;raw&gt;x&lt;/raw&gt;</resultData>",
        "<state>VERIFIED_WITH_CHANGES</state></individualResults>",
        "<individualResults xsi:nil=\"true\"></individualResults>",
        "<individualResults><dateVerified>2014-09-26T13:51:33.433+10:00</dateVerified><mode>POSTOFFICE</mode>",
        "<name>PostOffice</name><postOfficeData><customerId>acme</customerId>",
        "<documents>Australian Passport, Medicare Card</documents>",
        "<header><amount>000000000</amount><channelId>0</channelId><date>260914</date>",
        "<dateOfBirth>01011980</dateOfBirth><filler>   </filler><formVersion>A</formVersion>",
        "<givenName>JOANNA          </givenName><id>42</id><paymentMethod>00</paymentMethod>",
        "<recordNo>1</recordNo><recordType>5</recordType><referenceNo>g2rUPcc8</referenceNo>",
        "<surname>CITIZEN             </surname><totalNumberOfIdDocuments>02</totalNumberOfIdDocuments>",
        "<uniqueReferenceNo>2345670112345</uniqueReferenceNo></header><poFileName>ACME260914.txt</poFileName>",
        "<records><amount>0</amount><countryOfIssue>AUSTRALIA</countryOfIssue>",
        "<dateOfBirthMatchesForm>Y</dateOfBirthMatchesForm><documentExpiryDate>01/01/2020</documentExpiryDate>",
        "<documentName>Australian Passport</documentName><documentNumber>N1234567</documentNumber><id>43</id>",
        "<issuedate>01/01/2010</issuedate><nameMatchesform>Y</nameMatchesform><photoMatch>Y</photoMatch>",
        "<residentialAddressMatchesForm>X</residentialAddressMatchesForm></records>",
        "<records xsi:nil='1'/></postOfficeData><state>VERIFIED</state></individualResults>",
        "<mode>POSTOFFICE</mode><newMember><inner/></newMember><outcome>VERIFIED</outcome><ruleId>default</ruleId>",
        "<transactionId>1234567890</transactionId><userId>g2rUPcc8</userId>",
    ))
}

pub fn read(body: impl AsRef<[u8]>) -> Result<RichVerificationResult, Error> {
    decode::verification_result(body.as_ref(), Operation::GetVerificationResult, limits())
}

/// The kind and path of the error that a body is, which must give nothing away.
#[track_caller]
pub fn refuse(body: impl AsRef<[u8]>) -> (ErrorKind, Option<String>) {
    checked(read(body).expect_err("an error"))
}

/// Checks what holds of every error of an answer.
#[track_caller]
pub fn checked(error: Error) -> (ErrorKind, Option<String>) {
    assert_eq!(error.phase(), Phase::Answered);
    let shown = format!("{error} {error:?} {:?}", std::error::Error::source(&error));
    assert!(!shown.contains("Canary"), "{shown}");
    assert_eq!(error.to_string().lines().count(), 1);
    (error.kind(), error.path().map(str::to_owned))
}

pub fn response(status: u16, body: impl Into<Bytes>) -> Response<Bytes> {
    Response::builder()
        .status(status)
        .header("content-type", "text/xml;charset=utf-8")
        .body(body.into())
        .unwrap()
}

pub fn text(member: &Option<Sensitive<String>>) -> Option<&str> {
    member.as_ref().map(|text| text.expose().as_str())
}
