//! A registration as it stands on the wire, for yaserde to write. Its reader is never used: it logs text.
//!
//! The operation's element is qualified and everything inside it is not; members stand in the order of the service.

use secrecy::ExposeSecret;
use yaserde::YaSerialize;

use crate::{Credentials, Service};

// The derive wants literals: these are `decode::SOAP_NAMESPACE` and `decode::SERVICE_NAMESPACE`, held equal by a test.
#[derive(Default, YaSerialize)]
#[yaserde(
    rename = "Envelope",
    prefix = "soapenv",
    namespaces = {
        "ser" = "http://services.registrations.edentiti.com/",
        "soapenv" = "http://schemas.xmlsoap.org/soap/envelope/"
    }
)]
pub(crate) struct Envelope {
    #[yaserde(rename = "Header", prefix = "soapenv")]
    header: Header,
    #[yaserde(rename = "Body", prefix = "soapenv")]
    body: Body,
}

#[derive(Default, YaSerialize)]
struct Header {}

#[derive(Default, YaSerialize)]
pub(crate) struct Body {
    #[yaserde(rename = "registerUser", prefix = "ser")]
    register_user: Option<RegisterUser>,
}

#[derive(Default, YaSerialize)]
pub(crate) struct RegisterUser {
    #[yaserde(rename = "customerId")]
    pub(crate) customer_id: String,
    pub(crate) password: Option<String>,
    #[yaserde(rename = "userId")]
    pub(crate) user_id: Option<String>,
    #[yaserde(rename = "ruleId")]
    pub(crate) rule_id: String,
    pub(crate) name: Name,
    pub(crate) email: Option<String>,
    #[yaserde(rename = "currentResidentialAddress")]
    pub(crate) current_residential_address: Option<Address>,
    #[yaserde(rename = "previousResidentialAddress")]
    pub(crate) previous_residential_address: Option<Address>,
    pub(crate) dob: Option<String>,
    #[yaserde(rename = "homePhone")]
    pub(crate) home_phone: Option<String>,
    #[yaserde(rename = "workPhone")]
    pub(crate) work_phone: Option<String>,
    pub(crate) mobile: Option<String>,
    #[yaserde(rename = "extraData")]
    pub(crate) extra_data: Vec<NameValuePair>,
}

#[derive(Default, YaSerialize)]
pub(crate) struct Name {
    #[yaserde(rename = "givenName")]
    pub(crate) given_name: String,
    pub(crate) honorific: Option<String>,
    #[yaserde(rename = "middleNames")]
    pub(crate) middle_names: Option<String>,
    pub(crate) surname: String,
}

#[derive(Default, YaSerialize)]
pub(crate) struct Address {
    pub(crate) country: Option<String>,
    #[yaserde(rename = "flatNumber")]
    pub(crate) flat_number: Option<String>,
    pub(crate) postcode: Option<String>,
    #[yaserde(rename = "propertyName")]
    pub(crate) property_name: Option<String>,
    pub(crate) state: Option<String>,
    #[yaserde(rename = "streetName")]
    pub(crate) street_name: Option<String>,
    #[yaserde(rename = "streetNumber")]
    pub(crate) street_number: Option<String>,
    #[yaserde(rename = "streetType")]
    pub(crate) street_type: Option<String>,
    pub(crate) suburb: Option<String>,
}

#[derive(Default, YaSerialize)]
pub(crate) struct NameValuePair {
    pub(crate) name: String,
    pub(crate) value: String,
}

impl Envelope {
    pub(crate) fn of(body: Body) -> Self {
        Self {
            header: Header {},
            body,
        }
    }
}

impl Body {
    pub(crate) fn register_user(person: RegisterUser) -> Self {
        Self {
            register_user: Some(person),
        }
    }
}

/// The second parameter of the password service; the certificate service has none.
pub(crate) fn password(credentials: &Credentials) -> Option<String> {
    match credentials.service() {
        Service::Password(password) => Some(password.expose_secret().to_owned()),
        Service::Certificate => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{SERVICE_NAMESPACE, SOAP_NAMESPACE};

    #[test]
    fn the_namespaces_are_those_that_replies_are_read_by() {
        let written = yaserde::ser::to_string(&Envelope::of(Body::default())).unwrap();
        for namespace in [SERVICE_NAMESPACE, SOAP_NAMESPACE] {
            assert!(written.contains(&format!("\"{namespace}\"")), "{written}");
        }
    }
}
