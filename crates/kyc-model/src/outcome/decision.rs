//! The closed lists: what was decided, how firmly, and on what ground.

use super::closed_enum::closed_enum;

closed_enum! {
    /// The answer. Closed on purpose: match all five.
    pub enum Decision {
        /// The provider says so, finally, and we know that it is the provider. What it shows is in
        /// [`established`](super::VerificationOutcome::established).
        Verified => "verified",
        /// The provider says no.
        Rejected => "rejected",
        /// A person on **your** side must look.
        NeedsReview => "needs_review",
        /// The provider or the person is not done.
        Pending => "pending",
        /// Nobody could decide: issuer down, broken upload, contradictory or unknown answer.
        Inconclusive => "inconclusive",
    }
}

closed_enum! {
    /// Whether the decision can still change by itself.
    pub enum Finality {
        /// It will not.
        Final => "final",
        /// The provider says that more will come.
        Provisional => "provisional",
        /// The answer does not tell.
        Unknown => "unknown",
    }
}

closed_enum! {
    /// Whom a pending outcome waits for.
    pub enum Awaiting {
        /// The provider's machines.
        Provider => "provider",
        /// The provider's human reviewers.
        Reviewer => "reviewer",
        /// The person who is being verified: asking again does not help.
        Subject => "subject",
    }
}

closed_enum! {
    /// Where the bytes came from. The gate for every verdict, because no provider signs the body.
    pub enum Source {
        /// Our client asked, over verified TLS.
        Asked => "asked",
        /// A callback, then confirmed by asking.
        Confirmed => "confirmed",
        /// Plain HTTP to this machine, opted in: tests and sandboxes.
        Loopback => "loopback",
        /// A saved payload whose origin the caller vouches for.
        CallerVouched => "caller_vouched",
        /// Nobody vouches. Never leads to anything but `inconclusive`.
        Unverified => "unverified",
    }
}

closed_enum! {
    /// What is known of the provider's signature. A checkable and wrong one is an error, not a state.
    pub enum SignatureState {
        /// Made with one of our keys over the reply's own timestamp. It vouches for no body.
        Valid => "valid",
        /// This provider or message has none.
        NotDue => "not_due",
        /// Nothing to check it with, or none came with a saved payload.
        NotChecked => "not_checked",
    }
}

closed_enum! {
    /// Which of the provider's environments answered. A sandbox answers over verified TLS with valid signatures too.
    pub enum Environment {
        /// Real people.
        Production => "production",
        /// The provider's own test environment.
        Sandbox => "sandbox",
        /// A URL of the caller's.
        Custom => "custom",
        /// Not known, as for saved payloads.
        Unknown => "unknown",
    }
}

closed_enum! {
    /// What a reason did to the decision.
    pub enum Weight {
        /// It decided. Every outcome has exactly one.
        Decisive => "decisive",
        /// Somebody should act on it, whatever was decided.
        Alert => "alert",
        /// Worth knowing.
        Advisory => "advisory",
    }
}

closed_enum! {
    /// The result of one check.
    pub enum CheckResult {
        /// It succeeded.
        Passed => "passed",
        /// It failed.
        Failed => "failed",
        /// A person must look.
        NeedsReview => "needs_review",
        /// It is not done.
        Pending => "pending",
        /// It was not part of the job, or was handed over to another check.
        NotPerformed => "not_performed",
        /// It ended without telling.
        Inconclusive => "inconclusive",
    }
}
