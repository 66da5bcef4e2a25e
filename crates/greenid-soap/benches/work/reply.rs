//! Replies to `getVerificationResult` of chosen sizes, the same in every run. All of it is invented.
//!
//! The wrapper is qualified and nothing in it is; lists are repeated siblings; what is not there is absent or nil.

use std::fmt::Write as _;

use super::USER_ID;

const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const SERVICE: &str = "http://services.registrations.edentiti.com/";
const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// Label, name on the wire, and a value of it.
const FIELDS: [(&str, &str, &str); 10] = [
    ("Given name", "givenName", "Joanna"),
    ("Surname", "surname", "O&apos;Citizen &amp; Söhne"),
    ("Date of birth", "dob", "1980-01-01"),
    ("Street number", "streetNumber", "4711"),
    ("Street", "streetName", "Invented Parade"),
    ("Suburb", "suburb", "Nowhere Heights"),
    ("Postcode", "postcode", "2000"),
    ("State", "state", "NSW"),
    ("E-mail", "email", "joanna@example.invalid"),
    ("Mobile phone", "mobile", "0400000000"),
];

/// A small reply (about 3 KB): one check of eight fields, indented.
pub(crate) fn small() -> String {
    let one = check(0, 8, "");
    message(&one).replace("><", ">\n      <")
}

/// A usual reply (about 50 KB): twenty-five checks of ten fields.
pub(crate) fn usual() -> String {
    checks(25)
}

/// A large reply (about 1 MB): checks with the data of their source, every tenth from the post office.
pub(crate) fn large() -> String {
    let checks: String = (0..275)
        .map(|index| {
            let data = match index % 10 {
                // As some servers write it.
                3 => escaped(&result_data(700)),
                _ => format!("<![CDATA[{}]]>", result_data(1_400)),
            };
            let mut extra = format!("<resultData>{data}</resultData>");
            if index % 10 == 9 {
                extra.insert_str(0, &post_office(index));
            }
            check(index, 10, &extra)
        })
        .collect();
    message(&checks)
}

/// So many checks of ten fields.
pub(crate) fn checks(count: usize) -> String {
    let checks: String = (0..count).map(|index| check(index, 10, "")).collect();
    message(&checks)
}

/// So many checks that are a name and one kilobyte of data.
pub(crate) fn kilobytes(count: usize) -> String {
    let one = format!(
        "<individualResults><name>AEC</name><resultData>{}</resultData></individualResults>",
        "0123456789 abcde".repeat(58)
    );
    message(&one.repeat(count))
}

/// A reply with these members beside the usual ones.
pub(crate) fn message(members: &str) -> String {
    format!(
        "<env:Envelope xmlns:env=\"{SOAP}\"><env:Header></env:Header><env:Body>\
         <ns2:getVerificationResultResponse xmlns:ns2=\"{SERVICE}\" xmlns:xsi=\"{XSI}\"><return>\
         <dateVerified>2014-09-26T13:51:33.433+10:00</dateVerified>{members}<mode>BACKGROUND</mode>\
         <outcome>VERIFIED</outcome><ruleId>default</ruleId><transactionId>1234567890</transactionId>\
         <userId>{USER_ID}</userId></return></ns2:getVerificationResultResponse></env:Body></env:Envelope>"
    )
}

fn check(index: usize, fields: usize, extra: &str) -> String {
    let fields: String = FIELDS.iter().cycle().take(fields).map(field).collect();
    let mode = match index % 3 {
        0 => "<mode xsi:nil=\"true\"/>",
        _ => "",
    };
    format!(
        "<individualResults><dateVerified>2014-09-25T13:13:54.907+1000</dateVerified>{fields}<method>BG</method>\
         {mode}<name>Source {index}</name>{extra}<state>VERIFIED</state></individualResults>"
    )
}

fn field((label, name, value): &(&str, &str, &str)) -> String {
    let (difference, info, status) = match *name {
        "streetName" => (
            "<dataDifference>Invented Prde</dataDifference>",
            "<dataInfo>currentAddress</dataInfo>",
            "CHANGED",
        ),
        "postcode" | "state" | "suburb" | "streetNumber" => {
            ("", "<dataInfo>currentAddress</dataInfo>", "CHECKED")
        }
        _ => ("<dataDifference xsi:nil=\"true\"/>", "", "CHECKED"),
    };
    format!(
        "<fieldResults><data>{value}</data>{difference}{info}<format>plain</format><label>{label}</label>\
         <name>{name}</name><status>{status}</status></fieldResults>"
    )
}

/// XML of a source, of about so many bytes.
fn result_data(bytes: usize) -> String {
    let mut data = String::from("<?xml version=\"1.0\"?><response>");
    while data.len() < bytes {
        let at = data.len();
        let _ = write!(
            data,
            "<line no=\"{at}\">Invented, of the source & Co</line>"
        );
    }
    data + "</response>"
}

fn escaped(text: &str) -> String {
    quick_xml::escape::escape(text).into_owned()
}

fn post_office(index: usize) -> String {
    let records: String = (0..3).map(document).collect();
    format!(
        "<postOfficeData><customerId>acme</customerId><documents>Australian Passport, Medicare Card</documents>\
         <header><amount>000000000</amount><channelId>0</channelId><date>260914</date><dateOfBirth>01011980</dateOfBirth>\
         <filler>   </filler><formVersion>A</formVersion><givenName>JOANNA          </givenName><id>{index}</id>\
         <idWizardRefNo>12345</idWizardRefNo><paymentMethod>00</paymentMethod><phoneNo>0200000000</phoneNo>\
         <postOfficeName>NOWHERE</postOfficeName><recordNo>1</recordNo><recordType>5</recordType>\
         <referenceNo>{USER_ID}</referenceNo><surname>CITIZEN             </surname>\
         <totalNumberOfIdDocuments>03</totalNumberOfIdDocuments><typeCode>1</typeCode>\
         <uniqueReferenceNo>2345670112345</uniqueReferenceNo></header><poFileName>ACME260914.txt</poFileName>\
         {records}</postOfficeData>"
    )
}

fn document(index: usize) -> String {
    format!(
        "<records><amount>0</amount><comments>none</comments><countryOfIssue>AUSTRALIA</countryOfIssue>\
         <dateOfBirthMatchesForm>Y</dateOfBirthMatchesForm><documentExpiryDate>01/01/2020</documentExpiryDate>\
         <documentName>Australian Passport</documentName><documentNumber>N000000{index}</documentNumber>\
         <filler>  </filler><id>4{index}</id><idDocumentType>1</idDocumentType><idWizardRefNo>12345</idWizardRefNo>\
         <issuedBy>Invented Office</issuedBy><issuedate>01/01/2010</issuedate><nameMatchesform>Y</nameMatchesform>\
         <photoMatch>Y</photoMatch><recordNo>{index}</recordNo><recordType>6</recordType>\
         <referenceNo>{USER_ID}</referenceNo><residentialAddressMatchesForm>X</residentialAddressMatchesForm>\
         <stateOrTerritoryOfIssue>NSW</stateOrTerritoryOfIssue><utilityAccountIssuer xsi:nil=\"true\"/>\
         <utilityAccountType xsi:nil=\"true\"/></records>"
    )
}
