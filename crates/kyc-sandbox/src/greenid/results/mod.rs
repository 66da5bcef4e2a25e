//! The results of the scenarios, all of invented people, and the parts that they are made of.

pub(super) mod lists;
pub(super) mod outcomes;
pub(super) mod post_office;
pub(super) mod undocumented;

use kyc_model::Timestamp;

use super::{dates::date_time, element::Element};

/// Who is asked for, and when that person was verified.
pub(super) struct ResultContext<'a> {
    pub(super) user_id: &'a str,
    pub(super) customer_id: &'a str,
    pub(super) at: Timestamp,
}

impl ResultContext<'_> {
    /// A `return` without checks, with the date where the person is verified.
    pub(super) fn result(&self, outcome: &str) -> Element {
        let result = Element::record("return")
            .set("outcome", outcome)
            .set("ruleId", "default")
            .set("transactionId", "1234567890")
            .set("userId", self.user_id);
        self.dated(result, outcome)
    }

    /// One entry of `individualResults`, with the date where it is verified.
    pub(super) fn check(&self, name: &str, method: &str, state: &str) -> Element {
        let check = Element::record("individualResults")
            .set("method", method)
            .set("name", name)
            .set("state", state);
        self.dated(check, state)
    }

    fn dated(&self, record: Element, state: &str) -> Element {
        if state.starts_with("VERIFIED") {
            record.set("dateVerified", date_time(self.at))
        } else {
            record
        }
    }

    /// The electoral roll, which confirmed name, birth date and address of the invented person.
    pub(super) fn electoral_roll(&self, state: &str) -> Element {
        self.check("AEC", "BG", state).with_all(confirmed_fields())
    }
}

/// What a source confirmed of the invented person.
pub(super) fn confirmed_fields() -> impl Iterator<Item = Element> {
    let person = [
        ("givenName", "Given name", "Matilda"),
        ("surname", "Surname", "Invented"),
        ("dob", "Date of birth", "04/03/1985"),
    ];
    let address = [
        ("streetNumber", "Street number", "1"),
        ("streetName", "Street name", "Made-up"),
        ("streetType", "Street type", "Street"),
        ("suburb", "Suburb", "Nowhere"),
        ("state", "State", "NSW"),
        ("postcode", "Postcode", "2999"),
    ];
    let field = |(name, label, data)| field(name, label, data, "CONFIRMED");
    let person = person.into_iter().map(field);
    person.chain(address.into_iter().map(field).map(of_current_address))
}

pub(super) fn field(name: &str, label: &str, data: &str, status: &str) -> Element {
    Element::record("fieldResults")
        .set("data", data)
        .set("format", "plain")
        .set("label", label)
        .set("name", name)
        .set("status", status)
}

pub(super) fn of_current_address(field: Element) -> Element {
    field.set("dataInfo", "currentAddress")
}
