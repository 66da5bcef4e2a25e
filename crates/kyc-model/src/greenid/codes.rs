//! greenID's code lists. Every comparison is exact: letter case and blanks count.

use crate::open_enum;

open_enum! {
    /// The outcome of the whole verification. Source: reference tables, overall outcome states.
    pub enum OverallOutcome {
        /// Passed the rule set.
        Verified => "VERIFIED",
        /// Verified by hand by an administrator in the admin panel.
        VerifiedAdmin => "VERIFIED_ADMIN",
        /// Passed, with small changes that the rule set allows.
        VerifiedWithChanges => "VERIFIED_WITH_CHANGES",
        /// Not yet verified; more checks may be tried at any time.
        InProgress => "IN_PROGRESS",
        /// Passed, but with changes that need review.
        Pending => "PENDING",
        /// Shut out by lock-out rules.
        LockedOut => "LOCKED_OUT",
    }
}

open_enum! {
    /// How a verification or a check was made; absent where no mode was used.
    pub enum Mode {
        /// At a post office, with documents.
        PostOffice => "POSTOFFICE",
        /// By somebody in the admin panel on the person's behalf.
        Assisted => "ASSISTED",
        /// By a batch process outside greenID.
        External => "EXTERNAL",
    }
}

open_enum! {
    /// The state of one check.
    pub enum CheckState {
        /// Passed.
        Verified => "VERIFIED",
        /// Verified by hand.
        VerifiedAdmin => "VERIFIED_ADMIN",
        /// Passed, with changes.
        VerifiedWithChanges => "VERIFIED_WITH_CHANGES",
        /// A list or device check found nothing.
        Passed => "PASSED",
        /// The person is not on the list.
        NotFoundOnList => "NOT_FOUND_ON_LIST",
        /// A list check found something, or an identity source did not confirm the person.
        Failed => "FAILED",
        /// The person is on the list.
        FoundOnList => "FOUND_ON_LIST",
        /// A possible match that somebody has to look at.
        MatchReviewRequired => "MATCH_REVIEW_REQUIRED",
        /// A background check did not verify.
        AutoFail => "AUTOFAIL",
        /// Not verified yet.
        InProgress => "IN_PROGRESS",
        /// Verified, with changes that need review.
        Pending => "PENDING",
        /// The source is locked out.
        LockedOut => "LOCKED_OUT",
        /// The source could not be asked.
        Error => "ERROR",
        /// The source was not used.
        Empty => "EMPTY",
    }
}

open_enum! {
    /// How a check was carried out. The provider's table of method names is not public.
    pub enum CheckMethod {
        /// A background check, without consent of the person.
        Background => "BG",
        /// A check that the person took part in.
        UserCentric => "UC",
    }
}

open_enum! {
    /// The status of one field. The provider's table is not public.
    pub enum FieldStatus {
        /// The source confirmed the value.
        Confirmed => "CONFIRMED",
        /// The value was added.
        Addition => "ADDITION",
        /// The value was changed.
        Changed => "CHANGED",
        /// The value was checked.
        Checked => "CHECKED",
        /// Not specified.
        Unspecified => "UNSPECIFIED",
    }
}

open_enum! {
    /// Which address a field belongs to (`dataInfo`).
    pub enum DataInfo {
        /// The current address.
        CurrentAddress => "currentAddress",
        /// The previous address.
        PreviousAddress => "previousAddress",
    }
}

open_enum! {
    /// The code of a fault, in every spelling that greenID is known to use.
    pub enum FaultCode {
        /// No such userId.
        UserIdNotFound => "UserIdNotFoundFault",
        /// No such customerId.
        InvalidCustomerId => "InvalidCustomerIdFault",
        /// No such customerId, older spelling.
        InvalidCustomerIdException => "InvalidCustomerIdException",
        /// No such account, older spelling.
        InvalidAccountIdException => "InvalidAccountIdException",
        /// Id or password missing or wrong.
        InvalidPassword => "InvalidPasswordFault",
        /// The client certificate was refused.
        InvalidCertificateException => "InvalidCertificateException",
        /// The client certificate was refused, newer spelling.
        InvalidCertificate => "InvalidCertificateFault",
        /// The caller's address is not allowed.
        InvalidIpAddress => "InvalidIPAddressFault",
        /// A field is missing or malformed.
        FieldValidation => "FieldValidationFault",
        /// The source is not in the account's list.
        InvalidSourceId => "InvalidSourceIdFault",
        /// The userId is taken.
        UserIdInUse => "UserIdInUseFault",
        /// The userId is reserved for an invitation.
        UserIdForInvitation => "UserIdForInvitationFault",
        /// greenID failed.
        System => "SystemFault",
        /// greenID failed, older spelling.
        SystemException => "SystemException",
    }
}
