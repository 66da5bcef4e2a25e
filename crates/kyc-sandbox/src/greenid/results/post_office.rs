//! People who showed their documents at a post office. The texts are fixed-width with their padding.

use super::ResultContext;
use crate::greenid::{
    dates::{Day, date_time},
    element::Element,
};

pub(in crate::greenid) fn verified(context: &ResultContext<'_>) -> Element {
    at_a_post_office(context, vec![passport(context), bill(context)])
}

pub(in crate::greenid) fn without_photo(context: &ResultContext<'_>) -> Element {
    at_a_post_office(context, vec![bill(context)])
}

/// A flag that is neither `Y` nor `X`.
pub(in crate::greenid) fn with_other_flag(context: &ResultContext<'_>) -> Element {
    at_a_post_office(context, vec![passport(context).set("photoMatch", "N")])
}

pub(in crate::greenid) fn expired(context: &ResultContext<'_>) -> Element {
    let passport = passport(context).set("documentExpiryDate", Day::of(context.at).years_away(-2));
    at_a_post_office(context, vec![passport])
}

fn at_a_post_office(context: &ResultContext<'_>, documents: Vec<Element>) -> Element {
    let names: Vec<_> = documents
        .iter()
        .filter_map(|document| document.text_of("documentName"))
        .collect();
    let day = Day::of(context.at);
    let data = Element::record("postOfficeData")
        .set("customerId", context.customer_id)
        .set("documents", names.join(", "))
        .set("poFileName", format!("INVENTED{}.txt", day.short()))
        .with(header(context, documents.len()))
        .with_all(documents);
    let check = context
        .check("PostOffice", "UC", "VERIFIED")
        .set("dateVerified", date_time(context.at))
        .set("mode", "POSTOFFICE")
        .with(data);
    context
        .result("VERIFIED")
        .set("mode", "POSTOFFICE")
        .with(context.check("AEC", "BG", "AUTOFAIL"))
        .with(check)
        .with(super::lists::screened(context))
}

fn header(context: &ResultContext<'_>, documents: usize) -> Element {
    Element::record("header")
        .set("amount", "000000000")
        .set("channelId", "0")
        .set("date", Day::of(context.at).short())
        .set("dateOfBirth", "04031985")
        .set("filler", padded("", 8))
        .set("formVersion", "A")
        .set("givenName", padded("MATILDA", 16))
        .set("id", "4201")
        .set("idWizardRefNo", padded("", 10))
        .set("paymentMethod", "00")
        .set("phoneNo", padded("0255500000", 12))
        .set("postOfficeName", padded("NOWHERE LPO", 20))
        .set("recordNo", "1")
        .set("recordType", "5")
        .set("referenceNo", padded(context.user_id, 16))
        .set("surname", padded("INVENTED", 20))
        .set("totalNumberOfIdDocuments", format!("{documents:02}"))
        .set("typeCode", "01")
        .set("uniqueReferenceNo", "9999990100001")
}

fn passport(context: &ResultContext<'_>) -> Element {
    let day = Day::of(context.at);
    document(context, "4202", "Australian Passport", "901")
        .set("countryOfIssue", padded("AUSTRALIA", 20))
        .set("dateOfBirthMatchesForm", "Y")
        .set("documentExpiryDate", day.years_away(5))
        .set("documentNumber", padded("X0000001", 20))
        .set("issuedate", day.years_away(-5))
        .set("photoMatch", "Y")
        .set("residentialAddressMatchesForm", "X")
}

/// No photo and no birth date on it.
fn bill(context: &ResultContext<'_>) -> Element {
    document(context, "4203", "Utility Account", "902")
        .set("dateOfBirthMatchesForm", "X")
        .set("documentExpiryDate", padded("", 10))
        .set("documentNumber", padded("000000000001", 20))
        .set("issuedate", Day::of(context.at).years_away(-1))
        .set("photoMatch", "X")
        .set("residentialAddressMatchesForm", "Y")
        .set("stateOrTerritoryOfIssue", "NSW")
        .set("utilityAccountIssuer", padded("INVENTED ENERGY", 30))
        .set("utilityAccountType", "01")
}

fn document(context: &ResultContext<'_>, id: &str, name: &str, kind: &str) -> Element {
    Element::record("records")
        .set("amount", "000000000")
        .set("comments", padded("", 30))
        .set("documentName", name)
        .set("filler", padded("", 8))
        .set("id", id)
        .set("idDocumentType", kind)
        .set("idWizardRefNo", padded("", 10))
        .set("nameMatchesform", "Y")
        .set("recordNo", "2")
        .set("recordType", "6")
        .set("referenceNo", padded(context.user_id, 16))
}

/// Cut or filled up with blanks to this width.
fn padded(text: &str, width: usize) -> String {
    let cut: String = text.chars().take(width).collect();
    format!("{cut:<width$}")
}
