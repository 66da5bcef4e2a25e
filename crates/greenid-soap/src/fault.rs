//! What a fault means. Source: decision tables, 3.7.

use kyc_model::greenid::FaultCode;

/// What a fault of greenID means, by its code. Its `faultcode` always says `Server` and tells nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FaultKind {
    /// No such userId.
    SubjectNotFound,
    /// The customerId, the password, the certificate or the caller's address is refused.
    NotAuthorized,
    /// A field is missing or malformed.
    BadRequest,
    /// The userId is taken or reserved.
    Conflict,
    /// greenID failed. A question may be tried again.
    ProviderFailure,
    /// A code that is in no list, or none at all; see [`Error::fault`](crate::Error::fault).
    UnknownCode,
}

impl FaultKind {
    /// The kind of a code. No code is an unknown one.
    #[must_use]
    pub fn of_code(code: Option<&FaultCode>) -> Self {
        match code {
            Some(FaultCode::UserIdNotFound) => Self::SubjectNotFound,
            Some(
                FaultCode::InvalidCustomerId
                | FaultCode::InvalidCustomerIdException
                | FaultCode::InvalidAccountIdException
                | FaultCode::InvalidPassword
                | FaultCode::InvalidCertificateException
                | FaultCode::InvalidCertificate
                | FaultCode::InvalidIpAddress,
            ) => Self::NotAuthorized,
            Some(FaultCode::FieldValidation | FaultCode::InvalidSourceId) => Self::BadRequest,
            Some(FaultCode::UserIdInUse | FaultCode::UserIdForInvitation) => Self::Conflict,
            Some(FaultCode::System | FaultCode::SystemException) => Self::ProviderFailure,
            _ => Self::UnknownCode,
        }
    }

    /// Whether the same question may succeed later.
    #[must_use]
    pub const fn is_retryable(self) -> bool {
        matches!(self, Self::ProviderFailure)
    }

    /// Whether greenID refused before it did anything.
    pub(crate) const fn is_refusal(self) -> bool {
        matches!(
            self,
            Self::SubjectNotFound | Self::NotAuthorized | Self::BadRequest | Self::Conflict
        )
    }

    pub(crate) const fn text(self) -> &'static str {
        match self {
            Self::SubjectNotFound => "greenID knows no such userId",
            Self::NotAuthorized => {
                "greenID refused the caller; check customerId, password or certificate, and the allowed addresses"
            }
            Self::BadRequest => "greenID refused a field of the request; correct it",
            Self::Conflict => "the userId is taken or reserved",
            Self::ProviderFailure => "greenID failed; try again later",
            Self::UnknownCode => "greenID answered with a fault whose code is in no list",
        }
    }
}
