//! `registerUser`, without I/O: the request as bytes, and the reply from bytes.

use bytes::Bytes;
use http::{Request, Response};
use kyc_http::ResponseLimits;
use kyc_model::{Sensitive, greenid::Date};

use crate::{
    Address, Credentials, Endpoint, Error, Name, Operation, Result, VerificationReply, check,
    envelope,
    person::{Text, optional, phone},
    wire,
};

/// A value of the extra data may be this long, in characters. It is this library's limit.
const MAX_EXTRA_VALUE_CHARS: usize = 65_536;
/// So many pairs of extra data are taken. It is this library's limit.
const MAX_EXTRA_PAIRS: usize = 200;

/// A person to register. greenID then runs the background checks and answers with their result.
///
/// **It changes something.** Once it may have reached greenID it must not be sent again before it is known what became
/// of it; the errors of [`read_reply`](Self::read_reply) and of the client say so. Send a userId of your own: without
/// one greenID issues it, and after a lost answer there is nothing to ask for.
///
/// ```
/// use greenid_soap::{Address, Name, RegisterUser};
/// use kyc_model::greenid::Date;
/// let person = RegisterUser::builder(Name::new("Joanna", "Citizen"))
///     .user_id("u-1")
///     .current_address(
///         Address::new().street_number("1").street_name("Made-up").street_type("Street")
///             .suburb("Nowhere").state("NSW").postcode("2999").country("AU"),
///     )
///     .date_of_birth(Date::new(1980, 1, 1).unwrap())
///     .build()?;
/// # Ok::<(), greenid_soap::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterUser(RegisterUserBuilder);

/// The parts of a [`RegisterUser`]. Nothing is checked before [`build`](Self::build).
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct RegisterUserBuilder {
    user_id: Text,
    rule_id: Sensitive<String>,
    name: Name,
    email: Text,
    current_address: Option<Address>,
    previous_address: Option<Address>,
    date_of_birth: Option<Date>,
    home_phone: Text,
    work_phone: Text,
    mobile: Text,
    extra_data: Vec<(Sensitive<String>, Sensitive<String>)>,
}

impl RegisterUser {
    /// Starts with a name and the rule set `default`.
    pub fn builder(name: Name) -> RegisterUserBuilder {
        RegisterUserBuilder {
            user_id: None,
            rule_id: Sensitive::new("default".to_owned()),
            name,
            email: None,
            current_address: None,
            previous_address: None,
            date_of_birth: None,
            home_phone: None,
            work_phone: None,
            mobile: None,
            extra_data: Vec::new(),
        }
    }

    /// The userId that is sent, if any.
    #[must_use]
    pub fn user_id(&self) -> Option<&str> {
        self.0.user_id.as_ref().map(|id| id.expose().as_str())
    }

    /// The HTTP request. Its body holds the password and what is known of the person as they are, and `Debug` of the request
    /// shows it: log neither.
    ///
    /// # Errors
    /// `InvalidConfiguration` when endpoint and credentials do not fit together.
    pub fn to_http(
        &self,
        endpoint: &Endpoint,
        credentials: &Credentials,
    ) -> Result<Request<Bytes>> {
        let person = &self.0;
        let body = wire::RegisterUser {
            customer_id: credentials.customer_id().to_owned(),
            password: wire::password(credentials),
            user_id: exposed(&person.user_id),
            rule_id: person.rule_id.expose().clone(),
            name: wire::Name {
                given_name: person.name.given_name.expose().clone(),
                honorific: exposed(&person.name.honorific),
                middle_names: exposed(&person.name.middle_names),
                surname: person.name.surname.expose().clone(),
            },
            email: exposed(&person.email),
            current_residential_address: person.current_address.as_ref().map(Address::to_wire),
            previous_residential_address: person.previous_address.as_ref().map(Address::to_wire),
            dob: person.date_of_birth.map(midnight),
            home_phone: exposed(&person.home_phone),
            work_phone: exposed(&person.work_phone),
            mobile: exposed(&person.mobile),
            extra_data: person
                .extra_data
                .iter()
                .map(|(name, value)| wire::NameValuePair {
                    name: name.expose().clone(),
                    value: value.expose().clone(),
                })
                .collect(),
        };
        envelope::request(endpoint, credentials, wire::Body::register_user(body))
    }

    /// Reads the reply to this registration: the result of the person just registered. Where a userId was sent, an
    /// answer about somebody else is refused. One without a userId, or with an empty one, says nothing of anybody and is let
    /// through for whoever decides.
    ///
    /// # Errors
    /// A fault; another HTTP status than 200; a body of another shape; `WrongSubject`. Unless greenID refused, the
    /// person may be registered all the same: [`Error::may_be_registered`].
    pub fn read_reply(
        &self,
        reply: &Response<Bytes>,
        limits: ResponseLimits,
    ) -> Result<VerificationReply> {
        VerificationReply::read(reply, Operation::RegisterUser, limits)
            .and_then(|read| {
                if let Some(user_id) = self.user_id() {
                    read.check_subject(user_id)?;
                }
                Ok(read)
            })
            .map_err(|error| self.settle(error))
    }

    /// Adds to an error of this registration how to find out what became of it.
    pub(crate) fn settle(&self, error: Error) -> Error {
        error.of_registration(self.0.user_id.is_some())
    }
}

fn exposed(text: &Text) -> Option<String> {
    text.as_ref().map(|text| text.expose().clone())
}

/// The `xs:dateTime` that the wire wants. Without an offset, so that it is this date wherever the server stands.
fn midnight(date: Date) -> String {
    format!("{}T00:00:00", date.to_iso())
}

macro_rules! setters {
    ($( $(#[$doc:meta])* $field:ident )+) => {$(
        $(#[$doc])*
        pub fn $field(mut self, text: impl Into<String>) -> Self {
            self.$field = Some(Sensitive::new(text.into()));
            self
        }
    )+};
}

impl RegisterUserBuilder {
    setters! {
        /// Your id of the person, unique per customer id. greenID issues one unless set.
        user_id
        /// The e-mail address. greenID checks it.
        email
        /// The phone at home; ten digits where the current address is in `AU`.
        home_phone
        /// The phone at work; ten digits where the current address is in `AU`.
        work_phone
        /// The mobile phone; ten digits that begin with `04` where the current address is in `AU`.
        mobile
    }

    /// The rule set. `default` unless set, which selects the only one.
    pub fn rule_id(mut self, text: impl Into<String>) -> Self {
        self.rule_id = Sensitive::new(text.into());
        self
    }

    /// Where the person lives.
    pub fn current_address(mut self, address: Address) -> Self {
        self.current_address = Some(address);
        self
    }

    /// Where the person lived before.
    pub fn previous_address(mut self, address: Address) -> Self {
        self.previous_address = Some(address);
        self
    }

    /// The date of birth, in the years 1 to 9999. It is sent as midnight of that day without an offset.
    pub fn date_of_birth(mut self, date: Date) -> Self {
        self.date_of_birth = Some(date);
        self
    }

    /// Adds a pair of extra data, such as `passportNumber`, for background checks. At most 200 pairs, with values of at
    /// most 65,536 characters.
    pub fn extra_data(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.extra_data
            .push((Sensitive::new(name.into()), Sensitive::new(value.into())));
        self
    }

    /// The checked request.
    ///
    /// # Errors
    /// `InvalidRequest` with the path of the first part that cannot be sent: blank where required, longer than
    /// [`MAX_TEXT_CHARS`](crate::MAX_TEXT_CHARS), with characters that XML cannot carry, or against the Australian
    /// rules where the country is `AU`.
    pub fn build(self) -> Result<RegisterUser> {
        if let Some(user_id) = &self.user_id {
            check::required("userId", user_id.expose())?;
        }
        check::required("ruleId", self.rule_id.expose())?;
        self.name.check()?;
        optional("email", &self.email)?;
        for (path, address) in self.addresses() {
            address.check(path)?;
        }
        let has_four_digit_year = self
            .date_of_birth
            .is_none_or(|date| (1..=9999).contains(&date.parts().0));
        if !has_four_digit_year {
            return Err(Error::request("dob"));
        }
        let is_australian = self
            .current_address
            .as_ref()
            .is_some_and(Address::is_australian);
        for (path, text) in self.phones() {
            phone(path, text, is_australian)?;
        }
        if self.extra_data.len() > MAX_EXTRA_PAIRS {
            return Err(Error::request("extraData"));
        }
        for (index, (name, value)) in self.extra_data.iter().enumerate() {
            check::required(format!("extraData[{index}].name"), name.expose())?;
            let path = format!("extraData[{index}].value");
            check::text(path, value.expose(), MAX_EXTRA_VALUE_CHARS)?;
        }
        Ok(RegisterUser(self))
    }

    fn addresses(&self) -> impl Iterator<Item = (&'static str, &Address)> {
        [
            ("currentResidentialAddress", &self.current_address),
            ("previousResidentialAddress", &self.previous_address),
        ]
        .into_iter()
        .filter_map(|(name, address)| Some((name, address.as_ref()?)))
    }

    const fn phones(&self) -> [(&'static str, &Text); 3] {
        [
            ("homePhone", &self.home_phone),
            ("workPhone", &self.work_phone),
            ("mobile", &self.mobile),
        ]
    }
}
