//! A person who is registered under an id that names no scenario.

pub(super) mod background;
mod rules;

use kyc_model::{Timestamp, greenid::Date};

use super::{fault::Fault, request::Members};

/// What is kept of a registration: what the background checks then confirm.
pub(super) struct Applicant {
    given_name: String,
    middle_names: Option<String>,
    surname: String,
    date_of_birth: Option<Date>,
    /// Of the current address: name, label and text.
    address: Vec<(&'static str, &'static str, String)>,
}

/// The members of an address, whether they are required, and what else is asked of them. Source: type AusAddress; the
/// address handling page of later services requires more.
const ADDRESS: [(&str, &str, bool, rules::Rule); 9] = [
    ("flatNumber", "Flat number", false, rules::any),
    ("propertyName", "Property name", false, rules::any),
    ("streetNumber", "Street number", false, rules::any),
    ("streetName", "Street name", true, rules::any),
    ("streetType", "Street type", true, rules::any),
    ("suburb", "Suburb", false, rules::any),
    ("state", "State", false, rules::state),
    ("postcode", "Postcode", false, rules::postcode),
    ("country", "Country", false, rules::country),
];

impl Applicant {
    /// Reads the parameters of `registerUser`. Everything that is missing or malformed is named at once.
    pub(super) fn read(members: Members<'_, '_>, now: Timestamp) -> Result<Self, Fault> {
        let mut form = Form::default();
        let name = members.record("name");
        form.required("ruleId", members.text("ruleId"), rules::any);
        let in_name = |member| name.and_then(|name| name.text(member));
        let given_name = form.required("name.givenName", in_name("givenName"), rules::any);
        form.optional("name.honorific", in_name("honorific"), rules::any);
        let middle_names = form.optional("name.middleNames", in_name("middleNames"), rules::any);
        let surname = form.required("name.surname", in_name("surname"), rules::any);
        form.optional("email", members.text("email"), rules::email);
        let current = "currentResidentialAddress";
        let address = members
            .record(current)
            .map(|address| form.address(current, address))
            .unwrap_or_default();
        let previous = "previousResidentialAddress";
        if let Some(address) = members.record(previous) {
            form.address(previous, address);
        }
        let stated = members.text("dob").filter(|text| !text.is_empty());
        let date_of_birth = stated
            .as_deref()
            .map(|text| rules::date_of_birth(text, now));
        if date_of_birth == Some(None) {
            form.invalid.push("dob".to_owned());
        }
        form.optional("homePhone", members.text("homePhone"), rules::phone);
        form.optional("workPhone", members.text("workPhone"), rules::phone);
        form.optional("mobile", members.text("mobile"), rules::mobile);
        if !form.invalid.is_empty() {
            return Err(Fault::Fields(form.invalid));
        }
        Ok(Self {
            given_name,
            middle_names,
            surname,
            date_of_birth: date_of_birth.flatten(),
            address,
        })
    }
}

/// Notes which fields are of no use.
#[derive(Default)]
struct Form {
    invalid: Vec<String>,
}

impl Form {
    fn required(&mut self, name: &str, text: Option<String>, rule: rules::Rule) -> String {
        match text.filter(|text| !text.trim().is_empty() && rules::fits(text) && rule(text)) {
            Some(text) => text,
            None => {
                self.invalid.push(name.to_owned());
                String::new()
            }
        }
    }

    /// An empty text is none: clients send those.
    fn optional(&mut self, name: &str, text: Option<String>, rule: rules::Rule) -> Option<String> {
        let text = text.filter(|text| !text.is_empty())?;
        if !rules::fits(&text) || !rule(&text) {
            self.invalid.push(name.to_owned());
        }
        Some(text)
    }

    fn address(
        &mut self,
        path: &str,
        address: Members<'_, '_>,
    ) -> Vec<(&'static str, &'static str, String)> {
        let mut read = Vec::new();
        for (name, label, is_required, rule) in ADDRESS {
            let path = format!("{path}.{name}");
            let text = address.text(name);
            let text = if is_required {
                Some(self.required(&path, text, rule))
            } else {
                self.optional(&path, text, rule)
            };
            read.extend(text.map(|text| (name, label, text)));
        }
        read
    }
}
