//! What is sent of a person. `Debug` shows kinds and lengths only.

use kyc_model::{Sensitive, greenid::AustralianState};

use crate::{Error, MAX_TEXT_CHARS, Result, check, wire};

pub(crate) type Text = Option<Sensitive<String>>;

/// A name. Source: registration pages, type Name.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Name {
    /// `givenName`.
    pub given_name: Sensitive<String>,
    /// `honorific`, such as a title.
    pub honorific: Text,
    /// `middleNames`, separated by blanks.
    pub middle_names: Text,
    /// `surname`.
    pub surname: Sensitive<String>,
}

impl Name {
    /// A name of its two required parts.
    pub fn new(given_name: impl Into<String>, surname: impl Into<String>) -> Self {
        Self {
            given_name: Sensitive::new(given_name.into()),
            honorific: None,
            middle_names: None,
            surname: Sensitive::new(surname.into()),
        }
    }

    /// The same name with an honorific.
    #[must_use]
    pub fn honorific(mut self, text: impl Into<String>) -> Self {
        self.honorific = Some(Sensitive::new(text.into()));
        self
    }

    /// The same name with middle names.
    #[must_use]
    pub fn middle_names(mut self, text: impl Into<String>) -> Self {
        self.middle_names = Some(Sensitive::new(text.into()));
        self
    }

    pub(crate) fn check(&self) -> Result<()> {
        check::required("name.givenName", self.given_name.expose())?;
        optional("name.honorific", &self.honorific)?;
        optional("name.middleNames", &self.middle_names)?;
        check::required("name.surname", self.surname.expose())
    }
}

/// An address. Source: registration pages, type AusAddress.
///
/// Where the country is `AU` a state must be one of the eight and a postcode four digits; other countries have no
/// rules here. greenID wants more of an address in `AU`, and its pages have two lists. The page on addresses, of the later
/// services: street number, street name, suburb, postcode, state and country. The page of this type, of this service: street
/// name and street type. What is sent here is not held to either. `FieldValidationFault` is what greenID answers where it
/// misses a field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Address {
    /// `country`, such as `AU`.
    pub country: Text,
    /// `flatNumber`.
    pub flat_number: Text,
    /// `postcode`.
    pub postcode: Text,
    /// `propertyName`.
    pub property_name: Text,
    /// `state`.
    pub state: Text,
    /// `streetName`, without its type.
    pub street_name: Text,
    /// `streetNumber`.
    pub street_number: Text,
    /// `streetType`. greenID silently drops types that it does not know.
    pub street_type: Text,
    /// `suburb`.
    pub suburb: Text,
}

macro_rules! setters {
    ($( $(#[$doc:meta])* $field:ident )+) => {$(
        $(#[$doc])*
        #[must_use]
        pub fn $field(mut self, text: impl Into<String>) -> Self {
            self.$field = Some(Sensitive::new(text.into()));
            self
        }
    )+};
}

impl Address {
    /// An address with nothing in it yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    setters! {
        /// The same address with this country.
        country
        /// The same address with this number of a flat.
        flat_number
        /// The same address with this postcode.
        postcode
        /// The same address with this name of a property.
        property_name
        /// The same address with this state.
        state
        /// The same address with this name of a street.
        street_name
        /// The same address with this number in the street.
        street_number
        /// The same address with this type of street.
        street_type
        /// The same address with this suburb.
        suburb
    }

    pub(crate) fn to_wire(&self) -> wire::Address {
        let text = |text: &Text| text.as_ref().map(|text| text.expose().clone());
        wire::Address {
            country: text(&self.country),
            flat_number: text(&self.flat_number),
            postcode: text(&self.postcode),
            property_name: text(&self.property_name),
            state: text(&self.state),
            street_name: text(&self.street_name),
            street_number: text(&self.street_number),
            street_type: text(&self.street_type),
            suburb: text(&self.suburb),
        }
    }

    pub(crate) fn is_australian(&self) -> bool {
        self.country
            .as_ref()
            .is_some_and(|country| country.expose() == "AU")
    }

    /// Its members in the order of the wire.
    pub(crate) const fn members(&self) -> [(&'static str, &Text); 9] {
        [
            ("country", &self.country),
            ("flatNumber", &self.flat_number),
            ("postcode", &self.postcode),
            ("propertyName", &self.property_name),
            ("state", &self.state),
            ("streetName", &self.street_name),
            ("streetNumber", &self.street_number),
            ("streetType", &self.street_type),
            ("suburb", &self.suburb),
        ]
    }

    pub(crate) fn check(&self, path: &'static str) -> Result<()> {
        for (name, text) in self.members() {
            let at = || format!("{path}.{name}");
            let Some(text) = text.as_ref().map(Sensitive::expose) else {
                continue;
            };
            check::text(at(), text, MAX_TEXT_CHARS)?;
            let follows_the_rules = match name {
                _ if !self.is_australian() => true,
                "postcode" => is_digits(text, 4),
                "state" => AustralianState::from(text.as_str()).is_known(),
                _ => true,
            };
            if !follows_the_rules {
                return Err(Error::request(at()));
            }
        }
        Ok(())
    }
}

pub(crate) fn optional(path: &'static str, text: &Text) -> Result<()> {
    match text {
        Some(text) => check::text(path, text.expose(), MAX_TEXT_CHARS),
        None => Ok(()),
    }
}

/// Checks a phone number: in Australia ten digits, of which a mobile's begin with 04.
pub(crate) fn phone(path: &'static str, text: &Text, is_australian: bool) -> Result<()> {
    optional(path, text)?;
    let Some(text) = text.as_ref().filter(|_| is_australian) else {
        return Ok(());
    };
    let text = text.expose();
    if is_digits(text, 10) && (path != "mobile" || text.starts_with("04")) {
        Ok(())
    } else {
        Err(Error::request(path))
    }
}

fn is_digits(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|b| b.is_ascii_digit())
}
