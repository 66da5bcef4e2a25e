//! What an outcome says, in plain sentences.

use kyc_model::outcome::{
    Awaiting, Decision, Environment, Finality, Remedy, Requirement, Shortfall, SignatureState,
    Source, VerificationOutcome,
};

/// The decision as a headline, such as `NEEDS_REVIEW`.
pub(super) fn decision(outcome: &VerificationOutcome) -> String {
    outcome.decision().as_str().to_uppercase()
}

/// Whether the decision can still change, and whom it waits for.
pub(crate) fn finality(outcome: &VerificationOutcome) -> String {
    let finality = match outcome.finality() {
        Finality::Unknown => "finality unknown",
        finality => finality.as_str(),
    };
    match outcome.awaiting() {
        Some(awaiting) => format!("{finality}, awaiting {awaiting}"),
        None => finality.to_owned(),
    }
}

/// What the decision means.
pub(crate) fn meaning(outcome: &VerificationOutcome) -> &'static str {
    match (outcome.decision(), outcome.awaiting()) {
        (Decision::Verified, _) => {
            "The provider says yes, finally. `established` lists what that shows."
        }
        (Decision::Rejected, _) => "The provider says no.",
        (Decision::NeedsReview, _) => "A person on your side must look before anything is decided.",
        (Decision::Pending, Some(Awaiting::Reviewer)) => {
            "Not decided yet: the provider's human reviewers are still at it."
        }
        (Decision::Pending, Some(Awaiting::Subject)) => {
            "Not decided yet: the person who is being verified has to act."
        }
        (Decision::Pending, _) => "Not decided yet: the provider is still at it.",
        (Decision::Inconclusive, _) => "Nobody could decide. This is neither a yes nor a no.",
    }
}

/// What a *verified* must not be taken for.
pub(crate) fn warnings(outcome: &VerificationOutcome) -> Vec<&'static str> {
    if outcome.decision() != Decision::Verified {
        return Vec::new();
    }
    outcome
        .shortfalls(&Requirement::identity())
        .iter()
        .filter_map(|shortfall| match shortfall {
            Shortfall::NoneEstablished(_) | Shortfall::NotEstablished(_) => {
                Some("It does not show that the person is who they say.")
            }
            Shortfall::Environment(Environment::Sandbox) => {
                Some("It came from the provider's sandbox and says nothing about a real person.")
            }
            Shortfall::Environment(Environment::Custom) => {
                Some("It came from a server of yours, not from the provider's production.")
            }
            Shortfall::Environment(_) => {
                Some("It is not known whether it came from the provider's production.")
            }
            Shortfall::Source(_) => {
                Some("It came over plain http from this machine: for tests only.")
            }
            _ => None,
        })
        .collect()
}

/// What would help; `None` where nothing is wrong.
pub(crate) fn help(remedy: &Remedy) -> Option<&'static str> {
    Some(match remedy {
        Remedy::None => return None,
        Remedy::CorrectInput => "The person corrects the details and tries again.",
        Remedy::Review => "A person on your side looks at the case.",
        Remedy::NewAttempt => "The person makes a new attempt.",
        Remedy::RetakeImages => "The person takes new pictures.",
        Remedy::OtherDocument => "The person uses another document.",
        Remedy::OtherProduct => "Use another product of the provider.",
        Remedy::ContactProvider => "Talk to the provider.",
        Remedy::UnlockInAdminPanel => {
            "An administrator unlocks the person in the provider's panel."
        }
        Remedy::ReviewInAdminPanel => "An administrator reviews the case in the provider's panel.",
        Remedy::WaitForPerson => "Wait until the person has acted.",
        Remedy::Wait => "Wait, then ask again.",
        Remedy::AskAgainWithHistory => "Ask for the status of the job again, with history.",
        Remedy::AskAgain => "Ask the provider again.",
        Remedy::RetryLater => "Run the verification again later.",
        Remedy::FixAccount => "Have the provider change what your account may do.",
        Remedy::VouchOrAskAgain => {
            "Ask the provider with `kyc outcome`, or say --vouch-for-source if you know that the payload came from the provider as it is."
        }
        _ => "This program does not know the remedy; look at the case.",
    })
}

/// The source with what it means.
pub(crate) const fn source(source: Source) -> &'static str {
    match source {
        Source::Asked => "asked: the answer to our own question, over verified TLS",
        Source::Confirmed => "confirmed: a callback, then confirmed by asking",
        Source::Loopback => "loopback: plain http to this machine, for tests only",
        Source::CallerVouched => "caller_vouched: you say that it came from the provider",
        Source::Unverified => "unverified: nobody vouches for where it came from",
    }
}

/// The state of the signature with what it means.
pub(crate) const fn signature(signature: SignatureState) -> &'static str {
    match signature {
        SignatureState::Valid => "valid: made with your key; it never covers the content",
        SignatureState::NotDue => "not_due: documents of this kind are not signed",
        SignatureState::NotChecked => "not_checked: no key was given, or no signature came with it",
    }
}
