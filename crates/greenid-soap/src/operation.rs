//! The operations and their names on the wire.

/// An operation of the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Operation {
    /// `getVerificationResult`: the current result of a registered person.
    GetVerificationResult,
    /// `registerUser`: registers a person, runs the background checks and returns their result.
    RegisterUser,
    /// `isUserIdRegistered`: whether a userId is taken.
    IsUserIdRegistered,
}

impl Operation {
    /// Every operation.
    pub const ALL: [Self; 3] = [
        Self::GetVerificationResult,
        Self::RegisterUser,
        Self::IsUserIdRegistered,
    ];

    /// The name of the request element.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::GetVerificationResult => "getVerificationResult",
            Self::RegisterUser => "registerUser",
            Self::IsUserIdRegistered => "isUserIdRegistered",
        }
    }

    /// Whether sending it twice is more than asking twice: true for `registerUser` alone.
    #[must_use]
    pub const fn changes_something(self) -> bool {
        matches!(self, Self::RegisterUser)
    }

    /// The name of the response element.
    #[must_use]
    pub const fn response_name(self) -> &'static str {
        match self {
            Self::GetVerificationResult => "getVerificationResultResponse",
            Self::RegisterUser => "registerUserResponse",
            Self::IsUserIdRegistered => "isUserIdRegisteredResponse",
        }
    }
}
